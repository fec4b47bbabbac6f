"""Codes that come from a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyser.coding import read_codes
from analyser.errors import InputError


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_missing_columns_are_empty_and_ids_are_made(tmp_path: Path) -> None:
    codes = read_codes(write(tmp_path / "c.csv", "interview_id,harm_level\na,high\nb,none\n"))
    assert list(codes["excerpt_id"]) == ["a:row2", "b:row3"]
    assert list(codes["assertion"]) == ["", ""]
    assert codes["quantity_low"].isna().all()


def test_every_wrong_row_is_named(tmp_path: Path) -> None:
    text = (
        "interview_id,excerpt_id,harm_level,assertion,quantity_low\n"
        "a,1,hihg,affirmed,\na,1,high,affirmed,\n,3,low,denied,2\n"
    )
    with pytest.raises(InputError) as caught:
        read_codes(write(tmp_path / "c.csv", text))
    told = [(problem.place, problem.what.split()[0]) for problem in caught.value.problems]
    assert sorted(told) == [
        ("row 2", "harm_level"),
        ("row 3", "excerpt_id"),
        ("row 4", "assertion"),
        ("row 4", "interview_id"),
    ]


def test_a_table_without_rows_or_interviews_is_no_coding(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no coded excerpt"):
        read_codes(write(tmp_path / "c.csv", "interview_id,harm_level\n"))
    with pytest.raises(InputError, match="'interview_id' is missing"):
        read_codes(write(tmp_path / "c.csv", "harm_level\nhigh\n"))
