"""Counts a coder's errors on interviews that were coded by hand, for the comparison to carry through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analyser.coding.error_rates import CLASSES, NUMBERS, ErrorRates, class_of
from analyser.schemas import CODES
from analyser.training.scores import SAME_SHARE
from analyser.training.weighing import ScoredItem, said_codes

_KIND = ("quantity_kind", "rate_per")
_ENDS = ("quantity_low", "quantity_high")


def count_errors(frame: pd.DataFrame, measured_on: str) -> ErrorRates:
    """The errors of a frame of judged sentences (`training.scores`), by interview."""
    groups, names = pd.factorize(frame["interview"])
    levels = np.zeros((len(names), len(CLASSES), len(CLASSES)))
    numbers = np.zeros((len(names), len(NUMBERS)))
    for group, row in zip(groups, frame.to_dict("records"), strict=True):
        said, true = (class_of(row[f"{who}_harm_level"], row[f"{who}_assertion"]) for who in ("said", "gold"))
        levels[group, CLASSES.index(said), CLASSES.index(true)] += 1
        given, coded = (_number(row, who) for who in ("said", "gold"))
        if given or coded:
            numbers[group, NUMBERS.index(_error(given, coded))] += 1
    return ErrorRates(levels, numbers, measured_on)


def rules_frame(scored: Sequence[ScoredItem]) -> pd.DataFrame:
    """The columns that `count_errors` reads, for what the rules alone decide of the same sentences."""
    rows = [
        {
            "interview": f"{one.example.item.file}#{one.example.item.number}",
            **{f"gold_{axis}": one.example.sentences[place].codes.get(axis, "") for axis in CODES},
            **{f"said_{axis}": code for axis, code in said_codes(one.example.spoken[place].ruled).items()},
        }
        for one in scored
        for place in one.places
    ]
    return pd.DataFrame(rows)


def _number(row: Mapping[Any, Any], who: str) -> dict[str, str]:
    """The number of high-harm cases that a sentence affirms; empty where it gives none."""
    codes = {name: str(row[f"{who}_{name}"]) for name in (*_KIND, *_ENDS, "quantity_basis")}
    affirms = class_of(row[f"{who}_harm_level"], row[f"{who}_assertion"]) == "high"
    return codes if affirms and codes["quantity_kind"] in ("count", "rate") else {}


def _error(given: Mapping[str, str], coded: Mapping[str, str]) -> str:
    """What became of a number, as one of `NUMBERS`."""
    if not given or not coded:
        return "missed" if coded else "invented"
    if all(given[name] == coded[name] for name in _KIND):
        if all(_close(given[end], coded[end]) for end in _ENDS):
            return "right" if given["quantity_basis"] == coded["quantity_basis"] else "other_basis"
        if all(coded[end] and given[end] and float(coded[end]) >= float(given[end]) for end in _ENDS):
            return "larger"
    return "smaller"


def _close(one: str, other: str) -> bool:
    return one == other or bool(one and other and abs(float(one) - float(other)) <= SAME_SHARE)
