"""How far two readers of the same sentences agreed before their disagreements were settled.

    python corpora/agreement.py      # the tables of the datasheet

`second_reading.jsonl` holds, for each sentence read twice, the codes of its author and those of the second reader. An
interval is where 95 % of κ lie when whole items are drawn again. Nothing here prints a sentence.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np
from numpy.typing import NDArray

from analyser.model.axes import LEVELS
from analyser.statistics.agreement import Ratings, agreement, bootstrap_clusters, cohen_kappa
from corpora.coded import HERE, read_items

FILE, DOUBTED = HERE / "second_reading.jsonl", HERE / "doubted_reading.jsonl"
GROUPS = ("train", "development", "test")
Codes = Mapping[str, str]


@dataclass(frozen=True)
class ReadTwice:
    """A sentence of the corpus, by its place, with the codes of both readers."""

    file: str
    item: int
    start: int
    end: int
    first: Codes  # the names in `coded.CODES`; a code that is empty is left out
    second: Codes


def read_twice(file: Path = FILE) -> list[ReadTwice]:
    """The sentences that were read twice."""
    return [ReadTwice(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


def _quantity(codes: Codes) -> str:
    if "quantity_kind" not in codes:
        return ""
    low, high = float(codes["quantity_low"]), float(codes["quantity_high"])
    return f"{codes['quantity_kind']} {low} {high} {codes.get('rate_per', '')}"


AXES: dict[str, Callable[[Codes], str]] = {
    "harm_level": lambda codes: codes["harm_level"],
    "assertion": lambda codes: codes.get("assertion", "none"),
    "assertion, both say a case": lambda codes: codes.get("assertion", ""),
    "data_claim": lambda codes: codes.get("data_claim", ""),
    "trend": lambda codes: codes.get("trend", ""),
    "cse_type, the whole set": lambda codes: ";".join(sorted(codes.get("cse_type", "").split(";"))),
    "quantity: kind, bounds, rate": _quantity,
}


def report(rows: Sequence[ReadTwice]) -> str:
    """Agreement on each axis and the readers' levels, as Markdown tables."""
    splits = {(item.file, item.number): item.split for item in read_items()}
    lines = ["| axis | part | sentences | agree | κ | 95 % |", "|---|---|---|---|---|---|"]
    parts = []
    for name in GROUPS:
        group = [row for row in rows if splits[row.file, row.item] == name]
        lines += [_axis(name, axis, group) for axis in AXES]
        parts.append(_levels(name, group))
    return "\n\n".join(["\n".join(lines), *parts, _differences(rows), _doubted(read_twice(DOUBTED))])


def _doubted(rows: Sequence[ReadTwice]) -> str:
    """What became of the sentences that a network doubted, as one sentence."""
    stands = {
        (item.file, item.number, one.start): one.codes["harm_level"] for item in read_items() for one in item.sentences
    }
    apart = [row for row in rows if row.first["harm_level"] != row.second["harm_level"]]
    changed = sum(stands[row.file, row.item, row.start] != row.first["harm_level"] for row in apart)
    return (
        f"Of {len(rows)} doubted sentences the reader gave {len(apart)} another level; in {changed} of these another "
        f"than the author's stands now."
    )


def _differences(rows: Sequence[ReadTwice]) -> str:
    """In what the readers differ most, as one sentence."""
    levels = [{row.first["harm_level"], row.second["harm_level"]} for row in rows]
    apart = [pair for pair in levels if len(pair) == 2]
    types = [
        tuple(set(filter(None, one.get("cse_type", "").split(";"))) for one in (row.first, row.second)) for row in rows
    ]
    others = [pair for pair in types if pair[0] != pair[1]]
    return (
        f"The level differs in {len(apart)} sentences: in {sum('none' in pair for pair in apart)} of them one reader says "
        f"`none`, in {sum(pair == {'high', 'unspecified'} for pair in apart)} one `high` and one `unspecified`. The type "
        f"differs in {len(others)}: in {sum(not all(pair) for pair in others)} of them one reader has none."
    )


def _axis(name: str, axis: str, rows: Sequence[ReadTwice]) -> str:
    if axis.endswith("both say a case"):
        rows = [row for row in rows if "none" not in (row.first["harm_level"], row.second["harm_level"])]
    said = [[AXES[axis](row.first) for row in rows], [AXES[axis](row.second) for row in rows]]
    values = {value: number for number, value in enumerate(sorted({*said[0], *said[1]}))}
    ratings = [[values[value] for value in reader] for reader in said]

    def kappa(drawn: Ratings) -> float | None:
        return cohen_kappa(_table(drawn, len(values)))

    table = _table(ratings, len(values))
    limits = bootstrap_clusters(kappa, ratings, [(row.file, row.item) for row in rows])
    interval = "" if limits is None else f"{limits[0]:.2f} to {limits[1]:.2f}"
    return f"| {axis} | {name} | {len(rows):,} | {agreement(table):.0%} | {kappa(ratings):.2f} | {interval} |"


def _table(ratings: Ratings, size: int) -> NDArray[np.int64]:
    first, second = np.asarray(ratings)
    return np.bincount(first * size + second, minlength=size * size).reshape(size, size)


def _levels(name: str, rows: Sequence[ReadTwice]) -> str:
    places = [[LEVELS.index(codes["harm_level"]) for codes in (row.first, row.second)] for row in rows]
    table = _table(np.transpose(places).tolist(), len(LEVELS))
    lines = [
        f"| {name}: first reader | {' | '.join(f'second: {level}' for level in LEVELS)} |",
        "|---" * (len(LEVELS) + 1) + "|",
    ]
    lines += [f"| {level} | {' | '.join(map(str, found))} |" for level, found in zip(LEVELS, table, strict=True)]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(report(read_twice()) + "\n")
