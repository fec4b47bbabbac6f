"""The record files that a study names, and the reader that each needs."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path

from analyser.errors import InputError, Problem
from analyser.records.grid import Grid
from analyser.records.read_database import Database, find_database, is_address, open_database
from analyser.records.read_ods import is_ods, open_ods
from analyser.records.read_text import open_text
from analyser.records.read_workbook import open_parquet, open_workbook

_READ = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".ods", ".parquet")
_DATABASES = (".db", ".sqlite", ".sqlite3")
_PACKED = (".zip", ".gz", ".7z", ".rar")
_TABLES_NOT_READ = (
    *(
        ".xls",
        ".xlsb",
        ".numbers",
        ".mdb",
        ".accdb",
        ".json",
        ".xml",
        ".html",
        ".sav",
        ".dta",
        ".rds",
        ".feather",
        ".fods",
    ),
    *_DATABASES,
    *_PACKED,
)
_REMEDY = "save it as .csv, .tsv, .xlsx, .ods or .parquet"
_UNPACK = "unpack what lies in it"
_QUERY = 'name a database by its address, files = "sqlite:///NAME", with a query'
# What a file begins with that is no table, whatever its name says, and what to do.
_OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook, or one with a password", f"{_REMEDY}, without a password"),
    (b"%PDF", "a PDF", "ask for the table that it was printed from"),
    (b"{\\rtf", "a text document", _REMEDY),
    (b"SQLite format 3\0", "an SQLite database", _QUERY),
    (b"\x1f\x8b", "packed", _UNPACK),
    (b"7z\xbc\xaf", "packed", _UNPACK),
    (b"Rar!", "packed", _UNPACK),
)
Source = Path | Database
"""Where records come from."""

_WEB_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|head|meta|\?xml)", re.IGNORECASE)


def find_records(patterns: Sequence[str], folder: Path, query: str = "") -> tuple[list[Source], list[str]]:
    """The files, sorted with numbers by their value, the databases, and warnings about files that are no tables.

    Raises:
        InputError: nothing matches a pattern, or a match is a table of a kind that is not read; an address cannot be
            understood; there is a query and no database to put it to.
    """
    found: dict[Source, None] = {}
    problems: list[Problem] = []
    warnings: list[str] = []
    for pattern in patterns:
        if is_address(pattern):
            try:
                found[find_database(pattern, query, folder)] = None
            except InputError as error:
                problems += error.problems
            continue
        base = Path(pattern)
        root = Path(base.anchor) if base.is_absolute() else folder
        matches = [
            path for path in root.glob(str(base.relative_to(base.anchor)) if base.anchor else pattern) if _is_file(path)
        ]
        if not matches:
            problems.append(
                Problem(f"no file matches {pattern!r}", folder, "[records] files", "check the folder and the pattern")
            )
        for path in sorted(matches, key=_natural):
            suffix = path.suffix.lower()
            if suffix in _READ:
                found[path] = None
            elif suffix in _TABLES_NOT_READ or path.name == base.name:
                remedy = _QUERY if suffix in _DATABASES else _UNPACK if suffix in _PACKED else _REMEDY
                problems.append(Problem(f"a {suffix or 'file without ending'} is not read", path, remedy=remedy))
            else:
                warnings.append(f"{path.name} was not read: it is no table ({', '.join(_READ)})")
    if query and not any(map(is_address, patterns)):
        remedy = f"take it out, or {_QUERY}"
        problems.append(Problem("a query is given and no database", place="[records] query", remedy=remedy))
    if not patterns:
        problems.append(
            Problem("no files are named", place="[records] files", remedy='for example files = "records/*"')
        )
    if not found and not problems:
        problems.append(Problem("no file is a table of records", folder, "[records] files", _REMEDY))
    if problems:
        raise InputError(problems)
    return list(found), warnings


def open_grids(source: Source, mapped: Mapping[str, str]) -> Generator[Grid, None, None]:
    """The tables in a file, by what it holds and not by its name, or what a database gives.

    Raises:
        InputError: it cannot be opened, is damaged, has a password, or holds something else; a query fails.
    """
    if isinstance(source, Database):
        yield from open_database(source)
        return
    path = source
    try:
        with path.open("rb") as file:
            head = file.read(256)
    except OSError as error:
        raise InputError(Problem(error.strerror or "it cannot be opened", path)) from None
    for mark, kind, remedy in _OTHER_KINDS:
        if head.startswith(mark):
            raise InputError(Problem(f"it is {kind}", path, remedy=remedy))
    if _WEB_PAGE.match(head):
        raise InputError(Problem("it is a web page or XML, whatever its name says", path, remedy=_REMEDY))
    if head.startswith(b"PAR1"):
        yield from open_parquet(path)
    elif head.startswith(b"PK"):
        yield from open_ods(path) if is_ods(path) else open_workbook(_office(path))
    elif path.suffix.lower() in (".xlsx", ".xlsm", ".ods", ".parquet"):
        raise InputError(
            Problem(f"it is no {path.suffix.lower()} file, or it is damaged", path, remedy="export it again")
        )
    else:
        yield from open_text(path, dict(mapped))


def _office(path: Path) -> Path:
    """The path, where the archive is an office file or so damaged that its own reader has to say so."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return path
    if "[Content_Types].xml" not in names:
        raise InputError(Problem("it is a packed folder", path, remedy=_UNPACK))
    return path


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.name.startswith((".", "~$"))


def _natural(path: Path) -> tuple[list[tuple[int, str]], str]:
    parts = re.split(r"(\d+)", path.as_posix().casefold())
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts], path.as_posix()
