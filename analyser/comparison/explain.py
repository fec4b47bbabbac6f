"""What may account for a gap between the counts (`explanations.csv`): arithmetic under assumptions, not cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analyser.comparison.cells import Cell, cells
from analyser.comparison.count import cell_figures, central, combined
from analyser.comparison.findings import RECORDS_HIGHER
from analyser.comparison.shown import Records, Shown
from analyser.comparison.voices import read_voices
from analyser.schemas import DISCREPANCIES, EXPLANATIONS
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


def explain(discrepancies: pd.DataFrame, counts: pd.DataFrame, perceived: pd.DataFrame, study: Study) -> pd.DataFrame:
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
    for cell in cells(read_voices(perceived), Records(counts), study):
        if (cell.slice, cell.value) not in gaps:
            continue
        accounts = account(cell, study)
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
    """The causes of a cell's gap, the window first and what is left last; nothing where a side has no count."""
    shown = cell.shown
    cut, whole = _partners(cell, study, cell.covered), _partners(cell, study, cell.months)
    if shown is None or cut is None or whole is None:
        return []
    window = whole - cut
    causes = _causes(shown)
    rest = cut - shown.central - sum(one.cases for one in causes)
    low = cut - shown.central - sum(one.high for one in causes)
    high = cut - shown.central - sum(one.low for one in causes)
    return [Account(WINDOW, window, window, window), *causes, Account(UNEXPLAINED, rest, low, high)]


def explained(accounts: Sequence[Account]) -> tuple[float, float]:
    """What the causes account for of the difference on the common months, and what they leave."""
    left = sum(one.cases for one in accounts if one.cause == UNEXPLAINED)
    return sum(one.cases for one in accounts if one.cause not in (WINDOW, UNEXPLAINED)), left


def _partners(cell: Cell, study: Study, covered: float) -> float | None:
    figures = cell_figures(cell, study, covered=covered)
    total = combined(cell, figures, study)
    return central(figures, total) if total else None


def _causes(shown: Shown) -> list[Account]:
    """Corrections of the central count. The missing already stand in it at the share of the known: no case more, but
    from none to all of them. Cases that the flag misses, or has too many, are high as often as the known ones."""
    share = shown.high_of_known
    risk = shown.risk_missing
    too_many = min(shown.misflagged, shown.high_max)
    of_type = shown.slice == "cse_type"
    blank = shown.central - shown.high - risk * share if of_type else 0.0
    may_be = shown.missing - risk if of_type else 0.0
    return [
        Account("duplicates", 0.0, 0.0, 0.0),  # taken off before the count
        Account("unflagged", shown.unflagged * share, 0.0, shown.unflagged),
        Account("misflagged", -min(shown.misflagged * share, too_many), -too_many, 0.0),
        Account("risk_missing", 0.0, -risk * share, risk * (1 - share)),
        Account("type_missing", 0.0, -blank, max(0.0, may_be - blank)),
    ]


def _rounded(value: float) -> float:
    """To six decimals; adding 0 turns −0 into 0."""
    return round(value, 6) + 0.0
