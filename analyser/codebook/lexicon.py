"""Cue lexicons: language knowledge as YAML files that an analyst can read and change."""

from __future__ import annotations

from collections.abc import Set
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from analyser.errors import InputError, Problem

# The same safe loader in C, several times as fast, where PyYAML was built with it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

FOLDER = Path(__file__).parent / "lexicons"


@cache
def lexicon(name: str) -> dict[str, Any]:
    """The lexicon `lexicons/<name>.yaml` as plain data. Its reader checks keys and types (`exact_keys`).

    Raises:
        InputError: there is no such file, or it is no YAML mapping.
    """
    path = FOLDER / f"{name}.yaml"
    return read_yaml(path)


def read_yaml(path: Path) -> dict[str, Any]:
    """A YAML mapping; `InputError` with the line where it cannot be read."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 (both are safe loaders)
    except FileNotFoundError:
        raise InputError(Problem("there is no such file", path)) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else ""
        raise InputError(Problem(getattr(error, "problem", None) or "it is no YAML", path, place)) from None
    if not isinstance(data, dict):
        raise InputError(Problem("it is no mapping of keys to values", path))
    return data


def check_keys(entry: dict[str, Any], known: Set[str], path: Path, place: str) -> list[Problem]:
    """A problem for each key of `entry` that is not known."""
    return [
        Problem(f"unknown key {key!r}", path, place, f"known are {', '.join(sorted(known))}")
        for key in entry
        if key not in known
    ]


def exact_keys(
    entry: dict[str, Any], keys: Set[str], path: Path, place: str = "", *, optional: Set[str] = frozenset()
) -> list[Problem]:
    """A problem for each key of `entry` that is not among `keys`, and for each of them, not `optional`, that it lacks.

    >>> [problem.what for problem in exact_keys({"a": 1, "b": 2}, {"a", "c"}, Path("x.yaml"))]
    ["unknown key 'b'", "the key 'c' is missing"]
    """
    lacks = sorted(keys - optional - entry.keys())
    return [
        *check_keys(entry, keys, path, place),
        *(Problem(f"the key {key!r} is missing", path, place) for key in lacks),
    ]
