"""Every word of a sentence that might count its children or cases: the trained coder chooses among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Span

from analyser.codebook.lexicon import FOLDER, exact_keys, lexicon
from analyser.coding.cue_phrases import Phrasebook
from analyser.coding.cue_words import Word
from analyser.coding.pipeline import said_words, text_of
from analyser.coding.quantity import numbers_of, quantities
from analyser.coding.quantity_sentence import Quantity, quantities_among
from analyser.errors import InputError

_KEYS = frozenset({"phrases", "kind", "low", "high"})


@dataclass(frozen=True)
class CountWord:
    """What a word counts where it counts: "both" two, "mostly" half or more."""

    kind: str
    low: float
    high: float


def every_number(sent: Span) -> list[Quantity]:
    """The sentence's numbers as the rules read them, then those that they pass over, then words like "both".

    No two have the same place and value. Places are characters of the document.
    """
    words, text = said_words(sent), text_of(sent.doc)
    read = {(one.start, one.end): one for one in quantities(sent)}
    found = [
        *(read.get((one.start, one.end), one) for one in numbers_of(sent)),
        *quantities_among(words, text, every=True),
        *_count_words(words, text),
    ]
    kept: dict[tuple[int, int, str, float, float], Quantity] = {}
    for one in found:
        kept.setdefault((one.start, one.end, one.kind, one.low, one.high), one)
    return list(kept.values())


def _count_words(words: Sequence[Word], text: str) -> list[Quantity]:
    found = []
    for place in range(len(words)):
        match = _phrases().longest(words, place)
        if match:
            word = match.payload
            start, end = words[place].start, words[match.end - 1].end
            found.append(
                Quantity(word.kind, word.low, word.high, "", "stock", False, "cases", start, end, text[start:end])
            )
    return found


@cache
def _phrases() -> Phrasebook[CountWord]:
    entries = lexicon("count_words").get("words", [])
    problems = [
        problem
        for place, entry in enumerate(entries, start=1)
        for problem in exact_keys(entry, _KEYS, FOLDER / "count_words.yaml", f"entry {place}")
    ]
    if problems:
        raise InputError(problems)
    phrases: dict[CountWord, list[str]] = {}
    for one in entries:  # several may count the same
        phrases.setdefault(CountWord(one["kind"], float(one["low"]), float(one["high"])), []).extend(one["phrases"])
    return Phrasebook(phrases)
