"""What the report tells of a review: how much, by whom, how far they agree, and what it changed."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from small_study import TRANSCRIPT, write_study

from analyser.cli import main
from analyser.review.codes import codes_of
from analyser.review.log import NAME, open_log
from analyser.review.passages import passages_of
from analyser.stages import code_study
from analyser.study import load_study

LOW = {"harm_level": "low", "assertion": "affirmed"}


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Two interviews laid down for review; the first passage of both says sixty."""
    folder = write_study(tmp_path / "study", transcript=TRANSCRIPT.replace("six girls", "sixty girls"))
    other = folder / "interviews" / "harbour.txt"
    other.write_text((folder / "interviews" / "beacon.txt").read_text(encoding="utf-8"), encoding="utf-8")
    with open_log(folder / NAME) as log:
        log.lay_down(passages_of(code_study(load_study(folder), coder="rules").excerpts), "rules")
    return folder


def judge(folder: Path, analyst: str, numbers: range, **codes: str) -> None:
    with open_log(folder / NAME) as log:
        rows = log.passages()
        for n in numbers:
            own = codes_of(rows.iloc[n].to_dict()) | codes
            log.append(analyst, "change", rows["passage"][n], rows["text_hash"][n], own, {"blind": True})


def report(folder: Path, *more: str) -> tuple[str, dict[str, Any]]:
    """The words of the review's section, and run.json."""
    out = folder.parent / "out"
    result = CliRunner().invoke(main, ["compare", str(folder), "--out", str(out), "--coder", "rules", "--force", *more])
    assert result.exit_code == 0, result.output
    text = (out / "report.html").read_text(encoding="utf-8")
    section = re.search(r'<section id="review">(.*?)</section>', text, re.DOTALL)
    assert ('href="#review"' in text) == (section is not None)
    facts = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return unescape(re.sub(r"(<[^>]*>|\s)+", " ", section[1])) if section else "", facts


def test_a_review_is_told_with_its_people_its_agreement_and_what_it_changed(study: Path) -> None:
    judge(study, "Ann <b>", range(4))
    judge(study, "Ann <b>", range(4, 5), quantity_low="6", quantity_high="6")
    judge(study, "Ben", range(1), quantity_low="6", quantity_high="6")
    judge(study, "Ben", range(1, 3))
    judge(study, "Ben", range(5, 6), **LOW)
    with open_log(study / NAME) as log:
        rows = log.passages()
        six = codes_of(rows.iloc[0].to_dict()) | {"quantity_low": "6", "quantity_high": "6"}
        log.append("Cyd", "adjudicate", rows["passage"][0], rows["text_hash"][0], six, {"reason": "misheard"})
    told, facts = report(study)
    assert "6 of 8 sentences were reviewed by analysts: 3 accepted as coded, 2 changed, 1 adjudicated." in told
    assert "Ann <b> 5 0 5" in told
    assert "Ben 4 0 4" in told
    assert "Cyd 0 0 1" in told
    assert "Ann <b> and Ben 3 1 0 100 % (no interval: one interview)" in told
    pair = next(one for one in facts["review"]["agreement"] if one["second"] == "analyst:Ben")
    assert (pair["first"], pair["passages"], pair["agreement"]["value"]) == ("analyst:Ann <b>", 3, 1)
    assert "Whole study How many cases of high harm Partners see more" in told
    assert len(facts["review"]["findings_changed"]) == told.count("How many cases of high harm Partners see more")


def test_what_is_not_defined_is_said_to_be(study: Path) -> None:
    for name in ("Ann", "Ben"):
        judge(study, name, range(1))
    told, facts = report(study)
    assert "Ann and Ben 1 1 0 100 % (no interval: one interview) not defined: the codes do not vary" in told
    assert facts["review"]["agreement"][0]["kappa"]["value"] is None
    assert "The review changed no finding." in told


def test_a_review_in_which_nothing_was_coded_yet(study: Path) -> None:
    with open_log(study / NAME) as log:
        rows = log.passages()
        log.append("Ann", "defer", rows["passage"][0], rows["text_hash"][0])
    told, facts = report(study)
    assert "0 of 8 sentences were reviewed by analysts." in told
    assert "agreement is not defined" in told
    assert facts["review"]["coded"] == {}


def test_without_a_review_the_report_has_no_section_of_it(study: Path) -> None:
    judge(study, "Ann", range(1))
    assert report(study, "--ignore-review")[0] == ""
    (study / NAME).unlink()
    assert report(study)[0] == ""
