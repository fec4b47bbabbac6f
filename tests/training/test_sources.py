"""Coded interviews from a corpus or from a study, and everything that may be wrong with them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from small_corpus import EXCHANGES, SIX, write_corpus
from small_study import STUDY, TRANSCRIPT, write_study

from analyser.coding import load_coder
from analyser.errors import InputError
from analyser.training.examples import UNCODED, examples, heard_items
from analyser.training.sources import read_coded

CODED = STUDY.replace('files = "interviews/*"', 'files = "interviews/*"\ncoded = "codes.csv"')
SAYS = "At the moment we've got six girls who are being exploited by a group of men and moved between addresses."
CLAIMS = "No, the profile doesn't reflect what we see at all."


def row(text: str, **codes: Any) -> dict[str, Any]:
    start = TRANSCRIPT.index(text)
    place = {"interview_id": "beacon", "speaker": "Partner", "start": start, "end": start + len(text), "text": text}
    return place | {"agency_type": "voluntary sector", "coder": "ann"} | codes


ROWS = [
    row(CLAIMS, harm_level="none", data_claim="under_recorded"),
    row(
        SAYS,
        harm_level="high",
        assertion="affirmed",
        cse_type="organised_network",
        quantity_kind="count",
        quantity_low=6,
        quantity_high=6,
        quantity_basis="stock",
    ),
]


def study(folder: Path, rows: list[dict[str, Any]] | None = None, text: str = CODED) -> Path:
    write_study(folder, study=text)
    names = dict.fromkeys(name for one in ROWS for name in one)
    with (folder / "codes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(names))
        writer.writeheader()
        writer.writerows(ROWS if rows is None else rows)
    return folder


def refused(source: Path, *words: str) -> InputError:
    with pytest.raises(InputError) as caught:
        read_coded(source)
    for word in words:
        assert word in str(caught.value)
    return caught.value


def test_a_corpus_gives_its_items_or_those_of_a_split(tmp_path: Path) -> None:
    write_corpus(tmp_path)
    items = read_coded(tmp_path)
    assert [(item.number, item.split) for item in items] == [(1, "train"), (2, "train"), (3, "development")]
    assert [item.number for item in read_coded(tmp_path, "development")] == [3]
    for item, (_, answer) in zip(items, EXCHANGES, strict=True):
        assert [item.text(sentence) for sentence in item.sentences] == [text for text, _ in answer]
        assert [sentence.codes for sentence in item.sentences] == [codes for _, codes in answer]


def test_a_study_gives_its_coded_table_and_what_that_leaves_out_is_none(tmp_path: Path) -> None:
    for source in (study(tmp_path), tmp_path / "study.toml"):
        (item,) = read_coded(source)
        assert (item.file, item.author, item.agency_type) == ("beacon", "ann", "voluntary sector")
        texts = [item.text(sentence) for sentence in item.sentences]
        assert texts[0] == SAYS
        assert CLAIMS in texts
        assert "Our meeting is on Tuesdays." in texts
        assert not any("How many" in text for text in texts)
        codes = dict(zip(texts, (sentence.codes for sentence in item.sentences), strict=True))
        assert codes[SAYS]["quantity_low"] == "6"
        assert codes[SAYS]["assertion"] == "affirmed"
        assert codes[CLAIMS] == {"harm_level": "none", "data_claim": "under_recorded"}
        assert all(codes[text] == {"harm_level": "none"} for text in set(texts) - {SAYS, CLAIMS})


def test_coded_sentences_become_lines_with_targets(tmp_path: Path) -> None:
    items = read_coded(write_corpus(tmp_path))
    found = examples(items, heard_items(items, load_coder()), ["first"])
    first = found[0]
    assert [line.asks for line in first.lines] == [True, False, False]
    target = first.targets[1]
    words = [first.lines[1].text[start:end] for start, end in first.lines[1].numbers]
    assert "Six" in [word for word, right in zip(words, target.numbers, strict=True) if right]
    assert sum(target.types) == len(SIX["cse_type"].split(";"))
    assert first.targets[2].codes["assertion"] == UNCODED
    assert all(one.sentences.keys() == one.targets.keys() == one.spoken.keys() for one in found)


def test_a_folder_that_is_neither(tmp_path: Path) -> None:
    refused(tmp_path, "no coded interviews here", "index.csv")
    refused(tmp_path / "none", "no coded interviews here")
    refused(tmp_path / "none.toml", "no such study")


def test_an_unknown_split_of_a_corpus(tmp_path: Path) -> None:
    write_corpus(tmp_path)
    with pytest.raises(InputError, match="'tset'"):
        read_coded(tmp_path, "tset")


@pytest.mark.parametrize(("wrong", "right"), [("split", "spilt"), (",1,", ",7,"), (",1,", ",one,")])
def test_an_index_that_does_not_fit(tmp_path: Path, wrong: str, right: str) -> None:
    index = write_corpus(tmp_path) / "index.csv"
    index.write_text(index.read_text(encoding="utf-8").replace(wrong, right), encoding="utf-8")
    assert len(refused(tmp_path, "index.csv").problems) == 1


def test_a_study_without_a_coded_table_or_without_transcripts(tmp_path: Path) -> None:
    refused(write_study(tmp_path / "one"), "does not name transcripts and their codes", "coded = ")
    text = CODED.replace('files = "interviews/*"\n', "").replace('metadata = "interviews.csv"\n', "")
    refused(study(tmp_path / "two", text=text), "does not name transcripts and their codes")
    refused(study(tmp_path / "three", text=STUDY.split("[interviews]")[0]), "does not name transcripts")


def test_a_coded_table_that_is_missing_or_empty(tmp_path: Path) -> None:
    study(tmp_path).joinpath("codes.csv").unlink()
    refused(tmp_path, "codes.csv")
    refused(study(tmp_path / "empty", []), "no coded excerpt", "codes.csv")


def test_every_row_that_does_not_fit_is_named_at_once(tmp_path: Path) -> None:
    rows = [
        *ROWS,
        row(CLAIMS) | {"interview_id": "bacon"},
        row(CLAIMS) | {"text": "No, the profile reflects it."},
        row(CLAIMS) | {"start": ""},
        row(CLAIMS) | {"start": 99_999, "end": 100_020},
    ]
    error = refused(study(tmp_path, rows))
    assert [problem.place for problem in error.problems] == ["row 4", "row 5", "row 6", "row 7"]
    assert "'bacon'" in error.problems[0].what
    assert all("offsets" in problem.what for problem in error.problems[1:])


@pytest.mark.parametrize(
    "wrong", [{"end": ""}, {"start": -1}, {"start": 40, "end": 40, "text": ""}, {"end": 3}, {"text": ""}]
)
def test_a_row_without_a_place_is_told(tmp_path: Path, wrong: dict[str, Any]) -> None:
    refused(study(tmp_path, [ROWS[0] | wrong]), "row 2", "offsets")


def test_an_unreadable_transcript_is_told(tmp_path: Path) -> None:
    (study(tmp_path) / "interviews" / "beacon.txt").write_text("", encoding="utf-8")
    refused(tmp_path, "beacon.txt")
