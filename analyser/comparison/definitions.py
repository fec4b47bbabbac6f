"""The findings under each definition of high harm, side by side (`definitions.csv`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pandas as pd

from analyser.comparison.both_sides import BothSides
from analyser.comparison.compare import compare
from analyser.records import Definition
from analyser.schemas import DEFINITIONS
from analyser.tables import table

_COUNTED = ("unit", "cases", "high", "risk_missing", "high_min", "high_max", "share_min", "share_max")
_FOUND = ("measure", "finding", "robust")


def compare_definitions(definitions: Iterable[Definition], both: BothSides) -> pd.DataFrame:
    """A row (`schemas.DEFINITIONS`) for each definition and measure of the whole study.

    A definition that cannot be used has one row, whose note says what it lacks. `changes_answer` tells whether the
    finding is another than under the study's own rule; it is empty for that rule itself.
    """
    records = both.study.records
    chosen = records.high_harm.rule if records else ""
    rows: list[dict[str, Any]] = []
    for one in definitions:
        told = {"rule": one.rule, "chosen": "yes" if one.rule == chosen else "no", "note": one.note}
        if one.counts is None:
            rows.append(told)
            continue
        told |= {name: one.counts[name].iloc[0] for name in _COUNTED}
        found = compare(replace(both, counts=one.counts, study=both.whole))
        rows += [told | {name: row[name] for name in _FOUND} for row in found.to_dict("records")]
    own = {row["measure"]: row["finding"] for row in rows if row["rule"] == chosen and "measure" in row}
    for row in rows:
        if row["rule"] != chosen and "measure" in row:
            row["changes_answer"] = "no" if row["finding"] == own.get(row["measure"]) else "yes"
    return table(rows, DEFINITIONS)
