"""A trained model in its folder: what is refused, and that what it says of an interview hangs on nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordLevel

from analyser.errors import InputError
from analyser.model import AXES, LEVELS, TYPES, Line, Reading, load_model
from analyser.model.trained import MANIFEST, NETWORK, TOKENIZER, WEIGHTS, WORDS
from analyser.model.weights import plain_weights, write_weights

FILES = (NETWORK, TOKENIZER, WEIGHTS)


def write_manifest(folder: Path, **changed: Any) -> None:
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
    manifest = {"name": "small", "version": "3", "marks": ["first", "opens"], "files": files} | changed
    kept = {key: value for key, value in manifest.items() if value is not None}
    (folder / MANIFEST).write_text(json.dumps(kept), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model that can be loaded; it has no network."""
    (tmp_path / NETWORK).write_bytes(b"no network")
    Tokenizer(WordLevel({"[UNK]": 0}, unk_token="[UNK]")).save(str(tmp_path / TOKENIZER))  # noqa: S106
    write_weights(tmp_path / WEIGHTS, plain_weights())
    write_manifest(tmp_path)
    return tmp_path


def refused(name: object) -> str:
    """The one problem that is told."""
    with pytest.raises(InputError) as caught:
        load_model(str(name))
    (problem,) = caught.value.problems
    return str(problem)


def test_a_model_is_what_its_folder_says(folder: Path) -> None:
    model = load_model(str(folder))
    assert (model.name, model.version, model.marks) == ("small", "3", ("first", "opens"))
    assert model.sha256 == hashlib.sha256(b"no network").hexdigest()


def test_a_folder_in_which_a_model_is_made_anew_gives_the_new_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    before = load_model(folder.name)
    assert load_model(folder.name) is before
    (folder / NETWORK).write_bytes(b"another")
    write_manifest(folder, version="4")
    after = load_model(folder.name)
    assert (after.version, after.folder) == ("4", folder)
    assert after.sha256 != before.sha256


@pytest.mark.parametrize("name", ["nobody", "", "no/such/folder", "nul\0byte"])
def test_no_such_model(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "there is no model here" in refused(name)


@pytest.mark.parametrize("text", ["", "{", "not JSON", "\udcff", '{"name": '])
def test_a_manifest_that_is_no_json(folder: Path, text: str) -> None:
    (folder / MANIFEST).write_bytes(text.encode("utf-8", "surrogateescape"))
    told = refused(folder)
    assert "there is no model here" in told
    assert str(folder) in told


@pytest.mark.parametrize("text", ["{}", "[]", "null", '"files"', '{"files": []}', '{"files": null, "name": "a"}'])
def test_a_manifest_that_says_too_little(folder: Path, text: str) -> None:
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    told = refused(folder)
    assert MANIFEST in told
    assert all(word in told for word in ("version", "marks", *FILES))


@pytest.mark.parametrize("key", ["name", "version", "marks", "files"])
def test_a_key_that_is_missing_is_named(folder: Path, key: str) -> None:
    write_manifest(folder, **{key: None})
    assert f"it does not say {key}" in refused(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_the_manifest_leaves_out_is_named(folder: Path, name: str) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    del manifest["files"][name]
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    assert f"it does not say {name}" in refused(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert f"{folder / name}: the file of the model is missing" in refused(folder)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("place", [0, -1])
def test_a_file_that_differs_by_one_byte_is_named(folder: Path, name: str, place: int) -> None:
    data = bytearray((folder / name).read_bytes())
    data[place] ^= 1
    (folder / name).write_bytes(data)
    assert f"{folder / name}: the file is not the one" in refused(folder)


def test_every_wrong_file_is_told_at_once(folder: Path) -> None:
    (folder / NETWORK).unlink()
    (folder / WEIGHTS).write_bytes(b"")
    with pytest.raises(InputError) as caught:
        load_model(str(folder))
    assert [problem.file for problem in caught.value.problems] == [folder / NETWORK, folder / WEIGHTS]


def no_archive(path: Path) -> None:
    path.write_bytes(b"PK no archive")


def pickled(path: Path) -> None:
    with path.open("wb") as file:
        np.savez(file, types=np.array([{}], dtype=object), **dict.fromkeys(AXES, np.array([{}], dtype=object)))


def of_another_size(path: Path) -> None:
    with path.open("wb") as file:
        np.savez(file, types=np.ones(1), thresholds=np.ones(1), **dict.fromkeys(AXES, np.ones(1)))


@pytest.mark.parametrize("spoil", [no_archive, Path.touch, pickled, of_another_size])
def test_weights_of_another_form_are_refused_though_the_manifest_names_them(
    folder: Path, spoil: Callable[[Path], None]
) -> None:
    (folder / WEIGHTS).unlink()
    spoil(folder / WEIGHTS)
    write_manifest(folder)
    assert f"{folder / WEIGHTS}: these are no weights" in refused(folder)


# --- the model that ships ---------------------------------------------------------------------------------------------


def said(text: str, *numbers: tuple[int, int]) -> Line:
    return Line(text, "Partner 1", False, (0.0,) * len(load_model().marks), numbers)


def asked(text: str) -> Line:
    return Line(text, "Interviewer", True)


TALK = [
    asked("How many girls do you see at the serious end?"),
    said("Six girls are being sexually exploited.", (0, 3)),
    said("The café's both 🙂 – 12 of them.", (11, 15), (18, 20)),
    asked("And the records?"),
    said("No. Our meeting is on Tuesdays."),
]
OTHER = [said("Nothing at all."), *[asked("Tell me about your work. " * 8)] * 4, said("We have two.")]


def read(lines: list[Line]) -> list[Reading]:
    return load_model().read(lines, [place for place, line in enumerate(lines) if not line.asks])


def assert_same(ours: list[Reading], theirs: list[Reading]) -> None:
    for one, other in zip(ours, theirs, strict=True):
        assert (one.levels, one.words) == (other.levels, other.words)
        np.testing.assert_array_equal(one.numbers, other.numbers)
        for axis in one.probabilities:
            np.testing.assert_array_equal(one.probabilities[axis], other.probabilities[axis])


def check(lines: list[Line], readings: list[Reading]) -> None:
    for line, one in zip((line for line in lines if not line.asks), readings, strict=True):
        assert set(one.probabilities) == {*AXES, "cse_type"}
        for axis, codes in AXES.items():
            assert one.probabilities[axis].shape == (len(codes),)
            assert one.probabilities[axis].sum() == pytest.approx(1)
        assert one.probabilities["cse_type"].shape == (len(TYPES),)
        assert one.level in one.levels
        assert set(one.levels) <= set(LEVELS)
        assert len(one.numbers) == len(line.numbers)
        assert np.isfinite(one.numbers).all()
        assert len(one.words) <= WORDS
        assert list(one.words) == sorted(set(one.words))
        assert all(line.text[start:end].strip() for start, end in one.words)


def test_a_reading_has_every_axis_each_number_and_the_words_that_weighed() -> None:
    found = read(TALK)
    check(TALK, found)
    assert found[0].words
    assert found[0].level != "none"
    assert found[2].level == "none"


def test_what_was_read_before_changes_nothing() -> None:
    first, other = read(TALK), read(OTHER)
    assert_same(read(TALK), first)
    assert_same(read(OTHER), other)
    read([said("High risk, all of them.")])
    assert_same(read(TALK), first)


def test_the_readings_asked_for_do_not_change_one_another() -> None:
    places = [place for place, line in enumerate(TALK) if not line.asks]
    for place, one in zip(places, read(TALK), strict=True):
        (alone,) = load_model().read(TALK, [place])
        assert alone.levels == one.levels
        for axis in one.probabilities:
            assert alone.probabilities[axis] == pytest.approx(one.probabilities[axis], rel=1e-12)


def test_an_interview_in_which_only_the_interviewer_speaks_for_long() -> None:
    check(OTHER, read(OTHER))
    assert load_model().read(OTHER[1:-1], []) == []
    _, scores = load_model().scores(OTHER[1:-1])
    assert len(scores) == 4


def test_no_lines() -> None:
    assert load_model().read([], []) == []


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.text(max_size=60) | st.text("é🙂 9-", max_size=300)), max_size=6))
def test_any_text_can_be_read(talk: list[tuple[bool, str]]) -> None:
    lines = [asked(text) if asks else said(text, (0, len(text)), (len(text), len(text))) for asks, text in talk]
    check(lines, read(lines))
