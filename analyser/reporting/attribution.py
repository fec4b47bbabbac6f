"""The report's section on what may make the gaps: how far the records' own faults do, in pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analyser.comparison.findings import HIGHER
from analyser.reporting import words
from analyser.reporting.attribution_plot import draw_gap, gap_data
from analyser.reporting.plots import cell_label
from analyser.stages import Comparison

SHOWN = 6  # pictures of areas and types beside the whole study's; the rest stand in the table
OWN_RECORDS = ("area", "cse_type")  # an agency's figure is held against all records, whose causes stand there already


@dataclass(frozen=True)
class Picture:
    """The gap of one cell: its picture, and what was settled before the causes share it."""

    cell: str
    svg: str
    sentences: Sequence[str]


def attribution_section(run: Comparison) -> dict[str, Any]:
    """The whole study's picture, those of the cells with the widest gaps, and all rows; nothing without a picture."""
    counts = run.discrepancies[run.discrepancies["measure"] == "count"]
    told = {(row["slice"], row["value"]): row for row in counts.to_dict("records")}
    cells = list(dict.fromkeys(run.explanations[["slice", "value"]].itertuples(index=False, name=None)))
    widest = sorted(
        (one for one in cells if one[0] in OWN_RECORDS and told[one]["finding"] in HIGHER),
        key=lambda one: -abs(told[one]["difference"]),
    )
    shown = [one for one in cells if one[0] == "all"] + widest[:SHOWN]
    pictures = [picture for one in shown if (picture := _picture(run, *one))]
    if not pictures:
        return {}
    return {
        "pictures": pictures,
        "left_out": len(widest[SHOWN:]),
        "rows": [
            (cell_label(str(row.slice), str(row.value)), words.CAUSES[str(row.cause)], row)
            for row in run.explanations.itertuples()
        ],
    }


def _picture(run: Comparison, slice_: str, value: str) -> Picture | None:
    gap = gap_data(run.explanations, run.discrepancies, slice_, value)
    if gap is None:
        return None
    cell = cell_label(slice_, value)
    return Picture(
        cell, draw_gap(gap, title=f"{cell}: what each cause accounts for in the gap"), _before(run, slice_, value)
    )


def _before(run: Comparison, slice_: str, value: str) -> list[str]:
    """What is settled before the attribution: the common months, surplus rows, and the missing within the count."""
    same = (run.explanations["slice"] == slice_) & (run.explanations["value"] == value)
    window = float(run.explanations.loc[same & (run.explanations["cause"] == "window"), "cases"].iloc[0])
    rows = run.counted.counts[(run.counted.counts["slice"] == slice_) & (run.counted.counts["value"] == value)]
    told = []
    if abs(window) > 0.05:
        taken = words.figure(abs(window))
        told.append(
            f"Both sides were first cut to the months that both cover, which takes {taken} off the partners' figure."
        )
    for row in rows.itertuples():
        if row.duplicates:
            told.append(f"{words.figure(row.duplicates)} surplus rows were taken off before the records were counted.")
        if row.risk_missing:
            missing, cases = words.figure(row.risk_missing), words.figure(row.cases)
            told.append(f"{missing} of {cases} cases have no level; the count takes them to be like the others.")
    return told
