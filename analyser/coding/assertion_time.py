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
    opening = lexicon.century_words
    places = [
        place
        for place, word in enumerate(words)
        if (word.text in opening or word.text[0].isdigit()) and _year(place, words, lexicon)
    ]
    if not places:
        return []
    undated = {place for match in lexicon.undated.find(words) for place in range(match.start, match.end)}
    stops = [
        boundary
        for boundary in lexicon.boundaries.find(words)
        if boundary.payload in ("contrast", "now") and words[boundary.start].text not in lexicon.spanning
    ]
    starts, ends = [stop.start for stop in stops], [stop.end for stop in stops]
    found = []
    for place in places:
        if place in undated:
            continue
        before = [earlier.text for earlier in words[max(0, place - 3) : place]]
        if lexicon.onward.intersection(before) and not lexicon.ranges.intersection(before[-1:]):
            continue
        month = next((lexicon.months[text] for text in reversed(before) if text in lexicon.months), 0)
        before_it, behind_it = bisect_right(ends, place), bisect_right(starts, place)
        low = ends[before_it - 1] if before_it else 0
        high = starts[behind_it] if behind_it < len(starts) else len(words)
        found.append(
            YearNamed(place, _year(place, words, lexicon), month, not lexicon.looks_back.isdisjoint(before), low, high)
        )
    return found


def _year(place: int, words: Sequence[Word], lexicon: AssertionLexicon) -> int:
    """The year that begins at a word, in digits or as it is spoken ("nineteen ninety-nine"); 0 for none."""
    text = words[place].text
    if _YEAR.fullmatch(text):
        return int(text)
    if _SHORT_YEAR.fullmatch(text) and place and words[place - 1].text == "'":
        return int(text) + (2000 if text < _PIVOT else 1900)
    century = lexicon.centuries.get(text)
    following = place + 1
    if century is None and following < len(words):
        century = lexicon.centuries.get(f"{text} {words[following].text}")
        following += 1
    if century is None:
        return 0
    spoken = century % 1000 == 0 and following > place + 1  # "two thousand and eight"; "twenty eight" is no year
    years: list[int] = []
    while following < len(words) and len(years) < 2:
        number = lexicon.year_numbers.get(words[following].text)
        if number is not None and not (years and number > 9):
            years.append(number)
        elif words[following].text not in lexicon.year_joins:
            break
        following += 1
    if not years or (years[0] < 10 and not spoken):
        return 0
    return century + sum(years[:1]) + (years[1] if len(years) > 1 and years[0] % 10 == 0 and years[0] >= 20 else 0)


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
