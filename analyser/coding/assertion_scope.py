"""The cues of one sentence and how far each of them reaches."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analyser.coding.assertion_lexicon import AssertionLexicon, CueGroup
from analyser.coding.assertion_predicates import Reading, narrowed
from analyser.coding.assertion_sources import find_sources
from analyser.coding.cue_phrases import MARKS, Match
from analyser.coding.cue_words import Word
from analyser.coding.negation_clauses import Clauses
from analyser.coding.negation_lexicon import clause_lexicon
from analyser.coding.negation_verbs import FINITE

_OWN = ("own",)
ADVERBIAL = "adverbial"
_BESIDE = ("coordinate", "adverbial", "main")
CLAUSE, ABOUT, GIVEN, CONTRAST = "clause", "about_it", "given", "contrast"
REACH = 80  # words beyond which nothing bears on a cue, so that an endless sentence stays cheap


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue at words `start` to `end` that governs words `low` to `high`; ends are exclusive.

    What is put in between (`apart`) is not governed. `clause` is the cue's, -1 where it was not asked for.
    """

    group: CueGroup
    start: int
    end: int
    low: int
    high: int
    clause: int = -1
    apart: frozenset[int] = frozenset()

    def governs(self, place: int) -> bool:
        """Is a word in the scope, or one of the cue's own ("not *one*")?"""
        return self.low <= place < self.high and place not in self.apart


def find_cues(words: Sequence[Word], lexicon: AssertionLexicon) -> list[Cue]:
    """The cues of a sentence with their scopes, in order; no scope leaves the sentence.

    >>> from analyser.coding.assertion_lexicon import assertion_lexicon
    >>> from analyser.coding.cue_words import split_words
    >>> words = split_words("We haven't had any networks, gangs or trafficking but we have had boyfriends")
    >>> cues = find_cues(words, assertion_lexicon())
    >>> [(cue.group.category, words[cue.end].text, words[cue.high].text) for cue in cues]
    [('negated', 'networks', 'but')]
    """
    return cues_of(Reading(words, lexicon, clause_lexicon()))


def cues_of(said: Reading) -> list[Cue]:
    """The cues of a sentence with their scopes, and who else's word it is."""
    matches = [match for match in _matches(said) if match.payload.category != "none"]
    sources = find_sources(said)
    if not matches and not sources:
        return []
    boundaries = [stop for stop in said.lexicon.boundaries.find(said.words) if stop.start not in said.put_in]
    starts = [boundary.start for boundary in boundaries]
    cues = []
    for match in matches:
        if match.payload.opens and not _is_opening(match.start, said):
            continue
        near = boundaries[bisect_left(starts, match.start - REACH) : bisect_left(starts, match.end + REACH)]
        cue = _reach(match, near, said)
        if _holds(cue, said) and not _is_quoted(cue, said):
            cues.append(_within_aside(cue, said.put_in))
    for source in sources:
        if not any(cue.group.category in _OWN and cue.start < source.end and source.start < cue.end for cue in cues):
            behind = (stop.start for stop in boundaries if stop.payload == CONTRAST and stop.start >= source.end)
            high = min(behind, default=len(said.words))
            cues.append(Cue(said.lexicon.source, source.start, source.end, source.start, high))
    return sorted((_until_the_speaker(cue, said) for cue in cues), key=lambda cue: cue.start)


def _matches(said: Reading) -> list[Match[CueGroup]]:
    """The cues of a sentence as if nothing were put in between, and those of what is put in."""
    words, lexicon = said.words, said.lexicon
    opening = lexicon.openings.longest(words, 0) if words and words[-1].text in lexicon.question_marks else None
    first = opening.end if opening else 0
    found = [opening] if opening else []
    plain = lexicon.cues.find(words, first)
    if not plain or not said.put_in:
        return found + plain
    for part in (
        [place for place in range(first, len(words)) if place not in said.put_in],
        [place for place in range(first, len(words)) if place in said.put_in],
    ):
        for match in lexicon.cues.find([words[place] for place in part]):
            found.append(Match(part[match.start], part[match.end - 1] + 1, match.payload))
    return sorted(found, key=lambda match: match.start)


def _until_the_speaker(cue: Cue, said: Reading) -> Cue:
    """What others say ends where the speaker's own clause begins ("they closed it, since I had seen her")."""
    if cue.group.category != "reported" or cue.high <= cue.end:
        return cue
    here = said.clauses.clause_at(cue.start, cue.end)
    if (
        here >= 0 and said.clauses.clauses[here].kind == ADVERBIAL and said.clauses.clauses[here].verb >= 0
    ):  # "whatever the police say, we have gangs"
        return replace(cue, high=max(cue.end, min(cue.high, said.clauses.end_of(here))))
    within = said.clauses.within(here)
    for index, clause in enumerate(said.clauses.clauses):
        if clause.start in said.put_in:
            continue
        beside = cue.end < clause.start < cue.high and index not in within and clause.kind in _BESIDE
        if beside and said.text(clause.start) in said.lexicon.speakers:
            return replace(cue, high=clause.start)
    return cue


def without_passing(words: Sequence[Word], lexicon: AssertionLexicon) -> list[Word]:
    """The words without what is said in passing ("um", "you know"), which parts a negation from its verb."""
    passing = {place for match in lexicon.passing.find(words) for place in range(match.start, match.end)}
    return [word for place, word in enumerate(words) if place not in passing] if passing else list(words)


def _is_quoted(cue: Cue, said: Reading) -> bool:
    """Is the cue only mentioned ("'apparently' is not a word I would use")?"""
    return all(said.text(at) in said.lexicon.quotes for at in (cue.start - 1, cue.end))


def _within_aside(cue: Cue, put_in: frozenset[int]) -> Cue:
    """What is put in between bears on nothing outside."""
    if cue.start not in put_in or cue.group.direction == "backward":
        return cue
    low, high = cue.start, cue.end
    while low - 1 in put_in and low > cue.low:
        low -= 1
    while high in put_in and high < cue.high:
        high += 1
    return replace(cue, low=low, high=high, apart=frozenset())


def _holds(cue: Cue, said: Reading) -> bool:
    """Does the cue hold, for what stands in its scope?"""
    group = cue.group
    if not (group.unless or group.only):
        return True
    scope = [*said.lexicon.conditions.find(said.words[cue.end : cue.high])]
    if group.direction == "generic":
        scope += said.lexicon.conditions.find(said.words[cue.low : cue.start])
    found = {match.payload for match in scope}
    return found.isdisjoint(group.unless) and (not group.only or not found.isdisjoint(group.only))


def _is_opening(place: int, said: Reading) -> bool:
    """Does a sentence begin here, or a part of one behind a mark, but for what is said to gain time ("well, so")?"""
    while place and said.text(place - 1) not in MARKS:
        if said.lexicon.fillers.longest(said.words, place - 1) is None:
            return False
        place -= 1
    return True


def _reach(match: Match[CueGroup], boundaries: Sequence[Match[str]], said: Reading) -> Cue:
    group = match.payload
    low, high, end = match.start, match.end, match.end
    stops = [boundary for boundary in boundaries if boundary.payload in group.until]
    if group.direction != "backward":
        behind = (stop.start for stop in stops if stop.start >= match.end and stop.payload not in (ABOUT, GIVEN))
        high = min(min(behind, default=len(said.words)), match.end + group.limit)
    if group.direction in ("backward", "both", "sentence", "generic"):
        low = _back(match, stops, said)
    if group.category == "negated" and group.direction != "backward":
        high = _end_of_list(match, high, said)
    if group.direction == "generic":
        low = max(low, min(match.start, _main_clause(match, said.clauses)))
    if CLAUSE not in group.until or (here := said.clauses.clause_at(match.start, match.end)) < 0:
        return Cue(group, match.start, match.end, low, high)
    clauses = said.clauses
    low, high, apart = _within_clause(match, here, low, high, clauses)
    about = [stop for stop in stops if stop.payload in (ABOUT, GIVEN)]
    for stop in about:  # "no change *in the effusion*": what is changed is there
        if match.end <= stop.start < high:
            apart |= frozenset(at for at in range(stop.end, high) if clauses.owner[at] in (here, -1))
            break
    if group.direction in ("verbal", "noun"):
        contrasts = [stop.end for stop in stops if stop.end <= match.start and stop.payload == CONTRAST]
        low, high, end = narrowed(match, here, low, high, contrasts, said)
        for stop in about:  # of "the source of the bleeding" only the source is not found
            if stop.payload == ABOUT and low <= stop.start < match.start:
                apart |= frozenset(range(stop.end, match.start))
    return Cue(group, match.start, end, low, max(high, end), here, apart)


def _main_clause(match: Match[CueGroup], clauses: Clauses) -> int:
    """Where the clause begins that a condition behind it bears on; other clauses before it stand by themselves."""
    here = clauses.clause_at(match.start, match.end)
    parent = clauses.clauses[here].parent if here >= 0 else -1
    if parent < 0:
        return 0
    while clauses.clauses[parent].is_inside and clauses.clauses[parent].parent >= 0:
        parent = clauses.clauses[parent].parent
    return next((at for at, owner in enumerate(clauses.owner) if owner == parent), 0)


def _end_of_list(match: Match[CueGroup], high: int, said: Reading) -> int:
    """Where a list of what is not there turns to what is: at the comma before an item that says so.

    A clause without a verb ("not compliant with treatment, fever on arrival") ends at its comma.
    """
    clauses, lexicon = said.clauses, said.lexicon
    here = clauses.clause_at(match.start, match.end)
    verb = clauses.clauses[here].verb if here >= 0 else -1
    verbal = match.payload.direction == "verbal"
    if verbal and verb >= 0:
        return high
    commas = [at for at in range(match.end, high) if said.text(at) == said.forms.comma and at not in said.put_in]
    for comma, following in zip(commas, [*commas[1:], high], strict=False):
        item = {said.text(at) for at in range(comma, following)}
        rest = {said.text(at) for at in range(comma, high)}
        another = any(clauses.verbs[at] == FINITE and at != verb for at in range(comma, following))
        says = verbal or another or not lexicon.positive.isdisjoint(item)
        if says and not comma < verb < following and lexicon.alternatives.isdisjoint(rest):
            return comma
    return high


def _back(match: Match[CueGroup], stops: Sequence[Match[str]], said: Reading) -> int:
    group = match.payload
    if group.fronted:
        stops = [stop for stop in stops if stop.payload in (CONTRAST, "relative", "stop")]
    start = max((stop.end for stop in stops if stop.end <= match.start), default=max(0, match.start - REACH))
    here = said.clauses.clause_at(match.start, match.end) if CLAUSE in group.until else -1
    if here >= 0:
        start = _within_clause(match, here, start, match.end, said.clauses)[0]
    before = [said.text(at) for at in range(start, match.start) if at not in said.put_in]
    if group.fronted and not _is_fronted(before, group.fronted, said.lexicon):
        return match.start
    if group.direction == "generic" and not said.lexicon.sight.isdisjoint(before):
        return match.start
    return max(start, match.start - group.limit)


def _within_clause(
    match: Match[CueGroup], here: int, low: int, high: int, clauses: Clauses
) -> tuple[int, int, frozenset[int]]:
    """The part of a scope in the cue's own clause and those that are a part of it, and what is put in between."""
    inside = clauses.within(here)
    apart = []
    for place in range(match.end, high):
        owner = clauses.owner[place]
        if owner in inside or owner < 0:
            continue
        if place in clauses.put_in:
            apart.append(place)
        elif not clauses.goes_with(owner, inside):
            high = place
            break
    for place in range(match.start - 1, low - 1, -1):
        owner = clauses.owner[place]
        if owner in inside or owner < 0:
            continue
        if place in clauses.put_in:
            apart.append(place)
        else:
            low = place + 1
            break
    return low, high, frozenset(apart)


def _is_fronted(before: Sequence[str], subject: str, lexicon: AssertionLexicon) -> bool:
    """Do the words before a cue only name what it speaks of ("organised groups" in "organised groups we haven't had")?

    The cue's own subject and auxiliaries are set aside; a verb in the rest makes it a statement of its own.
    """
    texts = list(before)
    light = []
    while texts and texts[-1] in lexicon.light:
        light.append(texts.pop())
    if subject == "speaker" and not lexicon.speakers.intersection(light):
        return False
    return not lexicon.verbs.intersection(texts)


def has_pronouns(cues: Sequence[Cue], words: Sequence[Word], lexicon: AssertionLexicon) -> bool:
    """Is there a cue that depends on who "she" is?"""
    return any(_is_pronoun(cue, words, lexicon) for cue in cues)


def _is_pronoun(cue: Cue, words: Sequence[Word], lexicon: AssertionLexicon) -> bool:
    return cue.group.category in ("denial", "pronoun") and words[cue.start].text in lexicon.pronouns


def attribute_pronouns(
    cues: Sequence[Cue], words: Sequence[Word], before: Sequence[Word], lexicon: AssertionLexicon
) -> list[Cue]:
    """Settles who "she says" is: an agency's worker named last makes it reported, else it is the child or nobody.

    `before` are the words of the sentence before; no other is looked at. Where a child has been spoken of since the
    agency was named, the pronoun is the child's.
    """
    settled = []
    spoken = [*before, *words]
    named = lexicon.agencies.find(spoken)
    ends = [match.end for match in named]
    for cue in cues:
        if _is_pronoun(cue, words, lexicon):
            place = len(before) + cue.start
            last = bisect_right(ends, place) - 1
            since = (word.text for word in spoken[max(ends[last], place - REACH) : place]) if last >= 0 else ()
            if last >= 0 and named[last].payload == "agency" and lexicon.singular.isdisjoint(since):
                group = replace(cue.group, category="reported")
                settled.append(replace(cue, group=group))
            elif cue.group.category == "denial":
                settled.append(cue)
        else:
            settled.append(cue)
    return settled
