"""A text's words as the cue lexicons see them: lower case, contractions undone, with their offsets.

The lexicons write "have not"; a transcript says "haven't", "haven’t", "havent" or "have n't". All become the words
"have", "not", so that one phrase in a lexicon stands for every spelling.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from analyser.codebook.lexicon import lexicon

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'"})
_TOKEN = re.compile(
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"  # 1,200 · 12 · 2.5
    r"|[^\W\d_]+(?:'[^\W\d_]+)*"  # words with their apostrophes
    r"|\.{2,}|-{2,}|[^\w\s]|_"  # ... -- and single marks
)
_NEGATED = re.compile(r"(.+)n't$")
_CLITIC = re.compile(r"(.+)('(?:ve|re|m|ll|d|s))$")


class Word(NamedTuple):
    """A normalised word and where it stands in the text; the parts of a contraction share its place."""

    text: str
    start: int
    end: int


@cache
def _spellings() -> Mapping[str, tuple[str, ...]]:
    return {written: tuple(meant.split()) for written, meant in lexicon("spellings")["spellings"].items()}


def split_words(text: str, offset: int = 0) -> list[Word]:
    """The words and punctuation marks of a text; `offset` is added to every place.

    >>> [word.text for word in split_words("We haven’t had 1,200, have we?")]
    ['we', 'have', 'not', 'had', '1200', ',', 'have', 'we', '?']
    """
    found: list[Word] = []
    for match in _TOKEN.finditer(text.translate(_APOSTROPHES)):
        start, end = match.span()
        written = match.group()
        if written == "-" and _stands_free(text, start, end):
            written = "–"
        for part in _parts(written):
            found.append(Word(part, start + offset, end + offset))
    return found


def _stands_free(text: str, start: int, end: int) -> bool:
    """Is a hyphen meant as a dash ("none - not one") and not within a word ("high-harm")?"""
    return text[start - 1 : start].isspace() or text[end : end + 1].isspace()


@lru_cache(maxsize=1 << 16)
def _parts(written: str) -> tuple[str, ...]:
    written = written.lower()
    spelling = _spellings().get(written)
    if spelling:
        return spelling
    if written[0].isdigit():
        return (written.replace(",", ""),)
    if "'" not in written:
        return (written,)
    if match := _NEGATED.match(written):
        return (match.group(1), "not")
    if match := _CLITIC.match(written):
        return (*_parts(match.group(1)), _spellings().get(match.group(2), (match.group(2),))[0])
    return (written,)
