"""Large files, read in batches by DuckDB (text) or PyArrow (Parquet) into compact columns.

Only what is usual is read here: one table whose header is its first row, UTF-8, every row as wide as the header, no
line break in a cell. Anything else is left to the ordinary readers, whose rules for totals, notes and headers that
stand there again also judge here every row that may be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyser.records.compact import compact
from analyser.records.dates import days_only
from analyser.records.grid import Row
from analyser.records.lists import words
from analyser.records.names import value_key
from analyser.records.read_sheet import RULES, RawSheet, read_rows
from analyser.records.read_workbook import as_text
from analyser.records.table import DATE_COLUMNS, ID_COLUMNS
from analyser.study import RecordSettings

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

LARGE_FILE = 8 * 1024**2
"""Files from this many bytes on are read here, where they are as usual."""

_LONGEST_LINE = 131_072
_MOST_VALUES = 200_000  # distinct values of a column that is no id; more are no compact column
_BATCH = 122_880
_MARK = ord('"')
_TEXTS = (*ID_COLUMNS, "narrative")  # hold almost as many values as rows: kept as text


class _Unusual(Exception):
    """The file is not as this reader expects it."""


@dataclass
class _Column:
    """The distinct values of one column so far, and each batch's rows as numbers of them; or its texts."""

    place: dict[str, int] = field(default_factory=dict)
    codes: list[npt.NDArray[np.integer[Any]]] = field(default_factory=list)
    texts: list[Any] = field(default_factory=list)


def read_large(path: Path, source: str, raw: RawSheet, settings: RecordSettings) -> bool:
    """Fills in `cells`, `rows` and `excluded` of a sheet whose header was read; False where the file is not usual.

    `source`: "parquet", or the separator of a UTF-8 text file; "" for any other file.
    """
    header_row = 0 if source == "parquet" else 1  # a header of two rows, or below a title, is not usual
    if raw.header_row != header_row or raw.width != len(raw.headers):
        return False
    if not source or path.stat().st_size < LARGE_FILE:
        return False
    import duckdb
    import pyarrow

    try:
        batches = _parquet(path) if source == "parquet" else _text(path, source, raw)
        _fill(raw, batches, settings)
    except (_Unusual, duckdb.Error, pyarrow.ArrowException):
        raw.cells, raw.rows, raw.excluded = {}, pd.Series(dtype="int64"), []
        return False
    return True


def _parquet(path: Path) -> Iterator[pa.RecordBatch]:
    import pyarrow.parquet  # type: ignore[import-untyped]

    yield from pyarrow.parquet.ParquetFile(path).iter_batches(batch_size=_BATCH)


def _text(path: Path, separator: str, raw: RawSheet) -> Iterator[pa.RecordBatch]:
    import duckdb

    body = _body(path)
    columns = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(raw.width))
    rows = cells = marks = 0
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        connection.execute("SET arrow_large_buffer_size = true")
        table = connection.sql(
            "SELECT * FROM read_csv(?, auto_detect = false, delim = ?, quote = '\"', escape = '\"', skip = 1,"  # noqa: S608
            f" header = false, strict_mode = true, null_padding = false,"
            f" max_line_size = {_LONGEST_LINE}, columns = {{{columns}}})",
            params=[_literal(path), separator],
        )
        for batch in table.to_arrow_reader(_BATCH):
            rows += len(batch)
            for column in batch.columns:
                length, quoted = _length(column, count_marks=body.marks > 0)
                cells, marks = cells + length, marks + quoted
            yield batch
    separators = rows * (raw.width - 1)
    if rows != body.lines or body.size != cells + separators + body.ends + body.returns + body.marks - marks:
        raise _Unusual


def _length(column: pa.Array, *, count_marks: bool) -> tuple[int, int]:
    """How many bytes the cells hold, and how many quotation marks among them."""
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets, dtype="int64")[column.offset : column.offset + len(column) + 1]
    if data is None or not len(ends):
        return 0, 0
    letters = np.frombuffer(data, dtype="uint8")[ends[0] : ends[-1]]
    return len(letters), int(np.count_nonzero(letters == _MARK)) if count_marks else 0


def _literal(path: Path) -> str:
    """The path as a pattern that matches it alone."""
    return re.sub(r"([*?\[\]])", r"[\1]", str(path))


@dataclass
class _Body:
    """What the rows of a text file are made of: bytes, line feeds, carriage returns, quotation marks, and lines."""

    size: int
    ends: int
    returns: int
    marks: int
    lines: int


def _body(path: Path) -> _Body:
    """Counts the bytes beneath the header, so that after reading each is accounted for.

    Where some are not, the reader took spaces off, left lines out or read quotation marks in a way of its own.
    """
    with path.open("rb") as file:
        file.readline()
        size = ends = returns = marks = 0
        last = b"\n"
        while block := file.read(1 << 22):
            if b"\0" in block:
                raise _Unusual
            size += len(block)
            ends, returns, marks = ends + block.count(b"\n"), returns + block.count(b"\r"), marks + block.count(b'"')
            last = block[-1:]
    if returns not in (0, ends):
        raise _Unusual
    return _Body(size, ends, returns, marks, ends + (last != b"\n"))


def _fill(raw: RawSheet, batches: Iterator[pa.RecordBatch], settings: RecordSettings) -> None:
    wanted = {position: column for column, positions in raw.columns.found.items() for position in positions}
    columns = {position: _Column() for position in sorted(wanted)}
    doubtful: list[Row] = []
    first = raw.header_row + 1
    rows = 0
    for batch in batches:
        doubtful += _doubtful_rows(raw, batch, first + rows)
        rows += len(batch)
        for position, column in columns.items():
            name = wanted[position]
            cut_clock = name in DATE_COLUMNS and name not in settings.values
            _add(column, batch.column(position), as_texts=name in _TEXTS, cut_clock=cut_clock)
    keep = np.ones(rows, dtype=bool)
    judged = RawSheet(raw.sheet, raw.headers, raw.header_row, raw.columns, width=raw.width)
    read_rows(judged, doubtful, padded=True)
    raw.excluded += judged.excluded
    keep[np.array([number for number, _, _ in doubtful], dtype="int64") - first] = False
    keep[judged.rows.to_numpy() - first] = True
    raw.cells = {position: _series(columns.pop(position), wanted[position] in _TEXTS, keep) for position in wanted}
    raw.rows = pd.Series(first + np.flatnonzero(keep), dtype="int64")


def _doubtful_rows(raw: RawSheet, batch: pa.RecordBatch, first: int) -> list[Row]:
    """The rows that may be no records, which the ordinary reader's rules are to judge; some more is no harm."""
    import pyarrow.compute as pc  # type: ignore[import-untyped]

    date_at = raw.columns.found["recorded_date"][0]
    doubtful = _matching(batch.column(0), _begins_doubtful(date_first=date_at == 0))
    date_header = raw.headers[date_at].strip()
    dates = batch.column(date_at)
    dates = dates if _is_coded(dates) else dates.dictionary_encode()
    texts = [as_text(value).strip() for value in dates.dictionary.to_pylist()]
    blank = np.array([text in ("", date_header) for text in texts] + [True])
    doubtful |= blank[pc.fill_null(dates.indices, len(texts)).to_numpy(zero_copy_only=False)]
    places = np.flatnonzero(doubtful)
    if not len(places):
        return []
    cells = [map(as_text, column.take(places).to_pylist()) for column in batch.columns]
    return [(first + int(place), row, "") for place, *row in zip(places, *cells, strict=True)]


def _matching(column: pa.Array, pattern: str) -> npt.NDArray[np.bool_]:
    """Which cells the pattern matches; blank ones do."""
    import pyarrow.compute as pc

    if _is_text(column):
        found = pc.match_substring_regex(column, pattern)
        return np.asarray(pc.fill_null(found, True) if found.null_count else found)
    values, indices = _coded(column)
    matches: npt.NDArray[np.bool_] = np.array([bool(re.search(pattern, value)) for value in values])[indices]
    return matches


@cache
def _begins_doubtful(*, date_first: bool) -> str:
    """A pattern of all first cells in rows that may be no records, and of some more.

    That is: blank ones, those that begin like a total, a note or a ruled line, and those whose first word is not plain.
    """
    names = {value_key(name).split()[0] for listed in words("footers").values() for name in listed}
    begin = "|".join("['`]?".join(map(re.escape, name)) for name in sorted(names))
    return rf"(?i)^(?:$|[^!-~]|[!-~]*[^ -~]|[{re.escape(RULES)}]|{begin}{'|[^0-9]' if date_first else ''})"


def _is_text(cells: pa.Array) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type))


def _is_coded(cells: pa.Array) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_dictionary(cells.type))


def _coded(cells: pa.Array) -> tuple[list[str], npt.NDArray[np.integer[Any]]]:
    """The distinct values as texts, the last one blank, and for each row the place of its own."""
    coded = cells if _is_coded(cells) else cells.dictionary_encode()
    values = [*map(as_text, coded.dictionary.to_pylist()), ""]
    indices = coded.indices.fill_null(len(values) - 1) if coded.null_count else coded.indices
    return values, indices.to_numpy(zero_copy_only=False)


def _add(column: _Column, cells: pa.Array, *, as_texts: bool, cut_clock: bool) -> None:
    import pyarrow as pa

    if as_texts and _is_text(cells):
        texts = cells.cast(pa.large_string())
        column.texts.append(texts.fill_null("") if texts.null_count else texts)
        return
    values, indices = _coded(cells)
    if as_texts:
        column.texts.append(pa.array(values, pa.large_string()).take(pa.array(indices)))
        return
    if cut_clock:
        values = list(days_only(pd.Series(values, dtype="str")))
    place = column.place
    own = np.array([place.setdefault(value, len(place)) for value in values])
    column.codes.append(own.astype(np.min_scalar_type(len(place)))[indices])
    if len(place) > _MOST_VALUES:
        raise _Unusual


def _series(column: _Column, as_texts: bool, keep: npt.NDArray[np.bool_]) -> pd.Series:
    import pyarrow as pa

    if as_texts:
        texts = pa.chunked_array(column.texts, pa.large_string())
        column.texts.clear()
        texts = texts if keep.all() else texts.filter(pa.array(keep))
        return pd.Series(pd.array(texts.combine_chunks(), dtype="str"))
    codes = np.concatenate(column.codes) if column.codes else np.empty(0, dtype="int32")
    column.codes.clear()
    return compact(list(column.place) or [""], codes if keep.all() else codes[keep])
