"""Label Studio: a JSON list of tasks, and the labelling configuration that shows them.

A tag is a labelled region with two texts of its own, `actor` and `target`. A model's suggestions are `predictions`,
which the annotator accepts or mends; only submitted annotations are read back.
Source of the layout: https://labelstud.io/guide/task_format and https://labelstud.io/guide/predictions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

from stance.errors import InputError
from stance.labels.corpus import LabeledSentence
from stance.labels.exchange import Imported, Resolve
from stance.labels.exchange.fields import CONTEXT, decode, identity, make_tag, parse_json, sentence_from
from stance.types import Tag

_COLOURS = ("#c0392b", "#2471a3", "#b9770e", "#1e8449", "#7d3c98", "#566573", "#a04000", "#117a65")


def labelling_config(labels: Sequence[str]) -> str:
    """Return the labelling configuration (XML) of a project with these stances."""
    choices = "\n".join(
        f"    <Label value={quoteattr(label)} background={quoteattr(_COLOURS[i % len(_COLOURS)])} hotkey={quoteattr(str(i + 1))}/>"
        if i < 9
        else f"    <Label value={quoteattr(label)} background={quoteattr(_COLOURS[i % len(_COLOURS)])}/>"
        for i, label in enumerate(labels)
    )
    return f"""<View>
  <Header value="Mark the words that name the actor where it bears the stance; then write its id and the target's." size="5"/>
  <Text name="before" value="$context"/>
  <Labels name="stance" toName="text">
{choices}
  </Labels>
  <Text name="text" value="$text" granularity="word"/>
  <TextArea name="actor" toName="text" perRegion="true" maxSubmissions="1" editable="true" placeholder="actor id, such as RUS; empty: by the gazetteer"/>
  <TextArea name="target" toName="text" perRegion="true" maxSubmissions="1" editable="true" placeholder="target id, such as NATO; empty: nobody"/>
</View>
"""


def dump(sentences: Sequence[LabeledSentence], *, suggestions: bool = False) -> bytes:
    """Return the sentences as tasks; tags are annotations, or predictions if they are `suggestions`."""
    tasks = [_task(sentence, suggestions) for sentence in sentences]
    return (json.dumps(tasks, ensure_ascii=False, indent=1) + "\n").encode()


def load(data: bytes, where: str, resolve: Resolve) -> Imported:
    """Read Label Studio's JSON export. Of several annotations of a task the last counts; skipped tasks are left out."""
    tasks = parse_json(decode(data, where), where)
    if not isinstance(tasks, list):
        raise InputError(f"{where}: a Label Studio export is a list of tasks; choose the export format JSON")
    sentences, skipped = [], 0
    for number, task in enumerate(tasks, 1):
        place = f"{where}: task {number}"
        if not isinstance(task, Mapping) or not isinstance(task.get("data"), Mapping):
            raise InputError(f"{place}: has no data; choose the export format JSON, not JSON-MIN")
        done = [a for a in task.get("annotations") or [] if isinstance(a, Mapping) and not a.get("was_cancelled")]
        if not done:
            skipped += 1
            continue
        text = task["data"].get("text")
        tags = _tags(text if isinstance(text, str) else "", done[-1].get("result") or [], resolve, place)
        sentences.append(sentence_from(task["data"], text, tags, place))
    return Imported(sentences, skipped)


def _task(sentence: LabeledSentence, suggestions: bool) -> dict[str, Any]:
    data = {"text": sentence.text, CONTEXT: sentence.meta.get(CONTEXT, ""), **identity(sentence)}
    result = [region for number, tag in enumerate(sentence.tags) for region in _regions(f"tag{number}", tag)]
    if suggestions:
        score = min((tag.confidence for tag in sentence.tags), default=1.0)
        return {"data": data, "predictions": [{"model_version": "stance", "score": score, "result": result}]}
    return {"data": data, "annotations": [{"result": result}]}


def _regions(number: str, tag: Tag) -> list[dict[str, Any]]:
    """Return a tag's region and the texts that hang on it: all share an id and a span."""
    span = {"start": tag.start, "end": tag.end}
    base = {"id": number, "to_name": "text"}
    labels = {"text": tag.mention, "labels": [str(tag.stance)]}
    regions = [{**base, "from_name": "stance", "type": "labels", "value": {**span, **labels}}]
    for name, actor in (("actor", tag.actor), ("target", tag.target)):
        if actor is not None:
            regions.append({**base, "from_name": name, "type": "textarea", "value": {**span, "text": [actor]}})
    return regions


def _tags(text: str, result: Any, resolve: Resolve, where: str) -> list[Tag]:
    regions = [r for r in result if isinstance(r, Mapping) and isinstance(r.get("value"), Mapping)]
    texts = {
        (region.get("id"), region.get("from_name")): " ".join(map(str, region["value"].get("text") or ())).strip()
        for region in regions
        if region.get("type") == "textarea"
    }
    tags = []
    for region in regions:
        if region.get("type") != "labels":
            continue
        value, number = region["value"], region.get("id")
        start, end = _span(text, value)
        stance = next(iter(value.get("labels") or ()), None)
        tag = make_tag(
            text, start, end, stance, texts.get((number, "actor"), ""), texts.get((number, "target")) or None, where
        )
        actor = tag.actor or resolve(text, tag.start, tag.end)
        tags.append(make_tag(text, tag.start, tag.end, stance, actor, tag.target, where))
    return tags


def _span(text: str, value: Mapping[str, Any]) -> tuple[Any, Any]:
    """Return a region's offsets in characters: browsers may count those beyond U+FFFF twice. Outer blanks are left out."""
    start, end, marked = value.get("start"), value.get("end"), value.get("text")
    if not (isinstance(start, int) and isinstance(end, int)):
        return start, end
    if isinstance(marked, str) and text[start:end] != marked:
        units = text.encode("utf-16-le")
        before, inside = units[: 2 * start], units[2 * start : 2 * end]
        if inside.decode("utf-16-le", "replace") == marked:
            start = len(before.decode("utf-16-le", "replace"))
            end = start + len(marked)
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))
