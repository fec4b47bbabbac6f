"""The rules of `cse_rules.yaml`: which offences and which words make a record one of child sexual exploitation."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from analyser.codebook.lexicon import check_keys, read_yaml
from analyser.errors import InputError, Problem
from analyser.records.compact import looked_up

PATH = Path(__file__).parent / "cse_rules.yaml"

_LISTS = (
    "exploitation_codes",
    "high_harm_codes",
    "criminal_exploitation",
    "criminal_indicators",
    "sexual_exploitation",
)
_NOT_CSE = ("phrases", "unless_followed_by")


@dataclass(frozen=True)
class CseRules:
    """Offence codes and patterns over free text."""

    exploitation_codes: tuple[str, ...]
    high_harm_codes: tuple[str, ...]
    not_cse: re.Pattern[str]
    criminal: re.Pattern[str]
    criminal_indicators: frozenset[str]
    sexual: re.Pattern[str]

    def denied(self, texts: pd.Series) -> pd.Series:
        """Which texts say that the record is no sexual exploitation."""
        return _answer(texts, lambda text: bool(self.not_cse.search(text)))

    def criminal_alone(self, texts: pd.Series) -> pd.Series:
        """Which texts speak of criminal exploitation and of nothing sexual."""
        return _answer(texts, lambda text: bool(self.criminal.search(text)) and not self.sexual.search(text))

    def criminal_not_sexual(self, texts: pd.Series) -> pd.Series:
        """Which texts speak of criminal exploitation, and of nothing sexual or only to deny it."""
        return self.criminal_alone(texts) | self.denied(texts) & _answer(texts, lambda t: bool(self.criminal.search(t)))

    def criminal_signs_alone(self, text: str, indicators: Collection[str]) -> bool:
        """Whether all that a narrative shows is criminal exploitation, and it speaks of nothing sexual."""
        return bool(indicators) and self.criminal_indicators.issuperset(indicators) and not self.sexual.search(text)


def _answer(texts: pd.Series, question: Callable[[str], bool]) -> pd.Series:
    return pd.Series(looked_up(texts, question, "bool"), index=texts.index)


@cache
def cse_rules(path: Path = PATH) -> CseRules:
    """Loads and checks the rules.

    Raises:
        InputError: keys that are unknown or missing, values that are no lists of texts.
    """
    data = read_yaml(path)
    problems = check_keys(data, {*_LISTS, "not_cse"}, path, "the top level")
    not_cse: Any = data.get("not_cse")
    if not isinstance(not_cse, dict):
        raise InputError(Problem("not_cse is no mapping", path, remedy=f"give it {' and '.join(_NOT_CSE)}"))
    problems += check_keys(not_cse, set(_NOT_CSE), path, "not_cse")
    lists: dict[str, Any] = {name: data.get(name) for name in _LISTS} | {name: not_cse.get(name) for name in _NOT_CSE}
    problems += [
        Problem(f"{name} is no list of texts", path, remedy='write it as ["71", "72"]')
        for name, value in lists.items()
        if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value)
    ]
    if problems:
        raise InputError(problems)
    return CseRules(
        exploitation_codes=tuple(lists["exploitation_codes"]),
        high_harm_codes=tuple(lists["high_harm_codes"]),
        not_cse=phrase_pattern(lists["phrases"], unless=lists["unless_followed_by"]),
        criminal=phrase_pattern(lists["criminal_exploitation"]),
        criminal_indicators=frozenset(lists["criminal_indicators"]),
        sexual=phrase_pattern(lists["sexual_exploitation"]),
    )


def phrase_pattern(phrases: Iterable[str], *, unless: Sequence[str] = ()) -> re.Pattern[str]:
    """Whole words of any of the phrases; a space stands for any run of spaces and hyphens."""

    def loose(phrase: str) -> str:
        return r"[\s\-–]+".join(map(re.escape, phrase.replace("'", "’").split())).replace("’", "['’]")

    any_of = "|".join(map(loose, sorted(phrases, key=len, reverse=True)))
    after = rf"(?![\s\-–]+(?:{'|'.join(map(loose, unless))})\b)" if unless else ""
    return re.compile(rf"(?<!\w)(?:{any_of})(?!\w){after}", re.IGNORECASE)
