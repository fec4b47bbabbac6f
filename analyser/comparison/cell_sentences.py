"""The coded sentences that stand behind a cell, which the comparison itself knows only as what each speaker says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from analyser.comparison.cells import Cell
from analyser.comparison.sentences import Sentence
from analyser.comparison.voices import Voice
from analyser.records.names import area_key

Who = tuple[str, str, str, str]  # interview, speaker, agency and area of a speaker


class CellSentences:
    """Partners' sentences by speaker, so that a cell finds those of its voices."""

    def __init__(self, sentences: Iterable[Sentence]) -> None:
        self._own: dict[Who, list[Sentence]] = defaultdict(list)
        for one in sentences:
            self._own[who_says(one)].append(one)

    def of(self, cell: Cell) -> list[Sentence]:
        """All sentences of the cell's speakers, also those that no level was given to."""
        return [one for who in dict.fromkeys(map(_who, cell.voices)) for one in self._own.get(who, ())]


def is_of(cell: Cell) -> Callable[[Sentence], bool]:
    """Whether a sentence counts in the cell: by its speaker, in a cell of one type also by its types."""
    there = frozenset(map(_who, cell.voices))
    kind = kind_of(cell)
    return lambda one: (not kind or kind in one.types) and who_says(one) in there


def kind_of(cell: Cell) -> str:
    """The type of exploitation of a cell of one; "" of any other."""
    return cell.value if cell.slice == "cse_type" else ""


def who_says(one: Sentence) -> Who:
    agency = one.agency or one.agency_type or one.interview
    return one.interview, one.speaker, _plain(agency), area_key(one.area) if one.area else ""


def _who(voice: Voice) -> Who:
    return voice.interview, voice.speaker, voice.agency, voice.area_key


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
