"""Marked sentences of several authors are read as marked: the gravest level, and every mark. Held-out ones by score."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyser.codebook import load_codebook
from analyser.coding.pipeline import load_pipeline
from benchmarks.marked import indicator_scores, judge_indicators
from benchmarks.marked_lines import Indicated, Marked, is_held, read_indicated, read_marked

INDICATORS = load_codebook().indicators
LEVELS = {indicator.id: indicator.level for indicator in INDICATORS}
LEAST_PHRASINGS = 12
FLOORS = {"level exact": 0.74, "recall of marks": 0.73, "precision of marks": 0.72}
NEUTRAL = ("We met again on the Monday.", "The kettle was on.", "I took the minutes myself.")

# Sentences that the rules do not read as they are marked, by author and line.
KNOWN = {
    ("ash", 22): "a graver indicator is seen beside the mark",
    ("ash", 40): "one of two marks is put in words that no phrasing has",
    ("ash", 95): "a band of a corporate register",
    ("birch", 37): "the score stands before the name of its scale",
    ("birch", 71): "one of two marks is put in words that no phrasing has",
    ("birch", 79): "praise of a course reads as danger",
    ("birch", 86): "a dog, not a child",
    ("birch", 109): "a lift between colleagues",
    ("cedar", 2): "control by two things named together",
    ("cedar", 18): "a second gift with neither giver nor verb",
    ("cedar", 20): "two adults are several by the codebook",
    ("cedar", 21): "a graver indicator is seen beside the mark",
    ("cedar", 25): "being used by somebody is graver by the codebook",
    ("cedar", 33): "a bare number takes its scale from the one before",
    ("cedar", 56): "a short absence put as not getting in",
    ("cedar", 65): "a band of SERAF without a score is no score",
    ("cedar", 70): "a second language's order of words",
    ("cedar", 75): "a different man each time is several by the codebook",
    ("cedar", 80): "a lift between colleagues",
    ("house", 138): "a hotel room is an address by the codebook",
    ("house", 171): "a bare adjective takes its scale from the one before",
    ("house", 243): "a conference named after families",
}


def authors() -> list[Marked[Indicated]]:
    return read_marked("indicators", partial(read_indicated, known=frozenset(LEVELS)))


def labels(text: str) -> list[str]:
    doc = load_pipeline()(text)
    return sorted(span.label_ for span in doc.spans["indicators"])


READ = [(marked.author, line) for marked in authors() if not is_held(marked.author) for line in marked.lines]
LINES = [
    pytest.param(
        line,
        id=f"{author}-{line.number}",
        marks=[pytest.mark.xfail(reason=KNOWN[author, line.number], strict=True)]
        if (author, line.number) in KNOWN
        else [],
    )
    for author, line in READ
]
TEXTS = st.sampled_from([line.text for _, line in READ])


@pytest.mark.parametrize("line", LINES)
def test_a_marked_sentence_is_read_as_marked(line: Indicated) -> None:
    judged = judge_indicators(line)
    assert (judged.guess, judged.marks_found) == (judged.truth, judged.marks)


def test_sentences_that_no_rule_writer_has_seen_are_read_nearly_as_well() -> None:
    held = [judge_indicators(line) for marked in authors() if is_held(marked.author) for line in marked.lines]
    if not held:
        pytest.skip("nothing is held out here")
    low = [name for name, score in indicator_scores(held).items() if score < FLOORS[name]]
    assert low == []


def test_every_description_has_phrasings_of_many_kinds_and_the_own_sentences_show_each_indicator_twice() -> None:
    few = [it.id for it in INDICATORS if it.kind == "description" and len(it.phrases) < LEAST_PHRASINGS]
    shown = [indicator for author, line in READ if author == "house" for _, _, indicator in line.marks]
    assert few == []
    assert [it.id for it in INDICATORS if shown.count(it.id) < 2] == []
    assert sum(not line.marks for author, line in READ if author == "house") >= 65


def test_no_phrasing_begins_or_ends_with_a_gap() -> None:
    words = [(it.id, phrase.removeprefix("~").split()) for it in INDICATORS for phrase in it.phrases]
    assert [name for name, parts in words if parts[0].startswith("..") or parts[-1].startswith("..")] == []


@settings(max_examples=60, deadline=None)
@given(text=TEXTS)
def test_capitals_and_curly_apostrophes_change_nothing(text: str) -> None:
    assert labels(text.replace("'", "’")) == labels(text)
    assert labels(text.lower()) == labels(text.upper())


@settings(max_examples=60, deadline=None)
@given(text=TEXTS, before=st.sampled_from(NEUTRAL), after=st.sampled_from(NEUTRAL))
def test_an_indicator_stays_in_its_sentence_and_a_neutral_one_beside_it_changes_none(
    text: str, before: str, after: str
) -> None:
    doc = load_pipeline()(f"{before} {text} {after}")
    assert sorted(span.label_ for span in doc.spans["indicators"]) == labels(text)
    assert all(span.sent.start <= span.start and span.end <= span.sent.end for span in doc.spans["indicators"])
