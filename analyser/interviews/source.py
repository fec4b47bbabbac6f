"""What a format reader hands on: the text as read, and what the format itself says of its structure."""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True)
class Label:
    """A speaker's label in the text: the turn's speech begins at `end`. `time` is its timestamp, if any."""

    start: int
    end: int
    name: str
    role_note: str = ""  # what stands in brackets after the name
    time: str = ""


@dataclass(frozen=True)
class Source:
    """A transcript before its speakers are known.

    `labels` are certain because the format names the speakers (captions' voices); None where they have to be found.
    `headings` are not speech. `tables` hold, for each table, its rows of cell spans. `emphasised` are whole
    paragraphs in bold or italics, `listed` those of lists. `times` are timestamps that the format gives, by offset.
    """

    text: str
    labels: tuple[Label, ...] | None = None
    headings: tuple[Span, ...] = ()
    tables: tuple[tuple[tuple[Span, ...], ...], ...] = ()
    emphasised: tuple[Span, ...] = ()
    listed: tuple[Span, ...] = ()
    times: tuple[tuple[int, str], ...] = ()
    warnings: tuple[str, ...] = ()


class Unreadable(Exception):
    """Why a file cannot be read, and what to do about it."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
