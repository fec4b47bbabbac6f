"""The columns that children are linked by, carried through reading beside the contract's columns."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from analyser.records.names import value_key
from analyser.records.read_sheet import RawSheet
from analyser.study import LinkSettings

_PREFIX = "link:"  # no column of the contract begins so


def find_link_columns(raw: RawSheet, link: LinkSettings | None, seen: set[str]) -> list[tuple[str, str]]:
    """Has the sheet's linked columns read as well, and adds those that it has to `seen`.

    One may be a column of the contract too. Returns what is wrong and what to do, for headers that stand there twice.
    """
    problems = []
    for header in link.columns if link else ():
        places = [n for n, text in enumerate(raw.headers) if text.strip() == header.strip()]
        places = places or [n for n, text in enumerate(raw.headers) if value_key(text) == value_key(header)]
        if len(places) > 1:
            what = f"{len(places)} columns are called {header!r}, and children are to be linked by it"
            problems.append((what, "give each a header of its own"))
        if places:
            seen.add(header)
            raw.columns = replace(raw.columns, found={**raw.columns.found, _PREFIX + header: (places[0],)})
            raw.columns = replace(raw.columns, others=tuple(n for n in raw.columns.others if n != places[0]))
    return problems


def link_columns(cells: dict[str, pd.Series], rows: pd.Index, link: LinkSettings | None) -> pd.DataFrame | None:
    """A sheet's linked columns, blank where it lacks one; None where nothing is to be linked."""
    if link is None:
        return None
    blank = pd.Series("", index=rows, dtype="str")
    return pd.DataFrame({header: cells.get(_PREFIX + header, blank) for header in link.columns}, index=rows)


def stacked_links(sheets: list[pd.DataFrame]) -> pd.DataFrame | None:
    """The linked columns of all sheets, in their order."""
    return pd.concat(sheets, ignore_index=True) if sheets else None
