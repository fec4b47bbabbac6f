"""The cases counted over again by other choices than the study's: definition, unit, period, offences long past."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyser.records.cases import Cases, NarrativeCoder, find_cases
from analyser.records.compact import plain
from analyser.records.definitions import Definition, definitions
from analyser.records.high_harm import LEVELS
from analyser.records.numbered import id_numbers
from analyser.records.quality_view import column_of
from analyser.records.scope import non_recent
from analyser.records.table import RecordTable
from analyser.study import Period, Study

UNITS = {"child": "victim_id", "record": "record_id"}

_RANKS = ("other", "low", "medium", "missing", "high")
"""A case is of the highest of its records' levels; a missing one may be high, so that it goes before the known ones."""


@dataclass(frozen=True)
class _Unit:
    """Rows in the order of their cases, and where each case begins."""

    order: npt.NDArray[np.intp]
    starts: npt.NDArray[np.intp]

    @classmethod
    def of(cls, case: npt.NDArray[np.int64]) -> _Unit:
        order = np.argsort(case, kind="stable")
        new = np.flatnonzero(np.diff(case[order])) + 1
        return cls(order, np.concatenate([[0], new]) if len(case) else new)


@dataclass(frozen=True)
class Recount:
    """A study's cases, ready to be counted by any unit, definition of high harm and months, in a moment each.

    Rows are those of cases, surplus rows left out. `period`: the study's, else the one that the records give.
    `on_record`: its months in which the extract has any row. `ranks`: by definition, the place of each row's level in
    `_RANKS`. `lacks`: for each choice and value that cannot be counted by, what is lacking.
    """

    period: Period
    on_record: frozenset[str]
    month: npt.NDArray[np.int16]
    long_past: npt.NDArray[np.bool_]
    ranks: Mapping[str, npt.NDArray[np.int8]]
    units: Mapping[str, _Unit]
    lacks: Mapping[str, Mapping[str, str]]

    @cached_property
    def months(self) -> tuple[str, ...]:
        """The calendar months of the period."""
        return tuple(self.period.month_names())

    def span(self, months: Sequence[str]) -> Period:
        """The days of the period from the first to the last of these months."""
        year, month = map(int, months[-1].split("-"))
        start, end = date.fromisoformat(f"{months[0]}-01"), date(year, month, monthrange(year, month)[1])
        return Period(max(self.period.start, start), min(self.period.end, end))

    def count(self, *, definition: str, unit: str, months: Sequence[str], non_recent: str) -> dict[str, Any]:
        """Of the whole study's row of `schemas.RECORD_COUNTS` the cases, their levels, bounds and months.

        Args:
            months: consecutive months of the period.
            non_recent: `exclude` leaves out what was committed more than 12 months before it was recorded.
        """
        place = {name: number for number, name in enumerate(self.months)}
        rows = np.isin(self.month, [place[name] for name in months])
        if non_recent == "exclude":
            rows &= ~self.long_past
        by_case = self.units[unit]
        rank = np.where(rows, self.ranks[definition], np.int8(-1))[by_case.order]
        highest = np.maximum.reduceat(rank, by_case.starts) if len(rank) else rank
        cases = dict(zip(_RANKS, np.bincount(highest + 1, minlength=len(_RANKS) + 1)[1:].tolist(), strict=True))
        high, missing, total = cases["high"], cases["missing"], sum(cases.values())
        banded = definition == "risk_level"
        return {
            "unit": unit,
            "cases": total,
            "high": high,
            "medium": cases["medium"] if banded else None,
            "low": cases["low"] if banded else None,
            "risk_missing": missing,
            "high_min": high,
            "high_max": high + missing,
            "share_min": high / total if total else None,
            "share_max": (high + missing) / total if total else None,
            "share_known": high / (total - missing) if total > missing else None,
            "months_covered": len(self.on_record.intersection(months)),
        }


def recountable(
    records: RecordTable,
    cases: Cases,
    study: Study,
    graded: Sequence[Definition],
    *,
    narrative_coder: NarrativeCoder | None = None,
) -> Recount:
    """The cases of a study, to be counted by other choices; `graded` are they by each definition of high harm.

    Where the study leaves out offences long past, its cases are found again with them.
    """
    assert study.records is not None  # noqa: S101 - a study without records has no cases
    lacks: dict[str, dict[str, str]] = {
        "definition": {one.rule: one.note for one in graded if one.level is None},
        "unit": {unit: f"no file has {column}" for unit, column in UNITS.items() if column in records.absent},
        "non_recent": {},
    }
    if study.records.non_recent == "exclude":
        if cases.linkage is None:
            whole = replace(study, records=replace(study.records, non_recent="include"))
            cases = find_cases(records, whole, narrative_coder=narrative_coder)
            graded = definitions(records, cases, whole, narrative_coder=narrative_coder)
        else:
            lacks["non_recent"]["include"] = "children were linked without them"
    rows = cases.frame.loc[cases.frame["is_cse"] & ~cases.frame["surplus"]].reset_index(drop=True)
    dates = pd.DataFrame({name: column_of(records, rows, name) for name in ("recorded_date", "committed_date")})
    long_past = non_recent(dates).to_numpy(dtype=bool)
    if not long_past.any() and study.records.non_recent == "include":
        lacks["non_recent"]["exclude"] = "no case is known to have been committed so long before"
    places = {name: number for number, name in enumerate(cases.period.month_names())}
    to_rank = np.array([_RANKS.index(level) for level in LEVELS], dtype=np.int8)
    return Recount(
        period=cases.period,
        on_record=frozenset(cases.months),
        month=np.asarray(plain(rows["month"]).map(places), dtype=np.int16),
        long_past=long_past,
        ranks={one.rule: to_rank[one.level] for one in graded if one.level is not None},
        units={
            unit: _Unit.of(rows["case"].to_numpy() if unit == cases.unit else _numbers(plain(rows[column])))
            for unit, column in UNITS.items()
            if unit not in lacks["unit"]
        },
        lacks=lacks,
    )


def _numbers(ids: pd.Series) -> npt.NDArray[np.int64]:
    """The same number for the same id; a blank one has a number of its own."""
    numbers = id_numbers(ids)
    blank = (ids == "").to_numpy(dtype=bool)
    numbers[blank] = numbers.max(initial=0) + 1 + np.arange(int(blank.sum()))
    return numbers
