"""The joint display: both sides of every finding in one row, with the partners' own words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from told_study import write_told_study

from analyser.comparison.findings import MISMATCH
from analyser.reporting.joint_display import Joint, joint_display, joint_table
from analyser.schemas import JOINT_DISPLAY
from analyser.stages import Comparison, compare_study
from analyser.study import load_study


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    return compare_study(load_study(write_told_study(Path(tmp_path_factory.mktemp("told")) / "study")), coder="rules")


@pytest.fixture(scope="module")
def rows(run: Comparison) -> list[Joint]:
    return joint_display(run)


def of(rows: Sequence[Joint], measure: str) -> Joint:
    return next(one for one in rows if one.row.slice == "all" and one.row.measure == measure)


def test_it_holds_the_whole_study_and_every_cell_with_a_mismatch(run: Comparison, rows: list[Joint]) -> None:
    found = run.discrepancies
    wanted = found[(found["slice"] == "all") | found["finding"].isin(MISMATCH)]
    table = joint_table(rows)
    assert list(table.columns) == list(JOINT_DISPLAY.columns)
    shared = ["slice", "value", "measure", "finding", "partners", "partners_high", "records", "records_low", "fit"]
    assert table[shared].equals(wanted[shared].reset_index(drop=True))
    assert (wanted["slice"] != "all").any()


def test_quotations_are_excerpts_behind_the_row_each_of_another_agency(run: Comparison, rows: list[Joint]) -> None:
    excerpts = run.coded.excerpts.set_index("excerpt_id")
    for one in rows:
        ids = [quote.excerpt_id for quote in one.quotes]
        assert len(ids) <= 3
        assert set(ids) <= set(one.row.excerpts.split(";"))
        assert [quote.text for quote in one.quotes] == [excerpts.at[id_, "text"] for id_ in ids]
        agencies = [excerpts.at[id_, "agency"] for id_ in ids]
        assert len(set(agencies)) == len(agencies)
        assert [quote.role for quote in one.quotes] == [excerpts.at[id_, "agency_type"] for id_ in ids]


def test_a_voice_against_the_finding_is_among_the_quotations(rows: list[Joint]) -> None:
    stated = of(rows, "stated")
    assert stated.row.finding == "partners_higher"
    assert [(quote.excerpt_id, quote.contrary) for quote in stated.quotes][-1] == ("Schools:3", True)


def test_denominators_and_who_says_so(rows: list[Joint]) -> None:
    count, share = of(rows, "count"), of(rows, "share")
    assert count.partners_of == "5 of 5 agencies give a number"
    assert count.records_of == "of 60 children; 10 without a harm level"
    assert share.records_of == "10 of 30 high or medium; 10 without a harm level"
    assert (share.partners_of, share.cases) == ("10 high and 5 medium mentions", 15)
    assert (count.interviews, count.agencies) == (5, 5)
    assert count.said_by.startswith("voluntary sector (2), ")
    assert "police" not in count.said_by
    assert count.follows.startswith("First find the harm level of a sample of the 10 children without one")


def test_the_owner_of_the_records_is_named_as_such(rows: list[Joint]) -> None:
    for one in rows:
        assert ("(owns the records)" in one.cell) == (one.row.value == "police")


def test_one_sentence_is_not_shown_twice_where_there_are_others(rows: list[Joint]) -> None:
    shown = [quote.excerpt_id for one in rows if one.row.slice == "all" for quote in one.quotes]
    assert len(set(shown)) >= len(shown) - 2
