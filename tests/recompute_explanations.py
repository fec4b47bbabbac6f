"""What each cause accounts for in a gap once more: by going through every order, and every end of what is not known."""

from __future__ import annotations

import copy
from collections import defaultdict
from itertools import permutations, product
from typing import Any

from recompute_study import Row, Study, like_known, whole

CAUSES = ("duplicates", "unflagged", "misflagged", "risk_missing", "type_missing")
Cell = tuple[str, str]


def wrong_explanations(study: Study, cells: dict[Cell, dict[str, Row]]) -> list[str]:
    """What `explanations.csv` says otherwise than it must, of the cells that it must have and no others."""
    found: dict[Cell, list[Row]] = defaultdict(list)
    for row in study.explanations:
        found[row["slice"], row["value"]].append(row)
    gaps = {
        key: rows["count"]
        for key, rows in cells.items()
        if rows["count"].get("difference", 0) > 0 or rows["count"]["finding"] == "records_higher"
    }
    if list(found) != list(gaps):
        return [f"explanations are of {list(found)}, expected {list(gaps)}"]
    wrong = []
    for key, row in gaps.items():
        told = {
            one["cause"]: tuple(float(one[name]) for name in ("cases", "cases_low", "cases_high")) for one in found[key]
        }
        for cause, expected in attributed(study, key, row).items():
            if any(abs(a - b) > 2e-6 * max(1, abs(b)) for a, b in zip(told[cause], expected, strict=True)):
                wrong.append(f"{key} {cause}: {told[cause]}, expected {expected}")
    return wrong


def attributed(study: Study, key: Cell, row: Row) -> dict[str, tuple[float, float, float]]:
    counts = study.records(*key)
    centre, *ends = scenarios(study, key, counts, row["records"])
    steps: dict[str, list[float]] = defaultdict(list)
    mean: dict[str, float] = defaultdict(float)
    for scenario in (centre, *ends):
        known: dict[frozenset[str], float] = {}
        for order in permutations(CAUSES):
            for place, cause in enumerate(order):
                before, after = frozenset(order[:place]), frozenset(order[: place + 1])
                for chosen in (before, after):
                    if chosen not in known:
                        known[chosen] = high_harm(chosen, scenario, key[0])
                steps[cause].append(known[after] - known[before])
                if scenario is centre:
                    mean[cause] += (known[after] - known[before]) / 120
    everything = [high_harm(frozenset((*CAUSES, "area")), one, key[0]) for one in (centre, *ends)]
    uncut = copy.copy(study)
    uncut.covered = lambda *_: float(study.months)  # type: ignore[method-assign]
    window = uncut.count(*key, study.cell(*key))["partners"] - row["partners"]
    left = row["difference"] - sum(mean.values())
    return {
        "window": (window, window, window),
        **{cause: (mean[cause], min(steps[cause]), max(steps[cause])) for cause in CAUSES},
        "unexplained": (
            left,
            min(left, row["partners"] - max(everything)),
            max(left, row["partners"] - min(everything)),
        ),
    }


def scenarios(study: Study, key: Cell, counts: Row, central: float) -> list[dict[str, Any]]:
    """The centre, where all are like the known, and every combination of ends."""
    slice_, _ = key
    cases, high, missing = (whole(counts, name) for name in ("cases", "high", "risk_missing"))
    rate = like_known(counts) - high
    rate = rate / missing if missing else (high / cases if cases else 0.5)
    outside = study.counts.get((slice_, "(missing)")) if slice_ in ("area", "cse_type") else None
    blank_missing = whole(outside, "risk_missing") if outside else 0
    blank_rate = ((like_known(outside) - whole(outside, "high")) / blank_missing) if outside and blank_missing else 0.0
    part = 0.0
    if outside:
        others = like_known(study.counts["all", ""]) - like_known(outside)
        part = like_known(counts) / others if others > 0 else 0.0
    taken_missing = min(1.0, part) * blank_missing
    shared = {
        "high": high, "missing": missing, "as_counted": rate, "blank_as_counted": blank_rate,
        "taken": (central - high - missing * rate - taken_missing * blank_rate, taken_missing),
    }  # fmt: skip
    flags, none = whole(counts, "misflagged"), whole(counts, "unflagged")
    often = (high / cases, missing / cases) if cases else (rate, 0.0)
    centre = shared | {
        "gone": (min(flags, cases) * often[0], min(flags, cases) * often[1]),
        "more": (none * often[0], none * often[1]),
        "rate": rate, "blank_rate": blank_rate, "here": shared["taken"],
    }  # fmt: skip
    bad = min(flags, high)
    pool = max(0, whole(counts, "high_max") - high - missing)
    ungraded = min(pool, blank_missing) if outside else 0
    elsewhere = high - whole(counts, "high_min") if slice_ == "cse_type" else 0
    return [centre] + [
        shared | {"gone": gone, "more": more, "rate": at, "blank_rate": at, "here": here}
        for gone, more, at, here in product(
            [(0, 0), (bad, 0), (0, min(flags, missing)), (bad, min(flags - bad, missing))],
            [(0, 0), (none, 0), (0, none)],
            [0.0, 1.0],
            product([0, pool - ungraded, -elsewhere], [0, ungraded]),
        )
    ]


def high_harm(corrected: frozenset[str], of: dict[str, Any], slice_: str) -> float:
    graded = "risk_missing" in corrected
    rate = of["rate"] if graded else of["as_counted"]
    blank = of["blank_rate"] if graded else of["blank_as_counted"]
    total = of["high"] + of["missing"] * rate
    for cause, name, sign in (("misflagged", "gone", -1), ("unflagged", "more", 1)):
        if cause in corrected:
            total += sign * (of[name][0] + of[name][1] * rate)
    settles = "type_missing" if slice_ == "cse_type" else "area"
    here = of["here"] if settles in corrected else of["taken"]
    return float(max(0.0, total + here[0] + here[1] * blank))
