"""Tables on disk: what goes in comes out, and nothing in a cell can be run."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyser.errors import InputError
from analyser.tables import Schema, csv_text, guard, read_csv, table, unguard, write_csv

SCHEMA = Schema("t", {"name": "text", "n": "integer", "x": "number", "p": "probability"})

cells = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=20)
numbers = st.one_of(st.none(), st.integers(-(10**6), 10**6).map(lambda n: n / 64), st.just(float("inf")))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.fixed_dictionaries({"name": cells, "n": st.none() | st.integers(0, 99), "x": numbers}), max_size=5))
def test_what_is_written_is_read_again(tmp_path: Path, rows: list[dict[str, object]]) -> None:
    frame = table([row for row in rows if any(value not in (None, "") for value in row.values())], SCHEMA)
    write_csv(frame, tmp_path / "t.csv", SCHEMA)
    pd.testing.assert_frame_equal(read_csv(tmp_path / "t.csv", SCHEMA), frame)


@given(cells)
def test_a_guarded_cell_is_no_formula_and_comes_back(text: str) -> None:
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "＝"))
    assert unguard(guard(text)) == text


def test_numbers_are_short_and_open_ends_are_inf() -> None:
    frame = table([{"n": 3, "x": 1 / 3, "p": 0.125}, {"x": float("inf")}, {"x": 2.0}], SCHEMA)
    assert csv_text(frame, SCHEMA) == "name,n,x,p\n,3,0.333333,0.12\n,,inf,\n,,2,\n"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("name,n\ncafé,3\n".encode("cp1252"), "café"),
        ("name;n\ncafé;3\n".encode("utf-8-sig"), "café"),
        ("name\tn\ncafé\t3\n".encode("utf-16"), "café"),
    ],
)
def test_tables_from_spreadsheets_are_read(tmp_path: Path, content: bytes, name: str) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    frame = read_csv(tmp_path / "t.csv", SCHEMA)
    assert (frame["name"][0], frame["n"][0]) == (name, 3)


def test_every_bad_cell_is_named_by_its_row(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("name,n,x\na,many,1\nb,2,half\nc,3,4,5\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_csv(tmp_path / "t.csv", SCHEMA)
    assert [problem.place for problem in caught.value.problems] == ["row 2", "row 3", "row 4"]


def test_a_needed_column_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("n\n1\n", encoding="utf-8")
    with pytest.raises(InputError, match="the column 'name' is missing"):
        read_csv(tmp_path / "t.csv", SCHEMA, needed=["name"])
    with pytest.raises(InputError, match="no such file"):
        read_csv(tmp_path / "none.csv", SCHEMA)


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    path.write_text("old", encoding="utf-8")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_csv(table([], SCHEMA), path, SCHEMA)
    assert path.read_text(encoding="utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["t.csv"]
