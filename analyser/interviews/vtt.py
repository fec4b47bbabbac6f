"""WebVTT captions, as Teams (`<v Name>`) and Zoom (`Name: text`) write them."""

from __future__ import annotations

import html
import itertools
import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass

from analyser.interviews.cues import label_key
from analyser.interviews.decode import decode
from analyser.interviews.labels import find_labels
from analyser.interviews.source import Label, Source, Unreadable

_TIMING = re.compile(r"^\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})\s*-->\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?(?:[ \t\n]([^>]*))?>|</v>")
_TAG = re.compile(r"<(?:/?(?:c|i|b|u|ruby|rt|lang|font)\b[^>\n]*|\d[\d:.]*)>")
_PREFIX = re.compile(r"(\S(?:[^:\n]{0,58}[^\s:])?):\s+")
_PAUSE = 2.0  # seconds of silence that end a paragraph where captions name no speaker


@dataclass(frozen=True)
class _Piece:
    """What one voice says in one cue."""

    start: float
    end: float
    clock: str
    name: str
    text: str


def read_vtt(data: bytes) -> Source:
    """Captions as a transcript: one line `Name: text` for each turn, the cues of one speaker joined.

    Raises:
        Unreadable: it is no WebVTT, or holds no cue.
    """
    text, warnings = decode(data)
    if not text.lstrip().startswith("WEBVTT") and "-->" not in text:
        raise Unreadable("it is no WebVTT file", "export the captions again as .vtt")
    pieces = _named(_without_rolling(_pieces(text)))
    if not pieces:
        raise Unreadable("it holds no caption", "export the captions again as .vtt")
    return _joined(pieces, warnings)


def _pieces(text: str) -> list[_Piece]:
    pieces = []
    for block in re.split(r"\n[ \t]*\n", text):
        lines = block.strip("\n").split("\n")
        timing = next(((index, found) for index, line in enumerate(lines[:2]) if (found := _TIMING.match(line))), None)
        if timing is None:  # the header, NOTE, STYLE, REGION
            continue
        index, found = timing
        start, end = _seconds(found.group(1)), _seconds(found.group(2))
        clock = re.split(r"[.,]", found.group(1))[0]
        payload = "\n".join(lines[index + 1 :])
        for name, said in _voices(payload):
            if said:
                pieces.append(_Piece(start, end, clock, name, said))
    return pieces


def _voices(payload: str) -> list[tuple[str, str]]:
    """Name and words of each voice of a cue, in order."""
    voices = []
    name, at = "", 0
    for tag in _VOICE.finditer(payload):
        voices.append((name, payload[at : tag.start()]))
        name, at = " ".join(_plain(tag.group(1) or "").split()), tag.end()
    voices.append((name, payload[at:]))
    return [(who, "\n".join(filter(None, (_one_line(line) for line in said.split("\n"))))) for who, said in voices]


def _plain(text: str) -> str:
    return html.unescape(_TAG.sub("", text)).replace("\u200e", "").replace("\u200b", "")


def _one_line(text: str) -> str:
    return " ".join(_plain(text).split())


def _without_rolling(pieces: list[_Piece]) -> list[_Piece]:
    """Captions that roll repeat the line before; where a good part of the file does, the repeated lines go."""
    pairs = list(itertools.pairwise(pieces))
    rolling = sum(_overlap(a.text, b.text) > 0 for a, b in pairs)
    if rolling * 3 < len(pairs) or not pairs:
        return pieces
    kept = [pieces[0]]
    for before, piece in pairs:
        words = piece.text.split()[_overlap(before.text, piece.text) :]
        if words:
            kept.append(_Piece(piece.start, piece.end, piece.clock, piece.name, " ".join(words)))
    return kept


def _overlap(before: str, after: str) -> int:
    """How many words at the beginning of a caption are the last ones of the caption before; two lines at most."""
    ended, begun = before.split(), after.split()
    for length in range(min(len(ended), len(begun), 60), 1, -1):
        if ended[-length:] == begun[:length]:
            return length
    return 1 if ended == begun and ended else 0


def _named(pieces: list[_Piece]) -> list[_Piece]:
    """Names from `Name: text` where the captions have no voices."""
    if any(piece.name for piece in pieces):
        return [_Piece(p.start, p.end, p.clock, p.name, " ".join(p.text.split())) for p in pieces]
    prefixed = _prefixed(pieces)
    if prefixed:
        return prefixed
    text = "\n".join(piece.text for piece in pieces)
    labels = find_labels(text)
    starts = [label.start for label in labels]
    named, offset, name = [], 0, ""
    for piece in pieces:
        for line in piece.text.split("\n"):
            begun = offset
            end = offset + len(line)
            for label in labels[bisect_left(starts, offset) : bisect_left(starts, end)]:
                if said := text[begun : label.start].strip():
                    named.append(_Piece(piece.start, piece.end, piece.clock, name, said))
                name, begun = label.name, label.end
            if said := text[begun:end].strip():
                named.append(_Piece(piece.start, piece.end, piece.clock, name, said))
            offset = end + 1
    return named


def _prefixed(pieces: list[_Piece]) -> list[_Piece]:
    """Names of any kind ("Kim's iPhone", "Trust - Ana B") where nearly every caption begins with one, as Zoom's do."""
    found = [(piece, _PREFIX.match(piece.text)) for piece in pieces]
    names = Counter(label_key(match.group(1)) for _, match in found if match)
    if len(names) < 2 or names.total() * 10 < len(pieces) * 9 or names.total() < 2 * len(names):
        return []
    named: list[_Piece] = []
    for piece, match in found:
        name = match.group(1) if match else named[-1].name if named else ""
        said = " ".join(piece.text[match.end() if match else 0 :].split())
        named.append(_Piece(piece.start, piece.end, piece.clock, name, said))
    return [piece for piece in named if piece.text]


def _joined(pieces: list[_Piece], warnings: tuple[str, ...]) -> Source:
    """The text, its labels and the times of its cues."""
    parts: list[str] = []
    labels: list[Label] = []
    times: list[tuple[int, str]] = []
    length = 0

    def write(part: str) -> None:
        nonlocal length
        parts.append(part)
        length += len(part)

    anyone = any(piece.name for piece in pieces)
    before: _Piece | None = None
    for piece in pieces:
        if before is None or label_key(piece.name) != label_key(before.name):
            write("\n" if before else "")
            start = length
            times.append((start, piece.clock))
            write(f"{piece.name}: " if piece.name else "")
            if anyone:
                labels.append(Label(start, length, piece.name, "", piece.clock))
        else:
            write("\n" if not anyone and piece.start - before.end >= _PAUSE else " ")
            times.append((length, piece.clock))
        write(piece.text)
        before = piece
    return Source("".join(parts), tuple(labels) if anyone else (), times=tuple(times), warnings=warnings)


def _seconds(clock: str) -> float:
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total
