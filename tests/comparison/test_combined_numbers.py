"""A caseload and the share of it put at high harm, as a number where a speaker gives no other."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from comparison_studies import cell, coded, counts, heard, people, rows_of, sentence, study, voices
from hypothesis import given, settings
from hypothesis import strategies as st
from recompute_combined import products

from analyser.comparison import extremes, perceive

ALL = {"harm_level": "unspecified", "turn": 1}


def share(low: float, high: float | None = None, **codes: Any) -> dict[str, Any]:
    ends = {"quantity_low": low, "quantity_high": low if high is None else high}
    return sentence(quantity_kind="share", **ends, **{"turn": 1, **codes})


def spoken(*rows: dict[str, Any]) -> dict[str, Any]:
    (row,) = heard(rows).to_dict("records")
    return row  # type: ignore[return-value]


def test_a_caseload_and_its_share_are_a_number() -> None:
    row = spoken(sentence(count=55, quantity_basis="stock", **ALL), share(0.333))
    assert (row["stock_low"], row["stock_high"]) == (18, 19)  # 18.3, outwards
    assert math.isnan(row["flow_low"])
    assert (row["number_excerpts"], row["combined"]) == ("e1;e2", "e1;e2")


def test_the_ends_are_multiplied() -> None:
    row = spoken(sentence(count=(20, 40), **ALL), share(0.25, 0.5))
    assert (row["flow_low"], row["flow_high"]) == (5, 20)
    row = spoken(sentence(count=20, **ALL, approximate="yes"), share(0.5, approximate="yes"))
    assert (row["flow_low"], row["flow_high"]) == (7, 14)  # 17 · .425 and 23 · .575
    row = spoken(sentence(count=(20, math.inf), **ALL), share(0.25))
    assert (row["flow_low"], row["flow_high"]) == (5, math.inf)


def test_a_rate_and_its_share_go_on_the_period() -> None:
    rate = {"quantity_kind": "rate", "quantity_low": 10, "quantity_high": 10, "rate_per": "month", **ALL}
    assert spoken(sentence(**rate), share(0.1))["flow_low"] == 12


def test_what_is_said_outright_goes_before() -> None:
    row = spoken(sentence(count=55, **ALL), share(0.5), sentence(count=6, turn=2))
    assert (row["flow_low"], row["flow_high"], row["number_excerpts"], row["combined"]) == (6, 6, "e3", "")


@pytest.mark.parametrize(
    "rows",
    [
        [sentence(count=55, **ALL), share(0.5, turn=2)],  # another turn
        [sentence(count=55, **ALL), sentence(count=9, harm_level="medium", turn=1), share(0.5)],  # of another number
        [sentence(count=55, **ALL, assertion="past"), share(0.5)],
        [sentence(count=55, **ALL), share(0.5, harm_level="medium")],
        [sentence(count=55, **ALL), share(0.5, assertion="hypothetical")],
        [share(0.5), sentence(count=55, **ALL)],  # before it
        [sentence(count=55, **ALL), share(30)],  # no share
        [sentence(count=55, **ALL), share(0.5, speaker="Another")],
    ],
)
def test_what_does_not_belong_together_gives_no_number(rows: list[dict[str, Any]]) -> None:
    found = heard(rows)
    assert found["stock_low"].isna().all()
    assert found["flow_low"].isna().all()
    assert (found["combined"] == "").all()


def test_a_type_of_either_sentence_is_the_numbers() -> None:
    row = spoken(sentence(count=40, **ALL, cse_type="online"), share(0.5, cse_type="peer"))
    types = json.loads(row["types"])
    assert (types["online"]["flow_low"], types["peer"]["flow_low"]) == (20, 20)


def test_both_sentences_need_a_review_and_the_row_says_so() -> None:
    rows = [sentence(count=40, quantity_basis="flow", **ALL), share(0.5)]
    found = heard(rows)
    assert {"e1", "e2"} <= extremes(found)
    row = rows_of(voices(*found.to_dict("records")), counts(cell(high=2, medium=9)))["all", "", "count"]
    assert (row["partners_low"], row["excerpts"]) == (20, "e1;e2")
    assert "1 agency's number is a caseload times the share of it put at high harm" in row["note"]


LEVELS = st.sampled_from(["high", "medium", "unspecified"])
ENDS = st.tuples(st.integers(0, 60), st.integers(0, 9)).map(lambda ends: (ends[0], ends[0] + ends[1]))
COUNT = st.builds(
    lambda level, ends, basis, about, turn: sentence(
        count=ends, harm_level=level, quantity_basis=basis, approximate=about, turn=turn
    ),
    LEVELS, ENDS, st.sampled_from(["stock", "flow"]), st.sampled_from(["", "yes"]), st.integers(1, 2),
)  # fmt: skip
SHARE = st.builds(
    lambda level, part, about, turn: share(part / 100, harm_level=level, approximate=about, turn=turn),
    LEVELS, st.integers(0, 100), st.sampled_from(["", "yes"]), st.integers(1, 2),
)  # fmt: skip


@given(st.lists(st.one_of(COUNT, SHARE), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_worked_out_a_second_time(rows: list[dict[str, Any]]) -> None:
    frame = coded(*sorted(rows, key=lambda row: row["turn"]))
    found = perceive(frame, people(), None, study()).to_dict("records")[0]
    plain = frame.astype("str").replace({"nan": "", "<NA>": ""}).to_dict("records")
    expected = products(plain, 12.0).get(("one", "Partner", ""), {})  # type: ignore[arg-type]
    assert bool(expected) == bool(found["combined"])
    for basis, ends in expected.items():
        assert (found[f"{basis}_low"], found[f"{basis}_high"]) == ends
