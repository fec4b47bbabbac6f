"""Small studies by hand: coded sentences, people and record counts in a few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from analyser.comparison import both_sides, compare, perceive
from analyser.schemas import CODED_EXCERPTS, PERCEIVED, RECORD_COUNTS
from analyser.study import CompareSettings, InterviewSettings, Period, RecordSettings, Study
from analyser.tables import table

YEAR = Period(date(2018, 4, 1), date(2019, 3, 31))


def study(
    *,
    coverage: str = "some",
    areas: Sequence[str] = (),
    slices: Sequence[str] = ("area", "cse_type", "agency_type"),
    period: Period | None = YEAR,
    case_months: float = 12,
    margin: float = 1.5,
) -> Study:
    return Study(
        folder=Path("study"),
        title="A study",
        period=period,
        areas=tuple(areas),
        interviews=InterviewSettings(coverage=coverage),
        records=RecordSettings(),
        compare=CompareSettings(slices=tuple(slices), case_months=case_months, margin=margin),
    )


def sentence(interview: str = "one", speaker: str = "Partner", **codes: Any) -> dict[str, Any]:
    """A coded sentence; `count=6` or `count=(5, 6)` is a number of cases."""
    row = {"interview_id": interview, "speaker": speaker, "harm_level": "high", "assertion": "affirmed", **codes}
    if "count" in row:
        given = row.pop("count")
        low, high = given if isinstance(given, tuple) else (given, given)
        row |= {"quantity_kind": "count", "quantity_low": low, "quantity_high": high}
        row.setdefault("quantity_basis", "flow")
    return row


def coded(*rows: Mapping[str, Any]) -> pd.DataFrame:
    numbered = [{"excerpt_id": f"e{n}", "start": 10 * n, "turn": n, **row} for n, row in enumerate(rows, start=1)]
    return table(numbered, CODED_EXCERPTS)


def people(*rows: Mapping[str, str]) -> pd.DataFrame:
    columns = ["interview_id", "speaker", "agency", "agency_type", "area", "date"]
    return pd.DataFrame([{name: row.get(name, "") for name in columns} for row in rows], columns=columns)


def person(interview: str = "one", agency: str = "", agency_type: str = "", area: str = "") -> dict[str, str]:
    return {
        "interview_id": interview,
        "speaker": "Partner",
        "agency": agency or interview,
        "agency_type": agency_type,
        "area": area,
    }


def heard(
    rows: Sequence[Mapping[str, Any]],
    who: Sequence[Mapping[str, str]] = (),
    *,
    asked: Mapping[str, frozenset[str]] | None = None,
    of: Study | None = None,
) -> pd.DataFrame:
    return perceive(coded(*rows), people(*who), asked, of or study())


def voice(interview: str = "one", **fields: Any) -> dict[str, Any]:
    """A row of perceived.csv."""
    return {"interview_id": interview, "speaker": "Partner", "agency": interview, "owner": "no", "asked": 1, **fields}


def voices(*rows: Mapping[str, Any]) -> pd.DataFrame:
    return table(list(rows), PERCEIVED)


def cell(slice_: str = "all", value: str = "", **fields: Any) -> dict[str, Any]:
    """A row of record_counts.csv; bounds and the known share follow from the counts."""
    row: dict[str, Any] = {"high": 0, "medium": 0, "low": 0, "risk_missing": 0, "months_covered": 12, **fields}
    known = row["high"] + row["medium"] + row["low"]
    row = {
        "cases": known + row["risk_missing"],
        "high_min": row["high"],
        "high_max": row["high"] + row["risk_missing"],
        "share_known": row["high"] / known if known else None,
        "unflagged": 0,
        "misflagged": 0,
        **row,
    }
    return {"slice": slice_, "value": value, "from": "2018-04-01", "to": "2019-03-31", "unit": "child", **row}


def counts(*rows: Mapping[str, Any]) -> pd.DataFrame:
    return table(list(rows), RECORD_COUNTS)


def rows_of(
    perceived: pd.DataFrame, recorded: pd.DataFrame, of: Study | None = None
) -> dict[tuple[str, str, str], dict[str, Any]]:
    """The discrepancies by slice, value and measure."""
    found = compare(both_sides(perceived, recorded, of or study()))
    return {(row["slice"], row["value"], row["measure"]): row for row in found.to_dict("records")}  # type: ignore[misc]


def flow(low: float, high: float | None = None) -> dict[str, float]:
    return {"flow_low": low, "flow_high": low if high is None else high, "mentions_high": 1}


def stock(low: float, high: float | None = None) -> dict[str, float]:
    return {"stock_low": low, "stock_high": low if high is None else high, "mentions_high": 1}


def count_row(said: list[dict[str, Any]], recorded: dict[str, Any], **settings: Any) -> dict[str, Any]:
    return rows_of(voices(*said), counts(recorded), study(**settings))["all", "", "count"]
