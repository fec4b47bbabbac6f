"""Looking up many phrases at once in a list of words, in one pass from left to right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from analyser.coding.automaton import NUMBER, WORD, Net, Node
from analyser.coding.cue_words import Word, split_words

Payload = TypeVar("Payload")

GAP = ".."
GAP_WORDS = 3  # the most words that a gap leaps over
DIGITS = "#"
MARKS = frozenset(',;:.!?…–—"“”[]') | {"--"}
_SYNTAX = re.compile(r"\.\.|[()|]|\{\w+\}|[^\s()|{}]+")

Sequence_ = tuple["str | Choice", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives within a phrase; an empty one may be left out."""

    options: tuple[Sequence_, ...]


@dataclass(slots=True)  # not frozen, which takes thrice the time to make
class Match(Generic[Payload]):
    """Words `start` to `end` (exclusive) are a phrase that carries `payload`."""

    start: int
    end: int
    payload: Payload


class Phrasebook(Generic[Payload]):
    """Phrases and what they stand for.

    A phrase is words, with `(a|b)` for alternatives, `(a|)` for what may be left out, `..` for up to three words that
    do not matter, `#` for a number in digits, and `{name}` for a list of alternatives that `macros` gives.

    >>> book = Phrasebook({"not": ["haven't (really|) {see}"]}, macros={"see": ["seen", "come across"]})
    >>> [(m.start, m.end, m.payload) for m in book.find(split_words("We havent really come across that"))]
    [(1, 6, 'not')]
    """

    def __init__(
        self, phrases: Mapping[Payload, Iterable[str]], *, macros: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._net = Net()
        self._payloads: list[Payload] = []
        self._symbols: dict[str, str] = {}  # of the words in the phrases
        for payload, patterns in phrases.items():
            for pattern in patterns:
                self._grown(self._net.root, parse(pattern, macros or {})).ends.append(len(self._payloads))
                self._payloads.append(payload)
        self._start = self._net.state([self._net.root])
        moves = self._start.moves
        self._first = frozenset(moves)
        self._any_word, self._digits = WORD in moves, NUMBER in moves  # as the first word
        self._closed = not (self._any_word or self._digits)

    def _grown(self, node: Node, phrase: Sequence_) -> Node:
        """The node behind a phrase that begins at a node."""
        for element in phrase:
            if isinstance(element, Choice):
                end = self._net.node()
                for option in element.options:
                    self._grown(node, option).free.append(end)
                node = end
            elif element == GAP:
                node = self._net.leap(node, GAP_WORDS)
            elif element == DIGITS:
                node = self._net.grown(node, NUMBER)
            else:
                self._symbols[element] = f"{element} {_kind(element)}"
                node = self._net.grown(node, element)
        return node

    def opens(self, text: str) -> bool:
        """May a phrase begin with this word? Cheap, so that most words need no closer look."""
        return text in self._first or self._any_word or (self._digits and text[0].isdigit())

    def longest(self, words: Sequence[Word], start: int) -> Match[Payload] | None:
        """The longest phrase that begins at a word; of phrases of one length the first in the lexicon."""
        if start >= len(words):
            return None
        if words[start].text not in self._first and (self._closed or not self.opens(words[start].text)):
            return None
        state, end, phrase = self._start, start, 0
        for place in range(start, len(words)):
            text = words[place].text
            following = state.after[self._symbols.get(text) or _kind(text)]
            if following is None:
                break
            state = following
            if state.ends:
                end, phrase = place + 1, state.ends[0]
        return Match(start, end, self._payloads[phrase]) if end > start else None

    def find(self, words: Sequence[Word], start: int = 0) -> list[Match[Payload]]:
        """The phrases of a list of words from a place on, leftmost and longest first, none overlapping another."""
        opening = self._places(words)
        if not opening:
            return []
        known, first = self._symbols, self._start.after
        symbols = [known.get(word.text) or _kind(word.text) for word in words]
        symbols.append("")  # behind the last word nothing goes on
        found: list[Match[Payload]] = []
        behind = start
        for place in opening:
            if place < behind:
                continue
            state, at, phrase = first[symbols[place]], place, -1
            while state:
                at += 1
                if state.ends:
                    behind, phrase = at, state.ends[0]
                state = state.after[symbols[at]]
            if phrase >= 0:
                found.append(Match(place, behind, self._payloads[phrase]))
        return found

    def _places(self, words: Sequence[Word]) -> list[int]:
        """Where a phrase may begin, by its first word alone."""
        first = self._first
        if self._closed:
            return [place for place, word in enumerate(words) if word.text in first]
        return [place for place, word in enumerate(words) if self.opens(word.text)]


@lru_cache(maxsize=1 << 16)
def _kind(text: str) -> str:
    """What any word may stand for in a phrase: the digits, or a word that a gap leaps over."""
    return f"{NUMBER} {WORD}" if text[0].isdigit() else "" if text in MARKS else WORD


def parse(pattern: str, macros: Mapping[str, Sequence[str]]) -> Sequence_:
    """A pattern of a `Phrasebook` as words and choices.

    >>> parse("no (real|) sign", {})
    ('no', Choice(options=(('real',), ())), 'sign')
    """
    tokens = _SYNTAX.findall(pattern)
    options, rest = _options(tokens, macros)
    if rest:
        raise ValueError(f"a bracket too many in {pattern!r}")
    return options[0] if len(options) == 1 else (Choice(tuple(options)),)


def _options(tokens: Sequence[str], macros: Mapping[str, Sequence[str]]) -> tuple[list[Sequence_], Sequence[str]]:
    """The alternatives up to a closing bracket, and the tokens from there on."""
    options: list[Sequence_] = []
    phrase: Sequence_ = ()
    while tokens and tokens[0] != ")":
        mark, tokens = tokens[0], tokens[1:]
        if mark == "|":
            options.append(phrase)
            phrase = ()
        elif mark == "(":
            inner, tokens = _options(tokens, macros)
            if not tokens:
                raise ValueError("a bracket is not closed")
            phrase += (Choice(tuple(inner)),)
            tokens = tokens[1:]
        elif mark.startswith("{"):
            phrase += (Choice(tuple(parse(option, macros) for option in macros[mark[1:-1]])),)
        else:
            phrase += _words(mark)
    return [*options, phrase], tokens


def _words(token: str) -> tuple[str, ...]:
    if token in (GAP, DIGITS) or token.startswith("'"):
        return (token,)
    return tuple(word.text for word in split_words(token))
