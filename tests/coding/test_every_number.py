"""Every word that might count: what the rules read and more, each in its place."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyser.codebook.lexicon import lexicon
from analyser.coding.every_number import every_number
from analyser.coding.quantity import numbers_of, quantities
from analyser.coding.quantity_sentence import Quantity
from tests.coding.talk import document

WORDS = """one both mostly none half 62% six girls a week of them twenty-odd or two out nine at most 1,200 no – , . 😀
    café all the time once month don't know nearly they say"""
TALK = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=14).map(" ".join)


def found(*sentences: str) -> list[Quantity]:
    """The numbers of the last sentence."""
    return every_number(list(document(*sentences).sents)[-1])


def bounds(text: str) -> set[tuple[str, float, float]]:
    return {(one.kind, one.low, one.high) for one in found(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Just the one, in the autumn.", ("count", 1, 1)),
        ("Both were known to us.", ("count", 2, 2)),
        ("Mostly girls.", ("share", 0.5, 1)),
        ("Nobody since the spring.", ("count", 0, 0)),
        ("Twins, as it happens.", ("count", 2, 2)),
        ("All of them, I'd say.", ("share", 1, 1)),
        ("Almost all.", ("share", 0.8, 1)),
        ("We have six girls.", ("count", 6, 6)),
        ("62% of them.", ("share", 0.62, 0.62)),
        ("Two or three a month.", ("rate", 2, 3)),
    ],
)
def test_a_word_that_may_count_is_found(text: str, expected: tuple[str, float, float]) -> None:
    assert expected in bounds(text)


@pytest.mark.parametrize("entry", lexicon("count_words")["words"], ids=lambda entry: entry["phrases"][0])
def test_every_word_of_the_lexicon_is_found(entry: dict[str, Any]) -> None:
    for phrase in entry["phrases"]:
        assert (entry["kind"], entry["low"], entry["high"]) in bounds(f"Well, {phrase}."), phrase


def test_a_number_that_the_rules_pass_over_is_found_as_well() -> None:
    text = "Six came, and one of those in the autumn; both went on."
    assert {1.0, 2.0, 6.0} <= {one.low for one in found(text)}


def test_words_stand_in_their_place_whatever_came_before() -> None:
    first, text = "Nine of them – 🙂, at the café.", "No, both were."
    (both,) = (one for one in found(first, text) if one.low == 2)
    assert (both.start, both.text) == (len(first) + 1 + text.index("both"), "both")


@pytest.mark.parametrize("text", ["Our meeting is on Tuesdays.", "Hm.", "🙂", "…"])
def test_nothing_that_counts(text: str) -> None:
    assert found(text) == []


def check(*sentences: str) -> None:
    for sent in document(*sentences).sents:
        numbers = every_number(sent)
        places = [(one.start, one.end) for one in numbers]
        read = {(one.start, one.end) for one in numbers_of(sent)}
        assert read <= set(places)
        as_asserted = {(one.start, one.end, one.kind, one.low, one.high) for one in quantities(sent)}
        assert as_asserted <= {(one.start, one.end, one.kind, one.low, one.high) for one in numbers}
        values = [(one.start, one.end, one.kind, one.low, one.high) for one in numbers]
        assert len(set(values)) == len(values)
        for one in numbers:
            assert sent.start_char <= one.start < one.end <= sent.end_char
            assert sent.doc.text[one.start : one.end] == one.text
            assert one.kind in ("count", "share", "rate")
            assert one.low <= one.high
            assert not math.isnan(one.low + one.high) or math.isinf(one.low)


@settings(max_examples=150, deadline=None)
@given(TALK, TALK)
def test_whatever_the_rules_read_is_among_them_once(first: str, second: str) -> None:
    check(first, second)


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1, max_size=60).filter(str.strip))
def test_any_text_can_be_read(text: str) -> None:
    check(text)
