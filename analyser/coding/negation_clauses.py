"""The clauses of a sentence, found without a parser: from verbs, conjunctions, relative pronouns and marks.

Each word belongs to one clause, or to none (marks, conjunctions, what is called out). A clause knows the one around it
and, where it has no subject of its own ("he rose *and went out*"), the one whose subject it shares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from analyser.coding.cue_words import Word
from analyser.coding.negation_asides import find_asides
from analyser.coding.negation_lexicon import ClauseLexicon
from analyser.coding.negation_verbs import FINITE, find_verbs

AHEAD = 12  # words that a subject may have before its verb
_INSIDE = ("complement", "relative", "contact")


@dataclass(slots=True)
class Clause:
    """A clause from word `start`; `kind` says how it is joined to the one around it, `parent` (-1: none)."""

    start: int
    kind: str  # main, coordinate, shared, rest, adverbial, relative, contact, complement, aside
    parent: int = -1
    shares: int = -1  # the clause whose subject (and verb, where it has none) it shares
    verb: int = -1  # its first finite verb
    apart: bool = False  # set off by a comma
    alternative: bool = False  # joined by "or"

    @property
    def is_inside(self) -> bool:
        """Is it a part of the clause around it, as its subject, object or attribute?"""
        return self.kind in _INSIDE and not (self.apart and self.kind == "relative")


@dataclass(slots=True)
class Clauses:
    """The clauses of a sentence, the clause of each word (-1: none), and the kinds of verbs."""

    clauses: list[Clause] = field(default_factory=list)
    owner: list[int] = field(default_factory=list)
    verbs: list[str] = field(default_factory=list)
    put_in: frozenset[int] = frozenset()  # words put in between commas or dashes

    def clause_at(self, start: int, end: int) -> int:
        """The clause of a cue: that of its first word that has one, or of the word behind it."""
        return next((self.owner[at] for at in range(start, min(end + 1, len(self.owner))) if self.owner[at] >= 0), -1)

    def goes_with(self, index: int, inside: set[int]) -> bool:
        """Does a clause share a negation with the one before it ("does not smoke or drink")?"""
        clause = self.clauses[index]
        return clause.alternative and clause.shares in inside

    def end_of(self, index: int) -> int:
        """The place behind the last word of a clause and those inside it."""
        inside = self.within(index)
        return 1 + max((place for place, owner in enumerate(self.owner) if owner in inside), default=-1)

    def within(self, index: int) -> set[int]:
        """A clause and those inside it."""
        inside = {index}
        for at in range(index + 1, len(self.clauses)):
            if self.clauses[at].parent in inside and self.clauses[at].is_inside:
                inside.add(at)
        return inside


def find_clauses(words: Sequence[Word], lexicon: ClauseLexicon) -> Clauses:
    """The clauses of a sentence.

    >>> from analyser.coding.cue_words import split_words
    >>> from analyser.coding.negation_lexicon import clause_lexicon
    >>> words = split_words("When the lamp went out, she did not cry, but I ran")
    >>> found = find_clauses(words, clause_lexicon())
    >>> [(clause.kind, words[clause.start].text) for clause in found.clauses]
    [('main', 'when'), ('adverbial', 'the'), ('coordinate', 'i')]
    """
    return _Reader([word.text for word in words], words, lexicon).read()


class _Reader:
    """Reads a sentence from left to right with a stack of open clauses."""

    def __init__(self, texts: Sequence[str], words: Sequence[Word], lexicon: ClauseLexicon) -> None:
        self.texts, self.words, self.lexicon = texts, words, lexicon
        self.verbs = find_verbs(texts, lexicon)
        self.clauses: list[Clause] = []
        self.owner = [-1] * len(texts)
        self.stack: list[int] = []
        self.comma = False  # was the word before a comma?
        self.asides = find_asides(texts, self.verbs, lexicon)

    def read(self) -> Clauses:
        self._push(0, "main")
        self._read(0, len(self.texts))
        put_in = frozenset(place for start, end in self.asides.items() for place in range(start, end + 1))
        return Clauses(self.clauses, self.owner, self.verbs, put_in)

    def _read(self, place: int, end: int) -> None:
        while place < end:
            text = self.texts[place]
            if text not in self.lexicon.turning and not self.comma and self.verbs[place] != FINITE:
                self.owner[place] = self.stack[-1]  # most words turn nothing
                place += 1
                continue
            closing = self.asides.get(place)
            if closing is None:
                place = self._step(place)
                continue
            stack, self.stack = self.stack, []
            self._push(place + 1, "aside")
            self._read(place + 1, closing)
            self.stack = stack
            self.comma = False
            place = closing + 1

    @property
    def top(self) -> Clause:
        return self.clauses[self.stack[-1]]

    def _push(self, start: int, kind: str, shares: int = -1) -> None:
        parent = self.stack[-1] if self.stack else -1
        self.clauses.append(Clause(start, kind, parent, shares, apart=self.comma))
        self.stack.append(len(self.clauses) - 1)

    def _replace(self, start: int, kind: str, *, shared: bool = False) -> None:
        """The top clause ends and one beside it begins."""
        before = self.stack.pop()
        self._push(start, kind, before if shared else -1)

    def _is(self, name: str, place: int) -> bool:
        return 0 <= place < len(self.texts) and self.texts[place] in self.lexicon.classes[name]

    def _step(self, place: int) -> int:
        """Reads the word at a place (or a phrase that begins there) and says where to go on."""
        if self._is_hard(place):
            self.stack.clear()
            self.comma = False
            self._push(place + 1, "main")
            return place + 1
        if self.texts[place] == self.lexicon.comma:
            self._end_at_comma()
            self.comma = True
            return place + 1
        end = self._aside(place) or self._joined(place) or self._subordinate(place)
        if not end:
            self._unmarked(place)
            self.owner[place] = self.stack[-1]
            end = place + 1
        self.comma = False
        return end

    def _is_hard(self, place: int) -> bool:
        if not self._is("hard", place):
            return False
        if self.texts[place] != "." or place == 0:
            return True
        return not (self._is("titles", place - 1) or len(self.texts[place - 1]) == 1)

    def _end_at_comma(self) -> None:
        """A comma ends clauses that circumstance or relation put in, once they have their verb.

        So it does what a participle opens before the subject ("having locked the door, he").
        """
        first = self.top.start
        if self.top.verb < 0 and first < len(self.texts) and self.verbs[first] and self.owner[first] == self.stack[-1]:
            self.top.kind = "adverbial"
            parent = self.top.parent
            self.stack.pop()
            self._push(first, "main")
            self.top.parent = parent
            return
        while (
            len(self.stack) > 1
            and self.top.kind in ("adverbial", "relative", "contact", "aside")
            and self.top.verb >= 0
        ):
            self.stack.pop()

    def _aside(self, place: int) -> int:
        """What is called out, put in between commas, or opens a clause without being of it."""
        first = place == self.top.start and not self.clauses[self.stack[-1]].verb >= 0
        if not (self.comma or first):
            return 0
        match = self.lexicon.asides.longest(self.words, place)
        if match and (
            match.end == len(self.texts) or self.texts[match.end] == self.lexicon.comma or self._is_hard(match.end)
        ):
            return match.end
        if first and self._is("openers", place) and not self._is("coordinators", place):
            if first:
                self.top.start = place + 1
            return place + 1
        if self.comma and self._is_speech(place):
            self._push(place, "aside")
            self._claim(place)
            return place + 1
        return 0

    def _is_speech(self, place: int) -> bool:
        """ "said he", "he said" after a comma."""
        if self._is("speech", place):
            return (
                self._is("subjects", place + 1) or self._is("determiners", place + 1) or self._is("titles", place + 1)
            )
        after = place + 2
        return (
            self._is("pronouns", place)
            and self._is("speech", place + 1)
            and (after >= len(self.texts) or self.texts[after] == self.lexicon.comma or self._is_hard(after))
        )

    def _joined(self, place: int) -> int:
        """A coordinator: before a clause, before a verb that shares its subject, or between mere phrases (0)."""
        if not self._is("coordinators", place):
            return 0
        opening = self.top.start == place and self.top.verb < 0
        if self._is("set_off", place) and not (opening or self.comma or self._is("coordinators", place - 1)):
            return 0
        after = self._skip(place + 1)
        if opening:
            self.top.start = place + 1
            return place + 1
        inverted = self.verbs[after : after + 1] == [FINITE] and self._is("pronouns", after + 1)
        if self.top.verb >= 0 and (self._clause_follows(place + 1) or inverted):
            if self.comma:
                del self.stack[1:]
            elif len(self.stack) > 1 and self.top.kind in ("relative", "contact"):
                self.stack.pop()
            self._replace(place + 1, "coordinate")
            return place + 1
        if self.top.verb >= 0 and after < len(self.texts) and self.verbs[after] == FINITE:
            if self.comma:
                while len(self.stack) > 1 and self.top.kind != "complement":
                    self.stack.pop()
            self._replace(place + 1, "shared", shared=True)
            self.top.alternative = self._is("alternative", place)
            return place + 1
        negative = self._is("negative", place + 1)
        if self.top.verb >= 0 and (self._is("contrast", place) or negative):
            self._replace(place + 1, "rest", shared=True)
            return place + 1
        return 0

    def _skip(self, place: int) -> int:
        while self._is("adverbs", place):
            place += 1
        return place

    def _clause_follows(self, place: int) -> bool:
        """Do a subject and a finite verb follow, before a mark or another conjunction?"""
        texts, lexicon = self.texts, self.lexicon
        if self._is("nominative", place):
            return True
        subject = False
        for ahead in range(place, min(place + AHEAD, len(texts))):
            text = texts[ahead]
            if self.verbs[ahead] == FINITE:
                return subject
            if text == lexicon.comma or self._is_hard(ahead):
                return False
            if text in lexicon.classes["relatives"] and subject:
                return any(self.verbs[later] == FINITE for later in range(ahead + 2, min(ahead + AHEAD, len(texts))))
            if text in lexicon.classes["subordinators"] or text in lexicon.classes["contrast"]:
                return False
            if text in lexicon.classes["coordinators"] and self.verbs[ahead + 1 : ahead + 2] == [FINITE]:
                return False
            if text not in lexicon.classes["adverbs"]:
                subject = True
        return False

    def _subordinate(self, place: int) -> int:
        """A word or phrase that opens a clause of circumstance, a relative clause, or one that is an object."""
        lexicon, text = self.lexicon, self.texts[place]
        wanted = self._is("takes_clause", place - 1)
        if self.comma and self.top.verb >= 0 and self._is("free", place) and self._clause_or_verb(place + 1):
            del self.stack[1:]
            self._replace(place, "coordinate")
            return self._open(place, place + 1, "complement")
        if wanted and text in lexicon.classes["complementizers"] and self._clause_or_verb(place + 1):
            return self._open(place, place + 1, "complement")
        phrase = lexicon.subordinators.longest(self.words, place)
        if phrase:
            return self._open(place, phrase.end, "adverbial")
        if text in lexicon.classes["subordinators"]:
            return self._open(place, place + 1, "adverbial")
        if text in lexicon.classes["doubtful"] and self._begins_subject(place + 1) and self._clause_follows(place + 1):
            compared = text in lexicon.classes["comparing"] and any(
                self._is("compared", earlier) for earlier in range(max(self.top.start, place - 4), place)
            )
            return self._open(place, place + 1, "complement" if compared else "adverbial")
        if text in lexicon.classes["that"]:
            return self._that(place)
        if text in lexicon.classes["relatives"] and place > self.top.start:
            return self._open(place, place + 1, "relative")
        if text in lexicon.classes["complementizers"] and self._clause_or_verb(place + 1):
            return self._open(place, place + 1, "complement")
        return 0

    def _begins_subject(self, place: int) -> bool:
        return self._is("determiners", place) or self._is("subjects", place) or self._is("titles", place)

    def _that(self, place: int) -> int:
        """ "that": of a result ("so proud that"), of an attribute, or no conjunction at all."""
        if place == self.top.start or not self._clause_or_verb(place + 1) or self._is("prepositions", place - 1):
            return 0
        low = max(self.top.start, place - 6)
        if any(self._is("degree", earlier) for earlier in range(low, place)):
            return self._open(place, place + 1, "adverbial")
        if self.verbs[place - 1] or self.comma:
            return self._open(place, place + 1, "complement") if self._clause_follows(place + 1) else 0
        return self._open(place, place + 1, "relative")

    def _clause_or_verb(self, place: int) -> bool:
        after = self._skip(place)
        return (after < len(self.texts) and self.verbs[after] == FINITE) or self._clause_follows(place)

    def _open(self, place: int, start: int, kind: str) -> int:
        if kind == "adverbial" and self.comma:
            while len(self.stack) > 1 and self.top.kind in ("relative", "contact", "adverbial"):
                self.stack.pop()
        if kind == "adverbial" and self.top.kind in ("relative", "contact") and self.top.verb >= 0:
            self.stack.pop()
        self._push(start, kind)
        if kind in ("complement", "relative"):  # the pronoun is a part of its clause
            self.top.start = place
            self.owner[place:start] = [self.stack[-1]] * (start - place)
        return start

    def _unmarked(self, place: int) -> None:
        """Clauses that nothing opens: "I think [he knows]", "the man [we met]", "[he came], [he saw]"."""
        inverted = self._is("pronouns", place) and self._is("auxiliaries", place - 1)
        verb = self.top.verb >= 0 or self._in_subject(place)
        if verb and place > self.top.start and not inverted and self._begins_clause(place):
            if self.comma:
                del self.stack[1:]
                self._replace(place, "coordinate")
            elif self._is("takes_clause", place - 1) or self.verbs[place - 1]:
                self._push(place, "complement")
            elif self._is("pronouns", place):
                self._push(place, "contact")
        elif self.verbs[place] == FINITE and self.top.verb >= 0:
            if self.top.kind in (*_INSIDE, "adverbial") and len(self.stack) > 1:
                parents = [at for at in range(len(self.stack) - 2, -1, -1) if self.clauses[self.stack[at]].verb < 0]
                if parents:
                    del self.stack[parents[0] + 1 :]
            elif self.comma:
                self._replace(place, "shared", shared=True)
        self._claim(place)

    def _in_subject(self, place: int) -> bool:
        """Does a pronoun begin a clause within a subject ("none of the cases *we hold* were flagged")?"""
        if not self._is("pronouns", place) or place == 0 or self.comma or self._is("complementizers", place - 1):
            return False
        if self.verbs[place - 1]:
            return True
        finite = 0
        for ahead in range(place, len(self.texts)):
            if self.texts[ahead] == self.lexicon.comma or self._is_hard(ahead) or self._is("coordinators", ahead):
                break
            finite += self.verbs[ahead] == FINITE
        return finite > 1

    def _begins_clause(self, place: int) -> bool:
        """A subject with its finite verb next to it, or after a comma or a verb of saying any noun phrase with one."""
        after = self._skip(place + 1)
        finite = after < len(self.texts) and self.verbs[after] == FINITE
        opened = self.comma or self._is("takes_clause", place - 1)
        if self._is("pronouns", place) or (self._is("subjects", place) and opened):
            return finite and not self._is("prepositions", place - 1)
        if self.verbs[place] or not opened:
            return False
        return self._is("determiners", place) and self._clause_follows(place)

    def _claim(self, place: int) -> None:
        if self.verbs[place] == FINITE and self.top.verb < 0:
            self.top.verb = place
        self.owner[place] = self.stack[-1]
