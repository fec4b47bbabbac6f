"""A figure put right by a sample: numbers worked out by hand and by the papers' formulas, and how often limits hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyser.statistics import cluster_ratio, prediction_powered_mean, prediction_powered_ratio

NAN = math.nan


def test_by_hand_with_unequal_chances():
    """Pseudo-outcomes of design-based supervised learning, f + (y − f) / chance: 1, 1, 0, 0, 1 and −1."""
    predicted = [1, 1, 0, 0, 1, 1]
    true = [NAN, 1, NAN, 0, 1, 0]
    chance = [0.5, 0.5, 0.5, 0.5, 1.0, 0.5]
    found = prediction_powered_mean(predicted, true, chance, "aabbcc", tuning=1)
    assert found.value == pytest.approx((1 + 1 + 0 + 0 + 1 - 1) / 6)
    # Sums by cluster 2, 0, 0 of 2 units each: residuals 4/3, −2/3, −2/3 about 1/3.
    assert found.se == pytest.approx(math.sqrt(3 / 2 * (16 + 4 + 4) / 9) / 6)
    assert found.limits() == pytest.approx((found.value - 4.302653 * found.se, found.value + 4.302653 * found.se))
    assert (found.hits, found.sizes, found.clusters, found.labelled) == (pytest.approx(2), 6, 3, 4)


@pytest.mark.parametrize(("labelled", "every"), [(40, 200), (25, 60)])
def test_the_tuned_mean_is_that_of_ppi_plus_plus(labelled, every):
    """A simple random sample is the case of the paper: λ = Cov(y, f) / ((1 + n/N) Var f) over the labelled, N the
    units without a label (Angelopoulos, Duchi and Zrnic 2023, example 6.1), and
    mean(y) + λ (mean of the unlabelled f − mean of the labelled f)."""
    random = np.random.default_rng(5)
    truth = random.random(every)
    predicted = np.clip(truth + random.normal(0.1, 0.2, every), 0, 1)
    chosen = random.permutation(every)[:labelled]
    drawn = np.isin(np.arange(every), chosen)
    y, f, rest = truth[drawn], predicted[drawn], predicted[~drawn]
    n, left = labelled, every - labelled
    tuned = np.cov(y, f)[0, 1] / ((1 + n / left) * f.var(ddof=1))
    expected = y.mean() + tuned * (rest.mean() - f.mean())
    found = prediction_powered_mean(predicted, np.where(drawn, truth, NAN), n / every, list(range(every)))
    assert found.value == pytest.approx(expected)
    assert found.tuning * left / every == pytest.approx(tuned)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5), st.integers(0, 3)), min_size=6, max_size=40),
    st.sampled_from([None, 0.0, 0.4, 1.0]),
)
@settings(max_examples=60, deadline=None)
def test_what_was_all_looked_at_is_the_truth(units, tuning):
    """Whatever the coder says, and with the limits of plain clusters."""
    hits = np.array([min(y, n) for _, n, y in units], float)
    sizes = np.array([n + 1 for _, n, _ in units], float)
    clusters = [c for c, _, _ in units]
    said = np.arange(len(units)) % 3
    found = prediction_powered_ratio(said, sizes[::-1], hits, sizes, 1.0, clusters, tuning=tuning)
    by = sorted(set(clusters))
    plain = cluster_ratio(
        *([sum(x[i] for i, c in enumerate(clusters) if c == one) for one in by] for x in (hits, sizes))
    )
    assert found.value == pytest.approx(plain.share)
    if len(by) > 1:
        assert found.se == pytest.approx(plain.se, abs=1e-9)


def test_a_coder_that_never_errs_is_taken_at_its_word():
    said = np.array([1, 0, 0, 1, 1, 0, 1, 0], float)
    found = prediction_powered_mean(said, [1, 0, NAN, NAN, 1, NAN, NAN, 0], 0.5, "aabbccdd")
    assert (found.value, found.tuning) == (pytest.approx(0.5), pytest.approx(1.0))


def test_limits_hold_what_a_coder_hides():
    """Twelve clusters whose coder misses a third of the hits and invents some: its own share is hardly ever within
    its limits, the corrected one in about nineteen of twenty samples."""
    random = np.random.default_rng(11)
    k, size, labelled, rounds = 12, 30, 120, 400
    held = naive = 0
    truth = 0.3
    for _ in range(rounds):
        rates = random.beta(truth * 9, (1 - truth) * 9, k)  # correlation .1 within a cluster
        y = (random.random((k, size)) < rates[:, None]).ravel().astype(float)
        said = np.where(y > 0, random.random(k * size) < 0.65, random.random(k * size) < 0.03).astype(float)
        drawn = np.zeros(k * size, bool)
        drawn[random.permutation(k * size)[:labelled]] = True
        clusters = np.repeat(np.arange(k), size).tolist()
        low, high = prediction_powered_mean(said, np.where(drawn, y, NAN), labelled / (k * size), clusters).limits()
        held += low <= truth <= high
        low, high = cluster_ratio(said.reshape(k, size).sum(1), [size] * k).limits()
        naive += low <= truth <= high
    assert held / rounds >= 0.92
    assert naive / rounds < 0.75


def test_what_cannot_be_corrected_is_said():
    with pytest.raises(ValueError, match="no unit was looked at"):
        prediction_powered_mean([1, 0], [NAN, NAN], 0.5, "ab")
    with pytest.raises(ValueError, match="chance"):
        prediction_powered_mean([1, 0], [1, NAN], 0.0, "ab")
    with pytest.raises(ValueError, match="one length"):
        prediction_powered_mean([1, 0], [1, 0], 0.5, "a")
    with pytest.raises(ValueError, match="look at more units"):
        prediction_powered_ratio([1, 0], [1, 1], [0, NAN], [0, NAN], 0.5, "ab", tuning=0)
