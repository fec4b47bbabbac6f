"""The conditions that are simulated, by the question that each group answers."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from benchmarks.calibration.simulate import Caseloads, Shares, World

EQUAL, MISSING, UNEQUAL, UNEVEN = "equal shares", "missing levels", "unequal shares", "uneven interviews"
COMPLETE, INCOMPLETE = "complete records", "incomplete records"


@dataclass(frozen=True)
class Ten:
    """A study of ten areas: the shares of `unequal` of them differ as in `other`, those of the rest are equal."""

    equal: Shares
    other: Shares
    unequal: int


def worlds() -> Iterator[tuple[str, World]]:
    """Each condition once, the most telling groups first."""
    for interviews, share, correlation in itertools.product((8, 12, 20), (0.1, 0.25, 0.5), (0.0, 0.1, 0.3)):
        yield EQUAL, Shares(interviews, share, share, correlation, 300, 0.2)
    yield UNEQUAL, Shares(12, 0.5, 0.25, 0.1, 300, 0.1)
    for records, share in itertools.product((100, 1000), (0.1, 0.5)):
        for missing, odds in ((0.0, 1.0), (0.4, 1.0), (0.4, 3.0), (0.4, 1 / 3), (0.4, math.inf)):
            yield MISSING, Shares(12, share, share, 0.1, records, missing, odds)
    for interviews, records in itertools.product((8, 12, 20), (100, 1000)):
        yield UNEQUAL, Shares(interviews, 0.5, 0.25, 0.1, records, 0.1)
    yield UNEQUAL, Shares(12, 0.5, 0.25, 0.3, 300, 0.1)
    yield UNEQUAL, Shares(12, 0.5, 0.25, 0.1, 300, 0.4)
    for share, correlation in itertools.product((0.1, 0.5), (0.1, 0.3)):
        yield UNEVEN, Shares(12, share, share, correlation, 300, 0.2, uneven=True)
    yield from caseloads()


def caseloads() -> Iterator[tuple[str, Caseloads]]:
    complete = Caseloads()
    for cases, months, missing in itertools.product((20, 200), (3.0, 12.0), (0.0, 0.4)):
        yield COMPLETE, replace(complete, cases=cases, months=months, missing=missing)
    everyone = replace(complete, sees=(1.0, 1.0, 1.0, 1.0), missing=0.4)
    yield COMPLETE, replace(everyone, varied=True)
    yield COMPLETE, replace(everyone, asked=(18.0, 24.0))
    for spoken in ("flow", "rate"):
        yield COMPLETE, replace(everyone, spoken=spoken)
    yield COMPLETE, replace(everyone, approximate=True)
    yield COMPLETE, replace(everyone, months=18.0)
    half = Caseloads(completeness=0.4, sees=(0.5, 0.3, 0.2))
    for cases, spoken in itertools.product((125, 250, 500, 750, 1000), ("stock", "flow")):
        yield INCOMPLETE, replace(half, cases=cases, spoken=spoken)
    yield INCOMPLETE, replace(half, cases=750, spoken="rate")
    yield INCOMPLETE, replace(half, cases=750, months=6.0)
    for cases, spoken in ((750, "stock"), (750, "flow")):
        yield INCOMPLETE, replace(half, cases=cases, spoken=spoken, approximate=True)
    yield INCOMPLETE, replace(half, cases=250, sees=(0.8, 0.3, 0.2), approximate=True)


def tens() -> Iterator[Ten]:
    for interviews, share in ((8, 0.1), (12, 0.25)):
        equal = Shares(interviews, share, share, 0.3, 300, 0.1)
        for unequal in (0, 5):
            yield Ten(equal, replace(equal, partners=share + 0.4), unequal)
