"""Whose knowledge it is: someone who is not of the speaker's own work as the subject of saying, or of knowing cases.

"Probation in the city, to hear them talk, *hold* high-harm lads": the subject is looked for in the clause of the verb,
so that it may be parted from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyser.coding.assertion_lexicon import AssertionLexicon
from analyser.coding.assertion_predicates import Reading
from analyser.coding.cue_words import Word
from analyser.coding.negation_clauses import Clauses
from analyser.coding.negation_lexicon import clause_lexicon


@dataclass(frozen=True, slots=True)
class Source:
    """A subject from word `start` whose verb ends before `end`; `clause` is its clause."""

    start: int
    end: int
    clause: int


def find_sources(said: Reading) -> list[Source]:
    """The clauses of a sentence in which someone else says or knows something.

    >>> from analyser.coding.assertion_lexicon import assertion_lexicon
    >>> from analyser.coding.cue_words import split_words
    >>> words = split_words("The sergeant on nights, bless her, is adamant that there are gangs.")
    >>> found = find_sources(Reading(words, assertion_lexicon(), clause_lexicon()))
    >>> [(words[source.start].text, words[source.end - 1].text) for source in found]
    [('the', 'adamant')]
    """
    words, lexicon = said.words, said.lexicon
    if not lexicon.sayings.find(words):
        return []
    clauses = said.clauses
    found = []
    for index, clause in enumerate(clauses.clauses):
        if clause.verb < 0:
            continue
        subject = _subject(index, clauses)
        if not subject:
            continue
        end = _says(clause.verb, words, lexicon, [words[at] for at in subject])
        if end:
            found.append(Source(subject[0], end, index))
    return found


def _subject(index: int, clauses: Clauses) -> list[int]:
    """The places of a clause's subject, which may be the one that it shares."""
    clause = clauses.clauses[index]
    while clause.shares >= 0:
        index = clause.shares
        clause = clauses.clauses[index]
    return [at for at in range(clause.start, clause.verb) if clauses.owner[at] == index]


def _says(verb: int, words: Sequence[Word], lexicon: AssertionLexicon, subject: Sequence[Word]) -> int:
    """The end of the verb by which a subject says or knows something; 0 where it does not, or is the speaker."""
    if lexicon.own.find(subject):
        return 0
    said = lexicon.sayings.find(subject)
    kinds = {match.payload for match in said}
    if not kinds:
        return 0
    adverbs = clause_lexicon().classes["adverbs"]
    place = verb
    while place < len(words) and words[place].text in adverbs:
        place += 1
    match = lexicon.tells.longest(words, place)
    if match is None and place + 1 < len(words) and words[place + 1].text in adverbs:
        match = lexicon.tells.longest([words[place], *words[place + 2 :]], 0)
        match = match and type(match)(place, place + match.end + 1, match.payload)
    if match and match.end == place + 1 and _is_helping(place, words):
        return 0
    if match is None or (match.payload == "know" and "agency" not in kinds):
        return 0
    return match.end


def _is_helping(place: int, words: Sequence[Word]) -> bool:
    """Is a verb only the auxiliary of another ("have not recorded")?"""
    forms = clause_lexicon()
    if words[place].text not in forms.classes["auxiliaries"]:
        return False
    after = place + 1
    while after < len(words) and words[after].text in forms.classes["adverbs"]:
        after += 1
    return after < len(words) and (forms.is_past(words[after].text) or words[after].text in forms.participles)
