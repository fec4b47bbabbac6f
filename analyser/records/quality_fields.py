"""Checks of what the cases' records leave blank, each kind of missing apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analyser.records.cases import Cases
from analyser.records.quality_rules import Row, judged, quality_rules
from analyser.records.scope import MISSING
from analyser.records.table import RecordTable

_CODED = {"risk": "risk_level", "type": "cse_type", "vulnerabilities": "vulnerabilities"}
_MISSING = ("blank", "not_known", "not_assessed", "unrecognised")
_PLAIN = ("area", "victim_id", "record_id", "suspect_id", "ethnicity")


def field_checks(table: RecordTable, cases: Cases, counts: pd.DataFrame) -> list[Row]:
    """The checks `risk_*`, `type_*`, `vulnerabilities_*`, `rule_missing` and `blank_*`; none where there is no case."""
    told = cases.frame[cases.frame["is_cse"] & ~cases.frame["surplus"]]
    if told.empty:
        return []
    return [*_coded(table, told, counts, cases.rule), *_rule(cases, counts), *_plain(table, told)]


def _coded(table: RecordTable, told: pd.DataFrame, counts: pd.DataFrame, rule: str) -> Iterator[Row]:
    """The share of records without the field, in all and by area; in all also each kind of missing apart."""
    bounds = {(cell["slice"], cell["value"]): _bounds(cell) for _, cell in counts.iterrows()}
    names = {code: code.replace("_", " ") for code in _MISSING}
    for name, column in _CODED.items():
        codes = told[f"{column}_code"]
        if column in table.absent:
            yield judged(f"{name}_missing", 1.0, sentence="absent", bounds=bounds["all", ""])
            continue
        missing = codes.isin(_MISSING)
        for slice_, value, rows in _cells(told):
            n = int(missing[rows.index].sum())
            share = n / len(rows)
            words: dict[str, Any] = {"share": share, "rows": len(rows), "n": n, "rule": rule}
            words["bounds"] = bounds.get((slice_, value), "")
            aside = "aside" if name == "risk" and n and rule not in ("risk_level", "any") else ""
            yield judged(f"{name}_missing", share, slice_=slice_, value=value, sentence=aside, **words)
        for code in _MISSING:
            if f"{name}_{code}" in quality_rules():
                n = int((codes == code).sum())
                share = n / len(told)
                yield judged(f"{name}_{code}", share, share=share, rows=len(told), n=n, code=names[code])


def _cells(told: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    yield "all", "", told
    by_area = {str(area): rows for area, rows in told[["area"]].groupby("area", sort=False, observed=True)}
    areas = sorted(by_area.keys() - {MISSING}, key=lambda name: (name.casefold(), name))
    if areas:
        for area in [*areas, *([MISSING] if MISSING in by_area else [])]:
            yield "area", area, by_area[area]


def _bounds(cell: pd.Series) -> str:
    low, high, cases = int(cell["high_min"]), int(cell["high_max"]), int(cell["cases"])
    return f"between {low:,} and {high:,} cases are of high harm ({cases:,} were counted)"


def _rule(cases: Cases, counts: pd.DataFrame) -> Iterator[Row]:
    if cases.rule == "risk_level":
        return
    cell = counts[counts["slice"] == "all"].iloc[0]
    n, rows = int(cell["risk_missing"]), int(cell["cases"])
    yield judged("rule_missing", n / rows, share=n / rows, rows=rows, n=n, rule=cases.rule, bounds=_bounds(cell))


def _plain(table: RecordTable, told: pd.DataFrame) -> Iterator[Row]:
    cells = table.frame.set_index("order")[[*_PLAIN]].loc[told["order"]]
    cells["area"] = told["area_key"].to_numpy()  # blank also where it is a word for "not known"
    for column in _PLAIN:
        if column in table.absent:
            yield judged(f"blank_{column}", 1.0, sentence="absent")
            continue
        n = int((cells[column] == "").sum())
        yield judged(f"blank_{column}", n / len(told), share=n / len(told), rows=len(told), n=n)
