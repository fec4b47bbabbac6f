"""How long it takes to count a large extract and what memory that needs, beside DuckDB's own query.

    python benchmarks/records.py [--rows 1000000] [--seed 0] [--folder FOLDER] [--runs 3]

Writes an invented extract (`large_extract.py`) as CSV and as Parquet and prints for each, side by side:

- DuckDB: reads the file, keeps one row for each record and victim by the update, and counts by area, type, month and
  risk. It takes every value as it is written and reads no date.
- `count`: what the analyser does for `record_counts.csv`: reads the file by its rules, finds the cases, counts them.
- `count, checks`: also `data_quality.csv`.

Each runs in a process of its own, in turn; the median counts. `work` leaves out what it takes to load the program;
`processor` is what of it all cores were at work, which says more where other work shares them: DuckDB takes as many
cores as there are. `process` is all of it in seconds that pass. `memory` is the peak of the process. Last stand work
and processor as multiples of DuckDB's.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STUDY = """[study]
title = "Invented extract"
period = {{ from = 2018-04-01, to = 2019-03-31 }}
[records]
files = "{name}"
[compare]
slices = ["area", "cse_type", "month"]
"""
QUERY = """
SELECT "Ward", "CSE Type", substr("Date Recorded", 4, 7), "Risk Level", count(*)
FROM (SELECT * FROM {scan} QUALIFY row_number() OVER (
    PARTITION BY "Crime Ref", "Victim URN" ORDER BY "Last Updated" DESC) = 1)
GROUP BY ALL
"""


def duckdb_alone(file: Path) -> None:
    """Only DuckDB."""
    import duckdb

    start = _now()
    scan = f"read_parquet('{file}')" if file.suffix == ".parquet" else f"read_csv('{file}', all_varchar = true)"
    duckdb.sql(QUERY.format(scan=scan)).fetchall()
    _told(start)


def ours(file: Path, *, checks: bool) -> None:
    """What `count` does, without writing the tables."""
    from analyser.records import check_quality, count_cases, find_cases, read_records
    from analyser.study import load_study

    start = _now()
    study = load_study(file.with_suffix(".toml"))
    assert study.records is not None
    table = read_records(study.records, study.folder)
    cases = find_cases(table, study)
    counts = count_cases(cases, study)
    if checks:
        check_quality(table, cases, counts, study)
    _told(start)


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _told(start: tuple[float, float]) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    work, processor = (now - then for now, then in zip(_now(), start, strict=True))
    print(json.dumps({"work": work, "processor": processor, "memory": peak}))


WAYS = {
    "DuckDB": duckdb_alone,
    "count": lambda file: ours(file, checks=False),
    "count, checks": lambda file: ours(file, checks=True),
}


def side_by_side(file: Path, runs: int) -> None:
    size = file.stat().st_size / 1e6
    print(f"\n{file.name}, {size:.0f} MB".ljust(23), "      work processor   process    memory   by DuckDB's")
    found: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    for _ in range(runs):
        for way, measured in found.items():
            start = time.perf_counter()
            command = [sys.executable, __file__, "--one", way, "--file", str(file)]
            told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            measured.append({**told, "process": time.perf_counter() - start})
    middle = {
        way: {name: statistics.median(one[name] for one in measured) for name in measured[0]}
        for way, measured in found.items()
    }
    for way, one in middle.items():
        seconds = "".join(f"{one[name]:8.2f} s" for name in ("work", "processor", "process"))
        ratios = "".join(f"{one[name] / middle['DuckDB'][name]:12.2f}" for name in ("work", "processor"))
        print(f"{way:22}{seconds}{one['memory']:6.0f} MiB{ratios}")


def main(rows: int, seed: int, folder: Path, runs: int) -> None:
    import duckdb
    import pandas as pd
    from large_extract import write_extract

    print(f"{rows:,} invented rows, {runs} runs; DuckDB {duckdb.__version__}, pandas {pd.__version__}")
    for suffix in (".csv", ".parquet"):
        file = folder / f"extract_{suffix[1:]}{suffix}"
        write_extract(file, rows, seed)
        file.with_suffix(".toml").write_text(STUDY.format(name=file.name))
        side_by_side(file, runs)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="where the extracts go; else a folder that is removed")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--one", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    if options.one:
        WAYS[options.one](options.file)
    elif options.folder:
        options.folder.mkdir(parents=True, exist_ok=True)
        main(options.rows, options.seed, options.folder, options.runs)
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(options.rows, options.seed, Path(temporary), options.runs)
