"""What was recognised in the records, for a person: what stands for which code, and how many rows each value covers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from analyser.records.table import CODES, RecordTable

_SHOWN = 8  # values of one code, in a line for a person


@dataclass(frozen=True)
class ToldValue:
    """One value as written, the rows that hold it, and their share of the rows of the files with its column."""

    value: str
    rows: int
    share: float


@dataclass(frozen=True)
class ToldCode:
    """A code of one column and its values, most frequent first; `known` is false where none was found for them."""

    column: str
    code: str
    known: bool
    values: tuple[ToldValue, ...]

    @property
    def share(self) -> float:
        return sum(value.share for value in self.values)

    @property
    def line(self) -> str:
        """All of it in one line; of many values the most frequent."""
        shown = ", ".join(f"{one.value!r} {percent(one.share)}" for one in self.values[:_SHOWN])
        more = f" and {len(self.values) - _SHOWN} more" if len(self.values) > _SHOWN else ""
        what = f"{self.column} = {self.code}" if self.known else f"{self.column} NOT RECOGNISED"
        return f"{what}: {percent(self.share)} of the rows ({shown}{more})"


def told_codes(table: RecordTable) -> list[ToldCode]:
    """Every coded column that a file has, all files together: its codes, then the values that were not recognised."""
    values = table.recognised.values
    told = []
    for column, codes in CODES.items():
        here = values[values["column"] == column]
        whole = max(1, int(here["rows"].sum()))
        groups: dict[str, dict[str, int]] = {}
        for code, value, rows in here[["code", "value", "rows"]].itertuples(index=False, name=None):
            known = {*codes, "blank"}.issuperset(code.split(";"))
            of_code = groups.setdefault(code if known else "", {})
            of_code[value] = of_code.get(value, 0) + int(rows)
        for code in sorted(groups, key=lambda code: (not code, -sum(groups[code].values()), code)):
            counts = sorted(groups[code].items(), key=lambda pair: (-pair[1], pair[0]))
            listed = tuple(ToldValue(value, rows, rows / whole) for value, rows in counts)
            told.append(ToldCode(column, code, bool(code), listed))
    return told


def recognition_lines(table: RecordTable) -> list[str]:
    """Which header stands for which column, which for none, and what the values were taken for."""
    lines = []
    for sheet in table.recognised.sheets:
        where = " ".join(part for part in (sheet.file, sheet.sheet) if part)
        columns = ", ".join(f"{column} = {' + '.join(headers)!r}" for column, headers in sheet.columns.items())
        lines.append(f"recognised columns in {where}: {columns}")
        if sheet.unrecognised:
            lines.append(f"columns not used in {where}: {', '.join(map(repr, sheet.unrecognised))}")
    return lines + [code.line for code in told_codes(table)]


def recognition_facts(table: RecordTable) -> dict[str, Any]:
    """The same as data: `recognised_columns` and `unused_columns` by file, `recognised_values` by column."""
    sheets = {" ".join(part for part in (sheet.file, sheet.sheet) if part): sheet for sheet in table.recognised.sheets}
    values: dict[str, list[dict[str, Any]]] = {}
    for told in told_codes(table):
        values.setdefault(told.column, []).extend(
            {
                "value": one.value,
                "code": told.code if told.known else "unrecognised",
                "rows": one.rows,
                "share": round(one.share, 6),
            }
            for one in told.values
        )
    return {
        "recognised_columns": {
            name: {column: " + ".join(headers) for column, headers in sheet.columns.items()}
            for name, sheet in sheets.items()
        },
        "unused_columns": {name: list(sheet.unrecognised) for name, sheet in sheets.items() if sheet.unrecognised},
        "recognised_values": values,
    }


def percent(share: float) -> str:
    """
    >>> percent(0.25), percent(0.0001), percent(0)
    ('25.0 %', 'under 0.1 %', '0.0 %')
    """
    return "under 0.1 %" if 0 < share < 0.0005 else f"{share * 100:.1f} %"
