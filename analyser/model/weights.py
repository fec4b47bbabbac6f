"""From the network's logits to probabilities that can be trusted, and to sets of levels that hold the right one.

A network's own probabilities are too sure of themselves: its logits get one scale and an offset a code for each axis,
fitted on interviews that the network has not seen (Platt 1999; Guo et al. 2017, "On calibration of modern neural
networks", section 4.2). A sentence's set of levels is the conformal one with a guarantee for each level (Vovk 2012,
"Conditional validity of inductive conformal predictors"): a level is in it when its probability is at least the
threshold that a set share (`weighing.COVERAGE`) of the sentences truly of that level reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyser.model.axes import AXES, LEVELS, TYPES

Floats = NDArray[np.float64]
CODES = sum(map(len, AXES.values())) + len(TYPES)

# How the mark of the rules' evidence begins, and by axis those of what they decided.
EVIDENCE = "evidence="
HINTED = {"harm_level": "decided=", "quantity_kind": "quantity=", "data_claim": "claim="}


@dataclass(frozen=True, eq=False)
class Weights:
    """`axes`: for each axis a matrix (codes of the axis, CODES + 1), the last column added. `types`: a slope and an
    offset for each form's own logit. `thresholds`: the least probability, by level, of a level that is in the set;
    `settling`: the same for the smaller sets that settle a sentence without an analyst. `hints`, by axis: what
    the rules' code adds to that code's logit, by the kind of evidence that their level rests on: a band that is named
    tells more than a story.
    """

    axes: Mapping[str, Floats]
    types: Floats
    thresholds: Floats
    settling: Floats
    hints: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def probabilities(self, logits: NDArray[np.floating], marks: Sequence[Iterable[str]] = ()) -> dict[str, Floats]:
        """By axis a probability a code (n, codes of the axis), from logits (n, CODES); each `cse_type` by itself.

        `marks` are what the rules see in each of the n sentences; without them their level is left out of account.
        """
        given = np.column_stack([np.asarray(logits, np.float64), np.ones(len(logits))])
        raised = {axis: given @ matrix.T for axis, matrix in self.axes.items()}
        for row, seen in enumerate(marks):
            for axis, hints in self.hints.items():
                for evidence, code in hints_of(seen, axis):
                    raised[axis][row, code] += hints.get(evidence, 0.0)
        found = {axis: softmax(one) for axis, one in raised.items()}
        own = np.asarray(logits, np.float64)[:, CODES - len(TYPES) :]
        found["cse_type"] = (1 + np.tanh((own * self.types[0] + self.types[1]) / 2)) / 2  # the logistic function
        return found

    def level_set(self, levels: Floats) -> tuple[str, ...]:
        """The levels that a sentence with these probabilities (5) may have; the likeliest is always among them."""
        within = levels >= self.thresholds
        within[int(levels.argmax())] = True
        return tuple(level for level, inside in zip(LEVELS, within, strict=True) if inside)

    def settled(self, levels: Floats) -> bool:
        """Does the smaller set hold one level alone? Else an analyst should look at the sentence."""
        return int((levels >= self.settling).sum()) == 1


def hints_of(marks: Iterable[str], axis: str) -> list[tuple[str, int]]:
    """The code that the rules decided on, as its place in the axis, with the evidence that their level rests on.

    >>> hints_of({"evidence=band", "decided=high", "first"}, "harm_level")
    [('band', 3)]
    """
    seen, begins = sorted(marks), HINTED[axis]
    kinds = [mark.removeprefix(EVIDENCE) for mark in seen if mark.startswith(EVIDENCE)]
    codes = [AXES[axis].index(mark.removeprefix(begins)) for mark in seen if mark.startswith(begins)]
    return [(kind, code) for kind in kinds for code in codes]


def softmax(given: Floats) -> Floats:
    """Probabilities along the last axis.

    >>> softmax(np.array([[0.0, 0.0]])).tolist()
    [[0.5, 0.5]]
    """
    raised = np.exp(given - given.max(-1, keepdims=True))
    return raised / raised.sum(-1, keepdims=True)  # type: ignore[no-any-return]


def class_thresholds(levels: Floats, truth: NDArray[np.integer], coverage: float = 0.9) -> Floats:
    """For each level the threshold that makes sets cover it: the ⌊(n + 1)(1 − coverage)⌋-th smallest probability that
    the n sentences of the level give it (Vovk 2012, eq. 2 with the score 1 − p). 0 where there are too few to tell.

    >>> levels = np.tile([[.9, .1, 0, 0, 0]], (19, 1))
    >>> class_thresholds(levels, np.zeros(19, int)).tolist()
    [0.9, 0.0, 0.0, 0.0, 0.0]
    """
    found = np.zeros(len(LEVELS))
    for place in range(len(LEVELS)):
        own = np.sort(levels[truth == place, place])
        rank = int((len(own) + 1) * (1 - coverage) + 1e-9)
        if rank:
            found[place] = own[rank - 1]
    return found


def plain_weights() -> Weights:
    """Weights that leave the logits as they are, and sets that hold every level."""
    axes, first = {}, 0
    for axis, codes in AXES.items():
        matrix = np.zeros((len(codes), CODES + 1))
        matrix[np.arange(len(codes)), first + np.arange(len(codes))] = 1
        axes[axis] = matrix
        first += len(codes)
    return Weights(
        axes, np.array([np.ones(len(TYPES)), np.zeros(len(TYPES))]), np.zeros(len(LEVELS)), np.zeros(len(LEVELS))
    )


def write_weights(path: Path, weights: Weights) -> None:
    """Writes the weights as an npz archive of plain arrays."""
    with path.open("wb") as file:
        one = {"types": weights.types, "thresholds": weights.thresholds, "settling": weights.settling}
        for axis, hints in weights.hints.items():
            one[f"{axis} hinted by"] = np.array(list(hints), "U")
            one[f"{axis} hints"] = np.array(list(hints.values()), float)
        np.savez(file, **one, **weights.axes)  # type: ignore[arg-type]


def read_weights(path: Path) -> Weights:
    """The weights of an archive; nothing in it is run.

    Raises:
        KeyError, ValueError: it holds no weights, or some for other codes.
    """
    with np.load(path, allow_pickle=False) as given:
        axes = {axis: given[axis] for axis in AXES}
        hints = {
            axis: dict(zip(given[f"{axis} hinted by"].tolist(), given[f"{axis} hints"].tolist(), strict=True))
            for axis in HINTED
            if f"{axis} hints" in given
        }
        found = Weights(axes, given["types"], given["thresholds"], given["settling"], hints)
    plain = plain_weights()
    pairs = [(found.types, plain.types), (found.thresholds, plain.thresholds), (found.settling, plain.settling)]
    pairs += [(found.axes[axis], plain.axes[axis]) for axis in AXES]
    if any(one.shape != other.shape or one.dtype != other.dtype for one, other in pairs):
        raise ValueError(f"{path}: weights for other codes than the program's")
    return found
