"""The judging form: what an analyst fills in for a passage, as codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analyser.review.codes import NUMBERS, faults, in_order
from analyser.schemas import CODES

OPEN = "inf"  # a bound that is not told, as in the tables
LABELS = {
    "harm_level": "Harm level",
    "assertion": "What is said of it",
    "quantity_kind": "Number of",
    "quantity_low": "At least",
    "quantity_high": "At most",
    "rate_per": "Per",
    "quantity_basis": "Held or new",
    "cse_type": "Form of exploitation",
    "data_claim": "Claim about the records",
    "trend": "Trend",
}


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field, in words."""

    field: str
    words: str


def read_form(form: Mapping[str, str], types: Sequence[str]) -> dict[str, str]:
    """The codes that a form gives, put in order; `types` are the forms of exploitation that were ticked.

    A number with one bound is open on the other side; a rate is always of new cases.

    >>> form = {"harm_level": "high", "assertion": "affirmed", "quantity_kind": "count", "quantity_low": "10"}
    >>> read_form({**form, "quantity_basis": "stock"}, [])["quantity_high"]
    'inf'
    """
    codes = {name: str(form.get(name, "")).strip() for name in CODES} | {"cse_type": ";".join(types)}
    if codes["quantity_kind"] and any(codes[name] for name in NUMBERS):
        codes |= {name: codes[name] or OPEN for name in NUMBERS}
    if codes["quantity_kind"] == "rate":
        codes["quantity_basis"] = codes["quantity_basis"] or "flow"
    elif codes["quantity_kind"]:
        codes["rate_per"] = ""
    return in_order(codes)


def shown(codes: Mapping[str, str]) -> dict[str, str]:
    """Codes as the form shows them: an open bound is an empty field."""
    return {name: "" if name in NUMBERS and codes.get(name) == OPEN else codes.get(name, "") for name in CODES}


def told(codes: Mapping[str, str]) -> list[Fault]:
    """What is wrong with the codes of a form; empty where they can stand."""
    found = []
    for words in faults(codes):
        name = next((one for one in sorted(CODES, key=len, reverse=True) if words.startswith(one)), "")
        label = LABELS.get(name, "")
        found.append(Fault(name or "quantity_kind", f"{label}{words.removeprefix(name)}" if label else words))
    return found
