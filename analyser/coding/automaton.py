"""Many phrases at once in one pass over the words, at a cost that does not grow with the number of phrases.

Phrases are a net of nodes with words between them. Where several could go on, the set of all nodes that the words so
far may have led to is one state; states are made when a text first needs them and kept (the subset construction of
Rabin and Scott 1959, done lazily as in Thompson 1968), so that each word then costs one look-up.

A step is labelled with a key. What keys a word answers to is the caller's affair: its text, its classes, `WORD` for
what a gap leaps over. All keys of a word, joined by blanks, are its symbol.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

WORD, NUMBER = "WORD", "NUMBER"  # keys in capitals, which no word in lower case can be


@dataclass(eq=False, slots=True)
class Node:
    """A place between words: the nodes behind each key, those that need no word, and the numbers of what ends here."""

    number: int
    steps: dict[str, list[Node]] = field(default_factory=dict)
    free: list[Node] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)


class After(dict[str, "State | None"]):
    """Where each symbol leads from a state, found out when it is first met; None where no phrase goes on."""

    def __init__(self, net: Net, moves: dict[str, list[Node]]) -> None:
        self._net, self._moves = net, moves

    def __missing__(self, symbol: str) -> State | None:
        state = self._net.state(node for key in symbol.split() for node in self._moves.get(key, ()))
        following = state if state.ends or state.moves else None
        self[symbol] = following
        return following


@dataclass(eq=False, slots=True)
class State:
    """All places that the words so far may have led to: what ends there, and where each symbol leads from there."""

    ends: tuple[int, ...]
    moves: dict[str, list[Node]]
    after: After


class Net:
    """Nodes as they are added, and the states made of them; no node may be added once a state is asked for."""

    def __init__(self) -> None:
        self._count = 0
        self._states: dict[tuple[Node, ...], State] = {}
        self.root = self.node()

    def node(self) -> Node:
        self._count += 1
        return Node(self._count)

    def grown(self, node: Node, key: str) -> Node:
        """The node behind a key, the same one for phrases that begin alike."""
        following = node.steps.setdefault(key, [])
        if not following:
            following.append(self.node())
        return following[0]

    def joined(self, nodes: Iterable[Node]) -> Node:
        """A node that each of these leads to without a word."""
        end = self.node()
        for node in nodes:
            node.free.append(end)
        return end

    def leap(self, node: Node, most: int) -> Node:
        """The node behind a gap of up to so many words."""
        end = self.node()
        node.free.append(end)
        for _ in range(most):
            further = self.node()
            node.steps.setdefault(WORD, []).append(further)
            further.free.append(end)
            node = further
        return end

    def state(self, nodes: Iterable[Node]) -> State:
        """The state of these nodes and of those that they lead to without a word."""
        found: dict[int, Node] = {}
        waiting = list(nodes)
        while waiting:
            node = waiting.pop()
            if node.number not in found:
                found[node.number] = node
                waiting += node.free
        places = tuple(found[number] for number in sorted(found))
        if places not in self._states:
            moves: dict[str, list[Node]] = {}
            for node in places:
                for key, following in node.steps.items():
                    moves.setdefault(key, []).extend(following)
            ends = tuple(sorted({end for node in places for end in node.ends}))
            self._states[places] = State(ends, moves, After(self, moves))
        return self._states[places]
