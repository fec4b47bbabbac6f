"""Transcripts without speakers' labels: the questions may be set off by bold, italics, headings or numbers."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import cache

from analyser.interviews.cues import cues
from analyser.interviews.source import Label, Source, Span

_WRAPPED = re.compile(r"(?:\n[ \t]*\S[^\n]*?){1,3}?\?(?=[ \t]*(?:\n|$))")
_WORD = re.compile(r"[^\W\d_]{2}")
QUESTIONS = "questions"
_FEWEST = 2


@cache
def _numbered_line() -> re.Pattern[str]:
    heads = cues().any_of["question_heads"]
    return re.compile(
        rf"^[ \t]*(?:(?:{heads})[ ]?)?(?P<number>\d{{1,3}})[.):][ \t]+(?P<words>\S[^\n]*)$",
        re.MULTILINE | re.IGNORECASE,
    )


def questions_set_off(source: Source, skip: int) -> list[Label]:
    """Labels without width where paragraphs of questions, set off from the answers, alternate with these; else none.

    Set off are paragraphs in bold or italics, headings, numbered paragraphs of a list, and lines with a rising number
    in front, if most of them ask. The questions' speaker is called "questions", the other one has no name.
    """
    text = source.text
    kinds = (source.emphasised, source.headings, source.listed, _numbered(text))
    asking = next((found for kind in kinds if (found := _asking(text, kind, skip))), [])
    labels = []
    for start, end in asking:
        labels += [Label(text.rfind("\n", 0, start) + 1, start, QUESTIONS), Label(end, end, "")]
    if asking and text[skip : asking[0][0]].strip():
        labels.insert(0, Label(skip, skip, ""))
    return labels


def _asking(text: str, spans: Sequence[Span], skip: int) -> list[Span]:
    """The paragraphs of one kind, if at least two and most of them ask and are answered by what is not of this kind."""
    spans = sorted(span for span in spans if span[0] >= skip)
    if len(spans) < _FEWEST:
        return []
    asking = sum(_asks(text[slice(*span)]) for span in spans)
    behind = [*(start for start, _ in spans[1:]), len(text)]
    answered = sum(_WORD.search(text, end, start) is not None for (_, end), start in zip(spans, behind, strict=True))
    return spans if asking >= _FEWEST and asking * 2 >= len(spans) <= answered * 2 else []


def _numbered(text: str) -> list[Span]:
    """Lines with a number in front, from behind the number to the question's end; the numbers rise or are all 1."""
    lines = list(_numbered_line().finditer(text))
    steps = [int(after["number"]) - int(before["number"]) for before, after in itertools.pairwise(lines)]
    usual = steps.count(1) + (len(steps) if not any(steps) else 0)
    return (
        [(line.start("words"), _question_end(text, line.end("words"))) for line in lines]
        if usual * 2 >= len(steps)
        else []
    )


def _question_end(text: str, end: int) -> int:
    """Where a question ends that may be wrapped: with its line, or with the next ones if one of these has the mark."""
    if text[max(0, end - 20) : end].rstrip().endswith((".", "?", "!", "…")):
        return end
    match = _WRAPPED.match(text, end)
    return match.end() if match else end


def _asks(paragraph: str) -> bool:
    bare = paragraph.strip(" \t*_#")
    return bare.endswith("?") or cues().asking.match(bare) is not None
