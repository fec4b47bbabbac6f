"""The sentence of a character, looked up in lists that are made once for a Doc."""

from __future__ import annotations

from bisect import bisect_right

from spacy.tokens import Doc, Span

from analyser.coding.pipeline import sentence_starts, text_of

_PLACES = "assertion sentences"


def end_of(doc: Doc) -> int:
    """Where a Doc's text ends."""
    return len(text_of(doc))


def sentence_at(doc: Doc, char: int) -> Span | None:
    """The sentence of a character; its place is looked up in lists that are made once for a Doc."""
    if _PLACES not in doc.user_data:
        firsts = sentence_starts(doc)
        doc.user_data[_PLACES] = (firsts, [doc[first].idx for first in firsts])
    firsts, starts = doc.user_data[_PLACES]
    found = bisect_right(starts, char) - 1
    if not 0 <= found < len(firsts) or char >= end_of(doc):
        return None
    return doc[firsts[found] : firsts[found + 1] if found + 1 < len(firsts) else len(doc)]
