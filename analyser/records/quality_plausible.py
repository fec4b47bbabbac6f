"""Checks of plausibility: risk against the narrative, scales mixed, areas too far apart, and time until recorded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analyser.records.quality_flags import days_between
from analyser.records.quality_lists import quality_lists
from analyser.records.quality_rules import Row, judged, not_checked
from analyser.records.quality_view import View, share
from analyser.records.scope import MISSING
from analyser.statistics import funnel_limits

_LEVEL = 0.998  # three standard deviations, the usual outer limits of a funnel
_YEAR = 365


def plausibility_checks(view: View, counts: pd.DataFrame) -> list[Row]:
    """The checks of risk against narrative, of mixed scales, of differences between areas and of the recording lag."""
    return [*_understated(view), *_scales(view), *_areas(view, counts), *_lag(view)]


def _understated(view: View) -> Iterator[Row]:
    check = "risk_understated"
    lacks = list(view.lacks(check, "risk_level", "narrative"))
    if not lacks and view.coder is None:
        lacks = [not_checked(check, why="No coder for the narratives is at hand")]
    if lacks or view.coder is None:
        yield from lacks
        return
    texts = view.column("narrative")
    texts = texts[(view.told["risk_level_code"] == "low") & (texts != "")]
    codes = view.coder(list(texts))
    yield share(check, sum(code.harm_level == "high" for code in codes), len(texts))


def _scales(view: View) -> Iterator[Row]:
    check = "risk_scales"
    if lacks := list(view.lacks(check, "risk_level")):
        yield from lacks
        return
    values = view.column("risk_level")[view.told["risk_level_code"].isin(["high", "medium", "low"])]
    scales = values.map({text: quality_lists().risk_scale(text) for text in values.unique()})
    counts = scales[scales != ""].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    n = int(counts.iloc[1:].sum())
    names = [f"{str(name).replace('_', ' ')} ({rows})" for name, rows in counts.items()]
    yield share(check, n, int(counts.sum()), names=names)


def _areas(view: View, counts: pd.DataFrame) -> Iterator[Row]:
    """The areas whose share of high harm, or of missing risk, chance alone would not put so far from that of all."""
    cells = counts[(counts["slice"] == "area") & (counts["value"] != MISSING) & (counts["cases"] > 0)]
    known = cells.assign(part=cells["high"], whole=cells["cases"] - cells["risk_missing"])
    gaps = cells.assign(part=cells["risk_missing"], whole=cells["cases"])
    for check, table in (("areas_apart_high", known), ("areas_apart_ungraded", gaps)):
        table = table[table["whole"] > 0]
        if "area" in view.table.absent or len(table) < 2:
            yield not_checked(check)
            continue
        part, whole = table["part"].astype(float), table["whole"].astype(int)
        target = float(part.sum() / whole.sum())
        rows = []
        for name, hits, n in zip(table["value"], part, whole, strict=True):
            low, high = funnel_limits(target, n, level=_LEVEL) if 0 < target < 1 else (0.0, 1.0)
            if not low <= hits / n <= high:
                words: dict[str, Any] = {
                    "names": [name],
                    "share": hits / n,
                    "target": target,
                    "lowest": low,
                    "highest": high,
                }
                rows.append(
                    judged(check, 1, slice_="area", value=name, sentence="named", interval=(low, high), **words)
                )
        names = [row["value"] for row in rows]
        yield judged(check, len(rows), names=names, target=target)
        yield from rows


def _lag(view: View) -> Iterator[Row]:
    checks = ("recording_lag", "recorded_late", "committed_later")
    if lacks := [row for check in checks for row in view.lacks(check, "committed_date")]:
        yield from lacks
        return
    days = days_between(view.column("committed_date"), view.column("recorded_date")).dropna()
    if days.empty:
        yield from (not_checked(check, why="No record of a case has a committed date") for check in checks)
        return
    middle = int(days[days >= 0].median()) if (days >= 0).any() else 0
    yield judged("recording_lag", middle, days=middle, rows=len(days))
    yield share("recorded_late", int((days > _YEAR).sum()), len(days))
    yield share("committed_later", int((days < 0).sum()), len(days))
