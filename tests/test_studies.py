"""The example studies: what their datasheets say the program must find, worked out by hand from texts and records.

The golden files hold every table of a run to the byte; after a change that is meant, write them anew with
`python tests/test_studies.py` and read the difference.
"""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from analyser.cli import main
from analyser.schemas import CODED_EXCERPTS
from analyser.tables import read_csv

ROOT = Path(__file__).parent.parent
STUDIES = ROOT / "corpora" / "studies"
GOLDEN = Path(__file__).parent / "golden"
NAMES = ["metropolitan", "county", "coastal", "concordant", "overgraded"]
TABLES = [
    "coded_excerpts.csv",
    "coder_error.csv",
    "data_quality.csv",
    "definitions.csv",
    "discrepancies.csv",
    "explanations.csv",
    "joint_display.csv",
    "monthly_counts.csv",
    "perceived.csv",
    "record_counts.csv",
    "rivals.csv",
    "trends.csv",
    "triangulation.csv",
    "specifications.csv",
    "unflagged_sample.csv",
]


def compare(name: str, out: Path) -> Path:
    result = CliRunner().invoke(main, ["compare", str(STUDIES / name), "--out", str(out)])
    assert result.exit_code == 0, result.output
    return out


def rows(path: Path, **wanted: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if all(row[name] == value for name, value in wanted.items())]


@pytest.fixture(scope="module")
def runs() -> Iterator[dict[str, Path]]:
    folder = Path(tempfile.mkdtemp())
    yield {name: compare(name, folder / name) for name in NAMES}
    shutil.rmtree(folder)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("table", TABLES)
def test_the_tables_are_the_golden_ones(runs: dict[str, Path], name: str, table: str) -> None:
    assert (runs[name] / table).read_text(encoding="utf-8") == (GOLDEN / name / table).read_text(encoding="utf-8")


def found(run: Path, measure: str) -> dict[str, str]:
    (row,) = rows(run / "discrepancies.csv", slice="all", measure=measure)
    return row


def check(run: Path, name: str) -> str:
    (row,) = rows(run / "data_quality.csv", check=name, slice="all")
    return row["status"]


def test_metropolitan_partners_see_more_and_the_missing_risk_decides(runs: dict[str, Path]) -> None:
    count = found(runs["metropolitan"], "count")
    assert (count["finding"], count["robust"]) == ("partners_higher", "no")
    assert 0.1 < float(count["tipping_point"]) < 0.25
    assert float(count["partners_low"]) > 90.8
    assert "harm level (468)" in count["note"]
    assert found(runs["metropolitan"], "stated")["finding"] == "partners_higher"


def test_metropolitan_records_are_counted_as_they_were_made(runs: dict[str, Path]) -> None:
    (counts,) = rows(runs["metropolitan"] / "record_counts.csv", slice="all")
    assert int(counts["records"]) - int(counts["duplicates"]) == 1200 == int(counts["cases"])
    assert (counts["type_missing"], counts["risk_missing"]) == ("372", "468")
    assert (counts["high"], counts["high_max"], counts["misflagged"]) == ("44", "512", "21")
    assert [check(runs["metropolitan"], f"{name}_missing") for name in ("risk", "type", "vulnerabilities")] == [
        "fail"
    ] * 3


def test_county_cannot_tell_from_three_months(runs: dict[str, Path]) -> None:
    assert check(runs["county"], "months_covered") == "fail"
    for measure in ("count", "share", "presence"):
        row = found(runs["county"], measure)
        assert row["finding"] == "indeterminate"
        assert "window" in row["note"]
    assert found(runs["county"], "stated")["finding"] == "partners_higher"


def test_coastal_is_out_of_date(runs: dict[str, Path]) -> None:
    assert check(runs["coastal"], "update_overdue") == "fail"
    assert (check(runs["coastal"], "profile_age"), check(runs["coastal"], "data_age")) == ("warn", "warn")
    count = found(runs["coastal"], "count")
    assert (count["finding"], count["robust"]) == ("partners_higher", "no")
    assert found(runs["coastal"], "stated")["finding"] == "partners_higher"


def test_concordant_has_no_mismatch(runs: dict[str, Path]) -> None:
    run = runs["concordant"]
    assert [found(run, measure)["finding"] for measure in ("count", "presence", "stated")] == ["agree"] * 3
    assert found(run, "share")["finding"] in ("agree", "indeterminate")
    higher = {"partners_higher", "records_higher", "records_silent", "partners_silent"}
    assert not [row for row in rows(run / "discrepancies.csv") if row["finding"] in higher]


def test_overgraded_records_show_more(runs: dict[str, Path]) -> None:
    count = found(runs["overgraded"], "count")
    assert (count["finding"], count["robust"]) == ("records_higher", "yes")
    assert found(runs["overgraded"], "stated")["finding"] == "records_higher"
    assert found(runs["overgraded"], "share")["finding"] != "partners_higher"


@pytest.mark.parametrize("name", NAMES)
def test_every_excerpt_is_the_source_at_its_offsets(runs: dict[str, Path], name: str) -> None:
    excerpts = read_csv(runs[name] / "coded_excerpts.csv", CODED_EXCERPTS)
    assert len(excerpts) > 100
    for row in excerpts.to_dict("records"):
        source = (runs[name] / "interviews" / f"{row['interview_id']}.txt").read_bytes().decode("utf-8")
        assert row["text"] == source[row["start"] : row["end"]]


@pytest.mark.parametrize("name", NAMES)
def test_every_study_says_that_it_is_invented(name: str) -> None:
    assert "invented" in (STUDIES / name / "DATASHEET.md").read_text(encoding="utf-8").lower()


if __name__ == "__main__":
    for study in sys.argv[1:] or NAMES:
        with tempfile.TemporaryDirectory() as temporary:
            run = compare(study, Path(temporary) / "out")
            (GOLDEN / study).mkdir(parents=True, exist_ok=True)
            for table in TABLES:
                shutil.copy(run / table, GOLDEN / study / table)
