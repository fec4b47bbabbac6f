"""How fast the free texts of records are coded, and in what memory, on one core.

    python benchmarks/narratives.py [--narratives 5000] [--rounds 3] [--seed 0]

Narratives are drawn from the sentences of the example studies' extracts, which are invented, two to five each, with one
more word in every sentence, drawn from all words, so that no two are alike and nothing is gained by remembering one.
They read like an extract and tell of nobody. `code` is what the rules do with them; `count` is a whole count of an
extract of these narratives, half of them flagged, in which harm goes by the narrative: reading, coding and counting.
The best round counts, in seconds of the processor, after one that is not counted.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analyser.bundled import example_names
from analyser.coding import NarrativeReader, load_coder
from analyser.coding.narratives import code_narratives
from analyser.interviews import split_sentences
from analyser.records import count_cases, find_cases, read_records
from analyser.study import load_study

SENTENCES = (2, 5)
STUDY = """[study]
title = "Invented narratives"
period = { from = 2018-04-01, to = 2019-03-31 }
[records]
files = "extract.csv"
[records.high_harm]
rule = "narrative"
"""


@cache
def sentences() -> tuple[str, ...]:
    """Every sentence of the narratives in the example studies' extracts, once."""
    found: dict[str, None] = {}
    for name in example_names():
        study = load_study(Path(f"example:{name}"))
        if study.records is not None:
            for text in read_records(study.records, study.folder).frame["narrative"].unique():
                found.update((" ".join(text[start:end].split()), None) for start, end in split_sentences(text))
    return tuple(found)


def narratives(number: int, seed: int) -> list[str]:
    """So many narratives, no two of which are alike; the same seed gives the same ones."""
    draw = random.Random(seed)  # noqa: S311 (nothing secret is drawn)
    known = sorted({word for sentence in sentences() for word in re.findall(r"[a-z]{3,}", sentence)})
    found: dict[str, None] = {}
    while len(found) < number:
        drawn = [sentence.split() for sentence in draw.choices(sentences(), k=draw.randint(*SENTENCES))]
        for words in drawn:
            words.insert(draw.randrange(len(words)), draw.choice(known))
        found[" ".join(word for words in drawn for word in words)] = None
    return list(found)


def code(texts: list[str]) -> tuple[float, int]:
    """Seconds in which the rules code the texts, and how many they take for exploitation."""
    coder = load_coder("rules")
    begun = time.process_time()
    codes = code_narratives(texts, coder)
    return time.process_time() - begun, sum(one.is_cse for one in codes)


def count(folder: Path) -> tuple[float, int]:
    """Seconds of a count of the folder's extract by narratives, and its cases."""
    study = load_study(folder)
    assert study.records is not None
    reader = NarrativeReader(study.period)
    reader(["nothing"])  # loads the rules
    begun = time.process_time()
    cases = find_cases(read_records(study.records, study.folder), study, narrative_coder=reader)
    counts = count_cases(cases, study)
    return time.process_time() - begun, int(counts["cases"].iloc[0])


def write_study(folder: Path, texts: list[str]) -> None:
    rows = pd.DataFrame({"Crime Ref": [f"CR{n}" for n in range(len(texts))], "Victim URN": range(1, len(texts) + 1)})
    rows = rows.assign(**{"Date Recorded": "31/05/2018", "CSE Flag": ["Y", "N"] * (len(texts) // 2), "MO": texts})
    rows.to_csv(folder / "extract.csv", index=False)
    (folder / "study.toml").write_text(STUDY)


def main(number: int, rounds: int, seed: int) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    texts = narratives(number, seed)
    words = sum(len(text.split()) for text in texts)
    print(f"{number:,} narratives of {words / number:.0f} words, {rounds} rounds, one core")
    with tempfile.TemporaryDirectory() as name:
        write_study(Path(name), texts)
        for way, work in {"code": lambda: code(texts), "count": lambda: count(Path(name))}.items():
            work()
            seconds, cases = min(work() for _ in range(rounds))
            print(f"{way:8}{number / seconds:10,.0f} narratives/s{words / seconds:12,.0f} words/s", end="")
            print(f"{cases:8,} cases{100_000 / number * seconds:8.0f} s for 100,000")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--narratives", type=lambda text: 2 * max(1, int(text) // 2), default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    main(options.narratives, options.rounds, options.seed)
