"""The number grammar on text of any kind: values, places, percentages, ranges, and the specifications beside it."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from analyser.coding.quantity_durations import read_durations
from analyser.coding.quantity_ranges import read_ranges
from analyser.coding.quantity_reading import read_numbers, read_ordinals, read_percentages
from benchmarks.quantities import measure

SPECIFICATIONS = Path(__file__).parent / "data" / "recognizers"
FLOORS = {
    "NumberModel": 0.99,
    "PercentModel": 0.99,
    "NumberRangeModel": 0.95,
    "OrdinalModel": 0.9,
    "DurationParser": 0.9,
}
OWN_FLOOR = 0.95

SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBERS = [
    ("We hold 1,200 files.", [1200]),
    ("Nought point two five of it", [0.25]),
    ("three hundred and sixty-two thousand and nineteen", [362019]),
    ("seven hundred nine hundred", [700, 900]),
    ("two thousand million", [2e9]),
    ("2.5k or 3bn, but 40 km and 40km", [2500, 3e9, 40]),
    ("£3m is money and 3m is a length", [3e6]),
    ("minus eleven, -12 and 14-13", [-11, -12, 14, 13]),
    ("five sixths and eleven twelfths", [5 / 6, 11 / 12]),
    ("four and seven eighths", [4.875]),
    ("nine 1/3 or 9 1/3", [9, 1 / 3, 28 / 3]),
    ("6½ hours, 7 ½ days", [6.5, 7.5]),
    ("a quarter of a million", [250000]),
    ("eight million and a half", [8.5e6]),
    ("seven dozen and half a dozen", [84, 6]),
    ("eleven out of forty, nineteen over four", [0.275, 4.75]),
    ("3^4, 2e3 and 4.5x10^2", [81, 2000, 450]),
    ("10.20.30.40", [10.2, 30.4]),
    ("at www.example.org/page/12 on line 7", [7]),
    ("version A4, 3rd of 5", [5]),
    ("that one, the one, one", [1]),
    ("no one of the 5million", [5e6]),
    ("-2½ or −7", [-2.5, -7]),
    ("five - 3, and No.4 to 1.234.567,5", [5, 3, 4, 1234567.5]),
    ("the twenty-first of two thirds", [2 / 3]),
    ("at this point two in seven", [2 / 7]),
    ("¾ million", [750000]),
    ("one hundred and fifth, three-hundred-and-more, 5 hundredths", [300, 5]),
    ("one in every three or 1.000,50", [1 / 3, 1000.5]),
]
RANGES = [
    ("between five and nine", (5, 9, "[)")),
    ("15 to 19", (15, 19, "[)")),
    ("no fewer than 7", (7, math.inf, "[)")),
    ("over forty", (40, math.inf, "()")),
    ("seven or less", (-math.inf, 7, "(]")),
    ("<= 8", (-math.inf, 8, "(]")),
    ("less than 3 or equal to", (-math.inf, 3, "(]")),
    ("fewer than 30 but at least 12", (12, 30, "[)")),
    ("equal to 4", (4, 4, "[]")),
    ("equal to or above 4", (4, math.inf, "[)")),
    ("1/2 - 3/4", (0.5, 0.75, "[)")),
]


@pytest.mark.parametrize(("text", "values"), NUMBERS)
def test_number(text: str, values: list[float]) -> None:
    assert [found.value for found in read_numbers(text)] == pytest.approx(values)


@pytest.mark.parametrize(("text", "expected"), RANGES)
def test_range(text: str, expected: tuple[float, float, str]) -> None:
    assert [(found.low, found.high, found.brackets) for found in read_ranges(text)] == [expected]


def test_close_words_join_bounds_before_a_comma_does() -> None:
    found = read_ranges("fewer than 10, more than 5 and fewer than 8")
    assert [(one.low, one.high) for one in found] == [(-math.inf, 10), (5, 8)]


@pytest.mark.parametrize("text", ["!= 5", "<> 5", "-> 5"])
def test_marks_that_bound_nothing(text: str) -> None:
    assert read_ranges(text) == []


@pytest.mark.parametrize("text", ["more than 9 and less than 4", "2018-07", "020 7946-0018-22"])
def test_two_numbers_that_close_no_range(text: str) -> None:
    assert all(math.isinf(found.low) or math.isinf(found.high) for found in read_ranges(text))


def test_percentages_ordinals_and_durations() -> None:
    assert [found.value for found in read_percentages("62%, eleven per cent, 3 and per cent of 9")] == [62, 11, 9]
    assert [found.value for found in read_ordinals("the 22nd, thirty-first and two hundredth")] == [22, 31, 200]
    assert [found.value for found in read_durations("two hours and a half, 3 weeks")] == [9000, 1814400]


@pytest.mark.parametrize("name", FLOORS)
def test_specifications(name: str) -> None:
    cases = json.loads((SPECIFICATIONS / f"{name}.dev.json").read_text(encoding="utf-8-sig"))
    right, count, _, _ = measure(name, cases, errors=False)
    assert right / count >= FLOORS[name]


@pytest.mark.parametrize(
    "path", sorted((SPECIFICATIONS / "own").glob("*/*.json")), ids="{0.parent.name}-{0.stem}".format
)
def test_cases_written_here(path: Path) -> None:
    cases = json.loads(path.read_text(encoding="utf-8"))
    right, count, _, _ = measure(path.stem, cases, errors=False)
    assert right / count >= OWN_FLOOR


def _in_words(number: int) -> str:
    """A whole number as it is said."""
    if number < 20:
        return SMALL[number]
    if number < 100:
        return TENS[number // 10] + (f"-{SMALL[number % 10]}" if number % 10 else "")
    for size, word in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            link = " and " if rest and rest < 100 else " " if rest else ""
            return f"{_in_words(number // size)} {word}{link}{_in_words(rest) if rest else ''}"
    raise ValueError(number)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**12 - 1))
def test_any_whole_number_in_words_and_digits(number: int) -> None:
    for text in (_in_words(number), _in_words(number).replace("-", " "), str(number), f"{number:,}"):
        (found,) = read_numbers(text)
        assert (found.value, found.start, found.end) == (number, 0, len(text))


@settings(max_examples=150, deadline=None)
@given(st.decimals(min_value=0, max_value=10**6, places=3))
def test_any_decimal_is_read_with_its_sign(number: object) -> None:
    (plain,), (below) = read_numbers(f"{number}"), read_numbers(f"is -{number}")
    assert plain.value == pytest.approx(float(str(number)))
    assert [found.value for found in below] == pytest.approx([-plain.value])


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    for read in (read_numbers, read_percentages, read_ordinals, read_durations):
        last = 0
        for found in read(text):
            assert last <= found.start < found.end
            assert found.text == text[found.start : found.end]
            last = found.end
    assert all(found.low <= found.high for found in read_ranges(text))


@pytest.mark.parametrize("text", [text for text, _ in NUMBERS])
def test_a_number_alone_has_the_same_value(text: str) -> None:
    for found in read_numbers(text):
        if text[: found.start].endswith(("£", "-")):
            continue  # what stands before it belongs to it
        assert [again.value for again in read_numbers(found.text)] == [found.value]


@pytest.mark.parametrize("text", [text for text, _ in NUMBERS if not any(mark in text for mark in "km£A")])
def test_case_does_not_matter(text: str) -> None:
    values = [found.value for found in read_numbers(text)]
    assert [found.value for found in read_numbers(text.upper())] == values
