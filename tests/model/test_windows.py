"""Windows over lines: each line is judged once, with as much talk around it as there is room for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyser.model.windows import AFTER, BEFORE, SIZE, windows

LENGTHS = st.lists(st.integers(1, 200), max_size=60)


@settings(max_examples=300, deadline=None)
@given(LENGTHS)
def test_every_line_is_judged_once_in_order_and_heard_where_it_is(lengths: list[int]) -> None:
    found = windows(lengths)
    assert [place for one in found for place in range(one.start, one.end)] == list(range(len(lengths)))
    for one in found:
        assert 0 <= one.first <= one.start < one.end <= one.last <= len(lengths)


@settings(max_examples=300, deadline=None)
@given(LENGTHS, st.integers(20, SIZE), st.integers(0, 60), st.integers(0, 60))
def test_a_window_is_no_longer_than_its_size(lengths: list[int], size: int, before: int, after: int) -> None:
    for one in windows(lengths, size=size, before=before, after=after):
        assert 1 + sum(lengths[one.first : one.last]) <= size or one.last == one.start + 1
        if sum(lengths) >= size:
            assert sum(lengths[one.first : one.start]) <= before
            assert sum(lengths[one.end : one.last]) <= after


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(1, 30), max_size=80))
def test_short_lines_have_talk_before_and_behind_them(lengths: list[int]) -> None:
    longest = max(lengths, default=0)
    for one in windows(lengths):
        if one.first > 0:
            assert sum(lengths[one.first : one.start]) > BEFORE - longest
        if one.last < len(lengths):
            assert sum(lengths[one.end : one.last]) > AFTER - longest


@settings(max_examples=100, deadline=None)
@given(LENGTHS, LENGTHS)
def test_a_window_does_not_hang_on_what_is_said_long_after(lengths: list[int], later: list[int]) -> None:
    for one, other in zip(windows(lengths), windows([*lengths, *later]), strict=False):
        if one.last == len(lengths):
            break
        assert one == other


@pytest.mark.parametrize("lengths", [[], [1], [SIZE - 1], [SIZE], [SIZE, 1], [1, SIZE, 1], [3 * SIZE] * 3])
def test_few_and_long_lines(lengths: list[int]) -> None:
    found = windows(lengths)
    assert sum(one.end - one.start for one in found) == len(lengths)
    assert all(one.last == one.start + 1 for one in found if sum(lengths[one.first : one.last]) > SIZE)


def test_a_short_interview_is_heard_as_a_whole() -> None:
    (found,) = windows([10] * 20)
    assert (found.first, found.start, found.end, found.last) == (0, 0, 20, 20)
