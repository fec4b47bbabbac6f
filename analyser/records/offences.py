"""Home Office offence codes as extracts write them, and the weights of a harm index."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analyser.errors import InputError, Problem
from analyser.records.lists import words
from analyser.tables import Schema, read_csv

# Class and subclass run together, as a spreadsheet leaves 072/01: 07201 or 7201.
_RUN_TOGETHER = re.compile(r"(?=\d{4,5}(?:\.0+)?$)0*([1-9]\d{0,2})(\d\d)")

_HARM_INDEX = Schema("harm_index", {"offence_code": "text", "weight": "number"})


@dataclass(frozen=True)
class OffenceCode:
    """Class, letter and subclass: 19D is (19, "d", ""), 019/03 is (19, "", "3"); `title` where the text has no code."""

    number: int
    letter: str = ""
    subclass: str = ""
    title: str = ""

    @property
    def wider(self) -> tuple[OffenceCode, ...]:
        """The code itself and the classes that it belongs to, narrowest first."""
        if self.title:
            return (self,)
        whole_class = OffenceCode(self.number)
        steps = (self, OffenceCode(self.number, self.letter), OffenceCode(self.number, "", self.subclass), whole_class)
        return tuple(dict.fromkeys(steps))


def offence_code(text: str) -> OffenceCode:
    """Reads a code whatever its zeros, spaces and case; a title without a code keeps its words.

    >>> offence_code("019/03") == offence_code("19/3"), offence_code("19 D") == offence_code("019d")
    (True, True)
    >>> offence_code("07201").wider[-1] == offence_code("72.0") == offence_code("72 - Trafficking")
    True
    >>> offence_code("Trafficking").title
    'trafficking'
    """
    lowered = text.casefold().strip()
    if run := _RUN_TOGETHER.match(lowered):
        return OffenceCode(int(run[1]), "", run[2].lstrip("0"))
    found = _code().match(lowered)
    if not found:
        return OffenceCode(0, title=" ".join(lowered.split()))
    return OffenceCode(int(found[1]), found[2] or "", found[3] or "")


@cache
def _code() -> re.Pattern[str]:
    prefixes = "|".join(map(re.escape, words("offences")["prefixes"]))
    return re.compile(rf"(?:(?:{prefixes})\s*)?0*(\d{{1,3}})(?!\d)\s*(?:([a-z])(?![a-z0-9]))?(?:\s*[/.\-]\s*0*(\d*))?")


def code_states(values: Iterable[str], wanted: Iterable[str]) -> dict[str, bool | None]:
    """For each distinct value whether it belongs to one of the wanted codes; None where the value tells no code.

    A title tells nothing unless titles are wanted.

    >>> code_states(["072/01", "19c", "", "Theft"], ["72"])
    {'072/01': True, '19c': False, '': None, 'Theft': None}
    """
    codes = frozenset(offence_code(text) for text in wanted)
    titles = any(code.title for code in codes)
    states: dict[str, bool | None] = {}
    for value in dict.fromkeys(values):
        code = offence_code(value)
        known = bool(value.strip()) and (titles or not code.title)
        states[value] = not codes.isdisjoint(code.wider) if known else None
    return states


def harm_weights(values: Iterable[str], index: dict[OffenceCode, float]) -> dict[str, float]:
    """For each distinct value the weight of its code, else of its class; NaN where the index has neither."""
    return {
        value: next((index[code] for code in offence_code(value).wider if code in index), math.nan)
        for value in dict.fromkeys(values)
    }


def read_harm_index(path: Path) -> dict[OffenceCode, float]:
    """Reads `offence_code,weight`.

    Raises:
        InputError: columns missing, weights that are no numbers, a code without weight or with two (each by its row).
    """
    frame = read_csv(path, _HARM_INDEX, needed=tuple(_HARM_INDEX.columns))
    index: dict[OffenceCode, float] = {}
    problems = []
    for row, (text, weight) in enumerate(zip(frame["offence_code"], frame["weight"], strict=True), start=2):
        code = offence_code(text)
        if not text.strip() or math.isnan(weight) or weight < 0:
            problems.append(Problem("a code and its weight are needed", path, f"row {row}", "give a number from 0 on"))
        elif index.setdefault(code, weight) != weight:
            problems.append(Problem(f"{text!r} has a second weight", path, f"row {row}", "keep one of them"))
    if not index and not problems:
        problems.append(Problem("there is no row in it", path, remedy="give a weight for each offence code"))
    if problems:
        raise InputError(problems)
    return index
