"""Looking up many phrases at once in a list of words, in one pass from left to right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar, cast

from analyser.coding.cue_words import Word, split_words

Payload = TypeVar("Payload")

GAP = ".."
GAP_WORDS = 3  # the most words that a gap leaps over
NUMBER = "#"
MARKS = frozenset(',;:.!?…–—"“”[]') | {"--"}
_SYNTAX = re.compile(r"\.\.|[()|]|\{\w+\}|[^\s()|{}]+")

Sequence_ = tuple["str | Choice", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives within a phrase; an empty one may be left out."""

    options: tuple[Sequence_, ...]


@dataclass(frozen=True, slots=True)
class Match(Generic[Payload]):
    """Words `start` to `end` (exclusive) are a phrase that carries `payload`."""

    start: int
    end: int
    payload: Payload


@dataclass(slots=True)
class _Node:
    words: dict[str, _Node] = field(default_factory=dict)
    choices: dict[Choice, _Node] = field(default_factory=dict)
    payload: object = None
    rank: int = -1  # where its phrase stands in the lexicon; -1: no phrase ends here


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
        self._root = _Node()
        self._tries: dict[Choice, _Node] = {}
        self._rank = 0
        for payload, patterns in phrases.items():
            for pattern in patterns:
                self._rank += 1
                self._add(self._root, parse(pattern, macros or {}), payload, first=True)

    def _add(self, node: _Node, phrase: Sequence_, payload: object, *, first: bool = False) -> None:
        if not phrase:
            if node.rank < 0:
                node.rank, node.payload = self._rank, payload
            return
        head, rest = phrase[0], phrase[1:]
        if isinstance(head, str):
            self._add(node.words.setdefault(head, _Node()), rest, payload)
        elif first:  # the first word is looked up in one dictionary, so that most places fail at once
            for option in head.options:
                self._add(node, option + rest, payload, first=True)
        else:
            if head not in self._tries:
                self._tries[head] = _Node()
                for option in head.options:
                    self._add(self._tries[head], option, None, first=bool(option))
            self._add(node.choices.setdefault(head, _Node()), rest, payload)

    def _ends(self, root: _Node, words: Sequence[Word], start: int) -> Iterator[tuple[int, _Node]]:
        """Where phrases of a trie that begin at `start` end, with their last nodes."""
        waiting = [(root, start)]
        while waiting:
            node, place = waiting.pop()
            if node.rank >= 0:
                yield place, node
            for choice, child in node.choices.items():
                for end in {end for end, _ in self._ends(self._tries[choice], words, place)}:
                    waiting.append((child, end))
            if GAP in node.words:
                waiting += [(node.words[GAP], end) for end in _gap_ends(words, place)]
            if place < len(words):
                text = words[place].text
                if text in node.words:
                    waiting.append((node.words[text], place + 1))
                if text[0].isdigit() and NUMBER in node.words:
                    waiting.append((node.words[NUMBER], place + 1))

    def longest(self, words: Sequence[Word], start: int) -> Match[Payload] | None:
        """The longest phrase that begins at a word; of phrases of one length the first in the lexicon."""
        ends = ((end, -node.rank, node) for end, node in self._ends(self._root, words, start) if end > start)
        best = max(ends, key=lambda found: found[:2], default=None)
        return Match(start, best[0], cast("Payload", best[2].payload)) if best else None

    def find(self, words: Sequence[Word], start: int = 0) -> list[Match[Payload]]:
        """The phrases of a list of words from a place on, leftmost and longest first, none overlapping another."""
        found = []
        place = start
        while place < len(words):
            match = self.longest(words, place)
            if match is not None:
                found.append(match)
            place = match.end if match else place + 1
        return found


def _gap_ends(words: Sequence[Word], place: int) -> Iterator[int]:
    for end in range(place, min(place + GAP_WORDS, len(words)) + 1):
        yield end
        if end < len(words) and words[end].text in MARKS:
            return


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
    if token in (GAP, NUMBER) or token.startswith("'"):
        return (token,)
    return tuple(word.text for word in split_words(token))
