"""What the checks look at: the cases' records, each once, and the child sexual offences that the flag leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from analyser.records.cases import Cases, NarrativeCoder
from analyser.records.compact import looked_up, plain
from analyser.records.lists import words
from analyser.records.names import value_key
from analyser.records.offences import code_states
from analyser.records.quality_lists import quality_lists
from analyser.records.quality_rules import Row, judged, not_checked
from analyser.records.table import RecordTable

ADULT = 18


@dataclass(frozen=True)
class View:
    """`told`: the rows of `Cases.frame` that are a record of a case, surplus rows left out.

    `coder` codes narratives; None where there is none.
    """

    table: RecordTable
    cases: Cases
    told: pd.DataFrame
    coder: NarrativeCoder | None

    def lacks(self, check: str, *columns: str) -> Iterator[Row]:
        """The row `not_checked` where the extract has not all of these columns or no case."""
        absent = [name for name in columns if name in self.table.absent]
        if absent:
            yield not_checked(check, why=f"The extract has no column {' and no '.join(absent)}")
        elif self.told.empty:
            yield not_checked(check, why="No record is a case")

    def column(self, name: str) -> pd.Series:
        """What the table tells of the records in one column; one at a time, since extracts are large."""
        return column_of(self.table, self.told, name)

    @property
    def children(self) -> pd.Series:
        """Whose each of the rows `told` is."""
        return self.child_of(self.told)

    def child_of(self, rows: pd.DataFrame) -> pd.Series:
        """Whose each of some rows of `Cases.frame` is: the child as it is counted, who may be linked over lists; where
        records are counted, the victim, else a child of its own."""
        if self.cases.unit == "child":
            return rows["case"]
        own = "\x1f" + rows["order"].astype("str")
        return rows["victim_id"].str.casefold().where(rows["victim_id"] != "", own)


def view(table: RecordTable, cases: Cases, coder: NarrativeCoder | None) -> View:
    told = cases.frame[cases.frame["is_cse"] & ~cases.frame["surplus"]].reset_index(drop=True)
    return View(table, cases, told, coder)


def column_of(table: RecordTable, rows: pd.DataFrame, name: str) -> pd.Series:
    """One column of the table, as text, at the places that `rows`, of `Cases.frame`, have there."""
    places = pd.Index(table.frame["order"]).get_indexer(pd.Index(rows["order"]))
    return plain(table.frame[name].iloc[places]).set_axis(rows.index)


def unflagged_offences(table: RecordTable, cases: Cases) -> pd.DataFrame:
    """The rows of `Cases.frame` that are child sexual offences without the flag.

    No surplus rows, and no victim known to be an adult.
    """
    offences = has_code(cases.frame["offence_code"], quality_lists().offences)
    return children_only(table, cases.frame[offences & ~cases.frame["is_cse"] & ~cases.frame["surplus"]])


def children_only(table: RecordTable, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows without those whose victim is known to be an adult."""
    return rows[~(pd.to_numeric(column_of(table, rows, "victim_age"), errors="coerce") >= ADULT)]


def has_code(values: pd.Series, codes: tuple[str, ...]) -> pd.Series:
    states = code_states(values.unique(), codes)
    return pd.Series(looked_up(values, lambda text: states[text] is True, "bool"), index=values.index)


def not_told(values: pd.Series) -> pd.Series:
    """Which cells are blank or hold words for "not known"."""
    missing = {value_key(word) for listed in words("missing").values() for word in listed}
    return pd.Series(looked_up(values, lambda text: not text or value_key(text) in missing, "bool"), index=values.index)


def share(check: str, n: int, rows: int, **words: object) -> Row:
    """The row of a check that observes `n` of `rows`."""
    part = n / rows if rows else 0.0
    return judged(check, part, share=part, rows=rows, n=n, **words)  # type: ignore[arg-type]
