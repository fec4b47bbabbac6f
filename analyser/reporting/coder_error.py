"""What the coder's errors may do to the findings, as the report and the summary tell it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analyser.reporting import words
from analyser.reporting.plots import cell_label
from analyser.stages import Comparison

METHODS = {
    "prediction_powered": "by the random sample of the review",
    "error_band": "by the coder's measured errors",
    "hand_coded": "coded by hand",
    "": "not measured",
}
WHOLE = ("count", "share", "presence")


def coder_error_section(run: Comparison) -> dict[str, Any]:
    """What the template shows: a sentence on the whole, a row for each figure of `all`, and the cells that depend."""
    rows = list(run.coder_error.itertuples())
    whole = [row for row in rows if row.slice == "all"]
    depend = [row for row in rows if row.slice != "all" and row.depends == "yes"]
    return {
        "told": _told(run.coder_error),
        "rows": [_shown(row) for row in (*whole, *depend)],
        "cells": len(depend),
        "notes": list(dict.fromkeys(row.note for row in whole)),
    }


def coder_errors(table: pd.DataFrame) -> dict[tuple[str, str, str], Any]:
    """The rows of `coder_error.csv` by slice, value and measure."""
    return {(str(row.slice), str(row.value), str(row.measure)): row for row in table.itertuples()}


def coder_error_said(errors: Mapping[tuple[str, str, str], Any], row: Any) -> str:
    """One sentence on a finding of `discrepancies.csv`; "" where the coder's errors do not come in."""
    found = errors.get((row.slice, row.value, row.measure))
    if found is None or not found.depends or found.method == "hand_coded":
        return ""
    if found.depends == "no":
        return "It does not depend on the coder's errors."
    if found.method == "prediction_powered":
        other = words.FINDINGS[found.finding_at_low].lower()
        return f"It depends on the coder's errors: put right by the sample that analysts read, the answer is “{other}”."
    ends = {found.finding_at_low, found.finding_at_high} - {found.finding}
    others = " or ".join(f"“{words.FINDINGS[one].lower()}”" for one in sorted(ends))
    remedy = {
        "count": "have the sentences that give the largest numbers reviewed",
        "share": "have a random sample of sentences reviewed",
    }.get(row.measure, "have the sentences that speak of high harm reviewed")
    return f"It depends on the coder's errors, which could make it {others}: {remedy}."


def coder_error_line(errors: Mapping[tuple[str, str, str], Any], measure: str) -> str:
    """What a line of the summary adds on the whole study's finding."""
    found = errors.get(("all", "", measure))
    return "hangs on the coder's errors" if found is not None and found.depends == "yes" else ""


def _told(table: pd.DataFrame) -> str:
    whole = table[(table["slice"] == "all") & table["measure"].isin(WHOLE)]
    if whole.empty:
        return "Partners give no figure that the coder's errors could change."
    if (whole["method"] == "hand_coded").all():
        return "The interviews were coded by hand: no program's errors stand behind the partners' figures."
    if (whole["depends"] == "").all():
        return "How often this coder errs is not known here, so nothing is said of what its errors could do."
    names = {
        kind: [words.MEASURES[one] for one in whole.loc[whole["depends"] == kind, "measure"]] for kind in ("yes", "no")
    }
    told = [f"{verb}: {'; '.join(names[kind])}." for kind, verb in _VERBS.items() if names[kind]]
    return " ".join(told)


_VERBS = {
    "yes": "These answers could be others if the coder erred as it did where it was measured",
    "no": "These answers stay",
}


def _shown(row: Any) -> dict[str, Any]:
    share = row.measure == "share"
    ends = (
        f"{words.figure(row.low, share=share)} to {words.figure(row.high, share=share)}" if row.low == row.low else "–"
    )
    return {
        "cell": cell_label(str(row.slice), str(row.value)),
        "measure": words.MEASURES.get(row.measure, "Mentions of high harm"),
        "partners": words.figure(row.partners, share=share),
        "corrected": words.figure(row.corrected, share=share),
        "ends": ends,
        "method": METHODS[row.method],
        "finding": words.FINDINGS.get(row.finding, "–"),
        "ends_say": _ends_say(row),
        "depends": row.depends,
    }


def _ends_say(row: Any) -> str:
    said = list(dict.fromkeys(one for one in (row.finding_at_low, row.finding_at_high) if one))
    return " / ".join(words.FINDINGS[one] for one in said) or "–"
