"""Reads sentences with a target that is negated, or in the scope of a negation, or not.

Three forms: the tab-separated one of the public NegEx kit (`read_tab`), the columns of the *SEM 2012 shared task
(`read_conll`), and the project's own marked sentences (`read_project`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from benchmarks.marked_lines import Asserted, Scoped, is_held, read_asserted, read_marked, read_negated, read_scoped

POSITIVE = frozenset({"negated", "in", "in scope", "inside", "scope", "yes", "true", "1"})
NEGATIVE = frozenset({"affirmed", "out", "out of scope", "outside", "not in scope", "no", "false", "0"})
_NAMES = {
    "concept": ("concept", "condition", "target", "phrase"),
    "sentence": ("sentence", "text"),
    "value": ("negation", "scope", "in_scope", "in scope", "value"),
    "temporality": ("temporality",),
    "start": ("start",),
    "end": ("end",),
}
_PLACES = {"concept": 1, "sentence": 2, "value": 3, "temporality": 4}  # without a line of headers
_CONTENT = ("NN", "VB", "JJ", "RB")  # tags of nouns, verbs, adjectives and adverbs begin so
_CONLL_FIXED = 7
_NO_NEGATION = "***"
_LONGEST_VALUE = 20  # characters; what is longer may be a sentence in the wrong column, and is not shown
_TIGHT_BEFORE = frozenset({".", ",", ";", ":", "?", "!", ")", "]", "}", "''", "'", "n't", "%"})
_TIGHT_AFTER = frozenset({"(", "[", "{", "``", "`"})
_PLAIN = {"``": '"', "''": '"', "`": "'", "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]"}


@dataclass(frozen=True)
class Case:
    """A sentence and its target; `start == end` where the target is not in the sentence. `place` is where it stands."""

    place: str
    text: str
    start: int
    end: int
    positive: bool
    temporality: str = ""
    held: bool = False

    @property
    def has_target(self) -> bool:
        return self.end > self.start


@dataclass(frozen=True)
class Cases:
    """The cases of one table, and what was noticed while reading them."""

    name: str
    cases: tuple[Case, ...]
    notes: tuple[str, ...] = ()


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or else Windows-1252."""
    data = path.read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_file(path: Path) -> Cases:
    """A file in the tab form or in the columns of *SEM 2012, whichever it is."""
    text = read_text(path)
    first = next((line for line in re.split(r"\r\n|\r|\n", text) if line.strip()), "")
    columns = first.split("\t")
    is_conll = len(columns) > _CONLL_FIXED and columns[2].strip().isdigit()
    return read_conll(text, path.name) if is_conll else read_tab(text, path.name)


def read_tab(text: str, name: str) -> Cases:
    """Rows of number, concept, sentence, negation, temporality, experiencer; a line of headers may name them.

    Quotes around a cell are taken off and runs of spaces made one. The target is the first place of the concept in
    its sentence, whole words before parts of words, in any case; columns `start` and `end` tell another place.
    """
    cases: list[Case] = []
    other: Counter[str] = Counter()
    short: list[int] = []
    places: dict[str, int] | None = None
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        cells = [_cell(cell) for cell in line.split("\t")]
        if not any(cells):
            continue
        if places is None:
            headed = _headed(cells)
            places = headed or _PLACES
            if headed:
                continue
        row = {key: cells[place] for key, place in places.items() if place < len(cells)}
        if not all(row.get(key) for key in ("concept", "sentence", "value")):
            short.append(number)
            continue
        value = row["value"].lower()
        if value not in POSITIVE | NEGATIVE:
            other[row["value"] if len(row["value"]) <= _LONGEST_VALUE else "something longer"] += 1
        start, end = _target(row)
        cases.append(
            Case(f"line {number}", row["sentence"], start, end, value in POSITIVE, row.get("temporality", "").lower())
        )
    lost = sum(not case.has_target for case in cases)
    notes = [
        *([f"{lost} rows whose concept is not in the sentence: affirmed for every tool"] if lost else []),
        *([f"counted as not negated: {', '.join(f'{value} ({n})' for value, n in other.items())}"] if other else []),
        *([f"not read, too few columns: lines {', '.join(map(str, short))}"] if short else []),
    ]
    return Cases(name, tuple(cases), tuple(notes))


def _cell(cell: str) -> str:
    cell = " ".join(cell.replace("\ufeff", "").replace("\x00", "").split())
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        cell = cell[1:-1].replace('""', '"').strip()
    return cell


def _headed(cells: Sequence[str]) -> dict[str, int] | None:
    """Where the columns stand by their headers; None where the line is no line of headers."""
    names = [cell.lower() for cell in cells]
    found = {key: names.index(name) for key, known in _NAMES.items() for name in known[::-1] if name in names}
    return found if {"concept", "sentence", "value"} <= set(found) else None


def _target(row: dict[str, str]) -> tuple[int, int]:
    sentence, concept = row["sentence"], row["concept"]
    told = (row.get("start", ""), row.get("end", ""))
    if all(place.isdigit() for place in told) and int(told[0]) < int(told[1]) <= len(sentence):
        return int(told[0]), int(told[1])
    pattern = re.escape(concept)
    whole = re.search(rf"(?<!\w){pattern}(?!\w)", sentence, re.IGNORECASE)
    found = whole or re.search(pattern, sentence, re.IGNORECASE)
    return found.span() if found else (0, 0)


def read_conll(text: str, name: str) -> Cases:
    """The columns of *SEM 2012: chapter, sentence, token, word, lemma, tag, parse, `***` or (cue, scope, event) each.

    A target is every token whose tag is of a noun, verb, adjective or adverb, in every sentence of the file, negated or
    not, but for tokens that are a cue as a whole ("never"). It is in scope if the scope column of any negation of its
    sentence holds it or a part of it: of "unhappy" with the cue "un" the scope holds "happy". The sentence is written
    out of its tokens as prose is, without spaces before marks and "n't".
    """
    cases: list[Case] = []
    broken = 0
    lines = re.split(r"\r\n|\r|\n", text)
    for filled, group in groupby(lines, key=lambda line: bool(line.strip())):
        if not filled:
            continue
        rows = [line.rstrip().split("\t") for line in group]
        if any(len(row) <= _CONLL_FIXED for row in rows):
            broken += 1
            continue
        words = [row[3] for row in rows]
        sentence, starts = written(words)
        for row, word, start in zip(rows, words, starts, strict=True):
            marks = [] if row[_CONLL_FIXED] == _NO_NEGATION else row[_CONLL_FIXED:]
            cues, scopes = marks[0::3], marks[1::3]
            if not row[5].startswith(_CONTENT) or any(cue.lower() == word.lower() for cue in cues):
                continue
            place = f"{row[0]} sentence {row[1]} token {row[2]}"
            inside = any(scope not in ("_", "") for scope in scopes)
            cases.append(Case(place, sentence, start, start + len(_PLAIN.get(word, word)), inside))
    notes = [f"{broken} sentences with too few columns were not read"] if broken else []
    return Cases(name, tuple(cases), (*notes, "targets: nouns, verbs, adjectives and adverbs that are no cue"))


def written(words: Sequence[str]) -> tuple[str, list[int]]:
    """Tokens as prose, and where each begins.

    >>> written(["``", "I", "did", "n't", "see", "it", ",", "''", "said", "he", "."])[0]
    '"I didn\\'t see it," said he.'
    """
    text, starts, tight = "", list[int](), True
    for word in words:
        clitic = word[:1] in ("'", "’") and word[1:].isalpha() and len(word) <= 3
        if not tight and not clitic and word not in _TIGHT_BEFORE:
            text += " "
        starts.append(len(text))
        text += _PLAIN.get(word, word)
        tight = word in _TIGHT_AFTER
    return text, starts


def read_project() -> Iterator[tuple[str, Cases]]:
    """The project's own marked sentences: "assertion" (negated or not) and "scope", author by author."""
    for asserted in (*read_marked("assertion", read_asserted), *read_marked("negation", read_negated)):
        targeted = [line for line in asserted.lines if line.end]
        bare = len(asserted.lines) - len(targeted)
        notes = (f"{bare} lines without a target are left out",) if bare else ()
        held = is_held(asserted.author)
        yield "assertion", Cases(asserted.author, tuple(_asserted(line, held) for line in targeted), notes)
    for scoped in read_marked("scope", read_scoped):
        held = is_held(scoped.author)
        cases = tuple(case for line in scoped.lines for case in _scoped(line, held))
        yield "scope", Cases(scoped.author, cases)


def _asserted(line: Asserted, held: bool) -> Case:
    return Case(f"line {line.number}", line.text, line.start, line.end, line.value == "negated", line.value, held)


def _scoped(line: Scoped, held: bool) -> Iterator[Case]:
    for start, end, inside in line.targets:
        yield Case(f"line {line.number}", line.text, start, end, inside, "", held)
