"""How many children or cases a sentence counts, by the table of the coding manual.

A small grammar of its own reads number phrases (`quantity_phrases`), then the words beside one tell what it counts
(`quantity_counted`). All words are data: `codebook/lexicons/quantity.yaml`. A rate is turned into the nearest coded
unit that is exact: a day or a fortnight into weeks (times 7, times a half), every other month into months.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import inf, isinf

from spacy.tokens import Span

from analyser.coding.assertion import HYPOTHETICAL, NEGATED, REPORTED, assertion_at
from analyser.coding.cue_phrases import MARKS
from analyser.coding.cue_words import Word, split_words
from analyser.coding.pipeline import said_words, sentence_before, sentence_text, text_of
from analyser.coding.quantity_asked import asked_for
from analyser.coding.quantity_cardinals import is_digits
from analyser.coding.quantity_counted import CASES, antecedent, basis, counted, head_noun, nouns_of, rate_in_clause
from analyser.coding.quantity_lexicon import QuantityLexicon, Rate, quantity_lexicon
from analyser.coding.quantity_numbers import read_number
from analyser.coding.quantity_phrases import Phrase, joined, read_event_rate, read_phrase, with_rate

_CACHE = "quantities"
_SILENT = (REPORTED, HYPOTHETICAL)
_DENIAL_REACH = 5
_SUBJECT_REACH = 40
_OWN_BEFORE = 8
_ARTICLES = ("a", "an")
_OWNER_REACH = 4  # words from "we have" to a number
_TOTAL_REACH = 6  # words from a number to "all told"
_OPENING = 3  # words of a sentence in which "six of those" points at the sentence before
_CLAUSE = 12  # words from a number to the clause that denies it
_AFTER_PENALTY = 40  # characters: a number before its target is nearer than one behind it


@dataclass(frozen=True)
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


def quantities(sent: Span) -> list[Quantity]:
    """Every number phrase of the sentence, in order, with what it counts.

    A number of cases that the speaker only reports, imagines or denies counts "other:<the assertion>".
    """
    kept: dict[int, list[Quantity]] = sent.doc.user_data.setdefault(_CACHE, {})
    if sent.start not in kept:
        found = _read(said_words(sent), sentence_text(sent), sent.start_char, lambda: _named_before(sent))
        kept[sent.start] = [_as_asserted(sent, quantity) for quantity in found]
    return kept[sent.start]


def _as_asserted(sent: Span, quantity: Quantity) -> Quantity:
    """The number as one of no cases, where the speaker does not say that they see so many."""
    if quantity.counted != CASES:
        return quantity
    quantity = replace(quantity, of_cases=True)
    said = NEGATED if quantity.denied else _said_of(sent, quantity)
    if said == NEGATED and isinf(quantity.high) and not quantity.denied:
        return replace(quantity, low=-inf, high=quantity.low)  # "we never have more than three"
    return replace(quantity, counted=f"other:{said}") if said else quantity


def _said_of(sent: Span, quantity: Quantity) -> str:
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
        return said if cue < quantity.end and not quantity.zero and not quantity.restated else ""
    cue_words = split_words(assertion.cue)
    hedge = lexicon.hedges.longest(cue_words, 0)
    if hedge and hedge.end == len(cue_words):
        return ""  # "six, maybe" is six
    between = sentence_text(sent)[quantity.end - sent.start_char : max(0, cue - sent.start_char)]
    return "" if any(mark in between for mark in MARKS) else said


def _resumed(sent: Span, cue: int, quantity: Quantity, lexicon: QuantityLexicon) -> bool:
    """Does the speaker start afresh between a cue and the number ("it isn't ten, it's six", "they say two, we say six")?"""
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
    if any(quantity.of_cases for quantity in quantities(before)):
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
    found = [quantity for quantity in quantities(sent) if quantity.counted == CASES]
    found = [quantity for quantity in found if not quantity.denied and not quantity.whole]
    found = [quantity for quantity in found if not quantity.elliptical or asked_for(question) in (CASES, "total")]
    found = [quantity for quantity in found if quantity.zero == (assertion == NEGATED)]
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


def read_quantities(text: str, offset: int = 0, before: Callable[[], str] = str) -> list[Quantity]:
    """The number phrases of a sentence given as text; `offset` is added to their places.

    `before` tells what the sentence before speaks of, for "six of those".

    >>> [(q.kind, q.low, q.high, q.rate_per) for q in read_quantities("We get two or three a month, at most.")]
    [('rate', -inf, 3.0, 'month')]
    >>> [(q.low, q.high, q.counted) for q in read_quantities("Four of them are fifteen-year-old girls at two hotels.")]
    [(4.0, 4.0, 'cases'), (15.0, 15.0, 'other:age'), (2.0, 2.0, 'other:places')]
    """
    return _read(split_words(text, offset), text, offset, before)


def _read(words: Sequence[Word], text: str, offset: int, before: Callable[[], str]) -> list[Quantity]:
    lexicon = quantity_lexicon()
    found: list[Quantity] = []
    place = 0
    leading: Rate | None = None  # "every week we get one"
    while place < len(words):
        idiom = lexicon.idioms.longest(words, place)
        phrase = _phrase(words, place, lexicon) if _opens_phrase(words[place].text) else None
        if phrase and idiom is None and phrase.head_start > place:
            idiom = lexicon.idioms.longest(words, phrase.head_start)  # "about fifty-fifty"
        if phrase and phrase.end + 1 < len(words) and (second := _phrase(words, phrase.end + 1, lexicon)):
            phrase = joined(words, phrase, second, lexicon) or phrase
        if idiom and (phrase is None or idiom.end >= phrase.head_end):
            place = idiom.end
            continue
        if phrase is None:
            rate = lexicon.rates.longest(words, place)
            if rate and words[place].text not in _ARTICLES:  # "there was a night" is no rate
                leading = rate.payload
            elif words[place].text in lexicon.clause_ends or (words[place].text in MARKS and words[place].text != ","):
                leading = None
            place = rate.end if rate else place + 1
            continue
        if leading and phrase.rate is None and phrase.kind == "count":
            phrase = with_rate(phrase, leading)
        if _is_counted(words, phrase, found, lexicon):
            what = _counted(words, phrase, found, before, lexicon)
            if what == CASES and (rate := rate_in_clause(words, phrase, lexicon)):
                phrase = with_rate(phrase, rate)
            found.append(_quantity(text, offset, words, phrase, what, lexicon))
        place = max(phrase.head_end, phrase.end if phrase.rate else 0)
    return found


@lru_cache(maxsize=1 << 14)
def _opens_phrase(text: str) -> bool:
    """May a number phrase begin with this word? Most words need no closer look."""
    lexicon = quantity_lexicon()
    begins = text in lexicon.numbers.openers or text in lexicon.times or text == "no" or is_digits(text)
    return begins or any(book.opens(text) for book in (lexicon.fixed, lexicon.before_number, lexicon.range_start))


def _phrase(words: Sequence[Word], place: int, lexicon: QuantityLexicon) -> Phrase | None:
    return (
        read_event_rate(words, place, lexicon) or read_phrase(words, place, lexicon) or _no_cases(words, place, lexicon)
    )


def _no_cases(words: Sequence[Word], place: int, lexicon: QuantityLexicon) -> Phrase | None:
    """ "no cases", "no new referrals": a zero word with a noun of cases."""
    if words[place].text != "no":
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
    if phrase.events and what in ("", CASES) and not _is_of_cases(words, phrase, lexicon):
        return "other:times"
    if what or _is_owned(words, phrase, lexicon):
        return what or CASES
    if phrase.start > 1 and words[phrase.start - 1].text in lexicon.joins:
        beside = lexicon.nouns.longest(words, phrase.start - 2)  # "a sergeant and six"
        if beside and beside.end == phrase.start - 1 and beside.payload not in (CASES, "other:time"):
            return beside.payload
    pointing = phrase.head_end < len(words) and words[phrase.head_end].text in ("of", *lexicon.pronouns)
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
    if last.counted == "other:time" and lexicon.frames.intersection(framed[-1:]):
        return ""  # "in two years it's gone to six"
    return last.counted


def _quantity(
    text: str, offset: int, words: Sequence[Word], phrase: Phrase, what: str, lexicon: QuantityLexicon
) -> Quantity:
    start, end = words[phrase.start].start, words[phrase.end - 1].end
    kind = "rate" if phrase.rate and phrase.kind == "count" else "count" if phrase.kind == "zero" else phrase.kind
    told = basis(words, phrase, lexicon)
    noun = head_noun(words, phrase, lexicon)
    return Quantity(
        kind=kind,
        low=phrase.low,
        high=phrase.high,
        rate_per=phrase.rate.per if kind == "rate" and phrase.rate else "",
        basis=told or "stock",
        approximate=phrase.approximate,
        counted=what,
        start=start,
        end=end,
        text=text[start - offset : end - offset],
        zero=phrase.kind == "zero",
        events=phrase.events,
        denied=_is_denied(words, phrase, lexicon),
        whole=_is_whole(words, phrase, lexicon),
        restated=any(word.text in lexicon.definite for word in words[max(0, phrase.start - 1) : phrase.start + 1]),
        timed=bool(told),
        elliptical=noun is None or words[noun[1] - 1].text in lexicon.pronouns,
        owned=any(
            word.text in lexicon.own for word in words[max(0, phrase.start - _OWN_BEFORE) : phrase.end + _OWNER_REACH]
        ),
        then=any(lexicon.then.longest(words, place) for place in range(phrase.end, phrase.end + _OWNER_REACH)),
        part=phrase.head_end < len(words) and words[phrase.head_end].text == "of",
        total=any(lexicon.totals.longest(words, place) for place in range(phrase.end, phrase.end + _TOTAL_REACH)),
    )


def _is_whole(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> bool:
    """Is it what another number is a part of ("three of the nine", "a handful, out of my twenty-two")?"""
    if not phrase.start or words[phrase.start - 1].text not in lexicon.partitives:
        return False
    fronted = phrase.start == 1 or (phrase.start == 2 and words[0].text == "out")  # "from four children, three …"
    if words[phrase.start].text not in lexicon.definite and not fronted:
        return False
    opens = range(max(0, phrase.start - _OWNER_REACH), phrase.start)
    every = (lexicon.every_of.longest(words, place) for place in opens)
    return not any(match and match.end == phrase.start for match in every)


def _is_of_cases(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> bool:
    """Do "we" see it "twice a month", and not the child do it?"""
    before = {word.text for word in words[max(0, phrase.start - _SUBJECT_REACH) : phrase.start]}
    behind = {word.text for word in words[phrase.end : phrase.end + _OPENING]}
    return bool((before | behind) & lexicon.speakers) and not before & lexicon.child_pronouns


def _is_denied(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> bool:
    """Is the number itself denied ("it isn't ten", "what we don't get is ten", "ten graded high who aren't")?"""
    for place in range(max(0, phrase.start - _CLAUSE), phrase.head_start):
        opening = lexicon.denied_before.longest(words, place)
        if opening and opening.end in (phrase.start, phrase.head_start):
            return True
    for place in range(phrase.head_end, min(len(words), phrase.head_end + _CLAUSE)):
        closing = lexicon.denied_after.longest(words, place)
        if closing and (closing.end == len(words) or words[closing.end].text in MARKS):
            return True
    for place in range(phrase.start - 1, max(-1, phrase.start - _DENIAL_REACH), -1):
        word = words[place].text
        if word == "not":
            return words[place + 1].text not in lexicon.undenied
        if word not in lexicon.light:
            return False
    return False


def _is_counted(words: Sequence[Word], phrase: Phrase, found: Sequence[Quantity], lexicon: QuantityLexicon) -> bool:
    """Is a phrase a number at all? "One" mostly is a pronoun or an article; it counts where it is given as a number."""
    if not phrase.plain or phrase.rate or phrase.high != 1 or words[phrase.head_start].text != "one":
        return True
    before = words[phrase.start - 1].text if phrase.start else ""
    after = words[phrase.head_end].text if phrase.head_end < len(words) else ""
    if before in lexicon.numbers.pointing or after == lexicon.either:
        return False  # "every one of them"
    noun = head_noun(words, phrase, lexicon)
    if noun is None and after in lexicon.being and _goes_on(words, phrase.head_end, lexicon):
        return True  # "one is being moved about and two are in debt"
    if noun and noun[0] == CASES and noun[1] < len(words) and words[noun[1]].text in lexicon.joins:
        if read_number(words, noun[1] + 1, lexicon):
            return True  # "one lad, two girls"
    if after == lexicon.numbers.of or not before:
        return after == lexicon.numbers.of or after in MARKS or not after
    if before in lexicon.particles and phrase.start > 1:
        before = words[phrase.start - 2].text  # "took on one"
    held = any(word.text in lexicon.holders for word in words[max(0, phrase.start - 3) : phrase.start])
    listed = bool(found) and before in lexicon.joins
    if noun is None:
        return listed or before in lexicon.holders
    return listed or held or noun[0] != CASES


def _goes_on(words: Sequence[Word], start: int, lexicon: QuantityLexicon) -> bool:
    """ "One is being moved about and two are in debt": a number behind makes "one" a number too."""
    for place in range(start, min(len(words) - 1, start + _CLAUSE)):
        if words[place].text in lexicon.joins and (number := read_number(words, place + 1, lexicon)):
            behind = words[number.end].text if number.end < len(words) else ""
            return behind in lexicon.being or behind in MARKS or not behind
    return False
