"""How serious each record is by the study's rule: risk level, offence, weight of the offence, narrative, or any."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

import numpy as np
import pandas as pd

from analyser.errors import InputError, Problem
from analyser.records.compact import looked_up, observed, replaced
from analyser.records.cse_rules import cse_rules
from analyser.records.offences import code_states, harm_weights, read_harm_index
from analyser.study import HighHarm, Study

LEVELS = ("high", "medium", "low", "missing", "other")
"""`missing`: the rule lacks what it needs; `other`: a rule without bands knows that it is not high."""


def levels(rows: pd.DataFrame, study: Study, absent: Collection[str], narrative_levels: pd.Series | None) -> pd.Series:
    """One of `LEVELS` for each row.

    `narrative_levels`: the harm level that each narrative was coded with, None where there is no coder. `any` is high
    where one of its rules says so, and missing where none does and one of them lacks what it needs; it uses the rules
    whose column and settings are there.

    Raises:
        InputError: the rule needs a column, a list of weights or a coder that is not there.
    """
    assert study.records is not None  # noqa: S101 - a study without records counts none
    settings = study.records.high_harm
    rules: dict[str, Callable[[], pd.Series]] = {
        "risk_level": lambda: _by_risk(rows),
        "offence_code": lambda: _by_offence(rows, settings),
        "harm_index": lambda: _by_index(rows, settings),
        "narrative": lambda: _by_narrative(rows, narrative_levels),
    }
    lacks = _lacks(settings, study.folder / "study.toml", absent, narrative_levels is not None)
    if settings.rule != "any":
        if settings.rule in lacks:
            raise InputError(lacks[settings.rule])
        return rules[settings.rule]()
    usable = [rule() for name, rule in rules.items() if name not in lacks]
    if not usable:
        raise InputError(list(lacks.values()))
    high = np.logical_or.reduce([(one == "high").to_numpy() for one in usable])
    missing = np.logical_or.reduce([(one == "missing").to_numpy() for one in usable])
    return pd.Series(np.select([high, missing], ["high", "missing"], "other"), index=rows.index, dtype=object)


def _lacks(settings: HighHarm, file: Path, absent: Collection[str], narrative_coder: bool) -> dict[str, Problem]:
    """For each rule that cannot be used, what it lacks."""

    def lack(rule: str, what: str, remedy: str) -> Problem:
        return Problem(f"rule = {rule!r} needs {what}", file, "[records.high_harm]", remedy)

    def column(rule: str, name: str) -> Problem:
        return lack(rule, f"the column {name}, which no file has", f"name it in [records.columns] {name} = …")

    lacks: dict[str, Problem] = {}
    if "risk_level" in absent:
        lacks["risk_level"] = column("risk_level", "risk_level")
    for rule in ("offence_code", "harm_index"):
        if "offence_code" in absent:
            lacks[rule] = column(rule, "offence_code")
    if settings.harm_index is None:
        lacks["harm_index"] = lack("harm_index", "a list of weights", 'give harm_index = "weights.csv"')
    if "narrative" in absent:
        lacks["narrative"] = column("narrative", "narrative")
    elif not narrative_coder:
        lacks["narrative"] = lack("narrative", "a coder for the narratives", "use another rule")
    return lacks


def _by_risk(rows: pd.DataFrame) -> pd.Series:
    codes = rows["risk_level_code"]
    return observed(replaced(codes, lambda code: code if code in ("high", "medium", "low") else "missing"))


def _by_offence(rows: pd.DataFrame, settings: HighHarm) -> pd.Series:
    states = code_states(rows["offence_code"].unique(), settings.offence_codes or cse_rules().high_harm_codes)
    words = {value: {True: "high", False: "other", None: "missing"}[state] for value, state in states.items()}
    return observed(replaced(rows["offence_code"], lambda text: words[text]))


def _by_index(rows: pd.DataFrame, settings: HighHarm) -> pd.Series:
    assert settings.harm_index is not None  # noqa: S101 - `_lacks` has told
    index = read_harm_index(settings.harm_index)
    of_code = harm_weights(rows["offence_code"].unique(), index)
    weights = looked_up(rows["offence_code"], lambda text: of_code[text], "float64")
    words = np.select([np.isnan(weights), weights >= settings.harm_index_threshold], ["missing", "high"], "other")
    return pd.Series(words, index=rows.index, dtype=object)


def _by_narrative(rows: pd.DataFrame, narrative_levels: pd.Series | None) -> pd.Series:
    assert narrative_levels is not None  # noqa: S101 - `_lacks` has told
    blank = rows["narrative"] == ""
    words = np.select([blank, narrative_levels == "high"], ["missing", "high"], "other")
    return pd.Series(words, index=rows.index, dtype=object)
