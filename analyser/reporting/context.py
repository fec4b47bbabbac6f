"""Excerpts as a reader needs them: with the question before, the sentences around, the codes and their reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analyser.interviews import Interview, Turn
from analyser.tables import rows_of

AROUND = 220


@dataclass(frozen=True)
class Quotation:
    """One excerpt in its place: `before` and `after` are the same turn's words around it."""

    excerpt_id: str
    question: str
    before: str
    text: str
    after: str
    who: str
    where: str
    codes: str
    reason: str
    needs_review: bool


def quotations(excerpts: pd.DataFrame, interviews: Sequence[Interview]) -> dict[str, Quotation]:
    """Every excerpt by its id."""
    by_id = {interview.interview_id: interview for interview in interviews}
    return {row["excerpt_id"]: _quotation(row, by_id.get(row["interview_id"])) for row in rows_of(excerpts)}


def _quotation(row: Mapping[Any, Any], interview: Interview | None) -> Quotation:
    question = before = after = ""
    start, end = row["start"], row["end"]
    if interview is not None and not pd.isna(start) and not pd.isna(end):
        turn, asked = _turns_around(interview, int(start))
        if turn is not None:
            before = _tail(interview.text[turn.start : int(start)])
            after = _head(interview.text[int(end) : turn.end])
        if asked is not None:
            question = _tail(interview.text[asked.start : asked.end])
    who = ", ".join(str(row[name]) for name in ("speaker", "agency", "agency_type") if row[name])
    return Quotation(
        excerpt_id=str(row["excerpt_id"]),
        question=question,
        before=before,
        text=str(row["text"]),
        after=after,
        who=who,
        where=", ".join(str(row[name]) for name in ("interview_id", "locator") if row[name]),
        codes=_codes(row),
        reason=str(row["reason"]),
        needs_review=row["needs_review"] == "yes",
    )


def _turns_around(interview: Interview, offset: int) -> tuple[Turn | None, Turn | None]:
    """The turn that holds an offset, and the interviewer's turn just before it."""
    asked = None
    for turn in interview.turns:
        if turn.start <= offset < turn.end:
            return turn, asked
        asked = turn if turn.role == "interviewer" else None
    return None, None


def _codes(row: Mapping[Any, Any]) -> str:
    parts = [f"{row['harm_level']}, {row['assertion']}" if row["assertion"] else str(row["harm_level"])]
    if row["quantity_kind"]:
        low, high = (_number(row[name]) for name in ("quantity_low", "quantity_high"))
        figure = low if low == high else f"{low}–{high}"
        rate = f" a {row['rate_per']}" if row["rate_per"] else ""
        parts.append(
            f"{row['quantity_kind']} {figure}{rate}" + (f" ({row['quantity_basis']})" if row["quantity_basis"] else "")
        )
    parts += [str(row[name]).replace(";", ", ") for name in ("cse_type", "data_claim", "trend") if row[name]]
    return " · ".join(part for part in parts if part)


def _number(value: Any) -> str:
    number = float(value)
    return "open" if number in (float("inf"), float("-inf")) else f"{number:g}"


def _tail(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= AROUND else "… " + text[-AROUND:].partition(" ")[2]


def _head(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= AROUND else text[:AROUND].rpartition(" ")[0] + " …"
