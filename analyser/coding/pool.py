"""Work shared out to several processes, with the results in order."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# A forked process has all lexicons at once; macOS forks unsafely, Windows not at all.
START = "fork" if sys.platform == "linux" else "spawn"
PAYS = 500_000  # characters from which the start of processes costs less than they save, where the rules code
PAYS_READ = 30_000  # and where the trained coder reads, which takes some ten times as long


def jobs_for(lengths: Sequence[int], pays: int = PAYS) -> int:
    """How many processes pay for texts of these lengths: one for less than `pays`, for a single text or a single core.

    Where processes do not fork it is one too, since each would have to load all there is; who asks for more gets them.
    """
    if START != "fork" or sum(lengths) < pays or multiprocessing.current_process().daemon:
        return 1
    return max(1, min(len(os.sched_getaffinity(0)), len(lengths)))


def in_processes(
    function: Callable[[Item], Result], items: Sequence[Item], lengths: Sequence[int], jobs: int
) -> Iterator[Result]:
    """The function's results in the order of the items, each as soon as it and all before it are there.

    The longest items are begun first, so that no process is left with one of them in the end. `function` and the items
    go to the processes and the results come back, so all of them must be such as can be pickled.
    """
    with ProcessPoolExecutor(min(jobs, len(items)), multiprocessing.get_context(START)) as pool:
        longest_first = sorted(range(len(items)), key=lambda place: -lengths[place])
        futures = {place: pool.submit(function, items[place]) for place in longest_first}
        try:
            for place in range(len(items)):
                yield futures.pop(place).result()
        finally:
            for future in futures.values():
                future.cancel()
