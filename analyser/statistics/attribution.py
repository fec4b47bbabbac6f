"""How much of a change each of several corrections makes, when their order is arbitrary."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations


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
    n = len(causes)
    if len(set(causes)) < n or n > 12:
        raise ValueError(f"{n} causes: name each once, and 12 at most")
    sets = [frozenset(chosen) for size in range(n + 1) for chosen in combinations(causes, size)]
    worths = {chosen: worth(chosen) for chosen in sets}
    found = {}
    for cause in causes:
        without = [chosen for chosen in sets if cause not in chosen]
        effects = [worths[chosen | {cause}] - worths[chosen] for chosen in without]
        weights = [1 / (n * math.comb(n - 1, len(chosen))) for chosen in without]
        value = math.fsum(weight * effect for weight, effect in zip(weights, effects, strict=True))
        found[cause] = Attribution(value, min(effects), max(effects))
    return found
