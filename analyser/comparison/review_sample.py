"""The partners' mentions put right by a random sample of sentences that analysts have looked at."""

from __future__ import annotations

import math
from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analyser.comparison.cell_sentences import CellSentences, is_of, kind_of
from analyser.comparison.cells import Cell
from analyser.comparison.sentences import Sentence, count_mentions, with_mentions
from analyser.statistics import ClusterRatio, PredictionPowered, prediction_powered_ratio

FEWEST = 30  # sentences of a cell that were drawn; with fewer, an error that was not met tells nothing

_Credits = dict[int, Counter[str]]
_Changes = dict[int, list[tuple[Sentence, Counter[str]]]]
_Unit = tuple[Sentence, Counter[str], Counter[str] | None]  # what the coder credits to a sentence, and the analysts


@dataclass(frozen=True)
class Corrected:
    """A cell's mentions as corrected: `found.hits` of high harm, and their share among high and medium.

    `wrong`: how many of the sentences looked at change a count of mentions.
    """

    found: PredictionPowered
    wrong: int

    @property
    def ratio(self) -> ClusterRatio:
        """The share as the comparison takes it, within 0 and 1."""
        share = min(max(self.found.value, 0.0), 1.0)
        se = self.found.se if 0 < share < 1 else 0.0
        simple = share * (1 - share) / self.found.sizes
        deff = se**2 / simple if simple > 0 and se > 0 else math.nan
        clusters = self.found.clusters
        return ClusterRatio(share, se, clusters, self.found.sizes, deff, guarded_se=se, df=float(clusters - 1))


class ReviewSample:
    """What the coder and the analysts say of each sentence, and which the analysts looked at by chance.

    A mention is a run of sentences, so a sentence's code changes what its neighbours count for. The truth of a
    sentence is therefore what the coder credits to it, and by how much the interview's mentions change when the
    analysts' codes take the place of that one sentence, all others as the coder has them.

    Args:
        machine: the coder's sentences, of partners or of owners of the records alone.
        reviewed: those after the review, likewise.
        sample: what `review.sample.drawn_sample` returns.
    """

    def __init__(self, machine: Sequence[Sentence], reviewed: Sequence[Sentence], sample: Mapping[str, Any]) -> None:
        self._machine, self._by_cell = machine, CellSentences(machine)
        # Places tell sentences apart: those of the other table come after.
        self._reviewed = [replace(one, place=one.place + len(machine)) for one in reviewed if one.reviewed]
        chance = len(sample["ids"]) / sample["of"] if sample["of"] else 1.0
        self._chance = dict.fromkeys(sample["ids"], chance) | dict.fromkeys(sample["certain"], 1.0)
        self._known: dict[str, tuple[_Credits, _Changes]] = {}

    def correct(self, cell: Cell) -> Corrected | None:
        """The cell's corrected mentions; None where too few of its sentences were looked at."""
        mine = is_of(cell)
        credited, changed = self._credits(kind_of(cell))
        units: list[_Unit] = []
        wrong, own = 0, self._by_cell.of(cell)
        for one in own:
            said = credited.get(one.place, Counter()) if mine(one) else Counter()
            true: Counter[str] | None = None
            if one.id in self._chance:
                true = Counter(said)
                for other, more in changed.get(one.place, ()):
                    if mine(other):
                        true.update(more)
                wrong += any(true[level] != said[level] for level in ("high", "medium"))
            if said or true is not None:
                units.append((one, said, true))
        drawn = sum(self._chance.get(one.id, 1.0) < 1 for one in own)
        whole = all(self._chance.get(one.id) == 1 for one in own)
        speaking = {one.interview for one, said, true in units if _counts(said) or _counts(true)}
        units = [unit for unit in units if unit[0].interview in speaking]
        if not units or not (whole or drawn >= FEWEST):
            return None
        try:
            return Corrected(_powered(units, self._chance), wrong)
        except ValueError:
            return None

    def _credits(self, kind: str) -> tuple[_Credits, _Changes]:
        """The coder's mentions by place; and for each sentence looked at, which sentences gain or lose what by it."""
        if kind not in self._known:
            interviews: dict[str, list[Sentence]] = defaultdict(list)
            theirs: dict[str, list[Sentence]] = defaultdict(list)
            for own, found in ((self._machine, interviews), (self._reviewed, theirs)):
                for one in own:
                    found[one.interview].append(one)
            credited: _Credits = {}
            changed: _Changes = {}
            for name, own in interviews.items():
                before = _mentions(own, kind)
                credited |= before
                for number, one in enumerate(own):
                    if one.id in self._chance:
                        end = own[number + 1].start if number + 1 < len(own) else math.inf
                        instead = [new for new in theirs[name] if one.start <= new.start < end or new.id == one.id]
                        changed[one.place] = _changes(own, one, instead, before, kind)
            self._known[kind] = credited, changed
        return self._known[kind]


def _counts(credit: Counter[str] | None) -> bool:
    """Whether mentions of high or medium harm are credited."""
    return credit is not None and any(credit[level] for level in ("high", "medium"))


def _changes(
    own: Sequence[Sentence], one: Sentence, instead: Sequence[Sentence], before: _Credits, kind: str
) -> list[tuple[Sentence, Counter[str]]]:
    """What each sentence of the interview counts for more or less with these in the place of the one."""
    told = [other for other in own if other.place != one.place]
    for new in instead:
        insort(told, new, key=lambda other: other.start)
    after = _mentions(told, kind)
    found = []
    for other in (one, *told):
        more = Counter(after.get(other.place, {}))
        more.subtract(before.get(other.place, {}))
        if any(more.values()):
            found.append((other, more))
    return found


def _mentions(sentences: Iterable[Sentence], kind: str) -> _Credits:
    return count_mentions([one for one in with_mentions(sentences) if not kind or kind in one.types])


def _powered(units: Sequence[_Unit], chances: Mapping[str, float]) -> PredictionPowered:
    def counts(levels: Counter[str] | None) -> tuple[float, float]:
        return (math.nan, math.nan) if levels is None else (levels["high"], levels["high"] + levels["medium"])

    said, true = [counts(said) for _, said, _ in units], [counts(true) for _, _, true in units]
    return prediction_powered_ratio(
        [high for high, _ in said],
        [both for _, both in said],
        [high for high, _ in true],
        [both for _, both in true],
        [chances.get(one.id, 1.0) for one, *_ in units],
        [one.interview for one, *_ in units],
    )
