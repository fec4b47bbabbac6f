"""What agencies say of the trend against the months on record."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from comparison_studies import YEAR, cell, counts, study, voice, voices

from analyser.comparison import both_sides, compare_trends
from analyser.schemas import DATA_QUALITY, MONTHLY_COUNTS
from analyser.tables import table

RISE = [4, 5, 3, 4, 6, 4, 14, 15, 13, 16, 14, 15]
SAME = [100] * 12


def months(high: list[int], *, missing: list[int] | None = None, slice_: str = "all", value: str = "") -> pd.DataFrame:
    rows = [
        {
            "slice": slice_, "value": value, "month": name, "from": f"{name}-01", "to": f"{name}-28",
            "cases": 20 + number + blank, "high": number, "risk_missing": blank, "months_covered": 1,
        }
        for name, number, blank in zip(YEAR.month_names(), high, missing or [0] * 12, strict=False)
    ]  # fmt: skip
    return table(rows, MONTHLY_COUNTS)


def said(*trends: str) -> pd.DataFrame:
    return voices(*(voice(f"i{n}", trend=trend, trend_excerpts=f"e{n}") for n, trend in enumerate(trends)))


def trend(people: pd.DataFrame, monthly: pd.DataFrame, quality: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    checks = table(quality or [], DATA_QUALITY)
    found = compare_trends(both_sides(people, counts(cell(high=50, medium=50)), study(slices=())), monthly, checks)
    (row,) = found.to_dict("records")
    return {str(name): value for name, value in row.items()}


@pytest.mark.parametrize(
    ("people", "high", "finding"),
    [
        (["rising", "rising", "rising"], RISE, "agree"),
        (["falling", "falling"], RISE, "partners_falling_records_rising"),
        (["rising", "rising"], RISE[::-1], "partners_rising_records_falling"),
        (["rising", "rising"], SAME, "partners_rising_records_stable"),
        (["stable", "stable"], SAME, "agree"),
        (["rising", "falling"], RISE, "indeterminate"),
        (["rising"], RISE, "indeterminate"),
        (["rising", "rising"], [0] * 12, "indeterminate"),
    ],
)
def test_both_sides_are_held_against_each_other(people: list[str], high: list[int], finding: str) -> None:
    row = trend(said(*people), months(high))
    assert row["finding"] == finding


def test_a_rise_is_told_with_its_ratio_its_step_and_the_sentences() -> None:
    row = trend(said("rising", "", "rising", "falling", "rising"), months(RISE))
    assert row["ratio"] == pytest.approx(sum(RISE[6:]) / sum(RISE[:6]))
    assert row["ratio_low"] > 1
    assert (row["records_trend"], row["robust"], row["step"]) == ("rising", "yes", "2018-10")
    assert (row["partners"], row["agencies_rising"], row["agencies_falling"]) == ("rising", 3, 1)
    assert row["excerpts"] == "e0;e2;e4;e3"


def test_missing_levels_are_like_the_known_of_their_half_and_may_undo_it() -> None:
    row = trend(said("rising", "rising"), months(RISE, missing=[20] * 12))
    assert row["records_trend"] == "rising"
    assert row["robust"] == "no"
    first = sum(RISE[:6]) / (1 - 120 / (120 + 120 + sum(RISE[:6])))
    assert row["records_first"] == pytest.approx(first, abs=1e-5)


def test_a_change_of_grading_and_of_flagging_is_named() -> None:
    check = {"check": "flagged_step", "slice": "all", "status": "warn", "meaning": "From 2018-10 on more were flagged."}
    row = trend(said("rising", "rising"), months(RISE, missing=[2] * 6 + [60] * 6), [check])
    assert "From 2018-10 on more were flagged" in row["note"]
    assert "in 2018-10: the grading changed" in row["note"]


def test_too_few_months_tell_nothing() -> None:
    row = trend(said("rising", "rising"), months(RISE[:4]))
    assert row["finding"] == "indeterminate"
    assert "4 months on record, fewer than 6" in row["note"]


def test_months_that_jump_widen_the_limits() -> None:
    jumping = [1, 20, 1, 20, 1, 20, 30, 2, 30, 2, 30, 2]
    row = trend(said("rising", "rising"), months(jumping))
    assert row["dispersion"] > 5
    assert row["records_trend"] == "indeterminate"
    assert "limits widened" in row["note"]
