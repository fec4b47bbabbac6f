"""What the records show, cell by cell, with bounds for what they leave blank (`record_counts.csv`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from analyser.records.cases import NO_TYPE, Cases
from analyser.records.names import area_key
from analyser.records.scope import MISSING
from analyser.schemas import RECORD_COUNTS
from analyser.study import Period, Study
from analyser.tables import table

_MARKS = ("high", "missing", "medium", "low")


@dataclass(frozen=True)
class _Cells:
    """The cells of one slice: their values in order, the rows in them, and what else may belong to one.

    `rows`: the case rows with `cell`; a row stands once for each cell it is in. `unflagged`: `cell case` of rows that
    the flag misses. `outside`: the case rows that may belong to any of the cells but `(missing)`, since the field that
    would tell is blank. `sure`: those of `rows` that are in their cell whatever the blank fields hold, where
    that is not all of them. `months`: the months that each cell covers, where it is not the same for all.
    """

    slice: str
    values: Sequence[str]
    rows: pd.DataFrame
    unflagged: pd.DataFrame
    outside: pd.DataFrame | None = None
    sure: pd.DataFrame | None = None
    spans: dict[str, Period] = field(default_factory=dict)
    months: dict[str, int] = field(default_factory=dict)


def count_cases(cases: Cases, study: Study) -> pd.DataFrame:
    """A row (`schemas.RECORD_COUNTS`) for `all` and for each cell of the slices that the study names.

    A case is high if any of its records in the cell is, else risk_missing if any is missing, else its highest level.
    `high_min` counts the missing as not high, `high_max` as high. In a cell of one type `high_max` also adds the
    children with a row without type, in an area those with a row without area, that are high or lack the risk there
    (worst-case bounds for two missing fields, after Manski). A row that has its type from the child's other rows
    counts in that type's cell, and for the bounds it may be of any. `share_min` and `share_max` are `high_min` and
    `high_max` by the cases; where others may belong to the cell, by the cases surely in it and those others (as not
    high, as high), so that they are bounds of the share too. `share_known` is that of the cases whose level is known.

    A quarter is named `2018-Q2`; cells of a month or quarter have its days as their `from` and `to`. `agency_type` has
    no cells here: an agency type is held against `all`.
    """
    marks = cases.frame[cases.frame["is_cse"] | cases.frame["unflagged"]]
    slices: dict[str, Callable[[pd.DataFrame], _Cells]] = {
        "all": _all,
        "area": lambda rows: _areas(rows, cases, study),
        "cse_type": _types,
        "month": lambda rows: _calendar(rows, cases, "month", lambda month: month),
        "quarter": lambda rows: _calendar(rows, cases, "quarter", _quarter),
    }
    wanted = ["all", *(name for name in dict.fromkeys(study.compare.slices) if name in slices and name != "all")]
    rows = _marked(marks)
    parts = [_count(slices[name](rows), cases) for name in wanted]
    return table(pd.concat(parts, ignore_index=True), RECORD_COUNTS)


def _marked(frame: pd.DataFrame) -> pd.DataFrame:
    rows = frame[["case", "area", "area_key", "month", "types", "is_cse", "surplus", "misflagged"]].copy()
    rows["own_type"] = ~frame["cse_type_code"].isin(NO_TYPE)
    for mark in _MARKS:
        rows[mark] = frame["level"] == mark
    rows["no_type"] = rows["types"] == ""
    rows["right"] = ~rows["misflagged"]
    return rows


def _split(slice_: str, values: Sequence[str], rows: pd.DataFrame, outside: pd.DataFrame | None = None) -> _Cells:
    return _Cells(slice_, values, rows[rows["is_cse"]], rows.loc[~rows["is_cse"], ["cell", "case"]], outside)


def _all(rows: pd.DataFrame) -> _Cells:
    return _split("all", [""], rows.assign(cell=""))


def _areas(rows: pd.DataFrame, cases: Cases, study: Study) -> _Cells:
    """The study's areas in its order, else those of the rows by name; one without a case has a row of zeros."""
    names = list(study.areas) or sorted(set(cases.frame["area"]) - {MISSING}, key=lambda name: (name.casefold(), name))
    blank = bool((cases.frame["area_key"] == "").any())
    cells = _split("area", names + [MISSING] * blank, rows.assign(cell=rows["area"]))
    outside = cells.rows[cells.rows["area_key"] == ""]
    months = {name: len(cases.months) if area_key(name) in cases.areas_seen else 0 for name in names}
    return _Cells("area", cells.values, cells.rows, cells.unflagged, outside, months=months)


def _types(rows: pd.DataFrame) -> _Cells:
    """The types that the rows give, by name; a row of several types stands in each."""
    cell = rows["types"].where(~rows["no_type"], MISSING).str.split(";")
    spread = rows.assign(cell=cell).explode("cell")
    names = sorted(set(spread["cell"]) - {MISSING}) + [MISSING] * bool((spread["cell"] == MISSING).any())
    cells = _split("cse_type", names, spread, rows[rows["is_cse"] & ~rows["own_type"]])
    return replace(cells, sure=cells.rows[cells.rows["own_type"] | cells.rows["no_type"]])


def _calendar(rows: pd.DataFrame, cases: Cases, slice_: str, name: Callable[[str], str]) -> _Cells:
    """Each month or quarter of the period, also those without a row."""
    spans: dict[str, Period] = {}
    for month, span in _months(cases.period):
        first = spans.get(name(month), span)
        spans[name(month)] = Period(first.start, span.end)
    months = dict.fromkeys(spans, 0)
    for month in cases.months:
        months[name(month)] += 1
    names = {month: name(month) for month in rows["month"].unique()}
    cells = _split(slice_, list(spans), rows.assign(cell=rows["month"].map(names)))
    return _Cells(slice_, cells.values, cells.rows, cells.unflagged, spans=spans, months=months)


def _quarter(month: str) -> str:
    """
    >>> _quarter("2018-04")
    '2018-Q2'
    """
    year, number = month.split("-")
    return f"{year}-Q{(int(number) + 2) // 3}"


def _months(period: Period) -> Iterator[tuple[str, Period]]:
    """The calendar months of the period with the days of it that are in each."""
    for name in period.month_names():
        year, month = map(int, name.split("-"))
        last = date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)
        yield name, Period(max(period.start, date(year, month, 1)), min(period.end, last))


def _count(cells: _Cells, cases: Cases) -> pd.DataFrame:
    """The counts of each cell, in the order of its values."""
    by_case = _by_case(cells.rows)
    tally = pd.DataFrame(index=pd.Index(cells.values, name="value"))
    per_cell = cells.rows.groupby("cell")
    tally["records"] = per_cell.size()
    tally["duplicates"] = per_cell["surplus"].sum()
    sums = by_case.groupby("cell")[["cases", "high", "risk_missing", "medium", "low", "no_type", "misflagged"]].sum()
    tally = tally.join(sums.rename(columns={"no_type": "type_missing"}))
    tally = tally.join(_unflagged(cells, by_case).rename("unflagged"))
    tally = tally.fillna(0).astype("int64")
    _bound(tally, cells, by_case if cells.sure is None else _by_case(cells.sure))
    known = tally["cases"] - tally["risk_missing"]
    tally["share_known"] = tally["high"] / known.where(known > 0)
    if cases.rule != "risk_level":
        tally[["medium", "low"]] = None
    spans = [cells.spans.get(value, cases.period) for value in cells.values]
    tally["from"], tally["to"] = [span.start.isoformat() for span in spans], [span.end.isoformat() for span in spans]
    tally["months_covered"] = [cells.months.get(value, len(cases.months)) for value in cells.values]
    return tally.reset_index().assign(slice=cells.slice, unit=cases.unit)


def _by_case(rows: pd.DataFrame) -> pd.DataFrame:
    """A row per cell and case: which level it has there, and what else is told of it."""
    found = rows.groupby(["cell", "case"], sort=False)[[*_MARKS, "no_type", "right"]].max().astype(bool)
    state = pd.DataFrame({"cases": True, "high": found["high"]}, index=found.index)
    state["risk_missing"] = found["missing"] & ~found["high"]
    told = ~found["high"] & ~found["missing"]
    state["medium"] = told & found["medium"]
    state["low"] = told & found["low"] & ~found["medium"]
    state["no_type"] = found["no_type"]
    state["misflagged"] = ~found["right"]
    return state


def _unflagged(cells: _Cells, by_case: pd.DataFrame) -> pd.Series:
    """The cases that only the flag misses: those of the unflagged rows that are none by another row of the cell."""
    missed = cells.unflagged.drop_duplicates().set_index(["cell", "case"]).index.difference(by_case.index)
    return pd.Series(1, index=missed, dtype="int64").groupby(level="cell").sum()


def _bound(tally: pd.DataFrame, cells: _Cells, surely: pd.DataFrame) -> None:
    """Sets the bounds: `surely` tells of the cases that are in a cell whatever blank fields hold; others may be too."""
    sums = surely.groupby("cell")[["cases", "high", "risk_missing"]].sum().reindex(tally.index, fill_value=0)
    sums = sums.astype("int64")
    tally["high_min"] = sums["high"]
    tally["high_max"] = sums["high"] + sums["risk_missing"]
    others_high = pd.Series(0, index=tally.index)
    others_not_high = pd.Series(0, index=tally.index)
    if cells.outside is not None and not cells.outside.empty:
        may_be_high = cells.outside[cells.outside["high"] | cells.outside["missing"]]["case"].unique()
        may_be_not = cells.outside[~cells.outside["high"]]["case"].unique()
        case = surely.index.get_level_values("case")
        possible = surely["high"] | surely["risk_missing"]
        others = tally.index != MISSING
        already = (possible & case.isin(may_be_high)).groupby(level="cell").sum().reindex(tally.index, fill_value=0)
        tally.loc[others, "high_max"] += (len(may_be_high) - already)[others]
        for others_in, may_be in ((others_high, may_be_high), (others_not_high, may_be_not)):
            inside = pd.Series(case.isin(may_be), index=surely.index).groupby(level="cell").sum()
            others_in[others] = (len(may_be) - inside.reindex(tally.index, fill_value=0))[others]
        if cells.slice == "cse_type":
            tally.loc[others, "type_missing"] = cells.outside.loc[cells.outside["no_type"], "case"].nunique()
    some = sums["cases"].where(tally["cases"] > 0)  # a share of no case is not told
    tally["share_min"] = _part(tally["high_min"], some + others_not_high, 1.0)
    tally["share_max"] = _part(tally["high_max"], some + others_high, 0.0)


def _part(number: pd.Series, whole: pd.Series, otherwise: float) -> pd.Series:
    """The share; `otherwise` where no case is surely in the cell and all that may be are high, or none of them is."""
    return (number / whole.where(whole != 0)).where(whole != 0, otherwise).where(whole.notna())
