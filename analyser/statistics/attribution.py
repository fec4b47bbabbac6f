"""How much of a change each of several corrections makes, when their order is arbitrary."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Worth = TypeVar("Worth", float, Floats)


@dataclass(frozen=True)
class Attribution:
    """One cause's Shapley value, and its smallest and largest effect over all orders."""

    value: float
    lowest: float
    highest: float


def shapley(causes: Sequence[str], worth: Callable[[frozenset[str]], float]) -> dict[str, Attribution]:
    """Shares worth(all) − worth(none) among the causes: each one's mean effect over the orders of applying them.

    Shapley (1953); the same as the decomposition of Das Gupta (1993). `worth` is called once for each set of causes.

    >>> area = shapley(["width", "height"], lambda s: (3 if "width" in s else 2) * (5 if "height" in s else 4))
    >>> area["width"]
    Attribution(value=4.5, lowest=4, highest=5)

    Raises:
        ValueError: a cause is named twice, or there are more than 12, which are 4096 evaluations.
    """
    weights, effects = _effects(causes, worth)
    return {
        cause: Attribution(_mean(weights, steps), min(steps), max(steps))
        for cause, steps in zip(causes, effects, strict=True)
    }


def shapley_over(causes: Sequence[str], worth: Callable[[frozenset[str]], Floats]) -> dict[str, Attribution]:
    """`shapley` where some numbers are not known: `worth` gives a value for each of several cases that may hold.

    The first is the central one, whose Shapley value is given; the smallest and largest effect are those over all
    orders and all cases. Where the effects are linear in each unknown, its ends are cases enough.

    >>> area = shapley_over(["width"], lambda s: np.array([3.0, 2.5, 4.0]) if "width" in s else np.full(3, 2.0))
    >>> area["width"]
    Attribution(value=1.0, lowest=0.5, highest=2.0)

    Raises:
        ValueError: as `shapley`.
    """
    weights, effects = _effects(causes, worth)
    return {
        cause: Attribution(
            _mean(weights, [float(step[0]) for step in steps]),
            min(float(step.min()) for step in steps),
            max(float(step.max()) for step in steps),
        )
        for cause, steps in zip(causes, effects, strict=True)
    }


def _effects(causes: Sequence[str], worth: Callable[[frozenset[str]], Worth]) -> tuple[list[float], list[list[Worth]]]:
    """For each cause what it changes after each set of the others, and the weight of each such set."""
    n = len(causes)
    if len(set(causes)) < n or n > 12:
        raise ValueError(f"{n} causes: name each once, and 12 at most")
    sets = [frozenset(chosen) for size in range(n + 1) for chosen in combinations(causes, size)]
    worths = {chosen: worth(chosen) for chosen in sets}
    before = [[chosen for chosen in sets if cause not in chosen] for cause in causes]
    weights = [1 / (n * math.comb(n - 1, len(chosen))) for chosen in before[0]] if before else []
    effects = [
        [worths[chosen | {cause}] - worths[chosen] for chosen in without]
        for cause, without in zip(causes, before, strict=True)
    ]
    return weights, effects


def _mean(weights: Sequence[float], steps: Sequence[float]) -> float:
    return math.fsum(weight * step for weight, step in zip(weights, steps, strict=True))
