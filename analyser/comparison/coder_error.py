"""What the coder's errors may do to each finding (`coder_error.csv`)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from analyser.coding import CLASSES, ErrorRates
from analyser.comparison import count, presence, share
from analyser.comparison.both_sides import BothSides
from analyser.comparison.cell_sentences import CellSentences, kind_of
from analyser.comparison.cells import Cell
from analyser.comparison.error_band import Composition, ErrorBand, composition
from analyser.comparison.findings import HIGHER, INDETERMINATE, several
from analyser.comparison.perceived import placed_sentences
from analyser.comparison.review_sample import ReviewSample
from analyser.comparison.spoken_numbers import Estimate
from analyser.comparison.voices import Voice
from analyser.schemas import CODER_ERROR, DISCREPANCIES
from analyser.statistics import ClusterRatio, benjamini_hochberg
from analyser.study import Study
from analyser.tables import table

PREDICTION_POWERED, ERROR_BAND, HAND_CODED = "prediction_powered", "error_band", "hand_coded"
MENTIONS = "mentions"
MACHINE = "model:"  # how the column `coder` begins where no person coded


@dataclass(frozen=True, eq=False)
class Coding:
    """What the codes of a run rest on.

    `machine`: the coder's rows before any review (`schemas.CODED_EXCERPTS`). `rates`: how often this coder errs; None
    where nobody has measured it. `sample`: what `review.sample.drawn_sample` returns; empty without a review. `given`:
    the codes were taken from a table.
    """

    machine: pd.DataFrame
    rates: ErrorRates | None = None
    sample: Mapping[str, Any] | None = None
    given: bool = False


@dataclass(frozen=True)
class _Told:
    """What a method says of one measure: the figure as corrected, its ends, and the finding at either."""

    method: str
    low: float
    high: float
    at_low: str
    at_high: str
    note: str
    corrected: float | None = None


def coder_error(
    coding: Coding,
    excerpts: pd.DataFrame,
    people: pd.DataFrame,
    discrepancies: pd.DataFrame,
    both: BothSides,
) -> pd.DataFrame:
    """A row (`schemas.CODER_ERROR`) per cell for each of count, share, mentions and presence that partners give a
    figure for.

    Where analysts have looked at a random sample of the sentences, share and mentions are corrected by it and `low` and
    `high` are the corrected figure's 95 % limits; everything else has the band that the coder's measured errors span.
    `depends` tells whether the finding would be another at either end: that of an end by the same rule as the finding
    itself, the records at their centre. Codes by hand have no band.

    Args:
        excerpts: the rows that `both` was made of, after the review.
    """
    found = table(discrepancies, DISCREPANCIES)
    rows = {(row["slice"], row["value"], row["measure"]): row for row in found.to_dict("records")}
    judge = _Judge(coding, excerpts, people, found, both.study)
    out = []
    for cell in both.cells:
        for measure in ("count", "share", "presence"):
            row = rows.get((cell.slice, cell.value, measure))
            if row is None or pd.isna(row["partners"]):
                continue
            out.append(_row(row, judge.told(cell, measure, row)))
            if measure == "share":
                out.append(_row(_mentions_row(cell, row), judge.mentions(cell)))
    return table(out, CODER_ERROR)


def _row(row: Mapping[Any, Any], told: _Told) -> dict[str, Any]:
    changed = row["finding"] not in (told.at_low, told.at_high) or told.at_low != told.at_high
    return {
        "slice": row["slice"],
        "value": row["value"],
        "measure": row["measure"],
        "method": told.method,
        "partners": row["partners"],
        "corrected": _rounded(told.corrected),
        "low": _rounded(told.low),
        "high": _rounded(told.high),
        "records": row["records"],
        "finding": row["finding"],
        "finding_at_low": told.at_low,
        "finding_at_high": told.at_high,
        "depends": ("yes" if changed else "no") if told.method and row["finding"] else "",
        "note": told.note,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else round(value, 6) + 0.0


def _mentions_row(cell: Cell, row: Mapping[Any, Any]) -> dict[Any, Any]:
    told = float(sum(voice.high for voice in cell.voices))
    return {**row, "measure": MENTIONS, "partners": told, "records": math.nan, "finding": ""}


class _Judge:
    """Says of each cell and measure how far the coder's errors reach."""

    def __init__(
        self, coding: Coding, excerpts: pd.DataFrame, people: pd.DataFrame, found: pd.DataFrame, study: Study
    ) -> None:
        self.study, self.found = study, found
        self.coding, self.people, self.excerpts = coding, people, excerpts
        by_machine = excerpts["coder"].str.startswith(MACHINE)
        self.by_hand = coding.given and not by_machine.any()
        self.unmeasured = not self.by_hand and (coding.given or coding.rates is None)

    @cached_property
    def sentences(self) -> CellSentences:
        return CellSentences(placed_sentences(self.excerpts, self.people))

    @cached_property
    def certain(self) -> frozenset[str]:
        """The excerpts that an analyst has coded."""
        return frozenset(self.excerpts.loc[~self.excerpts["coder"].str.startswith(MACHINE), "excerpt_id"])

    @cached_property
    def bands(self) -> ErrorBand | None:
        rates = self.coding.rates
        return None if rates is None else ErrorBand(rates, seed=self.study.compare.seed)

    @cached_property
    def samples(self) -> tuple[ReviewSample, ReviewSample] | None:
        """The random sample among the partners' sentences, and among those of the owners of the records."""
        if not self.coding.sample:
            return None
        owners = {kind.casefold() for kind in self.study.records.owner} if self.study.records else set()
        machine, reviewed = (placed_sentences(one, self.people) for one in (self.coding.machine, self.excerpts))

        def of(owner: bool) -> ReviewSample:
            own = (
                [one for one in side if (one.agency_type.casefold() in owners) == owner] for side in (machine, reviewed)
            )
            return ReviewSample(next(own), next(own), self.coding.sample or {})

        return of(False), of(True)

    def told(self, cell: Cell, measure: str, row: Mapping[Any, Any]) -> _Told:
        finding = str(row["finding"])
        if self.by_hand:
            return _Told(HAND_CODED, math.nan, math.nan, finding, finding, "coded by hand: no coder's errors")
        if measure == "share" and (corrected := self._corrected(cell)) is not None:
            return corrected
        if self.bands is None or self.coding.given:
            return _unmeasured(self.coding)
        said = composition(self.sentences.of(cell), kind_of(cell))
        if measure == "count":
            return self._count(cell, said, self.bands)
        if measure == "share":
            return self._share(cell, said, self.bands)
        return self._presence(cell, self.bands)

    def mentions(self, cell: Cell) -> _Told:
        if self.by_hand:
            return _Told(HAND_CODED, math.nan, math.nan, "", "", "coded by hand: no coder's errors")
        found = self._sample(cell)
        if found is not None:
            low, high = found.found.hits_limits()
            return _Told(PREDICTION_POWERED, max(0.0, low), high, "", "", self._looked_at(found), found.found.hits)
        if self.bands is None or self.coding.given:
            return _unmeasured(self.coding)
        said = composition(self.sentences.of(cell), kind_of(cell))
        return _Told(ERROR_BAND, *self.bands.mentions(cell, said), "", "", self._measured_on())

    def _sample(self, cell: Cell) -> Any:
        if self.samples is None or not cell.voices:
            return None
        sample = self.samples[all(voice.owner for voice in cell.voices)]
        return sample.correct(cell)

    def _corrected(self, cell: Cell) -> _Told | None:
        found = self._sample(cell)
        if found is None:
            return None
        ratio: ClusterRatio = found.ratio
        finding = self._share_finding(cell, ratio)
        low, high = ratio.limits()
        return _Told(PREDICTION_POWERED, low, high, finding, finding, self._looked_at(found), ratio.share)

    def _share(self, cell: Cell, said: Composition, bands: ErrorBand) -> _Told:
        low, high = bands.share(cell, said)
        both = share.sides(cell)
        ends = [
            INDETERMINATE if both is None or math.isnan(end) else self._share_finding(cell, _moved(both.partners, end))
            for end in (low, high)
        ]
        return _Told(ERROR_BAND, low, high, ends[0], ends[1], self._measured_on())

    def _share_finding(self, cell: Cell, partners: ClusterRatio) -> str:
        """The finding with this share of the partners, among the p-values of the other cells as they are."""
        both, margin = share.sides(cell), self.study.compare.margin
        if both is None or cell.failure:
            return INDETERMINATE
        both = replace(both, partners=partners)
        finding = both.judge(both.records, margin)
        if finding not in HIGHER or cell.slice == "all":
            return finding
        peers = self.found[(self.found["measure"] == "share") & (self.found["slice"] == cell.slice)]
        own = peers["value"].eq(cell.value).to_numpy()
        p_values = peers["p_value"].to_numpy(dtype=float, na_value=math.nan).copy()
        p_values[own] = both.p_value()
        q = float(benjamini_hochberg(p_values.tolist())[own.argmax()])
        return finding if q <= share.LARGEST_Q else INDETERMINATE

    def _count(self, cell: Cell, said: Composition, bands: ErrorBand) -> _Told:
        figures = count.cell_figures(cell, self.study, covered=cell.covered)
        total = count.combined(cell, figures, self.study) or Estimate(0.0, math.inf, 0.0, math.inf)
        alike = cell.covered == self.study.compare.case_months
        ends = bands.count(figures, total, said, self.certain, any_basis=alike)

        def finding(span: Estimate) -> str:
            if cell.shown is None or cell.failure:
                return INDETERMINATE
            comparable = count.has_upper_end(cell, self.study)
            return count.settled(span, cell.shown, self.study.compare.margin, comparable)[0]

        sure = sum(set(own.ids) <= self.certain for own in figures)
        note = f"{several(len(figures), 'agency gives', 'agencies give')} a number, {sure} of them reviewed"
        at_low = finding(_moved_to(total, ends.low, total.high))
        at_high = finding(_moved_to(total, total.low, ends.high))
        return _Told(ERROR_BAND, ends.low, ends.high, at_low, at_high, f"{note}; {self._measured_on()}")

    def _presence(self, cell: Cell, bands: ErrorBand) -> _Told:
        affirm = {voice.agency for voice in cell.voices if voice.affirms}
        silent: dict[str, float] = {voice.agency: 0.0 for voice in cell.voices if voice.agency not in affirm}
        kind = kind_of(cell)
        for agency in silent:
            own = replace(cell, voices=tuple(voice for voice in cell.voices if voice.agency == agency))
            silent[agency] = composition(self.sentences.of(own), kind).coded.get(CLASSES[2], 0)
        low, high = bands.affirming(cell, self.certain, silent)
        at_low = _presence_finding(replace(cell, voices=_unsaid(cell.voices)), self.study) if not low else None
        at_high = (
            _presence_finding(replace(cell, voices=_said(cell.voices)), self.study) if not affirm and high else None
        )
        now = _presence_finding(cell, self.study)
        return _Told(ERROR_BAND, low, high, at_low or now, at_high or now, self._measured_on())

    def _measured_on(self) -> str:
        rates = self.coding.rates
        return f"the coder's errors as measured on {rates.measured_on}" if rates else ""

    def _looked_at(self, found: Any) -> str:
        drawn = several(found.found.labelled, "sentence")
        return f"by {drawn} that analysts looked at, {found.wrong} of them with another count of mentions"


def _unmeasured(coding: Coding) -> _Told:
    if coding.given:
        note = "codes of a program, taken from a table: how often it errs is not known here"
    else:
        note = (
            "how often this coder errs was not measured: `analyser evaluate --card` does, by interviews coded by hand"
        )
    return _Told("", math.nan, math.nan, "", "", note)


def _moved(partners: ClusterRatio, to: float) -> ClusterRatio:
    """The same interviews with another share, alike as before; where they did not vary, an interview is one unit."""
    was, then = (max(0.0, share * (1 - share)) for share in (partners.share, to))
    scale = math.sqrt(then / was) if was > 0 else 0.0
    return replace(partners, share=to, se=partners.se * scale, guarded_se=partners.guarded_se * scale)


def _presence_finding(cell: Cell, study: Study) -> str:
    return str(presence.measure(cell, study)["finding"])


def _unsaid(voices: Sequence[Voice]) -> tuple[Voice, ...]:
    """The voices as if what they affirm were past, possible or others' knowledge."""
    return tuple(_without(voices))


def _without(voices: Sequence[Voice]) -> Iterator[Voice]:
    for one in voices:
        told = one.other_high + int(one.affirms)
        yield replace(one, high=0, high_ids=(), reviewed=0, stock=None, flow=None, other_high=told)


def _said(voices: Sequence[Voice]) -> tuple[Voice, ...]:
    """The voices as if one had affirmed high harm unheard."""
    return tuple(replace(one, high=1, high_ids=("unheard",)) if not place else one for place, one in enumerate(voices))


def _moved_to(total: Estimate, low: float, high: float) -> Estimate:
    """The same with other ends, the chance about each as it was."""
    above = math.inf if math.isinf(high) or math.isinf(total.high) else total.high_limit - total.high
    return Estimate(low, high, max(0.0, low - (total.low - total.low_limit)), high + above)
