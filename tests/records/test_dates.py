"""Dates of extracts: what is read, in which order of day and month, and what is told about the rest."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyser.records.dates import DAY_FIRST, MONTH_FIRST, DateColumn, parse, read_dates

DAYS = st.dates(date(1950, 1, 1), date(2049, 12, 31)).filter(lambda day: (day.month, day.day) != (1, 1))


def read(*values: str, hint: str = "") -> DateColumn:
    return read_dates(pd.Series(values, dtype="str"), hint=hint)


@pytest.mark.parametrize(
    "text",
    [
        "01/04/2018",
        "1/4/18",
        "01-04-2018",
        "01.04.2018",
        "01 04 2018",
        "1 April 2018",
        "1st April 2018",
        "01-Apr-18",
        "01-APR-2018 13:22",
        "Sunday 1 April 2018",
        "Sun, 1 Apr 2018",
        "April 1, 2018",
        "1 Apr '18",
        "2018-04-01",
        "2018/04/01",
        "2018-04-01T10:15:00Z",
        "2018-04-01 00:00:00.000",
        "2018-04-01T23:30:00+01:00",
        "20180401",
        "01042018",
        "43191",
        "43191.75",
        "01/04/2018 10:15",
        "01/04/2018 10:15:33 PM",
        "01/04/2018 at 9.15 am",
        "2018-4-1",
        "01/04/2018T10:15",
        "01/04/2018, 10:15",
        "1st of April 2018",
    ],
)
def test_the_usual_forms_of_one_day(text: str) -> None:
    assert read(text).days.tolist() == ["2018-04-01"]


@pytest.mark.parametrize(
    "text", ["31/02/2018", "April 2018", "2018", "soon", "01/04", "123456", "32 May 2018", "01/04/18/2"]
)
def test_what_is_no_whole_day_is_unreadable(text: str) -> None:
    column = read(text)
    assert column.days.tolist() == [""]
    assert column.why.tolist() == ["unreadable"]


@pytest.mark.parametrize(
    "text", ["01/01/1900", "1899-12-30", "30/12/1899", "01/01/1970", "00/00/0000", "0", "1", "31/12/9999"]
)
def test_placeholders_are_missing_and_told_as_such(text: str) -> None:
    assert read(text).why.tolist() == ["placeholder"]


@pytest.mark.parametrize("text", ["", "N/K", "TBC", "not recorded", "-"])
def test_words_for_missing_are_blank(text: str) -> None:
    assert read(text).why.tolist() == ["blank"]


def test_day_first_is_the_usual_order() -> None:
    column = read("03/04/2018", "04/05/2018")
    assert column.days.tolist() == ["2018-04-03", "2018-05-04"]
    assert (column.order, column.warnings) == (DAY_FIRST, ())


def test_a_column_that_only_fits_month_first_is_read_so_with_a_warning() -> None:
    column = read("04/13/2018", "05/20/2018", "03/04/2018")
    assert column.days.tolist() == ["2018-04-13", "2018-05-20", "2018-03-04"]
    assert column.order == MONTH_FIRST
    assert "MONTH FIRST" in column.warnings[0]


def test_values_against_the_columns_order_are_left_out_and_told() -> None:
    column = read("13/04/2018", "04/13/2018", "03/04/2018")
    assert column.days.tolist() == ["2018-04-13", "", "2018-04-03"]
    assert column.why.tolist() == ["", "contradicts", ""]
    assert column.warnings


def test_one_slip_does_not_turn_a_column_round() -> None:
    column = read(*["01/04/2018"] * 40, "04/13/2018")
    assert column.order == DAY_FIRST
    assert column.why.tolist()[-1] == "contradicts"


def test_other_dates_of_the_sheet_decide_where_a_column_tells_nothing() -> None:
    column = read("03/04/2018", hint=MONTH_FIRST)
    assert column.days.tolist() == ["2018-03-04"]
    assert column.warnings
    assert read("13/04/2018", hint=MONTH_FIRST).order == DAY_FIRST


def test_days_and_months_swapped_by_a_spreadsheet_are_told() -> None:
    real = [f"2018-{month:02d}-{day:02d}" for month in range(1, 5) for day in (2, 5, 9)]
    column = read(*real, "13/04/2018", "25/06/2018")
    assert any("swapped" in warning for warning in column.warnings)
    assert not read(*real, "13/04/2018", "05/06/2018").warnings


def test_iso_dates_are_never_turned_round() -> None:
    assert read("2018-04-03", "04/13/2018").days.tolist() == ["2018-04-03", "2018-04-13"]


@given(
    st.lists(DAYS, min_size=1, max_size=30), st.sampled_from(["%d/%m/%Y", "%d-%b-%y", "%Y-%m-%d", "%d %B %Y", "%Y%m%d"])
)
def test_every_day_written_in_a_usual_form_comes_back(days: list[date], form: str) -> None:
    column = read(*[day.strftime(form) for day in days])
    if form == "%d/%m/%Y" and column.order == MONTH_FIRST:
        raise AssertionError("day-first dates are never month first")
    assert column.days.tolist() == [day.isoformat() for day in days]


@given(DAYS)
def test_a_serial_number_is_the_day_that_a_spreadsheet_shows(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    if serial >= 20_000:
        assert read(str(serial)).days.tolist() == [day.isoformat()]


@given(st.text(max_size=30))
def test_any_text_is_read_or_named(text: str) -> None:
    column = read(text)
    assert (column.days[0] == "") == (column.why[0] != "")
    if column.days[0]:
        assert date.fromisoformat(column.days[0]) + timedelta(0)
    assert parse(text).kind in ("day", "pair", "blank", "placeholder", "unreadable")
