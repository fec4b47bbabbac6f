"""Who interviews where no label tells it: by the metadata, by the header, else by who asks, however it is typed up."""

from __future__ import annotations

from pathlib import Path

import pytest
from transcripts import Read, said

from analyser.interviews import Interview, read_interviews
from analyser.interviews.asking import hands_over

LONG = "Well, we've got four at the moment who worry us, and two of those came to us from the school before the summer."


def roles(interview: Interview) -> dict[str, str]:
    return {turn.speaker: turn.role for turn in interview.turns}


def with_metadata(tmp_path: Path, text: str, *speakers: str, name: str = "talk.txt") -> Interview:
    (tmp_path / name).write_text(text, encoding="utf-8")
    rows = "".join(f"{name},{speaker},Hearth House\n" for speaker in speakers)
    (tmp_path / "interviews.csv").write_text("file,speaker,agency\n" + rows, encoding="utf-8")
    return read_interviews([tmp_path / name], metadata=tmp_path / "interviews.csv")[0]


# Transcripts without a word that tells a role, each with its interviewers.
TALKS = {
    "machine captions without punctuation": (
        "Noor: so just to introduce myself i'm from the review\n"
        "Pete: hello yes i'm the manager here we've been open since the spring\n"
        "Noor: okay and how many are you seeing at the moment\n"
        "Pete: um about four i think we've got a list somewhere and it was updated on monday when our worker was in\n"
        "Noor: can you tell me what you'd call serious\n"
        "Pete: when they're picked up and moved around and they don't come back for days and we ring round\n"
        "Noor: and what about the others\n"
        "Pete: the others are more worries than anything we keep them on the board and we review them\n",
        {"Noor"},
    ),
    "prompts without a question": (
        "Noor: Tell me about the team.\nPete: There are six of us, and we cover the north of the county.\n"
        "Noor: Talk me through a referral.\nPete: It comes by email, and our duty worker reads it the same day.\n"
        "Noor: Go on.\nPete: Then there is a meeting, if there is a room, and we write the score on the form.\n",
        {"Noor"},
    ),
    "two interviewers": (
        f"Noor: Thanks for finding the time. What does the service do?\nPete: {LONG}\n"
        f"Uma: How many is that in a year?\nPete: {LONG}\n"
        f"Noor: And where do they come from?\nPete: {LONG}\nUma: Is that recorded anywhere?\nPete: {LONG}\n",
        {"Noor", "Uma"},
    ),
    "a facilitator who talks a lot": (
        "Noor: Thank you all for coming. The ground rules are on the sheet, and we are recording so that nobody has to "
        "write, and I would like to begin with numbers. How many do you each see?\n"
        "Pete: We have about five.\nUma: Ours is more like ten, but our team is bigger.\n"
        "Noor: That is interesting, because another group said that they saw hardly any at all, and they were in the "
        "same town. So what makes the difference, do you think?\n"
        "Uma: We ask. I don't think that our neighbours do.\nPete: And we record it when they tell us.\n"
        "Noor: Let's move on to the records, which is the part that people usually dislike. Who keeps them?\n"
        "Pete: Our clerk does.\nUma: I do the spreadsheet for us.\n",
        {"Noor"},
    ),
    "an interviewer who makes long statements": (
        "Noor: When we read the last profile it said that there were hardly any, and that most were of low risk, and I "
        "have to say that it did not sound like what everybody tells us. Does that match what you see?\n"
        "Pete: No. We've got six.\n"
        "Noor: It may be that the flag is not set, since somebody has to tick it by hand, and in other places about "
        "half of them were missed in that way. Would you know whether it is set?\n"
        "Pete: I couldn't tell you. We don't see the police system.\n"
        "Noor: I'll note that down, because it bears on how the figures can be read. Is there anything else you'd like "
        "to add?\nPete: Only that our list is longer.\n",
        {"Noor"},
    ),
    "a partner who asks rhetorical questions": (
        f"Noor: How do you hear of them?\nPete: How do we hear? From the school, mostly. {LONG}\n"
        f"Noor: And the police?\nPete: What do they do with it? I wish I knew. {LONG} That can't be right, can it?\n"
        f"Noor: I see.\nPete: Who else would it be? {LONG}\nNoor: How many of them are boys?\nPete: Boys? {LONG}\n",
        {"Noor"},
    ),
    "the partner speaks first": (
        f"Pete: Come in, you found us. Is this about the profile?\nNoor: It is. What do you do here?\nPete: {LONG}\n"
        f"Noor: How often do you meet?\nPete: {LONG}\nNoor: Who chairs it?\nPete: {LONG}\n",
        {"Noor"},
    ),
}


@pytest.mark.parametrize("talk", TALKS)
def test_who_asks_interviews(read: Read, talk: str) -> None:
    text, asking = TALKS[talk]
    interview = read(text)
    assert {name for name, role in roles(interview).items() if role == "interviewer"} == asking
    assert any("who asks" in warning for warning in interview.warnings)


@pytest.mark.parametrize("talk", TALKS)
def test_beside_partners_of_the_metadata_who_asks_interviews(tmp_path: Path, talk: str) -> None:
    text, asking = TALKS[talk]
    partners = sorted({line.split(":")[0] for line in text.splitlines()} - asking)
    interview = with_metadata(tmp_path, text, *partners)
    assert roles(interview) == dict.fromkeys(asking, "interviewer") | dict.fromkeys(partners, "partner")
    assert [person.agency for person in interview.people] == ["Hearth House"] * len(partners)


def test_short_turns_before_a_named_partners_long_ones_interview(tmp_path: Path) -> None:
    text = f"Noor: The numbers.\nPete: {LONG}\nNoor: The board, then.\nPete: {LONG}\nNoor: Boys.\nPete: {LONG}\n"
    interview = with_metadata(tmp_path, text, "Pete")
    assert roles(interview) == {"Noor": "interviewer", "Pete": "partner"}


def test_who_answers_at_length_stays_a_partner_though_the_metadata_forgot_them(tmp_path: Path) -> None:
    text = f"Noor: How many?\nPete: {LONG}\nUma: {LONG}\nNoor: And boys?\nPete: {LONG}\nUma: {LONG}\n"
    interview = with_metadata(tmp_path, text, "Pete")
    assert roles(interview) == {"Noor": "interviewer", "Pete": "partner", "Uma": "partner"}
    assert any("'Uma'" in warning and "metadata" in warning for warning in interview.warnings)


@pytest.mark.parametrize("names", [("Pete", "Uma"), ("Pete",)])
def test_a_transcript_of_answers_alone_has_no_interviewer(read: Read, names: tuple[str, ...]) -> None:
    interview = read("".join(f"{name}: {LONG}\n" for name in names * 3))
    assert set(roles(interview).values()) == {"partner"}
    assert any("no interviewer" in warning for warning in interview.warnings)


def test_where_nobody_stands_out_nobody_is_taken(read: Read) -> None:
    turns = "Pete: We've got six on our list.\nUma: Our team has four of them too.\n"
    assert set(roles(read(turns * 4)).values()) == {"partner"}


@pytest.mark.parametrize(
    "label", ["REVIEWER", "Researcher", "EVALUATOR", "Author", "Facilitator", "Ms Hale (researcher)", "Researcher Hale",
              "Noor Hale (lead reviewer, county)"],
)  # fmt: skip
def test_labels_that_name_the_interviewers_part(read: Read, label: str) -> None:
    interview = read(f"{label}: The list.\nPete: {LONG}\n{label}: Thanks.\nPete: {LONG}\n")
    assert [turn.role for turn in interview.turns] == ["interviewer", "partner"] * 2
    assert interview.warnings == ()


def test_the_note_taker_is_neither(read: Read) -> None:
    interview = read(f"Facilitator: How many?\nPete: {LONG}\nNote-taker: Which was that?\nPete: {LONG}\n")
    assert roles(interview)["Note-taker"] == "other"


def test_the_chair_interviews_only_where_nobody_else_does(read: Read) -> None:
    asks = f"CHAIR: How many?\nPete: {LONG}\nCHAIR: Who keeps the list?\nPete: {LONG}\n"
    assert roles(read(asks))["CHAIR"] == "interviewer"
    assert roles(read(asks + f"Interviewer: Why?\nPete: {LONG}\n"))["CHAIR"] == "other"


@pytest.mark.parametrize(
    "header",
    [
        "NH = Noor Hale, interviewer",
        "NH: Noor Hale (interviewer)\nPD: Pete Dunn, manager",
        "Key: both at the table\nNH – Noor Hale, researcher",
        "PD = respondent; NH = interviewer",
        "Present: Pete Dunn (manager), NH (reviewer)",
        "Participants: Noor Hale (researcher), Pete Dunn (nurse)",
        "Interviewer: Noor Hale",
        "Date: 3 May 2019\nInterviewed by: Noor Hale (NH)",
    ],
)
def test_a_header_that_explains_the_labels(read: Read, header: str) -> None:
    interview = read(f"Talk at Hearth House\n{header}\n\nNH: The list.\nPD: {LONG}\nNH: And boys.\nPD: {LONG}\n")
    assert [(turn.role, turn.speaker) for turn in interview.turns] == [("interviewer", "NH"), ("partner", "PD")] * 2
    assert interview.warnings == ()


@pytest.mark.parametrize(
    "title",
    ["HEARTH HOUSE: INTERVIEW TRANSCRIPT", "COUNTY PROFILE 2019: PARTNER INTERVIEWS", "2019: PARTNER INTERVIEWS",
     "Partner: Hearth House", "HEARTH HOUSE: This was typed up from notes.", "REVIEW TEAM: Noor Hale"],
)  # fmt: skip
def test_a_title_above_the_talk_is_no_speaker(read: Read, title: str) -> None:
    talk = f"Interviewer: How many?\n\nRespondent: {LONG}\n\nInterviewer: Why?\n\nRespondent: {LONG}\n"
    interview = read(f"{title}\nHeld in the office.\n\n{talk}")
    assert roles(interview) == {"Interviewer": "interviewer", "Respondent": "partner"}
    assert len(interview.turns) == 4


def test_a_note_in_brackets_that_recurs_is_no_speaker(read: Read) -> None:
    interview = read("[Kim] How many?\n[laughs]\n[Ana] Six.\n[Kim] Why?\n[laughs]\n[Ana] Two moved.\n")
    assert set(roles(interview)) == {"Kim", "Ana"}


@pytest.mark.parametrize(
    ("label", "named"),
    [("Kit (Saltmarsh)", "Kit (Saltmarsh)"), ("Kit (Saltmarsh)", "Kit"), ("Kit", "Kit (Saltmarsh)"),
     ("Kit Dunn", "Kit"), ("KIT", "kit dunn")],
)  # fmt: skip
@pytest.mark.parametrize("shape", ["vtt", "zoom", "txt"])
def test_the_metadata_may_write_a_name_in_another_form(tmp_path: Path, label: str, named: str, shape: str) -> None:
    turns = [("Noor", "How many?"), (label, LONG), ("Noor", "Why?"), (label, LONG)]
    if shape == "txt":
        text = "".join(f"{name}: {words}\n" for name, words in turns)
    else:
        form = "<v {}>{}" if shape == "vtt" else "{}: {}"
        text = "WEBVTT\n" + "".join(
            f"\n00:0{minute}:00.000 --> 00:0{minute}:09.000\n{form.format(name, words)}\n"
            for minute, (name, words) in enumerate(turns)
        )
    interview = with_metadata(tmp_path, text, named, name="talk.txt" if shape == "txt" else "talk.vtt")
    assert [turn.role for turn in interview.turns] == ["interviewer", "partner"] * 2
    assert [person.agency for person in interview.people] == ["Hearth House"]


def test_speakers_of_one_name_are_told_apart_by_the_metadata_too(tmp_path: Path) -> None:
    text = f"Int: Well?\nPartner (police): {LONG}\nPartner (health): {LONG}\nInt: Oh?\nPartner (police): {LONG}\n"
    interview = with_metadata(tmp_path, text, "Partner (health)", "Partner (police)")
    assert [person.agency for person in interview.people] == ["Hearth House"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "Interviewer: how many? Partner: six. Interviewer: and boys? Partner: two.",
        "Kim: How many? Ana: Six. Kim: And boys? Ana: Two.",
        "Interviewer: how many? Partner: six.\nInterviewer: and boys? Partner: two.",
        "[0:01] Kim: How many? [0:04] Ana: Six. [0:05] Kim: And boys? [0:07] Ana: Two.",
        "Q: how many? A: six.\n\nQ: and boys? A: two.",
        "Kim: how many? Ana (nurse): six.\nKim: and boys?\nAna (nurse): two.",
    ],
)
def test_labels_in_the_middle_of_a_line(read: Read, text: str) -> None:
    turns = said(read(text))
    assert [(role, words.casefold()) for role, _, words in turns] == [
        ("interviewer", "how many?"), ("partner", "six."), ("interviewer", "and boys?"), ("partner", "two."),
    ]  # fmt: skip


def test_what_somebody_quotes_is_no_label(read: Read) -> None:
    interview = read(
        "Interviewer: What came back?\nRespondent: Two lines. Response: no crime. They asked us one thing. "
        "Question: who pays?\nInterviewer: And then?\nRespondent: Nothing."
    )
    assert set(roles(interview)) == {"Interviewer", "Respondent"}


def test_a_topic_in_the_middle_of_a_line_is_no_label(read: Read) -> None:
    interview = read(
        "Kim: How many?\nAna: It is like this. Safeguarding: we do that weekly. Health: they do theirs.\n"
        "Kim: Why?\nAna: One more thing. Numbers: six."
    )
    assert set(roles(interview)) == {"Kim", "Ana"}
    assert len(interview.turns) == 4


@pytest.mark.parametrize(
    "speech",
    ["How many?", "and what about the boys", "Could you put a figure on that.", "So tell me about the list.",
     "Okay, right, so how many would that be", "That is more than they said. Why is that? The gap, I mean.",
     "Is there anything else you'd like to add", "Describe one, without names."],
)  # fmt: skip
def test_turns_that_hand_over(speech: str) -> None:
    assert hands_over(speech)


@pytest.mark.parametrize(
    "speech",
    ["We have six.", "What we see is a list of six that nobody reads.", "When they come in we write it down.",
     f"What do we do? {LONG}", f"{LONG} Which is a lot, isn't it?", "i don't know about that we've got six", "Yes."],
)  # fmt: skip
def test_turns_that_do_not(speech: str) -> None:
    assert not hands_over(speech)
