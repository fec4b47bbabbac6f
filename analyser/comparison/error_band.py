"""How far the coder's errors, as they were measured elsewhere, may move what partners say in a cell."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import poisson

from analyser.coding import CLASSES, NUMBERS, ErrorRates, class_of
from analyser.comparison.cells import Cell
from analyser.comparison.sentences import Sentence
from analyser.comparison.spoken_numbers import Range
from analyser.comparison.voices import AgencyFigure, Voice
from analyser.statistics import band, cluster_ratio, unmixed, unmixings

RARE = 0.05  # what is less likely than this is left out of a band
Limits = tuple[float, float]


@dataclass(frozen=True)
class Composition:
    """How many sentences of a cell are of each of `CLASSES`, by the coder and by analysts."""

    coded: Mapping[str, float]
    reviewed: Mapping[str, float]

    def total(self, name: str) -> float:
        """All of a class."""
        return self.coded.get(name, 0) + self.reviewed.get(name, 0)

    @property
    def unseen(self) -> float:
        """The part of the sentences beside the cases that nobody has looked at."""
        others = self.total(CLASSES[2])
        return self.coded.get(CLASSES[2], 0) / others if others else 0.0


def composition(sentences: Sequence[Sentence], kind: str = "") -> Composition:
    """The sentences by class; of one type of exploitation, those of the type and as large a part of the other
    sentences, which tell none, as it has of the cases."""
    found = {reviewed: Counter[str]() for reviewed in (False, True)}
    cases = typed = 0
    for one in sentences:
        name = class_of(one.level, one.assertion)
        if name != CLASSES[2]:
            cases += 1
            if kind and kind not in one.types:
                continue
            typed += 1
        found[one.reviewed][name] += 1
    part = typed / cases if cases else 1.0
    coded, reviewed = (
        {name: count * (part if name == CLASSES[2] else 1) for name, count in found[who].items()}
        for who in (False, True)
    )
    return Composition(coded, reviewed)


class ErrorBand:
    """The measured errors of a coder, ready to be put on cells."""

    def __init__(self, rates: ErrorRates, *, seed: int = 0) -> None:
        self._matrices = unmixings(rates.levels, seed=seed)
        told = dict(zip(NUMBERS, rates.numbers.T, strict=True))
        said = rates.numbers.sum(axis=1) - told["missed"]
        self._too_large = {
            own_basis: _at_worst(told["smaller"] + told["invented"] + (0 if own_basis else told["other_basis"]), said)
            for own_basis in (False, True)
        }
        self._missed = float(told["missed"].sum() / said.sum()) if said.any() else math.inf
        self._not_high = _at_worst(rates.levels[:, 0, 1:].sum(axis=1), rates.levels[:, 0].sum(axis=1))
        self._unheard = _at_worst(rates.levels[:, 2, 0], rates.levels[:, 2].sum(axis=1))

    def share(self, cell: Cell, said: Composition) -> Limits:
        """Limits of the share of high harm among mentions of high and medium."""
        high, medium = self._mentions(cell.voices, said)
        both = high + medium
        with np.errstate(invalid="ignore", divide="ignore"):
            return band(np.where(both > 0, high / both, np.nan))

    def mentions(self, cell: Cell, said: Composition) -> Limits:
        """Limits of the number of mentions of high harm."""
        return band(self._mentions(cell.voices, said)[0])

    def _mentions(self, voices: Sequence[Voice], said: Composition) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """True mentions of high and medium harm, as many for a sentence as the coder's have."""
        true = unmixed([said.coded.get(name, 0) for name in CLASSES], self._matrices)
        told = {"high": sum(one.high for one in voices), "medium": sum(one.medium for one in voices)}
        high, medium = (
            (true[:, place] + said.reviewed.get(name, 0)) * (told[name] / said.total(name) if said.total(name) else 1.0)
            for place, name in enumerate(CLASSES[:2])
        )
        return high, medium

    def count(
        self,
        figures: Sequence[AgencyFigure],
        total: Range,
        said: Composition,
        certain: frozenset[str],
        *,
        any_basis: bool,
    ) -> Range:
        """The partners' range with numbers taken away and added that the coder may have got wrong or missed.

        An agency's figure may be too large, unless analysts have coded every sentence that sets it (`certain`). The low
        end is the largest one such that it and all larger ones are hardly ever too large together. The high end has as
        many numbers more as are hardly ever missed, each as large as the largest.

        Args:
            any_basis: whether a caseload counts as much as the same number of cases over the time on record.
        """
        low, chance = 0.0, 1.0
        for own in figures:
            chance *= 0.0 if set(own.ids) <= certain else self._too_large[any_basis]
            if chance <= RARE:
                low = own.cases.low
                break
        if not math.isfinite(total.high):
            return Range(low, math.inf)
        numbers = sum(len(own.ids) for own in figures)
        expected = numbers * self._missed * said.unseen
        more = float(poisson.ppf(1 - RARE, expected)) if math.isfinite(expected) else math.inf
        return Range(low, total.high + (more * max(own.cases.high for own in figures) if more else 0.0))

    def affirming(self, cell: Cell, certain: frozenset[str], silent: Mapping[str, float]) -> tuple[int, int]:
        """How many agencies speak of high harm of their own, at least and at most.

        Args:
            silent: of each agency that does not, how many of its sentences nobody has looked at.
        """
        right = []
        for agency in dict.fromkeys(one.agency for one in cell.voices if one.affirms):
            told = [one for voice in cell.voices if voice.agency == agency for one in voice.high_ids]
            right.append(1.0 if certain & set(told) else 1 - self._not_high ** max(1, len(told)))
        missed = [1 - (1 - self._unheard) ** number for number in silent.values()]
        return _at_least(right), len(right) + _at_most(missed)


def _at_worst(wrong: NDArray[np.float64], all_: NDArray[np.float64]) -> float:
    """The upper limit of a rate of errors over interviews; 1 where nothing was measured."""
    return cluster_ratio(wrong[all_ > 0], all_[all_ > 0]).limits()[1] if all_.any() else 1.0


def _at_least(chances: Sequence[float]) -> int:
    """The largest number of events that is reached but for rare cases."""
    spread = _number_of(chances)
    return max(number for number in range(len(spread)) if spread[number:].sum() >= 1 - RARE - 1e-12)


def _at_most(chances: Sequence[float]) -> int:
    """The smallest number of events that is not passed but in rare cases."""
    spread = _number_of(chances)
    return min(number for number in range(len(spread)) if spread[: number + 1].sum() >= 1 - RARE - 1e-12)


def _number_of(chances: Sequence[float]) -> NDArray[np.float64]:
    """The chance of each number of independent events."""
    spread = np.ones(1)
    for chance in chances:
        spread = np.convolve(spread, [1 - chance, chance])
    return spread
