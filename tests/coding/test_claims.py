"""What a sentence says of the recorded data."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyser.coding.claims import OPPOSITE, settle_claims
from tests.coding.talk import coded, last


@pytest.mark.parametrize(
    ("speech", "claim"),
    [
        ("The numbers in that profile bear no relation to what we see.", "under_recorded"),
        ("Most of ours never got onto the police system.", "under_recorded"),
        ("There's hardly any high harm in that profile.", "under_recorded"),
        ("The data has been inflated.", "over_recorded"),
        ("I wouldn't say the figures are under-recorded.", "matches"),
        ("The profile doesn't match what comes through our door.", "under_recorded"),
        ("The risk field is blank half the time.", "incomplete"),
        ("The database is months out of date.", "incomplete"),
        ("I recognise that picture in the data.", "matches"),
    ],
)
def test_a_sentence_about_the_data_is_no_case(speech: str, claim: str) -> None:
    row = last(f"A: {speech}")
    assert (row["harm_level"], row["data_claim"]) == ("none", claim)


def test_under_reporting_by_children_is_no_claim_about_records() -> None:
    assert last("A: Under-reporting is massive among boys.")["data_claim"] == ""


@pytest.mark.parametrize(
    ("answer", "claim"),
    [("No, nothing like it.", "under_recorded"), ("Yes.", "matches"), ("Not at all.", "under_recorded")],
)
def test_a_bare_answer_takes_the_claim_of_the_question(answer: str, claim: str) -> None:
    row = last(f"Q: Does the profile match what you see?\nA: {answer}")
    assert (row["harm_level"], row["data_claim"]) == ("none", claim)


def test_a_case_with_its_record_keeps_both_codes() -> None:
    row = last("A: We've got nine girls at the serious end and half of them aren't on the system.")
    assert (row["harm_level"], row["data_claim"]) == ("high", "under_recorded")


@pytest.mark.parametrize(
    "speech",
    [
        "Mind the step on your way out.",
        "I couldn't tell you whether the figures are right or wrong.",
        "If a child isn't in the police data, it doesn't mean she's all right.",
        "My colleague says the police figures are too low.",
        "Half of them come in at the front desk.",
    ],
)
def test_without_data_or_view_of_the_speakers_own_there_is_no_claim(speech: str) -> None:
    assert last(f"A: {speech}")["data_claim"] == ""


@pytest.mark.parametrize(
    ("speech", "claim"),
    [
        ("I wouldn't say it's not accurate.", "matches"),
        ("It isn't too high.", "matches"),
        ("None of mine are on it.", "under_recorded"),
        ("All of mine are on it.", "matches"),
        ("They've got three and I'm working with nine.", "under_recorded"),
        ("They've got thirty and I've got nine.", "over_recorded"),
        ("She went on as a standard.", "under_recorded"),
        ("It's inflated.", "over_recorded"),
    ],
)
def test_where_the_talk_is_of_the_data_a_pointer_is_enough(speech: str, claim: str) -> None:
    assert last(f"Q: Here are the police records for your area.\nA: {speech}")["data_claim"] == claim


def test_another_question_ends_the_talk_of_the_data() -> None:
    rows = "Q: Here are the police records.\nA: They're too low.\nQ: What do your staff need?\nA: It's too low."
    assert last(rows)["data_claim"] == ""


@pytest.mark.parametrize(
    ("clear", "claim"), [("It's far too low.", "under_recorded"), ("It's inflated.", "over_recorded")]
)
def test_a_bare_no_takes_the_way_of_the_speakers_other_claims(clear: str, claim: str) -> None:
    rows = coded(f"Q: Does the police profile look right to you?\nA: No. {clear}")
    assert [row["data_claim"] for row in rows] == [claim, claim]


@given(st.lists(st.sampled_from([*OPPOSITE, ""]), max_size=8))
def test_settled_claims_are_codes(values: list[str]) -> None:
    codes = {"under_recorded", "over_recorded", "matches", "incomplete", ""}
    assert set(settle_claims([("A", value) for value in values])) <= codes
