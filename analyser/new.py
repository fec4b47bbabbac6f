"""`new`: starts a study from what lies there. Copies nothing; every guess stands in `study.toml` as a comment."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from analyser.errors import InputError, Problem
from analyser.interviews import Interview, find_files, read_interviews_report
from analyser.records import RecordTable, read_records
from analyser.records.files import find_records
from analyser.records.read_database import is_address, moved, without_password
from analyser.records.scope import area_keys, area_names
from analyser.records.told import percent, told_codes
from analyser.study import NAME, RecordSettings
from analyser.tables import write_text

MOST_VALUES = 8  # of one code that are shown


def new_study(
    folder: Path,
    interviews: Sequence[str],
    records: Sequence[str],
    *,
    title: str = "",
    force: bool = False,
    progress: Callable[[str], None] | None = None,
) -> tuple[Path, list[str]]:
    """Writes `folder/study.toml`; returns its path and what was doubtful while reading.

    `interviews` and `records` are files, folders or patterns, seen from the working directory.

    Raises:
        InputError: nothing was named, a study is there already, or the files cannot be read.
    """
    path = folder / NAME
    if path.exists() and not force:
        raise InputError(Problem("there is a study already", path, remedy="give --force to replace it"))
    if not interviews and not records:
        raise InputError(Problem("nothing to start from", remedy="give --interviews, --records, or both"))
    notes: list[str] = []
    lines = ["# Every line that begins with # is a guess or a hint. Take the mark away, and mend it, to set it."]
    table = None
    unread: list[str] = []
    record_patterns = _patterns(folder, records)
    if any(is_address(one) and without_password(one) != one for one in records):
        notes.append(f"the password is not written to {NAME}; give it by PGPASSWORD or ~/.pgpass")
    if records:
        find_records(_absolute(records), Path.cwd())  # none found is an error, one not understood not
        try:
            table = read_records(RecordSettings(files=tuple(_absolute(records))), Path.cwd(), progress=progress)
            notes += table.warnings
        except InputError as error:
            unread = [str(problem) for problem in error.problems]
            notes += [f"{problem} (noted in {NAME})" for problem in unread]
    lines += ["", "[study]", f"title = {_quoted(title or folder.resolve().name)}", *_study_lines(table)]
    if interviews:
        patterns = _patterns(folder, interviews)
        found = find_files(Path.cwd(), _absolute(interviews))
        reading = read_interviews_report(found, skip_unreadable=True, progress=progress)
        notes += [f"{problem} (left out)" for problem in reading.unreadable]
        notes += [f"{one.path.name}: {warning}" for one in reading.interviews for warning in one.warnings]
        lines += ["", "[interviews]", f"files = {_list(patterns)}", *_interview_lines(reading.interviews)]
    if records:
        lines += ["", "[records]", f"files = {_list(record_patterns)}"]
        lines += ['# query = "SELECT * FROM …"'] * any(map(is_address, records))
        lines += _record_lines(table) if table is not None else _unread_lines(unread)
    lines += [
        "",
        "[compare]",
        '# slices = ["area", "cse_type", "agency_type"]   # also "month", "quarter"',
        "# margin = 1.5         # how far apart still agrees",
        "# case_months = 12     # how long a case is held",
    ]
    write_text(path, "\n".join(lines) + "\n")
    return path, notes


def _study_lines(table: RecordTable | None) -> list[str]:
    if table is None:
        return ["# period = { from = 2018-04-01, to = 2019-03-31 }"]
    days = sorted(day for day in table.frame["recorded_date"].unique() if day)
    rows = table.frame.assign(area_key=area_keys(table.frame["area"]))
    areas = sorted(name for key, name in area_names(rows, ()).items() if key)
    lines = [
        f"# period = {{ from = {days[0]}, to = {days[-1]} }}   # first and last recorded date; inclusive"
        if days
        else "# period = { from = 2018-04-01, to = 2019-03-31 }"
    ]
    if areas:
        lines.append(f"# areas = {_list(areas[:30])}   # as the records spell them")
    lines += [
        "# profile_date = 2019-06-30   # when the profile was written",
        "# update_due = 2020-06-30     # when its update was promised",
        '# as_of = 2020-12-31          # "today": without it the age of the data is not checked',
    ]
    return lines


def _interview_lines(interviews: Sequence[Interview]) -> list[str]:
    lines = ['# metadata = "interviews.csv"   # file,interview_id,speaker,agency,agency_type,area,date']
    asking = sorted({turn.speaker for one in interviews for turn in one.turns if turn.role == "interviewer"})
    if asking:
        lines.append(f"# interviewer = {_list(asking)}   # taken for interviewers")
    lines.append('# coverage = "all"   # every agency that holds such cases was asked')
    for one in interviews:
        partners = ", ".join(person.speaker or "(no label)" for person in one.people)
        lines.append(f"# {_comment(one.interview_id)}: partners {_comment(partners)}")
    return lines


def _record_lines(table: RecordTable) -> list[str]:
    several = len({tuple(sorted(sheet.columns.items())) for sheet in table.recognised.sheets}) > 1
    lines = [
        '# unit = "child"        # or "record"',
        '# owner = ["police"]    # agency types whose records these are',
        "# Recognised columns; set those that are wrong or missing under [records.columns]:",
    ]
    for sheet in table.recognised.sheets:
        if several:
            lines.append(f"# - in {_comment(' '.join(part for part in (sheet.file, sheet.sheet) if part))}:")
        lines += [f"#   {name} = {_quoted(' + '.join(headers))}" for name, headers in sheet.columns.items()]
        if sheet.unrecognised:
            lines.append(f"#   not used: {_comment(', '.join(sheet.unrecognised))}")
    return lines + _value_lines(table)


def _unread_lines(problems: Sequence[str]) -> list[str]:
    """What has to be mended before the records can be read."""
    return [
        "# The records cannot be read yet:",
        *(f"# - {_comment(problem)}" for problem in problems),
        "# [records.columns]",
        *(f'# {column} = "its header"' for column in ("record_id", "victim_id", "recorded_date")),
    ]


def _value_lines(table: RecordTable) -> list[str]:
    """Each coded column's values by code, and how many of the rows each covers."""
    lines: list[str] = []
    column = ""
    for told in told_codes(table):
        if told.column != column:
            column = told.column
            lines.append(f"# Values of {column}; set others under [records.values.{column}]:")
        shown = told.values[:MOST_VALUES]
        more = f" and {len(told.values) - len(shown)} more" if len(told.values) > len(shown) else ""
        code = _comment(told.code) if told.known else "NOT RECOGNISED"
        shares = ", ".join(percent(one.share) for one in shown)
        each = f": {shares}{more}" if len(told.values) > 1 else ""
        lines.append(f"#   {code} = {_list([one.value for one in shown])}   # {percent(told.share)} of the rows{each}")
    return lines


def _patterns(folder: Path, given: Sequence[str]) -> list[str]:
    """The patterns as seen from the study's folder; a folder stands for everything in it."""
    return [
        without_password(moved(pattern, Path.cwd(), folder.absolute()))
        if is_address(pattern)
        else Path(os.path.relpath(pattern, folder.absolute())).as_posix()
        for pattern in _absolute(given)
    ]


def _absolute(given: Sequence[str]) -> list[str]:
    paths = [one if is_address(one) else Path(one).absolute() for one in given]
    return [str(path / "*" if isinstance(path, Path) and path.is_dir() else path) for path in paths]


def _list(values: Sequence[str]) -> str:
    return "[" + ", ".join(map(_quoted, values)) + "]"


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in escaped) + '"'


def _comment(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)
