"""What the model hears: the lines of an interview as pieces of words, with marks of who speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tokenizers import Tokenizer

START, END = 101, 102  # the encoder's [CLS] and [SEP]
ASKS = 1  # one of the encoder's unused pieces opens each turn: of the interviewer, of the first, second … partner
PARTNERS = (2, 3, 4, 5)
LONGEST = 160  # pieces of a line that are heard


@dataclass(frozen=True)
class Line:
    """A sentence of a partner or a turn of the interviewer.

    `features` are what the rules see in a partner's sentence, `numbers` where in `text` something is counted.
    """

    text: str
    speaker: str
    asks: bool = False
    features: tuple[float, ...] = ()
    numbers: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Heard:
    """A line as pieces: `numbers` are spans of pieces, `places` the characters that each piece stands for."""

    pieces: tuple[int, ...]
    asks: bool
    features: tuple[float, ...] = ()
    numbers: tuple[tuple[int, int], ...] = ()
    places: tuple[tuple[int, int], ...] = field(default=(), repr=False)


def open_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer of a file, as it cuts whole texts."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def hear(lines: Sequence[Line], tokenizer: Tokenizer) -> list[Heard]:
    """The lines as pieces. A line ends in END; the first line of a turn begins with the mark of its speaker."""
    found = tokenizer.encode_batch([line.text for line in lines], add_special_tokens=False)
    partners: dict[str, int] = {}
    before: tuple[str, bool] | None = None
    heard = []
    for line, words in zip(lines, found, strict=True):
        pieces, places = list(words.ids[:LONGEST]), list(words.offsets[:LONGEST])
        if before != (line.speaker, line.asks):
            before = (line.speaker, line.asks)
            number = 0 if line.asks else partners.setdefault(line.speaker, len(partners))
            pieces.insert(0, ASKS if line.asks else PARTNERS[number % len(PARTNERS)])
            places.insert(0, (0, 0))
        numbers = tuple(_pieces_of(places, *span) for span in line.numbers)
        heard.append(Heard((*pieces, END), line.asks, line.features, numbers, (*places, (0, 0))))
    return heard


def _pieces_of(places: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """The pieces that lie in a span of characters; the last one where the span is cut off."""
    inside = [place for place, (first, last) in enumerate(places) if first < end and last > start]
    return (inside[0], inside[-1] + 1) if inside else (max(len(places) - 1, 0), len(places))
