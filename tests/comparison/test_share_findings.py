"""Findings of the share, on small studies whose figures are worked by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
from comparison_studies import cell, counts, rows_of, study, voice, voices


def mentions(*pairs: tuple[int, int], **fields: Any) -> list[dict[str, Any]]:
    return [
        voice(f"i{n}", mentions_high=high, mentions_medium=medium, **fields)
        for n, (high, medium) in enumerate(pairs, start=1)
    ]


MOSTLY_HIGH = mentions((6, 2), (5, 1), (7, 3), (4, 1), (8, 2), (5, 2))


def share_row(said: list[dict[str, Any]], recorded: dict[str, Any], **settings: Any) -> dict[str, Any]:
    return rows_of(voices(*said), counts(recorded), study(**settings))["all", "", "share"]


def test_partners_speak_of_high_harm_more_often_than_it_is_on_record() -> None:
    row = share_row(MOSTLY_HIGH, cell(high=20, medium=180, low=50, risk_missing=10))
    assert row["partners"] == pytest.approx(35 / 46, abs=1e-6)
    assert row["records"] == pytest.approx(0.1)
    assert (row["records_low"], row["records_high"]) == pytest.approx((20 / 210, 30 / 210), abs=1e-6)
    assert row["difference"] == pytest.approx(35 / 46 - 0.1, abs=1e-6)
    assert (row["finding"], row["robust"], row["support"], row["fit"]) == ("partners_higher", "yes", 6, "dissonance")
    assert row["p_value"] == row["q_value"] < 0.002
    assert row["ratio_low"] > 1
    assert "Wilson" in row["note"]
    assert "Imbens-Manski" in row["note"]


def test_a_share_that_the_missing_could_undo() -> None:
    row = share_row(MOSTLY_HIGH, cell(high=20, medium=80, risk_missing=400))
    assert (row["finding"], row["robust"]) == ("partners_higher", "no")
    assert 0.2 < row["tipping_point"] < 1


def test_records_hold_a_larger_share() -> None:
    row = share_row(mentions(*[(0, 4)] * 8), cell(high=60, medium=40))
    assert (row["finding"], row["partners"], row["ratio"]) == ("records_higher", 0, 0)
    assert row["partners_high"] > 0.2


def test_shares_agree_only_with_enough_behind_them() -> None:
    many = mentions(*[(6, 4), (5, 5), (6, 5), (5, 4), (6, 4), (5, 5), (6, 4), (5, 4)] * 3)
    assert share_row(many, cell(high=560, medium=440))["finding"] == "agree"
    assert share_row(many[:5], cell(high=5, medium=4))["finding"] == "indeterminate"


def test_four_interviews_are_too_few_for_a_share() -> None:
    row = share_row(MOSTLY_HIGH[:4], cell(high=2, medium=180))
    assert row["finding"] == "indeterminate"
    assert math.isnan(row["p_value"])
    assert "fewer than 5" in row["note"]
    assert row["partners"] == pytest.approx(22 / 29, abs=1e-6)


def test_a_rule_without_medium_has_no_share() -> None:
    row = share_row(MOSTLY_HIGH, {**cell(high=20), "medium": None, "low": None})
    assert math.isnan(row["records"])
    assert "no medium" in row["note"]


def test_cells_of_a_slice_share_their_errors() -> None:
    said = [
        {**one, "interview_id": f"{area}{n}", "agency": f"{area}{n}", "area": area}
        for area in ("A", "B", "C", "D")
        for n, one in enumerate(mentions((3, 2), (4, 2), (2, 3), (3, 1), (4, 3)))
    ]
    recorded = counts(cell(high=80, medium=320), *[cell("area", area, high=20, medium=80) for area in "ABCD"])
    rows = rows_of(voices(*said), recorded, study(slices=["area"]))
    single = rows["area", "A", "share"]
    assert single["q_value"] == single["p_value"] <= 0.05
    assert single["finding"] == "partners_higher"
    recorded.loc[recorded["value"].isin(["B", "C", "D"]), ["high", "medium"]] = [58, 42]
    single = rows_of(voices(*said), recorded, study(slices=["area"]))["area", "A", "share"]
    assert single["p_value"] <= 0.05 < single["q_value"]
    assert single["finding"] == "indeterminate"
    assert "by itself" in single["note"]
