"""Training on what analysts have settled: what counts of a review, what does not, and what a model tells of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from small_corpus import write_corpus
from small_study import TRANSCRIPT, write_study

from analyser.cli import main
from analyser.coding import load_coder
from analyser.errors import InputError
from analyser.review.codes import codes_of
from analyser.review.log import NAME, Entry, open_log
from analyser.review.passages import hash_of, key_of, passages_of
from analyser.stages import code_study
from analyser.study import load_study
from analyser.training.examples import examples, heard_items
from analyser.training.reviewed import read_reviewed
from analyser.training.train import run
from analyser.training.weighing import fit_weights

LOW = {"harm_level": "low", "assertion": "affirmed"}
NONE = {"harm_level": "none"}
LONG = TRANSCRIPT + "\nInterviewer: What else?\n\nPartner: " + "We see it at the hotel. Nobody told us more. " * 10


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A study whose passages are laid down for review."""
    folder = write_study(tmp_path / "study")
    lay_down(folder)
    return folder


def lay_down(folder: Path) -> None:
    coded = code_study(load_study(folder), coder="rules")
    with open_log(folder / NAME) as log:
        log.lay_down(passages_of(coded.excerpts), coded.coder)


def judge(folder: Path, *told: tuple[str, str, int, dict[str, str]]) -> None:
    """Writes decisions: analyst, kind, number of the passage, codes (those of the coder for an `accept`)."""
    with open_log(folder / NAME) as log:
        rows = log.passages()
        log.append_all(
            [
                Entry(name, kind, rows["passage"][n], rows["text_hash"][n], codes or codes_of(rows.iloc[n].to_dict()))
                for name, kind, n, codes in told
            ]
        )


def refused(words: list[str], *said: str) -> None:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 1, result.output
    for one in said:
        assert one in result.stderr


def test_only_what_analysts_settled_has_a_target_and_the_rest_is_heard(study: Path) -> None:
    judge(
        study,
        ("Ann", "accept", 0, {}),
        ("Ann", "change", 1, LOW),
        ("Ben", "change", 1, NONE),  # they differ
        ("Ann", "change", 2, LOW),
        ("Ben", "change", 2, NONE),
        ("Cyd", "adjudicate", 2, NONE | {"data_claim": "under_recorded"}),
    )
    found = read_reviewed(study)
    (item,) = found.items
    texts = {item.text(one): dict(one.codes) for one in item.sentences}
    assert len(texts) == 4
    coded = [codes for codes in texts.values() if codes]
    assert [codes["harm_level"] for codes in coded] == ["high", "none"]
    assert coded[0]["quantity_low"] == "6"
    assert coded[1] == {"harm_level": "none", "data_claim": "under_recorded"}
    assert (item.author, found.sentences) == ("analyst:Ann+Cyd", 2)
    assert (found.about["undecided"], found.about["analysts"]) == (1, {"Ann": 2, "Ben": 1, "Cyd": 1})
    (example,) = examples(found.items, heard_items(found.items, load_coder()), [])
    assert len(example.targets) == 2
    assert len(example.sentences) == sum(not line.asks for line in example.lines) == 4


def test_a_sentence_whose_words_have_changed_is_left_out(study: Path) -> None:
    judge(study, ("Ann", "accept", 0, {}), ("Ann", "change", 1, LOW))
    transcript = study / "interviews" / "beacon.txt"
    transcript.write_text(TRANSCRIPT.replace("six girls", "ten girls"), encoding="utf-8")
    found = read_reviewed(study)
    assert (found.sentences, found.about["stale"]) == (1, 1)
    assert [item.text(one) for item in found.items for one in item.sentences if one.codes] == [
        "One of them was missing for nine days."
    ]
    transcript.unlink()
    (study / "interviews" / "other.txt").write_text(TRANSCRIPT, encoding="utf-8")
    (study / "interviews.csv").write_text("file,interview_id\nother.txt,other\n", encoding="utf-8")
    with pytest.raises(InputError, match="no reviewed sentence stands"):
        read_reviewed(study)


def test_what_an_analyst_added_is_coded_where_it_stands(study: Path) -> None:
    words = "moved between addresses"
    start = TRANSCRIPT.index(words)
    with open_log(study / NAME) as log:
        log.append("Ann", "add", key_of("beacon", start, start + len(words)), hash_of(words), LOW)
    (item,) = read_reviewed(study).items
    assert [item.text(one) for one in item.sentences if one.codes] == [words]


def test_reviewed_sentences_are_added_to_a_corpus(study: Path, tmp_path: Path) -> None:
    judge(
        study, ("Ann", "accept", 0, {}), ("Ann", "change", 1, LOW), ("Ben", "change", 3, NONE), ("Ann", "undo", 0, {})
    )
    corpus, out = write_corpus(tmp_path / "corpus"), tmp_path / "ours"
    result = CliRunner().invoke(main, ["train", str(corpus), "--from", str(study), "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert "weighed by 8 sentences, 2 reviewed ones in it" in result.stdout
    assert load_coder(str(out)).name == "model:ours@1"


def test_with_fit_most_reviewed_interviews_are_learnt_and_every_fifth_weighs(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        (study / "interviews" / f"other-{number}.txt").write_text(TRANSCRIPT, encoding="utf-8")
    lay_down(study)
    judge(study, *(("Ann", "change", place, LOW) for place in range(0, 24, 4)))
    seen: list[list[str]] = []

    def learns(learnt: list[object], weighing: list[object], *_: object, **__: object) -> None:
        seen.extend([[item.file for item in part if item.author == "analyst:Ann"] for part in (learnt, weighing)])  # type: ignore[attr-defined]
        raise KeyboardInterrupt

    monkeypatch.setattr("analyser.training.train.fine_tuned", learns)
    with pytest.raises(KeyboardInterrupt):
        run(write_corpus(tmp_path / "corpus"), tmp_path / "ours", review=study, fit=True, encoder=tmp_path)
    assert [len(part) for part in seen] == [5, 1]


def test_a_review_is_enough_alone_where_there_is_much_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study, out = write_study(tmp_path / "study", transcript=LONG), tmp_path / "ours"
    (study / "interviews" / "second.txt").write_text(LONG, encoding="utf-8")
    lay_down(study)
    judge(study, *(("Ann", "accept", place, {}) for place in range(29)))
    words = ["train", "--from", str(study), "--out", str(out)]
    refused(words, "29 reviewed sentences in 2 interviews are too few", "at least 30 in 2 interviews")
    assert not out.exists()
    refused([*words, "--fit"], "a network is not fitted to reviewed sentences alone")
    judge(study, ("Ann", "accept", 29, {}))
    weighed: list[int] = []

    def told(scored: list[object]) -> object:
        weighed.extend(len(one.targets) for one in scored)  # type: ignore[attr-defined]
        return fit_weights(scored)  # type: ignore[arg-type]

    monkeypatch.setattr("analyser.training.train.fit_weights", told)
    made = run(None, out, review=study)
    assert made["weighed_by"] == {"authors": ["analyst:Ann"], "interviews": 2, "exchanges": 0, "sentences": 30}
    assert (made["reviewed"]["sentences"], made["reviewed"]["analysts"], sum(weighed)) == (30, {"Ann": 30}, 30)


def test_nothing_to_train_on_is_told(study: Path, tmp_path: Path) -> None:
    out = ["--out", str(tmp_path / "ours")]
    refused(["train", *out], "nothing to train on", "--from")
    refused(["train", "--from", str(study), *out], "no reviewed sentence stands")
    judge(study, ("Ann", "defer", 0, {}), ("Ann", "change", 1, LOW), ("Ben", "change", 1, NONE))
    refused(["train", "--from", str(study), *out], "no reviewed sentence stands (1 undecided")
    refused(["train", "--from", str(write_study(tmp_path / "new")), *out], "nobody has reviewed this study yet")
