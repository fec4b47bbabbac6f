"""How long the specification curve takes, from counts and codes that are there.

    python benchmarks/specifications.py [STUDY]

Codes by the rules, counts, and then works out every combination of choices; prints how many there are, the seconds of
one core, and the part of them that makes the cases ready.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def measure(path: Path) -> None:
    from analyser.coding import NarrativeReader
    from analyser.comparison import both_sides, perceive, specify
    from analyser.records import definitions, recountable
    from analyser.stages import code_study, count_study
    from analyser.study import load_study

    study = load_study(path)
    coded = code_study(study, coder="rules")
    narratives = NarrativeReader(study.period)
    counted = count_study(study, people=coded.people, narratives=narratives)
    graded = definitions(counted.table, counted.cases, study, narrative_coder=narratives)
    doubtful = coded.excerpts["needs_review"] == "yes"
    said = [perceive(some, coded.people, coded.asked, study) for some in (coded.excerpts, coded.excerpts[~doubtful])]
    both, sure = both_sides(said[0], counted.counts, study), said[1]
    wall, cpu = time.perf_counter(), time.process_time()
    again = recountable(counted.table, counted.cases, study, graded, narrative_coder=narratives)
    ready = time.process_time()
    found = specify(again, both, sure)
    end = time.process_time()
    print(f"{path.name}: {(found['finding'] != '').sum()} specifications over {len(counted.cases.frame):,} rows")
    print(f"  {end - cpu:.2f} s of one core ({time.perf_counter() - wall:.2f} s by the clock)", end="")
    print(f", {ready - cpu:.2f} s of it to make the cases ready")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", nargs="?", type=Path, default=ROOT / "corpora" / "studies" / "metropolitan")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    measure(options.study)
