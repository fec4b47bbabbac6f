"""The picture of a gap: what each cause accounts for, and how much it may at least and at most."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analyser.reporting.plots import INK, MISSING, PALE, PARTNERS, RECORDS, STRIPE, STYLE, to_svg
from analyser.reporting.words import CAUSES, figure

LEFT = "unexplained"
_BEYOND = 2.2  # ranges are cut this many gaps from 0, so that the gap can be seen beside them; the numbers are told


@dataclass(frozen=True)
class Bar:
    """One cause: the cases that it accounts for, and its range."""

    cause: str
    label: str
    cases: float
    low: float
    high: float

    @property
    def told(self) -> str:
        """The numbers as the picture prints them."""
        if self.low == self.high == 0:
            return "none"
        return f"{_signed(self.cases)}  ({_signed(self.low)} to {_signed(self.high)})"


@dataclass(frozen=True)
class Gap:
    """The causes of one cell's gap, on the months that both sides cover, and the two figures between which it lies."""

    partners: float
    records: float
    bars: tuple[Bar, ...]

    @property
    def cases(self) -> float:
        return self.partners - self.records


def gap_data(explanations: pd.DataFrame, discrepancies: pd.DataFrame, slice_: str, value: str) -> Gap | None:
    """The gap of one cell; None where it has none to explain. The window is cut from both sides before."""
    rows = explanations[(explanations["slice"] == slice_) & (explanations["value"] == value)]
    counts = discrepancies[
        (discrepancies["slice"] == slice_) & (discrepancies["value"] == value) & (discrepancies["measure"] == "count")
    ]
    bars = [
        Bar(str(row.cause), CAUSES[str(row.cause)], float(row.cases), float(row.cases_low), float(row.cases_high))  # type: ignore[arg-type]
        for row in rows.itertuples()
        if row.cause != "window"
    ]
    if not bars or counts.empty:
        return None
    return Gap(float(counts["partners"].iloc[0]), float(counts["records"].iloc[0]), tuple(bars))


def draw_gap(gap: Gap, *, title: str) -> str:
    """A bar a cause, its range as a line with ends, and the gap as a dashed line that a range may reach. SVG text.

    An arrow stands where a range goes on beyond the picture.
    """
    bars = gap.bars
    span = _BEYOND * max(abs(gap.cases), 1.0)
    least = max(-span, min([0.0, gap.cases, *(bar.low for bar in bars)]))
    most = min(span, max([0.0, gap.cases, *(bar.high for bar in bars)]))
    room = 0.06 * max(most - least, 1.0)
    with mpl.rc_context(STYLE):
        drawing = Figure(figsize=(8.2, 1.35 + 0.46 * len(bars)), layout="constrained")
        axes = drawing.subplots()
        for number, bar in enumerate(bars):
            if number % 2:
                axes.axhspan(number - 0.5, number + 0.5, color=STRIPE, zorder=0)
            _draw_bar(axes, bar, number, least, most)
            axes.annotate(bar.told, (1.02, number), xycoords=("axes fraction", "data"), va="center", fontsize=9)
        axes.axvline(0, color=INK, linewidth=0.9)
        axes.axvline(gap.cases, color=PARTNERS, linewidth=1.4, linestyle=(0, (4, 2)))
        axes.annotate(
            f"the whole gap: {_signed(gap.cases)}\n"
            f"(partners {figure(gap.partners)}, records {figure(gap.records)})",
            (gap.cases, 1.01), xycoords=("data", "axes fraction"), color=PARTNERS, fontsize=9,
            ha="left" if gap.cases < (least + most) / 2 else "right", va="bottom",
        )  # fmt: skip
        axes.annotate("cases (at least to at most)", (1.02, 1.01), xycoords="axes fraction", fontsize=9, va="bottom")
        axes.set_yticks(range(len(bars)), [bar.label for bar in bars])
        axes.set_ylim(len(bars) - 0.45, -0.55)
        axes.set_xlim(least - room, most + room)
        axes.set_xlabel("high-harm cases of the gap that the cause accounts for")
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x", color=PALE, linewidth=0.6)
        axes.set_axisbelow(True)
        return to_svg(drawing, title)


def _draw_bar(axes: Axes, bar: Bar, height: float, least: float, most: float) -> None:
    colour = "#6b7280" if bar.cause == LEFT else RECORDS
    shown = [min(max(end, least), most) for end in (bar.low, bar.cases, bar.high)]
    low, middle, high = shown
    if bar.low < bar.high:
        axes.plot([low, high], [height, height], color=MISSING if bar.cause != LEFT else "#c4c8cf", linewidth=5)
        ends: Sequence[tuple[float, float, str]] = ((bar.low, low, "<"), (bar.high, high, ">"))
        for true, end, arrow in ends:
            if math.isclose(true, end):
                axes.plot([end, end], [height - 0.16, height + 0.16], color=colour, linewidth=1.4)
            else:
                axes.plot([end], [height], marker=arrow, color=colour, markersize=6, clip_on=False)
    axes.barh(height, middle, height=0.34, color=colour, zorder=3)
    axes.plot([middle], [height], marker="D", color=colour, markersize=5, zorder=4)


def _signed(value: float) -> str:
    """A number of cases with its sign.

    >>> _signed(2.28), _signed(-21.0), _signed(0.0), _signed(-0.04)
    ('+2.3', '−21', '0', '0')
    """
    value = round(value, 1)
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{figure(abs(value))}"
