"""What an interview is: the text as read, who speaks where in it, and who the speakers are."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Turn:
    """One speaker's turn; `start` and `end` bound the speech in `Interview.text`, label and timestamp excluded."""

    number: int  # from 1, all speakers counted
    speaker: str  # the label's name; empty where the transcript has no labels
    role: str  # "partner", "interviewer" or "other"
    start: int
    end: int


@dataclass(frozen=True)
class Person:
    """Who a partner speaker is, from the metadata; what is not known is empty."""

    speaker: str
    agency: str = ""
    agency_type: str = ""
    area: str = ""
    date: str = ""  # ISO


@dataclass(frozen=True)
class Interview:
    """A transcript as read. Every offset is a code point into `text`.

    `silent` are the spans inside turns that are not speech (notes in brackets, timestamps, headings, page furniture).
    `locators` say from which offset on which timestamp or line of the source holds. `warnings` tell doubtful guesses.
    """

    interview_id: str
    path: Path
    text: str
    turns: tuple[Turn, ...]
    silent: tuple[tuple[int, int], ...] = ()
    locators: tuple[tuple[int, str], ...] = ()
    people: tuple[Person, ...] = ()
    warnings: tuple[str, ...] = ()
    _silent_starts: list[int] = field(init=False, repr=False, compare=False)
    _locator_starts: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_silent_starts", [start for start, _ in self.silent])
        object.__setattr__(self, "_locator_starts", [start for start, _ in self.locators])

    def speech(self, turn: Turn) -> str:
        """The turn's words, as long as `text[turn.start:turn.end]`: what is silent in it is blanked with spaces.

        >>> talk = Interview("a", Path("a.txt"), "A: Six [laughs] now.", (Turn(1, "A", "partner", 3, 20),), ((7, 15),))
        >>> talk.speech(talk.turns[0])
        'Six          now.'
        """
        pieces = []
        at = turn.start
        first = max(0, bisect_right(self._silent_starts, turn.start) - 1)
        for start, end in self.silent[first:]:
            if start >= turn.end:
                break
            start, end = max(start, at), min(end, turn.end)
            if start < end:
                pieces += [self.text[at:start], _blank(self.text[start:end])]
                at = end
        pieces.append(self.text[at : turn.end])
        return "".join(pieces)

    def locator(self, offset: int) -> str:
        """The timestamp or line of the source that holds at `offset`."""
        index = bisect_right(self._locator_starts, offset) - 1
        return self.locators[index][1] if index >= 0 else ""

    def person(self, speaker: str) -> Person:
        """Who the speaker is; nothing but the name where nothing is known."""
        return next((person for person in self.people if person.speaker == speaker), Person(speaker))


def _blank(text: str) -> str:
    """Spaces, but line ends stay: they bound paragraphs."""
    return "\n".join(" " * len(line) for line in text.split("\n"))
