"""Where a series takes a step, and that chance alone makes none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyser.statistics import change_point

# Disasters in British coal mines by year, 1851-1962 (Jarrett 1979, Biometrika 66:191): the likeliest step is after 41
# years, from 3.1 to 0.9 a year (Raftery and Akman 1986, Biometrika 73:85; Carlin, Gelfand and Smith 1992).
COAL = """4 5 4 1 0 4 3 4 0 6 3 3 4 0 2 6 3 3 5 4 5 3 1 4 4 1 5 5 3 4 2 5 2 2 3 4 2 1 3 2 2 1 1 1 1 3 0 0 1 0 1 1 0 0 3
    1 0 3 2 2 0 1 1 1 0 1 0 1 0 0 0 2 1 0 0 0 1 1 0 2 3 3 1 1 2 1 1 1 1 2 4 2 0 0 0 1 4 0 0 0 1 0 0 0 0 0 1 0 0 1 0 1"""


def test_the_step_in_the_coal_mines_is_found() -> None:
    found = change_point([int(year) for year in COAL.split()])
    assert found is not None
    assert found.place == 41
    assert (round(found.before, 1), round(found.after, 1)) == (3.1, 0.9)
    assert found.p_value < 1e-9


def test_a_share_steps_where_its_count_does_not() -> None:
    totals = [40] * 4 + [10] * 4
    assert (step := change_point([8] * 8, totals)) is not None
    assert (step.place, step.before, step.after) == (4, 0.2, 0.8)
    assert step.p_value < 0.01
    assert (even := change_point([8] * 8)) is not None
    assert even.p_value == 1


def test_chance_alone_seldom_makes_a_step() -> None:
    rng = np.random.default_rng(1)
    poisson = [change_point(rng.poisson(8, 12).tolist()) for _ in range(400)]
    wild = [change_point(rng.negative_binomial(4, 4 / 12, 12).tolist()) for _ in range(400)]
    for found in (poisson, wild):
        assert np.mean([one is not None and one.p_value < 0.05 for one in found]) <= 0.1


def test_too_short_or_empty_a_series_has_no_step() -> None:
    assert change_point([3, 4, 5]) is None
    assert change_point([0] * 12) is None
    assert change_point([0, 0, 0, 0], [0, 0, 5, 5]) is None


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=4, max_size=24))
def test_a_series_read_backwards_has_the_same_chance(counts: list[int]) -> None:
    there, back = change_point(counts), change_point(counts[::-1])
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert there.p_value == pytest.approx(back.p_value)


def test_counts_below_zero_or_above_their_totals_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0"):
        change_point([1, -1, 2, 3])
    with pytest.raises(ValueError, match="totals"):
        change_point([1, 2, 3, 4], [5, 5, 5, 3])
