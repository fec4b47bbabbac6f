"""How many cases a sentence counts: marked sentences from `data/quantity`, and what must hold of every sentence."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyser.coding.quantity import quantities, read_quantities, sentence_quantity
from analyser.coding.quantity_again import said_again
from tests.coding.talk import document

Expected = list[tuple[str, float, float, str, str]]


def _expected(marks: str) -> Expected:
    if marks == "-":
        return []
    parts = [mark.split() for mark in marks.split("; ")]
    return [(part[0], float(part[1]), float(part[2]), part[3] if len(part) == 5 else "", part[-1]) for part in parts]


def _cases(author: str) -> list[tuple[str, Expected]]:
    lines = (Path(__file__).parent / "data" / "quantity" / f"{author}.txt").read_text(encoding="utf-8").splitlines()
    parts = [line.split(" | ") for line in lines if line and not line.startswith("#")]
    return [(part[0], _expected(part[1].strip())) for part in parts if len(part) == 2]


CASES = _cases("house")
OTHERS = {author: _cases(author) for author in ("ash", "birch", "cedar")}
FLOOR = 0.95


def _found(text: str) -> Expected:
    return [
        (quantity.kind, round(quantity.low, 3), round(quantity.high, 3), quantity.rate_per, quantity.basis)
        for quantity in read_quantities(text)
        if quantity.counted == "cases"
    ]


def _coded(text: str, assertion: str, target: str = "") -> tuple[float, float] | None:
    doc = document(text)
    span = doc.char_span(text.index(target), text.index(target) + len(target)) if target else None
    found = sentence_quantity(next(doc.sents), target=span, assertion=assertion)
    return (found.low, found.high) if found else None


@pytest.mark.parametrize(("sentence", "expected"), CASES)
def test_marked_sentence(sentence: str, expected: Expected) -> None:
    assert _found(sentence) == expected


@pytest.mark.parametrize("author", OTHERS)
def test_sentences_of_other_authors(author: str) -> None:
    def right(sentence: str, expected: Expected) -> bool:
        found = [quantity for quantity in quantities(next(document(sentence).sents)) if quantity.counted == "cases"]
        told = [(q.kind, round(q.low, 3), round(q.high, 3), q.rate_per, q.basis) for q in found]
        same = [
            ours[:4] == theirs[:4] and theirs[4] in (ours[4], "any")
            for ours, theirs in zip(told, expected, strict=False)
        ]
        return len(told) == len(expected) and all(same)

    assert sum(right(*case) for case in OTHERS[author]) >= FLOOR * len(OTHERS[author])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CASES), st.sampled_from(["upper", "lower"]))
def test_case_does_not_matter(case: tuple[str, Expected], form: str) -> None:
    assert _found(getattr(case[0], form)()) == case[1]


@pytest.mark.parametrize("sentence", [sentence for sentence, _ in CASES])
def test_a_number_phrase_alone_has_the_same_bounds(sentence: str) -> None:
    for quantity in read_quantities(sentence):
        if quantity.counted == "cases" and not quantity.zero:
            alone = read_quantities(quantity.text)
            assert [(again.low, again.high) for again in alone][:1] == [(quantity.low, quantity.high)]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(CASES))
def test_a_neutral_sentence_beside_it_changes_nothing(case: tuple[str, Expected]) -> None:
    doc = document("Thank you for coming in.", case[0], "The kettle is on.")
    sentences = list(doc.sents)
    assert [q.low for q in quantities(sentences[1]) if q.counted == "cases"] == [
        q.low for q in read_quantities(case[0]) if q.counted == "cases"
    ]
    for quantity in quantities(sentences[1]):
        assert doc.text[quantity.start : quantity.end] == quantity.text


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 1899), st.sampled_from(["girls", "young people", "referrals", "category threes"]))
def test_any_whole_number_of_cases_is_that_number(number: int, noun: str) -> None:
    assert [found[1:3] for found in _found(f"We've got {number} {noun} open.")] == [(number, number)]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    for quantity in read_quantities(text):
        assert quantity.low <= quantity.high
        assert text[quantity.start : quantity.end] == quantity.text


@pytest.mark.parametrize("assertion", ["reported", "hypothetical"])
def test_others_knowledge_and_possibilities_carry_no_quantity(assertion: str) -> None:
    assert _coded("They've got six girls.", assertion) is None


def test_a_negated_sentence_is_nought_only_with_a_zero_word() -> None:
    assert _coded("We haven't had one category three, not one.", "negated") == (0, 0)
    assert _coded("We don't get category threes.", "negated") is None
    assert _coded("It isn't ten.", "negated") is None


def test_a_denied_number_is_none() -> None:
    assert _coded("It isn't ten, it's six.", "affirmed") == (6, 6)
    assert _coded("It's not ten.", "affirmed") is None


def test_the_number_beside_the_target_is_taken() -> None:
    text = "We've got four category twos and one category three."
    assert _coded(text, "affirmed", "category three") == (1, 1)
    assert _coded(text, "affirmed", "category twos") == (4, 4)


def test_a_historical_sentence_keeps_its_number() -> None:
    assert _coded("Back in 2011 we had twelve girls.", "historical") == (12, 12)


def test_the_whole_of_a_part_is_not_the_number() -> None:
    assert _coded("Forty-four of the twelve hundred have a high risk grading.", "affirmed", "high risk") == (44, 44)
    assert _coded("At the moment there's a handful, out of my twenty-two, at that level.", "affirmed") == (3, 6)
    assert _coded("Every one of those hundred and fifty had somebody controlling them.", "affirmed") == (150, 150)


def test_numbers_that_are_denied_are_none() -> None:
    assert _coded("I found a hundred and sixteen children graded high who aren't.", "affirmed") is None
    assert _coded("What we don't get is a hundred and forty-eight.", "affirmed") is None


def test_the_question_tells_what_a_bare_number_counts() -> None:
    (sent,) = document("Six.").sents

    def answer(question: str) -> bool:
        return sentence_quantity(sent, target=None, assertion="affirmed", question=question) is not None

    assert answer("How many are at that level?")
    assert not answer("How many forms did you send?")
    assert not answer("How old is she?")
    assert not answer("How many do the police have?")


def test_a_number_said_again_keeps_its_basis() -> None:
    first, again = (read_quantities(text)[0] for text in ("We've had nine since April.", "Those nine are in there."))
    told = said_again(again, [first])
    assert told is not None
    assert (again.basis, told.basis) == ("stock", "flow")


def test_a_percentage_said_again_is_no_number_of_children() -> None:
    share, again = (read_quantities(text)[0] for text in ("It's ninety-one per cent.", "I look at that ninety-one."))
    assert said_again(again, [share]) is None


def test_of_those_counts_what_was_named_before() -> None:
    *_, last = document("I've passed it on on the form.", "I've done six of those.").sents
    assert sentence_quantity(last, target=None, assertion="affirmed") is not None  # "I" have them
    *_, last = document("The older men are behind it.", "Six of them drive.").sents
    assert sentence_quantity(last, target=None, assertion="affirmed") is None
    *_, last = document("The girls are at home.", "Six of them go missing.").sents
    assert sentence_quantity(last, target=None, assertion="affirmed") is not None


def test_open_ends_are_infinite() -> None:
    assert _coded("At least ten.", "affirmed") == (10, math.inf)
    assert _coded("Ten at most.", "affirmed") == (-math.inf, 10)
