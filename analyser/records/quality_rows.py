"""Checks of which rows are counted: duplicates, the flag's errors, values not recognised, rows left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analyser.records.cases import Cases
from analyser.records.quality_rules import Row, judged, not_checked
from analyser.records.quality_view import ADULT, column_of, share
from analyser.records.read_sheet import NO_RECORDS
from analyser.records.scope import OUT_OF_SCOPE
from analyser.records.table import CODES, RecordTable

_NAMED = 5  # so many values are named in a sentence
_LONGEST = 30  # and so much of each


def row_checks(table: RecordTable, cases: Cases, counts: pd.DataFrame) -> list[Row]:
    """The checks `duplicates`, `unflagged`, `misflagged`, `not_crimes`, `unrecognised_values` and `rows_excluded`."""
    cell = counts[counts["slice"] == "all"].iloc[0]
    return [
        *_of_cases(cell, cases, table),
        *_unrecognised(table),
        *_excluded(table, cases),
    ]


def _of_cases(cell: pd.Series, cases: Cases, table: RecordTable) -> Iterator[Row]:
    yield share("duplicates", int(cell["duplicates"]), int(cell["records"]))
    unflagged, counted = int(cell["unflagged"]), int(cell["cases"])
    if cases.definition == "flag":
        yield share("unflagged", unflagged, counted + unflagged)
    else:
        yield not_checked("unflagged")
    yield share("misflagged", int(cell["misflagged"]), counted)
    told = cases.frame[cases.frame["is_cse"] & ~cases.frame["surplus"]]
    if "record_class" in table.absent:
        yield not_checked("not_crimes")
    else:
        yield share("not_crimes", int(told["record_class_code"].isin(["incident", "intelligence"]).sum()), len(told))
    if "victim_age" in table.absent:
        yield not_checked("adults")
    else:
        ages = pd.to_numeric(column_of(table, told, "victim_age"), errors="coerce")
        yield share("adults", int((ages >= ADULT).sum()), len(told))


def _unrecognised(table: RecordTable) -> Iterator[Row]:
    """A row for each coded column that the extract has."""
    for column in CODES:
        if column in table.absent:
            continue
        values = table.recognised.unrecognised_values(column)
        totals = values.groupby("value")["rows"].sum().sort_index().sort_values(ascending=False, kind="stable")
        names = [f"“{text if len(text) <= _LONGEST else text[:_LONGEST] + '…'}”" for text in totals.index[:_NAMED]]
        if len(totals) > _NAMED:
            names.append(f"{len(totals) - _NAMED} more")
        n = int(totals.sum())
        sentence = "named" if n and column == "cse_type" else ""
        words: dict[str, Any] = {"n": n, "column": column, "names": names}
        yield judged("unrecognised_values", n, slice_="column", value=column, sentence=sentence, **words)


def _excluded(table: RecordTable, cases: Cases) -> Iterator[Row]:
    """A row for each reason; what the study leaves out by its own scope, and what is no record, is no fault."""
    read = len(table.frame) + len(table.excluded)
    reasons = cases.excluded["reason"].value_counts()
    if reasons.empty:
        yield judged("rows_excluded", 0)
    for reason in sorted(reasons.index):
        n = int(reasons[reason])
        by = 0.0 if reason in OUT_OF_SCOPE | NO_RECORDS else n / read
        sentence = "aside" if reason in NO_RECORDS else ""
        words: dict[str, Any] = {"n": n, "rows": read, "reason": reason}
        yield judged("rows_excluded", n, slice_="reason", value=reason, by=by, sentence=sentence, **words)
