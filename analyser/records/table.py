"""The records as read: one frame with the contract's columns, what was left out and why, and what was recognised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analyser.study import RECORD_COLUMNS

COLUMNS = RECORD_COLUMNS
DATE_COLUMNS = ("recorded_date", "updated_date", "committed_date", "flag_date")
ID_COLUMNS = ("record_id", "victim_id", "suspect_id")
CSE_TYPES = (
    "online", "peer", "older_partner", "gang", "organised_network", "trafficking", "county_lines", "party", "familial",
    "position_of_trust",
)  # fmt: skip

CODES: Mapping[str, tuple[str, ...]] = {
    "risk_level": ("high", "medium", "low", "not_known", "not_assessed"),
    "cse_flag": ("yes", "no"),
    "cse_type": (*CSE_TYPES, "not_known"),
    "vulnerabilities": ("known", "none", "not_known", "not_assessed"),
    "record_class": ("crime", "incident", "intelligence"),
    "record_status": ("active", "cancelled", "reclassified", "duplicate"),
}
"""The coded columns and the codes that their values can be recognised as, beside `blank` and `unrecognised`."""


@dataclass(frozen=True)
class SheetRecognition:
    """What was recognised in one file, or in one sheet of a workbook."""

    file: str
    sheet: str
    header_row: int
    columns: Mapping[str, tuple[str, ...]]  # contract name → its header; several where numbered columns were joined
    unrecognised: tuple[str, ...]  # headers that stand for none of the contract's columns
    date_order: Mapping[str, str]  # date column → "day first" | "month first" | "" (no value needed telling)
    rows_read: int  # rows kept and rows excluded; blank rows and what stands above the header are no rows


@dataclass(frozen=True)
class Recognition:
    """What the columns and values were taken for.

    `values`: one row per file, sheet, coded column and value: `file sheet column value code rows share`. `value` is as
    written (the most frequent spelling of those that match alike), `code` one of `CODES`, `blank` or `unrecognised`; an
    unrecognised type of exploitation has its own name as its code. `share` is of the rows kept from that sheet.
    """

    sheets: tuple[SheetRecognition, ...]
    values: pd.DataFrame

    def unrecognised_values(self, column: str) -> pd.DataFrame:
        """The rows of `values` that no code was found for."""
        known = {*CODES[column], "blank"}
        found = self.values["code"].map(lambda code: known.issuperset(code.split(";")))
        return self.values[(self.values["column"] == column) & ~found.astype(bool)]


@dataclass(frozen=True)
class RecordTable:
    """All the rows that could be read, in file order.

    `frame`, a row per row kept, all `str` with "" for blank but `row` and `order` (`int64`):

    | columns                | what they hold                                                                        |
    |------------------------|---------------------------------------------------------------------------------------|
    | `COLUMNS`              | the cell as written, trimmed; a column that no file has is all ""                      |
    | `*_date`               | ISO `YYYY-MM-DD`, or "" where missing or unreadable; never "" in `recorded_date`       |
    | `*_id`                 | as above; words for "not known" are ""                                                 |
    | `risk_level_code`      | high, medium, low, not_known, not_assessed, blank, unrecognised                        |
    | `cse_flag_code`        | yes, no, blank (also "not known"), unrecognised                                        |
    | `cse_type_code`        | `;`-joined codes of `CSE_TYPES` in that order, or blank, or not_known; a value that is |
    |                        | no known type stands as its own name (lower case, single spaces), after known ones     |
    | `vulnerabilities_code` | known, none, not_known, not_assessed, blank                                            |
    | `record_class_code`    | crime, incident, intelligence, "" (blank or unrecognised)                              |
    | `record_status_code`   | active, cancelled, reclassified, duplicate, "" (blank or unrecognised)                 |
    | `file`, `sheet`, `row` | where it stands: `row` as a spreadsheet counts it, title and header rows included      |
    | `order`                | 0, 1, 2 … over all files, in file order                                                |

    `excluded`, a row per row left out: `file sheet row reason`. Rows read are rows kept and rows excluded, no other.
    `absent`: those of `COLUMNS` that no file has. `servers`: the databases that are no files, as they may be shown.
    `link`: the columns of `[records.link]` under the headers that the study gives, row by row as `frame`; of use for
    linkage alone, and in no output.
    """

    frame: pd.DataFrame
    excluded: pd.DataFrame
    recognised: Recognition
    warnings: tuple[str, ...]
    files: tuple[Path, ...]
    absent: frozenset[str]
    servers: tuple[str, ...] = ()
    link: pd.DataFrame | None = None
