"""The measure `share`: high harm among high and medium, of what partners mention and of what is on record."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analyser.comparison.cells import Cell
from analyser.comparison.count import WORST_LEVEL, bound_notes
from analyser.comparison.findings import AGREE, HIGHER, INDETERMINATE, PARTNERS_HIGHER, RECORDS_HIGHER, several, tipping
from analyser.comparison.shown import Shown
from analyser.comparison.voices import Voice, by_agency
from analyser.statistics import ClusterRatio, cluster_ratio, imbens_manski, mover_difference, mover_ratio, wilson

FEWEST_INTERVIEWS = 5
LARGEST_Q = 0.05


@dataclass(frozen=True)
class Recorded:
    """High harm among high and medium on record: `hits` of `n`."""

    hits: float
    n: float

    @property
    def share(self) -> float:
        return self.hits / self.n


@dataclass(frozen=True)
class Sides:
    """Both sides of a cell: the partners' clustered share, and the records' at the centre and at their bounds."""

    partners: ClusterRatio
    records: Recorded
    lowest: Recorded
    highest: Recorded

    def at(self, share: float) -> Recorded:
        """The records when `share` of the missing are high."""
        return Recorded(
            self.lowest.hits + share * (self.highest.hits - self.lowest.hits),
            self.lowest.n + share * (self.highest.n - self.lowest.n),
        )

    def difference(self, records: Recorded, *, level: float = 0.95) -> tuple[float, float]:
        """Limits of partners − records."""
        return mover_difference(*self._limits(records, level))

    def ratio(self, records: Recorded, *, level: float = 0.95) -> tuple[float, float]:
        """Limits of partners / records."""
        return mover_ratio(*self._limits(records, level))

    def judge(self, records: Recorded, margin: float, *, level: float = 0.95) -> str:
        """The finding for the records' share."""
        low, high = self.difference(records, level=level)
        if low > 0:
            return PARTNERS_HIGHER
        if high < 0:
            return RECORDS_HIGHER
        low, high = self.ratio(records, level=level)
        return AGREE if low >= 1 / margin and high <= margin else INDETERMINATE

    def p_value(self) -> float:
        """The smallest 1 − level at which the limits of the difference leave out 0."""

        def leaves_out(p: float) -> bool:
            low, high = self.difference(self.records, level=1 - p)
            return low > 0 or high < 0

        inside, outside = 0.0, 1.0
        for _ in range(50):
            middle = (inside + outside) / 2
            inside, outside = (inside, middle) if leaves_out(middle) else (middle, outside)
        return outside

    def _limits(self, records: Recorded, level: float) -> tuple[float, tuple[float, float], float, tuple[float, float]]:
        own = self.partners.guarded_limits(level=level), wilson(records.hits, records.n, level=level)
        return self.partners.share, own[0], records.share, own[1]


def sides(cell: Cell) -> Sides | None:
    """Both sides where both have a case of high or medium harm, of five interviews or more; else None."""
    mentions, shown = _by_interview(cell.voices), cell.shown
    if shown is None or shown.medium is None or shown.high + shown.medium == 0 or len(mentions) < FEWEST_INTERVIEWS:
        return None
    return Sides(_ratio(mentions), Recorded(shown.high, shown.high + shown.medium), *_bounds(shown))


def measure(cell: Cell, both: Sides | None, p: float, q: float, margin: float) -> dict[str, Any]:
    """The row's figures, finding and note; `p` is the cell's p-value and `q` its q-value in its slice."""
    row: dict[str, Any] = {"finding": INDETERMINATE, "excerpts": _excerpts(cell.voices), "note": _notes(cell)}
    mentions = _by_interview(cell.voices)
    if mentions:
        partners = _ratio(mentions)
        low, high = partners.guarded_limits()
        row |= {"partners": partners.share, "partners_low": low, "partners_high": high}
    shown = cell.shown
    if shown and shown.medium is not None and shown.high + shown.medium + shown.risk_missing > 0:
        lowest, highest = _bounds(shown)
        row |= {"records_low": lowest.share, "records_high": highest.share}
        if shown.high + shown.medium > 0:
            row["records"] = shown.high / (shown.high + shown.medium)
    if both is None:
        return row
    row |= _held_against(both)
    if cell.failure:
        return row
    row |= {"p_value": p, "q_value": q}
    finding = both.judge(both.records, margin)
    if finding in HIGHER and cell.slice != "all" and not q <= LARGEST_Q:
        row["note"].append(f"{finding} by itself, but not among all cells of the slice: q = {q:.2f}")
        return row
    if finding == INDETERMINATE:
        return row
    row["finding"] = finding
    row["robust"] = "yes" if stands(both, finding, margin) else "no"
    # The missing as the known are high in the share of the known.
    row["tipping_point"] = tipping(lambda share: both.judge(both.at(share), margin) == finding, both.records.share)
    row["support"] = sum(_own_finding(own, both.records, margin) == finding for own in by_agency(cell.voices).values())
    return row


def _ratio(mentions: dict[str, tuple[int, int]]) -> ClusterRatio:
    return cluster_ratio([high for high, _ in mentions.values()], [sum(both) for both in mentions.values()])


def _by_interview(voices: Sequence[Voice]) -> dict[str, tuple[int, int]]:
    """High and medium mentions of each interview that has any."""
    found: dict[str, tuple[int, int]] = {}
    for voice in voices:
        high, medium = found.get(voice.interview, (0, 0))
        found[voice.interview] = high + voice.high, medium + voice.medium
    return {interview: both for interview, both in found.items() if sum(both)}


def _bounds(shown: Shown) -> tuple[Recorded, Recorded]:
    """The records with none and all of the missing high; in a cell of one type or area also those that may be in it."""
    medium = shown.medium or 0.0
    known = shown.high + medium
    blank_high = blank_medium = blank_risk = 0.0
    if shown.blank:
        blank_high, blank_medium, blank_risk = shown.blank.high, shown.blank.medium or 0.0, shown.blank.risk_missing
    lowest = Recorded(shown.high, max(known + shown.risk_missing + blank_medium + blank_risk, 1e-9))
    more = shown.risk_missing + blank_high + blank_risk
    return lowest, Recorded(shown.high + more, max(known + more, 1e-9))


def _held_against(both: Sides) -> dict[str, Any]:
    low, high = both.ratio(both.records)
    ratio = both.partners.share / both.records.share if both.records.share else math.inf
    return {
        "difference": both.partners.share - both.records.share,
        "ratio": ratio if both.partners.share or both.records.share else None,
        "ratio_low": low,
        "ratio_high": high,
    }


def stands(both: Sides, finding: str, margin: float) -> bool:
    """Whether the finding stays with the records at their worst bound, with 99 % limits."""
    worst = {PARTNERS_HIGHER: [both.highest], RECORDS_HIGHER: [both.lowest]}.get(finding, [both.lowest, both.highest])
    return all(both.judge(bound, margin, level=WORST_LEVEL) == finding for bound in worst)


def _own_finding(voices: Sequence[Voice], records: Recorded, margin: float) -> str:
    """The finding of one agency's own share against the records' limits; single agencies have no limits of theirs."""
    mentions = _by_interview(voices)
    if not mentions:
        return INDETERMINATE
    own = sum(high for high, _ in mentions.values()) / sum(map(sum, mentions.values()))
    low, high = wilson(records.hits, records.n)
    if own > high:
        return PARTNERS_HIGHER
    if own < low:
        return RECORDS_HIGHER
    return AGREE if records.share / margin <= own <= records.share * margin else INDETERMINATE


def _excerpts(voices: Sequence[Voice]) -> list[str]:
    """The sentences of high harm, then the others that tell of cases; not those that deny it or claim something."""
    speaking = [voice for voice in voices if voice.high or voice.medium]
    telling = [one for voice in speaking for one in voice.high_ids]
    others = {one for voice in speaking for one in (*voice.denial_ids, *voice.claim_ids)}
    return telling + [one for voice in speaking for one in voice.excerpts if one not in others]


def _notes(cell: Cell) -> list[str]:
    mentions, shown = _by_interview(cell.voices), cell.shown
    notes = [f"mentions of {several(len(mentions), 'interview')}, limits with t"]
    if len(mentions) < FEWEST_INTERVIEWS:
        notes = [f"{several(len(mentions), 'interview')} with mentions, fewer than {FEWEST_INTERVIEWS}"]
    if shown is None:
        return notes
    if shown.medium is None:
        return [*notes, "the records' rule tells no medium harm"]
    known = shown.high + shown.medium
    if known:
        low, high = wilson(shown.high, known)
        notes.append(f"sampling interval of the records {low:.2f} to {high:.2f} (Wilson 95 %)")
    else:
        notes.append("no record of high or medium harm")
    if shown.risk_missing and known:
        low, high = imbens_manski(shown.high, shown.risk_missing, known + shown.risk_missing)
        notes.append(f"with blank harm levels {low:.2f} to {high:.2f} (Imbens-Manski 95 %)")
    return [*notes, *bound_notes(shown)]
