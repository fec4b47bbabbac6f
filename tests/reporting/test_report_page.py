"""The report as a whole: its first page, its order, and links that lead somewhere."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from told_study import write_told_study

from analyser.reporting.joint_display import joint_display
from analyser.reporting.report import report_text
from analyser.reporting.summary import summary
from analyser.stages import Comparison, compare_study
from analyser.study import load_study

FINDINGS = ["partners_higher", "records_higher", "agree", "records_silent", "partners_silent", "indeterminate"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    return compare_study(load_study(write_told_study(Path(tmp_path_factory.mktemp("page")) / "study")), coder="rules")


@pytest.fixture(scope="module")
def report(run: Comparison) -> str:
    return report_text(run, joint_display(run))


def test_limits_come_before_the_statement_and_the_statement_before_what_to_do(run: Comparison, report: str) -> None:
    first = report[report.index('id="summary"') : report.index('id="limits"', report.index('id="summary"'))]
    places = [first.index(words) for words in ("Limits first", summary(run).statement, "<svg", "What to do")]
    assert places == sorted(places)


def test_every_link_leads_to_a_place_of_the_page(report: str) -> None:
    ids = Counter(re.findall(r'\sid="([^"]+)"', re.sub(r"<svg.*?</svg>", "", report, flags=re.DOTALL)))
    assert set(ids.values()) == {1}
    links = set(re.findall(r'<a href="#([^"]+)"', report))
    assert links
    assert links <= set(ids)


def test_a_blank_level_is_first_among_what_to_do(run: Comparison) -> None:
    told = summary(run)
    assert told.actions[0].startswith("Find the harm level of a random sample of the 10 children that lack it.")
    assert any("5 interviews with 5 agencies" in one for one in told.limits)
