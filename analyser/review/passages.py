"""Passages: the sentences that the machine coded, by a key and a hash that tell whether the text is still the same."""

from __future__ import annotations

import hashlib

import pandas as pd

from analyser.schemas import CODED_EXCERPTS
from analyser.tables import Schema

# A passage has the machine's row without its words: those are read from the interview, by offsets.
PASSAGES = Schema(
    "passages",
    {
        "passage": "text",
        "text_hash": "text",
        **{name: kind for name, kind in CODED_EXCERPTS.columns.items() if name != "text"},
    },
)


def key_of(interview_id: str, start: int, end: int) -> str:
    """The key of the passage between two offsets of an interview.

    >>> key_of("panel 2: north", 120, 164)
    'panel 2: north:120-164'
    """
    return f"{interview_id}:{start}-{end}"


def place_of(passage: str) -> tuple[str, int, int]:
    """The interview and offsets of a key; `ValueError` where it tells none.

    >>> place_of("panel 2: north:120-164")
    ('panel 2: north', 120, 164)
    """
    interview, _, span = passage.rpartition(":")
    start, _, end = span.partition("-")
    if not interview or not (start.isdecimal() and end.isdecimal()) or int(start) >= int(end):
        raise ValueError(f"{passage!r} is not written interview:start-end")
    return interview, int(start), int(end)


def hash_of(text: str) -> str:
    """Sixteen hexadecimal digits that change with the text (SHA-256, its first 64 bits)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def keys_of(excerpts: pd.DataFrame) -> list[str]:
    """The key of each row of excerpts; rows without offsets, of a table made elsewhere, go by their `excerpt_id`."""
    columns = [excerpts[name].tolist() for name in ("excerpt_id", "interview_id", "start", "end")]
    return [
        identity if pd.isna(start) or pd.isna(end) else key_of(interview, start, end)
        for identity, interview, start, end in zip(*columns, strict=True)
    ]


def passages_of(excerpts: pd.DataFrame) -> pd.DataFrame:
    """Excerpts (`schemas.CODED_EXCERPTS`) as passages: with key and hash, without the text; a key stands there once."""
    hashes = [hash_of(text) for text in excerpts["text"]]
    frame = excerpts.assign(passage=keys_of(excerpts), text_hash=hashes)[list(PASSAGES.columns)]
    return frame.drop_duplicates("passage").reset_index(drop=True)
