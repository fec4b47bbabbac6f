"""Static SVG plots. What a plot shows (`*_data`) and how it is drawn (`draw_*`) are two functions."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Orange and blue can be told apart by most colour-blind readers, and in grey by their lightness.
PARTNERS, RECORDS, MISSING, INK, PALE, STRIPE = "#c2570c", "#1d4ed8", "#93b4f5", "#1f2937", "#d1d5db", "#f5f6f8"
HEADINGS = {"area": "By area", "cse_type": "By type", "agency_type": "By agency, against all records"}
SAID = {"partners_higher": "partners see more", "records_higher": "records show more", "agree": "agree"}
STYLE: dict[Any, Any] = {
    "svg.hashsalt": "analyser",
    "svg.fonttype": "none",
    "text.parse_math": False,
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": PALE,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


@dataclass(frozen=True)
class Pair:
    """One line of a picture: what partners say and what the records show, each a figure with its ends."""

    group: str
    label: str
    partners: float
    partners_low: float
    partners_high: float
    records: float
    records_low: float
    records_high: float
    finding: str


def pair_data(discrepancies: pd.DataFrame, measure: str) -> list[Pair]:
    """The cells of one measure in which the two sides could be held against each other, the whole study first."""
    rows = discrepancies[(discrepancies["measure"] == measure) & discrepancies["difference"].notna()]
    figures = ("partners", "partners_low", "partners_high", "records", "records_low", "records_high")
    return [
        Pair(
            group=str(row["slice"]),
            label=cell_label(str(row["slice"]), str(row["value"])),
            finding=str(row["finding"]),
            **{name: float(row[name]) for name in figures},
        )
        for row in rows.to_dict("records")
    ]


def draw_pairs(pairs: Sequence[Pair], *, axis: str, title: str, share: bool = False) -> str:
    """Two bars a cell, partners above records; an arrow where the partners' upper end is open. SVG text.

    Cells stand under the name of their slice; a finding that one side is higher is said at the right edge.
    """
    lines = list(_with_headings(pairs))
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(8.2, 1.0 + 0.44 * len(lines)), layout="constrained")
        axes = figure.subplots()
        top = 1.0 if share else _top(pairs)
        for number, pair in enumerate(lines):
            if isinstance(pair, str):
                continue
            if number % 2:
                axes.axhspan(number - 0.5, number + 0.5, color=STRIPE, zorder=0)
            _draw_partners(axes, pair, number - 0.17, top)
            below = number + 0.17
            axes.plot([pair.records_low, pair.records_high], [below, below], color=MISSING, linewidth=6, alpha=0.8)
            axes.plot([pair.records], [below], marker="D", color=RECORDS, markersize=5.5, clip_on=False)
            axes.annotate(
                SAID.get(pair.finding, ""), (1.015, number), xycoords=("axes fraction", "data"), va="center", fontsize=9
            )
        axes.set_yticks(range(len(lines)), [line if isinstance(line, str) else line.label for line in lines])
        for label, line in zip(axes.get_yticklabels(), lines, strict=True):
            label.set_fontweight("bold" if isinstance(line, str) else "normal")
        axes.set_ylim(len(lines) - 0.4, -0.6)
        axes.set_xlim(0, top)
        axes.set_xlabel(axis)
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="x", color=PALE, linewidth=0.6)
        axes.set_axisbelow(True)
        return to_svg(figure, title)


def _with_headings(pairs: Sequence[Pair]) -> Iterator[Pair | str]:
    group = "all"
    for pair in pairs:
        if pair.group != group:
            group = pair.group
            yield HEADINGS.get(group, group)
        yield pair


def _top(pairs: Sequence[Pair]) -> float:
    """Where the axis ends: beyond every end that is not open."""
    ends = [end for pair in pairs for end in (pair.partners_low, pair.partners, pair.partners_high, pair.records_high)]
    return max([1.0, *(end for end in ends if math.isfinite(end))]) * 1.12


def _draw_partners(axes: Axes, pair: Pair, height: float, top: float) -> None:
    if math.isinf(pair.partners_high):
        low = [pair.partners_low, pair.partners_low]
        axes.plot(low, [height - 0.14, height + 0.14], color=PARTNERS, linewidth=4, clip_on=False)
        axes.plot([pair.partners_low, top * 0.985], [height, height], color=PARTNERS, linewidth=1.3, alpha=0.75)
        axes.plot([top * 0.99], [height], marker=">", color=PARTNERS, markersize=5)
    else:
        ends = [pair.partners_low, pair.partners_high]
        axes.plot(ends, [height, height], color=PARTNERS, linewidth=3, solid_capstyle="butt")
        axes.plot([pair.partners], [height], marker="o", color=PARTNERS, markersize=6, clip_on=False)


@dataclass(frozen=True)
class Completeness:
    """How much of one field is filled: shares from 0 to 1 that add to 1."""

    label: str
    known: float
    not_known: float
    not_assessed: float
    blank: float


def draw_completeness(fields: Sequence[Completeness], *, title: str) -> str:
    """One bar a field: known, "not known", "not assessed", blank. SVG text."""
    shades = {"known": RECORDS, "not_known": "#f2c38b", "not_assessed": "#e58f3f", "blank": "#e5e7eb"}
    names = {"known": "known", "not_known": "“not known”", "not_assessed": "“not assessed”", "blank": "blank"}
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(7.6, 0.9 + 0.42 * len(fields)), layout="constrained")
        axes = figure.subplots()
        start = [0.0] * len(fields)
        for key, colour in shades.items():
            widths = [getattr(field, key) for field in fields]
            axes.barh(
                range(len(fields)), widths, left=start, color=colour, height=0.62, label=names[key], edgecolor="white"
            )
            for number, width in enumerate(widths):
                if width >= 0.06:
                    ink = "white" if key == "known" else INK
                    axes.text(start[number] + width / 2, number, f"{width:.0%}", ha="center", va="center", color=ink)
            start = [a + b for a, b in zip(start, widths, strict=True)]
        axes.set_yticks(range(len(fields)), [field.label for field in fields])
        axes.set_ylim(len(fields) - 0.5, -0.5)
        axes.set_xlim(0, 1)
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
        axes.tick_params(axis="y", length=0)
        figure.legend(loc="outside upper right", ncols=4, frameon=False, fontsize=9)
        return to_svg(figure, title)


def cell_label(slice_: str, value: str) -> str:
    """How a cell is called in the report.

    >>> cell_label("all", ""), cell_label("area", "Northgate"), cell_label("cse_type", "older_partner")
    ('Whole study', 'Northgate', 'older partner')
    """
    return "Whole study" if slice_ == "all" else (value.replace("_", " ") if slice_ == "cse_type" else value)


def to_svg(figure: Figure, title: str) -> str:
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :]
    # Inline SVG needs no names from outside; without them nothing in the file looks like an address.
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", svg).replace("xlink:href", "href")
    label = title.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return svg.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
