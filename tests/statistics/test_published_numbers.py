"""The worked numbers of the methods' sources, to every digit that they print."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest

from analyser.statistics import (
    bootstrap_ratio,
    cluster_ratio,
    funnel_limits,
    garwood,
    imbens_manski,
    imor_count,
    imor_of,
    mover_difference,
    newcombe,
    rubin,
    shapley,
    tipping_point,
    two_field_bounds,
    wilson,
    worst_case_bounds,
)
from analyser.statistics.missing import im_quantile

DATA = Path(__file__).parent / "data"
LAST_DIGIT = 5.1e-5


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def interviews() -> tuple[list[int], list[int]]:
    table = rows("toy-interview-clusters.csv")
    return [int(row["high_harm"]) for row in table], [int(row["cases"]) for row in table]


def test_worst_case_bounds() -> None:
    assert worst_case_bounds(61, 390, 1000) == pytest.approx((0.061, 0.451))


def test_imbens_manski() -> None:
    assert im_quantile(0.39 / 0.01574) == pytest.approx(1.6449, abs=LAST_DIGIT)
    assert imbens_manski(61, 390, 1000) == pytest.approx((0.0486, 0.4769), abs=LAST_DIGIT)


def test_two_missing_fields() -> None:
    assert two_field_bounds(30, 90, 19, 121) == (30, 260)


@pytest.mark.parametrize(("imor", "count"), [(0, 61), (1, 100), (2, 131.909), (3, 158.5), (9, 256), (math.inf, 451)])
def test_odds_ratio_of_the_missing(imor: float, count: float) -> None:
    assert imor_count(61, 610, 390, imor) == pytest.approx(count, abs=5e-4)


@pytest.mark.parametrize(
    ("target", "share", "imor"), [(150, 0.2282, 2.661), (200, 0.3564, 4.984), (400, 0.8692, 59.82)]
)
def test_tipping_point(target: float, share: float, imor: float) -> None:
    found = tipping_point(target, 61, 390)
    assert found is not None
    assert found == pytest.approx(share, abs=LAST_DIGIT)
    assert imor_of(found, 61, 610) == pytest.approx(imor, rel=2e-4)


def test_no_share_of_the_missing_reaches_a_count_above_them_all() -> None:
    assert tipping_point(500, 61, 390) is None


def test_rubin_pooling() -> None:
    values, variances = [0.100, 0.110, 0.095, 0.105, 0.115], [9e-5] * 5
    pooled = rubin(values, variances)
    assert (pooled.value, pooled.variance) == pytest.approx((0.105, 1.65e-4))
    assert pooled.df == pytest.approx(19.36)
    assert rubin(values, variances, complete_df=999).df == pytest.approx(18.6945, abs=LAST_DIGIT)


@pytest.mark.parametrize(
    ("count", "n", "limits"),
    [(81, 263, (0.2553, 0.3662)), (15, 148, (0.0624, 0.1605)), (0, 20, (0, 0.1611)), (1, 29, (0.0061, 0.1718))],
)
def test_wilson(count: int, n: int, limits: tuple[float, float]) -> None:
    assert wilson(count, n) == pytest.approx(limits, abs=LAST_DIGIT)


@pytest.mark.parametrize(
    ("counts", "limits"),
    [((56, 70, 48, 80), (0.0524, 0.3339)), ((9, 10, 3, 10), (0.1705, 0.8090)), ((5, 56, 0, 29), (-0.0381, 0.1926))],
)
def test_newcombe(counts: tuple[int, int, int, int], limits: tuple[float, float]) -> None:
    assert newcombe(*counts) == pytest.approx(limits, abs=LAST_DIGIT)


@pytest.mark.parametrize(("count", "limits"), [(12, (6.2006, 20.9616)), (0, (0, 3.6889))])
def test_garwood(count: int, limits: tuple[float, float]) -> None:
    assert garwood(count) == pytest.approx(limits, abs=LAST_DIGIT)


def test_cluster_ratio(interviews: tuple[list[int], list[int]]) -> None:
    ratio = cluster_ratio(*interviews)
    assert ratio.share == pytest.approx(56 / 92)
    assert ratio.se == pytest.approx(0.077723, abs=5e-7)
    assert ratio.deff == pytest.approx(2.3333, abs=LAST_DIGIT)
    assert ratio.limits() == pytest.approx((0.4313, 0.7613), abs=LAST_DIGIT)
    assert ratio.wilson_limits() == pytest.approx((0.4533, 0.7448), abs=LAST_DIGIT)
    assert wilson(56, 92) == pytest.approx((0.5065, 0.7021), abs=LAST_DIGIT)


@pytest.mark.parametrize("seed", [0, 1])
def test_bootstrap_by_cluster(interviews: tuple[list[int], list[int]], seed: int) -> None:
    assert bootstrap_ratio(*interviews, seed=seed) == pytest.approx((0.42, 0.725), abs=0.01)


def test_funnel_limits() -> None:
    assert funnel_limits(0.1, 100) == pytest.approx((0.04038, 0.15772), abs=5.1e-6)
    assert funnel_limits(0.1, 100, level=0.998) == pytest.approx((0.01418, 0.19836), abs=5.1e-6)


def test_interviews_and_records_together(interviews: tuple[list[int], list[int]]) -> None:
    lower, _ = cluster_ratio(*interviews).limits()
    _, worst = worst_case_bounds(61, 390, 1000)
    assert lower < worst
    share = tipping_point(lower * 1000, 61, 390)
    assert share is not None
    assert share == pytest.approx(0.94959, abs=5.1e-6)
    assert imor_of(share, 61, 610) == pytest.approx(169.5, abs=0.06)


def test_bridge_from_recorded_to_corrected_count() -> None:
    table = rows("toy-bridge-records.csv")

    def high(corrections: frozenset[str]) -> float:
        risk = {"high": 1.0, "": 0.25 if "risk" in corrections else 0.0}
        kind = {"t": 1.0, "": 0.5 if "type" in corrections else 0.0}
        return sum(
            (int(row["n_raw"]) - int(row["n_dup"]) * ("duplicates" in corrections))
            * (row["cse_flag"] == "1" or "unflagged" in corrections)
            * risk.get(row["risk"], 0.0)
            * kind.get(row["type"], 0.0)
            for row in table
        )

    causes = ["duplicates", "unflagged", "risk", "type"]
    assert high(frozenset()) == 12
    assert high(frozenset(causes)) == 28
    found = {cause: (one.value, one.lowest, one.highest) for cause, one in shapley(causes, high).items()}
    assert found["duplicates"] == pytest.approx((-2.625, -3.375, -2))
    assert found["unflagged"] == pytest.approx((7.083333, 5, 9.625), abs=5e-7)
    assert found["risk"] == pytest.approx((6.916667, 4.5, 9.875), abs=5e-7)
    assert found["type"] == pytest.approx((4.625, 2.5, 7.125))


@pytest.mark.parametrize(
    ("first", "second", "effects", "digits"),
    [
        ((10930, 0.717892), (16591, 0.825974), (4369.913, 1487.262), 3),
        ((51.78746, 0.45919, 0.52638), (84.90502, 0.75756, 0.51065), (10.4340333, 10.5608476, -0.6670084), 7),
        (
            (25.3, 0.214, 0.279, 0.949),
            (32.7, 0.290, 0.473, 0.986),
            (0.6889411, 0.8125381, 1.3829055, 0.1047547),
            7,
        ),
    ],
)
def test_das_gupta_products(
    first: tuple[float, ...], second: tuple[float, ...], effects: tuple[float, ...], digits: int
) -> None:
    factors = [str(n) for n in range(len(first))]

    def product(changed: frozenset[str]) -> float:
        return math.prod((second if name in changed else first)[int(name)] for name in factors)

    found = shapley(factors, product)
    assert [found[name].value for name in factors] == pytest.approx(list(effects), abs=0.51 * 10**-digits)


def test_das_gupta_vector_factors() -> None:
    births = ((393, 407, 369, 274, 184, 90, 16), (488, 452, 338, 156, 63, 22, 3))
    married = ((0.122, 0.622, 0.903, 0.930, 0.916, 0.873, 0.800), (0.082, 0.527, 0.866, 0.941, 0.942, 0.923, 0.876))
    women = ((0.043, 0.041, 0.036, 0.032, 0.026, 0.020, 0.018), (0.058, 0.038, 0.032, 0.030, 0.026, 0.023, 0.019))
    factors = {"births": births, "married": married, "women": women}

    def rate(changed: frozenset[str]) -> float:
        chosen = [both[name in changed] for name, both in factors.items()]
        return sum(math.prod(values) for values in zip(*chosen, strict=True))

    found = shapley(list(factors), rate)
    assert [one.value for one in found.values()] == pytest.approx([-7.285632, -2.720633, -1.565181], abs=5.1e-7)


def test_mover_equals_newcombe_on_wilson_limits() -> None:
    assert mover_difference(0.8, wilson(56, 70), 0.6, wilson(48, 80)) == pytest.approx(newcombe(56, 70, 48, 80))
