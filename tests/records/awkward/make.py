"""Writes the awkward files that are no plain UTF-8 text. All of it is invented; the same bytes each time."""

from __future__ import annotations

import io
import re
import sqlite3
import sys
import zipfile
from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent))

from ods_files import cell, row, sheet, write_ods  # noqa: E402

HEADER = ["Crime Ref", "Victim URN", "Date Recorded", "Ward", "CSE Flag", "Risk Level"]
LINES = [",".join(HEADER), "N/001,V1,14/05/2018,Château,Y,High", "N/002,V2,15/05/2018,Harbour,Y,Low"]
WRITTEN = (2019, 4, 1, 0, 0, 0)


def text(name: str, encoding: str, *, end: str = "\n", lines: Sequence[str] = LINES) -> None:
    (FOLDER / name).write_bytes("".join(line + end for line in lines).encode(encoding))


def workbook(name: str, sheets: dict[str, list[list[object]]], merged: Sequence[str] = (), hidden: str = "") -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for values in rows:
            page.append(values)
        page.sheet_state = "hidden" if title == hidden else "visible"
    for place in merged:
        book.worksheets[0].merge_cells(place)
    book.properties.created = book.properties.modified = datetime(2019, 4, 1)
    made = io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as given, zipfile.ZipFile(FOLDER / name, "w", zipfile.ZIP_DEFLATED) as kept:
        for part in given.namelist():  # openpyxl writes the time of day into archive and properties
            content = given.read(part)
            if part == "docProps/core.xml":
                content = re.sub(rb">20[^<]*Z<", b">2019-04-01T00:00:00Z<", content)
            kept.writestr(zipfile.ZipInfo(part, WRITTEN), content, zipfile.ZIP_DEFLATED)


def main() -> None:
    text("bom.csv", "utf-8-sig")
    text("utf16.txt", "utf-16", lines=[line.replace(",", "\t") for line in LINES])
    text("cp1252.csv", "cp1252", lines=[*LINES, "N/003,V3,16/05/2018,Queen’s Quay,Y,High"])
    text("old_mac.csv", "utf-8", end="\r")
    text("no_break_spaces.csv", "utf-8", lines=[one.replace(" ", "\u00a0").replace(",", "\u00a0,") for one in LINES])
    (FOLDER / "printed.csv").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n")
    (FOLDER / "locked.xlsx").write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")
    )
    with zipfile.ZipFile(FOLDER / "zipped.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("extract.csv", WRITTEN), "\n".join(LINES))
    (FOLDER / "zipped_under_another_name.csv").write_bytes((FOLDER / "zipped.zip").read_bytes())

    rows: list[list[object]] = [
        ["N/001", "V1", datetime(2018, 5, 14), "Northgate", "Y", "High"],
        ["N/002", "V2", 43235, "Harbour", True, "Low"],
        ["N/003", 7.0, "16/05/2018", "Harbour", "N", None],
    ]
    blank: list[list[object]] = [[None] * 6]
    title: list[object] = ["CSE crimes 2018", *[None] * 5]
    below_title = [title, *blank, HEADER, *rows, *blank, ["Total", 3]]
    workbook("merged_title.xlsx", {"Crimes": below_title}, ["A1:F1"])
    groups: list[object] = ["Crime", None, None, "Victim", None, "CSE", None]
    below: list[object] = ["Ref", "Date Recorded", "Ward", "URN", "Age", "Flag", "Risk"]
    workbook(
        "merged_header.xlsx",
        {"Crimes": [groups, below, ["N/001", date(2018, 5, 14), "Northgate", "V1", 14, "Y", "High"],
                    ["N/002", date(2018, 5, 15), "Harbour", "V2", 15, "Y", "Low"]]},
        ["A1:C1", "D1:E1", "F1:G1"],
    )  # fmt: skip
    workbook(
        "several_sheets.xlsx",
        {"Read me": [["About this workbook"], ["It counts offences recorded"]],
         "2018": [HEADER, rows[0]],
         "2019": [["Crime Ref", "Vic URN", "Recorded", "Risk", "CSE", "Beat", "Type of CSE"],
                  ["N/004", "V4", date(2019, 1, 2), "Medium", "Y", "Harbour", "Online"]],
         "Old": [HEADER, rows[1]],
         "Pivot": [["Row Labels", "Count of Crime Ref"], ["Northgate", 1], ["Grand Total", 1]]},
        hidden="Old",
    )  # fmt: skip
    inset: list[list[object]] = [[None, None, *line] for line in [HEADER, *rows]]
    workbook("not_at_the_corner.xlsx", {"Crimes": [*blank, *blank, *inset]})
    workbook("blank_rows.xlsx", {"Crimes": [HEADER, rows[0], *blank * 400, rows[1], *[[""] * 6] * 400]})
    workbook(
        "formulas_without_results.xlsx",
        {"Crimes": [HEADER, ["N/001", "V1", "=DATE(2018,5,14)", "Northgate", "Y", "High"]]},
    )
    workbook(
        "spreadsheet_errors.xlsx",
        {"Crimes": [HEADER, rows[0], ["#N/A", "#REF!", date(2018, 5, 15), "#N/A", "Y", "#VALUE!"]]},
    )

    write_ods(
        FOLDER / "repeated_cells.ods",
        sheet(
            "Crimes",
            row(cell("CSE crimes", comment="made by hand"), cell(None, times=16_383)),
            row(cell(None, times=16_384), times=2),
            HEADER,
            ["N/001", "V1", date(2018, 5, 14), "Northgate", "Y", "High"],
            row("N/002", "V2", date(2018, 5, 15), "Harbour", True, cell("Low"), times=3),
            row(cell(12345, shown="12,345"), "007", cell(43236), cell("NA", times=2), "Low"),
            row(cell("Total"), cell(5)),
            row(cell(None, times=16_384), times=1_048_000),
        ),
    )

    path = FOLDER / "crimes.sqlite"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as base:
        base.execute("CREATE TABLE crimes (crime_ref, victim_urn, date_recorded, ward, cse_flag, risk_level)")
        base.executemany(
            "INSERT INTO crimes VALUES (?, ?, ?, ?, ?, ?)",
            [(1, "007", "2018-05-14", "NA", 1, "High"), (2, None, "2018-05-15 10:00:00", "Harbour", 1, None),
             (3, "V3", "soon", "Harbour", 0, "Low")],
        )  # fmt: skip
        base.commit()

    days = [datetime(2018, 5, 14, 9, 30), datetime(2018, 5, 15), None, datetime(2018, 5, 17)]
    table = pa.table(
        {
            "crime_ref": pa.array([Decimal("1.00"), Decimal("2.00"), Decimal("3.00"), None], pa.decimal128(12, 2)),
            "victim_urn": pa.array(["007", None, "V3", "V4"]),
            "date_recorded": pa.array(days),
            "committed_date": pa.array([date(2018, 5, 1), None, None, None], pa.date32()),
            "ward": pa.array(["NA", "Harbour", "Harbour", "Harbour"]).dictionary_encode(),
            "cse_flag": pa.array([True, True, None, False]),
            "risk_level": pa.array([3.0, None, 1.0, 2.0]),
            "vulnerabilities": pa.array([["missing", "in care"], [], None, None], pa.list_(pa.string())),
        }
    )  # fmt: skip
    pq.write_table(table, FOLDER / "typed.parquet", row_group_size=2)


if __name__ == "__main__":
    main()
