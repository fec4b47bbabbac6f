"""The records' side of a cell: what they show, with the missing taken as the known, and bounds for them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analyser.schemas import RECORD_COUNTS
from analyser.tables import table

MISSING = "(missing)"

# The check of the period fails where the records hold no more months than these (`months_covered` of data_quality.csv).
TOO_FEW_MONTHS = 3


@dataclass(frozen=True)
class Shown:
    """One row of `record_counts.csv`, and what else may belong to it.

    `central`: high-harm cases with the missing as the known. `blank`: the row of the same slice whose area or type is
    missing. `blank_part`: how much of that row's central count belongs here.
    """

    slice: str
    value: str
    start: str
    end: str
    cases: float
    high: float
    medium: float | None
    low: float | None
    risk_missing: float
    high_min: float
    high_max: float
    share_known: float | None
    unflagged: float
    misflagged: float
    months: float | None
    central: float
    blank: Shown | None = None
    blank_part: float = 0.0

    @property
    def missing(self) -> float:
        """How many cases more there may be than are known to be high."""
        return max(0.0, self.high_max - self.high_min)

    @property
    def high_of_known(self) -> float:
        """The share of high harm among the cases whose harm is known; 1/2 where none is."""
        return 0.5 if self.share_known is None else self.share_known

    def at(self, share: float) -> float:
        """The count when `share` of the missing are high."""
        return self.high_min + share * self.missing

    @property
    def expansion(self) -> float:
        """How many cases of the central count each case stands for that is known to be high.

        The sampling error is that of the cases whose level is known; filling in the others adds no information.
        """
        if self.high > 0:
            return max(1.0, self.central / self.high)
        known = self.cases - self.risk_missing
        return self.cases / known if known > 0 else 1.0

    @property
    def central_share(self) -> float:
        """The share of the missing that the central count takes as high."""
        return (self.central - self.high_min) / self.missing if self.missing else 0.0


class Records:
    """The rows of a `record_counts.csv` by slice and value, each with its central count."""

    def __init__(self, counts: pd.DataFrame) -> None:
        rows = [_shown(row) for row in table(counts, RECORD_COUNTS).to_dict("records")]
        self._rows = {(row.slice, row.value): row for row in rows}
        self.all = self._rows.get(("all", ""))
        self._rows = {key: self._with_blank(row) for key, row in self._rows.items()}

    def row(self, slice_: str, value: str) -> Shown | None:
        """The row of a cell; None where there is none."""
        return self._rows.get((slice_, value))

    def values(self, slice_: str) -> list[str]:
        """The values of a slice in their order, blank ones left out."""
        return [value for name, value in self._rows if name == slice_ and value != MISSING]

    def nothing(self, slice_: str, value: str) -> Shown | None:
        """What a cell without a row shows: no case, but for those that may belong to it.

        None where the records do not tell this slice at all.
        """
        if self.all is None or not self.values(slice_):
            return None
        blank = self._rows.get((slice_, MISSING))
        empty = replace(
            self.all,
            slice=slice_,
            value=value,
            cases=0.0,
            high=0.0,
            medium=None if self.all.medium is None else 0.0,
            low=None if self.all.low is None else 0.0,
            risk_missing=0.0,
            high_min=0.0,
            high_max=blank.high + blank.risk_missing if blank else 0.0,
            unflagged=0.0,
            misflagged=0.0,
            # Records that hold a whole area say so with a row, even where no case is in it.
            months=0.0 if slice_ == "area" else self.all.months,
            central=0.0,
        )
        return replace(empty, blank=blank)

    def _with_blank(self, row: Shown) -> Shown:
        blank = self._rows.get((row.slice, MISSING))
        if row.slice not in ("area", "cse_type") or row.value == MISSING or blank is None or self.all is None:
            return row
        told, of_all = row.central, self.all.central - blank.central
        if of_all <= 0:
            told, of_all = row.cases, self.all.cases - blank.cases
        part = min(1.0, told / of_all) if of_all > 0 else 0.0
        central = min(max(row.central + part * blank.central, row.high_min), row.high_max)
        return replace(row, central=central, blank=blank, blank_part=part)


def coverage_failure(shown: Shown, whole: Shown | None, months: float) -> str:
    """Why the records do not cover the cell's time or place; "" where they do."""
    if shown.slice == "area" and shown.months == 0:
        return "window: the records hold nothing at all of this area"
    covered = whole.months if whole else None
    if covered is not None and covered <= TOO_FEW_MONTHS:
        return f"window: the records cover {covered:g} of {months:g} months"
    return ""


def _shown(row: Mapping[Any, Any]) -> Shown:
    def number(name: str) -> float | None:
        value = row[name]
        return None if pd.isna(value) else float(value)

    high = number("high") or 0.0
    missing = number("risk_missing") or 0.0
    high_min, high_max = number("high_min"), number("high_max")
    share = _share_known(row)
    return Shown(
        slice=row["slice"],
        value=row["value"],
        start=row["from"],
        end=row["to"],
        cases=number("cases") or 0.0,
        high=high,
        medium=number("medium"),
        low=number("low"),
        risk_missing=missing,
        high_min=high if high_min is None else high_min,
        high_max=high + missing if high_max is None else high_max,
        share_known=share,
        unflagged=number("unflagged") or 0.0,
        misflagged=number("misflagged") or 0.0,
        months=number("months_covered"),
        central=high + missing * (0.5 if share is None else share),
    )


def _share_known(row: Mapping[Any, Any]) -> float | None:
    """`share_known` to all its digits, which a file cuts off: the counts give them back."""
    told = row["share_known"]
    if pd.isna(told):
        return None
    levels = [row[name] for name in ("high", "medium", "low")]
    known = row["cases"] - row["risk_missing"] if any(map(pd.isna, levels)) else sum(levels)
    exact = float(row["high"] / known) if not pd.isna(known) and known > 0 else float(told)
    return exact if math.isclose(exact, told, abs_tol=1e-6) else float(told)
