"""The report's section on rival explanations: which of them this study's own data support, leave open or weaken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analyser.comparison.rivals import STATUSES, rivals
from analyser.reporting.plots import cell_label
from analyser.stages import Comparison

STATUS_WORDS = {
    "supported": "at work here",
    "open": "cannot be told",
    "not_checked": "not checked",
    "weakened": "unlikely here",
}


@dataclass(frozen=True)
class CellRivals:
    """The rivals of one cell, the supported ones first, and how they stand in one sentence."""

    cell: str
    short: bool
    sentence: str
    rows: Sequence[dict[str, str]]


def rivals_section(run: Comparison) -> dict[str, Any]:
    """The cells with a gap, the whole study first, each with its rivals; none where no two figures differ."""
    groups = run.rivals.groupby(["slice", "value"], sort=False)
    cells = [_cell(str(slice_), str(value), frame) for (slice_, value), frame in groups]
    return {"cells": cells}


def _cell(slice_: str, value: str, frame: pd.DataFrame) -> CellRivals:
    short = set(frame["rival"]) <= set(rivals("records_short"))
    known = rivals("records_short" if short else "records_long")
    rows = [
        {
            "name": known[str(row["rival"])].name,
            "status": str(row["status"]),
            "word": STATUS_WORDS[str(row["status"])],
            "evidence": str(row["evidence"]),
            "test": str(row["test"]),
        }
        for row in sorted(frame.to_dict("records"), key=lambda row: STATUSES.index(row["status"]))
    ]
    told = []
    for status in STATUSES:
        names = [row["name"].lower() for row in rows if row["status"] == status]
        if names:
            told.append(f"{STATUS_WORDS[status].capitalize()}: {', '.join(names)}.")
    return CellRivals(cell_label(slice_, value), short, " ".join(told), rows)
