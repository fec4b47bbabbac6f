"""What the rules see, as the trained coder is given it: marks without the sentence's words."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from analyser.coding import load_coder
from analyser.coding.coder import coded_sentences
from analyser.coding.rule_features import marks_of, vector
from analyser.model import load_model
from tests.coding.talk import interview

TALK = """Q: How many girls did you see at high risk?
A: Zebedee saw six girls passed between hotels, mostly at weekends. Nobody's recorded that.
Q: Any at low risk?
A: Perhaps two, but the Quibbleton figures undercount them. It's rising! We meet on Tuesdays.
B: Back in 2011 there was a boy who'd been sent pictures online. She wasn't a Quibbleton girl."""
MARK = re.compile(r"[a-z_]+(=[a-z_?]+)?")
NAMES = st.text("abc=", max_size=5)


def marks(text: str) -> list[frozenset[str]]:
    return [marks_of(heard, decision) for heard, decision in coded_sentences(interview(text), load_coder())]


def test_marks_are_names_and_no_words_of_the_speaker() -> None:
    found = marks(TALK)
    assert all(found)
    for mark in frozenset().union(*found):
        assert MARK.fullmatch(mark), mark
        assert not {"zebedee", "quibbleton", "hotels", "tuesdays", "girls", "six"} & set(re.split(r"\W+", mark))


def test_other_names_give_the_same_marks() -> None:
    assert marks(TALK.replace("Zebedee", "Marigold").replace("Quibbleton", "Snodsbury")) == marks(TALK)


def test_marks_tell_what_was_decided_and_asked() -> None:
    first, *others = marks(TALK)
    assert {"decided=high", "asked_level=high", "quantity=count", "counts", "first", "opens"} <= first
    assert "claim=under_recorded" in frozenset().union(*others)
    assert "trend=rising" in frozenset().union(*others)
    assert not any(mark.endswith("=") for mark in frozenset().union(first, *others))


def test_the_model_knows_marks_that_the_rules_give() -> None:
    known = load_model().marks
    assert len(set(known)) == len(known)
    assert {"decided=high", "decided=none", "first", "opens"} <= set(known)


@settings(max_examples=100, deadline=None)
@given(st.frozensets(NAMES), st.lists(NAMES, unique=True))
def test_a_vector_is_as_long_as_the_names_and_says_which_are_there(
    marks_there: frozenset[str], names: list[str]
) -> None:
    found = vector(marks_there, names)
    assert len(found) == len(names)
    assert {name for name, value in zip(names, found, strict=True) if value == 1} == marks_there & set(names)
    assert set(found) <= {0.0, 1.0}
