"""Ids as whole numbers, so that rows of the same record or child are found by comparing numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

_MANY = 50_000  # from so many ids on, their hashes are compared, and then the ids of equal hash


def id_numbers(ids: pd.Series) -> npt.NDArray[np.int64]:
    """The same number from 0 on for ids that are the same but for case; -1 for a blank one.

    >>> id_numbers(pd.Series(["V1", "", "v1", "V2"], dtype="str")).tolist()
    [0, -1, 0, 1]
    """
    ascii_alone = bool(ids.str.isascii().all())
    folded = ids.str.lower() if ascii_alone else ids.str.casefold()
    numbers = _by_hash(folded) if len(folded) >= _MANY else None
    if numbers is None:
        numbers = pd.factorize(folded)[0].astype("int64")
    numbers[(folded == "").to_numpy()] = -1
    return numbers


def pair_numbers(first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """One number for each pair of numbers from 0 on; the same for the same pair."""
    return first * (int(second.max(initial=0)) + 1) + second


def _by_hash(texts: pd.Series) -> npt.NDArray[np.int64] | None:
    """The numbers by hashes of 64 bits; None where two texts share one, for which each text is held against another."""
    import duckdb
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.compute as pc  # type: ignore[import-untyped]

    column: Any = pa.array(texts.array)
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    with duckdb.connect() as connection:
        connection.register("ids", pa.table({"text": column}))
        hashes = connection.sql("SELECT hash(text) AS hash FROM ids").fetchnumpy()["hash"]
    numbers = pd.factorize(np.asarray(hashes))[0]
    some = np.empty(int(numbers.max()) + 1, dtype="int64")
    some[numbers] = np.arange(len(numbers))
    alike = pc.all(pc.equal(column, column.take(pa.array(some[numbers])))).as_py()
    return numbers.astype("int64") if alike else None
