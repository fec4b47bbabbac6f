"""What holds for every input: order, limits, sums, and messages that name the argument."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from analyser.statistics import (
    benjamini_hochberg,
    bootstrap_ratio,
    cluster_ratio,
    funnel_limits,
    garwood,
    hypergeometric_limits,
    imbens_manski,
    imor_count,
    imor_of,
    mover_difference,
    mover_ratio,
    newcombe,
    rubin,
    shapley,
    tipping_point,
    two_field_bounds,
    wilson,
    worst_case_bounds,
)

sizes = st.integers(1, 2000)
levels = st.sampled_from([0.5, 0.9, 0.95, 0.99])


@settings(deadline=None)
@given(sizes, st.floats(0, 1), levels)
def test_wilson_holds_the_share(n: int, part: float, level: float) -> None:
    count = round(part * n)
    low, high = wilson(count, n, level=level)
    assert 0 <= low <= count / n <= high <= 1
    assert wilson(n - count, n, level=level) == pytest.approx((1 - high, 1 - low), abs=1e-9)


def test_no_data_leave_everything_open() -> None:
    assert wilson(0, 0) == (0, 1)


@settings(deadline=None)
@given(st.floats(0, 1e5), levels)
def test_garwood_holds_the_count(count: float, level: float) -> None:
    low, high = garwood(count, level=level)
    assert 0 <= low <= count <= high


@settings(deadline=None)
@given(sizes, st.floats(0, 1), st.floats(0, 1))
def test_more_missing_never_narrows(n: int, part: float, missing: float) -> None:
    hits = round(part * n)
    lost = round(missing * (n - hits))
    low, high = worst_case_bounds(hits, lost, n)
    assert low <= high
    outer = imbens_manski(hits, lost, n)
    assert outer[0] <= low + 1e-12
    assert outer[1] >= high - 1e-12


@settings(deadline=None)
@given(st.integers(1, 500), st.integers(1, 500), st.integers(1, 500), st.floats(0.01, 100))
def test_odds_ratio_and_share_of_the_missing_are_two_names_of_one_thing(
    hits: int, others: int, missing: int, imor: float
) -> None:
    count = imor_count(hits, hits + others, missing, imor)
    share = tipping_point(count, hits, missing)
    assert share is not None
    assert imor_of(share, hits, hits + others) == pytest.approx(imor, rel=1e-6)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=2, max_size=15))
def test_cluster_limits_hold_the_share(pairs: list[tuple[int, int]]) -> None:
    hits, totals = [a for a, _ in pairs], [a + b for a, b in pairs]
    if not sum(totals):
        with pytest.raises(ValueError, match="no cluster"):
            cluster_ratio(hits, totals)
        return
    ratio = cluster_ratio(hits, totals)
    low, high = ratio.limits()
    assert 0 <= low <= ratio.share <= high <= 1
    assert ratio.clusters == sum(n > 0 for n in totals)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=2, max_size=15))
def test_guarded_limits_never_tell_more_than_single_units_would(pairs: list[tuple[int, int]]) -> None:
    hits, totals = [a for a, _ in pairs], [a + b for a, b in pairs]
    if not sum(totals):
        return
    ratio = cluster_ratio(hits, totals)
    low, high = ratio.guarded_limits()
    assert 0 <= low <= ratio.share <= high <= 1
    if ratio.clusters > 1 and 0 < ratio.share < 1:
        assert ratio.guarded_se**2 >= ratio.share * (1 - ratio.share) / ratio.units - 1e-12
        assert 0 < ratio.df <= ratio.clusters - 1 + 1e-9


@settings(deadline=None)
@given(st.lists(st.integers(0, 8), min_size=2, max_size=20))
def test_guarded_limits_are_the_plain_ones_where_interviews_are_as_long_and_differ(hits: list[int]) -> None:
    ratio = cluster_ratio(hits, [8] * len(hits))
    if 0 < ratio.share < 1 and ratio.deff >= 1.7:  # a correlation of .1 and more
        assert ratio.guarded_limits() == pytest.approx(ratio.limits())


def test_clusters_that_are_all_alike_are_not_certain() -> None:
    for hits in ([0] * 6, [2] * 6, [1] * 6):
        low, high = cluster_ratio(hits, [2] * 6).limits()
        assert high - low > 0.2
    assert bootstrap_ratio([1] * 6, [2] * 6) == (0.5, 0.5)
    assert cluster_ratio([1], [2]).limits() == (0, 1)


@settings(deadline=None)
@given(st.integers(1, 100), st.integers(1, 100), st.integers(1, 100), st.integers(1, 100))
def test_ratio_and_difference_tell_the_same_side(a: int, b: int, c: int, d: int) -> None:
    one, other = (a / (a + b), wilson(a, a + b)), (c / (c + d), wilson(c, c + d))
    difference = mover_difference(*one, *other)
    ratio = mover_ratio(*one, *other)
    assert difference == pytest.approx(newcombe(a, a + b, c, c + d))
    assert ratio[0] <= one[0] / other[0] <= ratio[1] * (1 + 1e-12)
    assert (difference[0] > 1e-9) == (ratio[0] > 1 + 1e-9) or math.isclose(ratio[0], 1, rel_tol=1e-6)
    assert (difference[1] < -1e-9) == (ratio[1] < 1 - 1e-9) or math.isclose(ratio[1], 1, rel_tol=1e-6)


def test_ratio_over_what_may_be_zero_is_open() -> None:
    low, high = mover_ratio(0.5, (0.4, 0.6), 0.0, (0.0, 0.1))
    assert low == pytest.approx(0.48990 / 0.1, rel=1e-4)
    assert high == math.inf


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_q_values_are_no_smaller_and_keep_the_order(p_values: list[float]) -> None:
    q = benjamini_hochberg(p_values)
    assert all(q >= np.asarray(p_values) - 1e-12)
    assert all(np.diff(q[np.argsort(p_values)]) >= -1e-12)


def test_empty_p_values_have_no_place_in_the_family() -> None:
    q = benjamini_hochberg([0.02, math.nan, 0.04])
    assert [q[0], q[2]] == pytest.approx([0.04, 0.04])
    assert math.isnan(q[1])


@settings(deadline=None)
@given(st.lists(st.floats(-10, 10), min_size=1, max_size=5), st.floats(0.1, 3))
def test_attribution_adds_up_within_its_ranges(steps: list[float], power: float) -> None:
    names = [str(n) for n in range(len(steps))]

    def worth(chosen: frozenset[str]) -> float:
        total = sum(steps[int(name)] for name in chosen)
        return math.copysign(abs(total) ** power, total)

    found = shapley(names, worth)
    assert sum(one.value for one in found.values()) == pytest.approx(worth(frozenset(names)), abs=1e-6)
    assert all(one.lowest - 1e-6 <= one.value <= one.highest + 1e-6 for one in found.values())


@pytest.mark.parametrize(
    "call",
    [
        lambda: wilson(5, 3),
        lambda: wilson(1, 3, level=95),
        lambda: newcombe(0, 0, 1, 2),
        lambda: garwood(-1),
        lambda: garwood(math.inf),
        lambda: funnel_limits(0, 10),
        lambda: worst_case_bounds(5, 6, 10),
        lambda: two_field_bounds(1, -1, 0, 0),
        lambda: imor_count(3, 0, 1, 1),
        lambda: imor_count(3, 5, 1, -1),
        lambda: mover_ratio(-0.1, (-0.2, 0.1), 0.5, (0.4, 0.6)),
        lambda: rubin([1.0], [1.0]),
        lambda: shapley(["a", "a"], len),
        lambda: cluster_ratio([1, 2], [3]),
        lambda: cluster_ratio([4], [3]),
        lambda: bootstrap_ratio([1], [2]),
        lambda: benjamini_hochberg([1.2]),
    ],
)
def test_senseless_arguments_are_refused(call) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=r"\w"):
        call()


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 300), st.data())
def test_limits_of_a_finite_population_hold_what_was_found(population: int, data: Any) -> None:
    sample = data.draw(st.integers(1, population))
    hits = data.draw(st.integers(0, sample))
    low, high = hypergeometric_limits(hits, sample, population)
    assert hits <= low <= hits * population / sample <= high <= population - (sample - hits)
    assert hypergeometric_limits(sample - hits, sample, population) == (population - high, population - low)


def test_limits_of_a_finite_population_cover_the_truth_as_often_as_they_say() -> None:
    population, sample = 60, 15
    limits = [hypergeometric_limits(hits, sample, population) for hits in range(sample + 1)]
    for truth in range(population + 1):
        chances = hypergeom.pmf(range(sample + 1), population, truth, sample)
        covered = sum(chance for chance, (low, high) in zip(chances, limits, strict=True) if low <= truth <= high)
        assert covered >= 0.95 - 1e-9
