"""An invented study on disk and desks over it, for tests of the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from analyser.interviews import read_interviews
from analyser.review.desk import Desk
from analyser.review.log import NAME, open_log
from analyser.review.passages import passages_of
from analyser.schemas import CODED_EXCERPTS
from analyser.tables import table

HOSTILE = "<script>document.title = 'taken'; fetch('http://192.0.2.1/')</script>"
SENTENCES = (
    "We have six girls at the serious end.",
    "Two of them were moved between addresses.",
    "There is a group of men behind it.",
    "The younger ones are given lifts by adults.",
    f"Somebody typed {HOSTILE} into the notes.",
    "Most of mine are early help.",
    "One boy has new clothes that nobody can explain.",
    "The profile does not reflect what we see.",
    "The blank risk field is what worries me.",
    "It has gone up since the summer.",
    "Our meeting is on Tuesdays.",
    "The hotel is where they were seen.",
)
LEVELS = ("high", "high", "high", "medium", "none", "low", "low", "none", "none", "unspecified", "none", "medium")


def write_talk(folder: Path) -> Path:
    """An interview of twelve partner sentences in two answers, one of which holds a script."""
    folder.mkdir(parents=True, exist_ok=True)
    first, second = " ".join(SENTENCES[:6]), " ".join(SENTENCES[6:])
    text = f"Interviewer: What do you see?\n\nDana: {first}\n\nInterviewer: And the rest?\n\nDana: {second}\n"
    path = folder / "talk.txt"
    path.write_text(text, encoding="utf-8")
    return path


@cache
def read_talk(path: Path) -> tuple[Any, ...]:
    return tuple(read_interviews([path]))


def coded(interviews: tuple[Any, ...]) -> pd.DataFrame:
    """The sentences with codes that a coder might have given."""
    text, rows = interviews[0].text, []
    same = {"interview_id": "talk", "agency": "Beacon", "agency_type": "charity", "area": "Harbour", "speaker": "Dana"}
    same |= {"needs_review": "yes", "coder": "model:test@1", "reason": "'serious end' → high"}
    for number, (sentence, level) in enumerate(zip(SENTENCES, LEVELS, strict=True), start=1):
        start = text.index(sentence)
        row = {"excerpt_id": f"talk:{number:04d}", "start": start, "end": start + len(sentence), "text": sentence}
        row |= {"harm_level": level, "assertion": "" if level == "none" else "affirmed"}
        rows.append({**same, **row, "confidence": 0.4 + number / 40, "turn": 2 if number < 7 else 4})
    return table(rows, CODED_EXCERPTS)


@contextmanager
def desk_of(folder: Path, analyst: str = "Ada", *, blind: bool = True) -> Iterator[Desk]:
    """An analyst's desk over the study in `folder`, which is written where there is none."""
    path = folder / "talk.txt"
    interviews = read_talk(path if path.exists() else write_talk(folder))
    with open_log(folder / NAME) as log:
        excerpts = coded(interviews)
        log.lay_down(passages_of(excerpts), "model:test@1")
        yield Desk(log, log.passages(), interviews, analyst, blind=blind)
