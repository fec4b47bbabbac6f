"""An analyst can ask why a passage is coded as it is: the cue and the scope of each decision."""

from __future__ import annotations

import json

from click.testing import CliRunner

from analyser.cli import main
from analyser.coding import explain, load_coder
from tests.coding.talk import coded

SPEECH = "We haven't had a single category three this year. But four of the girls owe money to the same men."


def test_every_decision_names_its_cue_and_scope() -> None:
    lines = explain(SPEECH, load_coder())
    negated = next(line for line in lines if line.axis == "assertion")
    assert (negated.code, "category three" in negated.scope) == ("negated", True)
    assert "haven't" in negated.cue
    said = {(line.sentence, line.axis, line.code): line.cue for line in lines}
    assert said[2, "indicator", "debt_bondage"].startswith("owe money")
    assert said[2, "quantity", "count 4 stock"] == "four"


def test_the_codes_are_those_of_the_coder() -> None:
    rows = coded(f"Q: How many do you hold?\nA: {SPEECH}")
    lines = explain(SPEECH, load_coder(), question="How many do you hold?")
    codes = [line.code for line in lines if line.axis == "harm_level"]
    assert codes == [f"{row['harm_level']} {row['assertion']}" for row in rows]


def test_cues_and_scopes_stand_in_the_sentence() -> None:
    for line in explain(SPEECH, load_coder()):
        assert line.cue in line.text
        assert all(part in line.text for part in line.scope.split(" … "))


def test_the_command_reads_standard_input_and_prints_lines_or_json() -> None:
    read = CliRunner().invoke(main, ["explain", "-"], input=SPEECH)
    assert read.exit_code == 0
    assert "debt_bondage" in read.output
    told = CliRunner().invoke(main, ["explain", SPEECH, "--json"])
    assert {line["axis"] for line in json.loads(told.output)} >= {"harm_level", "assertion", "quantity"}
