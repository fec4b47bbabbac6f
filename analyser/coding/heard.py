"""A partner's sentence as the coders have it before them."""

from __future__ import annotations

from dataclasses import dataclass

from analyser.coding.facts import Facts
from analyser.coding.threads import Question
from analyser.interviews.model import Turn


@dataclass  # not frozen, which takes thrice the time to make
class Heard:
    """A partner sentence with what stands before it."""

    turn: Turn
    start: int
    end: int
    facts: Facts
    question: Question
    first: bool
    opens: bool  # the interviewer spoke just before
