"""The report of a run: one HTML file without script or address, the limits of the data first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from analyser.coding import keep_coded
from analyser.comparison.findings import MISMATCH
from analyser.reporting import words
from analyser.reporting.attribution import attribution_section
from analyser.reporting.coder_error import coder_error_said, coder_error_section, coder_errors
from analyser.reporting.context import Quotation, quotations
from analyser.reporting.joint_display import Joint
from analyser.reporting.missing_plot import draw_swing, swing_data
from analyser.reporting.plots import (
    HEADINGS,
    Completeness,
    cell_label,
    draw_completeness,
    draw_pairs,
    most_telling,
    pair_data,
)
from analyser.reporting.reviewed import review_section
from analyser.reporting.rivals import rivals_section
from analyser.reporting.specifications import specification_section
from analyser.reporting.summary import summary
from analyser.reporting.timeline_plot import draw_timeline, timeline_data
from analyser.reporting.trending import trend_section
from analyser.reporting.triangulated import matrix_section
from analyser.stages import Comparison

CHECKS = (("Failed", "fail"), ("Doubtful", "warn"), ("Not checked", "not_checked"))
SHOWN = 6  # excerpts with a finding; the rest are named by id
FIELDS = {"type": "Type", "risk": "Risk", "vulnerabilities": "Vulnerabilities"}


@dataclass(frozen=True)
class Section:
    """A section of the report: its address and title, its template, and the entry of `report_data` that it needs.

    Without that entry, or where it is empty, the section is left out.
    """

    anchor: str
    title: str
    template: str
    needs: str = ""


# The report's order, after its first page: the data, the comparison, how far to trust it, what is behind it.
SECTIONS = (
    Section("limits", "Limits of the data", "limits.html.j2"),
    Section("picture", "The two sides", "picture.html.j2"),
    Section("matrix", "What the measures say together", "triangulation.html.j2", "matrix"),
    Section("joint", "Both sides of each finding", "joint_display.html.j2"),
    Section("attribution", "How far the records' own faults make the gap", "attribution.html.j2", "attribution"),
    Section("rivals", "What else it could be", "rivals.html.j2"),
    Section("trends", "Is it rising or falling?", "trends.html.j2", "trends"),
    Section("review", "The review", "review.html.j2", "review"),
    Section("coder-error", "What the coder's errors could change", "coder_error.html.j2", "coder_error"),
    Section("definitions", "High harm by other definitions", "definitions.html.j2"),
    Section("choices", "If other choices had been made", "specifications.html.j2", "specifications"),
    Section("findings", "Evidence for each finding", "findings.html.j2"),
    Section("table", "All cells", "cells.html.j2"),
    Section("method", "How to read this", "method.html.j2"),
)


@dataclass(frozen=True)
class Finding:
    """One finding as the report shows it."""

    anchor: str
    cell: str
    measure: str
    verdict: str
    kind: str
    sentence: str
    row: Any
    quotations: Sequence[Quotation]
    further: Sequence[str]
    explanations: Sequence[Any]
    checks: Sequence[Any]


def report_text(run: Comparison, joint: Sequence[Joint]) -> str:
    """The report of a run as HTML; `joint` is its joint display."""
    environment = Environment(
        loader=PackageLoader("analyser.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["figure"] = words.figure
    data = report_data(run, joint)
    sections = [one for one in SECTIONS if not one.needs or data.get(one.needs)]
    return environment.get_template("report.html.j2").render(sections=sections, **data) + "\n"


def report_data(run: Comparison, joint: Sequence[Joint]) -> dict[str, Any]:
    """Everything that the template shows."""
    quoted = quotations(keep_coded(run.coded.excerpts), run.coded.interviews)
    unit = words.unit_of(run.counted.counts)
    counts_plot, counts_left_out = _pairs_plot(run, "count", unit)
    shares_plot, shares_left_out = _pairs_plot(run, "share", unit)
    rows = list(run.discrepancies.itertuples())
    shown = [row for row in rows if row.slice == "all" or row.finding in MISMATCH]
    quality = run.counted.quality
    beside = _Beside(run)
    return {
        "study": run.study,
        "period": _period(run),
        "unit": unit,
        "summary": summary(run),
        "headlines": [_headline(row, unit, beside) for row in rows if row.slice == "all"],
        "whole": run.counted.counts.iloc[0],
        "sources": _sources(run),
        "review": review_section(run),
        "checks": [(title, *_checks(quality, status)) for title, status in CHECKS],
        "failed": sorted(set(quality.loc[quality["status"] == "fail", "check"])),
        "passed": int((quality["status"] == "ok").sum()),
        "linkage": list(quality.loc[(quality["check"] == "linkage") & (quality["status"] == "ok"), "meaning"]),
        "completeness": _completeness_plot(quality),
        "timeline": draw_timeline(timeline_data(run)),
        "counts_plot": counts_plot,
        "counts_left_out": counts_left_out,
        "shares_plot": shares_plot,
        "shares_left_out": shares_left_out,
        "swings": _swings(run, unit),
        "joint": _joint(joint),
        "fits": words.FIT,
        "votes": list(run.perceived[run.perceived["owner"] != "yes"].itertuples()),
        "owners": list(run.perceived[run.perceived["owner"] == "yes"].itertuples()),
        "findings": [_finding(row, unit, quoted, beside) for row in shown],
        "definitions": _definitions(run.definitions),
        "definitions_told": words.definitions_told(run.definitions),
        "specifications": specification_section(run.specifications),
        "table": [(row, cell_label(str(row.slice), str(row.value)), words) for row in rows],
        "measures": words.MEASURES,
        "verdicts": words.FINDINGS,
        "attribution": attribution_section(run),
        "rivals": rivals_section(run),
        "warnings": [*run.coded.warnings, *run.counted.warnings],
        "coder": run.coded.coder,
        "interval": words.interval,
        "matrix": matrix_section(run),
        "trends": trend_section(run),
        "coder_error": coder_error_section(run),
    }


def _period(run: Comparison) -> str:
    first = run.counted.counts.iloc[0]
    return f"{first['from']} to {first['to']}"


def _headline(row: Any, unit: str, beside: _Beside) -> dict[str, str]:
    return {
        "measure": words.MEASURES[row.measure],
        "verdict": words.FINDINGS[row.finding],
        "kind": row.finding,
        "sentence": _sentence(row, unit, beside),
        "anchor": _anchor(row),
        "note": row.note,
    }


def _sentence(row: Any, unit: str, beside: _Beside) -> str:
    return f"{words.sentence(row, unit)} {coder_error_said(beside.coder_error, row)}".strip()


def _sources(run: Comparison) -> dict[str, Any]:
    people, table = run.coded.people, run.counted.table
    agencies = people[["agency", "agency_type"]].drop_duplicates().sort_values(["agency_type", "agency"])
    return {
        "interviews": people["interview_id"].nunique(),
        "partners": len(people.drop_duplicates(["interview_id", "speaker"])),
        "agencies": [
            f"{agency or 'not named'} ({kind or 'type not given'})"
            for agency, kind in agencies.itertuples(index=False, name=None)
        ],
        "sentences": len(run.coded.excerpts),
        "coded": len(keep_coded(run.coded.excerpts)),
        "review": int((keep_coded(run.coded.excerpts)["needs_review"] == "yes").sum()),
        "rows_read": len(table.frame) + len(table.excluded),
        "files": [*(path.name for path in table.files), *table.servers],
        "excluded": sorted(run.counted.cases.excluded["reason"].value_counts().items()),
    }


def _checks(quality: pd.DataFrame, status: str) -> tuple[list[Any], list[Any]]:
    """The checks of a status: those of the whole study, and those of single cells."""
    rows = list(quality[quality["status"] == status].itertuples())
    cells = [row for row in rows if row.slice in ("area", "cse_type", "agency_type", "month", "quarter")]
    return [row for row in rows if row not in cells], cells


class _Beside:
    """What other tables say of a finding: by slice and value its explanations and doubtful checks, and by slice, value
    and measure what the coder's errors may do to it."""

    def __init__(self, run: Comparison) -> None:
        quality = run.counted.quality
        self.explanations = _by_cell(run.explanations)
        self.checks = _by_cell(quality[quality["status"].isin(["warn", "fail"])])
        self.coder_error = coder_errors(run.coder_error)


def _by_cell(frame: pd.DataFrame) -> Mapping[tuple[str, str], Sequence[Any]]:
    found: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in frame.itertuples():
        found[str(row.slice), str(row.value)].append(row)
    return found


def _finding(row: Any, unit: str, quoted: dict[str, Quotation], beside: _Beside) -> Finding:
    ids = _voices_in_turn([one for one in str(row.excerpts).split(";") if one in quoted], quoted)
    place = str(row.slice), str(row.value)
    return Finding(
        anchor=_anchor(row),
        cell=cell_label(str(row.slice), str(row.value)),
        measure=words.MEASURES[row.measure],
        verdict=words.FINDINGS[row.finding],
        kind=row.finding,
        sentence=_sentence(row, unit, beside),
        row=row,
        quotations=[quoted[one] for one in ids[:SHOWN]],
        further=ids[SHOWN:],
        explanations=[(words.CAUSES.get(one.cause, one.cause), one) for one in beside.explanations.get(place, ())]
        if row.measure == "count"
        else [],
        checks=beside.checks.get(place, ()) if row.slice != "all" else [],
    )


def _definitions(table: pd.DataFrame) -> list[tuple[Any, dict[str, Any]]]:
    """For each rule its counts, from its first row, and its findings by measure; none where it cannot be used."""
    rules = [list(rows.itertuples()) for _, rows in table.groupby("rule", sort=False)]
    return [(rows[0], {str(row.measure): row for row in rows if row.measure}) for rows in rules]


def _voices_in_turn(ids: Sequence[str], quoted: dict[str, Quotation]) -> list[str]:
    """Each speaker's most telling excerpt first, then each one's second, and so on."""
    heard: Counter[str] = Counter()
    ranked: list[tuple[int, int, str]] = []
    for one in ids:
        ranked.append((heard[quoted[one].who], len(ranked), one))
        heard[quoted[one].who] += 1
    return [one for *_, one in sorted(ranked)]


def _anchor(row: Any) -> str:
    return f"finding-{row.Index + 1}"


def _completeness_plot(quality: pd.DataFrame) -> str:
    whole = quality[quality["slice"] == "all"].set_index("check")["observed"]
    fields = []
    for name, label in FIELDS.items():
        shares = [float(whole.get(f"{name}_{kind}", 0.0)) for kind in ("not_known", "not_assessed", "blank")]
        if f"{name}_missing" in whole.index:
            fields.append(Completeness(label, 1 - sum(shares), *shares))
    return draw_completeness(fields, title="How much of each field is filled") if fields else ""


def _pairs_plot(run: Comparison, measure: str, unit: str) -> tuple[str, int]:
    """The picture of a measure's cells, and how many of them it has no room for."""
    owners = {name.casefold() for name in run.study.records.owner} if run.study.records else set()
    table = run.discrepancies
    theirs = (table["slice"] == "agency_type") & table["value"].str.casefold().isin(owners)
    pairs = pair_data(table[~theirs], measure)
    if not pairs:
        return "", 0
    if measure == "share":
        axis, title = "part that is of high harm", "Part of high harm: partners and records side by side"
    else:
        axis, title = f"cases ({unit}) of high harm", "High-harm cases: partners and records side by side"
    shown = most_telling(pairs)
    return draw_pairs(shown, axis=axis, title=title, share=measure == "share"), len(pairs) - len(shown)


def _swings(run: Comparison, unit: str) -> list[str]:
    """The missing-value pictures of the whole study."""
    titles = {"count": "The number of high harm", "share": "The part of high harm"}
    found = [(title, swing_data(measure, run.discrepancies, run.both)) for measure, title in titles.items()]
    return [
        draw_swing(swing, unit=unit, title=f"{title}, from none to all of the missing values being high")
        for title, swing in found
        if swing is not None
    ]


def _joint(rows: Sequence[Joint]) -> list[tuple[str, str, list[tuple[str, Joint]]]]:
    """The joint display's rows by cell, each with the anchor of its finding; a cell with the name of its slice."""
    cells: dict[tuple[str, str], list[tuple[str, Joint]]] = {}
    for one in rows:
        cells.setdefault((one.row.slice, one.row.value), []).append((_anchor(one.row), one))
    return [(HEADINGS.get(slice_, ""), own[0][1].cell, own) for (slice_, _), own in cells.items()]
