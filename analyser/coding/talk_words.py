"""The words by which questions about the data begin and end, from the lexicon `data_talk`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from analyser.codebook.lexicon import FOLDER, check_keys, lexicon
from analyser.errors import InputError, Problem

_KEYS = {"joints", "inside", "assent", "lead", "open", "inverted"}


@dataclass(frozen=True)
class TalkWords:
    """Words that join clauses or place a case, and the shapes of questions (matched on lower case but for `tag`)."""

    joints: frozenset[str]
    inside: frozenset[str]
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
    problems = check_keys(data, _KEYS, path, "top level")
    for key in sorted(_KEYS):
        words = data.get(key)
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            problems.append(Problem(f"{key} is no list of words", path, remedy='put "on", "no" and "yes" in quotes'))
    if problems:
        raise InputError(problems)
    lead = rf"\W*(?:(?:{_any(data['lead'])})\W+)*"
    return TalkWords(
        joints=frozenset(data["joints"]),
        inside=frozenset(data["inside"]),
        tag=re.compile(rf"[,–—-]?\s+\w+(?:n['’]t)?\s+(?:{_any(data['assent'])})\?\W*$", re.IGNORECASE),
        open=re.compile(rf"{lead}(?:{_any(data['open'])})\b"),
        inverted=re.compile(rf"{lead}(?:{_any(data['inverted'])})n.t\b"),
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words))
