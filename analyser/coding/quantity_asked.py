"""What a question makes of the number that answers it."""

from __future__ import annotations

from functools import lru_cache

from analyser.coding.cue_words import split_words
from analyser.coding.quantity_lexicon import quantity_lexicon
from analyser.coding.quantity_numbers import read_number

_QUESTION = 40  # words: a question is answered by what it asks last
_NOUN = 3  # words from "how many" to its noun


@lru_cache(maxsize=256)
def asked_for(question: str) -> str:
    """What a number without a noun of its own counts: "cases", "total" (the whole caseload), or "other:<what>".

    >>> asks = ("How many girls?", "How many forms?", "And in total?", "Six in total?", "How many have they got?")
    >>> [asked_for(text) for text in asks]
    ['cases', 'other:records', 'total', 'cases', 'other:theirs']
    """
    lexicon = quantity_lexicon()
    words = split_words(question)[-_QUESTION:]
    asked = next(iter(reversed(lexicon.asked_many.find(words))), None)
    clause = words[asked.end :] if asked else words
    # "Six altogether?" only says back the number that was told, of whatever it was told of.
    if lexicon.asked_totals.find(clause) and not any(
        read_number(clause, place, lexicon) for place in range(len(clause))
    ):
        return "total"
    if lexicon.asked_ages.find(words):
        return "other:age"
    for word, place in zip(clause, range(_NOUN), strict=False):
        noun = lexicon.nouns.longest(clause, place) if asked else None
        if noun:
            if noun.payload != "cases":
                return noun.payload
            break
        if word.text in lexicon.stops:
            break
    theirs = asked and lexicon.asked_of_records.find(clause) and not asks_speaker(question)
    return "other:theirs" if theirs else "cases"


@lru_cache(maxsize=256)
def asks_speaker(question: str) -> bool:
    """Does a question ask for the speaker's own number ("And how many have you got?", "What are you holding?")?"""
    lexicon = quantity_lexicon()
    words = split_words(question)[-_QUESTION:]
    if lexicon.asked_own.find(words):
        return True
    asked = next(iter(lexicon.asked_many.find(words)), None)
    return asked is not None and any(word.text in lexicon.you for word in words[asked.end :])
