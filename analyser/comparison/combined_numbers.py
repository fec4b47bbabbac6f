"""Numbers of high-harm cases that a speaker gives in two steps: a caseload, and the share of it that is high."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analyser.comparison.sentences import Sentence
from analyser.comparison.spoken_numbers import Range, spoken_range

CASELOAD = "unspecified"  # the level of a number of all cases, whatever their harm
_NUMBERS = ("count", "rate")


@dataclass(frozen=True)
class Combined:
    """A caseload and the share of it that the same speaker, in the same turn, puts at high harm."""

    caseload: Sentence
    share: Sentence

    @property
    def ids(self) -> tuple[str, str]:
        return self.caseload.id, self.share.id

    @property
    def types(self) -> frozenset[str]:
        """The types that either sentence names: of both, the share is a part of that caseload."""
        return self.caseload.types | self.share.types

    def cases(self, months: float) -> tuple[str, Range | None]:
        """The basis of the caseload, and how many of its cases are high: the ends multiplied, outwards to whole
        numbers."""
        basis, held = spoken_range(self.caseload, months)
        part = share_of(self.share)
        if held is None or part is None:
            return basis, None
        high = held.high * part.high if part.high else 0.0
        whole = math.ceil(round(high, 6)) if math.isfinite(high) else math.inf
        return basis, Range(math.floor(round(held.low * part.low, 6)), whole)


def combined_numbers(sentences: Sequence[Sentence]) -> list[Combined]:
    """The caseloads and shares of one speaker that belong together, in the order of the interview.

    A share of high harm goes with the number that stands last before it in its turn, where that is one of all cases,
    affirmed. After any other number it may be a share of that, and goes with none.
    """
    found = []
    before: Sentence | None = None
    for one in sentences:
        if before is not None and (one.turn is None or (one.interview, one.turn) != (before.interview, before.turn)):
            before = None
        if one.kind in _NUMBERS:
            before = one
        elif before is not None and _is_base(before) and one.kind == "share" and one.affirms_high:
            found.append(Combined(before, one))
    return found


def _is_base(one: Sentence) -> bool:
    """Whether it affirms a number of all cases."""
    return one.level == CASELOAD and one.assertion == "affirmed"


def share_of(sentence: Sentence) -> Range | None:
    """The ends of a share, an approximate one 15 % to either side; None where it is none between 0 and 1."""
    low = sentence.low if math.isfinite(sentence.low) else 0.0
    high = sentence.high if math.isfinite(sentence.high) else 1.0
    if not (math.isfinite(sentence.low) or math.isfinite(sentence.high)) or not 0 <= low <= high <= 1:
        return None
    widen = 0.15 if sentence.approximate else 0.0
    return Range(low * (1 - widen), min(1.0, high * (1 + widen)))
