"""A text's words as the cue lexicons see them: lower case, contractions undone, with their offsets.

The lexicons write "have not"; a transcript says "haven't", "haven’t", "havent" or "have n't". All become the words
"have", "not", so that one phrase in a lexicon stands for every spelling.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import Any, NamedTuple, cast

from analyser.codebook.spellings import spellings

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'"})
_TOKEN = re.compile(
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"  # 1,200 · 12 · 2.5
    r"|[^\W\d_]+(?:'[^\W\d_]+)*"  # words with their apostrophes
    r"|\.{2,}|-{2,}|[^\w\s]|_"  # ... -- and single marks
)


class Word(NamedTuple):
    """A normalised word and where it stands in the text; the parts of a contraction share its place."""

    text: str
    start: int
    end: int


_word = partial(cast("Any", tuple.__new__), Word)  # quicker than `Word(…)`, and there are many of them


def split_words(text: str, offset: int = 0) -> list[Word]:
    """The words and punctuation marks of a text; `offset` is added to every place.

    >>> [word.text for word in split_words("We haven’t had 1,200, have we?")]
    ['we', 'have', 'not', 'had', '1200', ',', 'have', 'we', '?']
    """
    found: list[Word] = []
    behind = 0
    for chunk in text.split():
        at = text.index(chunk, behind)
        behind = at + len(chunk)
        first = at + offset
        for part, low, high in _chunk_words(chunk, at > 0, behind < len(text)):
            found.append(_word((part, first + low, first + high)))
    return found


@lru_cache(maxsize=1 << 16)
def _chunk_words(chunk: str, parted_before: bool, parted_behind: bool) -> tuple[tuple[str, int, int], ...]:
    """The words of what stands between two blanks, and whether there are any: a text begins and ends without."""
    found = []
    for match in _TOKEN.finditer(chunk.translate(_APOSTROPHES)):
        written, (start, end) = match.group().lower(), match.span()
        if written == "-" and ((start == 0 and parted_before) or (end == len(chunk) and parted_behind)):
            written = "–"  # a hyphen that is meant as a dash ("none - not one") and not within a word ("high-harm")
        found += [(part, start, end) for part in _parts(written)]
    return tuple(found)


def _parts(written: str) -> tuple[str, ...]:
    known = spellings()
    if spelling := known.meant.get(written):
        return spelling
    if written[0].isdigit():
        return (written.replace(",", ""),)
    if "'" not in written:
        return (written,)
    if verb := written.removesuffix(known.negative) if written.endswith(known.negative) else "":
        return (verb, known.meant[known.negative][0])
    word, mark, clitic = written.rpartition("'")
    if word and mark + clitic in known.clitics:
        return (*_parts(word), known.meant.get(mark + clitic, (mark + clitic,))[0])
    return (written,)
