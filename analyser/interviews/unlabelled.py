"""Transcripts without speakers' labels: the questions may be set off by bold, italics or numbers."""

from __future__ import annotations

import re

from analyser.interviews.cues import cues
from analyser.interviews.source import Label, Source

_NUMBERED = re.compile(
    r"^[ \t]*(?:Q(?:uestion)?\s?)?\d{1,3}[.)][ \t]+(?=\S)([^\n]*\?)[ \t]*$", re.MULTILINE | re.IGNORECASE
)
_FIRST_WORD = re.compile(r"[^\w]*")
QUESTIONS = "questions"
_FEWEST = 2


def questions_set_off(source: Source, skip: int) -> list[Label]:
    """Labels without width where paragraphs of questions, in bold or numbered, alternate with answers; else none.

    The questions' speaker is called "questions", the other one has no name.
    """
    text = source.text
    emphasised = [span for span in source.emphasised if span[0] >= skip]
    asking = [span for span in emphasised if _asks(text[slice(*span)])]
    if len(asking) < _FEWEST or len(asking) * 2 < len(emphasised):
        emphasised = [match.span() for match in _NUMBERED.finditer(text, skip)]
        if len(emphasised) < _FEWEST:
            return []
    labels = []
    for start, end in emphasised:
        labels += [Label(start, start, QUESTIONS), Label(end, end, "")]
    if text[skip : emphasised[0][0]].strip():
        labels.insert(0, Label(skip, skip, ""))
    return labels


def _asks(paragraph: str) -> bool:
    bare = paragraph.strip(" \t*_")
    return bare.endswith("?") or cues().asking.match(bare) is not None
