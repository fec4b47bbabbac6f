"""Plain text and Markdown transcripts."""

from __future__ import annotations

import itertools
import re

from analyser.interviews.decode import decode
from analyser.interviews.source import Source, Span

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+\S.*$", re.MULTILINE)
_UNDERLINED = re.compile(r"^(?=\S).{1,200}\n(?:=+|-{3,})[ \t]*$", re.MULTILINE)
_ROW = re.compile(r"^ {0,3}\|.*\|[ \t]*$")
_RULE_CELL = re.compile(r"\s*:?-+:?\s*")
_EMPHASISED = re.compile(r"^[ \t]*(\*\*|__|\*|_)(?=\S)[^*_\n]+\1[ \t]*$", re.MULTILINE)


def read_text(data: bytes) -> Source:
    """A .txt transcript."""
    text, warnings = decode(data)
    return Source(text, warnings=warnings)


def read_markdown(data: bytes) -> Source:
    """A .md transcript: its words with their marks; headings, tables and bold paragraphs are known."""
    text, warnings = decode(data)
    headings = [match.span() for pattern in (_HEADING, _UNDERLINED) for match in pattern.finditer(text)]
    return Source(
        text,
        headings=tuple(sorted(headings)),
        tables=_tables(text),
        emphasised=tuple(match.span() for match in _EMPHASISED.finditer(text)),
        warnings=warnings,
    )


def _tables(text: str) -> tuple[tuple[tuple[Span, ...], ...], ...]:
    """Runs of `| cell | cell |` lines."""
    tables: list[list[tuple[Span, ...]]] = [[]]
    offset = 0
    for line in text.split("\n"):
        if _ROW.match(line):
            cells = _cells(line, offset)
            if not all(_RULE_CELL.fullmatch(text, *cell) for cell in cells):
                tables[-1].append(cells)
        elif tables[-1]:
            tables.append([])
        offset += len(line) + 1
    return tuple(tuple(rows) for rows in tables if rows)


def _cells(line: str, offset: int) -> tuple[Span, ...]:
    bars = [index for index, character in enumerate(line) if character == "|" and line[index - 1 : index] != "\\"]
    return tuple((offset + left + 1, offset + right) for left, right in itertools.pairwise(bars))
