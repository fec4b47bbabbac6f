"""How far analysts agree on the harm level, as a run tells it beside its findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analyser.review.agree import agreement_of
from analyser.review.log import Event
from analyser.review.ratings import analysts_ratings, machine_ratings

MEASURES = ("agreement", "kappa")


def level_agreement(events: Sequence[Event], passages: pd.DataFrame, *, seed: int = 0) -> dict[str, Any]:
    """`coded`: how many passages each analyst coded, and `seen`: with other codes in view.

    `agreement`: percent and kappa of each two analysts, and of each and the coder, None where not defined.
    """
    analysts, _ = analysts_ratings(events, passages)
    if analysts.empty:
        return {"coded": {}, "seen": {}, "agreement": []}
    found = agreement_of(pd.concat([analysts, machine_ratings(passages)], ignore_index=True), seed=seed)
    levels = found.figures[(found.figures["axis"] == "harm_level") & (found.figures["code"] == "")]
    pairs: dict[tuple[str, str], dict[str, Any]] = {}
    for row in levels[levels["measure"].isin(MEASURES)].to_dict("records"):
        about = {name: int(row[name]) for name in ("passages", "interviews", "disagreements")}
        pair = pairs.setdefault(
            (row["first"], row["second"]), {"first": row["first"], "second": row["second"], **about}
        )
        pair[row["measure"]] = _figure(row)
    return {
        "coded": {_name(one): count for one, count in found.coded.items() if one.startswith("analyst:")},
        "seen": {_name(one): count for one, count in found.seen.items()},
        "agreement": list(pairs.values()),
    }


def _figure(row: Mapping[Any, Any]) -> dict[str, Any]:
    numbers = {name: None if pd.isna(row[name]) else round(float(row[name]), 6) for name in ("value", "low", "high")}
    return {**numbers, "note": row["note"]}


def _name(coder: str) -> str:
    return coder.removeprefix("analyst:")
