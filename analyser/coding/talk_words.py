"""The words by which questions about the data begin and end, from the lexicon `data_talk`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from analyser.codebook.lexicon import FOLDER, exact_keys, lexicon
from analyser.codebook.spellings import spellings
from analyser.errors import InputError, Problem

_KEYS = {"joints", "inside", "assent", "lead", "open", "inverted", "denies", "turns", "gap_asked", "would", "unless"}


@dataclass(frozen=True)
class TalkWords:
    """Words that join or turn clauses, deny or place a case, and the shapes of questions and of a mere "would".

    The patterns are for lower case, but for `tag`.
    """

    joints: frozenset[str]
    inside: frozenset[str]
    denies: frozenset[str]
    turns: frozenset[str]
    gap_asked: tuple[str, ...]
    would: re.Pattern[str]
    tag: re.Pattern[str]
    open: re.Pattern[str]
    inverted: re.Pattern[str]


@cache
def talk_words() -> TalkWords:
    """The lexicon `data_talk`, checked.

    >>> bool(talk_words().open.match("and how many of those?")), bool(talk_words().inverted.match("isn't it too low?"))
    (True, True)

    Raises:
        InputError: a key is unknown or missing, or holds something else than words.
    """
    data = lexicon("data_talk")
    path = FOLDER / "data_talk.yaml"
    problems = exact_keys(data, _KEYS, path)
    for key in sorted(_KEYS & data.keys()):
        words = data[key]
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            problems.append(Problem(f"{key} is no list of words", path, remedy='put "on", "no" and "yes" in quotes'))
    if problems:
        raise InputError(problems)
    negative = spellings().negative.replace("'", "['’]")
    loosely = spellings().negative.replace("'", ".")
    lead = rf"\W*(?:(?:{_any(data['lead'])})\W+)*"
    return TalkWords(
        joints=frozenset(data["joints"]),
        inside=frozenset(data["inside"]),
        denies=frozenset(data["denies"]),
        turns=frozenset(data["turns"]),
        gap_asked=tuple(data["gap_asked"]),
        would=re.compile(rf"(?:{_any(data['would'], whole=True)})\b(?!.*\b(?:{_any(data['unless'])})\b)"),
        tag=re.compile(rf"[,–—-]?\s+\w+(?:{negative})?\s+(?:{_any(data['assent'])})\?\W*$", re.IGNORECASE),
        open=re.compile(rf"{lead}(?:{_any(data['open'])})\b"),
        inverted=re.compile(rf"{lead}(?:{_any(data['inverted'])}){loosely}\b"),
    )


def _any(words: Iterable[str], *, whole: bool = False) -> str:
    """Any of the words; `whole`: no letter stands before those that begin with one."""
    return "|".join((r"\b" if whole and word[0].isalpha() else "") + re.escape(word) for word in words)
