"""The measure `count`: the high-harm cases that partners tell of against those on record."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from analyser.comparison.cells import Cell
from analyser.comparison.findings import (
    AGREE,
    HIGHER,
    INDETERMINATE,
    PARTNERS_HIGHER,
    RECORDS_HIGHER,
    number,
    several,
    tipping,
)
from analyser.comparison.shown import Shown
from analyser.comparison.spoken_numbers import Estimate, Range
from analyser.comparison.voices import AgencyFigure, added, agencies, agency_figures, largest
from analyser.statistics import garwood, mover_difference
from analyser.statistics.intervals import Limits
from analyser.study import Study

WORST_LEVEL = 0.99


def measure(cell: Cell, study: Study) -> dict[str, Any]:
    """The row's figures, finding and note. Without a number from a partner there is nothing to compare."""
    figures = cell_figures(cell, study, covered=cell.covered)
    total = combined(cell, figures, study)
    row: dict[str, Any] = {"finding": INDETERMINATE, "excerpts": [one for own in figures for one in own.ids]}
    shown = cell.shown
    if shown:
        row |= {"records": shown.central, "records_low": shown.high_min, "records_high": shown.high_max}
    if total:
        row |= {"partners": central(figures, total), "partners_low": total.low, "partners_high": total.high}
    notes = _partners_notes(cell, figures, study)
    if shown and total:
        row |= _held_against(total, row["partners"], shown)
        notes += _records_notes(shown, figures, cell)
        if not cell.failure:
            row |= _found(total, figures, shown, study.compare.margin, has_upper_end(cell, study))
    row["note"] = notes
    return row


def declares_all(study: Study) -> bool:
    """Whether the study declares that every agency which holds such cases was asked."""
    return bool(study.interviews and study.interviews.coverage == "all")


def cell_figures(cell: Cell, study: Study, *, covered: float) -> list[AgencyFigure]:
    """The agencies' figures in a cell, put on `covered` months of records."""
    return agency_figures(
        cell.voices, areas=cell.areas, covered=covered, months=cell.months, case_months=study.compare.case_months
    )


def combined(cell: Cell, figures: Sequence[AgencyFigure], study: Study) -> Estimate | None:
    """Over agencies: at least the largest one's figure; at most their sum where all were asked, else open.

    An agency that affirms such cases and gives no number adds its mentions to that sum, each told case being one. It
    stays open where cases of the cell may be among those told elsewhere (`Cell.open_end`).
    """
    if not figures:
        return None
    most = largest([own.cases for own in figures])
    if not declares_all(study) or cell.open_end:
        return replace(most, high=math.inf, high_limit=math.inf)
    mentioned = sum(_without_number(cell, figures).values())
    total = added([own.cases for own in figures])
    return replace(most, high=total.high + mentioned, high_limit=total.high_limit + mentioned)


def central(figures: Sequence[AgencyFigure], total: Range) -> float:
    """The middle between the ends, or that of the largest agency's figure where the upper end is open."""
    return total.middle if math.isfinite(total.high) else figures[0].cases.middle


def sampling_limits(records: float, *, level: float = 0.95, expansion: float = 1.0) -> Limits:
    """Garwood's limits of a count on record, of which each known case stands for `expansion` cases.

    >>> "%.1f %.1f" % sampling_limits(20), "%.1f %.1f" % sampling_limits(20, expansion=2)
    ('12.2 30.9', '9.6 36.8')
    """
    low, high = garwood(records / expansion, level=level)
    return low * expansion, high * expansion


def judge(
    total: Estimate,
    records: float,
    margin: float,
    comparable: bool = True,
    *,
    level: float = 0.95,
    expansion: float = 1.0,
) -> str:
    """The finding for a count on record.

    One side is higher where the interval of the difference says so: the records' limits (`sampling_limits`) and the
    chance in a caseload (`Estimate`, 95 %) together by MOVER. They agree where what is told lies within the margin of
    both limits of the records; the margin is wider than the chance in a caseload.

    >>> flow = Estimate(9, math.inf, 9, math.inf)
    >>> judge(flow, 2, 1.5), judge(Estimate(9, 12, 9, 12), 40, 1.5), judge(Estimate(95, 105, 95, 105), 100, 1.5)
    ('partners_higher', 'records_higher', 'agree')
    >>> judge(Estimate(9, math.inf, 4.1, math.inf), 2, 1.5)  # nine held at one moment
    'indeterminate'
    """
    low, high = limits = sampling_limits(records, level=level, expansion=expansion)
    if mover_difference(total.low, (total.low_limit, total.low), records, limits)[0] > 0:
        return PARTNERS_HIGHER
    if not comparable or not math.isfinite(total.high):
        return INDETERMINATE
    if mover_difference(total.high, (total.high, total.high_limit), records, limits)[1] < 0:
        return RECORDS_HIGHER
    return AGREE if low > 0 and total.low / high >= 1 / margin and total.high / low <= margin else INDETERMINATE


def _without_number(cell: Cell, figures: Sequence[AgencyFigure]) -> Mapping[str, int]:
    """The mentions of high harm of each agency that affirms it and gives no number of cases."""
    numbered = {own.agency for own in figures}
    affirming = [voice for voice in cell.voices if voice.affirms and voice.agency not in numbered]
    return {name: sum(voice.high for voice in affirming if voice.agency == name) for name in agencies(affirming)}


def has_upper_end(cell: Cell, study: Study) -> bool:
    """Whether the partners' upper end is one: all were asked, and over no fewer months than the records cover."""
    return declares_all(study) and not cell.study_is_shorter


def _held_against(total: Estimate, partners: float, shown: Shown) -> dict[str, Any]:
    low, high = sampling_limits(shown.central, expansion=shown.expansion)
    return {
        "difference": partners - shown.central,
        "ratio": partners / shown.central if shown.central else (math.inf if partners else None),
        "ratio_low": total.low / high,
        "ratio_high": total.high / low if low else math.inf,
    }


def _found(
    total: Estimate, figures: Sequence[AgencyFigure], shown: Shown, margin: float, comparable: bool
) -> dict[str, Any]:
    finding, robust = settled(total, shown, margin, comparable)
    if finding == INDETERMINATE:
        return {"finding": finding}

    def holds(share: float) -> bool:
        return judge(total, shown.at(share), margin, comparable) == finding

    return {
        "finding": finding,
        "robust": robust,
        "tipping_point": tipping(holds, shown.central_share),
        "support": sum(settled(own.cases, shown, margin, comparable)[0] == finding for own in figures),
    }


def settled(total: Estimate, shown: Shown, margin: float, comparable: bool) -> tuple[str, str]:
    """The finding on what is told, and whether it stays with none and with all of the missing high ("" without one)."""
    finding = judge(total, shown.central, margin, comparable, expansion=shown.expansion)
    if finding == INDETERMINATE:
        return finding, ""
    worst = WORST_LEVEL if finding in HIGHER else 0.95  # the margin of `agree` is wide enough
    stays = (judge(total, shown.at(end), margin, comparable, level=worst) == finding for end in (1.0, 0.0))
    return finding, "yes" if all(stays) else "no"


def _partners_notes(cell: Cell, figures: Sequence[AgencyFigure], study: Study) -> list[str]:
    if not figures:
        return ["no partner gives a number of high-harm cases"]
    notes = []
    silent = _without_number(cell, figures)
    if silent:
        told = several(len(silent), "agency that affirms such cases gives", "agencies that affirm such cases give")
        counted = f"; the sum counts their mentions ({sum(silent.values())})" if declares_all(study) else ""
        notes.append(f"{told} no number{counted}")
    worked_out = agencies([voice for voice in cell.voices if voice.combined])
    if worked_out:
        whose = several(len(worked_out), "agency's number is", "agencies' numbers are")
        notes.append(f"{whose} a caseload times the share of it put at high harm")
    if not declares_all(study):
        notes.append("upper end open: not every agency was asked and caseloads overlap")
    elif cell.open_end:
        notes.append(f"upper end open: {cell.open_end}")
    if study.period is None and any(voice.flow for voice in cell.voices):
        notes.append(f"no study period: rates are put on {number(cell.months)} months")
    return notes


def _records_notes(shown: Shown, figures: Sequence[AgencyFigure], cell: Cell) -> list[str]:
    low, high = sampling_limits(shown.central, expansion=shown.expansion)
    notes = [f"sampling interval of the records {number(low)} to {number(high)} (Garwood 95 %)", *bound_notes(shown)]
    if shown.months is not None and cell.covered < cell.months:
        notes.append(f"both sides cut to the {number(cell.covered)} of {number(cell.months)} months on record")
    if cell.study_is_shorter and shown.months is not None:
        notes.append(f"the records cover {number(shown.months)} months, the partners' figures {number(cell.months)}")
    stock = next((own.stock for own in figures if own.stock), None)
    if stock and cell.covered:
        inflow = shown.central / cell.covered
        held = f"a caseload of {number(stock.middle)}"
        least = number(garwood(stock.low)[0])
        most = f"to {number(garwood(stock.high)[1])}" if math.isfinite(stock.high) else "or more"
        notes.append(f"{held} is that of one moment, by chance {least} {most} (Garwood 95 %)")
        notes.append(
            f"with {held} the records would be complete only if a case lasted {stock.middle / inflow:.0f} months"
            if inflow
            else f"with {held} the records cannot be complete, however long a case lasts"
        )
    return notes


def bound_notes(shown: Shown) -> list[str]:
    """Which blank fields the records' bounds cover, and how the central value takes them."""
    fields = []
    if shown.risk_missing:
        fields.append(f"harm level ({number(shown.risk_missing)})")
    others = shown.missing - shown.risk_missing
    if shown.blank and others > 0:
        name = "type" if shown.slice == "cse_type" else "area"
        fields.append(f"{name} ({number(others)})")
    if not fields:
        return []
    notes = [f"the records' bounds cover blank {' and '.join(fields)}"]
    if shown.risk_missing and shown.share_known is None:
        notes.append("no case has a known harm level: the central value is the middle of the bounds")
    return notes
