"""What partners say of the trend against how the records change over the same months (`trends.csv`)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from analyser.comparison.both_sides import BothSides
from analyser.comparison.cells import CALENDAR, Cell
from analyser.comparison.findings import AGREE, INDETERMINATE, number, several
from analyser.comparison.voices import Voice, by_agency
from analyser.schemas import DATA_QUALITY, MONTHLY_COUNTS, TRENDS
from analyser.statistics import RateRatio, benjamini_hochberg, change_point, rate_ratio
from analyser.tables import table

RISING, FALLING, STABLE, DIVIDED = "rising", "falling", "stable", "divided"
SAID = (RISING, FALLING, STABLE)

FEWEST_VOTES = 2
FEWEST_MONTHS = 6
LARGEST_Q = 0.05
LATE_MONTHS = 2  # records of the last months may still be coming in
SEASONS = 24  # halves of fewer months lie in different seasons
_CHANCE = 0.01  # a step that chance makes more often is none

# Checks of the data whose sentences tell of a change in recording, not in what happened.
RECORDING = ("flagged_step", "criminal_step", "flag_late", "recording_lag")


@dataclass(frozen=True)
class Month:
    """What a cell's records show of one month on record: cases, those of high harm and those without a level."""

    name: str
    start: str
    end: str
    cases: int
    high: int
    missing: int

    @property
    def days(self) -> int:
        return (date.fromisoformat(self.end) - date.fromisoformat(self.start)).days + 1


@dataclass(frozen=True)
class Halves:
    """A cell's months on record in their order, cut into a first and a second half."""

    first: tuple[Month, ...]
    second: tuple[Month, ...]

    @classmethod
    def of(cls, months: Sequence[Month]) -> Halves:
        half = len(months) // 2
        return cls(tuple(months[:half]), tuple(months[half:]))

    @property
    def months(self) -> tuple[Month, ...]:
        return self.first + self.second

    def change(self) -> RateRatio | None:
        """The rate of high harm in the second half against the first, the missing of each half like its known.

        Only cases whose level is known are counted, over days that are shortened by the part without one: the same
        ratio, and limits that do not take what was filled in for what was seen. None where a half tells no level.
        """
        known = [_known(half) for half in (self.first, self.second)]
        if not (self.first and self.second and all(known)):
            return None
        sides = zip((self.first, self.second), known, strict=True)
        first, second = (([m.high for m in half], [m.days * part for m in half]) for half, part in sides)
        return rate_ratio(*first, *second)

    def central(self) -> tuple[float, float]:
        """High-harm cases of each half, the missing like the known; NaN where a half tells no level."""
        first, second = (
            sum(m.high for m in half) / part if (part := _known(half)) else math.nan
            for half in (self.first, self.second)
        )
        return first, second

    def extremes(self, change: RateRatio) -> tuple[RateRatio, RateRatio]:
        """The change with all of the first half's missing high and none of the second's, and the other way round."""
        high = [sum(m.high for m in half) for half in (self.first, self.second)]
        most = [at + sum(m.missing for m in half) for at, half in zip(high, (self.first, self.second), strict=True)]
        days = [sum(m.days for m in half) for half in (self.first, self.second)]
        lowest = replace(change, first=most[0], first_exposure=days[0], second=high[1], second_exposure=days[1])
        return lowest, replace(lowest, first=high[0], second=most[1])


def compare_trends(both: BothSides, monthly: pd.DataFrame, quality: pd.DataFrame) -> pd.DataFrame:
    """A row (`schemas.TRENDS`) for each cell, of the study as a whole and of the slices that it names.

    Partners: each agency has one vote, what most of its speakers say of the trend; a side leads with two votes at least
    and more than twice as many as all others, else they are divided. Records: cases of high harm in the second half of
    the months on record against the first, with exact limits of the rate ratio that widen where months vary beyond
    chance; in cells other than `all` a change also needs q ≤ .05 over the slice. `stable` is a ratio whose limits lie
    within the margin. `robust`: it stays however many of either half's blank levels are high.

    Args:
        monthly: what the records show month by month (`schemas.MONTHLY_COUNTS`). quality: the checks of the data,
            whose sentences on changes of recording stand in the note.
    """
    every = [cell for cell in both.cells if cell.slice not in CALENDAR]
    shown = read_months(monthly)
    halves = [Halves.of(shown.get(_place(cell), ())) for cell in every]
    changes = [_comparable(cell, own) for cell, own in zip(every, halves, strict=True)]
    p_values = [math.nan if change is None else change.p_value() for change in changes]
    recording = _recording(quality)
    rows = []
    for cell, own, change, p, q in zip(every, halves, changes, p_values, _q_values(every, p_values), strict=True):
        rows.append(_row(cell, own, change, p, q, both.study.compare.margin, recording))
    return table(rows, TRENDS)


def read_months(monthly: pd.DataFrame) -> dict[tuple[str, str], tuple[Month, ...]]:
    """The months on record of each slice and value, in their order."""
    found: dict[tuple[str, str], list[Month]] = {}
    for row in table(monthly, MONTHLY_COUNTS).to_dict("records"):
        if row["months_covered"]:
            counted = (int(row[name]) for name in ("cases", "high", "risk_missing"))
            month = Month(row["month"], row["from"], row["to"], *counted)
            found.setdefault((row["slice"], row["value"]), []).append(month)
    return {cell: tuple(sorted(months, key=lambda one: one.name)) for cell, months in found.items()}


def votes_of(voices: Sequence[Voice]) -> dict[str, str]:
    """What each agency says of the trend, for those of which most speakers say the same."""
    found = {}
    for agency, own in by_agency(voices).items():
        ranked = Counter(voice.trend for voice in own if voice.trend in SAID).most_common(2)
        if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
            found[agency] = ranked[0][0]
    return found


def leading(votes: Sequence[str]) -> str:
    """What leads among votes; "" where there are fewer than two.

    >>> leading(["rising", "rising", "falling"]), leading(["rising"] * 3 + ["stable"]), leading(["falling"])
    ('divided', 'rising', '')
    """
    if len(votes) < FEWEST_VOTES:
        return ""
    (first, most), *_ = Counter(votes).most_common(1)
    return first if most > 2 * (len(votes) - most) else DIVIDED


def judge(limits: tuple[float, float], margin: float) -> str:
    """What the limits of a ratio of rates say of the records.

    >>> judge((1.2, 3), 1.5), judge((0.8, 1.3), 1.5), judge((0.5, 1.3), 1.5)
    ('rising', 'stable', 'indeterminate')
    """
    low, high = limits
    if low > 1:
        return RISING
    if high < 1:
        return FALLING
    return STABLE if low >= 1 / margin and high <= margin else INDETERMINATE


def finding_of(partners: str, records: str) -> str:
    """The name of what both sides say together.

    >>> finding_of("rising", "rising"), finding_of("rising", "falling"), finding_of("divided", "falling")
    ('agree', 'partners_rising_records_falling', 'indeterminate')
    """
    if partners not in SAID or records not in SAID:
        return INDETERMINATE
    return AGREE if partners == records else f"partners_{partners}_records_{records}"


def _known(half: Sequence[Month]) -> float:
    """The part of a half's cases whose level is known; 1 where there is no case."""
    cases = sum(month.cases for month in half)
    return 1 - sum(month.missing for month in half) / cases if cases else 1.0


def _place(cell: Cell) -> tuple[str, str]:
    return ("all", "") if cell.slice == "agency_type" else (cell.slice, cell.value)


def _comparable(cell: Cell, halves: Halves) -> RateRatio | None:
    """The change of the records, where there is enough to tell one."""
    change = halves.change() if len(halves.months) >= FEWEST_MONTHS and not cell.failure else None
    return change if change is not None and change.first + change.second > 0 else None


def _q_values(every: Sequence[Cell], p_values: Sequence[float]) -> list[float]:
    """The q-value of each cell's change among those of its slice; an agency type has that of `all`."""
    found = [math.nan] * len(p_values)
    for slice_ in dict.fromkeys(cell.slice for cell in every if cell.slice != "agency_type"):
        places = [place for place, cell in enumerate(every) if cell.slice == slice_]
        for place, q in zip(places, benjamini_hochberg([p_values[place] for place in places]), strict=True):
            found[place] = float(q)
    whole = next((q for cell, q in zip(every, found, strict=True) if cell.slice == "all"), math.nan)
    return [whole if cell.slice == "agency_type" else q for cell, q in zip(every, found, strict=True)]


def _row(
    cell: Cell,
    halves: Halves,
    change: RateRatio | None,
    p: float,
    q: float,
    margin: float,
    recording: Sequence[str],
) -> dict[str, Any]:
    votes = votes_of(cell.voices)
    partners = leading(list(votes.values()))
    tally = Counter(votes.values())
    row: dict[str, Any] = {
        "slice": cell.slice,
        "value": cell.value,
        "partners": partners,
        **{f"agencies_{said}": tally[said] for said in SAID},
        "records_trend": INDETERMINATE,
        "finding": INDETERMINATE,
        "months_first": len(halves.first),
        "months_second": len(halves.second),
        "excerpts": ";".join(dict.fromkeys(_excerpts(cell.voices, partners))),
    }
    notes = [_spoken(cell.voices, votes, partners)]
    if halves.months:
        row |= {"from": halves.months[0].start, "to": halves.months[-1].end}
    if change is None:
        return row | {"note": "; ".join([*notes, _why_not(cell, halves)])}
    first, second = halves.central()
    low, high = change.limits()
    trend = judge((low, high), margin)
    if trend in (RISING, FALLING) and cell.slice != "all" and not q <= LARGEST_Q:
        notes.append(f"{trend} by itself, but not among all cells of the slice: q = {q:.2f}")
        trend = INDETERMINATE
    step = _step(halves.months)
    row |= {
        "records_first": round(first, 6),
        "records_second": round(second, 6),
        "ratio": None if math.isnan(change.ratio) else round(change.ratio, 6),
        "ratio_low": round(low, 6),
        "ratio_high": round(high, 6),
        "records_trend": trend,
        "finding": finding_of(partners, trend),
        "dispersion": round(change.dispersion, 6),
        "p_value": p,
        "q_value": q,
        "step": step[0] if step else "",
    }
    if trend != INDETERMINATE:
        holds = [judge(one.limits(), margin) == trend for one in halves.extremes(change)]
        row["robust"] = "yes" if all(holds) else "no"
    notes += [f"{_span(halves.first)} against {_span(halves.second)}"]
    notes += [step[1]] if step else []
    notes += _doubts(halves, change, trend, margin)
    return row | {"note": "; ".join([*notes, *recording])}


def _excerpts(voices: Sequence[Voice], partners: str) -> list[str]:
    """The sentences that give the trend, those of the leading one first."""
    speaking = sorted((voice for voice in voices if voice.trend), key=lambda voice: voice.trend != partners)
    return [one for voice in speaking for one in voice.trend_ids]


def _spoken(voices: Sequence[Voice], votes: dict[str, str], partners: str) -> str:
    undecided = len({voice.agency for voice in voices if voice.trend in SAID} - votes.keys())
    tally = Counter(votes.values())
    said = [f"{several(tally[one], 'agency says', 'agencies say')} {one}" for one in SAID if tally[one]]
    said += [f"{several(undecided, 'agency is', 'agencies are')} undecided"] if undecided else []
    if not said:
        return "no partner speaks of a trend"
    alone = len(votes) < FEWEST_VOTES
    return ", ".join(said) + (": one voice is no trend" if alone else f": {DIVIDED}" if partners == DIVIDED else "")


def _why_not(cell: Cell, halves: Halves) -> str:
    if cell.failure:
        return cell.failure
    months = len(halves.months)
    if months < FEWEST_MONTHS:
        return f"{several(months, 'month')} on record, fewer than {FEWEST_MONTHS}"
    if not sum(month.high for month in halves.months):
        return "no case of high harm on record in these months"
    return "a half of the months tells no harm level at all"


def _span(half: Sequence[Month]) -> str:
    return f"{half[0].name} to {half[-1].name}"


def _step(months: Sequence[Month]) -> tuple[str, str] | None:
    """The month from which high harm takes one step, and how that is told."""
    found = change_point([month.high for month in months])
    if found is None or found.p_value >= _CHANCE:
        return None
    name = months[found.place].name
    return name, f"one step in {name}: from {number(found.before)} to {number(found.after)} known high a month"


def _doubts(halves: Halves, change: RateRatio, trend: str, margin: float) -> list[str]:
    """What else than a change of what happens may make, or hide, a change of the records."""
    notes = []
    if change.dispersion > 1.5:
        notes.append(f"months vary {number(change.dispersion)} times as much as chance would have it: limits widened")
    if sum(month.missing for month in halves.months):
        lowest, highest = (one.ratio for one in halves.extremes(change))
        ends = " to ".join("any" if not math.isfinite(one) else number(one) for one in (lowest, highest))
        notes.append(f"blank harm levels could make the ratio anything from {ends}")
    blank = change_point([m.missing for m in halves.months], [m.cases for m in halves.months])
    if blank is not None and blank.p_value < _CHANCE:
        notes.append(
            f"cases without a harm level step from {blank.before:.0%} to {blank.after:.0%} in "
            f"{halves.months[blank.place].name}: the grading changed, not only the cases"
        )
    earlier = Halves.of(halves.months[:-LATE_MONTHS])
    without = earlier.change() if len(earlier.months) >= FEWEST_MONTHS else None
    if trend != INDETERMINATE and without is not None:
        other = judge(without.limits(), margin)
        if other != trend:
            said = "cannot be told" if other == INDETERMINATE else f"is {other}"
            notes.append(f"without the last {LATE_MONTHS} months, which may still be filling, it {said}")
    if len(halves.months) < SEASONS:
        notes.append("the halves lie in different seasons")
    return notes


def _recording(quality: pd.DataFrame) -> list[str]:
    """What the checks of the data say of changes in recording."""
    rows = table(quality, DATA_QUALITY).to_dict("records")
    found = {
        row["check"]: str(row["meaning"])
        for row in rows
        if row["check"] in RECORDING and row["status"] in ("warn", "fail") and row["slice"] == "all"
    }
    return [found[check].rstrip(".") for check in RECORDING if check in found]
