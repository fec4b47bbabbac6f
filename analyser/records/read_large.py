"""Large files, read in batches by PyArrow into compact columns.

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
from analyser.records.letters import PRINTED, made_of, may_begin
from analyser.records.lists import words
from analyser.records.names import value_key
from analyser.records.read_sheet import RULES, RawSheet, read_rows
from analyser.records.read_workbook import as_text
from analyser.records.side_by_side import in_order
from analyser.records.table import DATE_COLUMNS, ID_COLUMNS
from analyser.study import RecordSettings

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

LARGE_FILE = 8 * 1024**2
"""Text files from this many bytes on are read here, where they are as usual; Parquet files from an eighth of it on."""

_LONGEST_CELL = 131_072  # the ordinary reader takes a longer one for a quotation mark that nobody closed
_MOST_VALUES = 200_000  # distinct values of a column that is no id; more are no compact column
_BATCH = 122_880  # rows of a Parquet file
_BLOCK = 4 * 1024**2  # bytes of a text file
_MARK = ord('"')
_USUAL = "".join(set(PRINTED) - set("'`"))  # an apostrophe may stand within the first word of a note
_TEXTS = (*ID_COLUMNS, "narrative")  # hold almost as many values as rows: kept as text


class _Unusual(Exception):
    """The file is not as this reader expects it."""


@dataclass
class _Column:
    """The distinct values of one column so far, and each batch's rows as numbers of them; or its texts.

    `last`, `numbers`: the values of the last batch as they are stored, most of which stand in the next one too, and the
    number of each.
    """

    place: dict[str, int] = field(default_factory=lambda: {"": 0})
    codes: list[npt.NDArray[np.integer[Any]]] = field(default_factory=list)
    texts: list[Any] = field(default_factory=list)
    last: Any = None
    numbers: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype="int64"))


def read_large(path: Path, source: str, raw: RawSheet, settings: RecordSettings) -> bool:
    """Fills in `cells`, `rows` and `excluded` of a sheet whose header was read; False where the file is not usual.

    `source`: "parquet", or the separator of a UTF-8 text file; "" for any other file.
    """
    header_row = 0 if source == "parquet" else 1  # a header of two rows, or below a title, is not usual
    if raw.header_row != header_row or raw.width != len(raw.headers):
        return False
    # A byte of Parquet holds several times what one of text does.
    if not source or path.stat().st_size < (LARGE_FILE // 8 if source == "parquet" else LARGE_FILE):
        return False
    import pyarrow

    try:
        batches = _parquet(path, raw) if source == "parquet" else _text(path, source, raw)
        _fill(raw, batches, settings)
    except (_Unusual, pyarrow.ArrowException):
        raw.cells, raw.rows, raw.excluded = {}, pd.Series(dtype="int64"), []
        return False
    return True


def _parquet(path: Path, raw: RawSheet) -> Iterator[pa.RecordBatch]:
    import pyarrow.parquet  # type: ignore[import-untyped]

    with pyarrow.parquet.ParquetFile(path) as file:
        schema = file.schema_arrow
    coded = [schema.field(position).name for position in _compact_positions(raw) if _is_text(schema.field(position))]
    with pyarrow.parquet.ParquetFile(path, read_dictionary=coded) as file:
        yield from file.iter_batches(batch_size=_BATCH)


def _compact_positions(raw: RawSheet) -> list[int]:
    """Where the columns stand that are read and hold few distinct values."""
    return sorted(p for column, positions in raw.columns.found.items() if column not in _TEXTS for p in positions)


def _text(path: Path, separator: str, raw: RawSheet) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    names = [f"c{place}" for place in range(raw.width)]
    coded = pa.dictionary(pa.int32(), pa.string())
    kinds = dict.fromkeys(names, pa.large_string()) | {names[place]: coded for place in _compact_positions(raw)}
    return in_order(lambda block: _parsed(block, separator, kinds), _blocks(path))


def _blocks(path: Path) -> Iterator[bytes]:
    """The lines beneath the header, some megabytes at a time."""
    with path.open("rb") as file:
        if file.readline().count(_MARK.to_bytes()) % 2:
            raise _Unusual  # the header goes on in the next line
        while block := file.read(_BLOCK):
            yield block + file.readline()


def _parsed(block: bytes, separator: str, kinds: dict[str, pa.DataType]) -> pa.RecordBatch:
    """The rows of some lines, where each byte of them is accounted for.

    Where some are not, the reader took spaces off, left lines out or read quotation marks in a way of its own.
    """
    import pyarrow as pa
    from pyarrow import csv

    letters = np.frombuffer(block, dtype="uint8")
    ends, returns, marks = (int(np.count_nonzero(letters == letter)) for letter in (ord("\n"), ord("\r"), _MARK))
    if b"\0" in block or returns not in (0, ends) or marks % 2:
        raise _Unusual
    table = csv.read_csv(
        pa.BufferReader(block),
        csv.ReadOptions(column_names=list(kinds), block_size=len(block), use_threads=False),
        csv.ParseOptions(delimiter=separator),
        csv.ConvertOptions(column_types=kinds, strings_can_be_null=False),
    )
    lines = ends + (not block.endswith(b"\n"))
    if len(table) != lines:
        raise _Unusual
    batch = table.combine_chunks().to_batches()[0]
    lengths, quoted = zip(*(_length(column, count_marks=marks > 0) for column in batch.columns), strict=True)
    separators = lines * (len(kinds) - 1)
    if len(block) != sum(lengths) + separators + ends + returns + marks - sum(quoted):
        raise _Unusual
    return batch


def _length(column: pa.Array, *, count_marks: bool) -> tuple[int, int]:
    """How many bytes the cells hold, and how many quotation marks among them."""
    import pyarrow.compute as pc  # type: ignore[import-untyped]

    texts, times = column, np.ones(1, dtype="int64")
    if _is_coded(column):
        texts = column.dictionary
        times = np.bincount(np.asarray(column.indices), minlength=len(texts))
    lengths = np.asarray(pc.binary_length(texts), dtype="int64")
    if lengths.max(initial=0) > _LONGEST_CELL:
        raise _Unusual
    quoted = np.asarray(pc.count_substring(texts, '"')) if count_marks else np.zeros(1, dtype="int64")
    return int((lengths * times).sum()), int((quoted * times).sum())


def _fill(raw: RawSheet, batches: Iterator[pa.RecordBatch], settings: RecordSettings) -> None:
    wanted = {position: column for column, positions in raw.columns.found.items() for position in positions}
    columns = {position: _Column() for position in sorted(wanted)}
    doubtful: list[Row] = []
    first = raw.header_row + 1
    rows = 0
    compact_at = _compact_positions(raw)
    for batch, in_doubt in in_order(lambda given: _looked_through(given, raw, compact_at), batches):
        doubtful += [(first + rows + place, row, "") for place, row in in_doubt]
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
    held = ((columns.pop(position), wanted[position] in _TEXTS) for position in wanted)
    raw.cells = dict(zip(wanted, in_order(lambda one: _series(*one, keep), held), strict=True))
    raw.rows = pd.Series(first + np.flatnonzero(keep), dtype="int64")


def _looked_through(
    given: pa.RecordBatch, raw: RawSheet, positions: list[int]
) -> tuple[pa.RecordBatch, list[tuple[int, list[str]]]]:
    """The batch with each distinct value of these columns once, and its doubtful rows."""
    batch = _encoded(given, positions)
    return batch, _doubtful_rows(raw, batch)


def _encoded(batch: pa.RecordBatch, positions: list[int]) -> pa.RecordBatch:
    """The batch with each distinct value of these columns once."""
    for position in positions:
        cells = batch.column(position)
        if not _is_coded(cells):
            batch = batch.set_column(position, batch.schema.field(position).name, cells.dictionary_encode())
    return batch


def _doubtful_rows(raw: RawSheet, batch: pa.RecordBatch) -> list[tuple[int, list[str]]]:
    """The places and cells of rows that may be no records, which the ordinary reader's rules are to judge.

    Some more is no harm.
    """
    date_at = raw.columns.found["recorded_date"][0]
    doubtful = _beginning_doubtful(batch.column(0), date_first=date_at == 0)
    header = re.escape(raw.headers[date_at].strip())
    doubtful |= _matching(batch.column(date_at), rf"^[^!-~]*$|{header}")
    places = np.flatnonzero(doubtful)
    if not len(places):
        return []
    cells = [map(as_text, column.take(places).to_pylist()) for column in batch.columns]
    return [(int(place), row) for place, *row in zip(places, *cells, strict=True)]


def _matching(column: pa.Array, pattern: str) -> npt.NDArray[np.bool_]:
    """Which cells the pattern matches; blank ones do."""
    import pyarrow.compute as pc

    if _is_coded(column):
        matches = np.append(_matching(column.dictionary, pattern), True)
        return np.asarray(matches[_places(column)])
    if _is_text(column):
        found = pc.match_substring_regex(column, pattern)
        return np.asarray(pc.fill_null(found, True) if found.null_count else found)
    return np.array([bool(re.search(pattern, as_text(value))) for value in column.to_pylist()], dtype=bool)


def _beginning_doubtful(cells: pa.Array, *, date_first: bool) -> npt.NDArray[np.bool_]:
    """Which first cells stand in rows that may be no records; most are told by their first letters."""
    pattern = _begins_doubtful(date_first=date_first)
    if date_first or _is_coded(cells) or not _is_text(cells) or cells.null_count or not made_of(cells, _USUAL).all():
        return _matching(cells, pattern)
    doubtful = may_begin(cells, _note_words().union(" ", RULES))
    places = np.flatnonzero(doubtful)
    doubtful[places] = _matching(cells.take(places), pattern)
    return doubtful


@cache
def _begins_doubtful(*, date_first: bool) -> str:
    """A pattern of all first cells in rows that may be no records, and of some more.

    That is: blank ones, those that begin like a total, a note or a ruled line, and those whose first word is not plain.
    """
    begin = "|".join("['`]?".join(map(re.escape, name)) for name in sorted(_note_words()))
    return rf"(?i)^(?:$|[^!-~]|[!-~]*[^ -~]|[{re.escape(RULES)}]|{begin}{'|[^0-9]' if date_first else ''})"


@cache
def _note_words() -> frozenset[str]:
    """What totals and notes begin with."""
    return frozenset(value_key(name).split()[0] for listed in words("footers").values() for name in listed)


def _is_text(cells: pa.Array | pa.Field) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type))


def _is_coded(cells: pa.Array) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_dictionary(cells.type))


def _places(coded: pa.Array) -> npt.NDArray[np.integer[Any]]:
    """For each row the place of its value among the distinct ones; of a missing value, the place behind the last."""
    indices = coded.indices.cast("int32")  # a narrower type may have no number for the place behind the last
    return np.asarray(indices.fill_null(len(coded.dictionary)) if indices.null_count else indices)


def _add(column: _Column, cells: pa.Array, *, as_texts: bool, cut_clock: bool) -> None:
    if as_texts:
        column.texts.append(_texts(cells))
        return
    numbers = np.append(_numbers(column, cells.dictionary, cut_clock=cut_clock), column.place[""])
    if len(column.place) > _MOST_VALUES:
        raise _Unusual
    column.codes.append(numbers.astype(np.min_scalar_type(len(column.place)))[_places(cells)])


def _texts(cells: pa.Array) -> pa.Array:
    import pyarrow as pa

    if _is_text(cells) or pa.types.is_integer(cells.type):
        texts = cells.cast(pa.large_string())
        texts = texts.fill_null("") if texts.null_count else texts
        return pa.concat_arrays([texts, texts[:0]])  # a copy: a slice keeps all that it is of
    coded = cells if _is_coded(cells) else cells.dictionary_encode()
    values = [*map(as_text, coded.dictionary.to_pylist()), ""]
    return pa.array(values, pa.large_string()).take(pa.array(_places(coded)))


def _numbers(column: _Column, values: pa.Array, *, cut_clock: bool) -> npt.NDArray[np.int64]:
    """The number of each stored value; those not in the last batch are made text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if column.last is None:
        column.last = values.slice(0, 0)
    place = column.place
    at = pc.index_in(values, value_set=column.last).fill_null(-1).to_numpy()
    numbers: npt.NDArray[np.int64] = np.append(column.numbers, 0)[at]
    new = np.flatnonzero(at < 0)
    if len(new):
        texts = [as_text(value) for value in values.take(pa.array(new)).to_pylist()]
        if cut_clock:
            texts = list(days_only(pd.Series(texts, dtype="str")))
        numbers[new] = [place.setdefault(text, len(place)) for text in texts]
    column.last, column.numbers = values, numbers
    return numbers


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
