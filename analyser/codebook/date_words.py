"""The words within a written date, as choices for a pattern (`lexicons/dates.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from analyser.codebook.lexicon import FOLDER, check_keys, lexicon
from analyser.errors import InputError, Problem

_LISTS = ("ordinals", "of", "at", "day_halves", "zones", "weekdays")


@dataclass(frozen=True)
class DateWords:
    """Choices without groups, "st|nd|rd|th"; `months`: short names as written → with three letters."""

    ordinals: str
    of: str
    at: str
    day_halves: str  # their letters may be followed by stops
    zones: str
    weekdays: str
    months: Mapping[str, str]


@cache
def date_words() -> DateWords:
    """The checked lexicon.

    >>> date_words().ordinals
    'st|nd|rd|th'

    Raises:
        InputError: a key is unknown or missing, or holds something else than words.
    """
    data = lexicon("dates")
    path = FOLDER / "dates.yaml"
    problems = check_keys(data, {*_LISTS, "months"}, path, "top level")
    for key in (*_LISTS, "months"):
        words = data.get(key)
        written = [*words.keys(), *words.values()] if isinstance(words, dict) else words
        is_kind = isinstance(words, dict if key == "months" else list)
        if not (is_kind and written and all(isinstance(word, str) for word in written)):
            problems.append(Problem(f"{key} holds no words", path, remedy="quote what YAML reads as other things"))
    if problems:
        raise InputError(problems)
    return DateWords(
        ordinals=_any(data["ordinals"]),
        of=_any(data["of"]),
        at=_any(data["at"]),
        day_halves="|".join("".join(rf"{re.escape(letter)}\.?" for letter in half) for half in data["day_halves"]),
        zones=_any(data["zones"]),
        weekdays=_any(data["weekdays"]),
        months=data["months"],
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words))
