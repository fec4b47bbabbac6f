"""Making a model of coded interviews: what is written, what is refused, and that nothing half-made is left."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from small_corpus import write_corpus
from small_study import write_study

from analyser.bundled import bundled
from analyser.cli import main
from analyser.coding import load_coder
from analyser.coding.decisions import Decision
from analyser.coding.hearing import Spoken
from analyser.errors import InputError
from analyser.model import load_model
from analyser.model.trained import MANIFEST, NETWORK, TOKENIZER, WEIGHTS
from analyser.training import train
from analyser.training.examples import RARE, known_marks
from analyser.training.scores import COLUMNS
from analyser.training.settings import Settings
from analyser.training.sources import read_coded
from analyser.training.train import run
from analyser.training.weighing import fit_weights, judged, scored_items


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus")


def refused(source: Path, out: Path, *words: str, **options: Any) -> None:
    """One problem is told, and no folder or part of one is left."""
    before = sorted(out.parent.rglob("*"))
    with pytest.raises(InputError) as caught:
        run(source, out, **options)
    assert len(caught.value.problems) == 1
    for word in words:
        assert word in str(caught.value)
    assert sorted(out.parent.rglob("*")) == before


def test_a_model_weighed_anew_keeps_the_network_and_codes(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "models" / "ours"
    made = run(corpus, out)
    base, ours = load_model(), load_model(str(out))
    assert (ours.name, ours.version, ours.marks, ours.sha256) == ("ours", "1", base.marks, base.sha256)
    assert made["made_from"] == f"{base.name}@{base.version}"
    assert made["weighed_by"] == {"authors": ["fern"], "interviews": 0, "exchanges": 3, "sentences": 6}
    assert sorted(path.name for path in out.iterdir()) == sorted([MANIFEST, NETWORK, TOKENIZER, WEIGHTS])
    assert list((tmp_path / "models").iterdir()) == [out]
    assert json.loads((out / MANIFEST).read_text(encoding="utf-8")) == made
    assert load_coder(str(out)).name == "model:ours@1"


def test_a_folder_goes_to_the_coder_by_its_name(corpus: Path, tmp_path: Path) -> None:
    study = write_study(tmp_path / "study")
    trained = CliRunner().invoke(main, ["train", str(corpus), "--out", str(tmp_path / "ours")])
    assert trained.exit_code == 0, trained.output
    assert "weighed by 6 sentences" in trained.stdout
    code = ["code", str(study / "interviews" / "beacon.txt"), "--coder", str(tmp_path / "ours"), "--all"]
    coded = CliRunner().invoke(main, code)
    assert coded.exit_code == 0, coded.output
    assert "model:ours@1" in coded.stdout
    again = CliRunner().invoke(main, ["train", str(corpus), "--out", str(tmp_path / "ours")])
    assert again.exit_code == 1
    assert "it is there already" in again.stderr


def test_the_same_interviews_give_the_same_weights(corpus: Path, tmp_path: Path) -> None:
    one, two = (run(corpus, tmp_path / name)["files"] for name in ("one", "two"))
    assert one == two


def test_the_test_split_is_not_weighed_by(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", ["train", "test", "development"])
    assert run(corpus, tmp_path / "ours")["weighed_by"]["exchanges"] == 2
    only = write_corpus(tmp_path / "only", ["test", "test"])
    refused(only, tmp_path / "none", "kept for the test")


@pytest.mark.parametrize("fit", [False, True])
def test_a_folder_that_is_there_is_left_as_it_is(corpus: Path, tmp_path: Path, fit: bool) -> None:
    out = tmp_path / "ours"
    out.mkdir()
    (out / "mine.txt").write_text("mine", encoding="utf-8")
    refused(corpus, out, "it is there already", fit=fit, encoder=tmp_path)
    assert (out / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_nothing_is_left_when_it_fails_or_is_stopped(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(train, "fit_weights", stopped)
    with pytest.raises(KeyboardInterrupt):
        run(corpus, tmp_path / "ours")
    assert list(tmp_path.iterdir()) == [corpus]


def test_no_interviews_and_no_base(corpus: Path, tmp_path: Path) -> None:
    refused(tmp_path / "nothing", tmp_path / "ours", "no coded interviews")
    refused(corpus, tmp_path / "ours", "there is no model here", base="nobody")


def test_fitting_without_pytorch_is_told_before_the_work(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "find_spec", lambda name: None if name == "torch" else find_spec(name))
    monkeypatch.setattr(train, "heard_items", pytest.fail)
    refused(corpus, tmp_path / "ours", "PyTorch", "[train]", fit=True, encoder=tmp_path)


def test_fitting_without_the_encoder(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "find_spec", lambda _: None)
    refused(corpus, tmp_path / "ours", "all-MiniLM-L6-v2 is not installed", "--encoder", fit=True)


def test_fitting_needs_two_interviews(tmp_path: Path) -> None:
    refused(write_corpus(tmp_path / "corpus", ["train"]), tmp_path / "ours", "too few interviews", fit=True)


def test_an_encoder_that_is_missing_or_another(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "NEEDED", ())
    with pytest.raises(InputError) as caught:
        run(corpus, tmp_path / "ours", fit=True, encoder=tmp_path)
    assert [problem.file for problem in caught.value.problems] == [
        tmp_path / "model.safetensors",
        tmp_path / "tokenizer.json",
    ]
    for name in ("model.safetensors", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"another")
    refused(corpus, tmp_path / "ours", "not the weights of all-MiniLM-L6-v2", fit=True, encoder=tmp_path)


def test_every_sentence_is_judged_and_few_interviews_leave_every_level_open(corpus: Path) -> None:
    items = read_coded(corpus)
    model = load_model()
    scored = scored_items(items, model, load_coder())
    assert not fit_weights(scored[:1]).thresholds.any()
    weights = fit_weights(scored)
    frame = judged(scored, weights)
    assert set(COLUMNS) <= set(frame.columns)
    assert frame["text"].tolist() == [item.text(sentence) for item in items for sentence in item.sentences]
    assert frame["gold_quantity_low"].tolist() == ["6", "", "2", "", "", ""]
    chances = frame[[name for name in frame if name.startswith("p_")]]
    assert chances.sum(axis=1).tolist() == pytest.approx([1] * len(frame))


def test_a_mark_that_few_sentences_have_is_not_learnt() -> None:
    def sentences(mark: str, count: int) -> list[Spoken]:
        return [Spoken(0, 4, "Partner", Decision(), frozenset({mark}), (), ())] * count

    assert known_marks([sentences("rare", RARE - 1), sentences("opens", RARE), sentences("first", RARE - 1)]) == [
        "opens"
    ]
    assert known_marks([sentences("first", 1), sentences("first", RARE - 1)]) == ["first"]
    assert known_marks([]) == []


def test_the_settings_are_those_of_the_model_that_ships() -> None:
    manifest = json.loads((bundled("models") / "partner" / "model.json").read_text(encoding="utf-8"))
    assert manifest["settings"] == json.loads(json.dumps(asdict(Settings())))
