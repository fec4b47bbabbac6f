"""What a coder's measured errors may have done to the numbers of units that it put into each class."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analyser.statistics.intervals import Limits

_Floats = NDArray[np.float64]


def unmixings(tables: ArrayLike, *, resamples: int = 1000, seed: int = 0) -> _Floats:
    """Matrices (2·resamples, c, c) that turn the numbers of units said to be of each class into numbers that are.

    From tables (groups, c, c) of units by the class that was said (rows) and is true (columns), measured on groups
    such as interviews, which are drawn anew as a whole. Half of the matrices take it that the coder is right as often
    as there when it says a class, n·P(true | said); half that it hears a class as often as there, so that the numbers
    said are solved for the true ones (Rogan and Gladen 1978, Am J Epidemiol 107:71, for more than two classes). The
    first goes astray where classes are rarer or more common than where it was measured, the second where they sound
    otherwise: a band over both holds whichever does not. A class that was never said, or never true, is taken as it is.

    Raises:
        ValueError: the tables are not square, or hold nothing.
    """
    given = np.asarray(tables, dtype=float)
    if given.ndim != 3 or given.shape[1] != given.shape[2] or not given.sum() > 0:
        raise ValueError("tables must be (groups, classes, classes) with a unit in them")
    groups, classes = given.shape[:2]
    times = np.random.default_rng(seed).multinomial(groups, np.full(groups, 1 / groups), size=resamples)
    sums = np.einsum("rg,gst->rst", times, given)
    right = np.array([_parts(one) for one in sums])
    heard = np.array([_parts(one.T) for one in sums])
    # One that tells classes apart no better than by chance cannot be solved; the pseudo-inverse keeps it finite.
    return np.concatenate([right, np.linalg.pinv(heard, rcond=1e-3)]).reshape(-1, classes, classes)


def unmixed(said: ArrayLike, matrices: _Floats) -> _Floats:
    """The numbers that are of each class (matrices, c), none below 0, for the numbers said to be (c).

    >>> heard = unmixings([[[90, 5], [10, 95]]], resamples=1)  # sensitivity .9, specificity .95
    >>> [round(float(one), 4) for one in unmixed([20, 80], heard)[1]]  # Rogan and Gladen: (.2 − .05) / .85
    [17.6471, 82.3529]
    """
    numbers: _Floats = np.clip(np.einsum("s,mst->mt", np.asarray(said, dtype=float), matrices), 0, None)
    return numbers


def band(values: _Floats, *, level: float = 0.95) -> Limits:
    """The lowest and highest quantile of either half of the values of `unmixings`' matrices; NaN ones left out."""
    halves = [half[np.isfinite(half)] for half in np.split(values, 2)]
    ends = [np.quantile(half, [(1 - level) / 2, (1 + level) / 2]) for half in halves if len(half)]
    if not ends:
        return float("nan"), float("nan")
    return float(min(low for low, _ in ends)), float(max(high for _, high in ends))


def _parts(table: _Floats) -> _Floats:
    """Each row as parts of its sum; one without a unit is taken as it is."""
    sums = table.sum(axis=1, keepdims=True)
    return np.where(sums > 0, table / np.where(sums > 0, sums, 1), np.eye(len(table)))
