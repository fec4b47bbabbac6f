"""The specification curve as a picture: estimates in their order above, the choices behind each of them below."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from analyser.comparison.sensitivity import Sensitivity
from analyser.reporting.plots import INK, PALE, PARTNERS, RECORDS, STYLE, to_svg

COLOURS = {"partners_higher": PARTNERS, "records_higher": RECORDS, "agree": "#15803d", "indeterminate": "#8b93a1"}
SAID = {
    "partners_higher": "partners see more",
    "records_higher": "records show more",
    "agree": "they agree",
    "indeterminate": "cannot be told",
}
# Beyond fifty times either way nothing more is told, and what is nothing has no place on a scale of ratios.
_FURTHEST = 50.0
_TICKS = (1, 2, 5, 10, 20, 50)


@dataclass(frozen=True)
class Point:
    """One specification: partners divided by records with its interval, and the finding."""

    ratio: float
    low: float
    high: float
    finding: str
    own: bool


@dataclass(frozen=True)
class Line:
    """One value of a choice: the places on the curve that have it, and in how many the study's own finding stays.

    `own`: it is the study's. A line without places is the heading of those below it.
    """

    label: str
    places: tuple[int, ...] = ()
    same: int = 0
    of: int = 0
    own: bool = False


@dataclass(frozen=True)
class Curve:
    """The specifications of a measure from the lowest ratio to the highest, and the choices that differ among them."""

    points: tuple[Point, ...]
    lines: tuple[Line, ...]


def curve_data(specifications: pd.DataFrame, measure: str, found: Sequence[Sensitivity]) -> Curve | None:
    """The curve of a measure; None where there is nothing but the study's own specification."""
    used = specifications[(specifications["measure"] == measure) & specifications["ratio"].notna()]
    used = used[used["finding"] != ""].sort_values(["ratio", "ratio_low", "ratio_high"], kind="stable")
    rows: list[dict[str, Any]] = used.to_dict("records")  # type: ignore[assignment]
    if len(rows) < 2:
        return None
    points = [
        Point(row["ratio"], row["ratio_low"], row["ratio_high"], row["finding"], row["own"] == "yes") for row in rows
    ]
    lines: list[Line] = []
    for one in found:
        if len(one.parts) < 2:
            continue
        lines.append(Line(one.choice.name))
        key = one.choice.key
        if key == "left_out":  # one line for all of them: a curve has no room for each agency
            others = [part for part in one.parts if not part.own]
            places = tuple(place for place, row in enumerate(rows) if row[key])
            lines.append(Line("one of them left out", places, sum(part.same for part in others), len(others)))
            continue
        for part in one.parts:
            if part.own and not one.choice.crossed:
                continue  # varied alone: nearly every specification has the study's own
            places = tuple(place for place, row in enumerate(rows) if row[key] == part.value)
            lines.append(Line(one.choice.label(part.value), places, part.same, part.of, part.own))
    return Curve(tuple(points), tuple(lines))


def draw_curve(curve: Curve, *, title: str) -> str:
    """Estimates with their intervals, the study's own marked, over a line for each value of a choice. SVG text.

    Colours tell the finding, which the picture names with how many there are of it. At the right edge stands in how
    many specifications of a line the study's own finding stays.
    """
    with mpl.rc_context(STYLE):
        below = 0.19 * len(curve.lines) + 0.2
        figure = Figure(figsize=(8.2, 3.3 + below), layout="constrained")
        above, choices = figure.subplots(2, 1, sharex=True, height_ratios=[2.7, below])
        _draw_estimates(above, curve.points)
        _draw_choices(choices, curve)
        own = next(place for place, point in enumerate(curve.points) if point.own)
        for axes in (above, choices):
            axes.axvline(own, color=INK, linewidth=0.9, zorder=4)
            axes.set_xlim(-0.5, len(curve.points) - 0.5)
        aside = {True: "left", False: "right"}[own < len(curve.points) / 2]
        above.annotate(
            f"this study: {times(curve.points[own].ratio)}",
            (own, 1),
            xytext=(3 if aside == "left" else -3, 3),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha=aside,
            fontsize=9,
            fontweight="bold",
        )
        return to_svg(figure, title)


def times(ratio: float) -> str:
    """A ratio as a reader says it.

    >>> times(1), times(2.17), times(0.25), times(float("inf"))
    ('equal', '2.2 times', '1/4', 'records show none')
    """
    if math.isinf(ratio):
        return "records show none"
    if abs(ratio - 1) < 0.005:
        return "equal"
    if ratio > 1:
        return f"{ratio:.2g} times"
    return f"1/{1 / ratio:.2g}" if ratio > 0 else "partners tell of none"


def _draw_estimates(axes: Axes, points: Sequence[Point]) -> None:
    """On a scale of ratios; an open end runs to the edge."""
    told = [value for point in points for value in (point.ratio, point.low, point.high) if 0 < value < math.inf]
    bottom = max(1 / _FURTHEST, min([0.8, *(value * 0.85 for value in told)]))
    top = min(_FURTHEST, max([1.25, *(value * 1.15 for value in told)]))
    axes.set_yscale("log")
    axes.set_ylim(bottom, top)
    ticks = sorted({*_TICKS, *(1 / tick for tick in _TICKS)})
    ticks = [tick for tick in ticks if bottom <= tick <= top]
    axes.set_yticks(ticks, [times(tick) for tick in ticks])
    axes.minorticks_off()
    axes.tick_params(axis="x", length=0, labelbottom=False)
    axes.set_ylabel("what partners say against the records")
    axes.axhline(1, color=INK, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
    axes.grid(axis="y", color=PALE, linewidth=0.6)
    axes.set_axisbelow(True)

    def inside(value: float) -> float:
        return min(max(value, bottom), top)

    axes.annotate("line: estimate\npale: interval", (1.012, 0.5), xycoords="axes fraction", va="center", fontsize=8.5)
    width = _width(len(points))
    for number, (finding, colour) in enumerate(_findings(points)):
        some = [(place, point) for place, point in enumerate(points) if point.finding == finding]
        spans = [((place, inside(point.low)), (place, inside(point.high))) for place, point in some]
        marks = [((place - 0.5, inside(point.ratio)), (place + 0.5, inside(point.ratio))) for place, point in some]
        _draw_segments(axes, spans, colour, linewidth=width, alpha=0.3)
        _draw_segments(axes, marks, colour, linewidth=2.6)
        axes.annotate(
            f"■ {SAID.get(finding, finding)}: {len(some)}",
            (number % 2 / 2, 1),
            xytext=(0, 18 + 14 * (number // 2)),
            xycoords="axes fraction",
            textcoords="offset points",
            color=colour,
            fontsize=9.5,
            fontweight="bold",
        )


def _draw_choices(axes: Axes, curve: Curve) -> None:
    for number, line in enumerate(curve.lines):
        if not line.places:
            continue
        axes.axhline(number, color=PALE, linewidth=0.5, zorder=0)
        for finding, colour in _findings(curve.points):
            some = [place for place in line.places if curve.points[place].finding == finding]
            runs = [((first - 0.5, number), (last + 0.5, number)) for first, last in _runs(some)]
            _draw_segments(axes, runs, colour, linewidth=7)
        axes.annotate(
            f"{line.same} of {line.of}",
            (1.012, number),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=8.5,
        )
    axes.annotate("finding stays in", (1.012, -1.0), xycoords=("axes fraction", "data"), va="center", fontsize=8.5)
    names = [f"{line.label} (this study’s)" if line.own else line.label for line in curve.lines]
    axes.set_yticks(range(len(names)), names)
    for label, line in zip(axes.get_yticklabels(), curve.lines, strict=True):
        label.set_fontweight("normal" if line.places else "bold")
        label.set_fontsize(9)
    axes.set_ylim(len(curve.lines) - 0.4, -1.4)
    axes.tick_params(axis="both", length=0, labelbottom=False)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def _findings(points: Iterable[Point]) -> list[tuple[str, str]]:
    """The findings that there are, each with its colour."""
    there = {point.finding for point in points}
    return [(finding, colour) for finding, colour in COLOURS.items() if finding in there]


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring places as one stretch each.

    >>> _runs([1, 2, 3, 7, 9, 10])
    [(1, 3), (7, 7), (9, 10)]
    """
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and place == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], place
        else:
            runs.append((place, place))
    return runs


def _width(number: int) -> float:
    """How thick an interval is drawn, so that they fill the picture and do not run together."""
    return min(6.0, max(0.5, 360 / number))


def _draw_segments(
    axes: Axes, segments: Sequence[tuple[tuple[float, float], tuple[float, float]]], colour: str, **how: Any
) -> None:
    """All segments as one path, which keeps the file small."""
    if not segments:
        return
    codes = [Path.MOVETO, Path.LINETO] * len(segments)
    path = Path([end for segment in segments for end in segment], codes)
    path.should_simplify = False
    axes.add_patch(PathPatch(path, facecolor="none", edgecolor=colour, capstyle="butt", **how))
