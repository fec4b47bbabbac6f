"""How likely two persons of different lists are one: the model of Fellegi and Sunter (1969), by Splink.

Splink is Linacre and others, "Splink: free software for probabilistic record linkage at scale" (2022). What pairs of
one person agree in is learnt by expectation maximisation (`m`), what chance alone makes agree from pairs drawn at
random (`u`). Where few pairs match there is little to learn from: `m` are then the conventions below, which also weigh
`PRIOR_PAIRS` pairs where it is learnt, so that no level that happens not to occur becomes impossible.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from analyser.errors import InputError, Problem

NAME, DATE, OTHER = "name", "date", "other"
ENOUGH_PAIRS = 50
"""So many pairs are to match before `m` is learnt from them."""
PRIOR_PAIRS = 20

# (m, u) of each level, from full agreement to none. The m of names and dates are of the order that linkages of
# administrative records report: a name is written alike in four of five pairs, a date of birth in nine of ten; people
# move, so that other columns differ in one of ten. The u stand only until they are estimated.
_CONVENTIONS = {
    NAME: ((0.80, 0.01), (0.10, 0.01), (0.04, 0.03), (0.06, 0.95)),
    DATE: ((0.88, 0.001), (0.03, 0.001), (0.05, 0.01), (0.04, 0.988)),
    OTHER: ((0.90, 0.10), (0.10, 0.90)),
}
_ALIKE, _SIMILAR = 0.92, 0.80  # Jaro-Winkler: a slip of a letter or two, and a shortened form
_RANDOM_PAIRS = 1_000_000
_MOST_PAIRS = 1_000_000  # from one blocking rule, or
_PAIRS_PER_PERSON = 20
_STEPS = 100


@dataclass(frozen=True)
class Pairs:
    """The pairs that were compared: places of two persons, and the weight of evidence as a Bayes factor.

    `probability`: that they are one person. `learnt`: the model's parameters were, and are not conventions.
    """

    left: np.ndarray
    right: np.ndarray
    factor: np.ndarray
    probability: np.ndarray
    learnt: bool


def compare_persons(persons: pd.DataFrame, kinds: Sequence[str], *, seed: int) -> Pairs:
    """Compares persons of different lists, and those without an id with all.

    `persons`: `ident` (0, 1 …), `source` (the list), `number` (their id there, "" for none), and a column `c0`, `c1` …
    for each of `kinds`, None where it is not known.

    Raises:
        InputError: Splink is not installed; too many persons agree in every pair of columns.
    """
    splink = _splink()
    rules = _blocking(persons, len(kinds))
    with _silent():
        model: Any = _model(splink, persons, kinds, rules)
        linker = _linker(splink, persons, model)
        linker.training.estimate_u_using_random_sampling(max_pairs=_RANDOM_PAIRS, seed=seed + 1)
        pairs = _predicted(linker, persons)
        if pairs.probability.sum() < ENOUGH_PAIRS:
            return pairs
        for rule in rules:
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
        learnt = _softened(linker.misc.save_model_to_json(), kinds, float(pairs.probability.sum()))
        found = _predicted(_linker(splink, persons, learnt), persons)
    return Pairs(found.left, found.right, found.factor, found.probability, learnt=True)


def _splink() -> Any:
    try:
        import splink
    except ImportError:
        remedy = "pip install 'discrepancy-analyser[link]', or take [records.link] out"
        what = "linking children needs the extra `link`"
        raise InputError(Problem(what, place="[records.link]", remedy=remedy)) from None
    return splink


def _linker(splink: Any, persons: pd.DataFrame, model: Any) -> Any:
    import duckdb

    # One thread, so that sums are the same in every run; no folder, so that nothing of a person is written to disk.
    config: dict[str, Any] = {"threads": 1, "temp_directory": "", "autoinstall_known_extensions": False}
    backend = splink.DuckDBAPI(duckdb.connect(config=config))
    return splink.Linker(persons, model, backend, set_up_basic_logging=False)


def _model(splink: Any, persons: pd.DataFrame, kinds: Sequence[str], rules: Sequence[str]) -> Any:
    same_number = "l.number = r.number AND l.number <> '' AND l.source <> r.source"
    return splink.SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="ident",
        comparisons=[_comparison(f"c{n}", kind) for n, kind in enumerate(kinds)],
        blocking_rules_to_generate_predictions=[*rules, same_number],
        probability_two_random_records_match=1 / max(2, len(persons)),
        retain_matching_columns=False,
    )


def _comparison(column: str, kind: str) -> Any:
    import splink.comparison_level_library as level
    from splink.comparison_library import CustomComparison

    if kind == NAME:
        levels: list[Any] = [
            level.ExactMatchLevel(column, term_frequency_adjustments=True),
            level.JaroWinklerLevel(column, _ALIKE),
            level.JaroWinklerLevel(column, _SIMILAR),
        ]
    elif kind == DATE:
        day, month = f"substr({column}_l, 9, 2)", f"substr({column}_l, 6, 2)"
        swapped = f"substr({column}_l, 1, 5) || {day} || '-' || {month} = {column}_r"
        levels = [
            level.ExactMatchLevel(column),
            level.CustomLevel(swapped),
            level.DamerauLevenshteinLevel(column, 1),
        ]
    else:
        levels = [level.ExactMatchLevel(column)]
    told = [
        one.configure(m_probability=m, u_probability=u)
        for one, (m, u) in zip([*levels, level.ElseLevel()], _CONVENTIONS[kind], strict=True)
    ]
    return CustomComparison(output_column_name=column, comparison_levels=[level.NullLevel(column), *told])


def _blocking(persons: pd.DataFrame, columns: int) -> list[str]:
    """Persons are compared where a column agrees; where that makes too many pairs, where it does with another one."""
    most = max(_MOST_PAIRS, _PAIRS_PER_PERSON * len(persons))
    apart = "(l.source <> r.source OR l.number = '' OR r.number = '')"
    names = [f"c{n}" for n in range(columns)]
    alone = [name for name in names if _pairs(persons, [name]) <= most]
    both = [
        pair for pair in combinations(names, 2) if not set(pair) & set(alone) and _pairs(persons, list(pair)) <= most
    ]
    rules = [" AND ".join(f"l.{name} = r.{name}" for name in group) for group in [*((name,) for name in alone), *both]]
    if not rules:
        what = "too many persons agree in every two of the columns"
        remedy = "name columns that tell persons apart, such as surname and date of birth"
        raise InputError(Problem(what, place="[records.link] columns", remedy=remedy))
    return [f"{rule} AND {apart}" for rule in rules]


def _pairs(persons: pd.DataFrame, names: list[str]) -> int:
    sizes = persons.groupby(names).size()  # without those who lack one
    return int((sizes * (sizes - 1) // 2).sum())


def _predicted(linker: Any, persons: pd.DataFrame) -> Pairs:
    frame = linker.inference.predict().as_pandas_dataframe()
    left, right = frame["ident_l"].to_numpy("int64"), frame["ident_r"].to_numpy("int64")
    left, right = np.minimum(left, right), np.maximum(left, right)
    order = np.lexsort((right, left))
    start = 1 / max(2, len(persons))
    weight = frame["match_weight"].to_numpy("float64")[order] - np.log2(start / (1 - start))
    factor = np.exp2(np.clip(weight, -500, 500))
    return Pairs(left[order], right[order], factor, _probability(factor, len(persons)), learnt=False)


def _probability(factor: np.ndarray, persons: int) -> np.ndarray:
    """The probabilities, with the share of matches among all pairs that makes them add up to it (its own EM)."""
    every = max(1, persons * (persons - 1) // 2)
    prior, probability = min(0.5, 1 / max(2, persons)), np.zeros(len(factor))
    for _ in range(_STEPS):
        odds = factor * prior / (1 - prior)
        probability = odds / (1 + odds)
        found = min(0.5, max(1e-12, float(probability.sum()) / every))
        if abs(found - prior) < 1e-6 * prior:
            break
        prior = found
    return probability


def _softened(model: dict[str, Any], kinds: Sequence[str], pairs: float) -> dict[str, Any]:
    """The learnt `m` with the conventions as `PRIOR_PAIRS` further pairs."""
    for comparison, kind in zip(model["comparisons"], kinds, strict=True):
        levels = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        usual = np.array([m for m, _ in _CONVENTIONS[kind]])
        learnt = np.array([level.get("m_probability", m) for level, m in zip(levels, usual, strict=True)])
        mixed = (pairs * learnt / learnt.sum() + PRIOR_PAIRS * usual) / (pairs + PRIOR_PAIRS)
        for level, m in zip(levels, mixed, strict=True):
            level["m_probability"] = float(m)
    return model


@contextmanager
def _silent() -> Iterator[None]:
    """Nothing of Splink's is said or logged: what it says of its training is no matter of the study."""
    logger = logging.getLogger("splink")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(before)
