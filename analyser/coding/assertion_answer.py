"""Bare answers ("Not really.", "Could be."): they say nothing without the question."""

from __future__ import annotations

from collections.abc import Sequence

from analyser.coding.assertion_lexicon import assertion_lexicon
from analyser.coding.assertion_scope import find_cues
from analyser.coding.cue_phrases import MARKS
from analyser.coding.cue_words import Word, split_words

_ORDER = ("hypothetical", "reported", "refuses", "historical", "confirms", "affirmed")
_CARRIED = ("hypothetical", "reported", "negated", "historical")
_QUESTION_WORDS = 60  # a question is answered by what it says last


def answer_value(words: Sequence[Word], question: str) -> tuple[str, str] | None:
    """The assertion of a bare answer and the phrase that gives it; None for a sentence that says something itself.

    >>> answer_value(split_words("Well, not really, no."), "Do you see any of that?")
    ('negated', 'not really')
    """
    lexicon = assertion_lexicon()
    found: dict[str, str] = {}
    place = 0
    while place < len(words):
        answer = lexicon.answers.longest(words, place)
        filler = lexicon.fillers.longest(words, place)
        if answer and (filler is None or answer.end >= filler.end):
            found.setdefault(answer.payload, " ".join(word.text for word in words[place : answer.end]))
            place = answer.end
        elif filler:
            place = filler.end
        elif words[place].text in MARKS:
            place += 1
        else:
            return None
    kind = next((kind for kind in _ORDER if kind in found), None)
    if kind is None:
        return None
    return _value(kind, question), found[kind]


def _value(kind: str, question: str) -> str:
    if kind == "refuses":
        return "negated"
    if kind not in ("confirms", "affirmed"):
        return kind
    asked = question_value(question)
    if asked == "negated":
        return "negated" if kind == "confirms" else "affirmed"
    return asked


def question_value(question: str) -> str:
    """What a question would assert if it were answered with "that's right"."""
    words = split_words(question)[-_QUESTION_WORDS:]
    cues = find_cues([word for word in words if word.text != "?"], assertion_lexicon())
    categories = {cue.group.category for cue in cues}
    return next((value for value in _CARRIED if value in categories), "affirmed")
