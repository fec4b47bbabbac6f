"""Reads the coded corpus: each item as an `Interview`, with the hand codes of its sentences.

    python corpora/coded.py      # the figures of the datasheet

An item is a whole interview or one exchange. What stands in the folder is listed in `index.csv`; the form of the files
is described in `DATASHEET.md`. Nothing here prints a sentence.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from analyser.interviews.model import Interview, Person, Turn

HERE = Path(__file__).parent
SPLITS = ("train", "development", "test")
INTERVIEWER = "Interviewer"
CODES = (
    "harm_level",
    "assertion",
    "quantity_kind",
    "quantity_low",
    "quantity_high",
    "rate_per",
    "quantity_basis",
    "cse_type",
    "data_claim",
    "trend",
)
_HEADING = re.compile(r"^Exchange (\d+)$", re.MULTILINE)
_LABEL = re.compile(rf"^({INTERVIEWER}|Partner(?: \d+)?): ", re.MULTILINE)


@dataclass(frozen=True)
class CodedSentence:
    """A partner's sentence and its codes; `start` and `end` are code points into the text of its interview."""

    start: int
    end: int
    speaker: str
    codes: Mapping[str, str]  # the names in CODES; a code that is empty is left out


@dataclass(frozen=True)
class Item:
    """An interview or an exchange of the corpus. The text of an exchange's interview is that of its whole file."""

    file: str
    number: int  # of the exchange in its file; 1 for an interview
    author: str
    kind: str  # "interview" or "exchange"
    voice: str
    agency_type: str
    format: str  # "transcript", "captions", "notes" or "focus group"
    split: str
    interview: Interview
    sentences: tuple[CodedSentence, ...]

    def text(self, sentence: CodedSentence) -> str:
        """The sentence's words."""
        return self.interview.text[sentence.start : sentence.end]


def read_items(which: str = "") -> list[Item]:
    """The items of a split or of an author, in the order of the index; all of them without a name.

    Raises:
        ValueError: there is neither a split nor an author of this name.
    """
    with (HERE / "index.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if which in ("", row["split"], row["author"])]
    if not rows:
        raise ValueError(f"no split and no author of the corpus is called {which!r}")
    return [_item(row) for row in rows]


def _item(row: Mapping[str, str]) -> Item:
    path, number = HERE / row["file"], int(row["item"])
    text, bounds, sentences = _file(path)
    turns = _turns(text, *bounds[number])
    speakers = dict.fromkeys(turn.speaker for turn in turns if turn.role == "partner")
    people = tuple(Person(speaker, agency_type=row["agency_type"]) for speaker in speakers)
    name = path.stem if row["kind"] == "interview" else f"{path.stem}#{number:03d}"
    interview = Interview(name, path, text, turns, people=people)
    about = {key: row[key] for key in ("file", "author", "kind", "voice", "agency_type", "format", "split")}
    return Item(**about, number=number, interview=interview, sentences=sentences[number])


@cache
def _file(path: Path) -> tuple[str, dict[int, tuple[int, int]], dict[int, tuple[CodedSentence, ...]]]:
    """A file's text, and by number where each of its items lies and the coded sentences of it."""
    text = path.read_text(encoding="utf-8")
    starts = [(int(heading.group(1)), heading.end(), heading.start()) for heading in _HEADING.finditer(text)]
    starts = starts or [(1, 0, 0)]
    ends = [heading for _, _, heading in starts[1:]] + [len(text)]
    bounds = {number: (start, end) for (number, start, _), end in zip(starts, ends, strict=True)}
    sentences: dict[int, list[CodedSentence]] = defaultdict(list)
    for line in path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        codes = {key: row[key] for key in CODES if key in row}
        sentences[row.get("exchange", 1)].append(CodedSentence(row["start"], row["end"], row["speaker"], codes))
    return text, bounds, {number: tuple(found) for number, found in sentences.items()}


def _turns(text: str, start: int, end: int) -> tuple[Turn, ...]:
    labels = list(_LABEL.finditer(text, start, end))
    ends = [label.start() for label in labels[1:]] + [end]
    turns = []
    for number, (label, stop) in enumerate(zip(labels, ends, strict=True), start=1):
        role = "interviewer" if label.group(1) == INTERVIEWER else "partner"
        spoken = len(text[label.end() : stop].rstrip())
        turns.append(Turn(number, label.group(1), role, label.end(), label.end() + spoken))
    return tuple(turns)


def figures(items: Sequence[Item]) -> str:
    """The counts of the datasheet as Markdown tables."""
    parts = [
        _table("split", items, lambda item: item.split),
        _table("kind", items, lambda item: item.kind),
        _table("author", items, lambda item: f"{item.author} ({item.split})"),
        _table("agency_type", items, lambda item: item.agency_type),
        _table("format", items, lambda item: item.format),
        _code_table(items),
    ]
    return "\n\n".join(parts)


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
