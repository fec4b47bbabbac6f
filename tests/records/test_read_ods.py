"""OpenDocument spreadsheets: what is kept of their cells, and which files are refused."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from ods_files import cell, row, sheet, write_ods

from analyser.errors import InputError
from analyser.records.read import read_records
from analyser.records.table import RecordTable
from analyser.study import RecordSettings

HEADER = ("Crime Ref", "Victim URN", "Date Recorded", "Ward", "CSE Flag", "Risk Level", "MO")


def read(folder: Path) -> RecordTable:
    return read_records(RecordSettings(files=("*",)), folder)


def test_values_are_read_as_they_are_and_not_as_they_are_shown(tmp_path: Path) -> None:
    rows = [
        HEADER,
        (cell(12345, shown="12,345"), "007", date(2018, 4, 1), "NA", True, 3, "two\nlines"),
        (2.0, "V2", datetime(2018, 5, 1, 13, 5), "Harbour", "N", cell("Low", comment="High, says Kim"), None),
        (cell(3, shown="3.00"), "V3", 43221, "Harbour", False, cell("#N/A"), ""),
    ]
    write_ods(tmp_path / "extract.ods", sheet("Crimes", *rows))
    frame = read(tmp_path).frame
    assert frame["record_id"].tolist() == ["12345", "2", "3"]
    assert frame["victim_id"].tolist() == ["007", "V2", "V3"]
    assert frame["recorded_date"].tolist() == ["2018-04-01", "2018-05-01", "2018-05-01"]
    assert frame["area"].tolist() == ["NA", "Harbour", "Harbour"]
    assert frame["cse_flag_code"].tolist() == ["yes", "no", "no"]
    assert frame["risk_level_code"].tolist() == ["high", "low", "blank"]
    assert frame["narrative"].tolist() == ["two\nlines", "", ""]


def test_repeated_cells_and_rows_are_written_out_and_blank_ones_only_counted(tmp_path: Path) -> None:
    blank = row(cell(None, times=16_384), times=3)
    crime = ("R1", "V1", date(2018, 4, 1), cell("Harbour"), cell("Y"), cell("Low", times=2), cell(None, times=16_000))
    rest = row(cell(None, times=16_384), times=1_048_567)
    covered = row("Extract").replace("</table:table-row>", "<table:covered-table-cell/></table:table-row>")
    write_ods(tmp_path / "extract.ods", sheet("A", covered, blank, HEADER, row(*crime, times=3), crime, rest))
    table = read(tmp_path)
    assert table.frame["row"].tolist() == [6, 7, 8, 9]
    assert table.frame["narrative"].tolist() == ["Low"] * 4
    assert table.recognised.sheets[0].header_row == 5


def test_all_sheets_hidden_ones_too_and_rows_in_groups(tmp_path: Path) -> None:
    ids = [[f"R{n}", f"V{n}", date(2018, 4, n + 1)] for n in range(4)]
    grouped = f"<table:table-row-group>{row(*ids[1])}{row(*ids[2])}</table:table-row-group>"
    write_ods(
        tmp_path / "extract.ods",
        sheet("Notes", ("Only", "notes")),
        sheet("One", f"<table:table-header-rows>{row(*HEADER[:3])}</table:table-header-rows>", ids[0], grouped),
        sheet("Two", HEADER[:3], ids[3], attributes='table:display="false"'),
    )
    table = read(tmp_path)
    assert table.frame["record_id"].tolist() == ["R0", "R1", "R2", "R3"]
    assert table.frame["sheet"].tolist() == ["One", "One", "One", "Two"]
    assert any("sheet Notes was not read" in warning for warning in table.warnings)


def test_another_program_s_file(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "Crime Ref": ["001", "002"],
            "Victim URN": [7, 8],
            "Date Recorded": pd.to_datetime(["2018-04-01", "2018-05-01"]),
        }
    )
    frame.to_excel(tmp_path / "extract.ods", index=False, engine="odf")
    found = read(tmp_path).frame
    assert found["record_id"].tolist() == ["001", "002"]
    assert found["victim_id"].tolist() == ["7", "8"]
    assert found["recorded_date"].tolist() == ["2018-04-01", "2018-05-01"]


def test_more_cells_than_a_sheet_can_hold_are_refused(tmp_path: Path) -> None:
    for count, bomb in enumerate(
        [
            row(cell("x", times=16_384), times=1_048_576),
            row(cell("x"), times=2_000_000),
            row(cell("x", times=99_999_999)),
        ]
    ):
        write_ods(tmp_path / f"bomb{count}.ods", sheet("A", HEADER, bomb))
    with pytest.raises(InputError, match="more cells than a sheet") as raised:
        read(tmp_path)
    assert len(raised.value.problems) == 3


def test_a_password_entities_and_damage_are_refused(tmp_path: Path) -> None:
    write_ods(tmp_path / "locked.ods", sheet("A", HEADER), encrypted=True)
    write_ods(tmp_path / "entities.ods", sheet("A", HEADER), before='<!DOCTYPE a [<!ENTITY b "c">]>')
    whole = write_ods(tmp_path / "cut.ods", sheet("A", HEADER)).read_bytes()
    (tmp_path / "cut.ods").write_bytes(whole[: len(whole) // 2])
    write_ods(tmp_path / "half.ods", sheet("A", HEADER, *[["R1", "V1", "01/04/2018"]] * 5000) + "<table:")
    (tmp_path / "text.ods").write_text("a,b")
    with pytest.raises(InputError) as raised:
        read(tmp_path)
    told = {problem.file.stem: problem.what for problem in raised.value.problems if problem.file}
    assert told["locked"] == "it has a password"
    assert "damaged" in told["entities"]
    assert "damaged" in told["cut"]
    assert "damaged" in told["half"]
    assert told["text"] == "it is no .ods file, or it is damaged"
