"""The missing-value picture: how the records' figure moves from none to all of the missing being high."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analyser.comparison.both_sides import BothSides
from analyser.comparison.share import sides
from analyser.reporting.plots import INK, MISSING, PALE, PARTNERS, RECORDS, SAID, STYLE, to_svg
from analyser.statistics import garwood, wilson

STEPS = 41


@dataclass(frozen=True)
class Swing:
    """The records' figure by the share of the missing that are high, and the partners' figure beside it.

    `shares`, `records`, `low`, `high`: of equal length; the two last are the records' 95 % sampling limits. `known`:
    the share at which the missing are like the known. `tipping`: that at which the finding goes, NaN where none does.
    """

    measure: str
    missing: float
    shares: tuple[float, ...]
    records: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    known: float
    partners_low: float
    partners_high: float
    finding: str
    tipping: float

    def at(self, share: float) -> float:
        """The records' figure when `share` of the missing are high."""
        return float(np.interp(share, self.shares, self.records))


def swing_data(measure: str, discrepancies: pd.DataFrame, both: BothSides) -> Swing | None:
    """The picture of the whole study's `count` or `share`; None where nothing is missing or there is no figure."""
    cell = both.cells[0]
    shown = cell.shown
    if shown is None or shown.missing <= 0:
        return None
    shares = tuple(number / (STEPS - 1) for number in range(STEPS))
    if measure == "count":
        figures = [shown.at(share) for share in shares]
        limits = [garwood(figure) for figure in figures]
        known = shown.central_share
    else:
        shares_of = sides(cell)
        if shares_of is None:
            return None
        records = [shares_of.at(share) for share in shares]
        figures = [one.share for one in records]
        limits = [wilson(one.hits, one.n) for one in records]
        known = shares_of.records.share
    rows = discrepancies[(discrepancies["slice"] == "all") & (discrepancies["measure"] == measure)]
    row: Any = rows.iloc[0]
    return Swing(
        measure=measure,
        missing=shown.risk_missing,
        shares=shares,
        records=tuple(figures),
        low=tuple(low for low, _ in limits),
        high=tuple(high for _, high in limits),
        known=known,
        partners_low=float(row["partners_low"]),
        partners_high=float(row["partners_high"]),
        finding=str(row["finding"]),
        tipping=float(row["tipping_point"]),
    )


def draw_swing(swing: Swing, *, unit: str, title: str) -> str:
    """The records' figure as a line with its sampling limits, the partners' interval as a band. SVG text."""
    share = swing.measure == "share"
    told = (lambda value: f"{value * 100:.0f} %") if share else (lambda value: f"{value:,.0f}")
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(4.7, 4.1), layout="constrained")
        axes = figure.subplots()
        top = 1.0 if share else _top(swing)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, top)
        _draw_partners(axes, swing, told)
        axes.fill_between(swing.shares, swing.low, swing.high, color=MISSING, alpha=0.45, linewidth=0)
        axes.plot(swing.shares, swing.records, color=RECORDS, linewidth=2.2)
        _draw_points(axes, swing, told)
        if not math.isnan(swing.tipping):
            axes.axvline(swing.tipping, color=INK, linewidth=1.2, linestyle=(0, (4, 3)))
            side = "left" if swing.tipping < 0.3 else "right" if swing.tipping > 0.7 else "center"
            place: Any = ("data", "axes fraction")
            axes.annotate(_turn(swing), (swing.tipping, 1.02), xycoords=place, ha=side, fontweight="bold")
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["none", "25 %", "50 %", "75 %", "all"])
        if share:
            axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
        blank = f"of the {swing.missing:,.0f} {unit} without a harm level, so many are high"
        axes.set_xlabel(f"{blank}\n(blue band: sampling error of the records, 95 %)", fontsize=9)
        axes.set_ylabel("part that is of high harm" if share else f"{unit} of high harm")
        axes.grid(axis="y", color=PALE, linewidth=0.6)
        axes.set_axisbelow(True)
        return to_svg(figure, title)


def _turn(swing: Swing) -> str:
    """Where the finding goes, in words.

    >>> from analyser.reporting.missing_plot import Swing
    >>> ends = {"shares": (0.0, 1.0), "records": (4.0, 9.0), "low": (1.0, 4.0), "high": (10.0, 17.0)}
    >>> _turn(Swing("count", 5.0, **ends, known=0.1, partners_low=11.0, partners_high=math.inf,
    ...     finding="partners_higher", tipping=0.25))
    'partners see more: below 25 %'
    """
    side = "below" if swing.tipping > swing.known else "above"
    return f"{SAID.get(swing.finding, swing.finding)}: {side} {swing.tipping * 100:.0f} %"


def _top(swing: Swing) -> float:
    ends = [*swing.high, swing.partners_low, swing.partners_high]
    return max([1.0, *(end for end in ends if math.isfinite(end))]) * 1.1


def _draw_partners(axes: Axes, swing: Swing, told: Callable[[float], str]) -> None:
    low, high = swing.partners_low, swing.partners_high
    if math.isnan(low):
        axes.text(0.03, 0.95, "no partner gives a figure", color=PARTNERS, transform=axes.transAxes, va="top")
        return
    opened = math.isinf(high)
    axes.axhspan(low, axes.get_ylim()[1] if opened else high, color=PARTNERS, alpha=0.13, linewidth=0)
    for end in [low] if opened else [low, high]:
        axes.axhline(end, color=PARTNERS, linewidth=1.6)
    words = f"Partners: at least {told(low)}" if opened else f"Partners: {told(low)} to {told(high)}"
    # The line climbs from below on the left to above on the right: the other two corners are free.
    above = low > swing.at(0.25)
    axes.annotate(
        words,
        (0.02 if above else 0.98, low),
        (0, 5 if above else -5),
        textcoords="offset points",
        color=PARTNERS,
        fontweight="bold",
        ha="left" if above else "right",
        va="bottom" if above else "top",
    )


def _draw_points(axes: Axes, swing: Swing, told: Callable[[float], str]) -> None:
    """The line's two ends and the place where the missing are like the known, each with its figure."""
    first, middle, last = swing.records[0], swing.at(swing.known), swing.records[-1]
    axes.plot([swing.known], [middle], marker="D", color=RECORDS, markersize=8, zorder=5)
    behind: dict[str, Any] = {"boxstyle": "square,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
    style: dict[str, Any] = {"textcoords": "offset points", "color": RECORDS, "bbox": behind, "zorder": 6}
    words = f"Records, blanks like the known: {told(middle)}"
    if swing.known < 0.4:
        axes.annotate(words, (swing.known, middle), (10, -13), **style)
    else:
        axes.annotate(words, (swing.known, middle), (-8, 8), ha="right", **style)
    axes.annotate(told(first), (0, first), (5, -4 if first > 0 else 8), va="top", fontweight="bold", **style)
    axes.annotate(told(last), (1, last), (-5, 6), ha="right", fontweight="bold", **style)
