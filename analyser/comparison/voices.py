"""The partners' side of a cell: who speaks in it and which figures they give."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analyser.comparison.perceived import ids, types_of
from analyser.comparison.spoken_numbers import Estimate, Range
from analyser.records.names import area_key
from analyser.schemas import PERCEIVED
from analyser.statistics import garwood
from analyser.tables import rows_of, table

VOTES = ("under_recorded", "over_recorded", "matches")


@dataclass(frozen=True)
class Voice:
    """What one speaker says of one area, of all cases or of one type."""

    interview: str
    speaker: str
    agency: str  # the key that colleagues share
    agency_type: str
    area: str
    area_key: str
    owner: bool
    stock: Range | None
    flow: Range | None
    high: int
    medium: int
    denied: int
    other_high: int
    asked: bool
    claims: Mapping[str, int]
    reviewed: int
    excerpts: tuple[str, ...]
    number_ids: tuple[str, ...]
    high_ids: tuple[str, ...]
    denial_ids: tuple[str, ...]
    claim_ids: tuple[str, ...]
    combined: tuple[str, ...] = ()
    types: Mapping[str, Voice] = field(default_factory=dict)
    trend: str = ""
    trend_ids: tuple[str, ...] = ()

    @property
    def affirms(self) -> bool:
        return bool(self.high or self.high_ids)

    @property
    def tells(self) -> bool:
        """Whether it says anything of high harm, whatever it says."""
        return bool(self.affirms or self.denied or self.other_high or self.stock or self.flow)

    @property
    def has_cases(self) -> bool:
        """Whether it has high-harm cases of its own, numbered or not; "not one" is none."""
        return self.affirms or any(span.high > 0 for span in (self.stock, self.flow) if span)

    @property
    def has_untyped(self) -> bool:
        """Whether it affirms high harm in a sentence that tells no type."""
        typed = {one for own in self.types.values() for one in own.high_ids}
        return any(one not in typed for one in self.high_ids)


@dataclass(frozen=True)
class AgencyFigure:
    """The high-harm cases of one agency: on the records' exposure, and the caseload as spoken."""

    agency: str
    cases: Estimate
    stock: Range | None
    ids: tuple[str, ...]


def read_voices(perceived: pd.DataFrame) -> list[Voice]:
    """A voice for each row of `perceived.csv`, with one inside for each type that it speaks of or was asked about."""
    return [_voice(row) for row in rows_of(table(perceived, PERCEIVED))]


def of_type(voices: Sequence[Voice], kind: str) -> list[Voice]:
    """What the voices say of one type."""
    return [voice.types[kind] for voice in voices if kind in voice.types]


def speakers(voices: Sequence[Voice]) -> int:
    return len({(voice.interview, voice.speaker, voice.agency) for voice in voices})


def agencies(voices: Sequence[Voice]) -> list[str]:
    """The agencies in order of their first voice."""
    return list(dict.fromkeys(voice.agency for voice in voices))


def by_agency(voices: Sequence[Voice]) -> dict[str, list[Voice]]:
    """The voices of each agency, in order of its first."""
    found: dict[str, list[Voice]] = {}
    for voice in voices:
        found.setdefault(voice.agency, []).append(voice)
    return found


def agency_figures(
    voices: Sequence[Voice], *, areas: Collection[str], covered: float, months: float, case_months: float
) -> list[AgencyFigure]:
    """Each agency's figure, for those that give a number, the largest first.

    Colleagues in one area share a caseload: the largest low and high of them hold. Areas add up; what is said of no
    area, or of one not in `areas` (keys), is said of the whole, and the larger of both holds.

    Args:
        covered: months that the records cover: a stock S is S·covered/case_months cases of theirs (Little's law),
            and of a flow over `months` at least the part of those months.
    """
    found = []
    for agency, own in by_agency([voice for voice in voices if voice.stock or voice.flow]).items():
        by_area: dict[str, list[Voice]] = {}
        for voice in own:
            by_area.setdefault(voice.area_key if voice.area_key in areas else "", []).append(voice)
        held = {area: _largest([voice.stock for voice in some]) for area, some in by_area.items()}
        cases = _whole({area: _cases(some, covered, months, case_months) for area, some in by_area.items()})
        if cases is not None:
            telling = tuple(dict.fromkeys(one for voice in own for one in voice.number_ids))
            found.append(AgencyFigure(agency, cases, _caseload(held), telling))
    return sorted(found, key=lambda one: (-one.cases.low, -one.cases.middle))


def added(figures: Sequence[Estimate]) -> Estimate:
    """The sum of independent estimates: their distances to a limit add up by squares."""
    low, high = sum(one.low for one in figures), sum(one.high for one in figures)
    below = math.hypot(*(one.low - one.low_limit for one in figures))
    above = math.hypot(*(one.high_limit - one.high for one in figures)) if math.isfinite(high) else 0.0
    return Estimate(low, high, low - below, high + above)


def largest(figures: Sequence[Estimate]) -> Estimate:
    """The largest of each end and of each limit."""
    low, high = max(one.low for one in figures), max(one.high for one in figures)
    return Estimate(low, high, max(one.low_limit for one in figures), max(one.high_limit for one in figures))


def _cases(voices: Sequence[Voice], covered: float, months: float, case_months: float) -> Estimate | None:
    stock, flow = _largest([voice.stock for voice in voices]), _largest([voice.flow for voice in voices])
    found = []
    if stock:
        found.append(_of_caseload(stock, covered / case_months))
    if flow:
        # The cases may lie in any of the months: cutting lowers the least that is shared, never the most.
        low = flow.low * min(1.0, covered / months)
        found.append(Estimate(low, flow.high, low, flow.high))
    return largest(found) if found else None


def _of_caseload(stock: Range, scale: float) -> Estimate:
    """A caseload is that of one moment, and may not be the records' cases at all: its chance is that of a count."""
    high = stock.high * scale if scale else 0.0
    high_limit = garwood(stock.high)[1] * scale if math.isfinite(stock.high) else high
    return Estimate(stock.low * scale, high, garwood(stock.low)[0] * scale, high_limit)


def _largest(ranges: Sequence[Range | None]) -> Range | None:
    given = [span for span in ranges if span]
    return Range(max(span.low for span in given), max(span.high for span in given)) if given else None


def _caseload(by_area: Mapping[str, Range | None]) -> Range | None:
    """The caseload of the whole as spoken."""
    parts = [span for area, span in by_area.items() if area and span]
    total = Range(sum(span.low for span in parts), sum(span.high for span in parts)) if parts else None
    return _largest([total, by_area.get("")])


def _whole(by_area: Mapping[str, Estimate | None]) -> Estimate | None:
    """Areas add up; what is said of the whole is at least their sum."""
    parts = [span for area, span in by_area.items() if area and span]
    found = [one for one in (added(parts) if parts else None, by_area.get("")) if one]
    return largest(found) if found else None


def _voice(row: Mapping[Any, Any], kind: str = "") -> Voice:
    def number(name: str) -> float:
        value = row.get(name)
        return math.nan if value is None or value is pd.NA else float(value)

    def whole(name: str) -> int:
        value = number(name)
        return 0 if math.isnan(value) else int(value)

    def span(basis: str) -> Range | None:
        low, high = number(f"{basis}_low"), number(f"{basis}_high")
        if math.isnan(low) and math.isnan(high):
            return None
        return Range(0.0 if math.isnan(low) else low, math.inf if math.isnan(high) else high)

    def text(name: str) -> str:
        return str(row.get(name) or "").strip()

    shared = {name: row[name] for name in ("interview_id", "speaker", "agency", "agency_type", "area", "owner")}
    types = {} if kind else {name: _voice({**entry, **shared}, name) for name, entry in types_of(text("types")).items()}
    return Voice(
        interview=text("interview_id"),
        speaker=text("speaker"),
        agency=_plain(text("agency") or text("agency_type") or text("interview_id")),
        agency_type=text("agency_type"),
        area=text("area"),
        area_key=area_key(text("area")) if text("area") else "",
        owner=text("owner").casefold() == "yes",
        stock=span("stock"),
        flow=span("flow"),
        high=whole("mentions_high"),
        medium=whole("mentions_medium"),
        denied=whole("denied"),
        other_high=whole("other_high"),
        asked=whole("asked") > 0,
        claims={claim: whole(claim) for claim in VOTES},
        reviewed=whole("reviewed_high"),
        excerpts=ids(text("excerpts")),
        number_ids=ids(text("number_excerpts")),
        high_ids=ids(text("high_excerpts")),
        denial_ids=ids(text("denial_excerpts")),
        claim_ids=ids(text("claim_excerpts")),
        combined=ids(text("combined")),
        types=types,
        trend=text("trend").casefold(),
        trend_ids=ids(text("trend_excerpts")),
    )


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
