"""What the talk has come to: the level of cases that a question asks about or that a speaker has just spoken of."""

from __future__ import annotations

from dataclasses import dataclass, replace

LOST = 4  # sentences about other things after which the talk has left its cases


@dataclass(frozen=True)
class Question:
    """What the interviewer asked last: the level and forms that it names, and what it is about."""

    text: str = ""
    level: str = ""
    types: tuple[str, ...] = ()
    cases: bool = False
    data: bool = False
    pointing: bool = False  # "and those?", "has it changed?": about the cases spoken of before
    others: bool = False  # "and below that?": other cases than those
    child: bool = False  # "does she see it?": about the one child
    neutral: bool = False  # an echo or a sign of listening: the talk stays where it was
    numbers: tuple[float, ...] = ()  # of cases

    @property
    def away(self) -> bool:
        """Whether it asks of something other than cases."""
        return bool(self.text) and not (self.cases or self.pointing or self.neutral)


@dataclass(frozen=True)
class Story:
    """A child's story: its number in the interview and its level."""

    number: int
    level: str


@dataclass  # not frozen, which takes thrice the time to make
class Thread:
    """The cases that are being spoken of. `age`: sentences since they were; `asked`: the question names them."""

    level: str
    types: tuple[str, ...] = ()
    assertion: str = ""
    age: int = 0
    asked: bool = False


def after_question(question: Question, before: Thread | None, numbers: dict[float, str]) -> Thread | None:
    """The thread that a question leaves: its own cases, those spoken of before, or none."""
    if question.neutral:
        return before
    named = next((numbers[number] for number in question.numbers if number in numbers), "")
    earlier = ("unspecified" if question.others else before.level) if before is not None and question.pointing else ""
    level = question.level or named or earlier
    if question.data or not (question.cases or level):
        return None
    # A question that points back asks of the cases, and hardly ever of the one form that was named last.
    return Thread(level or "unspecified", question.types, asked=True)


def after_sentence(thread: Thread | None, level: str, types: tuple[str, ...], assertion: str) -> Thread | None:
    """The thread after a sentence: its cases, or the ones before, a sentence further away."""
    if level != "none":
        return Thread(level, types, assertion)
    return passed(thread)


def passed(thread: Thread | None) -> Thread | None:
    """The thread, a sentence further away; none where the talk has left it."""
    if thread is None or thread.age + 1 >= LOST:
        return None
    return replace(thread, age=thread.age + 1)
