"""Static SVG plots. What a plot shows (`*_data`) and how it is drawn (`draw_*`) are two functions."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

# Orange and blue can be told apart by most colour-blind readers, and in grey by their lightness.
PARTNERS, RECORDS, MISSING, INK, PALE = "#c2570c", "#1d4ed8", "#93b4f5", "#1f2937", "#d1d5db"
STYLE = {
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

    label: str
    partners: float
    partners_low: float
    partners_high: float
    records: float
    records_low: float
    records_high: float
    finding: str


def pair_data(discrepancies: pd.DataFrame, measure: str) -> list[Pair]:
    """The cells of one measure in which both sides have a figure, the whole study first."""
    rows = discrepancies[(discrepancies["measure"] == measure) & discrepancies["partners_low"].notna()]
    rows = rows[rows["records"].notna()]
    return [
        Pair(
            label=cell_label(str(row.slice), str(row.value)),
            partners=float(row.partners),
            partners_low=float(row.partners_low),
            partners_high=float(row.partners_high),
            records=float(row.records),
            records_low=float(row.records_low),
            records_high=float(row.records_high),
            finding=str(row.finding),
        )
        for row in rows.itertuples()
    ]


def draw_pairs(pairs: Sequence[Pair], *, axis: str, title: str, share: bool = False) -> str:
    """Two bars a cell, partners above records; an arrow where the partners' upper end is open. SVG text."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(7.6, 0.9 + 0.62 * len(pairs)), layout="constrained")
        axes = figure.subplots()
        ends = [
            end for pair in pairs for end in (pair.partners_low, pair.partners, pair.partners_high, pair.records_high)
        ]
        top = 1.0 if share else max([1.0, *(end for end in ends if math.isfinite(end))]) * 1.12
        for number, pair in enumerate(pairs):
            above, below = number - 0.16, number + 0.16
            high = pair.partners_high if math.isfinite(pair.partners_high) else top
            axes.plot([pair.partners_low, high], [above, above], color=PARTNERS, linewidth=3, solid_capstyle="butt")
            if math.isinf(pair.partners_high):
                axes.plot([top], [above], marker=">", color=PARTNERS, markersize=8, clip_on=False)
                axes.plot([pair.partners_low] * 2, [above - 0.1, above + 0.1], color=PARTNERS, linewidth=3)
            else:
                axes.plot([pair.partners], [above], marker="o", color=PARTNERS, markersize=7)
            axes.plot([pair.records_low, pair.records_high], [below, below], color=MISSING, linewidth=7, alpha=0.8)
            axes.plot([pair.records], [below], marker="D", color=RECORDS, markersize=6)
        axes.set_yticks(range(len(pairs)), [pair.label for pair in pairs])
        axes.set_ylim(len(pairs) - 0.5, -0.6)
        axes.set_xlim(0, top)
        axes.set_xlabel(axis)
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="x", color=PALE, linewidth=0.6)
        axes.set_axisbelow(True)
        return _svg(figure, title)


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
        return _svg(figure, title)


def cell_label(slice_: str, value: str) -> str:
    """How a cell is called in the report.

    >>> cell_label("all", ""), cell_label("area", "Northgate"), cell_label("cse_type", "older_partner")
    ('Whole study', 'Northgate', 'older partner')
    """
    return "Whole study" if slice_ == "all" else (value.replace("_", " ") if slice_ == "cse_type" else value)


def _svg(figure: Figure, title: str) -> str:
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :]
    # Inline SVG needs no names from outside; without them nothing in the file looks like an address.
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", svg).replace("xlink:href", "href")
    label = title.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return svg.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
