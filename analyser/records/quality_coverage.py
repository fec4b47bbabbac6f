"""Checks of time and place: what the records cover, how old they are, and whether the interviews speak of the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from analyser.records.cases import Cases
from analyser.records.names import area_key
from analyser.records.quality_rules import Row, judged, listed, not_checked
from analyser.records.table import RecordTable
from analyser.study import Study

_MONTH = 365.25 / 12


class Interviewed(Protocol):
    """Who was interviewed; `date` is ISO, "" where not told."""

    @property
    def area(self) -> str: ...
    @property
    def agency_type(self) -> str: ...
    @property
    def date(self) -> str: ...


def coverage_checks(cases: Cases, study: Study) -> list[Row]:
    """The checks of months and areas covered and of the age of records and profile."""
    return [*_months(cases), *_ages(cases, study), *_areas(cases, study)]


def sameness_checks(
    table: RecordTable, cases: Cases, study: Study, interviews: Sequence[Interviewed] | None
) -> list[Row]:
    """The checks `areas_differ` and `periods_differ`. The records' owner is not among the partners."""
    owners = {owner.casefold() for owner in study.records.owner} if study.records else set()
    partners = [one for one in interviews or () if one.agency_type.casefold() not in owners]
    if not partners:
        why = "No interviews are at hand" if interviews is None else "No partner was interviewed"
        return [not_checked("areas_differ", why=why), not_checked("periods_differ", why=why)]
    return [*_same_areas(table, cases, study, partners), *_same_time(cases, partners)]


def _months(cases: Cases) -> Iterator[Row]:
    period = cases.period.month_names()
    yield judged("months_covered", len(cases.months), months=len(cases.months), length=len(period))
    empty = [month for month in period if month not in set(cases.months)]
    yield judged("months_without_records", len(empty), names=_ranges(empty, period))


def _ranges(months: Sequence[str], period: Sequence[str]) -> list[str]:
    """Runs of months, as `2018-04 to 2018-06`."""
    runs: list[list[str]] = []
    for month in months:
        if runs and period.index(runs[-1][-1]) + 1 == period.index(month):
            runs[-1].append(month)
        else:
            runs.append([month])
    return [run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs]


def _ages(cases: Cases, study: Study) -> Iterator[Row]:
    as_of, profile, due = study.as_of, study.profile_date, study.update_due
    last = date.fromisoformat(cases.last_day)
    for check, day in (("data_age", last), ("profile_age", profile)):
        if as_of and day:
            months = round((as_of - day).days / _MONTH)
            yield judged(check, months, months=months, day=day, as_of=as_of)
        else:
            yield not_checked(check)
    if not (as_of and due):
        yield not_checked("update_overdue")
        return
    updated = profile is not None and profile >= due  # the profile that lies here is the update
    days = 0 if updated else max(0, (as_of - due).days)
    months = max(1, round(days / _MONTH)) if days else 0
    yield judged("update_overdue", months, months=months, day=due, as_of=as_of)


def _areas(cases: Cases, study: Study) -> Iterator[Row]:
    """A row for each area without any row, after one for all."""
    if not cases.areas_seen:
        yield not_checked("areas_without_records")
        return
    empty = [area for area in study.areas if area_key(area) not in cases.areas_seen]
    yield judged("areas_without_records", len(empty), names=empty)
    for area in empty:
        yield judged("areas_without_records", 1, slice_="area", value=area, names=[area])


def _same_areas(table: RecordTable, cases: Cases, study: Study, partners: Sequence[Interviewed]) -> Iterator[Row]:
    """A row for all and one for each area that only one side has."""
    spoken = {area_key(one.area): one.area for one in sorted(partners, key=lambda one: one.area) if one.area.strip()}
    wanted = {area_key(area) for area in study.areas}
    spoken = {key: name for key, name in spoken.items() if not wanted or key in wanted}
    recorded = dict(zip(cases.frame["area_key"], cases.frame["area"], strict=True))
    recorded.pop("", None)
    if "area" in table.absent or not spoken or not recorded:
        why = "The interviews have no areas" if not spoken else "The records have no areas"
        yield not_checked("areas_differ", why=why)
        return
    no_records = sorted(spoken[key] for key in spoken.keys() - recorded.keys())
    no_voice = sorted(recorded[key] for key in recorded.keys() - spoken.keys())
    yield judged("areas_differ", len(no_records) + len(no_voice), names=_sides(no_records, no_voice))
    for area in no_records:
        yield judged("areas_differ", 1, slice_="area", value=area, names=_sides([area], []))
    for area in no_voice:
        yield judged("areas_differ", 1, slice_="area", value=area, names=_sides([], [area]))


def _sides(no_records: Sequence[str], no_voice: Sequence[str]) -> str:
    """What each side lacks, in words; "" where neither lacks anything."""
    parts = []
    if no_records:
        parts.append(f"partners of {listed(no_records)} were interviewed, where the records in scope have no row")
    if no_voice:
        parts.append(f"the records have rows for {listed(no_voice)}, where no partner was interviewed")
    return ", and ".join(parts)


def _same_time(cases: Cases, partners: Sequence[Interviewed]) -> Iterator[Row]:
    days = sorted(date.fromisoformat(one.date[:10]) for one in partners if one.date)
    if not days:
        yield not_checked("periods_differ", why="The interviews have no dates")
        return
    start, end = cases.period.start, date.fromisoformat(cases.last_day)
    outside = max(max(0, (start - day).days, (day - end).days) for day in days)
    months = round(outside / _MONTH)
    yield judged("periods_differ", months, months=months, first=days[0], last=days[-1], start=start, end=end)
