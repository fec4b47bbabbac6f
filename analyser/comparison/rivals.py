"""What else may make a gap, beside each cell that has one (`rivals.csv`): the check that would test it, and what this
study's own data say of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from analyser.codebook.lexicon import exact_keys, read_yaml
from analyser.comparison.gaps import Gap
from analyser.comparison.rival_rules import NOT_CHECKED, OPEN, RULES, SUPPORTED, WEAKENED, Said, by_checks
from analyser.errors import InputError, Problem
from analyser.schemas import RIVALS
from analyser.tables import table

PATH = Path(__file__).parent / "rivals.yaml"
STATUSES = (SUPPORTED, OPEN, NOT_CHECKED, WEAKENED)
"""In the order in which a reader needs them."""

_KEYS = frozenset({"name", "test", "checks", "finds"})


@dataclass(frozen=True)
class Rival:
    """One rival explanation: what it is called, what would test it, and what the study's data may say of it.

    `checks`: the names in `data_quality.csv` that speak for it where they are doubtful or failed.
    """

    key: str
    name: str
    test: str
    checks: tuple[str, ...]
    finds: Mapping[str, str]


def weigh_rivals(gaps: Iterable[Gap]) -> pd.DataFrame:
    """A row (`schemas.RIVALS`) per rival explanation for each cell in which the two sides differ (`gaps.py`).

    `status`: `supported` where the study's own data show it at work, `weakened` where they speak against it or it is
    too small to matter, `open` where they cannot tell, `not_checked` where they lack what is needed. None is a proof:
    `test` says what would be one.
    """
    rows = []
    for gap in gaps:
        for one in rivals("records_short" if gap.records_short else "records_long").values():
            rule = RULES.get(one.key)
            said = rule(gap, one.checks, one.finds) if rule else by_checks(gap, one.checks)
            rows.append(_row(gap.cell.slice, gap.cell.value, one, said))
    return table(rows, RIVALS)


def _row(slice_: str, value: str, rival: Rival, said: Said) -> dict[str, Any]:
    return {
        "slice": slice_,
        "value": value,
        "rival": rival.key,
        "status": said.status,
        "evidence": " ".join(dict.fromkeys(said.evidence)),
        "test": rival.test,
    }


@cache
def rivals(side: str) -> dict[str, Rival]:
    """The rivals of a gap by their keys: `records_short` where partners see more, `records_long` where records do.

    Raises:
        InputError: `rivals.yaml` lacks a key or has one that is not known.
    """
    data = read_yaml(PATH)
    problems = exact_keys(data, {"records_short", "records_long"}, PATH)
    for group, entries in data.items():
        for key, entry in entries.items():
            problems += exact_keys(entry, _KEYS, PATH, f"{group}: {key}", optional={"checks", "finds"})
            if key not in RULES and not entry.get("checks"):
                problems.append(Problem(f"{key!r} has no checks, and no rule is of that name", PATH, group))
    if problems:
        raise InputError(problems)
    return {
        key: Rival(key, entry["name"], entry["test"], tuple(entry.get("checks", ())), entry.get("finds", {}))
        for key, entry in data[side].items()
    }
