"""Large files are read in a way of their own, and give the same: counts, checks, exclusions, warnings and errors."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from analyser.bundled import example_names
from analyser.errors import InputError
from analyser.records import (
    check_quality,
    count_cases,
    definitions,
    draw_sample,
    find_cases,
    numbered,
    read_large,
    read_records,
)
from analyser.records.compact import is_compact
from analyser.records.table import COLUMNS
from analyser.schemas import DATA_QUALITY, RECORD_COUNTS, UNFLAGGED_SAMPLE
from analyser.study import load_study
from analyser.tables import csv_text

STUDY = """[study]
title = "Test"
[records]
files = "extract.*"
unit = "{unit}"
non_recent = "{non_recent}"
[records.high_harm]
rule = "{rule}"
[compare]
slices = ["area", "cse_type", "month", "quarter"]
"""
HEADERS = ["Crime Ref", "Victim URN", "Date Recorded", "Last Updated", "Date From", "Ward", "HO Code", "CSE Flag",
           "CSE Type", "Risk Level", "Status", "Victim Age", "Ethnicity", "Suspect ID", "Source", "MO",
           "Flag Date", "Location", "Home Ward"]  # fmt: skip
CELLS = [
    ["CR/1", "cr/1", "CR/2", " CR/3 ", "CR/4", "007", "7", "12.0", "'5", "", "N/K", "Total", "Note: draft",
     "Zoë 1", "0000", "o'1"],
    ["V1", "v1", "V2", "V3 ", "V4", "", "unknown", "1.23E+11", "#REF!", '="V9"'],
    ["01/05/2018", "13/05/2018", "2018-05-01", "1 May 2018 14:05", "31/12/2018 09:30", "",
     "TBC", "01/01/1900", "soon", "43221"],
    ["2018-06-01", "02/06/2018", "", "2019-01-01", "n/a"],
    ["01/04/2016", "2018-04-01", "", "?"],
    ["Northgate", "NORTHGATE", "Northgate Ward", "Quay Side", "quayside", "", "Not known", " Harbour", 'The "Quay"'],
    ["71", "071", "19D", "88A", "", "Theft"],
    ["Y", "Yes", "N", "", "NOT CSE", "Yes - CCE only", "maybe"],
    ["Online", "Peer; Online", "", "N/K", "Grooming ring", "Gang, party"],
    ["High", "Medium", "low", "", "TBC", "Cat 3", "#N/A", "purple"],
    ["", "Active", "Cancelled", "Duplicate", "No crime", "?"],
    ["14", "", "19", "N/K"],
    ["White British", "", "Not stated"],
    ["S1", "s1; S2", "S2", ""],
    ["School", "Police", "", "Member of public"],
    ["Met a man online.", "She was raped at a party.", "County lines only.", ""],
    ["01/06/2018", "01/03/2017", "", "soon"],
    ["Park", "park", "", "N/K"],
    ["Northgate", "quayside", "", "Not known"],
]  # fmt: skip
ROWS = st.lists(st.tuples(*map(st.sampled_from, CELLS)), min_size=1, max_size=40)


@pytest.fixture(autouse=True)
def _many(monkeypatch):
    monkeypatch.setattr(numbered, "_MANY", 0)
    monkeypatch.setattr(read_large, "_BLOCK", 512)


def told(folder: Path, size: int, monkeypatch):
    """All that a count tells, with files from `size` bytes on taken for large; or the errors."""
    monkeypatch.setattr(read_large, "LARGE_FILE", size)
    study = load_study(folder)
    assert study.records is not None
    try:
        table = read_records(study.records, study.folder)
        cases = find_cases(table, study)
        counts = count_cases(cases, study)
        quality = check_quality(table, cases, counts, study)
        graded = [(one.rule, one.note, str(one.counts)) for one in definitions(table, cases, study)]
        sample = draw_sample(table, cases, study)
    except InputError as error:
        return None, [str(problem) for problem in error.problems]
    return table, {
        "counts": csv_text(counts, RECORD_COUNTS),
        "quality": csv_text(quality, DATA_QUALITY),
        "definitions": graded,
        "sample": csv_text(sample, UNFLAGGED_SAMPLE),
        "warnings": (table.warnings, cases.warnings),
        "recognised": (table.recognised.sheets, table.recognised.values.to_csv()),
        "excluded": cases.excluded.to_csv(),
        "rows": table.frame.to_csv(),
        "cases": cases.frame.drop(columns="case").to_csv(),
        "months": (cases.months, cases.last_day, cases.areas_seen, cases.period),
    }


def same(folder: Path, monkeypatch):
    """Asserts that both ways tell the same; the table as read in the large way."""
    _, ordinary = told(folder, 10**15, monkeypatch)
    table, large = told(folder, 0, monkeypatch)
    assert large == ordinary
    return table


def in_large_way(table) -> bool:
    return is_compact(table.frame["area"])


def write_study(folder: Path, **settings: str) -> None:
    usual = {"unit": "child", "non_recent": "include", "rule": "risk_level"}
    (folder / "study.toml").write_text(STUDY.format(**{**usual, **settings}))


def write_rows(path: Path, rows, **options) -> None:
    with path.open("w", newline="", encoding=options.pop("encoding", "utf-8")) as file:
        csv.writer(file, **options).writerows([HEADERS, *rows])


@pytest.mark.parametrize("name", example_names())
def test_the_example_studies_extracts(name, tmp_path, monkeypatch):
    same(load_study(Path(f"example:{name}")).folder, monkeypatch)
    study = load_study(Path(f"example:{name}"))
    frame = read_records(study.records, study.folder).frame[[*COLUMNS]]
    frame = frame.drop(columns=[column for column in frame if (frame[column] == "").all()])
    for suffix in ("csv", "parquet"):
        folder = tmp_path / suffix
        folder.mkdir()
        write_study(folder)
        if suffix == "csv":
            frame.to_csv(folder / "extract.csv", index=False)
        else:
            frame.to_parquet(folder / "extract.parquet")
        assert in_large_way(same(folder, monkeypatch))


def test_columns_that_children_are_linked_by_are_carried_from_a_large_file_too(tmp_path, monkeypatch):
    write_study(tmp_path)
    with (tmp_path / "study.toml").open("a") as file:
        file.write('[records.link]\ncolumns = ["Victim Age", "Ward", "Known To"]\n')
    (tmp_path / "extract.csv").write_text(
        "Crime Ref,Victim URN,Date Recorded,Ward,Victim Age,Known To\nCR/1,V1,13/05/2018,Quay,14,Hostel\n"
    )
    monkeypatch.setattr(read_large, "LARGE_FILE", 0)
    study = load_study(tmp_path)
    table = read_records(study.records, study.folder)
    assert table.link.to_dict("records") == [{"Victim Age": "14", "Ward": "Quay", "Known To": "Hostel"}]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=ROWS,
    separator=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig"]),
    unit=st.sampled_from(["child", "record"]),
    non_recent=st.sampled_from(["include", "exclude"]),
)
def test_messy_text(rows, separator, quoting, line_end, encoding, unit, non_recent, monkeypatch):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_study(folder, unit=unit, non_recent=non_recent)
        options = {"delimiter": separator, "quoting": quoting, "lineterminator": line_end, "encoding": encoding}
        write_rows(folder / "extract.csv", rows, **options)
        same(folder, monkeypatch)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, coded=st.booleans(), nothing=st.booleans())
def test_messy_parquet(rows, coded, nothing, monkeypatch):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_study(folder)
        columns = {
            header: pa.array([None if nothing and not cell else cell for cell in cells])
            for header, cells in zip(HEADERS, zip(*rows, strict=True), strict=True)
        }
        if coded:
            columns = {header: cells.cast(pa.string()).dictionary_encode() for header, cells in columns.items()}
        parquet.write_table(pa.table(columns), folder / "extract.parquet")
        same(folder, monkeypatch)


LINES = [
    "---------,----,----------,--", "=====", "(3 rows affected)", "Northgate Total,3,,",
    "CR/1,V1,01/05/2018,71", "CR/2,V2,02/05/2018,71", '"CR/3","V3","13/05/2018","88A"',
    '"CR/4 ","V ""4""",14/05/2018,71',
    "", ",,,", "CR/5,V5,15/05/2018", "CR/6,V6,16/05/2018,71,", 'CR/7,V"7,16/05/2018,71', 'CR/8,"V8,16/05/2018,71',
    'CR/9, "V9",16/05/2018,71', 'CR/10,"V10" ,16/05/2018,71', 'CR/11,"V\n11",16/05/2018,71', "Total,3,,",
    "Crime Ref,Victim URN,Date Recorded,HO Code", "Extract of May", '"CR"12,V12,16/05/2018,71',
    "CR/13,V13,16/05/2018,\x0b", "End of report,,,", "\tCR/14,V14,17/05/2018,71",
]  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.sampled_from(LINES), max_size=12),
    first=st.sampled_from(["", "Extract of May 2018\n", "sep=,\n", "\n"]),
    last=st.sampled_from(["\n", ""]),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_text_that_is_not_as_it_should_be(lines, first, last, line_end, monkeypatch):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_study(folder, rule="offence_code")
        text = first + "\n".join(["Crime Ref,Victim URN,Date Recorded,HO Code", *lines]) + last
        (folder / "extract.csv").write_bytes(text.replace("\n", line_end).encode())
        same(folder, monkeypatch)


def test_parquet_of_other_types_than_text(tmp_path, monkeypatch):
    write_study(tmp_path)
    days = pd.to_datetime(["2018-05-01", "2018-05-13 10:30", None, "1900-01-01", "2018-06-01"], format="ISO8601")
    frame = pd.DataFrame(
        {
            "Crime Ref": [1, 2, 3, 4, 4], "Victim URN": [1.0, np.nan, 3.0, 0.0, 4.5], "Date Recorded": days,
            "Last Updated": days.date, "CSE Flag": [True, True, False, True, True], "Risk Level": [1, 2, 3, 1, 2],
        }
    )  # fmt: skip
    frame.to_parquet(tmp_path / "extract.parquet")
    assert in_large_way(same(tmp_path, monkeypatch))


def test_several_files_one_large_and_one_not(tmp_path, monkeypatch):
    write_study(tmp_path)
    rows = [tuple(cells[n % len(cells)] for cells in CELLS) for n in range(60)]
    write_rows(tmp_path / "extract.csv", rows[:50])
    write_rows(tmp_path / "extract.txt", [[f"Extract {n}" for n in range(2)], *rows[50:]], delimiter="\t")
    assert in_large_way(same(tmp_path, monkeypatch))


def test_a_usual_file_is_read_in_the_large_way_and_an_unusual_one_not(tmp_path, monkeypatch):
    write_study(tmp_path)
    line = "CR/{0},V{0},01/05/2018,Northgate,Y,High\n"
    body = "".join(line.format(n) for n in range(20))
    head = "Crime Ref,Victim URN,Date Recorded,Ward,CSE Flag,Risk\n"
    for text, usual in (
        (head + body, True),
        ((head + body).replace("\n", "\r\n"), True),
        (head + body + "Total,20,,,,\n", True),
        ("".join(f'"{text}"\n' for text in (head + body).replace(",", '","').splitlines()), True),
        ("Crimes of May\n" + head + body, False),
        (head + body + "\n" + body, False),
        (head + body + 'CR/30,"V\n30",01/05/2018,,Y,Low\n', False),
        (head + body + "CR/31,V31,01/05/2018\n", False),
    ):
        (tmp_path / "extract.csv").write_bytes(text.encode())
        assert in_large_way(same(tmp_path, monkeypatch)) == usual, text[-60:]


def test_many_parts_keep_the_order_of_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(read_large, "_BLOCK", 1 << 16)
    write_study(tmp_path)
    risks = ["High", "Medium", "Low"]
    with (tmp_path / "extract.csv").open("w") as file:
        file.write("Crime Ref,Victim URN,Date Recorded,CSE Flag,Risk\n")
        file.writelines(f"CR/{n * 7919 % 4000},V{n % 10},01/05/2018,Y,{risks[n % 3]}\n" for n in range(30_000))
    assert in_large_way(same(tmp_path, monkeypatch))
