"""Reads coded interviews: each item as an `Interview`, with the hand codes of its sentences.

A corpus is a folder with `index.csv`, a row an item, and for each file the text and a `.jsonl` with a line a sentence;
`corpora/DATASHEET.md` describes the form. An item is a whole interview or one exchange.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analyser.interviews.model import Interview, Person, Turn
from analyser.schemas import CODES

SPLITS = ("train", "development", "test")
INTERVIEWER = "Interviewer"
_HEADING = re.compile(r"^Exchange (\d+)$", re.MULTILINE)
_LABEL = re.compile(rf"^({INTERVIEWER}|Partner(?: \d+)?): ", re.MULTILINE)


@dataclass(frozen=True)
class CodedSentence:
    """A partner's sentence and its codes; `start` and `end` are code points into the text of its interview."""

    start: int
    end: int
    speaker: str
    codes: Mapping[str, str]  # the names in CODES; a code that is empty is left out; none at all: not coded


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


def read_items(folder: Path, which: str = "") -> list[Item]:
    """The items of a split or of an author, in the order of the index; all of them without a name.

    Raises:
        ValueError: there is neither a split nor an author of this name.
    """
    with (folder / "index.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if which in ("", row["split"], row["author"])]
    if not rows:
        raise ValueError(f"no split and no author of the corpus is called {which!r}")
    return [_item(row, folder) for row in rows]


def _item(row: Mapping[str, str], folder: Path) -> Item:
    path, number = folder / row["file"], int(row["item"])
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
