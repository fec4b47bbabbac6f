"""An invented extract of any number of rows, spelled as real ones are: for `records.py`. No row of it is real."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet

FIRST = ("North", "Stour", "Elm", "Quay", "Fern", "Hazel", "Marl", "Tern", "Ash", "Wick")
AREAS = [f"{first}{second}" for first in FIRST for second in ("gate", "field", "bridge", "side", "combe")]
OFFENCES = ["88A", "088/01", "22B", "20A", "20 A", "19D", "019/03", "71", "071", "72", "17A", "19C", "88E", ""]
FLAGS = ["Y", "Yes", "YES", "y", "TRUE", "N", "No", "", "N/K", "Yes - confirmed"]
FLAG_WEIGHTS = [0.4, 0.2, 0.1, 0.02, 0.02, 0.15, 0.05, 0.03, 0.02, 0.01]
TYPES = ["Online", "On-line", "online grooming", "Peer on peer", "Peer", "Older boyfriend", "Boyfriend model", "Gang",
         "Organised network", "Trafficking", "County lines", "Party/hotel", "Familial", "Position of trust", "",
         "Not known", "N/K", "Online; Peer"]  # fmt: skip
RISKS = ["High", "HIGH", "Cat 3", "Medium", "M", "Cat 2", "Low", "Standard", "LOW", "", "Not known", "N/K", "TBC", "99"]
HEADERS = ["Crime Ref", "Victim URN", "Date Recorded", "Last Updated", "Ward", "HO Code", "CSE Flag",
           "CSE Type", "Risk Level"]  # fmt: skip


def extract(rows: int, seed: int = 0) -> pa.Table:
    """`rows` rows: some records are issued again with a later update, some crimes have up to three victims.

    Recorded dates are written as 31/01/2019 (some with a time of day, a few blank or a placeholder), updates as ISO
    days.
    """
    draw = np.random.default_rng(seed)
    records = max(1, int(rows * 0.8))
    record = draw.integers(0, records, rows)
    victim = (record * 7 + draw.integers(0, 3, rows) * (draw.random(rows) < 0.2)) % max(1, int(rows * 0.6))
    days = np.arange(np.datetime64("2018-01-01"), np.datetime64("2020-01-01"))
    recorded = record * 31 % len(days)
    updated = recorded + draw.integers(0, 200, rows)
    uk = [str(day) for day in days]
    uk = [f"{day[8:]}/{day[5:7]}/{day[:4]}" for day in uk] + [f"{day[8:]}/{day[5:7]}/{day[:4]} 14:05" for day in uk]
    uk += ["", "01/01/1900", "TBC"]
    spelled = recorded + len(days) * (draw.random(rows) < 0.05)
    odd = draw.random(rows) < 0.002
    spelled[odd] = draw.integers(2 * len(days), len(uk), int(odd.sum()))
    later = [str(day) for day in np.arange(days[0], days[-1] + 400)]
    areas = [form for name in AREAS for form in (name, name, name.upper(), f"{name} Ward", f" {name}")]
    areas += ["", "Not known"]

    def coded(words: list[str], codes: np.ndarray) -> pa.Array:
        return pc.cast(pa.DictionaryArray.from_arrays(pa.array(codes.astype("int32")), pa.array(words)), pa.string())

    def some(words: list[str], weights: list[float] | None = None) -> pa.Array:
        return coded(words, draw.choice(len(words), rows, p=weights))

    place = record % len(AREAS) * 5 + draw.integers(0, 5, rows)
    place[draw.random(rows) < 0.02] = len(areas) - 1
    columns = [
        pc.binary_join_element_wise("CR", pc.utf8_lpad(pc.cast(pa.array(record), pa.string()), 8, "0"), "18", "/"),
        pc.binary_join_element_wise("V", pc.cast(pa.array(victim + 100_000), pa.string()), ""),
        coded(uk, spelled), coded(later, updated), coded(areas, place), some(OFFENCES), some(FLAGS, FLAG_WEIGHTS),
        some(TYPES), some(RISKS),
    ]  # fmt: skip
    blank = pa.array(draw.random(rows) < 0.01)
    columns[1] = pc.if_else(blank, "", columns[1])
    return pa.table(dict(zip(HEADERS, columns, strict=True)))


def write_extract(path: Path, rows: int, seed: int = 0) -> None:
    """Writes the extract as CSV or, by the name, as Parquet; a million rows at a time."""
    starts = range(0, rows, 1_000_000)
    parts = (extract(min(1_000_000, rows - start), seed + start) for start in starts)
    first = next(parts)
    if path.suffix == ".parquet":
        with parquet.ParquetWriter(path, first.schema) as out:
            out.write_table(first)
            for part in parts:
                out.write_table(part)
    else:
        with csv.CSVWriter(path, first.schema, write_options=csv.WriteOptions(quoting_style="needed")) as out:
            out.write_table(first)
            for part in parts:
                out.write_table(part)
