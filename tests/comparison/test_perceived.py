"""What each speaker says: numbers, mentions, denials and claims, from coded sentences."""

from __future__ import annotations

import json
import math
from datetime import date
from typing import Any

import pandas as pd
import pytest
from comparison_studies import heard, people, person, sentence, study
from hypothesis import given, settings
from hypothesis import strategies as st

from analyser.comparison import extremes, perceive
from analyser.schemas import PERCEIVED
from analyser.study import Period
from analyser.tables import csv_text

STOCK = {"quantity_basis": "stock"}


def only(perceived: pd.DataFrame) -> dict[str, Any]:
    assert len(perceived) == 1
    return perceived.to_dict("records")[0]  # type: ignore[return-value]


def spoken(*rows: dict[str, Any], **keywords: Any) -> dict[str, Any]:
    return only(heard(rows, **keywords))


def test_the_largest_low_and_the_largest_high_are_taken_apart() -> None:
    row = spoken(sentence(count=(5, 6)), sentence(count=(3, 9)), sentence(count=4))
    assert (row["flow_low"], row["flow_high"]) == (5, 9)
    assert row["number_excerpts"] == "e1;e2"


def test_caseload_and_cases_over_time_stay_apart() -> None:
    row = spoken(sentence(count=6, **STOCK), sentence(count=9))
    assert (row["stock_low"], row["stock_high"], row["flow_low"], row["flow_high"]) == (6, 6, 9, 9)


def test_a_count_without_a_basis_is_a_caseload() -> None:
    assert spoken(sentence(count=6, quantity_basis=""))["stock_low"] == 6


@pytest.mark.parametrize(("per", "over_a_year"), [("week", 104.36), ("month", 24), ("quarter", 8), ("year", 2)])
def test_rates_are_put_on_the_period(per: str, over_a_year: float) -> None:
    rate = {"quantity_kind": "rate", "quantity_low": 2, "quantity_high": 2, "rate_per": per, "quantity_basis": "flow"}
    assert spoken(sentence(**rate))["flow_low"] == pytest.approx(over_a_year)
    half = study(period=Period(date(2018, 4, 1), date(2018, 9, 30)))
    assert spoken(sentence(**rate), of=half)["flow_high"] == pytest.approx(over_a_year / 2)
    assert spoken(sentence(**rate), of=study(period=None))["flow_low"] == pytest.approx(over_a_year)


def test_shares_and_rates_without_a_unit_are_no_numbers_of_cases() -> None:
    share = sentence(quantity_kind="share", quantity_low=0.3, quantity_high=0.3)
    rate = sentence(quantity_kind="rate", quantity_low=2, quantity_high=2)
    row = spoken(share, rate)
    assert all(math.isnan(row[name]) for name in ("stock_low", "stock_high", "flow_low", "flow_high"))
    assert row["number_excerpts"] == ""


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ((10, math.inf), (10, math.inf)),
        ((-math.inf, 10), (0, 10)),
        ((math.inf, 10), (0, 10)),
        ((None, 10), (0, 10)),
        ((10, None), (10, math.inf)),
    ],
)
def test_open_ends(told: tuple[float, float], found: tuple[float, float]) -> None:
    row = spoken(sentence(count=told))
    assert (row["flow_low"], row["flow_high"]) == found


@pytest.mark.parametrize(("told", "found"), [(6, (5, 7)), (20, (17, 23)), (30, (25, 35)), (1, (0, 2))])
def test_approximate_numbers_are_widened_here(told: int, found: tuple[int, int]) -> None:
    row = spoken(sentence(count=told, approximate="yes"))
    assert (row["flow_low"], row["flow_high"]) == found


def test_only_the_speakers_own_affirmed_high_harm_gives_a_number() -> None:
    row = spoken(
        sentence(count=9, assertion="historical"),
        sentence(count=8, harm_level="medium"),
        sentence(count=7, assertion="reported"),
        sentence(count=2),
    )
    assert (row["flow_low"], row["flow_high"]) == (2, 2)
    assert row["other_high"] == 2


def test_a_zero_word_is_zero_and_a_plain_denial_is_none() -> None:
    zero = sentence(count=0, assertion="negated", **STOCK)
    row = spoken(zero)
    assert (row["stock_low"], row["stock_high"], row["denied"]) == (0, 0, 1)
    assert math.isnan(spoken(sentence(assertion="negated"))["stock_low"])
    row = spoken(zero, sentence())
    assert math.isnan(row["stock_low"])
    assert (row["denied"], row["mentions_high"]) == (1, 1)


def test_a_run_of_one_turn_and_level_is_one_mention() -> None:
    levels = ["high", "high", "medium", "high"]
    rows = [sentence(harm_level=level, turn=3, start=n) for n, level in enumerate(levels)]
    row = spoken(*rows, sentence(turn=4, start=9))
    assert (row["mentions_high"], row["mentions_medium"]) == (3, 1)
    assert row["high_excerpts"] == "e1;e2;e4;e5"


def test_one_case_is_one_mention_wherever_it_comes_up() -> None:
    rows = [
        sentence(turn=1, case_ref="A", harm_level="medium"),
        sentence(turn=2),
        sentence(turn=5, case_ref="A"),
        sentence(turn=9, case_ref="B"),
    ]
    row = spoken(*rows)
    assert (row["mentions_high"], row["mentions_medium"]) == (3, 0)


def test_a_case_that_two_partners_of_an_interview_speak_of_is_one_but_the_owners_words_take_none() -> None:
    found = heard(
        [
            sentence(speaker="Officer", agency_type="Police", case_ref="A"),
            sentence(speaker="Nurse", agency_type="health", case_ref="A"),
            sentence(speaker="Teacher", agency_type="education", case_ref="A"),
        ]
    )
    assert dict(zip(found["speaker"], found["mentions_high"], strict=True)) == {"Officer": 1, "Nurse": 1, "Teacher": 0}
    assert dict(zip(found["speaker"], found["owner"], strict=True)) == {
        "Officer": "yes",
        "Nurse": "no",
        "Teacher": "no",
    }


def test_sentences_without_a_turn_stand_alone() -> None:
    frame = pd.DataFrame([{"interview_id": "one", "harm_level": "High ", "assertion": "Affirmed"}] * 3)
    row = only(perceive(frame, people(), None, study()))
    assert row["mentions_high"] == 3
    assert row["excerpts"] == "one:row2;one:row3;one:row4"


def test_people_without_a_coded_sentence_have_a_row() -> None:
    who = [person("one", "Hospital", "health", "Harbour"), person("two", "School", "education", "Harbour")]
    found = heard([sentence("one")], who, asked={"one": frozenset({"high"}), "two": frozenset({"numbers"})})
    assert list(found["agency"]) == ["Hospital", "School"]
    assert list(found["asked"]) == [1, 1]
    assert list(found["mentions_high"]) == [1, 0]


def test_asked_follows_the_questions_else_what_is_told() -> None:
    topics = {"one": frozenset({"data"})}
    assert spoken(sentence(), asked=topics)["asked"] == 0
    assert spoken(sentence(harm_level="medium"))["asked"] == 1
    assert spoken(sentence(harm_level="none", assertion="", data_claim="matches"))["asked"] == 0


def test_areas_of_one_speaker_are_rows_of_their_own() -> None:
    found = heard(
        [sentence(area="St. Mary's", count=2), sentence(area="ST MARYS", count=5), sentence(area="Harbour", count=1)]
    )
    assert list(found["area"]) == ["Harbour", "St. Mary's"]
    assert list(found["flow_high"]) == [1, 5]


def test_blank_sentences_take_what_is_known_of_their_speaker() -> None:
    found = heard([sentence(speaker="", count=4)], [person("one", "Hospital", "health", "Harbour")])
    row = only(found)
    assert (row["speaker"], row["agency"], row["area"], row["flow_low"]) == ("Partner", "Hospital", "Harbour", 4)


def test_claims_and_trend_are_counted_by_sentence() -> None:
    claim = {"harm_level": "none", "assertion": ""}
    row = spoken(
        sentence(data_claim="under_recorded", turn=1),
        sentence(data_claim="under_recorded", turn=1, **claim),
        sentence(data_claim="incomplete", **claim),
        sentence(trend="rising"),
        sentence(trend="falling", harm_level="low"),
        sentence(trend="falling", harm_level="low"),
    )
    assert (row["under_recorded"], row["incomplete"], row["matches"]) == (2, 1, 0)
    assert row["trend"] == "rising"
    assert row["claim_excerpts"] == "e1;e2;e3"


def test_types_hold_the_same_figures_for_their_own_sentences() -> None:
    row = spoken(
        sentence(count=(4, math.inf), cse_type="gang;online", turn=1),
        sentence(count=6, turn=2),
        sentence(cse_type="online", assertion="negated", turn=3),
        asked={"one": frozenset({"high", "online", "party", "data"})},
    )
    types = json.loads(row["types"])
    assert set(types) == {"gang", "online", "party"}
    assert (types["gang"]["flow_low"], types["gang"]["flow_high"], types["gang"]["mentions_high"]) == (4, "inf", 1)
    assert (types["gang"]["asked"], types["online"]["asked"], types["online"]["denied"]) == (0, 1, 1)
    assert types["party"] == {"asked": 1}
    assert not {"stock_low", "trend", "claim_excerpts"} & set(types["gang"])
    assert spoken(sentence())["types"] == ""


def test_extremes_are_every_sentence_that_sets_an_end_of_any_figure() -> None:
    found = heard(
        [
            sentence(count=6, turn=1),
            sentence(count=2, cse_type="online", turn=2),
            sentence(count=3, turn=3),
            sentence(count=6, turn=4),
        ]
    )
    assert extremes(found) == {"e1", "e2", "e4"}


def test_the_most_telling_excerpts_stand_first() -> None:
    row = spoken(
        sentence(harm_level="medium"),
        sentence(data_claim="matches", harm_level="none", assertion=""),
        sentence(assertion="negated"),
        sentence(),
        sentence(count=4),
    )
    assert row["excerpts"] == "e5;e4;e3;e2;e1"


def test_reviewed_sentences_are_told_apart() -> None:
    row = spoken(
        sentence(coder="analyst:kim"),
        sentence(coder="model:rules@1"),
        sentence(coder="analyst:kim", assertion="negated"),
    )
    assert row["reviewed_high"] == 1


def test_nothing_said_and_nobody_there() -> None:
    assert heard([]).empty
    assert heard([]).columns.tolist() == list(PERCEIVED.columns)


codes = st.fixed_dictionaries(
    {
        "interview_id": st.sampled_from(["one", "two"]),
        "speaker": st.sampled_from(["", "A", "B"]),
        "agency": st.sampled_from(["", "Hospital"]),
        "area": st.sampled_from(["", "Harbour", "HARBOUR", "Northgate"]),
        "harm_level": st.sampled_from(["", "none", "low", "medium", "high", "unspecified"]),
        "assertion": st.sampled_from(["", "affirmed", "negated", "hypothetical", "reported", "historical"]),
        "quantity_kind": st.sampled_from(["", "count", "rate", "share"]),
        "quantity_low": st.sampled_from([None, -math.inf, 0, 2, 7]),
        "quantity_high": st.sampled_from([None, math.inf, 0, 2, 7]),
        "rate_per": st.sampled_from(["", "week", "fortnight"]),
        "cse_type": st.sampled_from(["", "gang", "gang;online"]),
        "turn": st.sampled_from([None, 1, 2]),
        "case_ref": st.sampled_from(["", "A"]),
    }
)


@settings(max_examples=40, deadline=None)
@given(st.lists(codes, max_size=12))
def test_any_codes_give_an_orderly_table(rows: list[dict[str, Any]]) -> None:
    found = heard(rows)
    assert csv_text(found, PERCEIVED) == csv_text(heard(rows), PERCEIVED)
    ends = found[["stock_low", "stock_high", "flow_low", "flow_high"]]
    for basis in ("stock", "flow"):
        given_ends = ends[ends[f"{basis}_low"].notna()]
        assert (given_ends[f"{basis}_low"] <= given_ends[f"{basis}_high"]).all()
    affirmed = sum(row["harm_level"] == "high" and row["assertion"] == "affirmed" for row in rows)
    assert found["mentions_high"].sum() <= affirmed
    assert not found.duplicated(["interview_id", "speaker", "agency", "area"]).any()
