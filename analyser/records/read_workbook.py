"""Excel workbooks and Parquet files → rows: every value as the text that a person would have typed."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from analyser.errors import InputError, Problem
from analyser.records.grid import Grid, Row

# Unpacked; a workbook at Excel's limit of 1,048,576 rows with twenty columns is about half of it.
_LARGEST = 4 * 1024**3
_LARGEST_RATIO = 300
_SMALL = 64 * 1024**2
_AT_ONCE = 128  # rows of a Parquet file that are made text: often only the first are wanted


def open_workbook(path: Path) -> Iterator[Grid]:
    """One grid for each worksheet, hidden ones and hidden rows too; formulas by their stored results.

    Raises:
        InputError: it has a password, is damaged, or unpacks to more than a workbook can hold.
    """
    import openpyxl  # slow to import, and only workbooks need it

    check_archive(path)
    file = path.open("rb")  # a name without .xlsx would be refused
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises whatever the damage leads to
        file.close()
        raise damaged(path, error) from None
    try:
        notes = ("it counts days from 1904: dates stored as plain numbers are four years early",)
        for sheet in book.worksheets:
            # The stored size is often wrong ("A1" from some exporters) and would cut rows off.
            sheet.reset_dimensions()
            yield Grid(
                sheet.title, _sheet_rows(sheet, path), padded=True, notes=notes if book.epoch.year == 1904 else ()
            )
    finally:
        book.close()
        file.close()


def open_parquet(path: Path) -> Iterator[Grid]:
    """The one grid of a Parquet file: the names of its columns as row 0, its rows from 1."""
    import pyarrow  # type: ignore[import-untyped]
    import pyarrow.parquet  # type: ignore[import-untyped]

    try:
        file = pyarrow.parquet.ParquetFile(path)
    except (pyarrow.ArrowException, OSError) as error:
        raise damaged(path, error) from None

    def rows() -> Iterator[Row]:
        yield 0, [str(name) for name in file.schema_arrow.names], ""
        number = 0
        try:
            for batch in file.iter_batches(batch_size=4096):
                for start in range(0, len(batch), _AT_ONCE):
                    columns = [[*map(as_text, cells.to_pylist())] for cells in batch.slice(start, _AT_ONCE).columns]
                    for cells in zip(*columns, strict=True):
                        number += 1
                        yield number, cells, ""
        except (pyarrow.ArrowException, OSError) as error:
            raise damaged(path, error) from None

    yield Grid("", rows(), padded=True, source="parquet")


def as_text(value: Any) -> str:
    """A stored value as text: whole numbers without a point, days as ISO, nothing as "".

    >>> [as_text(v) for v in (12345.0, 0.5, "007", True, None, datetime(2018, 4, 1), datetime(2018, 4, 1, 13, 5))]
    ['12345', '0.5', '007', 'TRUE', '', '2018-04-01', '2018-04-01T13:05:00']
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        if value != value:
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, Decimal):
        return format(value.to_integral_value() if value == value.to_integral_value() else value, "f")
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, (list, tuple)):
        return "; ".join(map(as_text, value))
    return str(value)


def _sheet_rows(sheet: Any, path: Path) -> Iterator[Row]:
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, [as_text(value) for value in cells], ""
    except InputError:
        raise
    except Exception as error:
        raise damaged(path, error, sheet.title) from None


def check_archive(path: Path) -> None:
    """Raises `InputError` for an archive that is damaged, or unpacks to more than a workbook of records can hold."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise damaged(path, error) from None
    packed = max(1, path.stat().st_size)
    if size > _LARGEST or (size > _SMALL and size / packed > _LARGEST_RATIO):
        raise InputError(
            Problem("it unpacks to more than a workbook of records can hold", path, remedy="export it as CSV")
        )


def damaged(path: Path, error: Exception, sheet: str = "") -> InputError:
    """The error of a file that its reader cannot make out, whatever that reader raised."""
    what = f"it cannot be read: it is damaged or no such file ({type(error).__name__})"
    place = f"sheet {sheet}" if sheet else ""
    return InputError(Problem(what, path, place, "open it in its own program and save it again, without a password"))
