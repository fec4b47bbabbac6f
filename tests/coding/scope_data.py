"""Marked sentences of `data/assertion`, `data/negation` and `data/scope`, read for the tests."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parent / "data"


def lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]


def targets(name: str, axis: str = "assertion") -> list[tuple[str, str, str]]:
    """Marked sentence, value, and the question or the sentence before ("" for none)."""
    parts = [[part.strip() for part in line.split("|")] for line in lines(DATA / axis / f"{name}.txt")]
    return [(part[0], part[1], part[2] if len(part) > 2 else "") for part in parts]


def scopes(name: str) -> list[tuple[str, list[tuple[int, int, bool]]]]:
    """A sentence, and its marked stretches: from, to, whether inside a negation's scope."""
    return [unmarked(line) for line in lines(DATA / "scope" / f"{name}.txt")]


def unmarked(line: str) -> tuple[str, list[tuple[int, int, bool]]]:
    """A line's sentence without its brackets, and what they marked."""
    plain, marks, start = "", [], 0
    for letter in line:
        if letter in "[{":
            start = len(plain)
        elif letter in "]}":
            marks.append((start, len(plain), letter == "]"))
        else:
            plain += letter
    return plain, marks
