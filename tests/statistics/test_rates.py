"""The ratio of two rates: published limits, and what holds for all counts."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from analyser.statistics import rate_ratio

counts = st.lists(st.integers(0, 30), min_size=2, max_size=6)


def test_the_published_example_of_cities() -> None:
    """Lung cancer in Fredericia against three other cities, R's manual of `poisson.test`."""
    found = rate_ratio([6 + 8 + 7], [1083 + 1050 + 878], [11], [800])
    assert found.ratio == pytest.approx(1.971488, abs=1e-6)
    assert found.limits() == pytest.approx((0.8584264, 4.2772659), abs=1e-6)


@settings(deadline=None)
@given(st.integers(0, 40), st.integers(0, 40), st.floats(0.5, 5))
def test_limits_are_those_of_a_binomial_part(first: int, second: int, exposure: float) -> None:
    if first + second == 0:
        return
    low, high = rate_ratio([first], [1.0], [second], [exposure]).limits()
    exact = binomtest(second, first + second).proportion_ci(0.95)
    assert low == pytest.approx(exact.low / (1 - exact.low) / exposure, rel=1e-6)
    assert high == pytest.approx(exact.high / (1 - exact.high) / exposure if exact.high < 1 else math.inf, rel=1e-6)


@settings(max_examples=40, deadline=None)
@given(counts, counts)
def test_turning_the_sides_round_turns_the_ratio_round(first: list[int], second: list[int]) -> None:
    one, other = (rate_ratio(a, [1.0] * len(a), b, [1.0] * len(b)) for a, b in ((first, second), (second, first)))
    low, high = one.limits()
    back = other.limits()
    assert low == pytest.approx(1 / back[1] if math.isfinite(back[1]) else 0.0, rel=1e-6)
    assert high == pytest.approx(1 / back[0] if back[0] else math.inf, rel=1e-4)
    assert one.p_value() == pytest.approx(other.p_value(), abs=1e-9)
    if one.p_value() < 0.049:
        assert low > 1 or high < 1


@pytest.mark.parametrize("dispersion", [1, 3])
def test_limits_cover_also_where_months_vary_beyond_chance(dispersion: int) -> None:
    random = np.random.default_rng(7)
    covered, studies = 0, 400
    for _ in range(studies):
        means = np.full(12, 10.0) if dispersion == 1 else random.gamma(10 / (dispersion - 1), dispersion - 1, 12)
        months = random.poisson(means)
        low, high = rate_ratio(months[:6].tolist(), [1.0] * 6, months[6:].tolist(), [1.0] * 6).limits()
        covered += low <= 1 <= high
    assert covered / studies >= 0.93


def test_bad_input_is_told() -> None:
    with pytest.raises(ValueError, match="0 or above"):
        rate_ratio([-1], [1], [1], [1])
    with pytest.raises(ValueError, match="exposure above 0"):
        rate_ratio([1], [0], [1], [1])
