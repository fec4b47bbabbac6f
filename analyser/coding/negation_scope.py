"""What a negation covers: the linguistic scope of its cue, as Morante and Daelemans (2012) mark it.

A negated verb takes its clause with subject, objects and the clauses that are its objects; a negated noun phrase takes
the clause whose subject, object or predicate it is; "without" what stands behind it; a negative prefix the noun that it
describes, or the clause whose predicate it is. Clauses beside and clauses of circumstance stay outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from analyser.coding.assertion_sentences import sentence_at
from analyser.coding.cue_phrases import Match
from analyser.coding.cue_words import Word, split_words
from analyser.coding.negation_clauses import Clause, Clauses, find_clauses
from analyser.coding.negation_lexicon import ClauseLexicon, clause_lexicon
from analyser.coding.negation_verbs import FINITE

_CACHE = "negation scopes"
_AFFIX = "affix"


@dataclass(frozen=True, slots=True)
class Scope:
    """A negating cue and the characters it covers, as ranges of the Doc's text; ends are exclusive."""

    cue: str
    start: int
    end: int
    ranges: tuple[tuple[int, int], ...]

    def covers(self, start: int, end: int) -> bool:
        """Does the scope reach more than half of the characters?"""
        shared = sum(max(0, min(end, high) - max(start, low)) for low, high in self.ranges)
        return 2 * shared > end - start


def in_negation_scope(doc: Doc, start_char: int, end_char: int) -> bool:
    """Does a negation of its own sentence cover these characters?"""
    sent = sentence_at(doc, start_char)
    return sent is not None and any(scope.covers(start_char, end_char) for scope in negation_scopes(sent))


def negation_scopes(sent: Span) -> list[Scope]:
    """The negations of a sentence in order, each with what it covers.

    >>> import spacy
    >>> doc = spacy.blank("en")("The clerk did not answer, but he left without a word.")
    >>> [(scope.cue, [doc.text[low:high] for low, high in scope.ranges]) for scope in negation_scopes(doc[:])]
    [('not', ['The clerk did', 'answer']), ('without', ['a word'])]
    """
    kept: dict[int, list[Scope]] = sent.doc.user_data.setdefault(_CACHE, {})
    if sent.start not in kept:
        kept[sent.start] = _find(sent)
    return kept[sent.start]


def _find(sent: Span) -> list[Scope]:
    lexicon = clause_lexicon()
    words = split_words(sent.text, sent.start_char)
    cues = _cues(words, lexicon)
    if not cues:
        return []
    clauses = find_clauses(words, lexicon)
    found = []
    for cue in cues:
        covered = _covered(cue, words, clauses, lexicon)
        start, end = words[cue.start].start, words[cue.end - 1].end
        text = sent.text[start - sent.start_char : end - sent.start_char]
        found.append(Scope(text, start, end, _ranges(covered, words)))
    return found


def _cues(words: Sequence[Word], lexicon: ClauseLexicon) -> list[Match[str]]:
    cues = [match for match in lexicon.negations.find(words) if match.payload != "none"]
    taken = {place for match in cues for place in range(match.start, match.end)}
    for place, word in enumerate(words):
        if place not in taken and _is_affixal(word.text, lexicon):
            cues.append(Match(place, place + 1, _AFFIX))
    return sorted(cues, key=lambda cue: cue.start)


def _is_affixal(text: str, lexicon: ClauseLexicon) -> bool:
    if text in lexicon.affixal:
        return True
    return text.endswith(lexicon.affix_endings) and len(text) > 5 and text not in lexicon.not_affixal


def _covered(cue: Match[str], words: Sequence[Word], clauses: Clauses, lexicon: ClauseLexicon) -> set[int]:
    """The places of the words in a cue's scope."""
    here = clauses.owner[cue.start]
    if here < 0:
        here = next((clauses.owner[at] for at in range(cue.end, len(words)) if clauses.owner[at] >= 0), -1)
        if here < 0:
            return set()
    texts = [word.text for word in words]
    before = texts[cue.start - 1] if cue.start else ""
    if cue.payload == _AFFIX:
        return _of_affix(cue, texts, here, clauses, lexicon)
    if cue.payload == "behind":
        return _behind(cue, texts, here, clauses, lexicon)
    if cue.payload == "phrase" and lexicon.has("prepositions", before):
        return _phrase(cue, texts, here, clauses, lexicon)
    if _is_aside(cue, texts, clauses, lexicon):
        return _behind(cue, texts, here, clauses, lexicon)
    if cue.payload == "clause" and _is_infinitive(cue, texts, lexicon):
        covered = {at for at in _clause(here, clauses) if at >= cue.end}
    else:
        covered = _clause(here, clauses) | _shared(here, clauses)
    return covered - set(range(cue.start, cue.end))


def _clause(index: int, clauses: Clauses) -> set[int]:
    """The words of a clause and of those inside it."""
    inside = clauses.within(index)
    return {place for place, owner in enumerate(clauses.owner) if owner in inside}


def _shared(index: int, clauses: Clauses) -> set[int]:
    """The subject that a clause shares with the one before, and its verb where it has none of its own."""
    clause = clauses.clauses[index]
    source = clause.shares
    whole = clause.verb < 0
    while source >= 0 and clauses.clauses[source].shares >= 0:
        source = clauses.clauses[source].shares
    if source < 0:
        return set()
    other: Clause = clauses.clauses[source]
    end = other.verb + 1 if whole else other.verb
    return {place for place in _clause(source, clauses) if place < end}


def _is_aside(cue: Match[str], texts: Sequence[str], clauses: Clauses, lexicon: ClauseLexicon) -> bool:
    """Does it negate only what follows, behind a comma or "but" ("he came, not as a friend")?"""
    clause = clauses.clauses[clauses.owner[cue.start]] if clauses.owner[cue.start] >= 0 else None
    if clause is None or not 0 <= clause.verb < cue.start or not cue.start:
        return False
    set_off = texts[cue.start - 1] == lexicon.comma or lexicon.has("coordinators", texts[cue.start - 1])
    return set_off and cue.end < len(texts) and not clauses.verbs[cue.end]


def _is_infinitive(cue: Match[str], texts: Sequence[str], lexicon: ClauseLexicon) -> bool:
    before = texts[cue.start - 1] if cue.start else ""
    return cue.end < len(texts) and lexicon.has("infinitive", texts[cue.end]) and not lexicon.has("auxiliaries", before)


def _phrase(cue: Match[str], texts: Sequence[str], here: int, clauses: Clauses, lexicon: ClauseLexicon) -> set[int]:
    """A noun phrase after a preposition; after a copula it is the predicate and takes the clause."""
    before = texts[cue.start - 2] if cue.start > 1 else ""
    if lexicon.has("copulas", before):
        return (_clause(here, clauses) | _shared(here, clauses)) - set(range(cue.start, cue.end))
    return _behind(cue, texts, here, clauses, lexicon)


def _behind(cue: Match[str], texts: Sequence[str], here: int, clauses: Clauses, lexicon: ClauseLexicon) -> set[int]:
    """From the cue to the next comma or the end of its clause."""
    covered = set()
    inside = _clause(here, clauses)
    for place in range(cue.end, len(texts)):
        if place not in inside or texts[place] == lexicon.comma:
            break
        if (
            place > cue.end
            and lexicon.has("pronouns", texts[place])
            and clauses.verbs[place + 1 : place + 2] == [FINITE]
        ):
            break
        covered.add(place)
    return covered


def _of_affix(cue: Match[str], texts: Sequence[str], here: int, clauses: Clauses, lexicon: ClauseLexicon) -> set[int]:
    """Before its noun: the noun phrase; else the clause whose predicate it is."""
    low = cue.start
    while low > 0 and lexicon.has("adverbs", texts[low - 1]):
        low -= 1
    before = texts[low - 1] if low else ""
    if lexicon.has("copulas", before):
        return _clause(here, clauses) | _shared(here, clauses)
    low = cue.start
    high = cue.end
    while high < len(texts) and texts[high].isalpha() and clauses.owner[high] == here and not clauses.verbs[high]:
        if lexicon.has("coordinators", texts[high]) or (
            lexicon.has("prepositions", texts[high]) and not lexicon.has("genitive", texts[high])
        ):
            break
        high += 1
    return set(range(low, high))


def _ranges(covered: set[int], words: Sequence[Word]) -> tuple[tuple[int, int], ...]:
    """Runs of words as ranges of characters."""
    ranges: list[tuple[int, int]] = []
    last = -2
    for place in sorted(covered):
        word = words[place]
        if place == last + 1 and ranges:
            ranges[-1] = (ranges[-1][0], max(word.end, ranges[-1][1]))
        else:
            ranges.append((word.start, word.end))
        last = place
    return tuple(ranges)
