"""Ranges of numbers in any English text: "at least 20", "between ten and twenty", ">= 5", "30 or more"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analyser.coding.cue_words import Word
from analyser.coding.quantity_cardinals import text_at
from analyser.coding.quantity_reading import PlacedNumber, placed_numbers
from analyser.coding.quantity_words import NumberWords, number_words
from analyser.coding.quantity_written import written_words

_CLOSED = {"more": "()", "at_least": "[)", "less": "()", "at_most": "(]", "equal": "[]"}
_LOW, _HIGH = ("more", "at_least", "equal"), ("less", "at_most", "equal")


@dataclass(frozen=True, slots=True)
class Range:
    """Characters `start` to `end` (exclusive) bound a number.

    `low` and `high` are `-inf` and `inf` where open; `brackets` tell with "[" or "]" that an end belongs to the range.
    """

    low: float
    high: float
    brackets: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Span:
    """A range among words `start` to `end`; `sided`: one bound and its words, which another may close."""

    low: float
    high: float
    brackets: str
    start: int
    end: int
    sided: bool = False


def read_ranges(text: str) -> list[Range]:
    """The ranges of a text, in order; two bounds that close one range are one.

    >>> [(found.low, found.high, found.brackets) for found in read_ranges("More than ten but at most 20; 5 to 8.")]
    [(10.0, 20.0, '(]'), (5.0, 8.0, '[)')]
    """
    lexicon = number_words()
    words = written_words(text)
    numbers = {number.start: number for number in placed_numbers(words)}
    spans: list[_Span] = []
    place = 0
    while place < len(words):
        span = _span_at(words, place, numbers, lexicon)
        if span is None:
            place += 1
            continue
        spans.append(span)
        place = span.end
    for how in ("close", "loose"):
        spans = _all_joined(words, spans, how, lexicon)
    return [_range(text, words, span) for span in spans]


def _range(text: str, words: Sequence[Word], span: _Span) -> Range:
    start, end = words[span.start].start, words[span.end - 1].end
    return Range(span.low, span.high, span.brackets, start, end, text[start:end])


def _span_at(words: Sequence[Word], place: int, numbers: dict[int, PlacedNumber], lexicon: NumberWords) -> _Span | None:
    return (
        _two_numbers(words, place, numbers, lexicon)
        or _bound_before(words, place, numbers, lexicon)
        or _bound_after(words, place, numbers, lexicon)
    )


def _two_numbers(
    words: Sequence[Word], place: int, numbers: dict[int, PlacedNumber], lexicon: NumberWords
) -> _Span | None:
    """ "Between ten and twenty", "from 5 to 8", "5-8", but no date and no telephone number."""
    opening = lexicon.span_start.longest(words, place)
    first = numbers.get(opening.end if opening else place)
    link = lexicon.span_link.longest(words, first.end) if first else None
    second = numbers.get(link.end) if link else None
    if first is None or link is None or second is None or (link.payload == "and" and not opening):
        return None
    low, high = first.number.value, second.number.value
    if low >= high and not (opening and link.payload == "and"):
        return None
    chained = not opening and (_is_chain(words, place - 1) or _is_chain(words, second.end))
    if chained or low == high:
        return None
    return _Span(min(low, high), max(low, high), "[)", place, second.end)


def _is_chain(words: Sequence[Word], place: int) -> bool:
    """Is there a hyphen, slash or stop grown together with a number ("222-2222-22")?"""
    mark = text_at(words, place)
    if mark not in ("-", "/", ".", "+"):
        return False
    behind = place + 1 < len(words) and words[place].end == words[place + 1].start
    return behind and text_at(words, place + 1)[:1].isdigit()


def _bound_before(
    words: Sequence[Word], place: int, numbers: dict[int, PlacedNumber], lexicon: NumberWords
) -> _Span | None:
    """ "More than ten", "at most 5", "> 3", "more than ten or equal to it"."""
    opening = lexicon.bounds_before.longest(words, place)
    number = numbers.get(opening.end) if opening else None
    if opening is None or number is None or text_at(words, place - 1) in lexicon.never_before_bound:
        return None
    kind, end = opening.payload, number.end
    equal = lexicon.or_equal.longest(words, end)
    if equal and kind in ("more", "less") and equal.end not in numbers:
        kind, end = {"more": "at_least", "less": "at_most"}[kind], equal.end
    other = lexicon.bounds_after.longest(words, end) if kind == "equal" else None
    if other and other.end not in numbers and text_at(words, other.end) != lexicon.than:  # "equal to ten or more"
        kind, end = other.payload, other.end
    return _sided(kind, number.number.value, place, end)


def _bound_after(
    words: Sequence[Word], place: int, numbers: dict[int, PlacedNumber], lexicon: NumberWords
) -> _Span | None:
    """ "Ten or more", "30 and over", but not the "or greater" of "ten or greater than nine"."""
    number = numbers.get(place)
    closing = lexicon.bounds_after.longest(words, number.end) if number else None
    if number is None or closing is None or text_at(words, closing.end) == lexicon.than or closing.end in numbers:
        return None
    return _sided(closing.payload, number.number.value, place, closing.end)


def _sided(kind: str, value: float, start: int, end: int) -> _Span:
    low = value if kind in _LOW else -math.inf
    high = value if kind in _HIGH else math.inf
    return _Span(low, high, _CLOSED[kind], start, end, sided=kind != "equal")


def _all_joined(words: Sequence[Word], spans: list[_Span], how: str, lexicon: NumberWords) -> list[_Span]:
    found: list[_Span] = []
    for span in spans:
        joined = _joined(words, found[-1], span, how, lexicon) if found else None
        found[-1:] = [joined] if joined else [*found[-1:], span]
    return found


def _joined(words: Sequence[Word], first: _Span, second: _Span, how: str, lexicon: NumberWords) -> _Span | None:
    """ "More than ten but fewer than twenty" as one range; None where the two do not close one."""
    join = lexicon.joins.longest(words, first.end)
    if not (first.sided and second.sided) or join is None or join.payload != how or join.end != second.start:
        return None
    lower, upper = (first, second) if math.isinf(first.high) else (second, first)
    if math.isinf(lower.low) or math.isinf(upper.high) or lower.low >= upper.high:
        return None
    return replace(
        first,
        low=lower.low,
        high=upper.high,
        brackets=lower.brackets[0] + upper.brackets[1],
        end=second.end,
        sided=False,
    )
