"""The timeline: which months each side covers, and when the profile was written and is due again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analyser.reporting.plots import INK, PALE, PARTNERS, RECORDS, STRIPE, STYLE, to_svg
from analyser.stages import Comparison
from analyser.statistics import change_point
from analyser.study import Period

DUE = "Update due"
LATE = "#b91c1c"


@dataclass(frozen=True)
class Timeline:
    """What each side covers.

    `months`: the first day of each month of the period, with its case rows, None where the extract has no row at all.
    `interviews`: the dates that are known, and how many are not. `events`: what happened to the profile, and when.
    `step`: the month from which on flags were set otherwise. `overdue`: from when to when an update was missing.
    """

    period: Period
    months: tuple[tuple[date, int | None], ...]
    interviews: tuple[date, ...]
    undated: int
    events: tuple[tuple[str, date], ...]
    step: date | None
    overdue: tuple[date, date] | None


def timeline_data(run: Comparison) -> Timeline:
    """The dates of a run's study, interviews and records."""
    cases, study = run.counted.cases, run.study
    frame = cases.frame
    rows = frame[frame["is_cse"]].groupby("month").size()
    names = cases.period.month_names()
    seen = set(cases.months)
    per_month = [int(rows.get(name, 0)) if name in seen else None for name in names]
    dates = run.coded.people.drop_duplicates("interview_id")["date"]
    known = sorted(found for found in map(_date, dates) if found is not None)
    events = (("Profile written", study.profile_date), (DUE, study.update_due), ("Looked at", study.as_of))
    late = study.update_due is not None and study.as_of is not None and study.as_of > study.update_due
    return Timeline(
        period=cases.period,
        months=tuple((_first_day(name), number) for name, number in zip(names, per_month, strict=True)),
        interviews=tuple(known),
        undated=len(dates) - len(known),
        events=tuple((name, when) for name, when in events if when is not None),
        step=_step(run.counted.quality, per_month, names),
        overdue=(study.update_due, study.as_of) if late and study.update_due and study.as_of else None,
    )


def draw_timeline(line: Timeline) -> str:
    """A row for the period, the records, the interviews and each event of the profile. SVG text."""
    names = _names(line)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(8.6, 0.6 + 0.52 * len(names)), layout="constrained")
        axes = figure.subplots()
        start, end = _days(line)
        room = (end - start) * 0.02
        axes.axvspan(line.period.start.toordinal(), line.period.end.toordinal() + 1, color=STRIPE, zorder=0)
        axes.barh(0, line.period.days, left=line.period.start.toordinal(), height=0.4, color="#6b7280")
        _draw_records(axes, line, 1)
        places = [when.toordinal() for when in line.interviews]
        axes.plot(places, [2] * len(places), "o", color=PARTNERS, markersize=8, alpha=0.75, markeredgecolor="white")
        for height, (_, when) in enumerate(line.events, start=3):
            axes.plot([when.toordinal()], [height], marker="D", color=INK, markersize=7)
        if line.overdue:
            place = 3 + [name for name, _ in line.events].index(DUE)
            axes.plot([day.toordinal() for day in line.overdue], [place, place], color=LATE, linewidth=3, zorder=1)
        axes.set_yticks(range(len(names)), names, fontsize=9, linespacing=1.3)
        for label, colour in zip(axes.get_yticklabels()[1:3], (RECORDS, PARTNERS), strict=True):
            label.set_color(colour)
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.set_xlim(start - room, end + room)
        axes.set_xticks(*_ticks(line))
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="x", color=PALE, linewidth=0.6)
        axes.set_axisbelow(True)
        return to_svg(figure, "What each side covers: the period, the records, the interviews and the profile")


def _names(line: Timeline) -> list[str]:
    """What each row is and what it tells, in two lines."""
    covered = [number for _, number in line.months if number is not None]
    records = f"Records: {sum(covered):,} case rows\nin {len(covered)} of {len(line.months)} months"
    if len(covered) < len(line.months):
        records += ", hatched: none"
    if line.step:
        records += f"\nred line: flags step, {line.step:%b %Y}"
    known = len(line.interviews)
    interviews = f"Interviews: {known + line.undated}"
    if known:
        first, last = _told(line.interviews[0]), _told(line.interviews[-1])
        interviews += f"\n{first}" if first == last else f"\n{first} to {last}"
    if line.undated:
        interviews += f"\n{line.undated} without a date"
    events = [f"{name}\n{_told(when)}{_lateness(line, name)}" for name, when in line.events]
    return [
        f"Period of the study\n{_told(line.period.start)} to {_told(line.period.end)}",
        records,
        interviews,
        *events,
    ]


def _days(line: Timeline) -> tuple[int, int]:
    """The first and the last day of the picture, by their number in the calendar."""
    days = [line.period.start, line.period.end, *line.interviews, *(when for _, when in line.events)]
    return min(days).toordinal(), max(days).toordinal() + 1


def _ticks(line: Timeline) -> tuple[list[int], list[str]]:
    """The first days of months, at most ten of them, each year named once."""
    first, last = _days(line)
    names = Period(date.fromordinal(first), date.fromordinal(last)).month_names()
    months = [day for day in map(_first_day, names) if first <= day.toordinal() <= last]
    every = next(step for step in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if len(months) <= 10 * step)
    shown = [day for day in months if ((day.year * 12 + day.month - 1) % every) == 0]
    years = [day.year for day in shown]
    labels = [
        f"{day:%b}\n{day.year}" if place == 0 or years[place - 1] != day.year else f"{day:%b}"
        for place, day in enumerate(shown)
    ]
    return [day.toordinal() for day in shown], labels


def _draw_records(axes: Axes, line: Timeline, height: int) -> None:
    """A column a month, as high as its case rows; months without any row are marked."""
    most = max([1, *(number or 0 for _, number in line.months)])
    for (day, number), (after, _) in pairwise([*line.months, (line.period.end + timedelta(days=1), None)]):
        left, width = day.toordinal(), after.toordinal() - day.toordinal()
        if number is None:
            axes.barh(
                height, width, left=left, height=0.7, facecolor="white", edgecolor=LATE, hatch="////", linewidth=0
            )
        else:
            tall = 0.7 * number / most
            axes.bar(left, -tall, width * 0.86, height + 0.35, align="edge", color=RECORDS)
    if line.step:
        place = line.step.toordinal()
        axes.plot([place, place], [height - 0.45, height + 0.45], color=LATE, linewidth=2)


def _lateness(line: Timeline, name: str) -> str:
    if line.overdue is None or name != DUE:
        return ""
    return f", {(line.overdue[1] - line.overdue[0]).days / 30.4375:.0f} months overdue"


def _step(quality: pd.DataFrame, per_month: list[int | None], names: list[str]) -> date | None:
    """The month of the step that the check of flags found."""
    if not ((quality["check"] == "flagged_step") & (quality["status"] == "warn")).any():
        return None
    seen = [(name, number) for name, number in zip(names, per_month, strict=True) if number is not None]
    found = change_point([number for _, number in seen])
    return _first_day(seen[found.place][0]) if found else None


def _told(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _date(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
