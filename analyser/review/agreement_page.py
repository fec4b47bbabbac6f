"""Agreement as the page shows it: the figures of each pair of coders, and the passages behind each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import pandas as pd

from analyser.review.agree import Agreement, agreement_of
from analyser.review.desk import Desk
from analyser.review.form import LABELS
from analyser.review.page import names
from analyser.review.page import place as where
from analyser.review.ratings import analysts_ratings, machine_ratings

MEASURES = {
    "agreement": "Agree",
    "kappa": "κ",
    "kappa_linear": "κ, linear",
    "kappa_quadratic": "κ, quadratic",
    "alpha": "α",
    "alpha_ordinal": "α, ordinal",
    "ac1": "AC1",
    "prevalence": "Chosen in",
    "positive_agreement": "Positive agreement",
}
PEERS = ["One analyst", "The other"]  # not named, and in either order: who adjudicates is not to know
SHARES = ("agreement", "prevalence", "positive_agreement")


def agreement_page(desk: Desk) -> dict[str, Any]:
    """A table of figures for each pair of coders: a row an axis or code, a column a measure."""
    found = _agreement(desk)
    pairs: dict[tuple[str, str], dict[tuple[str, str], dict[str, Any]]] = {}
    for place, row in enumerate(found.figures.to_dict("records")):
        rows = pairs.setdefault((row["first"], row["second"]), {})
        cells = rows.setdefault((row["axis"], row["code"]), {"passages": row["passages"], "cells": {}})
        cells["cells"][row["measure"]] = _cell(row, place)
    return {
        "pairs": [
            {
                "title": _pair(first, second),
                "measures": [(name, words) for name, words in MEASURES.items() if _has(rows, name)],
                "rows": [
                    {"name": _row_name(*key), "level": not key[1], **row}
                    for key, row in rows.items()
                    if not _unused(row)
                ],
            }
            for (first, second), rows in pairs.items()
        ],
        "left_out": [(reason, count) for reason, count in found.left_out.items()],
        "coded": [(_coder(name), count) for name, count in found.coded.items()],
    }


def behind_page(desk: Desk, place: int) -> dict[str, Any]:
    """The disagreements that a figure counts; codes of passages that the analyst has not coded stay hidden."""
    found = _agreement(desk)
    rows = found.figures.to_dict("records")
    if not 0 <= place < len(rows):
        return {"title": "", "rows": [], "hidden": 0, "coders": []}
    figure = rows[place]
    shown, hidden = [], 0
    coders = [_role(figure["first"]), _role(figure["second"])]
    coders = PEERS if coders[0] == coders[1] else coders
    for row in found.behind({str(name): value for name, value in figure.items()}).to_dict("records"):
        passage = desk.by_key.get(row["passage"])
        if passage is None:
            continue
        sees = desk.may_see(passage.key)
        hidden += not sees
        codes = [_codes(row[name]) if sees else "hidden" for name in ("first_code", "second_code")]
        if coders == PEERS and sha256(passage.key.encode()).digest()[0] % 2:
            codes.reverse()
        differs = desk.differs(passage.key)
        shown.append({"number": passage.number, "place": where(passage), "codes": codes, "differs": differs})
    title = f"{_row_name(figure['axis'], figure['code'])}: {_pair(figure['first'], figure['second'])}"
    return {"title": title, "rows": shown, "hidden": hidden, "coders": coders}


def _agreement(desk: Desk) -> Agreement:
    """Made anew only when something was decided since."""
    made = desk.kept.get("agreement")
    if made is None or made[0] != desk.last_number:
        ratings, left_out = analysts_ratings(desk.log.events(), desk.frame)
        ratings = pd.concat([ratings, machine_ratings(desk.frame)], ignore_index=True)
        desk.kept["agreement"] = made = (desk.last_number, agreement_of(ratings, left_out=left_out))
    agreement: Agreement = made[1]
    return agreement


def _cell(row: Mapping[Any, Any], place: int) -> dict[str, Any]:
    value, low, high = (float(row[name]) for name in ("value", "low", "high"))
    share = row["measure"] in SHARES
    words = "not defined" if math.isnan(value) else _figure(value, share)
    between = "" if math.isnan(low) or math.isnan(high) else f"{_figure(low, share)} to {_figure(high, share)}"
    return {
        "value": value,
        "words": words,
        "between": between,
        "note": row["note"],
        "place": place,
        "apart": row["disagreements"],
    }


def _figure(value: float, share: bool) -> str:
    return f"{value:.0%}" if share else f"{value:.2f}"


def _row_name(axis: str, code: str) -> str:
    label = LABELS.get(axis, axis.replace("_", " ").capitalize())
    return f"{label}: {names().get(code, code)}" if code else label


def _codes(value: str) -> str:
    return ", ".join(names().get(part, part) for part in value.split(";")) if value else "nothing"


def _pair(first: str, second: str) -> str:
    words = f"{_coder(first)} and {_coder(second)}" if second else _coder(first)
    return words[:1].upper() + words[1:]


def _coder(name: str) -> str:
    kind, _, rest = name.partition(":")
    return {"analyst": f"analyst {rest}", "model": f"coder {rest}", "file": f"table {rest}"}.get(kind, name)


def _role(name: str) -> str:
    """A coder without a name, where it is a person."""
    return "An analyst" if name.startswith("analyst:") or not name.partition(":")[1] else _coder(name)


def _has(rows: dict[tuple[str, str], dict[str, Any]], measure: str) -> bool:
    return any(measure in row["cells"] for row in rows.values())


def _unused(row: dict[str, Any]) -> bool:
    """A code that neither chose: nothing of it is defined."""
    prevalence = row["cells"].get("prevalence")
    return prevalence is not None and prevalence["value"] == 0
