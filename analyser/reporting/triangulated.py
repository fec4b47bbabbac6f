"""The triangulation matrix as the report shows it: the whole study in full, the cells in one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from analyser.reporting import words
from analyser.reporting.plots import HEADINGS, cell_label
from analyser.stages import Comparison

MEASURES = ("count", "share", "presence", "stated")
ANSWERS = {
    "affirm": "affirming high harm",
    "deny": "denying it",
    "elsewhere": "speaking of it as past, possible or others' knowledge",
    "silent": "asked and saying nothing of it",
    "not_asked": "not asked after it",
}
LIKELIHOODS = {
    "highly_likely": "highly likely",
    "likely": "likely",
    "realistic_possibility": "realistic possibility",
    "": "nothing concluded",
}
AGREEMENTS = {
    "agreement": "the measures that tell agree",
    "partial": "one measure tells, the others cannot",
    "dissonance": "the measures contradict each other",
    "silence": "no measure tells which side has more",
}
# The PHIA probability yardstick, from the least to the most likely.
YARDSTICK = (
    ("remote chance", "up to about 5 %"),
    ("highly unlikely", "about 10 to 20 %"),
    ("unlikely", "about 25 to 35 %"),
    ("realistic possibility", "about 40 to 50 %"),
    ("likely or probable", "about 55 to 75 %"),
    ("highly likely", "about 80 to 90 %"),
    ("almost certain", "about 95 % and more"),
)


@dataclass(frozen=True)
class Line:
    """A cell of the matrix."""

    cell: str
    findings: tuple[tuple[str, str, str], ...]  # measure, its verdict in words, its fit
    answers: tuple[tuple[int, str], ...]
    agreement: str
    statement: str
    likelihood: str
    confidence: str
    rests_on: tuple[str, ...]
    would_change: tuple[str, ...]


def matrix_section(run: Comparison) -> dict[str, Any]:
    """What the template shows: `whole`, the other cells by their slice, and the yardstick."""
    lines = [(str(row.slice), _line(row)) for row in run.triangulation.itertuples()]
    slices = list(dict.fromkeys(slice_ for slice_, _ in lines if slice_ != "all"))
    return {
        "whole": next(line for slice_, line in lines if slice_ == "all"),
        "cells": [(HEADINGS.get(slice_, slice_), [line for own, line in lines if own == slice_]) for slice_ in slices],
        "yardstick": YARDSTICK,
    }


def _line(row: Any) -> Line:
    fits = ((measure, getattr(row, measure), getattr(row, f"fit_{measure}")) for measure in MEASURES)
    told = ((int(getattr(row, f"agencies_{name}")), text) for name, text in ANSWERS.items())
    return Line(
        cell=cell_label(str(row.slice), str(row.value)),
        findings=tuple((words.MEASURES[measure], words.FINDINGS[finding], fit) for measure, finding, fit in fits),
        answers=tuple((number, text) for number, text in told if number),
        agreement=AGREEMENTS[row.agreement],
        statement=row.statement,
        likelihood=LIKELIHOODS[row.likelihood],
        confidence=row.confidence,
        rests_on=_parts(row.rests_on),
        would_change=_parts(row.would_change),
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("; ") if part)
