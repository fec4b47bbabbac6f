"""Which rows a study counts: its period and areas, the issue of each record that holds, and no cancelled ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyser.records.compact import looked_up, plain, replaced, spread
from analyser.records.lists import words
from analyser.records.names import area_key, value_key
from analyser.records.numbered import id_numbers, pair_numbers
from analyser.records.side_by_side import together
from analyser.study import Period, Study

MISSING = "(missing)"
"""The value of the cell for rows whose area, or children whose type, is not told."""

BEFORE_PERIOD, AFTER_PERIOD = "recorded before the period", "recorded after the period"
_ELSEWHERE = "in an area outside the study"
_NON_RECENT = "committed more than 12 months before it was recorded"
OUT_OF_SCOPE = frozenset({BEFORE_PERIOD, AFTER_PERIOD, _ELSEWHERE, _NON_RECENT})
"""The reasons that are the study's own choice and no fault of the records."""

_LAST_DAY = 100_000_000  # later than any day as a number
_OWN = ("file", "sheet", "row", "order")  # where a row stands, not what it says


def holding_rows(frame: pd.DataFrame) -> npt.NDArray[np.intp]:
    """For each row the position of the row that holds for its record and victim; its own where it is no surplus.

    The row with the latest `updated_date` holds, else the last in file order; one that its status calls a duplicate
    holds only where there is no other. A blank record_id has no second issue. Under one record_id rows without a
    victim_id may be several children, so that only identical rows and older issues are surplus there.
    """
    if frame.empty:
        return np.empty(0, dtype=np.intp)
    position = np.arange(len(frame))
    own, no_victim = ((frame[name] == "").to_numpy(dtype=bool) for name in ("record_id", "victim_id"))
    unnamed = no_victim & ~own
    key, (updated, order) = together(
        lambda: id_numbers(frame["record_id"], frame["victim_id"]), lambda: _by_update(frame)
    )
    key[own] = key.max() + 1 + position[own]
    if unnamed.any():
        record = id_numbers(frame.loc[unnamed, "record_id"])
        said = frame.loc[unnamed].drop(columns=[name for name in _OWN if name in frame])
        contents = pd.factorize(pd.util.hash_pandas_object(said, index=False))[0]
        key[unnamed] = pd.factorize(pair_numbers(record, contents))[0] + key.max() + 1
    holder = np.empty(int(key.max()) + 1, dtype=np.intp)
    holder[key[order]] = order  # the last, and so the best, stays
    holding: npt.NDArray[np.intp] = holder[key]
    if unnamed.any():
        _older_issues(record, updated[unnamed], np.flatnonzero(unnamed), holding)
    return holding


def _by_update(frame: pd.DataFrame) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.intp]]:
    """The day of each row's update, and the rows in the order in which each gives way to the next."""
    updated = day_numbers(frame["updated_date"])
    # A duplicate by its status comes before every other row, whenever it was updated.
    marked = (frame["record_status_code"] == "duplicate").to_numpy()
    rank, ranks = pd.factorize(np.where(marked, updated - _LAST_DAY, updated), sort=True)
    return updated, np.argsort(rank.astype(np.min_scalar_type(-1 - len(ranks))), kind="stable")


def day_numbers(days: pd.Series) -> npt.NDArray[np.int32]:
    """ISO days as numbers of the same order, 20180401; 0 where blank."""
    return looked_up(days, lambda day: int(day.replace("-", "") or 0), "int32")


def _older_issues(
    record: npt.NDArray[np.int64],
    updated: npt.NDArray[np.int32],
    position: npt.NDArray[np.intp],
    holding: npt.NDArray[np.intp],
) -> None:
    """Lets the last row of a record's latest issue hold for the rows of its older issues that name no victim."""
    rows = pd.DataFrame({"record": record, "updated": updated, "position": position})
    rows = rows.sort_values(["updated", "position"], kind="stable")
    last = rows.groupby("record")[["updated", "position"]].transform("last")
    older = rows["updated"] != last["updated"]
    holding[rows.loc[older, "position"].to_numpy()] = holding[last.loc[older, "position"].to_numpy()]


def period_of(frame: pd.DataFrame, study: Study) -> Period:
    """The study's period, else the calendar months from the first to the last recorded date."""
    if study.period:
        return study.period
    days = list(frame["recorded_date"].unique())
    first, last = date.fromisoformat(min(days)), date.fromisoformat(max(days))
    after = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    return Period(first.replace(day=1), date.fromordinal(after.toordinal() - 1))


def out_of_scope(held: pd.DataFrame, period: Period, study: Study) -> pd.Series:
    """Why each row is not counted, "" where it is. Expects `area_key`; the reasons are told in this order."""
    recorded = pd.Series(day_numbers(held["recorded_date"]), index=held.index)
    status = held["record_status_code"]
    keys = {area_key(area) for area in study.areas}
    reasons: dict[str, pd.Series] = {
        BEFORE_PERIOD: recorded < _number(period.start),
        AFTER_PERIOD: recorded > _number(period.end),
        _ELSEWHERE: ~held["area_key"].isin(keys | {""}) if keys else recorded < 0,
        "cancelled record": status == "cancelled",
        "record marked as a duplicate, with no other row": status == "duplicate",
    }
    if study.records and study.records.non_recent == "exclude":
        reasons[_NON_RECENT] = non_recent(held)
    number = np.zeros(len(held), dtype="int8")
    for place, applies in reversed([*enumerate(reasons.values(), start=1)]):
        number[applies.to_numpy(dtype=bool)] = place
    return spread(["", *reasons], number, held["recorded_date"])


def non_recent(held: pd.DataFrame) -> pd.Series:
    """Which rows were committed before the same day a year earlier, by `recorded_date` and `committed_date`.

    Whole days. A blank committed date tells nothing.
    """
    year_earlier = looked_up(held["recorded_date"], _year_earlier, "int32")
    committed = day_numbers(held["committed_date"])
    return pd.Series((committed > 0) & (committed < year_earlier), index=held.index)


def _year_earlier(day: str) -> int:
    when = date.fromisoformat(day)
    leap_day = when.month == 2 and when.day == 29
    return _number(when.replace(year=when.year - 1, day=28 if leap_day else when.day))


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


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
    return replaced(areas, lambda area: keys.get(area, ""))


def area_names(rows: pd.DataFrame, areas: Sequence[str]) -> Mapping[str, str]:
    """The name that each area goes by: that in `areas`, else its most frequent spelling; a blank one is `(missing)`.

    One that is all capitals or all small letters is taken only where there is no other.
    """
    counts = rows.groupby(["area_key", "area"], observed=True, sort=False).size().reset_index(name="rows")
    counts = counts.assign(area_key=plain(counts["area_key"]), area=plain(counts["area"]))
    counts["plain"] = counts["area"].str.isupper() | counts["area"].str.islower()
    order = counts.sort_values(["area_key", "plain", "rows", "area"], ascending=[True, True, False, True])
    best = order.drop_duplicates("area_key")
    names = dict(zip(best["area_key"], best["area"], strict=True))
    return names | {area_key(area): area for area in areas} | {"": MISSING}
