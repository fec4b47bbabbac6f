"""What a speaker asserts of the cases that a sentence names: they see them, they do not, or they only speak of them.

Cues, their scopes and what cancels them are data (`codebook/lexicons/assertion.yaml`). The way of finding scopes
follows NegEx and ConText (Chapman et al. 2001; Harkema et al. 2009): a cue reaches to the next boundary of its kind,
in its direction. Beyond them: two negations of which one takes a whole clause undo each other, a child's own denial is
not the speaker's, and an agency's knowledge is someone else's. "Hardly any" and "rarely" affirm: few are not none.

Where several cues govern a target the coding manual's order decides: hypothetical, reported, negated, historical.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from analyser.coding.assertion_answer import answer_value
from analyser.coding.assertion_lexicon import assertion_lexicon
from analyser.coding.assertion_predicates import Reading
from analyser.coding.assertion_scope import REACH, Cue, attribute_pronouns, cues_of, has_pronouns, without_passing
from analyser.coding.assertion_sentences import end_of, sentence_at
from analyser.coding.assertion_time import YearNamed, find_years, past_year
from analyser.coding.cue_words import Word
from analyser.coding.negation_lexicon import clause_lexicon
from analyser.coding.pipeline import said_words, sentence_before, sentence_text
from analyser.study import Period

AFFIRMED, NEGATED, HYPOTHETICAL, HISTORICAL, REPORTED = "affirmed", "negated", "hypothetical", "historical", "reported"
_NO_CUE = "no cue in scope"
_CACHE = "assertion"


@dataclass(frozen=True)
class Assertion:
    """A value of the coding manual, the cue that gave it ("" for none), its scope, and a line a person can check."""

    value: str
    cue: str
    scope: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    offset: int
    words: Sequence[Word]
    cues: Sequence[Cue]
    years: Sequence[YearNamed]
    said: Reading


def assertion_at(
    doc: Doc, start_char: int, end_char: int, *, period: Period | None = None, question: str = ""
) -> Assertion:
    """What is asserted of a target: characters `start_char` to `end_char`, within one sentence.

    `period` is the study's, which tells years before it; `question` what the interviewer asked, for a bare answer.

    Raises:
        ValueError: the target lies outside the text.
    """
    sent = sentence_at(doc, start_char)
    if sent is None or start_char >= end_char or end_char > end_of(doc):
        raise ValueError(f"characters {start_char} to {end_char} are no part of the text")
    sentence = _analysed(sent)
    place = bisect_right(sentence.words, start_char, key=lambda word: word.end)
    if place == len(sentence.words) or sentence.words[place].start >= end_char:
        return sentence_assertion(sent, period=period, question=question)
    return _decide(sentence, place, period, bisect_left(sentence.words, end_char, key=_word_start))


def _word_start(word: Word) -> int:
    return word.start


def sentence_assertion(sent: Span, *, period: Period | None = None, question: str = "") -> Assertion:
    """What is asserted by a sentence that names nothing itself: a bare answer takes what `question` asks."""
    sentence = _analysed(sent)
    answer = answer_value(sentence.words, question)
    if answer is not None:
        value, phrase = answer
        return Assertion(value, phrase, "", f"the answer '{phrase}' → {value}")
    return _decide(sentence, None, period)


def _analysed(sent: Span) -> _Sentence:
    """The sentence's cues, found once and kept with the Doc."""
    kept: dict[int, _Sentence] = sent.doc.user_data.setdefault(_CACHE, {})
    if sent.start not in kept:
        lexicon = assertion_lexicon()
        words = without_passing(said_words(sent), lexicon)
        said = Reading(words, lexicon, clause_lexicon())
        cues: Sequence[Cue] = cues_of(said)
        if has_pronouns(cues, words, lexicon):
            before = sentence_before(sent)
            cues = attribute_pronouns(cues, words, said_words(before) if before else (), lexicon)
        text, years = sentence_text(sent), find_years(words, lexicon)
        kept[sent.start] = _Sentence(text, sent.start_char, words, cues, years, said)
    return kept[sent.start]


def _decide(sentence: _Sentence, place: int | None, period: Period | None, end: int = 0) -> Assertion:
    """The value at a word, or of the whole sentence, by the manual's order."""

    def governs(cue: Cue) -> bool:
        if place is None:
            return True
        of_target = place <= cue.start and cue.end <= end and end - place > cue.end - cue.start
        return cue.governs(place) and not of_target

    by_category: dict[str, list[Cue]] = {}
    near = sentence.cues
    if place is not None:
        near = near[bisect_left(near, place - REACH, key=_start) : bisect_right(near, place + REACH, key=_start)]
    for cue in near:
        if governs(cue):
            by_category.setdefault(cue.group.category, []).append(cue)
    past = [cue for cue in by_category.get(HISTORICAL, []) if _is_past(cue, period)]
    year = past_year(sentence.years, place, period)
    settled = {
        category for category, there in ((NEGATED, by_category.get(NEGATED)), (HISTORICAL, past or year)) if there
    }
    by_category[HYPOTHETICAL] = [c for c in by_category.get(HYPOTHETICAL, []) if settled.isdisjoint(c.group.yields)]
    for category in (HYPOTHETICAL, REPORTED):
        if found := by_category.get(category):
            return _by(sentence, found[0], category)
    negations = by_category.get("negated", [])
    wraps = by_category.get("wraps", [])
    if denials := by_category.get("denial"):
        negations = [cue for cue in negations if not any(denial.governs(cue.start) for denial in denials)]
    undone = bool(by_category.get("reverses")) and bool(negations or wraps)
    if (undone + len(wraps) + _levels(negations, sentence.said)) % 2:
        return _by(sentence, (negations or wraps)[0], NEGATED)
    if wraps or negations:
        first, last = (wraps or negations)[0], (negations or wraps)[-1]
        text = _text(sentence, first.start, first.end)
        return Assertion(AFFIRMED, text, "", f"'{text}' and '{_text(sentence, last.start, last.end)}' undo each other")
    if not by_category.get("holds"):
        if place is None:
            past = [cue for cue in past if not _until_now(sentence, cue)]
        if past:
            return _by(sentence, past[0], HISTORICAL)
        if year:
            return Assertion(HISTORICAL, year, "", f"'{year}' lies before the study period")
    if denials:
        text = _text(sentence, denials[0].start, denials[0].end)
        return Assertion(AFFIRMED, text, "", f"'{text}' is not the speaker's own denial")
    return Assertion(AFFIRMED, "", "", _NO_CUE)


def _levels(negations: Sequence[Cue], said: Reading) -> int:
    """How many negations are wrapped in one another: one in a clause inside another's counts anew."""
    if len(negations) < 2:
        return len(negations)
    levels = 1
    outer = negations[0]
    for cue in negations[1:]:
        if cue.group.anew and outer.clause == cue.clause and outer.start < cue.start:
            levels += 1
            continue
        inner = cue.clause != outer.clause and cue.clause in said.clauses.within(outer.clause)
        if (inner or cue.group.anew) and outer.governs(cue.start):
            levels += 1
            outer = cue
    return levels


def _is_past(cue: Cue, period: Period | None) -> bool:
    if not cue.group.after:
        return True
    return period is not None and period.start.isoformat()[:7] > cue.group.after


def _until_now(sentence: _Sentence, cue: Cue) -> bool:
    """Does "now" end what was ("it used to be the park and now it's the phone")?"""
    boundary = assertion_lexicon().boundaries.longest(sentence.words, cue.high)
    return boundary is not None and boundary.payload in assertion_lexicon().until_now


def _start(cue: Cue) -> int:
    return cue.start


def _by(sentence: _Sentence, cue: Cue, value: str) -> Assertion:
    text = _text(sentence, cue.start, cue.end)
    parts = (_text(sentence, cue.low, cue.start), _text(sentence, cue.end, cue.high))
    scope = " … ".join(part for part in parts if part)
    return Assertion(value, text, scope, f"'{text}' → {value} (scope: '{scope}')")


def _text(sentence: _Sentence, start: int, end: int) -> str:
    if end <= start:
        return ""
    low, high = sentence.words[start].start - sentence.offset, sentence.words[end - 1].end - sentence.offset
    return " ".join(sentence.text[low:high].split())
