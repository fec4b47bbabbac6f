"""Findings of each kind on small studies whose figures are worked by hand."""

from __future__ import annotations

import json
import math
from typing import Any

import pandas as pd
import pytest
from comparison_studies import cell, counts, rows_of, study, voice, voices

from analyser.comparison import both_sides, compare, explain
from analyser.schemas import DISCREPANCIES
from analyser.statistics import garwood

Rows = dict[tuple[str, str, str], dict[str, Any]]


def flow(low: float, high: float | None = None) -> dict[str, float]:
    return {"flow_low": low, "flow_high": low if high is None else high, "mentions_high": 1}


def stock(low: float, high: float | None = None) -> dict[str, float]:
    return {"stock_low": low, "stock_high": low if high is None else high, "mentions_high": 1}


def count_row(said: list[dict[str, Any]], recorded: dict[str, Any], **settings: Any) -> dict[str, Any]:
    return rows_of(voices(*said), counts(recorded), study(**settings))["all", "", "count"]


# count


def test_partners_tell_of_more_cases_than_the_records_can_hold() -> None:
    row = count_row([voice("one", **flow(12)), voice("two", **flow(4, 7))], cell(high=2, medium=10))
    assert row["finding"] == "partners_higher"
    assert (row["partners"], row["partners_low"], row["partners_high"]) == (12, 12, math.inf)
    assert (row["records"], row["records_low"], row["records_high"], row["difference"]) == (2, 2, 2, 10)
    assert row["ratio_low"] == pytest.approx(12 / garwood(2)[1], abs=1e-6)
    assert (row["robust"], row["support"], row["fit"]) == ("yes", 1, "dissonance")
    assert math.isnan(row["tipping_point"])
    assert (row["partners_n"], row["agencies_n"]) == (2, 2)


def test_a_caseload_carries_its_own_chance_and_a_number_of_the_period_none() -> None:
    assert count_row([voice(**flow(9))], cell(high=2))["finding"] == "partners_higher"
    row = count_row([voice(**stock(9))], cell(high=2))
    assert row["finding"] == "indeterminate"
    assert "a caseload of 9 is that of one moment, by chance 4.1 to 17.1" in row["note"]
    assert count_row([voice(**stock(20))], cell(high=2))["finding"] == "partners_higher"


def test_levels_that_are_filled_in_add_no_information_on_the_count() -> None:
    known = count_row([voice(**flow(28))], cell(high=18, medium=18))
    assert (known["records"], known["finding"]) == (18, "indeterminate")
    assert count_row([voice(**flow(29))], cell(high=18, medium=18))["finding"] == "partners_higher"
    filled = count_row([voice(**flow(29))], cell(high=9, medium=9, risk_missing=18))
    assert (filled["records"], filled["finding"]) == (18, "indeterminate")


def test_without_declared_coverage_no_smaller_figure_is_a_finding() -> None:
    row = count_row([voice(**flow(4))], cell(high=40))
    assert (row["finding"], row["fit"], row["robust"]) == ("indeterminate", "partial", "")


def test_with_declared_coverage_the_agencies_add_up() -> None:
    said = [voice("one", **flow(40, 44)), voice("two", **flow(56, 60))]
    row = count_row(said, cell(high=100), coverage="all", margin=2)
    assert (row["partners_low"], row["partners_high"], row["partners"]) == (56, 104, 80)
    low, high = garwood(100)
    assert (row["ratio_low"], row["ratio_high"]) == pytest.approx((56 / high, 104 / low), abs=1e-6)
    assert row["finding"] == "indeterminate"  # 56 of up to 121.6 is below a half
    assert count_row(said, cell(high=80), coverage="all", margin=2)["finding"] == "agree"


def test_records_hold_more_than_all_agencies_together() -> None:
    said = [voice("one", **flow(3, 5)), voice("two", **flow(2, 4))]
    row = count_row(said, cell(high=20, risk_missing=10, medium=20), coverage="all")
    assert row["records"] == 25
    assert (row["finding"], row["robust"], row["support"]) == ("records_higher", "yes", 2)
    assert garwood(20)[0] > 9


def test_an_agency_that_affirms_without_a_number_adds_its_mentions() -> None:
    said = [voice("one", **flow(3, 5)), voice("two", mentions_high=2)]
    row = count_row(said, cell(high=40), coverage="all")
    assert (row["partners_high"], row["finding"]) == (7, "records_higher")
    assert "the sum counts their mentions (2)" in row["note"]
    said[1] = voice("two", denied=1)
    assert count_row(said, cell(high=40), coverage="all")["finding"] == "records_higher"


def test_a_finding_that_the_missing_could_undo_says_where_it_goes() -> None:
    row = count_row([voice(**flow(20))], cell(high=3, medium=27, risk_missing=30))
    assert (row["records"], row["records_high"]) == (6, 33)
    assert (row["finding"], row["robust"]) == ("partners_higher", "no")
    at = 3 + row["tipping_point"] * 30
    assert garwood(at)[1] == pytest.approx(20, abs=1e-3)


def test_no_known_level_puts_the_centre_between_the_bounds_and_says_so() -> None:
    row = count_row([voice(**flow(20))], cell(risk_missing=10))
    assert row["records"] == 5
    assert "middle of the bounds" in row["note"]


def test_a_caseload_is_held_against_the_inflow() -> None:
    row = count_row([voice(**stock(31))], cell(high=12), case_months=12)
    assert (row["partners_low"], row["finding"]) == (31, "partners_higher")
    assert "only if a case lasted 31 months" in row["note"]
    row = count_row([voice(**stock(31))], cell(high=12), case_months=24)
    assert (row["partners_low"], row["finding"]) == (15.5, "indeterminate")
    assert "31 months" in row["note"]
    assert "cannot be complete" in count_row([voice(**stock(31))], cell())["note"]


def test_both_sides_are_cut_to_the_months_on_record() -> None:
    row = count_row([voice(**flow(12)), voice("two", **stock(18))], cell(high=2, months_covered=6), coverage="all")
    assert (row["partners_low"], row["partners_high"]) == (9, 21)  # 18 · 6/12, and 12 uncut + 9
    assert "6 of 12 months" in row["note"]


def test_colleagues_share_a_caseload_and_areas_add_up() -> None:
    said = [
        voice("one", agency="Hospital", area="Northgate", **flow(6)),
        voice("two", agency="HOSPITAL", area="northgate", **flow(4)),
        voice("three", agency="Hospital", area="Harbour", **flow(3)),
        voice("four", agency="Hospital", area="", **flow(7)),
    ]
    rows = rows_of(voices(*said), counts(cell(high=1), cell("area", "Northgate"), cell("area", "Harbour")))
    assert rows["all", "", "count"]["partners_low"] == 9
    assert rows["all", "", "count"]["agencies_n"] == 1
    assert rows["area", "Northgate", "count"]["partners_low"] == 6
    assert rows["area", "Harbour", "count"]["partners_low"] == 3
    said[3] |= flow(11)
    rows = rows_of(voices(*said), counts(cell(high=1), cell("area", "Northgate"), cell("area", "Harbour")))
    assert rows["all", "", "count"]["partners_low"] == 11


def test_an_area_that_neither_side_knows_is_taken_as_the_whole_and_named() -> None:
    said = [voice("one", agency="Hospital", area=area, **flow(5)) for area in ("Northgate", "Citywide")]
    rows = rows_of(voices(*said), counts(cell(high=1)), study(areas=["Northgate"]))
    assert rows["all", "", "count"]["partners_low"] == 5
    assert "'Citywide'" in rows["all", "", "count"]["note"]
    assert ("area", "Citywide", "count") not in rows


def test_no_number_nothing_to_compare() -> None:
    row = count_row([voice(mentions_high=3)], cell(high=2))
    assert row["finding"] == "indeterminate"
    assert math.isnan(row["partners"])
    assert (row["records"], row["fit"]) == (2, "")
    assert "no partner gives a number" in row["note"]


@pytest.mark.parametrize("months", [0, 1, 3])
def test_records_of_three_months_cannot_be_compared(months: int) -> None:
    rows = rows_of(voices(voice(**flow(90))), counts(cell(high=2, months_covered=months)))
    for measure in ("count", "share", "presence"):
        row = rows["all", "", measure]
        assert row["finding"] == "indeterminate"
        assert row["note"].startswith(f"window: the records cover {months} of 12 months")


def test_an_area_that_the_records_do_not_hold_cannot_be_compared() -> None:
    said = voices(voice(area="Harbour", agency_type="health", **flow(90)))
    recorded = counts(cell(high=2), cell("area", "Northgate", high=2), cell("area", "Harbour", months_covered=0))
    rows = rows_of(said, recorded)
    assert rows["area", "Harbour", "count"]["finding"] == "indeterminate"
    assert rows["area", "Harbour", "count"]["note"].startswith("window:")
    assert rows["all", "", "count"]["finding"] == "partners_higher"


# cells


def test_cells_are_those_of_either_side_in_the_studys_order() -> None:
    said = voices(
        voice(
            "one", area="Quay", agency_type="health", types=json.dumps({"gang": {"mentions_high": 1, "excerpts": "a"}})
        ),
        voice("two", area="Northgate", agency_type="Police", owner="yes"),
    )
    recorded = counts(
        cell(),
        cell("area", "Harbour"),
        cell("area", "(missing)"),
        cell("cse_type", "online"),
        cell("cse_type", "(missing)"),
    )
    found = compare(both_sides(said, recorded, study()))
    cells = list(dict.fromkeys(zip(found["slice"], found["value"], strict=True)))
    assert cells == [
        ("all", ""),
        ("area", "Harbour"),
        ("area", "Quay"),
        ("cse_type", "gang"),
        ("cse_type", "online"),
        ("agency_type", "health"),
        ("agency_type", "Police"),
    ]
    assert list(found["measure"]) == ["count", "share", "presence", "stated"] * len(cells)
    found = compare(both_sides(said, recorded, study(areas=["Quay", "Harbour"], slices=["area"])))
    assert list(dict.fromkeys(found["value"])) == ["", "Quay", "Harbour"]


def test_owners_stand_in_a_line_of_their_own() -> None:
    said = voices(
        voice("one", agency_type="Police", owner="yes", **flow(50)), voice("two", agency_type="health", **flow(2))
    )
    rows = rows_of(said, counts(cell(high=2)))
    assert rows["all", "", "count"]["partners_low"] == 2
    assert rows["all", "", "count"]["agencies_n"] == 1
    assert rows["agency_type", "Police", "count"]["partners_low"] == 50
    assert "own these records" in rows["agency_type", "Police", "count"]["note"]
    assert rows["agency_type", "health", "count"]["records"] == 2


def test_a_type_takes_its_part_of_the_untyped() -> None:
    entry = {"flow_low": 30, "flow_high": 30, "mentions_high": 1, "excerpts": "a"}
    recorded = counts(
        cell(high=12, medium=28),
        cell("cse_type", "gang", high=6, medium=4, high_max=8),
        cell("cse_type", "online", high=4, medium=16, high_max=6),
        cell("cse_type", "(missing)", high=2, medium=8),
    )
    rows = rows_of(voices(voice(types=json.dumps({"gang": entry}))), recorded)
    row = rows["cse_type", "gang", "count"]
    assert row["records"] == pytest.approx(6 + 2 * 6 / 10)
    assert (row["records_low"], row["records_high"], row["finding"], row["robust"]) == (6, 8, "partners_higher", "yes")
    assert "type (2)" in row["note"]


def test_months_stand_there_but_partners_cannot_be_split_by_them() -> None:
    recorded = counts(cell(high=4), cell("month", "2018-04", high=4, months_covered=1))
    rows = rows_of(voices(voice(**flow(9))), recorded, study(slices=["month"]))
    for measure in ("count", "share", "presence", "stated"):
        row = rows["month", "2018-04", measure]
        assert (row["finding"], row["partners_n"]) == ("indeterminate", 0)
        assert "cannot be split by month" in row["note"]
    assert rows["month", "2018-04", "count"]["records"] == 4


# share


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


# presence


def presence_row(said: list[dict[str, Any]], recorded: dict[str, Any], **settings: Any) -> dict[str, Any]:
    return rows_of(voices(*said), counts(recorded), study(**settings))["all", "", "presence"]


@pytest.mark.parametrize(
    ("fields", "finding"),
    [
        ({"mentions_high": 1, "high_excerpts": "a;b"}, "records_silent"),
        ({"mentions_high": 1, "high_excerpts": "a", "reviewed_high": 1}, "records_silent"),
        ({"mentions_high": 1, "high_excerpts": "a"}, "indeterminate"),
        ({"denied": 1}, "agree"),
        ({}, "agree"),
        ({"asked": 0}, "indeterminate"),
    ],
)
def test_presence_where_nothing_is_on_record(fields: dict[str, Any], finding: str) -> None:
    assert presence_row([voice(**fields)], cell(medium=5))["finding"] == finding


@pytest.mark.parametrize(
    ("fields", "coverage", "finding"),
    [
        ({"mentions_high": 1, "high_excerpts": "a"}, "some", "agree"),
        ({}, "some", "partners_silent"),
        ({"asked": 0}, "some", "indeterminate"),
        ({"denied": 1}, "some", "indeterminate"),
        ({"denied": 1}, "all", "records_higher"),
        ({"other_high": 1}, "all", "indeterminate"),
    ],
)
def test_presence_where_high_harm_is_on_record(fields: dict[str, Any], coverage: str, finding: str) -> None:
    row = presence_row([voice(**fields)], cell(high=3), coverage=coverage)
    assert row["finding"] == finding
    assert row["robust"] == ("yes" if finding in ("agree", "records_higher") else "")


def test_blank_levels_keep_records_from_being_silent() -> None:
    row = presence_row([voice(mentions_high=2, high_excerpts="a;b")], cell(medium=5, risk_missing=1))
    assert row["finding"] == "indeterminate"


def test_presence_tells_the_silent_from_those_not_asked() -> None:
    said = [
        voice("one", mentions_high=1, high_excerpts="a"),
        voice("two"),
        voice("three", asked=0),
        voice("four", denied=2),
    ]
    row = presence_row(said, cell(high=1))
    for told in (
        "1 agency affirms",
        "1 agency denies",
        "1 agency was asked and says nothing",
        "1 agency was not asked",
    ):
        assert told in row["note"]
    assert (row["partners"], row["support"]) == (1, 1)


# stated


def stated(*claims: dict[str, int]) -> dict[str, Any]:
    said = [voice(f"i{n}", **claim) for n, claim in enumerate(claims)]
    return rows_of(voices(*said), counts(cell(high=1)))["all", "", "stated"]


UNDER, OVER, MATCHES = {"under_recorded": 1}, {"over_recorded": 1}, {"matches": 1}


@pytest.mark.parametrize(
    ("claims", "finding"),
    [
        ([UNDER], "indeterminate"),
        ([UNDER, UNDER], "partners_higher"),
        ([UNDER, UNDER, MATCHES], "indeterminate"),
        ([UNDER, UNDER, UNDER, MATCHES], "partners_higher"),
        ([OVER, OVER], "records_higher"),
        ([MATCHES, MATCHES], "agree"),
        ([UNDER, UNDER, {"incomplete": 4}], "partners_higher"),
        ([UNDER, {"under_recorded": 2, "matches": 2}], "indeterminate"),
        ([UNDER, {"under_recorded": 3, "matches": 2}], "partners_higher"),
    ],
)
def test_each_agency_has_one_vote(claims: list[dict[str, int]], finding: str) -> None:
    row = stated(*claims)
    assert row["finding"] == finding
    assert math.isnan(row["records"])
    assert row["robust"] == ""


def test_one_voice_repeated_is_one() -> None:
    said = [voice(f"i{n}", agency="Hospital", **UNDER) for n in range(5)]
    assert rows_of(voices(*said), counts(cell()))["all", "", "stated"]["finding"] == "indeterminate"


# explanations


def explained(
    said: pd.DataFrame, recorded: pd.DataFrame, **settings: Any
) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    both = both_sides(said, recorded, study(**settings))
    found = compare(both)
    table = explain(found, both)
    own = table[table["slice"] == "all"]
    return {row["cause"]: row for row in own.to_dict("records")}, found.iloc[0].to_dict()  # type: ignore[misc]


def test_a_gap_adds_up_from_the_central_count() -> None:
    recorded = counts(cell(high=2, medium=8, risk_missing=10, unflagged=5, misflagged=1))
    causes, row = explained(voices(voice(**flow(20))), recorded)
    assert list(causes) == [
        "window",
        "duplicates",
        "unflagged",
        "misflagged",
        "risk_missing",
        "type_missing",
        "unexplained",
    ]
    assert row["difference"] == 16
    assert (causes["unflagged"]["cases"], causes["unflagged"]["cases_low"], causes["unflagged"]["cases_high"]) == (
        1,
        0,
        5,
    )
    assert (causes["misflagged"]["cases"], causes["misflagged"]["cases_high"]) == (pytest.approx(-0.2), 0)
    # Of the ten without a level and the five that the flag misses, none to all may be high where a fifth was taken.
    assert (causes["risk_missing"]["cases_low"], causes["risk_missing"]["cases_high"]) == (-3, 12)
    assert causes["unexplained"]["cases"] == pytest.approx(15.2)
    assert sum(cause["share_of_gap"] for cause in causes.values()) == pytest.approx(1)
    assert row["explained"] + row["unexplained"] == pytest.approx(row["difference"])


def test_the_window_is_what_cutting_takes_off() -> None:
    causes, row = explained(voices(voice(**stock(40))), counts(cell(high=2, months_covered=6)))
    assert (row["partners"], causes["window"]["cases"]) == (20, 20)
    assert row["explained"] + row["unexplained"] == pytest.approx(18)


def test_smaller_figures_of_some_agencies_leave_no_gap_to_explain() -> None:
    causes, row = explained(voices(voice(**flow(2))), counts(cell(high=40)))
    assert causes == {}
    assert math.isnan(row["explained"])


def test_nothing_at_all_is_indeterminate_everywhere() -> None:
    found = compare(both_sides(voices(), counts(cell()), study()))
    assert set(found["finding"]) == {"indeterminate"}
    found = compare(both_sides(voices(voice(area="Harbour", **flow(3))), counts(), study()))
    assert set(found["finding"]) == {"indeterminate"}
    assert list(found.columns) == list(DISCREPANCIES.columns)
    assert "no records" in found["note"][0]
