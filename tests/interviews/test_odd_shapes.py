"""Labels, questions and furniture in the shapes that other programs and other typists give them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from transcripts import Read, document, paragraph, said, table

TALK = [
    ("Rosa Marchetti", "Could you each say what you are seeing?"),
    ("Siân Llŷr", "We have seven at the moment."),
    ("Dewi ap Huw", "And we have four, mostly online."),
    ("Rosa Marchetti", "Does the profile say the same?"),
    ("Siân Llŷr", "No. It says one for our ward."),
    ("Dewi ap Huw", "I have not seen it."),
]
Line = Callable[[int, str, str], str]

SHAPES: dict[str, Line] = {
    "marks of direction": lambda _, name, words: f"\u200f{name}\u200f:\u00a0{words}",
    "accents apart": lambda _, name, words: unicodedata.normalize("NFD", f"{name}: {words}"),
    "accents apart now and then": lambda n, name, words: (
        unicodedata.normalize("NFD" if n % 2 else "NFC", name) + f": {words}"
    ),
    "a picture": lambda _, name, words: f"👤 {name}: {words}",
    "chevrons": lambda _, name, words: f">> {name}: {words}",
    "number and stop": lambda n, name, words: f"{n}. {name}: {words}",
    "number in brackets": lambda n, name, words: f"({n}) {name}: {words}",
    "date and time": lambda n, name, words: f"[14/05/2019, 10:0{n}:12] {name}: {words}",
    "date, time and dash": lambda n, name, words: f"14/05/2019, 10:0{n} - {name}: {words}",
    "semicolon": lambda _, name, words: f"{name}; {words}",
    "bar": lambda _, name, words: f"{name} | {words}",
    "columns of blanks": lambda _, name, words: f"{name:<18}{words}",
    "narrow blanks": lambda _, name, words: f"{name.replace(' ', chr(0x202F))}\u202f: {words}",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_labels_behind_and_before_other_marks(read: Read, shape: str) -> None:
    interview = read("\n".join(SHAPES[shape](number, *turn) for number, turn in enumerate(TALK, start=1)))
    assert [words for _, _, words in said(interview)] == [words for _, words in TALK]
    assert [turn.role for turn in interview.turns] == ["interviewer", "partner", "partner"] * 2
    assert len(interview.people) == 2


def test_numbered_questions_without_stops(read: Read) -> None:
    interview = read("Q1 How many have you got?\nA1 Six.\n\nQ2 Who holds them?\nA2 We do.\n")
    assert [role for role, _, _ in said(interview)] == ["interviewer", "partner"] * 2
    road = read("Kim: Where is it?\nAna: It runs along the\nA1 as far as the bridge.\nKim: Sure?\nAna: Yes.")
    assert [speaker for _, speaker, _ in said(road)] == ["Kim", "Ana"] * 2


def test_initials_keep_their_stops(read: Read) -> None:
    interview = read("R.J.K.: How many?\nD.ap G.: Six.\nR.J.K.: And the data?\nD.ap G.: Two.")
    assert {turn.speaker for turn in interview.turns} == {"R.J.K.", "D.ap G."}


def test_captions_that_begin_with_any_name(read: Read) -> None:
    names = {"Rosa Marchetti": "Rosa (she/her)", "Siân Llŷr": "Trust - Siân L", "Dewi ap Huw": "Dewi's iPhone"}
    cues = "\n".join(
        f"{number}\n00:0{number}:00.000 --> 00:0{number}:09.000\n{names[name]}: {words}\n"
        for number, (name, words) in enumerate(TALK, start=1)
    )
    interview = read(f"WEBVTT\n\n{cues}", "zoom.vtt")
    assert [words for _, _, words in said(interview)] == [words for _, words in TALK]
    assert [person.speaker for person in interview.people] == ["Trust - Siân L", "Dewi's iPhone"]


QUESTIONS = ["How many have you got?", "And what does the profile say?"]
ANSWERS = ["About six.", "It has none."]
LISTED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>'


@pytest.mark.parametrize("look", [LISTED, '<w:pStyle w:val="Heading2"/>'])
def test_questions_as_headings_or_list_paragraphs(read: Read, look: str) -> None:
    pairs = zip(QUESTIONS, ANSWERS, strict=True)
    body = "".join(paragraph(question, properties=look) + paragraph(answer) for question, answer in pairs)
    turns = said(read(document(body), "talk.docx"))
    assert [(role, words) for role, _, words in turns] == [
        (role, words)
        for pair in zip(QUESTIONS, ANSWERS, strict=True)
        for role, words in zip(("interviewer", "partner"), pair, strict=True)
    ]


def test_a_list_of_questions_and_answers_alike_sets_nothing_off(read: Read) -> None:
    body = "".join(paragraph(words, properties=LISTED) for _, words in TALK)
    interview = read(document(body), "talk.docx")
    assert [role for role, _, _ in said(interview)] == ["partner"]
    assert "2 lines end with a question mark" in interview.warnings[0]


def test_a_numbered_question_may_be_wrapped_or_a_remark(read: Read) -> None:
    interview = read(
        "1. How many young people would you say\n   you hold?\n\nAbout six.\n\n2. Why?\nThey move.\n\n"
        "3. Thank you for that.\n\nNo problem.\n"
    )
    assert [words for role, _, words in said(interview) if role == "partner"] == [
        "About six.",
        "They move.",
        "No problem.",
    ]
    assert said(interview)[0][2] == "How many young people would you say you hold?"


def test_a_table_of_questions_under_heads_of_its_own(read: Read) -> None:
    rows = [("Topic guide", "Reply in full", "Theme"), *zip(QUESTIONS, ANSWERS, ("scale", "data"), strict=True)]
    turns = said(read(document(table(*rows)), "talk.docx"))
    assert [words for role, _, words in turns if role == "partner"] == ANSWERS
    assert [words for role, _, words in turns if role == "interviewer"] == QUESTIONS


def test_the_head_and_number_of_two_pages(read: Read) -> None:
    head = "  Inquiry into Recording Practice      Day 14      3 June 2019"
    interview = read(
        f"{head}\n\nQ. How many?\nA. It was\n\n        1\n\f\n{head}\n\nabout forty.\nQ. Sure?\nA. Yes.\n\n   2\n"
    )
    assert next(words for role, _, words in said(interview) if role == "partner") == "It was about forty."


def test_how_somebody_speaks_does_not_make_another_speaker(read: Read) -> None:
    interview = read("Int: So?\nP1 [interrupting]: Six.\nInt: Oh?\nP1 (on the phone): Seven.\nP2 (police): Two.")
    assert [person.speaker for person in interview.people] == ["P1", "P2"]


def test_a_wrapped_road_or_class_is_no_label(read: Read) -> None:
    interview = read("Q. Which road?\nA. The estate off the\nA4. It is ten minutes away.\nQ. How many?\nA. Five.\n")
    assert [words for role, _, words in said(interview) if role == "partner"] == [
        "The estate off the A4. It is ten minutes away.",
        "Five.",
    ]


def test_a_time_in_speech_names_nobody(read: Read) -> None:
    interview = read(
        "Interviewer 00:00:01\nHow many?\nParticipant 00:00:05\nNine. [00:00:09] Four of them moved.\n"
        "Interviewer 00:00:15\nThanks.\n"
    )
    assert [turn.speaker for turn in interview.turns] == ["Interviewer", "Participant", "Interviewer"]
    assert said(interview)[1][2] == "Nine. Four of them moved."


def test_a_header_tells_name_and_post(read: Read) -> None:
    header = "Interviewer: Kim Lee\nInterviewee: Ana Diaz, scheme manager\n\n"
    assert [words for _, _, words in said(read(f"{header}Nine at present.\n\nTwo are new.\n"))] == [
        "Nine at present. Two are new."
    ]


def test_what_the_typist_counts_is_no_speech(read: Read) -> None:
    assert said(read("Int: So?\nP1: Fine.\n\nWord count: 3,120\n"))[-1][2] == "Fine."


@pytest.mark.parametrize(
    ("names", "late"), [(("Kim Lee", "Ana Diaz"), "Nia Prosser"), (("Kim", "Ana"), "Nia (school nursing)")]
)
def test_somebody_who_speaks_once_is_heard(read: Read, names: tuple[str, str], late: str) -> None:
    kim, ana = names
    interview = read(
        f"{kim}: How many?\n{ana}: Nine.\n{kim}: And the data?\n{ana}: Two.\n"
        f"{late}: Sorry. We have five.\n{kim}: Welcome."
    )
    assert [person.speaker for person in interview.people] == [ana, late.split(" (")[0]]


def test_whoever_else_speaks_at_a_hearing_is_no_witness(read: Read) -> None:
    pages = ["  A.  Nineteen children.", "  Q.  All flagged?", "  A.  Seven.", "  LADY TREW:  Is that on the sheet?"]
    pages += ["  A.  It is.", "  MR DACRE:  And the ward?", "  A.  Harbour."]
    numbered = "\n".join(f"{number:>2} {line}" for number, line in enumerate(pages, start=1))
    interview = read(f"{'47':>60}\n{numbered}\n\n{'48':>60}\n 1   Q.  And then?\n 2   A.  No more.\n")
    partner = [words for role, _, words in said(interview) if role == "partner"]
    assert partner == ["Nineteen children.", "Seven.", "It is.", "Harbour.", "No more."]


def test_speech_glued_to_its_label(read: Read) -> None:
    interview = read("INT:How many?\nP1:Nine.\nINT:and the data?\nP1:they say two.\nINT:right\nP1:3 are new")
    assert [words for role, _, words in said(interview) if role == "partner"] == ["Nine.", "they say two.", "3 are new"]


def test_a_table_of_particulars_is_no_talk(read: Read) -> None:
    particulars = table(("Agency", "Foyer"), ("Date", "3 June 2019"), ("Interviewer", "Kim Trew"))
    talk = "".join(map(paragraph, ["KT: How many?", "AD: Nine.", "KT: And the data?", "AD: Two."]))
    interview = read(document(particulars + talk), "talk.docx")
    assert [(role, speaker) for role, speaker, _ in said(interview)] == [("interviewer", "KT"), ("partner", "AD")] * 2
