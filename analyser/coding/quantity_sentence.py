"""The number phrases of one sentence, with what each counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import isclose

from analyser.coding.cue_phrases import MARKS, Match
from analyser.coding.cue_words import Word, split_words
from analyser.coding.quantity_cardinals import text_at
from analyser.coding.quantity_counted import CASES, antecedent, basis, counted, head_noun, rate_in_clause
from analyser.coding.quantity_lexicon import QuantityLexicon, Rate, quantity_lexicon
from analyser.coding.quantity_phrases import Phrase, joined, read_event_rate, read_phrase, with_rate
from analyser.coding.quantity_sense import is_counted, is_denied, is_of_cases, is_whole

_SUBJECT_REACH = 40
_OWN_BEFORE = 8
_LONGEST_OPENING = 6  # words from "more than or equal to" to its number
_OWNER_REACH = 4  # words from "we have" to a number
_TOTAL_REACH = 6  # words from a number to "all told"
_OPENING = 3  # words of a sentence in which "six of those" points at the sentence before


@dataclass  # not frozen, which takes thrice the time to make
class Quantity:
    """A number phrase of a sentence.

    `kind` is count, share or rate; `low` and `high` bound it (`-inf`, `inf` where open); `counted` is "cases" or
    "other:<what>"; `start` and `end` are characters of the document. "Forty-odd" is 40 to 49 and approximate.
    """

    kind: str
    low: float
    high: float
    rate_per: str
    basis: str
    approximate: bool
    counted: str
    start: int
    end: int
    text: str
    zero: bool = False  # a zero word: "none", "not one", "no cases"
    denied: bool = False  # "it isn't ten"
    whole: bool = False  # "three of the nine": the nine
    restated: bool = False  # "those nine"
    timed: bool = True  # a word tells the basis; else it is "stock" by default
    elliptical: bool = False  # without a noun of its own: "six", "six of them"
    part: bool = False  # "six of them"
    owned: bool = False  # "we have", "my": the speaker's own
    then: bool = False  # of an earlier time: "last year"
    total: bool = False  # of the whole caseload: "all told"
    events: bool = False  # "twice a month"
    of_cases: bool = False  # of children or cases, also where `counted` tells that the speaker does not see so many


def read_quantities(text: str, offset: int = 0, before: Callable[[], str] = str) -> list[Quantity]:
    """The number phrases of a sentence given as text; `offset` is added to their places.

    `before` tells what the sentence before speaks of, for "six of those".

    >>> [(q.kind, q.low, q.high, q.rate_per) for q in read_quantities("We get two or three a month, at most.")]
    [('rate', -inf, 3.0, 'month')]
    >>> [(q.low, q.high, q.counted) for q in read_quantities("Four of them are fifteen-year-old girls at two hotels.")]
    [(4.0, 4.0, 'cases'), (15.0, 15.0, 'other:age'), (2.0, 2.0, 'other:places')]
    """
    found = quantities_among(split_words(text), text, before)
    return [replace(one, start=one.start + offset, end=one.end + offset) for one in found] if offset else found


def quantities_among(
    words: Sequence[Word], text: str, before: Callable[[], str] = str, *, every: bool = False
) -> list[Quantity]:
    """The number phrases of a sentence given as its words; their places are those in the text.

    `every`: also those that count nothing by their place ("one did, in the autumn").
    """
    lexicon = quantity_lexicon()
    found: list[Quantity] = []
    triggers = [place for place, word in enumerate(words) if word.text in lexicon.triggers or word.text[0].isdigit()]
    if not triggers:  # most sentences count nothing, and need no closer look
        return found
    place = 0
    leading: Rate | None = None  # "every week we get one"
    while triggers:
        if triggers[0] < place:
            del triggers[0]
            continue
        if triggers[0] - place > _LONGEST_OPENING or not lexicon.opens(words[place].text):
            if lexicon.rates.opens(words[place].text) and (said := _leading_rate(words, place, lexicon)):
                leading, place = said.payload, said.end
                continue
            if leading and _ends_reach(words[place].text, lexicon):
                leading = None
            place += 1
            continue
        idiom = lexicon.idioms.longest(words, place)
        phrase = _phrase(words, place, lexicon)
        if phrase and idiom is None and phrase.head_start > place:
            idiom = lexicon.idioms.longest(words, phrase.head_start)  # "about fifty-fifty"
        behind = words[phrase.end].text if phrase and phrase.end + 1 < len(words) else ""
        if phrase and behind in lexicon.joins and (second := _phrase(words, phrase.end + 1, lexicon)):
            phrase = joined(words, phrase, second, lexicon) or phrase
        if idiom and (phrase is None or idiom.end >= phrase.head_end):
            place = idiom.end
            continue
        if phrase is None:
            said = _leading_rate(words, place, lexicon)
            if said:
                leading = said.payload
            elif _ends_reach(words[place].text, lexicon):
                leading = None
            place = said.end if said else place + 1
            continue
        if leading and phrase.rate is None and phrase.kind == "count":
            phrase = with_rate(phrase, leading)
        if every or (not _is_next_place(phrase, found) and is_counted(words, phrase, bool(found), lexicon)):
            what = _counted(words, phrase, found, before, lexicon)
            if what == CASES and (rate := rate_in_clause(words, phrase, lexicon)):
                phrase = with_rate(phrase, rate)
            found.append(_quantity(text, words, phrase, what, lexicon))
        place = max(phrase.head_end, phrase.end if phrase.rate else 0)
    return found


def _is_next_place(phrase: Phrase, found: Sequence[Quantity]) -> bool:
    """Is "a third" the next after two, and no part?"""
    if phrase.kind != "share" or not found or not 0 < phrase.low == phrase.high < 1:
        return False
    return found[-1].kind == "count" and isclose(1 / phrase.low, found[-1].low + 1)


def _leading_rate(words: Sequence[Word], place: int, lexicon: QuantityLexicon) -> Match[Rate] | None:
    """ "Every week …", but not "there was a night"."""
    return lexicon.rates.longest(words, place) if words[place].text not in lexicon.numbers.articles else None


def _ends_reach(text: str, lexicon: QuantityLexicon) -> bool:
    """Does a word end the reach of "every week" before its number?"""
    return text in lexicon.clause_ends or (text in MARKS and text != ",")


def _phrase(words: Sequence[Word], place: int, lexicon: QuantityLexicon) -> Phrase | None:
    return (
        read_event_rate(words, place, lexicon) or read_phrase(words, place, lexicon) or _no_cases(words, place, lexicon)
    )


def _no_cases(words: Sequence[Word], place: int, lexicon: QuantityLexicon) -> Phrase | None:
    """ "no cases", "no new referrals": a zero word with a noun of cases."""
    if words[place].text != lexicon.no_word:
        return None
    phrase = Phrase("zero", 0.0, 0.0, place, place, place + 1, place + 1, plain=False)
    noun = head_noun(words, phrase, lexicon)
    return phrase if noun and noun[0] == CASES and noun[1] - place <= 5 else None


def _is_listed(words: Sequence[Word], phrase: Phrase, last: Quantity, lexicon: QuantityLexicon) -> bool:
    """Does nothing but a comma or "and" part two numbers ("fourteen and sixteen")?"""
    between = [word.text for word in words[max(0, phrase.start - 2) : phrase.start] if word.start >= last.end]
    if phrase.start > 2 and words[phrase.start - 3].start >= last.end:
        return False
    return phrase.plain and lexicon.joins.issuperset(between)


def _counted(
    words: Sequence[Word],
    phrase: Phrase,
    found: Sequence[Quantity],
    before: Callable[[], str],
    lexicon: QuantityLexicon,
) -> str:
    """What a number counts: by its place and noun, else what the words or numbers before it do."""
    what = _counted_by_zero(words, phrase, lexicon) if phrase.kind == "zero" else counted(words, phrase, lexicon)
    if found and found[-1].counted in lexicon.listed and _is_listed(words, phrase, found[-1], lexicon):
        noun = head_noun(words, phrase, lexicon)
        if what == "" or (what == CASES and (noun is None or found[-1].counted == "other:age")):
            return found[-1].counted
    if found and found[-1].events and phrase.high == 1 and not phrase.rate:
        return "other:times"  # "once a month we get one"
    if phrase.events and what in ("", CASES) and not is_of_cases(words, phrase, lexicon):
        return "other:times"
    if phrase.changing and found:
        return found[-1].counted  # "eighteen on the tool, up from twelve"
    if what or _is_owned(words, phrase, lexicon):
        return what or CASES
    if phrase.start > 1 and words[phrase.start - 1].text in lexicon.joins:
        beside = lexicon.nouns.longest(words, phrase.start - 2)  # "a sergeant and six"
        if beside and beside.end == phrase.start - 1 and beside.payload not in (CASES, "other:time"):
            return beside.payload
    pointing = phrase.head_end < len(words) and words[phrase.head_end].text in (lexicon.numbers.of, *lexicon.pronouns)
    if pointing or lexicon.joins.intersection(word.text for word in words[max(0, phrase.start - 1) : phrase.start]):
        what = antecedent(words, phrase.start, lexicon)
    if pointing and not what and not found and phrase.start < _OPENING:
        what = before()
    return what or _passed_on(words, phrase, found, lexicon) or CASES


def _counted_by_zero(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> str:
    """ "Not one" counts cases, but "not one neighbour" does not."""
    noun = head_noun(words, phrase, lexicon)
    if noun:
        return noun[0]
    if phrase.head_end >= len(words) or words[phrase.head_end - 1].text not in lexicon.determiners:
        return CASES
    text = words[phrase.head_end].text
    if text in MARKS or text in lexicon.stops or text in lexicon.within or text.endswith(lexicon.verb_endings):
        return CASES
    return f"other:{text}"


def _is_owned(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> bool:
    """Do "we have" or "at high" make it a number of cases?"""
    if any(word.text in lexicon.speakers for word in words[max(0, phrase.start - _OWNER_REACH) : phrase.start]):
        return True
    return any(lexicon.cases_after.longest(words, place) for place in range(phrase.end, phrase.end + _OWNER_REACH))


def _passed_on(words: Sequence[Word], phrase: Phrase, found: Sequence[Quantity], lexicon: QuantityLexicon) -> str:
    """What the number before it counts ("four days out of five", "three men, then six"), where that goes on."""
    if not found or found[-1].counted == CASES or found[-1].counted in lexicon.not_passed_on:
        return ""
    last = found[-1]
    near = words[max(0, phrase.start - _SUBJECT_REACH) : phrase.start]
    framed = [word.text for word in near if word.end <= last.start]
    while framed and (framed[-1] in lexicon.numbers.articles or framed[-1] in lexicon.within):
        framed.pop()
    if last.counted == "other:time" and lexicon.frames.intersection(framed[-1:]):
        return ""  # "in two years it's gone to six"
    return last.counted


def _quantity(text: str, words: Sequence[Word], phrase: Phrase, what: str, lexicon: QuantityLexicon) -> Quantity:
    start, end = words[phrase.start].start, words[phrase.end - 1].end
    kind = "rate" if phrase.rate and phrase.kind == "count" else "count" if phrase.kind == "zero" else phrase.kind
    quantity = Quantity(
        kind=kind,
        low=phrase.low,
        high=phrase.high,
        rate_per=phrase.rate.per if kind == "rate" and phrase.rate else "",
        basis="stock",
        approximate=phrase.approximate,
        counted=what,
        start=start,
        end=end,
        text=text[start:end],
        zero=phrase.kind == "zero",
        events=phrase.events,
        of_cases=what == CASES,
    )
    return _placed(quantity, words, phrase, lexicon) if what == CASES else quantity


def _placed(quantity: Quantity, words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> Quantity:
    """A number of cases with what the words about it tell."""
    told = basis(words, phrase, lexicon)
    noun = head_noun(words, phrase, lexicon)
    before, behind = max(0, phrase.start - _OWN_BEFORE), phrase.end + _OWNER_REACH
    return replace(
        quantity,
        basis=told or quantity.basis,
        denied=is_denied(words, phrase, lexicon),
        whole=is_whole(words, phrase, lexicon),
        restated=any(word.text in lexicon.definite for word in words[max(0, phrase.start - 1) : phrase.start + 1]),
        timed=bool(told),
        elliptical=noun is None or words[noun[1] - 1].text in lexicon.pronouns,
        owned=any(word.text in lexicon.own for word in words[before:behind]),
        then=any(lexicon.then.longest(words, place) for place in range(phrase.end, behind)),
        part=text_at(words, phrase.head_end) == lexicon.numbers.of,
        total=any(lexicon.totals.longest(words, place) for place in range(phrase.end, phrase.end + _TOTAL_REACH)),
    )
