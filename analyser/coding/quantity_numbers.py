"""Numbers in words and digits: "a hundred and twenty", "1,200", "two and a half", "three quarters", "two in five"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analyser.coding.cue_phrases import Phrasebook
from analyser.coding.cue_words import Word
from analyser.coding.quantity_cardinals import Cardinal, denominator, is_digits, read_cardinal, text_at
from analyser.coding.quantity_lexicon import QuantityLexicon
from analyser.coding.quantity_words import NumberWords, number_words

_MOST_OF = 1000.0  # "two in five", "one in a thousand"; a larger whole is no way to say a share
_MILLION = 1e6


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
        return Number(lexicon.signs[text], start + 1, share=True, form="fraction")
    cardinal = read_cardinal(words, start, lexicon)
    found = [
        _fraction(words, start, cardinal, lexicon),
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
    place = number.end
    if number.share and text_at(words, place) == lexicon.of:
        place += 1
    if number.share and text_at(words, place) in lexicon.articles:
        place += 1
    word = text_at(words, place)
    size = lexicon.multiples.get(word) or (lexicon.scales.get(word) if number.form != "integer" else None)
    return Number(number.value * size, place + 1, scale=size) if size else number


def _fraction(
    words: Sequence[Word], start: int, cardinal: Cardinal | None, lexicon: NumberWords
) -> Number | None:
    """ "Half", "a third", "two thirds", "two hundred and fifty-four hundredths" (200.54), "one one hundred fifth"."""
    text = text_at(words, start)
    if text == lexicon.half:
        return _part(0.5, start + 1)
    if text in lexicon.articles:
        below = denominator(words, start + 1, lexicon)
        if below and not below.plural:
            return _part(1 / below.value, below.end)
    if cardinal is None:
        return None
    below = denominator(words, cardinal.end + (text_at(words, cardinal.end) == "-"), lexicon)
    if below is None:
        return None
    whole, above = (cardinal.before_and, cardinal.after_and) if cardinal.after_and else (0.0, cardinal.value)
    if not below.plural and above != 1:
        if not cardinal.ends_in_one:
            return None if below.value != 4 else _part(whole + above / below.value, below.end)  # "three quarter"
        whole, above = cardinal.value - 1, 1.0
    return _part(whole + _sized(above / below.value, cardinal.and_scale if whole else 1.0), below.end)


def _sized(part: float, scale: float) -> float:
    """ "Five billion and three quarters" is 5.75 billion, "two hundred and three quarters" 200.75."""
    return part * scale if scale >= _MILLION and part < 1 else part


def _slashed(words: Sequence[Word], start: int, lexicon: NumberWords) -> Number | None:
    """ "4/5", "1 4/5", "- 1 4/5", but no date."""
    def slashed(place: int) -> float | None:
        above, slash, below = (text_at(words, place + step) for step in range(3))
        if slash != "/" or not is_digits(above) or not is_digits(below) or not float(below):
            return None
        dated = "/" in (text_at(words, place - 1), text_at(words, place + 3))
        close = words[place].end == words[place + 1].start and words[place + 1].end == words[place + 2].start
        return float(above) / float(below) if close and not dated else None

    if (value := slashed(start)) is not None:
        return _part(value, start + 3)
    whole = text_at(words, start)
    if is_digits(whole) and words[start].end < words[min(start + 1, len(words) - 1)].start:
        value = slashed(start + 1)
        if value is not None and 0 < value < 1:
            return Number(float(whole) + (-value if whole.startswith("-") else value), start + 4, form="mixed")
    return None


def _ratio(
    words: Sequence[Word], above: Cardinal, of_total: Phrasebook[str] | None, lexicon: NumberWords
) -> Number | None:
    """ "Two in five", "one out of a hundred", "1 over twenty-one"."""
    link = of_total.longest(words, above.end) if of_total else None
    below = read_cardinal(words, link.end, lexicon) if link else None
    if below is None or not below.value or above.article:
        return None
    value = above.value / below.value
    whole = above.before_and if above.after_and else 0.0
    if whole and of_total is lexicon.over:  # "a hundred and one over two" is said of 100 and a half
        value = whole + above.after_and / below.value
    return Number(value, below.end, share=0 <= value < 1 and below.value <= _MOST_OF, form="ratio")


def _mixed(words: Sequence[Word], start: int, whole: Cardinal, lexicon: NumberWords) -> Number | None:
    """ "Two and a half", "2½", "three and one fourth", "five billion and three quarters" (5.75 billion)."""
    place = whole.end
    if text_at(words, place) in lexicon.signs:
        return Number(whole.value + lexicon.signs[text_at(words, place)], place + 1, form="mixed")
    if text_at(words, place) != lexicon.link or whole.value % 1:
        return None
    place += 1
    sign = lexicon.signs.get(text_at(words, place))
    part = _part(sign, place + 1) if sign else _fraction(words, place, read_cardinal(words, place, lexicon), lexicon)
    if part is None or not 0 < part.value < 1:
        return None
    return Number(whole.value + _sized(part.value, whole.scale), part.end, form="mixed")
