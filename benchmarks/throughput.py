"""How fast the rules code speech, beside spaCy's tokenizer and the tools that are open to everyone, in one run.

    python benchmarks/throughput.py [--words 150000] [--rounds 5] [--peers-words 20000] [--no-peers]

On one core: words a second of spaCy's blank English tokenizer; of the whole rule stack, which is all that
`code_interviews` does (indicators, claims, trends, types, assertion, quantities, threads), with and without the table
that it returns; and of the peers' sentence splitting, 500 target phrases and assertion. The tools take turns within
each round, so that a busy machine harms all alike; the best round counts, in seconds of the processor, after one that
is not counted. Text and phrases: `speech`.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import spacy

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import analyser.coding.coder as coding
from analyser.coding import code_interviews, load_coder
from analyser.coding.pipeline import load_pipeline
from benchmarks.peers.environment import FOLDER, PEERS, PeerError, Worker, workers
from benchmarks.speech import as_interview, plain_phrases, speech

WORDS, DOCUMENTS = 2_600, 5  # of an interview, and how many
PHRASES = 500
LONG_ROUNDS = 3  # the long document takes its time
TOKENIZER, RULES, TABLELESS = "spaCy blank tokenizer", "rules, with the table", "rules, without it"
REFERENCE = "medspacy ConText"
LONG = " (long)"
Seconds = dict[str, list[float]]


def tokenizer() -> Callable[[Sequence[str]], tuple[float, float]]:
    """Measures the blank English tokenizer, which remembers the words that it has seen."""
    nlp = spacy.blank("en")
    nlp.max_length = 50_000_000

    def tokenize(texts: Sequence[str]) -> tuple[float, float]:
        begun = time.process_time()
        for text in texts:
            nlp.make_doc(text)
        return time.process_time() - begun, 0.0

    return tokenize


def run_rules(texts: Sequence[str]) -> tuple[float, float]:
    """Seconds of `code_interviews` over the texts, and those of them in which it builds its table."""
    interviews = [as_interview(text, f"{number:03d}") for number, text in enumerate(texts)]
    coder = load_coder()
    plain, spent = getattr(coding, "table", None), [0.0]

    def timed(*arguments: Any) -> Any:
        begun = time.process_time()
        result = plain(*arguments) if plain is not None else None
        spent[0] += time.process_time() - begun
        return result

    if plain is not None:
        vars(coding)["table"] = timed
    try:
        begun = time.process_time()
        code_interviews(interviews, coder)
        return time.process_time() - begun, spent[0]
    finally:
        if plain is not None:
            vars(coding)["table"] = plain


def measure(short: Sequence[str], long: str, peers: Sequence[Worker], rounds: int) -> tuple[Seconds, dict[str, int]]:
    """Every tool's seconds, round by round, and how many targets it found in the short texts."""
    seconds: Seconds = defaultdict(list)
    targets = {RULES: sum(len(doc.spans["indicators"]) for doc in load_pipeline().pipe(short))}
    own = {TOKENIZER: tokenizer(), RULES: run_rules}
    for run in own.values():
        run(short)
    for worker in peers:
        targets[worker.peer.name] = int(worker.ask(do="time", texts=list(short))["targets"])
    for number in range(rounds):
        for suffix, texts in (("", short), (LONG, [long]))[: 2 if number < LONG_ROUNDS else 1]:
            for name, run in own.items():
                gc.collect()
                whole, table = run(texts)
                seconds[name + suffix].append(whole)
                if name == RULES:
                    seconds[TABLELESS + suffix].append(whole - table)
        for worker in peers:
            seconds[worker.peer.name].append(float(worker.ask(do="time", texts=list(short))["seconds"]))
    return seconds, targets


def print_speeds(seconds: Seconds, targets: dict[str, int], words: int, long_words: int) -> None:
    """Words a second of each tool and how they compare; ratios of the best rounds, medians over the rounds behind."""
    print(f"\n{'':26}{'words/s':>12}{'cost: tokenizer = 1':>26}{'speed: medspaCy = 1':>26}{'targets':>9}")
    for name in [name for name in seconds if not name.endswith(LONG)]:
        cost = _ratio(seconds[name], seconds[TOKENIZER])
        speed = _ratio(seconds[REFERENCE], seconds[name]) if REFERENCE in seconds else "-"
        print(f"{name:26}{words / min(seconds[name]):12,.0f}{cost:>26}{speed:>26}{targets.get(name, '-'):>9}")
    print(f"\n{'one long document':26}{'words/s':>12}{'of the short ones':>26}")
    for name in (TOKENIZER, RULES, TABLELESS):
        long, short = long_words / min(seconds[name + LONG]), words / min(seconds[name])
        print(f"{name:26}{long:12,.0f}{long / short:>26.0%}")


def print_long_peers(peers: Sequence[Worker], words: int, short: dict[str, float]) -> None:
    """The peers on one document of so many words, the better of two; `short` are their words a second on short ones."""
    text = speech(words)
    print(f"\n{f'one document of {words:,}':26}{'words/s':>12}{'of the short ones':>26}")
    for worker in peers:
        long = words / min(float(worker.ask(do="time", texts=[text])["seconds"]) for _ in range(2))
        print(f"{worker.peer.name:26}{long:12,.0f}{long / short[worker.peer.name]:>26.0%}")


def _ratio(upper: Sequence[float], lower: Sequence[float]) -> str:
    median = statistics.median(over / under for over, under in zip(upper, lower, strict=True))
    return f"{min(upper) / min(lower):.2f} (median {median:.2f})"


def print_pool(text: str, rounds: int) -> None:
    """A pool of two processes against one, in seconds that pass, over interviews of the usual length."""
    words = text.split()
    pieces = [" ".join(words[start : start + WORDS]) for start in range(0, len(words), WORDS)]
    interviews = [as_interview(piece, f"{number:03d}") for number, piece in enumerate(pieces)]
    coder, best = load_coder(), {1: float("inf"), 2: float("inf")}
    for _ in range(rounds):
        for jobs in best:
            begun = time.perf_counter()
            code_interviews(interviews, coder, jobs=jobs)
            best[jobs] = min(best[jobs], time.perf_counter() - begun)
    print(
        f"\na pool of 2 processes, {len(interviews)} interviews of {WORDS:,} words: {best[1]:.2f} s with one, ", end=""
    )
    print(f"{best[2]:.2f} s with two: {best[1] / best[2]:.2f} times as fast")


def _prepared(peers: Sequence[Worker], missing: dict[str, str]) -> list[Worker]:
    ready = []
    for worker in peers:
        try:
            worker.ask(do="prepare", phrases=plain_phrases(PHRASES))
            ready.append(worker)
        except PeerError as error:
            missing[worker.peer.name] = str(error)
    return ready


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=int, default=150_000, help="words of the long document")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers-words", type=int, default=0, help="time the peers on a document of so many words too")
    parser.add_argument("--no-peers", action="store_true", help="only the tokenizer and the project's own rules")
    parser.add_argument("--peers", type=Path, default=FOLDER, help="where the peers' environments lie or are made")
    options = parser.parse_args()
    short, long = [speech(WORDS, seed) for seed in range(1, DOCUMENTS + 1)], speech(options.words)
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set[int]()
    print(f"{DOCUMENTS} documents of {WORDS:,} words and one of {options.words:,}, {options.rounds} rounds; ", end="")
    print(f"spaCy {version('spacy')}, Python {platform.python_version()}, {platform.machine()}, {len(cores)} cores")
    if cores:
        os.sched_setaffinity(0, {max(cores)})  # the peers' processes inherit it
    asked = () if options.no_peers else [peer for peer in PEERS if peer.texts]
    with workers(asked, options.peers) as (at_work, missing):
        peers = _prepared(at_work, missing)
        seconds, targets = measure(short, long, peers, options.rounds)
        words = DOCUMENTS * WORDS
        print_speeds(seconds, targets, words, options.words)
        if options.peers_words:
            print_long_peers(peers, options.peers_words, {name: words / min(found) for name, found in seconds.items()})
        for worker in peers:
            print(f"  {worker.peer.name}: {worker.about}")
        for name, reason in missing.items():
            print(f"  {name}: {reason}")
    if cores:
        os.sched_setaffinity(0, cores)
    print_pool(long, options.rounds)


if __name__ == "__main__":
    main()
