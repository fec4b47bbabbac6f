"""The log of analysts' decisions: an SQLite file that only ever grows, safe against a kill and among processes.

Every decision is an event; none is changed or taken out, and triggers of the database see to it. Undo and redo are
events too. The machine's codes lie in the same file as passages, a new row wherever a later run codes otherwise.
A write returns only when it is on the disk (write-ahead log, `synchronous = FULL`).
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from analyser.errors import InputError, Problem
from analyser.review.codes import faults, in_order
from analyser.review.passages import PASSAGES
from analyser.study import REVIEW
from analyser.tables import table

NAME = REVIEW
KINDS = ("accept", "change", "split", "join", "add", "comment", "defer", "undo", "redo", "adjudicate")
CODED = ("change", "add", "join", "adjudicate")  # their codes are the analyst's own and are held to the codebook
WAITS = 30.0  # seconds for another process to finish its write
FORMAT = 1
_MARK = 0x52455657  # "REVW", SQLite's application_id
_NAME_LENGTH = 80

_TABLES = """
CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, analyst TEXT NOT NULL, kind TEXT NOT NULL,
    passage TEXT NOT NULL, text_hash TEXT NOT NULL, codes TEXT NOT NULL, detail TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS events_analyst ON events (analyst, number, kind);
CREATE INDEX IF NOT EXISTS events_passage ON events (analyst, passage, number);
CREATE TABLE IF NOT EXISTS passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, passage TEXT NOT NULL, coder TEXT NOT NULL, row TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS runs (
    number INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, coder TEXT NOT NULL, passages TEXT NOT NULL);
"""
_GUARDS = """
CREATE TRIGGER IF NOT EXISTS {name}_stay BEFORE UPDATE ON {name}
    BEGIN SELECT RAISE(ABORT, 'what is written stays as it is'); END;
CREATE TRIGGER IF NOT EXISTS {name}_remain BEFORE DELETE ON {name}
    BEGIN SELECT RAISE(ABORT, 'what is written stays'); END;
CREATE TRIGGER IF NOT EXISTS {name}_once BEFORE INSERT ON {name}
    WHEN EXISTS (SELECT 1 FROM {name} WHERE number = NEW.number)
    BEGIN SELECT RAISE(ABORT, 'what is written is not replaced'); END;
"""


@dataclass(frozen=True)
class Event:
    """One decision as it stands in the log; `number` orders them, `time` is UTC in ISO 8601.

    `codes` are the ten of `codes.CODES`, or none. `detail` holds what else a kind needs:

    | kind | `passage` | `detail` |
    |---|---|---|
    | `accept`, `change`, `defer` | the passage | may have `comment` |
    | `comment` | the passage | `comment` |
    | `add` | the key of the new passage | may have `comment` |
    | `split` | the passage that is split | `parts`: a list of `start`, `end`, `text_hash` and `codes`, each its own |
    | `join` | the key of the passage from first to last | `passages`: the keys that become one |
    | `adjudicate` | the passage | `reason` |
    | `undo`, `redo` | that of the event | `of`: the event's number; the log fills both in |
    """

    number: int
    time: str
    analyst: str
    kind: str
    passage: str
    text_hash: str
    codes: Mapping[str, str]
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """A decision to be written. `expected` is the number of the analyst's last standing event on the passage that the
    writer has seen, 0 for none; without it nothing is checked."""

    analyst: str
    kind: str
    passage: str = ""
    text_hash: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    detail: Mapping[str, Any] = field(default_factory=dict)
    expected: int | None = None


class Conflict(Exception):
    """The analyst has decided on the passage elsewhere, in another window perhaps; or there is nothing to undo."""


class Log:
    """The open log; `open_log` makes it. Threads may share it: each gets a connection of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._threads = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._connection()

    def __enter__(self) -> Log:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        with self._lock:
            for connection in self._connections:
                with suppress(sqlite3.Error):
                    connection.close()
            self._connections.clear()
        self._threads = threading.local()

    def append(
        self,
        analyst: str,
        kind: str,
        passage: str = "",
        text_hash: str = "",
        codes: Mapping[str, str] | None = None,
        detail: Mapping[str, Any] | None = None,
        *,
        expected: int | None = None,
    ) -> Event:
        """Writes one event and returns it once it is on the disk.

        `undo` takes back the analyst's last standing event, of whatever interview, and `redo` brings it again until a
        new event follows; which event it is the log finds itself.

        Raises:
            Conflict: the analyst's last standing event on the passage is not `expected`; nothing to undo or redo.
            InputError: the name, the kind or the codes cannot be used.
        """
        return self.append_all([Entry(analyst, kind, passage, text_hash, codes or {}, detail or {}, expected)])[0]

    def append_all(self, entries: Sequence[Entry]) -> list[Event]:
        """Writes events in their order, all or none; raises what `append` raises."""
        ready = [_checked(entry) for entry in entries]
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        with self._writing() as connection:
            return [_write(connection, entry, now) for entry in ready]

    def events(self, after: int = 0) -> list[Event]:
        """All events with a number above `after`, in their order."""
        rows = self._connection().execute(
            "SELECT number, time, analyst, kind, passage, text_hash, codes, detail FROM events"
            " WHERE number > ? ORDER BY number",
            (after,),
        )
        return [
            Event(number, at, analyst, kind, passage, text_hash, json.loads(codes), json.loads(detail))
            for number, at, analyst, kind, passage, text_hash, codes, detail in rows
        ]

    def last_number(self) -> int:
        """The number of the last event; 0 where there is none."""
        return int(self._connection().execute("SELECT coalesce(max(number), 0) FROM events").fetchone()[0])

    def lay_down(self, passages: pd.DataFrame, coder: str) -> None:
        """Writes the machine's codes of a run (`passages.PASSAGES`), as far as they are not there already."""
        frame = table(passages, PASSAGES)
        rows = [_json(row) for row in _plain_rows(frame)]
        with self._writing() as connection:
            known: dict[str, int] = dict(connection.execute("SELECT row, max(number) FROM passages GROUP BY row"))
            numbers = []
            for passage, by, row in zip(frame["passage"], frame["coder"], rows, strict=True):
                if row not in known:
                    insert = "INSERT INTO passages (passage, coder, row) VALUES (?, ?, ?)"
                    known[row] = int(connection.execute(insert, (passage, by, row)).lastrowid or 0)
                numbers.append(known[row])
            last = connection.execute("SELECT coder, passages FROM runs ORDER BY number DESC LIMIT 1").fetchone()
            if last != (coder, _json(numbers)):
                now = datetime.now(UTC).isoformat(timespec="milliseconds")
                connection.execute(
                    "INSERT INTO runs (time, coder, passages) VALUES (?, ?, ?)", (now, coder, _json(numbers))
                )

    def passages(self) -> pd.DataFrame:
        """The passages of the last run that was laid down (`passages.PASSAGES`); no row where there was none."""
        connection = self._connection()
        last = connection.execute("SELECT passages FROM runs ORDER BY number DESC LIMIT 1").fetchone()
        numbers: list[int] = json.loads(last[0]) if last else []
        rows = dict(connection.execute("SELECT number, row FROM passages")) if numbers else {}
        return table([json.loads(rows[number]) for number in numbers], PASSAGES)

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._threads, "connection", None)
        if connection is None:
            connection = _connect(self.path)
            self._threads.connection = connection
            with self._lock:
                self._connections.append(connection)
        return connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that holds the only right to write from its start, so that what it reads stays true."""
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise


def open_log(path: Path) -> Log:
    """Opens the log at `path`, for its owner alone (mode 0600), and begins it where there is none.

    Raises:
        InputError: the file is something else, of a newer version, or its folder cannot be written.
    """
    try:
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        path.chmod(0o600)
        return Log(path)
    except OSError as error:
        remedy = "give a study in a folder of your own"
        raise InputError(Problem(error.strerror or "it cannot be opened", path, remedy=remedy)) from None
    except sqlite3.Error as error:
        remedy = "put the file of a backup there, or take it away to begin anew"
        raise InputError(
            Problem(f"it is no log of decisions that can be read ({error})", path, remedy=remedy)
        ) from None


def digest(events: Iterable[Event]) -> str:
    """SHA-256 over all that the events say: the same decisions give the same digest."""
    found = hashlib.sha256()
    for one in events:
        fields = [one.number, one.time, one.analyst, one.kind, one.passage, one.text_hash, one.codes, one.detail]
        found.update(_json(fields).encode("utf-8", "surrogatepass") + b"\n")
    return found.hexdigest()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=WAITS, isolation_level=None, check_same_thread=False)
    try:
        _patiently(connection, "PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA recursive_triggers = ON")  # REPLACE deletes, and only so do triggers see it
        _begin_format(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _begin_format(connection: sqlite3.Connection) -> None:
    known, mark = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("user_version", "application_id"))
    if (known, mark) == (FORMAT, _MARK):
        return
    if known > FORMAT or mark not in (0, _MARK):
        raise sqlite3.DatabaseError("it is of another program, or of a newer version of this one")
    if mark == 0 and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise sqlite3.DatabaseError("it is a database of something else")
    guards = "".join(_GUARDS.format(name=name) for name in ("events", "passages", "runs"))
    connection.executescript(
        f"BEGIN IMMEDIATE; {_TABLES} {guards} PRAGMA application_id = {_MARK}; PRAGMA user_version = {FORMAT}; COMMIT;"
    )


def _patiently(connection: sqlite3.Connection, command: str) -> None:
    """SQLite does not wait for others by itself when it goes over to a write-ahead log."""
    until = time.monotonic() + WAITS
    while True:
        try:
            connection.execute(command)
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _checked(entry: Entry) -> Entry:
    """The entry with its codes in order; the passage's own wording is never part of a message."""
    name = entry.analyst
    problems = []
    if name != name.strip() or not name or len(name) > _NAME_LENGTH or not name.isprintable() or set(name) & set("+;"):
        remedy = f"write up to {_NAME_LENGTH} letters, without + and ;"
        problems.append(Problem(f"{name[:_NAME_LENGTH]!r} cannot be an analyst's name", remedy=remedy))
    if entry.kind not in KINDS:
        problems.append(Problem(f"{entry.kind!r} is no kind of decision", remedy=f"known are {', '.join(KINDS)}"))
    if not entry.passage and entry.kind not in ("undo", "redo"):
        problems.append(Problem("a decision is on a passage, and none is named"))
    codes = in_order(entry.codes) if entry.codes or entry.kind in CODED else {}
    if entry.kind in CODED:
        problems += [Problem(fault, place=entry.passage) for fault in faults(codes)]
    detail = dict(entry.detail)
    if entry.kind == "split":
        detail["parts"] = [{**part, "codes": in_order(part.get("codes", {}))} for part in detail.get("parts", [])]
        problems += [Problem(fault, place=entry.passage) for part in detail["parts"] for fault in faults(part["codes"])]
    if problems:
        raise InputError(problems)
    return Entry(name, entry.kind, entry.passage, entry.text_hash, codes, detail, entry.expected)


def _write(connection: sqlite3.Connection, entry: Entry, now: str) -> Event:
    passage, text_hash, detail = entry.passage, entry.text_hash, entry.detail
    if entry.expected is not None:
        last = _last_standing(connection, entry.analyst, passage)
        if last != entry.expected:
            raise Conflict(f"the last decision on it is number {last}, not {entry.expected}")
    if entry.kind in ("undo", "redo"):
        of = (_to_undo if entry.kind == "undo" else _to_redo)(connection, entry.analyst)
        if of is None:
            raise Conflict(f"there is nothing to {entry.kind}")
        select = "SELECT passage, text_hash FROM events WHERE number = ?"
        passage, text_hash = connection.execute(select, (of,)).fetchone()
        detail = {**detail, "of": of}
    row = (now, entry.analyst, entry.kind, passage, text_hash)
    number = connection.execute(
        "INSERT INTO events (time, analyst, kind, passage, text_hash, codes, detail) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*row, _json(entry.codes), _json(detail)),
    ).lastrowid
    return Event(int(number or 0), *row, dict(entry.codes), dict(detail))


def _last_standing(connection: sqlite3.Connection, analyst: str, passage: str) -> int:
    """The number of the analyst's last event on a passage that was not taken back; 0 where there is none."""
    select = "SELECT number, kind, detail FROM events WHERE analyst = ? AND passage = ? ORDER BY number"
    stands: set[int] = set()
    for number, kind, detail in connection.execute(select, (analyst, passage)):
        if kind == "undo":
            stands.discard(json.loads(detail)["of"])
        else:
            stands.add(json.loads(detail)["of"] if kind == "redo" else number)
    return max(stands, default=0)


def _to_undo(connection: sqlite3.Connection, analyst: str) -> int | None:
    """The last of the analyst's events that stands: told from the end, an undo takes the next one, a redo an undo."""
    waiting = 0
    select = "SELECT number, kind FROM events WHERE analyst = ? ORDER BY number DESC"
    for number, kind in connection.execute(select, (analyst,)):
        if kind in ("undo", "redo"):
            waiting += 1 if kind == "undo" else -1
        elif waiting:
            waiting -= 1
        else:
            return int(number)
    return None


def _to_redo(connection: sqlite3.Connection, analyst: str) -> int | None:
    """The event that was taken back last and not brought again; none once another event has followed."""
    brought = 0
    select = "SELECT kind, detail FROM events WHERE analyst = ? ORDER BY number DESC"
    for kind, detail in connection.execute(select, (analyst,)):
        if kind not in ("undo", "redo"):
            return None
        if kind == "undo" and not brought:
            return int(json.loads(detail)["of"])
        brought += 1 if kind == "redo" else -1
    return None


def _plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows that JSON can hold: what is empty is None, an open end the text `inf`."""
    columns = [[_plain(value) for value in frame[name].tolist()] for name in PASSAGES.columns]
    return [dict(zip(PASSAGES.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if pd.isna(value):
        return None
    return str(value) if math.isinf(value) else value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
