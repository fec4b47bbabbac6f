"""The card of a trained coder."""

from __future__ import annotations

import pytest
from judged_frames import level_frame

from analyser.training.card import HEADLINES, corpus_figures, model_card
from analyser.training.corpus import CodedSentence, Item
from analyser.training.evaluation import Evaluation, evaluate_frame
from analyser.training.told import SAYS

MANIFEST = {
    "name": "partner",
    "version": "2",
    "files": {"network.onnx": "ab12"},
    "encoder": {"name": "all-MiniLM-L6-v2", "licence": "Apache-2.0"},
    "learnt": {"authors": ["alder", "fern"], "sentences": 12},
    "marks": ["one", "two"],
}


@pytest.fixture
def measured() -> Evaluation:
    names = [f"dogrose-{number % 4}#1" for number in range(40)]
    levels = ["none", "low", "medium", "high"] * 10
    return evaluate_frame(level_frame(levels, levels[1:] + levels[:1], names), resamples=50)


def test_a_card_tells_what_the_model_is_and_how_well_it_codes(measured: Evaluation) -> None:
    card = model_card(measured, MANIFEST, "| split |\n|---|\n| train |", readers={"Second readers": "Kappa was 0.7."})
    assert card.startswith("# The trained coder `partner`, version 2\n")
    for heading in (
        "How it was made",
        "Data",
        "How well it codes",
        "How far its probabilities can be trusted",
        "Second readers",
        "Limits",
        "How to make it again",
        "Files",
    ):
        assert f"\n## {heading}\n" in card
    assert "authors alder fern; sentences 12" in card
    assert "40 sentences of 4 interviews" in card
    assert "| harm level | high | 10 | 10 |" in card
    assert "![Stated probability and share right](calibration.png)" in card
    assert "analyser evaluate my-corpus --model partner --refit" in card
    assert "| `network.onnx` | `ab12` |" in card


def test_every_score_stands_in_the_card_once(measured: Evaluation) -> None:
    card = model_card(measured, MANIFEST, "")
    assert set(measured.figures) == set(SAYS)
    assert set(HEADLINES) <= set(SAYS)
    for says in SAYS.values():
        assert card.count(f"| {says} |") == 1


def test_a_card_names_no_undefined_score(measured: Evaluation) -> None:
    card = model_card(measured, MANIFEST, "")
    assert "nan" not in card.replace("Financ", "").lower().split()
    assert "None" not in card


def test_figures_of_a_corpus_by_split() -> None:
    def item(author: str, kind: str, split: str, *levels: str) -> Item:
        sentences = tuple(CodedSentence(0, 1, "Partner", {"harm_level": level}) for level in levels)
        about = {"voice": "", "agency_type": "", "format": ""}
        return Item("f.txt", 1, author, kind, **about, split=split, interview=None, sentences=sentences)  # type: ignore[arg-type]

    items = [item("fern", "interview", "train", "none", "high"), item("elm", "exchange", "test", "low")]
    lines = corpus_figures(items).splitlines()
    assert "| train | 1 | 1 | 0 | 2 | 1 | 0 | 0 | 1 | 0 |" in lines
    assert "| all | 2 | 1 | 1 | 3 | 1 | 1 | 0 | 1 | 0 |" in lines
