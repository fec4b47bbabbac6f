"""Number phrases with their bounds: "at least ten", "five or six", "about a third", "two or three a month"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analyser.coding.cue_phrases import MARKS
from analyser.coding.cue_words import Word
from analyser.coding.quantity_lexicon import QuantityLexicon, Rate
from analyser.coding.quantity_numbers import Number, read_number

_SUFFIX_REACH = 5  # words from a number to a bound or a rate behind its noun ("six girls a month at most")
_NEAR = 1.25  # "ten, twelve" bound a number
_PERCENT = 100.0
_RAISED = 3  # "two a week, sometimes six"; more is another number
_DECADE, _CENTURY = 10, 100


@dataclass(slots=True)  # not frozen, which takes thrice the time to make
class Phrase:
    """Words `start` to `end` bound a number; `head_end` is where the number itself ends and its noun may follow."""

    kind: str  # count, share, zero
    low: float
    high: float
    start: int
    head_start: int
    head_end: int
    end: int
    approximate: bool = False
    rate: Rate | None = None
    events: bool = False  # "three times a week"
    changing: bool = False  # "gone *from four* to eleven"
    plain: bool = True  # one bare number, no bound or word beside it


def read_phrase(words: Sequence[Word], start: int, lexicon: QuantityLexicon) -> Phrase | None:
    """The number phrase that begins at a word, with the bounds of the coding manual."""
    place, marks = _marks_before(words, start, lexicon)
    core = _core(words, place, lexicon)
    if core is None:
        return None
    phrase = core if place == start == core.start else replace(core, start=start, plain=core.plain and place == start)
    phrase = _with_events(words, phrase, lexicon)
    return _with_more(words, _bounded(_with_suffixes(words, phrase, marks, lexicon), marks), lexicon)


def _with_more(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> Phrase:
    """ "Two a week, sometimes three": a rate whose number is raised behind it."""
    if phrase.rate is None or phrase.kind != "count" or phrase.low != phrase.high:
        return phrase
    link = lexicon.range_link.longest(words, phrase.end)
    number = read_number(words, link.end, lexicon) if link and link.payload == "link" else None
    high = number.value * phrase.rate.times if number else 0
    if number is None or number.share or not phrase.high < high <= phrase.high * _RAISED:
        return phrase
    behind = words[number.end].text if number.end < len(words) else "."
    return replace(phrase, high=high, end=number.end) if behind in MARKS else phrase


def _marks_before(words: Sequence[Word], start: int, lexicon: QuantityLexicon) -> tuple[int, set[str]]:
    marks: set[str] = set()
    place = start
    while True:
        fixed = lexicon.fixed.longest(words, place)
        found = lexicon.before_number.longest(words, place)
        number = read_number(words, found.end, lexicon) if found and fixed and fixed.end > found.end else None
        if found is None or (fixed and fixed.end > found.end and not (number and number.end > fixed.end)):
            return place, marks  # "fewer than half", but "fewer than | half a dozen"
        marks.add(found.payload)
        set_off = start and found.end + 1 < len(words) and words[start - 1].text == words[found.end].text == ","
        place = found.end + (1 if set_off and found.payload != "exact" else 0)  # "a rate of, at most, one"


def _core(words: Sequence[Word], start: int, lexicon: QuantityLexicon) -> Phrase | None:
    opening = lexicon.range_start.longest(words, start)
    changed = words[max(0, start - 1 - (words[start - 1].text == ","))].text if start else ""
    if opening and changed in lexicon.changes and (first := _range_of_one(words, opening.end, lexicon)):
        return replace(first, changing=True)  # "it has gone from four to eleven"
    if opening:
        ranged = _range(words, start, read_number(words, opening.end, lexicon), lexicon, opened=True)
        if ranged and ranged.low != ranged.high:
            return replace(ranged, head_start=start)
    fixed = lexicon.fixed.longest(words, start)
    number = read_number(words, start, lexicon)
    if fixed and (number is None or fixed.end >= number.end):
        kind, low, high = fixed.payload
        times = lexicon.numbers.multiples if kind == "count" else {}
        end = fixed.end
        following = end + 1 if end < len(words) and words[end].text == lexicon.numbers.of else end
        for place in (end, following):
            if place < len(words) and (words[place].text in times or words[place].text in lexicon.numbers.scales):
                size = times.get(words[place].text) or lexicon.numbers.scales[words[place].text]
                low, high, end = low * size, high * size, place + 1
                break
        return Phrase(kind, low, high, start, start, end, end, plain=False)
    return _range(words, start, number, lexicon)


def _range_of_one(words: Sequence[Word], start: int, lexicon: QuantityLexicon) -> Phrase | None:
    number = read_number(words, start, lexicon)
    kind = "share" if number and number.share else "count"
    return Phrase(kind, number.value, number.value, start, start, number.end, number.end) if number else None


def _range(
    words: Sequence[Word], start: int, first: Number | None, lexicon: QuantityLexicon, *, opened: bool = False
) -> Phrase | None:
    """A number, or two that bound one: "five or six", "5-6", "five, maybe six"; "five, no, six" is six."""
    if first is None:
        return None
    first = _percent(words, first, lexicon)
    low = high = first.value
    end, share = first.end, first.share
    while link := lexicon.range_link.longest(words, end):
        second = read_number(words, link.end, lexicon)
        if second is None or (link.payload == "comma" and not _adjoins(high, second)):
            break
        if link.payload == "and" and not opened:
            break
        second = _percent(words, second, lexicon)
        value = low
        if second.share and not share and second.value <= 1:
            value = low / _PERCENT if _is_percent(words, second, lexicon) else low
        elif second.scale > 1 and low < second.scale and low < second.value / second.scale:
            value = low * second.scale
        if link.payload == "correction":
            low = high = second.value
        elif second.value > value:
            low, high = value, second.value
        else:
            break
        end, share = second.end, share or second.share
    return Phrase("share" if share else "count", low, high, start, start, end, end, plain=low == high)


def _adjoins(value: float, second: Number) -> bool:
    """Does "five, six" bound a number, and not begin a list?"""
    return not second.share and value < second.value <= max(value + 1, value * _NEAR)


def _percent(words: Sequence[Word], number: Number, lexicon: QuantityLexicon) -> Number:
    found = lexicon.numbers.percent.longest(words, number.end)
    return Number(number.value / _PERCENT, found.end, share=True) if found and not number.share else number


def _is_percent(words: Sequence[Word], number: Number, lexicon: QuantityLexicon) -> bool:
    return any(lexicon.numbers.percent.longest(words, place) for place in range(max(0, number.end - 3), number.end))


def _with_events(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> Phrase:
    if phrase.head_end < len(words) and words[phrase.head_end].text in lexicon.time_words:
        return replace(phrase, events=True, head_end=phrase.head_end + 1, end=phrase.head_end + 1, plain=False)
    return phrase


def joined(words: Sequence[Word], first: Phrase, second: Phrase, lexicon: QuantityLexicon) -> Phrase | None:
    """ "More than ten but fewer than twenty" as one phrase; None where two phrases do not close a range."""
    between = [word.text for word in words[first.end : second.start]]
    if first.kind != second.kind or not between or not lexicon.joins.issuperset(between):
        return None
    low, high = max(first.low, second.low), min(first.high, second.high)
    closes = {first.low, second.low} != {low} and {first.high, second.high} != {high}
    if not closes or low >= high or math.isinf(low) or math.isinf(high):
        return None
    return replace(second, start=first.start, head_start=first.head_start, low=low, high=high)


def read_event_rate(words: Sequence[Word], start: int, lexicon: QuantityLexicon) -> Phrase | None:
    """ "once a fortnight", "twice or three times a year"."""
    times = lexicon.times.get(words[start].text)
    if times is None:
        return None
    low = high = times
    end = start + 1
    if end < len(words) and words[end].text == lexicon.either:
        more = lexicon.times.get(words[end + 1].text) if end + 1 < len(words) else None
        if more:
            high, end = more, end + 2
        elif (number := read_number(words, end + 1, lexicon)) and number.value > low:
            high, end = number.value, number.end + 1
    rate = lexicon.rates.longest(words, end)
    if rate is None:
        return None
    phrase = Phrase("count", low, high, start, start, end, rate.end, rate=rate.payload, events=True, plain=False)
    marks: set[str] = set()
    return _bounded(_with_suffixes(words, phrase, marks, lexicon), marks)


def _with_suffixes(words: Sequence[Word], phrase: Phrase, marks: set[str], lexicon: QuantityLexicon) -> Phrase:
    """Bounds and a rate behind the number, or behind the noun that it counts."""
    place, reach = phrase.end, phrase.end + _SUFFIX_REACH
    while place < len(words) and place <= reach:
        bound = lexicon.after_number.longest(words, place)
        rate = lexicon.rates.longest(words, place) if phrase.rate is None else None
        if bound and words[bound.end - 1 : bound.end + 1][-1].text == lexicon.numbers.than:
            break  # "greater than", not "or greater"
        if bound and read_number(words, bound.end, lexicon):
            break  # the bound is the next number's: "at least six, at most ten"
        if bound and (place == phrase.end or bound.payload not in ("approximate", "decade")):
            marks.add(bound.payload)
            head_end = bound.end if place == phrase.head_end else phrase.head_end
            place = bound.end
            phrase = replace(phrase, end=place, head_end=head_end, plain=False)
        elif rate:
            place = rate.end
            phrase = replace(phrase, rate=rate.payload, end=place, plain=False)
        elif words[place].text == "," and place == phrase.end and lexicon.after_number.longest(words, place + 1):
            place += 1
        elif words[place].text in lexicon.stops or not words[place].text[0].isalnum():
            if words[place].text != "-":
                break
            place += 1
        elif place > phrase.end and read_number(words, place, lexicon):
            break
        else:
            place += 1
    return phrase


def _bounded(phrase: Phrase, marks: set[str]) -> Phrase:
    if not (marks or phrase.rate):
        return phrase
    low, high = phrase.low, phrase.high
    ends = (0.0, 1.0) if phrase.kind == "share" and high <= 1 else (-math.inf, math.inf)
    if "decade" in marks and phrase.kind == "count" and low == high and low < _CENTURY and low % _DECADE == 0:
        high = low + _DECADE - 1
    if phrase.kind != "zero":
        if "at_least" in marks:
            high = ends[1]
        if "at_most" in marks:
            low = ends[0]
            if "at_least" in marks:
                low = phrase.low
    approximate = phrase.approximate or not marks.isdisjoint(("approximate", "decade"))
    phrase = replace(phrase, low=low, high=high, approximate=approximate)
    return with_rate(phrase, phrase.rate) if phrase.rate and phrase.kind == "count" else phrase


def with_rate(phrase: Phrase, rate: Rate) -> Phrase:
    """The phrase as so many in a coded unit of time."""
    return replace(phrase, low=phrase.low * rate.times, high=phrase.high * rate.times, rate=rate)
