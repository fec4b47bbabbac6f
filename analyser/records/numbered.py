"""Ids as whole numbers, so that rows of the same record or child are found by comparing numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

_MANY = 50_000  # from so many rows on, hashes of the ids are compared, and then the ids that share one


def id_numbers(*ids: pd.Series) -> npt.NDArray[np.int64]:
    """The same number from 0 on for rows whose ids are the same but for case, in every one of the columns.

    >>> victims = pd.Series(["V1", "", "v1", "V2"], dtype="str")
    >>> id_numbers(victims).tolist(), id_numbers(victims, pd.Series(["a", "a", "b", "b"], dtype="str")).tolist()
    ([0, 1, 0, 2], [0, 1, 2, 3])
    """
    if len(ids[0]) >= _MANY and all(one.str.isascii().all() for one in ids):
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
    """The numbers of ASCII ids by hashes of 64 bits; None where two ids share a hash, which is looked for."""
    import duckdb
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.compute as pc  # type: ignore[import-untyped]

    columns: list[Any] = [pa.chunked_array(pa.array(one.array)).combine_chunks() for one in ids]
    names = [f"text_{place}" for place in range(len(columns))]
    with duckdb.connect() as connection:
        connection.register("ids", pa.table(dict(zip(names, columns, strict=True))))
        query = f"SELECT hash({', '.join(f'lower({name})' for name in names)}) AS hash FROM ids"  # noqa: S608
        numbers = pd.factorize(np.asarray(connection.sql(query).fetchnumpy()["hash"]))[0].astype("int64", copy=False)
    some = np.empty(int(numbers.max()) + 1, dtype="int64")
    some[numbers] = np.arange(len(numbers))
    others = some[numbers]
    again = np.flatnonzero(others != np.arange(len(others)))
    rows, others = pa.array(again), pa.array(others[again])
    for column in columns:
        one, other = (pc.ascii_lower(column.take(places)) for places in (rows, others))
        if not one.equals(other):
            return None
    return numbers
