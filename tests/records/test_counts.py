"""The cells of `record_counts.csv`: levels, bounds and coverage."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from record_tables import records, study

from analyser.records import count_cases, find_cases
from analyser.schemas import RECORD_COUNTS
from analyser.tables import csv_text


def counted(rows, *, absent=(), **settings_):
    chosen = study(**settings_)
    return count_cases(find_cases(records(rows, absent=absent), chosen), chosen)


def cell(counts, slice_="all", value=""):
    return counts[(counts["slice"] == slice_) & (counts["value"] == value)].iloc[0]


def many(number, **row):
    return [row] * number


def test_missing_risk_is_bounded_by_none_and_all_of_it_high():
    rows = many(61, risk_level="high") + many(549, risk_level="low") + many(390, risk_level="not_known")
    row = cell(counted(rows))
    assert (row["cases"], row["high_min"], row["high_max"]) == (1000, 61, 451)
    assert (row["share_min"], row["share_max"], row["share_known"]) == pytest.approx((0.061, 0.451, 0.1))


def test_two_missing_fields_are_bounded_by_every_child_not_ruled_out():
    rows = (
        many(30, risk_level="high", cse_type="online")
        + many(19, risk_level="high", cse_type="")
        + many(90, risk_level="", cse_type="online")
        + many(121, risk_level="not_known", cse_type="not_known")
        + many(11, risk_level="high", cse_type="peer")
        + many(7, risk_level="low", cse_type="")
    )
    counts = counted(rows)
    online = cell(counts, "cse_type", "online")
    assert (online["cases"], online["high_min"], online["high_max"]) == (120, 30, 260)
    assert online["type_missing"] == cell(counts, "cse_type", "(missing)")["cases"] == 147
    assert online["share_max"] == pytest.approx(260 / 260)
    assert online["share_min"] == pytest.approx(30 / (120 + 121 + 7))


def test_rows_without_area_may_belong_to_any_area():
    rows = [
        {"area": "Northgate", "risk_level": "low", "victim_id": "A"},
        {"area": "", "risk_level": "high", "victim_id": "A"},
        {"area": "", "risk_level": ""},
        {"area": "", "risk_level": "medium"},
    ]
    counts = counted(rows, areas=("Northgate", "Harbour"))
    north, harbour, blank = (cell(counts, "area", name) for name in ("Northgate", "Harbour", "(missing)"))
    assert (north["cases"], north["high_min"], north["high_max"]) == (1, 0, 2)
    assert (harbour["cases"], harbour["high_max"], harbour["months_covered"]) == (0, 2, 0)
    assert (blank["cases"], blank["high_min"], blank["high_max"]) == (3, 1, 2)


@pytest.mark.parametrize(
    ("levels", "state"),
    [
        (["low", "high", ""], "high"),
        (["medium", "not_assessed"], "risk_missing"),
        (["low", "medium"], "medium"),
        (["low", "odd"], "risk_missing"),
    ],
)
def test_a_child_with_several_records_has_one_state(levels, state):
    row = cell(counted([{"victim_id": "V", "risk_level": level} for level in levels]))
    assert {name: row[name] for name in ("high", "medium", "low", "risk_missing") if row[name]} == {state: 1}


def test_a_childs_level_is_that_of_its_records_in_the_cell():
    rows = [
        {"victim_id": "V", "area": "Northgate", "risk_level": "low"},
        {"victim_id": "V", "area": "Harbour", "risk_level": "high"},
    ]
    counts = counted(rows)
    assert cell(counts)["cases"] == cell(counts)["high"] == 1
    assert cell(counts, "area", "Northgate")["low"] == cell(counts, "area", "Harbour")["high"] == 1


def test_a_record_without_type_takes_those_of_its_child():
    rows = [{"victim_id": "V", "cse_type": kind} for kind in ("peer;gang", "", "online")]
    counts = counted(rows)
    assert list(counts[counts["slice"] == "cse_type"]["value"]) == ["gang", "online", "peer"]
    assert cell(counts, "cse_type", "online")["records"] == 2
    assert cell(counts)["type_missing"] == 0


def test_areas_are_in_the_studys_order_and_the_missing_last():
    rows = [{"area": area} for area in ("Quay", "Harbour", "", "northgate")]
    assert list(counted(rows)["value"])[1:5] == ["Harbour", "northgate", "Quay", "(missing)"]
    assert list(counted(rows, areas=("Quay", "Northgate"))["value"])[1:4] == ["Quay", "Northgate", "(missing)"]


def test_an_area_without_cases_but_with_rows_is_covered():
    rows = [{"area": "Northgate"}, {"area": "Harbour", "cse_flag": "no"}]
    harbour = cell(counted(rows, areas=("Northgate", "Harbour")), "area", "Harbour")
    assert (harbour["cases"], harbour["months_covered"]) == (0, 1)


def test_months_covered_are_those_with_any_row_of_the_extract():
    rows = [
        {"recorded_date": "2018-04-30"},
        {"recorded_date": "2018-06-01", "cse_flag": "no"},
        {"recorded_date": "2017-01-01"},
    ]
    assert set(counted(rows)["months_covered"]) == {2}


def test_months_and_quarters_of_the_period_have_their_own_days():
    counts = counted([{"recorded_date": "2018-05-20"}], slices=("month", "quarter"))
    assert len(counts) == 1 + 12 + 4
    may, spring = cell(counts, "month", "2018-05"), cell(counts, "quarter", "2018-Q2")
    assert (may["from"], may["to"], may["cases"], may["months_covered"]) == ("2018-05-01", "2018-05-31", 1, 1)
    assert (spring["from"], spring["to"], spring["months_covered"]) == ("2018-04-01", "2018-06-30", 1)
    assert cell(counts, "month", "2018-06")[["records", "months_covered"]].tolist() == [0, 0]


def test_without_cases_counts_are_zero_and_shares_empty():
    row = cell(counted([{"cse_flag": "no"}]))
    assert (row["records"], row["cases"], row["high_max"]) == (0, 0, 0)
    assert row[["share_min", "share_max", "share_known"]].isna().all()


def test_a_share_of_the_known_needs_someone_known():
    assert pd.isna(cell(counted([{"risk_level": ""}]))["share_known"])


ROW = st.fixed_dictionaries(
    {
        "record_id": st.sampled_from(["R1", "R2", "R3", "R4", "R5", "R6"]),
        "victim_id": st.sampled_from(["V1", "V2", "V3", ""]),
        "risk_level": st.sampled_from(["high", "medium", "low", "not_known", ""]),
        "cse_type": st.sampled_from(["online", "peer;gang", "peer", "not_known", ""]),
        "area": st.sampled_from(["Northgate", "Harbour", ""]),
        "cse_flag": st.sampled_from(["yes", "yes", "no"]),
        "offence_code": st.sampled_from(["71", "19C", ""]),
    }
)
ROWS = st.lists(ROW, min_size=1, max_size=12)
NUMBERS = ["records", "duplicates", "cases", "high", "medium", "low", "risk_missing", "high_min", "high_max"]
UNITS = st.sampled_from(["child", "record"])


@settings(max_examples=20, deadline=None)
@given(ROWS, UNITS)
def test_bounds_hold_the_counts(rows, unit):
    counts = counted(rows, unit=unit)
    assert (counts["high_min"] <= counts["high"]).all()
    assert (counts["high"] + counts["risk_missing"] <= counts["high_max"]).all()
    assert (counts[["high", "medium", "low", "risk_missing"]].sum(axis=1) == counts["cases"]).all()
    assert (counts["duplicates"] + counts["cases"] <= counts["records"]).all() or unit == "record"
    shares = counts[["share_min", "share_known", "share_max"]].dropna()
    assert (shares["share_min"] <= shares["share_known"] + 1e-12).all()
    assert (shares["share_known"] <= shares["share_max"] + 1e-12).all()
    assert (shares["share_max"] <= 1).all()


@settings(max_examples=20, deadline=None)
@given(ROWS, UNITS)
def test_areas_partition_the_rows_of_all(rows, unit):
    counts = counted(rows, unit=unit)
    areas, everything = counts[counts["slice"] == "area"], cell(counts)
    assert areas["records"].sum() == everything["records"]
    assert areas["duplicates"].sum() == everything["duplicates"]
    assert (areas["cases"] <= everything["cases"]).all()
    assert (areas["high_max"] <= everything["high_max"] + everything["cases"]).all()
    assert areas["cases"].sum() >= everything["cases"]


@settings(max_examples=20, deadline=None)
@given(ROWS, UNITS, st.data())
def test_an_exact_duplicate_changes_only_records_and_duplicates(rows, unit, data):
    # Beside the last row of its pair, so that the copy holds what already held.
    copied = data.draw(st.sampled_from(range(len(rows))))
    pair = (rows[copied]["record_id"], rows[copied]["victim_id"])
    last = max(n for n, row in enumerate(rows) if (row["record_id"], row["victim_id"]) == pair)
    before, after = counted(rows, unit=unit), counted([*rows, rows[last]], unit=unit)
    same = [name for name in RECORD_COUNTS.columns if name not in ("records", "duplicates")]
    pd.testing.assert_frame_equal(before[same], after[same])
    is_case = rows[last]["cse_flag"] == "yes"
    for name in ("records", "duplicates"):
        assert cell(after)[name] == cell(before)[name] + is_case


@settings(max_examples=20, deadline=None)
@given(ROWS, UNITS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_where_dates_decide(rows, unit, random):
    dated = [{**row, "updated_date": f"2018-06-{n + 1:02d}"} for n, row in enumerate(rows)]
    shuffled = random.sample(dated, len(dated))
    texts = [csv_text(counted(order, unit=unit), RECORD_COUNTS) for order in (dated, shuffled)]
    assert texts[0] == texts[1]
