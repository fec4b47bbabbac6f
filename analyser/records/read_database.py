"""Databases named by their address → rows: what one query gives, read only and never held as a whole.

An address is `sqlite:///records.db` (seen from the study's folder; four strokes begin a path from the root) or
`postgresql://user@host:5432/database`. A password is never written anywhere: what a database is called leaves it out.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from analyser.errors import InputError, Problem
from analyser.records.grid import Grid, Row
from analyser.records.read_workbook import as_text

_SQLITE = re.compile(r"sqlite:///(?P<path>.+)", re.DOTALL)
_HOST = r"(?:[\w.%-]*|\[[0-9a-fA-F:]+\])(?::\d+)?"
# An "@" anywhere else is part of a password that was not written as %40: nothing of such an address may be shown.
_SERVER = re.compile(rf"postgres(?:ql)?://(?:[^@/?#]*@)?(?P<host>{_HOST}(?:,{_HOST})*)(?P<name>/[^@?#]*)?(?:\?[^@#]*)?")
_EXAMPLES = "sqlite:///records.db and postgresql://user@host:5432/database"
_READS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})
_BATCH = 5000
_WAIT = 15  # seconds for a server to answer


@dataclass(frozen=True)
class Database:
    """One database and what it is asked. `name` tells it without user and password; `path` is the file of SQLite's."""

    name: str
    query: str
    path: Path | None = None
    address: str = field(default="", repr=False)


def find_database(address: str, query: str, folder: Path) -> Database:
    """The database of an address; relative paths are seen from `folder`.

    Raises:
        InputError: the address is of another kind of database, or not written as it should be.

    >>> find_database("postgresql://kim:secret@localhost:5432/crime", "SELECT 1", Path(".")).name
    'postgresql://localhost:5432/crime'
    """
    place = "[records] files"
    if match := _SQLITE.fullmatch(address):
        return Database(match["path"], query, folder / match["path"], address)
    if match := _SERVER.fullmatch(address):
        return Database(f"postgresql://{match['host']}{match['name'] or ''}", query, None, address)
    kind = address.partition("://")[0]
    if kind in ("sqlite", "postgresql", "postgres"):
        remedy = f"addresses are like {_EXAMPLES}; a password with other letters than a-z and 0-9 goes to PGPASSWORD"
        raise InputError(Problem(f"an address of {kind} that cannot be understood", place=place, remedy=remedy))
    raise InputError(
        Problem(
            f"a database ({kind}) is not read",
            place=place,
            remedy=f"addresses are like {_EXAMPLES}; from another, export the query's result as CSV",
        )
    )


def is_address(pattern: str) -> bool:
    """Whether one of `[records] files` is a database and no pattern of files."""
    return "://" in pattern


def without_password(address: str) -> str:
    """The address as it may be written down.

    >>> without_password("postgresql://kim:secret@localhost/crime"), without_password("sqlite:///a.db")
    ('postgresql://kim@localhost/crime', 'sqlite:///a.db')
    """
    if not address.startswith("postgres"):
        return address
    if not _SERVER.fullmatch(address):
        return "postgresql://"
    parts = urlsplit(address)
    user = parts.netloc.rpartition("@")[0].partition(":")[0]
    host = parts.netloc.rpartition("@")[2]
    kept = "&".join(one for one in parts.query.split("&") if one and not one.startswith(("password=", "sslpassword=")))
    return f"postgresql://{user + '@' if user else ''}{host}{parts.path}{'?' + kept if kept else ''}"


def moved(address: str, before: Path, after: Path) -> str:
    """The address of the same database, with a relative path of SQLite's seen from the folder `after`."""
    match = _SQLITE.fullmatch(address)
    if match is None or Path(match["path"]).is_absolute():
        return address
    return f"sqlite:///{Path(os.path.relpath(before / match['path'], after)).as_posix()}"


def open_database(database: Database) -> Iterator[Grid]:
    """The one grid of a query: the names of its columns as row 0, its rows from 1.

    Raises:
        InputError: there is no query, no such database, no connection, or the query fails.
    """
    yield from _sqlite(database, database.path) if database.path else _postgresql(database)


def _sqlite(database: Database, path: Path) -> Iterator[Grid]:
    if not path.is_file():
        raise InputError(Problem("there is no such file", path, "[records] files", "check the address"))
    with _told(database, sqlite3.Error, sqlite3.Warning), closing(_opened(path)) as connection:
        if not database.query.strip():
            raise _no_query(_tables(connection))
        connection.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _READS else sqlite3.SQLITE_DENY)
        cursor = connection.execute(database.query)
        if cursor.description is None:
            raise InputError(Problem("the query gives no rows", path, "[records] query", "begin it with SELECT"))
        names = [column[0] for column in cursor.description]
        yield Grid("", _rows(cursor, names, _told(database, sqlite3.Error)), padded=True)


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    return connection


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")
    return [str(name) for (name,) in found if not str(name).startswith("sqlite_")]


def _postgresql(database: Database) -> Iterator[Grid]:
    try:
        import psycopg
        from psycopg.types.string import TextLoader
    except ImportError:
        remedy = 'pip install "discrepancy-analyser[postgres]"'
        raise InputError(Problem("PostgreSQL needs the extra `postgres`", place=database.name, remedy=remedy)) from None

    class DayLoader(TextLoader):
        """Days and times as text: the server knows some, such as infinity, that no calendar of Python's holds."""

        def load(self, data: Any) -> str:
            text = str(super().load(data))
            try:
                return as_text(datetime.fromisoformat(text))
            except ValueError:
                return text

    if not database.query.strip():
        raise _no_query([])
    options = "-c default_transaction_read_only=on -c datestyle=ISO"
    with (
        _told(database, psycopg.Error),
        psycopg.connect(database.address, connect_timeout=_WAIT, options=options) as connection,
    ):
        connection.read_only = True
        for kind in ("date", "timestamp", "timestamptz"):
            connection.adapters.register_loader(kind, DayLoader)
        with connection.cursor(name="records") as cursor:  # named: the server hands out the rows bit by bit
            cursor.execute(database.query.strip().removesuffix(";").encode())
            columns = cursor.description or []
            zoned = [column.name for column in columns if column.type_display == "timestamptz"]
            notes = _zone_notes(zoned, connection.info.parameter_status("TimeZone") or "")
            rows = _rows(cursor, [column.name for column in columns], _told(database, psycopg.Error))
            yield Grid("", rows, padded=True, notes=notes)


def _rows(cursor: Any, names: Sequence[str], told: AbstractContextManager[None]) -> Iterator[Row]:
    yield 0, names, ""
    number = 0
    with told:
        while batch := cursor.fetchmany(_BATCH):
            for values in batch:
                number += 1
                yield number, [as_text(value) for value in values], ""


@contextmanager
def _told(database: Database, *kinds: type[Exception]) -> Iterator[None]:
    """What the database refuses becomes an `InputError` in one line, without any secret of the address."""
    try:
        yield
    except kinds as error:
        text = next(iter(str(error).strip().splitlines()), type(error).__name__)
        parts = urlsplit(database.address)
        for secret in (parts.password or "", *parse_qs(parts.query).get("password", [])):
            for form in (secret, unquote(secret)):
                text = text.replace(form, "…") if form else text
        place = "[records]" if database.path else f"{database.name}, [records]"
        remedy = "check the address and the query"
        raise InputError(Problem(f"the database refused: {text[:300]}", database.path, place, remedy)) from None


def _no_query(tables: Sequence[str]) -> InputError:
    remedy = 'such as query = "SELECT * FROM crimes"'
    if tables:
        remedy += f"; the tables are {', '.join(tables[:20])}"
    return InputError(Problem("a database is named and no query", place="[records] query", remedy=remedy))


def _zone_notes(columns: Sequence[str], zone: str) -> tuple[str, ...]:
    if not columns:
        return ()
    return (f"{', '.join(columns)}: times with a zone, read as days of the server's own zone ({zone})",)
