"""How often the comparison is right where the truth is known.

    python -m benchmarks.calibration.run [--studies 500] [--rounds 2] [--seed 0] [--results FILE] [--quick]

Draws studies of each condition in `worlds.py`, gives them to the comparison and prints a Markdown table of how often an
interval covers the truth, a finding is false, a `robust` one is false, and a difference is found. `--results` keeps
what was reached (JSON lines): a later call goes on from there. `--quick`: a few studies of each condition.

The first studies of the first condition of each group also go the whole way, from coded sentences and a CSV file of
records through `perceive`, `read_records`, `find_cases` and `count_cases`: an error if the tables differ from those
that were drawn.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analyser.comparison import both_sides, compare, count, perceive, share
from analyser.comparison.findings import HIGHER, PARTNERS_HIGHER, RECORDS_HIGHER
from analyser.records import count_cases, find_cases, read_records
from analyser.study import CompareSettings, InterviewSettings, Period, RecordSettings, Study
from benchmarks.calibration.simulate import YEAR, Batch, Shares, World, draw, name, record_rows, sentences
from benchmarks.calibration.table import markdown
from benchmarks.calibration.worlds import Ten, tens, worlds

STUDY = Study(
    folder=Path(),
    title="Simulated",
    period=Period(*map(date.fromisoformat, YEAR)),
    interviews=InterviewSettings(),
    records=RecordSettings(files=("records.csv",)),
    compare=CompareSettings(slices=("area",)),
)
AREAS = 10


def tally(world: World, studies: int, seed: int, *, checked: int = 2) -> Counter[str]:
    """How many of the studies turn out how; `studies` is among the counts."""
    batch = draw(world, studies, _chance(world, seed))
    if checked:
        go_the_whole_way(batch.part(range(min(checked, studies))), world)
    found: Counter[str] = Counter(studies=studies)
    for row in rows(batch, world):
        found.update(told(row, world))
    return found


def rows(batch: Batch, world: World) -> Iterator[dict[str, Any]]:
    """Each study's row of shares or counts, by itself: as `all` would have it in a study of its own."""
    each = iter(both_sides(batch.perceived, batch.counts, STUDY).cells)
    next(each)  # all of them together are no study
    for cell in each:
        if isinstance(world, Shares):
            # A study of its own has no other cells: the q-value takes nothing away.
            yield share.measure(cell, share.sides(cell), 0.0, 0.0, STUDY.compare.margin)
        else:
            yield count.measure(cell, STUDY)


def told(row: dict[str, Any], world: World) -> Iterator[str]:
    """What a row turns out to be."""
    finding, robust = row["finding"], row.get("robust") == "yes"
    if isinstance(world, Shares):
        true = {1: PARTNERS_HIGHER, -1: RECORDS_HIGHER, 0: ""}[int(np.sign(world.partners - world.recorded))]
        if row["partners_low"] <= world.partners <= row["partners_high"]:
            yield "covered"
        if row.get("ratio_low", 0.0) <= world.partners / world.recorded <= row.get("ratio_high", np.inf):
            yield "ratio_covered"
    else:
        true = PARTNERS_HIGHER if world.completeness < 1 else ""
    if finding in HIGHER and finding != true:
        yield "false"
        if robust:
            yield "robust_false"
    if finding == true:
        yield "found"
        if robust:
            yield "robust_found"


def tally_ten(ten: Ten, studies: int, seed: int) -> Counter[str]:
    """Studies of ten areas each: false discoveries among the discoveries, added up over the studies."""
    chance = _chance(ten, seed)
    equal, other = draw(ten.equal, AREAS * studies, chance), draw(ten.other, AREAS * studies, chance)
    found: Counter[str] = Counter(studies=studies)
    for number in range(studies):
        first = AREAS * number
        cut = first + ten.unequal
        true, null = other.part(range(first, cut)), equal.part(range(cut, first + AREAS))
        one = compare(both_sides(pd.concat([true.perceived, null.perceived]), _counts(true, null), STUDY))
        discovered = one[(one["slice"] == "area") & (one["measure"] == "share") & one["finding"].isin(HIGHER)]["value"]
        false = sum(value >= name(cut) for value in discovered)
        found.update(discoveries=len(discovered), false=false, false_share=false / max(1, len(discovered)))
    return found


def _counts(true: Batch, null: Batch) -> pd.DataFrame:
    return pd.concat([null.counts, true.counts[true.counts["slice"] == "area"]])


def go_the_whole_way(batch: Batch, world: World) -> None:
    """Raises an error unless sentences and records give the very tables that were drawn."""
    heard = perceive(pd.DataFrame(list(sentences(batch, world))), pd.DataFrame(), None, STUDY)
    with tempfile.TemporaryDirectory() as folder:
        pd.DataFrame(list(record_rows(batch))).to_csv(Path(folder) / "records.csv", index=False)
        counted = count_cases(find_cases(read_records(STUDY.records, Path(folder)), STUDY), STUDY)
    said = ("mentions_high", "mentions_medium") if isinstance(world, Shares) else ("stock_low", "flow_low")
    _same(heard, batch.perceived, "interview_id", said)
    on_record = ("high", "medium", "risk_missing", "high_min", "high_max")
    _same(counted[counted["slice"] == "area"], batch.counts[batch.counts["slice"] == "area"], "value", on_record)


def _same(one: pd.DataFrame, other: pd.DataFrame, key: str, columns: Iterable[str]) -> None:
    first, second = (frame.set_index(key)[list(columns)].sort_index().astype(float) for frame in (one, other))
    pd.testing.assert_frame_equal(first, second)


def _chance(world: World | Ten, seed: int) -> np.random.Generator:
    """A stream of its own for each condition, whatever others there are."""
    return np.random.default_rng([seed, zlib.crc32(repr(world).encode())])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studies", type=int, default=500, help="of each condition in a round")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--results", type=Path)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if options.quick:
        options.studies, options.rounds = 10, 1
    known = _known(options.results)
    checked: set[str] = set()
    for number in range(options.rounds):
        seed = options.seed + number
        for group, world in [*worlds(), *(("ten areas", ten) for ten in tens())]:
            key = (group, repr(world), seed, options.studies)
            if key in known:
                continue
            if isinstance(world, Ten):
                found = tally_ten(world, max(1, options.studies // 5), seed)
            else:
                found = tally(world, options.studies, seed, checked=0 if group in checked else 2)
                checked.add(group)
            known[key] = (asdict(world), dict(found))
            if options.results:
                with options.results.open("a", encoding="utf-8") as file:
                    file.write(json.dumps([*key, *known[key]]) + "\n")
    print(markdown([(key[0], key[1], *value) for key, value in known.items()]))


def _known(path: Path | None) -> dict[tuple[str, str, int, int], tuple[dict[str, Any], dict[str, float]]]:
    if path is None or not path.exists():
        return {}
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {(group, world, seed, studies): (settings, found) for group, world, seed, studies, settings, found in lines}


if __name__ == "__main__":
    main()
