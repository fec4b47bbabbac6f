"""Counting by other choices gives what the study would give if it said so itself."""

from __future__ import annotations

import csv
import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest

from analyser.records import Recount, count_cases, definitions, find_cases, read_records, recountable
from analyser.schemas import RECORD_COUNTS
from analyser.study import CompareSettings, HighHarm, Period, RecordSettings, Study
from analyser.tables import table

HEADER = "Crime Ref,Victim URN,Date Recorded,Committed From,Last Updated,Ward,HO Code,CSE Flag,Risk Level"
RISKS = ["High", "Medium", "Low", "", "Not known"]
COUNTED = [
    "cases", "high", "medium", "low", "risk_missing", "high_min", "high_max", "share_min", "share_max", "share_known",
    "months_covered", "unit",
]  # fmt: skip


def extract(folder: Path, seed: int) -> Study:
    """Children of several crimes, crimes of several children, blanks, surplus rows, and offences long past."""
    draw = random.Random(seed)  # noqa: S311
    rows = []
    for number in range(60):
        day = date(2018, 4, 1) + timedelta(days=draw.randrange(365))
        committed = day - timedelta(days=draw.choice([0, 3, 200, 900, 4000]))
        child = draw.choice(["", *(f"V{n}" for n in range(25))])
        row = [f"R{draw.randrange(45)}", child, day, draw.choice(["", committed]), "", "Harbour"]
        row += [draw.choice(["19D", "22B", ""]), draw.choice("YYYN"), draw.choice(RISKS)]
        rows.append(row)
        if number % 7 == 0:
            rows.append([*row[:4], day + timedelta(days=9), *row[5:8], draw.choice(RISKS)])
    with (folder / "extract.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER.split(","), *rows])
    return Study(
        folder=folder,
        title="Counted again",
        period=Period(date(2018, 4, 1), date(2019, 3, 31)),
        records=RecordSettings(files=("*.csv",)),
        compare=CompareSettings(slices=()),
    )


def counted(study: Study) -> Recount:
    assert study.records is not None
    rows = read_records(study.records, study.folder)
    cases = find_cases(rows, study)
    return recountable(rows, cases, study, definitions(rows, cases, study))


@pytest.mark.parametrize(("seed", "unit", "non_recent"), [(1, "child", "include"), (2, "record", "exclude")])
def test_every_choice_counts_as_a_study_that_makes_it(tmp_path: Path, seed: int, unit: str, non_recent: str) -> None:
    study = extract(tmp_path, seed)
    assert study.records is not None
    again = counted(replace(study, records=replace(study.records, unit=unit, non_recent=non_recent)))
    rows = read_records(study.records, tmp_path)
    spans = (again.months, again.months[2:9])
    for rule, one, other, months in product(("risk_level", "any"), ("child", "record"), ("include", "exclude"), spans):
        records = replace(study.records, unit=one, non_recent=other, high_harm=HighHarm(rule=rule))
        chosen = replace(study, records=records, period=again.span(months))
        expected = count_cases(find_cases(rows, chosen), chosen)
        found = again.count(definition=rule, unit=one, months=months, non_recent=other)
        assert table([found], RECORD_COUNTS)[COUNTED].equals(expected[COUNTED])


def test_what_cannot_be_counted_by_is_told(tmp_path: Path) -> None:
    study = extract(tmp_path, 0)
    lines = (tmp_path / "extract.csv").read_text(encoding="utf-8").splitlines()
    kept = [",".join(cell for place, cell in enumerate(line.split(",")) if place not in (1, 3)) for line in lines]
    (tmp_path / "extract.csv").write_text("\n".join(kept), encoding="utf-8")
    assert study.records is not None
    again = counted(replace(study, records=replace(study.records, unit="record")))
    assert again.lacks["unit"] == {"child": "no file has victim_id"}
    assert "no case" in again.lacks["non_recent"]["exclude"]
    assert set(again.lacks["definition"]) == {"harm_index", "narrative"}


def test_months_without_a_case_count_none(tmp_path: Path) -> None:
    study = extract(tmp_path, 1)
    rows = (tmp_path / "extract.csv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in rows if "2018-05" not in line]
    (tmp_path / "extract.csv").write_text("\n".join(kept), encoding="utf-8")
    row = counted(study).count(definition="risk_level", unit="child", months=["2018-05"], non_recent="include")
    assert (row["cases"], row["high_max"], row["months_covered"]) == (0, 0, 0)
