"""Captions become turns with whole sentences."""

from __future__ import annotations

import itertools

import pytest
from transcripts import Read, said

from analyser.interviews import split_sentences
from analyser.interviews.source import Unreadable
from analyser.interviews.vtt import read_vtt

TEAMS = """WEBVTT

NOTE made by hand

STYLE
::cue { color: red }

8f1c/12-0
00:00:01.000 --> 00:00:03.000 line:90%
<v Kim Lee>How many have you</v>

8f1c/12-1
00:00:03.100 --> 00:00:04.000
<v Kim Lee>got?</v>

00:00:05.000 --> 00:00:06.000
<v Ana O&apos;Dea>About six,
or so</v>

00:00:07.500 --> 00:00:09.000
<v Ana O&apos;Dea>I think.</v> <v Kim Lee>Right, &amp; the data?</v>

01:00:10.000 --> 01:00:12.000
<v.loud Ana O&apos;Dea><c>Two</c>.
"""


def test_teams(read: Read) -> None:
    interview = read(TEAMS, "teams.vtt")
    assert said(interview) == [
        ("interviewer", "Kim Lee", "How many have you got?"),
        ("partner", "Ana O'Dea", "About six, or so I think."),
        ("interviewer", "Kim Lee", "Right, & the data?"),
        ("partner", "Ana O'Dea", "Two."),
    ]
    assert interview.text.split("\n")[1] == "Ana O'Dea: About six, or so I think."
    assert interview.locator(interview.text.index("I think")) == "00:00:07"
    assert interview.locator(interview.turns[3].start) == "01:00:10"


def test_zoom(read: Read) -> None:
    cues = [
        "Kim Lee: How many",
        "Kim Lee: are there?",
        "Ana Diaz: Six: two",
        "of them new.",
        "Kim Lee: Thanks.",
        "Ana Diaz: OK.",
    ]
    text = "WEBVTT\n\n" + "\n\n".join(
        f"{n}\n00:00:{n:02d}.000 --> 00:00:{n + 1:02d}.000\n{cue}" for n, cue in enumerate(cues, 1)
    )
    assert said(read(text, "zoom.vtt"))[:2] == [
        ("interviewer", "Kim Lee", "How many are there?"),
        ("partner", "Ana Diaz", "Six: two of them new."),
    ]


def test_captions_that_roll_are_read_once() -> None:
    lines = ["we have six", "of them at the moment", "and two more", "came in last week"]
    cues = [lines[0]] + [f"{a}\n{b}" for a, b in itertools.pairwise(lines)]
    text = "WEBVTT\n\n" + "\n\n".join(f"00:00:0{n}.000 --> 00:00:0{n + 1}.000\n{cue}" for n, cue in enumerate(cues))
    assert read_vtt(text.encode()).text == "we have six of them at the moment and two more came in last week"


def test_without_names_all_is_one_turn_of_sensible_units(read: Read) -> None:
    words = "and then we had another one come in from the school who was going missing most weekends so we met " * 8
    cues = [words.split()[n : n + 7] for n in range(0, len(words.split()), 7)]
    text = "WEBVTT\n\n" + "\n\n".join(
        f"00:{n:02d}:00.000 --> 00:{n:02d}:59.900\n{' '.join(cue)}" for n, cue in enumerate(cues[:50])
    )
    interview = read(text, "auto.vtt")
    assert len(interview.turns) == 1
    assert "no speaker's label" in " ".join(interview.warnings)
    speech = interview.speech(interview.turns[0])
    assert all(len(speech[start:end].split()) <= 40 for start, end in split_sentences(speech))


@pytest.mark.parametrize("data", [b"hello", b"WEBVTT\n\nNOTE only\n"])
def test_no_captions(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_vtt(data)
