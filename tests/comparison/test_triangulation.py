"""What the four measures say together: never by `share` alone, never by measures that contradict each other."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from comparison_studies import cell, counts, study, voice, voices

from analyser.comparison import both_sides, compare, triangulate
from analyser.schemas import DATA_QUALITY
from analyser.study import Study
from analyser.tables import table

# Five partners with a caseload each, all of it high harm, who speak as they do of the records.
SAYING = {"mentions_high": 4, "mentions_medium": 1, "high_excerpts": "a;b;c;d", "number_excerpts": "a", "excerpts": "a"}


def partners(number: int = 5, **fields: Any) -> pd.DataFrame:
    return voices(*(voice(f"i{n}", agency_type="health", **{**SAYING, **fields}) for n in range(number)))


def failing(*checks: str) -> pd.DataFrame:
    return table([{"check": check, "slice": "all", "status": "fail"} for check in checks], DATA_QUALITY)


def matrix(perceived: pd.DataFrame, recorded: pd.DataFrame, of: Study | None = None, **more: Any) -> dict[str, Any]:
    of = of or study(slices=())
    quality = more.pop("quality", failing())
    both = both_sides(perceived, recorded, of)
    (row,) = triangulate(compare(both), both, quality, **more).to_dict("records")
    return {str(name): value for name, value in row.items()}


def test_a_count_that_survives_everything_and_is_reviewed_is_highly_likely_with_high_confidence() -> None:
    row = matrix(
        partners(flow_low=40, flow_high=45, under_recorded=2, reviewed_high=4), counts(cell(high=5, medium=40))
    )
    assert (row["overall"], row["agreement"], row["likelihood"]) == ("partners_higher", "agreement", "highly_likely")
    assert row["confidence"] == "high"
    assert row["statement"].startswith("It is highly likely that partners know of more cases of high harm")
    assert "at least 40 against 5" in row["statement"]


def test_missing_values_take_likelihood_and_say_how_many_it_would_take() -> None:
    recorded = counts(cell(high=5, medium=40, risk_missing=80))
    row = matrix(partners(flow_low=40, flow_high=45, under_recorded=2), recorded)
    assert (row["overall"], row["likelihood"], row["confidence"]) == ("partners_higher", "likely", "moderate")
    assert "of the 80 blank values proving high" in row["would_change"]
    assert "analysts have reviewed 0 of 4 sentences" in row["rests_on"]


def test_share_alone_carries_no_statement() -> None:
    row = matrix(partners(), counts(cell(high=5, medium=60)))
    assert (row["share"], row["count"], row["overall"]) == ("partners_higher", "indeterminate", "on_both_sides")
    assert (row["likelihood"], row["confidence"]) == ("", "")
    assert "nothing rests on that alone" in row["statement"]


def test_what_agencies_state_alone_is_a_realistic_possibility_of_low_confidence() -> None:
    row = matrix(partners(under_recorded=2, mentions_high=2, mentions_medium=2), counts(cell(high=50, medium=50)))
    assert (row["overall"], row["agreement"]) == ("partners_higher", "partial")
    assert (row["likelihood"], row["confidence"]) == ("realistic_possibility", "low")
    assert "5 agencies say so" in row["statement"]


def test_contradicting_measures_conclude_nothing() -> None:
    row = matrix(partners(flow_low=40, flow_high=45, over_recorded=2), counts(cell(high=5, medium=40)))
    assert (row["overall"], row["agreement"], row["confidence"]) == ("mixed", "dissonance", "low")
    assert row["likelihood"] == ""
    assert "contradict" in row["statement"]


def test_silence_denial_and_no_question_are_kept_apart() -> None:
    people = voices(
        voice("a", mentions_high=1, high_excerpts="e1"),
        voice("b", denied=1),
        voice("c"),
        voice("d", asked=0),
        voice("e", other_high=1),
    )
    row = matrix(people, counts(cell(high=3, medium=9)))
    groups = ("affirm", "deny", "elsewhere", "silent", "not_asked")
    assert [row[f"agencies_{name}"] for name in groups] == [1] * 5
    assert "asking those who were not asked after high harm (d)" in row["would_change"]


def test_records_that_are_silent_are_said_to_miss_it() -> None:
    row = matrix(partners(), counts(cell(medium=30)))
    assert row["overall"] == "records_silent"
    assert "the records miss high harm that partners know of: 5 agencies tell of such cases" in row["statement"]


@pytest.mark.parametrize(
    ("check", "weighs"), [("update_overdue", True), ("risk_missing", False), ("type_missing", False)]
)
def test_failed_checks_weigh_where_they_bear_on_the_cell(check: str, weighs: bool) -> None:
    people = partners(flow_low=40, flow_high=45, under_recorded=2, reviewed_high=4)
    row = matrix(people, counts(cell(high=5, medium=40)), quality=failing(check))
    assert (check.replace("_", " ") in row["rests_on"]) is weighs
    assert row["confidence"] == ("moderate" if weighs else "high")


def test_a_finding_that_depends_on_the_coder_is_no_more_than_possible() -> None:
    people = partners(flow_low=40, flow_high=45, under_recorded=2, reviewed_high=4)
    row = matrix(people, counts(cell(high=5, medium=40)), coder_depends={("all", "", "count")})
    assert (row["likelihood"], row["confidence"]) == ("realistic_possibility", "moderate")
