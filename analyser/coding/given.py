"""Codes that a person or another program gives, in place of the coder's: `coded = "coded_excerpts.csv"`."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analyser.codebook import load_codebook
from analyser.errors import InputError, Problem
from analyser.schemas import CODED_EXCERPTS
from analyser.tables import read_csv

QUANTITY_KINDS = {"count", "share", "rate"}
BASES = {"stock", "flow"}
UNITS = {"week", "month", "quarter", "year"}


def read_codes(path: Path) -> pd.DataFrame:
    """The excerpts of a table with the columns of `coded_excerpts.csv`; missing columns count as empty.

    A row without an `excerpt_id` gets one from its interview and row.

    Raises:
        InputError: no such file, no row, an interview or id missing or twice, or values that are no codes of the
            codebook; every wrong row is named.
    """
    excerpts = read_csv(path, CODED_EXCERPTS, needed=["interview_id"])
    if excerpts.empty:
        raise InputError(Problem("there is no coded excerpt in it", path, remedy="give a row per coded sentence"))
    ids = [
        given or f"{interview}:row{row}"
        for row, (given, interview) in enumerate(
            zip(excerpts["excerpt_id"], excerpts["interview_id"], strict=True), start=2
        )
    ]
    problems = [
        Problem("interview_id is empty", path, f"row {row}", "say which interview the sentence is from")
        for row, interview in enumerate(excerpts["interview_id"], start=2)
        if not interview
    ]
    first = {one: row for row, one in reversed(list(enumerate(ids, start=2)))}
    problems += [
        Problem(f"excerpt_id {one!r} stands there twice", path, f"row {row}", f"it is in row {first[one]} too")
        for row, one in enumerate(ids, start=2)
        if first[one] != row
    ]
    problems += _unknown_codes(excerpts, path)
    if problems:
        raise InputError(problems)
    return excerpts.assign(excerpt_id=ids)


def _unknown_codes(excerpts: pd.DataFrame, path: Path) -> list[Problem]:
    book = load_codebook()
    known = {
        "harm_level": {one.code for one in book.levels},
        "assertion": {one.code for one in book.assertions},
        "data_claim": {one.code for one in book.claims},
        "trend": {one.code for one in book.trends},
        "quantity_kind": QUANTITY_KINDS,
        "quantity_basis": BASES,
        "rate_per": UNITS,
    }
    problems = []
    for column, codes in known.items():
        for row, value in enumerate(excerpts[column], start=2):
            if value and value not in codes:
                remedy = f"write one of {', '.join(sorted(codes))}, or nothing"
                problems.append(Problem(f"{column} is {value!r}, which is no code", path, f"row {row}", remedy))
    return problems
