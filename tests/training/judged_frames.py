"""Frames of judged sentences for tests, and invented items that need no model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analyser.model.axes import LEVELS
from analyser.schemas import CODES
from analyser.training.scores import COLUMNS


def sentence(
    gold: Mapping[str, str],
    said: Mapping[str, str] | None = None,
    *,
    interview: str = "one#1",
    start: int = 0,
    p: Mapping[str, float] | None = None,
    level_set: str | None = None,
    review: str = "no",
    text: str = "We have two.",
) -> dict[str, object]:
    """One judged sentence; what was said is what was coded where nothing else is given."""
    said = gold if said is None else said
    level = said.get("harm_level", "none")
    given = p or {level: 1.0}
    row: dict[str, object] = {"interview": interview, "author": interview.split("#")[0], "start": start}
    row |= {"end": start + len(text), "text": text, "reason": "as it is said", "needs_review": review}
    row |= {"level_set": level if level_set is None else level_set}
    row |= {f"gold_{axis}": gold.get(axis, "") for axis in CODES} | {
        f"said_{axis}": said.get(axis, "") for axis in CODES
    }
    row |= {f"{who}_harm_level": codes.get("harm_level", "none") for who, codes in (("gold", gold), ("said", said))}
    return row | {f"p_{name}": given.get(name, 0.0) for name in LEVELS}


def frame(rows: Sequence[dict[str, object]]) -> pd.DataFrame:
    """The rows as a frame, every row at a place of its own."""
    return pd.DataFrame([{**row, "start": 100 * number} for number, row in enumerate(rows)], columns=list(COLUMNS))


def level_frame(gold: Sequence[str], said: Sequence[str], interviews: Sequence[str] = ()) -> pd.DataFrame:
    """Sentences with nothing but levels; a case is affirmed."""

    def codes(level: str) -> dict[str, str]:
        return {"harm_level": level} if level == "none" else {"harm_level": level, "assertion": "affirmed"}

    names = interviews or ["one#1"] * len(gold)
    pairs = zip(gold, said, names, strict=True)
    return frame([sentence(codes(ours), codes(theirs), interview=name) for ours, theirs, name in pairs])


@dataclass(frozen=True)
class Heard:
    """An invented item: the levels of its sentences."""

    name: str
    levels: tuple[str, ...]


def heard_items(count: int, *, sentences: int = 12, seed: int = 0) -> list[Heard]:
    """Items with levels drawn by chance."""
    chance = np.random.default_rng(seed)
    return [Heard(f"item#{n}", tuple(chance.choice(LEVELS, sentences))) for n in range(count)]


def fit_names(items: Sequence[Heard]) -> frozenset[str]:
    """The weights of these tests: the names of the items that they were fitted to."""
    return frozenset(item.name for item in items)


def judge_by_count(items: Sequence[Heard], weights: frozenset[str]) -> pd.DataFrame:
    """A coder that is right the more often the more items it was fitted to, always in the same sentences first."""
    rows = []
    for item in items:
        assert item.name not in weights
        right = len(item.levels) * len(weights) // (len(weights) + 4)
        for place, level in enumerate(item.levels):
            said = level if place < right else LEVELS[(LEVELS.index(level) + 1) % len(LEVELS)]
            codes = [{"harm_level": one, "assertion": "" if one == "none" else "affirmed"} for one in (level, said)]
            rows.append({**sentence(*codes, interview=item.name), "start": 50 * place})
    return pd.DataFrame(rows, columns=list(COLUMNS))
