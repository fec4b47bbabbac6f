"""What an interviewer asks: for elliptical answers, and for what a silence means."""

from __future__ import annotations

import re
from collections.abc import Mapping

from spacy.tokens import Doc

from analyser.codebook.codebook import Codebook
from analyser.coding.decisions import Question
from analyser.coding.facts import RANK, Facts, facts_of
from analyser.coding.pipeline import sentences_of

YES_NO = re.compile(r"\W*(?:(?:and|so|but|then) )?(?:is|are|was|were|do|does|did|has|have|had|would|will|can|could)\b")
LAST = 3  # sentences of the interviewer that the answer answers


def read_question(doc: Doc, codebook: Codebook, opposite: Mapping[str, str], last_level: str = "") -> Question:
    """The question of an interviewer's turn. "At that level" takes `last_level`, the level spoken of before."""
    asked = [
        facts_of(sent, doc.text[start:end], codebook, opposite, period=None, data_topic=True)
        for start, end, sent in sentences_of(doc)[-LAST:]
    ]
    if not asked:
        return Question()
    text = " ".join(" ".join(facts.text.split()) for facts in asked[-2:])
    levels = [sign.indicator.level for facts in asked[-2:] for sign in facts.signs]
    level = max(levels, key=RANK.__getitem__, default="")
    if not level and any(facts.has("anaphor", "ask_trend") for facts in asked):
        level = last_level
    types = tuple(dict.fromkeys(code for facts in asked[-2:] for code in facts.types))
    data = any(facts.has("ask_data") or {"ask_numbers", "ask_reflect"} <= facts.labels for facts in asked)
    claim = _claim(asked) if data else ""
    cases = not (data and claim) and (bool(level) or any(_asks_of_cases(facts) for facts in asked))
    closed = bool(YES_NO.match(asked[-1].text.lower()))
    return Question(text, level, types, cases, data, claim, closed)


def topics_of(doc: Doc, codebook: Codebook, opposite: Mapping[str, str]) -> set[str]:
    """What a turn of the interviewer raises: "high", "numbers", "data", forms of exploitation."""
    found: set[str] = set()
    for start, end, sent in sentences_of(doc):
        facts = facts_of(sent, doc.text[start:end], codebook, opposite, period=None)
        found |= set(facts.types)
        found |= {"high"} if any(sign.indicator.level == "high" for sign in facts.signs) else set()
        found |= {"numbers"} if facts.has("ask_numbers") else set()
        found |= {"data"} if facts.has("ask_data") else set()
    return found


def _claim(asked: list[Facts]) -> str:
    """What a plain "yes" would claim of the data."""
    for facts in reversed(asked):
        if facts.claim in ("under_recorded", "over_recorded", "incomplete"):
            return facts.claim
        if facts.claim == "matches" or facts.has("ask_reflect"):
            return "matches"
    return "matches" if asked and YES_NO.match(asked[-1].text.lower()) else ""


def _asks_of_cases(facts: Facts) -> bool:
    return facts.has("cse", "children", "cases") or (
        facts.has("ask_cases", "ask_trend", "mention") and not facts.has("process")
    )
