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
_SHORT_YEAR = re.compile(r"\d\d")
_PIVOT = "50"  # '09 is 2009, '97 is 1997
_BETWEEN = 4


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
    """The years that tell when something was, without those that begin a time that goes on ("since 2011").

    >>> from analyser.coding.assertion_lexicon import assertion_lexicon
    >>> from analyser.coding.cue_words import split_words
    >>> words = split_words("I was there from 2010 to twenty-fourteen and here since 2015")
    >>> [named.year for named in find_years(words, assertion_lexicon())]
    [2010, 2014]
    """
    named = _named(words, lexicon)
    if not named:
        return []
    stops = [
        boundary
        for boundary in lexicon.boundaries.find(words)
        if boundary.payload in ("contrast", "now") and words[boundary.start].text not in lexicon.spanning
    ]
    starts, ends = [stop.start for stop in stops], [stop.end for stop in stops]
    found = []
    for number, (place, _end, year) in enumerate(named):
        before = [earlier.text for earlier in words[max(0, place - 3) : place]]
        if lexicon.onward.intersection(before) and not _is_closed(named[number : number + 2], words, lexicon):
            continue
        month = next((lexicon.months[text] for text in reversed(before) if text in lexicon.months), 0)
        before_it, behind_it = bisect_right(ends, place), bisect_right(starts, place)
        low = ends[before_it - 1] if before_it else 0
        high = starts[behind_it] if behind_it < len(starts) else len(words)
        found.append(YearNamed(place, year, month, "back" in before, low, high))
    return found


def _named(words: Sequence[Word], lexicon: AssertionLexicon) -> list[tuple[int, int, int]]:
    """Where years begin and end, in digits or words, and which they are."""
    named = [(match.start, match.end, match.payload) for match in lexicon.year_words.find(words)]
    for place, word in enumerate(words):
        if _YEAR.fullmatch(word.text):
            named.append((place, place + 1, int(word.text)))
        elif _SHORT_YEAR.fullmatch(word.text) and place and words[place - 1].text == "'":
            named.append((place, place + 1, int(word.text) + (2000 if word.text < _PIVOT else 1900)))
    if not named:
        return []
    undated = {place for match in lexicon.undated.find(words) for place in range(match.start, match.end)}
    return sorted(year for year in named if year[0] not in undated)


def _is_closed(years: Sequence[tuple[int, int, int]], words: Sequence[Word], lexicon: AssertionLexicon) -> bool:
    """Does the second of two years end the time that the first begins ("from 2010 until 2012")?"""
    between = [word.text for word in words[years[0][1] : years[-1][0]]]
    return 0 < len(between) <= _BETWEEN and not lexicon.closing.isdisjoint(between)


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
