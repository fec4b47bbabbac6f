"""Findings in plain sentences. Every sentence is made from the row's own values."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

FINDINGS = {
    "partners_higher": "Partners see more",
    "records_higher": "Records show more",
    "agree": "They agree",
    "records_silent": "Records are silent",
    "partners_silent": "Partners are silent",
    "indeterminate": "Cannot be told",
}
MEASURES = {
    "count": "How many cases of high harm",
    "share": "How large a part is of high harm",
    "presence": "Whether high harm is there at all",
    "stated": "What partners say of the records",
}
CAUSES = {
    "window": "the months that both cover",
    "duplicates": "duplicate rows",
    "unflagged": "cases without the flag",
    "misflagged": "flags set in error",
    "risk_missing": "risk not recorded",
    "type_missing": "type not recorded",
    "unexplained": "not explained",
}


def figure(value: Any, *, share: bool = False) -> str:
    """A number as a reader expects it.

    >>> figure(12.0), figure(0.304, share=True), figure(math.inf), figure(None)
    ('12', '30 %', 'open', '–')
    """
    if value is None or pd.isna(value):
        return "–"
    if math.isinf(value):
        return "open"
    if share:
        return f"{value:.0%}".replace("%", " %")
    return f"{value:,.0f}" if abs(value) >= 10 or float(value).is_integer() else f"{value:.1f}"


def interval(row: Any, side: str) -> str:
    """A side's figure with its ends: partners' interval, records' bounds."""
    share = row.measure == "share"
    middle, low, high = (getattr(row, name) for name in (side, f"{side}_low", f"{side}_high"))
    if pd.isna(middle):
        return "–"
    if pd.isna(low) or pd.isna(high) or low == high == middle:
        return figure(middle, share=share)
    if math.isinf(high):
        return f"at least {figure(low, share=share)}"
    return f"{figure(middle, share=share)} ({figure(low, share=share)} to {figure(high, share=share)})"


def sentence(row: Any, unit: str) -> str:
    """What a row finds, in one or two sentences."""
    partners, records = interval(row, "partners"), interval(row, "records")
    things = "children" if unit == "child" else "records"
    if row.measure == "count":
        text = {
            "partners_higher": f"Partners hold {partners} cases of high harm; the records show {records} {things}.",
            "records_higher": f"The records show {records} {things} of high harm; partners hold {partners}.",
            "agree": f"Partners hold {partners} cases of high harm, the records show {records} {things}.",
        }.get(row.finding, f"Partners: {partners}; records: {records} {things}.")
    elif row.measure == "share":
        text = f"Of what partners describe as medium or high, {partners} is high; of the records, {records}."
    elif row.measure == "presence":
        text = f"{figure(row.partners)} agencies speak of high harm of their own; the records show {records} {things}."
    else:
        text = f"Of {figure(row.agencies_n)} agencies: {row.note}." if row.note else ""
    return f"{text} {_robust(row)}".strip()


def definitions_told(table: pd.DataFrame) -> str:
    """Which definitions of high harm would change the answer, and which cannot be used and why."""
    used = table[table["measure"] != ""]
    others = list(dict.fromkeys(used.loc[used["chosen"] == "no", "rule"]))
    changed = {
        str(rule): [MEASURES[measure].lower() for measure in rows["measure"]]
        for rule, rows in used[used["changes_answer"] == "yes"].groupby("rule", sort=False)
    }
    told = [f"By {rule} the answer would be another: {', '.join(measures)}." for rule, measures in changed.items()]
    same = [rule for rule in others if rule not in changed]
    if same:
        told.append(f"By {' and by '.join(same)} every answer would be the same.")
    unused = table[table["measure"] == ""]
    lacks = zip(unused["rule"], unused["note"], strict=True)
    told += [f"{rule} cannot be used here: it {note}." for rule, note in lacks]
    return " ".join(told)


def _robust(row: Any) -> str:
    if row.finding not in ("partners_higher", "records_higher", "agree"):
        return ""
    if row.robust == "yes":
        return "This stays whatever the missing values are."
    if row.robust == "no" and not pd.isna(row.tipping_point):
        return f"The finding would go if {row.tipping_point:.0%} of the missing values were high.".replace("%", " %")
    if row.robust == "no":
        return "It does not survive the worst case of the missing values."
    return ""
