"""What an interviewer asks: for elliptical answers, and for what a silence means."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Doc

from analyser.codebook.codebook import Codebook
from analyser.coding.facts import Facts, facts_of
from analyser.coding.pipeline import sentences_of, text_of
from analyser.coding.quantity_asked import asks_speaker
from analyser.coding.threads import Question

LAST = 3  # sentences of the interviewer that the answer answers
ECHO = 4  # words: up to this length a turn that names nothing only shows that the interviewer listens


def read_question(doc: Doc, codebook: Codebook, claims: bool = False) -> Question:
    """The question of an interviewer's turn; `claims`: a "yes" would claim something of the recorded data."""
    text = text_of(doc)
    asked = [facts_of(sent, text[start:end], codebook, period=None) for start, end, sent in sentences_of(doc, LAST)]
    if not asked:
        return Question()
    level = _level(asked[-2:])
    types = tuple(dict.fromkeys(code for facts in asked[-2:] for code in facts.types))
    data = any(facts.has("ask_data") or {"ask_numbers", "ask_reflect"} <= facts.labels for facts in asked)
    words = sum(facts.words for facts in asked)
    cases = not (data and claims) and (bool(level) or any(_asks_of_cases(facts) for facts in asked))
    pointing = any(_points_back(facts, cases) for facts in asked[-2:])
    return Question(
        text=" ".join(" ".join(facts.text.split()) for facts in asked[-2:]),
        level=level,
        types=types,
        cases=cases,
        data=data,
        pointing=pointing,
        child=any(facts.has("she") for facts in asked[-2:]),
        others=any(facts.has("contrast") for facts in asked[-2:]),
        neutral=not (cases or data or any(facts.has("asks_anew") for facts in asked)) and words <= ECHO,
        numbers=tuple(count.low for facts in asked for count in facts.asserted_counts),
    )


def on_data(question: Question, before: Question) -> Question:
    """The question, still about the data where it only points back to them ("What did you make of them?")."""
    goes_on = before.data and question.pointing and not (question.cases or question.level)
    return replace(question, data=True) if goes_on and not asks_speaker(question.text) else question


def _level(asked: list[Facts]) -> str:
    """The one level that is asked about; "unspecified" where a sentence asks about several."""
    for facts in reversed(asked):
        levels = {sign.indicator.level for sign in facts.signs if not (sign.weak and sign.indicator.level != "high")}
        if levels:
            return levels.pop() if len(levels) == 1 and not facts.has("contrast", "whole_scale") else "unspecified"
    return ""


def topics_of(doc: Doc, codebook: Codebook) -> set[str]:
    """What a turn of the interviewer raises: "high", "numbers", "data", forms of exploitation."""
    found: set[str] = set()
    text = text_of(doc)
    for start, end, sent in sentences_of(doc):
        facts = facts_of(sent, text[start:end], codebook, period=None)
        found |= set(facts.types)
        found |= {"high"} if any(sign.indicator.level == "high" for sign in facts.signs) else set()
        found |= {"numbers"} if facts.has("ask_numbers") else set()
        found |= {"data"} if facts.has("ask_data") else set()
    return found


def _asks_of_cases(facts: Facts) -> bool:
    return facts.has("cse") or (
        facts.has("children", "cases") and facts.has("ask_cases", "ask_numbers") and not facts.has("process", "outside")
    )


def _points_back(facts: Facts, cases: bool) -> bool:
    """Whether a question is about the cases spoken of before: "those", a number of them, "has it changed?"."""
    if facts.has("asks_on", "contrast") or (facts.has("ask_trend") and not cases) or facts.counts:
        return True
    return facts.has("anaphor", "they", "she") and not facts.has("reported_frame", "process")
