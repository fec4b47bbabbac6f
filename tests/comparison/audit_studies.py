"""Hand-made studies: coded sentences and recorded children, written to files and run from them."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from analyser.stages import Comparison, compare_study
from analyser.study import load_study

Rows = list[dict[str, Any]]
MONTHS = [f"2018-{month:02d}" for month in range(4, 13)] + [f"2019-{month:02d}" for month in range(1, 4)]


def says(interview: str = "i1", agency: str = "Project", **codes: Any) -> dict[str, Any]:
    """A coded sentence: affirmed, high, in Northgate, of a voluntary agency, unless said otherwise."""
    return {
        "interview_id": interview, "speaker": "P", "agency": agency, "agency_type": "voluntary sector",
        "area": "Northgate", "harm_level": "high", "assertion": "affirmed", "coder": "model:x@1",
    } | codes  # fmt: skip


def held(low: float, high: float | None = None, **codes: Any) -> dict[str, Any]:
    """A caseload, held at a time."""
    numbers = {"quantity_low": low, "quantity_high": low if high is None else high}
    return says(**{"quantity_kind": "count", "quantity_basis": "stock", **numbers, **codes})


def seen(low: float, high: float | None = None, **codes: Any) -> dict[str, Any]:
    """A number over the period."""
    return held(low, high, **{"quantity_basis": "flow", **codes})


def rate(low: float, per: str, **codes: Any) -> dict[str, Any]:
    return held(low, **{"quantity_kind": "rate", "quantity_basis": "flow", "rate_per": per, **codes})


def mentions(high: int, medium: int, **codes: Any) -> Rows:
    """So many mentions of each level, each a turn of its own."""
    levels = ["high"] * high + ["medium"] * medium
    return [says(**{"harm_level": level, "turn": turn, **codes}) for turn, level in enumerate(levels, start=1)]


def votes(**claims: Sequence[str]) -> Rows:
    return [
        says(f"i-{agency}", agency, harm_level="none", assertion="", data_claim=claim)
        for agency, said in claims.items()
        for claim in said
    ]


def cases(high: int = 0, medium: int = 0, low: int = 0, missing: int = 0, **values: Any) -> Rows:
    """Recorded children, one row each, spread over the months of the period."""
    levels = ["high"] * high + ["medium"] * medium + ["low"] * low + [""] * missing
    months = itertools.cycle(values.pop("months", MONTHS))
    shared = {"area": "Northgate", "cse_type": "online"} | values
    return [{"recorded_date": f"{next(months)}-15", "risk_level": level, **shared} for level in levels]


@dataclass(frozen=True)
class Study:
    excerpts: Rows
    records: Rows
    period: tuple[str, str] = ("2018-04-01", "2019-03-31")
    interviews: Mapping[str, str] = field(default_factory=dict)
    settings: str = ""
    slices: Sequence[str] = ()
    compare: str = ""

    def run(self, folder: Path) -> Comparison:
        return compare_study(load_study(self.write(folder)))

    def write(self, folder: Path) -> Path:
        _write(folder / "coded.csv", self.excerpts)
        numbered = [
            {"record_id": f"r{n}", "victim_id": f"v{n}", "cse_flag": "Y"} | row for n, row in enumerate(self.records)
        ]
        _write(folder / "records.csv", numbered)
        options = "\n".join(f'{key} = "{value}"' for key, value in self.interviews.items())
        (folder / "study.toml").write_text(
            f"""[study]
title = "A small study"
period = {{ from = {self.period[0]}, to = {self.period[1]} }}
[interviews]
coded = "coded.csv"
{options}
[records]
files = "records.csv"
{self.settings}
[compare]
slices = [{", ".join(f'"{name}"' for name in self.slices)}]
{self.compare}
""",
            encoding="utf-8",
        )
        return folder


def _write(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    rows = list(rows)
    names = list(dict.fromkeys(itertools.chain.from_iterable(rows)))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


def cell(result: Comparison, measure: str, slice_: str = "all", value: str = "") -> dict[str, Any]:
    rows = result.discrepancies
    rows = rows[(rows["slice"] == slice_) & (rows["value"] == value) & (rows["measure"] == measure)]
    assert len(rows) == 1, f"{len(rows)} rows of {measure} in {slice_} {value}"
    return {str(key): (None if pd.isna(value) else value) for key, value in rows.iloc[0].items()}
