"""A small, seeded part of the calibration: what is drawn is what was meant, and the comparison is right about it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.calibration.run import tally, tally_ten
from benchmarks.calibration.simulate import Caseloads, Shares, World, draw
from benchmarks.calibration.table import markdown
from benchmarks.calibration.worlds import Ten, worlds

NULL = Shares(12, 0.25, 0.25, 0.3, 300, 0.4)


@pytest.mark.parametrize("world", [NULL, Caseloads(cases=30, spoken="stock"), Caseloads(cases=30, spoken="flow")])
def test_sentences_and_records_give_the_tables_that_are_drawn(world: World) -> None:
    assert tally(world, 3, 0, checked=3)["studies"] == 3


def test_what_is_drawn_has_the_truth_that_was_asked_for() -> None:
    batch = draw(replace(NULL, odds=3.0), 300, np.random.default_rng(0))
    whole = batch.counts.iloc[0]
    assert whole["risk_missing"] / whole["cases"] == pytest.approx(0.4, abs=0.01)
    assert whole["share_known"] < 0.2  # the high lack their level more often
    said = batch.perceived[["mentions_high", "mentions_medium"]].astype(float).sum()
    assert said["mentions_high"] / said.sum() == pytest.approx(0.25, abs=0.02)


def test_equal_shares_are_seldom_told_apart_and_never_robustly() -> None:
    found = tally(NULL, 150, 1)
    assert found["covered"] >= 0.88 * 150
    assert found["false"] <= 0.11 * 150
    assert found["robust_false"] == 0


def test_shares_of_a_half_and_a_quarter_are_told_apart() -> None:
    assert tally(Shares(12, 0.5, 0.25, 0.1, 300, 0.1), 150, 2)["found"] >= 0.75 * 150


def test_complete_records_are_not_called_incomplete_and_others_are() -> None:
    everyone = Caseloads(sees=(1.0, 1.0, 1.0, 1.0), missing=0.4, varied=True)
    assert tally(everyone, 80, 3)["false"] <= 8
    assert tally(Caseloads(cases=1000, completeness=0.4, sees=(0.5, 0.3)), 60, 4)["found"] >= 48


def test_discoveries_among_ten_areas_are_those_that_differ() -> None:
    found = tally_ten(Ten(replace(NULL, correlation=0.0), Shares(12, 0.75, 0.25, 0.0, 300, 0.1), 5), 5, 5)
    assert found["discoveries"] >= 20
    assert found["false_share"] <= 1


def test_every_condition_is_simulated_once_and_told_in_a_table() -> None:
    conditions = list(worlds())
    assert len({repr(world) for _, world in conditions}) == len(conditions)
    text = markdown([("equal shares", repr(NULL), {**NULL.__dict__}, {"studies": 4, "covered": 3})] * 2)
    assert "| 8 | 75.0 |" in text
