"""The numbers of high-harm cases that a speaker gives: a caseload held at a time, or cases over the period."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analyser.comparison.sentences import Sentence
from analyser.study import Study

# A year has 52.18 weeks.
MONTHS = {"week": 12 / 52.18, "month": 1.0, "quarter": 3.0, "year": 12.0}
MONTHS_WITHOUT_PERIOD = 12.0


@dataclass(frozen=True)
class Range:
    """From `low` to `high`; `high` is inf where it is open."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """Half-way; the lower end where the upper is open."""
        return (self.low + self.high) / 2 if math.isfinite(self.high) else self.low


@dataclass(frozen=True)
class Estimate(Range):
    """A range each of whose ends is an estimate: by chance the low may be `low_limit`, the high `high_limit` (95 %)."""

    low_limit: float
    high_limit: float


@dataclass(frozen=True)
class Figures:
    """A speaker's largest low and largest high, for each basis, and the sentences that set them."""

    stock: Range | None
    flow: Range | None
    set_by: tuple[str, ...]


# The excerpts that give a number, its basis, and its ends; None where they give none after all.
Told = tuple[tuple[str, ...], str, Range | None]


def months_of(study: Study) -> float:
    """The months of the study's period; 12 where none is set."""
    return study.period.months if study.period else MONTHS_WITHOUT_PERIOD


def figures(sentences: Sequence[Sentence], months: float, combined: Sequence[Told] = ()) -> Figures:
    """What the numbers of these sentences amount to, rates put on `months` months.

    The largest low and the largest high are taken apart, since parts are restated. A zero counts where the speaker
    affirms no such case; a plain denial is no zero. `combined` numbers, worked out of two sentences, stand only where
    the speaker gives none outright: what is said goes before what follows from it. One sentence sets a figure, so a
    number counts only where its level is likelier than not.
    """
    spoken = [one for one in sentences if one.affirms_high]
    zeros = [] if spoken else [one for one in sentences if one.denies_high and one.low == 0 and one.high == 0]
    outright: list[Told] = [((one.id,), *spoken_range(one, months)) for one in (*spoken, *zeros) if one.trusted]
    found = [one for one in outright if one[2]] or combined
    ends: dict[str, Range | None] = {"stock": None, "flow": None}
    set_by: list[str] = []
    for basis in ends:
        spans = [(own, span) for own, own_basis, span in found if own_basis == basis and span]
        if not spans:
            continue
        ends[basis] = largest = Range(max(span.low for _, span in spans), max(span.high for _, span in spans))
        set_by += [one for own, span in spans if span.low == largest.low or span.high == largest.high for one in own]
    return Figures(ends["stock"], ends["flow"], tuple(dict.fromkeys(set_by)))


def spoken_range(sentence: Sentence, months: float) -> tuple[str, Range | None]:
    """The basis ("stock" or "flow") and range of one sentence's number; None where it gives no number of cases.

    Shares are no counts. A count without a basis is taken as held at a time, the smaller claim over a year. A rate
    without its unit of time cannot be put on the period and gives none.
    """
    basis = "flow" if sentence.kind == "rate" or sentence.basis == "flow" else "stock"
    if sentence.kind not in ("count", "rate") or (sentence.kind == "rate" and sentence.per not in MONTHS):
        return basis, None
    ends = _ends(sentence.low, sentence.high)
    if ends is None:
        return basis, None
    if sentence.approximate:
        ends = widened(ends)
    if sentence.kind == "rate":
        scale = months / MONTHS[sentence.per]
        ends = Range(round(ends.low * scale, 6), round(ends.high * scale, 6) if math.isfinite(ends.high) else math.inf)
    return basis, ends


def widened(ends: Range) -> Range:
    """An approximate number: 15 % to either side and at least 1, outwards to whole numbers.

    >>> widened(Range(6, 6)), widened(Range(30, 30)), widened(Range(10, math.inf))
    (Range(low=5, high=7), Range(low=25, high=35), Range(low=8, high=inf))
    """
    low = max(0, math.floor(round(ends.low - max(1.0, 0.15 * ends.low), 9)))
    if math.isinf(ends.high):
        return Range(low, math.inf)
    return Range(low, math.ceil(round(ends.high + max(1.0, 0.15 * ends.high), 9)))


def _ends(low: float, high: float) -> Range | None:
    """Open or empty ends: 0 below, inf above; None where neither end is told."""
    told_low, told_high = math.isfinite(low), math.isfinite(high)
    if not told_low and not told_high:
        return None
    low, high = (max(0.0, low) if told_low else 0.0), (max(0.0, high) if told_high else math.inf)
    return Range(min(low, high), max(low, high))
