"""The evaluation of judged sentences as a whole: left-out interviews, the learning curve, and what is written."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner
from judged_frames import Heard, fit_names, heard_items, judge_by_count, level_frame, sentence
from judged_frames import frame as framed
from PIL import Image

from analyser.errors import InputError
from analyser.training import left_out, weighing
from analyser.training.evaluation import (
    as_dict,
    by_left_out_interviews,
    chosen_items,
    evaluate_frame,
    learning_curve,
    markdown,
    run,
    worst,
)
from analyser.training.pictures import calibration_picture, confusion_picture, curve_picture
from analyser.training.scores import Figure

LEVELS = ["low", "high", "none", "medium"] * 6
SAID = ["low", "high", "none", "low"] * 6
INTERVIEWS = [f"fern-0{number // 8}#1" for number in range(24)]


@pytest.fixture
def judged() -> pd.DataFrame:
    return level_frame(LEVELS, SAID, INTERVIEWS)


def test_an_evaluation_holds_every_score(judged: pd.DataFrame) -> None:
    found = evaluate_frame(judged, resamples=50)
    assert (found.sentences, found.interviews) == (24, 3)
    assert found.figures["harm_level_agreement"].value == 0.75
    assert found.confusion.loc["medium", "low"] == 6
    values = as_dict(found)
    assert json.loads(json.dumps(values, allow_nan=False)) == values
    assert values["confusion"]["medium"]["low"] == 6


def test_the_same_frame_gives_the_same_evaluation(judged: pd.DataFrame) -> None:
    assert as_dict(evaluate_frame(judged)) == as_dict(evaluate_frame(judged))


def test_a_frame_must_be_whole(judged: pd.DataFrame) -> None:
    with pytest.raises(InputError, match="lack the columns gold_trend"):
        evaluate_frame(judged.drop(columns="gold_trend"))
    with pytest.raises(InputError, match="no coded sentence"):
        evaluate_frame(judged.head(0))


def test_the_worst_sentences_come_first() -> None:
    shares = [0.5, 0.1, 0.3, 0.1]
    rows = [
        sentence({"harm_level": "low"}, {"harm_level": "high"}, p={"low": p, "high": 1 - p}, text=f"Sentence {n}.")
        for n, p in enumerate(shares)
    ]
    found = worst(framed(rows), n=3)
    assert found["text"].tolist() == ["Sentence 1.", "Sentence 3.", "Sentence 2."]
    assert found["p_coded"].tolist() == [0.1, 0.1, 0.3]


def test_the_page_tells_scores_and_sentences(judged: pd.DataFrame) -> None:
    wrong = worst(judged.assign(text="We | they\nsaid"), n=1)
    page = markdown(evaluate_frame(judged, resamples=50), notes=["A note."], wrong=wrong, pictures=True)
    assert page.startswith("# Evaluation\n\nA note.\n")
    assert "| Harm level: the same level | 0.750 |" in page
    assert "| medium | 0 | 6 | 0 | 0 | 0 | 6 |" in page
    assert "| We \\| they said |" in page
    assert "](calibration.png)" in page


def test_each_item_is_judged_once_and_by_others() -> None:
    items = heard_items(23)
    found = by_left_out_interviews(items, fit_names, judge_by_count, folds=10)  # judge_by_count asserts the others
    assert len(found) == 23 * 12
    assert set(found["interview"]) == {item.name for item in items}
    again = by_left_out_interviews(items, fit_names, judge_by_count, folds=10)
    pd.testing.assert_frame_equal(found, again)


def test_with_few_interviews_each_is_left_out_alone() -> None:
    sizes = []

    def fit(items: Sequence[Heard]) -> frozenset[str]:
        sizes.append(len(items))
        return fit_names(items)

    by_left_out_interviews(heard_items(4), fit, judge_by_count)
    assert sizes == [3, 3, 3, 3]
    with pytest.raises(InputError, match="too few to leave some out"):
        by_left_out_interviews(heard_items(2), fit, judge_by_count)


def test_a_coder_that_learns_has_a_curve_that_rises() -> None:
    curve = learning_curve(heard_items(30), fit_names, judge_by_count)
    assert curve.points["kappa"].is_monotonic_increasing
    assert curve.points["interviews"].tolist() == [2, 6, 12, 18, 24]
    before, after = curve.points["kappa"].iloc[2], curve.points["kappa"].iloc[4]
    assert curve.gain.value == pytest.approx(after - before)
    assert curve.gain.low is not None
    assert curve.gain.low <= after - before
    assert curve.advice.startswith("More coded interviews would probably help: from 12 to 24")


def test_a_coder_that_has_learnt_all_needs_no_more() -> None:
    def judge(items: Sequence[Heard], weights: frozenset[str]) -> pd.DataFrame:
        return judge_by_count(items, frozenset(f"other {n}" for n in range(100)))

    curve = learning_curve(heard_items(30), fit_names, judge)
    assert curve.gain == Figure(0.0, 0.0, 0.0, 360)
    assert curve.advice.startswith("More coded interviews of this kind would hardly help")


def test_advice_where_it_cannot_be_told() -> None:
    assert left_out.advice(Figure(0.02, -0.01, 0.05, 9), 4, 8).startswith("It cannot be told")
    assert "too few" in left_out.advice(Figure(None, None, None, 9), 4, 8)


def test_weights_of_ones_own_are_held_against_the_model_as_it_is() -> None:
    items = heard_items(20)
    better = by_left_out_interviews(items, fit_names, judge_by_count)
    worse = judge_by_count(items, frozenset({"one", "other", "third"}))
    gain, says = left_out.own_weights(worse, better)
    loss, denies = left_out.own_weights(better, worse)
    assert gain.value is not None
    assert loss.value == pytest.approx(-gain.value)
    assert says.startswith("Weights fitted to these interviews help: kappa")
    assert denies.startswith("Weights fitted to these interviews do harm")
    assert left_out.own_weights(worse, worse.iloc[::-1])[1].startswith("It cannot be told")


def test_pictures_are_the_same_bytes(judged: pd.DataFrame) -> None:
    found = evaluate_frame(judged, resamples=50)
    curve = learning_curve(heard_items(12), fit_names, judge_by_count)
    for draw, data in (
        (calibration_picture, found.calibration),
        (confusion_picture, found.confusion),
        (curve_picture, curve.points),
    ):
        assert draw(data) == draw(data)
        assert draw(data, "svg") == draw(data, "svg")
        assert Image.open(io.BytesIO(draw(data))).format == "PNG"


def test_a_curve_without_intervals_can_be_drawn() -> None:
    points = pd.DataFrame({"interviews": [2.0, 4.0], "kappa": [0.2, 0.3], "macro_f1": [0.2, math.nan]})
    ends = {f"{name}_{end}": math.nan for name in ("kappa", "macro_f1") for end in ("low", "high")}
    assert curve_picture(points.assign(**ends)).startswith(b"\x89PNG")


def write_corpus(folder: Path) -> Path:
    """Four interviews by two authors, each of one sentence."""
    rows = [("fern", "train"), ("fern", "train"), ("gorse", "train"), ("gorse", "test")]
    names = ["file", "item", "author", "kind", "voice", "agency_type", "format", "split"]
    lines = [names]
    for number, (author, split) in enumerate(rows):
        text = f"Interviewer: Any?\n\nPartner: We have {number}.\n"
        start = text.index("We")
        coded = {
            "start": start,
            "end": len(text) - 1,
            "speaker": "Partner",
            "harm_level": "low",
            "assertion": "affirmed",
        }
        (folder / f"{author}-{number}.txt").write_text(text)
        (folder / f"{author}-{number}.jsonl").write_text(json.dumps(coded) + "\n")
        lines.append([f"{author}-{number}.txt", "1", author, "interview", "plain", "school", "transcript", split])
    with (folder / "index.csv").open("w", newline="") as file:
        csv.writer(file).writerows(lines)
    return folder


def test_items_are_chosen_by_split_and_author(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path)
    assert len(chosen_items(corpus)) == 4
    assert [item.file for item in chosen_items(corpus, split="test")] == ["gorse-3.txt"]
    assert [item.file for item in chosen_items(corpus, split="train", authors=["gorse"])] == ["gorse-2.txt"]
    with pytest.raises(InputError, match="no interview is of the author 'elm'; there are fern, gorse"):
        chosen_items(corpus, authors=["elm"])
    with pytest.raises(InputError, match="no interview of the split 'test' is by fern"):
        chosen_items(corpus, split="test", authors=["fern"])


def test_a_corpus_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there are no coded interviews here"):
        chosen_items(tmp_path)
    corpus = write_corpus(tmp_path)
    (corpus / "fern-0.jsonl").write_text("no JSON\n")
    with pytest.raises(InputError, match="Expecting value"):
        chosen_items(corpus)
    (corpus / "fern-1.jsonl").unlink()
    (corpus / "fern-0.txt").unlink()
    with pytest.raises(InputError, match="a file that is not there"):
        chosen_items(corpus)


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """A model that says `low` everywhere; the list tells what was fitted."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.json").write_text(
        json.dumps({"learnt": {"authors": ["gorse"]}, "weighed_by": {"authors": ["fern"]}})
    )
    fitted: list[str] = []
    model = SimpleNamespace(name="partner", version="1", folder=folder, weights="as they are")

    def judged(items: Sequence[Any], weights: str) -> pd.DataFrame:
        rows = [
            sentence(
                s.codes, {"harm_level": "low", "assertion": "affirmed"}, interview=f"{item.file}#1", text=item.text(s)
            )
            for item in items
            for s in item.sentences
        ]
        return framed(rows).assign(author=[item.author for item in items], reason=weights)

    def fit(items: Sequence[Any]) -> str:
        fitted.append(" ".join(sorted(item.file for item in items)))
        return "fitted"

    monkeypatch.setattr("analyser.model.load_model", lambda name: model)
    monkeypatch.setattr("analyser.coding.load_coder", lambda: None)
    monkeypatch.setattr(weighing, "scored_items", lambda items, *_: items)
    monkeypatch.setattr(weighing, "fit_weights", fit)
    monkeypatch.setattr(weighing, "judged", judged)
    return fitted


def corpus_at(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return write_corpus(folder)


def test_a_model_is_measured_as_it_is(tmp_path: Path, stand_in: list[str]) -> None:
    summary, lines = run(corpus_at(tmp_path), "partner", split="train", out=tmp_path / "out")
    assert not stand_in
    assert summary["figures"]["harm_level_agreement"]["value"] == 1
    assert "interviews by fern, gorse" in " ".join(summary["notes"])
    assert not any("We have" in line for line in lines)
    written = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert written == ["calibration.png", "confusion.png", "evaluation.json", "evaluation.md", "sentences.csv"]
    assert "We have 1." in (tmp_path / "out" / "evaluation.md").read_text()
    assert len((tmp_path / "out" / "sentences.csv").read_text().splitlines()) == 4
    with pytest.raises(InputError, match="it is there already"):
        run(tmp_path / "corpus", "partner", out=tmp_path / "out")


def test_a_refit_leaves_each_interview_out(tmp_path: Path, stand_in: list[str]) -> None:
    summary, _ = run(corpus_at(tmp_path), "partner", refit=True, out=tmp_path / "out")
    assert [len(fitted.split()) for fitted in stand_in[:4]] == [3, 3, 3, 3]
    assert summary["learning_curve"]["points"]
    notes = " ".join(summary["notes"])
    assert "weights fitted to these interviews help" in notes
    assert "Its network learnt from interviews by gorse" in notes
    assert "Its weights were fitted to interviews by fern" in notes
    assert (tmp_path / "out" / "learning_curve.png").is_file()


def test_sentences_that_are_held_out_are_not_shown(tmp_path: Path, stand_in: list[str]) -> None:
    run(corpus_at(tmp_path), "partner", split="test", out=tmp_path / "out")
    for name in ("evaluation.md", "evaluation.json", "sentences.csv"):
        assert "We have" not in (tmp_path / "out" / name).read_text()
    assert "are not shown" in (tmp_path / "out" / "evaluation.md").read_text()


def test_the_command_prints_scores(tmp_path: Path, stand_in: list[str]) -> None:
    from analyser.cli import main

    corpus = corpus_at(tmp_path)
    words = ["evaluate", str(corpus), "--model", "partner", "--author", "fern", "--author", "gorse"]
    told = CliRunner().invoke(main, words)
    assert told.exit_code == 0, told.output
    assert "Harm level: the same level" in told.output
    values = json.loads(CliRunner().invoke(main, [*words, "--json"]).stdout)
    assert values["interviews"] == 4
    refused = CliRunner().invoke(main, [*words, "--split", "spring"])
    assert refused.exit_code == 1
    assert "no interview is of the split 'spring'; there are test, train" in refused.stderr
