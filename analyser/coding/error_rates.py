"""How often a coder errs, as it was measured on interviews that were coded by hand (`errors.json` beside a model)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyser.bundled import bundled
from analyser.coding.coder import MODEL, RULES
from analyser.errors import InputError, Problem
from analyser.model import load_model
from analyser.model.trained import DEFAULT, MANIFEST, NETWORK, WEIGHTS

FILE = "errors.json"
CLASSES = ("high", "medium", "other")  # affirmed cases of high and medium harm, and everything else
NUMBERS = ("right", "other_basis", "larger", "smaller", "invented", "missed")
REMEDY = "analyser evaluate corpora --split test --card"


@dataclass(frozen=True, eq=False)
class ErrorRates:
    """A coder's errors by interview: `levels` (interviews, said, true) over `CLASSES`, `numbers` (interviews, 6) over
    `NUMBERS`.

    `numbers` are of sentences that affirm high harm with a number of cases, by the coder or by hand: the same number,
    also taken as held at a time or over a time; the same but for that; by hand a larger one at both ends; by hand
    another; none by hand; none by the coder. `measured_on` says whose interviews they are.
    """

    levels: NDArray[np.float64]
    numbers: NDArray[np.float64]
    measured_on: str


def class_of(level: str, assertion: str) -> str:
    """The class of `CLASSES` of a sentence's codes.

    >>> class_of("high", "affirmed"), class_of("high", "negated"), class_of("none", "")
    ('high', 'other', 'other')
    """
    return level if assertion == "affirmed" and level in CLASSES[:2] else CLASSES[2]


def error_rates(kind: str) -> ErrorRates | None:
    """The measured errors of the coder `kind` (as for `load_coder`); None where its model has none, or those of
    another version. Those of the rules lie beside the model that ships.

    Raises:
        InputError: there is no such model, or its file of errors cannot be used.
    """
    folder = bundled("models", DEFAULT) if kind == RULES else load_model(DEFAULT if kind == MODEL else kind).folder
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if kind != RULES and told["files"] != _files(folder):
            return None
        return _rates(told["coders"][RULES if kind == RULES else MODEL], str(told["measured_on"]))
    except (KeyError, TypeError, ValueError):
        remedy = f"make it anew: {REMEDY}"
        raise InputError(Problem("it does not tell how often the coder errs", path, remedy=remedy)) from None


def write_error_rates(folder: Path, coders: Mapping[str, ErrorRates], path: Path) -> None:
    """Writes the errors of the model in `folder`, and of the rules, by the names of their kinds."""
    told = {
        "measured_on": next(iter(coders.values())).measured_on,
        "files": _files(folder),
        "classes": CLASSES,
        "numbers": NUMBERS,
        "coders": {
            kind: {
                "levels": rates.levels.astype(int).reshape(len(rates.levels), -1).tolist(),
                "numbers": rates.numbers.astype(int).tolist(),
            }
            for kind, rates in coders.items()
        },
    }
    path.write_text(json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def _rates(told: Mapping[str, Any], measured_on: str) -> ErrorRates:
    size = len(CLASSES)
    levels = np.array(told["levels"], dtype=float).reshape(-1, size, size)
    numbers = np.array(told["numbers"], dtype=float).reshape(-1, len(NUMBERS))
    if not levels.sum() > 0 or len(levels) != len(numbers) or (levels < 0).any() or (numbers < 0).any():
        raise ValueError
    return ErrorRates(levels, numbers, measured_on)


def _files(folder: Path) -> dict[str, str]:
    """The hashes of what a model's codes hang on, by its manifest."""
    files: dict[str, str] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    return {name: files[name] for name in (NETWORK, WEIGHTS)}
