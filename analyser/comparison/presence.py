"""The measure `presence`: whether high harm is spoken of, and whether it is on record."""

from __future__ import annotations

from typing import Any

from analyser.comparison.answers import answers
from analyser.comparison.cells import Cell
from analyser.comparison.count import bound_notes, declares_all
from analyser.comparison.findings import (
    AGREE,
    INDETERMINATE,
    PARTNERS_SILENT,
    RECORDS_HIGHER,
    RECORDS_SILENT,
)
from analyser.comparison.voices import agencies
from analyser.study import Study


def measure(cell: Cell, study: Study) -> dict[str, Any]:
    """The row's figures, finding and note; `partners` is the number of agencies that affirm high harm."""
    heard = answers(cell.voices)
    affirm, deny = list(heard.affirm), list(heard.deny)
    told = heard.told() or "no partner speaks of this cell"
    row: dict[str, Any] = {"finding": INDETERMINATE, "excerpts": _excerpts(cell), "note": [told]}
    if cell.voices:
        row["partners"] = len(affirm)
    shown = cell.shown
    if shown is None:
        return row
    row |= {"records": shown.central, "records_low": shown.high_min, "records_high": shown.high_max}
    row["note"] += bound_notes(shown)
    if cell.failure:
        return row
    finding = _finding(cell, affirm, deny, study)
    row["finding"] = finding
    if finding in (AGREE, RECORDS_HIGHER):
        row["robust"] = "yes"  # both rest on the bounds, not on the centre
    if finding != INDETERMINATE:
        asked = agencies([voice for voice in cell.voices if voice.asked])
        told_nothing = deny or asked
        row["support"] = len(asked if finding == PARTNERS_SILENT else affirm or told_nothing)
    return row


def _finding(cell: Cell, affirm: list[str], deny: list[str], study: Study) -> str:
    shown = cell.shown
    if shown is None:
        return INDETERMINATE
    on_record, none_on_record = shown.high_min > 0, shown.high_max == 0
    reviewed = sum(voice.reviewed for voice in cell.voices)
    affirmed = len({one for voice in cell.voices for one in voice.high_ids}) or sum(v.high for v in cell.voices)
    asked = any(voice.asked for voice in cell.voices)
    if none_on_record and (reviewed or affirmed >= 2):
        return RECORDS_SILENT
    if on_record and asked and not any(voice.tells for voice in cell.voices):
        return PARTNERS_SILENT
    if on_record and affirm:
        return AGREE
    told_of = any(voice.other_high for voice in cell.voices)
    if none_on_record and not affirm and (deny or (asked and not told_of)):
        return AGREE
    if on_record and deny and not affirm and declares_all(study) and not cell.open_end:
        return RECORDS_HIGHER
    return INDETERMINATE


def _excerpts(cell: Cell) -> list[str]:
    reviewed = sorted((voice for voice in cell.voices if voice.affirms), key=lambda voice: -voice.reviewed)
    affirming = [one for voice in reviewed for one in voice.high_ids]
    return affirming + [one for voice in cell.voices for one in voice.denial_ids]
