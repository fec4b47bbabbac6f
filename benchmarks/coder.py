"""Agreement of the rules with hand-coded exchanges: `python benchmarks/coder.py [FILE] [--errors] [--evidence]`.

The exchanges in tests/coding/data are invented and were written together with the rules: they show what the rules are
meant to do, and are no estimate of how they do on speech that nobody here has seen.
"""

from __future__ import annotations

import itertools
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from analyser.codebook import Codebook
from analyser.coding import code_interviews, load_coder
from analyser.interviews.model import Interview, Turn

EXCHANGES = Path(__file__).parent.parent / "tests" / "coding" / "data" / "exchanges.jsonl"
FIELDS = ("harm_level", "assertion", "data_claim", "trend", "cse_type", "quantity")


def read_interviews(path: Path) -> tuple[list[Interview], list[dict[str, Any]]]:
    """One interview for each voice, and the hand codes of its sentences in order."""
    exchanges = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    interviews, codes = [], []
    for voice, group in itertools.groupby(exchanges, key=lambda exchange: exchange["voice"]):
        text, turns = "", []
        for exchange in group:
            for role, speech in (
                ("interviewer", exchange["question"]),
                *(("partner", said) for said in spoken(exchange)),
            ):
                turns.append(Turn(len(turns) + 1, role, role, len(text), len(text) + len(speech)))
                text += speech + "\n"
            codes += [{"voice": voice, **sentence} for sentence in exchange["answer"]]
        interviews.append(Interview(f"{len(interviews):02d} {voice}", path, text, tuple(turns)))
    return interviews, codes


def spoken(exchange: dict[str, Any]) -> list[str]:
    """The answer as turns: one, but for captions without marks, where each sentence is one as it was coded."""
    sentences = [sentence["text"] for sentence in exchange["answer"]]
    marked = any(sentence[-1] in ".?!…" for sentence in sentences)
    return [" ".join(sentences)] if marked else sentences


def kappa(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """Cohen's kappa of two codings; not defined (NaN) where nothing varies."""
    n = len(ours)
    agreed = sum(a == b for a, b in zip(ours, theirs, strict=True)) / n
    chance = sum((ours.count(code) / n) * (theirs.count(code) / n) for code in set(ours) | set(theirs))
    return (agreed - chance) / (1 - chance) if chance < 1 else float("nan")


def macro_f1(truth: Sequence[str], guess: Sequence[str]) -> float:
    """The mean F1 of the codes that occur, empty apart."""
    scores = []
    for code in sorted(set(truth) | set(guess)):
        if not code:
            continue
        hits = sum(a == b == code for a, b in zip(truth, guess, strict=True))
        total = truth.count(code) + guess.count(code)
        scores.append(2 * hits / total if total else 0.0)
    return sum(scores) / len(scores) if scores else 1.0


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


def main(arguments: Sequence[str]) -> None:
    paths = [Path(argument) for argument in arguments if not argument.startswith("-")]
    interviews, codes = read_interviews(paths[0] if paths else EXCHANGES)
    coder = load_coder()
    begun = time.perf_counter()
    rows = code_interviews(interviews, coder).to_dict("records")
    spent = time.perf_counter() - begun
    if [row["text"] for row in rows] != [code["text"] for code in codes]:
        raise SystemExit("the sentences were split in another way than they were coded")
    print(f"{len(rows)} sentences, {len(rows) / spent:,.0f} a second")
    for name in FIELDS:
        truth, guess = [field(code, name) for code in codes], [field(row, name) for row in rows]
        same = sum(a == b for a, b in zip(truth, guess, strict=True)) / len(truth)
        print(f"{name:12} agreement {same:.3f}  kappa {kappa(truth, guess):.3f}  macro-F1 {macro_f1(truth, guess):.3f}")
    if "--evidence" in arguments:
        print_evidence(rows, codes, coder.codebook)
    if "--errors" in arguments:
        for code, row in zip(codes, rows, strict=True):
            pairs = ((name, field(code, name), field(row, name)) for name in FIELDS)
            wrong = [f"{name} {ours or '-'} not {theirs or '-'}" for name, ours, theirs in pairs if ours != theirs]
            if wrong:
                print(f"\n{row['text']}\n    {'; '.join(wrong)}\n    {row['reason']}")


if __name__ == "__main__":
    main(sys.argv[1:])
