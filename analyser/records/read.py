"""Record files of any usual form → one `RecordTable`: rows kept, rows excluded with their reason, no others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from analyser.errors import InputError, Problem
from analyser.records.clean import CleanSheet, clean_sheet
from analyser.records.compact import stacked
from analyser.records.files import Source, find_records, open_grids
from analyser.records.link_columns import find_link_columns, stacked_links
from analyser.records.names import value_key
from analyser.records.read_large import read_large
from analyser.records.read_sheet import RawSheet, read_head, read_rows
from analyser.records.recognise import nearest
from analyser.records.recognise_values import check_mapping
from analyser.records.table import CODES, COLUMNS, Recognition, RecordTable, SheetRecognition
from analyser.study import RecordSettings

_CODE_COLUMNS = tuple(f"{column}_code" for column in CODES)
_PLACE = ("file", "sheet", "row")
_NO_ROW_REMEDY = (
    "dates are read as 31/01/2019, 2019-01-31 or 31 Jan 2019; "
    "a formula has a result only once a spreadsheet has saved it"
)
_SHOWN_ROWS = 5  # of each reason: enough to find what is the matter


@dataclass
class _Reading:
    """What has been gathered so far."""

    sheets: list[CleanSheet]
    recognised: list[SheetRecognition]
    warnings: list[str]
    problems: list[Problem]
    mapped_seen: set[str]
    headers_seen: list[str]
    linked_seen: set[str] = field(default_factory=set)


def read_records(
    settings: RecordSettings, folder: Path, *, progress: Callable[[str], None] | None = None
) -> RecordTable:
    """Reads every record file of a study; `progress` is told each file's name.

    Raises:
        InputError: no file matches; a file is damaged or of an unknown form; a needed column is missing, or stands
            there twice with other content; a mapped column or code does not exist; no row is left. All at once.
    """
    check_mapping(settings.values)
    unknown = [name for name in settings.columns if name not in COLUMNS]
    if unknown:
        remedy = f"known are {', '.join(COLUMNS)}"
        raise InputError(
            [Problem(f"unknown column {name!r}", place="[records.columns]", remedy=remedy) for name in unknown]
        )
    sources, warnings = find_records(settings.files, folder, settings.query)
    shown = ", ".join(source.name for source in sources)
    reading = _Reading([], [], warnings, [], set(), [])
    for source in sources:
        if progress:
            progress(source.name)
        try:
            _read_source(source, folder, settings, reading)
        except InputError as error:
            reading.problems += error.problems
    reading.problems += [
        Problem(
            f"there is no column {settings.columns[column]!r} in {shown}",
            place=f"[records.columns] {column}",
            remedy=f"the headers are {_list(list(dict.fromkeys(reading.headers_seen)))}",
        )
        for column in settings.columns
        if column not in reading.mapped_seen
    ]
    reading.problems += [
        Problem(
            f"there is no column {header!r} in {shown}",
            place="[records.link] columns",
            remedy=f"the headers are {_list(list(dict.fromkeys(reading.headers_seen)))}",
        )
        for header in (settings.link.columns if settings.link else ())
        if header not in reading.linked_seen
    ]
    if reading.problems:
        raise InputError(reading.problems)
    table = _joined(reading, sources)
    if table.frame.empty and table.excluded.empty:
        what = f"there is no row beneath the header of {shown}"
        raise InputError(Problem(what, remedy="export it again; the query may have found nothing"))
    if table.frame.empty:
        reasons = "; ".join(f"{reason}: {n}" for reason, n in table.excluded["reason"].value_counts().items())
        raise InputError(Problem(f"no row is left of {shown} ({reasons})", remedy=_NO_ROW_REMEDY))
    return table


def _read_source(source: Source, folder: Path, settings: RecordSettings, reading: _Reading) -> None:
    name = _shown(source, folder)
    problems: list[Problem] = []
    skipped: list[str] = []
    read = False
    with closing(open_grids(source, settings.columns)) as grids:
        for grid in grids:
            where = f"{name}, sheet {grid.sheet}" if grid.sheet else name
            reading.warnings += [f"{where}: {note}" for note in grid.notes]
            found = read_head(grid, settings.columns)
            if found is None:
                skipped.append(f"{where} is empty")
                continue
            raw, rows = found
            raw.sheet = grid.sheet
            reading.headers_seen += [header for header in raw.headers if header]
            missing = _missing_columns(raw, settings)
            if missing:
                problems += _explain_missing(missing, raw, source)
                skipped.append(f"{where} was not read: it has no column for {', '.join(missing)}")
                continue
            reading.mapped_seen |= {
                column
                for column, header in settings.columns.items()
                if column in raw.columns.found and _is_mapped(raw, column, header)
            }
            twice = find_link_columns(raw, settings.link, reading.linked_seen)
            reading.problems += [_problem(what, source, _place(raw), remedy) for what, remedy in twice]
            # Linked columns hold almost as many values as rows, which is nothing for compact columns.
            if settings.link or not (isinstance(source, Path) and read_large(source, grid.source, raw, settings)):
                read_rows(raw, rows, padded=grid.padded)
            _add(clean_sheet(raw, name, settings), raw, where, reading, source)
            read = True
    if read:
        reading.warnings += skipped
    elif problems:
        reading.problems += problems
    else:
        remedy = "export it again, or leave it out of [records] files"
        reading.problems.append(_problem("it is empty", source, remedy=remedy))


def _add(clean: CleanSheet, raw: RawSheet, where: str, reading: _Reading, source: Source) -> None:
    reading.problems += [_problem(what, source, _place(raw), remedy) for what, remedy in clean.problems]
    reading.warnings += [f"{where}: {warning}" for warning in clean.warnings]
    kept, out = len(clean.frame), len(clean.excluded)
    if out:
        reading.warnings.append(f"{where}: {out} of {kept + out} rows are excluded ({_reasons(clean.excluded)})")
    reading.sheets.append(clean)
    reading.recognised.append(clean.recognised)


def _reasons(excluded: pd.DataFrame) -> str:
    """Each reason with how many rows and where the first of them stand, most frequent first."""
    told = []
    for reason, n in excluded["reason"].value_counts().items():
        rows = [str(row) for row in excluded.loc[excluded["reason"] == reason, "row"].head(_SHOWN_ROWS)]
        more = ", …" if n > len(rows) else ""
        told.append(f"{reason}: {n}, in row {', '.join(rows)}{more}")
    return "; ".join(told)


def _joined(reading: _Reading, sources: Sequence[Source]) -> RecordTable:
    columns = [*COLUMNS, *_CODE_COLUMNS, *_PLACE]
    frames = [sheet.frame for sheet in reading.sheets]
    frame = stacked(frames)[columns]
    frame["order"] = range(len(frame))
    excluded = stacked([sheet.excluded for sheet in reading.sheets])
    values = pd.concat([sheet.values for sheet in reading.sheets], ignore_index=True)
    there = {column for sheet in reading.recognised for column in sheet.columns}
    return RecordTable(
        frame=frame,
        excluded=excluded,
        recognised=Recognition(tuple(reading.recognised), values),
        warnings=tuple(dict.fromkeys(reading.warnings)),
        files=tuple(path for path in (_file(source) for source in sources) if path),
        absent=frozenset(COLUMNS) - there,
        servers=tuple(source.name for source in sources if _file(source) is None),
        link=stacked_links([sheet.link for sheet in reading.sheets if sheet.link is not None]),
    )


def _missing_columns(raw: RawSheet, settings: RecordSettings) -> list[str]:
    needed = ["record_id", "recorded_date", *(["victim_id"] if settings.unit == "child" else [])]
    return [column for column in needed if column not in raw.columns.found]


def _explain_missing(missing: list[str], raw: RawSheet, source: Source) -> list[Problem]:
    headers = [header for header in raw.headers if header]
    problems = []
    for column in missing:
        close = nearest(column, [raw.headers[position] for position in raw.columns.others])
        guess = close[0] if close else "its header"
        what = f"no column for {column}; the headers are {_list(headers)}"
        if close:
            what += f"; nearest: {_list(close)}"
        remedy = f'name it in study.toml under [records.columns]: {column} = "{guess}"'
        problems.append(_problem(what, source, _place(raw), remedy))
    return problems


def _is_mapped(raw: RawSheet, column: str, header: str) -> bool:
    return value_key(raw.headers[raw.columns.found[column][0]]) == value_key(header)


def _place(raw: RawSheet) -> str:
    return f"sheet {raw.sheet}, row {raw.header_row}" if raw.sheet else f"row {raw.header_row}"


def _problem(what: str, source: Source, place: str = "", remedy: str = "") -> Problem:
    path = _file(source)
    return Problem(what, path, place if path else ", ".join(part for part in (source.name, place) if part), remedy)


def _file(source: Source) -> Path | None:
    return source if isinstance(source, Path) else source.path


def _shown(source: Source, folder: Path) -> str:
    path = _file(source)
    if path is None:
        return source.name
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()


def _list(headers: list[str], most: int = 30) -> str:
    # A file without a header shows its first row here: no more of a cell than tells which it is.
    shown = [header if len(header) <= 40 else header[:39] + "…" for header in headers[:most]]
    return ", ".join(shown) + (f" and {len(headers) - most} more" if len(headers) > most else "")
