"""How long agreement over many excerpts takes: two analysts and the model, all axes and codes, with intervals.

    python benchmarks/agreement.py [--excerpts 10000] [--interviews 40] [--analysts 2]

The codes are drawn at random and say nothing; analysts give the model's in nine of ten.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analyser.review.agree import agreement_of
from analyser.review.codes import choices, in_order
from analyser.review.log import Event
from analyser.review.passages import PASSAGES, key_of
from analyser.review.ratings import analysts_ratings, machine_ratings
from analyser.schemas import CODES
from analyser.tables import table

SAME = 0.9
SHARES = {"harm_level": [0.08, 0.12, 0.1, 0.1, 0.6], "assertion": [0.8, 0.05, 0.05, 0.05, 0.05]}


def codes(random: np.random.Generator) -> dict[str, str]:
    drawn = {name: str(random.choice(known, p=SHARES.get(name))) for name, known in choices().items()}
    for name in ("quantity_kind", "cse_type", "data_claim", "trend"):
        drawn[name] = drawn[name] if random.random() < 0.2 else ""
    low = int(random.integers(1, 30))
    return in_order({**dict.fromkeys(CODES, ""), **drawn, "quantity_low": str(low), "quantity_high": str(low + 2)})


def invented(excerpts: int, interviews: int, analysts: int) -> tuple[pd.DataFrame, list[Event]]:
    """Passages with a model's codes, and one decision of each analyst on each."""
    random = np.random.default_rng(0)
    rows, events = [], []
    for n in range(excerpts):
        interview = f"interview {n % interviews:03d}"
        key = key_of(interview, n * 100, n * 100 + 80)
        machine = codes(random)
        rows.append({"passage": key, "text_hash": f"{n:016x}", "interview_id": interview, "coder": "model:drawn@1"})
        rows[-1] |= {name: value or None for name, value in machine.items()}
        for who in range(analysts):
            given = machine if random.random() < SAME else codes(random)
            events.append(Event(len(events) + 1, "", f"analyst {who}", "change", key, f"{n:016x}", given, {}))
    return table(rows, PASSAGES), events


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--excerpts", type=int, default=10_000)
    parser.add_argument("--interviews", type=int, default=40)
    parser.add_argument("--analysts", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    passages, events = invented(options.excerpts, options.interviews, options.analysts)
    seconds, of_processor = [], []
    for _ in range(options.rounds):
        start, worked = time.perf_counter(), time.process_time()
        ratings, left_out = analysts_ratings(events, passages)
        everyone = pd.concat([ratings, machine_ratings(passages)], ignore_index=True)
        found = agreement_of(everyone, left_out=left_out)
        seconds.append(time.perf_counter() - start)
        of_processor.append(time.process_time() - worked)
    print(f"{options.excerpts:,} excerpts of {options.interviews} interviews, {options.analysts} analysts and a model:")
    print(f"  {len(found.figures)} figures with intervals, {len(found.disagreements):,} disagreements")
    print(f"  median {statistics.median(seconds):.2f} s, best {min(seconds):.2f} s; of the processor", end="")
    print(f" {statistics.median(of_processor):.2f} s, best {min(of_processor):.2f} s; {options.rounds} rounds")


if __name__ == "__main__":
    main()
