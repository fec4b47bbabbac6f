"""Finds cues among stemmed words: many at once, in one pass.

A cue is written as people say it, in any form of its words:

| in a cue    | stands for                                     |
|-------------|------------------------------------------------|
| `moved`     | any form of the word                           |
| `=held`     | this form only                                 |
| `a|b`       | either; `a+b` joins the words of one choice    |
| `the?`      | may be left out                                |
| `@child`    | a word of that class in `stems.yaml`           |
| `..` `...`  | up to two, up to five other words              |

All cues share one tree of words, so the cost of a text grows with its length and not with the number of cues.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from analyser.coding.stems import Words, class_names, stem_rules, words_of_text

_GAPS = {"..": 2, "...": 5}


@dataclass(frozen=True)
class Found:
    """A cue found: its label and the words `start` to `end` (exclusive)."""

    label: str
    start: int
    end: int


@dataclass
class _Node:
    children: dict[str, _Node] = field(default_factory=dict)
    gaps: dict[int, _Node] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)


class StemPhrases:
    """A set of labelled cues.

    >>> cues = StemPhrases({"moved": ["moved .. between|around hotels"], "gifts": ["bought her"]})
    >>> cues.find(words_of_text("They were moving her around hotels and buying her things"))
    [Found(label='moved', start=2, end=6), Found(label='gifts', start=7, end=9)]
    """

    def __init__(self, cues: Mapping[str, Iterable[str]]) -> None:
        self._root = _Node()
        self._exact: set[str] = set()
        for label, phrases in cues.items():
            for phrase in phrases:
                self._add(label, str(phrase))

    def find(self, words: Words, start: int = 0, end: int | None = None) -> list[Found]:
        """The cues between two words, in order of their start; of one label at one place the longest."""
        stop = len(words.stems) if end is None else end
        best: dict[tuple[str, int], int] = {}
        for i in range(start, stop):
            for label, last in self._walk(self._root, words, i, stop):
                best[label, i] = max(last, best.get((label, i), 0))
        return [Found(label, i, last) for (label, i), last in best.items()]

    def _walk(self, node: _Node, words: Words, i: int, stop: int) -> Iterator[tuple[str, int]]:
        for label in node.labels:
            yield label, i
        if i >= stop:
            return
        word, form = words.stems[i], words.forms[i]
        keys = [word, *class_names(word)]
        if form in self._exact:
            keys.append(f"={form}")
        for key in keys:
            if child := node.children.get(key):
                yield from self._walk(child, words, i + 1, stop)
        for width, after in node.gaps.items():
            for skip in range(min(width, stop - i - 1) + 1):
                yield from self._walk(after, words, i + skip, stop)

    def _add(self, label: str, phrase: str) -> None:
        nodes = [self._root]
        for element in phrase.split():
            if element in _GAPS:
                nodes = [node.gaps.setdefault(_GAPS[element], _Node()) for node in nodes]
                continue
            ends = [_grown(node, keys) for keys in self._choices(element.removesuffix("?")) for node in nodes]
            # two nodes can be one where a choice has the same stem as another
            nodes = list({id(node): node for node in (nodes + ends if element.endswith("?") else ends)}.values())
        for node in nodes:
            if label not in node.labels and node is not self._root:
                node.labels.append(label)

    def _choices(self, element: str) -> list[list[str]]:
        """The alternatives of one element, each a list of keys; a filler is none, since speech has lost it too."""
        choices = []
        for choice in element.split("|"):
            if choice.startswith("="):
                self._exact.add(choice[1:])
                choices.append([choice])
            elif choice.startswith("@"):
                choices.append([choice])
            elif choice not in stem_rules().fillers:
                stems = list(words_of_text(choice.replace("+", " ").replace("_", " ")).stems)
                choices.append([choice] if "_" in choice and len(stems) > 1 else stems)
        return choices or [[]]


def _grown(node: _Node, keys: list[str]) -> _Node:
    for key in keys:
        node = node.children.setdefault(key, _Node())
    return node
