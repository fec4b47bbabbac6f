"""OpenDocument spreadsheets → rows, as a stream: repeated cells written out, comments left out, every value as text.

The format is that of OpenDocument 1.3, part 3. The readers that could be had load a whole workbook and write out all of
its repetitions, which a damaged or hostile file turns into more cells than any memory holds.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, ParseError  # only the types: defusedxml parses

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from analyser.errors import InputError, Problem
from analyser.records.grid import Grid, Row
from analyser.records.lists import words
from analyser.records.read_workbook import as_text, check_archive, damaged

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"

_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_OFFICE, _TABLE, _TEXT = (_NAMESPACE % part for part in ("office", "table", "text"))
_CALC_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_SHEET, _ROW = f"{_TABLE}table", f"{_TABLE}table-row"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_SPACES = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_ASIDES = (f"{_OFFICE}annotation", f"{_TEXT}note", f"{_TEXT}ruby-text")

# A spreadsheet program's own limits of a sheet, and what repeated rows may add to what the file holds.
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_MOST_REPEATED = 20_000_000  # cells
_FAILED = "#VALUE!"
_DAMAGE = (ParseError, DefusedXmlException, zipfile.BadZipFile, zlib.error, KeyError, OSError, RuntimeError, EOFError)


class _Event(NamedTuple):
    kind: str  # "sheet" | "row"
    name: str = ""
    cells: tuple[str, ...] = ()
    times: int = 1


def is_ods(path: Path) -> bool:
    """Whether an archive says of itself that it is a spreadsheet of this kind, also one with a password."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.read("mimetype")[: len(MEDIA_TYPE)].decode("ascii", "replace") == MEDIA_TYPE
    except (KeyError, zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return False


def open_ods(path: Path) -> Iterator[Grid]:
    """One grid for each sheet, hidden ones and hidden rows too; formulas by their stored results.

    Raises:
        InputError: it has a password, is damaged, or holds more than a spreadsheet can.
    """
    check_archive(path)
    with _damage_told(path), zipfile.ZipFile(path) as archive:
        if b":encryption-data" in archive.read("META-INF/manifest.xml"):
            raise InputError(Problem("it has a password", path, remedy="save it again without one"))
        with archive.open("content.xml") as content:
            yield from _grids(_events(content, path), path)


@contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise damaged(path, error) from None


def _grids(events: Iterator[_Event], path: Path) -> Iterator[Grid]:
    ahead = [event for event in (next(events, None),) if event]
    while ahead:
        name = ahead.pop().name
        rows = _rows(events, ahead, name, path)
        yield Grid(name, rows, padded=True)
        for _ in rows:  # a sheet that was not read to its end is skipped
            pass


def _rows(events: Iterator[_Event], ahead: list[_Event], name: str, path: Path) -> Iterator[Row]:
    """The rows up to the next sheet, whose event goes to `ahead`. Blank rows only count."""
    number = repeated = 0
    for event in events:
        if event.kind == "sheet":
            ahead.append(event)
            return
        if not event.cells:
            number += event.times
            continue
        repeated += (event.times - 1) * len(event.cells)
        if number + event.times > _LAST_ROW or repeated > _MOST_REPEATED or len(event.cells) > _LAST_COLUMN:
            what = "it holds more cells than a sheet of records can"
            raise InputError(Problem(what, path, f"sheet {name}, row {number + 1}", "export it as CSV"))
        for _ in range(event.times):
            number += 1
            yield number, event.cells, ""


def _events(content: Any, path: Path) -> Iterator[_Event]:
    """Each sheet's beginning and each of its rows; what else the file holds is passed over and forgotten."""
    above: list[Element] = []
    sheet: Element | None = None
    with _damage_told(path):
        for kind, element in iterparse(content, events=("start", "end"), forbid_dtd=True):
            if kind == "start":
                if element.tag == _SHEET and above and above[-1].tag == f"{_OFFICE}spreadsheet":
                    sheet = element
                    yield _Event("sheet", element.get(f"{_TABLE}name", ""))
                above.append(element)
                continue
            above.pop()
            if element.tag == _SHEET:
                element.clear()
            elif element.tag == _ROW and _table_of(above) is sheet:  # the rows of a chart or a linked file are none
                yield _Event("row", "", _cells(element), _times(element, "rows"))
                above[-1].clear()


def _table_of(above: list[Element]) -> Element | None:
    return next((one for one in reversed(above) if one.tag == _SHEET), None)


def _cells(row: Element) -> tuple[str, ...]:
    """The cells up to the last that holds something."""
    cells: list[str] = []
    blank = 0
    for element in row:
        if element.tag not in _CELLS:
            continue
        text, times = _text(element), _times(element, "columns")
        if not text:
            blank += times
        elif len(cells) + blank + times > _LAST_COLUMN:
            return ("",) * (_LAST_COLUMN + 1)  # told by its row
        else:
            cells += [""] * blank + [text] * times
            blank = 0
    return tuple(cells)


def _times(element: Element, what: str) -> int:
    given = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return max(1, int(given)) if given.isascii() and given.isdecimal() and len(given) < 10 else 1


def _text(cell: Element) -> str:
    """What the cell holds, not how it is shown: 12345 and not "12,345", 2018-04-01 and not "1 April"."""
    kind = cell.get(f"{_OFFICE}value-type", "")
    if not kind and not len(cell):
        return ""
    if cell.get(_CALC_TYPE) == "error" or (kind == "float" and cell.get(f"{_TABLE}formula") and _has_failed(cell)):
        return shown if (shown := _shown(cell)).casefold() in _errors() else _FAILED
    if kind in ("float", "percentage", "currency"):
        return _number(cell.get(f"{_OFFICE}value", "")) or _shown(cell)
    if kind == "date":
        return (cell.get(f"{_OFFICE}date-value") or _shown(cell)).removesuffix("T00:00:00")
    if kind == "boolean":
        return as_text(cell.get(f"{_OFFICE}boolean-value") == "true")
    if kind == "string" and (text := cell.get(f"{_OFFICE}string-value")) is not None:
        return text
    return _shown(cell)


def _number(text: str) -> str:
    try:
        return text if text.isdecimal() else as_text(float(text))
    except ValueError:
        return ""


def _has_failed(cell: Element) -> bool:
    """Older programs store a failed formula as the number nought and show its error."""
    return _number(cell.get(f"{_OFFICE}value", "")) in ("", "0") and _shown(cell).casefold() in _errors()


def _errors() -> frozenset[str]:
    return frozenset(words("errors")["cells"])


def _shown(cell: Element) -> str:
    """The cell's paragraphs, a line each; its comment is none of them."""
    return "\n".join("".join(_letters(part)) for part in cell if part.tag == f"{_TEXT}p")


def _letters(element: Element) -> Iterator[str]:
    yield element.text or ""
    for part in element:
        if part.tag in _SPACES:
            given = part.get(f"{_TEXT}c", "1")
            yield _SPACES[part.tag] * (min(int(given), 1000) if given.isdecimal() else 1)
        elif part.tag not in _ASIDES:
            yield from _letters(part)
        yield part.tail or ""
