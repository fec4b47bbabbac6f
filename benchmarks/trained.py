"""How fast the trained coder reads and what memory it takes, on one core, and a whole run with it.

    python benchmarks/trained.py [--rounds 3] [--interviews 0] [--runs 3] [--study example:metropolitan]

Sentences a second over the interviews of the test split, with the rules' part and the network's apart; the best round
counts, in seconds of the processor, after one that is not counted. Then the seconds and the peak memory of `compare`
as a process of its own, with the trained coder and with the rules alone.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analyser.coding import load_coder
from analyser.coding.coder import MODEL, RULES, coded_sentences
from analyser.coding.hearing import spoken
from analyser.coding.weighed import weigh
from analyser.interviews.model import Interview
from analyser.model import Line, TrainedModel, load_model
from analyser.training.corpus import read_items

ROOT = Path(__file__).resolve().parent.parent
CORPUS, SPLIT = ROOT / "corpora", "test"
STUDY = "example:metropolitan"


def read_once(interviews: Sequence[Interview], model: TrainedModel) -> tuple[float, float, int]:
    """Seconds of the rules and of the network, and how many sentences they read."""
    coder = load_coder()
    by_rules = by_network = 0.0
    count = 0
    for interview in interviews:
        begun = time.process_time()
        coded = coded_sentences(interview, coder)
        heard = spoken(coded)
        between = time.process_time()
        weighed = weigh(interview, heard, model)
        by_rules += between - begun
        by_network += time.process_time() - between
        count += len(weighed)
    return by_rules, by_network, count


def print_speed(interviews: Sequence[Interview], model: TrainedModel, rounds: int) -> None:
    """Sentences a second, whole and in parts, each part in its best round."""
    read_once(interviews, model)
    found = [read_once(interviews, model) for _ in range(rounds)]
    count = found[0][2]
    whole = min(rules + network for rules, network, _ in found)
    parts = {"the rules": min(one for one, _, _ in found), "the network": min(one for _, one, _ in found)}
    print(f"\n{'on one core':24}{'sentences/s':>12}{'ms each':>10}")
    for name, seconds in {"the trained coder": whole, **parts}.items():
        print(f"{name:24}{count / seconds:12,.0f}{1000 * seconds / count:10.2f}")
    words = sum(len(interview.text.split()) for interview in interviews)
    print(f"{count:,} sentences in {len(interviews)} interviews of {words:,} words with the interviewer's")


def compared(study: str, coder: str) -> tuple[float, float]:
    """Seconds of `compare` as a process, and the MiB of the largest process in it."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(ROOT / "cli.py"), "compare", study, "--out", f"{folder}/out", "--coder", coder]
        begun = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"compare {study} --coder {coder} ended with {process.returncode}")
    return seconds, usage.ru_maxrss / 1024


def print_runs(study: str, runs: int) -> None:
    """Whole runs with each coder, the median after one that is not counted."""
    print(f"\n{f'compare {study}':40}{'seconds':>9}{'peak MiB':>10}")
    for coder in (MODEL, RULES):
        found = [compared(study, coder) for _ in range(runs + 1)][1:]
        seconds = [one for one, _ in found]
        print(f"{f'--coder {coder}':40}{statistics.median(seconds):9.2f}{max(peak for _, peak in found):10.0f}", end="")
        print(f"   {min(seconds):.2f} to {max(seconds):.2f} s, {runs} runs")


def peak() -> float:
    """The most memory that this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="rounds that count")
    parser.add_argument("--interviews", type=int, default=0, help="read only so many; 0 reads all of the split")
    parser.add_argument("--runs", type=int, default=3, help="whole runs that count; 0 leaves them out")
    parser.add_argument("--study", default=STUDY)
    options = parser.parse_args()
    cores = os.sched_getaffinity(0)
    print(f"onnxruntime {version('onnxruntime')}, Python {platform.python_version()}, {platform.machine()}, ", end="")
    print(f"{len(cores)} cores")
    items = [item for item in read_items(CORPUS, SPLIT) if item.kind == "interview"]
    interviews = [item.interview for item in items][: options.interviews or None]
    os.sched_setaffinity(0, {max(cores)})
    load_coder(RULES)
    before, begun = peak(), time.perf_counter()
    model = load_model()
    model.scores([Line("", "")])  # opens the network
    print(f"{model.name}@{model.version}, loaded in {time.perf_counter() - begun:.2f} s")
    print_speed(interviews, model, options.rounds)
    print(f"peak memory {peak():.0f} MiB, {before:.0f} before the model was loaded")
    os.sched_setaffinity(0, cores)
    if options.runs:
        print_runs(options.study, options.runs)


if __name__ == "__main__":
    main()
