"""Lengths of time in any English text: "three hours", "half a year", "2 days 1 month", "all day"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyser.coding.cue_words import Word
from analyser.coding.quantity_cardinals import text_at
from analyser.coding.quantity_numbers import longest_number
from analyser.coding.quantity_reading import Reading
from analyser.coding.quantity_words import NumberWords, number_words
from analyser.coding.quantity_written import written_words

_GROWN = re.compile(r"([0-9]+(?:\.[0-9]+)?)([^\W\d_]+)")


def read_durations(text: str) -> list[Reading]:
    """The lengths of time of a text, in seconds; a month has 30 days, a year 365.

    >>> [(found.value, found.text) for found in read_durations("She was gone for 2 days, then a half hour.")]
    [(172800.0, '2 days'), (1800.0, 'a half hour')]
    """
    lexicon = number_words()
    words = written_words(text)
    found: list[Reading] = []
    place = 0
    while place < len(words):
        duration = _duration_at(words, place, lexicon)
        if duration is None:
            place += 1
            continue
        seconds, end = duration
        while more := _duration_at(words, end, lexicon):  # "2 days 1 month"
            seconds, end = seconds + more[0], more[1]
        start, stop = words[place].start, words[end - 1].end
        found.append(Reading("duration", seconds, start, stop, text[start:stop]))
        place = end
    return found


def _duration_at(words: Sequence[Word], start: int, lexicon: NumberWords) -> tuple[float, int] | None:
    """The seconds of a number with its unit, and where it ends; "less than" before it belongs to it."""
    bound = lexicon.bounds_before.longest(words, start)
    place = bound.end if bound else start
    if place >= len(words):
        return None
    if grown := _GROWN.fullmatch(words[place].text):  # "3h"
        unit = lexicon.units.get(grown[2])
        return (float(grown[1]) * unit, place + 1) if unit else None
    number = longest_number(words, place, None)
    vague = lexicon.vague_times.longest(words, place)
    if number or vague:
        value, end = (number.value, number.end) if number else (vague.payload, vague.end) if vague else (0.0, place)
        end += text_at(words, end) == "-"
        end += number is not None and number.share and text_at(words, end) in lexicon.articles
        unit = lexicon.units.get(text_at(words, end))
        return _with_half(words, value * unit, unit, end + 1, lexicon) if unit else None
    whole = lexicon.whole_units.longest(words, place)
    unit = lexicon.units.get(text_at(words, whole.end)) if whole else None
    return _with_half(words, unit, unit, whole.end + 1, lexicon) if whole and unit else None


def _with_half(words: Sequence[Word], seconds: float, unit: float, end: int, lexicon: NumberWords) -> tuple[float, int]:
    """ "An hour and a half"."""
    half = lexicon.and_a_half.longest(words, end)
    return (seconds + half.payload * unit, half.end) if half else (seconds, end)
