"""Independent work on all cores at once: NumPy, PyArrow and the hash tables of pandas let other threads go on."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_CORES = min(4, os.cpu_count() or 1)  # each holds a part of a file


def in_order(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """What `work` makes of each item, in the order of the items, of which a few are held at a time.

    >>> list(in_order(len, ["one", "", "three"]))
    [3, 0, 5]
    """
    with ThreadPoolExecutor(_CORES) as pool:
        begun: deque[Future[Result]] = deque()
        for item in items:
            begun.append(pool.submit(work, item))
            if len(begun) > _CORES:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()


def together(*tasks: Callable[[], Any]) -> list[Any]:
    """What each task gives."""
    return list(in_order(lambda task: task(), tasks))
