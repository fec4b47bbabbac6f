"""What a browser's session is at: its queue, its place in it, what was last told. Kept at the server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from analyser.review.desk import Desk, Passage


@dataclass(frozen=True)
class Told:
    """What the next page says on top: `saved` or `warning`, and where to look again."""

    kind: str
    words: str
    address: str = ""


@dataclass
class Work:
    """One session's choices. `order` are numbers of passages; `value` may be words of an interview, kept from view."""

    kind: str
    value: str
    name: str
    order: list[int]
    mask: bool = True
    keys: bool = True
    told: Told | None = None
    at: int = 0  # the passage last shown
    places: dict[int, int] = field(default_factory=dict)

    def take(self, kind: str, value: str, name: str, order: list[int]) -> None:
        """Another queue."""
        self.kind, self.value, self.name, self.order = kind, value, name, order
        self.places = {number: place for place, number in enumerate(order)}

    def place(self, number: int) -> int:
        """Where a passage stands in the queue, from 1; 0 where it is not in it."""
        return self.places.get(number, -1) + 1

    def neighbour(self, number: int, step: int) -> int:
        """The passage before or after one in the queue; itself at the ends."""
        if not self.order:
            return number
        place = self.places.get(number)
        if place is None:
            return self.order[0]
        return self.order[min(max(place + step, 0), len(self.order) - 1)]

    def next_open(self, desk: Desk, after: int = 0) -> Passage | None:
        """The next passage of the queue that the analyst has not judged, going round; those put off come last."""
        later = None
        for number in self._from(after):
            passage = desk.passages[number - 1]
            if desk.judged(passage.key):
                continue
            if not desk.put_off(passage.key):
                return passage
            later = later or passage
        return later

    def left(self, desk: Desk) -> int:
        """How many of the queue are not judged; it counts the judged ones, of which there are fewer."""
        judged = (desk.by_key.get(key) for key in desk.judged_keys())
        return len(self.order) - sum(one is not None and one.number in self.places for one in judged)

    def _from(self, number: int) -> Iterator[int]:
        start = self.places.get(number, -1) + 1
        yield from self.order[start:]
        yield from self.order[:start]
