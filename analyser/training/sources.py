"""Coded interviews to train on: a corpus with its index, or a study whose sentences a person has coded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analyser.coding import load_coder, read_codes
from analyser.coding.coder import coded_sentences
from analyser.errors import InputError, Problem
from analyser.interviews import Interview, find_files, read_interviews_report
from analyser.schemas import CODES
from analyser.study import load_study
from analyser.training.corpus import CodedSentence, Item, read_items

INDEX, STUDY = "index.csv", "study.toml"


def read_coded(source: Path, which: str = "") -> list[Item]:
    """The coded interviews of a corpus folder (of the split or author `which`), or of a study with a `coded` table.

    In a study, a partner's sentence that the table leaves out speaks of no case and makes no claim: that is what
    leaving it out means in `coded_excerpts.csv`.

    Raises:
        InputError: the folder is neither; the study names no transcripts or no coded table; a row of the table lies
            outside its interview.
    """
    if (source / INDEX).is_file():
        try:
            return read_items(source, which)
        except ValueError as error:
            raise InputError(Problem(str(error), source / INDEX)) from None
        except KeyError as error:
            raise InputError(Problem(f"{error} is missing in it or in a file that it names", source / INDEX)) from None
    if source.suffix != ".toml" and not (source / STUDY).is_file():
        remedy = f"name a folder with {INDEX}, or a study whose [interviews] have files and coded"
        raise InputError(Problem("there are no coded interviews here", source, remedy=remedy))
    return list(_of_study(source))


def _of_study(source: Path) -> Iterator[Item]:
    study = load_study(source)
    settings = study.interviews
    if settings is None or not settings.files or settings.coded is None:
        remedy = 'write files = "interviews/*" and coded = "coded_excerpts.csv" below [interviews]'
        raise InputError(Problem("it does not name transcripts and their codes", study.folder / STUDY, remedy=remedy))
    reading = read_interviews_report(
        find_files(study.folder, settings.files), interviewer=settings.interviewer, metadata=settings.metadata
    )
    codes = read_codes(settings.coded)
    _check_places(codes, {one.interview_id: one for one in reading.interviews}, settings.coded)
    for interview in reading.interviews:
        rows = codes[codes["interview_id"] == interview.interview_id]
        if len(rows):
            yield item_of(interview, rows, {"harm_level": "none"})


def item_of(interview: Interview, rows: pd.DataFrame, rest: Mapping[str, str]) -> Item:
    """An interview with the codes of `rows` (`schemas.CODED_EXCERPTS`), and those of `rest` for every other sentence of
    a partner."""
    given = [_sentence(row) for row in rows.sort_values("start").to_dict("records")]
    spans = [(one.start, one.end) for one in given]
    left_out = [
        CodedSentence(heard.start, heard.end, heard.turn.speaker, rest)
        for heard, _ in coded_sentences(interview, load_coder())
        if not any(start < heard.end and heard.start < end for start, end in spans)
    ]
    sentences = tuple(sorted([*given, *left_out], key=lambda one: one.start))
    agency = str(rows["agency_type"].iloc[0])
    name = interview.interview_id
    coder = str(rows["coder"].iloc[0])
    return Item(name, 1, coder, "interview", "", agency, "transcript", "", interview, sentences)


def _sentence(row: dict[Any, Any]) -> CodedSentence:
    codes = {code: _text(row[code]) for code in CODES if _text(row[code])}
    codes["harm_level"] = codes.get("harm_level", "none")
    if codes["harm_level"] == "none":
        codes.pop("assertion", None)
    return CodedSentence(int(row["start"]), int(row["end"]), str(row["speaker"]), codes)


def _text(value: Any) -> str:
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:g}"
    return str(value)


def _check_places(codes: pd.DataFrame, interviews: dict[str, Interview], path: Path) -> None:
    """Every row lies in an interview that was read, and its text is what stands there."""
    problems = []
    for row, one in enumerate(codes.to_dict("records"), start=2):
        interview = interviews.get(one["interview_id"])
        if interview is None:
            problems.append(Problem(f"there is no interview {one['interview_id']!r}", path, f"row {row}"))
        elif not _stands(one, interview.text):
            remedy = "code the transcript anew: its text has changed since"
            problems.append(Problem("the text does not stand at these offsets", path, f"row {row}", remedy))
    if problems:
        raise InputError(problems)


def _stands(row: dict[Any, Any], text: str) -> bool:
    """Do the row's words stand where it says?"""
    if pd.isna(row["start"]) or pd.isna(row["end"]):
        return False
    start, end = int(row["start"]), int(row["end"])
    return 0 <= start < end and text[start:end] == row["text"]
