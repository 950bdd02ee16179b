"""`stance labels`: the work on labels."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from stance.actors import MentionFinder
    from stance.config import Config
    from stance.labels.corpus import LabeledSentence
    from stance.tagger import Tagger

labels_app = typer.Typer(no_args_is_help=True, help="Check, count, compare and exchange labels.")


class ExportFormat(StrEnum):
    """What labels can be written as."""

    label_studio = "label-studio"
    doccano = "doccano"
    spacy = "spacy"
    conll = "conll"
    datasets = "datasets"


class ImportFormat(StrEnum):
    """What labels can be read from."""

    label_studio = "label-studio"
    doccano = "doccano"
    spacy = "spacy"
    conll = "conll"
    datasets = "datasets"
    plover = "plover"
    jsonl = "jsonl"


class SuggestFormat(StrEnum):
    """What suggestions can be written as."""

    jsonl = "jsonl"
    label_studio = "label-studio"
    doccano = "doccano"


Files = Annotated[
    list[Path] | None, typer.Argument(metavar="[FILES]...", help="Label files; labels/*.jsonl by default.")
]
ConfigFile = Annotated[
    Path | None, typer.Option("--config", "-c", help="A config: its label set, label files and actors.")
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="A file instead of stdout; whole or not at all.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ConfigOutput = Annotated[
    Path | None, typer.Option(metavar="FILE", help="With label-studio: write the labelling configuration (XML) there.")
]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    app.add_typer(labels_app, name="labels")


@labels_app.command(epilog="Example: [bold]stance labels check labels/*.jsonl[/bold]")
def check(files: Files = None, config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Look for what is wrong: offsets, ids, stances, hashes, duplicates, splits, tags that the codebook forbids.

    Prints a finding a line with file and line. Exit code 2 if any is an error; warnings ask for a look.
    """
    from stance.cli.console import note
    from stance.labels.check import DEFAULT_LABELS, check_labels

    settings = _config(config)
    chosen = _files(files, config, settings)
    labels = settings.labels if settings else DEFAULT_LABELS
    findings = check_labels(chosen, labels=labels, known_actors=_finder(config, settings).gazetteer.actors)
    if as_json:
        _print_json([finding.to_dict() for finding in findings])
    else:
        for finding in findings:
            typer.echo(str(finding))
    errors = sum(finding.level == "error" for finding in findings)
    note(f"{errors} errors, {len(findings) - errors} warnings in {len(chosen)} files")
    if errors:
        raise typer.Exit(2)


@labels_app.command(epilog="Example: [bold]stance labels stats --grid[/bold]")
def stats(
    files: Files = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
    grid: Annotated[bool, typer.Option("--grid", help="Event kind by actor kind, with the holes.")] = False,
) -> None:
    """Count sentences, tags and stances by split, style, dispute, region and actor."""
    from stance.cli.console import note
    from stance.cli.label_tables import print_stats
    from stance.labels.statistics import actor_kind, corpus_statistics, event_grid

    settings = _config(config)
    sets: dict[str, list[LabeledSentence]] = {}
    for file in _files(files, config, settings):
        sets.setdefault(file.stem, []).extend(_read_without_documents(file))
    data = corpus_statistics(sets)
    if grid:
        every = [sentence for sentences in sets.values() for sentence in sentences]
        data["grid"] = event_grid(every, actor_kind(_finder(config, settings).gazetteer))
        if not data["grid"]:
            note("no sentence has the field 'kind', which names its event kind: the grid is empty")
    if as_json:
        _print_json(data)
    else:
        print_stats(data)


@labels_app.command(
    epilog="Example: [bold]stance labels agreement labels/raw/first.jsonl labels/raw/second.jsonl[/bold]"
)
def agreement(
    first: Annotated[Path, typer.Argument(metavar="A", help="One labelling.")],
    second: Annotated[Path, typer.Argument(metavar="B", help="Another of the same sentences.")],
    as_json: AsJson = False,
) -> None:
    """Say how far two labellers agree: Cohen's kappa and Krippendorff's alpha on stance, F1 on (actor, stance)."""
    from stance.cli.console import note
    from stance.cli.label_tables import print_agreement
    from stance.labels.agreement import agreement as compare
    from stance.labels.corpus import read_labels

    data = compare(read_labels(first), read_labels(second))
    for file, count in ((first, data["only_a"]), (second, data["only_b"])):
        if count:
            note(f"{count:,} sentences are only in {file}; left out")
    if as_json:
        _print_json(data)
    else:
        print_agreement(data)


@labels_app.command(
    epilog="Example: [bold]stance labels export labels/train.jsonl --format label-studio "
    "--config-output view.xml --output tasks.json[/bold]"
)
def export(
    file: Annotated[Path, typer.Argument(help="A label file.")],
    export_format: Annotated[ExportFormat, typer.Option("--format", "-f", help="The format to write.")],
    output: Output = None,
    config_output: ConfigOutput = None,
    config: ConfigFile = None,
) -> None:
    """Write a label file for an annotation tool or library; `import` reads it back without loss."""
    from stance.labels.corpus import read_labels

    sentences = read_labels(file)
    _write_view(config_output, export_format.value, sentences, _config(config))
    _dump(sentences, export_format.value, output)


@labels_app.command(
    "import",
    epilog="Example: [bold]stance labels import export.json --format label-studio --append --output labels/train.jsonl[/bold]",
)
def import_(
    file: Annotated[Path, typer.Argument(help="What a tool exported, or a relation file.")],
    import_format: Annotated[ImportFormat, typer.Option("--format", "-f", help="The format to read.")],
    output: Output = None,
    append: Annotated[
        bool, typer.Option("--append", help="Add to --output; sentences that it has are replaced by the new ones.")
    ] = False,
    mapping: Annotated[
        Path | None,
        typer.Option(help="With plover: YAML that says which columns hold what and which class is which stance."),
    ] = None,
    config: ConfigFile = None,
) -> None:
    """Read labels from an annotation tool, a library or a relation file into a label file.

    A tag without an actor's id gets the one that the gazetteer knows, else OTHER.
    """
    from stance.cli.console import note
    from stance.errors import InputError
    from stance.labels.corpus import read_labels, to_line

    if append and output is None:
        raise InputError("--append needs a label file to add to: name it with --output")
    resolve = _Resolver(_finder(config, _config(config)))
    imported = _load(file, import_format, mapping, resolve)
    sentences = imported
    if append and output is not None and output.exists():
        new = {(s.doc, s.index) for s in imported}
        sentences = [s for s in read_labels(output) if (s.doc, s.index) not in new] + imported
    _write("".join(map(to_line, sentences)).encode(), output)
    tags = sum(len(s.tags) for s in imported)
    note(
        f"{len(imported):,} sentences with {tags:,} tags; actors by the gazetteer: {resolve.known}, unknown to it: {resolve.unknown}"
    )


@labels_app.command(
    epilog="Example: [bold]stance labels suggest news/ --n 100 --format label-studio --config-output view.xml --output tasks.json[/bold]"
)
def suggest(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Unlabelled articles, or folders of them.")],
    n: Annotated[int, typer.Option("--n", "-n", min=1, help="Sentences to suggest.")] = 50,
    model: Annotated[
        str | None,
        typer.Option("--model", "-m", help="The model that doubts; with --config, its own model if it is trained."),
    ] = None,
    output_format: Annotated[
        SuggestFormat, typer.Option("--format", "-f", help="The format to write.")
    ] = SuggestFormat.jsonl,
    output: Output = None,
    config_output: ConfigOutput = None,
    config: ConfigFile = None,
    labelled: Annotated[
        list[Path] | None,
        typer.Option(
            "--labelled", help="A label file whose sentences need no labels; may be repeated. Those of --config count."
        ),
    ] = None,
) -> None:
    """Choose the sentences most worth labelling next: the model is unsure of them, and they differ from one another.

    They come pre-tagged by the model. With --config and no model of its label set yet, diversity alone chooses.
    """
    from stance.cli.console import note
    from stance.labels.corpus import read_labels, to_line
    from stance.labels.suggest import suggest as choose
    from stance.text import read_articles

    settings = _config(config)
    tagger = _tagger(model, settings)
    finder = _finder(config, settings) if tagger is None else tagger.finder
    done = [*(labelled or ()), *(_data_files(config, settings, existing=True) if config and settings else ())]
    known = [sentence for file in done for sentence in read_labels(file)]
    problems: list[str] = []
    articles = read_articles(paths, on_error=lambda error: problems.append(str(error)))
    sentences = choose(articles, finder, tagger, n, known)
    for problem in problems:
        note(f"stance: {problem}")
    if not sentences:
        note("no sentence to suggest: none names an actor, or all are labelled")
        raise typer.Exit(2 if problems else 0)
    _write_view(config_output, output_format.value, sentences, settings, tagger)
    if output_format is SuggestFormat.jsonl:
        _write("".join(map(to_line, sentences)).encode(), output)
    else:
        _dump(sentences, output_format.value, output, suggestions=True)
    how = f"the doubt of {tagger.name}" if tagger else "diversity alone (no model of this label set yet)"
    note(f"{len(sentences)} sentences, chosen by {how}")
    if problems:
        raise typer.Exit(2)


def _read_without_documents(file: Path) -> list[LabeledSentence]:
    """Read a label file; sentences whose document is not at hand come without their text, which counting can do without."""
    from stance.cli.console import note
    from stance.errors import InputError
    from stance.labels.corpus import MissingDocumentError, read_numbered

    missing: list[InputError] = []

    def report(number: int, error: InputError) -> None:
        if not isinstance(error, MissingDocumentError):
            raise error
        missing.append(error)

    sentences = [sentence for _, sentence in read_numbered(file, on_error=report)]
    if not sentences:
        raise InputError(f"{file}: no labelled sentences in it")
    if missing:
        note(f"{file}: {len(missing):,} sentences counted without their text: their documents are not at hand")
    return sentences


class _Resolver:
    """Names actors by the gazetteer and counts how often it could."""

    def __init__(self, finder: MentionFinder) -> None:
        self._finder = finder
        self.known = self.unknown = 0

    def __call__(self, text: str, start: int, end: int) -> str:
        actor = self._finder.resolve(text, start, end)
        if actor == "OTHER":
            self.unknown += 1
        else:
            self.known += 1
        return actor


def _load(
    file: Path, import_format: ImportFormat, mapping: Path | None, resolve: Callable[[str, int, int], str]
) -> list[LabeledSentence]:
    from stance.cli.console import note
    from stance.errors import InputError
    from stance.labels.corpus import read_labels
    from stance.labels.exchange import load_labels
    from stance.labels.plover import read_relations

    if (import_format is ImportFormat.plover) != (mapping is not None):
        raise InputError(
            "--format plover and --mapping go together: the mapping says which columns and classes are what"
        )
    if import_format is ImportFormat.jsonl:
        return read_labels(file)
    if mapping is not None:
        relations = read_relations(file, mapping, resolve)
        if relations.skipped:
            note(f"{relations.skipped:,} rows whose source does not stand in the text; left out")
        return relations.sentences
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror or error}); check the path") from None
    imported = load_labels(data, import_format.value, str(file), resolve)
    if imported.skipped:
        note(f"{imported.skipped:,} tasks without a submitted annotation; left out")
    return imported.sentences


def _dump(sentences: Sequence[LabeledSentence], name: str, output: Path | None, *, suggestions: bool = False) -> None:
    from stance.errors import InputError
    from stance.labels.exchange import BINARY, dump_labels

    if output is None and name in BINARY:
        raise InputError(f"--format {name} is binary: name a file with --output")
    _write(dump_labels(sentences, name, suggestions=suggestions), output)


def _write(data: bytes, output: Path | None) -> None:
    from stance.errors import StanceError
    from stance.views.output import partial

    if output is None:
        sys.stdout.write(data.decode())
        return
    aside = partial(output)
    try:
        aside.write_bytes(data)
        aside.replace(output)
    except OSError as error:
        raise StanceError(f"{output}: can't write: {error.strerror or error}") from None
    finally:
        aside.unlink(missing_ok=True)


def _write_view(
    path: Path | None,
    name: str,
    sentences: Sequence[LabeledSentence],
    settings: Config | None,
    tagger: Tagger | None = None,
) -> None:
    """Write Label Studio's labelling configuration, with the label set of the config, the model or the labels."""
    if path is None:
        return
    from stance.errors import InputError
    from stance.labels.exchange.fields import label_set
    from stance.labels.exchange.label_studio import labelling_config

    if name != ExportFormat.label_studio:
        raise InputError("--config-output goes with --format label-studio")
    own = settings.labels if settings else tagger.labels[:-1] if tagger else label_set(sentences)
    _write(labelling_config(own).encode(), path)


def _config(path: Path | None) -> Config | None:
    from stance.config import load_config

    return load_config(path) if path else None


def _files(files: list[Path] | None, config: Path | None, settings: Config | None) -> list[Path]:
    from stance.errors import InputError

    if files:
        return files
    if config and settings:
        return _data_files(config, settings)
    found = sorted(Path("labels").glob("*.jsonl"))
    if not found:
        raise InputError("there is no labels/*.jsonl here; name label files, or a config with --config")
    return found


def _data_files(config: Path, settings: Config, *, existing: bool = False) -> list[Path]:
    from stance.config import relative_to

    files = [relative_to(config, file) for _, file in settings.data if file is not None]
    return [file for file in files if file.exists()] if existing else files


def _finder(config: Path | None, settings: Config | None) -> MentionFinder:
    from stance.config import relative_to
    from stance.tagger import mention_finder

    return mention_finder(tuple(relative_to(config, file) for file in settings.actors) if config and settings else ())


def _tagger(model: str | None, settings: Config | None) -> Tagger | None:
    """Return the model named, else the config's own if it is trained, else the default one (without a config)."""
    from stance.errors import InputError
    from stance.model_folder import list_models
    from stance.tagger import load

    if settings is None:
        return load(model)
    if model is None and settings.name not in {folder.name for folder in list_models()}:
        return None
    tagger = load(model or settings.name)
    if set(tagger.labels[:-1]) != set(settings.labels):
        if model is None:
            return None
        raise InputError(
            f"--model {model} knows {', '.join(tagger.labels[:-1])}, the config {', '.join(settings.labels)}; "
            "leave --model out to choose by diversity"
        )
    return tagger


def _print_json(data: Any) -> None:
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False))
