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

# What follows from a finding of a measure; `{missing}`, `{unit}` and `{tip}` are the row's own.
FOLLOWS = {
    ("count", "partners_higher"): "Trace a sample of the largest agency's cases into the records.",
    ("count", "records_higher"): "Read a sample of the {unit} graded high, and ask who else holds such cases.",
    ("count", "agree"): "The numbers give no cause to act; count again for the next profile.",
    ("count", "indeterminate"): "The figures do not settle it: ask those not yet asked, and everyone for numbers.",
    (
        "share",
        "partners_higher",
    ): "Look among the {unit} graded medium for high harm; mentions alone prove none.",
    (
        "share",
        "records_higher",
    ): "Compare ten cases by both definitions: the records may grade higher.",
    ("share", "agree"): "Both sides weigh harm alike.",
    ("share", "indeterminate"): "More interviews, or a known harm level of more {unit}, would narrow it.",
    ("presence", "agree"): "Both sides tell the same; what is open is how much.",
    ("presence", "records_silent"): "Search the records by child and place for the cases that partners tell of.",
    ("presence", "partners_silent"): "Ask the agencies by name about the cases on record: nobody speaks of them.",
    ("presence", "records_higher"): "Show the cases on record to those who deny them.",
    ("presence", "indeterminate"): "Ask those who were not asked after it.",
    ("stated", "partners_higher"): "Ask each agency for the cases that it misses in the records, and look for each.",
    ("stated", "records_higher"): "Ask each agency which cases on record it doubts, and read them.",
    ("stated", "agree"): "Partners trust the records.",
    ("stated", "indeterminate"): "Partners do not speak with one voice: ask why.",
}
OWNER_FOLLOWS = "The owner quotes the same records: no voice beside them. Clear up with it what it counts."
FIT = {
    "agreement": "agreement",
    "dissonance": "dissonance",
    "silence": "silence of one side",
    "partial": "partial agreement at most",
    "": "cannot be told",
}


def follows(row: Any, unit: str, failure: str, missing: int) -> str:
    """What follows from a row; where its cell fails a check of period or area, that comes first."""
    if failure and row.finding == "indeterminate" and row.measure != "stated":
        return "Get the records that are missing first: " + failure + "."
    text = FOLLOWS.get((row.measure, row.finding), "").format(unit=unit)
    if row.robust == "no" and not pd.isna(row.tipping_point) and missing:
        more = f"First find the harm level of a sample of the {missing:,} {unit} without one: "
        text = f"{more}at {row.tipping_point * 100:.0f} % high the finding goes. {text}"
    return text


def unit_of(counts: pd.DataFrame) -> str:
    """What the records are counted by, in the plural."""
    return "children" if str(counts["unit"].iloc[0]) == "child" else "records"


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
    if row.measure == "count":
        text = {
            "partners_higher": f"Partners hold {partners} cases of high harm; the records show {records} {unit}.",
            "records_higher": f"The records show {records} {unit} of high harm; partners hold {partners}.",
            "agree": f"Partners hold {partners} cases of high harm, the records show {records} {unit}.",
        }.get(row.finding, f"Partners: {partners}; records: {records} {unit}.")
    elif row.measure == "share":
        text = f"Of what partners describe as medium or high, {partners} is high; of the records, {records}."
    elif row.measure == "presence":
        text = f"{figure(row.partners)} agencies speak of high harm of their own; the records show {records} {unit}."
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
