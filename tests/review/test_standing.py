"""What stands of a log: the last word of each analyst on each passage, whatever was undone on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from reviewed_talk import HASHES, HIGH, KEYS, LOW, MEDIUM, SPANS, TEXT

from analyser.review.log import NAME, Event, open_log
from analyser.review.passages import hash_of, key_of
from analyser.review.standing import JUDGED, REPLACED, standing

PARTS = [
    {"start": 0, "end": 9, "text_hash": hash_of(TEXT[0:9]), "codes": HIGH},
    {"start": 10, "end": 36, "text_hash": hash_of(TEXT[10:36]), "codes": LOW},
]
WHOLE = key_of("talk", SPANS[0][0], SPANS[1][1])


def events(*told: tuple[Any, ...]) -> list[Event]:
    """Analyst, kind and, unless it is undo or redo, the passage's number, its codes and detail."""
    found = []
    for number, (analyst, kind, *rest) in enumerate(told, start=1):
        place, codes, detail = (*rest, *(None, {}, {})[len(rest) :])
        passage, text_hash = ("", "") if place is None else (KEYS[place], HASHES[place])
        passage = WHOLE if kind == "join" else passage
        found.append(Event(number, f"2020-01-01T00:00:{number:02d}", analyst, kind, passage, text_hash, codes, detail))
    return found


def kinds(frame: pd.DataFrame) -> dict[tuple[str, str], str]:
    return {(row["passage"], row["analyst"]): row["kind"] for row in frame.to_dict("records")}


def test_the_last_word_of_each_analyst_stands() -> None:
    frame = standing(
        events(("Ann", "accept", 0, HIGH), ("Ben", "change", 0, MEDIUM), ("Ann", "change", 0, LOW), ("Ann", "defer", 1))
    )
    assert frame[["passage", "analyst", "kind", "harm_level", "number"]].values.tolist() == [
        [KEYS[0], "Ben", "change", "medium", 2],
        [KEYS[0], "Ann", "change", "low", 3],
        [KEYS[1], "Ann", "defer", "", 4],
    ]
    assert frame["quantity_low"].isna().all()


def test_a_comment_or_a_delay_leaves_the_judgement_as_it_is() -> None:
    told = events(("Ann", "change", 0, LOW), ("Ann", "comment", 0, {}, {"comment": "ask Dana"}), ("Ann", "defer", 0))
    (row,) = standing(told).to_dict("records")
    assert (row["kind"], row["harm_level"], row["comment"], row["number"]) == ("change", "low", "ask Dana", 3)


def test_an_adjudication_stands_beside_the_adjudicators_own_judgement() -> None:
    told = events(("Ann", "change", 0, LOW), ("Ann", "adjudicate", 0, MEDIUM, {"reason": "no contact told"}))
    frame = standing(told)
    assert frame["kind"].tolist() == ["change", "adjudicate"]
    assert frame["harm_level"].tolist() == ["low", "medium"]
    assert frame["reason"].tolist() == ["", "no contact told"]


def test_a_split_passage_gives_way_to_its_parts_until_it_is_judged_anew() -> None:
    split = ("Ann", "split", 0, {}, {"parts": PARTS})
    frame = standing(events(split))
    parts = [key_of("talk", 0, 9), key_of("talk", 10, 36)]
    assert kinds(frame) == {(KEYS[0], "Ann"): "split", (parts[0], "Ann"): "part", (parts[1], "Ann"): "part"}
    assert kinds(standing(events(split, ("Ann", "undo")))) == {}
    assert kinds(standing(events(split, ("Ann", "accept", 0, HIGH)))) == {(KEYS[0], "Ann"): "accept"}
    again = standing(events(split, ("Ann", "accept", 0, HIGH), ("Ann", "undo")))
    assert kinds(again) == kinds(frame)


def test_joined_passages_give_way_to_the_whole() -> None:
    frame = standing(events(("Ann", "join", 0, HIGH, {"passages": list(KEYS[:2])})))
    assert kinds(frame) == {(WHOLE, "Ann"): "join", (KEYS[0], "Ann"): "joined", (KEYS[1], "Ann"): "joined"}
    assert frame.set_index("passage").loc[WHOLE, "harm_level"] == "high"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["Ann", "Ben"]),
        st.sampled_from(["accept", "change", "comment", "defer", "split", "join", "adjudicate", "undo", "redo"]),
        st.integers(0, 2),
    ),
    max_size=25,
)


def told_by(steps: list[tuple[str, str, int]]) -> list[Event]:
    detail = {"split": {"parts": PARTS}, "join": {"passages": list(KEYS[:2])}}
    own = [(place if kind != "split" else 0, HIGH, detail.get(kind, {})) for _, kind, place in steps]
    return events(
        *(
            (who, kind) if kind in ("undo", "redo") else (who, kind, *rest)
            for (who, kind, _), rest in zip(steps, own, strict=True)
        )
    )


@settings(max_examples=60, deadline=None)
@given(STEPS, st.sampled_from(["accept", "comment", "split", "join", "adjudicate"]))
def test_undo_is_as_if_it_had_never_been_and_redo_as_if_it_had_not_been_undone(
    steps: list[tuple[str, str, int]], kind: str
) -> None:
    before, after = standing(told_by(steps)), standing(told_by([*steps, ("Ann", kind, 0)]))
    undone = standing(told_by([*steps, ("Ann", kind, 0), ("Ann", "undo", 0)]))
    redone = standing(told_by([*steps, ("Ann", kind, 0), ("Ann", "undo", 0), ("Ann", "redo", 0)]))
    pd.testing.assert_frame_equal(undone, before)
    pd.testing.assert_frame_equal(redone, after)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_a_passage_stands_once_for_each_analyst_and_once_adjudicated(steps: list[tuple[str, str, int]]) -> None:
    frame = standing(told_by(steps))
    assert not frame.assign(final=frame["kind"] == "adjudicate").duplicated(["passage", "analyst", "final"]).any()
    assert frame["harm_level"].ne("").equals(frame["kind"].isin(JUDGED))
    assert frame["into"].ne("").equals(frame["kind"].isin(REPLACED))


def test_undo_and_redo_stand_over_a_restart(tmp_path: Path) -> None:
    with open_log(tmp_path / NAME) as log:
        log.append("Ann", "change", KEYS[0], HASHES[0], LOW)
        log.append("Ann", "change", "other:0-4", hash_of("Yes."), MEDIUM)
    with open_log(tmp_path / NAME) as log:
        log.append("Ann", "undo")
        log.append("Ann", "undo")
        assert standing(log.events()).empty
    with open_log(tmp_path / NAME) as log:
        log.append("Ann", "redo")
        assert standing(log.events())["harm_level"].tolist() == ["low"]
