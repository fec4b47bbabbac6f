"""Agreement between coders, corrected for chance. Where nobody varies it is not defined: None, never 1."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import t as student

from analyser.statistics.intervals import Limits
from analyser.statistics.rating_pairs import (
    Floats,
    Pairs,
    Scale,
    Weights,
    ac1_of,
    agreements,
    alphas,
    fleiss_of,
    kappas,
    positive_agreements,
)

Ratings = Sequence[Sequence[Any]]
FEW = 15  # resampling fewer clusters than this undercovers


def krippendorff_alpha(ratings: Ratings, *, scale: Scale = "nominal") -> float | None:
    """Krippendorff's α of raters × units; None (or NaN) is a missing rating.

    Krippendorff (2019), Content Analysis, 4th ed., ch. 12.

    >>> first, second = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    >>> round(krippendorff_alpha([first, second]), 6)
    0.095238

    Raises:
        ValueError: rows differ in length, or a scale of numbers is given other values.
    """
    values, table = _table(ratings)
    table = table[table.sum(axis=1) >= 2]
    if not len(table):
        return None
    share = table / (table.sum(axis=1, keepdims=True) - 1)
    observed = share.T @ table - np.diag(share.sum(axis=0))
    # Each pair stands in the coincidences both ways.
    first, second = np.triu_indices(len(values))
    counts = np.where(first == second, observed[first, second] / 2, observed[first, second])
    numbers = None if scale == "nominal" else _numbers(values, scale)
    return _only(alphas(Pairs(first, second, counts[None], len(values)), scale=scale, numbers=numbers))


def gwet_ac1(ratings: Ratings) -> float | None:
    """Gwet's AC1 of raters × units, which does not fall when one category is rare.

    Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed.; None where all ratings are one category.

    >>> round(gwet_ac1(ratings_of([[118, 5], [2, 0]])), 6)
    0.940776
    """
    return _corrected(ratings, ac1_of)


def fleiss_kappa(ratings: Ratings) -> float | None:
    """Fleiss' κ of raters × units, in Gwet's form for missing ratings.

    Fleiss (1971), Psychol Bull 76:378; Gwet (2014).

    >>> round(fleiss_kappa([[1, 1, 2, 2], [1, 2, 2, 2]]), 4)
    0.4667
    """
    return _corrected(ratings, fleiss_of)


def cohen_kappa(confusion: ArrayLike, *, weights: Weights = "none") -> float | None:
    """Cohen's κ of two coders from their table of counts, categories in order where it is weighted.

    Cohen (1960), Educ Psychol Meas 20:37, and (1968), Psychol Bull 70:213.

    >>> round(cohen_kappa([[20, 5], [10, 15]]), 4)
    0.4

    Raises:
        ValueError: the table is not square, or has a count below 0.
    """
    return _only(kappas(_pairs(confusion), weights=weights))


def agreement(confusion: ArrayLike) -> float | None:
    """The share of units that both coders put into one category.

    >>> agreement([[118, 5], [2, 0]])
    0.944
    """
    return _only(agreements(_pairs(confusion)))


def positive_agreement(confusion: ArrayLike, category: int) -> float | None:
    """How often one coder's choice of a category is the other's: 2·both / (first's + second's).

    Cicchetti and Feinstein (1990), J Clin Epidemiol 43:551; None where neither chose it.

    >>> positive_agreement([[20, 5], [10, 15]], 1)
    0.6666666666666666
    """
    return _only(positive_agreements(_pairs(confusion), category))


def ratings_of(confusion: ArrayLike) -> list[list[int]]:
    """The two rows of ratings that a table of counts stands for.

    >>> ratings_of([[1, 2], [0, 1]])
    [[0, 0, 0, 1], [0, 1, 1, 1]]
    """
    table = _square(confusion).astype(int)
    cells = [(i, j) for (i, j), count in np.ndenumerate(table) for _ in range(int(count))]
    return [[i for i, _ in cells], [j for _, j in cells]]


def bootstrap_clusters(
    statistic: Callable[[Ratings], float | None],
    ratings: Ratings,
    clusters: Sequence[Hashable],
    *,
    level: float = 0.95,
    resamples: int = 999,
    seed: int = 0,
) -> tuple[float, float] | None:
    """Percentile limits of an agreement when whole clusters of units (interviews) are drawn again.

    Draws in which it is not defined are left out; None where that is more than half of them.

    >>> low, high = bootstrap_clusters(gwet_ac1, [[0, 1, 1, 0, 1, 0], [0, 1, 0, 0, 1, 0]], list("aabbcc"))
    >>> low <= gwet_ac1([[0, 1, 1, 0, 1, 0], [0, 1, 0, 0, 1, 0]]) <= high
    True

    Raises:
        ValueError: there are not as many cluster labels as units.
    """
    if any(len(row) != len(clusters) for row in ratings):
        raise ValueError(f"{len(clusters)} cluster labels: give one for each unit")
    units: dict[Hashable, list[int]] = {}
    for place, label in enumerate(clusters):
        units.setdefault(label, []).append(place)
    members = list(units.values())
    random = np.random.default_rng(seed)
    found = []
    for _ in range(resamples):
        drawn = [place for n in random.integers(0, len(members), len(members)) for place in members[n]]
        value = statistic([[row[place] for place in drawn] for row in ratings])
        if value is not None:
            found.append(value)
    if 2 * len(found) <= resamples:
        return None
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def cluster_limits(
    value: float, resampled: ArrayLike, clusters: int, *, lowest: float = -1.0, level: float = 0.95
) -> Limits | None:
    """Limits of a figure from its values in resamples of whole clusters; NaN where it is not defined in one.

    Percentiles; with fewer than 15 clusters, where those are too narrow, ± t(clusters − 1) · SE, cut at `lowest` and
    1. None with a single cluster, where no resample differs, and where half of them or more leave it undefined.

    >>> low, high = cluster_limits(0.5, [0.4, 0.5, 0.6, 0.5], clusters=4)
    >>> round(low, 2), round(high, 2)
    (0.24, 0.76)
    """
    values = np.asarray(resampled, dtype=float)
    known = values[np.isfinite(values)]
    if clusters < 2 or 2 * len(known) <= len(values) or np.ptp(known) < 1e-12:
        return None
    if clusters >= FEW:
        low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)
    half = float(student.ppf(0.5 + level / 2, clusters - 1)) * float(known.std()) * math.sqrt(clusters / (clusters - 1))
    return max(value - half, lowest), min(value + half, 1.0)


def _corrected(ratings: Ratings, coefficient: Callable[[Floats, Floats], Floats]) -> float | None:
    """A coefficient of the agreement over units with two ratings and the shares over all that have one."""
    _, table = _table(ratings)
    rated = table[table.sum(axis=1) >= 1]
    several = table[table.sum(axis=1) >= 2]
    if not len(several):
        return None
    raters = several.sum(axis=1)
    agreed = ((several * (several - 1)).sum(axis=1) / (raters * (raters - 1))).mean()
    shares = (rated / rated.sum(axis=1, keepdims=True)).mean(axis=0)
    return _only(coefficient(np.array([agreed]), shares[None]))


def _table(ratings: Ratings) -> tuple[list[Any], Floats]:
    """The categories in order, and units × categories: how many raters chose each."""
    if len({len(row) for row in ratings}) > 1:
        raise ValueError("every rater needs a rating, or None, for each unit")
    given = [[None if value is None or value != value else value for value in row] for row in ratings]
    values = sorted({value for row in given for value in row if value is not None})
    place = {value: n for n, value in enumerate(values)}
    table = np.zeros((len(given[0]) if given else 0, len(values)))
    for row in given:
        for unit, value in enumerate(row):
            if value is not None:
                table[unit, place[value]] += 1
    return values, table


def _numbers(values: Sequence[Any], scale: Scale) -> Floats:
    try:
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"ratings on the {scale} scale must be numbers") from None


def _pairs(confusion: ArrayLike) -> Pairs:
    table = _square(confusion)
    first, second = np.indices(table.shape)
    return Pairs(first.ravel(), second.ravel(), table.reshape(1, -1), len(table))


def _only(values: Floats) -> float | None:
    return None if np.isnan(values[0]) else float(values[0])


def _square(confusion: ArrayLike) -> Floats:
    table = np.asarray(confusion, dtype=float)
    if table.ndim != 2 or table.shape[0] != table.shape[1] or (table < 0).any():
        raise ValueError("the table of counts must be square, with counts of 0 or above")
    return table
