"""Delimited text → rows: any of the usual encodings and separators, quoted line ends, stray quotation marks."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from analyser.errors import InputError, Problem
from analyser.records.dates import is_date
from analyser.records.grid import OPEN_QUOTE, Grid, Row
from analyser.records.recognise import score

_SEPARATORS = ",;\t|"
_SAMPLE = 256 * 1024
_SAMPLE_ROWS = 200
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# A cell longer than this is a quotation mark that nobody closed.
_LONGEST_CELL = 131_072


def open_text(path: Path, mapped: dict[str, str]) -> Iterator[Grid]:
    """The one grid of a text file.

    Raises:
        InputError: it cannot be opened, is empty, or is no text.
    """
    encoding, note = _encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        sample = file.read(_SAMPLE)
    if not sample.strip():
        raise InputError(Problem("it is empty", path, remedy="export it again, or leave it out of [records] files"))
    separator, width = _separator(sample, mapped)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        usual = encoding.startswith("utf-8") and not note and not _is_hint(sample.split("\n", 1)[:1])
        source = separator if usual else ""
        yield Grid(
            "", _rows(_Lines(file), separator, width), padded=False, notes=(note,) if note else (), source=source
        )


def _encoding(path: Path) -> tuple[str, str]:
    """The encoding, and a note where bytes will not survive."""
    with path.open("rb") as file:
        head = file.read(4096)
        for bom, name in _BOMS:
            if head.startswith(bom):
                return name, ""
        if b"\0" in head:
            even, odd = head[0::2].count(0), head[1::2].count(0)
            if max(even, odd) > len(head) // 8 and min(even, odd) <= max(even, odd) // 8:
                return ("utf-16-be" if even > odd else "utf-16-le"), ""
            raise InputError(Problem("it is no text", path, remedy="save it as CSV UTF-8"))
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        bad = good = 0
        while block := file.read(1 << 20):
            text = decoder.decode(block)
            if not text.isascii():
                bad += text.count("\ufffd")
                good += sum(letter > "\x7f" for letter in text)
        bad += decoder.decode(b"", final=True).count("\ufffd")
    if not bad:
        return "utf-8", ""
    if good > 4 * bad:
        return "utf-8", f"{bad} characters are no UTF-8 and read as '\ufffd'"
    try:
        path.read_bytes().decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1", ""
    return "cp1252", ""


def _separator(sample: str, mapped: dict[str, str]) -> tuple[str, int]:
    """The separator under which a row names most columns, then the one that most rows agree on; and the usual width."""
    if sample[:4].lower() == "sep=" and len(sample) > 4 and sample[4] in _SEPARATORS:
        return sample[4], _shape(sample, sample[4], mapped)[2]
    best, shape = ",", (-1, -1.0, 1)
    for separator in _SEPARATORS:
        found = _shape(sample, separator, mapped)
        if found > shape:
            best, shape = separator, found
    return best, shape[2]


def _shape(sample: str, separator: str, mapped: dict[str, str]) -> tuple[int, float, int]:
    rows = []
    try:
        for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
            rows.append(cells)
            if len(rows) == _SAMPLE_ROWS:
                break
    except csv.Error:  # a stray quotation mark; the rows before it tell
        pass
    widths = [len(cells) for cells in rows if cells]
    if not widths:
        return 0, 0.0, 1
    named, width = max(((score(cells, mapped), len(cells)) for cells in rows[:60]), key=lambda pair: pair[0])
    usual = max(set(widths), key=lambda width: (widths.count(width), width))
    return named, (widths.count(usual) / len(widths) if usual > 1 else 0.0), (width if named else usual)


class _Lines:
    """The file's lines one by one; it keeps those of the row that is being read, which can be given back."""

    def __init__(self, file: io.TextIOBase) -> None:
        self._file = file
        self._back: list[str] = []
        self.taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._back.pop() if self._back else next(self._file)
        self.taken.append(line)
        return line

    def give_back(self, kept: int) -> None:
        """Gives back all lines of the row but the first `kept`."""
        self._back.extend(reversed(self.taken[kept:]))


def _rows(lines: _Lines, separator: str, width: int) -> Iterator[Row]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(lines, delimiter=separator)
    number = 0
    while True:
        lines.taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells, kept = [], 1
        else:
            kept = _swallowed(lines.taken, separator, width) if len(lines.taken) > 1 else 0
        number += 1
        if kept:
            # A quotation mark without its fellow took the next rows into its cell: they are read again without it.
            lines.give_back(kept)
            reader = csv.reader(lines, delimiter=separator)
            yield number, next(csv.reader(lines.taken[:1], delimiter=separator, quoting=csv.QUOTE_NONE)), OPEN_QUOTE
        elif number == 1 and _is_hint(cells):
            number = 0  # a spreadsheet does not show it
        else:
            yield number, cells, ""


def _swallowed(taken: list[str], separator: str, width: int) -> int:
    """How many lines stand before the first one in a cell that is itself a row; 0 where none is."""
    for place, line in enumerate(taken[1:], start=1):
        # An odd quotation mark ends the cell rightly; a row of its own has its marks in pairs.
        if width < 3 or line.count(separator) < width - 1 or line.count('"') % 2:
            continue
        cells = next(csv.reader([line], delimiter=separator))
        if len(cells) == width and any(map(is_date, cells)) and not any('"' in cell for cell in cells):
            return place
    return 0


def _is_hint(cells: list[str]) -> bool:
    """Excel's own first line `sep=;`, as it is split by that separator."""
    return bool(cells) and cells[0].lower().startswith("sep=") and not any(cells[1:])
