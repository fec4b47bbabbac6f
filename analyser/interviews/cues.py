"""The lexicon of labels and notes (`speakers.yaml`), checked and ready to match."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from analyser.codebook.lexicon import FOLDER, check_keys, lexicon
from analyser.errors import InputError

_UNSEEN = {"Mn", "Cf"}  # accents and marks of direction
_SETS = (
    "interviewer", "partner", "neutral", "other", "presiding", "attending", "agencies", "never", "never_within",
    "header_keys", "titles", "small", "note_words", "note_company", "running_heads",
)  # fmt: skip
_COLUMNS = {"speaker", "speech", "time", "number", "interviewer", "partner"}
_NUMBER = re.compile(r"[\s#]*(?:number|no)?\s*(?:\d{1,3}\s?[a-z]?|one|two|three|four|five|six)$")

# A word of a name; marks that combine with a letter are part of it.
NAME_WORD = r"[^\W_][\w\u0300-\u036f.'’&/\-]{0,24}"

# A timestamp: 0:03, 00:01:02.500, [00:01:02], (12:30), #00:00:34-5#
CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?"
TIME = rf"[\[(<{{#]?[ ]?(?P<clock>{CLOCK})(?:[.,:;-]\d{{1,3}})?[ ]?[\])>}}#]?"


@dataclass(frozen=True)
class Cues:
    """The lexicon as sets and patterns."""

    sets: dict[str, frozenset[str]]
    columns: dict[str, frozenset[str]]
    furniture: re.Pattern[str]
    asking: re.Pattern[str]

    def role(self, key: str) -> str:
        """ "interviewer", "partner", "neutral", "other" or "presiding" where the label's words tell it, else empty.

        >>> cues().role("interviewer 2"), cues().role("q"), cues().role("jane smith")
        ('interviewer', 'interviewer', '')
        """
        for head in (key, _NUMBER.sub("", key)):
            for role in ("interviewer", "partner", "neutral", "other", "presiding"):
                if head in self.sets[role]:
                    return role
        return ""


@cache
def cues() -> Cues:
    """The checked lexicon.

    Raises:
        InputError: unknown or missing keys in `speakers.yaml`.
    """
    data: dict[str, Any] = lexicon("speakers")
    path = FOLDER / "speakers.yaml"
    problems = check_keys(data, {*_SETS, "columns", "furniture", "asking"}, path, "top level")
    problems += check_keys(data.get("columns", {}), _COLUMNS, path, "columns")
    if problems:
        raise InputError(problems)
    return Cues(
        sets={name: _folded(data[name]) for name in _SETS},
        columns={name: _folded(words) for name, words in data["columns"].items()},
        furniture=re.compile(r"(?:" + "|".join(data["furniture"]) + r")[.\s]*", re.IGNORECASE),
        asking=re.compile(r"\W*(?:" + "|".join(map(re.escape, data["asking"])) + r")\b", re.IGNORECASE),
    )


def label_key(name: str) -> str:
    """A label without case, accents, punctuation and spare spaces: labels with one key are one speaker.

    >>> label_key("INTERVIEWER:"), label_key("Ms. O'Neil "), label_key("Partner2"), label_key("Siân")
    ('interviewer', 'ms oneil', 'partner 2', 'sian')
    """
    plain = re.sub(r"['’.]", "", name.casefold())
    if not plain.isascii():
        plain = "".join(one for one in unicodedata.normalize("NFKD", plain) if unicodedata.category(one) not in _UNSEEN)
    plain = re.sub(r"[\W_]+", " ", plain)
    return re.sub(r"(?<=[a-z]{2})(?=\d)", " ", plain).strip()


def _folded(words: Iterable[Any]) -> frozenset[str]:
    return frozenset(label_key(str(word)) or str(word) for word in words)
