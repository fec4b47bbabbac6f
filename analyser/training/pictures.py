"""Pictures of an evaluation, in the house's style. The same figures give the same bytes."""

from __future__ import annotations

import io
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter, StrMethodFormatter

from analyser.reporting.plots import INK, MISSING, PALE, PARTNERS, RECORDS, STYLE

Form = Literal["png", "svg"]
DARK = 0.5  # the share from which a cell's figure is written in white


def calibration_picture(bins: pd.DataFrame, form: Form = "png") -> bytes:
    """The share right over the stated probability of the likeliest level, and below how many sentences each bin holds.

    `bins` are those of `scores.calibration`. On the dotted line stated is true; below it the coder is too sure.
    """
    known = bins[bins["sentences"] > 0]
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(5.6, 6.0), layout="constrained")
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=[3.4, 1])
        above.plot([0, 1], [0, 1], color=INK, linewidth=1, linestyle=":", label="as often right as stated")
        stated, right = known["mean_probability"], known["share_right"]
        above.vlines(stated, stated, right, color=PARTNERS, linewidth=1.2, alpha=0.6)
        above.plot(stated, right, color=RECORDS, marker="o", markersize=5.5, linewidth=1.2, label="share right")
        above.set_ylabel("level right")
        above.set_ylim(0, 1.02)
        above.legend(loc="upper left", frameon=False)
        below.bar(bins["low"], bins["sentences"], width=1 / len(bins), align="edge", color=MISSING, edgecolor="white")
        below.set_ylabel("sentences")
        below.set_xlabel("stated probability of the likeliest level")
        below.set_xlim(0, 1)
        below.xaxis.set_major_formatter(PercentFormatter(1.0))
        below.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        above.yaxis.set_major_formatter(PercentFormatter(1.0))
        for axes in (above, below):
            _ruled(axes)
        return _drawn(figure, form)


def confusion_picture(confusion: pd.DataFrame, form: Form = "png") -> bytes:
    """Coded levels down, said levels across; a cell is as dark as its share of the coded level."""
    counts = confusion.to_numpy(float)
    whole = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, whole, out=np.zeros_like(counts), where=whole > 0)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(6.4, 5.0), layout="constrained")
        axes = figure.subplots()
        colours = mpl.colors.LinearSegmentedColormap.from_list("house", ["#ffffff", RECORDS])
        axes.imshow(shares, cmap=colours, vmin=0, vmax=1, aspect="auto")
        for (row, column), count in np.ndenumerate(counts):
            ink = "white" if shares[row, column] >= DARK else INK
            axes.text(column, row - 0.12, f"{count:,.0f}", ha="center", va="center", color=ink)
            axes.text(column, row + 0.2, f"{shares[row, column]:.0%}", ha="center", va="center", color=ink, fontsize=8)
        axes.set_xticks(range(counts.shape[1]), [str(name) for name in confusion.columns])
        axes.set_yticks(range(len(counts)), [str(name) for name in confusion.index])
        axes.set_xlabel("said level")
        axes.set_ylabel("coded level")
        axes.tick_params(length=0)
        axes.set_xticks(np.arange(1, counts.shape[1]) - 0.5, minor=True)
        axes.set_yticks(np.arange(1, len(counts)) - 0.5, minor=True)
        axes.grid(which="minor", color=PALE, linewidth=0.8)
        axes.tick_params(which="minor", length=0)
        return _drawn(figure, form)


def curve_picture(points: pd.DataFrame, form: Form = "png") -> bytes:
    """Kappa and macro-F1 of left-out interviews by the number of interviews fitted to, with their intervals."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(6.4, 4.2), layout="constrained")
        axes = figure.subplots()
        looks = (("macro_f1", "macro-F1", PARTNERS, "s"), ("kappa", "kappa", RECORDS, "o"))
        for name, label, colour, marker in looks:
            axes.fill_between(
                points["interviews"],
                points[f"{name}_low"],
                points[f"{name}_high"],
                color=colour,
                alpha=0.14,
                linewidth=0,
            )
            axes.plot(points["interviews"], points[name], color=colour, marker=marker, markersize=5.5, label=label)
        ends = points[["kappa", "kappa_low", "macro_f1", "macro_f1_low"]].to_numpy(float)
        axes.set_ylim(min(0.0, float(np.nanmin(ends))), 1)
        axes.set_xlim(0, float(points["interviews"].max()) * 1.05)
        axes.set_xlabel("interviews and exchanges that the weights were fitted to")
        axes.set_ylabel("harm level, left-out interviews")
        axes.legend(loc="lower right", frameon=False)
        _ruled(axes)
        return _drawn(figure, form)


def _ruled(axes: Axes) -> None:
    axes.grid(color=PALE, linewidth=0.6)
    axes.set_axisbelow(True)


def _drawn(figure: Figure, form: Form) -> bytes:
    out = io.BytesIO()
    nothing: dict[str, Any] = {"Software": None} if form == "png" else {"Date": None, "Creator": None}
    figure.savefig(out, format=form, dpi=144, metadata=nothing)
    return out.getvalue()
