"""Every awkward file gives exactly what `awkward/expected.yaml` says: counts, or the message that refuses it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from analyser.errors import InputError
from analyser.records import count_cases, find_cases, read_records
from analyser.study import CompareSettings, Period, RecordSettings, Study

FOLDER = Path(__file__).parent / "awkward"
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "expected.yaml").read_text(encoding="utf-8"))
NO_EXTRACTS = {"README.md", "expected.yaml", "make.py"}
YEARS = Period(date(2017, 1, 1), date(2019, 12, 31))
COUNTED = ("cases", "high", "medium", "low", "risk_missing", "duplicates", "misflagged")


def came_out(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """What the file gives, in the words of `expected.yaml`; only what differs from the usual is told."""
    settings = RecordSettings(files=(given.get("files", name),), **given.get("settings", {}))
    study = Study(FOLDER, "Awkward", YEARS, records=settings, compare=CompareSettings(slices=("area",)))
    try:
        table = read_records(settings, FOLDER)
        cases = find_cases(table, study)
    except InputError as error:
        return {"error": [str(problem).replace(f"{FOLDER}/", "") for problem in error.problems]}
    counts = count_cases(cases, study)
    found: dict[str, Any] = {"rows": len(table.frame)}
    if len(cases.excluded):
        reasons = cases.excluded["reason"].value_counts()
        found["excluded"] = {str(reason): int(n) for reason, n in reasons.items()}
    found |= {column: int(counts[column].iloc[0]) for column in COUNTED if counts[column].iloc[0] or column == "cases"}
    areas = counts[counts["slice"] == "area"]
    found["areas"] = {str(row.value): int(row.cases) for row in areas.itertuples()}
    for column in given.get("shows", {}):
        found.setdefault("shows", {})[column] = table.frame[column].tolist()
    if table.warnings or cases.warnings:
        found["warnings"] = [*table.warnings, *cases.warnings]
    assert counts["records"].iloc[0] + (~cases.frame["is_cse"]).sum() + len(cases.excluded) == sum(
        sheet.rows_read for sheet in table.recognised.sheets
    )
    return found


@pytest.mark.parametrize("name", EXPECTED)
def test_what_an_awkward_file_gives(name: str) -> None:
    expected = EXPECTED[name]
    found = came_out(name, expected)
    assert found == {key: value for key, value in expected.items() if key not in ("about", "files", "settings")}


def test_every_awkward_file_has_its_expectation() -> None:
    there = {path.name for path in FOLDER.iterdir()} - NO_EXTRACTS - {"__pycache__"}
    assert there == set(EXPECTED)
    assert len(there) >= 30
