"""What holds for every study: order, bounds, sums, and that the two tables are all that is read."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from comparison_studies import cell, counts, study, voice, voices
from hypothesis import given, settings
from hypothesis import strategies as st

from analyser.comparison import both_sides, compare, explain
from analyser.schemas import DISCREPANCIES, EXPLANATIONS, PERCEIVED, RECORD_COUNTS
from analyser.study import Study
from analyser.tables import csv_text, read_csv, write_csv

small = st.integers(0, 12)


@st.composite
def figures(draw: st.DrawFn) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: draw(st.integers(0, 3))
        for name in ("mentions_high", "mentions_medium", "denied", "other_high", "under_recorded", "matches")
    }
    found["asked"] = draw(st.integers(0, 1))
    found["reviewed_high"] = draw(st.integers(0, 1))
    found["high_excerpts"] = ";".join(f"e{n}" for n in range(found["mentions_high"]))
    for basis in ("stock", "flow"):
        if draw(st.booleans()):
            low = draw(st.integers(0, 40))
            found[f"{basis}_low"] = low
            found[f"{basis}_high"] = draw(st.sampled_from([low, low + 5, math.inf]))
    return found


@st.composite
def people(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = []
    for n in range(draw(st.integers(0, 8))):
        entry = draw(figures())
        kinds = draw(st.sampled_from([{}, {"gang": {**entry, "excerpts": "a"}}, {"online": {"asked": 1}}]))
        text = json.dumps(kinds).replace("Infinity", '"inf"') if kinds else ""
        rows.append(
            voice(
                f"i{n}",
                **entry,
                agency=draw(st.sampled_from(["", "Hospital", "School", "Charity"])),
                agency_type=draw(st.sampled_from(["", "health", "police"])),
                area=draw(st.sampled_from(["", "Harbour", "Northgate", "Citywide"])),
                types=text,
            )
        )
        rows[-1]["owner"] = "yes" if rows[-1]["agency_type"] == "police" else "no"
    return rows


@st.composite
def recorded(draw: st.DrawFn) -> list[dict[str, Any]]:
    def one(slice_: str, value: str) -> dict[str, Any]:
        levels = {name: draw(small) for name in ("high", "medium", "low", "risk_missing", "unflagged", "misflagged")}
        extra = draw(small) if slice_ != "all" and value != "(missing)" else 0
        row = cell(slice_, value, **levels, months_covered=draw(st.sampled_from([0, 3, 8, 12])))
        return {**row, "high_max": row["high_max"] + extra}

    names = [("all", ""), ("area", "Harbour"), ("area", "(missing)"), ("cse_type", "gang"), ("cse_type", "(missing)")]
    return [one(*name) for name in names if name[0] == "all" or draw(st.booleans())]


studies = st.builds(
    study,
    coverage=st.sampled_from(["some", "all"]),
    areas=st.sampled_from([(), ("Harbour", "Northgate")]),
    case_months=st.sampled_from([6, 12, 24]),
)


@settings(max_examples=50, deadline=None)
@given(people(), recorded(), studies)
def test_every_row_is_in_order(said: list[dict[str, Any]], rows: list[dict[str, Any]], of: Study) -> None:
    both = both_sides(voices(*said), counts(*rows), of)
    found = compare(both)
    told = explain(found, both)
    assert not found.duplicated(["slice", "value", "measure"]).any()
    for row in found.to_dict("records"):
        _check_row({str(name): value for name, value in row.items()})
    gaps = told.groupby(["slice", "value"])
    assert all(abs(shares.sum() - 1) < 1e-4 for _, shares in gaps["share_of_gap"] if shares.notna().all())
    assert (told["cases_low"] <= told["cases"] + 1e-6).all()
    assert (told["cases"] <= told["cases_high"] + 1e-6).all()


def _check_row(row: dict[str, Any]) -> None:
    def ordered(*values: float) -> bool:
        known = [value for value in values if not math.isnan(value)]
        return all(a <= b + 1e-6 for a, b in pairwise(known))

    assert ordered(row["partners_low"], row["partners"], row["partners_high"])
    assert ordered(row["records_low"], row["records"], row["records_high"])
    assert ordered(row["ratio_low"], row["ratio"], row["ratio_high"])
    found = row["finding"] != "indeterminate"
    assert (row["robust"] != "") == (row["finding"] in ("partners_higher", "records_higher", "agree")) or (
        row["measure"] == "stated" and not row["robust"]
    )
    assert pd.notna(row["support"]) == found
    if not math.isnan(row["tipping_point"]):
        assert 0 <= row["tipping_point"] <= 1
        assert found
    if not math.isnan(row["explained"]):
        assert abs(row["explained"] + row["unexplained"] - row["difference"]) < 1e-4
    if found and "window:" in row["note"]:
        assert row["measure"] == "stated"


@settings(max_examples=20, deadline=None)
@given(people(), recorded(), studies)
def test_the_files_alone_give_the_same_bytes(said: list[dict[str, Any]], rows: list[dict[str, Any]], of: Study) -> None:
    perceived, records = voices(*said), counts(*rows)
    both = both_sides(perceived, records, of)
    found = compare(both)
    with TemporaryDirectory() as folder:
        write_csv(perceived, Path(folder) / "perceived.csv", PERCEIVED)
        write_csv(records, Path(folder) / "record_counts.csv", RECORD_COUNTS)
        read = both_sides(
            read_csv(Path(folder) / "perceived.csv", PERCEIVED),
            read_csv(Path(folder) / "record_counts.csv", RECORD_COUNTS),
            of,
        )
    again = compare(read)
    assert csv_text(again, DISCREPANCIES) == csv_text(found, DISCREPANCIES)
    explained = csv_text(explain(found, both), EXPLANATIONS)
    assert csv_text(explain(again, read), EXPLANATIONS) == explained


@settings(max_examples=30, deadline=None)
@given(people(), recorded(), studies)
def test_more_voices_never_lower_what_partners_tell_of(
    said: list[dict[str, Any]], rows: list[dict[str, Any]], of: Study
) -> None:
    fewer = compare(both_sides(voices(*said[:-1]), counts(*rows), of)).iloc[0]
    more = compare(both_sides(voices(*said), counts(*rows), of)).iloc[0]
    if not math.isnan(fewer["partners_low"]):
        assert more["partners_low"] >= fewer["partners_low"]
