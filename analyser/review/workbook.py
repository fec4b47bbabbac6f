"""The workbook of a review: locked source columns, drop-downs of the codebook, and the codebook beside it."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analyser.codebook import load_codebook
from analyser.errors import InputError, Problem
from analyser.records.read_workbook import open_workbook
from analyser.tables import guard

LONGEST = 32_767  # characters that a cell holds
_WIDTHS = {"text": 70, "comment": 30, "reason": 40, "speaker": 16, "agency": 16}
_WIDTH = 13
_SEVERAL = "cse_type"  # may hold several codes, so its list is only offered
# What XML cannot hold, or reads back as another character, is written `_x000B_`, as spreadsheets do.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_ESCAPED = re.compile(r"_x([0-9A-F]{4})_")


def workbook_bytes(
    frame: pd.DataFrame, edited: Sequence[str], choices: Mapping[str, Sequence[str]], path: Path
) -> bytes:
    """A workbook of a frame of texts; only the columns `edited` can be written to, those in `choices` from a list.

    Raises:
        InputError: a text is longer than a cell can hold; `path` is named.
    """
    from openpyxl import Workbook  # slow to import
    from openpyxl.styles import Alignment, Font, PatternFill, Protection
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    columns = [str(name) for name in frame]
    rows = [list(map(str, row)) for row in frame.itertuples(index=False)]
    long = [number for number, row in enumerate(rows, start=2) if any(len(_safe(text)) > LONGEST for text in row)]
    if long:
        what = f"a passage is longer than the {LONGEST:,} characters of a cell"
        raise InputError([Problem(what, path, f"row {number}", "export to a .csv file") for number in long])
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "passages"
    lists = _codebook_sheet(book, choices)
    open_cell, wrapped = Protection(locked=False), Alignment(wrap_text=True, vertical="top")
    shade = PatternFill("solid", fgColor="FFF4D6")
    sheet.append(columns)
    for row in rows:
        sheet.append([None if text == "" else _safe(guard(text)) for text in row])
    for place, name in enumerate(columns, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = _WIDTHS.get(name, _WIDTH)
        sheet.cell(1, place).font = Font(bold=True)
        for number in range(2, len(rows) + 2):
            cell = sheet.cell(number, place)
            cell.alignment = wrapped
            cell.number_format = "@"
            if name in edited:
                cell.protection, cell.fill = open_cell, shade
        if name in lists:
            rule = DataValidation("list", formula1=lists[name], allow_blank=True, showErrorMessage=name != _SEVERAL)
            rule.errorTitle, rule.error = "No code", "Choose one of the list, or nothing."
            rule.add(f"{letter}2:{letter}{len(rows) + 1}")
            sheet.add_data_validation(rule)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.protection.sheet = True
    sheet.protection.autoFilter = sheet.protection.sort = sheet.protection.formatColumns = False  # False allows it
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook_rows(path: Path, needed: Sequence[str]) -> list[tuple[int, list[str]]]:
    """The numbered rows of the first sheet whose first row has the needed columns; of the first of all where none has.

    Raises:
        InputError: it is damaged, has a password, or unpacks to more than it may.
    """
    first: list[tuple[int, list[str]]] = []
    for grid in open_workbook(path):
        rows = [(number, [_plain(text) for text in cells]) for number, cells, _ in grid.rows]
        if rows and set(needed) <= set(rows[0][1]):
            return rows
        first = first or rows
    return first


def _codebook_sheet(book: Any, choices: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Adds a locked sheet with each code and what it means; returns where the list of each column lies."""
    known = load_codebook()
    groups = (known.levels, known.assertions, known.types, known.claims, known.trends)
    meaning = {one.code: one.definition for group in groups for one in group}
    sheet = book.create_sheet("codebook")
    sheet.append(["column", "code", "definition"])
    places = {}
    for name, codes in choices.items():
        start = sheet.max_row + 1
        for code in codes:
            sheet.append([name, code, meaning.get(code, "")])
        places[name] = f"codebook!$B${start}:$B${sheet.max_row}"
    for letter, width in (("A", 16), ("B", 20), ("C", 100)):
        sheet.column_dimensions[letter].width = width
    sheet.protection.sheet = True
    return places


def _safe(text: str) -> str:
    return _UNSAFE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
