"""Transcripts that are tables: which column holds the speaker, which the speech, which the time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from analyser.interviews.cues import CLOCK, cues, label_key
from analyser.interviews.source import Label, Source, Span
from analyser.interviews.unlabelled import QUESTIONS

_CLOCK = re.compile(CLOCK)
_TIME_CELL = re.compile(rf"[\[(#]?\s*{CLOCK}[.,\d\-\s>–—:]*[\])#]?")
_NUMBER_CELL = re.compile(r"#?\d{1,5}\.?")


def table_labels(source: Source) -> tuple[list[Label], list[Span], list[Span]]:
    """The labels that tables give, what in them is no speech, and the spans of the tables so understood."""
    labels: list[Label] = []
    hidden: list[Span] = []
    used: list[Span] = []
    for table in source.tables:
        rows = [tuple(_trim(source.text, cell) for cell in row) for row in table]
        columns = _columns(source.text, rows)
        if columns is None:
            continue
        found, silent = _read(source.text, rows, columns)
        if found:
            labels += found
            hidden += silent
            used.append((table[0][0][0], table[-1][-1][1] + 1))
    return labels, hidden, used


def _trim(text: str, cell: Span) -> Span:
    start, end = cell
    while start < end and text[start] in " \t\n*_":
        start += 1
    while end > start and text[end - 1] in " \t\n*_":
        end -= 1
    return start, end


def _columns(text: str, rows: Sequence[tuple[Span, ...]]) -> dict[int, str] | None:
    """The kind of each column: by its head, else by what its cells look like; None when it is no transcript."""
    width = max(len(row) for row in rows)
    if width < 2:
        return None
    kinds = _by_head(text, rows[0])
    if "interviewer" in kinds.values() and "partner" in kinds.values():
        return kinds
    body = rows[1:] if kinds else rows
    cells = {column: [text[slice(*row[column])] for row in body if column < len(row)] for column in range(width)}
    for column, values in cells.items():
        filled = [value for value in values if value]
        if column in kinds or not filled:
            continue
        if sum(bool(_TIME_CELL.fullmatch(value)) for value in filled) * 10 >= len(filled) * 7:
            kinds[column] = "time"
        elif all(_NUMBER_CELL.fullmatch(value) for value in filled):
            kinds[column] = "number"
    free = [column for column in cells if column not in kinds and any(cells[column])]
    if "speech" not in kinds.values() and free:
        longest = max(free, key=lambda column: sum(map(len, cells[column])))
        kinds[longest] = "speech"
        free.remove(longest)
    if "speaker" not in kinds.values():
        likely = [column for column in free if _are_names([value for value in cells[column] if value])]
        if likely:
            kinds[likely[0]] = "speaker"
    if {"speech", "speaker"} <= set(kinds.values()):
        return kinds
    return _asking_column(cells)


def _asking_column(cells: Mapping[int, Sequence[str]]) -> dict[int, str] | None:
    """Of two columns of sentences one mostly asks, whatever its head is."""
    wordy = [column for column, values in cells.items() if sum(len(value.split()) > 2 for value in values) > 1]
    if len(wordy) != 2:
        return None
    share = {column: _asks([value for value in cells[column] if value]) for column in wordy}
    asking, answering = sorted(wordy, key=lambda column: -share[column])
    return {asking: "interviewer", answering: "partner"} if share[asking] >= 0.6 and share[answering] <= 0.2 else None


def _asks(values: Sequence[str]) -> float:
    return sum(value.rstrip(' *_"”’)').endswith("?") for value in values) / max(1, len(values))


def _by_head(text: str, row: tuple[Span, ...]) -> dict[int, str]:
    kinds: dict[int, str] = {}
    for column, cell in enumerate(row):
        key = label_key(text[slice(*cell)])
        kind = next((kind for kind, words in cues().columns.items() if key in words), "")
        if kind and kind not in kinds.values():
            kinds[column] = kind
    return kinds if len(kinds) > 1 else {}


def _are_names(values: Sequence[str]) -> bool:
    """Short cells, few different ones or known labels, and none a metadata key alone."""
    keys = [label_key(value) for value in values]
    if not keys or any(len(value) > 60 or len(value.split()) > 7 for value in values):
        return False
    if sum(key in cues().sets["header_keys"] for key in keys) * 2 >= len(keys):
        return False
    known = sum(bool(cues().role(key)) for key in keys)
    return known > 0 or (len(set(keys)) * 3 <= len(keys) * 2 and len(keys) > 2)


def _read(text: str, rows: Sequence[tuple[Span, ...]], columns: dict[int, str]) -> tuple[list[Label], list[Span]]:
    labels: list[Label] = []
    hidden: list[Span] = []
    place = {kind: column for column, kind in columns.items()}
    heads = bool(_by_head(text, rows[0]))
    names = {kind: text[slice(*rows[0][column])] for kind, column in place.items() if heads}
    heads = heads or ("speech" not in place and all(_is_head(text[slice(*cell)]) for cell in rows[0]))
    for number, row in enumerate(rows):
        whole = row[0][0], row[-1][1]
        if number == 0 and heads:
            hidden.append(whole)
            continue
        time = _cell(text, row, place.get("time"))
        clock = _CLOCK.search(time)
        stamp = clock.group() if clock else ""
        if "speech" not in place:  # a column of questions and one of answers
            for kind in ("interviewer", "partner"):
                column = place[kind]
                if _cell(text, row, column):
                    start = row[column][0]
                    name = names.get(kind, QUESTIONS if kind == "interviewer" else "")
                    labels.append(Label(start, start, name, "", stamp))
            told = {place["interviewer"], place["partner"]}
            hidden += [cell for column, cell in enumerate(row) if column not in told]
            continue
        column = place["speech"]
        speaker = _cell(text, row, place["speaker"]).rstrip(" :.")
        if column >= len(row):
            hidden.append(whole)
            continue
        hidden += [(_line_start(text, whole[0]), row[column][0]), (row[column][1], _line_end(text, whole[1]))]
        if speaker:
            labels.append(
                Label(row[0][0] if column else row[column][0], row[column][0], " ".join(speaker.split()), "", stamp)
            )
    return labels, hidden


def _is_head(cell: str) -> bool:
    return len(cell.split()) <= 6 and not cell.endswith((".", "?", "!", "…"))


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _cell(text: str, row: tuple[Span, ...], column: int | None) -> str:
    return text[slice(*row[column])] if column is not None and column < len(row) else ""
