"""The checks of `data_quality.csv`: what they observe, how they judge it, and what they say."""

import dataclasses
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from quality_rows import checked, row
from record_tables import records

from analyser.errors import InputError
from analyser.records import Recognition
from analyser.records.cse_rules import cse_rules
from analyser.records.quality_rules import quality_rules
from analyser.records.read_sheet import HEADER_AGAIN, TOTAL_OR_NOTE


@dataclass(frozen=True)
class Partner:
    area: str = ""
    agency_type: str = "health"
    date: str = ""


def months(number):
    return [{"recorded_date": f"{2018 + (m + 3) // 12}-{(m + 3) % 12 + 1:02d}-15"} for m in range(number)]


def test_each_kind_of_missing_stands_apart():
    levels = ["high"] * 61 + [""] * 10 + ["not_known"] * 20 + ["not_assessed"] * 8 + ["purple"]
    quality = checked([{"risk_level": level} for level in levels])
    parts = {name: row(quality, f"risk_{name}")["observed"] for name in ("blank", "not_known", "not_assessed")}
    assert parts == {"blank": 0.1, "not_known": 0.2, "not_assessed": 0.08}
    whole = row(quality, "risk_missing")
    assert (whole["observed"], whole["status"]) == (0.39, "fail")
    assert "39 % of 100 records" in whole["meaning"]
    assert "between 61 and 100 cases" in whole["meaning"]


def test_missing_is_told_by_area():
    rows = [{"area": "Northgate"}, {"area": "Harbour", "risk_level": "", "cse_type": ""}, {"area": ""}]
    quality = checked(rows)
    assert row(quality, "risk_missing", "area", "Harbour")["observed"] == 1
    assert row(quality, "type_missing", "area", "Northgate")["observed"] == 0
    assert row(quality, "blank_area")["observed"] == pytest.approx(1 / 3)


def test_no_vulnerabilities_is_known():
    rows = [{"vulnerabilities": value} for value in ("known", "none", "", "not_known")]
    assert row(checked(rows), "vulnerabilities_missing")["observed"] == 0.5


@pytest.mark.parametrize(("covered", "status"), [(12, "ok"), (11, "warn"), (4, "warn"), (3, "fail")])
def test_less_than_a_year_warns_and_three_months_fail(covered, status):
    quality = checked(months(covered))
    found = row(quality, "months_covered")
    assert (found["observed"], found["expected"], found["status"]) == (covered, 12, status)
    assert row(quality, "months_without_records")["observed"] == 12 - covered


def test_months_without_records_are_named():
    quality = checked([{"recorded_date": "2018-04-02"}, {"recorded_date": "2018-08-02"}])
    assert "2018-05 to 2018-07 and 2018-09 to 2019-03" in row(quality, "months_without_records")["meaning"]


class TestAge:
    day = date(2020, 12, 31)

    def test_without_as_of_nothing_is_said(self):
        quality = checked([{}], profile_date=self.day, update_due=self.day)
        for check in ("data_age", "profile_age", "update_overdue"):
            assert row(quality, check)["status"] == "not_checked"
            assert pd.isna(row(quality, check)["observed"])

    def test_ages_are_in_months(self):
        quality = checked(months(12), profile_date=date(2019, 6, 30), as_of=self.day)
        assert (row(quality, "data_age")["observed"], row(quality, "data_age")["status"]) == (22, "warn")
        assert row(quality, "profile_age")["observed"] == 18
        assert row(quality, "update_overdue")["status"] == "not_checked"

    @pytest.mark.parametrize(
        ("due", "profile", "status"),
        [
            (date(2019, 12, 31), date(2018, 12, 31), "fail"),
            (date(2019, 12, 31), date(2020, 1, 31), "ok"),
            (date(2021, 1, 31), date(2018, 12, 31), "ok"),
        ],
    )
    def test_an_update_is_overdue_when_nothing_newer_is_there(self, due, profile, status):
        quality = checked([{}], update_due=due, profile_date=profile, as_of=self.day)
        assert row(quality, "update_overdue")["status"] == status


def test_areas_without_any_row_fail():
    quality = checked([{"area": "Northgate"}], areas=("Northgate", "Harbour"))
    assert row(quality, "areas_without_records")["observed"] == 1
    assert row(quality, "areas_without_records", "area", "Harbour")["status"] == "fail"
    assert row(checked([{}], absent=["area"]), "areas_without_records")["status"] == "not_checked"


def test_what_is_counted():
    rows = [
        {"record_id": "R", "victim_id": "V"},
        {"record_id": "R", "victim_id": "V"},
        {"victim_id": "", "narrative": "NOT CSE", "record_class": "intelligence"},
        {"cse_flag": "no", "offence_code": "71"},
        {"record_class": "crime"},
    ]
    quality = checked(rows)
    assert row(quality, "duplicates")["observed"] == 0.25
    assert row(quality, "blank_victim_id")["observed"] == pytest.approx(1 / 3)
    assert row(quality, "misflagged")["observed"] == pytest.approx(1 / 3)
    assert row(quality, "unflagged")["observed"] == 0.25
    assert row(quality, "not_crimes")["observed"] == pytest.approx(1 / 3)


def test_a_column_that_is_absent_is_told_as_such():
    quality = checked([{}], absent=["cse_type", "suspect_id", "victim_age"])
    assert "has no column" in row(quality, "type_missing")["meaning"]
    assert "has no column" in row(quality, "blank_suspect_id")["meaning"]
    assert row(quality, "adults")["status"] == "not_checked"


def test_adults_are_told_and_counted():
    quality = checked([{"victim_age": age} for age in ("17", "18", "", "not stated")])
    assert (row(quality, "adults")["observed"], row(quality, "adults")["status"]) == (0.25, "fail")


def test_without_a_flag_it_cannot_miss_a_case():
    assert row(checked([{"offence_code": "71"}], absent=["cse_flag"]), "unflagged")["status"] == "not_checked"


def test_rows_left_out_are_told_by_reason():
    table = records([{}, {"recorded_date": "2015-01-01"}])
    unreadable = pd.DataFrame({"file": ["extract.csv"], "sheet": [""], "row": [9], "reason": ["no usable date"]})
    quality = checked([], table=dataclasses.replace(table, excluded=unreadable))
    own, theirs = (
        row(quality, "rows_excluded", "reason", name) for name in ("recorded before the period", "no usable date")
    )
    assert (own["observed"], own["status"]) == (1, "ok")
    assert (theirs["observed"], theirs["status"]) == (1, "fail")


def test_totals_and_repeated_headers_are_no_fault_of_the_records():
    reasons = [TOTAL_OR_NOTE, HEADER_AGAIN]
    left_out = pd.DataFrame({"file": "extract.csv", "sheet": "", "row": [9, 10], "reason": reasons})
    quality = checked([], table=dataclasses.replace(records([{}]), excluded=left_out))
    for reason in (TOTAL_OR_NOTE, HEADER_AGAIN):
        told = row(quality, "rows_excluded", "reason", reason)
        assert (told["observed"], told["status"]) == (1, "ok")
        assert "no record" in told["meaning"]


def test_values_that_are_not_recognised_are_named():
    table = records([{"risk_level": "purple"}] * 3)
    values = pd.DataFrame(
        [["extract.csv", "", "risk_level", "purple", "unrecognised", 3, 1.0]],
        columns=["file", "sheet", "column", "value", "code", "rows", "share"],
    )
    quality = checked([], table=dataclasses.replace(table, recognised=Recognition((), values)))
    found = row(quality, "unrecognised_values", "column", "risk_level")
    assert (found["observed"], found["status"]) == (3, "warn")
    assert "“purple”" in found["meaning"]
    assert row(quality, "unrecognised_values", "column", "cse_flag")["status"] == "ok"


class TestSameness:
    def test_without_interviews_it_is_not_checked(self):
        quality = checked([{}])
        assert {row(quality, check)["status"] for check in ("areas_differ", "periods_differ")} == {"not_checked"}

    def test_each_side_names_its_own_areas(self):
        quality = checked([{"area": "Harbour"}], interviews=[Partner("NORTHGATE WARD"), Partner("Quay")])
        assert row(quality, "areas_differ")["observed"] == 3
        assert "Partners of Quay were interviewed" in row(quality, "areas_differ", "area", "Quay")["meaning"]
        assert "rows for Harbour" in row(quality, "areas_differ", "area", "Harbour")["meaning"]
        same = checked([{"area": "Northgate"}], interviews=[Partner("NORTHGATE WARD")])
        assert row(same, "areas_differ")["status"] == "ok"

    def test_the_owner_of_the_records_is_no_partner(self):
        quality = checked([{"area": "Harbour"}], interviews=[Partner("Harbour"), Partner("Quay", "Police")])
        assert row(quality, "areas_differ")["status"] == "ok"

    @pytest.mark.parametrize(("day", "status"), [("2019-01-10", "ok"), ("2019-12-01", "warn"), ("2021-06-01", "fail")])
    def test_interviews_long_after_the_records_speak_of_another_time(self, day, status):
        quality = checked(months(12), interviews=[Partner(date=day)])
        assert row(quality, "periods_differ")["status"] == status


def test_every_row_says_what_it_means_in_one_sentence():
    quality = checked([{}, {"area": "", "risk_level": ""}], as_of=date(2020, 1, 1), interviews=[Partner("Quay")])
    assert set(quality["status"]) <= {"ok", "warn", "fail", "not_checked"}
    assert quality["meaning"].str.fullmatch(r"[A-Z0-9][^{}]*\.").all()
    places = {check: place for place, check in enumerate(quality_rules())}
    assert quality["check"].map(places).is_monotonic_increasing


def test_without_cases_nothing_is_missing_in_them():
    quality = checked([{"cse_flag": "no"}])
    assert not quality["check"].str.contains("missing|blank").any()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("months_covered: {unit: months, warn: 12, fail: 4}", "meaning is missing"),
        ("months_covered: {unit: months, warn: many, fail: 4, meaning: x}", "not a number"),
        ("months_covered: {unit: months, warn: 1, fail: 4, meaning: x, colour: red}", "unknown key 'colour'"),
        ('months_covered: {unit: months, warn: 1, fail: 4, meaning: "{share"}', "cannot be filled in"),
    ],
)
def test_wrong_rules_are_told(tmp_path: Path, text, message):
    path = tmp_path / "rules.yaml"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        quality_rules(path)


def test_wrong_rules_of_exploitation_are_told(tmp_path: Path):
    path = tmp_path / "rules.yaml"
    path.write_text("exploitation_codes: [71]\nnot_cse: {phrases: [not cse], unless_followed_by: [flag]}\nother: []\n")
    with pytest.raises(InputError, match="exploitation_codes is no list of texts") as error:
        cse_rules(path)
    assert "unknown key 'other'" in str(error.value)
