"""Static SVG plots. What a plot shows (`*_data`) and how it is drawn (`draw_*`) are two functions."""

from __future__ import annotations

import io
import math
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Orange and blue can be told apart by most colour-blind readers, and in grey by their lightness.
PARTNERS, RECORDS, MISSING, INK, PALE, STRIPE = "#c2570c", "#1d4ed8", "#93b4f5", "#1f2937", "#d1d5db", "#f5f6f8"
BESIDE: Any = ("axes fraction", "data")
# The places of a picture of pairs, in inches from its left: the axes, the column of figures, the column of findings.
WIDE, LEFT, RIGHT, FIGURES, FINDINGS = 8.6, 1.9, 5.75, 5.9, 7.3
KEY = "◆ blank values like the known · pale band: none to all of them high · → upper end open"
MOST_CELLS = 36
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


def most_telling(pairs: Sequence[Pair], most: int = MOST_CELLS) -> list[Pair]:
    """The pairs that a picture has room for, in their order: the whole study, then the cells that differ most."""

    def gap(pair: Pair) -> tuple[bool, bool, float]:
        larger, smaller = max(pair.partners, pair.records), min(pair.partners, pair.records)
        return pair.group == "all", pair.finding in SAID, larger / smaller if smaller else math.inf

    kept = sorted(range(len(pairs)), key=lambda number: gap(pairs[number]), reverse=True)[:most]
    return [pairs[number] for number in sorted(kept)]


def draw_pairs(pairs: Sequence[Pair], *, axis: str, title: str, share: bool = False) -> str:
    """Two bars a cell, partners above records, with their figures and the finding in columns beside them. SVG text.

    An arrow where the partners' upper end is open. Cells stand under the name of their slice.
    """
    lines = list(_with_headings(pairs))
    high = 1.25 + 0.42 * len(lines)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDE, high))
        axes = figure.subplots()
        figure.subplots_adjust(left=LEFT / WIDE, right=RIGHT / WIDE, top=1 - 0.45 / high, bottom=0.7 / high)
        top = 1.0 if share else _top(pairs)
        for number, pair in enumerate(lines):
            if isinstance(pair, str):
                continue
            if number % 2:
                axes.axhspan(number - 0.5, number + 0.5, color=STRIPE, zorder=0)
            draw_partners(axes, pair, number - 0.17, top)
            draw_records(axes, pair, number + 0.17)
            _beside(axes, FIGURES, number - 0.2, partners_told(pair, share=share), PARTNERS)
            _beside(axes, FIGURES, number + 0.2, records_told(pair, share=share), RECORDS)
            _beside(axes, FINDINGS, number, SAID.get(pair.finding, ""), INK, fontweight="bold")
        _beside(axes, FIGURES, -1.1, "Partners say", PARTNERS, fontweight="bold")
        _beside(axes, FIGURES, -0.72, "Records show", RECORDS, fontweight="bold")
        axes.set_yticks(range(len(lines)), [_wrapped(line) for line in lines])
        for label, line in zip(axes.get_yticklabels(), lines, strict=True):
            label.set_fontweight("bold" if isinstance(line, str) else "normal")
        axes.set_ylim(len(lines) - 0.4, -0.6)
        _axis(axes, top, share=share)
        axes.set_xlabel(axis, loc="left")
        figure.text(LEFT / WIDE, 0.08 / high, KEY, fontsize=8.5)
        return to_svg(figure, title)


def _wrapped(line: Pair | str) -> str:
    """A cell's name in at most two lines."""
    if isinstance(line, str):
        return line.replace(", ", ",\n")
    return "\n".join(textwrap.wrap(line.label, 26, max_lines=2, placeholder=" …"))


def _beside(axes: Axes, place: float, height: float, text: str, colour: str, **style: Any) -> None:
    """Words to the right of the axes, `place` inches from the left of the picture."""
    where: Any = ("figure fraction", "data")
    axes.annotate(text, (place / WIDE, height), xycoords=where, color=colour, fontsize=8.5, va="center", **style)


def draw_headline(count: Pair | None, share: Pair | None) -> str:
    """The whole study at a glance: how many, and how large a part, partners above records. SVG text; "" for nothing."""
    shown = [
        (pair, heading, is_share)
        for pair, heading, is_share in (
            (count, "Cases of high harm", False),
            (share, "Part that is of high harm", True),
        )
        if pair is not None
    ]
    if not shown:
        return ""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDE, 2.2), layout="constrained")
        for axes, (pair, heading, is_share) in zip(
            figure.subplots(1, len(shown), squeeze=False)[0], shown, strict=True
        ):
            top = 1.0 if is_share else _top([pair])
            draw_partners(axes, pair, 0.0, top)
            draw_records(axes, pair, 1.0)
            told = ((partners_told(pair, share=is_share), PARTNERS), (records_told(pair, share=is_share), RECORDS))
            for height, (name, (text, colour)) in enumerate(zip(("Partners", "Records"), told, strict=True)):
                words = f"{name}: {text}"
                axes.text(0, height - 0.24, words, color=colour, fontsize=10.5, fontweight="bold", va="bottom")
            axes.set_ylim(1.35, -0.65)
            axes.set_yticks([])
            axes.spines["left"].set_visible(False)
            axes.set_title(heading, loc="left", fontsize=11, fontweight="bold")
            _axis(axes, top, share=is_share)
        figure.supxlabel(KEY, fontsize=8.5, x=0.01, ha="left")
        return to_svg(figure, "The whole study: what partners say and what the records show")


def partners_told(pair: Pair, *, share: bool = False) -> str:
    """The partners' figure in words.

    >>> partners_told(Pair("all", "", 6.0, 6.0, math.inf, 2.0, 1.0, 9.0, "")), records_told(
    ...     Pair("all", "", 6.0, 6.0, math.inf, 0.2, 0.1, 0.9, ""), share=True)
    ('at least 6', '20 % (10 to 90 %)')
    """
    if math.isinf(pair.partners_high):
        return f"at least {_figure(pair.partners_low, share=share)}"
    return _with_ends(pair.partners, pair.partners_low, pair.partners_high, share=share)


def records_told(pair: Pair, *, share: bool = False) -> str:
    """The records' figure in words, with its bounds."""
    return _with_ends(pair.records, pair.records_low, pair.records_high, share=share)


def _with_ends(middle: float, low: float, high: float, *, share: bool) -> str:
    told = _figure(middle, share=share)
    if low == high == middle:
        return told
    return f"{told} ({_figure(low, share=share).removesuffix(' %')} to {_figure(high, share=share)})"


def _figure(value: float, *, share: bool) -> str:
    if share:
        return f"{value * 100:.0f} %"
    return f"{value:,.0f}" if abs(value) >= 10 or value.is_integer() else f"{value:.1f}"


def _axis(axes: Axes, top: float, *, share: bool) -> None:
    axes.set_xlim(0, top)
    if share:
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    else:
        axes.locator_params(axis="x", nbins=6)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=PALE, linewidth=0.6)
    axes.set_axisbelow(True)


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


def draw_partners(axes: Axes, pair: Pair, height: float, top: float) -> None:
    """The partners' interval; an arrow to `top` where its upper end is open."""
    if math.isinf(pair.partners_high):
        low = [pair.partners_low, pair.partners_low]
        axes.plot(low, [height - 0.14, height + 0.14], color=PARTNERS, linewidth=4, clip_on=False)
        axes.plot([pair.partners_low, top * 0.985], [height, height], color=PARTNERS, linewidth=1.3, alpha=0.75)
        axes.plot([top * 0.99], [height], marker=">", color=PARTNERS, markersize=5)
    else:
        ends = [pair.partners_low, pair.partners_high]
        axes.plot(ends, [height, height], color=PARTNERS, linewidth=3, solid_capstyle="butt")
        axes.plot([pair.partners], [height], marker="o", color=PARTNERS, markersize=6, clip_on=False)


def draw_records(axes: Axes, pair: Pair, height: float) -> None:
    """The records' bounds as a band, and their central figure."""
    axes.plot([pair.records_low, pair.records_high], [height, height], color=MISSING, linewidth=6, alpha=0.8)
    axes.plot([pair.records], [height], marker="D", color=RECORDS, markersize=5.5, clip_on=False)


@dataclass(frozen=True)
class Completeness:
    """How much of one field is filled: shares from 0 to 1 that add to 1."""

    label: str
    known: float
    not_known: float
    not_assessed: float
    blank: float


def draw_completeness(fields: Sequence[Completeness], *, title: str) -> str:
    """One bar a field: what is known, then what is missing, which is told at the end of the bar. SVG text."""
    shades = {"known": RECORDS, "not_known": "#f2c38b", "not_assessed": "#e58f3f", "blank": "#e5e7eb"}
    names = {"not_known": "“not known”", "not_assessed": "“not assessed”", "blank": "blank"}
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDE, 0.7 + 0.5 * len(fields)), layout="constrained")
        axes = figure.subplots()
        for number, field in enumerate(fields):
            start = 0.0
            for key, colour in shades.items():
                width = getattr(field, key)
                axes.barh(number, width, left=start, color=colour, height=0.5, edgecolor="white")
                if key == "known" and width >= 0.15:
                    axes.text(width / 2, number, f"{width:.0%} known", ha="center", va="center", color="white")
                start += width
            parts = [f"{getattr(field, key):.0%} {name}" for key, name in names.items() if getattr(field, key) >= 0.005]
            told = f"{1 - field.known:.0%} missing" if parts else "nothing missing"
            axes.annotate(told, (1.02, number - 0.17), xycoords=BESIDE, va="center", fontsize=9, fontweight="bold")
            axes.annotate(", ".join(parts), (1.02, number + 0.2), xycoords=BESIDE, va="center", fontsize=8.5)
        axes.set_yticks(range(len(fields)), [field.label for field in fields])
        axes.set_ylim(len(fields) - 0.5, -0.5)
        _axis(axes, 1.0, share=True)
        return to_svg(figure, title)


def cell_label(slice_: str, value: str) -> str:
    """How a cell is called in the report.

    >>> cell_label("all", ""), cell_label("area", "Northgate"), cell_label("cse_type", "older_partner")
    ('Whole study', 'Northgate', 'older partner')
    """
    return "Whole study" if slice_ == "all" else (value.replace("_", " ") if slice_ == "cse_type" else value)


def to_svg(figure: Figure, title: str) -> str:
    """A figure as SVG that stands in a page: no names from outside, and `title` for those who cannot see it."""
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :]
    # Inline SVG needs no names from outside; without them nothing in the file looks like an address.
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", svg).replace("xlink:href", "href")
    svg = re.sub(r'<g id="\w+">', "<g>", svg)  # several pictures of a page would share these ids
    label = title.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return svg.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
