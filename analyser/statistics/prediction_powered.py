"""A mean or share of many units by a coder that errs, put right by those units that a person has looked at."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import t

from analyser.statistics.intervals import Limits

_Floats = NDArray[np.float64]
_ROUNDS = 3  # the tuning and the ratio that its residuals need settle in two


@dataclass(frozen=True)
class PredictionPowered:
    """The corrected mean or ratio, with its standard error over `clusters`.

    `hits` and `sizes` are its corrected sums. `labelled`: the units that were looked at. `tuning`: how far the coder
    is leant on, from 0 (the looked-at units alone) to 1 (each of its codes counts, plus what the looked-at ones show
    to be wrong).
    """

    value: float
    se: float
    hits: float
    sizes: float
    hits_se: float
    clusters: int
    labelled: int
    tuning: float

    def limits(self, *, level: float = 0.95) -> Limits:
        """Limits with t(clusters − 1); without any with a single cluster."""
        return _around(self.value, self.se, self.clusters, level)

    def hits_limits(self, *, level: float = 0.95) -> Limits:
        """Limits of the corrected sum of hits over these clusters, others of their kind being as likely as they are."""
        return _around(self.hits, self.hits_se, self.clusters, level)


def prediction_powered_mean(
    predicted: ArrayLike, true: ArrayLike, chance: ArrayLike, clusters: Sequence[object], *, tuning: float | None = None
) -> PredictionPowered:
    """The mean of all units, of which a coder codes each and a person a sample: `prediction_powered_ratio` with
    units of size 1.

    >>> found = prediction_powered_mean([1, 1, 0, 0], [1, 0, np.nan, 0], 0.75, list("abcd"), tuning=1)
    >>> round(found.value, 4)  # (1 + 1 + 0 + 0) / 4 − (1 / .75) / 4
    0.1667
    """
    given = np.asarray(true, dtype=float)
    sizes = np.where(np.isnan(given), np.nan, 1.0)
    return prediction_powered_ratio(predicted, np.ones(len(given)), given, sizes, chance, clusters, tuning=tuning)


def prediction_powered_ratio(
    predicted_hits: ArrayLike,
    predicted_sizes: ArrayLike,
    hits: ArrayLike,
    sizes: ArrayLike,
    chance: ArrayLike,
    clusters: Sequence[object],
    *,
    tuning: float | None = None,
) -> PredictionPowered:
    """Σ hits / Σ sizes over all units, from a coder's word on each and the truth of those drawn by known chances.

    Each sum is λ·(the coder's) + Σ over those looked at of (true − λ·coder's) / chance: whatever the coder's errors,
    it is right on average over samples (Angelopoulos et al. 2023, Science 382:669; with unequal chances it is
    design-based supervised learning, Egami et al. 2023, NeurIPS 36, for λ = 1). λ is chosen as in PPI++
    (Angelopoulos, Duchi and Zrnic 2023, arXiv:2311.01453), so that the sample's error is least, and kept within 0 and
    1. Errors are those of whole clusters, v = k/(k−1) Σ (y − θn)² / (Σn)² of the corrected sums (Cochran 1977,
    section 3.12), which holds for both steps of drawing; with few clusters take t(k − 1), as `limits` does.

    Args:
        predicted_hits, predicted_sizes: the coder's, for every unit.
        hits, sizes: the truth where a unit was looked at; NaN in both elsewhere.
        chance: that a unit would be looked at, above 0 up to 1, for each unit or one for all.
        clusters: the cluster of each unit.
        tuning: λ; None to choose it.

    Raises:
        ValueError: lengths differ, nothing was looked at, a chance is not above 0 up to 1, or all sizes cancel out.
    """
    f, m, y, n = (np.asarray(one, dtype=float) for one in (predicted_hits, predicted_sizes, hits, sizes))
    if f.ndim != 1 or not f.shape == m.shape == y.shape == n.shape == (len(clusters),):
        raise ValueError("predictions, truths and clusters must be lists of one length")
    drawn = ~np.isnan(y) & ~np.isnan(n)
    if not drawn.any():
        raise ValueError("no unit was looked at: there is nothing to correct by")
    p = np.broadcast_to(np.asarray(chance, dtype=float), f.shape)
    if not bool(((p > 0) & (p <= 1))[drawn].all()):
        raise ValueError("a chance must lie above 0, and be 1 at most")
    weight = np.where(drawn, 1 / np.where(drawn, p, 1.0), 0.0)
    y, n = np.where(drawn, y, 0.0), np.where(drawn, n, 0.0)
    places = _places(clusters)
    chosen = 1.0 if tuning is None else tuning
    top = below = np.zeros(0)
    for _ in range(_ROUNDS):
        top, below = (_sums(coder, truth, weight, chosen, places) for coder, truth in ((f, y), (m, n)))
        if not below.sum() > 0:
            raise ValueError("the corrected sizes add up to nothing: look at more units")
        ratio = float(top.sum() / below.sum())
        if tuning is not None:
            break
        chosen = _tuned(f - ratio * m, y - ratio * n, np.where(drawn, weight * (weight - 1), 0.0))
    k = len(top)
    value = float(top.sum() / below.sum())
    spread = k / (k - 1) * float(((top - value * below) ** 2).sum()) if k > 1 else math.nan
    alone = k / (k - 1) * float(((top - top.mean()) ** 2).sum()) if k > 1 else math.nan
    return PredictionPowered(
        value=value,
        se=math.sqrt(spread) / float(below.sum()),
        hits=float(top.sum()),
        sizes=float(below.sum()),
        hits_se=math.sqrt(alone),
        clusters=k,
        labelled=int(drawn.sum()),
        tuning=chosen,
    )


def _sums(coder: _Floats, truth: _Floats, weight: _Floats, tuning: float, places: NDArray[np.intp]) -> _Floats:
    """The corrected sum of each cluster."""
    return np.bincount(places, tuning * coder + weight * (truth - tuning * coder)).astype(np.float64)


def _tuned(coder: _Floats, truth: _Floats, weight: _Floats) -> float:
    """The λ at which Σ weight·(truth − λ·coder)², each about its mean, is least: 1 where the coder does not vary or
    every unit was certain to be looked at."""
    total = weight.sum()
    if not total > 0:
        return 1.0
    coder, truth = (one - (weight * one).sum() / total for one in (coder, truth))
    spread = float((weight * coder**2).sum())
    return min(1.0, max(0.0, float((weight * coder * truth).sum()) / spread)) if spread > 1e-12 else 1.0


def _places(clusters: Sequence[object]) -> NDArray[np.intp]:
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(one, len(numbers)) for one in clusters], dtype=np.intp)


def _around(value: float, se: float, clusters: int, level: float) -> Limits:
    if clusters < 2:
        return -math.inf, math.inf
    half = float(t.ppf(0.5 + level / 2, clusters - 1)) * se
    return value - half, value + half
