"""What may account for a gap between the counts (`explanations.csv`): arithmetic under assumptions, not cause."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analyser.comparison.both_sides import BothSides
from analyser.comparison.cells import Cell
from analyser.comparison.corrections import BLANK, CAUSES, Corrected
from analyser.comparison.count import cell_figures, central, combined
from analyser.comparison.findings import RECORDS_HIGHER
from analyser.schemas import DISCREPANCIES, EXPLANATIONS
from analyser.statistics import shapley_over
from analyser.study import Study
from analyser.tables import table

WINDOW = "window"
UNEXPLAINED = "unexplained"


@dataclass(frozen=True)
class Account:
    """How many cases of a gap one cause may account for, and how many at least and at most."""

    cause: str
    cases: float
    low: float
    high: float


def explain(discrepancies: pd.DataFrame, both: BothSides) -> pd.DataFrame:
    """A row (`schemas.EXPLANATIONS`) per cause for each cell whose counts leave a gap.

    A gap is there where the partners' figure is the larger, or the finding is `records_higher`: a smaller figure of
    some of the agencies is none. It starts from the records' central count. `window`, first, is what cutting the
    partners' figures to the months that both sides cover takes off; the other causes share the rest.
    """
    found = table(discrepancies, DISCREPANCIES)
    gaps = {
        (row["slice"], row["value"])
        for row in found[found["measure"] == "count"].to_dict("records")
        if row["difference"] > 0 or row["finding"] == RECORDS_HIGHER
    }
    rows = []
    for cell in both.cells:
        if (cell.slice, cell.value) not in gaps:
            continue
        accounts = account(cell, both.study)
        gap = sum(one.cases for one in accounts)
        rows += [
            {
                "slice": cell.slice,
                "value": cell.value,
                "cause": one.cause,
                "cases": _rounded(one.cases),
                "cases_low": _rounded(one.low),
                "cases_high": _rounded(one.high),
                "share_of_gap": _rounded(one.cases / gap) if abs(gap) > 1e-9 else None,
            }
            for one in accounts
        ]
    return table(rows, EXPLANATIONS)


def account(cell: Cell, study: Study) -> list[Account]:
    """The causes of a cell's gap, the window first and what is left last; nothing where a side has no count.

    Shapley values of the corrections of the reported central count (`corrections.py`); each range is over the orders
    of correcting and over what the counts leave open. All add up to partners' uncut figure − records' central count.
    """
    shown = cell.shown
    cut, whole = _partners(cell, study, cell.covered), _partners(cell, study, cell.months)
    if shown is None or cut is None or whole is None:
        return []
    window = whole - cut
    corrected = Corrected(shown)
    found = shapley_over(CAUSES, corrected)
    causes = [Account(cause, one.value, one.lowest, one.highest) for cause, one in found.items()]
    left = cut - shown.central - math.fsum(one.cases for one in causes)
    after = corrected(frozenset((*CAUSES, BLANK)))
    return [
        Account(WINDOW, window, window, window),
        *causes,
        Account(UNEXPLAINED, left, min(left, cut - float(after.max())), max(left, cut - float(after.min()))),
    ]


def explained(accounts: Sequence[Account]) -> tuple[float, float]:
    """What the causes account for of the difference on the common months, and what they leave."""
    left = sum(one.cases for one in accounts if one.cause == UNEXPLAINED)
    return sum(one.cases for one in accounts if one.cause not in (WINDOW, UNEXPLAINED)), left


def _partners(cell: Cell, study: Study, covered: float) -> float | None:
    figures = cell_figures(cell, study, covered=covered)
    total = combined(cell, figures, study)
    return central(figures, total) if total else None


def _rounded(value: float) -> float:
    """To six decimals; adding 0 turns −0 into 0."""
    return round(value, 6) + 0.0
