"""Many tests at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import false_discovery_control


def benjamini_hochberg(p_values: ArrayLike) -> NDArray[np.float64]:
    """The q-values of p-values: the smallest false discovery rate at which each is a discovery. NaN stays NaN.

    Benjamini and Hochberg (1995), J R Stat Soc B 57:289.

    >>> benjamini_hochberg([0.01, float("nan"), 0.04, 0.03]).tolist()
    [0.03, nan, 0.04, 0.04]

    Raises:
        ValueError: a p-value is not between 0 and 1.
    """
    given = np.asarray(p_values, dtype=float)
    q = np.full(given.shape, np.nan)
    known = ~np.isnan(given)
    if known.any():
        q[known] = false_discovery_control(given[known])
    return q
