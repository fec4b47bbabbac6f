"""How long `compare` takes where a study has many areas: an invented one with its codes given, written and run.

    python benchmarks/areas.py [AREAS] [INTERVIEWS] [RECORDS] [--profile FILE]

Each area has so many interviews, of eight coded sentences each with a caseload among them, and so many records, a tenth
of them without a risk level. Prints the processor seconds and the wall seconds of the whole command as a process of
its own, on one core where the system lets it be held there, and its peak memory. `--profile` writes where time goes.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
MENTIONS = 8
STUDY = """[study]
title = "Invented areas"
period = { from = 2018-04-01, to = 2019-03-31 }
[interviews]
coded = "coded_excerpts.csv"
[records]
files = "records.csv"
[compare]
slices = ["area"]
"""


def write_study(folder: Path, areas: int, interviews: int, records: int, seed: int = 0) -> None:
    """Writes `study.toml`, `coded_excerpts.csv` and `records.csv`; everything in them is drawn by chance."""
    chance = np.random.default_rng(seed)
    names = np.array([f"Ward {number:03d}" for number in range(1, areas + 1)])
    said = areas * interviews * MENTIONS
    place = np.arange(said)
    interview = place // MENTIONS
    excerpts = pd.DataFrame(
        {
            "excerpt_id": [f"e{number}" for number in place],
            "interview_id": [f"interview {number}" for number in interview],
            "agency": [f"Agency {number % 4}" for number in interview],
            "agency_type": np.array(["health", "education", "voluntary", "council"])[interview % 4],
            "area": names[interview // interviews],
            "speaker": "Partner",
            "start": place % MENTIONS * 100,
            "end": place % MENTIONS * 100 + 60,
            "turn": place % MENTIONS,
            "text": "An invented sentence about a child.",
            "harm_level": chance.choice(["high", "medium"], said),
            "assertion": "affirmed",
            "cse_type": chance.choice(["online", "gang", "peer"], said),
            "coder": "model:invented@1",
        }
    )
    counted = place % MENTIONS == 0
    number = chance.poisson(40, said)
    excerpts.loc[counted, "harm_level"] = "high"
    excerpts.loc[counted, ["quantity_kind", "quantity_basis"]] = ["count", "stock"]
    for end in ("quantity_low", "quantity_high"):
        excerpts[end] = pd.Series(number).where(counted)
    excerpts.to_csv(folder / "coded_excerpts.csv", index=False)

    rows = np.arange(areas * records)
    days = pd.Timestamp("2018-04-01") + pd.to_timedelta(chance.integers(0, 365, len(rows)), unit="D")
    pd.DataFrame(
        {
            "record_id": [f"r{row}" for row in rows],
            "victim_id": [f"v{row}" for row in rows],
            "recorded_date": days.strftime("%Y-%m-%d"),
            "area": names[rows // records],
            "cse_flag": "Y",
            "cse_type": chance.choice(["online", "gang", "peer"], len(rows)),
            "risk_level": chance.choice(["High", "Medium", "Low", ""], len(rows), p=[0.2, 0.4, 0.3, 0.1]),
        }
    ).to_csv(folder / "records.csv", index=False)
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("areas", nargs="?", type=int, default=300)
    parser.add_argument("interviews", nargs="?", type=int, default=12)
    parser.add_argument("records", nargs="?", type=int, default=300)
    parser.add_argument("--profile", type=Path)
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_study(folder, options.areas, options.interviews, options.records)
        watched = ["-m", "cProfile", "-o", str(options.profile)] if options.profile else []
        command = [sys.executable, *watched, str(ROOT / "cli.py"), "compare", str(folder), "--out", f"{name}/out"]
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        wall = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = f"{options.areas} areas × {options.interviews} interviews × {options.records} records"
    print(f"{told}: {used.ru_utime + used.ru_stime:.1f} s of one core, {wall:.1f} s by the clock", end="")
    print(f", peak memory {used.ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
