"""A child's story: the run of sentences in which one speaker tells of one child."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyser.coding.facts import RANK, Facts
from analyser.coding.pipeline import cues_in
from analyser.coding.threads import Question, Story

GAP = 2  # sentences that a story may leave the child and come back


@dataclass  # not frozen, which takes thrice the time to make
class Told:
    """A sentence as a story sees it: who speaks, and what was asked just before (`opens`) or last."""

    speaker: str
    facts: Facts
    opens: bool
    question: Question

    @property
    def turns_away(self) -> bool:
        """Whether a question before it leaves the child."""
        return self.opens and not (self.question.neutral or self.question.child)


def find_stories(told: Sequence[Told]) -> list[Story | None]:
    """For each sentence the story that it belongs to, or None. A story has two sentences at least.

    It begins where a single child comes into the talk ("one girl", "this lad"), or where "she" or "he" carries an
    indicator; it goes on with "she", "he" and "the girl" and ends with several children, another speaker or a new topic
    of the interviewer. Its level is the highest that is asserted in it, a named band before descriptions.
    """
    stories: list[Story | None] = [None] * len(told)
    number = 0
    i = 0
    while i < len(told):
        members = _members(told, i)
        if len(members) > 1:
            number += 1
            story = Story(number, _level([told[k].facts for k in members]))
            for k in members:
                stories[k] = story
            i = members[-1] + 1
        else:
            i += 1
    return stories


def _members(told: Sequence[Told], start: int) -> list[int]:
    first = told[start]
    if not _begins(first):
        return []
    members = [start]
    for k in range(start + 1, len(told)):
        facts = told[k].facts
        if told[k].speaker != first.speaker or told[k].turns_away or facts.has("several") or _another(facts):
            break
        if facts.has("she") and not (facts.has("reported_frame") and not facts.signs):
            members.append(k)
        elif k - members[-1] > GAP:
            break
    return members


def _begins(told: Told) -> bool:
    facts = told.facts
    if facts.has("several") or (facts.has("reported_frame") and not facts.has("children")):
        return False
    asked = told.question.cases or told.question.child
    return facts.has("intro") or (facts.has("she") and (bool(facts.signs) or asked))


def _another(facts: Facts) -> bool:
    """Whether another child comes into the talk: before any "she" of the sentence."""
    intro, she = (
        min((cue.start for cue in cues_in(facts.sent, "talk") if cue.label == label), default=None)
        for label in ("intro", "she")
    )
    return intro is not None and (she is None or intro < she)


def _level(story: Sequence[Facts]) -> str:
    signs = [sign for facts in story for sign in facts.signs if sign.assertion.value not in ("hypothetical", "negated")]
    bands = [sign for sign in signs if sign.indicator.kind == "band"]
    return max((sign.indicator.level for sign in bands or signs), key=RANK.__getitem__, default="unspecified")
