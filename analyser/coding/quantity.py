"""How many children or cases a sentence counts, by the table of the coding manual.

A small grammar of its own reads number phrases (`quantity_phrases`), then the words beside one tell what it counts
(`quantity_counted`). All words are data: `codebook/lexicons/quantity.yaml`. A rate is turned into the nearest coded
unit that is exact: a day or a fortnight into weeks (times 7, times a half), every other month into months.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf, isinf

from spacy.tokens import Span

from analyser.coding.assertion import HYPOTHETICAL, NEGATED, REPORTED, assertion_at
from analyser.coding.cue_phrases import MARKS
from analyser.coding.cue_words import split_words
from analyser.coding.pipeline import said_words, sentence_before, sentence_text, text_of
from analyser.coding.quantity_asked import asked_for
from analyser.coding.quantity_counted import CASES, nouns_of
from analyser.coding.quantity_lexicon import QuantityLexicon, quantity_lexicon
from analyser.coding.quantity_sentence import Quantity, quantities_among, read_quantities

__all__ = ["Quantity", "quantities", "read_quantities", "sentence_quantity"]

_READ, _CACHE = "numbers", "quantities"
_SILENT = (REPORTED, HYPOTHETICAL)
_AFTER_PENALTY = 40  # characters: a number before its target is nearer than one behind it


def numbers_of(sent: Span) -> list[Quantity]:
    """Every number phrase of the sentence, in order, before it is asked what the speaker says of it."""
    kept: dict[int, list[Quantity]] = sent.doc.user_data.setdefault(_READ, {})
    if sent.start not in kept:
        kept[sent.start] = quantities_among(said_words(sent), text_of(sent.doc), lambda: _named_before(sent))
    return kept[sent.start]


def quantities(sent: Span) -> list[Quantity]:
    """Every number phrase of the sentence, in order, with what it counts.

    A number of cases that the speaker only reports, imagines or denies counts "other:<the assertion>".
    """
    kept: dict[int, list[Quantity]] = sent.doc.user_data.setdefault(_CACHE, {})
    if sent.start not in kept:
        found = numbers_of(sent)
        kept[sent.start] = [_as_asserted(sent, quantity, found) for quantity in found]
    return kept[sent.start]


def _as_asserted(sent: Span, quantity: Quantity, found: Sequence[Quantity]) -> Quantity:
    """The number as one of no cases, where the speaker does not say that they see so many."""
    if quantity.counted != CASES:
        return quantity
    said = NEGATED if quantity.denied else _said_of(sent, quantity, found)
    if said == NEGATED and isinf(quantity.high) and not quantity.denied:
        return replace(quantity, low=-inf, high=quantity.low)  # "we never have more than three"
    return replace(quantity, counted=f"other:{said}") if said else quantity


def _said_of(sent: Span, quantity: Quantity, found: Sequence[Quantity]) -> str:
    """ "reported", "hypothetical" or "negated" where that holds of the number itself, else ""."""
    lexicon = quantity_lexicon()
    assertion = assertion_at(sent.doc, quantity.start, quantity.end)
    said = assertion.value
    if said not in (NEGATED, *_SILENT):
        return ""
    cue = sentence_text(sent).find(assertion.cue) + sent.start_char
    if said != HYPOTHETICAL and cue < quantity.start and _resumed(sent, cue, quantity, lexicon):
        return ""
    if said == NEGATED:  # "six of them haven't been home" are six, and so are "none of those nine"
        end = cue + len(assertion.cue)
        zero = any(other.zero and other.start < end and cue < other.end for other in (*found, quantity))
        return said if cue < quantity.end and not zero and not quantity.restated else ""
    cue_words = split_words(assertion.cue)
    hedge = lexicon.hedges.longest(cue_words, 0)
    if hedge and hedge.end == len(cue_words):
        return ""  # "six, maybe" is six
    between = text_of(sent.doc)[quantity.end : max(sent.start_char, cue)]
    return "" if any(mark in between for mark in MARKS) else said


def _resumed(sent: Span, cue: int, quantity: Quantity, lexicon: QuantityLexicon) -> bool:
    """Does the speaker start afresh between a cue and the number ("it isn't ten, it's six"; "they say two, we six")?"""
    words = split_words(sentence_text(sent)[cue - sent.start_char : quantity.start - sent.start_char])
    marks = [place for place, word in enumerate(words) if word.text in MARKS or word.text in lexicon.clause_ends]
    return any(lexicon.afresh.longest(words, place + 1) for place in marks)


def _named_before(sent: Span) -> str:
    """What the sentence before speaks of: "cases" where it counts or names any, else what its last noun names."""
    before = sentence_before(sent)
    if before is None:
        return ""
    words = said_words(before)
    lexicon = quantity_lexicon()
    if any(quantity.of_cases for quantity in numbers_of(before)):
        return CASES
    nouns = nouns_of(words, lexicon)
    if CASES in nouns or any(word.text in lexicon.child_pronouns for word in words):
        return CASES
    named = [noun for noun in nouns if noun not in lexicon.not_passed_on]
    return named[-1] if named else ""


def sentence_quantity(sent: Span, *, target: Span | None, assertion: str, question: str = "") -> Quantity | None:
    """The quantity that the manual codes for the sentence, or None.

    Reported and hypothetical sentences have none; a negated one is 0, and only with a zero word. Where several numbers
    count cases, the one nearest the target is taken, one before it rather than one behind it. The whole of a part
    ("three of the nine") is taken only where all of it is meant ("every one of the nine"); a number without a noun
    counts what the `question` that it answers asks for.
    """
    if assertion in _SILENT:
        return None
    asked = asked_for(question) in (CASES, "total")
    meant = [
        one.counted == CASES
        and not (one.denied or one.whole or (one.elliptical and not asked))
        and one.zero == (assertion == NEGATED)
        for one in numbers_of(sent)
    ]
    if not any(meant):  # what the speaker says of its numbers need not be asked
        return None
    found = [one for one, right in zip(quantities(sent), meant, strict=True) if right and one.counted == CASES]
    found = [quantity for quantity in found if not quantity.then] or found
    if not found or target is None:
        return found[0] if found else None
    return min(found, key=lambda quantity: _distance(quantity, target))


def _distance(quantity: Quantity, target: Span) -> int:
    if quantity.start < target.end_char and quantity.end > target.start_char:
        return 0
    if quantity.end <= target.start_char:
        between = text_of(target.doc)[quantity.end : target.start_char]
        return len(between) + _AFTER_PENALTY * sum(mark in between for mark in ",;–")
    between = text_of(target.doc)[target.end_char : quantity.start]
    return _AFTER_PENALTY + len(between)
