"""Record files of every kind: what is kept, what is excluded and why, and which errors are told."""

from __future__ import annotations

import csv
import io
import random
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyser.errors import InputError
from analyser.records.read import read_records
from analyser.records.table import COLUMNS, RecordTable
from analyser.study import RecordSettings

HEADER = "Crime Ref,Victim URN,Date Recorded,Ward,CSE Flag,Risk Level,MO"
ROWS = [
    "001,V1,01/04/2018,Northgate,Y,High,first note",
    "002,V2,13/05/2018,Harbour,N,Low,second note",
    "003,V3,30/06/2018,Harbour,Y,,third note",
]


def read(folder: Path, *patterns: str, **options: object) -> RecordTable:
    return read_records(RecordSettings(files=patterns or ("*",), **options), folder)  # type: ignore[arg-type]


def write(folder: Path, *lines: str, name: str = "extract.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def reasons(table: RecordTable) -> dict[int, str]:
    return dict(zip(table.excluded["row"], table.excluded["reason"], strict=True))


def test_a_plain_file(tmp_path: Path) -> None:
    write(tmp_path, HEADER, *ROWS)
    table = read(tmp_path)
    assert table.frame["record_id"].tolist() == ["001", "002", "003"]
    assert table.frame["recorded_date"].tolist() == ["2018-04-01", "2018-05-13", "2018-06-30"]
    assert table.frame["risk_level_code"].tolist() == ["high", "low", "blank"]
    assert table.frame["cse_flag_code"].tolist() == ["yes", "no", "yes"]
    assert table.frame["row"].tolist() == [2, 3, 4]
    assert table.frame["order"].tolist() == [0, 1, 2]
    assert table.excluded.empty
    assert table.warnings == ()
    assert {"record_status", "place"} <= table.absent
    assert not set(COLUMNS) - set(table.frame.columns)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, separator: str) -> None:
    rows = [row.replace("Northgate", "Château").replace(",", separator) for row in (HEADER, *ROWS)]
    write(tmp_path, *rows, encoding=encoding)
    assert read(tmp_path).frame["area"].tolist() == ["Château", "Harbour", "Harbour"]


def test_commas_in_quoted_text_do_not_mislead_the_separator(tmp_path: Path) -> None:
    rows = [row.replace(",", ";") + ", with, many, commas, in, it, all, along" for row in ROWS]
    write(tmp_path, HEADER.replace(",", ";"), *rows)
    assert len(read(tmp_path).frame) == 3


def test_the_separator_line_of_a_spreadsheet(tmp_path: Path) -> None:
    write(tmp_path, "sep=;", HEADER.replace(",", ";"), *(row.replace(",", ";") for row in ROWS))
    assert read(tmp_path).frame["row"].tolist() == [2, 3, 4]


def test_title_blank_rows_totals_notes_and_the_header_again(tmp_path: Path) -> None:
    lines = [
        "CSE extract for the profile",
        "",
        "Run on,01/04/2019",
        HEADER,
        ROWS[0],
        HEADER,
        "",
        ROWS[1],
        "Total,2,,,,,",
        "Grand total: 2",
        "Source: Niche RMS extracted 01/04/2019,,,,,,",
        "Extracted on,,01/04/2019",
        "End of report",
        "This extract counts offences by the day they were recorded",
        "",
        "",
    ]
    write(tmp_path, *lines)
    table = read(tmp_path)
    assert table.frame["row"].tolist() == [5, 8]
    assert reasons(table) == {6: "the header again", **dict.fromkeys(range(9, 15), "a total or a note")}
    assert table.recognised.sheets[0].header_row == 4
    assert table.recognised.sheets[0].rows_read == len(table.frame) + len(table.excluded)


def test_an_id_that_begins_like_a_note_is_a_record(tmp_path: Path) -> None:
    write(tmp_path, HEADER, "NB/1,V1,01/04/2018,Northgate,Y,High,x", "End-7,V2,02/04/2018,Harbour,Y,,")
    assert read(tmp_path).frame["record_id"].tolist() == ["NB/1", "End-7"]


def test_rows_that_do_not_fit_the_header(tmp_path: Path) -> None:
    lines = [HEADER, ROWS[0] + ",extra", ROWS[1] + ",,", "004,V4,01/07/2018,Harbour", "005,V5", "and a broken line"]
    write(tmp_path, *lines)
    table = read(tmp_path)
    assert table.frame["record_id"].tolist() == ["002", "004"]
    assert reasons(table)[2] == "more cells than the header"
    assert reasons(table)[5] == "fewer cells than the header"
    assert 6 in reasons(table)
    assert any("end early" in warning for warning in table.warnings)


def test_rows_without_a_usable_date(tmp_path: Path) -> None:
    lines = [
        HEADER,
        ROWS[0],
        "004,V4,,a,Y,,",
        "005,V5,01/01/1900,a,Y,,",
        "006,V6,soon,a,Y,,",
        "007,V7,04/13/2018,a,Y,,",
        ROWS[1],
    ]
    write(tmp_path, *lines)
    table = read(tmp_path)
    assert len(table.frame) == 2
    found = reasons(table)
    assert found[3] == "no recorded_date"
    assert "placeholder" in found[4]
    assert "cannot be read" in found[5]
    assert "contradicts" in found[6]


def test_other_dates_that_cannot_be_read_are_blank_and_counted(tmp_path: Path) -> None:
    write(tmp_path, HEADER + ",Last Updated", *(row + ",soon" for row in ROWS))
    table = read(tmp_path)
    assert table.frame["updated_date"].tolist() == ["", "", ""]
    assert any("updated_date: 3 values" in warning for warning in table.warnings)


def test_text_stays_text(tmp_path: Path) -> None:
    write(
        tmp_path,
        HEADER,
        "007,NA-1,01/04/2018,NA,Y,High,nan",
        '="008",V2,02/04/2018,1e5,Y,High,#N/A',
        "9.0,V3,03/04/2018,x,Y,High,None",
    )
    table = read(tmp_path)
    assert table.frame["record_id"].tolist() == ["007", "008", "9"]
    assert table.frame["area"].tolist() == ["NA", "1e5", "x"]
    assert table.frame["narrative"].tolist() == ["nan", "", "None"]


def test_words_in_place_of_an_id_are_no_child(tmp_path: Path) -> None:
    write(
        tmp_path,
        HEADER,
        *(f"{n},{victim},01/04/2018,a,Y,High,x" for n, victim in enumerate(["N/K", "UNKNOWN", "0", "U", "V1"])),
    )
    table = read(tmp_path)
    assert table.frame["victim_id"].tolist() == ["", "", "", "U", "V1"]
    assert any("in place of an id" in warning for warning in table.warnings)


def test_quoted_line_ends_count_as_one_row(tmp_path: Path) -> None:
    write(tmp_path, HEADER, '001,V1,01/04/2018,Northgate,Y,High,"a note\nin two lines, ""quoted"""', ROWS[1])
    table = read(tmp_path)
    assert table.frame["row"].tolist() == [2, 3]
    assert table.frame["narrative"][0] == 'a note\nin two lines, "quoted"'


@pytest.mark.parametrize("place", [0, 1])
def test_a_quotation_mark_that_is_not_closed_costs_one_row(tmp_path: Path, place: int) -> None:
    rows = [ROWS[n % 3].replace("00", f"{n}") for n in range(12)]
    rows[place] = rows[place].rsplit(",", 1)[0] + ',"he said'
    rows[5] = rows[5].rsplit(",", 1)[0] + ',"closed, and well"'
    write(tmp_path, HEADER, *rows)
    table = read(tmp_path)
    assert reasons(table) == {place + 2: "a quotation mark that is not closed"}
    assert len(table.frame) == 11


def test_several_files_with_other_names_and_columns(tmp_path: Path) -> None:
    write(tmp_path, HEADER, ROWS[0], name="part10.csv")
    write(
        tmp_path, "Occurrence Number\tNominal\tReported Date\tStatus", "9\tV9\t02/04/2018\tCancelled", name="part2.tsv"
    )
    table = read(tmp_path)
    assert table.frame["file"].tolist() == ["part2.tsv", "part10.csv"]
    assert table.frame["record_status_code"].tolist() == ["cancelled", ""]
    assert table.frame["area"].tolist() == ["", "Northgate"]
    assert "record_status" not in table.absent
    assert [dict(sheet.columns)["record_id"] for sheet in table.recognised.sheets] == [
        ("Occurrence Number",),
        ("Crime Ref",),
    ]


def test_mapped_columns_and_values(tmp_path: Path) -> None:
    write(tmp_path, HEADER.replace("Victim URN", "Colour").replace("Risk Level", "Panel"), *ROWS)
    table = read(
        tmp_path, columns={"victim_id": "colour", "risk_level": "Panel"}, values={"risk_level": {"medium": ("HIGH",)}}
    )
    assert table.frame["victim_id"].tolist() == ["V1", "V2", "V3"]
    assert table.frame["risk_level_code"].tolist() == ["medium", "low", "blank"]


def test_a_needed_column_that_is_missing(tmp_path: Path) -> None:
    write(tmp_path, HEADER.replace("Victim URN", "Victm Unq Rf"), *ROWS)
    with pytest.raises(InputError, match=r"victim_id.*Victm Unq Rf.*\[records\.columns\]"):
        read(tmp_path)
    assert len(read(tmp_path, unit="record").frame) == 3


def test_a_mapped_column_that_does_not_exist(tmp_path: Path) -> None:
    write(tmp_path, HEADER, *ROWS)
    with pytest.raises(InputError, match=r"'Wrd'.*the headers are Crime Ref"):
        read(tmp_path, columns={"area": "Wrd"})
    with pytest.raises(InputError, match="unknown column 'aera'"):
        read(tmp_path, columns={"aera": "Ward"})


def test_one_column_under_two_headers(tmp_path: Path) -> None:
    write(tmp_path, HEADER + ",Crime Number", *(row + "," + row[:3] for row in ROWS))
    assert any("Crime Number" in warning for warning in read(tmp_path).warnings)
    write(tmp_path, HEADER + ",Crime Number", *(row + ",x" for row in ROWS))
    with pytest.raises(InputError, match="could both be record_id"):
        read(tmp_path)
    assert len(read(tmp_path, columns={"record_id": "Crime Ref"}).frame) == 3


def test_all_files_wrongs_are_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, "a,b,c", "1,2,3", name="one.csv")
    write(tmp_path, "", name="two.csv")
    (tmp_path / "three.xlsx").write_bytes(b"PK\x03\x04 broken")
    (tmp_path / "four.xlsx").write_bytes(b"\xd0\xcf\x11\xe0 old or locked")
    (tmp_path / "five.parquet").write_bytes(b"PAR1 broken")
    (tmp_path / "six.csv").write_bytes(bytes(range(256)) * 8)
    with pytest.raises(InputError) as raised:
        read(tmp_path)
    assert {problem.file.stem for problem in raised.value.problems if problem.file} == {
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
    }


@pytest.mark.parametrize("pattern", ["nothing*.csv", "*.xls", "postgresql://host/db", "notes.docx"])
def test_what_cannot_be_read_is_told(tmp_path: Path, pattern: str) -> None:
    (tmp_path / "extract.xls").write_bytes(b"PK")
    (tmp_path / "notes.docx").write_bytes(b"PK")
    with pytest.raises(InputError):
        read(tmp_path, pattern)


def test_other_files_of_the_folder_are_named(tmp_path: Path) -> None:
    write(tmp_path, HEADER, *ROWS)
    (tmp_path / "readme.md").write_text("about")
    (tmp_path / "~$extract.xlsx").write_text("lock")
    assert read(tmp_path).warnings == (
        "readme.md was not read: it is no table (.csv, .tsv, .txt, .xlsx, .xlsm, .ods, .parquet)",
    )


def test_no_row_left(tmp_path: Path) -> None:
    write(tmp_path, HEADER, "1,2,soon,,,,")
    with pytest.raises(InputError, match="no row is left"):
        read(tmp_path)


def test_a_header_without_a_row_is_told_so(tmp_path: Path) -> None:
    write(tmp_path, HEADER)
    with pytest.raises(InputError, match=r"no row beneath the header of extract\.csv"):
        read(tmp_path)


def test_excluded_rows_are_told_by_reason_and_row_however_few(tmp_path: Path) -> None:
    rows = [f"{n},V{n},01/04/2018,Northgate,Y,High," for n in range(200)]
    write(tmp_path, HEADER, *rows, "201,V,soon,A,Y,High,secret", "202,V,later,A,Y,High,", "Total,202")
    (warning,) = (text for text in read(tmp_path).warnings if "rows are excluded (" in text)
    assert warning == (
        "extract.csv: 3 of 203 rows are excluded "
        "(recorded_date cannot be read: 2, in row 202, 203; a total or a note: 1, in row 204)"
    )


def book(path: Path, **sheets: list[list[object]]) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)  # type: ignore[arg-type]
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


def test_a_workbook(tmp_path: Path) -> None:
    header = HEADER.split(",")
    rows: list[list[object]] = [
        ["Extract of crimes"],
        [],
        list(header),
        [12345.0, "007", datetime(2018, 4, 1), "Northgate", True, 3, None],
        [12346, "V2", 43221, "Harbour", "N", "Low", "text"],
        [12347, "V3", "43222", "Harbour", "Y", "TBC"],
        ["Total", 3],
    ]
    path = book(
        tmp_path / "book.xlsx", Crimes=rows, Notes=[["Only", "notes"]], More=[list(header), *rows[4:6]], Empty=[]
    )
    workbook = openpyxl.load_workbook(path)
    workbook["Crimes"].merge_cells("A1:G1")
    workbook["Crimes"].row_dimensions[5].hidden = True
    workbook.save(path)
    table = read(tmp_path)
    assert table.frame["record_id"].tolist() == ["12345", "12346", "12347", "12346", "12347"]
    assert table.frame["victim_id"].tolist()[0] == "007"
    assert table.frame["recorded_date"].tolist()[:3] == ["2018-04-01", "2018-05-01", "2018-05-02"]
    assert table.frame["sheet"].tolist() == ["Crimes"] * 3 + ["More"] * 2
    assert table.frame["row"].tolist() == [4, 5, 6, 2, 3]
    assert table.frame["risk_level_code"].tolist()[:3] == ["high", "low", "not_known"]
    assert table.frame["cse_flag_code"].tolist()[:3] == ["yes", "no", "yes"]
    assert reasons(table) == {7: "a total or a note"}
    assert any("sheet Notes was not read" in warning for warning in table.warnings)


def test_a_file_is_known_by_what_it_holds(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", Crimes=[row.split(",") for row in (HEADER, *ROWS)])
    path.rename(tmp_path / "book.csv")
    assert len(read(tmp_path).frame) == 3


def test_cells_beside_the_table_of_a_workbook_are_told(tmp_path: Path) -> None:
    rows = [row.split(",") for row in ROWS]
    book(tmp_path / "book.xlsx", Crimes=[HEADER.split(","), [*rows[0], None, "see email"], rows[1]])
    table = read(tmp_path)
    assert len(table.frame) == 2
    assert any("beside the last header" in warning for warning in table.warnings)


def test_ids_that_a_spreadsheet_rounded_are_told(tmp_path: Path) -> None:
    write(tmp_path, HEADER, "1.23457E+11,V1,01/04/2018,a,Y,High,x", *ROWS)
    assert any("ROUNDED" in warning for warning in read(tmp_path).warnings)


def test_a_parquet_file(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "crime_ref": [1, 2],
            "victim_urn": ["007", None],
            "date_recorded": [datetime(2018, 4, 1), datetime(2018, 4, 2, 13)],
            "risk": pd.Series(["High", "Low"], dtype="category"),
        }
    )
    frame.to_parquet(tmp_path / "records.parquet")
    table = read(tmp_path)
    assert table.frame["record_id"].tolist() == ["1", "2"]
    assert table.frame["victim_id"].tolist() == ["007", ""]
    assert table.frame["recorded_date"].tolist() == ["2018-04-01", "2018-04-02"]
    assert table.frame["row"].tolist() == [1, 2]


CELLS = st.text(st.sampled_from("ab1 ,;\"\n\t|='é"), max_size=6)
DATES = st.sampled_from(["01/04/2018", "2018-04-01", "", "soon", "Total", "01/01/1900", "04/13/2018"])


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CELLS, CELLS, DATES, CELLS), max_size=12))
def test_rows_read_are_rows_kept_and_rows_excluded(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    """Whatever stands in them: each row that is not blank is in one of the two, under its own number."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Crime Ref", "Victim ID", "Date Recorded", "Risk Level"])
    writer.writerow(["sure", "V", "02/04/2018", "High"])
    writer.writerows(rows)
    (tmp_path / "rows.csv").write_text(out.getvalue(), encoding="utf-8", newline="")
    table = read(tmp_path)
    expected = [2, *(n for n, row in enumerate(rows, start=3) if any(cell.strip() for cell in row))]
    assert sorted([*table.frame["row"], *table.excluded["row"]]) == expected
    assert (table.excluded["reason"] != "").all()
    assert table.recognised.sheets[0].rows_read == len(expected)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "any.csv").write_bytes(content)
    with pytest.raises(InputError):
        read(tmp_path)


def test_the_order_of_columns_does_not_matter(tmp_path: Path) -> None:
    columns = list(zip(*(row.split(",") for row in (HEADER, *ROWS)), strict=True))
    write(tmp_path, HEADER, *ROWS)
    first = read(tmp_path).frame
    random.Random(0).shuffle(columns)  # noqa: S311
    write(tmp_path, *(",".join(row) for row in zip(*columns, strict=True)))
    pd.testing.assert_frame_equal(read(tmp_path).frame, first)
