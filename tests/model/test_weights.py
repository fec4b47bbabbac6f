"""Logits to probabilities, and sets of levels that hold the right one as often as they say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from analyser.model import AXES, LEVELS, TYPES
from analyser.model.weights import (
    CODES,
    Weights,
    class_thresholds,
    plain_weights,
    read_weights,
    softmax,
    write_weights,
)

CHANCES = st.lists(st.floats(0.001, 1), min_size=5, max_size=5).map(lambda raw: np.array(raw) / sum(raw))


def some_weights(seed: int = 5) -> Weights:
    chance = np.random.default_rng(seed)
    plain = plain_weights()
    axes = {axis: matrix + chance.normal(size=matrix.shape) for axis, matrix in plain.axes.items()}
    return Weights(
        axes, chance.normal(size=plain.types.shape), chance.random(len(LEVELS)) / 3, chance.random(len(LEVELS))
    )


def spoken(chance: np.random.Generator, count: int, level: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Sentences of a level, or of any: unsure probabilities and the levels that are true."""
    truth = chance.choice(5, count, p=[0.5, 0.1, 0.15, 0.2, 0.05]) if level is None else np.full(count, level)
    return softmax(chance.normal(size=(count, 5)) + 1.3 * np.eye(5)[truth]), truth


@pytest.mark.parametrize("coverage", [0.8, 0.9])
def test_sets_cover_every_level_as_often_as_they_say(coverage: float) -> None:
    """Over many calibrations, as the guarantee is: of new sentences of a level, at least so many are covered."""
    chance = np.random.default_rng(11)
    rounds, covered = 3000, np.zeros(5, int)
    for _ in range(rounds):
        thresholds = class_thresholds(*spoken(chance, 120), coverage)
        for level in range(5):
            levels, _ = spoken(chance, 1, level)
            covered[level] += levels[0, level] >= thresholds[level]
    assert (covered >= binom.ppf(0.001, rounds, coverage)).all()
    assert covered[0] <= binom.ppf(0.999, rounds, coverage + 1 / 40)  # and not by holding everything


@pytest.mark.parametrize("count", [0, 1, 8, 9, 10, 19])
def test_a_level_with_too_few_sentences_is_in_every_set(count: int) -> None:
    levels = np.tile([0.0, 0.3, 0.7, 0.0, 0.0], (count, 1))
    thresholds = class_thresholds(levels, np.ones(count, int))
    assert thresholds[1] == (0.3 if count >= 9 else 0.0)
    assert not thresholds[[0, 2, 3, 4]].any()


@settings(max_examples=200, deadline=None)
@given(CHANCES, st.lists(st.floats(0, 1), min_size=5, max_size=5))
def test_the_likeliest_level_is_always_in_the_set(levels: np.ndarray, thresholds: list[float]) -> None:
    plain = plain_weights()
    found = replace(plain, thresholds=np.array(thresholds)).level_set(levels)
    assert LEVELS[int(levels.argmax())] in found
    assert list(found) == [level for level in LEVELS if level in found]
    assert plain.level_set(levels) == LEVELS


def test_a_sentence_is_settled_where_the_smaller_set_holds_one_level_alone() -> None:
    weights = replace(plain_weights(), settling=np.array([0.4, 0.2, 0.2, 0.3, 0.2]))
    assert weights.settled(np.array([0.7, 0.1, 0.05, 0.1, 0.05]))
    assert not weights.settled(np.array([0.5, 0.0, 0.0, 0.5, 0.0]))
    assert not weights.settled(np.array([0.39, 0.15, 0.15, 0.2, 0.11]))
    assert not plain_weights().settled(np.array([0.7, 0.1, 0.05, 0.1, 0.05]))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5), st.integers(0, 99), st.floats(0.1, 500))
def test_probabilities_are_probabilities(count: int, seed: int, size: float) -> None:
    logits = np.random.default_rng(seed).normal(scale=size, size=(count, CODES)).astype(np.float32)
    found = some_weights(seed).probabilities(logits)
    for axis, codes in AXES.items():
        assert found[axis].shape == (count, len(codes))
        assert found[axis].sum(-1) == pytest.approx(np.ones(count))
    assert found["cse_type"].shape == (count, len(TYPES))
    assert all(((given >= 0) & (given <= 1)).all() for given in found.values())


def test_plain_weights_leave_the_logits_as_they_are() -> None:
    logits = np.random.default_rng(2).normal(size=(3, CODES))
    found = plain_weights().probabilities(logits)
    first = 0
    for axis, codes in AXES.items():
        assert found[axis] == pytest.approx(softmax(logits[:, first : first + len(codes)]))
        first += len(codes)
    assert found["cse_type"] == pytest.approx(1 / (1 + np.exp(-logits[:, first:])))


def test_weights_come_back_as_they_were_written(tmp_path: Path) -> None:
    weights = some_weights()
    write_weights(tmp_path / "w.npz", weights)
    again = read_weights(tmp_path / "w.npz")
    assert list(again.axes) == list(AXES)
    for axis in AXES:
        np.testing.assert_array_equal(again.axes[axis], weights.axes[axis])
    np.testing.assert_array_equal(again.types, weights.types)
    np.testing.assert_array_equal(again.thresholds, weights.thresholds)
    np.testing.assert_array_equal(again.settling, weights.settling)


class Harmful:
    """Would write a file when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.mark,)


def test_an_archive_with_a_pickled_object_is_refused_and_not_run(tmp_path: Path) -> None:
    plain = plain_weights()
    harmful = np.array([Harmful(tmp_path / "mark")], dtype=object)
    with (tmp_path / "w.npz").open("wb") as file:
        np.savez(file, types=harmful, thresholds=plain.thresholds, **plain.axes)
    with pytest.raises(ValueError, match="allow_pickle"):
        read_weights(tmp_path / "w.npz")
    assert not (tmp_path / "mark").exists()


def test_weights_for_other_codes_are_refused(tmp_path: Path) -> None:
    plain = plain_weights()
    write_weights(tmp_path / "w.npz", replace(plain, axes=plain.axes | {"trend": np.zeros((5, CODES + 1))}))
    with pytest.raises(ValueError, match="other codes"):
        read_weights(tmp_path / "w.npz")
    write_weights(tmp_path / "w.npz", replace(plain, axes={}))
    with pytest.raises(KeyError):
        read_weights(tmp_path / "w.npz")
