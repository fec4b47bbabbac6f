"""Trends as the report shows them: the whole study with its picture, the other cells in a table."""

from __future__ import annotations

from typing import Any

from analyser.comparison.trends import read_months
from analyser.reporting import words
from analyser.reporting.plots import cell_label
from analyser.reporting.trends_plot import draw_months, month_data
from analyser.stages import Comparison

PARTNERS = {
    "rising": "Partners say: rising",
    "falling": "Partners say: falling",
    "stable": "Partners say: stable",
    "divided": "Partners are divided",
    "": "Fewer than two agencies speak of a trend",
}
RECORDS = {
    "rising": "the records rise",
    "falling": "the records fall",
    "stable": "the records stay the same",
    "indeterminate": "the records' trend cannot be told",
}
SIDES = ("rising", "falling", "stable")


def trend_section(run: Comparison) -> dict[str, Any]:
    """What the template shows: the whole study's row and picture, and the cells in which both sides tell a trend."""
    rows = list(run.trends.itertuples())
    whole = next(row for row in rows if row.slice == "all")
    months = read_months(run.monthly).get(("all", ""), ())
    cells = [row for row in rows if row.slice != "all" and (row.partners or row.records_trend in SIDES)]
    return {
        "sentence": sentence(whole),
        "notes": [part for part in str(whole.note).split("; ") if part],
        "picture": draw_months(month_data(months), said=votes(whole), title="High harm on record, month by month")
        if len(months) > 1
        else "",
        "cells": [(cell_label(str(row.slice), str(row.value)), votes(row), sentence(row), row) for row in cells],
    }


def sentence(row: Any) -> str:
    """What a row finds, in a sentence or two."""
    told = f"{PARTNERS[row.partners]}; {RECORDS[row.records_trend]}"
    if row.ratio == row.ratio:
        ratio, low, high = (words.figure(end) if end == float("inf") else f"{end:.2f}" for end in _ratio(row))
        told += f" (second half against first: {ratio} times, {low} to {high})"
    if row.finding == "agree":
        return f"{told}. They agree."
    return f"{told}." + (" They differ." if row.finding != "indeterminate" else "")


def votes(row: Any) -> str:
    """How many agencies say what, as a picture or table has it.

    >>> from types import SimpleNamespace
    >>> votes(SimpleNamespace(agencies_rising=5, agencies_falling=0, agencies_stable=1))
    '5 rising, 1 stable'
    """
    told = [(getattr(row, f"agencies_{side}"), side) for side in SIDES]
    return ", ".join(f"{number} {side}" for number, side in told if number)


def _ratio(row: Any) -> tuple[float, float, float]:
    return row.ratio, row.ratio_low, row.ratio_high
