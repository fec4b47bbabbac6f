"""Coding in several processes gives what coding in one gives."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from analyser.coding import asked_topics, code_interviews, load_coder, pool, topics_by_interview
from analyser.study import Period
from tests.coding.talk import interview

TALKS = [
    interview("Q: How many girls?\nA: Nine at high risk. Back in 2011 there were two.", "c"),
    interview("Q: And the records?\nA: They show too few.\nB: I don't think so. " + "We see them weekly. " * 40, "a"),
    interview("A: Nothing of that kind.", "b"),
]


@pytest.mark.parametrize("start", ["spawn", pool.START])
def test_processes_give_the_same_table_in_the_same_order(start: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "START", start)
    coder = load_coder(period=Period(date(2017, 4, 1), date(2018, 3, 31)))
    told: list[str] = []
    alone = code_interviews(TALKS, coder)
    shared = code_interviews(TALKS, coder, jobs=2, progress=told.append)
    pd.testing.assert_frame_equal(shared, alone)
    assert told == ["a", "b", "c"]
    assert "historical" in set(shared["assertion"])


def test_processes_find_the_same_topics() -> None:
    coder = load_coder()
    shared = topics_by_interview(TALKS, coder, jobs=2)
    assert shared == {talk.interview_id: asked_topics(talk, coder) for talk in TALKS}
    assert shared["c"] == {"numbers"}


def test_little_text_is_coded_in_one_process_and_much_in_no_more_than_there_are_interviews() -> None:
    assert pool.jobs_for([]) == pool.jobs_for([pool.PAYS - 1]) == pool.jobs_for([10 * pool.PAYS]) == 1
    assert 1 <= pool.jobs_for([pool.PAYS] * 2) <= 2


def test_nothing_to_code_gives_an_empty_table_whatever_the_processes() -> None:
    assert code_interviews([], load_coder(), jobs=2).empty


def test_a_failure_in_a_process_is_told() -> None:
    with pytest.raises(ZeroDivisionError):
        list(pool.in_processes(divided, [1, 0, 2], [1, 1, 1], 2))


def divided(number: int) -> float:
    return 1 / number
