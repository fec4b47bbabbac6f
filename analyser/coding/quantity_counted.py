"""What a number counts, and whether it is held at a time or comes over one."""

from __future__ import annotations

from collections.abc import Sequence

from analyser.coding.cue_phrases import MARKS, Match
from analyser.coding.cue_words import Word
from analyser.coding.quantity_cardinals import text_at
from analyser.coding.quantity_lexicon import QuantityLexicon, Rate
from analyser.coding.quantity_numbers import read_number
from analyser.coding.quantity_phrases import Phrase
from analyser.coding.quantity_place import counted_by_place

CASES = "cases"
_BASIS_REACH = 40  # words to either side, so that an endless sentence stays cheap
_NOUN_REACH = 7
_SHORT = 3  # letters: no plural that matters is as short
_CLAUSE_REACH, _OWN_REACH = 12, 4
_ANTECEDENT_REACH = 5  # words back to what "six of them" are


def counted(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> str:
    """ "cases" or "other:<what>"; "" where only an earlier noun can tell, since the number stands alone or with "them".

    >>> from analyser.coding.cue_words import split_words
    >>> from analyser.coding.quantity_lexicon import quantity_lexicon
    >>> from analyser.coding.quantity_phrases import read_phrase
    >>> for text in ("six high-risk girls", "six phone calls", "six of those notes", "six"):
    ...     words = split_words(text)
    ...     counted(words, read_phrase(words, 0, quantity_lexicon()), quantity_lexicon())
    'cases'
    'other:meetings'
    'other:records'
    ''
    """
    if name := counted_by_place(words, phrase, lexicon):
        return name
    noun = head_noun(words, phrase, lexicon)
    if noun is None:
        return ""
    name, end = noun
    following = lexicon.nouns.longest(words, end)
    if name == CASES and following and following.payload != CASES:
        return following.payload  # "six case conferences"
    if name == CASES and lexicon.doing.longest(words, end):
        return "other:perpetrators"
    if name in lexicon.kin and lexicon.suffering.longest(words, end):
        return CASES  # "two of her friends are being groomed"
    if name == CASES and words[end - 1].text in lexicon.pronouns and words[end - 1].text not in lexicon.ones:
        return ""
    return name


def antecedent(words: Sequence[Word], place: int, lexicon: QuantityLexicon) -> str:
    """What the plural noun shortly before a word names ("a bunch of men, six of them"); "" where there is none."""
    for start in range(place - 1, max(-1, place - _ANTECEDENT_REACH), -1):
        found = lexicon.nouns.longest(words, start)
        if found and found.payload in lexicon.kin:
            continue
        if found and found.end <= place and _is_plural_noun(words[found.end - 1].text, lexicon):
            return found.payload
    return ""


def nouns_of(words: Sequence[Word], lexicon: QuantityLexicon) -> list[str]:
    """What the nouns of a sentence name, in order, without those that only point."""
    found = lexicon.nouns.find(words)
    return [match.payload for match in found if words[match.end - 1].text not in lexicon.pronouns]


def head_noun(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> tuple[str, int] | None:
    """What the noun after a number names, and where it ends; None when the number stands without a noun."""
    place = phrase.head_end
    if phrase.kind == "count" and text_at(words, place) in lexicon.definite:
        return None  # "one the quarter before"
    part = place < len(words) and words[place].text == lexicon.numbers.of  # "one of the difficulties"
    for _ in range(_NOUN_REACH):
        if place >= len(words):
            return None
        noun = lexicon.nouns.longest(words, place)
        rate = lexicon.rates.longest(words, place)
        if rate and (noun is None or rate.end >= noun.end):
            return None
        if noun:
            of = (
                place + 1 < len(words)
                and words[place].text in lexicon.pronouns
                and words[place - 1].text == lexicon.numbers.of
            )
            further = lexicon.nouns.longest(words, place + 1) if of else None  # "six of those notes"
            if further:
                return further.payload, further.end
            if of and place + 1 < len(words) and _is_plural(words[place + 1].text, lexicon):
                return f"other:{words[place + 1].text}", place + 2
            return noun.payload, noun.end
        text = words[place].text
        if text in MARKS or text in lexicon.stops:
            return None
        if text not in lexicon.within and read_number(words, place, lexicon):
            return None
        if (phrase.high != 1 or phrase.kind == "share" or part) and _is_plural(text, lexicon):
            return f"other:{text}", place + 1
        place += 1
    return None


def _is_plural(text: str, lexicon: QuantityLexicon) -> bool:
    plural = text.endswith(lexicon.plural_endings) and not text.endswith(lexicon.singular_endings)
    return plural and text.isalpha() and len(text) > _SHORT and text not in lexicon.within and text not in lexicon.stops


def _is_plural_noun(text: str, lexicon: QuantityLexicon) -> bool:
    return text in lexicon.plurals or _is_plural(text, lexicon)


def basis(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> str:
    """ "flow" for every rate and for what comes over a time, "stock" for what is held at one, "" where nothing tells.

    A time that is named goes before the verb, the nearest before the others: "we've had nine since April" flows,
    "we've had six open at the moment" is held.
    """
    if phrase.rate:
        return "flow"
    low = max(0, phrase.head_start - _BASIS_REACH)
    found = [
        Match(match.start + low, match.end + low, match.payload)
        for match in lexicon.basis.find(words[low : phrase.end + _BASIS_REACH])
    ]
    found = [match for match in found if match.end <= phrase.head_start or match.start >= phrase.end]
    first, last = _clause(words, phrase, lexicon)
    inside = [match for match in found if first <= match.start < last]
    for near, how in ((inside, "time"), (inside, "verbs"), (found, "time"), (found, "verbs")):
        told = [match for match in near if match.payload[1] == how]
        if told:
            return min(told, key=lambda match: _distance(match.start, match.end, phrase)).payload[0]
    return ""


def _clause(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> tuple[int, int]:
    """The words of the number's own clause: up to a coordinator with a subject of its own, or a strong mark."""

    def ends(place: int) -> bool:
        text = words[place].text
        following = words[place + 1].text if place + 1 < len(words) else ""
        return (text in MARKS and text != ",") or (text in lexicon.clause_ends and following in lexicon.subjects)

    first = next((place + 1 for place in range(phrase.start - 1, -1, -1) if ends(place)), 0)
    last = next((place for place in range(phrase.end, len(words)) if ends(place)), len(words))
    return first, last


def rate_in_clause(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> Rate | None:
    """ "Each quarter" further on in the clause, where cases come in ("one or two come to us every week")."""
    if phrase.kind != "count" or phrase.rate or phrase.low == 0:
        return None
    for place in range(phrase.end, min(len(words), phrase.end + _CLAUSE_REACH)):
        text = words[place].text
        if (
            text in MARKS
            or text in lexicon.clause_ends
            or text in lexicon.relatives
            or read_number(words, place, lexicon)
        ):
            return None
        if text in lexicon.every and (rate := lexicon.rates.longest(words, place)):
            flows = lexicon.basis.find(words[max(0, phrase.start - _OWN_REACH) : place])
            return rate.payload if any(match.payload == ("flow", "verbs") for match in flows) else None
    return None


def _distance(start: int, end: int, phrase: Phrase) -> int:
    return start - phrase.end if start >= phrase.end else phrase.head_start - end
