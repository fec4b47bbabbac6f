"""Whether and where a series of counts or shares takes one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import xlogy
from scipy.stats import f

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ChangePoint:
    """`place`: the index of the first value after the step. `before`, `after`: the rates on both sides."""

    place: int
    before: float
    after: float
    p_value: float


def change_point(
    counts: Sequence[float], totals: Sequence[float] | None = None, *, shortest: int = 2
) -> ChangePoint | None:
    """The likeliest single step in a series of counts or, with `totals`, of shares `counts / totals`.

    The place is that of the largest likelihood ratio, Poisson for counts and binomial for shares (Hinkley and Hinkley
    1970, Biometrika 57:477). The ratio is divided by the dispersion that is left on both sides, at least 1, and held
    against F; the p-value is multiplied by the number of places looked at (Bonferroni), and so on the safe side. Each
    side has at least `shortest` values. None where the series is too short or holds nothing.

    >>> change_point([9, 11, 10, 10, 9, 3, 2, 4, 3, 2]).place
    5
    >>> change_point([4, 5, 4, 6, 5, 4, 5, 5]).p_value
    1.0

    Raises:
        ValueError: counts below 0, or above their totals.
    """
    hits = np.asarray(counts, dtype=np.float64)
    whole = np.ones_like(hits) if totals is None else np.asarray(totals, dtype=np.float64)
    if (hits < 0).any() or (totals is not None and (hits > whole).any()):
        raise ValueError("counts must lie between 0 and their totals")
    n, share = len(hits), totals is not None
    splits = [k for k in range(shortest, n - shortest + 1) if whole[:k].sum() and whole[k:].sum()]
    if not splits or n < 3 or not hits.sum():
        return None
    sides = {k: _deviance(hits[:k], whole[:k], share) + _deviance(hits[k:], whole[k:], share) for k in splits}
    place = min(splits, key=sides.__getitem__)
    gain = max(0.0, _deviance(hits, whole, share) - sides[place])
    dispersion = max(1.0, sides[place] / (n - 2))
    return ChangePoint(
        place,
        float(hits[:place].sum() / whole[:place].sum()),
        float(hits[place:].sum() / whole[place:].sum()),
        min(1.0, len(splits) * float(f.sf(gain / dispersion, 1, n - 2))),
    )


def _deviance(hits: Floats, totals: Floats, share: bool) -> float:
    """Twice what the likelihood loses by one rate for all the values."""
    fitted = totals * (hits.sum() / totals.sum())
    loss = _log_ratio(hits, fitted)
    if share:
        loss += _log_ratio(totals - hits, totals - fitted)
    return float(2 * loss.sum())


def _log_ratio(found: Floats, fitted: Floats) -> Floats:
    ratio = np.divide(found, fitted, out=np.ones_like(found), where=fitted > 0)
    return np.asarray(xlogy(found, ratio), dtype=np.float64)
