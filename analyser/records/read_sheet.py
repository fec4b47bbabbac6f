"""One grid of cells → the cells under recognised headers, and every row that is no record with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from operator import itemgetter

import pandas as pd

from analyser.records.dates import is_date
from analyser.records.grid import Grid, Row
from analyser.records.lists import words
from analyser.records.names import value_key
from analyser.records.recognise import Columns, assign, score, surely

HEADER_AGAIN = "the header again"
TOTAL_OR_NOTE = "a total or a note"
RULED_LINE = "a ruled line"
TOO_MANY = "more cells than the header"
TOO_FEW = "fewer cells than the header"
NO_RECORDS = frozenset({HEADER_AGAIN, TOTAL_OR_NOTE, RULED_LINE})
"""The reasons of rows that are no records, so that nothing is lost with them."""
RULES = "-=_+"
"""What a ruled line is made of."""

_HEAD_ROWS = 60  # the header stands among the first rows that are not blank
_CHUNK = 50_000
_NOTE_CELLS = 2  # a total or note with a date in it has no more cells than this


@dataclass
class RawSheet:
    """The cells under recognised headers, by position, as text; `excluded` are (row, reason)."""

    sheet: str
    headers: tuple[str, ...]
    header_row: int
    columns: Columns
    cells: dict[int, pd.Series] = field(default_factory=dict)
    rows: pd.Series = field(default_factory=lambda: pd.Series(dtype="int64"))
    excluded: list[tuple[int, str]] = field(default_factory=list)
    width: int = 0  # of the header as written, blank cells included
    padded: int = 0  # rows that end early
    unnamed: int = 0  # rows of a workbook with cells beside the table


def read_head(grid: Grid, mapped: Mapping[str, str]) -> tuple[RawSheet, Iterator[Row]] | None:
    """The header, found below any title, and the rows beneath it; nothing for a grid without a cell."""
    head: list[Row] = []
    rows = iter(grid.rows)
    for row in rows:
        if any(cell and not cell.isspace() for cell in row[1]):
            head.append(row)
            if len(head) == _HEAD_ROWS:
                break
    if not head:
        return None
    scores = [score(cells, mapped) if not fault else 0 for _, cells, fault in head]
    best = max(scores)
    # Without any known name, the first of the widest rows, so that the headers can be told.
    widths = [sum(bool(cell.strip()) for cell in cells) for _, cells, _ in head]
    place = scores.index(best) if best else widths.index(max(widths))
    number, cells, _ = head[place]
    for upper in (place - 1, place) if best else ():
        for joined in _two_lines(head, upper):
            named = score(joined, mapped)
            if named > best or (named == best and surely(joined) > surely(cells)):
                best, place, cells = named, upper + 1, joined
                number = head[place][0]
    headers = _trimmed(cells)
    return RawSheet("", headers, number, assign(headers, mapped), width=len(cells)), chain(head[place + 1 :], rows)


def _two_lines(head: Sequence[Row], upper: int) -> Iterator[list[str]]:
    """A header in two rows as one: "Crime" over "Ref"; then with merged cells, whose text stands in the first alone."""
    if not 0 <= upper < len(head) - 1 or head[upper + 1][0] != head[upper][0] + 1:
        return
    above, below = ([cell.strip() for cell in cells] for _, cells, _ in head[upper : upper + 2])
    if sum(map(bool, above)) < 2 or any(map(is_date, below)) or head[upper][2] or head[upper + 1][2]:
        return
    width = max(len(above), len(below))
    above += [""] * (width - len(above))
    below += [""] * (width - len(below))
    spread: list[str] = []
    for cell in above:
        spread.append(cell or (spread[-1] if spread else ""))
    for texts in (above, spread):
        yield [f"{first} {second}".strip() if second else first for first, second in zip(texts, below, strict=True)]


def read_rows(raw: RawSheet, rows: Iterable[Row], *, padded: bool) -> None:
    """Fills in `cells`, `rows` and `excluded`. Blank rows are no rows."""
    wanted = sorted({position for positions in raw.columns.found.values() for position in positions})
    width = raw.width
    date_at = raw.columns.found["recorded_date"][0]
    id_at = raw.columns.found["record_id"][0]
    starts = _starts()
    date_header = raw.headers[date_at].strip()
    pick = itemgetter(*wanted)
    chunk: list[tuple[str, ...]] = []
    numbers: list[int] = []
    frames: list[pd.DataFrame] = []
    out = raw.excluded.append

    def flush() -> None:
        columns = list(zip(*chunk, strict=True)) or [()] * len(wanted)
        frames.append(pd.DataFrame({p: pd.Series(c, dtype="str") for p, c in zip(wanted, columns, strict=True)}))
        chunk.clear()

    for number, given, fault in rows:
        if fault:
            out((number, fault))
            continue
        cells = given
        first = next((cell for cell in cells if cell and not cell.isspace()), None)
        if first is None:
            continue
        short = len(cells) < width
        if len(cells) != width:
            cells = _fitted(cells, width)
        date_cell = cells[date_at]
        if date_cell.strip() == date_header and first.strip() == _first(raw.headers):
            out((number, HEADER_AGAIN))
        elif first[0] in RULES and not any(cell.strip().strip(RULES) for cell in cells):
            out((number, RULED_LINE))
        elif (not date_cell or first.lstrip()[:2].casefold() in starts) and _is_footer(first, cells, date_cell):
            out((number, TOTAL_OR_NOTE))
        elif len(cells) > width and not padded:
            out((number, TOO_MANY))
        elif short and not padded and not (cells[id_at].strip() and is_date(date_cell)):
            out((number, TOO_FEW))
        else:
            raw.padded += short and not padded
            raw.unnamed += len(cells) > width
            numbers.append(number)
            chunk.append(pick(cells))
            if len(chunk) == _CHUNK:
                flush()
    flush()
    frame = pd.concat(frames, ignore_index=True)
    raw.cells = {position: frame[position] for position in wanted}
    raw.rows = pd.Series(numbers, dtype="int64")


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """The headers, without the blank ones at the end."""
    last = max(place for place, cell in enumerate(cells) if cell.strip())
    return tuple(cell.strip() for cell in cells[: last + 1])


def _fitted(cells: Sequence[str], width: int) -> Sequence[str]:
    """The row at the header's width, as far as only blank cells have to go or come."""
    if len(cells) < width:
        return [*cells, *[""] * (width - len(cells))]
    return cells if any(cell.strip() for cell in cells[width:]) else cells[:width]


def _first(cells: Sequence[str]) -> str:
    return next((cell.strip() for cell in cells if cell.strip()), "")


def _is_footer(first: str, cells: Sequence[str], date_cell: str) -> bool:
    """A row that begins like a total or note and holds no record; or one lone sentence."""
    key = value_key(first)
    begins = any(key == name or key.startswith(name + " ") for name in _footers(key[:1]))
    filled = sum(bool(cell.strip()) for cell in cells)
    if filled == 1 and key[:1].isdecimal():
        told = key.lstrip("0123456789 ")  # "(2 rows affected)"
        begins = begins or told in _footers(told[:1])
    if begins:
        return filled <= _NOTE_CELLS or not is_date(date_cell)
    if filled <= _NOTE_CELLS and not date_cell and any(key.endswith(f" {name}") for name in words("footers")["totals"]):
        return True  # "Northgate Total", as spreadsheets write below a group
    return filled == 1 and len(key.split()) > 3


@cache
def _starts() -> frozenset[str]:
    """The first two letters of every total and note: what most rows are told apart by."""
    return frozenset(value_key(name)[:2] for names in words("footers").values() for name in names)


@cache
def _footers(letter: str) -> tuple[str, ...]:
    lists = words("footers")
    names = {value_key(name) for name in (*lists["totals"], *lists["notes"])}
    return tuple(sorted(name for name in names if name.startswith(letter))) if letter else ()
