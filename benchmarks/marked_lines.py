"""Reads the project's own marked sentences: `tests/coding/data/AXIS/AUTHOR.txt`, a sentence a line, `#` for remarks.

    assertion    sentence with its [target] | value | question or sentence before (may be left out)
    negation     the same with two values, negated and affirmed
    quantity     sentence | kind low high [per] basis; … ("-" for none, basis "any" leaves it open) | question
    indicators   sentence with any number of [phrasings](indicator_id)
    scope        sentence with any number of targets, [in the scope of a negation] or {out of it}

Authors whose name begins with `held_` are held out: their sentences are scored and shown to nobody, and a line of
theirs that cannot be read is named by its number alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

DATA = Path(__file__).resolve().parent.parent / "tests" / "coding" / "data"
HELD = "held_"
VALUES = ("affirmed", "negated", "hypothetical", "historical", "reported")
KINDS = ("count", "share", "rate")
ANY = "any"
_TARGET = re.compile(r"\[([^\[\]]*)\]")
_IN_OR_OUT = re.compile(r"\[([^\[\]{}]+)\]|\{([^\[\]{}]+)\}")
_MARK = re.compile(r"\[([^\[\]]+)\]\(([^()\s]+)\)")
Line = TypeVar("Line")


@dataclass(frozen=True)
class Asserted:
    """A sentence, its target's first character and the one behind it (0 and 0 for none), and what is asserted of it."""

    number: int
    text: str
    start: int
    end: int
    value: str
    before: str


@dataclass(frozen=True)
class Amount:
    """A quantity as it is marked: "count 5 6 stock"; `per` only for rates, `basis` may be left open with "any"."""

    kind: str
    low: float
    high: float
    per: str
    basis: str

    def is_same(self, other: Amount) -> bool:
        """Whether another says the same, the basis apart where either leaves it open."""
        bases = {self.basis, other.basis}
        ours, theirs = ((it.kind, round(it.low, 3), round(it.high, 3), it.per) for it in (self, other))
        return ours == theirs and (len(bases) == 1 or ANY in bases)


@dataclass(frozen=True)
class Counted:
    """A sentence and the quantities in it that count cases, in order."""

    number: int
    text: str
    amounts: tuple[Amount, ...]
    question: str


@dataclass(frozen=True)
class Indicated:
    """A sentence and its marks: first character, the one behind the last, indicator."""

    number: int
    text: str
    marks: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True)
class Scoped:
    """A sentence and its targets: first character, the one behind the last, whether it is in a negation's scope."""

    number: int
    text: str
    targets: tuple[tuple[int, int, bool], ...]


@dataclass(frozen=True)
class Marked(Generic[Line]):
    """The lines of one author on one axis, and the numbers of those that cannot be read, each with the reason."""

    author: str
    path: Path
    lines: tuple[Line, ...]
    unread: tuple[tuple[int, str], ...]


def is_held(author: str) -> bool:
    """Whether the author's sentences are held out, to be scored and not to be read."""
    return author.startswith(HELD)


def read_marked(axis: str, read: Callable[[int, str], Line], folder: Path = DATA) -> list[Marked[Line]]:
    """Every author's lines of an axis, by author; a line that `read` refuses (ValueError) is kept in `unread`."""
    return [_author(path, read) for path in sorted((folder / axis).glob("*.txt"))]


def _author(path: Path, read: Callable[[int, str], Line]) -> Marked[Line]:
    lines, unread = [], []
    for number, line in _lines(path):
        try:
            lines.append(read(number, line))
        except ValueError as error:
            unread.append((number, str(error)))
    return Marked(path.stem, path, tuple(lines), tuple(unread))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line.strip()


def _columns(line: str, least: int) -> list[str]:
    parts = [part.strip() for part in line.split("|")]
    if not least <= len(parts) <= 3:
        raise ValueError(f"{len(parts)} columns, expected {least} to 3")
    return parts + [""] * (3 - len(parts))


def read_asserted(number: int, line: str) -> Asserted:
    """A line of the axis assertion.

    >>> read_asserted(1, "We've had no [networks] here. | negated")
    Asserted(number=1, text="We've had no networks here.", start=13, end=21, value='negated', before='')
    """
    marked, value, before = _columns(line, 2)
    if value not in VALUES:
        raise ValueError("the second column is none of the five values")
    targets = list(_TARGET.finditer(marked))
    if len(targets) > 1 or marked.count("[") != len(targets) or marked.count("]") != len(targets):
        raise ValueError("more than one target, or a bracket without its other")
    text = _TARGET.sub(r"\1", marked)
    start, end = (targets[0].start(), targets[0].end() - 2) if targets else (0, 0)
    if targets and not text[start:end].strip():
        raise ValueError("the target is empty")
    return Asserted(number, text, start, end, value, before)


def read_negated(number: int, line: str) -> Asserted:
    """A line of the axis negation."""
    found = read_asserted(number, line)
    if found.value not in ("affirmed", "negated"):
        raise ValueError("the second column is neither affirmed nor negated")
    return found


def read_counted(number: int, line: str) -> Counted:
    """A line of the axis quantity.

    >>> read_counted(1, "Two or three a month. | rate 2 3 month flow").amounts
    (Amount(kind='rate', low=2.0, high=3.0, per='month', basis='flow'),)
    """
    text, marks, question = _columns(line, 2)
    amounts = () if marks == "-" else tuple(_amount(mark.split()) for mark in marks.split(";"))
    return Counted(number, text, amounts, question)


def _amount(parts: list[str]) -> Amount:
    if len(parts) not in (4, 5) or parts[0] not in KINDS:
        raise ValueError("a quantity is 'kind low high [per] basis'")
    low, high = (float(part.replace(",", "")) for part in parts[1:3])
    if math.isnan(low) or math.isnan(high) or low > high:
        raise ValueError("the bounds of a quantity are the wrong way round")
    return Amount(parts[0], low, high, parts[3] if len(parts) == 5 else "", parts[-1])


def read_indicated(number: int, line: str, known: frozenset[str]) -> Indicated:
    """A line of the axis indicators; `known` are the codebook's indicators.

    >>> read_indicated(1, "He's [very controlling](controlled).", frozenset({"controlled"})).marks
    ((5, 21, 'controlled'),)
    """
    marks: list[tuple[int, int, str]] = []
    text, behind = "", 0
    for mark in _MARK.finditer(line):
        if mark[2] not in known:
            raise ValueError("a mark names no indicator of the codebook")
        text += line[behind : mark.start()]
        marks.append((len(text), len(text) + len(mark[1]), mark[2]))
        text, behind = text + mark[1], mark.end()
    text += line[behind:]
    if "[" in text or "](" in text:
        raise ValueError("a bracket without its mark")
    return Indicated(number, text, tuple(marks))


def read_scoped(number: int, line: str) -> Scoped:
    """A line of the axis scope.

    >>> read_scoped(1, "[He] did not [speak], and {she left}.").targets
    ((0, 2, True), (11, 16, True), (22, 30, False))
    """
    targets: list[tuple[int, int, bool]] = []
    text, behind = "", 0
    for mark in _IN_OR_OUT.finditer(line):
        text += line[behind : mark.start()]
        marked = mark[1] or mark[2]
        targets.append((len(text), len(text) + len(marked), mark[1] is not None))
        text, behind = text + marked, mark.end()
    text += line[behind:]
    if not targets or set("[]{}") & set(text):
        raise ValueError("no target, or a bracket without its other")
    return Scoped(number, text, tuple(targets))
