"""The lists of usual names and values: `columns.yaml` and `values.yaml`, checked when they are read."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from analyser.codebook.lexicon import check_keys, read_yaml
from analyser.errors import InputError, Problem
from analyser.records.table import CODES, COLUMNS

FOLDER = Path(__file__).parent
_VALUE_LISTS = {"missing", "errors", "dates", "areas", "footers", "lists", "offences", *CODES}
_NEEDED = (
    ("lists", "joins"), ("areas", "joins"), ("areas", "of"), ("areas", "kinds"), ("offences", "prefixes"),
    ("risk_level", "score_words"), ("cse_flag", "right_after_no"),
)  # fmt: skip
_COLUMN_LISTS = {"columns", "same_words", "joined", "loose", "lists", "scores", "person_names", "area_kinds"}
_COLUMN_KEYS = {"names", "also", "words", "last", "never"}


def words(name: str) -> dict[str, Any]:
    """One list of `values.yaml`."""
    return dict(_values()[name])


@cache
def _values() -> dict[str, Any]:
    path = FOLDER / "values.yaml"
    data = read_yaml(path)
    problems = check_keys(data, _VALUE_LISTS, path, "")
    for column, codes in CODES.items():
        entry = data.get(column) or {}
        problems += check_keys(entry.get("codes") or {}, set(codes), path, f"{column}: codes")
    problems += [
        Problem(f"{key} lists no word", path, part) for part, key in _NEEDED if not data.get(part, {}).get(key)
    ]
    problems += _unquoted(data, path, "")
    if problems:
        raise InputError(problems)
    return data


@cache
def column_names() -> dict[str, Any]:
    """`columns.yaml`: `columns`, `same_words`, `lists` (headers of lists of markers), `scores`, `person_names`,
    `area_kinds`."""
    path = FOLDER / "columns.yaml"
    data = read_yaml(path)
    problems = check_keys(data, _COLUMN_LISTS, path, "")
    problems += check_keys(data["columns"], set(COLUMNS), path, "columns")
    for column, entry in data["columns"].items():
        problems += check_keys(entry, _COLUMN_KEYS, path, column)
    problems += _unquoted(data, path, "")
    problems += [Problem("no names are given", path, column) for column in COLUMNS if column not in data["columns"]]
    if problems:
        raise InputError(problems)
    return data


def _unquoted(data: Any, path: Path, place: str) -> list[Problem]:
    """A problem for each word that YAML takes for something else: `no` is false unless it is quoted."""
    if isinstance(data, dict):
        keys = [Problem(f"{key!r} is no text", path, place, "quote it") for key in data if not isinstance(key, str)]
        return keys + [one for key, value in data.items() for one in _unquoted(value, path, f"{place} {key}".strip())]
    if isinstance(data, list):
        return [one for value in data for one in _unquoted(value, path, place)]
    is_text = isinstance(data, str) or place.startswith("risk_level scores")
    return [] if is_text else [Problem(f"{data!r} is no text", path, place, "quote it")]
