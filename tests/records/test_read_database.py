"""Records from a database: what its values become, that nothing is written to it, and that no password is shown."""

from __future__ import annotations

import importlib.util
import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from servers import PASSWORD, binaries, server
from small_study import write_study

from analyser.cli import main
from analyser.errors import InputError
from analyser.new import new_study
from analyser.records.read import read_records
from analyser.records.table import RecordTable
from analyser.study import RecordSettings

QUERY = "SELECT * FROM crimes ORDER BY crime_ref"


def read(folder: Path, address: str, query: str = QUERY, **settings: object) -> RecordTable:
    return read_records(RecordSettings(files=(address,), query=query, **settings), folder)  # type: ignore[arg-type]


def write_sqlite(path: Path, rows: int = 3) -> Path:
    with closing(sqlite3.connect(path)) as base:
        base.execute("CREATE TABLE crimes (crime_ref, victim_urn, recorded_date, ward, cse_flag, risk_level, mo)")
        base.executemany(
            "INSERT INTO crimes VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(n, f"00{n}", f"2018-04-{n:02d} 10:15:00", "NA", n % 2, None, b"caf\xc3\xa9") for n in range(1, rows + 1)],
        )
        base.commit()
    return path


def test_the_values_of_sqlite(tmp_path: Path) -> None:
    write_sqlite(tmp_path / "crime data.db")
    table = read(tmp_path, "sqlite:///crime data.db")
    assert table.frame["record_id"].tolist() == ["1", "2", "3"]
    assert table.frame["victim_id"].tolist() == ["001", "002", "003"]
    assert table.frame["recorded_date"].tolist() == ["2018-04-01", "2018-04-02", "2018-04-03"]
    assert table.frame["area"].tolist() == ["NA"] * 3
    assert table.frame["cse_flag_code"].tolist() == ["yes", "no", "yes"]
    assert table.frame["risk_level_code"].tolist() == ["blank"] * 3
    assert table.frame["narrative"].tolist() == ["café"] * 3
    assert table.frame["file"].unique().tolist() == ["crime data.db"]
    assert table.frame["row"].tolist() == [1, 2, 3]
    assert table.files == (tmp_path / "crime data.db",)
    assert len(read(tmp_path.parent, f"sqlite:///{tmp_path}/crime data.db").frame) == 3


def test_a_database_beside_files(tmp_path: Path) -> None:
    write_sqlite(tmp_path / "a.db")
    (tmp_path / "b.csv").write_text("Crime Ref,Victim URN,Date Recorded\nR9,V9,01/05/2018\n")
    settings = RecordSettings(files=("sqlite:///a.db", "*.csv"), query=QUERY)
    assert read_records(settings, tmp_path).frame["record_id"].tolist() == ["1", "2", "3", "R9"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", r"no query.*SELECT \* FROM crimes.*the tables are crimes"),
        ("DELETE FROM crimes", "not authorized"),
        ("ATTACH 'new.db' AS other", "not authorized"),
        ("SELECT * FROM crimes; DROP TABLE crimes", "one statement"),
        ("SELECT colour FROM crimes", "no such column"),
        ("SELECT crime_ref FROM crimes", "no column for victim_id"),
        ("SELECT * FROM crimes WHERE 0", "no row beneath the header"),
    ],
)
def test_queries_that_give_no_records(tmp_path: Path, query: str, told: str) -> None:
    path = write_sqlite(tmp_path / "a.db")
    before = path.read_bytes()
    with pytest.raises(InputError, match=told):
        read(tmp_path, "sqlite:///a.db", query)
    assert path.read_bytes() == before
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("sqlite:///missing.db", "no such file"),
        ("sqlite:///text.db", "file is not a database"),
        ("sqlite://a.db", "cannot be understood"),
        ("mysql://kim:s3cret-Q@host/db", r"a database \(mysql\) is not read"),
        ("postgresql://kim:s3cret-Q@@host/db", "cannot be understood"),
        ("postgresql://kim:s3cret-Q/x@host/db", "cannot be understood"),
        ("postgresql://kim:s3cret-Q", "cannot be understood"),
    ],
)
def test_addresses_that_lead_nowhere(tmp_path: Path, address: str, told: str) -> None:
    (tmp_path / "text.db").write_text("no database, but long enough to be looked at as one " * 40)
    with pytest.raises(InputError, match=told) as raised:
        read(tmp_path, address)
    assert "s3cret" not in str(raised.value)
    assert not (tmp_path / "missing.db").exists()


def test_a_query_without_a_database(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("Crime Ref,Victim URN,Date Recorded\nR9,V9,01/05/2018\n")
    with pytest.raises(InputError, match="a query is given and no database"):
        read(tmp_path, "b.csv")


def test_a_study_of_a_database_from_end_to_end(tmp_path: Path) -> None:
    study = write_study(tmp_path / "study")
    write_sqlite(study / "crime.db", rows=24)
    toml = study / "study.toml"
    toml.write_text(toml.read_text().replace('"records/*"', f'"sqlite:///crime.db"\nquery = "{QUERY}"'))
    result = CliRunner().invoke(main, ["compare", str(study), "--out", str(tmp_path / "out"), "--coder", "rules"])
    assert result.exit_code == 0, result.output
    facts = json.loads((tmp_path / "out" / "run.json").read_text())
    assert "crime.db" in [one.get("file") for one in facts["inputs"]]
    assert facts["records"]["query"] == QUERY
    over = ["count", str(study), "--out", str(study / "crime.db"), "--force"]
    assert "reads its input from there" in CliRunner().invoke(main, over).stderr


def test_a_new_study_of_a_database_asks_for_the_query(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_sqlite(tmp_path / "a.db")
    monkeypatch.chdir(tmp_path)
    path, notes = new_study(tmp_path / "mine", (), ["sqlite:///a.db"])
    assert 'files = ["sqlite:///../a.db"]' in path.read_text()
    assert "the tables are crimes" in " ".join(notes)
    path, notes = new_study(
        tmp_path / "other", (), [f"postgresql://kim:{PASSWORD}@localhost/crime?password={PASSWORD}"]
    )
    assert 'files = ["postgresql://kim@localhost/crime"]' in path.read_text()
    assert PASSWORD not in path.read_text() + " ".join(notes)
    assert "PGPASSWORD" in " ".join(notes)


def test_postgresql_without_its_extra_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(InputError, match=r"discrepancy-analyser\[postgres\]"):
        read(tmp_path, "postgresql://localhost/crime")


# --- a real server --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    programs = binaries()
    if programs is None or importlib.util.find_spec("psycopg") is None:
        pytest.skip("PostgreSQL is not installed on this machine, or the extra `postgres` is not")
    with server(programs) as at:
        import psycopg

        with psycopg.connect(at) as base:
            base.execute(
                "CREATE TABLE crimes (crime_ref bigint, victim_urn text, recorded_date date, updated_date timestamptz, "
                "committed_date timestamp, ward varchar(40), cse_flag boolean, risk_level numeric(4, 1), "
                "vulnerabilities text[], mo text, seen jsonb)"
            )
            base.execute(
                "INSERT INTO crimes SELECT 12345678901 + n, '00' || n, date '2018-04-01' + n % 28, "
                "timestamptz '2018-06-01 23:30:00+00', 'infinity', 'NA', n % 2 = 0, 3.0, ARRAY['a', 'b'], "
                "'100 % of it', '{}' FROM generate_series(1, 12000) n"
            )
        yield at


def test_the_values_of_postgresql(tmp_path: Path, address: str) -> None:
    table = read(tmp_path, address, QUERY + ";")
    first = table.frame.iloc[0]
    assert len(table.frame) == 12_000
    assert first["record_id"] == "12345678902"
    assert first["victim_id"] == "001"
    assert first["recorded_date"] == "2018-04-02"
    assert first["updated_date"] == "2018-06-01"
    assert first["committed_date"] == ""
    assert first["area"] == "NA"
    assert first["vulnerabilities"] == "a; b"
    assert first["narrative"] == "100 % of it"
    assert table.frame["cse_flag_code"].tolist()[:2] == ["no", "yes"]
    assert set(table.frame["risk_level_code"]) == {"high"}
    assert table.frame["row"].tolist() == list(range(1, 12_001))
    assert any("updated_date: times with a zone" in warning for warning in table.warnings)
    assert table.files == ()
    assert table.servers == ("postgresql:///postgres",)
    assert PASSWORD not in repr(table.servers) + "".join(table.warnings) + "".join(table.frame["file"].unique())


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", "no query"),
        ("SELECT colour FROM crimes", 'column "colour" does not exist'),
        ("DELETE FROM crimes RETURNING *", "syntax error"),
        ("SELECT * FROM setval('numbers', 5)", "read-only transaction"),
        ("SELECT 1 / (n - 7000) AS crime_ref, 'V' AS victim_id, now() AS recorded FROM generate_series(1, 9000) n",
         "division by zero"),
    ],
)  # fmt: skip
def test_queries_that_postgresql_refuses(tmp_path: Path, address: str, query: str, told: str) -> None:
    import psycopg

    with psycopg.connect(address) as base:
        base.execute("CREATE SEQUENCE IF NOT EXISTS numbers")
    with pytest.raises(InputError, match=told) as raised:
        read(tmp_path, address, query)
    assert PASSWORD not in str(raised.value)


def test_a_server_that_does_not_let_in(tmp_path: Path, address: str) -> None:
    with pytest.raises(InputError, match="password authentication failed") as raised:
        read(tmp_path, address.replace(PASSWORD, "wrong-one"))
    assert "wrong-one" not in str(raised.value)
    with pytest.raises(InputError, match=r"the database refused.*check the address"):
        read(tmp_path, "postgresql://kim:wrong-one@127.0.0.1:1/crime")
