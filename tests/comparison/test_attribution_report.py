"""The picture of a gap and the report's sections on causes and rivals: what they show, standing by themselves."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from audit_studies import Study, cases, held, mentions, votes

from analyser.comparison import explain
from analyser.reporting.attribution_plot import Bar, Gap, draw_gap, gap_data
from analyser.reporting.joint_display import joint_display
from analyser.reporting.report import report_text
from analyser.stages import Comparison


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """Forty cases held, five high on record, ten without a level; flags that miss some by their offence code."""
    excerpts = [held(40), *mentions(3, 1), *votes(Project=["under_recorded"])]
    rows = cases(high=5, medium=20, missing=10, offence_code="71") + cases(low=6, cse_flag="N", offence_code="71")
    made = Study(excerpts, rows, slices=["area"])
    return made.run(tmp_path_factory.mktemp("study"))


def words_of(text: str) -> str:
    return unescape(re.sub(r"(<[^>]*>|\s)+", " ", text))


def test_the_gap_is_that_of_the_tables(run: Comparison) -> None:
    gap = gap_data(run.explanations, run.discrepancies, "all", "")
    assert gap is not None
    assert gap.cases == pytest.approx(sum(bar.cases for bar in gap.bars))
    assert [bar.cause for bar in gap.bars] == list(run.explanations["cause"][1:7])
    told = {bar.cause: bar.told for bar in gap.bars}
    assert told["duplicates"] == told["type_missing"] == "none"
    assert told["unflagged"] == "+1.2  (0 to +6)"
    assert gap_data(run.explanations, run.discrepancies, "area", "Nowhere") is None


@pytest.mark.parametrize(
    "gap",
    [
        Gap(40, 7, (Bar("risk_missing", "risk", 0, -2, 900), Bar("unexplained", "left", 33, -867, 35))),
        Gap(2, 90, (Bar("unflagged", "flag", 1, 0, 2), Bar("unexplained", "left", -89, -90, -88))),
        Gap(8, 8, (Bar("unflagged", "flag", 0, 0, 0), Bar("unexplained", "left", 0, 0, 0))),
    ],
)
def test_a_picture_tells_every_number_without_the_text(gap: Gap) -> None:
    svg = draw_gap(gap, title="A <gap>")
    assert "<script" not in svg
    assert "http" not in svg
    assert 'aria-label="A &lt;gap>"' in svg
    shown = words_of(svg)
    assert all(bar.label in shown and bar.told.split("  ")[0] in shown for bar in gap.bars)
    assert "the whole gap" in shown
    assert draw_gap(gap, title="A <gap>") == svg


def test_the_report_shows_causes_and_rivals(run: Comparison) -> None:
    text = report_text(run, joint_display(run))
    section = re.search(r'<section id="attribution">(.*?)</section>', text, re.DOTALL)
    assert section is not None
    assert "10 of 35 cases have no level" in words_of(section[1])
    rivals = re.search(r'<section id="rivals">(.*?)</section>', text, re.DOTALL)
    assert rivals is not None
    told = words_of(rivals[1])
    of_all = run.rivals[run.rivals["slice"] == "all"]
    assert len(of_all) == 11
    assert all(row.evidence in told and row.test in told for row in of_all.itertuples())  # type: ignore[operator]


def test_without_a_gap_the_report_says_so(tmp_path: Path) -> None:
    excerpts = [held(20, quantity_basis="flow"), *mentions(2, 2)]
    run = Study(excerpts, cases(high=20, medium=20), interviews={"coverage": "all"}).run(tmp_path)
    assert run.rivals.empty
    assert explain(run.discrepancies, run.both).empty
    text = report_text(run, joint_display(run))
    assert 'id="attribution"' not in text
    assert "In no cell do the two sides differ" in text
