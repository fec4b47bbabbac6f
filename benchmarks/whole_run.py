"""How long a whole run takes, what memory it needs, and where the time goes.

    python benchmarks/whole_run.py [STUDY] [--runs 5]

Prints the median wall time and the peak memory of `compare` as a process of its own, over some runs after one that is
not counted, and then the stages apart, inside one process.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
T = TypeVar("T")


def whole(study: Path, runs: int) -> None:
    seconds = []
    for number in range(runs + 1):
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, str(ROOT / "cli.py"), "compare", str(study), "--out", f"{folder}/out"]
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            if number:
                seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"compare {study.name}: median {statistics.median(seconds):.2f} s", end="")
    print(f" ({min(seconds):.2f} to {max(seconds):.2f}, {runs} runs), peak memory {peak:.0f} MiB")


def stages(study_path: Path) -> None:
    def timed(name: str, work: Callable[[], T]) -> T:
        start = time.perf_counter()
        result = work()
        print(f"  {name:<24} {time.perf_counter() - start:6.2f} s")
        return result

    def load() -> None:
        import analyser.reporting.outputs  # noqa: F401

    timed("imports", load)
    from analyser.coding import load_coder
    from analyser.reporting.joint_display import joint_display
    from analyser.reporting.report import report_text
    from analyser.stages import code_study, compare_study, count_study
    from analyser.study import load_study

    study = load_study(study_path)
    timed("coder", lambda: load_coder(period=study.period))
    coded = timed("code", lambda: code_study(study))
    counted = timed("count", lambda: count_study(study, people=coded.people))
    run = timed("code, count and compare", lambda: compare_study(study))
    timed("report", lambda: report_text(run, joint_display(run)))
    words = sum(len(text.split()) for text in coded.excerpts["text"])
    print(f"  {words:,} words of partners in {len(coded.interviews)} interviews, {len(counted.table.frame):,} rows")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", nargs="?", type=Path, default=ROOT / "corpora" / "studies" / "metropolitan")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    whole(options.study, options.runs)
    stages(options.study)
