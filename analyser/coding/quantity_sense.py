"""Whether a number phrase is a number at all, whether it is denied, and whether another is a part of it."""

from __future__ import annotations

from collections.abc import Sequence

from analyser.coding.cue_phrases import MARKS
from analyser.coding.cue_words import Word
from analyser.coding.quantity_cardinals import text_at
from analyser.coding.quantity_counted import CASES, head_noun
from analyser.coding.quantity_lexicon import QuantityLexicon
from analyser.coding.quantity_numbers import read_number
from analyser.coding.quantity_phrases import Phrase

_DENIAL_REACH = 5
_SUBJECT_REACH = 40
_OWNER_REACH = 4  # words from "we have" to a number
_OPENING = 3  # words of a sentence in which "six of those" points at the sentence before
_CLAUSE = 12  # words from a number to the clause that denies it


def is_whole(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> bool:
    """Is it what another number is a part of ("three of the nine", "a handful, out of my twenty-two")?"""
    if not phrase.start or words[phrase.start - 1].text not in lexicon.partitives:
        return False
    fronted = phrase.start == 1 or (phrase.start == 2 and words[0].text in lexicon.out)  # "from four children, three …"
    if words[phrase.start].text not in lexicon.definite and not fronted:
        return False
    opens = range(max(0, phrase.start - _OWNER_REACH), phrase.start)
    every = (lexicon.every_of.longest(words, place) for place in opens)
    return not any(match and match.end == phrase.start for match in every)


def is_of_cases(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> bool:
    """Do "we" see it "twice a month", and not the child do it?"""
    before = {word.text for word in words[max(0, phrase.start - _SUBJECT_REACH) : phrase.start]}
    behind = {word.text for word in words[phrase.end : phrase.end + _OPENING]}
    return bool((before | behind) & lexicon.speakers) and not before & lexicon.child_pronouns


def is_denied(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> bool:
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
        if word in lexicon.negations:
            return words[place + 1].text not in lexicon.undenied
        if word not in lexicon.light_before_denied:
            return False
    return False


def is_counted(words: Sequence[Word], phrase: Phrase, listed: bool, lexicon: QuantityLexicon) -> bool:
    """Is a phrase a number at all? "One" mostly is a pronoun or an article; it counts where it is given as a number."""
    if not phrase.plain or phrase.rate or phrase.high != 1 or words[phrase.head_start].text != lexicon.numbers.one:
        return True
    before = words[phrase.start - 1].text if phrase.start else ""
    after = words[phrase.head_end].text if phrase.head_end < len(words) else ""
    if before in lexicon.numbers.pointing or after == lexicon.either:
        return False  # "every one of them"
    noun = head_noun(words, phrase, lexicon)
    if noun is None and after in lexicon.being and _goes_on(words, phrase.head_end, lexicon):
        return True  # "one is being moved about and two are in debt"
    if (
        noun
        and noun[0] == CASES
        and text_at(words, noun[1]) in lexicon.joins
        and read_number(words, noun[1] + 1, lexicon)
    ):
        return True  # "one lad, two girls"
    if after == lexicon.numbers.of or not before:
        return after == lexicon.numbers.of or after in MARKS or not after
    if before in lexicon.particles and phrase.start > 1:
        before = words[phrase.start - 2].text  # "took on one"
    held = any(word.text in lexicon.pronoun_holders for word in words[max(0, phrase.start - 3) : phrase.start])
    listed = listed and before in lexicon.joins
    if noun is None:
        return listed or before in lexicon.pronoun_holders
    return listed or held or noun[0] != CASES


def _goes_on(words: Sequence[Word], start: int, lexicon: QuantityLexicon) -> bool:
    """ "One is being moved about and two are in debt": a number behind makes "one" a number too."""
    for place in range(start, min(len(words) - 1, start + _CLAUSE)):
        if words[place].text in lexicon.joins and (number := read_number(words, place + 1, lexicon)):
            behind = words[number.end].text if number.end < len(words) else ""
            return behind in lexicon.being or behind in MARKS or not behind
    return False
