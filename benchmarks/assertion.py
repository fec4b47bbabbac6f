"""Negation, and scope of negation, beside the tools that are open to everyone, in one run.

    python benchmarks/assertion.py --negex FILE | --scope FILE | --marked [--no-peers] [--errors TOOL]

`--negex` reads sentences with a concept that is negated or affirmed, `--scope` sentences with a target that is in the
scope of a negation or not (the forms: `targets`); `--marked` takes the project's own marked sentences. Every tool gets
the same sentence, as one sentence and without the talk before it, with the same target. Seconds are those of the tool's
own process without loading.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import spacy
from spacy.tokens import Doc

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analyser.coding.assertion import assertion_at
from analyser.coding.negation_scope import in_negation_scope
from benchmarks.peers.environment import FOLDER, PEERS, PeerError, Worker, workers
from benchmarks.scores import precision_recall_f1
from benchmarks.targets import Case, Cases, read_file, read_project

Verdict = dict[str, bool]
BLANK = spacy.blank("en")


@dataclass(frozen=True)
class Result:
    """What a tool says of each case: None where it failed, which counts as affirmed."""

    tool: str
    verdicts: tuple[Verdict | None, ...]
    seconds: float


def one_sentence(text: str) -> Doc:
    doc = BLANK(text)
    for token in doc:
        token.is_sent_start = token.i == 0
    return doc


def by_assertion(text: str, start: int, end: int) -> Verdict:
    """Our value at a target; its five values exclude each other."""
    value = assertion_at(one_sentence(text), start, end).value
    return {name: value == name for name in ("negated", "historical", "hypothetical")}


def by_scope(text: str, start: int, end: int) -> Verdict:
    """Whether a target lies in the scope of a negation by our rules."""
    return {"negated": in_negation_scope(one_sentence(text), start, end)}


def ours(tool: str, rules: Callable[[str, int, int], Verdict], cases: Sequence[Case]) -> Result:
    rules("There is nothing to warm up here.", 9, 16)
    begun = time.process_time()
    verdicts = [rules(case.text, case.start, case.end) if case.has_target else None for case in cases]
    return Result(tool, tuple(verdicts), time.process_time() - begun)


def theirs(worker: Worker, cases: Sequence[Case]) -> Result:
    """A peer's verdicts on the cases that have a target.

    Raises:
        PeerError: the peer gives no answer.
    """
    asked = [(case.text, case.start, case.end) for case in cases if case.has_target]
    answer = worker.ask(do="judge", rows=asked)
    given = iter(answer["verdicts"])
    verdicts = tuple(next(given) if case.has_target else None for case in cases)
    return Result(worker.peer.name, verdicts, float(answer["seconds"]))


def all_results(cases: Sequence[Case], peers: Sequence[Worker]) -> tuple[list[Result], list[str]]:
    """The tools' results, ours first, and what could not be had."""
    notes = []
    results = [ours("analyser", by_assertion, cases), ours("analyser scope", by_scope, cases)]
    for worker in peers:
        try:
            results.append(theirs(worker, cases))
        except PeerError as error:
            notes.append(f"{worker.peer.name}: {error}")
    for result in results:
        failed = sum(verdict is None and case.has_target for case, verdict in zip(cases, result.verdicts, strict=True))
        if failed:
            notes.append(f"{result.tool}: failed on {failed} rows, taken as affirmed")
    return results, notes


def said(verdict: Verdict | None, name: str = "negated") -> bool:
    return bool(verdict and verdict.get(name))


def scores(truth: Sequence[bool], guess: Sequence[bool]) -> tuple[float, float, float, float]:
    """Precision, recall and F1 of what is true, and accuracy; NaN where nothing is there to be found.

    >>> scores([True, True, False, False], [True, False, False, False])
    (1.0, 0.5, 0.6666666666666666, 0.75)
    """
    hits = sum(ours and theirs for ours, theirs in zip(truth, guess, strict=True))
    same = sum(ours == theirs for ours, theirs in zip(truth, guess, strict=True))
    accuracy = same / len(truth) if truth else float("nan")
    return (*precision_recall_f1(hits, sum(truth), sum(guess)), accuracy)


def print_table(title: str, table: Cases, results: Sequence[Result]) -> None:
    """A row for each tool, with what was noticed while reading; then what it says of time, where the cases tell it."""
    cases = table.cases
    truth = [case.positive for case in cases]
    print(f"\n{title}, {table.name}: {len(cases)} targets, {sum(truth)} of them positive")
    print(f"{'':24}{'P':>8}{'R':>8}{'F1':>8}{'accuracy':>10}{'n':>7}{'seconds':>9}")
    for result in results:
        found = scores(truth, [said(verdict) for verdict in result.verdicts])
        print(f"{result.tool:24}{found[0]:8.3f}{found[1]:8.3f}{found[2]:8.3f}{found[3]:10.3f}", end="")
        print(f"{len(cases):7}{result.seconds:9.3f}")
    for note in table.notes:
        print(f"  {note}")
    for name in ("historical", "hypothetical"):
        marked = [name in case.temporality for case in cases]
        if not any(marked):
            continue
        print(f"  {name}, for information: {sum(marked)} targets")
        for result in results:
            if any(verdict is not None and name in verdict for verdict in result.verdicts):
                p, r, f, _ = scores(marked, [said(verdict, name) for verdict in result.verdicts])
                print(f"    {result.tool:22} P {p:.3f}  R {r:.3f}  F1 {f:.3f}")


def print_errors(table: Cases, result: Result) -> None:
    """The cases on which the tool is wrong; of held-out authors only how many."""
    held = 0
    for case, verdict in zip(table.cases, result.verdicts, strict=True):
        if said(verdict) == case.positive:
            continue
        if case.held:
            held += 1
            continue
        marked = f"{case.text[: case.start]}[{case.text[case.start : case.end]}]{case.text[case.end :]}"
        print(f"{table.name}, {case.place}: {'missed' if case.positive else 'wrongly found'}: {marked}")
    if held:
        print(f"{table.name}: {held} wrong rows, held out and not listed")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--negex", type=Path, metavar="FILE", help="sentences with a negated or affirmed concept")
    parser.add_argument(
        "--scope", type=Path, metavar="FILE", help="sentences with a target in a negation's scope or not"
    )
    parser.add_argument("--marked", action="store_true", help="the project's own marked sentences")
    parser.add_argument("--no-peers", action="store_true", help="only the project's own rules")
    parser.add_argument("--peers", type=Path, default=FOLDER, help="where the peers' environments lie or are made")
    parser.add_argument("--errors", metavar="TOOL", help="list the wrong rows of a tool, by its name in the table")
    options = parser.parse_args()
    if not (options.negex or options.scope or options.marked):
        parser.error("tell what to measure on: --negex FILE, --scope FILE or --marked")
    tables: list[tuple[str, Cases]] = []
    for title, path in (("negated", options.negex), ("in scope", options.scope)):
        if path is not None and not path.is_file():
            parser.error(f"there is no file {path}")
        tables += [(title, read_file(path))] if path is not None else []
    if options.marked:
        tables += [("negated" if axis == "assertion" else "in scope", cases) for axis, cases in read_project()]
    with workers(() if options.no_peers else PEERS, options.peers) as (peers, missing):
        for title, table in tables:
            results, notes = all_results(table.cases, peers)
            print_table(title, table, results)
            for note in notes:
                print(f"  {note}")
            for result in results:
                if result.tool == options.errors:
                    print_errors(table, result)
        if options.errors and all(result.tool != options.errors for result in results):
            print(f"no tool is called {options.errors!r}: {', '.join(result.tool for result in results)}")
        print()
        for worker in peers:
            print(f"{worker.peer.name:24}{worker.about}")
        for name, reason in missing.items():
            print(f"{name:24}{reason}")


if __name__ == "__main__":
    main()
