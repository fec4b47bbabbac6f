"""What the records' count of high harm would be after corrections, in every case that the counts leave open.

The comparison sees counts and no records, so how far the faults meet in one case is not known. At the centre they are
taken to be independent: cases that the flag misses, or has too many, lack their level as often, and are high as often,
as all cases of the cell; and what is missing is like what is known, as in the reported count, so that there the order
makes no difference. The others are the ends: none or all of them, known to be high or without a level, and of those
without a level none or all high.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import numpy.typing as npt

from analyser.comparison.shown import Shown

DUPLICATES, UNFLAGGED, MISFLAGGED = "duplicates", "unflagged", "misflagged"
RISK, TYPE = "risk_missing", "type_missing"
CAUSES = (DUPLICATES, UNFLAGGED, MISFLAGGED, RISK, TYPE)
BLANK = "blank"
"""A correction that is no cause: which of the cases without an area are of this one."""

Floats = npt.NDArray[np.float64]


class Corrected:
    """The high-harm cases of a cell after a set of corrections, one number for each case; the central one first.

    With no correction it is the reported central count, in which the missing stand as the known. Surplus rows are off
    before anything is counted, so that `duplicates` changes nothing.

    >>> from analyser.comparison.shown import Shown
    >>> shown = Shown("all", "", "", "", 20, 2, 8, 0, 10, 2, 12, 0.2, 5, 0, 12, central=4.0)
    >>> after = Corrected(shown)
    >>> [float(after(frozenset(chosen))[0]) for chosen in ([], ["unflagged"], ["risk_missing"])]
    [4.0, 5.0, 4.0]
    >>> float(after(frozenset(CAUSES)).min()), float(after(frozenset(CAUSES)).max())
    (2.0, 17.0)
    """

    def __init__(self, shown: Shown) -> None:
        self._high, self._missing = shown.high, shown.risk_missing
        self._known_share = shown.high_of_known
        self._blank_share = shown.blank.high_of_known if shown.blank else self._known_share
        # What of the count is neither known to be high nor without a level here: blank areas' or types' part of it.
        rest = shown.central - shown.high - shown.risk_missing * self._known_share
        self._rest_missing = _rest_without_level(shown)
        self._rest_high = rest - self._rest_missing * self._blank_share
        self._corrects_blank = TYPE if shown.slice == "cse_type" else BLANK
        self._cases = [np.array(column) for column in zip(self._centre(shown), *_ends(shown), strict=True)]

    def __call__(self, corrected: frozenset[str]) -> Floats:
        gone_high, gone_missing, more_high, more_missing, rate, blank_rate, here_high, here_missing = self._cases
        if RISK not in corrected:
            rate, blank_rate = np.full_like(rate, self._known_share), np.full_like(rate, self._blank_share)
        count = self._high + self._missing * rate
        if MISFLAGGED in corrected:
            count = count - gone_high - gone_missing * rate
        if UNFLAGGED in corrected:
            count = count + more_high + more_missing * rate
        if self._corrects_blank in corrected:
            count = count + here_high + here_missing * blank_rate
        else:
            count = count + self._rest_high + self._rest_missing * blank_rate
        return np.maximum(count, 0.0)

    def _centre(self, shown: Shown) -> tuple[float, ...]:
        missing = shown.risk_missing / shown.cases if shown.cases else 0.0
        high = shown.high / shown.cases if shown.cases else self._known_share
        gone, more = min(shown.misflagged, shown.cases), shown.unflagged
        return (
            gone * high, gone * missing, more * high, more * missing, self._known_share, self._blank_share,
            self._rest_high, self._rest_missing,
        )  # fmt: skip


def _ends(shown: Shown) -> Iterator[tuple[float, ...]]:
    """The ends of what is not known, in every combination."""
    gone_high = min(shown.misflagged, shown.high)
    gone_missing = min(shown.misflagged, shown.risk_missing)
    both = gone_high, min(shown.misflagged - gone_high, shown.risk_missing)
    gone = {(0.0, 0.0), (gone_high, 0.0), (0.0, gone_missing), both}
    more = {(0.0, 0.0), (shown.unflagged, 0.0), (0.0, shown.unflagged)}
    outside = max(0.0, shown.high_max - shown.high - shown.risk_missing)
    without_level = min(outside, shown.blank.risk_missing) if shown.blank else 0.0
    # A case whose type is told by the child's other records may be of another type.
    elsewhere = max(0.0, shown.high - shown.high_min) if shown.slice == "cse_type" else 0.0
    here = set(product((0.0, outside - without_level, -elsewhere), (0.0, without_level)))
    for removed, added, rate, blank in product(sorted(gone), sorted(more), (0.0, 1.0), sorted(here)):
        yield *removed, *added, rate, rate, *blank


def _rest_without_level(shown: Shown) -> float:
    """The cases without a level among those of blank area or type that the central count takes as of this cell."""
    return shown.blank_part * shown.blank.risk_missing if shown.blank else 0.0
