"""The first page: what it rests on, what both sides tell, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analyser.coding import keep_coded
from analyser.reporting import words
from analyser.reporting.plots import draw_headline, pair_data
from analyser.stages import Comparison

LIMITS, ACTIONS = 3, 5
# The checks whose failure most changes what can be said, these first.
WEIGHTIEST = (
    "months_covered",
    "areas_without_records",
    "update_overdue",
    "risk_missing",
    "risk_scales",
    "type_missing",
)
SIDES = {
    "partners_higher": "partners see more high harm than the records show",
    "records_silent": "partners see high harm on which the records are silent",
    "records_higher": "the records show more high harm than partners see",
    "partners_silent": "the records show high harm of which partners say nothing",
    "agree": "partners and records agree on high harm",
}
STATED = {
    "partners_higher": "Partners say that the records show too little",
    "records_higher": "Partners say that the records show too much",
}


@dataclass(frozen=True)
class Summary:
    """One page for a reader who reads no other: limits, the statement, a picture and what to do."""

    limits: tuple[str, ...]
    statement: str
    picture: str
    actions: tuple[str, ...]


def summary(run: Comparison) -> Summary:
    """The summary of a run."""
    whole = run.discrepancies[run.discrepancies["slice"] == "all"]
    rows = {str(row.measure): row for row in whole.itertuples()}
    pairs = {
        measure: next((pair for pair in pair_data(run.discrepancies, measure) if pair.group == "all"), None)
        for measure in ("count", "share")
    }
    return Summary(
        limits=tuple(_limits(run)),
        statement=statement(rows),
        picture=draw_headline(pairs["count"], pairs["share"]),
        actions=tuple(_actions(run, rows))[:ACTIONS],
    )


def statement(rows: dict[str, Any]) -> str:
    """What the four measures of the whole study tell together, in a sentence or two.

    Nothing is stated that stands on `share` alone, since mentions tell what stands out; what stands on `stated` alone
    is said to be the partners' word.

    >>> from types import SimpleNamespace as Row
    >>> found = {"count": "partners_higher", "share": "indeterminate", "presence": "agree", "stated": "partners_higher"}
    >>> statement({name: Row(finding=finding, robust="no") for name, finding in found.items()})
    'By two of four measures, partners see more high harm than the records show. This hangs on missing values.'
    """
    findings = {name: row.finding for name, row in rows.items()}
    sides = [finding for finding in SIDES if finding in findings.values() and finding != "agree"]
    resting = {finding: [name for name, one in findings.items() if one == finding] for finding in sides}
    sides = [finding for finding in sides if not {"share", "stated"}.issuperset(resting[finding])]
    if not sides:
        if findings["stated"] in STATED:
            return f"{STATED[findings['stated']]}; how much each side shows cannot be compared with confidence yet."
        agreeing = [name for name, one in findings.items() if one == "agree" and name != "share"]
        if len(agreeing) < 2:
            return "What partners say and what the records show cannot be compared with confidence yet."
        return _sentence(SIDES["agree"], len(agreeing), len(rows))
    told = " ".join(_sentence(SIDES[finding], len(resting[finding]), len(rows)) for finding in sides)
    shaken = any(rows[name].robust == "no" for finding in sides for name in resting[finding])
    firm = any(rows[name].robust == "yes" for finding in sides for name in resting[finding])
    if shaken and not firm:
        return f"{told} This hangs on missing values."
    return f"{told} This stays whatever the missing values are." if firm and not shaken else told


def _sentence(what: str, measures: int, of: int) -> str:
    number = ("no", "one", "two", "three", "four")
    return f"By {number[measures]} of {number[of]} measures, {what}."


def _limits(run: Comparison) -> Iterator[str]:
    """What any reader must know before a figure: the data, who was asked, who has read the passages."""
    quality = run.counted.quality
    failed = quality[(quality["status"] == "fail") & (quality["slice"] == "all")]
    told = {str(row.check): str(row.meaning) for row in failed.itertuples()}
    # "blank" and "not known" are parts of "missing".
    whole = [name for name in told if name.endswith("_missing") or f"{name.split('_')[0]}_missing" not in told]
    ranked = sorted(whole, key=lambda name: WEIGHTIEST.index(name) if name in WEIGHTIEST else len(WEIGHTIEST))
    yield from (told[name] for name in ranked[:LIMITS])
    if not whole:
        yield "No check of the records failed."
    asked = run.perceived[run.perceived["owner"] != "yes"]
    number = asked["agency"].where(asked["agency"] != "", asked["interview_id"]).str.casefold().nunique()
    declared = run.study.interviews is not None and run.study.interviews.coverage == "all"
    who = f"{asked['interview_id'].nunique()} interviews with {number} agencies beside the owner of the records"
    yield (
        f"{who}, every one that holds such cases."
        if declared
        else f"{who}; others may hold cases, so their count is a least figure."
    )
    kept = keep_coded(run.coded.excerpts)
    waiting = int((kept["needs_review"] == "yes").sum())
    if waiting:
        yield f"{waiting:,} of {len(kept):,} coded sentences wait for a person's review."


def _actions(run: Comparison, rows: dict[str, Any]) -> Iterator[str]:
    """What to do first, in the order of what it would change."""
    quality, counts = run.counted.quality, run.counted.counts.iloc[0]
    unit = words.unit_of(run.counted.counts)
    status = {str(row.check): str(row.status) for row in quality[quality["slice"] == "all"].itertuples()}
    if status.get("months_covered") == "fail":
        yield "Get records for the whole period: until then the two sides cannot be compared."
    count = rows["count"]
    missing = int(counts["risk_missing"])
    if missing and any(rows[name].robust == "no" for name in ("count", "share")):
        tips = [row.tipping_point for row in (rows["count"], rows["share"]) if not pd.isna(row.tipping_point)]
        tip = f" Above {min(tips) * 100:.0f} % high, a finding goes." if tips and min(tips) < 1 else ""
        yield f"Find the harm level of a random sample of the {missing:,} {unit} that lack it.{tip}"
    if count.finding in ("partners_higher", "records_silent"):
        yield "Trace a sample of the cases of the agency with the largest caseload into the records, one by one."
    if count.finding == "records_higher":
        yield f"Read a sample of the {unit} graded high for over-grading, and ask who else holds such cases."
    if len(run.counted.sample):
        yield (
            f"Read the {len(run.counted.sample):,} unflagged records of the sample (unflagged_sample.csv): the flag "
            f"misses {int(counts['unflagged']):,} or more."
        )
    if not (run.study.interviews and run.study.interviews.coverage == "all"):
        yield "Ask the other agencies that hold such cases; then declare that all were asked, and the upper end closes."
    if pd.isna(count.partners):
        yield "Ask partners for numbers: how many such cases they hold now, and how many since the period began."
    if status.get("update_overdue") == "fail":
        yield "Bring the profile up to date: its update is overdue."
    if (keep_coded(run.coded.excerpts)["needs_review"] == "yes").any():
        yield "Have an analyst review the passages that set the figures (analyser review)."
