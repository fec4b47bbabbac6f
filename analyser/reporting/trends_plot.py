"""The picture of a trend: what is on record month by month, with the rates of both halves and the partners' words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import matplotlib as mpl
from matplotlib.figure import Figure

from analyser.comparison.trends import Halves, Month
from analyser.reporting.plots import INK, MISSING, PALE, PARTNERS, RECORDS, STYLE, to_svg


@dataclass(frozen=True)
class Bar:
    """One month: cases known to be of high harm, those without a level, and the half's rate for the month."""

    label: str
    half: int
    high: int
    missing: int
    rate: float


def month_data(months: Sequence[Month]) -> list[Bar]:
    """The months on record in their order; a half's rate takes the missing to be like the known."""
    halves = Halves.of(months)
    bars = []
    for half, (own, total) in enumerate(zip((halves.first, halves.second), halves.central(), strict=True)):
        days = sum(month.days for month in own)
        bars += [Bar(one.name, half, one.high, one.missing, total * one.days / days) for one in own]
    return bars


def draw_months(bars: Sequence[Bar], *, said: str, title: str) -> str:
    """A bar a month, the missing in pale above the known; each half's rate as a line with its value. SVG text."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(8.2, 3.1), layout="constrained")
        axes = figure.subplots()
        places = range(len(bars))
        high = [bar.high for bar in bars]
        axes.bar(places, high, color=RECORDS, width=0.7)
        axes.bar(places, [bar.missing for bar in bars], bottom=high, color=MISSING, alpha=0.55, width=0.7)
        top = max(1.0, *(bar.high + bar.missing for bar in bars), *(bar.rate for bar in bars)) * 1.25
        for _, group in groupby(enumerate(bars), key=lambda one: one[1].half):
            own = list(group)
            first, last, rate = own[0][0], own[-1][0], own[0][1].rate
            if rate != rate:
                continue
            axes.plot([first - 0.45, last + 0.45], [rate, rate], color=INK, linewidth=2)
            axes.annotate(
                f"{rate:.1f} a month, the missing taken to be like the known",
                ((first + last) / 2, rate),
                xytext=(0, 4),
                textcoords="offset points",
                ha="center",
                fontsize=8.5,
                bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1},
            )
        text = f"Agencies on the trend: {said}" if said else "No agency speaks of a trend"
        axes.text(0.01, 0.98, text, transform=axes.transAxes, color=PARTNERS, fontweight="bold", va="top")
        key = (("known to be of high harm", RECORDS), ("no level recorded", "#5b7fc7"))
        for number, (words, colour) in enumerate(key):
            axes.text(0.99, 0.98 - 0.09 * number, words, transform=axes.transAxes, color=colour, ha="right", va="top")
        axes.set_xticks(places, [bar.label for bar in bars], rotation=0 if len(bars) <= 8 else 40, ha="center")
        axes.set_ylim(0, top)
        axes.set_ylabel("cases on record")
        axes.grid(axis="y", color=PALE, linewidth=0.6)
        axes.set_axisbelow(True)
        return to_svg(figure, title)
