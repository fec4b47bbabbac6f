"""Ages of the children, codes that contradict them, and homes elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from record_tables import records, study

from analyser.records import Recognition, check_quality, count_cases, find_cases
from analyser.records.quality_places import _kind
from analyser.records.table import SheetRecognition


def checks(rows, check, *, absent=(), header=""):
    table = records(rows, absent=absent)
    if header:
        sheet = SheetRecognition("extract.csv", "", 1, {"area": (header,)}, (), {}, len(rows))
        table = replace(table, recognised=Recognition((sheet,), table.recognised.values))
    cases = find_cases(table, study())
    quality = check_quality(table, cases, count_cases(cases, study()), study())
    return quality[quality["check"] == check]


def test_children_are_counted_once_by_their_age_at_their_first_record():
    rows = [
        {"victim_id": "A", "victim_age": "13", "recorded_date": "2018-09-01"},
        {"victim_id": "A", "victim_age": "12", "recorded_date": "2018-06-01"},
        {"victim_age": "17"}, {"victim_age": "18"}, {"victim_age": "n/k"},
    ]  # fmt: skip
    found = checks(rows, "victim_ages").set_index("value")
    assert dict(found["observed"]) == {"0-12": 1, "13-15": 0, "16-17": 1, "18+": 1, "(missing)": 1}
    assert found.loc["(missing)", "status"] == "warn"
    assert "12 years old" in found.loc["0-12", "meaning"] or "0-12 years old" in found.loc["0-12", "meaning"]


@pytest.mark.parametrize(
    ("code", "age", "committed", "contradicts"),
    [
        ("19E", "12", "", False),
        ("19E", "15", "", True),
        ("019 e", "15", "", True),
        ("19E", "15", "2015-05-01", False),  # it was recorded three years later
        ("19E", "15", "2018-04-01", True),
        ("20A", "12", "", True),
        ("20A", "12", "2015-05-01", True),  # and was younger then
        ("21", "14", "", True),
        ("19D", "15", "", False),
        ("19D", "16", "", True),
        ("19C", "16", "", False),
    ],
)
def test_codes_for_victims_of_another_age(code, age, committed, contradicts):
    rows = [{"offence_code": code, "victim_age": age, "committed_date": committed}, {"offence_code": "19D"}]
    (row,) = checks(rows, "age_against_code").to_dict("records")
    assert row["observed"] == float(contradicts)
    assert row["status"] == ("fail" if contradicts else "ok")


def test_without_ages_neither_is_checked():
    for check in ("victim_ages", "age_against_code"):
        assert list(checks([{}], check, absent=["victim_age"])["status"]) == ["not_checked"]


def test_homes_elsewhere_are_told_with_what_the_area_is():
    rows = [{"area": "Quay", "home_area": home} for home in ("Quay Ward", "Harbour", "", "QUAY")]
    (row,) = checks(rows, "home_elsewhere", header="Offence Ward").to_dict("records")
    assert row["observed"] == pytest.approx(1 / 3)
    assert row["status"] == "warn"
    assert "“Offence Ward”, the place of the offence" in row["meaning"]
    assert list(checks(rows, "home_elsewhere", absent=["home_area"])["status"]) == ["not_checked"]
    (same,) = checks([rows[0]], "home_elsewhere", header="Ward").to_dict("records")
    assert same["status"] == "ok"
    assert "not told by its header" in same["meaning"]


@pytest.mark.parametrize(
    ("header", "kind"), [("Ward of Offence", "offence"), ("Victim Home Ward", "home"), ("Ward", ""), ("Home/crime", "")]
)
def test_what_a_header_says_of_the_area(header, kind):
    assert _kind(header) == kind
