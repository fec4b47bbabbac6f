"""Which cells there are and who stands in them, on small studies whose figures are worked by hand."""

from __future__ import annotations

import json

import pytest
from comparison_studies import cell, counts, flow, rows_of, study, voice, voices

from analyser.comparison import both_sides, compare


def test_cells_are_those_of_either_side_in_the_studys_order() -> None:
    said = voices(
        voice(
            "one", area="Quay", agency_type="health", types=json.dumps({"gang": {"mentions_high": 1, "excerpts": "a"}})
        ),
        voice("two", area="Northgate", agency_type="Police", owner="yes"),
    )
    recorded = counts(
        cell(),
        cell("area", "Harbour"),
        cell("area", "(missing)"),
        cell("cse_type", "online"),
        cell("cse_type", "(missing)"),
    )
    found = compare(both_sides(said, recorded, study()))
    cells = list(dict.fromkeys(zip(found["slice"], found["value"], strict=True)))
    assert cells == [
        ("all", ""),
        ("area", "Harbour"),
        ("area", "Quay"),
        ("cse_type", "gang"),
        ("cse_type", "online"),
        ("agency_type", "health"),
        ("agency_type", "Police"),
    ]
    assert list(found["measure"]) == ["count", "share", "presence", "stated"] * len(cells)
    found = compare(both_sides(said, recorded, study(areas=["Quay", "Harbour"], slices=["area"])))
    assert list(dict.fromkeys(found["value"])) == ["", "Quay", "Harbour"]


def test_owners_stand_in_a_line_of_their_own() -> None:
    said = voices(
        voice("one", agency_type="Police", owner="yes", **flow(50)), voice("two", agency_type="health", **flow(2))
    )
    rows = rows_of(said, counts(cell(high=2)))
    assert rows["all", "", "count"]["partners_low"] == 2
    assert rows["all", "", "count"]["agencies_n"] == 1
    assert rows["agency_type", "Police", "count"]["partners_low"] == 50
    assert "own these records" in rows["agency_type", "Police", "count"]["note"]
    assert rows["agency_type", "health", "count"]["records"] == 2


def test_a_type_takes_its_part_of_the_untyped() -> None:
    entry = {"flow_low": 30, "flow_high": 30, "mentions_high": 1, "excerpts": "a"}
    recorded = counts(
        cell(high=12, medium=28),
        cell("cse_type", "gang", high=6, medium=4, high_max=8),
        cell("cse_type", "online", high=4, medium=16, high_max=6),
        cell("cse_type", "(missing)", high=2, medium=8),
    )
    rows = rows_of(voices(voice(types=json.dumps({"gang": entry}))), recorded)
    row = rows["cse_type", "gang", "count"]
    assert row["records"] == pytest.approx(6 + 2 * 6 / 10)
    assert (row["records_low"], row["records_high"], row["finding"], row["robust"]) == (6, 8, "partners_higher", "yes")
    assert "type (2)" in row["note"]


def test_months_stand_there_but_partners_cannot_be_split_by_them() -> None:
    recorded = counts(cell(high=4), cell("month", "2018-04", high=4, months_covered=1))
    rows = rows_of(voices(voice(**flow(9))), recorded, study(slices=["month"]))
    for measure in ("count", "share", "presence", "stated"):
        row = rows["month", "2018-04", measure]
        assert (row["finding"], row["partners_n"]) == ("indeterminate", 0)
        assert "cannot be split by month" in row["note"]
    assert rows["month", "2018-04", "count"]["records"] == 4
