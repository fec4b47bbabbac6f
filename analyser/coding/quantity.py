"""How many children or cases a sentence counts."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Span


@dataclass(frozen=True)
class Quantity:
    """A number phrase: its bounds (`-inf`, `inf` where open), what it counts, and where it stands in the document."""

    kind: str
    low: float
    high: float
    rate_per: str
    basis: str
    approximate: bool
    counted: str
    start: int
    end: int
    text: str


def quantities(sent: Span) -> list[Quantity]:
    """Every number phrase of the sentence with what it counts."""
    return []


def sentence_quantity(sent: Span, *, target: Span | None, assertion: str) -> Quantity | None:
    """The one that the manual codes, or None."""
    return None
