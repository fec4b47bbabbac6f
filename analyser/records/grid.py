"""What every reader of a file hands on: numbered rows of text cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Row = tuple[int, Sequence[str], str]
"""A row's number as a person sees it, its cells, and what is wrong with it ("" for nothing)."""

OPEN_QUOTE = "a quotation mark that is not closed"


@dataclass(frozen=True)
class Grid:
    """One table of cells: a text file, or one sheet of a workbook. `rows` can be gone through once."""

    sheet: str
    rows: Iterator[Row]
    padded: bool  # a short row only has blank cells at its end, as in a workbook; in a text file it may lack one
    notes: tuple[str, ...] = ()
    source: str = ""  # what `read_large` may read in its own way: "parquet", or the separator of a UTF-8 text
