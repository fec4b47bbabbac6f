"""Text columns of many rows in few bytes: each distinct value once, and for each row a small number.

A column of records is either text (`str`) or, where a large file was read, a pandas categorical whose categories are
the distinct values. Both hold the same and are compared alike (`==`, `isin`, `map`, `unique`); the functions here do
what differs, so that one set of rules reads both. No column has missing values: blank is "".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Codes = npt.NDArray[np.integer[Any]]


def is_compact(cells: pd.Series) -> bool:
    """Whether the column holds each distinct value once."""
    return isinstance(cells.dtype, pd.CategoricalDtype)


def compact(values: Sequence[str] | pd.Series, codes: Codes, index: pd.Index | None = None) -> pd.Series:
    """The column whose row `n` holds `values[codes[n]]`; values may stand there twice.

    >>> list(compact(["a", "b", "a"], np.array([2, 1, 0])))
    ['a', 'b', 'a']
    """
    places, distinct = pd.factorize(pd.Series(values, dtype="str"))
    smallest = np.min_scalar_type(-max(1, len(distinct)))  # of 200 values a row needs two bytes, of 100 one
    rows = places.astype(smallest)[codes] if len(places) else np.empty(0, dtype=smallest)
    return pd.Series(pd.Categorical.from_codes(rows, categories=distinct), index=index)


def constant(value: str, index: pd.Index, *, like: bool) -> pd.Series:
    """The same value in every row; `like`: as a compact column."""
    return compact([value], np.zeros(len(index), dtype="int8"), index) if like else pd.Series(value, index, dtype="str")


def by_value(cells: pd.Series, change: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """The column with `change` made to its texts, which looks at each alone; for a compact column once a value."""
    if not is_compact(cells):
        return change(cells)
    values = pd.Series(cells.cat.categories, dtype="str")
    changed = change(values)
    return cells if changed.equals(values) else compact(changed, cells.cat.codes.to_numpy(), cells.index)


def asked(cells: pd.Series, question: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """The answer (`bool`) to a question that looks at each text alone; for a compact column asked once a value."""
    if not is_compact(cells):
        return question(cells)
    answers = question(pd.Series(cells.cat.categories, dtype="str")).to_numpy(dtype=bool)
    return pd.Series(answers[cells.cat.codes.to_numpy()], index=cells.index)


def spread(values: Sequence[str], codes: Codes, cells: pd.Series) -> pd.Series:
    """`values[codes]` as a column of the same kind as `cells`."""
    if is_compact(cells):
        return compact(values, codes, cells.index)
    texts = np.array(values, dtype=object)[codes if len(values) else []]
    return pd.Series(texts, index=cells.index, dtype="str")


def blanked(cells: pd.Series, where: pd.Series) -> pd.Series:
    """The column with "" where asked."""
    if is_compact(cells) and "" not in cells.cat.categories:
        cells = cells.cat.add_categories("")
    return cells.where(~where, "")


def plain(cells: pd.Series) -> pd.Series:
    """The column as text."""
    return cells.astype("str") if is_compact(cells) else cells


def stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The frames one below the other; a column that is compact in any of them is compact."""
    if len(frames) == 1:
        return frames[0].reset_index(drop=True)
    columns: dict[str, Any] = {}
    for name in map(str, frames[0]):
        parts = [frame[name] for frame in frames]
        if any(map(is_compact, parts)):
            columns[name] = pd.api.types.union_categoricals([part.astype("category") for part in parts])
        else:
            columns[name] = pd.concat(parts, ignore_index=True)
    return pd.DataFrame(columns)


def looked_up(cells: pd.Series, answer: Callable[[str], Any], dtype: str) -> npt.NDArray[Any]:
    """`answer` of each row's text, asked once for each distinct one, as an array of `dtype`.

    >>> looked_up(pd.Series(["2018-04-01", "", "2018-04-01"]), len, "int8").tolist()
    [10, 0, 10]
    """
    codes, values = _coded(cells)
    found = np.zeros(len(values), dtype=dtype)
    for place in _used(codes):
        found[place] = answer(values[place])
    return found[codes]


def replaced(cells: pd.Series, answer: Callable[[str], str]) -> pd.Series:
    """The column with `answer` in each text's place, asked once for each distinct one."""
    codes, values = _coded(cells)
    found = [""] * len(values)
    for place in _used(codes):
        found[place] = answer(values[place])
    return spread(found, codes, cells)


def _coded(cells: pd.Series) -> tuple[Codes, list[str]]:
    """For each row the place of its text among the distinct ones, and those; a category may stand in no row."""
    codes, values = (cells.cat.codes.to_numpy(), cells.cat.categories) if is_compact(cells) else pd.factorize(cells)
    return codes, values.tolist()


def _used(codes: Codes) -> npt.NDArray[np.intp]:
    """The codes that stand in a row, in order."""
    return np.flatnonzero(np.bincount(codes))


def observed(cells: pd.Series) -> pd.Series:
    """The column without distinct values that stand in no row, so that counting its values tells no noughts."""
    return cells.cat.remove_unused_categories() if is_compact(cells) else cells
