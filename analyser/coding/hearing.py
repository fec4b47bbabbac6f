"""An interview as the trained coder hears it: the interviewer's turns and the partner's sentences, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyser.coding.decisions import Decision
from analyser.coding.every_number import every_number
from analyser.coding.heard import Heard
from analyser.coding.quantity_sentence import Quantity
from analyser.coding.rule_features import marks_of, vector
from analyser.interviews.model import Interview
from analyser.model.lines import Line


@dataclass(frozen=True)
class Spoken:
    """A partner's sentence, from `start` to `end` of the interview's text: what the rules see and decide, numbers with
    places."""

    start: int
    end: int
    speaker: str
    ruled: Decision
    marks: frozenset[str]
    numbers: tuple[Quantity, ...]
    places: tuple[tuple[int, int], ...]  # of the numbers, in the sentence


def spoken(coded: Sequence[tuple[Heard, Decision]]) -> list[Spoken]:
    """What the rules see in each sentence."""
    found = []
    for heard, decision in coded:
        offset = heard.start - heard.turn.start  # numbers have places in the turn's speech
        numbers = every_number(heard.facts.sent)
        places = tuple((number.start - offset, number.end - offset) for number in numbers)
        marks = marks_of(heard, decision)
        found.append(Spoken(heard.start, heard.end, heard.turn.speaker, decision, marks, tuple(numbers), places))
    return found


def lines_of(interview: Interview, sentences: Sequence[Spoken], names: Sequence[str]) -> tuple[list[Line], list[int]]:
    """The lines of an interview and the places of the partner's sentences among them.

    `names` are the marks that the model knows, in its order.
    """
    asked = [
        (turn.start, Line(interview.text[turn.start : turn.end], turn.speaker, asks=True))
        for turn in interview.turns
        if turn.role == "interviewer"
    ]
    said = [
        (one.start, Line(interview.text[one.start : one.end], one.speaker, False, vector(one.marks, names), one.places))
        for one in sentences
    ]
    order = sorted(
        [*((start, False, line) for start, line in asked), *((start, True, line) for start, line in said)],
        key=lambda entry: entry[0],
    )
    return [line for _, _, line in order], [place for place, (_, partner, _) in enumerate(order) if partner]
