"""The checks of a table of records, and the row of one check."""

from __future__ import annotations

import pandas as pd
from record_tables import records, study

from analyser.records import check_quality, count_cases, find_cases


def checked(rows, *, absent=(), interviews=None, table=None, coder=None, **settings) -> pd.DataFrame:
    table, chosen = table or records(rows, absent=absent), study(**settings)
    cases = find_cases(table, chosen, narrative_coder=coder)
    counts = count_cases(cases, chosen)
    return check_quality(table, cases, counts, chosen, interviews=interviews, narrative_coder=coder)


def row(quality: pd.DataFrame, check: str, slice_: str = "all", value: str = "") -> pd.Series:
    found = quality[(quality["check"] == check) & (quality["slice"] == slice_) & (quality["value"] == value)]
    assert len(found) == 1
    return found.iloc[0]


def told(quality: pd.DataFrame, check: str, slice_: str = "all", value: str = "") -> tuple[float, str]:
    """What a check observes and how it judges it."""
    found = row(quality, check, slice_, value)
    return found["observed"], found["status"]
