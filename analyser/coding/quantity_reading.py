"""The numbers of any English text, with their values and places: the grammar that the counting of cases uses.

Numbers are read in words and digits, with signs, groups, decimals, powers, suffixes, fractions, dozens and ratios;
percentages, places in an order, and ranges ("more than ten but fewer than twenty", `quantity_ranges`) on top of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analyser.coding.cue_phrases import Phrasebook
from analyser.coding.cue_words import Word
from analyser.coding.quantity_cardinals import is_digits, read_ordinal, text_at
from analyser.coding.quantity_numbers import Number, longest_number
from analyser.coding.quantity_words import NumberWords, number_words
from analyser.coding.quantity_written import written_words


@dataclass(frozen=True, slots=True)
class Reading:
    """A number of a text: characters `start` to `end` (exclusive) stand for `value`.

    `kind` is integer, decimal, fraction, mixed, ratio, percentage, ordinal, from_end, from_here or duration.
    """

    kind: str
    value: float
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class PlacedNumber:
    """A number among the words of a text: words `start` to `end` (exclusive)."""

    start: int
    end: int
    number: Number


def read_numbers(text: str) -> list[Reading]:
    """Every number of a text, in order, none overlapping another. Percentages are read as their number.

    >>> [(found.value, found.text) for found in read_numbers("Two and a half of the 1,200, minus a third or 2.5k.")]
    [(2.5, 'Two and a half'), (1200.0, '1,200'), (-0.3333333333333333, 'minus a third'), (2500.0, '2.5k')]
    """
    words = written_words(text)
    return [_reading(text, words, found) for found in placed_numbers(words, number_words().share)]


def placed_numbers(words: Sequence[Word], of_total: Phrasebook[str] | None = None) -> list[PlacedNumber]:
    """The numbers among words that `written_words` gives; `of_total`: what makes a ratio of two, else `over`."""
    lexicon = number_words()
    of_total = of_total or lexicon.over
    found: list[PlacedNumber] = []
    place = 0
    while place < len(words):
        number = _number_at(words, place, of_total, lexicon)
        if number and (end := _place_end(words, place, number, lexicon)):
            place = end
            continue
        if number:
            found.append(PlacedNumber(place, number.end, number))
        place = number.end if number else place + 1
    return found


def _place_end(words: Sequence[Word], start: int, number: Number, lexicon: NumberWords) -> int | None:
    """Where a place in an order ends that goes further than a number ("the twenty-first century"), if it is one."""
    ordinal = None if is_digits(words[start].text) else read_ordinal(words, start, lexicon)
    return ordinal.end if ordinal and not ordinal.plural and ordinal.end > number.end else None


def _number_at(words: Sequence[Word], place: int, of_total: Phrasebook[str], lexicon: NumberWords) -> Number | None:
    if words[place].text == "-" and place + 1 < len(words) and not _is_number_end(words, place - 1, lexicon):
        number = longest_number(words, place + 1, of_total)
        close = number and (place == 0 or words[place - 1].end < words[place].start)
        return Number(-number.value, number.end, form=number.form) if number and close else None
    pointed = text_at(words, place - 1) in lexicon.pointing
    if pointed and words[place].text in lexicon.point:  # "at this point two of them left"
        return None
    number = longest_number(words, place, of_total)
    return None if number and number.end == place + 1 and pointed and words[place].text == lexicon.one else number


def _is_number_end(words: Sequence[Word], place: int, lexicon: NumberWords) -> bool:
    text = text_at(words, place)
    return is_digits(text) or text in lexicon.ends or text in lexicon.signs


def _reading(text: str, words: Sequence[Word], found: PlacedNumber, kind: str = "") -> Reading:
    start, end = words[found.start].start, words[found.end - 1].end
    return Reading(kind or found.number.form, found.number.value, start, end, text[start:end])


def read_percentages(text: str) -> list[Reading]:
    """The percentages of a text; the value of "forty per cent" is 40, that of a sign without a number is NaN.

    >>> [(found.value, found.text) for found in read_percentages("Forty per cent, not 12.5 %.")]
    [(40.0, 'Forty per cent'), (12.5, '12.5 %')]
    """
    lexicon = number_words()
    words = written_words(text)
    found: list[Reading] = []
    used: set[int] = set()
    for placed in placed_numbers(words):
        start, end = placed.start, placed.end
        if sign := lexicon.percent.longest(words, end):
            end = sign.end
        elif (before := _percent_before(words, start, lexicon)) is not None and before not in used:
            start = before
        else:
            continue
        used.update(range(start, end))
        found.append(_reading(text, words, PlacedNumber(start, end, placed.number), "percentage"))
    bare = [word for place, word in enumerate(words) if place not in used and _is_bare_sign(text, word)]
    found += [Reading("percentage", math.nan, word.start, word.end, word.text) for word in bare]
    return sorted(found, key=lambda reading: reading.start)


def _is_bare_sign(text: str, word: Word) -> bool:
    return word.text == "%" and f" {text} "[word.start].isspace() and f" {text} "[word.end + 1].isspace()


def _percent_before(words: Sequence[Word], place: int, lexicon: NumberWords) -> int | None:
    """Where "per cent of" begins that ends at a word."""
    if text_at(words, place - 1) != lexicon.of:
        return None
    for start in range(max(0, place - 3), place - 1):
        sign = lexicon.percent.longest(words, start)
        if sign and sign.end == place - 1 and not _is_number_end(words, start - 1, lexicon):
            return start
    return None


def read_ordinals(text: str) -> list[Reading]:
    """The places in an order of a text: "third", "21st", "one hundred twenty-fifth".

    "Last" and "next" have the kinds from_end and from_here, and count from 0 there.

    >>> [(found.value, found.text) for found in read_ordinals("The twenty-first and the 3rd.")]
    [(21.0, 'twenty-first'), (3.0, '3rd')]
    """
    lexicon = number_words()
    words = written_words(text)
    found = []
    place = 0
    while place < len(words):
        kind, word = "ordinal", words[place].text
        digits = word.rstrip("".join(lexicon.ordinal_ends)) if word[0].isdigit() else ""
        if is_digits(digits) and word[len(digits) :] in lexicon.ordinal_ends:
            value, end = float(digits), place + 1
        elif ordinal := read_ordinal(words, place, lexicon):
            value, end = ordinal.value, ordinal.end
            if ordinal.plural:
                place = end
                continue
        elif relative := _relative(words, place, lexicon):
            kind, value, end = relative
        else:
            place += 1
            continue
        start, stop = words[place].start, words[end - 1].end
        found.append(Reading(kind, value, start, stop, text[start:stop]))
        place = end
    return found


def _relative(words: Sequence[Word], place: int, lexicon: NumberWords) -> tuple[str, float, int] | None:
    for kind, book in (("from_end", lexicon.from_end), ("from_here", lexicon.from_here)):
        if found := book.longest(words, place):
            return kind, found.payload, found.end
    return None
