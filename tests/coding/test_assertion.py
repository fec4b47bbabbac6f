"""What is asserted of a target: marked sentences (`data/assertion`, `data/negation`), and what must hold of all."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyser.coding.assertion import assertion_at, sentence_assertion
from analyser.coding.assertion_lexicon import assertion_lexicon
from analyser.coding.assertion_scope import find_cues
from analyser.coding.cue_words import split_words
from analyser.study import Period
from tests.coding.scope_data import targets
from tests.coding.talk import NLP, document

PERIOD = Period(date(2018, 4, 1), date(2019, 3, 31))


CASES = [*targets("house"), *targets("house_two")]
TARGETED = [case for case in CASES if "[" in case[0]]
BARE = [case for case in CASES if "[" not in case[0]]
AUTHORS = {"ash": 0.9, "birch": 0.9, "cedar": 0.9}  # the least mean F1 of the values
REPORTS = {"clinical": 0.95, "clinical_two": 0.95}  # the least F1 of "negated"
ALL = [
    *(case for name in ("house", "house_two", *AUTHORS) for case in targets(name)),
    *(case for name in REPORTS for case in targets(name, "negation")),
]
ALONE = [case for case in ALL if "[" in case[0] and not case[2]]


def _assertion(marked: str, *before: str, after: tuple[str, ...] = (), period: Period | None = PERIOD) -> str:
    start, end = marked.index("["), marked.index("]") - 1
    plain = marked.replace("[", "").replace("]", "")
    offset = sum(len(sentence) + 1 for sentence in before)
    return assertion_at(document(*before, plain, *after), start + offset, end + offset, period=period).value


@pytest.mark.parametrize(("marked", "expected", "before"), TARGETED)
def test_marked_sentence(marked: str, expected: str, before: str) -> None:
    assert _assertion(marked, *([before] if before else [])) == expected


@pytest.mark.parametrize(("answer", "expected", "question"), BARE)
def test_bare_answer_takes_what_the_question_asks(answer: str, expected: str, question: str) -> None:
    assert sentence_assertion(document(answer)[:], period=PERIOD, question=question).value == expected


def _f1(judged: list[tuple[str, str]], value: str) -> float:
    hits = sum(truth == guess == value for truth, guess in judged)
    return 2 * hits / sum((truth == value) + (guess == value) for truth, guess in judged)


def _judged(name: str, axis: str = "assertion") -> list[tuple[str, str]]:
    judged = []
    for marked, expected, before in targets(name, axis):
        if "[" in marked:
            judged.append((expected, _assertion(marked, *([before] if before else []))))
        else:
            judged.append((expected, sentence_assertion(document(marked)[:], period=PERIOD, question=before).value))
    return judged


@pytest.mark.parametrize(("name", "least"), AUTHORS.items())
def test_other_authors(name: str, least: float) -> None:
    judged = _judged(name)
    values = sorted({truth for truth, _ in judged})
    assert sum(_f1(judged, value) for value in values) / len(values) >= least


@pytest.mark.parametrize(("name", "least"), REPORTS.items())
def test_hospital_reports(name: str, least: float) -> None:
    assert _f1(_judged(name, "negation"), "negated") >= least


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(ALONE), st.sampled_from(["upper", "lower", "curly"]))
def test_case_and_apostrophes_do_not_matter(case: tuple[str, str, str], form: str) -> None:
    marked = case[0].replace("'", "’") if form == "curly" else getattr(case[0], form)()
    assert _assertion(marked) == _assertion(case[0])


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(ALONE),
    st.sampled_from(["The kettle is on.", "It was a long day.", "Thank you for coming in."]),
    st.booleans(),
)
def test_a_neutral_sentence_beside_it_changes_nothing(case: tuple[str, str, str], other: str, first: bool) -> None:
    around = (other,) if first else ()
    assert _assertion(case[0], *around, after=() if first else (other,)) == _assertion(case[0])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ALONE))
def test_no_scope_leaves_its_sentence(case: tuple[str, str, str]) -> None:
    words = split_words(case[0].replace("[", "").replace("]", ""))
    for cue in find_cues(words, assertion_lexicon()):
        assert 0 <= cue.low <= cue.start < cue.end <= cue.high <= len(words)


def test_a_cue_in_the_next_sentence_does_not_reach_back() -> None:
    assert _assertion("We've got four [networks].", after=("No, none of that.",)) == "affirmed"
    assert _assertion("We've got four [networks].", "If only.", after=("Apparently.",)) == "affirmed"


def test_years_are_past_only_before_the_period() -> None:
    marked = "In 2016 we had a [network]."
    assert _assertion(marked) == "historical"
    assert _assertion(marked, period=Period(date(2015, 1, 1), date(2016, 12, 31))) == "affirmed"
    assert _assertion(marked, period=None) == "affirmed"


def test_before_the_pandemic_is_past_only_for_a_later_period() -> None:
    marked = "Before the pandemic we had a [network]."
    assert _assertion(marked, period=Period(date(2022, 1, 1), date(2022, 12, 31))) == "historical"
    assert _assertion(marked) == "affirmed"


def test_the_reason_can_be_checked_by_a_person() -> None:
    found = assertion_at(document("We haven't had a network but we have had lifts."), 17, 24)
    assert found.value == "negated"
    assert "haven't had" in found.reason
    assert "network" in found.scope
    assert "lifts" not in found.scope


def test_a_target_outside_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="no part of the text"):
        assertion_at(document("Short."), 50, 60)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_an_assertion(text: str) -> None:
    doc = NLP(text)
    if len(doc):
        doc[0].is_sent_start = True
        for token in doc[1:]:
            token.is_sent_start = False
        assert sentence_assertion(doc[:], question=text).value
