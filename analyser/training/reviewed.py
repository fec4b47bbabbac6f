"""Sentences that analysts have reviewed in a study, as coded interviews to train on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analyser.errors import InputError, Problem
from analyser.interviews import Interview, find_files, read_interviews_report
from analyser.review.applying import reviewed
from analyser.review.log import NAME, digest, open_log
from analyser.review.standing import standing
from analyser.study import load_study
from analyser.training.corpus import Item
from analyser.training.sources import item_of
from analyser.training.weighing import ENOUGH

INTERVIEWS = 2  # that are weighed by: thresholds come from interviews that were left out
_TOLD = ("analysts", "undecided", "stale", "unplaced", "events")


@dataclass(frozen=True)
class Reviewed:
    """The interviews with a reviewed sentence, and what a model's manifest tells of the review."""

    items: tuple[Item, ...]
    about: dict[str, Any]

    @property
    def sentences(self) -> int:
        """How many sentences were reviewed."""
        return sum(bool(sentence.codes) for item in self.items for sentence in item.sentences)


def read_reviewed(source: Path) -> Reviewed:
    """What stands of a study's review: each interview with a reviewed sentence, its other sentences without codes.

    A sentence counts where it was adjudicated, or all who judged it say the same, and its words are still those that
    were judged: they are read from the interview by their offsets and held to the hash in the log.

    Raises:
        InputError: the study names no transcripts or nobody has reviewed it; no reviewed sentence stands.
    """
    study = load_study(source)
    settings, path = study.interviews, study.folder / NAME
    if settings is None or not settings.files:
        remedy = 'write files = "interviews/*" below [interviews]'
        raise InputError(Problem("it does not name transcripts", study.folder / "study.toml", remedy=remedy))
    remedy = f"review sentences with `analyser review {study.folder.name}`"
    if not path.is_file():
        raise InputError(Problem("nobody has reviewed this study yet", path, remedy=remedy))
    with open_log(path) as log:
        events, passages = log.events(), log.passages()
    reading = read_interviews_report(
        find_files(study.folder, settings.files), interviewer=settings.interviewer, metadata=settings.metadata
    )
    texts = {one.interview_id: one.text for one in reading.interviews}
    excerpts, summary = reviewed(passages.assign(text=_words(passages, texts)), standing(events), texts)
    judged = excerpts[excerpts["coder"].str.startswith("analyst:")]
    if judged.empty:
        left = ", ".join(f"{summary[name]} {name}" for name in _TOLD[1:4])
        raise InputError(Problem(f"no reviewed sentence stands ({left})", path, remedy=remedy))
    items = tuple(_items(judged, reading.interviews))
    found = Reviewed(items, {"events_sha256": digest(events), **{name: summary[name] for name in _TOLD}})
    found.about.update(sentences=found.sentences, interviews=len(items))
    return found


def check_enough(found: Reviewed, source: Path) -> None:
    """Whether a model can be weighed by these sentences alone.

    Raises:
        InputError: they are too few, or of one interview.
    """
    sentences, interviews = found.sentences, len(found.items)
    if sentences < ENOUGH or interviews < INTERVIEWS:
        what = f"{sentences} reviewed sentences in {interviews} interviews are too few to weigh a model by"
        remedy = f"review at least {ENOUGH} in {INTERVIEWS} interviews, or name a corpus that they are added to"
        raise InputError(Problem(what, source, remedy=remedy))


def _words(passages: pd.DataFrame, texts: dict[str, str]) -> list[str]:
    """The words at each passage's offsets; none where there is no such place any more."""
    places = zip(*(passages[name].tolist() for name in ("interview_id", "start", "end")), strict=True)
    return [
        "" if pd.isna(start) or pd.isna(end) else texts.get(name, "")[int(start) : int(end)]
        for name, start, end in places
    ]


def _items(judged: pd.DataFrame, interviews: Sequence[Interview]) -> list[Item]:
    found = []
    for interview in interviews:
        rows = judged[judged["interview_id"] == interview.interview_id]
        if len(rows):
            names = {name for coder in rows["coder"] for name in coder.removeprefix("analyst:").split("+")}
            found.append(item_of(interview, rows.assign(coder=f"analyst:{'+'.join(sorted(names))}"), {}))
    return found
