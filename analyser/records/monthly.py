"""What the records show month by month, for each cell that has a trend (`monthly_counts.csv`)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyser.records.cases import Cases
from analyser.records.compact import looked_up
from analyser.records.counts import calendar_months
from analyser.records.scope import MISSING
from analyser.schemas import MONTHLY_COUNTS
from analyser.study import Period
from analyser.tables import table

_COLUMNS = {"all": "", "area": "area", "cse_type": "types"}
# A case of several records is high if any is, else lacks its level if any does, else has the highest.
_RANKS = ("other", "low", "medium", "missing", "high")


def count_months(cases: Cases, counts: pd.DataFrame) -> pd.DataFrame:
    """A row (`schemas.MONTHLY_COUNTS`) for each cell of `counts` that is `all`, an area or a type, and each month.

    Each calendar month of the period is counted by itself, by the rules of `count_cases`: a child with records in two
    months is a case of both. `months_covered` is 0 in a month without any row of the extract, of which nothing is
    known; a covered month without a case of the cell has a row of zeros.
    """
    spans = dict(calendar_months(cases.period))
    months = {name: number for number, name in enumerate(spans)}
    frame = cases.frame.loc[cases.frame["is_cse"], ["case", "level", "month", "area", "types"]]
    rows = pd.DataFrame(
        {
            "case": frame["case"].to_numpy(),
            "rank": looked_up(frame["level"], _RANKS.index, "int8"),
            "month": looked_up(frame["month"], lambda month: months[month], "int32"),
        }
    )
    parts = []
    for slice_, column in _COLUMNS.items():
        values = counts.loc[counts["slice"] == slice_, "value"].tolist()
        texts = frame[column] if column else pd.Series("", index=frame.index, dtype="str")
        parts.append(_counted(slice_, values, texts, rows, spans))
    told = pd.concat(parts, ignore_index=True).assign(unit=cases.unit)
    if cases.rule != "risk_level":
        told[["medium", "low"]] = None
    told["months_covered"] = told["month"].isin(cases.months).astype("int64")
    return table(told, MONTHLY_COUNTS)


def _counted(
    slice_: str, values: list[str], texts: pd.Series, rows: pd.DataFrame, spans: Mapping[str, Period]
) -> pd.DataFrame:
    """The counts of a slice's cells, month by month; `texts` tells each row's cell or, joined by `;`, its cells."""
    place = {value: number for number, value in enumerate(values)}
    listed = {str(text): number for number, text in enumerate(texts.unique())}
    cells = [[place[name] for name in _names(text, slice_) if name in place] for text in listed]
    grid = np.full((len(cells), max(map(len, cells), default=0)), -1, dtype="int64")
    for number, own_cells in enumerate(cells):
        grid[number, : len(own_cells)] = own_cells
    of_rows = grid[looked_up(texts, listed.__getitem__, "int64")]
    row, nth = np.nonzero(of_rows >= 0)
    cell = of_rows[row, nth]
    own = rows.iloc[row].assign(key=cell * len(spans) + rows["month"].to_numpy()[row])
    ranks = own.groupby(["key", "case"], sort=False)["rank"].max()
    size = len(values) * len(spans)
    keys = ranks.index.get_level_values("key").to_numpy()
    told = pd.DataFrame(
        {
            "slice": slice_,
            "value": np.repeat(np.array(values, dtype=object), len(spans)),
            "month": list(spans) * len(values),
            "from": [span.start.isoformat() for span in spans.values()] * len(values),
            "to": [span.end.isoformat() for span in spans.values()] * len(values),
            "records": np.bincount(own["key"], minlength=size),
            "cases": np.bincount(keys, minlength=size),
        }
    )
    for number, name in enumerate(_RANKS):
        of_rank: npt.NDArray[np.bool_] = (ranks == number).to_numpy()
        told["risk_missing" if name == "missing" else name] = np.bincount(keys[of_rank], minlength=size)
    return told


def _names(text: str, slice_: str) -> list[str]:
    return (text or MISSING).split(";") if slice_ == "cse_type" else [text]
