"""How far a negation reaches for what its verb says.

What is not *seen* is not there; what is not *there* is not, subject and all; but what is not *recorded* or *told* is
taken for granted ("they haven't recorded the network"). The verbs of each kind are data (`predicates` in
`assertion.yaml`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from analyser.coding.assertion_lexicon import AssertionLexicon, CueGroup
from analyser.coding.cue_phrases import MARKS, Match
from analyser.coding.cue_words import Word
from analyser.coding.negation_clauses import Clauses, find_clauses
from analyser.coding.negation_lexicon import ClauseLexicon
from analyser.coding.negation_verbs import FINITE, PLAIN

PASSES, EXISTS, OPAQUE, AFFIRMS, UNKNOWN = "passes", "exists", "opaque", "affirms", ""
KNOWS, SHOWS, SAYS = "knows", "shows", "says"
ADDED = 6  # words: the most that are named after a clause that lacks them


@dataclass(frozen=True)
class Reading:
    """A sentence as it is read: its words, the lexicons, and its clauses, found when they are first asked for."""

    words: Sequence[Word]
    lexicon: AssertionLexicon
    forms: ClauseLexicon

    @cached_property
    def clauses(self) -> Clauses:
        """The clauses of the sentence."""
        return find_clauses(self.words, self.forms)

    @cached_property
    def put_in(self) -> frozenset[int]:
        """The words put in between; a sentence without two commas or dashes has none."""
        marks = sum(word.text == self.forms.comma or word.text in self.forms.classes["dashes"] for word in self.words)
        return self.clauses.put_in if marks > 1 else frozenset()

    def text(self, place: int) -> str:
        """A word; "" outside of the sentence."""
        return self.words[place].text if 0 <= place < len(self.words) else ""

    def is_a(self, name: str, place: int) -> bool:
        """Is a word of a class of the clause lexicon?"""
        return self.text(place) in self.forms.classes[name]


@dataclass(frozen=True, slots=True)
class Predicate:
    """What is negated: its kind, and its words."""

    kind: str
    start: int
    end: int


def narrowed(
    match: Match[CueGroup], here: int, low: int, high: int, contrasts: Sequence[int], said: Reading
) -> tuple[int, int, int]:
    """The scope of a negation in clause `here` for what its verb says, and where the cue with that verb ends.

    `contrasts` are the places behind words like "but" before the cue.
    """
    verb = said.clauses.clauses[here].verb
    if match.payload.direction != "verbal":
        return low, _of_a_noun(match, here, high, said), match.end
    predicate = _predicate(match.start, match.end, here, said)
    if predicate.start < verb and said.clauses.verbs[predicate.start] == PLAIN:
        return low, min(high, verb), match.end  # "not being believed has harmed him": the clause is a subject
    end = predicate.end if predicate.kind == PASSES and predicate.start == match.end else match.end
    gap = _ends(predicate.end, here, said) or _has_object_before(here, said)
    if predicate.kind not in (OPAQUE, AFFIRMS) and gap:
        if _is_one_of_those(here, said):
            return *_around(here, said), end
        high = max(high, _added(predicate.end, said))
    low = _fronted(match, here, predicate, gap, contrasts, said)
    return low, _behind(predicate, here, match.end, high, said), end


def _of_a_noun(match: Match[CueGroup], here: int, high: int, said: Reading) -> int:
    """Where the scope of a negated noun phrase ends, for the verb behind it."""
    verb = said.clauses.clauses[here].verb
    if not match.end <= verb < high:
        return high
    if said.is_a("prepositions", match.start):
        return verb  # "without contrast demonstrates": the verb is another's
    if verb > match.end and said.is_a("nominative", verb - 1):
        return verb - 1  # "nothing like that I mean we ...": so it is here
    return _behind(_predicate(match.start, verb, here, said), here, match.end, high, said)


def _behind(predicate: Predicate, here: int, end: int, high: int, said: Reading) -> int:
    """How far a negation that ends at `end` reaches behind its verb."""
    if predicate.kind in (PASSES, EXISTS):
        return high
    if predicate.kind in (OPAQUE, AFFIRMS):
        licensed = predicate.kind == OPAQUE and said.lexicon.any.longest(said.words, predicate.end) is not None
        return high if licensed else min(high, max(predicate.end, end))
    for place in range(predicate.end, high):  # a verb that is not known: its clause, not what it takes as an object
        owner = said.clauses.owner[place]
        if owner >= 0 and owner != here and said.clauses.clauses[owner].kind == "complement":
            return place
    return high


def _predicate(cue: int, start: int, here: int, said: Reading) -> Predicate:
    """The verb (or what a copula says) from a place on, behind auxiliaries and adverbs; `cue` is what negates it."""
    place = start
    passive = said.is_a("after_be", cue - 1)
    while place < len(said.words):
        if said.is_a("auxiliaries", place) or said.is_a("supports", place):
            passive = passive or said.is_a("after_be", place)
        elif place not in said.put_in and not said.is_a("adverbs", place):
            break
        place += 1
    if place == start and (place == len(said.words) or said.text(place) in MARKS):
        return Predicate(UNKNOWN, place, place)
    found = said.lexicon.predicates.longest(said.words, place)
    if found is None and place > start:  # "has" is a verb and an auxiliary
        before = said.lexicon.predicates.longest(said.words, place - 1)
        if before is not None:
            return Predicate(_kind(before, cue, here, passive=False, said=said), place - 1, before.end)
    if found is None:
        return Predicate(UNKNOWN, place, min(place + 1, len(said.words)))
    return Predicate(_kind(found, cue, here, passive, said), found.start, found.end)


def _kind(found: Match[str], cue: int, here: int, passive: bool, said: Reading) -> str:
    """The kind of a predicate here: it may depend on its subject, and on whether it is passive."""
    kind = found.payload
    subject = {said.text(at) for at in range(cue) if said.clauses.owner[at] == here}
    if kind == KNOWS:
        kind = PASSES if passive or not said.lexicon.speakers.isdisjoint(subject) else OPAQUE
    elif kind == SHOWS:
        kind = PASSES if said.lexicon.records.isdisjoint(subject) else OPAQUE
    elif kind == SAYS:
        kind = PASSES
    verb = said.text(found.start)
    participle = said.forms.is_past(verb) or verb in said.forms.participles
    return EXISTS if kind == PASSES and participle and (passive or _is_bare(cue, said)) else kind


def _is_bare(cue: int, said: Reading) -> bool:
    """Has the negation no auxiliary and no pronoun before it ("murmur not heard")?"""
    return said.text(cue - 1).isalpha() and not said.is_a("auxiliaries", cue - 1) and not said.is_a("subjects", cue - 1)


def _ends(place: int, here: int, said: Reading) -> bool:
    """Does the clause end here, so that its object stands before it ("exploited they are not")?"""
    if place >= len(said.words) or said.text(place) in MARKS:
        return True
    return said.clauses.owner[place] not in said.clauses.within(here)


def _has_object_before(here: int, said: Reading) -> bool:
    """Is it an attribute with a subject of its own, so that it describes its object ("something we never meet")?"""
    clause = said.clauses.clauses[here]
    if clause.kind == "complement":  # "what we aren't getting"
        return said.is_a("free", clause.start) and clause.verb > clause.start + 1
    return clause.kind in ("relative", "contact") and clause.verb > clause.start + (clause.kind == "relative")


def _fronted(
    match: Match[CueGroup], here: int, predicate: Predicate, gap: bool, contrasts: Sequence[int], said: Reading
) -> int:
    """How far the negation reaches to the left: over its subject, or an object that is put first."""
    clause = said.clauses.clauses[here]
    elliptical = gap and predicate.end == match.end  # "county lines it isn't"
    if not elliptical and predicate.kind != EXISTS and not (gap and predicate.kind == PASSES):
        return match.start
    if elliptical:
        return _part_before(match.start, said)
    if clause.kind in ("relative", "contact"):
        return match.start
    if clause.is_inside:
        return min(clause.start, match.start)
    own = next(at for at, owner in enumerate(said.clauses.owner) if owner == here)
    start = max(own, *contrasts) if contrasts else own
    end = match.start
    light = set()
    while end > start and (said.text(end - 1) in said.lexicon.light or end - 1 in said.put_in):
        end -= 1
        light.add(said.text(end))
    if predicate.kind != EXISTS and said.lexicon.speakers.isdisjoint(light):
        return match.start
    for at in range(end - 1, start - 1, -1):
        of_it = said.clauses.owner[at] == here and at not in said.put_in
        if of_it and said.clauses.verbs[at] == FINITE:
            return at + 1
    return start


def _part_before(place: int, said: Reading) -> int:
    """Where the part of a sentence begins that ends here: behind a mark or a conjunction."""
    while place and said.text(place - 1) not in MARKS and not said.is_a("coordinators", place - 1):
        place -= 1
    return place


def _is_one_of_those(here: int, said: Reading) -> bool:
    """Does the clause tell what the one around it speaks of ("something we never see", "what they aren't")?"""
    clause = said.clauses.clauses[here]
    if clause.parent < 0 or not clause.is_inside:
        return False
    if clause.kind == "complement":
        return said.is_a("free", clause.start)
    head = clause.start - 1
    return said.is_a("things", head) and any(said.is_a("copulas", at) for at in (head - 1, head - 2))


def _around(here: int, said: Reading) -> tuple[int, int]:
    """From the first to the last word of the clause around a clause."""
    parent = said.clauses.clauses[here].parent
    places = [at for at, owner in enumerate(said.clauses.owner) if owner in (parent, here)]
    return places[0], places[-1] + 1


def _added(place: int, said: Reading) -> int:
    """The end of what is named only after its clause ("that's something we've never seen, trafficking")."""
    if said.text(place) != said.forms.comma:
        return place
    end = next((at for at in range(place + 1, len(said.words)) if said.text(at) in MARKS), len(said.words))
    another = FINITE in said.clauses.verbs[place:end] or end - place > ADDED
    last = all(word.text in MARKS for word in said.words[end:])
    return end if last and not another else place
