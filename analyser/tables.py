"""The CSV tables that the stages hand to each other: declared columns, safe cells, whole files or none.

A table in memory is a pandas frame with the declared columns in their order:

| kind          | in memory                            | in the file                         |
|---------------|--------------------------------------|-------------------------------------|
| `text`        | `str`, empty when not applicable     | formula-like cells get an apostrophe |
| `integer`     | nullable `Int64`                     | digits                              |
| `number`      | `float64`; NaN not applicable        | at most six decimals, `inf` is open |
| `probability` | `float64`; NaN not applicable        | two decimals                        |
"""

from __future__ import annotations

import csv
import io
import math
import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from pandas.api.types import is_numeric_dtype

from analyser.errors import InputError, Problem

Kind = Literal["text", "integer", "number", "probability"]

# A spreadsheet runs a cell that begins with one of these, also in their full-width forms.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


@dataclass(frozen=True)
class Schema:
    """The columns of one table, in order: name → kind."""

    name: str
    columns: Mapping[str, Kind]


def table(rows: Iterable[Mapping[str, Any]] | pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """A frame with exactly the schema's columns and types; a column that the rows lack is empty.

    >>> pairs = Schema("pairs", {"name": "text", "n": "integer", "share": "number"})
    >>> table([{"name": "a", "n": 3}], pairs).to_dict("records")
    [{'name': 'a', 'n': 3, 'share': nan}]
    """
    if not isinstance(rows, pd.DataFrame):
        listed = list(rows)
        columns = {name: _column([row.get(name) for row in listed], kind) for name, kind in schema.columns.items()}
        return pd.DataFrame(columns, columns=list(schema.columns))
    if _conforms(rows, schema):
        return rows.reset_index(drop=True)
    columns = {}
    for name, kind in schema.columns.items():
        values = rows[name] if name in rows else pd.Series([None] * len(rows), index=rows.index, dtype=object)
        columns[name] = _typed(values, kind)
    return pd.DataFrame(columns, columns=list(schema.columns)).reset_index(drop=True)


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as dictionaries, as `to_dict("records")` gives them, some times faster where rows are many.

    >>> pairs = Schema("pairs", {"name": "text", "n": "integer"})
    >>> rows_of(table([{"name": "a", "n": 3}, {"name": "b"}], pairs))
    [{'name': 'a', 'n': 3}, {'name': 'b', 'n': <NA>}]
    """
    names = frame.columns.tolist()
    return [dict(zip(names, row, strict=True)) for row in zip(*(_listed(frame[name]) for name in names), strict=True)]


def _listed(values: pd.Series) -> list[Any]:
    """The values as a list; text by way of an array of objects, as an array of texts hands out one at a time slowly."""
    return values.to_numpy(dtype=object).tolist() if values.dtype == "str" else values.tolist()


def write_csv(frame: pd.DataFrame, path: Path, schema: Schema) -> None:
    """Writes the schema's columns to `path`: UTF-8, `,`, LF, header; the whole file or nothing."""
    write_text(path, csv_text(frame, schema))


def csv_text(frame: pd.DataFrame, schema: Schema) -> str:
    """The CSV text of a frame.

    >>> cells = Schema("cells", {"a": "text", "x": "number"})
    >>> print(csv_text(table([{"a": "=1+1", "x": 0.5}], cells), cells))
    a,x
    '=1+1,0.5
    <BLANKLINE>
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(schema.columns)
    cells = [[cell(value, kind) for value in _listed(frame[name])] for name, kind in schema.columns.items()]
    writer.writerows(zip(*cells, strict=True))
    return out.getvalue()


def cell(value: Any, kind: Kind) -> str:
    """One value as it stands in a file."""
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ""
    if kind == "text":
        return guard(str(value))
    if kind == "integer":
        return str(int(value))
    number = float(value)
    if math.isinf(number):
        return "inf" if number > 0 else "-inf"
    if kind == "probability":
        return f"{number:.2f}"
    digits = f"{number:.6f}".rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits


def guard(text: str) -> str:
    """Puts an apostrophe before a text that a spreadsheet would run as a formula; `unguard` takes it off.

    >>> guard("=HYPERLINK(1)"), unguard(guard("=HYPERLINK(1)")), unguard(guard("'=x")), guard("plain")
    ("'=HYPERLINK(1)", '=HYPERLINK(1)', "'=x", 'plain')
    """
    return "'" + text if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    """The text before `guard`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def read_csv(path: Path, schema: Schema, *, needed: Sequence[str] = ()) -> pd.DataFrame:
    """Reads a table that this program or a person wrote; missing columns count as empty, others are ignored.

    UTF-8, UTF-16 with its mark and Windows-1252 are read, with `,`, `;` or tabs between the cells.

    Raises:
        InputError: no such file, a needed column missing, or cells that are no numbers (each by its row).
    """
    lines = csv_rows(path)
    if not lines:
        raise InputError(Problem("it is empty", path, remedy=f"give a header row with {', '.join(schema.columns)}"))
    header = [name.strip() for name in lines[0]]
    problems = [
        Problem(f"the column {name!r} is missing", path, "row 1", f"the columns are {', '.join(header)}")
        for name in needed
        if name not in header
    ]
    problems += [
        Problem(f"the column {name!r} stands there twice", path, "row 1")
        for name in schema.columns
        if header.count(name) > 1
    ]
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        if not any(line):
            continue
        if len(line) > len(header):
            problems.append(
                Problem(
                    f"{len(line)} cells under {len(header)} columns", path, f"row {number}", "quote cells with commas"
                )
            )
        row = dict(zip(header, map(unguard, line), strict=False))
        for name, kind in schema.columns.items():
            if kind != "text" and not _is_number(row.get(name, "")):
                problems.append(Problem(f"{name} is {row[name]!r}, not a number", path, f"row {number}"))
        rows.append(row)
    if problems:
        raise InputError(problems)
    return table(rows, schema)


def csv_rows(path: Path) -> list[list[str]]:
    """The cells of every row of a CSV file as they stand there, the header and blank rows among them.

    Raises:
        InputError: no such file, or no CSV table.
    """
    try:
        text = _decoded(path.read_bytes())
    except FileNotFoundError:
        raise InputError(Problem("there is no such file", path, remedy="check the name in study.toml")) from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "its letters cannot be read"
        raise InputError(Problem(reason, path, remedy="save it as CSV UTF-8")) from None
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False))
    except csv.Error as error:
        raise InputError(Problem(f"it is not a CSV table ({error})", path)) from None


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def write_text(path: Path, text: str, *, mode: int | None = None) -> None:
    """Writes a text file under a temporary name beside `path` and renames it: the whole file or nothing."""
    write_bytes(path, text.encode("utf-8"), mode=mode)


def write_bytes(path: Path, content: bytes, *, mode: int | None = None) -> None:
    """Writes a file under a temporary name beside `path` and renames it: the whole file or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(mode if mode is not None else 0o666 & ~umask)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


_TYPES: Mapping[Kind, str] = {"text": "str", "integer": "Int64", "number": "float64", "probability": "float64"}


def _conforms(frame: pd.DataFrame, schema: Schema) -> bool:
    """Whether it has the schema's columns and types already, as what `table` made has."""
    if list(frame.columns) != list(schema.columns):
        return False
    kinds = schema.columns.values()
    typed = all(str(have) == _TYPES[kind] for have, kind in zip(frame.dtypes, kinds, strict=True))
    return typed and not any(frame[name].hasnans for name, kind in schema.columns.items() if kind == "text")


def _column(values: list[Any], kind: Kind) -> pd.Series:
    if kind == "text":
        return pd.Series(["" if _is_missing(value) else str(value) for value in values], dtype="str")
    numbers = pd.Series([_number(value) for value in values], dtype="float64")
    return numbers.astype("Int64") if kind == "integer" else numbers


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value))


def _typed(values: pd.Series, kind: Kind) -> pd.Series:
    if kind == "text":
        if values.dtype == "str":  # no value needs a look of its own
            return values.fillna("")
        return pd.Series(["" if pd.isna(value) else str(value) for value in values], index=values.index, dtype="str")
    if not is_numeric_dtype(values.dtype):
        values = pd.to_numeric(values.map(_number), errors="raise")
    numbers = values.astype("float64")
    return numbers.astype("Int64") if kind == "integer" else numbers


def _number(value: Any) -> float:
    if value is None or value is pd.NA or (isinstance(value, str) and not value.strip()):
        return math.nan
    return float(value)


def _is_number(text: str) -> bool:
    try:
        _number(text)
    except ValueError:
        return False
    return True
