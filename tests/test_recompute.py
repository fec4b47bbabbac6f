"""Every figure of `discrepancies.csv` once more, from the tables beside it and the rules alone.

Nothing of the comparison is imported: what is here must follow from `perceived.csv`, `record_counts.csv` and
`study.toml`. So must every row of `explanations.csv`.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path
from typing import Any

from recompute_combined import number, products
from recompute_explanations import wrong_explanations
from recompute_methods import benjamini_hochberg
from recompute_study import Row, Study

ROOT = Path(__file__).resolve().parents[1]
FIGURES = (
    "partners_n", "agencies_n", "partners", "partners_low", "partners_high", "records", "records_low", "records_high",
    "difference", "ratio", "ratio_low", "ratio_high", "p_value", "q_value", "finding", "robust", "tipping_point", "fit",
    "support", "explained", "unexplained",
)  # fmt: skip


def close(found: str, expected: Any, column: str) -> bool:
    if expected is None or expected == "":
        return found == ""
    if isinstance(expected, str):
        return found == expected
    if found == "":
        return False
    tolerance = 0.0051 if column in ("p_value", "q_value") else 2e-6 * max(1.0, abs(expected))
    return bool(float(found) == expected or abs(float(found) - expected) <= tolerance)


def differences(study: Study) -> list[str]:
    cells: dict[tuple[str, str], dict[str, Row]] = {}
    for row in study.found:
        key = (row["slice"], row["value"])
        if key not in cells:
            cells[key] = study.expected(*key)
    for slice_ in {slice_ for slice_, _ in cells}:
        tested = [rows["share"] for (one, _), rows in cells.items() if one == slice_ and "p_value" in rows["share"]]
        for row, q in zip(tested, benjamini_hochberg([row["p_value"] for row in tested]), strict=True):
            row["q_value"] = q
            row.pop("later")(row)
    return wrong_explanations(study, cells) + [
        f"{row['slice']} {row['value']} {row['measure']}: {name} is {row[name]!r}, expected {expected.get(name)!r}"
        for row in study.found
        for expected in [cells[row["slice"], row["value"]][row["measure"]]]
        for name in FIGURES
        if not close(row[name], expected.get(name), name)
    ]


def combined_differences(study: Study, out: Path) -> list[str]:
    """Speakers whose numbers are worked out of a caseload and its share, where they are not what the sentences give."""
    with (out / "coded_excerpts.csv").open(encoding="utf-8", newline="") as file:
        expected = products(list(csv.DictReader(file)), study.months)
    with (out / "perceived.csv").open(encoding="utf-8", newline="") as file:
        found = {(row["interview_id"], row["speaker"], row["area"].casefold()): row for row in csv.DictReader(file)}
    told = {who for who, row in found.items() if row["combined"]}
    wrong = [f"{who} has no number worked out" for who in expected.keys() - told]
    wrong += [f"{who} has a number worked out of nothing" for who in told - expected.keys()]
    for who in told & expected.keys():
        for basis, ends in expected[who].items():
            own = tuple(number(found[who][f"{basis}_{end}"], float("nan")) for end in ("low", "high"))
            wrong += [] if own == ends else [f"{who} {basis} is {own}, expected {ends}"]
    return wrong


CODED = """interview_id,speaker,agency,agency_type,area,harm_level,assertion,quantity_kind,quantity_low,quantity_high,\
rate_per,quantity_basis,cse_type,data_claim,turn
i1,A,Project,voluntary sector,Northgate,high,affirmed,count,30,35,,stock,online,,1
i1,A,Project,voluntary sector,Northgate,high,affirmed,,,,,,online,under_recorded,2
i1,A,Project,voluntary sector,Northgate,medium,affirmed,,,,,,peer,,3
i2,B,Project,voluntary sector,Harbour,high,affirmed,rate,1,1,month,flow,online,,1
i2,B,Project,voluntary sector,Harbour,medium,affirmed,,,,,,,,2
i3,C,Nurses,health,Northgate,high,affirmed,count,9,inf,,flow,online,,1
i3,C,Nurses,health,Northgate,medium,affirmed,,,,,,,under_recorded,2
i3,C,Nurses,health,Northgate,high,negated,,,,,,gang,,3
i4,D,Youth justice,youth justice,Harbour,high,negated,count,0,0,,flow,gang,matches,1
i4,D,Youth justice,youth justice,Harbour,medium,affirmed,,,,,,online,,2
i5,E,School,education,Northgate,high,affirmed,count,3,5,,stock,gang,under_recorded,1
i5,E,School,education,Northgate,high,affirmed,,,,,,peer,,2
i5,E,School,education,Northgate,high,hypothetical,,,,,,peer,,3
i6,F,School,education,Harbour,high,affirmed,count,2,2,,stock,online,,1
i6,F,School,education,Harbour,medium,affirmed,,,,,,online,,2
i7,G,Constabulary,police,,high,affirmed,count,90,90,,flow,,over_recorded,1
i8,H,Housing,housing,Harbour,unspecified,affirmed,count,30,30,,stock,,,1
i8,H,Housing,housing,Harbour,high,affirmed,share,0.333,0.5,,,online,,1
"""
STUDY = """[study]
title = "A small study"
period = { from = 2018-04-01, to = 2019-03-31 }
[interviews]
coded = "coded.csv"
coverage = "all"
[records]
files = "records.csv"
[compare]
case_months = 9
margin = 1.4
"""


def small_study(folder: Path) -> Path:
    """Codes by hand and records of ten of twelve months, some without risk, type or area."""
    (folder / "coded.csv").write_text(CODED, encoding="utf-8")
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    months = [f"2018-{month:02d}" for month in range(4, 13)] + ["2019-01"]
    risks, types = ["High", "Medium", "Low", "", "Low", "Medium", "Low"], ["online", "gang", "", "online;peer", "party"]
    areas = ["Northgate", "Harbour", "Northgate", "Harbour", "Northgate", "Harbour", "Northgate", "Harbour", ""]
    with (folder / "records.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["record_id", "victim_id", "recorded_date", "area", "cse_flag", "cse_type", "risk_level"])
        for n in range(240):
            day = f"{months[n % 10]}-{n % 27 + 1:02d}"
            flag = "N" if n % 31 == 0 else "Y"
            writer.writerow([f"r{n}", f"v{n % 220}", day, areas[n % 9], flag, types[n % 5], risks[n % 7]])
    return folder


def compare(folder: Path, out: Path) -> Study:
    command = [sys.executable, str(ROOT / "cli.py"), "compare", str(folder), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    return Study(folder, out)


def test_an_example_study(tmp_path: Path) -> None:
    study = compare(ROOT / "corpora" / "studies" / "metropolitan", tmp_path / "out")
    assert differences(study) == []
    assert combined_differences(study, tmp_path / "out") == []


def test_a_study_of_hand_coded_excerpts(tmp_path: Path) -> None:
    study = compare(small_study(tmp_path), tmp_path / "out")
    assert differences(study) == []
    assert combined_differences(study, tmp_path / "out") == []
    rows = [row for row in study.voices if row["combined"]]
    assert [(row["interview_id"], row["stock_low"], row["stock_high"]) for row in rows] == [("i8", "9", "15")]
