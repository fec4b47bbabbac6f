"""The interviews of a study: files to `Interview`s, every problem at once."""

from __future__ import annotations

import glob
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analyser.errors import InputError, Problem
from analyser.interviews.formats import read_source
from analyser.interviews.metadata import Metadata, by_row, people, read_metadata
from analyser.interviews.model import Interview, Person
from analyser.interviews.source import Unreadable
from analyser.interviews.structure import structure

NO_METADATA = "no row in the metadata: agency, area and date are empty"


@dataclass(frozen=True)
class Reading:
    """The interviews, and the files that could not be read (only when these are skipped)."""

    interviews: tuple[Interview, ...]
    unreadable: tuple[Problem, ...] = ()


def find_files(folder: Path, patterns: str | Iterable[str]) -> list[Path]:
    """The files that the patterns name, each once, sorted; hidden ones and Word's lock files are none.

    Raises:
        InputError: a name without wildcard does not exist, or nothing matches.
    """
    patterns = [patterns] if isinstance(patterns, str) else list(patterns)
    found: set[Path] = set()
    missing = []
    for pattern in patterns:
        plain = folder / pattern
        if plain.is_file():
            found.add(plain)
        elif glob.has_magic(pattern):
            matched = (folder / name for name in glob.glob(pattern, root_dir=folder, recursive=True))  # noqa: PTH207
            found.update(path for path in matched if path.is_file() and not path.name.startswith((".", "~$")))
        else:
            missing.append(Problem("there is no such file", plain, remedy="check the name"))
    if missing:
        raise InputError(missing)
    if not found:
        raise InputError(Problem(f"no file matches {', '.join(patterns)}", folder, remedy="check [interviews] files"))
    return sorted(found)


def read_interviews(
    paths: Iterable[Path],
    *,
    interviewer: Sequence[str] = (),
    metadata: Path | None = None,
    skip_unreadable: bool = False,
    progress: Callable[[str], None] | None = None,
) -> list[Interview]:
    """The interviews in the order of their paths; see `read_interviews_report` for the files that were skipped.

    Args:
        interviewer: labels of interviewers, beside those that are recognised anyway.
        metadata: the CSV that says who was interviewed.
        skip_unreadable: go on without the files that cannot be read.
        progress: called with each file's name before it is read.

    Raises:
        InputError: files that cannot be read or have no partner's speech (every one), or wrong metadata rows.
    """
    report = read_interviews_report(
        paths, interviewer=interviewer, metadata=metadata, skip_unreadable=skip_unreadable, progress=progress
    )
    return list(report.interviews)


def read_interviews_report(
    paths: Iterable[Path],
    *,
    interviewer: Sequence[str] = (),
    metadata: Path | None = None,
    skip_unreadable: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Reading:
    """Like `read_interviews`, with the files that were skipped."""
    files = [
        path for path in dict.fromkeys(map(Path, paths)) if metadata is None or path.resolve() != metadata.resolve()
    ]
    about, problems = _about(metadata, files)
    identifiers, notes, doubles = _identifiers(files, about)
    interviews: list[Interview] = []
    unreadable: list[Problem] = []
    for path in files:
        if progress is not None:
            progress(path.name)
        try:
            interview, wrong = _read(path, identifiers[path], interviewer, about)
        except Unreadable as error:
            unreadable.append(Problem(error.what, path, remedy=error.remedy))
            continue
        problems += wrong
        interviews.append(replace(interview, warnings=(*interview.warnings, *notes.get(path, ()))))
    if problems or doubles or (unreadable and not skip_unreadable):
        raise InputError([*unreadable, *doubles, *by_row(problems)])
    if not interviews:
        raise InputError(unreadable or [Problem("there is no interview to read", remedy="check [interviews] files")])
    return Reading(tuple(interviews), tuple(unreadable))


def _about(metadata: Path | None, files: Sequence[Path]) -> tuple[Metadata | None, list[Problem]]:
    """The metadata as far as they can be read, and what is wrong with them: speakers can be checked beside it."""
    if metadata is None:
        return None, []
    try:
        return read_metadata(metadata, files)
    except InputError as error:
        return None, list(error.problems)


def _read(
    path: Path, identifier: str, interviewer: Sequence[str], about: Metadata | None
) -> tuple[Interview, list[Problem]]:
    source = read_source(path)
    rows = about.rows.get(path, ()) if about else ()
    named = [row.person.speaker for row in rows if row.person.speaker]
    found = structure(
        source,
        interviewer=interviewer,
        partners=named,
        complete=len(named) == len(rows),
        markdown=path.suffix.lower() == ".md",
    )
    speakers = list(dict.fromkeys(turn.speaker for turn in found.turns if turn.role == "partner"))
    if not speakers:
        raise Unreadable(
            "no speech of a partner was found", "check its labels, or [interviews] interviewer in study.toml"
        )
    warnings = list(found.warnings)
    persons: tuple[Person, ...] = tuple(map(Person, speakers))
    problems: list[Problem] = []
    if about is not None:
        persons, problems = people(speakers, rows, about.path)
        warnings += [] if rows else [NO_METADATA]
    return Interview(
        identifier, path, source.text, found.turns, found.silent, found.locators, persons, tuple(warnings)
    ), problems


def _identifiers(
    files: Sequence[Path], about: Metadata | None
) -> tuple[dict[Path, str], dict[Path, tuple[str, ...]], list[Problem]]:
    """An id for each file: the metadata's, else the stem, told apart by folder and suffix where stems are the same;
    what was told apart, and those that the metadata gives twice.
    """
    given = {
        path: row.interview_id
        for path, rows in (about.rows if about else {}).items()
        for row in rows
        if row.interview_id
    }
    identifiers = {path: given.get(path) or path.stem for path in files}
    notes: dict[Path, tuple[str, ...]] = {}
    for widen in (_with_folder, _with_suffix, _with_path):
        counts = Counter(identifier.casefold() for identifier in identifiers.values())
        double = [path for path in files if counts[identifiers[path].casefold()] > 1 and path not in given]
        changed = {
            path: widen(
                path, identifiers[path], [other for other in double if other.stem.casefold() == path.stem.casefold()]
            )
            for path in double
        }
        for path, identifier in changed.items():
            if identifier != identifiers[path]:
                identifiers[path] = identifier
                notes[path] = (f"several interviews are called {path.stem!r}; this one is {identifier!r}",)
    counts = Counter(identifier.casefold() for identifier in identifiers.values())
    problems = [
        Problem(
            f"several interviews have the id {identifiers[path]!r}",
            path,
            remedy="give each its own interview_id in the metadata",
        )
        for path in files
        if counts[identifiers[path].casefold()] > 1
    ]
    return identifiers, notes, problems


def _with_folder(path: Path, identifier: str, same: Sequence[Path]) -> str:
    folders = {other.parent.name for other in same}
    return _safe(f"{path.parent.name}-{identifier}") if len(folders) > 1 and path.parent.name else identifier


def _with_suffix(path: Path, identifier: str, same: Sequence[Path]) -> str:
    suffixes = {other.suffix for other in same}
    return f"{identifier}-{path.suffix.lstrip('.').lower()}" if len(suffixes) > 1 else identifier


def _with_path(path: Path, identifier: str, same: Sequence[Path]) -> str:
    return _safe("-".join([*path.parts[-4:-1], path.stem, path.suffix.lstrip(".")])) if len(same) > 1 else identifier


def _safe(name: str) -> str:
    return re.sub(r'[/\\:*?"<>|\x00-\x1f]+', "-", name).strip(". -")
