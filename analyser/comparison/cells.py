"""The cells that are compared: all, and each value of the slices that the study names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from analyser.comparison.findings import several
from analyser.comparison.shown import Records, Shown, coverage_failure
from analyser.comparison.spoken_numbers import months_of
from analyser.comparison.voices import Voice, agencies, of_type
from analyser.records.names import area_key
from analyser.study import Study

CALENDAR = ("month", "quarter")


@dataclass(frozen=True)
class Cell:
    """One cell: who speaks in it, what the records show of it, and what stands in the way of comparing the two.

    `areas`: keys of the areas that figures are added up over. `months`: of the partners' figures; `has_period` tells
    whether the study sets them. `failure`: why count, share and presence cannot be compared. `open_end`: why
    there may be cases that no figure of the cell counts, even where every agency was asked. `notes` hold for all.
    """

    slice: str
    value: str
    start: str
    end: str
    voices: tuple[Voice, ...]
    shown: Shown | None
    areas: frozenset[str]
    months: float
    has_period: bool = True
    failure: str = ""
    open_end: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def covered(self) -> float:
        """The months that both sides cover."""
        told = self.shown.months if self.shown else None
        return self.months if told is None else min(told, self.months)

    @property
    def study_is_shorter(self) -> bool:
        """Whether the records go on for longer than the partners' figures, for want of a period that cuts both."""
        told = self.shown.months if self.shown else None
        return not self.has_period and told is not None and told > self.months


def cells(voices: Sequence[Voice], records: Records, study: Study) -> Iterator[Cell]:
    """`all`, then the slices as the study names them, each with the values that either side has."""
    yield _Maker(voices, records, study).whole()
    for slice_ in dict.fromkeys(study.compare.slices):
        yield from _Maker(voices, records, study).slice(slice_)


class _Maker:
    def __init__(self, voices: Sequence[Voice], records: Records, study: Study) -> None:
        self.study, self.records = study, records
        self.everyone = voices
        self.partners = [voice for voice in voices if not voice.owner]
        told = list(study.areas) or records.values("area") or [voice.area for voice in self.partners if voice.area]
        self.areas = frozenset(map(area_key, told))
        self.months = months_of(study)

    def whole(self) -> Cell:
        return self._cell("all", "", self.partners, self.records.all, self._area_notes())

    def slice(self, slice_: str) -> Iterator[Cell]:
        if slice_ == "area":
            yield from self._areas()
        elif slice_ == "cse_type":
            yield from self._types()
        elif slice_ == "agency_type":
            yield from self._agency_types()
        elif slice_ in CALENDAR:
            for value in self.records.values(slice_):
                cell = self._cell(slice_, value, [], self.records.row(slice_, value))
                yield replace(cell, failure=f"partners' statements cannot be split by {slice_}")

    def _areas(self) -> Iterator[Cell]:
        names: dict[str, str] = {}
        spoken = sorted((voice.area for voice in self.partners if voice.area), key=lambda name: (name.casefold(), name))
        for name in (*self.study.areas, *self.records.values("area"), *spoken):
            if not self.study.areas or area_key(name) in self.areas:
                names.setdefault(area_key(name), name)
        rows = {area_key(value): self.records.row("area", value) for value in self.records.values("area")}
        spoken_of: dict[str, list[Voice]] = {}
        for voice in self.partners:
            spoken_of.setdefault(voice.area_key, []).append(voice)
        open_end = self._beyond_areas()
        for key, name in names.items():
            shown = rows.get(key) or self.records.nothing("area", name)
            yield replace(self._cell("area", name, spoken_of.get(key, []), shown), open_end=open_end)

    def _types(self) -> Iterator[Cell]:
        spoken = {kind for voice in self.partners for kind, one in voice.types.items() if one.excerpts or one.tells}
        for kind in sorted({*self.records.values("cse_type"), *spoken}):
            shown = self.records.row("cse_type", kind) or self.records.nothing("cse_type", kind)
            cell = self._cell("cse_type", kind, of_type(self.partners, kind), shown)
            yield replace(cell, open_end=self._without_type(kind))

    def _agency_types(self) -> Iterator[Cell]:
        names: dict[str, str] = {}
        for voice in sorted(self.everyone, key=lambda one: (one.agency_type.casefold(), one.agency_type)):
            if voice.agency_type:
                names.setdefault(voice.agency_type.casefold(), voice.agency_type)
        for key, name in names.items():
            own = [voice for voice in self.everyone if voice.agency_type.casefold() == key]
            notes = ["held against all records of the study"]
            if any(voice.owner for voice in own):
                notes.append("they own these records: a line of their own, not among the partners")
            cell = self._cell("agency_type", name, own, self.records.all, notes)
            yield replace(cell, open_end="other agencies hold other cases")

    def _cell(
        self, slice_: str, value: str, voices: Sequence[Voice], shown: Shown | None, notes: Sequence[str] = ()
    ) -> Cell:
        period = self.study.period
        failure = coverage_failure(shown, self.records.all, self.months) if shown else self._untold(slice_)
        return Cell(
            slice=slice_,
            value=value,
            start=shown.start if shown else period.start.isoformat() if period else "",
            end=shown.end if shown else period.end.isoformat() if period else "",
            voices=tuple(voices),
            shown=shown,
            areas=self.areas,
            months=self.months,
            has_period=period is not None,
            failure=failure,
            notes=tuple(notes),
        )

    def _beyond_areas(self) -> str:
        """Partners of the whole hold cases in every area, and do not say how many in each."""
        wide = agencies([one for one in self.partners if one.has_cases and one.area_key not in self.areas])
        if not wide:
            return ""
        works = several(len(wide), "agency works", "agencies work")
        return f"{works} beyond single areas, and their part of this one is not known"

    def _without_type(self, kind: str) -> str:
        """Cases told without a type may be of this one, unless the agency gives a number for it."""
        numbered = set(agencies([one for one in of_type(self.partners, kind) if one.stock or one.flow]))
        untold = [one for one in agencies([v for v in self.partners if v.has_untyped]) if one not in numbered]
        if not untold:
            return ""
        return f"{several(len(untold), 'agency tells', 'agencies tell')} of cases without their type"

    def _untold(self, slice_: str) -> str:
        return "there are no records" if self.records.all is None else f"the records do not tell {slice_}"

    def _area_notes(self) -> list[str]:
        others = sorted({voice.area for voice in self.partners if voice.area and voice.area_key not in self.areas})
        if not others:
            return []
        named = ", ".join(repr(name) for name in others)
        return [f"{several(len(others), 'area')} not among those of the records or study, taken as the whole: {named}"]
