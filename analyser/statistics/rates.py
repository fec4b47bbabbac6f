"""Two rates of events held against each other: their ratio with exact limits, and how far counts vary beyond chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv, ndtri, stdtrit

_HALVINGS = 40  # the p-value to twelve digits
_LOWEST = 0.001  # the lowest level that is looked at: where even its limits hold 1, the p-value is 1


@dataclass(frozen=True)
class RateRatio:
    """`second` events in `second_exposure` against `first` in `first_exposure`, counts that vary `dispersion`-fold.

    `freedom`: the degrees of freedom that the dispersion was estimated with.
    """

    first: float
    first_exposure: float
    second: float
    second_exposure: float
    dispersion: float = 1.0
    freedom: float = math.inf

    @property
    def ratio(self) -> float:
        """The second rate by the first; inf where the first is 0, NaN where both are."""
        first, second = self.first / self.first_exposure, self.second / self.second_exposure
        return second / first if first else (math.inf if second else math.nan)

    def limits(self, *, level: float = 0.95) -> tuple[float, float]:
        """Exact limits: given their sum, the second count is binomial (Przyborowski and Wilenski 1940, Biometrika
        31:313), with Clopper-Pearson limits of its part. Counts that vary more than Poisson counts are divided by their
        dispersion, and by what t is wider than the normal, since the dispersion is an estimate.
        """
        if not 0 < level < 1:
            raise ValueError(f"level is {level}, not between 0 and 1")
        tail = (1 - level) / 2
        divisor = 1.0
        if self.dispersion > 1:
            divisor = self.dispersion * float(stdtrit(self.freedom, 1 - tail) / ndtri(1 - tail)) ** 2
        first, second = self.first / divisor, self.second / divisor
        low = float(betaincinv(second, first + 1, tail)) if second > 0 else 0.0
        high = float(betaincinv(second + 1, first, 1 - tail)) if first > 0 else 1.0
        scale = self.first_exposure / self.second_exposure
        return low / (1 - low) * scale, high / (1 - high) * scale if high < 1 else math.inf

    def p_value(self) -> float:
        """The smallest 1 − level whose limits leave out 1."""

        def leaves_out(p: float) -> bool:
            low, high = self.limits(level=1 - p)
            return low > 1 or high < 1

        inside, outside = 0.0, 1 - _LOWEST
        if not leaves_out(outside):
            return 1.0
        for _ in range(_HALVINGS):
            middle = (inside + outside) / 2
            inside, outside = (inside, middle) if leaves_out(middle) else (middle, outside)
        return outside


def rate_ratio(
    first: Sequence[float],
    first_exposures: Sequence[float],
    second: Sequence[float],
    second_exposures: Sequence[float],
) -> RateRatio:
    """The ratio of two rates from counts of several spells each, which also tell how far they vary beyond chance.

    The dispersion is Pearson's, of the counts around the two rates (McCullagh and Nelder 1989, section 6.2.3), at least
    1.

    Args:
        first, second: events of each spell. first_exposures, second_exposures: the length of each, above 0 in sum.

    >>> found = rate_ratio([21], [3011], [11], [800])  # the example of R's poisson.test
    >>> print("%.6f" % found.ratio, "%.5f %.5f" % found.limits())
    1.971488 0.85843 4.27727
    >>> rate_ratio([1, 9, 2, 8], [1, 1, 1, 1], [9, 1, 8, 2], [1, 1, 1, 1]).dispersion > 3
    True

    Raises:
        ValueError: a count or exposure is below 0, or a side has no exposure at all.
    """
    sides = [
        (np.asarray(counts, dtype=float), np.asarray(exposures, dtype=float))
        for counts, exposures in ((first, first_exposures), (second, second_exposures))
    ]
    excess, spells = 0.0, 0
    for counts, exposures in sides:
        if (counts < 0).any() or (exposures < 0).any() or exposures.sum() <= 0:
            raise ValueError("counts and exposures must be 0 or above, and each side needs an exposure above 0")
        expected = exposures * (counts.sum() / exposures.sum())
        told = expected > 0
        excess += float(((counts[told] - expected[told]) ** 2 / expected[told]).sum())
        spells += len(counts)
    freedom = spells - 2
    (early, early_exposure), (late, late_exposure) = sides
    return RateRatio(
        float(early.sum()),
        float(early_exposure.sum()),
        float(late.sum()),
        float(late_exposure.sum()),
        dispersion=max(1.0, excess / freedom) if freedom > 0 else 1.0,
        freedom=freedom if freedom > 0 else math.inf,
    )
