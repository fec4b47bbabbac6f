"""What may be said of a share or count when some values are missing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from analyser.statistics.intervals import Limits


def worst_case_bounds(hits: float, missing: float, n: float) -> Limits:
    """Bounds of a share of `n`: none of the missing are hits, or all of them. They assume nothing.

    Manski (1989), J Hum Resour 24:343.

    >>> worst_case_bounds(61, 390, 1000)
    (0.061, 0.451)

    Raises:
        ValueError: hits and missing are more than `n`, or below 0.
    """
    _check(hits, missing, n)
    return hits / n, (hits + missing) / n


def imbens_manski(hits: float, missing: float, n: float, *, level: float = 0.95) -> Limits:
    """Limits that cover the true share with probability `level`, wherever it lies within its worst-case bounds.

    Imbens and Manski (2004), Econometrica 72:1845: bounds widened by c standard errors,
    Φ(c + Δ/σmax) − Φ(−c) = level. Clipped to 0..1.

    >>> "%.4f %.4f" % imbens_manski(61, 390, 1000)
    '0.0486 0.4769'

    Raises:
        ValueError: as `worst_case_bounds`.
    """
    lower, upper = worst_case_bounds(hits, missing, n)
    se_lower, se_upper = (math.sqrt(share * (1 - share) / n) for share in (lower, upper))
    largest = max(se_lower, se_upper)
    if largest == 0:
        return lower, upper
    c = im_quantile((upper - lower) / largest, level=level)
    return max(0.0, lower - c * se_lower), min(1.0, upper + c * se_upper)


def im_quantile(width: float, *, level: float = 0.95) -> float:
    """The c of Imbens and Manski for bounds that lie `width` standard errors apart: from 1.96 down to 1.6449.

    >>> round(im_quantile(0), 4), round(im_quantile(25), 4)
    (1.96, 1.6449)
    """
    two_sided, one_sided = float(ndtri(0.5 + level / 2)), float(ndtri(level))

    def excess(c: float) -> float:
        return float(ndtr(c + width) - ndtr(-c)) - level

    if excess(one_sided) >= 0 or width <= 0:
        return one_sided if width > 0 else two_sided
    return float(brentq(excess, one_sided, two_sided, xtol=1e-12))


def two_field_bounds(hits: int, first_missing: int, second_missing: int, both_missing: int) -> tuple[int, int]:
    """Bounds of a count that needs two fields, each of which may be missing: every row not ruled out may be a hit.

    `hits` have both fields and qualify; `first_missing` lack the first and qualify by the second, and so on.

    >>> two_field_bounds(30, 90, 19, 121)
    (30, 260)

    Raises:
        ValueError: a number is below 0.
    """
    if min(hits, first_missing, second_missing, both_missing) < 0:
        raise ValueError("counts must be 0 or above")
    return hits, hits + first_missing + second_missing + both_missing


def imor_count(hits: float, known: float, missing: float, imor: float) -> float:
    """The count when the odds of a hit are `imor` times as high among the missing as among the known.

    Higgins, White and Wood (2008), Clin Trials 5:225 (informative missingness odds ratio). 0: no hit among the
    missing; 1: the missing are like the known; `inf`: all are hits.

    >>> round(imor_count(61, 610, 390, 2), 3)
    131.909

    Raises:
        ValueError: hits are not between 0 and `known`, `known` is 0, or `imor` is below 0.
    """
    if not 0 <= hits <= known or known == 0 or missing < 0:
        raise ValueError(f"{hits} hits of {known} known and {missing} missing is no count")
    if not imor >= 0:
        raise ValueError(f"imor is {imor}, not 0 or above")
    if math.isinf(imor):
        return hits + missing
    # odds/(1+odds), written so that known = hits needs no infinite odds.
    weighted = imor * hits
    return hits + missing * (weighted / (weighted + known - hits) if weighted + known - hits > 0 else 0.0)


def tipping_point(target: float, hits: float, missing: float) -> float | None:
    """The share of the missing that would have to be hits for the count to reach `target`; None when none would do.

    Yan, Lee and Li (2009), Drug Inf J 43:317.

    >>> round(tipping_point(150, 61, 390), 4), tipping_point(500, 61, 390)
    (0.2282, None)
    """
    if missing <= 0:
        return None
    share = (target - hits) / missing
    return share if 0 <= share <= 1 else None


def imor_of(share_missing: float, hits: float, known: float) -> float:
    """The odds ratio at which `share_missing` of the missing are hits: `imor_count` read backwards.

    >>> round(imor_of(0.2282, 61, 610), 3)
    2.661
    """
    if share_missing >= 1:
        return math.inf
    if hits <= 0:
        return math.nan if share_missing == 0 else math.inf
    return share_missing / (1 - share_missing) * (known - hits) / hits


@dataclass(frozen=True)
class Pooled:
    """One estimate over several imputed data sets: its value, variance and degrees of freedom."""

    value: float
    variance: float
    df: float


def rubin(values: Sequence[float], variances: Sequence[float], *, complete_df: float = math.inf) -> Pooled:
    """Pools the estimates of m imputed data sets: T = Ū + (1 + 1/m)·B.

    Rubin (1987), Multiple Imputation, ch. 3; with `complete_df` the small-sample degrees of freedom of Barnard and
    Rubin (1999), Biometrika 86:948.

    >>> pooled = rubin([.100, .110, .095, .105, .115], [9e-5] * 5)
    >>> round(pooled.value, 4), round(pooled.variance, 7), round(pooled.df, 2)
    (0.105, 0.000165, 19.36)

    Raises:
        ValueError: fewer than two imputations, or as many variances as there are no values.
    """
    m = len(values)
    if m < 2 or len(variances) != m:
        raise ValueError(f"{m} values and {len(variances)} variances: give two or more, and as many of both")
    mean = sum(values) / m
    within = sum(variances) / m
    between = (1 + 1 / m) * sum((value - mean) ** 2 for value in values) / (m - 1)
    total = within + between
    if between == 0:
        return Pooled(mean, total, complete_df)
    df = (m - 1) * (total / between) ** 2
    if math.isfinite(complete_df):
        observed = (complete_df + 1) / (complete_df + 3) * complete_df * (1 - between / total)
        df = 1 / (1 / df + 1 / observed) if observed > 0 else 0.0
    return Pooled(mean, total, df)


def _check(hits: float, missing: float, n: float) -> None:
    if n <= 0 or hits < 0 or missing < 0 or hits + missing > n:
        raise ValueError(f"{hits} hits and {missing} missing of {n}: they must be 0 or above and n at least their sum")
