"""Dates as they stand in extracts → ISO days, decided for a column as a whole and never guessed in silence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analyser.codebook.date_words import date_words
from analyser.records.compact import by_value, spread
from analyser.records.lists import words
from analyser.records.names import value_key

DAY_FIRST, MONTH_FIRST = "day first", "month first"
# Fewer month-first dates than this share of the column are slips, not the column's order.
_CONSISTENT_SHARE = 0.1
_SWAP_EVIDENCE = 12  # real dates without one day above 12: chance (12/30)^12

_PLAIN_CLOCK = r"^(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})[Tt ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?[Zz]?$"
_YMD = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")
_PAIR = re.compile(r"(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4}|\d{2})")
_EIGHT = re.compile(r"\d{8}")
_SERIAL = re.compile(r"(\d{1,5})(?:\.\d+)?")
_EPOCH = date(1899, 12, 30)
_SERIALS = range(20_000, 75_000)  # 1954 to 2105


class Parsed(NamedTuple):
    """One value: a day, or two numbers whose order the column tells, or none."""

    kind: str  # "day" | "pair" | "blank" | "placeholder" | "unreadable"
    year: int = 0
    first: int = 0  # month of a day, first number of a pair
    second: int = 0


@dataclass(frozen=True)
class DateColumn:
    """`days`: ISO or ""; `why`: what is the matter with each "": blank, placeholder, unreadable, contradicts."""

    days: pd.Series
    why: pd.Series
    order: str  # DAY_FIRST | MONTH_FIRST | "" where no value needed telling
    warnings: tuple[str, ...]


@lru_cache(maxsize=1 << 16)
def parse(text: str) -> Parsed:
    """What one value says, alone.

    >>> parse("1st April 2018"), parse("2018-04-01T10:15:00Z"), parse("43191")[:4] == parse("01-Apr-18")[:4]
    (Parsed(kind='day', year=2018, first=4, second=1), Parsed(kind='day', year=2018, first=4, second=1), True)
    >>> parse("03/04/18"), parse("TBC").kind, parse("soon").kind
    (Parsed(kind='pair', year=2018, first=3, second=4), 'blank', 'unreadable')
    """
    lists, patterns = _lists(), _patterns()
    text = text.strip().casefold()
    if not text or value_key(text) in lists["missing"]:
        return Parsed("blank")
    text = patterns.clock.sub("", text)
    if text[:1].isalpha():
        head, _, rest = text.partition(" ")
        text = rest.strip() if head.strip(".,") in lists["weekdays"] else text
    elif text[-1:].isalpha():
        rest, _, tail = text.rpartition(" ")
        text = rest.strip(" ,") if tail.strip("().,") in lists["weekdays"] else text
    if match := _PAIR.fullmatch(text):
        return _pair(*match.groups())
    if match := _YMD.fullmatch(text):
        return _day(*map(int, match.groups()))
    if match := patterns.day_name.fullmatch(text):
        return _day(_year(match[3]), lists["months"].get(match[2], 0), int(match[1]))
    if match := patterns.name_day.fullmatch(text):
        return _day(int(match[3]), lists["months"].get(match[1], 0), int(match[2]))
    if _EIGHT.fullmatch(text):
        found = _day(int(text[:4]), int(text[4:6]), int(text[6:]))
        return found if found.kind != "unreadable" else _pair(text[:2], text[2:4], text[4:])
    if match := _SERIAL.fullmatch(text):
        number = int(match[1])
        if number in _SERIALS:
            day = _EPOCH + timedelta(days=number)
            return _day(day.year, day.month, day.day)
        return Parsed("placeholder" if number < 3 else "unreadable")
    return Parsed("unreadable")


def read_dates(cells: pd.Series, *, name: str = "dates", hint: str = "") -> DateColumn:
    """A column of dates.

    Two numbers and a year are day first, as in the United Kingdom, unless the column as a whole can only be read month
    first; values that contradict the column's order are left out and told. `hint` is the order of the sheet's other
    dates, followed where this column's own values tell nothing.
    """
    codes, unique = pd.factorize(days_only(cells))
    parsed = [parse(str(value)) for value in unique]
    counts = np.bincount(codes, minlength=len(parsed)) if len(parsed) else np.zeros(0, dtype=int)
    order, warnings = _order(parsed, counts, name, hint)
    days, why = [], []
    for one in parsed:
        day, reason = _resolve(one, order)
        days.append(day)
        why.append(reason)
    contradicting = int(sum(count for count, reason in zip(counts, why, strict=True) if reason == "contradicts"))
    if contradicting:
        warnings.append(f"{name}: {_n(contradicting)} cannot be read {order}, as the others are")
    warnings += _swapped(parsed, unique, counts, name)
    return DateColumn(spread(days, codes, cells), spread(why, codes, cells), order, tuple(warnings))


def is_date(text: str) -> bool:
    """Whether the value alone is some day."""
    return parse(text).kind in ("day", "pair")


def column_order(cells: pd.Series) -> str:
    """The order that the column's own values prove; "" where they prove none."""
    found = days_only(cells).value_counts()
    parsed = [parse(str(value)) for value in found.index]
    day_first, month_first, pairs = _evidence(parsed, found.to_numpy())
    if day_first:
        return DAY_FIRST
    return MONTH_FIRST if month_first and month_first >= _CONSISTENT_SHARE * pairs else ""


def days_only(cells: pd.Series) -> pd.Series:
    """Plain times of day cut off, so that there are as many values as days; `parse` reads the others."""
    return by_value(cells, lambda texts: texts.str.replace(_PLAIN_CLOCK, r"\1", regex=True))


def _order(parsed: list[Parsed], counts: np.ndarray[Any, Any], name: str, hint: str) -> tuple[str, list[str]]:
    day_first, month_first, pairs = _evidence(parsed, counts)
    if not pairs:
        return "", []
    if not day_first and month_first >= max(1, _CONSISTENT_SHARE * pairs):
        return MONTH_FIRST, [
            f"{name}: read MONTH FIRST (American): {_n(month_first)} can only be read so and none only day first"
        ]
    if not day_first and not month_first and hint == MONTH_FIRST:
        return MONTH_FIRST, [f"{name}: read MONTH FIRST (American), as the other dates of the sheet; no value tells"]
    return DAY_FIRST, []


def _evidence(parsed: list[Parsed], counts: np.ndarray[Any, Any]) -> tuple[int, int, int]:
    """Rows that can only be read day first, only month first, and all pairs of numbers."""
    day_first = month_first = pairs = 0
    for one, count in zip(parsed, counts, strict=True):
        if one.kind != "pair":
            continue
        pairs += int(count)
        as_day = _exists(one.year, one.second, one.first)
        as_month = _exists(one.year, one.first, one.second)
        day_first += int(count) if as_day and not as_month else 0
        month_first += int(count) if as_month and not as_day else 0
    return day_first, month_first, pairs


def _resolve(one: Parsed, order: str) -> tuple[str, str]:
    if one.kind not in ("day", "pair"):
        return "", one.kind
    year, month, day = one.year, one.first, one.second
    if one.kind == "pair" and order == DAY_FIRST:
        month, day = day, month
    if not _exists(year, month, day):
        return "", "contradicts" if _exists(year, day, month) else "unreadable"
    return f"{year:04d}-{month:02d}-{day:02d}", ""


def _swapped(parsed: list[Parsed], unique: Any, counts: np.ndarray[Any, Any], name: str) -> list[str]:
    """The trace of a day-first file that an American spreadsheet opened: real dates up to the 12th, text above."""
    real = [(one, n) for one, text, n in zip(parsed, unique, counts, strict=True) if _YMD.match(str(text).strip())]
    texts = [(one, n) for one, n in zip(parsed, counts, strict=True) if one.kind == "pair"]
    rows = int(sum(n for _, n in real))
    if rows < _SWAP_EVIDENCE or not texts or any(one.second > 12 for one, _ in real):
        return []
    if any(one.first <= 12 for one, _ in texts):
        return []
    return [
        f"{name}: {_n(rows)} are real dates and none lies after the 12th, {_n(int(sum(n for _, n in texts)))} are text "
        "and all do: day and month were probably swapped when the file was opened; export it again"
    ]


@cache
def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _day(year: int, month: int, day: int) -> Parsed:
    if f"{year:04d}-{month:02d}-{day:02d}" in _lists()["placeholders"]:
        return Parsed("placeholder")
    return (
        Parsed("day", year, month, day) if 1900 <= year <= 2100 and _exists(year, month, day) else Parsed("unreadable")
    )


def _pair(first: str, second: str, year: str) -> Parsed:
    a, b, y = int(first), int(second), _year(year)
    if f"{y:04d}-{b:02d}-{a:02d}" in _lists()["placeholders"]:
        return Parsed("placeholder")
    fits = 1900 <= y <= 2100 and (_exists(y, a, b) or _exists(y, b, a))
    return Parsed("pair", y, a, b) if fits else Parsed("unreadable")


def _year(text: str) -> int:
    """Two digits are a year from 1950 to 2049."""
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < 50 else 1900)


class _Patterns(NamedTuple):
    """What holds words of the language: the time of day behind a date, and days with the name of their month."""

    clock: re.Pattern[str]
    day_name: re.Pattern[str]
    name_day: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    known = date_words()
    return _Patterns(
        clock=re.compile(
            rf"(?<=\d)(?:t\d{{4,6}}|(?:t|,?\s+(?:(?:{known.at})\s+)?)\d{{1,2}}(?:[:.]\d{{2}}){{1,2}}(?:[.,]\d+)?)\s*"
            rf"(?:{known.day_halves})?\s*(?:z|{known.zones}|[+-]\d{{2}}(?::?\d{{2}})?)?$",
            re.I,
        ),
        day_name=re.compile(
            rf"(\d{{1,2}})(?:{known.ordinals})?(?:\s+(?:{known.of}))?[-/., ]*([a-z]{{3,9}})\.?"
            r"[-/., ]*['’]?(\d{4}|\d{2})"
        ),
        name_day=re.compile(rf"([a-z]{{3,9}})\.?[-/ ]*(\d{{1,2}})(?:{known.ordinals})?[-/, ]+(\d{{4}})"),
    )


@cache
def _lists() -> Mapping[str, Any]:
    data = words("dates")
    missing = {value_key(value) for values in words("missing").values() for value in values}
    return {
        "months": {name: number for number, names in enumerate(data["months"], start=1) for name in names},
        "weekdays": frozenset(data["weekdays"]),
        "placeholders": frozenset(data["placeholders"]),
        "missing": frozenset(missing),
    }


def _n(rows: int) -> str:
    return "1 row" if rows == 1 else f"{rows} rows"
