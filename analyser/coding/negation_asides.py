"""What is put in between commas or dashes: after it the clause goes on as if it had not been said.

"She isn't, *and I would swear to it*, being controlled": a clause that stops where it cannot end goes on after the
next comma.
"""

from __future__ import annotations

from collections.abc import Sequence

from analyser.coding.negation_lexicon import ClauseLexicon
from analyser.coding.negation_verbs import FINITE

LONGEST = 30  # words


def find_asides(texts: Sequence[str], verbs: Sequence[str], lexicon: ClauseLexicon) -> dict[int, int]:
    """The asides of a sentence: the place of the mark that opens each, and of the one that closes it.

    >>> from analyser.coding.negation_lexicon import clause_lexicon
    >>> from analyser.coding.negation_verbs import find_verbs
    >>> texts = "she is not , and i would swear to it , being controlled".split()
    >>> find_asides(texts, find_verbs(texts, clause_lexicon()), clause_lexicon())
    {3: 10}
    """
    asides: dict[int, int] = {}
    start = place = 0
    while place < len(texts):
        end = 0
        if texts[place] == lexicon.comma and place > start:
            end = _closing(start, place, texts, verbs, lexicon)
        elif texts[place] in lexicon.classes["dashes"]:
            end = _other_dash(place, texts, lexicon)
        if end:
            asides[place] = end
            place = end
        elif texts[place] in lexicon.classes["hard"]:
            start = place + 1
        place += 1
    return asides


def _closing(start: int, comma: int, texts: Sequence[str], verbs: Sequence[str], lexicon: ClauseLexicon) -> int:
    """The comma that closes what this one opens; 0 where it opens nothing."""
    commas = [at for at in range(comma + 2, min(comma + LONGEST, len(texts) - 1)) if texts[at] == lexicon.comma]
    if not commas:
        return 0
    last = texts[comma - 1]
    classes = lexicon.classes
    if last in classes["unfinished"]:
        for at in commas[:2]:
            if _goes_on(at + 1, texts, verbs, lexicon):
                return at
        return 0
    if last in classes["takes_clause"]:
        for at in commas[:2]:
            if texts[at + 1] in classes["that"]:
                return at
    if FINITE in verbs[start:comma] and last not in classes["nominative"]:
        return 0
    if texts[start] in classes["openers"] and comma - start < 3:
        return 0
    for at in commas:
        after = _skip(at + 1, texts, lexicon)
        if after < len(texts) and verbs[after] == FINITE:
            inside = verbs[comma + 1 : at]
            first = texts[comma + 1]
            said = FINITE in inside or first in classes["prepositions"] or first in classes["infinitive"]
            return at if said and first not in classes["relatives"] else 0
    return 0


def _goes_on(place: int, texts: Sequence[str], verbs: Sequence[str], lexicon: ClauseLexicon) -> bool:
    """Could the clause go on here? Not with a subject of its own or a conjunction."""
    word = texts[place]
    classes = lexicon.classes
    if word in classes["coordinators"] or word in classes["hard"]:
        return False
    after = _skip(place + 1, texts, lexicon)
    return not (word in classes["pronouns"] and after < len(texts) and verbs[after] == FINITE)


def _skip(place: int, texts: Sequence[str], lexicon: ClauseLexicon) -> int:
    while place < len(texts) and texts[place] in lexicon.classes["adverbs"]:
        place += 1
    return place


def _other_dash(place: int, texts: Sequence[str], lexicon: ClauseLexicon) -> int:
    for at in range(place + 2, min(place + LONGEST, len(texts) - 1)):
        if texts[at] in lexicon.classes["dashes"]:
            return at
        if texts[at] in lexicon.classes["hard"]:
            return 0
    return 0
