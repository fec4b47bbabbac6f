"""Partners against records, cell by cell and measure by measure (`discrepancies.csv`)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analyser.comparison import count, presence, share, stated
from analyser.comparison.both_sides import BothSides
from analyser.comparison.cells import CALENDAR, Cell
from analyser.comparison.explain import account, explained
from analyser.comparison.findings import HIGHER, fit_of
from analyser.comparison.voices import agencies, speakers
from analyser.schemas import DISCREPANCIES
from analyser.statistics import benjamini_hochberg
from analyser.tables import table


def compare(both: BothSides) -> pd.DataFrame:
    """A row (`schemas.DISCREPANCIES`) for each cell and each of count, share, presence and stated, in this order.

    Cells are `all` and those of the slices that the study names, with the values that either side has. Speakers of
    agencies that own the records stand in the line of their agency type alone. An agency goes by its name, else by
    its type, else by the interview.
    """
    every_cell, study = both.cells, both.study
    every_sides = [share.sides(cell) for cell in every_cell]
    p_values = [
        math.nan if sides is None or cell.failure else sides.p_value()
        for cell, sides in zip(every_cell, every_sides, strict=True)
    ]
    rows = []
    for cell, sides, p, q in zip(every_cell, every_sides, p_values, _q_values(every_cell, p_values), strict=True):
        found = {
            "count": count.measure(cell, study),
            "share": share.measure(cell, sides, p, q, study.compare.margin),
            "presence": presence.measure(cell, study),
            "stated": stated.measure(cell),
        }
        if found["count"]["finding"] in HIGHER:
            found["count"]["explained"], found["count"]["unexplained"] = explained(account(cell, study))
        rows += [_row(cell, measure, row, study.compare.margin) for measure, row in found.items()]
    return table(rows, DISCREPANCIES)


def _q_values(every_cell: Sequence[Cell], p_values: list[float]) -> list[float]:
    """The q-value of each cell's share among the cells of its slice that can be compared."""
    q_values = [math.nan] * len(p_values)
    for slice_ in dict.fromkeys(cell.slice for cell in every_cell):
        places = [place for place, cell in enumerate(every_cell) if cell.slice == slice_]
        for place, q in zip(places, benjamini_hochberg([p_values[place] for place in places]), strict=True):
            q_values[place] = float(q)
    return q_values


def _row(cell: Cell, measure: str, row: Mapping[str, Any], margin: float) -> dict[str, Any]:
    """A row as the table has it: numbers to six decimals, ids and notes joined."""
    notes = [*row["note"], *cell.notes]
    if cell.failure and (measure != "stated" or cell.slice in CALENDAR):
        notes = [cell.failure, *notes] if cell.slice not in CALENDAR else [cell.failure]
    comparable = measure in ("count", "share")
    return {
        **{name: round(value, 6) if isinstance(value, float) else value for name, value in row.items()},
        "slice": cell.slice,
        "value": cell.value,
        "from": cell.start,
        "to": cell.end,
        "measure": measure,
        "partners_n": speakers(cell.voices),
        "agencies_n": len(agencies(cell.voices)),
        "fit": fit_of(
            row["finding"],
            row.get("partners") if comparable else None,
            row.get("records") if comparable else None,
            margin,
        ),
        "excerpts": ";".join(dict.fromkeys(row["excerpts"])),
        "note": "; ".join(notes),
    }
