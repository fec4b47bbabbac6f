"""Tables of records for tests, as the reader hands them on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from analyser.records.table import CODES, COLUMNS, CSE_TYPES, Recognition, RecordTable
from analyser.study import CompareSettings, HighHarm, Period, RecordSettings, Study

YEAR = Period(date(2018, 4, 1), date(2019, 3, 31))
_USUAL = {
    "recorded_date": "2018-05-01", "cse_flag": "yes", "area": "Northgate", "risk_level": "low", "cse_type": "online",
}  # fmt: skip


def records(rows: Iterable[Mapping[str, Any]], *, absent: Iterable[str] = ()) -> RecordTable:
    """A table of the rows; what a row does not say is the usual, its ids are its own."""
    full = [{"record_id": f"R{n}", "victim_id": f"V{n}", **_USUAL, **row} for n, row in enumerate(rows)]
    frame = pd.DataFrame(full, columns=list(COLUMNS), dtype="str").fillna("")
    frame[list(absent)] = ""
    for column, codes in CODES.items():
        known = {*codes, *CSE_TYPES}
        unread = "" if column in ("record_class", "record_status") else "unrecognised"
        blank = "" if column in ("record_class", "record_status") else "blank"
        frame[f"{column}_code"] = [
            blank if not value else value if column == "cse_type" or value in known else unread
            for value in frame[column]
        ]
    frame["file"], frame["sheet"] = "extract.csv", ""
    frame["row"], frame["order"] = range(2, len(frame) + 2), range(len(frame))
    values = pd.DataFrame(columns=["file", "sheet", "column", "value", "code", "rows", "share"])
    excluded = pd.DataFrame(columns=["file", "sheet", "row", "reason"])
    return RecordTable(frame, excluded, Recognition((), values), (), (Path("extract.csv"),), frozenset(absent))


def study(
    *, period: Period | None = YEAR, areas: tuple[str, ...] = (), slices: tuple[str, ...] = ("area", "cse_type"),
    rule: str = "risk_level", high_harm: HighHarm | None = None, unit: str = "child", **settings: Any,
) -> Study:  # fmt: skip
    top = {name: settings.pop(name) for name in ("profile_date", "update_due", "as_of") if name in settings}
    harm = high_harm or HighHarm(rule=rule)
    return Study(
        folder=Path("study"), title="Test", period=period, areas=areas, compare=CompareSettings(slices=slices),
        records=RecordSettings(files=("extract.csv",), unit=unit, high_harm=harm, **settings), **top,
    )  # fmt: skip
