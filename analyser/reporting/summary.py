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
        statement=_statement(run),
        picture=draw_headline(pairs["count"], pairs["share"]),
        actions=tuple(_actions(run, rows))[:ACTIONS],
    )


def _statement(run: Comparison) -> str:
    """What the measures of the whole study say together, and the confidence in it (`triangulation.csv`)."""
    whole = run.triangulation.iloc[0]
    confidence = str(whole["confidence"])
    return f"{whole['statement']} Confidence: {confidence}." if confidence else str(whole["statement"])


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
