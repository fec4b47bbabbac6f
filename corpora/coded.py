"""The coded corpus of this folder: its items, and the figures of its datasheet.

    python corpora/coded.py      # the figures

`analyser.training.corpus` reads the files; `DATASHEET.md` describes them. Nothing here prints a sentence.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from analyser.schemas import CODES
from analyser.training import corpus
from analyser.training.corpus import SPLITS, CodedSentence, Item

__all__ = ["CODES", "HERE", "SPLITS", "CodedSentence", "Item", "figures", "read_items"]

HERE = Path(__file__).parent


def read_items(which: str = "") -> list[Item]:
    """The items of a split or of an author, in the order of the index; all of them without a name."""
    return corpus.read_items(HERE, which)


def figures(items: Sequence[Item]) -> str:
    """The counts of the datasheet as Markdown tables."""
    parts = [
        _table("split", items, lambda item: item.split),
        _table("kind", items, lambda item: item.kind),
        _table("author", items, lambda item: f"{item.author} ({item.split})"),
        _table("agency_type", items, lambda item: item.agency_type),
        _table("format", items, lambda item: item.format),
        _code_table(items),
        _lengths(items),
    ]
    return "\n\n".join(parts)


def _lengths(items: Sequence[Item]) -> str:
    found = [
        sum(len(item.text(sentence).split()) for sentence in item.sentences)
        for item in items
        if item.kind == "interview"
    ]
    long = sum(words >= 1000 for words in found)
    return (
        f"In an interview the partners say {min(found, default=0):,} to {max(found, default=0):,} words, in {long} of "
        f"{len(found)} interviews 1,000 or more."
    )


def _table(name: str, items: Iterable[Item], key: Callable[[Item], str]) -> str:
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    lines = [f"| {name} | interviews | exchanges | sentences | words | none |", "|---|---|---|---|---|---|"]
    for value, found in [*sorted(groups.items()), ("all", [item for group in groups.values() for item in group])]:
        sentences = [(item, sentence) for item in found for sentence in item.sentences]
        words = sum(len(item.text(sentence).split()) for item, sentence in sentences)
        none = sum(sentence.codes["harm_level"] == "none" for _, sentence in sentences) / len(sentences)
        kinds = Counter(item.kind for item in found)
        lines.append(
            f"| {value} | {kinds['interview']} | {kinds['exchange']} | {len(sentences):,} | {words:,} | {none:.0%} |"
        )
    return "\n".join(lines)


def _code_table(items: Sequence[Item]) -> str:
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for item in items:
        for sentence in item.sentences:
            for name, value in _counted(sentence.codes):
                counts[name, value][item.split] += 1
    lines = [f"| code | value | {' | '.join(SPLITS)} | all |", "|---|---|---|---|---|---|"]
    for (name, value), found in sorted(counts.items(), key=lambda pair: (_ORDER.index(pair[0][0]), -pair[1].total())):
        by_split = " | ".join(str(found[split]) for split in SPLITS)
        lines.append(f"| `{name}` | {value} | {by_split} | {found.total()} |")
    return "\n".join(lines)


_ORDER = (*CODES[:3], "quantity_basis", "rate_per", "bounds", *CODES[7:], "together")


def _counted(codes: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """What a sentence is counted under in the table of codes."""
    for name in ("harm_level", "assertion", "quantity_kind", "quantity_basis", "rate_per", "data_claim", "trend"):
        if name in codes:
            yield name, codes[name]
    for value in filter(None, codes.get("cse_type", "").split(";")):
        yield "cse_type", value
    if "quantity_kind" in codes:
        low, high = codes["quantity_low"], codes["quantity_high"]
        if "inf" in (low, high):
            yield "bounds", "open"
        elif float(high) == 0:
            yield "bounds", "zero"
        else:
            yield "bounds", "one number" if low == high else "a range"
    level, assertion = codes["harm_level"], codes.get("assertion")
    if level != "none" and "data_claim" in codes:
        yield "together", "a case and a claim about its record"
    if level in ("low", "high") and assertion in ("negated", "historical", "hypothetical", "reported"):
        yield "together", f"{level} {assertion}"


if __name__ == "__main__":
    sys.stdout.write(figures(read_items()) + "\n")
