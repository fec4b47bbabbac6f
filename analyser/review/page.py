"""What the pages show, as data: the passage in its interview, its codes, the codebook beside it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from analyser.codebook import load_codebook
from analyser.codebook.codebook import Code
from analyser.interviews import Interview
from analyser.interviews.model import Turn
from analyser.review.codes import choices
from analyser.review.desk import Decisions, Desk, Passage
from analyser.review.form import LABELS, shown
from analyser.review.log import Event
from analyser.schemas import CODES

AROUND = {"near": 1, "wide": 6}  # turns before and after; `all` is the whole interview
ROLES = {"partner": "Partner", "interviewer": "Interviewer", "other": "Other"}
VERBS = {
    "accept": "accepted",
    "change": "coded",
    "split": "split",
    "join": "joined",
    "add": "added",
    "comment": "commented",
    "defer": "put off",
    "undo": "took back",
    "redo": "brought again",
    "adjudicate": "adjudicated",
}
DIVIDED = "How it is divided"
FIRST_CODES = {"assertion": "affirmed"}  # what the form holds where nothing was coded yet


@dataclass(frozen=True)
class Line:
    """A turn as it is read: who speaks, and pieces of speech of which some are the passage."""

    speaker: str
    role: str
    pieces: tuple[tuple[str, bool], ...]
    here: bool = False
    after_gap: bool = False  # turns before it are left out


@dataclass(frozen=True)
class Choice:
    """One value of a field: what it is called and what the codebook says of it."""

    value: str
    name: str
    definition: str = ""
    use_when: str = ""
    do_not_use_when: str = ""
    example: str = ""
    key: str = ""


def lines(interview: Interview | None, passage: Passage, around: str) -> list[Line]:
    """The turns around a passage, with the question before it; `around` is a key of AROUND, or `all`."""
    if interview is None or pd.isna(passage.row["start"]):
        return []
    turns = interview.turns
    start, end = int(passage.row["start"]), int(passage.row["end"])
    here = max(0, bisect_right([turn.start for turn in turns], start) - 1)
    if around == "all":
        return [_line(interview, turn, start, end) for turn in turns]
    reach = AROUND.get(around, AROUND["near"])
    first, last = max(0, here - reach), min(len(turns), here + reach + 1)
    asked = next((n for n in range(here - 1, -1, -1) if turns[n].role == "interviewer"), None)
    found = [_line(interview, turns[asked], start, end)] if asked is not None and asked < first else []
    for n in range(first, last):
        gap = n == first and bool(found) and asked != first - 1
        found.append(_line(interview, turns[n], start, end, after_gap=gap))
    return found


def _line(interview: Interview, turn: Turn, start: int, end: int, *, after_gap: bool = False) -> Line:
    text = interview.text
    low, high = max(turn.start, min(start, turn.end)), max(turn.start, min(end, turn.end))
    pieces = ((text[turn.start : low], False), (text[low:high], True), (text[high : turn.end], False))
    kept = tuple((words, is_passage) for words, is_passage in pieces if words)
    return Line(turn.speaker, ROLES.get(turn.role, turn.role), kept, low < high, after_gap)


@cache
def levels() -> list[Choice]:
    """The harm levels with the keys that judge them, 1 the gravest."""
    return [_choice(code, key=str(n)) for n, code in enumerate(load_codebook().levels, start=1)]


@cache
def fields() -> dict[str, list[Choice]]:
    """The choices of every other axis, by column, with the codebook's definitions where it has them."""
    book = load_codebook()
    of_book: dict[str, Sequence[Code]] = {
        "assertion": book.assertions,
        "data_claim": book.claims,
        "trend": book.trends,
        "cse_type": book.types,
    }
    found = {name: [_choice(code) for code in codes] for name, codes in of_book.items()}
    for name in ("quantity_kind", "rate_per", "quantity_basis"):
        found[name] = [Choice(value, QUANTITY_NAMES.get(value, value)) for value in choices()[name]]
    return found


QUANTITY_NAMES = {
    "count": "Count of children or cases",
    "share": "Share, from 0 to 1",
    "rate": "Rate over a time",
    "stock": "Held at a time",
    "flow": "New over a time",
}


def _choice(code: Code, key: str = "") -> Choice:
    return Choice(code.code, code.name, code.definition, code.use_when, code.do_not_use_when, code.example, key)


@cache
def names() -> dict[str, str]:
    """What each code is called."""
    book = load_codebook()
    codes = (*book.levels, *book.assertions, *book.claims, *book.trends, *book.types)
    return {code.code: code.name for code in codes} | QUANTITY_NAMES


def coded(codes: Mapping[str, str]) -> list[tuple[str, str]]:
    """Codes for reading: label and value of each that is not empty.

    >>> coded({"harm_level": "high", "quantity_kind": "count", "quantity_low": "6", "quantity_high": "inf"})
    [('Harm level', 'High harm'), ('Number of', 'Count of children or cases, 6 or more')]
    """
    called = names()
    found = []
    for name in CODES:
        value = codes.get(name, "")
        if not value or name in ("quantity_low", "quantity_high", "rate_per", "quantity_basis"):
            continue
        words = ", ".join(called.get(part, part) for part in value.split(";"))
        if name == "quantity_kind":
            words = ", ".join(part for part in (words, _bounds(codes), _pace(codes, called)) if part)
        found.append((LABELS[name], words))
    return found


def _bounds(codes: Mapping[str, str]) -> str:
    low, high = codes.get("quantity_low", ""), codes.get("quantity_high", "")
    if low == high:
        return low
    if high == "inf":
        return f"{low} or more"
    return f"up to {high}" if low == "inf" else f"{low} to {high}"


def _pace(codes: Mapping[str, str], called: Mapping[str, str]) -> str:
    per, basis = codes.get("rate_per", ""), codes.get("quantity_basis", "")
    return f"per {per}" if per else called.get(basis, basis).lower()


def passage_page(desk: Desk, passage: Passage, around: str, entered: Mapping[str, str] | None = None) -> dict[str, Any]:
    """All that the page of a passage shows. What is hidden from this analyst is not in it."""
    own, sees = desk.own, desk.may_see(passage.key)
    coding = own.coding(passage.key)
    interview = desk.interviews.get(passage.interview_id)
    start = coding.codes if coding is not None else passage.codes if sees else FIRST_CODES
    deferred = own.of(passage.key, "defer")
    return {
        "passage": passage,
        "who": _who(passage),
        "lines": lines(interview, passage, around),
        "text": desk.text(passage),
        "around": around,
        "sees": sees,
        "machine": coded(passage.codes) if sees else [],
        "machine_level": passage.codes["harm_level"] if sees else "",
        "reason": passage.row["reason"] if sees else "",
        "coder": passage.row["coder"] if sees else "",
        "confidence": _percent(passage.row["confidence"]) if sees else "",
        "others": [coded(one.codes) for one in desk.codings(passage.key) if one.analyst != desk.analyst]
        if sees
        else [],
        "adjudicated": _adjudicated(desk.adjudication(passage.key)) if sees else None,
        "own": coded(coding.codes) if coding is not None else [],
        "own_level": coding.codes.get("harm_level", "") if coding is not None else "",
        "decided": _decided(coding),
        "deferred": deferred is not None and deferred.number == own.last(passage.key),
        "joined": own.joined(passage.key),
        "comment": own.comment(passage.key) if entered is None else entered.get("comment", ""),
        "filled": shown(start) if entered is None else shown(entered),
        "levels": levels(),
        "fields": fields(),
        "labels": LABELS,
        "expected": own.last(passage.key),
    }


def adjudication_page(desk: Desk, passage: Passage, around: str) -> dict[str, Any]:
    """The codes of a passage that analysts code differently, without their names."""
    codings = [one for one in desk.codings(passage.key) if one.codes]
    opened = desk.may_see(passage.key) and passage.key in desk.own.committed
    settled = desk.adjudication(passage.key)
    return {
        "passage": passage,
        "who": _who(passage),
        "lines": lines(desk.interviews.get(passage.interview_id), passage, around),
        "text": desk.text(passage),
        "around": around,
        "opened": opened,
        "codings": [
            {
                "name": f"Analyst {n}",
                "codes": coded(one.codes),
                "comment": one.detail.get("comment", ""),
                "event": one.number,
            }
            for n, one in enumerate(codings, start=1)
        ]
        if opened
        else [],
        "differ": differing(codings) if opened else [],
        "adjudicated": _adjudicated(settled) if opened else None,
        "filled": shown(codings[0].codes if codings else FIRST_CODES) if opened else {},
        "levels": levels(),
        "fields": fields(),
        "labels": LABELS,
        "expected": desk.own.last(passage.key),
    }


def differing(codings: Sequence[Event]) -> list[str]:
    """The labels of the axes on which codes differ; where they do not, passages are divided differently."""
    coded = [one.codes for one in codings if one.codes]
    return [LABELS[name] for name in CODES if len({one.get(name, "") for one in coded}) > 1] or [DIVIDED]


def decisions(own: Decisions, desk: Desk, most: int = 200) -> list[dict[str, Any]]:
    """The analyst's last decisions, newest first, without a word of the passages."""
    found = []
    for event in reversed(own.standing[-most:]):
        passage = desk.by_key.get(event.passage)
        found.append(
            {
                "event": event.number,
                "time": clock(event.time),
                "day": event.time[:10],
                "verb": VERBS[event.kind],
                "codes": coded(event.codes),
                "number": passage.number if passage is not None else 0,
                "place": place(passage) if passage is not None else "",
            }
        )
    return found


def when(event: Event) -> str:
    """Which decision it is and when it was written."""
    return f"decision {event.number}, {event.time[:10]} {clock(event.time)} UTC"


def levels_said(event: Event, passage: Passage) -> str:
    """What one is told after judging first: the level given beside the coder's."""
    called = names()
    own, machine = (codes.get("harm_level", "") for codes in (event.codes, passage.codes))
    if own == machine:
        return f": {called.get(own, own)}, as the coder"
    return f": {called.get(own, own)}, where the coder has {called.get(machine, machine)}"


def place(passage: Passage) -> str:
    """Where a passage stands: its interview and locator."""
    return ", ".join(one for one in (passage.interview_id, str(passage.row["locator"])) if one)


def clock(time: str) -> str:
    """Hours, minutes and seconds of an event's time, in UTC.

    >>> clock("2026-11-23T02:10:14.123+00:00")
    '02:10:14'
    """
    return time[11:19]


def _who(passage: Passage) -> list[tuple[str, str]]:
    row = passage.row
    agency = " · ".join(str(row[name]) for name in ("agency", "agency_type", "area") if row[name])
    named = (
        ("Interview", passage.interview_id),
        ("Speaker", row["speaker"]),
        ("Agency", agency),
        ("Place", row["locator"]),
        ("Date", row["date"]),
    )
    return [(label, str(value)) for label, value in named if value]


def _decided(event: Event | None) -> str:
    return "" if event is None else when(event)


def _adjudicated(event: Event | None) -> dict[str, Any] | None:
    return None if event is None else {"codes": coded(event.codes), "reason": event.detail.get("reason", "")}


def _percent(value: Any) -> str:
    return "" if pd.isna(value) else f"{float(value):.0%}"
