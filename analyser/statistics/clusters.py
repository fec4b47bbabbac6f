"""A share over clusters of unequal size, such as the mentions of several interviews."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit, stdtrit
from scipy.stats import bootstrap

from analyser.statistics.intervals import Limits, wilson

LEAST_CORRELATION = 0.1
"""How alike units of a cluster are taken to be at least: few clusters with few hits look more alike than they are."""


@dataclass(frozen=True)
class ClusterRatio:
    """The share Σ hits / Σ sizes over `clusters` clusters, with its linearised standard error.

    `deff`: how many times larger the variance is than if every unit were drawn by itself; NaN at a share of 0 or 1.
    `guarded_se`, `df`: the standard error and degrees of freedom of `guarded_limits`.
    """

    share: float
    se: float
    clusters: int
    units: float
    deff: float
    guarded_se: float = math.nan
    df: float = math.nan

    @property
    def effective_size(self) -> float:
        """How many independent units tell as much: `units / deff`; the clusters where no variance is seen."""
        return self.units / self.deff if self.deff > 0 else float(self.clusters)

    def limits(self, *, level: float = 0.95) -> Limits:
        """Limits on the logit scale with t(clusters − 1), as fewer than some 15 clusters need.

        Where no variance is seen (all clusters alike, or a share of 0 or 1) Wilson's, one unit for each cluster.
        With a single cluster (0, 1): nothing is known of how clusters differ.
        """
        return self._logit_limits(self.se, self.clusters - 1, level)

    def guarded_limits(self, *, level: float = 0.95) -> Limits:
        """`limits` for clusters of unequal size and few of them; the same where sizes are equal and differ enough.

        The variance is CR2, and no less than with a correlation of `LEAST_CORRELATION` within clusters; t has
        Satterthwaite's degrees of freedom. Bell and McCaffrey (2002), Surv Methodol 28:169; Imbens and Kolesár (2016),
        Rev Econ Stat 98:701. What each does to the coverage is in `docs/calibration.md`.

        >>> one_long_interview = cluster_ratio([2, 1, 3, 0, 20], [4, 4, 5, 4, 30])
        >>> "%.2f %.2f" % one_long_interview.limits(), "%.2f %.2f" % one_long_interview.guarded_limits()
        ('0.28 0.79', '0.05 0.97')
        """
        return self._logit_limits(self.guarded_se, self.df, level)

    def _logit_limits(self, se: float, df: float, level: float) -> Limits:
        if self.clusters < 2:
            return 0.0, 1.0
        if not se > 0 or not 0 < self.share < 1:
            return wilson(self.share * self.clusters, self.clusters, level=level)
        half = float(stdtrit(df, 0.5 + level / 2)) * se / (self.share * (1 - self.share))
        return float(expit(logit(self.share) - half)), float(expit(logit(self.share) + half))

    def wilson_limits(self, *, level: float = 0.95) -> Limits:
        """Wilson's limits on the effective size, which undercover with few clusters."""
        size = self.effective_size
        return wilson(self.share * size, size, level=level)


def cluster_ratio(hits: ArrayLike, sizes: ArrayLike) -> ClusterRatio:
    """The share Σ hits / Σ sizes; v = k/(k−1) · Σ(y − p·n)² / (Σn)².

    Cochran (1977), Sampling Techniques, 3rd ed., section 3.12 (cluster samples, ratio of sums).
    Clusters of size 0 tell nothing and are left out.

    >>> both = cluster_ratio([6, 1, 9], [8, 5, 12])
    >>> round(both.share, 3), round(both.se, 4), both.clusters
    (0.64, 0.1329, 3)

    Raises:
        ValueError: lengths differ, nothing is left, or hits are not between 0 and their size.
    """
    y, n = _pairs(hits, sizes)
    k, total = len(n), float(n.sum())
    p = float(y.sum()) / total
    if k < 2:
        return ClusterRatio(p, math.nan, k, total, math.nan)
    variance = k / (k - 1) * float(((y - p * n) ** 2).sum()) / total**2
    # What rounding leaves of a zero is a zero.
    variance = 0.0 if variance < 1e-20 else variance
    simple = p * (1 - p) / total
    deff = variance / simple if simple > 0 else math.nan
    return ClusterRatio(p, math.sqrt(variance), k, total, deff, *_guarded(y, n, p))


def _guarded(y: NDArray[np.float64], n: NDArray[np.float64], p: float) -> tuple[float, float]:
    """The CR2 standard error, no less than with the least correlation, and Satterthwaite's degrees of freedom.

    Units of a cluster are alike correlated, by as much as the variance exceeds that of single units. Then the sums of
    clusters vary as `spread`, what is left of them about the share as `left`.
    """
    k, total = len(n), float(n.sum())
    simple = p * (1 - p) / total
    if not simple > 0:
        return 0.0, float(k - 1)
    part = n / total
    variance = float(((y - p * n) ** 2 / (1 - part)).sum()) / total**2
    others = max(0.0, float((n * (n - 1)).sum())) / total  # how many a unit shares its cluster with
    seen = (variance / simple - 1) / others if others else 0.0
    correlation = min(1.0, max(LEAST_CORRELATION, seen))
    spread = n * (1 + (n - 1) * correlation)
    least = simple * (1 + others * LEAST_CORRELATION)
    return math.sqrt(max(variance, least)), _satterthwaite(part, spread)


def _satterthwaite(part: NDArray[np.float64], spread: NDArray[np.float64]) -> float:
    """tr(L)² / tr(L²) for L, what is left of the clusters' sums about the share, by parts p of the units and spreads s:
    diag(s) − p·sᵀ − s·pᵀ + Σs·p·pᵀ over √(1 − p)·√(1 − p)ᵀ. Its squares are summed without writing out the matrix."""
    total, weight = float(spread.sum()), 1 / (1 - part)
    within = total * part**2 - 2 * part * spread  # the matrix's diagonal without diag(s)
    trace = float(((spread + within) * weight).sum())
    parts, spreads, both = (float((one * weight).sum()) for one in (part**2, spread**2, part * spread))
    apart = 2 * (parts * spreads + both**2 - 2 * total * parts * both) + (total * parts) ** 2
    return trace**2 / (apart + float((spread * (spread + 2 * within) * weight**2).sum()))


def bootstrap_ratio(
    hits: ArrayLike, sizes: ArrayLike, *, level: float = 0.95, resamples: int = 9999, seed: int = 0
) -> Limits:
    """Limits of Σ hits / Σ sizes by resampling whole clusters, bias-corrected and accelerated (BCa).

    Efron (1987), J Am Stat Assoc 82:171; fewer than about 15 clusters undercover: give `ClusterRatio.limits` too.
    Clusters that are all alike cannot be resampled: both limits are then the share itself.

    >>> low, high = bootstrap_ratio([6, 1, 9, 0, 7, 12], [8, 5, 12, 3, 9, 15], resamples=999)
    >>> low < 35 / 52 < high
    True

    Raises:
        ValueError: as `cluster_ratio`, or fewer than two clusters.
    """
    y, n = _pairs(hits, sizes)
    if len(n) < 2:
        raise ValueError("one cluster cannot be resampled")
    shares = y / n
    if np.allclose(shares, shares[0]):
        return float(shares[0]), float(shares[0])
    found = bootstrap(
        (y, n),
        _ratio,
        paired=True,
        vectorized=True,
        confidence_level=level,
        n_resamples=resamples,
        method="BCa",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    return float(found.low), float(found.high)


def _ratio(y: NDArray[Any], n: NDArray[Any], axis: int = -1) -> NDArray[Any]:
    return np.asarray(y.sum(axis=axis) / n.sum(axis=axis))


def _pairs(hits: ArrayLike, sizes: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    y, n = np.asarray(hits, dtype=float), np.asarray(sizes, dtype=float)
    if y.shape != n.shape or y.ndim != 1:
        raise ValueError(f"hits and sizes must be two lists of one length; they are {y.shape} and {n.shape}")
    if not bool(((y >= 0) & (y <= n)).all()):
        raise ValueError("hits must lie between 0 and the size of their cluster")
    kept = n > 0
    if not bool(kept.any()):
        raise ValueError("no cluster has a unit")
    return y[kept], n[kept]
