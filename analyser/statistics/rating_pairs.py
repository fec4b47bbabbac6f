"""What the coefficients of agreement are of counted pairs of ratings, for one sample or for many at once.

Pairs can be added up: an interview is the sum of its sentences, and a resample of interviews the sum of those drawn,
so that no resample reads a rating again. All functions give a number for each sample, NaN where it is not defined.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Scale = Literal["nominal", "ordinal", "interval", "ratio"]
Weights = Literal["none", "linear", "quadratic"]
Floats = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Pairs:
    """How often two ratings of one unit fell into which two categories.

    `first`, `second` (c,): the two categories, from 0 to `size` − 1, of each combination that occurs; `counts`
    (samples, c): how often it does.
    """

    first: Places
    second: Places
    counts: Floats
    size: int

    @cached_property
    def margins(self) -> tuple[Floats, Floats]:
        """How often each category stands first, and second (samples, size)."""
        every = np.eye(self.size)
        return self.counts @ every[self.first], self.counts @ every[self.second]

    @property
    def apart(self) -> NDArray[np.bool_]:
        """Which combinations are of two categories (c,)."""
        return np.asarray(self.first != self.second)

    def has(self, categories: ArrayLike) -> Pairs:
        """The same pairs as one of some categories (1) or none of them (0); `categories` (size,) holds 1 and 0."""
        which = np.asarray(categories, dtype=np.intp)
        return Pairs(which[self.first], which[self.second], self.counts, 2)


def count_pairs(
    first: ArrayLike,
    second: ArrayLike,
    size: int,
    *,
    clusters: ArrayLike | None = None,
    times: ArrayLike | None = None,
    weights: ArrayLike | None = None,
) -> Pairs:
    """Counts pairs of categories (n,), in all as the first sample and then in resamples of whole clusters.

    `clusters` (n,) numbers each pair's cluster, `times` (resamples, clusters) says how often each is drawn; `weights`
    (n,) says how much each pair counts, 1 unless given.

    >>> count_pairs([0, 1, 1], [0, 1, 0], 2, clusters=[0, 0, 1], times=[[2, 0]]).counts.tolist()
    [[1.0, 1.0, 1.0], [2.0, 0.0, 2.0]]
    """
    cells = np.asarray(first, dtype=np.intp) * size + np.asarray(second, dtype=np.intp)
    weighing = np.ones(len(cells)) if weights is None else np.asarray(weights, dtype=float)
    occupied, place = np.unique(cells, return_inverse=True)
    drawn = np.ones((1, 1)) if times is None else np.asarray(times, dtype=float)
    groups = np.zeros(len(cells), dtype=np.intp) if clusters is None else np.asarray(clusters, dtype=np.intp)
    by_cluster = np.zeros((drawn.shape[1], len(occupied)))
    np.add.at(by_cluster, (groups, place), weighing)
    counts = by_cluster if times is None else np.vstack([by_cluster.sum(axis=0), drawn @ by_cluster])
    return Pairs(occupied // size, occupied % size, counts, size)


def agreements(pairs: Pairs) -> Floats:
    """The share of pairs of one category."""
    return _ratio(pairs.counts[:, ~pairs.apart].sum(axis=1), pairs.counts.sum(axis=1))


def kappas(pairs: Pairs, *, weights: Weights = "none") -> Floats:
    """Cohen's κ: 1 − the disagreement seen / that of ratings given independently, each coder with their own shares."""
    ours, theirs = pairs.margins
    if weights == "none":
        seen = pairs.counts[:, pairs.apart].sum(axis=1)
        total = pairs.counts.sum(axis=1)
        by_chance = _ratio(total**2 - (ours * theirs).sum(axis=1), total)
    else:
        power = {"linear": 1, "quadratic": 2}[weights]
        places = np.arange(pairs.size)
        loss = np.abs(np.subtract.outer(places, places)).astype(float) ** power
        seen = pairs.counts @ loss[pairs.first, pairs.second]
        by_chance = _ratio(((ours @ loss) * theirs).sum(axis=1), pairs.counts.sum(axis=1))
    return 1 - _ratio(seen, by_chance)


def alphas(pairs: Pairs, *, scale: Scale = "nominal", numbers: ArrayLike | None = None) -> Floats:
    """Krippendorff's α of coincidences: a unit of m ratings gives each of its pairs 1 / (m − 1).

    `numbers` (size,) are the categories' values on the scales `interval` and `ratio`.
    """
    totals = np.add(*pairs.margins)
    n = totals.sum(axis=1)
    if scale == "nominal":
        seen = 2 * pairs.counts[:, pairs.apart].sum(axis=1)
        by_chance = _ratio(n**2 - (totals**2).sum(axis=1), n - 1)
    else:
        distance = _distances(totals, scale, numbers)
        seen = 2 * (pairs.counts * distance[:, pairs.first, pairs.second]).sum(axis=1)
        by_chance = _ratio(
            np.einsum("bi,bij,bj->b", totals, np.broadcast_to(distance, (len(n), *distance.shape[1:])), totals), n - 1
        )
    return 1 - _ratio(seen, by_chance)


def ac1s(pairs: Pairs) -> Floats:
    """Gwet's AC1, each unit's pairs counting 1 together."""
    return ac1_of(agreements(pairs), _shares(pairs))


def fleiss_kappas(pairs: Pairs) -> Floats:
    """Fleiss' κ, each unit's pairs counting 1 together."""
    return fleiss_of(agreements(pairs), _shares(pairs))


def positive_agreements(pairs: Pairs, category: int) -> Floats:
    """2 · both / (first's + second's choices of a category)."""
    ours, theirs = pairs.margins
    both = pairs.counts[:, (pairs.first == category) & (pairs.second == category)].sum(axis=1)
    return _ratio(2 * both, (ours + theirs)[:, category])


def prevalences(pairs: Pairs, category: int) -> Floats:
    """The share of all ratings that are a category."""
    return _shares(pairs)[:, category]


def ac1_of(agreed: Floats, shares: Floats) -> Floats:
    """AC1 of the agreement seen (b,) and each category's share of ratings (b, size)."""
    if shares.shape[1] < 2:
        return np.full(len(agreed), np.nan)
    return _beyond_chance(agreed, (shares * (1 - shares)).sum(axis=1) / (shares.shape[1] - 1), shares)


def fleiss_of(agreed: Floats, shares: Floats) -> Floats:
    """Fleiss' κ of the agreement seen (b,) and each category's share of ratings (b, size)."""
    return _beyond_chance(agreed, (shares**2).sum(axis=1), shares)


def _beyond_chance(agreed: Floats, by_chance: Floats, shares: Floats) -> Floats:
    # Where nobody varies a coefficient is not defined, even if its formula gives a number.
    varied = (shares > 0).sum(axis=1) > 1
    return np.where(varied, 1 - _ratio(1 - agreed, 1 - by_chance), np.nan)


def _shares(pairs: Pairs) -> Floats:
    totals = np.add(*pairs.margins)
    return _ratio(totals, totals.sum(axis=1, keepdims=True))


def _distances(totals: Floats, scale: Scale, numbers: ArrayLike | None) -> Floats:
    """Krippendorff's squared distances (samples or 1, size, size)."""
    if scale == "ordinal":
        ranks = np.cumsum(totals, axis=1) - totals / 2
        return np.asarray((ranks[:, :, None] - ranks[:, None, :]) ** 2)
    values = np.asarray(numbers, dtype=float)
    apart = np.subtract.outer(values, values)
    if scale == "interval":
        return np.asarray(apart[None] ** 2)
    return np.asarray(_ratio(apart, np.add.outer(values, values), nothing=0.0)[None] ** 2)


def _ratio(part: Floats, whole: Floats, *, nothing: float = np.nan) -> Floats:
    whole = np.broadcast_to(whole, part.shape)
    return np.asarray(np.divide(part, whole, out=np.full(part.shape, nothing), where=whole != 0))
