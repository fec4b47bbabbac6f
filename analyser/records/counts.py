"""What the records show, cell by cell, with bounds for what they leave blank (`record_counts.csv`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyser.records.cases import NO_TYPE, Cases
from analyser.records.compact import looked_up
from analyser.records.names import area_key
from analyser.records.scope import MISSING
from analyser.records.side_by_side import in_order
from analyser.schemas import RECORD_COUNTS
from analyser.study import Period, Study
from analyser.tables import table

_MARKS = ("high", "missing", "medium", "low")

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Rows:
    """The rows that are a case's or that the flag misses, an array a column.

    `own_type`: the row itself gives a type. `marks`: the levels, `no_type`, and `right` (not misflagged). `cases`: how
    many numbers of cases there are.
    """

    case: npt.NDArray[np.int64]
    is_cse: Bools
    surplus: Bools
    no_area: Bools
    own_type: Bools
    marks: Mapping[str, Bools]
    cases: int

    def take(self, rows: npt.NDArray[np.intp] | Bools) -> _Rows:
        marks = {name: mark[rows] for name, mark in self.marks.items()}
        is_cse, surplus = self.is_cse[rows], self.surplus[rows]
        return _Rows(self.case[rows], is_cse, surplus, self.no_area[rows], self.own_type[rows], marks, self.cases)


@dataclass(frozen=True)
class _Cells:
    """The cells of one slice: their values in order, the rows in them, and what else may belong to one.

    `cell`: for each of `rows` the place of its cell in `values`; a row stands once for each cell it is in. `outside`:
    the case rows that may belong to any of the cells but `(missing)`, since the field that would tell is blank.
    `sure`: which of `rows` are in their cell whatever the blank fields hold, where that is not all of them.
    `spans`, `months`: the days and how many months each cell covers, where it is not the same for all.
    """

    slice: str
    values: Sequence[str]
    cell: npt.NDArray[np.intp]
    rows: _Rows
    outside: _Rows | None = None
    sure: Bools | None = None
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
    frame = cases.frame
    told = (frame["is_cse"] | frame["unflagged"]).to_numpy()
    slices: dict[str, Callable[[_Rows, pd.DataFrame], _Cells]] = {
        "all": lambda rows, _: _Cells("all", [""], np.zeros(len(rows.case), dtype="int8"), rows),
        "area": lambda rows, frame: _areas(rows, frame["area"], cases, study),
        "cse_type": lambda rows, frame: _types(rows, frame["types"]),
        "month": lambda rows, frame: _calendar(rows, frame["month"], cases, "month", lambda month: month),
        "quarter": lambda rows, frame: _calendar(rows, frame["month"], cases, "quarter", _quarter),
    }
    wanted = ["all", *(name for name in dict.fromkeys(study.compare.slices) if name in slices and name != "all")]
    rows = _marked(frame).take(told)
    named = frame.loc[told, ["area", "types", "month"]]
    parts = list(in_order(lambda name: _count(slices[name](rows, named), cases), wanted))
    return table(pd.concat(parts, ignore_index=True), RECORD_COUNTS)


def _marked(frame: pd.DataFrame) -> _Rows:
    marks = {mark: (frame["level"] == mark).to_numpy(dtype=bool) for mark in _MARKS}
    marks["no_type"] = (frame["types"] == "").to_numpy(dtype=bool)
    marks["right"] = ~frame["misflagged"].to_numpy(dtype=bool)
    case = frame["case"].to_numpy()
    is_cse, surplus = (frame[name].to_numpy(dtype=bool) for name in ("is_cse", "surplus"))
    no_area = (frame["area_key"] == "").to_numpy(dtype=bool)
    own_type = ~frame["cse_type_code"].isin(NO_TYPE).to_numpy(dtype=bool)
    return _Rows(case, is_cse, surplus, no_area, own_type, marks, int(case.max(initial=-1)) + 1)


def _areas(rows: _Rows, area: pd.Series, cases: Cases, study: Study) -> _Cells:
    """The study's areas in its order, else those of the rows by name; one without a case has a row of zeros."""
    found = set(cases.frame["area"].unique())
    names = list(study.areas) or sorted(found - {MISSING}, key=lambda name: (name.casefold(), name))
    blank = bool((cases.frame["area_key"] == "").any())
    months = {name: len(cases.months) if area_key(name) in cases.areas_seen else 0 for name in names}
    values = names + [MISSING] * blank
    place = {value: number for number, value in enumerate(values)}
    cell = looked_up(area, lambda name: place.get(name, -1), "int32")
    outside = rows.take(rows.is_cse & rows.no_area)
    return _Cells("area", values, cell, rows, outside, months=months)


def _types(rows: _Rows, types: pd.Series) -> _Cells:
    """The types that the rows give, by name; a row of several types stands in each."""
    codes, listed = pd.factorize(types)
    parts = [(str(text) or MISSING).split(";") for text in listed]
    names = sorted({name for names in parts for name in names} - {MISSING})
    values = names + [MISSING] * bool(rows.marks["no_type"].any())
    place = {value: number for number, value in enumerate(values)}
    cells = np.array([place[name] for names in parts for name in names], dtype="int32")
    lengths = np.array([len(names) for names in parts], dtype="int64")
    times = lengths[codes]
    row = np.repeat(np.arange(len(codes)), times)
    # The n-th cell of a row: where its text's cells begin, and how far the row's own have been gone through.
    within = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    cell = cells[(np.cumsum(lengths) - lengths)[codes[row]] + within] if len(row) else cells[:0]
    sure = (rows.own_type | rows.marks["no_type"])[row]
    return _Cells("cse_type", values, cell, rows.take(row), rows.take(rows.is_cse & ~rows.own_type), sure)


def _calendar(rows: _Rows, month: pd.Series, cases: Cases, slice_: str, name: Callable[[str], str]) -> _Cells:
    """Each month or quarter of the period, also those without a row."""
    spans: dict[str, Period] = {}
    for one, span in calendar_months(cases.period):
        first = spans.get(name(one), span)
        spans[name(one)] = Period(first.start, span.end)
    months = dict.fromkeys(spans, 0)
    for one in cases.months:
        months[name(one)] += 1
    place = {value: number for number, value in enumerate(spans)}
    cell = looked_up(month, lambda one: place.get(name(one), -1), "int32")
    return _Cells(slice_, list(spans), cell, rows, spans=spans, months=months)


def _quarter(month: str) -> str:
    """
    >>> _quarter("2018-04")
    '2018-Q2'
    """
    year, number = month.split("-")
    return f"{year}-Q{(int(number) + 2) // 3}"


def calendar_months(period: Period) -> Iterator[tuple[str, Period]]:
    """The calendar months of the period with the days of it that are in each."""
    for name in period.month_names():
        year, month = map(int, name.split("-"))
        last = date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)
        yield name, Period(max(period.start, date(year, month, 1)), min(period.end, last))


def _count(cells: _Cells, cases: Cases) -> pd.DataFrame:
    """The counts of each cell, in the order of its values."""
    size = len(cells.values)
    mine = cells.rows.is_cse & (cells.cell >= 0)
    by_case = _by_case(cells.cell[mine], cells.rows.take(mine), size)
    tally = pd.DataFrame(index=pd.Index(cells.values, name="value"))
    tally["records"] = np.bincount(cells.cell[mine], minlength=size)
    tally["duplicates"] = np.bincount(cells.cell[mine & cells.rows.surplus], minlength=size)
    for name, state in by_case.states.items():
        tally[name] = by_case.sums(state)
    tally["unflagged"] = _unflagged(cells, by_case)
    surely = mine if cells.sure is None else mine & cells.sure
    _bound(tally, cells, by_case if cells.sure is None else _by_case(cells.cell[surely], cells.rows.take(surely), size))
    known = tally["cases"] - tally["risk_missing"]
    tally["share_known"] = tally["high"] / known.where(known > 0)
    if cases.rule != "risk_level":
        tally[["medium", "low"]] = None
    spans = [cells.spans.get(value, cases.period) for value in cells.values]
    tally["from"], tally["to"] = [span.start.isoformat() for span in spans], [span.end.isoformat() for span in spans]
    tally["months_covered"] = [cells.months.get(value, len(cases.months)) for value in cells.values]
    return tally.reset_index().assign(slice=cells.slice, unit=cases.unit)


@dataclass(frozen=True)
class _ByCase:
    """For each cell and case that is in it: which level it has there, and what else is told of it."""

    pair: npt.NDArray[np.int64]
    cell: npt.NDArray[np.int64]
    case: npt.NDArray[np.int64]
    states: Mapping[str, Bools]
    size: int

    def sums(self, state: Bools) -> npt.NDArray[np.intp]:
        """How many cases of each cell are so."""
        return np.bincount(self.cell[state], minlength=self.size)


def _by_case(cell: npt.NDArray[np.intp], rows: _Rows, size: int) -> _ByCase:
    codes, pair = pd.factorize(cell.astype("int64") * rows.cases + rows.case)
    found = {}
    for name, mark in rows.marks.items():
        found[name] = np.zeros(len(pair), dtype=bool)
        found[name][codes[mark]] = True
    told = ~found["high"] & ~found["missing"]
    states = {
        "cases": np.ones(len(pair), dtype=bool),
        "high": found["high"],
        "risk_missing": found["missing"] & ~found["high"],
        "medium": told & found["medium"],
        "low": told & found["low"] & ~found["medium"],
        "type_missing": found["no_type"],
        "misflagged": ~found["right"],
    }
    pair = np.asarray(pair, dtype="int64")
    return _ByCase(pair, *np.divmod(pair, max(1, rows.cases)), states, size)


def _unflagged(cells: _Cells, by_case: _ByCase) -> npt.NDArray[np.intp]:
    """The cases that only the flag misses: those of the unflagged rows that are none by another row of the cell."""
    missed = ~cells.rows.is_cse & (cells.cell >= 0)
    pairs = pd.unique(cells.cell[missed].astype("int64") * cells.rows.cases + cells.rows.case[missed])
    only = pairs[~pd.Index(pairs).isin(by_case.pair)]
    return np.bincount(only // max(1, cells.rows.cases), minlength=by_case.size)


def _bound(tally: pd.DataFrame, cells: _Cells, surely: _ByCase) -> None:
    """Sets the bounds: `surely` tells of the cases that are in a cell whatever blank fields hold; others may be too."""
    tally["high_min"] = surely.sums(surely.states["high"])
    tally["high_max"] = tally["high_min"] + surely.sums(surely.states["risk_missing"])
    others_high = pd.Series(0, index=tally.index)
    others_not_high = pd.Series(0, index=tally.index)
    outside = cells.outside
    if outside is not None and len(outside.case):
        may_be_high, may_be_not = (
            np.isin(np.arange(outside.cases), outside.case[which])
            for which in (outside.marks["high"] | outside.marks["missing"], ~outside.marks["high"])
        )
        possible = surely.states["high"] | surely.states["risk_missing"]
        others = tally.index != MISSING
        already = surely.sums(possible & may_be_high[surely.case])
        tally.loc[others, "high_max"] += (may_be_high.sum() - already)[others]
        for others_in, may_be in ((others_high, may_be_high), (others_not_high, may_be_not)):
            others_in[others] = (may_be.sum() - surely.sums(may_be[surely.case]))[others]
        if cells.slice == "cse_type":
            tally.loc[others, "type_missing"] = pd.Series(outside.case[outside.marks["no_type"]]).nunique()
    cases = pd.Series(surely.sums(surely.states["cases"]), index=tally.index)
    some = cases.where(tally["cases"] > 0)  # a share of no case is not told
    tally["share_min"] = _part(tally["high_min"], some + others_not_high, 1.0)
    tally["share_max"] = _part(tally["high_max"], some + others_high, 0.0)


def _part(number: pd.Series, whole: pd.Series, otherwise: float) -> pd.Series:
    """The share; `otherwise` where no case is surely in the cell and all that may be are high, or none of them is."""
    return (number / whole.where(whole != 0)).where(whole != 0, otherwise).where(whole.notna())
