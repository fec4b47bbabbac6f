"""A small invented corpus of coded exchanges on disk."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

Codes = dict[str, str]
HIGH = {"harm_level": "high", "assertion": "affirmed"}
COUNT = {"quantity_kind": "count", "quantity_basis": "stock"}
SIX = HIGH | COUNT | {"quantity_low": "6", "quantity_high": "6", "cse_type": "organised_network;online"}
TWO = COUNT | {"harm_level": "low", "assertion": "affirmed", "quantity_low": "2", "quantity_high": "2"}
NONE = {"harm_level": "none"}
UNDER = NONE | {"data_claim": "under_recorded"}

# An exchange is its question and the answer's sentences with their codes.
EXCHANGES: Sequence[tuple[str, Sequence[tuple[str, Codes]]]] = [
    (
        "How many do you see at the serious end?",
        [("Six girls are being moved between hotels by a group of men.", SIX), ("We meet on Tuesdays.", NONE)],
    ),
    (
        "And at low risk?",
        [("Two – both known to us. 🙂", TWO), ("The café's figures show far too few of them.", UNDER)],
    ),
    (
        "Has that changed?",
        [
            ("It's going up, month on month.", HIGH | {"trend": "rising"}),
            ("Nobody is being trafficked here.", {"harm_level": "high", "assertion": "negated"}),
        ],
    ),
]
HEADER = ["file", "item", "author", "kind", "voice", "agency_type", "format", "split"]


def write_corpus(folder: Path, splits: Sequence[str] = ("train", "train", "development")) -> Path:
    """Writes a corpus with an exchange for each split, in one file, and returns its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text, lines = "", []
    for number in range(1, len(splits) + 1):
        question, answer = EXCHANGES[(number - 1) % len(EXCHANGES)]
        text += f"Exchange {number}\n\nInterviewer: {question}\n\nPartner: "
        for sentence, codes in answer:
            place = {"start": len(text), "end": len(text) + len(sentence), "speaker": "Partner", "exchange": number}
            lines.append(json.dumps(codes | place, ensure_ascii=False))
            text += f"{sentence} "
        text = text.rstrip() + "\n\n"
    (folder / "fern.txt").write_text(text, encoding="utf-8")
    (folder / "fern.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with (folder / "index.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADER)
        for number, split in enumerate(splits, start=1):
            rows.writerow(["fern.txt", number, "fern", "exchange", "", "police", "transcript", split])
    return folder
