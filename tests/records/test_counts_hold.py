"""From files to counts: how an extract is arranged does not change what it counts, and every row is accounted for."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from click.testing import CliRunner
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from small_study import write_study

from analyser.cli import main
from analyser.errors import InputError
from analyser.records import Cases, RecordTable, count_cases, find_cases, read_records
from analyser.study import CompareSettings, Period, RecordSettings, Study

HEADER = [
    "Crime Ref",
    "Victim URN",
    "Date Recorded",
    "Last Updated",
    "Ward",
    "CSE Flag",
    "CSE Type",
    "Risk Level",
    "Status",
]
PERIOD = Period(date(2018, 4, 1), date(2019, 3, 31))
FIRST = date(2018, 3, 1)
DAYS = (0, 45, 46, 90, 300, 420)
Row = tuple[str, ...]

CONTENT = st.tuples(
    st.sampled_from(["R1", "R2", "R3", "R4", "R5"]),
    st.sampled_from(["V1", "V2", "V3", ""]),
    st.sampled_from([*(f"{(FIRST + timedelta(days=n)):%d/%m/%Y}" for n in DAYS), "", "01/01/1900"]),
    st.sampled_from(["Northgate", "Harbour", "Harbour ward", ""]),
    st.sampled_from(["Y", "Y", "Yes", "N", "NOT CSE", ""]),
    st.sampled_from(["Online", "Peer; Online", "Gang", "", "TBC", "Moorland model"]),
    st.sampled_from(["High", "Medium", "Low", "", "N/K", "Purple"]),
    st.sampled_from(["Open", "Open", "Filed", "No crime", "Duplicate"]),
)  # fmt: skip
UNITS = st.sampled_from(["child", "record"])


def dated(contents: Sequence[Row]) -> list[Row]:
    """The rows with an update of their own each, so that which of them holds does not hang on their order."""
    return [(*row[:3], f"{PERIOD.end + timedelta(days=n):%d/%m/%Y}", *row[3:]) for n, row in enumerate(contents)]


ROWS = st.lists(CONTENT, min_size=1, max_size=40).map(dated)


def counted(
    files: Sequence[Sequence[Row]], unit: str, orders: Sequence[Sequence[int]] = ()
) -> tuple[RecordTable, Cases, pd.DataFrame]:
    """The counts of rows written to several files, with their columns in the given orders."""
    records = RecordSettings(files=("*.csv",), unit=unit)
    study = Study(
        Path("study"), "Test", PERIOD, records=records, compare=CompareSettings(slices=("area", "cse_type", "month"))
    )
    with TemporaryDirectory() as name:
        for number, rows in enumerate(files):
            order = orders[number % len(orders)] if orders else range(len(HEADER))
            with (Path(name) / f"part{number}.csv").open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([row[place] for place in order] for row in (HEADER, *rows))
        try:
            table = read_records(records, Path(name))
            cases = find_cases(table, study)
        except InputError:
            assume(False)
    return table, cases, count_cases(cases, study)


def same(counts: pd.DataFrame, others: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(counts.reset_index(drop=True), others.reset_index(drop=True))


@settings(deadline=None, max_examples=12)
@given(ROWS, UNITS, st.randoms(use_true_random=False))
def test_rows_in_any_order_in_several_files_with_their_columns_in_any_order_count_the_same(
    rows: list[Row], unit: str, chance: random.Random
) -> None:
    parts: list[list[Row]] = [[] for _ in range(chance.randint(1, 3))]
    for row in chance.sample(rows, len(rows)):
        chance.choice(parts).append(row)
    orders = [chance.sample(range(len(HEADER)), len(HEADER)) for _ in parts]
    same(counted([rows], unit)[2], counted(parts, unit, orders)[2])


@settings(deadline=None, max_examples=8)
@given(ROWS, UNITS, st.data())
def test_a_repeated_row_is_a_duplicate_and_no_case(rows: list[Row], unit: str, data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(rows), max_size=6))
    once, more = counted([rows], unit)[2], counted([[*rows, *again]], unit)[2]
    for counts in (once, more):
        counts["records"] -= counts.pop("duplicates")
    same(once, more)


@settings(deadline=None, max_examples=8)
@given(ROWS, UNITS)
def test_every_row_is_used_or_excluded_by_reason(rows: list[Row], unit: str) -> None:
    table, cases, counts = counted([rows, [("Total", str(len(rows)), *[""] * 7)]], unit)
    used, no_case = int(counts["records"].iloc[0]), int((~cases.frame["is_cse"]).sum())
    assert len(rows) + 1 == len(table.frame) + len(table.excluded) == used + no_case + len(cases.excluded)
    assert (cases.excluded["reason"] != "").all()
    places = pd.concat([cases.frame[["file", "row"]], cases.excluded[["file", "row"]]])
    assert not places.duplicated().any()


def test_run_json_accounts_for_every_row(tmp_path: Path) -> None:
    write_study(tmp_path)
    rows = [
        ("R1", "V1", "01/05/2018", "Harbour", "Y", "High", "Open"),
        ("R2", "V2", "02/05/2018", "Harbour", "N", "Low", "Open"),
        ("R3", "V3", "03/05/2016", "Harbour", "Y", "Low", "Open"),
        ("R4", "V4", "04/05/2018", "Harbour", "Y", "Low", "No crime"),
        ("R5", "V5", "01/01/1900", "Harbour", "Y", "Low", "Open"),
        ("R6", "V6", "soon", "Harbour", "Y", "Low", "Open"),
        ("R7", "V7", "", "Harbour", "Y", "Low", "Open"),
        ("R8", "V8", "05/05/2018", "Harbour", "Y", "Low", "Open", "and more"),
        ("R1", "V1", "01/05/2018", "Harbour", "Y", "High", "Open"),
        ("Total", "9"),
    ]
    lines = [["Crime Ref", "Victim URN", "Date Recorded", "Ward", "CSE Flag", "Risk Level", "Status"], *rows]
    with (tmp_path / "records" / "extract.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(lines)
    done = CliRunner().invoke(main, ["compare", str(tmp_path), "--out", str(tmp_path / "out"), "--coder", "rules"])
    assert done.exit_code == 0, done.output
    facts = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["records"]
    assert (
        facts["rows_read"] == len(rows) == facts["rows_used"] + facts["rows_no_case"] + sum(facts["excluded"].values())
    )
    assert (facts["rows_used"], facts["rows_no_case"]) == (2, 1)
    assert sorted(facts["excluded"].values()) == [1] * 7
