"""The lexicon of labels and notes (`speakers.yaml`), checked and ready to match."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from analyser.codebook.lexicon import FOLDER, exact_keys, lexicon
from analyser.errors import InputError

_UNSEEN = {"Mn", "Cf"}  # accents and marks of direction
_SETS = (
    "interviewer", "partner", "neutral", "other", "presiding", "attending", "agencies", "never", "never_within",
    "header_keys", "titles", "small", "note_words", "note_company", "running_heads", "asking_letters",
)  # fmt: skip
_COLUMNS = {"speaker", "speech", "time", "number", "interviewer", "partner"}
_WORDS = {"question_heads", "stopped", "number_signs", "number_words", "joins", "day_halves"}
_ENDINGS = {"question_letter", "answer_letter", "plural"}

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
    number: re.Pattern[str]  # behind a label
    any_of: dict[str, str]  # the words of `_WORDS` as a choice in a pattern
    question: str  # the letter
    answer: str
    plural: str

    @property
    def hearing(self) -> frozenset[str]:
        """The letters of an exchange of question and answer."""
        return frozenset((self.question, self.answer))

    def role(self, key: str) -> str:
        """ "interviewer", "partner", "neutral", "other" or "presiding" where the label's words tell it, else empty.

        >>> cues().role("interviewer 2"), cues().role("q"), cues().role("jane smith")
        ('interviewer', 'interviewer', '')
        """
        for head in (key, self.number.sub("", key)):
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
    problems = exact_keys(data, {*_SETS, *_WORDS, *_ENDINGS, "columns", "furniture", "asking"}, path)
    problems += exact_keys(data.get("columns", {}), _COLUMNS, path, "columns")
    if problems:
        raise InputError(problems)
    any_of = {name: "|".join(re.escape(str(word)) for word in data[name]) for name in _WORDS}
    return Cues(
        sets={name: _folded(data[name]) for name in _SETS},
        columns={name: _folded(words) for name, words in data["columns"].items()},
        furniture=re.compile(r"(?:" + "|".join(data["furniture"]) + r")[.\s]*", re.IGNORECASE),
        asking=re.compile(r"\W*(?:" + "|".join(map(re.escape, data["asking"])) + r")\b", re.IGNORECASE),
        number=re.compile(rf"[\s#]*(?:{any_of['number_signs']})?\s*(?:\d{{1,3}}\s?[a-z]?|{any_of['number_words']})$"),
        any_of=any_of,
        question=data["question_letter"],
        answer=data["answer_letter"],
        plural=data["plural"],
    )


@cache
def parting(marks: str) -> re.Pattern[str]:
    """What parts people or roles that stand in one line: the marks, a pattern, and words that join.

    >>> parting("[,&]").split("Kim, Ana and Lee")
    ['Kim', ' Ana ', ' Lee']
    """
    return re.compile(rf"{marks}|\b(?:{cues().any_of['joins']})\b")


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
