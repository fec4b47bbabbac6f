"""How well one coding meets another: what the benchmarks share. NaN where nothing is there to be scored."""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analyser.statistics.agreement import cohen_kappa


def precision_recall_f1(hits: int, marked: int, found: int) -> tuple[float, float, float]:
    """Of so many hits among what is marked and what is found.

    >>> precision_recall_f1(1, 2, 1)
    (1.0, 0.5, 0.6666666666666666)
    """
    return _share(hits, found), _share(hits, marked), _share(2 * hits, marked + found)


def f1_of(code: str, truth: Sequence[str], guess: Sequence[str]) -> float:
    """F1 of one code."""
    return precision_recall_f1(_hits(truth, guess)[code], truth.count(code), guess.count(code))[2]


def macro_f1(truth: Sequence[str], guess: Sequence[str]) -> float:
    """The mean F1 of the codes that occur, empty apart.

    >>> macro_f1(["a", "a", "b", ""], ["a", "b", "b", ""])
    0.6666666666666666
    """
    hits, marked, found = _hits(truth, guess), Counter(truth), Counter(guess)
    codes = sorted({*marked, *found} - {""})
    return _share(sum(precision_recall_f1(hits[code], marked[code], found[code])[2] for code in codes), len(codes))


def kappa(truth: Sequence[str], guess: Sequence[str]) -> float:
    """Cohen's kappa of two codings.

    >>> round(kappa(["a", "a", "b", "b"], ["a", "b", "b", "b"]), 3)
    0.5
    """
    place = {code: number for number, code in enumerate(sorted({*truth, *guess}))}
    table = [[0] * len(place) for _ in place]
    for ours, theirs in zip(truth, guess, strict=True):
        table[place[ours]][place[theirs]] += 1
    found = cohen_kappa(table) if table else None
    return math.nan if found is None else found


def _hits(truth: Sequence[str], guess: Sequence[str]) -> Counter[str]:
    return Counter(ours for ours, theirs in zip(truth, guess, strict=True) if ours == theirs)


def _share(part: float, whole: int) -> float:
    return part / whole if whole else math.nan
