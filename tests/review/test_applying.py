"""Decisions in the place of the machine's codes, from the frame to the findings of a run."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner
from reviewed_talk import HASHES, HIGH, KEYS, LOW, MEDIUM, NONE, SPANS, TEXT, excerpts
from small_study import TRANSCRIPT, write_study
from test_standing import PARTS, WHOLE, events

from analyser.cli import main
from analyser.review.applying import reviewed
from analyser.review.codes import codes_of
from analyser.review.log import NAME, open_log
from analyser.review.passages import hash_of, key_of, passages_of
from analyser.review.standing import standing
from analyser.stages import code_study
from analyser.study import load_study

TEXTS = {"talk": TEXT}


def after(*told: tuple[Any, ...]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    frame, summary = reviewed(excerpts(), standing(events(*told)), TEXTS)
    assert list(frame) == list(excerpts())
    assert [(row.start, row.text) for row in frame.itertuples()] == sorted(
        (row.start, TEXT[row.start : row.end]) for row in frame.itertuples()
    )
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")], summary


def test_without_decisions_nothing_changes() -> None:
    frame, summary = reviewed(excerpts(), standing([]), TEXTS)
    pd.testing.assert_frame_equal(frame, excerpts())
    assert (summary["decisions"], summary["events"]) == (0, "")


def test_a_change_takes_the_place_of_the_machines_codes() -> None:
    rows, summary = after(("Ann", "change", 0, {**HIGH, "harm_level": "medium", "quantity_high": "8"}))
    first = rows[0]
    assert (first["harm_level"], first["quantity_low"], first["quantity_high"]) == ("medium", 6, 8)
    assert (first["coder"], first["confidence"], first["needs_review"]) == ("analyst:Ann", 1, "no")
    assert first["reason"] == "changed by Ann: harm_level high → medium, quantity_high 6 → 8"
    assert first["approximate"] == ""  # was the machine's, of another number
    pd.testing.assert_frame_equal(pd.DataFrame(rows[1:]), pd.DataFrame(excerpts().to_dict("records")[1:]))
    assert (summary["changed"], summary["analysts"], summary["events"]) == (1, {"Ann": 1}, "1")


def test_what_analysts_accept_alike_is_theirs_together() -> None:
    rows, summary = after(("Ben", "accept", 0, HIGH), ("Ann", "accept", 0, HIGH))
    assert (rows[0]["coder"], rows[0]["reason"]) == ("analyst:Ann+Ben", "accepted by Ann and Ben")
    assert codes_of(rows[0]) == codes_of(excerpts().to_dict("records")[0])
    assert rows[0]["approximate"] == "yes"
    assert (summary["accepted"], summary["decisions"], summary["events"]) == (1, 2, "1-2")


def test_where_analysts_differ_the_machines_codes_stand_until_adjudicated() -> None:
    differing = [("Ann", "change", 0, LOW), ("Ben", "accept", 0, HIGH)]
    rows, summary = after(*differing)
    assert (rows[0]["harm_level"], rows[0]["coder"], rows[0]["needs_review"]) == ("high", "model:test@1", "yes")
    assert (summary["undecided"], summary["decisions"]) == (1, 0)
    rows, summary = after(*differing, ("Cyd", "adjudicate", 0, MEDIUM, {"reason": "contact is told"}))
    assert (rows[0]["harm_level"], rows[0]["coder"]) == ("medium", "analyst:Cyd")
    assert rows[0]["reason"].startswith("adjudicated by Cyd (contact is told): harm_level high → medium")
    assert (summary["undecided"], summary["adjudicated"]) == (0, 1)


def test_a_decision_on_words_that_changed_since_is_told_and_not_used() -> None:
    told = events(("Ann", "change", 0, LOW), ("Ann", "change", 1, MEDIUM))
    other = excerpts()
    other.loc[0, "text"] = "Six girls are controlled by a man's group."
    frame, summary = reviewed(other, standing(told), {})
    assert frame["harm_level"].tolist() == ["high", "medium", "none"]
    assert (summary["stale"], summary["decisions"], summary["events"]) == (1, 1, "2")


def test_a_split_passage_becomes_its_parts_and_a_part_can_be_judged() -> None:
    rows, summary = after(("Ann", "split", 0, {}, {"parts": PARTS}))
    assert [(row["start"], row["end"], row["harm_level"]) for row in rows[:2]] == [(0, 9, "high"), (10, 36, "low")]
    assert {(row["agency"], row["speaker"], row["coder"]) for row in rows[:2]} == {("Beacon", "Dana", "analyst:Ann")}
    assert (summary["added"], summary["replaced"], len(rows)) == (2, 1, 4)
    assert rows[0]["excerpt_id"] == key_of("talk", 0, 9)


def test_passages_that_analysts_split_differently_stay_whole() -> None:
    split = ("Ann", "split", 0, {}, {"parts": PARTS})
    for other in (("Ben", "accept", 0, HIGH), ("Ben", "split", 0, {}, {"parts": [{**PARTS[0], "end": 12}, PARTS[1]]})):
        rows, summary = after(split, other)
        assert [row["start"] for row in rows] == [0, 37, 65]
        assert (rows[0]["needs_review"], summary["undecided"], summary["unplaced"]) == ("yes", 1, 0)


def test_joined_passages_become_one_only_where_nobody_holds_against_it() -> None:
    join = ("Ann", "join", 0, HIGH, {"passages": list(KEYS[:2])})
    told = events(join)
    object.__setattr__(told[0], "text_hash", hash_of(TEXT[: SPANS[1][1]]))
    frame, summary = reviewed(excerpts(), standing(told), TEXTS)
    assert frame[["start", "end", "harm_level"]].values.tolist() == [[0, 64, "high"], [65, 92, "none"]]
    assert frame["excerpt_id"].tolist() == [WHOLE, "talk:0003"]
    assert (summary["added"], summary["replaced"]) == (1, 2)
    against = standing([*told, *events(("x", "undo"), ("Ben", "accept", 1, LOW))[1:]])
    frame, summary = reviewed(excerpts(), against, TEXTS)
    assert frame["start"].tolist() == [0, 37, 65]


def test_a_missed_passage_is_added_where_it_stands() -> None:
    told = events(("Ann", "add", 2, LOW))
    object.__setattr__(told[0], "passage", key_of("talk", 69, 76))
    object.__setattr__(told[0], "text_hash", hash_of("meeting"))
    frame, summary = reviewed(excerpts(), standing(told), TEXTS)
    assert frame["text"].tolist()[2:] == [TEXT[65:92], "meeting"]
    assert frame["reason"].tolist()[-1] == "added by Ann"
    assert (summary["added"], summary["unplaced"]) == (1, 0)
    object.__setattr__(told[0], "passage", key_of("elsewhere", 69, 76))
    frame, summary = reviewed(excerpts(), standing(told), TEXTS)
    assert (len(frame), summary["unplaced"]) == (3, 1)


def test_a_code_without_a_case_has_nothing_of_one() -> None:
    rows, _ = after(("Ann", "change", 0, {**HIGH, **NONE}))
    assert codes_of(rows[0]) == codes_of(excerpts().to_dict("records")[2])


# --- the whole run


def run(study: Path, out: str, *more: str) -> tuple[dict[str, str], dict[str, Any], str]:
    """The finding on the count, run.json and what was said of a run by the rules, which are quick."""
    words = ["compare", str(study), "--out", str(study.parent / out), "--coder", "rules", *more]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    with (study.parent / out / "discrepancies.csv").open(encoding="utf-8", newline="") as file:
        (row,) = [one for one in csv.DictReader(file) if (one["slice"], one["measure"]) == ("all", "count")]
    return row, json.loads((study.parent / out / "run.json").read_text(encoding="utf-8")), result.stderr


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return write_study(tmp_path / "study", transcript=TRANSCRIPT.replace("six girls", "sixty girls"))


def test_a_change_in_review_changes_the_findings_and_the_run_tells_by_which_decisions(study: Path) -> None:
    machine, facts, _ = run(study, "machine")
    assert (machine["partners"], facts["review"]) == ("60", None)
    excerpts = code_study(load_study(study), coder="rules").excerpts
    place = next(n for n, text in enumerate(excerpts["text"]) if "sixty" in text)
    passage = passages_of(excerpts).iloc[place]
    codes = codes_of(excerpts.iloc[place].to_dict()) | {"quantity_low": "6", "quantity_high": "6"}
    with open_log(study / NAME) as log:
        log.append("Ann", "defer", passage["passage"], passage["text_hash"])
        event = log.append("Ann", "change", passage["passage"], passage["text_hash"], codes)
    ours, facts, _ = run(study, "reviewed")
    assert (machine["finding"], ours["partners"]) == ("partners_higher", "6")
    assert ours["finding"] != "partners_higher"
    told = facts["review"]
    assert (told["decisions"], told["analysts"], told["changed"]) == (1, {"Ann": 1}, 1)
    assert (told["last_event"], told["events"]) == (event.number, str(event.number))
    count = {"slice": "all", "value": "", "measure": "count"}
    assert {**count, "machine": "partners_higher", "review": ours["finding"]} in told["findings_changed"]
    ignored, facts, _ = run(study, "ignored", "--ignore-review")
    assert (ignored, facts["review"]) == (machine, None)
    for name in ("coded_excerpts.csv", "discrepancies.csv"):
        assert (study.parent / "ignored" / name).read_bytes() == (study.parent / "machine" / name).read_bytes()


def test_what_of_a_review_could_not_be_used_is_said(study: Path) -> None:
    with open_log(study / NAME) as log:
        log.append("Ann", "change", "beacon:0-5", "0" * 16, LOW)
        log.append("Ann", "change", "gone:0-5", HASHES[0], LOW)
    _, facts, said = run(study, "out")
    assert (facts["review"]["stale"], facts["review"]["unplaced"], facts["review"]["decisions"]) == (1, 1, 0)
    assert "review.sqlite: 1 decisions are on words that have changed since" in said
    assert "that no partner's sentence covers" in said


def test_a_log_that_cannot_be_read_stops_a_run_unless_it_is_ignored(study: Path) -> None:
    (study / NAME).write_text("this is no database of any kind, but it is long enough to look like one" * 9)
    result = CliRunner().invoke(main, ["compare", str(study), "--out", str(study.parent / "out"), "--coder", "rules"])
    assert result.exit_code == 1
    assert "no log of decisions" in result.stderr
    run(study, "out", "--ignore-review")
