"""Numbers of high-harm cases in two steps, a caseload and the share of it, once more from the coded table alone."""

from __future__ import annotations

import math
from collections import defaultdict

INF = math.inf
Row = dict[str, str]
PER_YEAR = {"week": 52.18, "month": 12.0, "quarter": 4.0, "year": 1.0}


def number(text: str, empty: float) -> float:
    return float(text) if text else empty


def held(row: Row, months: float) -> tuple[float, float]:
    """A caseload's ends; an approximate one by 15 % and one at least to either side."""
    low, high = number(row["quantity_low"], 0.0), number(row["quantity_high"], INF)
    if row["approximate"] == "yes":
        low, high = (
            max(0, math.floor(round(low - max(1, low * 0.15), 9))),
            math.ceil(round(high + max(1, high * 0.15), 9)) if high < INF else INF,
        )
    if row["quantity_kind"] == "rate":
        low, high = (round(end * PER_YEAR[row["rate_per"]] * months / 12, 6) for end in (low, high))
    return low, high


def products(rows: list[Row], months: float) -> dict[tuple[str, str, str], dict[str, tuple[float, float]]]:
    """By interview, speaker and area of those who give no number of high-harm cases outright: the largest low and high
    of each basis. Rows of one interview stand in their order."""
    last: dict[tuple[str, str, str], Row] = {}
    outright: set[tuple[str, str, str]] = set()
    found: dict[tuple[str, str, str], dict[str, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        who = row["interview_id"], row["speaker"], row["area"].casefold()
        high = (row["harm_level"], row["assertion"]) == ("high", "affirmed")
        kind = row["quantity_kind"]
        if kind in ("count", "rate") and not (kind == "rate" and row["rate_per"] not in PER_YEAR):
            outright |= {who} if high else set()
        if kind in ("count", "rate"):
            last[who] = row
        base = last.get(who)
        if kind != "share" or not high or base is None or not base["turn"] or base["turn"] != row["turn"]:
            continue
        if (base["harm_level"], base["assertion"]) != ("unspecified", "affirmed"):
            continue
        if base["quantity_kind"] == "rate" and base["rate_per"] not in PER_YEAR:
            continue
        part = [number(row["quantity_low"], 0.0), number(row["quantity_high"], 1.0)]
        if row["approximate"] == "yes":
            part = [part[0] * 0.85, min(1.0, part[1] * 1.15)]
        cases = held(base, months)
        ends = math.floor(round(cases[0] * part[0], 6)), math.ceil(round(cases[1] * part[1], 6))
        basis = "flow" if base["quantity_basis"] == "flow" or base["quantity_kind"] == "rate" else "stock"
        found[who][basis].append(ends)
    return {
        who: {basis: (max(low for low, _ in own), max(high for _, high in own)) for basis, own in bases.items()}
        for who, bases in found.items()
        if who not in outright
    }
