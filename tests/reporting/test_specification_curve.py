"""The specification curve as a reader sees it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analyser.comparison.sensitivity import sensitivities
from analyser.reporting.specifications import specification_section, told
from analyser.reporting.specifications_plot import curve_data
from analyser.schemas import SPECIFICATIONS
from analyser.tables import table


def row(definition: str, unit: str, ratio: float, **other: Any) -> dict[str, Any]:
    finding = "partners_higher" if ratio > 1.5 else "indeterminate"
    return {
        "measure": "count", "definition": definition, "unit": unit, "period": "whole", "non_recent": "include",
        "coder": "all", "case_months": 12, "margin": 1.5, "own": "no", "ratio": ratio, "ratio_low": ratio / 2,
        "ratio_high": float("inf"), "finding": finding, "same": "yes" if ratio > 1.5 else "no", **other,
    }  # fmt: skip


def curve(*more: dict[str, Any]) -> pd.DataFrame:
    rows = [
        row("risk_level", "child", 3, own="yes"),
        row("risk_level", "record", 2),
        row("any", "child", 1),
        row("any", "record", 0.5),
    ]
    return table([*rows, *more], SPECIFICATIONS)


def test_it_says_how_often_the_finding_stays_and_what_it_hangs_on() -> None:
    rows = curve(row("risk_level", "child", 1.2, left_out="<b>Haven</b>"))
    sentences = told(rows, sensitivities(rows, "count"))
    assert "partners see more" in sentences[0]
    assert "2 of 5" in sentences[0]
    assert "cannot be told in 3" in sentences[0]
    assert "definition of high harm" in sentences[1]
    assert "all 2 by risk level" in sentences[1]
    assert "none of 2" in sentences[1]
    assert "goes without <b>Haven</b>" in sentences[2]


def test_a_study_that_cannot_be_compared_says_why() -> None:
    short = curve().assign(finding="indeterminate", same="yes", note="window: the records cover 3 of 12 months")
    assert "3 of 12 months" in told(short, sensitivities(short, "count"))[0]
    nothing = table([{"measure": "count", "own": "yes", "note": "left out: no partner gives a number"}], SPECIFICATIONS)
    (section,) = specification_section(nothing)
    assert section["sentences"] == ["There is nothing to compare: no partner gives a number."]
    assert not section["plot"]


def test_the_curve_runs_from_the_lowest_to_the_highest_with_a_line_for_each_value() -> None:
    rows = curve({"measure": "count", "definition": "narrative", "own": "no", "note": "left out: needs a column"})
    drawn = curve_data(rows, "count", sensitivities(rows, "count"))
    assert drawn is not None
    assert [point.ratio for point in drawn.points] == [0.5, 1, 2, 3]
    assert [point.own for point in drawn.points] == [False, False, False, True]
    lines = {line.label: line for line in drawn.lines}
    assert (lines["by risk level"].places, lines["by risk level"].own) == ((2, 3), True)
    assert (lines["records"].places, lines["records"].same, lines["records"].of) == ((0, 2), 1, 2)


def test_the_picture_reads_without_the_text_and_the_reasons_stand_beside_it() -> None:
    (section,) = specification_section(
        curve({"measure": "count", "definition": "narrative", "own": "no", "note": "left out: needs a column"})
    )
    for text in ("partners see more: 2", "cannot be told: 2", "this study: 3 times", "by risk level", "2 of 2"):
        assert text in section["plot"]
    assert "http" not in section["plot"]
    assert section["left_out"] == [("Definition of high harm: by narrative", "needs a column")]
