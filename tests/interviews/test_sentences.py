"""Sentences of speech."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyser.interviews import split_sentences

ONE_SENTENCE = [
    "We see Mr. Khan and Dr. Lee, e.g. on Mondays, i.e. weekly.",
    "There are approx. six, No. 5 being the worst of them.",
    "About 3.5 a week at 3.30 in the afternoon.",
    "I spoke to J. K. Smith about it.",
    "It's sort of... you know... six.",
    "She said “are you okay? are you safe?” and he left.",
    "They were at risk, right? the same two.",
    "We have, well – I think – six.",
    "There are more of them now, aren't there?",
    "We've got six of them in the team at the moment, and two of\nNorthgate's as well.",
    "The others are all in\nHarbour.",
    "It goes on\n\nover the page.",
]
SEVERAL = [
    ["We've got six.", "they're all new.", "None of them is a boy."],
    ["How many?", "Six.", "Yes!", "That was plan B.", "We did it."],
    ["Six…", "Maybe seven."],
    ["So did I.", "We all did."],
    ["“None at all.”", "That's what they said."],
    ["etc., and so on etc.", "Then they left."],
]


@pytest.mark.parametrize("text", ONE_SENTENCE)
def test_one_sentence_stays_one(text: str) -> None:
    assert split_sentences(text) == [(0, len(text))]


@pytest.mark.parametrize("sentences", SEVERAL)
@pytest.mark.parametrize("between", [" ", "\n\n"])
def test_sentences_are_told_apart(sentences: list[str], between: str) -> None:
    text = between.join(sentences)
    assert [text[start:end] for start, end in split_sentences(text)] == sentences


def test_a_paragraph_ends_a_thought() -> None:
    text = "About six\n\nWe keep a list\n\nSo there"
    assert [text[start:end] for start, end in split_sentences(text)] == ["About six", "We keep a list", "So there"]


def test_speech_without_stops_gives_sensible_units() -> None:
    text = (
        "so we had six in spring and then another one came from the school and we met about her but nothing held " * 20
    )
    units = [text[start:end] for start, end in split_sentences(text)]
    assert all(5 <= len(unit.split()) <= 40 for unit in units[:-1])
    assert any(unit.startswith("but nothing") for unit in units)


def test_a_long_sentence_with_its_stops_stays_whole() -> None:
    text = "We look at the flats, the shops, the station, the park, " * 5 + "and all of that each week."
    assert len(split_sentences(text)) == 1


@given(st.text(alphabet=st.sampled_from("aB. ?!…\n\"'“”()-–,1I\tJ:é\u00a0"), max_size=300))
def test_offsets(text: str) -> None:
    spans = split_sentences(text)
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
