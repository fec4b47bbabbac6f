"""The record files that a study names, and the reader that each needs."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path

from analyser.errors import InputError, Problem
from analyser.records.grid import Grid
from analyser.records.read_text import open_text
from analyser.records.read_workbook import open_parquet, open_workbook

_READ = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".parquet")
_TABLES_NOT_READ = (
    ".ods",
    ".xls",
    ".xlsb",
    ".numbers",
    ".mdb",
    ".accdb",
    ".db",
    ".sqlite",
    ".json",
    ".xml",
    ".sav",
    ".dta",
    ".rds",
    ".feather",
)
_REMEDY = "save it as .csv, .tsv, .xlsx or .parquet"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def find_records(patterns: Sequence[str], folder: Path) -> tuple[list[Path], list[str]]:
    """The files, sorted with numbers by their value, and warnings about those that are no tables.

    Raises:
        InputError: nothing matches a pattern, or a match is a table of a kind that is not read.
    """
    found: dict[Path, None] = {}
    problems, warnings = [], []
    for pattern in patterns:
        if "://" in pattern:
            kind = pattern.split("://")[0]
            problems.append(
                Problem(
                    f"a database ({kind}) is not read",
                    place="[records] files",
                    remedy="export the query's result as CSV",
                )
            )
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
                problems.append(Problem(f"a {suffix or 'file without ending'} is not read", path, remedy=_REMEDY))
            else:
                warnings.append(f"{path.name} was not read: it is no table ({', '.join(_READ)})")
    if not patterns:
        problems.append(
            Problem("no files are named", place="[records] files", remedy='for example files = "records/*"')
        )
    if not found and not problems:
        problems.append(Problem("no file is a table of records", folder, "[records] files", _REMEDY))
    if problems:
        raise InputError(problems)
    return list(found), warnings


def open_grids(path: Path, mapped: Mapping[str, str]) -> Generator[Grid, None, None]:
    """The tables in a file, by what it holds and not by its name.

    Raises:
        InputError: it cannot be opened, is damaged, has a password, or holds something else.
    """
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise InputError(Problem(error.strerror or "it cannot be opened", path)) from None
    if head.startswith(_OLD_OFFICE):
        raise InputError(
            Problem(
                "it is an old Excel workbook, or one with a password", path, remedy=f"{_REMEDY}, without a password"
            )
        )
    if head.startswith(b"PAR1"):
        yield from open_parquet(path)
    elif head.startswith(b"PK"):
        yield from open_workbook(path)
    elif path.suffix.lower() in (".xlsx", ".xlsm", ".parquet"):
        raise InputError(
            Problem(f"it is no {path.suffix.lower()} file, or it is damaged", path, remedy="export it again")
        )
    else:
        yield from open_text(path, dict(mapped))


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.name.startswith((".", "~$"))


def _natural(path: Path) -> tuple[list[tuple[int, str]], str]:
    parts = re.split(r"(\d+)", path.as_posix().casefold())
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts], path.as_posix()
