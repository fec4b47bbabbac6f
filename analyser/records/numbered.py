"""Ids as whole numbers, so that rows of the same record or child are found by comparing numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyser.records.letters import folded_words, whole

_MANY = 50_000  # from so many rows on, hashes of the ids are compared, and then the ids that share one


def id_numbers(*ids: pd.Series) -> npt.NDArray[np.int64]:
    """The same number, of 0 to the number of ids, for rows whose ids are the same but for case, in every column.

    >>> victims = pd.Series(["V1", "", "v1", "V2"], dtype="str")
    >>> id_numbers(victims).tolist(), id_numbers(victims, pd.Series(["a", "a", "b", "b"], dtype="str")).tolist()
    ([0, 1, 0, 2], [0, 1, 2, 3])
    """
    if len(ids[0]) >= _MANY:
        numbers = _by_hash(ids)
        if numbers is not None:
            return numbers
    folded = [one.str.casefold() for one in ids]
    numbers = pd.factorize(folded[0])[0].astype("int64")
    for one in folded[1:]:
        numbers = pd.factorize(pair_numbers(numbers, pd.factorize(one)[0]))[0].astype("int64")
    return numbers


def pair_numbers(first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """One number for each pair of numbers from 0 on; the same for the same pair."""
    return first * (int(second.max(initial=0)) + 1) + second


def _by_hash(ids: Sequence[pd.Series]) -> npt.NDArray[np.int64] | None:
    """The numbers of short ASCII ids, sorted by hashes of 64 bits.

    None where an id is not short and ASCII, or two ids share a hash, which is looked for.
    """
    words: list[npt.NDArray[np.uint64]] = []
    for one in ids:
        found = folded_words(whole(one))
        if found is None:
            return None
        words += found
    hashes = np.zeros(len(ids[0]), dtype="uint64")
    for word in words:
        hashes ^= word
        hashes *= _MIXING
        hashes ^= hashes >> np.uint64(32)
    order = np.argsort(hashes)
    hashes = hashes[order]
    same = hashes[1:] == hashes[:-1]
    again, before = order[1:][same], order[:-1][same]
    if any((word[again] != word[before]).any() for word in words):
        return None
    numbers = np.empty(len(order), dtype="int64")
    numbers[order[:1]] = 0
    numbers[order[1:]] = np.cumsum(~same)
    return numbers


_MIXING = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no number is lost: 2^64 by the golden ratio
