"""How an encoder is shown a mention: entity markers around it, one mention a pass.

Shared by training (torch) and inference (ONNX), so that both see the same tokens. The markers are two characters of
Unicode's private use area, added to the vocabulary; a text that contains them has them blanked first.
"""

from __future__ import annotations

from collections.abc import Sequence

from tokenizers import Tokenizer

from stance.classifiers.base import Example

OPEN, CLOSE = "\ue000", "\ue001"
CHARACTERS_A_TOKEN = 12
"""Text further from the mention than this many characters a window's token is not even tokenized: bounded work."""

Encoded = tuple[list[int], int]
"""Token ids of a window, and the position of the opening marker in it."""


def encode(tokenizer: Tokenizer, examples: Sequence[Example], max_tokens: int) -> list[Encoded]:
    """Return ids and marker position of each example, at most `max_tokens` long.

    A longer sentence is seen through a window around its mention: the half before and the half after it.
    """
    open_id = tokenizer.token_to_id(OPEN)
    if open_id is None:
        raise ValueError("the tokenizer has no entity markers; see add_markers")
    encodings = tokenizer.encode_batch([_marked(e, max_tokens * CHARACTERS_A_TOKEN) for e in examples])
    return [_window(encoding.ids, open_id, max_tokens) for encoding in encodings]


def add_markers(tokenizer: Tokenizer) -> None:
    """Add the markers to a tokenizer's vocabulary, and switch padding and truncation off: `encode` sees to both."""
    from tokenizers import AddedToken

    tokenizer.add_special_tokens([AddedToken(OPEN, normalized=False), AddedToken(CLOSE, normalized=False)])
    tokenizer.no_padding()
    tokenizer.no_truncation()


def _marked(example: Example, reach: int) -> str:
    text = example.text.replace(OPEN, " ").replace(CLOSE, " ")
    text = text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text
    before = text[max(0, example.start - reach) : example.start]
    mention = text[example.start : example.end][:reach]
    after = text[example.end : example.end + reach]
    return f"{before}{OPEN} {mention} {CLOSE}{after}"


def _window(ids: list[int], open_id: int, max_tokens: int) -> Encoded:
    position = ids.index(open_id)
    if len(ids) <= max_tokens:
        return ids, position
    inside = max_tokens - 2
    start = min(max(1, position - inside // 2), len(ids) - 1 - inside)
    return [ids[0], *ids[start : start + inside], ids[-1]], position - start + 1
