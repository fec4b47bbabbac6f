"""The lists of `quality_lists.yaml` that the checks of quality go by, checked when they are read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analyser.codebook.lexicon import exact_keys, read_yaml
from analyser.errors import InputError, Problem
from analyser.records.cse_rules import phrase_pattern
from analyser.records.names import value_key

PATH = Path(__file__).parent / "quality_lists.yaml"

_GROUPS = ("exploitation", "rape", "sexual")
_MAPPINGS = ("offence_groups", "exchange", "risk_scales", "sources")
_LISTS = ("network_types", "suspect_separators")


@dataclass(frozen=True)
class QualityLists:
    """Offence codes by group, what tells of exchange, types of networks, scales of risk and kinds of sources."""

    offence_groups: Mapping[str, tuple[str, ...]]
    exchange_indicators: frozenset[str]
    exchange: re.Pattern[str]
    network_types: frozenset[str]
    suspect_separators: re.Pattern[str]
    risk_scales: Mapping[str, frozenset[str]]
    sources: Mapping[str, re.Pattern[str]]

    @property
    def offences(self) -> tuple[str, ...]:
        """All the codes of sexual offences."""
        return tuple(code for codes in self.offence_groups.values() for code in codes)

    def risk_scale(self, value: str) -> str:
        """The vocabulary that a level of risk is told in: a key of `risk_scales`, `numbers`, or "" where none is known.

        >>> [quality_lists().risk_scale(value) for value in ("Cat 3", "HIGH", "3", "Medium risk", "?")]
        ['categories', 'risk_bands', 'numbers', 'risk_bands', '']
        """
        tokens = value_key(value).split()
        if all(token.isdigit() for token in tokens):
            return "numbers"
        return next((scale for scale, words in self.risk_scales.items() if words.intersection(tokens)), "")

    def source(self, value: str) -> str:
        """The kind of agency that a source is, "" where it is another.

        >>> quality_lists().source("School - primary"), quality_lists().source("Member of public")
        ('education', '')
        """
        return next((kind for kind, pattern in self.sources.items() if pattern.search(value)), "")


@cache
def quality_lists(path: Path = PATH) -> QualityLists:
    """Loads and checks the lists.

    Raises:
        InputError: keys that are unknown or missing, values that are no lists of texts.
    """
    data = read_yaml(path)
    problems = exact_keys(data, {*_MAPPINGS, *_LISTS}, path)
    if not problems:
        problems = [
            Problem("it is no mapping", path, name) for name in _MAPPINGS if not isinstance(data[name], dict)
        ] or [
            *exact_keys(data["offence_groups"], set(_GROUPS), path, "offence_groups"),
            *exact_keys(data["exchange"], {"indicators", "phrases"}, path, "exchange"),
            *_no_lists({name: data[name] for name in _LISTS}, path, ""),
            *(problem for name in _MAPPINGS for problem in _no_lists(data[name], path, name)),
        ]
    if problems:
        raise InputError(problems)
    return QualityLists(
        offence_groups={name: tuple(codes) for name, codes in data["offence_groups"].items()},
        exchange_indicators=frozenset(data["exchange"]["indicators"]),
        exchange=phrase_pattern(data["exchange"]["phrases"]),
        network_types=frozenset(data["network_types"]),
        suspect_separators=re.compile("|".join(map(re.escape, data["suspect_separators"]))),
        risk_scales={name: frozenset(words) for name, words in data["risk_scales"].items()},
        sources={name: phrase_pattern(words) for name, words in data["sources"].items()},
    )


def _no_lists(entries: Mapping[str, Any], path: Path, place: str) -> list[Problem]:
    return [
        Problem(f"{name} is no list of texts", path, place, 'write it as ["71", "72"]')
        for name, value in entries.items()
        if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value)
    ]
