"""The cues of one sentence and how far each of them reaches."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analyser.coding.assertion_lexicon import AssertionLexicon, CueGroup
from analyser.coding.cue_phrases import MARKS, Match
from analyser.coding.cue_words import Word

REACH = 80  # words beyond which nothing bears on a cue, so that an endless sentence stays cheap


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue at words `start` to `end` that governs words `low` to `high`; ends are exclusive."""

    group: CueGroup
    start: int
    end: int
    low: int
    high: int

    def governs(self, place: int) -> bool:
        """Is a word in the scope, or one of the cue's own ("not *one*")?"""
        return self.low <= place < self.high


def find_cues(words: Sequence[Word], lexicon: AssertionLexicon) -> list[Cue]:
    """The cues of a sentence with their scopes, in order; no scope leaves the sentence.

    >>> from analyser.coding.assertion_lexicon import assertion_lexicon
    >>> from analyser.coding.cue_words import split_words
    >>> words = split_words("We haven't had any networks, gangs or trafficking but we have had boyfriends")
    >>> cues = find_cues(words, assertion_lexicon())
    >>> [(cue.group.category, words[cue.end].text, words[cue.high].text) for cue in cues]
    [('negated', 'networks', 'but')]
    """
    boundaries = lexicon.boundaries.find(words)
    starts = [boundary.start for boundary in boundaries]
    opening = lexicon.openings.longest(words, 0) if words and words[-1].text == "?" else None
    cues = []
    for match in [opening, *lexicon.cues.find(words, opening.end)] if opening else lexicon.cues.find(words):
        if match.payload.opens and not _is_opening(words, match.start, lexicon):
            continue
        near = boundaries[bisect_left(starts, match.start - REACH) : bisect_left(starts, match.end + REACH)]
        low, high = _reach(match, words, near, lexicon)
        before = words[low : match.start] if match.payload.direction == "generic" else ()
        if match.payload.unless and (
            _excepted(match, words[match.end : high], lexicon) or _excepted(match, before, lexicon)
        ):
            continue
        cues.append(Cue(match.payload, match.start, match.end, low, high))
    return cues


def without_passing(words: Sequence[Word], lexicon: AssertionLexicon) -> list[Word]:
    """The words without what is said in passing ("um", "you know"), which parts a negation from its verb."""
    passing = {place for match in lexicon.passing.find(words) for place in range(match.start, match.end)}
    return [word for place, word in enumerate(words) if place not in passing]


def _reach(
    match: Match[CueGroup], words: Sequence[Word], boundaries: Sequence[Match[str]], lexicon: AssertionLexicon
) -> tuple[int, int]:
    group = match.payload
    low, high = match.start, match.end
    stops = [boundary for boundary in boundaries if boundary.payload in group.until]
    if group.direction != "backward":
        end = min((stop.start for stop in stops if stop.start >= match.end), default=len(words))
        high = min(end, match.end + group.limit)
    if group.direction == "forward":
        return low, high
    if group.fronted:
        stops = [stop for stop in stops if stop.payload in ("contrast", "relative")]
    start = max((stop.end for stop in stops if stop.end <= match.start), default=max(0, match.start - REACH))
    if group.fronted and not _is_fronted(words[start : match.start], group.fronted, lexicon):
        return low, high
    if group.direction == "generic" and any(word.text in lexicon.sight for word in words[start : match.start]):
        return low, high
    return max(start, match.start - group.limit), high


def _is_opening(words: Sequence[Word], place: int, lexicon: AssertionLexicon) -> bool:
    """Does a sentence begin here, or a part of one behind a mark, but for what is said to gain time ("well, so")?"""
    while place and words[place - 1].text not in MARKS:
        if lexicon.fillers.longest(words, place - 1) is None:
            return False
        place -= 1
    return True


def _excepted(match: Match[CueGroup], scope: Sequence[Word], lexicon: AssertionLexicon) -> bool:
    return any(found.payload in match.payload.unless for found in lexicon.conditions.find(scope))


def _is_fronted(before: Sequence[Word], subject: str, lexicon: AssertionLexicon) -> bool:
    """Do the words before a cue only name what it speaks of ("organised groups" in "organised groups we haven't had")?

    The cue's own subject and auxiliaries are set aside; a verb in the rest makes it a statement of its own.
    """
    texts = [word.text for word in before]
    light = []
    while texts and texts[-1] in lexicon.light:
        light.append(texts.pop())
    if subject == "speaker" and not lexicon.speakers.intersection(light):
        return False
    return not lexicon.verbs.intersection(texts)


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
        if cue.group.category in ("denial", "pronoun") and words[cue.start].text in lexicon.pronouns:
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
