"""What a value of a study file may be. Each function takes what TOML gives and returns what it stands for.

Raises:
    TypeError: a value of another kind.
    ValueError: one of the right kind that cannot be; its text is the reason, where there is more to say.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any


def text(value: Any) -> str:
    """A text that is not empty."""
    if not isinstance(value, str):
        raise TypeError
    if not value.strip():
        raise ValueError("it is empty")
    return value


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts."""
    if not isinstance(value, list):
        raise TypeError
    return tuple(text(item) for item in value)


def patterns(value: Any) -> tuple[str, ...]:
    """One pattern or a list of them."""
    return (text(value),) if isinstance(value, str) else _some(texts(value))


def _some(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        raise ValueError("it is empty")
    return values


def headers(value: Any) -> tuple[str, ...]:
    """Two headers or more, each once."""
    headers = texts(value)
    if len({header.strip().casefold() for header in headers}) < len(headers):
        raise ValueError("one stands there twice")
    if len(headers) < 2:
        raise ValueError("one column alone cannot tell persons apart")
    return headers


def one_of(*choices: str) -> Callable[[Any], str]:
    """One of these words."""

    def parse(value: Any) -> str:
        if text(value) not in choices:
            near = difflib.get_close_matches(value, choices, n=1)
            raise ValueError(f"did you mean {near[0]!r}?" if near else "")
        return str(value)

    return parse


def number(above: float) -> Callable[[Any], float]:
    """A number above a bound."""

    def parse(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError
        if not above < value < math.inf:
            raise ValueError(f"it is not above {above:g}")
        return float(value)

    return parse


def probability(value: Any) -> float:
    """A number between 0 and 1, the ends left out."""
    if number(0)(value) >= 1:
        raise ValueError("it is not below 1")
    return float(value)


def whole(value: Any) -> int:
    """A whole number from 0 on."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    if value < 0:
        raise ValueError("it is below 0")
    return value


def day(value: Any) -> date:
    """A date, also of a time or as text."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return date.fromisoformat(text(value))


def path_in(folder: Path) -> Callable[[Any], Path]:
    """A file of the folder."""
    return lambda value: folder / text(value)
