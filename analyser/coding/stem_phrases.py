"""Finds cues among stemmed words: many at once, in one pass.

A cue is written as people say it, in any form of its words:

| in a cue    | stands for                                      |
|-------------|-------------------------------------------------|
| `moved`     | any form of the word                            |
| `=held`     | this form only                                  |
| `a|b`       | either; `a+b` joins the words of one choice     |
| `the?`      | may be left out                                 |
| `@child`    | a word of that class in `stems.yaml`            |
| `..` `...`  | up to two, up to five other words, but no "not" |

All cues share one tree of words, so the cost of a text grows with its length and not with the number of cues.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from functools import cache, lru_cache
from typing import Generic, TypeVar

from analyser.codebook.spellings import spellings
from analyser.coding.automaton import WORD, Net, Node
from analyser.coding.stems import Words, class_names, stem, stem_rules, words_of_text

Label = TypeVar("Label", bound=Hashable)

_GAPS = {"..": 2, "...": 5}


@cache
def _negative() -> str:
    """The stem of "not". No gap leaps over it, so that what is denied within a cue is not taken for it."""
    return stem(spellings().meant[spellings().negative][0])


class StemPhrases(Generic[Label]):
    """A set of labelled cues.

    >>> cues = StemPhrases({"moved": ["moved .. between|around hotels"], "gifts": ["bought her"]})
    >>> cues.find(words_of_text("They were moving her around hotels and buying her things"))
    [('moved', 2, 6), ('gifts', 7, 9)]
    """

    def __init__(self, cues: Mapping[Label, Iterable[str]]) -> None:
        self._net = Net()
        self._keys = {WORD}
        self._labels = list(cues)
        for number, phrases in enumerate(cues.values()):
            for phrase in phrases:
                self._grown(str(phrase)).ends.append(number)
        self._start = self._net.state([self._net.root])
        self._symbol = lru_cache(maxsize=1 << 16)(self._symbol_of)

    def find(self, words: Words, start: int = 0, end: int | None = None) -> list[tuple[Label, int, int]]:
        """The cues between two words: label, first word, word behind; in order of their start, at one place the longest
        of a label."""
        symbols = list(map(self._symbol, words.forms[start:end]))
        first, labels = self._start.after, self._labels
        found: list[tuple[Label, int, int]] = []
        opening = [place for place, symbol in enumerate(symbols) if first[symbol]]
        symbols.append("")  # behind the last word nothing goes on
        for place in opening:
            state, behind = first[symbols[place]], place + 1
            longest: dict[int, int] = {}
            while state:
                for number in state.ends:
                    longest[number] = behind
                state = state.after[symbols[behind]]
                behind += 1
            for number, last in longest.items():
                found.append((labels[number], start + place, start + last))
        return found

    def _symbol_of(self, form: str) -> str:
        """All keys of a word that some cue asks for."""
        word = stem(form)
        any_word = () if word == _negative() else (WORD,)
        return " ".join(key for key in (word, *class_names(word), f"={form}", *any_word) if key in self._keys)

    def _grown(self, phrase: str) -> Node:
        node = self._net.root
        for element in phrase.split():
            if element in _GAPS:
                node = self._net.leap(node, _GAPS[element])
                continue
            ends = [self._behind(node, keys) for keys in self._choices(element.removesuffix("?"))]
            ends += [node] if element.endswith("?") else []
            node = ends[0] if len(ends) == 1 else self._net.joined(ends)
        return node

    def _behind(self, node: Node, keys: Iterable[str]) -> Node:
        for key in keys:
            self._keys.add(key)
            node = self._net.grown(node, key)
        return node

    def _choices(self, element: str) -> list[list[str]]:
        """The alternatives of one element, each a list of keys; a filler is none, since speech has lost it too."""
        choices = []
        for choice in element.split("|"):
            if choice.startswith(("=", "@")):
                choices.append([choice])
            elif choice not in stem_rules().fillers:
                stems = list(map(stem, words_of_text(choice.replace("+", " ").replace("_", " ")).forms))
                choices.append([choice] if "_" in choice and len(stems) > 1 else stems)
        return choices or [[]]
