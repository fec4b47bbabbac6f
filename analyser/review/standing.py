"""What stands of the decisions: the log's events, told again in their order, with what was undone left out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from analyser.review.codes import in_order
from analyser.review.log import Event
from analyser.review.passages import key_of, place_of
from analyser.schemas import CODED_EXCERPTS, CODES
from analyser.tables import Schema, table

# Kinds of rows that give a passage codes; `part` is a piece of a split passage, `join` several passages made one.
JUDGED = ("accept", "change", "add", "part", "join", "adjudicate")
# Kinds of rows that take a passage away, as others stand in its place (column `into`).
REPLACED = ("split", "joined")

STANDING = Schema(
    "standing",
    {
        **dict.fromkeys(("passage", "text_hash", "analyst", "kind"), "text"),
        **{name: CODED_EXCERPTS.columns[name] for name in CODES},
        "comment": "text",
        "number": "integer",
        "time": "text",
        "reason": "text",
        "into": "text",
        "made_of": "text",
    },
)

_Rows = dict[tuple[str, str, bool], dict[str, Any]]


def standing(events: Iterable[Event]) -> pd.DataFrame:
    """A row (`STANDING`) for each passage and analyst, and one more where a passage was adjudicated.

    `kind` is that of the analyst's last judgement of the passage: one of `JUDGED`, with codes, or of `REPLACED`,
    without; where there is none, `defer` or `comment`. `number` and `time` are those of the last event on it that
    stands, `reason` is an adjudication's. `into` holds the keys that a replaced passage became, `made_of` those that a
    part or join was made of, as JSON lists.

    An adjudication is a row of its own, so that the adjudicator's own judgement, if any, stays. Who judges a passage
    anew that they had split or joined takes that back.
    """
    given = list(events)
    steps: dict[str, list[tuple[int, str]]] = {}
    for event in given:
        steps.setdefault(event.analyst, []).append((event.number, event.kind))
    stands = {number for own in steps.values() for number in done_and_undone(own)[0]}
    rows: _Rows = {}
    for event in given:
        if event.number in stands:
            _tell(rows, event)
    ordered = sorted(rows.values(), key=lambda row: (row["number"], row["passage"], row["analyst"]))
    return table(ordered, STANDING)


def done_and_undone(steps: Iterable[tuple[int, str]]) -> tuple[list[int], list[int]]:
    """The numbers of one analyst's events that stand and, last first to come again, of those that were taken back.

    `steps` are numbers and kinds in their order.

    >>> done_and_undone([(1, "accept"), (2, "change"), (3, "undo"), (5, "undo"), (6, "redo")])
    ([1], [2])
    """
    done: list[int] = []
    undone: list[int] = []
    for number, kind in steps:
        if kind == "undo":
            undone += [done.pop()] if done else []
        elif kind == "redo":
            done += [undone.pop()] if undone else []
        else:
            done.append(number)
            undone.clear()
    return done, undone


def keys(text: str) -> tuple[str, ...]:
    """The keys of a cell of `into` or `made_of`."""
    return tuple(json.loads(text)) if text else ()


def _tell(rows: _Rows, event: Event) -> None:
    key = (event.passage, event.analyst, event.kind == "adjudicate")
    before = rows.get(key, {})
    comment = str(event.detail.get("comment", before.get("comment", "")))
    if event.kind in ("comment", "defer"):  # what was judged before goes on to stand
        judged = before if before.get("kind") in (*JUDGED, *REPLACED) else {}
        row = {**_row(event, event.passage, event.kind, {}), **judged}
        rows[key] = {**row, "comment": comment, "number": event.number, "time": event.time}
        return
    if before.get("kind") in REPLACED:
        _take_back(rows, event.analyst, before["by"])
        before = {}
    row = _row(event, event.passage, event.kind, event.codes if event.kind in JUDGED else {})
    row |= {"comment": comment, "reason": str(event.detail.get("reason", ""))}
    row |= {name: before[name] for name in ("made_of", "by") if name in before}
    rows[key] = row
    if event.kind == "split":
        interview = place_of(event.passage)[0]
        parts = {key_of(interview, part["start"], part["end"]): part for part in event.detail.get("parts", [])}
        row |= {"into": json.dumps(list(parts)), "by": event.number}
        for name, part in parts.items():
            made = _row(event, name, "part", part.get("codes", {}))
            made |= {"text_hash": part.get("text_hash", ""), "made_of": json.dumps([event.passage]), "by": event.number}
            rows[name, event.analyst, False] = made
    elif event.kind == "join":
        row |= {"made_of": json.dumps(event.detail.get("passages", [])), "by": event.number}
        for name in event.detail.get("passages", []):
            gone = _row(event, name, "joined", {}) | {"text_hash": "", "by": event.number}
            earlier = rows.get((name, event.analyst, False), {})
            gone |= {"into": json.dumps([event.passage]), "made_of": earlier.get("made_of", "")}
            rows[name, event.analyst, False] = gone


def _take_back(rows: _Rows, analyst: str, number: int) -> None:
    """Takes out every row that a split or join made or replaced."""
    for key in [key for key, row in rows.items() if key[1] == analyst and row.get("by") == number]:
        del rows[key]


def _row(event: Event, passage: str, kind: str, codes: Mapping[str, str]) -> dict[str, Any]:
    return {
        "passage": passage,
        "text_hash": event.text_hash,
        "analyst": event.analyst,
        "kind": kind,
        **(in_order(codes) if codes else dict.fromkeys(CODES, "")),
        "comment": "",
        "number": event.number,
        "time": event.time,
        "reason": "",
        "into": "",
        "made_of": "",
    }
