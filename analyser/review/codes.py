"""The codes of one passage as an analyst gives them: ten columns of text, put in order and held to the codebook."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Any

from analyser.codebook import load_codebook
from analyser.coding.given import BASES, QUANTITY_KINDS, UNITS
from analyser.schemas import CODED_EXCERPTS, CODES
from analyser.tables import cell

NUMBERS = ("quantity_low", "quantity_high")
_QUANTITY = ("quantity_low", "quantity_high", "rate_per", "quantity_basis")
_OF_A_CASE = ("assertion", "quantity_kind", *_QUANTITY, "cse_type", "trend")  # empty where no case is spoken of


@cache
def choices() -> Mapping[str, tuple[str, ...]]:
    """The codes that each column can hold, in the codebook's order; numbers have none."""
    book = load_codebook()
    return {
        "harm_level": tuple(one.code for one in book.levels),
        "assertion": tuple(one.code for one in book.assertions),
        "quantity_kind": tuple(sorted(QUANTITY_KINDS)),
        "rate_per": tuple(sorted(UNITS)),
        "quantity_basis": tuple(sorted(BASES)),
        "cse_type": tuple(one.code for one in book.types),
        "data_claim": tuple(one.code for one in book.claims),
        "trend": tuple(one.code for one in book.trends),
    }


def codes_of(row: Mapping[str, Any]) -> dict[str, str]:
    """The ten codes of a row of excerpts, as text; what is missing is empty.

    >>> codes_of({"harm_level": "high", "quantity_low": 6.0, "quantity_high": math.inf})["quantity_low"]
    '6'
    """
    return {name: _text(row.get(name), name) for name in CODES}


def in_order(codes: Mapping[str, Any]) -> dict[str, str]:
    """All ten codes: blanks off, types in the codebook's order, and nothing of a case where none is spoken of.

    >>> in_order({"harm_level": " None", "trend": "rising", "data_claim": "matches"})["trend"]
    ''
    """
    found = {name: _text(codes.get(name), name).strip().lower() for name in CODES}
    for name in NUMBERS:
        found[name] = _text(_number(found[name]), name) if _number(found[name]) is not None else found[name]
    types = {part.strip() for part in found["cse_type"].split(";") if part.strip()}
    order = choices()["cse_type"]
    found["cse_type"] = ";".join(sorted(types, key=lambda one: (order.index(one) if one in order else 99, one)))
    if found["harm_level"] == "none":
        found |= dict.fromkeys(_OF_A_CASE, "")
    if not found["quantity_kind"]:
        found |= dict.fromkeys(_QUANTITY, "")
    return found


def faults(codes: Mapping[str, str]) -> list[str]:
    """What is wrong with codes that are `in_order`, in words; empty where they can stand.

    >>> faults(in_order({"harm_level": "hihg", "assertion": "affirmed"}))
    ["harm_level is 'hihg', which is no code: write one of high, medium, low, unspecified, none"]
    """
    found = []
    for name, known in choices().items():
        given = codes[name].split(";") if name == "cse_type" else [codes[name]]
        found += [
            f"{name} is {one!r}, which is no code: write one of {', '.join(known)}"
            for one in given
            if one and one not in known
        ]
    found += [
        f"{name} is {codes[name]!r}, not a number from 0 on: write digits, or inf where it is open"
        for name in NUMBERS
        if codes[name] and (_number(codes[name]) is None or not (_number(codes[name]) or 0) >= 0)
    ]
    if found:
        return found
    if not codes["harm_level"]:
        return ["harm_level is empty: say how serious the harm is, or none"]
    if codes["harm_level"] != "none" and not codes["assertion"]:
        found.append("assertion is empty: say what the speaker says of the case")
    kind = codes["quantity_kind"]
    low, high = (_number(codes[name]) for name in NUMBERS)
    if kind and (low is None or high is None):
        found.append("a quantity has two ends: write the same number twice, or inf for an open end")
    elif kind and low is not None and high is not None and math.isfinite(low) and low > high:
        found.append(f"quantity_low {low:g} is above quantity_high {high:g}")
    if (kind == "rate") != bool(codes["rate_per"]):
        found.append("rate_per goes with a rate: a rate has one, other quantities have none")
    if kind == "share" and any(number is not None and math.isfinite(number) and number > 1 for number in (low, high)):
        found.append("a share is a fraction from 0 to 1")
    return found


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """What differs, for a person: "harm_level high → medium, trend nothing → rising"; empty where nothing does."""
    return ", ".join(
        f"{name} {before[name] or 'nothing'} → {after[name] or 'nothing'}"
        for name in CODES
        if before[name] != after[name]
    )


def _text(value: Any, name: str) -> str:
    if isinstance(value, str):
        return value
    return cell(value, CODED_EXCERPTS.columns[name])


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return None if math.isnan(number) else number
