"""Checks of the flag: what it catches that it should not, what it leaves out, and when it was set."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analyser.records.cse_rules import cse_rules
from analyser.records.quality_lists import quality_lists
from analyser.records.quality_rules import Row, judged, not_checked
from analyser.records.quality_view import View, column_of, has_code, share, unflagged_offences
from analyser.records.scope import MISSING
from analyser.statistics import ChangePoint, change_point

_CHANCE = 0.01  # a step that chance makes more often is none
_LATE_DAYS, _STALE_DAYS = 90, 365
_ENOUGH = 20  # sexual offences among which some are expected that are not exploitation by their title


def flag_checks(view: View) -> list[Row]:
    """The checks of criminal exploitation, of steps, of abuse or exploitation, of offences' titles and flags' dates."""
    return [*_criminal(view), *_boundary(view), *_titles(view), *_dates(view)]


def _criminal(view: View) -> Iterator[Row]:
    checks = ("criminal_flagged", "criminal_step", "flagged_step")
    if view.cases.definition != "flag" or view.told.empty:
        why = "No record is a case" if view.told.empty else "The extract has no column cse_flag"
        yield from (not_checked(check, why=why) for check in checks)
        return
    told = view.told
    criminal = pd.Series(False, index=told.index)
    for column in ("cse_flag", "cse_type", "narrative"):
        criminal |= cse_rules().criminal_not_sexual(view.column(column))
    yield share("criminal_flagged", int(criminal.sum()), len(told))
    months = list(view.cases.months)
    flagged = told.groupby("month").size().reindex(months, fill_value=0)
    of_them = criminal.groupby(told["month"]).sum().reindex(months, fill_value=0)
    yield _step("criminal_step", change_point(of_them.tolist(), flagged.tolist()), months)
    yield _step("flagged_step", change_point(flagged.tolist()), months)


def _step(check: str, found: ChangePoint | None, months: list[str]) -> Row:
    if found is None or found.p_value >= _CHANCE:
        return judged(check, 0.0)
    before, after = found.before, found.after
    if check == "criminal_step":
        return judged(check, abs(after - before), month=months[found.place], before=before, after=after)
    size = 1 - min(before, after) / max(before, after)
    return judged(check, size, month=months[found.place], before=round(before), after=round(after))


def _boundary(view: View) -> Iterator[Row]:
    check = "abuse_boundary"
    absent = [name for name in ("cse_flag", "offence_code", "narrative") if name in view.table.absent]
    if absent:
        yield not_checked(check, why=f"The extract has no column {' and no '.join(absent)}")
        return
    offences = unflagged_offences(view.table, view.cases)
    texts = column_of(view.table, offences, "narrative")
    texts = texts[texts != ""]
    lists = quality_lists()
    if view.coder is None:
        tells = [bool(lists.exchange.search(text)) for text in texts]
    else:
        tells = [not lists.exchange_indicators.isdisjoint(code.indicators) for code in view.coder(list(texts))]
    yield share(check, sum(tells), len(texts))


def _titles(view: View) -> Iterator[Row]:
    """What a count by the titles of exploitation would miss; then a row for each group of offences."""
    check = "titles_alone"
    if lacks := list(view.lacks(check, "offence_code")):
        yield from lacks
        return
    groups = quality_lists().offence_groups
    found = {name: has_code(view.told["offence_code"], codes) for name, codes in groups.items()}
    if view.cases.definition == "flag":
        n, rape = int((found["rape"] | found["sexual"]).sum()), int(found["rape"].sum())
        rows = n + int(found["exploitation"].sum())
        # The flag is to reach further than the titles; that it does not is the fault.
        follows = n == 0 and rows >= _ENOUGH
        yield share(check, n, rows, by=float(follows), sentence="aside" if follows else "", rape=rape)
    else:
        left_out = unflagged_offences(view.table, view.cases)
        rape, n = int(has_code(left_out["offence_code"], groups["rape"]).sum()), len(left_out)
        rows = n + int(sum(one.sum() for one in found.values()))
        yield share(check, n, rows, rape=rape, definition=view.cases.definition)
    known = found["exploitation"] | found["rape"] | found["sexual"]
    found["other"] = ~known & (view.told["offence_code"] != "")
    found[MISSING] = view.told["offence_code"] == ""
    for name, which in found.items():
        n = int(which.sum())
        part = n / len(which)
        yield judged("offence_group", part, slice_="offence", value=name, share=part, n=n, rows=len(which), group=name)


def _dates(view: View) -> Iterator[Row]:
    checks = ("flag_undated", "flag_late", "flag_stale")
    if lacks := [row for check in checks for row in view.lacks(check, "cse_flag", "flag_date")]:
        yield from lacks
        return
    dated = view.column("flag_date") != ""
    yield share("flag_undated", int((~dated).sum()), len(dated))
    days = days_between(view.column("recorded_date"), view.column("flag_date")).dropna()
    late = days[days > _LATE_DAYS]
    middle = int(late.median()) if len(late) else 0
    yield share("flag_late", len(late), len(days), days=_LATE_DAYS, middle=middle)
    yield share("flag_stale", int((days < -_STALE_DAYS).sum()), len(days))


def days_between(first: pd.Series, last: pd.Series) -> pd.Series:
    """Whole days from one ISO date to the other; NaN where one is blank."""
    start, end = (
        pd.to_datetime(dates.where(dates != ""), format="%Y-%m-%d", errors="coerce") for dates in (first, last)
    )
    return (end - start).dt.days
