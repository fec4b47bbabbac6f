"""The rival explanations of a gap: what a study's own data make supported, open, weakened or not checked."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from comparison_studies import cell, counts, study, voice, voices

from analyser.comparison import both_sides, compare, explain, gaps, weigh_rivals
from analyser.comparison.rivals import STATUSES, rivals
from analyser.records.quality_rules import quality_rules
from analyser.schemas import DATA_QUALITY, DEFINITIONS, RIVALS
from analyser.tables import table


def check(name: str, status: str = "ok", slice_: str = "all", value: str = "", observed: float = 0.0) -> dict[str, Any]:
    meaning = f"{name} of {value or slice_} is {status}."
    return {"check": name, "slice": slice_, "value": value, "observed": observed, "status": status, "meaning": meaning}


def weighed(
    said: list[dict[str, Any]],
    recorded: list[dict[str, Any]],
    *checks: dict[str, Any],
    rules: list[dict[str, Any]] | None = None,
    **settings: Any,
) -> pd.DataFrame:
    both = both_sides(voices(*said), counts(*recorded), study(**settings))
    found = compare(both)
    quality, graded = table(list(checks), DATA_QUALITY), table(rules or [], DEFINITIONS)
    return weigh_rivals(gaps(both, found, explain(found, both), quality, graded))


def of_all(frame: pd.DataFrame) -> dict[str, dict[str, str]]:
    return {row["rival"]: row for row in frame[frame["slice"] == "all"].to_dict("records")}  # type: ignore[misc]


def seen(cases: float, agency: str = "Hospital", **fields: Any) -> dict[str, Any]:
    """A speaker who affirms so many cases over the period."""
    numbers = {"flow_low": cases, "flow_high": cases}
    return voice(agency, agency=agency, **numbers, mentions_high=2, high_excerpts="e1;e2", **fields)


SHORT = [seen(40), seen(30, "School")]
FEW = [cell(high=2, medium=18)]


def test_every_rival_of_the_field_stands_beside_a_gap_and_says_what_would_test_it() -> None:
    names = [name for one in rivals("records_short").values() for name in one.checks]
    found = of_all(weighed(SHORT, FEW, *(check(name, "not_checked") for name in names)))
    assert list(found) == list(rivals("records_short"))
    assert all(row["test"] and row["evidence"] and row["status"] in STATUSES for row in found.values())


def test_where_records_show_more_other_rivals_stand_beside_it() -> None:
    found = of_all(weighed([seen(3)], [cell(high=60, medium=60)], coverage="all"))
    assert list(found) == list(rivals("records_long"))
    assert found["who_was_asked"]["status"] == "weakened"


def test_where_the_sides_agree_there_is_nothing_to_explain() -> None:
    frame = weighed([seen(100)], [cell(high=100)], coverage="all")
    assert frame.empty
    assert list(frame.columns) == list(RIVALS.columns)


def test_the_owner_of_the_records_has_no_rivals() -> None:
    said = [{**seen(90, "Constabulary"), "owner": "yes", "agency_type": "police"}]
    assert weighed(said, FEW).empty


SIDES = ("records_short", "records_long")


@pytest.mark.parametrize(
    "name", sorted({name for side in SIDES for one in rivals(side).values() for name in one.checks})
)
def test_rivals_go_by_checks_that_there_are(name: str) -> None:
    assert name in quality_rules()


@pytest.mark.parametrize(
    ("checks", "status", "evidence"),
    [
        ([], "not_checked", ""),
        ([check("sources_silent", "not_checked")], "not_checked", "sources_silent of all is not_checked."),
        ([check("sources_silent")], "weakened", "sources_silent of all is ok."),
        ([check("sources_silent", "warn")], "supported", "sources_silent of all is warn."),
        (
            [check("sources_silent"), check("source_share", "warn", "source", "health")],
            "supported",
            "source_share of health is warn.",
        ),
    ],
)
def test_a_doubtful_check_speaks_for_a_rival(checks: list[dict[str, Any]], status: str, evidence: str) -> None:
    row = of_all(weighed(SHORT, FEW, *checks))["not_passed_on"]
    assert (row["status"], row["evidence"]) == (status, evidence)


def test_a_cell_has_its_own_check_before_that_of_the_whole() -> None:
    checks = [check("areas_differ"), check("areas_differ", "warn", "area", "Harbour"), check("home_elsewhere")]
    said = [seen(40, area="Harbour"), seen(30, "School", area="Harbour")]
    frame = weighed(said, [*FEW, cell("area", "Harbour", high=2, medium=18)], *checks)
    own = frame[(frame["slice"] == "area") & (frame["rival"] == "another_area")].iloc[0]
    assert own["status"] == "supported"
    assert own["evidence"] == "areas_differ of Harbour is warn."
    assert of_all(frame)["another_area"]["status"] == "weakened"


@pytest.mark.parametrize(
    ("unflagged", "levels", "status"),
    [
        (0, {"high": 2, "medium": 18}, "weakened"),
        (3, {"high": 2, "medium": 18}, "weakened"),  # too few, were they all high
        (60, {"high": 2, "medium": 18}, "open"),
        (60, {"high": 19, "medium": 1}, "supported"),  # as high as the others they close it
    ],
)
def test_cases_without_a_flag_are_weighed_by_what_they_would_add(
    unflagged: int, levels: dict[str, int], status: str
) -> None:
    checks = [check("unflagged"), check("abuse_boundary")]
    row = of_all(weighed([seen(60)], [cell(unflagged=unflagged, **levels)], *checks))["unflagged"]
    assert row["status"] == status


def test_the_fewest_cases_that_end_a_finding_are_told() -> None:
    row = of_all(weighed([seen(20)], [cell(high=2, medium=18, unflagged=60)], check("unflagged")))["unflagged"]
    added = next(n for n in range(60) if compare_count(2 + n) != "partners_higher")
    assert f"would end if {added} of them" in row["evidence"]


def compare_count(high: int) -> str:
    found = compare(both_sides(voices(seen(20)), counts(cell(high=high)), study()))
    return str(found.loc[found["measure"] == "count", "finding"].iloc[0])


def test_without_code_and_narrative_no_case_without_a_flag_can_be_told() -> None:
    blind = [check(name, "not_checked") for name in ("abuse_boundary", "titles_alone")]
    assert of_all(weighed(SHORT, FEW, check("unflagged"), *blind))["unflagged"]["status"] == "not_checked"


@pytest.mark.parametrize(("missing", "status"), [(0, "weakened"), (3, "weakened"), (40, "open")])
def test_missing_levels_are_weighed_by_the_tipping_point(missing: int, status: str) -> None:
    row = of_all(weighed(SHORT, [cell(high=2, medium=18, risk_missing=missing)]))["risk_blank"]
    assert row["status"] == status
    assert ("times those taken" in row["evidence"]) == (status == "open")


def test_another_definition_that_changes_the_finding_speaks_for_itself() -> None:
    def rule(name: str, answer: str) -> dict[str, Any]:
        return {"rule": name, "measure": "count", "changes_answer": answer}

    changed = of_all(weighed(SHORT, FEW, rules=[rule("risk_level", ""), rule("offence_code", "yes")]))["definition"]
    same = of_all(weighed(SHORT, FEW, rules=[rule("risk_level", ""), rule("offence_code", "no")]))["definition"]
    assert (changed["status"], same["status"]) == ("supported", "weakened")
    assert "offence code" in changed["evidence"]
    assert of_all(weighed(SHORT, FEW))["definition"]["status"] == "not_checked"


def test_one_agency_alone_leaves_open_who_was_asked() -> None:
    assert of_all(weighed([seen(40), seen(1, "School")], FEW))["who_was_asked"]["status"] == "open"
    assert of_all(weighed(SHORT, FEW))["who_was_asked"]["status"] == "weakened"


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (SHORT, "open"),
        ([seen(40, under_recorded=1), seen(30, "School", under_recorded=1)], "weakened"),
        ([seen(40, matches=1), voice("School", agency="School", denied=1)], "supported"),
    ],
)
def test_partners_testimony_bears_on_whether_the_cases_are_there(said: list[dict[str, Any]], status: str) -> None:
    assert of_all(weighed(said, FEW))["truly_absent"]["status"] == status


def test_flags_taken_back_are_weighed_where_records_show_more() -> None:
    def row(**levels: int) -> dict[str, str]:
        return of_all(weighed([seen(20)], [cell(**levels)], check("misflagged"), coverage="all"))["flagged_in_error"]

    assert row(high=60, medium=20, misflagged=2)["status"] == "weakened"
    assert row(high=60, medium=60, misflagged=50)["status"] == "open"
    assert row(high=60, medium=1, misflagged=50)["status"] == "supported"


def test_months_that_only_one_side_covers_are_told() -> None:
    said = [voice("Hospital", stock_low=90, stock_high=90, mentions_high=1)]
    row = of_all(weighed(said, [cell(high=2, medium=9, months_covered=6)], check("months_without_records")))
    assert row["outside_window"]["status"] == "open"
    assert "took 45 cases off" in row["outside_window"]["evidence"]
