"""The cells in which the two sides differ, each with what a rival explanation is held against."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from analyser.comparison.both_sides import BothSides
from analyser.comparison.cells import CALENDAR, Cell
from analyser.comparison.count import cell_figures, combined, has_upper_end, judge
from analyser.comparison.findings import (
    HIGHER,
    INDETERMINATE,
    MISMATCH,
    PARTNERS_HIGHER,
    RECORDS_SILENT,
)
from analyser.comparison.shown import Shown
from analyser.comparison.spoken_numbers import Estimate
from analyser.schemas import DATA_QUALITY, DEFINITIONS, DISCREPANCIES, EXPLANATIONS
from analyser.study import Study
from analyser.tables import table

Row = Mapping[str, Any]

MEASURES = ("count", "presence", "share", "stated")  # the first with a mismatch is what the rivals are held against


@dataclass(frozen=True)
class Gap:
    """A cell whose sides differ: by which row of the discrepancies, and what else the study's tables say of it.

    What is empty is None. `quality`: the rows of `data_quality.csv` by their check. `definitions`: those of
    `definitions.csv` for the row's measure. `window`: the cases that cutting to the common months took off the
    partners' figure.
    """

    cell: Cell
    shown: Shown
    row: Row
    study: Study
    quality: Mapping[str, Sequence[Row]]
    definitions: Sequence[Row]
    window: float

    @property
    def records_short(self) -> bool:
        """Whether partners see more."""
        if self.row["finding"] == INDETERMINATE:
            return bool(self.row["difference"] > 0)
        return self.row["finding"] in (PARTNERS_HIGHER, RECORDS_SILENT)

    @property
    def whole(self) -> bool:
        return self.cell.slice == "all"

    @cached_property
    def _partners(self) -> Estimate | None:
        return combined(self.cell, cell_figures(self.cell, self.study, covered=self.cell.covered), self.study)

    def stays(self, records: float) -> bool | None:
        """Whether the finding on the counts stays with so many high-harm cases on record; None where there is none."""
        if self.row["measure"] != "count" or self.row["finding"] not in HIGHER or self._partners is None:
            return None
        closed = has_upper_end(self.cell, self.study)
        found = judge(self._partners, records, self.study.compare.margin, closed, expansion=self.shown.expansion)
        return bool(found == self.row["finding"])

    def fewest(self, cases: float, sign: int) -> int:
        """The fewest of so many cases that end the finding when the records have them more (sign 1) or less (-1)."""
        central = self.shown.central
        return bisect_left(range(int(cases)), True, key=lambda n: not self.stays(max(0.0, central + sign * n)))

    @property
    def missing(self) -> float | None:
        """How many cases the records lack, or have too many, beside the partners' figure; None where none is given."""
        return abs(self.row["difference"]) if self.row["measure"] == "count" else None

    def checks(self, name: str) -> list[Row]:
        """The rows of a check for this cell, else those of the whole study; of sources those that it tells apart."""
        rows = self.quality.get(name, ())
        own = [one for one in rows if (one["slice"], one["value"]) == (self.cell.slice, self.cell.value)]
        return own or [one for one in rows if one["slice"] in ("all", "source")]

    def rows_excluded(self, reasons: Sequence[str]) -> int:
        """How many rows were left out for one of these reasons."""
        return int(sum(one["observed"] for one in self.quality.get("rows_excluded", ()) if one["value"] in reasons))


def gaps(
    both: BothSides,
    discrepancies: pd.DataFrame,
    explanations: pd.DataFrame,
    quality: pd.DataFrame,
    definitions: pd.DataFrame,
) -> Iterator[Gap]:
    """The cells with a mismatch, or with more cases of partners and no finding, in the order of the discrepancies.

    Those whose partners are all of the agency that owns the records are left out: it quotes the same records.
    """
    rows = {
        (row["slice"], row["value"], row["measure"]): row
        for row in table(discrepancies, DISCREPANCIES).to_dict("records")
    }
    window = {
        (row["slice"], row["value"]): float(row["cases"])
        for row in table(explanations, EXPLANATIONS).to_dict("records")
        if row["cause"] == "window"
    }
    checks = defaultdict(list)
    for row in map(_plain, table(quality, DATA_QUALITY).to_dict("records")):
        checks[row["check"]].append(row)
    rules = [_plain(row) for row in table(definitions, DEFINITIONS).to_dict("records")]
    for cell in both.cells:
        told = [rows[cell.slice, cell.value, measure] for measure in MEASURES]
        main = _main(told)
        if (
            main is None
            or cell.shown is None
            or cell.slice in CALENDAR
            or not any(not one.owner for one in cell.voices)
        ):
            continue
        yield Gap(
            cell=cell,
            shown=cell.shown,
            row=_plain(main),
            study=both.study,
            quality=checks,
            definitions=[one for one in rules if one["measure"] == main["measure"]],
            window=window.get((cell.slice, cell.value), 0.0),
        )


def _plain(row: Mapping[Any, Any]) -> Row:
    """A row with None for what is empty."""
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}


def _main(told: Sequence[Mapping[Any, Any]]) -> Mapping[Any, Any] | None:
    """The first row with a mismatch; else a count that cannot be told and where partners have more; else None."""
    found = next((row for row in told if row["finding"] in MISMATCH), None)
    if found is not None:
        return found
    count = told[MEASURES.index("count")]
    undecided = count["finding"] == INDETERMINATE and pd.notna(count["difference"])
    return count if undecided and count["difference"] > 0 else None
