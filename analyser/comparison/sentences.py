"""The coded sentences of a table as plain values: blanks, spellings and order put right, mentions told apart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analyser.schemas import CODED_EXCERPTS
from analyser.tables import rows_of, table

LEVELS = ("high", "medium", "low")
LIKELY = 0.5
CLAIMS = ("under_recorded", "over_recorded", "matches", "incomplete")


@dataclass(frozen=True)
class Sentence:
    """One coded sentence of a partner. `place` is its place in the table, `mention` what it is one mention with.

    `trusted`: its level is not a program's guess that is likelier wrong than right.
    """

    place: int
    id: str
    interview: str
    speaker: str
    agency: str
    agency_type: str
    area: str
    date: str
    level: str
    assertion: str
    kind: str
    low: float
    high: float
    per: str
    basis: str
    approximate: bool
    types: frozenset[str]
    claim: str
    trend: str
    reviewed: bool
    trusted: bool
    turn: int | None
    start: float
    case: str
    mention: int | None = None

    @property
    def is_high(self) -> bool:
        return self.level == "high"

    @property
    def affirms_high(self) -> bool:
        return self.level == "high" and self.assertion == "affirmed"

    @property
    def denies_high(self) -> bool:
        return self.level == "high" and self.assertion == "negated"

    @property
    def tells_of_a_case(self) -> bool:
        return self.level not in ("", "none")


def read_sentences(excerpts: pd.DataFrame) -> list[Sentence]:
    """The sentences of a coded table, interview by interview in the order of the interview.

    Columns that are missing count as empty; codes are read whatever their case; a sentence without an id goes by its
    interview and place in the table.
    """
    found = [_sentence(place, row) for place, row in enumerate(rows_of(table(excerpts, CODED_EXCERPTS)))]
    first_seen: dict[str, int] = {}
    for one in found:
        first_seen.setdefault(one.interview, one.place)
    found.sort(key=lambda one: (first_seen[one.interview], one.start, one.place))
    return with_mentions(found)


def _sentence(place: int, row: Mapping[Any, Any]) -> Sentence:
    def text(name: str) -> str:
        return str(row[name]).strip()

    def code(name: str) -> str:
        return text(name).lower()

    def number(name: str) -> float:
        return math.nan if row[name] is pd.NA else float(row[name])

    start, turn = number("start"), number("turn")
    return Sentence(
        place=place,
        id=text("excerpt_id") or f"{text('interview_id')}:row{place + 2}",
        interview=text("interview_id"),
        speaker=text("speaker"),
        agency=text("agency"),
        agency_type=text("agency_type"),
        area=text("area"),
        date=text("date"),
        level=code("harm_level"),
        assertion=code("assertion"),
        kind=code("quantity_kind"),
        low=number("quantity_low"),
        high=number("quantity_high"),
        per=code("rate_per"),
        basis=code("quantity_basis"),
        approximate=code("approximate") in ("yes", "true", "1"),
        types=frozenset(part.strip() for part in code("cse_type").split(";") if part.strip()),
        claim=code("data_claim"),
        trend=code("trend"),
        reviewed=code("coder").startswith("analyst:"),
        trusted=not (code("coder").startswith("model:") and number("confidence") < LIKELY),
        turn=None if math.isnan(turn) else int(turn),
        start=math.inf if math.isnan(start) else start,
        case=text("case_ref"),
    )


def with_mentions(sentences: Iterable[Sentence]) -> list[Sentence]:
    """Numbers the mentions: sentences of one case in an interview, else a run of one turn and level.

    Any other coded sentence of the turn ends a run. Without a turn each sentence is a mention of its own, since nothing
    tells what stands beside it.
    """
    numbers: dict[tuple[object, ...], int] = {}
    marked = []
    before: tuple[object, ...] | None = None
    run = 0
    for one in sentences:
        coded = one.tells_of_a_case or one.claim
        if not coded:
            marked.append(one)
            continue
        here = (one.interview, one.speaker, one.turn, one.level, one.assertion, one.case)
        if here != before or one.turn is None:
            run += 1
        before = here
        if one.assertion != "affirmed" or one.level not in LEVELS:
            marked.append(one)
            continue
        key = ("case", one.interview, one.case) if one.case else ("run", run)
        marked.append(replace(one, mention=numbers.setdefault(key, len(numbers))))
    return marked


def count_mentions(sentences: Sequence[Sentence]) -> dict[int, Counter[str]]:
    """How many mentions of each level are credited to each sentence, by its place.

    A mention counts once, at its highest level, for the sentence that gives that level first.
    """
    best: dict[int, Sentence] = {}
    for one in sentences:
        if one.mention is None:
            continue
        other = best.get(one.mention)
        if other is None or LEVELS.index(one.level) < LEVELS.index(other.level):
            best[one.mention] = one
    return {one.place: Counter([one.level]) for one in best.values()}
