"""Which column of an extract is which: headers of any system → the contract's column names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from analyser.errors import InputError, Problem
from analyser.records.lists import FOLDER, column_names
from analyser.records.names import area_key, value_key

__all__ = ["Columns", "area_key", "assign", "column_of", "header_key", "nearest", "score", "surely"]

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z]{2})")
_BRACKETS = re.compile(r"\([^)]*\)?")
_QUALIFIED = re.compile(r"^.*[.\[:](?=[^.\[:]{2,}$)")
_TRAILING_NUMBER = re.compile(r" \d+$")
_LONGEST = 8  # words; a longer header is a title or a sentence
_REMEMBERED = 4096  # texts: the first rows of a file are read under every separator, and then as rows
NAMES, ALSO, WORDS, LAST = range(4)


@dataclass(frozen=True)
class Columns:
    """Which header, by its position, stands for which column.

    `found`: column → positions, the first of which is taken unless their contents differ; `joined` columns take all of
    them. `weaker`: column → positions of headers that could have been it. `others`: positions that stand for nothing.
    """

    found: Mapping[str, tuple[int, ...]]
    joined: frozenset[str] = frozenset()
    weaker: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    others: tuple[int, ...] = ()


@lru_cache(_REMEMBERED)
def header_key(header: str) -> str:
    """The header in lower case, its words told apart and each in its usual form.

    >>> header_key("Crime No."), header_key("recordedDate"), header_key("HOCode"), header_key("Vic Unique Ref")
    ('crime number', 'recorded date', 'ho code', 'victim identifier reference')
    """
    same = _same_words()
    text = _CAMEL.sub(" ", header.replace("#", f" {same.get('#', '')} ")).replace("_", " ")
    words: list[str] = []
    for word in value_key(text).split():
        word = same.get(word, word)
        if not words or words[-1] != word:
            words.append(word)
    return " ".join(words)


@lru_cache(_REMEMBERED)
def column_of(header: str) -> tuple[str, int]:
    """The column that a header stands for alone and how sure that is (`NAMES`, `ALSO`, `WORDS`, `LAST`); "" for none.

    >>> [column_of(name)[0] for name in ("Date Recorded", "Victim_URN", "CSE Flag (Y/N)", "Hair colour")]
    ['recorded_date', 'victim_id', 'cse_flag', '']
    """
    index = _index()
    bare = _BRACKETS.sub(" ", header)
    forms = [header_key(form) for form in (header, bare, _QUALIFIED.sub("", header).rstrip("]"))]
    forms += [_TRAILING_NUMBER.sub("", form) for form in forms]
    for form in forms:
        if form in index:
            return index[form]
    return _by_words(forms[1]), WORDS


def assign(headers: Sequence[str], mapped: Mapping[str, str]) -> Columns:
    """Takes each header for at most one column. `mapped` (column → header, from `study.toml`) goes first."""
    found: dict[str, tuple[int, ...]] = {}
    for column, wanted in mapped.items():
        positions = [n for n, header in enumerate(headers) if header.strip() == wanted.strip()]
        positions = positions or [n for n, header in enumerate(headers) if value_key(header) == value_key(wanted)]
        if positions:
            found[column] = tuple(positions)
    taken = {position for positions in found.values() for position in positions}
    candidates: dict[str, dict[int, list[int]]] = {}
    others: list[int] = []
    for position, header in enumerate(headers):
        if position in taken or not header.strip():
            continue
        column, sureness = column_of(header)
        if not column or column in found:
            others.append(position)
        else:
            candidates.setdefault(column, {}).setdefault(sureness, []).append(position)
    weaker: dict[str, tuple[int, ...]] = {}
    joined: set[str] = set()
    for column, by_sureness in candidates.items():
        best = min(by_sureness)
        found[column] = tuple(by_sureness[best])
        rest = sorted(position for sureness, list_ in by_sureness.items() if sureness != best for position in list_)
        if rest:
            weaker[column] = tuple(rest)
            others += rest
        stems = {_TRAILING_NUMBER.sub("", header_key(headers[position])) for position in found[column]}
        if len(found[column]) > 1 and len(stems) == 1 and column in column_names()["joined"]:
            joined.add(column)
    return Columns(found, frozenset(joined), weaker, tuple(sorted(others)))


def score(cells: Iterable[str], mapped: Mapping[str, str]) -> int:
    """How many different columns the cells of a row name: the header is the row that names most."""
    wanted = {value_key(header): column for column, header in mapped.items()}
    found = set()
    for cell in cells:
        if cell and len(cell) < 100:
            found.add(wanted.get(value_key(cell)) or column_of(cell)[0])
    return len(found - {""})


def surely(cells: Iterable[str]) -> int:
    """How many cells of a row are plain names of columns: what decides between rows that name as many."""
    return sum(column_of(cell)[1] == NAMES for cell in cells if cell and len(cell) < 100)


def nearest(column: str, headers: Sequence[str]) -> list[str]:
    """The headers that most resemble the column's usual names, best first."""
    names = [name for name, (found, _) in _index().items() if found == column]
    ratios = {
        header: max(difflib.SequenceMatcher(None, header_key(header), name).ratio() for name in names)
        for header in headers
        if header.strip()
    }
    return [header for header, ratio in sorted(ratios.items(), key=lambda pair: -pair[1]) if ratio >= 0.5][:3]


def has_word(header: str, words: Iterable[str]) -> bool:
    """Whether the header holds one of the words or phrases."""
    key = f" {header_key(header)} "
    return any(f" {header_key(word)} " in key for word in words)


def _by_words(key: str) -> str:
    words = set(key.split())
    if not words or len(words) > _LONGEST:
        return ""
    best: dict[str, int] = {}
    for column, rules, never in _word_rules():
        fitting = [len(rule) for rule in rules if rule <= words]
        if fitting and not never & words:
            best[column] = max(fitting)
    most = [column for column, length in best.items() if length == max(best.values())]
    return most[0] if len(most) == 1 else ""


@cache
def _same_words() -> dict[str, str]:
    return {word: usual for usual, words in column_names()["same_words"].items() for word in words}


@cache
def _index() -> dict[str, tuple[str, int]]:
    """Usual header → column and sureness; one name for two columns is a mistake in the list."""
    index: dict[str, tuple[str, int]] = {}
    problems = []
    for column, entry in column_names()["columns"].items():
        for sureness, names in (
            (NAMES, [column, *entry["names"]]),
            (ALSO, entry.get("also", [])),
            (LAST, entry.get("last", [])),
        ):
            for name in names:
                key = header_key(name)
                if index.setdefault(key, (column, sureness))[0] != column:
                    problems.append(
                        Problem(f"{name!r} is a name of {index[key][0]} too", FOLDER / "columns.yaml", column)
                    )
    if problems:
        raise InputError(problems)
    return index


@cache
def _word_rules() -> tuple[tuple[str, tuple[frozenset[str], ...], frozenset[str]], ...]:
    return tuple(
        (
            column,
            tuple(frozenset(header_key(" ".join(rule)).split()) for rule in entry.get("words", [])),
            frozenset(word for never in entry.get("never", []) for word in header_key(never).split()),
        )
        for column, entry in column_names()["columns"].items()
    )
