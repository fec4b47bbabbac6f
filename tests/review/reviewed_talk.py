"""An invented interview as excerpts, and decisions on it, for tests of the review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analyser.review.passages import hash_of, key_of
from analyser.schemas import CODED_EXCERPTS
from analyser.tables import table

TEXT = "Six girls are controlled by a group. Two are at the start of it. Our meeting is on Tuesdays."
SPANS = ((0, 36), (37, 64), (65, 92))
KEYS = tuple(key_of("talk", start, end) for start, end in SPANS)
HASHES = tuple(hash_of(TEXT[start:end]) for start, end in SPANS)
HIGH = {
    "harm_level": "high",
    "assertion": "affirmed",
    "quantity_kind": "count",
    "quantity_low": "6",
    "quantity_high": "6",
    "quantity_basis": "stock",
}
LOW = {"harm_level": "low", "assertion": "affirmed"}
MEDIUM = {"harm_level": "medium", "assertion": "affirmed"}
NONE = {"harm_level": "none"}


def excerpts() -> pd.DataFrame:
    """Three sentences of one partner: high with a count, low, none."""
    rows: list[Mapping[str, Any]] = []
    for number, ((start, end), codes) in enumerate(zip(SPANS, (HIGH, LOW, NONE), strict=True), start=1):
        row = {
            "excerpt_id": f"talk:{number:04d}", "interview_id": "talk", "agency": "Beacon", "speaker": "Dana",
            "start": start, "end": end, "text": TEXT[start:end], "coder": "model:test@1", "confidence": 0.7,
            "needs_review": "yes", "reason": "by the rules", "turn": 2, "approximate": "yes" if number == 1 else "",
        }  # fmt: skip
        rows.append({**row, **codes})
    return table(rows, CODED_EXCERPTS)
