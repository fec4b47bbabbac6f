"""The trained coder's decisions, from readings made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyser.coding.decisions import Decision
from analyser.coding.quantity_sentence import Quantity
from analyser.coding.weighed import MODEL, weighed_one
from analyser.model import AXES, LEVELS, TYPES, Reading

TEXT = "We have six girls, nearly half of them a month ago."
SIX = Quantity("count", 6, 6, "", "stock", False, "cases", 8, 11, "six")
NINE = Quantity("count", 9, 9, "", "stock", False, "other:places", 8, 11, "nine")
HALF = Quantity("share", 0.5, 0.5, "", "stock", False, "cases", 26, 30, "half")
WEEKLY = Quantity("rate", 2, 3, "week", "stock", False, "cases", 8, 11, "two or three a week")
RULED = Decision("low", "affirmed", SIX, ("peer",), "matches", "rising", ("band_low",), "band", "'six' → low", "s1")


def reading(
    level: str = "high",
    chance: float = 0.8,
    levels: tuple[str, ...] = (),
    numbers: tuple[float, ...] = (),
    types: tuple[str, ...] = (),
    words: tuple[tuple[int, int], ...] = (),
    settled: bool = True,
    **codes: str,
) -> Reading:
    """A reading in which these codes are the likeliest, else the first of each axis."""
    probabilities = {}
    for axis, names in AXES.items():
        code = level if axis == "harm_level" else codes.get(axis, names[0])
        sure = chance if axis == "harm_level" else 0.9
        probabilities[axis] = np.array([sure if name == code else (1 - sure) / (len(names) - 1) for name in names])
    probabilities["cse_type"] = np.array([0.51 if name in types else 0.5 for name in TYPES])
    return Reading(
        probabilities=probabilities,
        levels=levels or (level,),
        settled=settled,
        numbers=np.array(numbers),
        words=words,
    )


def quantity(found: Reading, *numbers: Quantity, ruled: Decision = RULED) -> Quantity | None:
    return weighed_one(found, numbers, ruled, TEXT).quantity


def test_none_drops_every_code_of_a_case() -> None:
    found = weighed_one(
        reading("none", numbers=(9.0,), types=("gang",), trend="falling", quantity_kind="count", data_claim="matches"),
        [SIX],
        RULED,
        TEXT,
    )
    assert (found.level, found.assertion, found.quantity, found.types, found.trend) == ("none", "", None, (), "")
    assert (found.claim, found.evidence, found.confidence) == ("matches", MODEL, 0.8)


def test_the_models_codes_take_the_place_of_the_rules() -> None:
    found = weighed_one(
        reading(types=("online", "gang"), assertion="historical", trend="falling", data_claim="incomplete"),
        [],
        replace(RULED, claim=""),
        TEXT,
    )
    assert (found.level, found.assertion, found.quantity) == ("high", "historical", None)
    assert (found.types, found.claim, found.trend) == (("online", "gang"), "incomplete", "falling")
    assert (found.indicators, found.case_ref) == (RULED.indicators, RULED.case_ref)
    assert RULED.level == "low"  # and leave the rules' decision as it was


def test_a_form_must_be_likelier_than_not() -> None:
    assert weighed_one(reading(), [], RULED, TEXT).types == ()


@pytest.mark.parametrize("assertion", ["reported", "hypothetical"])
def test_a_reported_or_imagined_number_is_none(assertion: str) -> None:
    assert quantity(reading(assertion=assertion, quantity_kind="count", numbers=(9.0,)), SIX) is None


@pytest.mark.parametrize("kind", ["count", "share", "rate"])
@pytest.mark.parametrize("basis", ["stock", "flow"])
def test_a_negated_number_is_none_of_them(kind: str, basis: str) -> None:
    given = reading(assertion="negated", quantity_kind=kind, quantity_basis=basis, numbers=(9.0,))
    found = quantity(given, SIX)
    assert found is not None
    assert (found.kind, found.low, found.high, found.rate_per, found.basis) == ("count", 0, 0, "", basis)
    assert quantity(reading(assertion="negated", quantity_kind=kind)) is not None


@pytest.mark.parametrize("assertion", ["affirmed", "historical", "negated"])
def test_no_number_where_the_model_says_that_there_is_none(assertion: str) -> None:
    assert quantity(reading(assertion=assertion, numbers=(9.0,)), SIX) is None


def test_a_kind_takes_the_likeliest_number_of_its_kind() -> None:
    share = quantity(reading(quantity_kind="share", numbers=(9.0, -9.0)), SIX, HALF)
    assert share is not None
    assert (share.kind, share.low, share.text, share.rate_per) == ("share", 0.5, "half", "")
    count = quantity(reading(quantity_kind="count", quantity_basis="flow", numbers=(-9.0, 5.0, 9.0)), SIX, NINE, HALF)
    assert count is not None
    assert (count.low, count.basis, count.counted) == (9, "flow", "cases")


def test_what_the_rules_see_of_a_number_decides_where_the_model_wavers() -> None:
    def low(given: tuple[float, ...], *numbers: Quantity) -> float | None:
        found = quantity(reading(quantity_kind="count", numbers=given), *numbers)
        return found and found.low

    nine = replace(NINE, start=20, end=24)
    assert low((0.0, 0.3), SIX, nine) == 6  # which the rules take
    assert low((0.0, 3.0), SIX, nine) == 9
    for aside in ("then", "denied", "whole"):
        assert low((0.3, 0.3), replace(nine, **{aside: True}), replace(nine, low=4)) == 4
    rate = quantity(reading(quantity_kind="rate", numbers=(0.5, 0.0)), nine, WEEKLY)
    assert rate is not None
    assert rate.low == 2  # a phrase with a unit of its own


@pytest.mark.parametrize("kind", ["count", "share"])
def test_there_may_be_no_number_of_the_kind(kind: str) -> None:
    assert quantity(reading(quantity_kind=kind, numbers=(9.0,)), WEEKLY) is None
    assert quantity(reading(quantity_kind=kind)) is None
    assert quantity(reading(quantity_kind="rate", numbers=(9.0,)), HALF) is None


def test_a_rate_takes_the_unit_of_its_phrase_else_the_models() -> None:
    weekly = quantity(reading(quantity_kind="rate", rate_per="year", numbers=(9.0,)), WEEKLY)
    assert weekly is not None
    assert (weekly.kind, weekly.low, weekly.rate_per, weekly.basis) == ("rate", 2, "week", "flow")
    yearly = quantity(reading(quantity_kind="rate", rate_per="year", numbers=(9.0,)), SIX)
    assert yearly is not None
    assert (yearly.kind, yearly.low, yearly.rate_per, yearly.basis) == ("rate", 6, "year", "flow")


def test_the_reason_says_what_decided_and_what_it_may_be_instead() -> None:
    found = weighed_one(reading(levels=("high", "unspecified"), words=((8, 11), (12, 17))), [], RULED, TEXT)
    assert found.reason == (
        "read as high in its context (80%); 'six', 'girls' weighed most; by its words alone low: 'six' → low; "
        "may be unspecified"
    )
    same = weighed_one(reading("low", words=((8, 11),)), [], RULED, TEXT)
    assert same.reason == "'six' → low; read so in its context too (80%)"
    several = weighed_one(reading("low", levels=("none", "low", "medium")), [], RULED, TEXT)
    assert several.reason.endswith("; may be none or medium")


def test_no_reading_is_told_as_certain() -> None:
    assert "(99%)" in weighed_one(reading(chance=1.0), [], RULED, TEXT).reason
    assert weighed_one(reading(chance=1.0), [], RULED, TEXT).confidence == 1


@pytest.mark.parametrize("level", ["high", "none"])
def test_a_sentence_that_is_not_settled_is_for_review(level: str) -> None:
    assert weighed_one(reading(level, settled=False), [], RULED, TEXT).doubtful
    assert not weighed_one(reading(level), [], replace(RULED, doubtful=True), TEXT).doubtful


CHANCES = {axis: st.lists(st.floats(0, 1), min_size=len(codes), max_size=len(codes)) for axis, codes in AXES.items()}


@settings(max_examples=200, deadline=None)
@given(
    st.fixed_dictionaries({**CHANCES, "cse_type": st.lists(st.floats(0, 1), min_size=10, max_size=10)}),
    st.lists(st.tuples(st.sampled_from([SIX, NINE, HALF, WEEKLY]), st.floats(-50, 50)), max_size=4),
    st.sets(st.sampled_from(LEVELS)),
    st.sampled_from([RULED, Decision()]),
)
def test_any_reading_gives_codes_of_the_manual(
    chances: dict[str, list[float]], numbers: list[tuple[Quantity, float]], more: set[str], ruled: Decision
) -> None:
    probabilities = {axis: np.array(given) for axis, given in chances.items()}
    level = LEVELS[int(probabilities["harm_level"].argmax())]
    levels = tuple(one for one in LEVELS if one == level or one in more)
    given_numbers = np.array([logit for _, logit in numbers])
    one_reading = Reading(
        probabilities=probabilities, levels=levels, settled=True, numbers=given_numbers, words=((0, 2),)
    )
    found = weighed_one(one_reading, [one for one, _ in numbers], ruled, TEXT)
    assert found.level == level
    assert found.claim in AXES["data_claim"]
    assert found.confidence is not None
    assert 0 <= found.confidence <= 1
    if level == "none":
        assert (found.assertion, found.quantity, found.types, found.trend) == ("", None, (), "")
        return
    assert found.assertion in AXES["assertion"]
    assert set(found.types) <= set(TYPES)
    if found.quantity is not None:
        assert found.assertion not in ("reported", "hypothetical")
        assert found.quantity.counted == "cases"
        assert bool(found.quantity.rate_per) == (found.quantity.kind == "rate")
        assert found.quantity.low == found.quantity.high == 0 or found.assertion != "negated"


def test_a_bare_number_is_taken_by_its_question() -> None:
    asked = replace(RULED, level="high", evidence="question")
    found = weighed_one(reading("none"), [SIX], asked, "Six, I'd say.")
    assert (found.level, found.assertion, found.quantity) == ("high", "affirmed", SIX)
    assert found.doubtful  # the model reads another level
    assert "question" in found.reason
    untold = replace(asked, level="unspecified")
    assert weighed_one(reading("none"), [SIX], untold, "Six, I'd say.").level == "none"
    assert weighed_one(reading("none"), [SIX], asked, TEXT).level == "none"


def test_a_number_stands_beside_a_named_band_of_the_same_level() -> None:
    assert quantity(reading("low"), SIX) == SIX
    assert quantity(reading("high"), SIX) is None
    assert quantity(reading("low", assertion="historical"), SIX) is None
    told = replace(RULED, evidence="story")
    assert quantity(reading("low"), SIX, ruled=told) is None
    own = replace(told, quantity=replace(SIX, owned=True))
    assert quantity(reading("low"), SIX, ruled=own) == own.quantity


def test_a_claim_goes_the_way_of_its_words() -> None:
    given = reading("none", data_claim="under_recorded")
    over, silent = replace(RULED, claim="over_recorded"), replace(RULED, claim="")
    assert weighed_one(given, [], over, TEXT).claim == "over_recorded"
    assert weighed_one(given, [], silent, TEXT).claim == "under_recorded"
    assert weighed_one(reading("none"), [], over, TEXT).claim == ""  # the model hears no claim at all


def test_that_the_data_are_right_needs_more_than_half_of_what_is_claimed() -> None:
    found = reading("none")
    chances = {"": 0.1, "under_recorded": 0.15, "over_recorded": 0.05, "matches": 0.4, "incomplete": 0.3}
    found.probabilities["data_claim"][:] = [chances[code] for code in AXES["data_claim"]]
    silent = replace(RULED, claim="")
    assert weighed_one(found, [], silent, TEXT).claim == "incomplete"
    chances |= {"matches": 0.6, "incomplete": 0.1}
    found.probabilities["data_claim"][:] = [chances[code] for code in AXES["data_claim"]]
    assert weighed_one(found, [], silent, TEXT).claim == "matches"
