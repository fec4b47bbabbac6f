"""Findings of presence and of what partners state, on small studies whose figures are worked by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
from comparison_studies import cell, counts, rows_of, study, voice, voices


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
