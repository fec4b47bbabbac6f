"""An interview as the trained coder hears it: every turn and sentence in its place, with the numbers in it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from analyser.coding import load_coder
from analyser.coding.coder import coded_sentences
from analyser.coding.hearing import Spoken, lines_of, spoken
from analyser.interviews.model import Interview
from analyser.model import Line
from tests.coding.talk import interview

TALK = """Q: How many girls, would you say?
A: Well – 🙂 – we've six girls at high risk. Two of them were at the café; both have gone.
B: No. Nobody.
Q: Really?
Q: And the records?
A: Sixty-two per cent, mostly."""
MARKS = ["decided=high", "first", "no such mark"]
SPEECH = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")), max_size=50) | st.sampled_from(
    ["We have six girls. Both are known.", "One or two a week, mostly.", "Nobody.", "", " "]
)


def heard(talk: Interview) -> tuple[list[Spoken], list[Line], list[int]]:
    said = spoken(coded_sentences(talk, load_coder()))
    return said, *lines_of(talk, said, MARKS)


def test_lines_are_the_interviewers_turns_and_the_partners_sentences_in_order() -> None:
    _, lines, places = heard(interview(TALK))
    assert [(line.speaker, line.text) for line in lines[:4]] == [
        ("Interviewer", "How many girls, would you say?"),
        ("Partner 1", "Well – 🙂 – we've six girls at high risk."),
        ("Partner 1", "Two of them were at the café; both have gone."),
        ("Partner 2", "No."),
    ]
    assert [line.text for line in lines if line.asks] == [
        "How many girls, would you say?",
        "Really?",
        "And the records?",
    ]
    assert places == [place for place, line in enumerate(lines) if not line.asks]


def test_numbers_stand_where_the_sentence_has_them() -> None:
    said, lines, places = heard(interview(TALK))
    told = {line.text[start:end] for line in lines for start, end in line.numbers}
    assert {"six", "both", "Nobody", "Sixty-two per cent", "mostly"} <= {words.split(" girls")[0] for words in told}
    for one, place in zip(said, places, strict=True):
        for number, (start, end) in zip(one.numbers, one.places, strict=True):
            assert lines[place].text[start:end] == number.text


def test_features_are_the_marks_that_the_model_knows() -> None:
    _, lines, places = heard(interview(TALK))
    assert lines[1].features == (1.0, 1.0, 0.0)
    assert all(len(lines[place].features) == len(MARKS) for place in places)
    assert lines[0].features == ()


def test_what_is_silent_in_the_transcript_moves_no_number() -> None:
    text = "A: Well [phone rings] we have six girls. [laughs] Both are known."
    start, again = text.index("["), text.index("[laughs]")
    silent = ((start, text.index("]") + 1), (again, again + len("[laughs]")))
    said, lines, _ = heard(replace(interview(text), silent=silent))
    for line, one in zip(lines, said, strict=True):
        assert text[one.start : one.end] == line.text
    assert "Both" in {line.text[start:end] for line in lines for start, end in line.numbers}


def test_an_interview_in_which_no_partner_speaks() -> None:
    said, lines, places = heard(interview("Q: Hello?\nQ: Anyone?"))
    assert (said, places) == ([], [])
    assert [line.text for line in lines] == ["Hello?", "Anyone?"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("QAB"), SPEECH), max_size=6))
def test_any_talk_is_heard_in_order_and_every_number_is_in_its_line(talk: list[tuple[str, str]]) -> None:
    told = interview("\n".join(f"{who}: {speech}" for who, speech in talk))
    said, lines, places = heard(told)
    assert sum(line.asks for line in lines) == sum(turn.role == "interviewer" for turn in told.turns)
    assert len(places) == len(said)
    for one, place in zip(said, places, strict=True):
        assert lines[place].text == told.text[one.start : one.end]
        assert all(0 <= start < end <= len(lines[place].text) for start, end in lines[place].numbers)
    at = 0
    for line in lines:
        at = told.text.index(line.text, at)
