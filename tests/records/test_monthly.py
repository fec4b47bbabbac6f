"""Counts by month: the same rules as the counts of a period, month by month."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from record_tables import records, study

from analyser.records import count_cases, count_months, find_cases

ROW = st.fixed_dictionaries(
    {
        "recorded_date": st.sampled_from(["2018-04-02", "2018-04-30", "2018-07-01", "2019-03-31"]),
        "victim_id": st.sampled_from(["A", "B", "C", ""]),
        "area": st.sampled_from(["Northgate", "Harbour", ""]),
        "cse_type": st.sampled_from(["online", "online;peer", ""]),
        "risk_level": st.sampled_from(["high", "medium", "low", ""]),
    }
)
COUNTS = ["records", "cases", "high", "medium", "low", "risk_missing", "months_covered"]


@settings(max_examples=15, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=20))
def test_the_whole_study_by_month_is_what_month_cells_count(rows: list[dict[str, Any]]) -> None:
    of = study(slices=("month",))
    cases = find_cases(records(rows), of)
    counts = count_cases(cases, of)
    monthly = count_months(cases, counts)
    expected = counts[counts["slice"] == "month"].reset_index(drop=True)
    assert monthly["month"].tolist() == expected["value"].tolist()
    assert monthly[[*COUNTS, "from", "to"]].equals(expected[[*COUNTS, "from", "to"]])


@settings(max_examples=8, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=20))
def test_each_month_of_a_cell_is_what_its_rows_alone_count(rows: list[dict[str, Any]]) -> None:
    of = study(areas=("Harbour", "Northgate"))
    cases = find_cases(records(rows), of)
    monthly = count_months(cases, count_cases(cases, of))
    for month, own in monthly.groupby("month"):
        if not own["cases"].any():
            assert month not in set(cases.frame.loc[cases.frame["is_cse"], "month"])
            continue
        alone = replace(cases, frame=cases.frame[cases.frame["month"] == month])
        counted = count_cases(alone, of).set_index(["slice", "value"])
        for row in own.to_dict("records"):
            place = (row["slice"], row["value"])
            told = [counted.loc[place, name] if place in counted.index else 0 for name in COUNTS[:-1]]
            assert [row[name] for name in COUNTS[:-1]] == told


def test_a_month_without_any_row_is_not_covered() -> None:
    of = study(slices=())
    cases = find_cases(records([{"recorded_date": "2018-04-02"}, {"recorded_date": "2018-06-02"}]), of)
    monthly = count_months(cases, count_cases(cases, of))
    assert monthly["months_covered"].tolist()[:3] == [1, 0, 1]
    assert monthly["cases"].tolist()[:3] == [1, 0, 1]
