"""Which rows a study counts: its period and areas, the issue of each record that holds, and no cancelled ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyser.records.lists import words
from analyser.records.names import area_key, value_key
from analyser.study import Period, Study

MISSING = "(missing)"
"""The value of the cell for rows whose area, or children whose type, is not told."""

_BEFORE, _AFTER = "recorded before the period", "recorded after the period"
_ELSEWHERE = "in an area outside the study"
_NON_RECENT = "committed more than 12 months before it was recorded"
OUT_OF_SCOPE = frozenset({_BEFORE, _AFTER, _ELSEWHERE, _NON_RECENT})
"""The reasons that are the study's own choice and no fault of the records."""

_OWN = ("file", "sheet", "row", "order")  # where a row stands, not what it says


def holding_rows(frame: pd.DataFrame) -> npt.NDArray[np.intp]:
    """For each row the position of the row that holds for its record and victim; its own where it is no surplus.

    The row with the latest `updated_date` holds, else the last in file order; one that its status calls a duplicate
    holds only where there is no other. A blank record_id has no second issue. Under one record_id rows without a
    victim_id may be several children, so that only identical rows and older issues are surplus there.
    """
    if frame.empty:
        return np.empty(0, dtype=np.intp)
    record, victim = frame["record_id"].str.casefold(), frame["victim_id"].str.casefold()
    position = np.arange(len(frame))
    key = record.str.cat(victim, sep="\x1f").to_numpy(dtype=object)
    own = (record == "").to_numpy()
    key[own] = position[own]
    unnamed = ((record != "") & (victim == "")).to_numpy()
    if unnamed.any():
        said = frame.loc[unnamed].drop(columns=[name for name in _OWN if name in frame])
        contents = pd.util.hash_pandas_object(said, index=False)
        key[unnamed] = [f"{text}\x1e{content}" for text, content in zip(key[unnamed], contents, strict=True)]
    codes, names = pd.factorize(key)
    marked = (frame["record_status_code"] != "duplicate").to_numpy()
    order = np.lexsort((position, frame["updated_date"].to_numpy(dtype=str), marked))
    holder = np.empty(len(names), dtype=np.intp)
    holder[codes[order]] = order  # the last, and so the best, stays
    holding = holder[codes]
    if unnamed.any():
        _older_issues(frame, record, unnamed, holding)
    return holding


def _older_issues(
    frame: pd.DataFrame, record: pd.Series, unnamed: npt.NDArray[np.bool_], holding: npt.NDArray[np.intp]
) -> None:
    """Lets the last row of a record's latest issue hold for the rows of its older issues that name no victim."""
    rows = pd.DataFrame({"record": record[unnamed].to_numpy(), "updated": frame["updated_date"][unnamed].to_numpy()})
    rows["position"] = np.flatnonzero(unnamed)
    rows = rows.sort_values(["updated", "position"], kind="stable")
    last = rows.groupby("record")[["updated", "position"]].transform("last")
    older = rows["updated"] != last["updated"]
    holding[rows.loc[older, "position"].to_numpy()] = holding[last.loc[older, "position"].to_numpy()]


def period_of(frame: pd.DataFrame, study: Study) -> Period:
    """The study's period, else the calendar months from the first to the last recorded date."""
    if study.period:
        return study.period
    first, last = date.fromisoformat(frame["recorded_date"].min()), date.fromisoformat(frame["recorded_date"].max())
    after = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    return Period(first.replace(day=1), date.fromordinal(after.toordinal() - 1))


def out_of_scope(held: pd.DataFrame, period: Period, study: Study) -> pd.Series:
    """Why each row is not counted, "" where it is. Expects `area_key`; the reasons are told in this order."""
    recorded = held["recorded_date"]
    status = held["record_status_code"]
    keys = {area_key(area) for area in study.areas}
    reasons: dict[str, pd.Series] = {
        _BEFORE: recorded < period.start.isoformat(),
        _AFTER: recorded > period.end.isoformat(),
        _ELSEWHERE: ~held["area_key"].isin(keys | {""}) if keys else recorded == "",
        "cancelled record": status == "cancelled",
        "record marked as a duplicate, with no other row": status == "duplicate",
    }
    if study.records and study.records.non_recent == "exclude":
        reasons[_NON_RECENT] = _non_recent(held)
    reason = pd.Series("", index=held.index, dtype=object)
    for name, applies in reversed(reasons.items()):
        reason[applies] = name
    return reason


def _non_recent(held: pd.DataFrame) -> pd.Series:
    """Whole days: committed before the same day a year earlier. A blank committed date tells nothing."""
    year_earlier = held["recorded_date"].map({day: _year_earlier(day) for day in held["recorded_date"].unique()})
    return (held["committed_date"] != "") & (held["committed_date"] < year_earlier)


def _year_earlier(day: str) -> str:
    when = date.fromisoformat(day)
    leap_day = when.month == 2 and when.day == 29
    return when.replace(year=when.year - 1, day=28 if leap_day else when.day).isoformat()


def same_areas(areas: Sequence[str]) -> list[list[str]]:
    """The spellings among `areas` that name the same area.

    >>> same_areas(["Quay Side", "Harbour", "QUAYSIDE WARD"])
    [['Quay Side', 'QUAYSIDE WARD']]
    """
    named: dict[str, list[str]] = {}
    for area in areas:
        named.setdefault(area_key(area), []).append(area)
    return [spellings for spellings in named.values() if len(spellings) > 1]


def area_keys(areas: pd.Series) -> pd.Series:
    """What each area is matched by; "" where it is blank or a word for "not known"."""
    missing = {value_key(word) for listed in words("missing").values() for word in listed}
    keys = {area: "" if not area or value_key(area) in missing else area_key(area) for area in areas.unique()}
    return areas.map(keys).astype("str")


def area_names(rows: pd.DataFrame, areas: Sequence[str]) -> Mapping[str, str]:
    """The name that each area goes by: that in `areas`, else its most frequent spelling; a blank one is `(missing)`.

    One that is all capitals or all small letters is taken only where there is no other.
    """
    counts = rows.value_counts(["area_key", "area"], sort=False).reset_index(name="rows")
    counts["plain"] = counts["area"].str.isupper() | counts["area"].str.islower()
    order = counts.sort_values(["area_key", "plain", "rows", "area"], ascending=[True, True, False, True])
    best = order.drop_duplicates("area_key")
    names = dict(zip(best["area_key"], best["area"], strict=True))
    return names | {area_key(area): area for area in areas} | {"": MISSING}
