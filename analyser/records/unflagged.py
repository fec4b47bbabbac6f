"""Cases that the flag misses: a random sample for an analyst to confirm, and the estimate that the answers give."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from analyser.errors import InputError, Problem
from analyser.records.cases import Cases
from analyser.records.compact import plain
from analyser.records.quality_rules import Row, judged, not_checked
from analyser.records.quality_view import children_only, unflagged_offences
from analyser.records.table import RecordTable
from analyser.schemas import UNFLAGGED_SAMPLE
from analyser.statistics import hypergeometric_limits
from analyser.study import Study
from analyser.tables import read_csv
from analyser.tables import table as as_table

SIZE = 100
"""So many rows are drawn: enough to tell 10 % from 20 %, and a day's reading."""

_PLACE = ["file", "sheet", "row"]
_ANSWERS = ("yes", "no")


def draw_sample(table: RecordTable, cases: Cases, study: Study) -> pd.DataFrame:
    """The rows to look at (`schemas.UNFLAGGED_SAMPLE`): drawn at random from all that the flag may miss.

    The same records and seed give the same rows, in an order that is random too: whoever stops early has still read a
    random sample. What the study's own `unflagged_sample` already answers is filled in. It holds no narrative.

    Raises:
        InputError: see `answers`.
    """
    found = candidates(table, cases)
    order = np.random.default_rng(study.compare.seed).permutation(len(found))[:SIZE]
    drawn = found.iloc[order].assign(confirmed="")
    if study.records and study.records.unflagged_sample and not found.empty:
        told = answers(study.records.unflagged_sample, found)
        drawn = drawn.drop(columns="confirmed").merge(told[[*_PLACE, "confirmed"]], on=_PLACE, how="left")
    return as_table(drawn, UNFLAGGED_SAMPLE)


def candidates(table: RecordTable, cases: Cases) -> pd.DataFrame:
    """`record_id file sheet row reason`: every unflagged record that may be a case, by its place; none without a flag.

    These are the records that offence code or narrative tell, and all other child sexual offences.
    """
    frame = cases.frame
    told = children_only(table, frame[frame["unflagged"] & ~frame["surplus"]])
    offences = unflagged_offences(table, cases)
    parts = [
        told.assign(reason="offence code or narrative tells of exploitation"),
        offences[~offences["order"].isin(told["order"])].assign(reason="child sexual offence without the flag"),
    ]
    found = pd.concat([part[["record_id", *_PLACE, "reason"]] for part in parts])
    found = found.assign(file=plain(found["file"]), sheet=plain(found["sheet"]))  # to be sorted by name
    return found.sort_values(_PLACE, ignore_index=True).iloc[: None if cases.definition == "flag" else 0]


def answers(path: Path, found: pd.DataFrame) -> pd.DataFrame:
    """The rows of a sample that the analyst answered, `confirmed` yes or no.

    Raises:
        InputError: the file cannot be read, an answer is neither yes nor no, a row stands there twice or is none of the
            candidates `found`; each by its row.
    """
    sample = read_csv(path, UNFLAGGED_SAMPLE, needed=(*_PLACE, "confirmed"))
    sample["confirmed"] = sample["confirmed"].str.strip().str.casefold()
    known = found.set_index(_PLACE)["record_id"].to_dict()
    twice = sample.duplicated(_PLACE)
    problems = []
    for number, row in enumerate(sample.to_dict("records")):
        place = f"row {number + 2}"
        where = tuple(row[name] for name in _PLACE)
        if row["confirmed"] not in ("", *_ANSWERS):
            problems.append(
                Problem(f"confirmed is {row['confirmed']!r}", path, place, "write yes or no, or leave it blank")
            )
        if where not in known or known[where] != row["record_id"]:
            remedy = "records or study have changed since the sample was drawn; draw a new one"
            problems.append(Problem(f"no such unflagged record: {row['file']}, row {row['row']}", path, place, remedy))
        if twice[number]:
            problems.append(Problem("the same record stands there twice", path, place, "keep one of them"))
    if problems:
        raise InputError(problems)
    return sample[sample["confirmed"] != ""]


def unflagged_estimate(table: RecordTable, cases: Cases, study: Study) -> Row:
    """The check of how many of the records without a flag are cases, with the exact limits of a random sample."""
    check = "unflagged_estimate"
    path = study.records.unflagged_sample if study.records else None
    if cases.definition != "flag":
        return not_checked(check, why="The extract has no column cse_flag")
    found = candidates(table, cases)
    if path is None or found.empty:
        why = (
            "The study names no unflagged_sample with answers" if path is None else "No unflagged record may be a case"
        )
        return not_checked(check, why=why)
    told = answers(path, found)
    if told.empty:
        return not_checked(check, why="No row of the unflagged_sample is answered")
    hits, rows = int((told["confirmed"] == _ANSWERS[0]).sum()), len(found)
    low, high = hypergeometric_limits(hits, len(told), rows)
    estimate = hits * rows / len(told)
    words = {"n": hits, "sample": len(told), "rows": rows, "lowest": low, "highest": high, "estimate": round(estimate)}
    return judged(check, estimate, interval=(low, high), **words)  # type: ignore[arg-type]
