"""What an interviewer asked, so that a partner's silence can be read."""

from __future__ import annotations

from analyser.coding.coder import Coder
from analyser.coding.questions import topics_of
from analyser.interviews.model import Interview


def asked_topics(interview: Interview, coder: Coder) -> frozenset[str]:
    """What the interviewer's questions raise: "high", "numbers", "data" and the forms of exploitation."""
    turns = [turn for turn in interview.turns if turn.role == "interviewer"]
    found: set[str] = set()
    for doc in coder.nlp.pipe(interview.speech(turn) for turn in turns):
        found |= topics_of(doc, coder.codebook)
    return frozenset(found)
