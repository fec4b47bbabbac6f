"""Whole and decimal numbers in words and digits, and the ordinals that name places or parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analyser.coding.cue_words import Word
from analyser.coding.quantity_words import NumberWords

_DIGITS = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:e[-+]?[0-9]+)?")
_TEN, _HUNDRED, _THOUSAND = 10, 100, 1000
_BACK = -1


@dataclass(frozen=True, slots=True)
class Cardinal:
    """A number that ends before word `end`.

    "Two hundred and fifty" is `before_and` 200 and `after_and` 50; `ends_in_one`: "twenty-one"; `article`: "a hundred".
    """

    value: float
    end: int
    scale: float = 1.0
    before_and: float = 0.0
    after_and: float = 0.0
    and_scale: float = 1.0  # the power of ten word before the "and"
    ends_in_one: bool = False
    article: bool = False


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A place in an order, or the lower part of a fraction, that ends before word `end`."""

    value: float
    end: int
    plural: bool = False
    times: float = 1.0  # of a power of ten: 44 in "forty-four thousandths"


def text_at(words: Sequence[Word], place: int) -> str:
    """The word at a place, "" beyond either end."""
    return words[place].text if 0 <= place < len(words) else ""


def is_digits(text: str) -> bool:
    """Is a word a number in digits?"""
    return bool(text) and (text[0] in "+-." or text[0].isdigit()) and _DIGITS.fullmatch(text) is not None


@dataclass(slots=True)
class _Sum:
    """A number while it is being read: finished powers of a thousand, and the group below the next one."""

    total: float = 0.0
    group: float = 0.0
    last: str = ""  # what the last word was: small, tens, digits, scale
    scale: float = 1.0  # the last power of ten word
    top: float = float("inf")  # the next power of a thousand must be smaller
    before_and: float = 0.0
    and_scale: float = 1.0
    ends: tuple[int, float, float, float] = (0, 0.0, 1.0, 0.0)  # behind the last power of ten: place, value, scale, …

    @property
    def value(self) -> float:
        return self.total + self.group


def read_cardinal(words: Sequence[Word], start: int, lexicon: NumberWords) -> Cardinal | None:
    """The longest number without parts that begins at a word.

    >>> from analyser.coding.cue_words import split_words
    >>> from analyser.coding.quantity_words import number_words
    >>> texts = ("two hundred and two thousand", "five hundred six hundred", "1.5 million", "nine point nought four")
    >>> [read_cardinal(split_words(text), 0, number_words()).value for text in texts]
    [202000.0, 500.0, 1500000.0, 9.04]
    """
    place, said = start, _Sum()
    article = text_at(words, start) in lexicon.articles
    if article:
        following = text_at(words, start + 1)
        if following in lexicon.multiples:
            return Cardinal(lexicon.multiples[following], start + 2, article=True)
        if following not in lexicon.scales:
            return None
        said.group, said.last, place = 1.0, "small", start + 1
    while place < len(words):
        step = _step(words, place, said, lexicon)
        if step is None:
            break
        if step < 0:  # "five hundred six hundred": the first number ends behind its "hundred"
            place, said.total, said.scale, said.before_and = said.ends
            said.group, said.last = 0.0, "scale"
            break
        place = step
    if not said.last:
        return _from_point(words, start, 0.0, lexicon)
    value, scale = said.value, said.scale if said.last == "scale" else 1.0
    if decimal := _from_point(words, place, value, lexicon):
        return decimal
    after = value - said.before_and if said.before_and else 0.0
    ends_in_one = said.last == "small" and lexicon.small.get(text_at(words, place - 1)) == 1
    return Cardinal(value, place, scale, said.before_and, after, said.and_scale, ends_in_one, article)


def _step(words: Sequence[Word], place: int, said: _Sum, lexicon: NumberWords) -> int | None:
    """Takes the word at a place into the sum; where to go on, or None where the number ends."""
    word = words[place].text
    fresh = said.last in ("", "scale")
    if fresh and is_digits(word):
        return _add(said, float(word), "digits", place)
    if fresh and word in lexicon.tens:
        return _add(said, lexicon.tens[word], "tens", place)
    if word in lexicon.small and (fresh or (said.last == "tens" and 0 < lexicon.small[word] < _TEN)):
        return _add(said, lexicon.small[word], "small", place)
    if word in lexicon.scales and (said.last or word in lexicon.spoken_scales):
        return _multiply(words, place, said, lexicon)
    following = text_at(words, place + 1)
    if word == "-" and said.last:
        units = said.last == "tens" and 0 < lexicon.small.get(following, 0) < _TEN
        scales = following in lexicon.spoken_scales and said.last != "scale"
        linked = following == lexicon.link
        within = said.last == "scale" and _fits(words, place + 1 + linked, said, lexicon)
        return place + 1 if units or scales or within else None
    if word == lexicon.link and said.last == "scale" and _fits(words, place + 1, said, lexicon):
        said.before_and, said.and_scale = said.value, said.scale
        return place + (2 if text_at(words, place + 1) == "-" else 1)
    return None


def _add(said: _Sum, value: float, kind: str, place: int) -> int:
    said.group += value
    said.last = kind
    return place + 1


def _multiply(words: Sequence[Word], place: int, said: _Sum, lexicon: NumberWords) -> int | None:
    scale = lexicon.scales[words[place].text]
    if said.last == "scale" and (scale < _THOUSAND or (said.group and scale <= said.scale)):
        return None
    if (scale == _HUNDRED and said.group >= _HUNDRED and said.ends[0]) or (
        scale > _HUNDRED and said.total and said.group and scale >= said.top
    ):
        return _BACK if said.ends[0] else None
    if scale == _HUNDRED:
        said.group = (said.group or 1.0) * scale
    elif not said.group and said.total:  # "two thousand million"
        said.total *= scale
    else:
        said.total, said.group, said.top = said.total + (said.group or 1.0) * scale, 0.0, scale
    if said.before_and % scale:  # "two hundred and two thousand": the word holds the hundreds together
        said.before_and = 0.0
    said.scale, said.last = scale, "scale"
    said.ends = (place + 1, said.value, scale, said.before_and)
    return place + 1


def _fits(words: Sequence[Word], place: int, said: _Sum, lexicon: NumberWords) -> bool:
    """Does what follows go on with the number, being smaller than its last power of ten?"""
    word = text_at(words, place + (text_at(words, place) == "-"))
    if is_digits(word):
        return 0 < float(word) < said.scale
    return word in lexicon.tens or lexicon.small.get(word, 0) > 0


def _from_point(words: Sequence[Word], place: int, whole: float, lexicon: NumberWords) -> Cardinal | None:
    """ "… point two five", and a power of ten behind it."""
    if text_at(words, place) not in lexicon.point:
        return None
    digits, end = "", place + 1
    while (word := text_at(words, end)) in lexicon.point_digits:
        digits, end = digits + str(int(lexicon.point_digits[word])), end + 1
    if not digits:
        group = read_cardinal(words, end, lexicon)  # "point seventy-one"
        if group is None or group.value % 1 or group.value >= _HUNDRED or is_digits(word):
            return None
        digits, end = str(int(group.value)), group.end
    value, scale = float(f"{int(whole)}.{digits}"), 1.0
    while size := lexicon.scales.get(text_at(words, end)):  # "… thousand million"
        scale, end = scale * size, end + 1
    return Cardinal(value * scale, end, scale)


def denominator(words: Sequence[Word], place: int, lexicon: NumberWords) -> Ordinal | None:
    """The lower part of a fraction: "thirds", "half", "one hundred fifth", "thirty-second", "twenty-firsts"."""
    word = text_at(words, place)
    if value := lexicon.parts.get(word) or lexicon.plural_parts.get(word):
        return Ordinal(value, place + 1, word in lexicon.plural_parts)
    return read_ordinal(words, place, lexicon, least=3)


def read_ordinal(words: Sequence[Word], place: int, lexicon: NumberWords, *, least: float = 1) -> Ordinal | None:
    """A place in an order in words: "third", "twenty-first", "one hundred fifth", "three trillionth"."""
    for plural, ordinals, scales in (
        (False, lexicon.ordinals, lexicon.scale_ordinals),
        (True, lexicon.plural_ordinals, lexicon.plural_scale_ordinals),
    ):
        word = text_at(words, place)
        value = ordinals.get(word) or scales.get(word)
        if value:
            return Ordinal(value, place + 1, plural) if value >= least else None
    return _compound(words, place, lexicon)


def _compound(words: Sequence[Word], place: int, lexicon: NumberWords) -> Ordinal | None:
    cardinal = read_cardinal(words, place, lexicon)
    if cardinal is None or cardinal.value % 1:
        return None
    end = cardinal.end
    linked = text_at(words, end) in ("-", lexicon.link)
    word = text_at(words, end + linked)
    plural = word in lexicon.plural_ordinals or word in lexicon.plural_scale_ordinals
    scale = (lexicon.plural_scale_ordinals if plural else lexicon.scale_ordinals).get(word)
    if scale and scale > cardinal.value % scale and not (linked and words[end].text == lexicon.link):
        return Ordinal(cardinal.value * scale, end + linked + 1, plural, cardinal.value)
    unit = (lexicon.plural_ordinals if plural else lexicon.ordinals).get(word)
    tail = text_at(words, end - 1)
    room = _TEN if tail in lexicon.tens else lexicon.scales.get(tail, 0)
    if unit and unit < room:
        return Ordinal(cardinal.value + unit, end + linked + 1, plural)
    return None
