"""The methods of the comparison once more, each straight from its formula."""

from __future__ import annotations

import math
from collections.abc import Callable

from scipy.optimize import brentq
from scipy.stats import chi2, norm, t

INF = math.inf
Limits = tuple[float, float]


def garwood(x: float, level: float = 0.95) -> Limits:
    tail = (1 - level) / 2
    return (chi2.ppf(tail, 2 * x) / 2 if x > 0 else 0.0), chi2.ppf(1 - tail, 2 * x + 2) / 2


def wilson(p: float, n: float, quantile: float) -> Limits:
    square = quantile**2
    middle = (p + square / (2 * n)) / (1 + square / n)
    half = quantile * math.sqrt(p * (1 - p) / n + square / (4 * n * n)) / (1 + square / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def z(level: float) -> float:
    return float(norm.ppf(0.5 + level / 2))


def logit_t(pairs: list[tuple[float, float]], level: float) -> Limits:
    """Σy/Σn, limits on the logit with t: CR2 variance (correlation .1 at least), Satterthwaite's freedom."""
    k, total = len(pairs), sum(n for _, n in pairs)
    p = sum(y for y, _ in pairs) / total
    if k < 2:
        return 0.0, 1.0
    if p in (0.0, 1.0):
        return wilson(p, k, z(level))  # no logit and no variance: as if each interview were one unit
    sizes = [n for _, n in pairs]
    rest = [1 - n / total for n in sizes]
    cr2 = sum((y - p * n) ** 2 / r for (y, n), r in zip(pairs, rest, strict=True)) / total**2
    single = p * (1 - p) / total
    beside = max(0.0, sum(n * (n - 1) for n in sizes)) / total
    alike = min(1.0, max(0.1, (cr2 / single - 1) / beside)) if beside else 0.1
    variances = [n * (1 + (n - 1) * alike) for n in sizes]

    def covariance(i: int, j: int) -> float:
        """Of what is left of two interviews' sums when the common share is taken off."""
        own = variances[i] if i == j else 0.0
        taken = (sizes[i] * variances[j] + sizes[j] * variances[i]) / total
        return own - taken + sizes[i] * sizes[j] * sum(variances) / total**2

    trace = sum(covariance(i, i) / rest[i] for i in range(k))
    squares = sum(covariance(i, j) ** 2 / (rest[i] * rest[j]) for i in range(k) for j in range(k))
    quantile = float(t.ppf(0.5 + level / 2, trace**2 / squares))
    logit, half = math.log(p / (1 - p)), quantile * math.sqrt(max(cr2, single * (1 + 0.1 * beside))) / (p * (1 - p))
    return 1 / (1 + math.exp(-logit + half)), 1 / (1 + math.exp(-logit - half))


def mover_difference(a: float, la: Limits, b: float, lb: Limits) -> Limits:
    return a - b - math.hypot(a - la[0], lb[1] - b), a - b + math.hypot(la[1] - a, b - lb[0])


def mover_ratio(a: float, la: Limits, b: float, lb: Limits) -> Limits:
    """The ratios r at which a limit of a − r·b is 0."""

    def lower(r: float) -> float:
        return mover_difference(a, la, r * b, (r * lb[0], r * lb[1]))[0]

    def upper(r: float) -> float:
        return mover_difference(a, la, r * b, (r * lb[0], r * lb[1]))[1]

    def root(f: Callable[[float], float]) -> float:
        return float(brentq(f, 0, 1e9, xtol=1e-12)) if f(0) > 0 > f(1e9) else (0.0 if f(0) <= 0 else INF)

    return root(lower), root(upper)


def benjamini_hochberg(p: list[float]) -> list[float]:
    order = sorted(range(len(p)), key=lambda i: p[i], reverse=True)
    q, least = [0.0] * len(p), 1.0
    for rank, i in zip(range(len(p), 0, -1), order, strict=True):
        least = min(least, p[i] * len(p) / rank)
        q[i] = least
    return q


def nearest(holds: Callable[[float], bool], central: float) -> float | None:
    """The share of the missing, on a fine grid and then halved, where a finding goes; the one nearest to the centre."""
    found = []
    for end in (0.0, 1.0):
        if not holds(end):
            points = [central + (end - central) * step / 400 for step in range(401)]
            gone = next(place for place, share in enumerate(points) if not holds(share))
            inside, outside = points[max(0, gone - 1)], points[gone]
            while abs(outside - inside) > 1e-9:
                middle = (inside + outside) / 2
                inside, outside = (middle, outside) if holds(middle) else (inside, middle)
            found.append(outside)
    return min(found, key=lambda share: abs(share - central), default=None)
