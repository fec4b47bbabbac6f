"""What could reasonably have been chosen otherwise: the choices of `choices.yaml`, checked when they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analyser.codebook.lexicon import exact_keys, read_yaml
from analyser.errors import InputError, Problem

PATH = Path(__file__).parent / "choices.yaml"

Value = str | float


@dataclass(frozen=True)
class Choice:
    """One choice: the measures it bears on, and its values with the names that a reader knows them by.

    `crossed`: whether it is combined with every other such choice, or varied alone. `form` names any other value.
    """

    key: str
    name: str
    measures: tuple[str, ...]
    crossed: bool
    values: Mapping[Value, str]
    form: str = "{}"

    def label(self, value: Value) -> str:
        """
        >>> choices()["unit"].label("child"), choices()["case_months"].label(9.0), choices()["left_out"].label("Haven")
        ('children', '9 months', 'without Haven')
        """
        return self.values.get(value) or self.form.format(f"{value:g}" if isinstance(value, float) else value)


@dataclass(frozen=True)
class Choices:
    """The declared choices by key, in their order, and how many of the last months may not be settled."""

    by_key: Mapping[str, Choice]
    lag_months: int

    def __getitem__(self, key: str) -> Choice:
        return self.by_key[key]

    def of(self, measure: str) -> list[Choice]:
        """Those that bear on a measure."""
        return [one for one in self.by_key.values() if measure in one.measures]


KEYS = (
    "definition", "unit", "period", "non_recent", "coder", "weights", "case_months", "margin", "left_out",
)  # fmt: skip


@cache
def choices(path: Path = PATH) -> Choices:
    """Loads and checks the choices.

    Raises:
        InputError: keys that are unknown or missing, or values of another kind.
    """
    data = read_yaml(path)
    problems = exact_keys(data, {"lag_months", "choices"}, path)
    entries: Any = data.get("choices")
    if not isinstance(entries, dict):
        raise InputError([*problems, Problem("choices is no mapping", path, remedy=f"give it {', '.join(KEYS)}")])
    problems += exact_keys(entries, set(KEYS), path, "choices")
    lag = data.get("lag_months")
    if not isinstance(lag, int) or lag < 1:
        problems.append(Problem(f"lag_months is {lag!r}", path, remedy="write a whole number of months above 0"))
    for key, entry in entries.items():
        if not isinstance(entry, dict):
            problems.append(Problem("it is no mapping", path, key))
            continue
        problems += exact_keys(entry, {"name", "measures", "crossed", "values", "label"}, path, key, optional={"label"})
        if not isinstance(entry.get("values"), dict | list) or not set(entry.get("measures", ())) <= {"count", "share"}:
            problems.append(Problem("values or measures are not as they must be", path, key, "see the other choices"))
    if problems:
        raise InputError(problems)
    return Choices({key: _choice(key, entries[key]) for key in KEYS}, data["lag_months"])


def _choice(key: str, entry: Mapping[str, Any]) -> Choice:
    """Values without a name get it by the form; numbers are floats throughout."""
    form, values = entry.get("label", "{}"), entry["values"]
    named = values if isinstance(values, dict) else {float(value): form.format(f"{value:g}") for value in values}
    return Choice(key, entry["name"], tuple(entry["measures"]), bool(entry["crossed"]), named, form)
