"""Bounds by construction: whatever the missing values were, the counts would lie between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from record_tables import records, study

from analyser.records import count_cases, find_cases

BLANK = ("", "not_known", "not_assessed")
LEVELS = ["high", "medium", "low"]
TYPES = ["online", "peer", "gang", "peer;gang"]
AREAS = ["Northgate", "Harbour"]

ROW = st.fixed_dictionaries(
    {
        "record_id": st.sampled_from(["R1", "R2", "R3", "R4", "R5", "R6", "R7"]),
        "victim_id": st.sampled_from(["V1", "V2", "V3", "V4"]),
        "risk_level": st.sampled_from([*LEVELS, "not_known", "", "purple"]),
        "cse_type": st.sampled_from([*TYPES, "not_known", ""]),
        "area": st.sampled_from([*AREAS, ""]),
        "cse_flag": st.sampled_from(["yes", "yes", "yes", "no"]),
    }
)
ROWS = st.lists(ROW, min_size=1, max_size=9)
UNITS = st.sampled_from(["child", "record"])
COMPLETE: dict[str, tuple[Callable[[str], bool], list[str]]] = {
    "risk_level": (lambda value: value not in LEVELS, LEVELS),
    "cse_type": (lambda value: value in BLANK, TYPES),
    "area": (lambda value: value == "", AREAS),
}


def counted(rows: list[dict[str, Any]], unit: str) -> pd.DataFrame:
    chosen = study(unit=unit, areas=tuple(AREAS))
    return count_cases(find_cases(records(rows), chosen), chosen).set_index(["slice", "value"])


def completion(rows: list[dict[str, Any]], columns: list[str], data: Any) -> list[dict[str, Any]]:
    """The rows with each missing value of the columns told; a surplus row is told as it may be."""
    told = []
    for row in rows:
        full = dict(row)
        for column in columns:
            missing, values = COMPLETE[column]
            if missing(row[column]):
                full[column] = data.draw(st.sampled_from(values))
        told.append(full)
    return told


def hold(rows: list[dict[str, Any]], full: list[dict[str, Any]], unit: str, slices: list[str]) -> None:
    bounds, truth = counted(rows, unit), counted(full, unit)
    for cell in bounds.index.intersection(truth.index):
        if cell[0] not in slices or cell[1] == "(missing)":
            continue
        low, high = bounds.loc[cell, "high_min"], bounds.loc[cell, "high_max"]
        assert low <= truth.loc[cell, "high"] <= high, cell
        cases, shares = truth.loc[cell, "cases"], bounds.loc[cell, ["share_min", "share_max"]]
        if cases and shares.notna().all():
            share = truth.loc[cell, "high"] / cases
            assert shares["share_min"] - 1e-12 <= share <= shares["share_max"] + 1e-12, cell


@settings(max_examples=20, deadline=None)
@given(ROWS, UNITS, st.data())
def test_any_completion_of_the_risk_lies_within_the_bounds(rows, unit, data) -> None:
    hold(rows, completion(rows, ["risk_level"], data), unit, ["all", "area", "cse_type"])


@settings(max_examples=40, deadline=None)
@given(ROWS, UNITS, st.data())
def test_any_completion_of_risk_and_type_lies_within_the_bounds_of_a_type(rows, unit, data) -> None:
    hold(rows, completion(rows, ["risk_level", "cse_type"], data), unit, ["all", "cse_type"])


@settings(max_examples=20, deadline=None)
@given(ROWS, UNITS, st.data())
def test_any_completion_of_risk_and_area_lies_within_the_bounds_of_an_area(rows, unit, data) -> None:
    hold(rows, completion(rows, ["risk_level", "area"], data), unit, ["all", "area"])


def child(*records_: tuple[str, str]) -> list[dict[str, Any]]:
    """The records of one child by their risk and type."""
    usual = {"victim_id": "V", "area": "Northgate", "cse_flag": "yes"}
    return [
        {**usual, "record_id": f"R{n}", "risk_level": risk, "cse_type": kind} for n, (risk, kind) in enumerate(records_)
    ]


def test_a_type_taken_from_the_childs_other_record_is_still_open() -> None:
    rows = [*child(("low", "online"), ("high", "")), {**child(("low", "peer"))[0], "victim_id": "W", "record_id": "Q"}]
    told = counted(rows, "child")
    online, peer = told.loc[("cse_type", "online")], told.loc[("cse_type", "peer")]
    assert (online["cases"], online["high"], online["high_min"], online["high_max"]) == (1, 1, 0, 1)
    assert (peer["cases"], peer["high"], peer["high_min"], peer["high_max"]) == (1, 0, 0, 1)
    hold(rows, [rows[0], {**rows[1], "cse_type": "peer"}, rows[2]], "child", ["cse_type"])


def test_the_bounds_are_reached() -> None:
    """No narrower bounds would do: a completion gives each end."""
    rows = [
        *child(("low", "online"), ("", "")),
        {**child(("", "online"))[0], "victim_id": "W", "record_id": "Q"},
        {**child(("high", ""))[0], "victim_id": "X", "record_id": "P"},
    ]
    bounds = counted(rows, "child").loc[("cse_type", "online")]
    least = [rows[0], {**rows[1], "risk_level": "low", "cse_type": "peer"}, {**rows[2], "risk_level": "low"}]
    most = [rows[0], {**rows[1], "risk_level": "high", "cse_type": "online"}, {**rows[2], "risk_level": "high"}]
    ends = [
        counted([*least, {**rows[3], "cse_type": "peer"}], "child").loc[("cse_type", "online"), "high"],
        counted([*most, {**rows[3], "cse_type": "online"}], "child").loc[("cse_type", "online"), "high"],
    ]
    assert ends == [bounds["high_min"], bounds["high_max"]] == [0, 3]
