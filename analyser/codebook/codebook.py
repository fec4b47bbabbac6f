"""The codebook: what is coded and when, read from YAML and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from analyser.codebook.lexicon import FOLDER, check_keys, exact_keys, read_yaml
from analyser.errors import InputError, Problem

CODEBOOK = Path(__file__).parent / "codebook.yaml"
_SECTIONS = {
    "version",
    "frameworks",
    "levels",
    "assertions",
    "claims",
    "trends",
    "types",
    "indicators",
    "evidence",
    "review_below",
}


@dataclass(frozen=True)
class Code:
    """One value of a code: what it means, when to use it, when not, and how it sounds."""

    code: str
    name: str
    definition: str
    example: str
    use_when: str = ""
    do_not_use_when: str = ""


@dataclass(frozen=True)
class Indicator:
    """A sign of a harm level, the framework that names it and the phrasings that show it."""

    id: str
    name: str
    level: str
    kind: str  # "band" (the speaker places the case) or "description"
    framework: str
    criteria: str
    telling: bool = False  # shows exploitation by itself in the text of a police record
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """A kind of evidence for a harm level and how far a code that rests on it is to be trusted."""

    kind: str
    confidence: float
    meaning: str


@dataclass(frozen=True, eq=False)
class Codebook:
    """All codes. `levels` are ordered from the gravest to `none`."""

    version: str
    frameworks: Mapping[str, str]
    levels: tuple[Code, ...]
    assertions: tuple[Code, ...]
    claims: tuple[Code, ...]
    trends: tuple[Code, ...]
    types: tuple[Code, ...]
    indicators: tuple[Indicator, ...]
    evidence: tuple[Evidence, ...]
    review_below: float

    def indicator(self, identity: str) -> Indicator:
        """The indicator with this id; `KeyError` if there is none."""
        return {indicator.id: indicator for indicator in self.indicators}[identity]

    def confidence(self, kind: str) -> float:
        """The documented confidence of a kind of evidence; `KeyError` if there is none."""
        return {evidence.kind: evidence.confidence for evidence in self.evidence}[kind]


@cache
def load_codebook(path: Path | None = None) -> Codebook:
    """The checked codebook; without a path the project's own.

    Raises:
        InputError: unknown or missing keys, a level that is none of the codes, an indicator without a phrasing.

    >>> load_codebook().indicator("entrenched").level
    'high'
    """
    path = path or CODEBOOK
    data = read_yaml(path)
    phrases = read_yaml(_phrases_path(path))
    problems = _problems(data, phrases, path)
    if problems:
        raise InputError(problems)
    indicators = tuple(Indicator(**entry, phrases=tuple(phrases.get(entry["id"], ()))) for entry in data["indicators"])
    codes = {
        name: tuple(Code(**entry) for entry in data[name])
        for name in ("levels", "assertions", "claims", "trends", "types")
    }
    return Codebook(
        version=str(data["version"]),
        frameworks=data["frameworks"],
        indicators=indicators,
        evidence=tuple(Evidence(**entry) for entry in data["evidence"]),
        review_below=float(data["review_below"]),
        **codes,
    )


def check_codebook(path: Path) -> list[Problem]:
    """Everything that is wrong with a codebook file; an empty list if it can be used."""
    try:
        load_codebook(path)
    except InputError as error:
        return list(error.problems)
    return []


def codebook_text(codebook: Codebook) -> str:
    """The codebook for reading, as plain text."""
    lines = [f"Codebook, version {codebook.version}", ""]
    for title, codes in (
        ("Harm levels", codebook.levels),
        ("Assertion", codebook.assertions),
        ("Claims about the recorded data", codebook.claims),
        ("Trend", codebook.trends),
        ("Form of exploitation", codebook.types),
    ):
        lines += [title, "=" * len(title)]
        for code in codes:
            lines.append(f"{code.code} ({code.name}): {code.definition}")
            lines += [f"    use when: {code.use_when}"] if code.use_when else []
            lines += [f"    not when: {code.do_not_use_when}"] if code.do_not_use_when else []
            lines.append(f"    example:  {code.example}")
        lines.append("")
    lines += ["Indicators", "=========="]
    for indicator in codebook.indicators:
        lines.append(
            f"{indicator.id} → {indicator.level} ({indicator.kind}, {indicator.framework}): {indicator.criteria}"
        )
        lines += [f"    {phrase}" for phrase in indicator.phrases]
    lines += ["", "Frameworks", "=========="]
    lines += [f"{name}: {text}" for name, text in codebook.frameworks.items()]
    return "\n".join(lines) + "\n"


def _phrases_path(path: Path) -> Path:
    """An own codebook may bring its own phrasings beside it; else the project's are used."""
    beside = path.parent / "indicators.yaml"
    return beside if beside.exists() else FOLDER / "indicators.yaml"


def _problems(data: dict[str, Any], phrases: dict[str, Any], path: Path) -> list[Problem]:
    if problems := exact_keys(data, _SECTIONS, path):
        return problems
    for section in ("levels", "assertions", "claims", "trends", "types"):
        problems += _entry_problems(data[section], Code, path, section)
    problems += _entry_problems(data["indicators"], Indicator, path, "indicators", derived={"phrases"})
    problems += _entry_problems(data["evidence"], Evidence, path, "evidence")
    if problems:
        return problems
    levels = {entry["code"] for entry in data["levels"]}
    for entry in data["indicators"]:
        place = f"indicators, {entry['id']}"
        if entry["level"] not in levels:
            problems.append(
                Problem(
                    f"the level {entry['level']!r} is no code", path, place, f"known are {', '.join(sorted(levels))}"
                )
            )
        if entry["kind"] not in ("band", "description"):
            problems.append(Problem(f"the kind {entry['kind']!r} is neither band nor description", path, place))
        if entry["framework"] not in data["frameworks"]:
            problems.append(Problem(f"the framework {entry['framework']!r} is not listed", path, place))
    known = {entry["id"] for entry in data["indicators"]}
    problems += check_keys(phrases, known, _phrases_path(path), "top level")
    for entry in data["evidence"]:
        if not 0 < float(entry["confidence"]) < 1:
            problems.append(Problem("a confidence lies between 0 and 1", path, f"evidence, {entry['kind']}"))
    return problems


def _entry_problems(
    entries: Any, kind: type, path: Path, section: str, derived: set[str] | None = None
) -> list[Problem]:
    """Unknown and missing keys of the entries of one section, and codes that stand there twice."""
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return [Problem("it is no list of entries", path, section)]
    known = {field.name for field in fields(kind)} - (derived or set())
    optional = {"use_when", "do_not_use_when", "telling"}
    problems: list[Problem] = []
    seen: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        name = str(entry.get("id") or entry.get("code") or entry.get("kind") or number)
        place = f"{section}, {name}"
        problems += exact_keys(entry, known, path, place, optional=optional)
        if name in seen:
            problems.append(Problem(f"{name!r} stands there twice", path, section))
        seen.add(name)
    return problems
