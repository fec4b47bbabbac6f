"""The queues that the page offers: their names, what they are for, and the passages of each in order."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from analyser.codebook import load_codebook
from analyser.errors import InputError, Problem
from analyser.review import queue
from analyser.review.desk import Desk
from analyser.review.work import Work

FIRST = "doubtful"
TELLING = frozenset({"high", "level"})  # who takes these knows the coder's level before judging
NAMES = {
    "doubtful": ("Least certain", "Where the coder was least sure, those marked for review first."),
    "high": (
        "High harm",
        "What the coder reads as high harm. It tells the level: judged from here is not judged blind.",
    ),
    "differences": ("Differences", "What analysts code differently and nobody has adjudicated."),
    "sample": ("Random sample", "To correct the comparison for the coder's errors: as many as the precision needs."),
    "level": ("By level", "What the coder reads as one level. It tells the level, as above."),
    "agency": ("By agency", "What one agency's speakers say."),
    "search": ("Search", "Passages with all of these words."),
    "all": ("All in order", "Every passage as the interviews run."),
}
PRECISIONS = ("0.1", "0.05", "0.03")  # half-widths of the share of high harm


def first_queue(desk: Desk) -> tuple[str, str, str, list[int]]:
    """The queue that a session begins with."""
    if FIRST not in desk.kept:
        desk.kept[FIRST] = queue_order(desk, FIRST, "")
    name, order = desk.kept[FIRST]
    return FIRST, "", name, order


def queue_order(desk: Desk, kind: str, value: str) -> tuple[str, list[int]]:
    """A queue's name and the numbers of its passages in order.

    Raises:
        InputError: there is no such queue, or no such precision.
    """
    if kind not in NAMES or (kind == "sample" and value not in PRECISIONS):
        raise InputError(Problem("there is no such queue", remedy="choose one of those shown"))
    if kind == "differences":
        found = sorted(one.number for one, settled in desk.disagreements() if not settled)
        return NAMES[kind][0], found
    chosen = _chosen(desk, kind, value)
    return NAMES[kind][0], [desk.by_key[key].number for key in chosen["passage"]]


def _chosen(desk: Desk, kind: str, value: str) -> pd.DataFrame:
    frame = desk.frame
    if kind == "doubtful":
        return queue.least_certain(frame)
    if kind == "high":
        return queue.high_harm(frame)
    if kind == "level":
        return queue.by_code(frame, "harm_level", value)
    if kind == "agency":
        return queue.by_agency(frame, value)
    if kind == "search":
        return queue.search(frame, {one.key: desk.text(one) for one in desk.passages}, value)
    if kind == "sample":
        return queue.random_sample(frame, queue.proposed_size(frame, float(value)).size)
    return frame


def prepare(desk: Desk) -> None:
    """Makes what every overview shows, since the passages stay: what queues can be chosen by."""
    if "options" not in desk.kept:
        agencies = sorted({str(one.row["agency"]) for one in desk.passages if one.row["agency"]})
        desk.kept["options"] = {
            "level": [(code.code, code.name) for code in load_codebook().levels],
            "agency": [(one, one) for one in agencies],
            "sample": [(one, _proposed(desk, one)) for one in PRECISIONS] if desk.passages else [],
        }


def queues_page(desk: Desk, work: Work) -> list[dict[str, Any]]:
    """Each queue with its choices."""
    prepare(desk)
    options = desk.kept["options"]
    return [
        {
            "kind": kind,
            "name": name,
            "meaning": meaning,
            "options": options.get(kind, []),
            "field": "Words" if kind == "search" else "",
            "value": work.value if kind == work.kind else "",
        }
        for kind, (name, meaning) in NAMES.items()
        if kind not in options or options[kind]
    ]


def _proposed(desk: Desk, precision: str) -> str:
    found = queue.proposed_size(desk.frame, float(precision))
    points = f"± {100 * float(precision):.0f} points"
    if not math.isfinite(found.precision):
        return f"{points}: all {found.size}, one interview cannot tell"
    if found.precision > float(precision) + 1e-9:
        return f"{points}: all {found.size} reach ± {100 * found.precision:.0f}"
    return f"{points}: {found.size} passages"
