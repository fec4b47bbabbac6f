"""The trained coder over whole interviews: what users rely on, whatever the model says of a sentence."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from analyser.coding import Coder, code_interviews, explain, load_coder, pool
from analyser.errors import InputError
from analyser.interviews.model import Interview
from tests.coding.talk import interview

ROOT = Path(__file__).parents[2]
TALKS = {
    "c": "Q: How many girls?\nA: Six girls are being sexually exploited. Back in 2011 there were two. 🙂 Both – café.",
    "a": "Q: And the records?\nA: They show too few.\nB: I don't think so. " + "We see them weekly, mostly. " * 30,
    "b": "A: Our meeting is on Tuesdays.",
    "d": "Q: Hello?",
}


def talks() -> list[Interview]:
    return [interview(text, name) for name, text in TALKS.items()]


@pytest.fixture(scope="module")
def coder() -> Coder:
    return load_coder("model")


@pytest.fixture(scope="module")
def frame(coder: Coder) -> pd.DataFrame:
    return code_interviews(talks(), coder)


def test_every_sentence_has_its_place_its_coder_and_a_confidence(frame: pd.DataFrame, coder: Coder) -> None:
    for row in frame.to_dict("records"):
        assert TALKS[row["interview_id"]][row["start"] : row["end"]] == row["text"]
        assert 0.2 <= row["confidence"] <= 1  # of five levels the likeliest
        assert row["coder"] == coder.name
        assert row["reason"]
    assert coder.name.startswith("model:partner@")


def test_the_sentences_are_those_that_the_rules_code(frame: pd.DataFrame) -> None:
    ruled = code_interviews(talks(), load_coder())
    same = ["excerpt_id", "interview_id", "speaker", "start", "end", "text", "turn", "locator"]
    pd.testing.assert_frame_equal(frame[same], ruled[same])
    assert (ruled["coder"] != frame["coder"]).all()


def test_sentences_without_a_level_have_no_codes_of_cases(frame: pd.DataFrame) -> None:
    none = frame[frame["harm_level"] == "none"]
    assert len(none)
    for column in ("assertion", "quantity_kind", "cse_type", "trend"):
        assert not none[column].any()
    coded = frame[frame["harm_level"] != "none"]
    assert coded["assertion"].all()


def test_the_plainest_sentences_are_read(frame: pd.DataFrame) -> None:
    said = frame.set_index("text")
    assert said.loc["Our meeting is on Tuesdays.", "harm_level"] == "none"
    assert said.loc["Six girls are being sexually exploited.", "harm_level"] != "none"


@pytest.mark.parametrize("start", ["spawn", pool.START])
def test_processes_give_the_same_table(
    start: str, frame: pd.DataFrame, coder: Coder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "START", start)
    pd.testing.assert_frame_equal(code_interviews(talks(), coder, jobs=2), frame)


def test_another_run_writes_the_same_bytes(frame: pd.DataFrame) -> None:
    code = (
        "import hashlib\n"
        "from analyser.coding import code_interviews, load_coder\n"
        "from tests.coding.test_trained_coder import talks\n"
        "frame = code_interviews(talks(), load_coder('model'))\n"
        "print(hashlib.sha256(frame.to_csv().encode()).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == hashlib.sha256(frame.to_csv().encode()).hexdigest()


def test_an_interview_is_coded_alike_alone_and_among_others(frame: pd.DataFrame, coder: Coder) -> None:
    for talk in reversed(talks()):
        alone = code_interviews([talk], coder)
        among = frame[frame["interview_id"] == talk.interview_id].reset_index(drop=True)
        if talk.interview_id == "d":
            assert alone.empty
        else:
            pd.testing.assert_frame_equal(alone, among)


def test_nobody_to_code(coder: Coder) -> None:
    assert code_interviews([], coder).empty
    assert code_interviews([interview("Q: Hello?\nQ: " + "Tell me all about it. " * 99)], coder).empty


def test_the_talk_before_a_sentence_is_heard(coder: Coder) -> None:
    def chance(question: str) -> float:
        rows = code_interviews([interview(f"Q: {question}\nA: Two.")], coder)
        return float(rows["confidence"].iloc[-1])

    about = "How many girls have you seen who are sexually exploited at the moment?"
    assert chance(about) != chance("What time is the next meeting?")


def test_a_passage_is_explained_by_the_coder_that_codes_it(coder: Coder) -> None:
    found = explain("Six girls are being sexually exploited.", coder)
    assert found


def test_a_coder_that_is_not_there() -> None:
    with pytest.raises(InputError, match="there is no model here"):
        load_coder("models/nobody")
