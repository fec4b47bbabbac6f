"""What a number counts, and whether it is held at a time or comes over one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analyser.coding.cue_phrases import MARKS
from analyser.coding.cue_words import Word
from analyser.coding.quantity_lexicon import QuantityLexicon
from analyser.coding.quantity_numbers import read_number
from analyser.coding.quantity_phrases import Phrase

CASES = "cases"
_BASIS_REACH = 40  # words to either side, so that an endless sentence stays cheap
_NOUN_REACH = 7
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_OLDEST_CHILD = 25
_YOUNGEST, _ADULT = 9, 19


def counted(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> str:
    """ "cases" or "other:<what>"; "" where the number is no quantity at all. A number without a noun counts cases."""
    if name := _by_place(words, phrase, lexicon):
        return name
    noun = head_noun(words, phrase, lexicon)
    if noun is not None:
        name, end = noun
        following = lexicon.nouns.longest(words, end)
        if name == CASES and following and following.payload != CASES:
            return following.payload  # "six case conferences"
        return name
    return CASES


def _by_place(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> str:
    """What the words right beside a number make of it: a band, a score, an age, a year, a date, an amount, a time."""
    start, end = phrase.head_start, phrase.head_end
    before = words[start - 1].text if start else ""
    after = words[end].text if end < len(words) else ""
    text = words[start].text
    digits = end - start == 1 and text.isdigit()
    if digits and _FIRST_YEAR <= float(text) < _LAST_YEAR and not _noun_at(words, end, lexicon):
        return "other:year"
    if digits and after in lexicon.ordinal_ends and words[end].start == words[start].end:
        return "other:date"
    if before in lexicon.months or after in lexicon.months:
        return "other:date"
    if phrase.plain and after in lexicon.joins and _is_age_listed(words, end + 1, lexicon):
        return "other:age"
    if before == "," and phrase.plain and _is_apposed_age(words, phrase, lexicon):
        return "other:age"
    for place in range(max(0, start - 5), start):
        found = lexicon.before.longest(words, place)
        if found is None or found.end not in (start, phrase.start):
            continue
        if found.payload == "age" and not _is_age(words, phrase, lexicon):
            continue
        return f"other:{found.payload}"
    return ""


def _is_age_listed(words: Sequence[Word], place: int, lexicon: QuantityLexicon) -> bool:
    """Does an age follow ("fourteen" and "fifteen year olds")?"""
    number = read_number(words, place, lexicon)
    return number is not None and _noun_at(words, number.end, lexicon) == "other:age"


def _is_apposed_age(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> bool:
    """ "Two sisters, fourteen and sixteen, …": a child's age set beside a word for children."""
    after = words[phrase.head_end].text if phrase.head_end < len(words) else ""
    noun = _noun_at(words, max(0, phrase.start - 2), lexicon) == CASES
    return noun and _YOUNGEST <= phrase.high < _ADULT and (not after or after in MARKS or after in lexicon.joins)


def _is_age(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> bool:
    """ "She's fifteen" is an age; "she's one of six" is none."""
    if phrase.high > _OLDEST_CHILD or phrase.rate:
        return False
    after = words[phrase.head_end].text if phrase.head_end < len(words) else ""
    return after not in ("of", "in") and _noun_at(words, phrase.head_end, lexicon) != CASES


def _noun_at(words: Sequence[Word], place: int, lexicon: QuantityLexicon) -> str:
    found = lexicon.nouns.longest(words, place)
    return found.payload if found else ""


def head_noun(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> tuple[str, int] | None:
    """What the noun after a number names, and where it ends; None when the number stands without a noun."""
    place = phrase.head_end
    for step in range(_NOUN_REACH):
        if place >= len(words):
            return None
        noun = lexicon.nouns.longest(words, place)
        rate = lexicon.rates.longest(words, place)
        if rate and (noun is None or rate.end >= noun.end):
            return None
        if noun:
            return noun.payload, noun.end
        text = words[place].text
        if text in MARKS or text in lexicon.stops:
            return None
        if text not in lexicon.within and read_number(words, place, lexicon):
            return None
        if step == 0 and phrase.high != 1 and _is_plural(text, lexicon):
            return f"other:{text}", place + 1
        place += 1
    return None


def _is_plural(text: str, lexicon: QuantityLexicon) -> bool:
    plural = text.isalpha() and len(text) > 3 and text.endswith("s") and not text.endswith("ss")
    return plural and text not in lexicon.within


def basis(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> str:
    """ "flow" for every rate and for what comes over a time, "stock" for what is held at one, and by default.

    A time that is named goes before the verb, the nearest before the others: "we've had nine since April" flows,
    "we've had six open at the moment" is held.
    """
    if phrase.rate:
        return "flow"
    low = max(0, phrase.head_start - _BASIS_REACH)
    found = [
        replace(match, start=match.start + low, end=match.end + low)
        for match in lexicon.basis.find(words[low : phrase.end + _BASIS_REACH])
    ]
    found = [match for match in found if match.end <= phrase.head_start or match.start >= phrase.end]
    for how in ("time", "verbs"):
        near = [match for match in found if match.payload[1] == how]
        if near:
            return min(near, key=lambda match: _distance(match.start, match.end, phrase)).payload[0]
    return "stock"


def _distance(start: int, end: int, phrase: Phrase) -> int:
    return start - phrase.end if start >= phrase.end else phrase.head_start - end
