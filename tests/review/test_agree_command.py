"""The command `agree`: what it prints and writes, and what it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_study import write_study

from analyser.cli import main
from analyser.review.log import NAME, open_log
from analyser.review.passages import passages_of
from analyser.stages import code_study
from analyser.study import load_study


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def reviewed(tmp_path: Path) -> Path:
    """A study that two analysts have reviewed: ana accepts all that the coder found, ben takes the first for low."""
    write_study(tmp_path)
    passages = passages_of(code_study(load_study(tmp_path), coder="rules").excerpts)
    with open_log(tmp_path / NAME) as log:
        log.lay_down(passages, "model:rules@1")
        for n, row in enumerate(passages.to_dict("records")):
            log.append("ana", "accept", row["passage"], row["text_hash"])
            if n == 0:
                low = {"harm_level": "low", "assertion": "affirmed"}
                log.append("ben", "change", row["passage"], row["text_hash"], low)
            else:
                log.append("ben", "accept", row["passage"], row["text_hash"])
    return tmp_path


def test_it_shows_the_figures_of_each_pair(reviewed: Path) -> None:
    result = run("agree", reviewed)
    assert result.exit_code == 0, result.output
    assert "analyst:ana and analyst:ben" in result.stdout
    assert "analyst:ana and model:rules@" in result.stdout
    assert "harm_level: 4 passages, 1 in disagreement; agree 75%" in result.stdout
    assert "exploited" not in result.output  # no words of an interview


def test_it_writes_the_figures_and_what_lies_behind_them(reviewed: Path, tmp_path: Path) -> None:
    out = tmp_path / "results" / "agreement.csv"
    assert run("agree", reviewed, "--out", out).exit_code == 0
    with out.open(encoding="utf-8", newline="") as file:
        figures = list(csv.DictReader(file))
    with (out.parent / "disagreements.csv").open(encoding="utf-8", newline="") as file:
        behind = list(csv.DictReader(file))
    levels = [
        row for row in figures if row["axis"] == "harm_level" and row["measure"] == "agreement" and not row["code"]
    ]
    assert [row["value"] for row in levels] == ["0.75", "1", "0.75"]
    apart = [row for row in behind if row["axis"] == "harm_level"]
    assert {(row["first_code"], row["second_code"]) for row in apart} == {("high", "low"), ("low", "high")}
    again = run("agree", reviewed, "--out", out)
    assert again.exit_code == 1
    assert "--force" in again.stderr
    before = out.read_bytes()
    assert run("agree", reviewed, "--out", out, "--force").exit_code == 0
    assert out.read_bytes() == before


def test_json_names_the_passages_behind_each_figure(reviewed: Path) -> None:
    summary = json.loads(run("agree", reviewed, "--json").stdout)
    first = summary["figures"][0]
    assert (first["first"], first["second"], first["measure"], first["value"]) == (
        "analyst:ana",
        "analyst:ben",
        "agreement",
        0.75,
    )
    assert len(first["disagreements"]) == 1
    assert first["disagreements"][0].startswith("beacon:")
    assert summary["coded"]["analyst:ben"] == 4
    undefined = [one for one in summary["figures"] if one["note"].startswith("not defined")]
    assert undefined
    assert all(one["value"] is None for one in undefined)


def test_a_second_table_is_compared_without_any_review(tmp_path: Path) -> None:
    study = write_study(tmp_path)
    assert run("code", study, "--coder", "rules", "--all", "--out", tmp_path / "second.csv").exit_code == 0
    result = run("agree", study, "--with", tmp_path / "second.csv")
    assert result.exit_code == 0, result.output
    assert "and file:second.csv" in result.stdout
    assert not (tmp_path / NAME).exists()


def test_nothing_to_compare_is_told(reviewed: Path, tmp_path: Path) -> None:
    empty = write_study(tmp_path / "empty")
    nobody = run("agree", empty)
    assert nobody.exit_code == 1
    assert "nobody has reviewed" in nobody.stderr
    (tmp_path / "other.csv").write_text("interview_id,start,end,harm_level\nelsewhere,0,9,high\n", encoding="utf-8")
    (reviewed / NAME).unlink()
    other = run("agree", reviewed, "--with", tmp_path / "other.csv")
    assert other.exit_code == 1
    assert "1 left out: of other.csv: no passage at its place" in other.stderr
    assert run("agree", reviewed, "--with", tmp_path / "none.csv").exit_code == 1
