"""Which choice a finding hangs on most, out of the specifications that differ in that choice alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pandas as pd

from analyser.comparison.choices import Choice, Value, choices


@dataclass(frozen=True)
class Part:
    """One value of a choice: in how many of its specifications the study's own finding stays."""

    value: Value
    same: int
    of: int
    own: bool


@dataclass(frozen=True)
class Sensitivity:
    """One choice: how many pairs of specifications differ in it alone, and in how many of them the findings differ.

    `parts`: its values in their order; for a choice that is varied alone, the study's own and each other value.
    """

    choice: Choice
    pairs: int
    changed: int
    parts: tuple[Part, ...]

    @property
    def share(self) -> float:
        """The part of the pairs with another finding; 0 where there is no pair."""
        return self.changed / self.pairs if self.pairs else 0.0


def sensitivities(specifications: pd.DataFrame, measure: str) -> list[Sensitivity]:
    """The choices of a measure, those first that change its finding most often; equal ones as they are declared."""
    rows = specifications[(specifications["measure"] == measure) & (specifications["finding"] != "")]
    about = choices().of(measure)
    found = [_sensitivity(rows, one, about) for one in about] if len(rows) else []
    return sorted(found, key=lambda one: -one.share)


def _sensitivity(rows: pd.DataFrame, choice: Choice, about: list[Choice]) -> Sensitivity:
    own = rows[rows["own"] == "yes"].iloc[0]
    alone = [one.key for one in about if not one.crossed and one.key != choice.key]
    rows = rows[(rows[alone] == own[alone]).all(axis=1)]
    others = [one.key for one in about if one.crossed and one.key != choice.key]
    pairs = alike = 0
    if choice.crossed:
        for _, group in rows.groupby(others, sort=False):
            pairs += _pairs(len(group))
            alike += sum(_pairs(int(times)) for times in group["finding"].value_counts())
    else:
        rows = rows[(rows[others] == own[others]).all(axis=1)]
        pairs, alike = len(rows) - 1, int((rows["same"] == "yes").sum()) - 1
    parts = [
        Part(cast("Value", value), int((some["same"] == "yes").sum()), len(some), bool((some["own"] == "yes").any()))
        for value, some in rows.groupby(choice.key, sort=False)
    ]
    declared = list(choice.values)
    # Numbers by size, as the study's own may not be among the declared ones; agencies stay in their order.
    parts.sort(key=lambda one: one.value if isinstance(one.value, float) else _place(declared, one.value))
    return Sensitivity(choice, pairs, pairs - alike, tuple(parts))


def _place(declared: list[Value], value: Value) -> int:
    return declared.index(value) if value in declared else len(declared)


def _pairs(number: int) -> int:
    return number * (number - 1) // 2
