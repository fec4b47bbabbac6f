"""From a source to turns: labels, speakers, roles, and what between them is no speech."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analyser.interviews.asking import Said
from analyser.interviews.grid import table_labels
from analyser.interviews.header import front_matter, header_names
from analyser.interviews.labels import find_labels
from analyser.interviews.model import Turn
from analyser.interviews.names import bare_label, bare_name, speaker_names
from analyser.interviews.roles import assign_roles
from analyser.interviews.silence import gutter, merged, silent_spans, timestamps
from analyser.interviews.source import Label, Source, Span
from analyser.interviews.unlabelled import QUESTIONS, questions_set_off

_NO_LABEL = "no speaker's label was found: all is taken to be the partner's speech"
_SET_OFF = "no speaker's label was found: questions in bold, headings or with numbers are taken to be the interviewer's"


@dataclass(frozen=True)
class Structure:
    """Who speaks where in a source."""

    turns: tuple[Turn, ...]
    silent: tuple[Span, ...]
    locators: tuple[tuple[int, str], ...]
    warnings: tuple[str, ...]


def structure(
    source: Source,
    *,
    interviewer: Sequence[str] = (),
    partners: Sequence[str] = (),
    complete: bool = True,
    markdown: bool = False,
) -> Structure:
    """The turns of a transcript.

    Args:
        interviewer: labels of interviewers beside those that are recognised anyway.
        partners: labels of partners that the metadata names.
        complete: whether the metadata names every partner.
    """
    text = source.text
    warnings = list(source.warnings)
    skip = front_matter(text)
    header = header_names(text[:skip])
    told = [*interviewer, *partners, *(name for names in header.values() for name in names)]
    labels, hidden = _labels(source, [*told, *(bare_name(name)[0] for name in told)], skip)
    if not labels:
        labels = questions_set_off(source, skip)
        warnings.append(_SET_OFF if labels else _no_label(text[skip:]))
        asked = {label.end for label in labels if label.name == QUESTIONS}
        source = replace(source, headings=tuple(span for span in source.headings if span[0] not in asked))
    silent = merged(
        [*silent_spans(source, markdown=markdown), *hidden, *((label.start, label.end) for label in labels)]
    )
    names = speaker_names(labels)
    spoken = _spoken(text, labels, names, silent, skip)
    heard = _heard(text, silent)
    roles, doubts = assign_roles(
        [Said(name, heard[start:end]) for name, start, end in spoken],
        notes=_notes(labels, names),
        interviewer=[*interviewer, *header["interviewer"], QUESTIONS],
        partners=partners or header["partner"],
        others=header["other"],
        complete=complete and bool(partners),
    )
    turns = tuple(
        Turn(number, name, roles[name], start, end) for number, (name, start, end) in enumerate(spoken, start=1)
    )
    inside = _within(silent, turns)
    return Structure(turns, tuple(inside), _locators(source, labels), (*warnings, *doubts))


def _no_label(talk: str) -> str:
    asking = sum(line.rstrip().endswith("?") for line in talk.split("\n"))
    return _NO_LABEL + (f"; {asking} lines end with a question mark: check whose they are" if asking > 1 else "")


def _labels(source: Source, known: Sequence[str], skip: int) -> tuple[list[Label], list[Span]]:
    if source.labels is not None:
        return [bare_label(label) for label in source.labels], []
    from_tables, hidden, used = table_labels(source)
    found = find_labels(source.text, headings=source.headings, known=known, skip=skip, gutter=dict(gutter(source.text)))
    outside = [label for label in found if not any(start <= label.start < end for start, end in used)]
    return sorted([*map(bare_label, from_tables), *outside], key=lambda label: label.start), hidden


def _spoken(
    text: str, labels: Sequence[Label], names: dict[Label, str], silent: Sequence[Span], skip: int
) -> list[tuple[str, int, int]]:
    """Speaker, start and end of each turn; labels in a row with one name make one turn."""
    if not labels:
        bounds = _bounded(text, skip, len(text), silent)
        return [("", *bounds)] if bounds else []
    turns: list[tuple[str, int, int]] = []
    ends = [label.start for label in labels[1:]] + [len(text)]
    for label, end in zip(labels, ends, strict=True):
        bounds = _bounded(text, label.end, end, silent)
        if bounds is None:
            continue
        if turns and turns[-1][0] == names[label]:
            turns[-1] = names[label], turns[-1][1], bounds[1]
        else:
            turns.append((names[label], *bounds))
    return turns


def _bounded(text: str, start: int, end: int, silent: Sequence[Span]) -> Span | None:
    """The span without blanks and silence at its ends; None when nothing is said."""
    index = max(0, bisect_left(silent, (start, 0)) - 1)
    while True:
        while start < end and text[start].isspace():
            start += 1
        while index < len(silent) and silent[index][1] <= start:
            index += 1
        if index < len(silent) and silent[index][0] <= start < silent[index][1]:
            start = silent[index][1]
        else:
            break
    index = bisect_left(silent, (end, 0)) - 1
    while start < end:
        while end > start and text[end - 1].isspace():
            end -= 1
        while index >= 0 and silent[index][0] >= end:
            index -= 1
        if index >= 0 and silent[index][1] >= end > silent[index][0]:
            end = silent[index][0]
        else:
            break
    return (start, end) if start < end else None


def _heard(text: str, silent: Sequence[Span]) -> str:
    """The text with blanks for what is not speech."""
    pieces, at = [], 0
    for start, end in silent:
        pieces += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])


def _notes(labels: Sequence[Label], names: dict[Label, str]) -> dict[str, set[str]]:
    """What stands in brackets after each speaker's name."""
    notes: dict[str, set[str]] = defaultdict(set)
    for label in labels:
        if label.role_note:
            notes[names[label]].add(label.role_note)
    return notes


def _within(silent: Sequence[Span], turns: Sequence[Turn]) -> list[Span]:
    """The silent spans inside turns, cut at their bounds."""
    inside = []
    index = 0
    for turn in turns:
        while index < len(silent) and silent[index][1] <= turn.start:
            index += 1
        at = index
        while at < len(silent) and silent[at][0] < turn.end:
            inside.append((max(silent[at][0], turn.start), min(silent[at][1], turn.end)))
            at += 1
    return inside


def _locators(source: Source, labels: Sequence[Label]) -> tuple[tuple[int, str], ...]:
    """Timestamps where the source has them; lines before the first one, and everywhere without any."""
    times = list(source.times) or sorted(
        {*((label.start, label.time) for label in labels if label.time), *timestamps(source.text)}
    )
    first = times[0][0] if times else len(source.text) + 1
    lines = []
    offset = 0
    for number, line in enumerate(source.text.split("\n"), start=1):
        if offset >= first:
            break
        lines.append((offset, f"line {number}"))
        offset += len(line) + 1
    return (*lines, *times)
