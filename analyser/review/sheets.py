"""The review by spreadsheet: passages with the machine's codes go out, an analyst's decisions come in.

What comes in is held against what went out: a row whose source or machine's codes are not those of the log is refused
by its number, and either every decision of a sheet is written or none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analyser.errors import InputError, Problem
from analyser.review.codes import changes, choices, codes_of, faults, in_order
from analyser.review.log import Conflict, Entry, Log
from analyser.review.passages import hash_of, keys_of
from analyser.review.standing import JUDGED, standing
from analyser.review.workbook import workbook_bytes, workbook_rows
from analyser.schemas import CODES
from analyser.tables import Schema, cell, csv_rows, csv_text, unguard, write_bytes, write_text

WORKBOOK, TABLE = ".xlsx", ".csv"
SOURCE = ("interview_id", "agency", "area", "speaker", "locator", "text")
_MARK = "h"
DECISIONS = ("accept", "change", "defer")
# Everything is text on its way through a spreadsheet; only what stands in `EDITED` is an analyst's to change.
EDITED = (*CODES, "decision", "comment")
SHEET = Schema(
    "review",
    dict.fromkeys((*SOURCE, *EDITED, "machine", "confidence", "reason", "passage", "text_hash", "codes_hash"), "text"),
)
NEEDED = ("passage", "text_hash", "codes_hash", "text", *EDITED)


@dataclass(frozen=True)
class SheetDecisions:
    """What a sheet asks for: the decisions to write, a line for each that tells the difference, and how many rows."""

    entries: tuple[Entry, ...]
    lines: tuple[str, ...]
    rows: int

    def summary(self) -> dict[str, Any]:
        kinds = [entry.kind for entry in self.entries]
        return {"rows": self.rows, **{kind: kinds.count(kind) for kind in (*DECISIONS, "comment")}}


def sheet_of(excerpts: pd.DataFrame) -> pd.DataFrame:
    """The sheet (`SHEET`) of coded excerpts (`schemas.CODED_EXCERPTS`): a row per passage, with the machine's codes."""
    made = []
    for passage, row in zip(keys_of(excerpts), _records(excerpts), strict=True):
        codes = in_order(codes_of(row))
        made.append(
            {
                **{name: str(row[name]) for name in (*SOURCE, "reason")},
                **codes,
                "decision": "",
                "comment": "",
                "passage": passage,
                "machine": row["coder"],
                "confidence": cell(row["confidence"], "probability"),
                "text_hash": _mark(hash_of(row["text"])),
                "codes_hash": _codes_hash(codes, str(row["coder"])),
            }
        )
    return pd.DataFrame(made, columns=list(SHEET.columns), dtype="str").drop_duplicates("passage")


def write_sheet(excerpts: pd.DataFrame, path: Path) -> int:
    """Writes the passages to a workbook or a CSV file, by the name's ending, for its owner alone (mode 0600).

    Returns how many rows it has.

    Raises:
        InputError: another ending; a passage longer than a workbook's cell holds.
    """
    frame = sheet_of(excerpts)
    if _ending(path) == TABLE:
        write_text(path, csv_text(frame, SHEET), mode=0o600)
    else:
        write_bytes(path, workbook_bytes(frame, EDITED, {**choices(), "decision": DECISIONS}, path), mode=0o600)
    return len(frame)


def read_sheet(path: Path, log: Log, analyst: str) -> SheetDecisions:
    """The decisions that a sheet asks for, held against the passages of the log; writes nothing.

    Codes that are not the machine's are a change; `decision` says accept or defer; a comment alone is one. What the
    analyst has decided so already is left out.

    Raises:
        InputError: no sheet of a review, or rows that are unknown, stand there twice, have another source than the
            log, or whose codes cannot stand; each by its number.
    """
    rows = _rows(path)
    known = {row["passage"]: row for row in _records(log.passages())}
    if not known:
        remedy = "run `analyser review export` on this study first"
        raise InputError(Problem("no passage was ever exported or reviewed here", log.path, remedy=remedy))
    own = standing(log.events())
    own = own[(own["analyst"] == analyst) & (own["kind"] != "adjudicate")]
    before = {row["passage"]: row for row in _records(own)}
    problems: list[Problem] = []
    first: dict[str, int] = {}
    entries: list[Entry] = []
    lines: list[str] = []
    for number, row in rows:
        place = f"row {number}"
        wrong, entry = _source_faults(row, known.get(row["passage"]), first), None
        first.setdefault(row["passage"], number)
        if not wrong:
            machine = in_order(codes_of(known[row["passage"]]))
            earlier = before.get(row["passage"], {})
            wrong, entry = _decision(row, machine, analyst, int(earlier.get("number", 0)))
            told = _told(entry, machine, earlier) if entry is not None else ""
        problems += [Problem(what, path, place, remedy) for what, remedy in wrong]
        if entry is not None and told:
            entries.append(entry)
            lines.append(f"{place}, {row['passage']}: {told}")
    if problems:
        raise InputError(problems)
    return SheetDecisions(tuple(entries), tuple(lines), len(rows))


def apply_sheet(decisions: SheetDecisions, log: Log) -> int:
    """Writes the decisions, all in one transaction; returns how many.

    Raises:
        InputError: the analyst has decided on one of the passages since the sheet was read; nothing is written.
    """
    try:
        return len(log.append_all(decisions.entries))
    except Conflict as conflict:
        remedy = "import the sheet again"
        raise InputError(Problem(f"other decisions came in meanwhile ({conflict})", log.path, remedy=remedy)) from None


_Faults = list[tuple[str, str]]  # what is wrong and what to do


def _source_faults(row: Mapping[str, str], known: Mapping[str, Any] | None, first: Mapping[str, int]) -> _Faults:
    """Why a row is not one that went out; the words of the passage are never repeated.

    Only what a decision hangs on is checked: spreadsheets rewrite locators and dates on their own.
    """
    anew = "export anew and take your codes over"
    if not row["passage"]:
        return [("its passage is empty", "leave the locked columns as they were exported")]
    if known is None:
        return [(f"the passage {row['passage']!r} is unknown", anew)]
    if row["passage"] in first:
        return [(f"the passage stands in row {first[row['passage']]} too", "keep one of the two")]
    if row["text_hash"] != _mark(known["text_hash"]):
        return [("the interview's words have changed since the export", anew)]
    if hash_of(row["text"]) != known["text_hash"]:
        return [("its text was changed", "leave the locked columns as they were exported")]
    if row["codes_hash"] != _codes_hash(in_order(codes_of(known)), str(known["coder"])):
        return [("the machine's codes have changed since the export", anew)]
    return []


def _decision(
    row: Mapping[str, str], machine: Mapping[str, str], analyst: str, seen: int
) -> tuple[_Faults, Entry | None]:
    """What is wrong with a row's codes, or the decision that they are; neither where it is as it went out."""
    codes = in_order(row)
    said, comment = row["decision"].strip().lower(), row["comment"].strip()
    differs = codes != machine
    if said and said not in DECISIONS:
        return [(f"decision is {row['decision']!r}", f"write one of {', '.join(DECISIONS)}, or nothing")], None
    if differs and said not in ("", "change"):
        return [(f"decision is {said}, but the codes are not the machine's", "write change, or put them back")], None
    if said == "change" and not differs:
        return [("decision is change, but the codes are the machine's", "write accept, or other codes")], None
    if differs and (wrong := faults(codes)):
        return [(what, "") for what in wrong], None
    kind = "change" if differs else said or ("comment" if comment else "")
    if not kind:
        return [], None
    detail = {"sheet": True, **({"comment": comment} if comment else {})}
    text_hash = row["text_hash"].removeprefix(_MARK)
    judged = codes if kind in JUDGED else {}
    return [], Entry(analyst, kind, row["passage"], text_hash, judged, detail, expected=seen)


def _told(entry: Entry, machine: Mapping[str, str], before: Mapping[str, Any]) -> str:
    """The difference that a decision makes to what the analyst said before, else to the machine's codes."""
    comment = str(entry.detail.get("comment", ""))
    kind = before.get("kind", "")
    other = [f"comment {comment!r}"] if comment and comment != before.get("comment", "") else []
    if entry.kind in JUDGED:
        differs = changes(in_order(codes_of(before)) if kind in JUDGED else machine, entry.codes)
        if differs or kind not in JUDGED:
            other = [differs or "accepted", *other]
    elif entry.kind == "defer" and kind != "defer" and kind not in JUDGED:
        other = ["deferred", *other]
    return ", ".join(other)


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of a sheet with their numbers in the file, blank ones left out."""
    given = list(enumerate(csv_rows(path), start=1)) if _ending(path) == TABLE else workbook_rows(path, NEEDED)
    given = [(number, cells) for number, cells in given if any(one.strip() for one in cells)]
    header = [name.strip() for name in given[0][1]] if given else []
    missing = [name for name in NEEDED if header.count(name) != 1]
    if missing:
        what = f"it has not exactly one column {', '.join(missing)}"
        raise InputError(Problem(what, path, remedy="give a sheet of `analyser review export`"))
    rows = []
    for number, cells in given[1:]:
        row = dict.fromkeys(SHEET.columns, "") | dict(zip(header, map(unguard, cells), strict=False))
        rows.append((number, {name: text.replace("\r\n", "\n") for name, text in row.items()}))
    if not rows:
        raise InputError(Problem("it has no row below its header", path))
    return rows


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    columns = {str(name): frame[name].tolist() for name in frame}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _codes_hash(codes: Mapping[str, str], coder: str) -> str:
    return _mark(hash_of("\n".join([coder, *(codes[name] for name in CODES)])))


def _mark(digits: str) -> str:
    """A hash with a letter before it: a spreadsheet would take some of them for numbers."""
    return _MARK + digits


def _ending(path: Path) -> str:
    ending = path.suffix.lower()
    if ending not in (WORKBOOK, TABLE):
        raise InputError(
            Problem("a sheet is a workbook or a CSV file", path, remedy=f"name it *{WORKBOOK} or *{TABLE}")
        )
    return ending
