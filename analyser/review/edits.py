"""Where the coder's sentences are not the ones to code: a passage split in two, two joined, one added."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analyser.review.desk import Desk, Passage
from analyser.review.form import told
from analyser.review.passages import hash_of, key_of


class EditError(Exception):
    """The edit cannot be made; the words are for the analyst and quote nothing."""


def split_at(desk: Desk, passage: Passage, words: str) -> str:
    """Splits a passage where `words` begin in it; both parts take the codes that stand. Returns what to tell.

    Raises:
        EditError: nothing was coded yet, or the words are not in it once, after its beginning.
    """
    codes = _standing(desk, passage)
    text, start = desk.text(passage), _start(passage)
    at = _find(text, words)
    if at == 0:
        raise EditError("Split: give the words that the second part begins with, not the first.")
    bounds = ((start, start + len(text[:at].rstrip())), (start + at, start + len(text)))
    parts = [
        {"start": low, "end": high, "codes": codes, "text_hash": hash_of(text[low - start : high - start])}
        for low, high in bounds
    ]
    event = desk.write("split", passage, None, {"parts": parts})
    return f"Saved: decision {event.number}, passage {passage.number} split in two."


def join_next(desk: Desk, passage: Passage) -> str:
    """Joins a passage with the next of its turn under the codes that stand for the first. Returns what to tell.

    Raises:
        EditError: nothing was coded yet, or its turn has no further passage.
    """
    codes = _standing(desk, passage)
    after = desk.passage(passage.number + 1)
    same = after is not None and all(
        after.row[name] == passage.row[name] for name in ("interview_id", "turn", "speaker")
    )
    interview = desk.interviews.get(passage.interview_id)
    if after is None or not same or interview is None:
        raise EditError("Join: its turn has no further passage.")
    start, end = _start(passage), int(after.row["end"])
    joined = _own(passage, key_of(passage.interview_id, start, end), interview.text[start:end])
    event = desk.write("join", joined, codes, {"passages": [passage.key, after.key]})
    return f"Saved: decision {event.number}, passages {passage.number} and {after.number} joined."


def add_words(desk: Desk, passage: Passage, words: str, codes: Mapping[str, str]) -> str:
    """Adds a passage of words that stand once in the interview. Returns what to tell.

    Raises:
        EditError: the words are not there once, are nobody's or the interviewer's speech, are a passage already, or the
            codes cannot stand.
    """
    if faults := told(codes):
        raise EditError(f"Add: {faults[0].words}")
    interview = desk.interviews.get(passage.interview_id)
    if interview is None:
        raise EditError("Add: the study has no transcript of it.")
    found = " ".join(words.split())
    start = _find(interview.text, found, "Add")
    end = start + len(found)
    if not any(turn.role == "partner" and turn.start <= start and end <= turn.end for turn in interview.turns):
        raise EditError("Add: the words must be a partner's, within one turn.")
    key = key_of(passage.interview_id, start, end)
    if key in desk.by_key:
        raise EditError(f"Add: that is passage {desk.by_key[key].number}; judge it there.")
    event = desk.write("add", _own(passage, key, interview.text[start:end]), codes, {})
    return f"Saved: decision {event.number}, a passage added."


def _standing(desk: Desk, passage: Passage) -> dict[str, str]:
    coding = desk.own.coding(passage.key)
    if coding is None or not coding.codes:
        raise EditError("Judge the passage first: the codes that stand go over to what is made of it.")
    return dict(coding.codes)


def _find(text: str, words: str, what: str = "Split") -> int:
    """Where the words begin; line ends and spaces in them count alike only as they stand in the text."""
    words = words.strip()
    count = text.count(words) if words else 0
    if count != 1:
        raise EditError(f"{what}: these words stand there {count} times; give words that stand there once, as written.")
    return text.index(words)


def _start(passage: Passage) -> int:
    if pd.isna(passage.row["start"]):
        raise EditError("The study has no transcript of it.")
    return int(passage.row["start"])


def _own(passage: Passage, key: str, text: str) -> Passage:
    """A passage that the analyst makes: it is not among the coder's and has no number."""
    return Passage(0, key, hash_of(text), passage.row, {}, True)
