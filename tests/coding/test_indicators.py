"""Indicators are found in any form of their words, and not in words that only name a process."""

from __future__ import annotations

import pytest

from analyser.codebook import load_codebook
from tests.coding.talk import last


@pytest.mark.parametrize(
    ("speech", "indicator"),
    [
        ("They've been moving her between addresses.", "moved"),
        ("He's being moved from hotel to hotel.", "moved"),
        ("Two of our girls owe money to the same men.", "debt_bondage"),
        ("She was threatened with a blade outside the shop.", "weapons"),
        ("An older boyfriend buys him trainers.", "older_boyfriend"),
        ("The girls are being groomed by lads in cars.", "groomed"),
        ("This lad is truanting and has a whole new set of friends.", "truancy"),
        ("We have six at category three.", "band_high"),
        ("We have six cat 3s.", "band_high"),
        ("I'd put both of those girls at medium.", "band_medium"),
    ],
)
def test_an_indicator_is_found(speech: str, indicator: str) -> None:
    assert indicator in last(f"A: {speech}")["indicators"].split(";")


@pytest.mark.parametrize(
    ("score", "level"),
    [("9", "low"), ("13", "medium"), ("16", "high"), ("twenty-two", "high"), ("sixteen out of 40", "high")],
)
def test_a_seraf_score_takes_its_band_and_is_no_quantity(score: str, level: str) -> None:
    row = last(f"A: She scored {score} on the SERAF.")
    assert (row["harm_level"], row["quantity_kind"]) == (level, "")


@pytest.mark.parametrize(
    "speech",
    [
        "High-risk meetings are on Tuesdays.",
        "The high harm panel sits every month.",
        "We had a serious case review.",
        "There has been significant change in the team.",
        "Our amber is their category two.",
    ],
)
def test_a_band_that_names_a_process_is_no_case(speech: str) -> None:
    assert last(f"A: {speech}")["harm_level"] == "none"


@pytest.mark.parametrize(
    "speech",
    [
        "Debt, that's the big one, and damp.",
        "There's a network lunch on Thursdays.",
        "The address is right.",
        "She went on a firearms course.",
        "At present it's quiet.",
    ],
)
def test_a_weak_sign_alone_is_no_case(speech: str) -> None:
    assert last(f"Q: How is the service run?\nA: {speech}")["harm_level"] == "none"


def test_there_are_phrasings_for_every_level() -> None:
    codebook = load_codebook()
    phrases = {
        level: sum(len(found.phrases) for found in codebook.indicators if found.level == level)
        for level in ("high", "medium", "low")
    }
    assert sum(phrases.values()) >= 250
    assert min(phrases.values()) >= 40
