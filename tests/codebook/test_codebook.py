"""The codebook is checked when it is read, with every problem told at its place."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from analyser.codebook import check_codebook, codebook_text, load_codebook
from analyser.codebook.codebook import CODEBOOK
from analyser.errors import InputError


def changed(folder: Path, change: str) -> Path:
    data = yaml.safe_load(CODEBOOK.read_text(encoding="utf-8"))
    if change == "unknown":
        data["levels"][0]["colour"] = "red"
        data["indicators"][0]["weight"] = 2
    elif change == "level":
        data["indicators"][0]["level"] = "grave"
    elif change == "certain":
        data["evidence"][0]["confidence"] = 1.0
    else:
        del data["types"]
    path = folder / "codebook.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    return path


def test_the_project_codebook_is_sound() -> None:
    assert check_codebook(CODEBOOK) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("unknown", ["'colour'", "'weight'"]),
        ("level", ["'grave'"]),
        ("certain", ["confidence"]),
        ("missing", ["'types'"]),
    ],
)
def test_all_problems_are_told(tmp_path: Path, change: str, words: list[str]) -> None:
    path = changed(tmp_path, change)
    told = " ".join(str(problem) for problem in check_codebook(path))
    assert all(word in told for word in [*words, str(path)])
    with pytest.raises(InputError):
        load_codebook(path)


def test_the_printed_codebook_names_every_code_and_indicator() -> None:
    codebook = load_codebook()
    text = codebook_text(codebook)
    for code in (*codebook.levels, *codebook.claims, *codebook.types):
        assert f"{code.code} ({code.name})" in text
    for indicator in codebook.indicators:
        assert indicator.id in text
