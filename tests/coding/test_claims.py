"""What a sentence says of the recorded data."""

from __future__ import annotations

import pytest

from tests.coding.talk import last


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
