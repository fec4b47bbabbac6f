"""The report's pictures: what they show, and that a reader needs no text beside them."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from told_study import write_told_study

from analyser.reporting.missing_plot import Swing, draw_swing, swing_data
from analyser.reporting.plots import SAID, Pair, draw_headline, draw_pairs, most_telling, pair_data
from analyser.reporting.timeline_plot import draw_timeline, timeline_data
from analyser.stages import Comparison, compare_study
from analyser.study import load_study


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """Records of nine of the twelve months."""
    folder = write_told_study(Path(tmp_path_factory.mktemp("pictures")) / "study", months=9)
    return compare_study(load_study(folder), coder="rules")


def swing(run: Comparison, measure: str) -> Swing:
    found = swing_data(measure, run.discrepancies, run.both)
    assert found is not None
    return found


@pytest.mark.parametrize("measure", ["count", "share"])
def test_the_missing_value_picture_goes_from_bound_to_bound(run: Comparison, measure: str) -> None:
    found = run.discrepancies
    row = found[(found["slice"] == "all") & (found["measure"] == measure)].iloc[0]
    line = swing(run, measure)
    assert line.records[0] == pytest.approx(row["records_low"])
    assert line.records[-1] == pytest.approx(row["records_high"])
    assert line.at(line.known) == pytest.approx(row["records"], rel=0.01)
    assert list(line.records) == sorted(line.records)
    assert all(low <= middle <= high for low, middle, high in zip(line.low, line.records, line.high, strict=True))


def test_the_count_goes_where_sampling_error_reaches_the_partners(run: Comparison) -> None:
    line = swing(run, "count")
    reached = [share for share, high in zip(line.shares, line.high, strict=True) if high >= line.partners_low]
    assert line.finding == "partners_higher"
    assert math.isnan(line.tipping) == (not reached)
    if reached:
        assert 0 <= reached[0] - line.tipping <= line.shares[1]


def test_without_a_missing_value_there_is_no_such_picture(run: Comparison) -> None:
    counts = run.counted.counts.assign(risk_missing=0)
    counts["high_max"] = counts["high_min"]
    assert swing_data("count", run.discrepancies, replace(run.both, counts=counts)) is None


def test_each_picture_says_its_figures(run: Comparison) -> None:
    line = replace(swing(run, "count"), tipping=0.25)
    drawn = draw_swing(line, unit="children", title="t")
    for words in (f"Partners: at least {line.partners_low:.0f}", "partners see more: below 25 %", "10 children"):
        assert words in drawn
    pairs = pair_data(run.discrepancies, "count")
    for drawn in (draw_pairs(pairs, axis="a", title="t"), draw_headline(pairs[0], None)):
        assert f"at least {pairs[0].partners_low:.0f}" in drawn
        assert "Records" in drawn


def test_the_timeline_tells_which_months_are_on_record_and_what_is_overdue(run: Comparison) -> None:
    line = timeline_data(run)
    assert [day.month for day, number in line.months if number is None] == [10, 11, 12]
    assert sum(number or 0 for _, number in line.months) == 60
    assert (len(line.interviews), line.undated) == (5, 1)
    assert line.overdue == (date(2020, 1, 31), date(2020, 7, 31))
    drawn = draw_timeline(line)
    for words in ("9 of 12 months", "6 months overdue", "1 without a date", "Interviews: 6", "1 Feb 2019"):
        assert words in drawn


def test_a_timeline_of_nothing_but_a_period_is_drawn(run: Comparison) -> None:
    bare = replace(timeline_data(run), interviews=(), undated=6, events=(), overdue=None)
    assert "6 without a date" in draw_timeline(bare)


def test_the_same_picture_is_the_same_text(run: Comparison) -> None:
    assert draw_timeline(timeline_data(run)) == draw_timeline(timeline_data(run))


sizes = st.floats(0, 1000)


@given(
    st.lists(st.tuples(sizes, sizes, st.sampled_from(["indeterminate", *SAID])), min_size=1, max_size=60),
    st.integers(1, 40),
)
def test_a_picture_with_too_many_cells_keeps_the_whole_study_and_the_widest_gaps(
    figures: list[tuple[float, float, str]], most: int
) -> None:
    pairs = [
        Pair("area" if number else "all", str(number), partners, partners, partners, records, records, records, finding)
        for number, (partners, records, finding) in enumerate(figures)
    ]
    kept = most_telling(pairs, most)
    assert len(kept) == min(most, len(pairs))
    assert kept[0].group == "all"
    assert [int(pair.label) for pair in kept] == sorted(int(pair.label) for pair in kept)
    if left_out := [pair for pair in pairs if pair not in kept]:
        told = {pair.finding in SAID for pair in kept[1:]}
        assert not (any(pair.finding in SAID for pair in left_out) and False in told)


def test_a_pair_without_figures_is_none() -> None:
    empty = pd.DataFrame({"measure": ["count"], "difference": [math.nan]})
    assert pair_data(empty, "count") == []
    assert draw_headline(None, None) == ""
