"""Numbers in words and digits: "a hundred and twenty", "1,200", "two and a half", "three quarters", "two in five"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analyser.coding.cue_words import Word
from analyser.coding.quantity_lexicon import QuantityLexicon

_SPOKEN_SCALE = 6  # letters: "hundred thousand" is said without "a"; "k" and "mil" are not
_DIGITS = re.compile(r"\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Number:
    """A value that ends before word `end`; `share` when it is a part of a whole, `scale` its last power of ten word."""

    value: float
    end: int
    share: bool = False
    scale: float = 1.0


def read_number(words: Sequence[Word], start: int, lexicon: QuantityLexicon) -> Number | None:
    """The longest number that begins at a word.

    >>> from analyser.coding.cue_words import split_words
    >>> from analyser.coding.quantity_lexicon import quantity_lexicon
    >>> for text in ("a hundred and twenty of them", "two in five", "three quarters", "half a dozen", "two and a half"):
    ...     found = read_number(split_words(text), 0, quantity_lexicon())
    ...     print(found.value, found.share)
    120.0 False
    0.4 True
    0.75 True
    6.0 False
    2.5 False
    """
    return _half_of(words, start, lexicon) or _fraction(words, start, lexicon) or _whole(words, start, lexicon)


def _text(words: Sequence[Word], place: int) -> str:
    return words[place].text if place < len(words) else ""


def _half_of(words: Sequence[Word], start: int, lexicon: QuantityLexicon) -> Number | None:
    """ "half a dozen", "half a million", "a quarter of a million"."""
    part = _fraction(words, start, lexicon)
    if part is None:
        return None
    place = part.end
    if _text(words, place) == "of":
        place += 1
    if _text(words, place) in ("a", "an"):
        place += 1
    word = _text(words, place)
    size = lexicon.multiples.get(word) or lexicon.scales.get(word)
    return Number(part.value * size, place + 1) if size else None


def _fraction(words: Sequence[Word], start: int, lexicon: QuantityLexicon) -> Number | None:
    word = _text(words, start)
    if word in lexicon.signs:
        return Number(lexicon.signs[word], start + 1, share=True)
    if word == "half":
        return Number(0.5, start + 1, share=True)
    above = Number(1.0, start + 1) if word in ("a", "an") else _digits_or_words(words, start, lexicon)
    if above is None:
        return None
    place = above.end + (_text(words, above.end) == "-")
    below = lexicon.fractions.get(_text(words, place))
    if below and above.value < below:
        return Number(above.value / below, place + 1, share=True)
    if _text(words, above.end) == "/" and above.end - start == 1 and word.isdigit():
        under = _digits_or_words(words, above.end + 1, lexicon)
        if under and under.value > above.value and _text(words, under.end) != "/":
            return Number(above.value / under.value, under.end, share=True)
    total = lexicon.of_total.longest(words, above.end)
    if total and word not in ("a", "an"):
        whole = _digits_or_words(words, total.end, lexicon)
        if whole and 0 <= above.value < whole.value <= 1000 and not _is_time(words, whole.end, lexicon):
            return Number(above.value / whole.value, whole.end, share=True)
    return None


def _is_time(words: Sequence[Word], place: int, lexicon: QuantityLexicon) -> bool:
    noun = lexicon.nouns.longest(words, place)
    return noun is not None and noun.payload == "other:time"


def _whole(words: Sequence[Word], start: int, lexicon: QuantityLexicon) -> Number | None:
    """A whole number, with a fraction after it ("two and a half") or a multiple ("two dozen")."""
    if _text(words, start) in lexicon.negative and (number := _whole(words, start + 1, lexicon)):
        return Number(-number.value, number.end)
    number = _digits_or_words(words, start, lexicon)
    if number is None:
        return None
    if _text(words, number.end) in lexicon.multiples:
        return Number(number.value * lexicon.multiples[_text(words, number.end)], number.end + 1)
    if _text(words, number.end) == "and":
        part = _fraction(words, number.end + 1, lexicon)
        if part and part.share and part.value < 1:
            return Number(number.value + part.value, part.end)
    return number


def _digits_or_words(words: Sequence[Word], start: int, lexicon: QuantityLexicon) -> Number | None:
    total = current = 0.0
    place, scale = start, 1.0
    last = ""  # the kind of the last word: small, tens, digits, scale
    if _text(words, place) in ("a", "an"):
        if _text(words, place + 1) in lexicon.multiples:
            return Number(lexicon.multiples[_text(words, place + 1)], place + 2)
        if _text(words, place + 1) not in lexicon.scales:
            return None
        current, place, last = 1.0, place + 1, "small"
    while place < len(words):
        word = words[place].text
        if _DIGITS.fullmatch(word) and last in ("", "scale"):
            current += float(word)
            last = "digits"
        elif word in lexicon.tens and last in ("", "scale"):
            current += lexicon.tens[word]
            last = "tens"
        elif word in lexicon.small and (last in ("", "scale") or (last == "tens" and 0 < lexicon.small[word] < 10)):
            current += lexicon.small[word]
            last = "small"
        elif word in lexicon.scales and (last or len(word) >= _SPOKEN_SCALE):
            scale = lexicon.scales[word]
            if scale == 100:
                current = (current or 1) * scale
            else:
                total, current = total + (current or 1) * scale, 0.0
            last = "scale"
        elif not _links(words, place, last, lexicon):
            break
        place += 1
    if not last:
        return None
    if _text(words, place) == "point" and _text(words, place + 1) in lexicon.small:
        place, digits = place + 1, ""
        while _text(words, place) in lexicon.small and lexicon.small[_text(words, place)] < 10:
            digits += str(int(lexicon.small[_text(words, place)]))
            place += 1
        current += float(f"0.{digits or 0}")
    return Number(total + current, place, scale=scale if last == "scale" else 1.0)


def _links(words: Sequence[Word], place: int, last: str, lexicon: QuantityLexicon) -> bool:
    """Does a number go on behind this word: "twenty-five", "a hundred and twenty", but not "a hundred and a half"?"""
    following = _text(words, place + 1)
    if words[place].text == "-":
        return last == "tens" and 0 < lexicon.small.get(following, 0) < 10
    known = following in lexicon.tens or following in lexicon.small or bool(_DIGITS.fullmatch(following))
    return words[place].text == "and" and last == "scale" and known
