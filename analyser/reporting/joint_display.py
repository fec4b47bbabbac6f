"""The joint display: both sides of a finding in one row, with quotations, how they fit and what follows.

Guetterman, Fetters and Creswell (2015), Ann Fam Med 13:554.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analyser.comparison.cells import Cell
from analyser.comparison.count import cell_figures
from analyser.comparison.findings import MISMATCH
from analyser.comparison.voices import agencies
from analyser.reporting import words
from analyser.reporting.plots import cell_label
from analyser.schemas import JOINT_DISPLAY
from analyser.stages import Comparison
from analyser.tables import rows_of, table

Excerpt = Mapping[Any, Any]
TOLD = ("excerpt_id", "interview_id", "agency", "agency_type", "text", "harm_level", "assertion", "data_claim")

FEWEST_QUOTED, QUOTED = 2, 3
READABLE = range(8, 46)  # words of a sentence that can be read by itself
OWNS = " (owns the records)"
# What speaks against each finding of a measure: the codes of such an excerpt.
_CLAIMS = {
    "partners_higher": ("data_claim", ("matches", "over_recorded")),
    "records_higher": ("data_claim", ("matches", "under_recorded")),
    "agree": ("data_claim", ("under_recorded", "over_recorded")),
}
_CONTRARY: Mapping[str, Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "stated": _CLAIMS,
    "presence": {"agree": ("assertion", ("negated",)), "records_silent": ("assertion", ("negated",))},
    "share": {"partners_higher": ("harm_level", ("medium", "low")), "records_higher": ("harm_level", ("high",))},
}


@dataclass(frozen=True)
class Quote:
    """An excerpt of a joint display: its words, and who says it by role family."""

    excerpt_id: str
    text: str
    role: str
    contrary: bool


@dataclass(frozen=True)
class Joint:
    """A row of the joint display. `row` is that of `discrepancies`; the `of` texts are the figures' denominators.

    `interviews`, `agencies`: how many of each are behind it; `cases`: how many mentioned cases, None where the measure
    rests on none. `said_by`: the role families behind it, those with most agencies first.
    """

    row: Any
    cell: str
    construct: str
    partners_of: str
    records_of: str
    quotes: tuple[Quote, ...]
    interviews: int
    cases: int | None
    agencies: int
    said_by: str
    follows: str


def joint_display(run: Comparison) -> list[Joint]:
    """A row for each measure of the whole study, then for each cell's measure in which one side is higher or silent."""
    excerpts: dict[str, Excerpt] = {}
    for one in rows_of(run.coded.excerpts[list(TOLD)]):
        excerpts.setdefault(str(one["excerpt_id"]), one)
    unit = words.unit_of(run.counted.counts)
    by_cell = {(cell.slice, cell.value): cell for cell in run.both.cells}
    rows: list[Joint] = []
    quoted: dict[tuple[str, str], set[str]] = {}
    for row in run.discrepancies.itertuples():
        place = str(row.slice), str(row.value)
        if row.slice == "all" or row.finding in MISMATCH:
            used = quoted.setdefault(place, set())
            rows.append(_joint(row, by_cell[place], excerpts, used, unit, run))
            used |= {quote.excerpt_id for quote in rows[-1].quotes}
    return rows


def joint_table(rows: Sequence[Joint]) -> pd.DataFrame:
    """The rows as a table (`schemas.JOINT_DISPLAY`); quotations with their ids, one a line."""
    return table(
        [
            {
                **{name: getattr(one.row, name) for name in JOINT_DISPLAY.columns if hasattr(one.row, name)},
                "construct": one.construct,
                "partners_of": one.partners_of,
                "records_of": one.records_of,
                "quotations": " | ".join(f"{quote.role}: “{quote.text}”" for quote in one.quotes),
                "excerpts": ";".join(quote.excerpt_id for quote in one.quotes),
                "interviews": one.interviews,
                "cases": one.cases,
                "agencies": one.agencies,
                "said_by": one.said_by,
                "follows": one.follows,
            }
            for one in rows
        ],
        JOINT_DISPLAY,
    )


def _joint(row: Any, cell: Cell, excerpts: Mapping[str, Excerpt], used: set[str], unit: str, run: Comparison) -> Joint:
    behind = [excerpts[one] for one in str(row.excerpts).split(";") if one in excerpts]
    given = dict.fromkeys((one["agency"], one["agency_type"]) for one in behind)
    roles = Counter(str(role) or "type not given" for _, role in given)
    owner = any(voice.owner for voice in cell.voices)
    return Joint(
        row=row,
        cell=cell_label(str(row.slice), str(row.value)) + (OWNS if owner else ""),
        construct=words.MEASURES[row.measure],
        partners_of=_partners_of(row, cell, run),
        records_of=_records_of(row, cell, unit),
        quotes=tuple(_quotes(row, behind, used)),
        interviews=len({one["interview_id"] for one in behind}),
        cases=_cases(row, cell),
        agencies=len(given),
        said_by=", ".join(f"{role} ({number})" if number > 1 else role for role, number in roles.most_common()),
        follows=words.OWNER_FOLLOWS
        if owner
        else words.follows(row, unit, cell.failure, int(cell.shown.risk_missing) if cell.shown else 0),
    )


def _cases(row: Any, cell: Cell) -> int | None:
    """The mentioned cases behind a row: of high harm, and for the share also of medium harm."""
    if row.measure in ("count", "stated"):
        return None
    return sum(voice.high + (voice.medium if row.measure == "share" else 0) for voice in cell.voices)


def _partners_of(row: Any, cell: Cell, run: Comparison) -> str:
    asked = len(agencies(cell.voices))
    if row.measure == "count":
        return f"{len(cell_figures(cell, run.study, covered=cell.covered))} of {asked} agencies give a number"
    if row.measure == "share":
        high, medium = sum(voice.high for voice in cell.voices), sum(voice.medium for voice in cell.voices)
        return f"{high} high and {medium} medium mentions"
    votes = 0 if pd.isna(row.partners) else int(row.partners)
    return f"{votes} of {asked} agencies"


def _records_of(row: Any, cell: Cell, unit: str) -> str:
    shown = cell.shown
    if shown is None or row.measure == "stated":
        return ""
    blank = f"; {shown.risk_missing:,.0f} without a harm level" if shown.risk_missing else ""
    if row.measure == "share":
        if shown.medium is None:
            return "the rule tells no medium harm"
        return f"{shown.high:,.0f} of {shown.high + shown.medium:,.0f} high or medium{blank}"
    return f"of {shown.cases:,.0f} {unit}{blank}"


def _quotes(row: Any, behind: Sequence[Excerpt], used: set[str]) -> Iterator[Quote]:
    """Two or three excerpts of as many agencies: the most telling first, and one that speaks against the finding."""
    column, codes = _CONTRARY.get(row.measure, {}).get(row.finding, ("", ()))
    against = [one for one in behind if column and one[column] in codes]
    with_it = [one for one in behind if not column or one[column] not in codes]
    chosen = _of_different_agencies(with_it, used, QUOTED)
    if other := _of_different_agencies(against, used, 1):
        chosen = [*chosen[: QUOTED - 1], *other]
    for one in chosen:
        role = str(one["agency_type"]) or "partner"
        yield Quote(str(one["excerpt_id"]), " ".join(str(one["text"]).split()), role, one in other)


def _of_different_agencies(excerpts: Sequence[Excerpt], used: set[str], most: int) -> list[Excerpt]:
    """The first excerpts, each of another agency: those not `used` yet and those that can be read by themselves."""
    ranked = [((len(str(one["text"]).split()) not in READABLE, one["excerpt_id"] in used), one) for one in excerpts]
    found: dict[str, Excerpt] = {}
    for (awkward, _), one in sorted(ranked, key=lambda both: both[0]):
        if not awkward or len(found) < FEWEST_QUOTED:
            found.setdefault(str(one["agency"] or one["interview_id"]), one)
    return list(found.values())[:most]
