"""Agreement of a coder, the rules or a trained one, with hand-coded speech.

    python benchmarks/coder.py [FILE] [--errors] [--evidence]
    python benchmarks/coder.py --corpus SPLIT|AUTHOR [--errors] [--evidence]

The exchanges in tests/coding/data are invented and were written together with the rules: they show what the rules are
meant to do, and are no estimate of how they do on speech that nobody here has seen. Of the test data (the split `test`
of the corpus, its authors, and corpora/exchanges/test.jsonl) only totals are given.

Where the rules divide speech otherwise than it was coded, a coded sentence takes the codes of the row that overlaps it
most.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from analyser.codebook import Codebook
from analyser.coding import code_interviews, load_coder
from analyser.interviews.model import Interview, Turn
from benchmarks.scores import kappa, macro_f1
from corpora.coded import SPLITS, read_items

EXCHANGES = Path(__file__).parent.parent / "tests" / "coding" / "data" / "exchanges.jsonl"
TEST_FILE = "test.jsonl"
UNSEEN: dict[str, Any] = {"harm_level": "none", "text": "", "reason": "no row overlaps it", "confidence": None}
FIELDS = ("harm_level", "assertion", "data_claim", "trend", "cse_type", "quantity")


def read_interviews(path: Path) -> tuple[list[Interview], list[dict[str, Any]]]:
    """One interview for each voice, and the hand codes of its sentences in order with their offsets."""
    exchanges = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    interviews: list[Interview] = []
    codes: list[dict[str, Any]] = []
    for voice, group in itertools.groupby(exchanges, key=lambda exchange: exchange["voice"]):
        name, text = f"{len(interviews):02d} {voice}", ""
        turns: list[Turn] = []
        for exchange in group:
            speeches = [("interviewer", exchange["question"]), *(("partner", said) for said in spoken(exchange))]
            at = len(text) + len(exchange["question"]) + 1
            for role, speech in speeches:
                turns.append(Turn(len(turns) + 1, role, role, len(text), len(text) + len(speech)))
                text += speech + "\n"
            for sentence in exchange["answer"]:
                end = at + len(sentence["text"])
                codes.append({**sentence, "interview_id": name, "start": at, "end": end})
                at = end + 1
        interviews.append(Interview(name, path, text, tuple(turns)))
    return interviews, codes


def read_corpus(which: str) -> tuple[list[Interview], list[dict[str, Any]]]:
    """The interviews and exchanges of a split or an author of the corpus, and the hand codes."""
    items = read_items(which)
    codes = [
        {**s.codes, "interview_id": item.interview.interview_id, "start": s.start, "end": s.end, "text": item.text(s)}
        for item in items
        for s in item.sentences
    ]
    return [item.interview for item in items], codes


def align(codes: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], int]:
    """For each coded sentence the row that overlaps it most, and how many do not match one row that is theirs alone."""
    by_interview = defaultdict(list)
    for number, row in enumerate(rows):
        by_interview[row["interview_id"]].append((number, row))
    found, taken = [], Counter[int]()
    for code in codes:
        overlaps = [
            (min(code["end"], row["end"]) - max(code["start"], row["start"]), -number)
            for number, row in by_interview[code["interview_id"]]
            if row["start"] < code["end"] and code["start"] < row["end"]
        ]
        numbers = [-number for _, number in overlaps]
        taken.update(numbers)
        found.append((-max(overlaps)[1] if overlaps else None, numbers))
    uneven = sum(len(numbers) != 1 or taken[numbers[0]] != 1 for _, numbers in found)
    return [UNSEEN if number is None else rows[number] for number, _ in found], uneven


def spoken(exchange: dict[str, Any]) -> list[str]:
    """The answer as turns: one, but for captions without marks, where each sentence is one as it was coded."""
    sentences = [sentence["text"] for sentence in exchange["answer"]]
    marked = any(sentence[-1] in ".?!…" for sentence in sentences)
    return [" ".join(sentences)] if marked else sentences


def field(row: dict[str, Any], name: str) -> str:
    """One code as text; a quantity with its bounds."""
    if name != "quantity":
        return str(row.get(name) or "")
    if not row.get("quantity_kind"):
        return ""
    bounds = "-".join(f"{float(row[key]):.3g}" for key in ("quantity_low", "quantity_high"))
    return f"{row['quantity_kind']} {bounds} {row.get('rate_per') or ''}".strip()


def print_evidence(rows: Sequence[dict[str, Any]], codes: Sequence[dict[str, Any]], codebook: Codebook) -> None:
    """The share of right harm levels by kind of evidence, beside the confidence that the codebook states for it."""
    for evidence in codebook.evidence:
        right = [
            row["harm_level"] == code["harm_level"]
            for row, code in zip(rows, codes, strict=True)
            if row["confidence"] == evidence.confidence
        ]
        share = f"{sum(right) / len(right):.2f} right" if right else "-"
        print(f"{evidence.kind:16} stated {evidence.confidence:.2f}  {share:10} of {len(right)}")


def print_errors(rows: Sequence[dict[str, Any]], codes: Sequence[dict[str, Any]]) -> None:
    """Every sentence that is coded otherwise, with the reason that the rules give."""
    for code, row in zip(codes, rows, strict=True):
        pairs = ((name, field(code, name), field(row, name)) for name in FIELDS)
        wrong = [f"{name} {ours or '-'} not {theirs or '-'}" for name, ours, theirs in pairs if ours != theirs]
        if wrong:
            print(f"\n{code['text']}\n    {'; '.join(wrong)}\n    {row['reason']}")


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="Agreement of a coder with hand-coded speech.")
    parser.add_argument("file", nargs="?", type=Path, default=EXCHANGES, help="coded exchanges, one a line")
    parser.add_argument("--corpus", metavar="SPLIT|AUTHOR", help=f"of corpora/: {', '.join(SPLITS)} or an author")
    parser.add_argument("--errors", action="store_true", help="print the sentences that are coded otherwise")
    parser.add_argument("--evidence", action="store_true", help="right levels by kind of evidence")
    parser.add_argument("--coder", default="rules", metavar="rules|model|FOLDER", help="which coder reads")
    options = parser.parse_args(arguments)
    if options.corpus:
        try:
            held_out = any(item.split == "test" for item in read_items(options.corpus))
        except ValueError as error:
            parser.error(str(error))
    else:
        held_out = options.file.name == TEST_FILE
    if options.errors and held_out:
        parser.error("test data are for totals only: their sentences are not shown")
    interviews, codes = read_corpus(options.corpus) if options.corpus else read_interviews(options.file)
    coder = load_coder(options.coder)
    begun = time.perf_counter()
    frame = code_interviews(interviews, coder)
    spent = time.perf_counter() - begun
    coded: list[dict[str, Any]] = frame.to_dict("records")  # type: ignore[assignment]
    rows, uneven = align(codes, coded)
    print(f"{len(codes)} sentences, {len(frame) / spent:,.0f} a second; {uneven} not divided as they were coded")
    for name in FIELDS:
        truth, guess = [field(code, name) for code in codes], [field(row, name) for row in rows]
        same = sum(a == b for a, b in zip(truth, guess, strict=True)) / len(truth)
        print(f"{name:12} agreement {same:.3f}  kappa {kappa(truth, guess):.3f}  macro-F1 {macro_f1(truth, guess):.3f}")
    if options.evidence:
        print_evidence(rows, codes, coder.codebook)
    if options.errors:
        print_errors(rows, codes)


if __name__ == "__main__":
    main(sys.argv[1:])
