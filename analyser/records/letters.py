"""What the texts of long columns are made of, found in their bytes at once and not text by text.

All of it looks at ASCII letters alone: a byte of any other character is none of the letters asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

Bools = npt.NDArray[np.bool_]

PRINTED = bytes(range(ord(" "), 0x7F)).decode()
"""What stands on a keyboard, and the space."""


def whole(cells: pd.Series) -> pa.Array:
    """The array that holds a text column."""
    import pyarrow as pa

    held = pa.array(cells.array)
    return held.combine_chunks() if isinstance(held, pa.ChunkedArray) else held


def made_of(cells: pa.Array, letters: str) -> Bools:
    """Which texts hold nothing but these letters.

    >>> import pyarrow as pa
    >>> made_of(pa.array(["A/1", "", "A 1", "É"]), "A/1E").tolist()
    [True, True, False, False]
    """
    return ~_with_any(cells, ~_among(letters))


def holding(cells: pa.Array, letters: str) -> Bools:
    """Which texts hold one of the letters.

    >>> import pyarrow as pa
    >>> holding(pa.array(["A/1", "", "B"]), "1B").tolist()
    [True, False, True]
    """
    return _with_any(cells, _among(letters))


def may_begin(cells: pa.Array, words: Iterable[str]) -> Bools:
    """The texts that begin with one of the words in any case, and some more: short ones and some that begin alike.

    >>> import pyarrow as pa
    >>> may_begin(pa.array(["Total of May", "Tot", "CR/00001/18", "created"]), ["total", "created", "-"]).tolist()
    [True, True, False, True]
    """
    starts, ends, data = _bytes(cells)
    may = ends - starts < _LOOKED_AT
    if len(data) < _LOOKED_AT:
        return may
    for tables in _pairs(frozenset(words)):
        begins = ~may
        for place, pairs in enumerate(tables):
            at = np.minimum(starts + place, len(data) - 2)
            begins &= pairs[data[at], data[at + 1]]
        may |= begins
    return may


def folded_words(cells: pa.Array) -> list[npt.NDArray[np.uint64]] | None:
    """Of each text, without case, its length and then its bytes as numbers of eight bytes each: two texts are the same
    where all of them are. None where a text is not ASCII or is too long for this to pay.

    >>> import pyarrow as pa
    >>> [numbers.tolist() for numbers in folded_words(pa.array(["a", "A", "", "b"]))]
    [[1, 1, 0, 1], [97, 97, 0, 98]]
    """
    starts, ends, data = _bytes(cells)
    lengths = ends - starts
    longest = int(lengths.max(initial=0))
    if longest > _LONGEST or data.max(initial=0) >= _ASCII:
        return None
    letters = np.zeros(len(data) + _WORD, dtype="uint8")
    letters[: len(data)] = data
    words = np.ndarray((len(data) + 1,), dtype="<u8", buffer=letters.data, strides=(1,))
    found = [lengths.astype("uint64")]
    for place in range(0, longest, _WORD):
        kept = _KEPT[np.clip(lengths - place, 0, _WORD)]
        found.append(_small(words[np.minimum(starts + place, len(data))] & kept))
    return found


def _small(words: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Eight ASCII letters each, small: what is at least "A" and no more than "Z" gets the bit that sets them apart."""
    from_a, beyond_z = (words + _EACH * np.uint64(_ASCII - letter) for letter in (ord("A"), ord("Z") + 1))
    return words | (from_a & ~beyond_z & _EACH * np.uint64(_ASCII)) >> np.uint64(2)


_ASCII, _WORD, _LONGEST = 128, 8, 64
_EACH = np.uint64(0x0101010101010101)
_KEPT = np.array([(1 << 8 * length) - 1 for length in range(_WORD + 1)], dtype="uint64")
"""What keeps so many bytes of eight, and makes the next text's nought."""

_LOOKED_AT = 4  # letters at the beginning, by pairs


@cache
def _pairs(words: frozenset[str]) -> list[list[Bools]]:
    """For short and long words apart, for each place at the beginning which two letters may stand there.

    Apart, since anything may stand behind a short one.
    """
    found = []
    for length in sorted({min(len(word), _LOOKED_AT) for word in words}):
        tables = [np.zeros((256, 256), dtype=bool) for _ in range(max(1, length - 1))]
        for word in words:
            if min(len(word), _LOOKED_AT) == length:
                for place, pairs in enumerate(tables):
                    first, second = (_either_case(word[at : at + 1]) for at in (place, place + 1))
                    pairs[np.ix_(first, second)] = True
        found.append(tables)
    return found


def _either_case(letter: str) -> list[int]:
    """Its bytes; all there are where the word has ended."""
    return sorted({ord(letter.lower()), ord(letter.upper())}) if letter else list(range(256))


@cache
def _among(letters: str) -> Bools:
    table = np.zeros(256, dtype=bool)
    table[list(letters.encode("ascii"))] = True
    return table


def _with_any(cells: pa.Array, wanted: Bools) -> Bools:
    starts, ends, data = _bytes(cells)
    found = wanted[data]
    held = np.zeros(len(cells), dtype=bool)
    if found.any():
        some = starts < ends
        held[some] = np.logical_or.reduceat(found, starts[some])
    return held


def _bytes(cells: pa.Array) -> tuple[npt.NDArray[np.integer[Any]], npt.NDArray[np.integer[Any]], npt.NDArray[np.uint8]]:
    """Where each text begins and ends, and the bytes of all texts."""
    import pyarrow as pa

    if not len(cells):
        return np.empty(0, dtype="int64"), np.empty(0, dtype="int64"), np.empty(0, dtype="uint8")
    _, offsets, data = cells.buffers()
    kind = "int64" if pa.types.is_large_string(cells.type) else "int32"
    places = np.frombuffer(offsets, dtype=kind)[cells.offset : cells.offset + len(cells) + 1].astype("int64")
    letters = np.frombuffer(data if data is not None else b"", dtype="uint8")[places[0] : places[-1]]
    places -= places[0]
    return places[:-1], places[1:], letters
