"""Who speaks: labels in their usual shapes are found, and words before a colon in somebody's speech are none."""

from __future__ import annotations

import pytest
from transcripts import Read, said

SHAPES = {
    "colon": "Interviewer: How many?\nPartner: Six.\nInterviewer: And the data?\nPartner: Two.",
    "tab": "INT\tHow many?\nP1\tSix.\nINT\tAnd the data?\nP1\tTwo.",
    "dot": "Q. How many?\nA. Six.\nQ. And the data?\nA. Two.",
    "letters": "I: How many?\nR: Six.\nI: And the data?\nR: Two.",
    "numbered questions": "Q1: How many?\nA1: Six.\nQ2: And the data?\nA2: Two.",
    "bold line": (
        "**Interviewer**\n\nHow many?\n\n**Partner 1**\n\nSix.\n\n**Interviewer**\n\n"
        "And the data?\n\n**Partner 1**\n\nTwo."
    ),
    "bold colon": (
        "**Interviewer:** How many?\n\n**Partner:** Six.\n\n**Interviewer:** And the data?\n\n**Partner:** Two."
    ),
    "dash": "Interviewer – How many?\nDawn – Six.\nInterviewer – And the data?\nDawn – Two.",
    "hyphen": "Interviewer - How many?\nDawn - Six.\nInterviewer - And the data?\nDawn - Two.",
    "brackets": "[Interviewer] How many?\n[Partner] Six.\n[Interviewer] And the data?\n[Partner] Two.",
    "role": (
        "KIM LEE (interviewer): How many?\nANA DIAZ (nurse): Six.\nKIM LEE: And the data?\nANA DIAZ (nurse): Two."
    ),
    "own line": ("Interviewer\nHow many?\n\nSocial worker\nSix.\n\nInterviewer\nAnd the data?\n\nSocial worker\nTwo."),
    "time behind": (
        "Speaker 1  0:03\nHow many?\n\nSpeaker 2  0:09\nSix.\n\nSpeaker 1  0:15\nAnd the data?\n\nSpeaker 2  0:20\nTwo."
    ),
    "time in front": (
        "[00:01:02] Kim: How many?\n[00:01:09] Ana: Six.\n[00:02:02] Kim: And the data?\n[00:02:09] Ana: Two."
    ),
    "time in brackets": (
        "Kim (00:01:02)\nHow many?\nAna (00:01:09)\nSix.\nKim (00:02:02)\nAnd the data?\nAna (00:02:09)\nTwo."
    ),
    "bare time in front": (
        "00:01:02 Kim\nHow many?\n00:01:09 Ana\nSix.\n00:02:02 Kim\nAnd the data?\n00:02:09 Ana\nTwo."
    ),
    "time at the end": (
        "I: How many? #00:00:05-1#\nB: Six. #00:00:09-3#\nI: And the data? #00:00:11-1#\nB: Two. #00:00:15-0#"
    ),
    "table": (
        "| Speaker | Text |\n|---|---|\n| Int | How many? |\n| P1 | Six. |\n| Int | And the data? |\n| P1 | Two. |"
    ),
    "very short": "Kim: How many?\nAna: Six.\nKim: And the data?\nAna: Two.",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_usual_shape_of_a_label(read: Read, shape: str) -> None:
    turns = said(read(SHAPES[shape], "talk.md"))
    assert [(role, words) for role, _, words in turns] == [
        ("interviewer", "How many?"),
        ("partner", "Six."),
        ("interviewer", "And the data?"),
        ("partner", "Two."),
    ]
    assert turns[1][1] == turns[3][1]


def test_topics_before_a_colon_are_no_speakers(read: Read) -> None:
    interview = read(
        "Kim: Thanks. So how many?\nAna: We've got six.\nKim: What do you look at?\nAna: One thing: it changes.\n"
        "Safeguarding: we do that weekly.\n\nNote: not all of them.\nFor example: two moved.\n"
        "Kim: Is that so?\nAna: Yes."
    )
    assert {turn.speaker for turn in interview.turns} == {"Kim", "Ana"}
    assert said(interview)[3][2].endswith("For example: two moved.")


def test_forms_of_one_label_are_one_speaker(read: Read) -> None:
    interview = read(
        "Kim Lee: How many?\nAna: Six.\nKIM LEE: And?\nAna Diaz: Two.\nKim: OK?\nANA: Yes.\n"
        "INTERVIEWER: So?\nInterviewer: Well?"
    )
    assert {turn.speaker for turn in interview.turns} == {"Kim Lee", "Ana", "INTERVIEWER"}


def test_a_role_in_brackets_tells_speakers_of_one_name_apart(read: Read) -> None:
    interview = read("Int: Well?\nPartner (police): Two.\nPartner (health): Six.\nInt: Oh?\nPartner (police): Yes.")
    assert [person.speaker for person in interview.people] == ["Partner (police)", "Partner (health)"]


def test_the_header_block_is_no_speech_and_names_the_interviewer(read: Read) -> None:
    interview = read(
        "Interview 3\nDate: 3 May 2019\nInterviewer: Kim Lee\n\nKL: How many?\nNurse: Six.\nKL: Oh.\nNurse: Yes."
    )
    assert said(interview)[:2] == [("interviewer", "KL", "How many?"), ("partner", "Nurse", "Six.")]
    assert interview.warnings == ()


def test_a_guess_is_said_and_can_be_corrected(read: Read) -> None:
    text = "Kim: How many?\nAna: Six.\nKim: Why?\nAna: Two moved here."
    assert any("'Kim'" in warning and "interviewer =" in warning for warning in read(text).warnings)
    corrected = read(text, interviewer=["ANA:"])
    assert [turn.role for turn in corrected.turns] == ["partner", "interviewer"] * 2
    assert corrected.warnings == ()


def test_without_labels_all_is_the_partners(read: Read) -> None:
    interview = read("We've got six.\n\nNone of them is new.")
    assert [(turn.speaker, turn.role) for turn in interview.turns] == [("", "partner")]
    assert "label" in interview.warnings[0]


def test_a_hearing(read: Read) -> None:
    interview = read(
        "MS SMITH:  Good morning.\n    Q.  How many were flagged?\n    A.  About forty.\n    Q.  And of those?\n"
        "    A.  I could not say. It was\n        perhaps ten.\nTHE CHAIR:  Thank you."
    )
    partner = [words for role, _, words in said(interview) if role == "partner"]
    assert partner == ["About forty.", "I could not say. It was perhaps ten."]


def test_line_numbers_at_the_margin_are_no_speech(read: Read) -> None:
    interview = read(
        "1   MS SMITH:  Good morning.\n2   Q.  How many were\n3       flagged?\n4   A.  About forty\n"
        "5       of them.\n6   Q.  And of those?\n7   A.  Ten.\n"
    )
    assert [words for role, _, words in said(interview) if role == "partner"] == ["About forty of them.", "Ten."]


@pytest.mark.parametrize("mark", ["**{}**", "1. {}"])
def test_questions_that_are_set_off_are_the_interviewers(read: Read, mark: str) -> None:
    questions = ["How many have you got?", "And what does the profile say?"]
    text = f"{mark.format(questions[0])}\n\nAbout six.\n\nTwo are new.\n\n{mark.format(questions[1])}\n\nIt has none.\n"
    interview = read(text, "talk.md")
    assert [words for role, _, words in said(interview) if role == "partner"] == [
        "About six. Two are new.",
        "It has none.",
    ]
    assert "bold" in interview.warnings[0]


def test_a_number_alone_is_an_answer_but_rising_ones_are_pages(read: Read) -> None:
    answer = read("Interviewer\nHow many?\n\nPartner\n6\n\nInterviewer\nSure?\n\nPartner\nYes.")
    assert said(answer)[1] == ("partner", "Partner", "6")
    pages = read("Int: So?\nPartner: We have\n\n1\n\nsix and\n\n2\n\nthen\n\n3\n\nmore.\nInt: Oh?")
    assert said(pages)[1][2] == "We have six and then more."


def test_notes_are_silent_and_asides_are_speech(read: Read) -> None:
    text = (
        "Int: So?\nPartner: Six [laughs] (well, two of them) (long pause) <inaudible> now [crosstalk 00:12].\nInt: Oh?"
    )
    assert said(read(text))[1][2] == "Six (well, two of them) now ."


def test_page_furniture_and_the_end_are_silent(read: Read) -> None:
    text = "Int: So?\nPartner: We have\n\nPage 2 of 9\n\nsix.\n\n[End of interview]\n"
    assert said(read(text))[1][2] == "We have six."


def test_locators_are_times_or_lines(read: Read) -> None:
    lines = read("Int: So?\nPartner: Six.\nAnd two.")
    assert lines.locator(lines.text.index("And two")) == "line 3"
    times = read("[00:00:05] Int: So?\nPartner: Six [00:01:00] now.\n")
    assert times.locator(times.text.index("now")) == "00:01:00"
    assert times.locator(times.turns[1].start) == "00:00:05"
