"""Interviews for tests, written as lines "Q: …" (interviewer), "A: …" and "B: …" (two partners), and documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc

from analyser.coding import code_interviews, load_coder
from analyser.interviews.model import Interview, Turn

NLP = spacy.blank("en")
ROLES = {"Q": ("Interviewer", "interviewer"), "A": ("Partner 1", "partner"), "B": ("Partner 2", "partner")}


def interview(text: str, name: str = "talk") -> Interview:
    turns, place = [], 0
    for line in text.split("\n"):
        if line[1:2] == ":":
            speaker, role = ROLES[line[0]]
            turns.append(Turn(len(turns) + 1, speaker, role, place + 3, place + len(line)))
        place += len(line) + 1
    return Interview(name, Path(f"{name}.txt"), text, tuple(turns))


def coded(text: str) -> list[dict[str, Any]]:
    """The codes of every partner sentence."""
    return code_interviews([interview(text)], load_coder()).to_dict("records")


def last(text: str) -> dict[str, Any]:
    """The codes of the last partner sentence."""
    return coded(text)[-1]


def document(*sentences: str) -> Doc:
    """A Doc with these sentences, each beginning where it was told to."""
    starts = {sum(len(sentence) + 1 for sentence in sentences[:place]) for place in range(len(sentences))}
    doc = NLP(" ".join(sentences))
    for token in doc:
        token.is_sent_start = token.idx in starts
    return doc
