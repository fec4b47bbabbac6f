"""The queues that the page offers: their names, what they are for, and the passages of each in order."""

from __future__ import annotations

from typing import Any

from analyser.codebook import load_codebook
from analyser.errors import InputError, Problem
from analyser.review.desk import Desk
from analyser.review.work import Work

FIRST = "doubtful"
NAMES = {
    "doubtful": ("Least certain", "Where the coder was least sure, first those marked for review."),
    "high": ("High harm", "What the coder reads as high harm; it weighs most in the comparison."),
    "all": ("All, in order", "Every passage as the interviews run."),
    "level": ("By level", "What the coder reads as one level."),
    "agency": ("By agency", "What one agency's speakers say."),
    "search": ("Search", "Passages with these words."),
}


def first_queue(desk: Desk) -> tuple[str, str, str, list[int]]:
    """The queue that a session begins with."""
    name, order = queue_order(desk, FIRST, "")
    return FIRST, "", name, order


def queue_order(desk: Desk, kind: str, value: str) -> tuple[str, list[int]]:
    """A queue's name and the numbers of its passages in order.

    Raises:
        InputError: there is no such queue.
    """
    if kind not in NAMES:
        raise InputError(Problem("there is no such queue"))
    ones = desk.passages
    if kind == "doubtful":
        order = sorted(ones, key=lambda one: (one.row["needs_review"] != "yes", one.row["confidence"], one.number))
    elif kind == "high":
        order = [one for one in ones if one.codes["harm_level"] == "high"]
    elif kind == "level":
        order = [one for one in ones if one.codes["harm_level"] == value]
    elif kind == "agency":
        order = [one for one in ones if one.row["agency"] == value]
    elif kind == "search":
        words = value.casefold().split()
        order = [one for one in ones if all(word in desk.text(one).casefold() for word in words)] if words else []
    else:
        order = list(ones)
    return NAMES[kind][0], [one.number for one in order]


def queues_page(desk: Desk, work: Work) -> list[dict[str, Any]]:
    """Each queue with its choices."""
    levels = [(code.code, code.name) for code in load_codebook().levels]
    agencies = sorted({str(one.row["agency"]) for one in desk.passages if one.row["agency"]})
    options = {"level": levels, "agency": [(one, one) for one in agencies]}
    return [
        {
            "kind": kind,
            "name": name,
            "meaning": meaning,
            "options": options.get(kind, []),
            "field": "Words" if kind == "search" else "",
            "value": work.value if kind == work.kind else "",
            "length": None,
        }
        for kind, (name, meaning) in NAMES.items()
    ]
