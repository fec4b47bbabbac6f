"""Windows over an interview: neighbouring lines are heard together, and each is judged where it has talk around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SIZE = 256  # pieces of a window
BEFORE = 96  # of them at least, that stand before the lines judged
AFTER = 32  # and behind them


@dataclass(frozen=True)
class Window:
    """Lines `first` to `last` are heard, those from `start` to `end` judged; the ends are exclusive."""

    first: int
    start: int
    end: int
    last: int


def windows(lengths: Sequence[int], *, size: int = SIZE, before: int = BEFORE, after: int = AFTER) -> list[Window]:
    """Windows that judge every line once, in order; `lengths` are the lines' pieces.

    A line longer than a window makes a window of its own.

    >>> [(one.first, one.start, one.end, one.last) for one in windows([100] * 4, size=256, before=100, after=0)]
    [(0, 0, 2, 2), (1, 2, 3, 3), (2, 3, 4, 4)]
    >>> windows([100, 100], size=256)
    [Window(first=0, start=0, end=2, last=2)]
    """
    count = len(lengths)
    if sum(lengths) < size:
        return [Window(0, 0, count, count)] if count else []
    found, done = [], 0
    while done < count:
        first, room = done, 1
        while first > 0 and room + lengths[first - 1] <= before + 1:
            first -= 1
            room += lengths[first]
        last = done
        while last < count and (last == done or room + lengths[last] <= size):
            room += lengths[last]
            last += 1
        end = last
        if last < count:
            behind = 0
            while end > done + 1 and behind + lengths[end - 1] <= after:
                end -= 1
                behind += lengths[end]
        found.append(Window(first, done, end, last))
        done = end
    return found
