"""The orders in which passages are looked at, and how many a random sample takes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyser.review import queue
from analyser.review.passages import PASSAGES, key_of
from analyser.tables import table


def passages(*rows: dict[str, object]) -> pd.DataFrame:
    about = [
        {
            "passage": key_of("one", n * 10, n * 10 + 5),
            "interview_id": "one",
            "needs_review": "no",
            "assertion": "affirmed",
        }
        for n in range(len(rows))
    ]
    return table([{**first, **row} for first, row in zip(about, rows, strict=True)], PASSAGES)


def many(counts: list[int], *, every: int) -> pd.DataFrame:
    """Interviews with so many high of `every` passages each."""
    rows = [
        {
            "passage": key_of(f"i{k}", n * 10, n * 10 + 5),
            "interview_id": f"i{k}",
            "harm_level": "high" if n < high else "low",
        }
        for k, high in enumerate(counts)
        for n in range(every)
    ]
    return table(rows, PASSAGES)


def places(frame: pd.DataFrame) -> list[int]:
    return [int(key.split(":")[1].split("-")[0]) // 10 for key in frame["passage"]]


def test_the_least_certain_come_first_and_those_marked_before_all() -> None:
    found = queue.least_certain(
        passages(
            {"confidence": 0.9}, {"confidence": 0.4}, {"confidence": 0.95, "needs_review": "yes"}, {"confidence": None}
        )
    )
    assert places(found) == [2, 1, 0, 3]
    assert list(found.columns) == list(PASSAGES.columns)


def test_high_harm_has_the_affirmed_first() -> None:
    rows = [
        {"harm_level": "high", "assertion": "negated", "confidence": 0.1},
        {"harm_level": "low", "confidence": 0.1},
        {"harm_level": "high", "confidence": 0.9},
        {"harm_level": "high", "confidence": 0.3},
    ]
    assert places(queue.high_harm(passages(*rows))) == [3, 2, 0]


def test_by_code_takes_one_type_of_several() -> None:
    found = queue.by_code(
        passages({"cse_type": "online;peer"}, {"cse_type": "peer"}, {"cse_type": ""}), "cse_type", "online"
    )
    assert places(found) == [0]


def test_by_agency_and_by_words() -> None:
    frame = passages({"agency": "Beacon"}, {"agency": "Harbour"})
    texts = dict(zip(frame["passage"], ["She was MOVED between addresses.", "He moved school."], strict=True))
    assert places(queue.by_agency(frame, "Harbour")) == [1]
    assert places(queue.search(frame, texts, "moved addresses")) == [0]
    assert places(queue.search(frame, texts, "Moved")) == [0, 1]
    assert places(queue.search(frame, texts, "  ")) == []


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 5))
def test_a_larger_sample_begins_with_the_smaller(small: int, more: int, seed: int) -> None:
    frame = many([3, 5], every=20)
    first, second = (queue.random_sample(frame, size, seed=seed)["passage"].tolist() for size in (small, small + more))
    assert second[: len(first)] == first
    assert len(set(second)) == len(second) == min(small + more, 40)


def test_a_sample_does_not_hang_on_what_else_is_there_and_hits_all_alike() -> None:
    frame = many([3, 5], every=50)
    alone = queue.random_sample(frame[frame["interview_id"] == "i1"], 50, seed=4)["passage"].tolist()
    together = [key for key in queue.random_sample(frame, 100, seed=4)["passage"] if key.startswith("i1:")]
    assert alone == together
    drawn = sum(
        frame["passage"].isin(queue.random_sample(frame, 20, seed=seed)["passage"]).to_numpy() for seed in range(300)
    )
    assert np.asarray(drawn).mean() == pytest.approx(60)
    assert 30 < np.asarray(drawn).min() <= np.asarray(drawn).max() < 90  # binomial: 60 ± 7


def test_the_size_without_likeness_is_the_textbooks() -> None:
    """Interviews that are all alike tell nothing of being alike: t²pq/e² of the plain formula."""
    frame = many([100] * 200, every=200)
    found = queue.proposed_size(frame, 0.05)
    assert found.likeness == 0
    assert found.size == 389  # 1.97196² · 0.25 / 0.05²
    assert found.precision <= 0.05


def test_more_likeness_or_precision_takes_more_passages() -> None:
    alike, unlike = many([20] * 30, every=200), many([0, 40] * 15, every=200)
    assert queue.proposed_size(unlike, 0.05).size > queue.proposed_size(alike, 0.05).size
    sizes = [queue.proposed_size(alike, precision).size for precision in (0.1, 0.05, 0.02)]
    assert sizes == sorted(sizes)


def test_what_cannot_be_reached_is_said() -> None:
    frame = many([0, 40, 0, 40], every=50)
    found = queue.proposed_size(frame, 0.02)
    assert found.size == len(frame)
    assert found.precision > 0.02
    assert queue.proposed_size(frame[frame["interview_id"] == "i0"], 0.1).precision == float("inf")
    with pytest.raises(ValueError, match="between 0 and 1"):
        queue.proposed_size(frame, 0)
