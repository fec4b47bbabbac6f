"""Who was interviewed: `interviews.csv`, a row for each file, or for each speaker where several agencies sit in one."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path

from analyser.codebook.date_words import date_words
from analyser.errors import InputError, Problem
from analyser.interviews.cues import label_key
from analyser.interviews.decode import decode
from analyser.interviews.model import Person
from analyser.interviews.names import matching
from analyser.interviews.source import Unreadable

COLUMNS = ("file", "interview_id", "speaker", "agency", "agency_type", "area", "date")
_DATES = (
    "%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%d.%m.%y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y",
    "%d-%b-%y", "%d %b %y", "%Y/%m/%d", "%B %d %Y", "%Y%m%d",
)  # fmt: skip
_UNSAFE = re.compile(r'[/\\:*?"<>|\x00-\x1f]|^\.|^\s|\s$|^$')


@dataclass(frozen=True)
class Row:
    """One row of the metadata."""

    number: int
    file: str
    interview_id: str
    person: Person


@dataclass(frozen=True)
class Metadata:
    """The rows by the file that they belong to."""

    path: Path
    rows: Mapping[Path, tuple[Row, ...]]


def read_metadata(path: Path, files: Sequence[Path]) -> tuple[Metadata, list[Problem]]:
    """The rows of a metadata CSV for these interview files, and what is wrong with rows: unknown files, dates,
    duplicates, each by its row.

    Raises:
        InputError: the table cannot be read.
    """
    rows, problems = _parse(path)
    found: dict[Path, list[Row]] = {}
    for row in rows:
        matches = _matching(row.file, files)
        place = f"row {row.number}"
        if not matches:
            problems.append(
                Problem(f"no interview file is called {row.file!r}", path, place, "give the file's name or stem")
            )
        elif len(matches) > 1:
            names = ", ".join(sorted(str(match.name) for match in matches))
            problems.append(Problem(f"{row.file!r} may be {names}", path, place, "give the folder and suffix too"))
        else:
            found.setdefault(matches[0], []).append(row)
    for file, held in found.items():
        problems += _doubles(path, file, held)
    return Metadata(path, {file: tuple(held) for file, held in found.items()}), problems


def by_row(problems: Iterable[Problem]) -> list[Problem]:
    """The metadata's problems in the order of its rows."""
    return sorted(problems, key=lambda problem: int((re.findall(r"\d+", problem.place) or ["0"])[0]))


def people(speakers: Sequence[str], rows: Sequence[Row], path: Path) -> tuple[tuple[Person, ...], list[Problem]]:
    """Who each partner speaker is: the row with its label in any form, else the row without a speaker."""
    unlabelled = list(speakers) == [""]
    named = list({label_key(row.person.speaker): row for row in reversed(rows) if row.person.speaker}.values())[::-1]
    means = {row: matching(row.person.speaker, speakers) for row in named}
    held = Counter(name for names in means.values() for name in names)
    exact = set(map(label_key, speakers))
    wrong = [
        row
        for row in named
        if not unlabelled
        and label_key(row.person.speaker) not in exact
        and (len(means[row]) != 1 or held[means[row][0]] > 1)
    ]
    problems = [
        Problem(
            f"no partner in {row.file!r} is labelled {row.person.speaker!r}",
            path,
            f"row {row.number}",
            f"the labels are {', '.join(speakers)}",
        )
        for row in wrong
    ]
    if unlabelled and len(rows) > 1:
        problems.append(
            Problem(
                f"{rows[0].file!r} has no speakers' labels but several rows",
                path,
                f"row {rows[1].number}",
                "leave one row",
            )
        )
    by_name = {name: row for row, names in means.items() if row not in wrong for name in names}
    whole = next((row for row in rows if not row.person.speaker), rows[0] if unlabelled and rows else None)
    found = []
    for speaker in speakers:
        row = by_name.get(speaker) or whole
        known = row.person if row else Person("")
        found.append(Person(speaker, known.agency, known.agency_type, known.area, known.date))
    return tuple(found), problems


def read_date(value: str) -> str | None:
    """A date, UK order where days and months could be mistaken, as ISO; None when it is none.

    >>> read_date("3/4/2019"), read_date("12th March 2019"), read_date("2019-04-03 00:00:00"), read_date("soon")
    ('2019-04-03', '2019-03-12', '2019-04-03', None)
    """
    words = date_words()
    plain = re.sub(rf"(?<=\d)(?:{words.ordinals})\b", "", value.strip(), flags=re.IGNORECASE).replace(",", "")
    for long, short in words.months.items():
        plain = plain.replace(f"{long} ", f"{short} ")
    plain = re.sub(rf"^(?:{words.weekdays})[a-z]*\s+", "", plain, flags=re.IGNORECASE)
    plain = re.sub(r"[T ]\d{1,2}:\d{2}(:\d{2})?.*$", "", plain)
    for pattern in _DATES:
        try:
            found = datetime.strptime(" ".join(plain.split()), pattern).date()
        except ValueError:
            continue
        return found.isoformat() if date(1900, 1, 2) <= found else None
    return None


def _parse(path: Path) -> tuple[list[Row], list[Problem]]:
    try:
        text, _ = decode(path.read_bytes())
    except FileNotFoundError:
        raise InputError(
            Problem("there is no such file", path, remedy="check [interviews] metadata in study.toml")
        ) from None
    except (OSError, Unreadable) as error:
        raise InputError(
            Problem(getattr(error, "what", None) or "it cannot be opened", path, remedy="save it as CSV UTF-8")
        ) from None
    if not text.strip():
        raise InputError(Problem("it is empty", path, remedy=f"give a header row with {', '.join(COLUMNS)}"))
    head = text.lstrip("\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    number = next(index for index, line in enumerate(lines) if any(cell.strip() for cell in line))
    header = [re.sub(r"[\s\-]+", "_", cell.strip().casefold()) for cell in lines[number]]
    problems = [
        Problem(f"the column {name!r} stands there twice", path, f"row {number + 1}")
        for name in COLUMNS
        if header.count(name) > 1
    ]
    missing = [name for name in COLUMNS if name not in header]
    unknown = [name for name in header if name not in COLUMNS and get_close_matches(name, missing, cutoff=0.75)]
    if "file" not in header:
        raise InputError(
            Problem("the column 'file' is missing", path, f"row {number + 1}", f"the columns are {', '.join(COLUMNS)}")
        )
    if unknown:
        problems.append(
            Problem(
                f"columns that may be misspelt: {', '.join(unknown)}",
                path,
                f"row {number + 1}",
                f"the columns are {', '.join(COLUMNS)}",
            )
        )
    rows = []
    for index, line in enumerate(lines[number + 1 :], start=number + 2):
        cells = [" ".join(cell.split()) for cell in line]
        if not any(cells):
            continue
        row = dict(zip(header, cells, strict=False))
        problems += _wrong(row, path, f"row {index}", extra=any(cells[len(header) :]))
        person = Person(
            row.get("speaker", ""),
            row.get("agency", ""),
            row.get("agency_type", ""),
            row.get("area", ""),
            read_date(row.get("date", "")) or "",
        )
        rows.append(Row(index, row.get("file", ""), row.get("interview_id", ""), person))
    return [row for row in rows if row.file], problems


def _wrong(row: Mapping[str, str], path: Path, place: str, *, extra: bool) -> list[Problem]:
    problems = []
    if extra:
        problems.append(Problem("more cells than columns", path, place, "quote cells with commas"))
    if not row.get("file"):
        problems.append(Problem("no file", path, place, "give the interview file's name"))
    if row.get("date") and read_date(row["date"]) is None:
        problems.append(Problem(f"{row['date']!r} is no date", path, place, "write 31/01/2019 or 2019-01-31"))
    if row.get("interview_id") and _UNSAFE.search(row["interview_id"]):
        problems.append(
            Problem(
                f"the interview_id {row['interview_id']!r} cannot be a file's name",
                path,
                place,
                "use letters, digits, - and _",
            )
        )
    return problems


def _doubles(path: Path, file: Path, rows: Sequence[Row]) -> list[Problem]:
    problems = []
    seen: dict[str, int] = {}
    for row in rows:
        key = label_key(row.person.speaker)
        if key in seen:
            who = f"the speaker {row.person.speaker!r} of " if key else ""
            problems.append(
                Problem(
                    f"{who}{file.name!r} stands already in row {seen[key]}", path, f"row {row.number}", "leave one row"
                )
            )
        seen.setdefault(key, row.number)
    identifiers = {row.interview_id for row in rows if row.interview_id}
    if len(identifiers) > 1:
        problems.append(
            Problem(f"{file.name!r} has several interview_ids", path, f"row {rows[-1].number}", "give it one")
        )
    return problems


def _matching(name: str, files: Sequence[Path]) -> list[Path]:
    """The files that a name means: by path, name or stem, whatever the case and the composition of accents."""
    wanted = _folded(name.replace("\\", "/").removeprefix("./"))
    wanted = "/" + wanted.lstrip("/")
    named = [file for file in files if _folded("/" + file.as_posix()).endswith(wanted)]
    return named or [file for file in files if _folded("/" + file.with_suffix("").as_posix()).endswith(wanted)]


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
