"""Confidence intervals of a share, a count, a difference and a ratio. Limits are (lower, upper)."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import gammaincinv, ndtri
from scipy.stats import binom, hypergeom

Limits = tuple[float, float]


def wilson(count: float, n: float, *, level: float = 0.95) -> Limits:
    """Limits of a share `count / n` by the score test; `n` may be an effective size. Without data (0, 1).

    Wilson (1927), J Am Stat Assoc 22:209.

    >>> "%.4f %.4f" % wilson(81, 263)
    '0.2553 0.3662'
    >>> "%.4f %.4f" % wilson(0, 20)
    '0.0000 0.1611'

    Raises:
        ValueError: `count` is not between 0 and `n`, or `level` not between 0 and 1.
    """
    z = _z(level)
    if not 0 <= count <= n:
        raise ValueError(f"count is {count}, not between 0 and n = {n}")
    if n == 0:
        return 0.0, 1.0
    p = count / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    # At the ends the limit is exact; rounding must not move it off.
    return (0.0 if count == 0 else max(0.0, middle - half)), (1.0 if count == n else min(1.0, middle + half))


def hypergeometric_limits(hits: int, sample: int, population: int, *, level: float = 0.95) -> tuple[int, int]:
    """Limits of how many of a finite population are hits, by a random sample drawn without putting back.

    The numbers that neither one-sided test of half the error rejects (Buonaccorsi 1987, Am Stat 41:215): exact, never
    below the hits found nor above what the rest allows, and the number itself where all have been looked at.

    >>> hypergeometric_limits(10, 100, 1000)
    (52, 172)
    >>> hypergeometric_limits(0, 20, 20), hypergeometric_limits(0, 20, 400)
    ((0, 0), (0, 65))

    Raises:
        ValueError: not 0 ≤ hits ≤ sample ≤ population, or an empty sample.
    """
    _z(level)
    if not 0 <= hits <= sample <= population or sample == 0:
        raise ValueError(f"hits {hits}, sample {sample}, population {population} must rise, and the sample be above 0")
    tail = (1 - level) / 2
    numbers = np.arange(hits, population - (sample - hits) + 1)
    at_least = hypergeom.sf(hits - 1, population, numbers, sample)  # rises with the number, the other falls
    at_most = hypergeom.cdf(hits, population, numbers, sample)
    kept = numbers[(at_least > tail) & (at_most > tail)]
    return int(kept[0]), int(kept[-1])


def newcombe(count1: float, n1: float, count2: float, n2: float, *, level: float = 0.95) -> Limits:
    """Limits of `count1/n1 − count2/n2` for independent samples: Wilson limits combined by squares.

    Newcombe (1998), Stat Med 17:873, method 10.

    >>> "%.4f %.4f" % newcombe(56, 70, 48, 80)
    '0.0524 0.3339'

    Raises:
        ValueError: a sample is empty, or a count is not between 0 and its n.
    """
    if n1 <= 0 or n2 <= 0:
        raise ValueError(f"n1 is {n1} and n2 is {n2}: both must be above 0")
    return mover_difference(count1 / n1, wilson(count1, n1, level=level), count2 / n2, wilson(count2, n2, level=level))


def mover_difference(first: float, first_limits: Limits, second: float, second_limits: Limits) -> Limits:
    """Limits of `first − second` from the limits of each, independent: the method of variance estimates recovery.

    Zou and Donner (2008), Stat Med 27:1693. Limits may be infinite.

    >>> "%.4f %.4f" % mover_difference(9/10, wilson(9, 10), 3/10, wilson(3, 10))
    '0.1705 0.8090'
    """
    difference = first - second
    lower = difference - math.hypot(first - first_limits[0], second_limits[1] - second)
    upper = difference + math.hypot(first_limits[1] - first, second - second_limits[0])
    return lower, upper


def mover_ratio(first: float, first_limits: Limits, second: float, second_limits: Limits) -> Limits:
    """Limits of `first / second`, neither below 0, from the limits of each, independent.

    Donner and Zou (2012), Stat Methods Med Res 21:347, by Fieller's form: the lower limit is the ratio r at which
    the lower limit of first − r·second is 0, the upper likewise. It is `inf` where `second` may be 0.

    >>> "%.3f %.3f" % mover_ratio(0.5, (0.4, 0.6), 0.25, (0.2, 0.3))
    '1.500 2.667'

    Raises:
        ValueError: an estimate or a lower limit is below 0.
    """
    if min(first, second, first_limits[0], second_limits[0]) < 0:
        raise ValueError("estimates and their lower limits must be 0 or above")
    low, high = first_limits
    below, above = second_limits
    product = first * second
    lower = 0.0
    if low > 0:
        square = product**2 - low * above * (2 * first - low) * (2 * second - above)
        # Written with the root below the line, it stays finite where the divisor of the usual form is 0.
        lower = low * (2 * first - low) / (product + math.sqrt(max(0.0, square)))
    upper = math.inf
    if below > 0 and math.isfinite(high):
        square = product**2 - high * below * (2 * first - high) * (2 * second - below)
        upper = (product + math.sqrt(max(0.0, square))) / (below * (2 * second - below))
    return max(0.0, lower), upper


def garwood(count: float, *, level: float = 0.95) -> Limits:
    """Exact limits of the mean of a Poisson count; an imputed count may be a fraction.

    Garwood (1936), Biometrika 28:437.

    >>> "%.4f %.4f" % garwood(12)
    '6.2006 20.9616'
    >>> "%.4f %.4f" % garwood(0)
    '0.0000 3.6889'

    Raises:
        ValueError: `count` is below 0, or `level` not between 0 and 1.
    """
    _z(level)
    if count < 0 or not math.isfinite(count):
        raise ValueError(f"count is {count}, not a number of 0 or above")
    tail = (1 - level) / 2
    # Half a quantile of chi-squared with 2a degrees of freedom is one of gamma with shape a.
    lower = float(gammaincinv(count, tail)) if count > 1e-9 else 0.0
    return lower, float(gammaincinv(count + 1, 1 - tail))


def funnel_limits(target: float, n: int, *, level: float = 0.95) -> Limits:
    """Limits within which a share of `n` lies when nothing but chance moves it from `target`, clipped to 0..1.

    Exact binomial limits, interpolated: Spiegelhalter (2005), Stat Med 24:1185, appendix A.1.1.

    >>> "%.5f %.5f" % funnel_limits(0.1, 100)
    '0.04038 0.15772'

    Raises:
        ValueError: `target` is not strictly between 0 and 1, or `n` is below 1.
    """
    _z(level)
    if not 0 < target < 1 or n < 1:
        raise ValueError(f"target is {target} and n is {n}: they must lie within 0..1 and from 1 on")
    tail = (1 - level) / 2
    return _binomial_limit(tail, n, target), _binomial_limit(1 - tail, n, target)


def _binomial_limit(probability: float, n: int, target: float) -> float:
    hits = float(binom.ppf(probability, n, target))
    at = float(binom.cdf(hits, n, target))
    step = float(binom.pmf(hits, n, target))
    return min(1.0, max(0.0, (hits - (at - probability) / step) / n))


def _z(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"level is {level}, not between 0 and 1")
    return float(ndtri(0.5 + level / 2))
