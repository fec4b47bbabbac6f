"""How well the codes that were said meet the hand codes, each score with an interval over interviews.

All of it rests on one frame of judged sentences, a row a partner's sentence: `interview` (the group that is drawn as a
whole), `author`, `start`, `end`, `text`; for each axis of `CODES` `gold_<axis>` and `said_<axis>` (text, empty for
none; several types joined by `;`; an open bound is `inf`); `p_<level>` for each of `LEVELS`; `level_set` (joined by
`;`), `needs_review` (yes or no) and `reason`.

A measure is a row of counts for each sentence and a function of their sums. So an interview is the sum of its
sentences, and a resample of interviews the sum of those drawn: no resample reads a sentence again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analyser.model.axes import AXES, LEVELS, TYPES
from analyser.schemas import CODES
from analyser.statistics.agreement import cohen_kappa
from analyser.statistics.clusters import cluster_ratio
from analyser.statistics.rating_pairs import Weights

Floats = NDArray[np.float64]
Score = Callable[[Floats], Floats]  # sums of counts (b, c) → a score each (b), NaN where there is nothing to score

ORDERED = ("none", "low", "medium", "high")
PROBABILITIES = tuple(f"p_{level}" for level in LEVELS)
COLUMNS = (
    *("interview", "author", "start", "end", "text"),
    *(f"{who}_{axis}" for axis in CODES for who in ("gold", "said")),
    *(*PROBABILITIES, "level_set", "needs_review", "reason"),
)
SAME_SHARE = 0.002  # a third is written .333
BINS = 15
RESAMPLES = 1000


@dataclass(frozen=True)
class Figure:
    """A score with its 95 % interval over interviews; None where it is not defined. `n`: what it rests on."""

    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, eq=False)
class Measure:
    """`counts` (sentences, c), `score` of their sums, and the number of sentences or codes that it rests on."""

    name: str
    counts: Floats
    score: Score
    n: int


@dataclass(frozen=True, eq=False)
class Draws:
    """Resamples of whole interviews: `groups` (sentences) is each sentence's interview, `times` (resamples, interviews)
    how often each is drawn."""

    groups: NDArray[np.intp]
    times: Floats


def draw(interviews: Sequence[str] | pd.Series, *, resamples: int = RESAMPLES, seed: int = 0) -> Draws:
    """Draws as many interviews as there are, with replacement, so many times.

    >>> draw(["a", "a", "b"], resamples=4).times.sum(axis=1).tolist()
    [2.0, 2.0, 2.0, 2.0]
    """
    groups, names = pd.factorize(np.asarray(interviews, dtype=object))
    count = len(names)
    times = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=resamples)
    return Draws(groups, times.astype(np.float64))


def resampled(measure: Measure, draws: Draws) -> Floats:
    """The score in each resample."""
    sums = np.zeros((draws.times.shape[1], measure.counts.shape[1]))
    np.add.at(sums, draws.groups, measure.counts)
    return measure.score(draws.times @ sums)


def estimate(measure: Measure, draws: Draws) -> Figure:
    """The score with its percentile interval; without one where there is a single interview."""
    value = _number(measure.score(measure.counts.sum(axis=0, keepdims=True))[0])
    low, high = interval(resampled(measure, draws)) if draws.times.shape[1] > 1 else (None, None)
    return Figure(value, low, high, measure.n)


def interval(values: Floats, level: float = 0.95) -> tuple[float, float] | tuple[None, None]:
    """Percentile limits of the resamples in which the score is defined; None where that is less than half of them."""
    known = values[np.isfinite(values)]
    if not len(known) or 2 * len(known) < len(values):
        return None, None
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def f1(counts: Floats) -> Floats:
    """F1 of hits, said and coded (b, 3).

    >>> f1(np.array([[1.0, 1.0, 2.0], [0.0, 0.0, 0.0]])).round(3).tolist()
    [0.667, nan]
    """
    return _share(2 * counts[:, 0], counts[:, 1] + counts[:, 2])


def precision(counts: Floats) -> Floats:
    """Hits among what was said, of hits, said and coded (b, 3)."""
    return _share(counts[:, 0], counts[:, 1])


def recall(counts: Floats) -> Floats:
    """Hits among what was coded, of hits, said and coded (b, 3)."""
    return _share(counts[:, 0], counts[:, 2])


def kappa(tables: Floats, *, weights: Weights = "none") -> Floats:
    """Cohen's kappa of square tables laid out flat (b, k · k).

    >>> kappa(np.array([[20.0, 5, 10, 15]])).round(4).tolist()
    [0.4]
    """
    size = round(tables.shape[1] ** 0.5)
    found = [cohen_kappa(table.reshape(size, size), weights=weights) for table in tables]
    return np.array([np.nan if value is None else value for value in found])


def macro_f1(tables: Floats, *, said: int) -> Floats:
    """The mean F1 of the codes that occur, from tables coded × said laid out flat (b, k · said), said ≥ k: what is said
    beyond the k codes counts as missed.

    >>> macro_f1(np.array([[1.0, 1, 0, 1]]), said=2).round(3).tolist()
    [0.667]
    """
    shaped = tables.reshape(len(tables), -1, said)
    size = shaped.shape[1]
    hits = np.diagonal(shaped[:, :, :size], axis1=1, axis2=2)
    scores = _share(2 * hits, shaped.sum(axis=2) + shaped.sum(axis=1)[:, :size])
    return _share(np.nansum(scores, axis=1), np.isfinite(scores).sum(axis=1))


def calibration_error(counts: Floats) -> Floats:
    """The expected calibration error of bins laid out flat (b, 3 · bins): sentences, their summed probability, right.

    Naeini, Cooper and Hauskrecht (2015), AAAI 29: how far the share right is from the mean probability.

    >>> calibration_error(np.array([[4.0, 3.6, 3.0]])).round(3).tolist()
    [0.15]
    """
    bins = counts.reshape(len(counts), -1, 3)
    return _share(np.abs(bins[:, :, 2] - bins[:, :, 1]).sum(axis=1), bins[:, :, 0].sum(axis=1))


def share(counts: Floats) -> Floats:
    """Hits among all, of hits and all (b, 2)."""
    return _share(counts[:, 0], counts[:, 1])


def level_measures(frame: pd.DataFrame) -> list[Measure]:
    """Kappa and macro-F1 of the harm level, and how often low and high are taken for each other."""
    gold, said = frame["gold_harm_level"], frame["said_harm_level"]
    table, ordered = tabulated(gold, said, LEVELS), tabulated(gold, said, ORDERED)
    coded = {level: (gold == level).to_numpy() for level in ("low", "high")}
    return [
        Measure("harm_level_agreement", _stack(gold == said, np.ones(len(frame))), share, len(frame)),
        Measure("harm_level_kappa", table, kappa, len(frame)),
        Measure("harm_level_weighted_kappa", ordered, partial(kappa, weights="linear"), int(ordered.sum())),
        Measure("harm_level_macro_f1", table, partial(macro_f1, said=len(LEVELS)), len(frame)),
        _hits("high_affirmed_f1", _high_affirmed(frame, "gold"), _high_affirmed(frame, "said"), f1),
        Measure("low_said_high", _stack(coded["low"] & (said == "high"), coded["low"]), share, int(coded["low"].sum())),
        Measure(
            "high_said_low", _stack(coded["high"] & (said == "low"), coded["high"]), share, int(coded["high"].sum())
        ),
    ]


def other_measures(frame: pd.DataFrame) -> list[Measure]:
    """The scores of the other axes."""
    gold, said = frame["gold_assertion"], _said_assertion(frame)
    values = (*AXES["assertion"], "")
    claims, trends = (frame["gold_data_claim"], frame["said_data_claim"]), (frame["gold_trend"], frame["said_trend"])
    missed = tabulated(gold, said, values[:-1], values)
    types = sum(_code_counts(frame, "cse_type", name) for name in TYPES)
    quantities = quantity_counts(frame)
    hit = quantities[:, 0] == 1
    basis = (frame["gold_quantity_basis"] == frame["said_quantity_basis"]).to_numpy() & hit
    return [
        Measure("assertion_macro_f1", missed, partial(macro_f1, said=len(values)), int(missed.sum())),
        Measure("assertion_kappa", tabulated(gold, said, values), kappa, len(frame)),
        _hits("data_claim_any_f1", claims[0] != "", claims[1] != "", f1),
        Measure("data_claim_kappa", tabulated(*claims, AXES["data_claim"]), kappa, len(frame)),
        Measure(
            "trend_f1",
            _stack((trends[0] == trends[1]) & (trends[0] != ""), trends[1] != "", trends[0] != ""),
            f1,
            int((trends[0] != "").sum()),
        ),
        Measure("cse_type_micro_f1", np.asarray(types), f1, int(np.asarray(types)[:, 2].sum())),
        *(
            Measure(f"quantity_{name}", quantities, score, int(quantities[:, 2].sum()))
            for name, score in (("exact_f1", f1), ("exact_precision", precision), ("exact_recall", recall))
        ),
        Measure("quantity_basis_right", _stack(basis, hit), share, int(hit.sum())),
    ]


def trust_measures(frame: pd.DataFrame) -> list[Measure]:
    """How far the probabilities, the sets of levels and the marks for review can be trusted."""
    place, top, right = _top(frame)
    bins = np.zeros((len(frame), BINS, 3))
    bins[np.arange(len(frame)), place] = np.column_stack([np.ones(len(frame)), top, right])
    _, sizes = _sets(frame)
    everyone = np.ones(len(frame))
    same = (frame["gold_harm_level"] == frame["said_harm_level"]).to_numpy()
    review = (frame["needs_review"] == "yes").to_numpy()
    return [
        Measure("calibration_error", bins.reshape(len(frame), -1), calibration_error, len(frame)),
        Measure("level_set_size", _stack(sizes, everyone), share, len(frame)),
        Measure("review_share", _stack(review, everyone), share, len(frame)),
        Measure("agreement_without_review", _stack(same & ~review, ~review), share, int((~review).sum())),
        Measure("errors_up_for_review", _stack(review & ~same, ~same), share, int((~same).sum())),
    ]


def code_scores(frame: pd.DataFrame, draws: Draws) -> pd.DataFrame:
    """Precision, recall and F1 of every code that occurs or is said, with their intervals.

    Columns: `axis`, `code`, `coded`, `said`, and `precision`, `recall` and `f1`, each with its `_low` and `_high`.
    """
    rows = []
    for axis in ("harm_level", "assertion", "quantity_kind", "cse_type", "data_claim", "trend"):
        for code in TYPES if axis == "cse_type" else AXES[axis]:
            counts = _code_counts(frame, axis, code)
            _, said, coded = counts.sum(axis=0)
            if not code or said + coded == 0:
                continue
            row: dict[str, object] = {"axis": axis, "code": code, "coded": int(coded), "said": int(said)}
            for name, score in (("precision", precision), ("recall", recall), ("f1", f1)):
                figure = estimate(Measure(name, counts, score, int(coded)), draws)
                row |= {name: figure.value, f"{name}_low": figure.low, f"{name}_high": figure.high}
            rows.append(row)
    return pd.DataFrame(rows)


def confusion(frame: pd.DataFrame) -> pd.DataFrame:
    """How many sentences of each level (rows) were said to be of which level (columns)."""
    table = tabulated(frame["gold_harm_level"], frame["said_harm_level"], LEVELS).sum(axis=0)
    shaped = table.reshape(len(LEVELS), -1).astype(int)
    return pd.DataFrame(shaped, index=pd.Index(LEVELS, name="coded"), columns=list(LEVELS))


def calibration(frame: pd.DataFrame) -> pd.DataFrame:
    """The bins of the likeliest level's probability: `low`, `high`, `sentences`, `mean_probability`, `share_right`."""
    place, top, right = _top(frame)
    counts = np.bincount(place, minlength=BINS)
    edges = np.arange(BINS + 1) / BINS
    return pd.DataFrame(
        {
            "low": edges[:-1],
            "high": edges[1:],
            "sentences": counts,
            "mean_probability": _share(np.bincount(place, weights=top, minlength=BINS), counts),
            "share_right": _share(np.bincount(place, weights=right, minlength=BINS), counts),
        }
    )


def coverage(frame: pd.DataFrame) -> pd.DataFrame:
    """How often the set of levels holds the coded one: `level`, `sentences`, `interviews`, `covered`, `share` with
    Wilson's limits `low` and `high`, and `mean_size` of the sets.

    The limits are those of as many sentences as would tell as much if each stood alone, for sentences of an interview
    are alike (`ClusterRatio.wilson_limits`).
    """
    held, sizes = _sets(frame)
    gold, interviews = frame["gold_harm_level"].to_numpy(), frame["interview"]
    rows: list[dict[str, object]] = []
    for level in (*LEVELS, "all"):
        own = np.ones(len(frame), bool) if level == "all" else gold == level
        if not own.any():
            continue
        by_interview = pd.Series(held[own].astype(float)).groupby(interviews[own].to_numpy())
        ratio = cluster_ratio(by_interview.sum().to_numpy(), by_interview.size().to_numpy())
        low, high = ratio.wilson_limits()
        row: dict[str, object] = {"level": level, "sentences": int(own.sum()), "interviews": ratio.clusters}
        row |= {"covered": int(held[own].sum()), "share": ratio.share, "low": low, "high": high}
        rows.append(row | {"mean_size": float(sizes[own].mean())})
    return pd.DataFrame(rows)


def tabulated(gold: pd.Series, said: pd.Series, rows: Sequence[str], columns: Sequence[str] = ()) -> Floats:
    """For each sentence its place in the table coded × said, laid out flat; a code that is not in it counts nowhere.

    >>> tabulated(pd.Series(["a", "x"]), pd.Series(["b", "a"]), ["a", "b"]).tolist()
    [[0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]]
    """
    columns = columns or rows
    down = pd.Index(rows).get_indexer(pd.Index(gold))
    across = pd.Index(columns).get_indexer(pd.Index(said))
    counts = np.zeros((len(down), len(rows) * len(columns)))
    known = (down >= 0) & (across >= 0)
    counts[known, down[known] * len(columns) + across[known]] = 1
    return counts


def quantity_counts(frame: pd.DataFrame) -> Floats:
    """Hits, said and coded quantities (sentences, 3): a hit has the kind, both bounds and, of a rate, the time."""
    names = ("quantity_kind", "quantity_low", "quantity_high", "rate_per")
    gold, said = (zip(*(frame[f"{who}_{name}"] for name in names), strict=True) for who in ("gold", "said"))
    found = [
        (same_quantity(ours, theirs), bool(theirs[0]), bool(ours[0])) for ours, theirs in zip(gold, said, strict=True)
    ]
    return np.array(found, np.float64).reshape(-1, 3)


def same_quantity(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Are these the same kind, low, high and time of a rate?

    >>> same_quantity(("share", ".333", ".333", ""), ("share", "0.3333", "0.3333", ""))
    True
    >>> same_quantity(("rate", "2", "3", "month"), ("rate", "2", "3", "year"))
    False
    """
    if not ours[0] or ours[0] != theirs[0] or (ours[0] == "rate" and ours[3] != theirs[3]):
        return False
    return _same_bound(ours[1], theirs[1]) and _same_bound(ours[2], theirs[2])


def _same_bound(ours: str, theirs: str) -> bool:
    """An open bound is infinite, with either sign."""
    one, other = (abs(float(bound or "inf")) for bound in (ours, theirs))
    return one == other or abs(one - other) <= SAME_SHARE + 1e-12


def _code_counts(frame: pd.DataFrame, axis: str, code: str) -> Floats:
    """Hits, said and coded of one code (sentences, 3)."""
    gold, said = frame[f"gold_{axis}"], _said_assertion(frame) if axis == "assertion" else frame[f"said_{axis}"]
    if axis == "cse_type":
        ours, theirs = (np.array([code in value.split(";") for value in column], bool) for column in (gold, said))
    else:
        ours, theirs = (gold == code).to_numpy(), (said == code).to_numpy()
    return _stack(ours & theirs, theirs, ours)


def _said_assertion(frame: pd.DataFrame) -> pd.Series:
    """What was said of a case; where no case was said to be spoken of, nothing."""
    return frame["said_assertion"].where(frame["said_harm_level"] != "none", "")


def _high_affirmed(frame: pd.DataFrame, who: str) -> pd.Series:
    return (frame[f"{who}_harm_level"] == "high") & (frame[f"{who}_assertion"] == "affirmed")


def _top(frame: pd.DataFrame) -> tuple[NDArray[np.intp], Floats, Floats]:
    """For each sentence the bin of its likeliest level's probability, the probability, and if the level is right."""
    given = frame[list(PROBABILITIES)].to_numpy(np.float64)
    best = given.argmax(axis=1)
    top = given.max(axis=1)
    right = np.array(LEVELS)[best] == frame["gold_harm_level"].to_numpy()
    return np.clip((top * BINS).astype(np.intp), 0, BINS - 1), top, right.astype(np.float64)


def _sets(frame: pd.DataFrame) -> tuple[NDArray[np.bool_], Floats]:
    """For each sentence whether its set holds the coded level, and how many levels the set holds."""
    sets = [set(filter(None, value.split(";"))) for value in frame["level_set"]]
    held = np.array([level in found for level, found in zip(frame["gold_harm_level"], sets, strict=True)], bool)
    return held, np.array([len(found) for found in sets], np.float64)


def _hits(name: str, gold: pd.Series, said: pd.Series, score: Score) -> Measure:
    return Measure(name, _stack(gold & said, said, gold), score, int(gold.sum()))


def _stack(*columns: ArrayLike) -> Floats:
    return np.column_stack([np.asarray(column, np.float64) for column in columns])


def _share(part: ArrayLike, whole: ArrayLike) -> Floats:
    """Part by whole, NaN where the whole is 0."""
    above, below = np.asarray(part, np.float64), np.asarray(whole, np.float64)
    empty = np.full(np.broadcast(above, below).shape, np.nan)
    return np.asarray(np.divide(above, below, out=empty, where=below != 0))


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
