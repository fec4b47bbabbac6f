"""Years that a sentence names, against the study period."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from analyser.coding.assertion_lexicon import AssertionLexicon
from analyser.coding.assertion_scope import REACH
from analyser.coding.cue_words import Word
from analyser.study import Period

_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")


@dataclass(frozen=True, slots=True)
class YearNamed:
    """A year, with the month before it (0: none), and the words `low` to `high` that are about it."""

    place: int
    year: int
    month: int
    back: bool  # "back in 2011"
    low: int
    high: int


def find_years(words: Sequence[Word], lexicon: AssertionLexicon) -> list[YearNamed]:
    """The years that tell when something was, without those that begin a time that goes on ("since 2011")."""
    stops = [boundary for boundary in lexicon.boundaries.find(words) if boundary.payload in ("contrast", "now")]
    starts, ends = [stop.start for stop in stops], [stop.end for stop in stops]
    found = []
    for place, word in enumerate(words):
        if not _YEAR.fullmatch(word.text):
            continue
        before = [earlier.text for earlier in words[max(0, place - 3) : place]]
        if lexicon.onward.intersection(before):
            continue
        month = next((lexicon.months[text] for text in reversed(before) if text in lexicon.months), 0)
        before_it, behind_it = bisect_right(ends, place), bisect_right(starts, place)
        low = ends[before_it - 1] if before_it else 0
        high = starts[behind_it] if behind_it < len(starts) else len(words)
        found.append(YearNamed(place, int(word.text), month, "back" in before, low, high))
    return found


def past_year(years: Sequence[YearNamed], place: int | None, period: Period | None) -> str:
    """The last year named about a word (None: about the sentence), if all such years lie before the period; else "".

    Without a period a year is past only where the speaker looks "back" to it.
    """
    if place is not None:
        first = bisect_right(years, place - REACH, key=lambda year: year.place)
        last = bisect_right(years, place + REACH, key=lambda year: year.place)
        years = years[first:last]
    near = [year for year in years if place is None or year.low <= place < year.high]
    if near and all(_is_before(year, period) for year in near):
        return str(near[-1].year)
    return ""


def _is_before(named: YearNamed, period: Period | None) -> bool:
    if period is None:
        return named.back
    return (named.year, named.month or 12) < (period.start.year, period.start.month)
