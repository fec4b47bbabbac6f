"""Weighs the network's logits into probabilities, by interviews that it was not fitted to, and judges sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from analyser.coding.coder import Coder
from analyser.coding.decisions import Decision
from analyser.coding.weighed import weighed_one
from analyser.model.axes import AXES, LEVELS, TYPES
from analyser.model.trained import TrainedModel, read_by
from analyser.model.weights import CODES, HINTED, Floats, Weights, class_thresholds, hints_of, plain_weights, softmax
from analyser.schemas import CODES as CODED
from analyser.training.corpus import Item
from analyser.training.examples import UNCODED, Example, Target, examples, heard_items

PENALTY = 5.0  # on squared offsets and on the squared logarithm of the scale
HINT_PENALTY = 1.0  # on the squared weights of what the rules decide
ENOUGH = 30  # sentences with a code, below which an axis keeps the network's own probabilities
FOLDS = 10
# Of the sets that are told, on the interviews that weigh. Of each development author, weights fitted to the other hold
# 0.90 or more of every level so; fitted for 0.90, they hold 0.85 of one (`benchmarks/sets.py --coverage`).
COVERAGE = 0.94
SETTLED = 0.84  # and of those that spare an analyst the sentence: most sentences


@dataclass(frozen=True, eq=False)
class ScoredItem:
    """An interview with the network's word on each coded sentence: `logits` (n, CODES), a logit for each of its
    numbers, and the marks that the model knows."""

    example: Example
    places: tuple[int, ...]
    logits: NDArray[np.float32]
    numbers: tuple[NDArray[np.float32], ...]
    marks: tuple[frozenset[str], ...]

    @property
    def targets(self) -> list[Target]:
        """The codes of its sentences."""
        return [self.example.targets[place] for place in self.places]


def scored_items(items: Sequence[Item], model: TrainedModel, coder: Coder) -> list[ScoredItem]:
    """The items through the rules (`coder`) and the network, once."""
    found = []
    for example in examples(items, heard_items(items, coder), model.marks):
        _, scores = model.scores(example.lines)
        places = tuple(sorted(example.targets))
        logits = np.array([scores[place].codes for place in places], np.float32).reshape(-1, CODES)
        numbers = tuple(scores[place].numbers for place in places)
        marks = tuple(model.seen(example.lines[place]) for place in places)
        found.append(ScoredItem(example, places, logits, numbers, marks))
    return found


def fit_weights(scored: Sequence[ScoredItem]) -> Weights:
    """The weights that make the logits of these items probabilities, and thresholds for sets of levels.

    The thresholds come from probabilities of each interview by weights fitted without it.
    """
    logits, targets, marks, groups = _stacked(scored)
    weights = _fitted(logits, targets, marks)
    levels = np.array([target.codes["harm_level"] for target in targets])
    held = np.zeros((len(targets), len(LEVELS)))
    folds = min(FOLDS, len(scored))
    if folds < 2:
        return weights
    for fitted, left in GroupKFold(folds).split(logits, groups=groups):
        part = _fitted(logits[fitted], [targets[place] for place in fitted], [marks[place] for place in fitted])
        held[left] = part.probabilities(logits[left], [marks[place] for place in left])["harm_level"]
    told, settling = (class_thresholds(held, levels, coverage) for coverage in (COVERAGE, SETTLED))
    return Weights(weights.axes, weights.types, told, settling, weights.hints)


def _stacked(
    scored: Sequence[ScoredItem],
) -> tuple[Floats, list[Target], list[frozenset[str]], NDArray[np.int64]]:
    logits = np.concatenate([one.logits for one in scored]).astype(np.float64)
    targets = [target for one in scored for target in one.targets]
    marks = [seen for one in scored for seen in one.marks]
    groups = np.concatenate([np.full(len(one.places), number) for number, one in enumerate(scored)])
    return logits, targets, marks, groups


def _fitted(logits: Floats, targets: Sequence[Target], marks: Sequence[frozenset[str]]) -> Weights:
    plain = plain_weights()
    axes, hints = {}, {}
    for axis in AXES:
        hinted = [hints_of(seen, axis) for seen in marks] if axis in HINTED else []
        kinds = sorted({kind for one in hinted for kind, _ in one})
        places = [(row, kinds.index(kind), code) for row, one in enumerate(hinted) for kind, code in one]
        rows = np.array(places, int).reshape(-1, 3)
        axes[axis], values = _axis(logits, targets, axis, plain.axes[axis], rows, len(kinds))
        if kinds:
            hints[axis] = dict(zip(kinds, values.tolist(), strict=True))
    return Weights(axes, _types(logits, targets), plain.thresholds, plain.settling, hints)


def _axis(
    logits: Floats,
    targets: Sequence[Target],
    axis: str,
    plain: Floats,
    hints: NDArray[np.int64],
    kinds: int,
) -> tuple[Floats, Floats]:
    """One axis's weights (codes, CODES + 1): its own logits on one scale, and an offset a code; and a weight for each
    of so many kinds of `hints`, rows of (sentence, kind, code).

    What more there is to weigh, the network has weighed already: regressions on the logits of all axes were worse on
    authors that they had not seen. The penalty draws the scale to 1 and all else to 0 where there is little to go by.
    """
    codes = np.array([target.codes[axis] for target in targets])
    coded = codes != UNCODED
    codes = codes[coded]
    if len(codes) < ENOUGH:
        return plain, np.zeros(kinds)
    own = logits[coded] @ plain[:, :CODES].T
    right = np.eye(own.shape[1])[codes]
    last = 1 + own.shape[1]
    penalty = np.concatenate([np.full(last, PENALTY), np.full(kinds, HINT_PENALTY)])
    row, kind, code = hints.T

    def loss(given: Floats) -> tuple[float, Floats]:
        scale, offsets = np.exp(given[0]), given[1:last]
        raised = own * scale + offsets
        np.add.at(raised, (row, code), given[last:][kind])
        chances = softmax(raised)
        lost = chances - right
        slopes = np.bincount(kind, lost[row, code], minlength=kinds) if kinds else np.zeros(0)
        gradient = np.concatenate([[(lost * own).sum() * scale], lost.sum(0), slopes]) + 2 * penalty * given
        return float(-np.log(chances[right > 0] + 1e-12).sum() + (penalty * given**2).sum()), gradient

    found = minimize(loss, np.zeros(last + kinds), jac=True, method="L-BFGS-B").x
    return np.column_stack([plain[:, :CODES] * np.exp(found[0]), found[1:last]]), found[last:]


def _types(logits: Floats, targets: Sequence[Target]) -> Floats:
    """A slope and an offset for each form, where there are enough sentences with it."""
    told = np.array([bool(target.types) for target in targets])
    said = np.array([target.types for target in targets if target.types]).reshape(-1, len(TYPES))
    found = np.array([np.ones(len(TYPES)), np.zeros(len(TYPES))])
    own = logits[told][:, CODES - len(TYPES) :]
    for place in range(len(TYPES)):
        if ENOUGH <= said[:, place].sum() <= len(said) - ENOUGH:
            regression = LogisticRegression(C=1.0).fit(own[:, place : place + 1], said[:, place])
            found[:, place] = regression.coef_[0, 0], regression.intercept_[0]
    return found


def judged(scored: Sequence[ScoredItem], weights: Weights) -> pd.DataFrame:
    """A row a coded sentence: the codes that it has and those that the trained coder gives it by these weights."""
    rows = []
    for one in scored:
        if not one.places:
            continue
        item = one.example.item
        readings = read_by(weights, one.logits, one.marks, one.numbers)
        for reading, place in zip(readings, one.places, strict=True):
            sentence, said = one.example.sentences[place], one.example.spoken[place]
            decision = weighed_one(reading, said.numbers, said.ruled, item.text(sentence))
            levels = reading.probabilities["harm_level"]
            rows.append(
                {
                    "interview": f"{item.file}#{item.number}",
                    "author": item.author,
                    "start": sentence.start,
                    "end": sentence.end,
                    "text": item.text(sentence),
                    **{f"gold_{axis}": sentence.codes.get(axis, "") for axis in CODED},
                    **{f"said_{axis}": code for axis, code in said_codes(decision).items()},
                    **{f"p_{level}": levels[number] for number, level in enumerate(LEVELS)},
                    "level_set": ";".join(reading.levels),
                    "needs_review": "yes" if decision.doubtful else "no",
                    "reason": decision.reason,
                }
            )
    return pd.DataFrame(rows)


def said_codes(decision: Decision) -> dict[str, str]:
    """A decision's codes by the names of the corpus; an open end is `inf`."""
    quantity = decision.quantity if decision.level != "none" else None
    found = dict.fromkeys(CODED, "") | {
        "harm_level": decision.level,
        "assertion": decision.assertion,
        "cse_type": ";".join(decision.types),
        "data_claim": decision.claim,
        "trend": decision.trend,
    }
    if quantity is not None:
        found |= {
            "quantity_kind": quantity.kind,
            "quantity_low": f"{abs(quantity.low):g}",
            "quantity_high": f"{quantity.high:g}",
            "rate_per": quantity.rate_per,
            "quantity_basis": quantity.basis,
        }
    return found
