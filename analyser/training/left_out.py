"""Coded interviews judged by weights that were fitted without them, and what more coding would bring.

Nothing here knows the model: `fit` makes weights from items that the network has read, `judge` makes the frame of
judged sentences (`scores`) from items and weights. Both are handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log2
from typing import TypeVar

import numpy as np
import pandas as pd

from analyser.errors import InputError, Problem
from analyser.training.scores import Draws, Figure, Measure, draw, estimate, interval, level_measures, resampled

Item = TypeVar("Item")
Made = TypeVar("Made")
Fit = Callable[[Sequence[Item]], Made]
Judge = Callable[[Sequence[Item], Made], pd.DataFrame]
Tell = Callable[[str], None]

FOLDS, CURVE_FOLDS = 10, 5
SIZES = (0.1, 0.25, 0.5, 0.75, 1.0)
LEAST = 2  # items that weights are fitted to
SMALL = 0.01  # a gain of kappa that is not worth the coding


@dataclass(frozen=True, eq=False)
class Curve:
    """What weights from fewer interviews reach on others.

    `points`: `interviews` that the weights were fitted to, `kappa` and `macro_f1` of the harm level, each with `_low`
    and `_high`; `gain`: what the last doubling added to kappa; `advice`: a sentence on it.
    """

    points: pd.DataFrame
    gain: Figure
    advice: str


def by_left_out_interviews(
    scored: Sequence[Item],
    fit: Fit[Item, Made],
    judge: Judge[Item, Made],
    *,
    folds: int = FOLDS,
    seed: int = 0,
    tell: Tell | None = None,
) -> pd.DataFrame:
    """The frame of all items, each judged by weights fitted to the other folds. An item is never parted.

    Raises:
        InputError: there are fewer than three items.
    """
    frames = []
    for number, (others, own) in enumerate(_folds(scored, folds, seed), start=1):
        if tell:
            tell(f"fitting without part {number} of {min(folds, len(scored))}")
        frames.append(judge(own, fit(others)))
    return _in_order(frames)


def learning_curve(
    scored: Sequence[Item],
    fit: Fit[Item, Made],
    judge: Judge[Item, Made],
    *,
    sizes: Sequence[float] = SIZES,
    folds: int = CURVE_FOLDS,
    seed: int = 0,
    tell: Tell | None = None,
) -> Curve:
    """Kappa and macro-F1 of the harm level on left-out items, by the number of items that the weights are fitted to.

    `sizes` are shares of what each fold leaves. A larger part holds the smaller ones, and every point is measured on
    the same sentences, so the gain of the last doubling has a paired interval over the interviews that are judged; how
    much hangs on which interviews were learnt from, it does not show.

    Raises:
        InputError: there are fewer than three items.
    """
    parts = list(_folds(scored, folds, seed))
    points, frames = [], []
    for size in sorted(sizes):
        counts = [max(LEAST, round(size * len(others))) for others, _ in parts]
        if tell:
            tell(f"fitting to {max(counts)} interviews")
        frame = _in_order([judge(own, fit(others[:count])) for (others, own), count in zip(parts, counts, strict=True)])
        draws = draw(frame["interview"], seed=seed)
        row: dict[str, float | None] = {"interviews": float(np.mean(counts))}
        for name in ("kappa", "macro_f1"):
            figure = estimate(_measure(frame, name), draws)
            row |= {name: figure.value, f"{name}_low": figure.low, f"{name}_high": figure.high}
        points.append(row)
        frames.append(frame)
    table = pd.DataFrame(points).astype(float)
    return _with_gain(table, frames, draw(frames[-1]["interview"], seed=seed))


def _with_gain(points: pd.DataFrame, frames: Sequence[pd.DataFrame], draws: Draws) -> Curve:
    """The gain from the size that is nearest to half of the last, for one doubling."""
    counts = points["interviews"].to_numpy()
    before = int(np.abs(counts - counts[-1] / 2).argmin())
    doublings = log2(counts[-1] / counts[before])
    if not doublings:
        gain = Figure(None, None, None, len(frames[-1]))
        return Curve(points, gain, "There are too few interviews to tell whether more coding would help.")
    small, large = (_measure(frames[place], "kappa") for place in (before, -1))
    value = (points["kappa"].iloc[-1] - points["kappa"].iloc[before]) / doublings
    low, high = interval((resampled(large, draws) - resampled(small, draws)) / doublings)
    gain = Figure(float(value) if np.isfinite(value) else None, low, high, len(frames[-1]))
    return Curve(points, gain, advice(gain, round(counts[before]), round(counts[-1])))


def advice(gain: Figure, before: int, after: int) -> str:
    """Whether more coding would help, in a sentence.

    >>> told = advice(Figure(0.03, 0.012, 0.05, 900), 40, 80)
    >>> told.split(": ")[0]
    'More coded interviews would probably help'
    >>> told.split(": ")[1]
    'from 40 to 80, a doubling raised kappa by 0.030 (95 % interval 0.012 to 0.050).'
    >>> advice(Figure(-0.001, -0.01, 0.008, 900), 40, 80).split(":")[0]
    'More coded interviews of this kind would hardly help'
    """
    if gain.value is None or gain.low is None or gain.high is None:
        return "There are too few interviews to tell whether more coding would help."
    moved = f"{'raised' if gain.value >= 0 else 'lowered'} kappa by {abs(gain.value):.3f}"
    told = f"from {before} to {after}, a doubling {moved} (95 % interval {gain.low:.3f} to {gain.high:.3f})."
    if gain.high < SMALL:
        return f"More coded interviews of this kind would hardly help: {told}"
    if gain.low > 0:
        return f"More coded interviews would probably help: {told}"
    return f"It cannot be told whether more coded interviews would help: {told}"


def own_weights(before: pd.DataFrame, after: pd.DataFrame, *, seed: int = 0) -> tuple[Figure, str]:
    """What weights fitted to these interviews add to kappa, with a paired interval, and a sentence on it.

    `before` are the sentences as the model judges them, `after` the same ones judged by weights fitted without them.
    """
    frames = [_in_order([frame]) for frame in (before, after)]
    draws = draw(frames[0]["interview"], seed=seed)
    small, large = (_measure(frame, "kappa") for frame in frames)
    values = [estimate(measure, draws).value for measure in (small, large)]
    if values[0] is None or values[1] is None:
        return Figure(
            None, None, None, len(before)
        ), "There is too little to tell whether weights fitted to these interviews help."
    low, high = interval(resampled(large, draws) - resampled(small, draws))
    gain = Figure(values[1] - values[0], low, high, len(before))
    says = "It cannot be told whether weights fitted to these interviews help"
    if low is not None and low > 0:
        says = "Weights fitted to these interviews help"
    elif high is not None and high < 0:
        says = "Weights fitted to these interviews do harm: take the model as it is"
    ends = f" (95 % interval of the difference {low:.3f} to {high:.3f})" if low is not None else ""
    return gain, f"{says}: kappa {values[1]:.3f} with them, {values[0]:.3f} without{ends}."


def _measure(frame: pd.DataFrame, name: str) -> Measure:
    return next(one for one in level_measures(frame) if one.name == f"harm_level_{name}")


def _folds(scored: Sequence[Item], folds: int, seed: int) -> Iterator[tuple[list[Item], list[Item]]]:
    """For each fold the others in an order drawn by chance, and its own."""
    if len(scored) <= LEAST:
        remedy = "code more, or measure the model as it is, without --refit"
        raise InputError(Problem(f"{len(scored)} interviews are too few to leave some out", remedy=remedy))
    chance = np.random.default_rng(seed)
    order = chance.permutation(len(scored))
    for own in np.array_split(order, min(folds, len(scored))):
        others = chance.permutation(np.setdiff1d(order, own))
        yield [scored[place] for place in others], [scored[place] for place in np.sort(own)]


def _in_order(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """One frame, in an order that does not hang on the folds."""
    return pd.concat(frames, ignore_index=True).sort_values(["interview", "start"], kind="stable", ignore_index=True)
