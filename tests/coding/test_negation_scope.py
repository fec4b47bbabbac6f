"""What a negation covers: marked sentences from `data/scope`, and what must hold of every sentence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyser.coding.cue_words import split_words
from analyser.coding.negation_clauses import find_clauses
from analyser.coding.negation_lexicon import clause_lexicon
from analyser.coding.negation_scope import in_negation_scope, negation_scopes
from tests.coding.scope_data import scopes
from tests.coding.talk import NLP, document

FILES = ("prose", "prose_two")
SENTENCES = [sentence for name in FILES for sentence, _ in scopes(name)]


def _covered(sentence: str) -> list[list[str]]:
    doc = document(sentence)
    return [[doc.text[low:high] for low, high in scope.ranges] for scope in negation_scopes(doc[:])]


@pytest.mark.parametrize("name", FILES)
def test_marked_prose(name: str) -> None:
    judged = [
        (inside, in_negation_scope(document(sentence), start, end))
        for sentence, marks in scopes(name)
        for start, end, inside in marks
    ]
    hits = sum(truth and guess for truth, guess in judged)
    assert 2 * hits / sum(truth + guess for truth, guess in judged) >= 0.95


@pytest.mark.parametrize(
    ("sentence", "covered"),
    [
        ("The groom never left the yard.", [["The groom", "left the yard"]]),
        ("She rose but did not speak.", [["She", "did", "speak"]]),
        ("He went out without his coat, and I followed.", [["his coat"]]),
        ("When the bell rang, nobody came.", [["came"]]),
        ("I know a house where no stranger is welcome.", [["stranger is welcome"]]),
        ("She isn't, and I would swear to it, afraid.", [["She isn't", "afraid"]]),
        ("There is no doubt that he came.", []),
        ("It was an unhappy house.", [["unhappy house"]]),
    ],
)
def test_what_is_covered(sentence: str, covered: list[list[str]]) -> None:
    assert _covered(sentence) == covered


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SENTENCES), st.sampled_from(["upper", "lower"]))
def test_case_does_not_matter(sentence: str, form: str) -> None:
    ranges = [scope.ranges for scope in negation_scopes(document(sentence)[:])]
    assert [scope.ranges for scope in negation_scopes(document(getattr(sentence, form)())[:])] == ranges


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SENTENCES), st.sampled_from(SENTENCES))
def test_no_scope_leaves_its_sentence(first: str, second: str) -> None:
    doc = document(first, second)
    for sent in doc.sents:
        for scope in negation_scopes(sent):
            assert all(sent.start_char <= low < high <= sent.end_char for low, high in scope.ranges)
    alone = [scope.ranges for scope in negation_scopes(document(first)[:])]
    assert [scope.ranges for scope in negation_scopes(next(doc.sents))] == alone


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_clauses(text: str) -> None:
    words = split_words(text)
    found = find_clauses(words, clause_lexicon())
    assert len(found.owner) == len(found.verbs) == len(words)
    assert all(-1 <= owner < len(found.clauses) for owner in found.owner)
    doc = NLP(text)
    assert in_negation_scope(doc, 0, 1) in (True, False)
