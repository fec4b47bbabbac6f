"""The sentence of a character, looked up in lists that are made once for a Doc."""

from __future__ import annotations

from bisect import bisect_right

from spacy.tokens import Doc, Span

_PLACES = "assertion sentences"


def end_of(doc: Doc) -> int:
    """Where a Doc's text ends."""
    return doc[-1].idx + len(doc[-1].text_with_ws) if len(doc) else 0


def sentence_at(doc: Doc, char: int) -> Span | None:
    """The sentence of a character; its place is looked up in lists that are made once for a Doc."""
    if _PLACES not in doc.user_data:
        firsts = [token.i for token in doc if token.is_sent_start or token.i == 0]
        doc.user_data[_PLACES] = (firsts, [doc[first].idx for first in firsts])
    firsts, starts = doc.user_data[_PLACES]
    found = bisect_right(starts, char) - 1
    if not 0 <= found < len(firsts) or char >= end_of(doc):
        return None
    return doc[firsts[found] : firsts[found + 1] if found + 1 < len(firsts) else len(doc)]
