"""Numbers in words and digits: "a hundred and twenty", "1,200", "two and a half", "three quarters", "two in five"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analyser.coding.cue_phrases import Phrasebook
from analyser.coding.cue_words import Word
from analyser.coding.quantity_cardinals import Cardinal, Ordinal, denominator, is_digits, read_cardinal, text_at
from analyser.coding.quantity_lexicon import QuantityLexicon
from analyser.coding.quantity_words import NumberWords, number_words

_MOST_OF = 1000.0  # "two in five", "one in a thousand"; a larger whole is no way to say a share
_MILLION = 1e6
_HYPHENS = ("-", "–")
_DATE_MARKS = ("/", "-")
_ROUND = (1.0, 10.0, 100.0)  # "two ten-thousandths", but no "two forty-four-thousandths"


@dataclass(frozen=True, slots=True)
class Number:
    """A value that ends before word `end`; `share` when it is a part of a whole, `scale` its last power of ten word."""

    value: float
    end: int
    share: bool = False
    scale: float = 1.0
    form: str = "integer"  # integer, decimal, fraction, mixed, ratio


def read_number(words: Sequence[Word], start: int, lexicon: QuantityLexicon) -> Number | None:
    """The longest number that begins at a word, as people say it: "two in five" is one.

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
    found = longest_number(words, start, lexicon.of_total, proper=True)
    if found and found.form == "ratio" and _is_time(words, found.end, lexicon):
        return longest_number(words, start, None, proper=True)
    return found


def _is_time(words: Sequence[Word], place: int, lexicon: QuantityLexicon) -> bool:
    noun = lexicon.nouns.longest(words, place)
    return noun is not None and noun.payload == "other:time"


def longest_number(
    words: Sequence[Word], start: int, of_total: Phrasebook[str] | None, *, proper: bool = False
) -> Number | None:
    """The longest number that begins at a word; `of_total` are the phrases that make a ratio of two numbers.

    `proper`: parts are less than a whole, as where things are counted ("six quarters" of a year are six).
    """
    lexicon = number_words()
    text = text_at(words, start)
    if text not in lexicon.openers and not is_digits(text):
        return None
    if text in lexicon.negative:
        number = longest_number(words, start + 1, of_total, proper=proper)
        return replace(number, value=-number.value, share=False) if number and number.value > 0 else None
    if text in lexicon.signs:
        return _of_size(words, _part(lexicon.signs[text], start + 1), lexicon)
    if text in lexicon.articles and text_at(words, start + 1) not in lexicon.after_article:
        return None
    cardinal = read_cardinal(words, start, lexicon)
    if cardinal:
        behind = text_at(words, cardinal.end)
        more = behind in lexicon.goes_on or behind[:1].isdigit() or (of_total and behind and of_total.opens(behind))
        if not more:
            return _plain(cardinal)
    in_words = proper or not is_digits(text)
    found = [
        _fraction(words, start, cardinal, lexicon) if in_words else None,
        _slashed(words, start, lexicon),
        _ratio(words, cardinal, of_total, lexicon) if cardinal else None,
        _mixed(words, start, cardinal, lexicon) if cardinal else None,
        _plain(cardinal) if cardinal else None,
    ]
    numbers = [number for number in found if number]
    if proper:
        numbers = [number for number in numbers if number.value < 1 or number.form not in ("ratio", "fraction")]
    best = max(numbers, key=lambda number: number.end, default=None)
    return _of_size(words, best, lexicon) if best else None


def _plain(cardinal: Cardinal) -> Number:
    form = "integer" if cardinal.value % 1 == 0 else "decimal"
    return Number(cardinal.value, cardinal.end, scale=cardinal.scale, form=form)


def _part(value: float, end: int) -> Number:
    return Number(value, end, share=value < 1, form="fraction")


def _of_size(words: Sequence[Word], number: Number, lexicon: NumberWords) -> Number:
    """ "Half a dozen", "half a million", "a quarter of a million", "two and a half thousand", "two dozen"."""
    place = number.end + (text_at(words, number.end) == "-")
    if number.share and text_at(words, place) == lexicon.of:
        place += 1
    if number.share and text_at(words, place) in lexicon.articles:
        place += 1
        place += text_at(words, place) == "-"
    word = text_at(words, place)
    size = lexicon.multiples.get(word) or (lexicon.scales.get(word) if number.form != "integer" else None)
    return Number(number.value * size, place + 1, scale=size) if size else number


def _fraction(words: Sequence[Word], start: int, cardinal: Cardinal | None, lexicon: NumberWords) -> Number | None:
    """ "Half", "a third", "two thirds", "two hundred and fifty-four hundredths" (200.54), "one one hundred fifth"."""
    text = text_at(words, start)
    if text == lexicon.half:
        return _part(0.5, start + 1)
    if text in lexicon.parts and text_at(words, start + 1) in lexicon.scales:
        return _part(1 / lexicon.parts[text], start + 1)  # "quarter million"
    if text in lexicon.articles:
        below = denominator(words, start + 1 + (text_at(words, start + 1) == "-"), lexicon)
        if below and not below.plural:
            return _part(1 / below.value, below.end)
    split = _split(words, start, cardinal, lexicon) if cardinal else None
    if split is None:
        return None
    above, below = split
    whole, value = (above.before_and, above.after_and) if above.after_and else (0.0, above.value)
    if not below.plural and value != 1:
        if not above.ends_in_one:
            return None
        whole, value = above.value - 1, 1.0
    size = lexicon.scales.get(text_at(words, below.end), 0)
    if whole and 1 < size <= above.and_scale:  # "one billion and three quarters million"
        return Number(whole + value / below.value * size, below.end + 1, form="mixed")
    return _part(whole + _sized(value / below.value, above.and_scale if whole else 1.0), below.end)


def _split(
    words: Sequence[Word], start: int, cardinal: Cardinal, lexicon: NumberWords
) -> tuple[Cardinal, Ordinal] | None:
    """The two parts of a fraction, the lower as long as it is properly said: "one hundred | thirty fifths"."""
    end = cardinal.end + (text_at(words, cardinal.end) in _HYPHENS)
    whole = denominator(words, end, lexicon)
    if whole is None:
        return None
    for place in range(start + 1, cardinal.end):
        if text_at(words, place) not in lexicon.below_hundred or text_at(words, place - 1) in (*_HYPHENS, lexicon.link):
            continue
        below = denominator(words, place, lexicon)
        above = read_cardinal(words[:place], start, lexicon) if below and below.end == whole.end else None
        if below and above and above.end == place and below.times in _ROUND:
            return above, below
    return cardinal, whole


def _sized(part: float, scale: float) -> float:
    """ "Five billion and three quarters" is 5.75 billion, "two hundred and three quarters" 200.75."""
    return part * scale if scale >= _MILLION and part < 1 else part


def _slashed(words: Sequence[Word], start: int, lexicon: NumberWords) -> Number | None:
    """ "4/5", "1 4/5", "- 1 4/5", but no date."""

    def slashed(place: int) -> float | None:
        above, slash, below = (text_at(words, place + step) for step in range(3))
        if slash != "/" or not is_digits(above) or not is_digits(below) or not float(below):
            return None
        close = _touch(words, place) and _touch(words, place + 1)
        dated = _is_date_mark(words, place - 1) or _is_date_mark(words, place + 3)
        return float(above) / float(below) if close and not dated else None

    if (value := slashed(start)) is not None:
        return _part(value, start + 3)
    whole = text_at(words, start)
    if is_digits(whole) and words[start].end < words[min(start + 1, len(words) - 1)].start:
        value = slashed(start + 1)
        if value is not None and 0 < value < 1:
            return Number(_more(float(whole), value), start + 4, form="mixed")
    return None


def _is_date_mark(words: Sequence[Word], place: int) -> bool:
    """Does a mark grow digits together, as in "1/5/2019" and "10-1/5"?"""
    if text_at(words, place) not in _DATE_MARKS or not 0 < place < len(words) - 1:
        return False
    grown = _touch(words, place - 1) and _touch(words, place)
    return grown and is_digits(words[place - 1].text) and is_digits(words[place + 1].text)


def _touch(words: Sequence[Word], place: int) -> bool:
    """Does no blank part a word from the next?"""
    return words[place].end == words[place + 1].start


def _ratio(
    words: Sequence[Word], above: Cardinal, of_total: Phrasebook[str] | None, lexicon: NumberWords
) -> Number | None:
    """ "Two in five", "one out of a hundred", "1 over twenty-one"."""
    link = of_total.longest(words, above.end) if of_total else None
    below = read_cardinal(words, link.end, lexicon) if link else None
    if link is None or below is None or not below.value:
        return None
    value = above.value / below.value
    if value >= 1 and link.payload != "over":
        return None
    return Number(value, below.end, share=0 <= value < 1 and below.value <= _MOST_OF, form="ratio")


def _mixed(words: Sequence[Word], start: int, whole: Cardinal, lexicon: NumberWords) -> Number | None:
    """ "Two and a half", "2½", "three and one fourth", "five billion and three quarters" (5.75 billion)."""
    place = whole.end
    if text_at(words, place) in lexicon.signs:
        return Number(_more(whole.value, lexicon.signs[text_at(words, place)]), place + 1, form="mixed")
    place += text_at(words, place) == "-"
    if text_at(words, place) != lexicon.link or whole.value % 1:
        return None
    place += text_at(words, place + 1) == "-"
    part = _part_at(words, place + 1, lexicon)
    value = whole.value
    if part is None and whole.value % 10 == 0:  # "twenty and three and three fifths"
        units = read_cardinal(words, place + 1, lexicon)
        if units and units.value < 10 and text_at(words, units.end) == lexicon.link:
            part, value = _part_at(words, units.end + 1, lexicon), value + units.value
    if part is None or not 0 < part.value < 1:
        return None
    size = lexicon.scales.get(text_at(words, part.end), 0)
    if 1 < size <= whole.scale or (size > 1 and whole.scale >= _MILLION):  # "one billion and a half million"
        return Number(_more(value, part.value * size), part.end + 1, form="mixed")
    return Number(_more(value, _sized(part.value, whole.scale)), part.end, form="mixed")


def _more(whole: float, part: float) -> float:
    """A part goes away from zero: "-2 1/2"."""
    return whole + math.copysign(part, whole)


def _part_at(words: Sequence[Word], place: int, lexicon: NumberWords) -> Number | None:
    if sign := lexicon.signs.get(text_at(words, place)):
        return _part(sign, place + 1)
    if below := lexicon.parts.get(text_at(words, place)):  # "two and quarter"
        return _part(1 / below, place + 1)
    part = _fraction(words, place, read_cardinal(words, place, lexicon), lexicon)
    return part or _slashed(words, place, lexicon)
