"""The findings of the whole study under every reasonable combination of choices (`specifications.csv`).

A specification curve: Simonsohn, Simmons and Nelson (2020), Nature Human Behaviour 4:1208. It describes how far a
finding hangs on what an analyst chose; the combinations share their data, so that the part that agrees is no
probability.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import product
from typing import Any

import pandas as pd

from analyser.comparison.both_sides import BothSides
from analyser.comparison.cells import Cell, cells
from analyser.comparison.choices import Choice, Value, choices
from analyser.comparison.count import cell_figures, central, combined, has_upper_end, sampling_limits, settled
from analyser.comparison.findings import INDETERMINATE
from analyser.comparison.share import FEWEST_INTERVIEWS, sides, stands
from analyser.comparison.shown import TOO_FEW_MONTHS, Records
from analyser.comparison.voices import AgencyFigure, Voice, read_voices
from analyser.records import Recount
from analyser.schemas import PERCEIVED, SPECIFICATIONS
from analyser.statistics import ClusterRatio, cluster_ratio
from analyser.study import Study
from analyser.tables import rows_of, table

MEASURES = ("count", "share")
LEFT_OUT = "left out: "

Setting = Mapping[str, Value]
"""The value of each choice by its key."""


def specify(recount: Recount, both: BothSides, sure: pd.DataFrame | None) -> pd.DataFrame:
    """A row (`schemas.SPECIFICATIONS`) for each combination of choices and each of count and share.

    The study's own choices stand first; `same` tells whether a combination gives the same finding. A value that cannot
    be used, or a combination that leaves nothing to compare, has a row without a finding whose note says why.

    Args:
        recount: the records, to be counted by other choices.
        sure: what each speaker says without the sentences that need a review; None where none does.
    """
    multiverse = _Multiverse(recount, both, sure)
    return table([row for measure in MEASURES for row in multiverse.rows(measure)], SPECIFICATIONS)


class _Multiverse:
    def __init__(self, recount: Recount, both: BothSides, sure: pd.DataFrame | None) -> None:
        self.recount = recount
        named = table(both.perceived, PERCEIVED)
        self.partners = {"all": _partners(both.voices)}
        if sure is not None:
            self.partners["sure"] = _partners(read_voices(sure))
        self.dates = named.loc[named["owner"] != "yes", "date"].tolist()
        self.agencies = _names(named, both.voices)
        self.study = both.whole
        self._records: dict[tuple[Value, ...], Records] = {}
        self._cells: dict[tuple[Value, ...], Cell] = {}
        self._figures: dict[tuple[Value, ...], list[AgencyFigure]] = {}

    def rows(self, measure: str) -> Iterator[dict[str, Any]]:
        """The study's own choices, the combinations, then what is left out."""
        about = choices().of(measure)
        own = {one.key: self.own[one.key] for one in about}
        first = self._found(measure, own)
        finding = first.get("finding")
        yield {"measure": measure, **own, **first, "own": "yes", "same": "yes" if finding else ""}
        if not finding:
            return
        lacks = {one.key: self._lacks(measure, one) for one in about}
        usable = {one.key: [v for v in self._values(one) if v not in lacks[one.key]] for one in about}
        for setting in _settings(about, usable, own):
            found = self._found(measure, setting)
            same = ("yes" if found["finding"] == finding else "no") if "finding" in found else ""
            yield {"measure": measure, **setting, **found, "own": "no", "same": same}
        for one in about:
            for value, why in lacks[one.key].items():
                yield {"measure": measure, one.key: value, "own": "no", "note": LEFT_OUT + why}

    @cached_property
    def own(self) -> dict[str, Value]:
        """What the study chose."""
        records, compare = self.study.records, self.study.compare
        assert records is not None  # noqa: S101 - a study without records has nothing to compare
        return {
            "definition": records.high_harm.rule,
            "unit": records.unit,
            "period": "whole",
            "non_recent": records.non_recent,
            "coder": "all",
            "weights": "mention",
            "case_months": float(compare.case_months),
            "margin": float(compare.margin),
            "left_out": "",
        }

    @cached_property
    def periods(self) -> dict[str, Sequence[str]]:
        """The months of each value of `period`; none where it cannot be told."""
        months = self.recount.months
        half = len(months) // 2
        heard = sorted(day[:7] for day in self.dates if _is_day(day))
        return {
            "whole": months,
            "first_half": months[:half],
            "second_half": months[half:],
            "without_lag": months[: -choices().lag_months],
            "common": [month for month in months if month < heard[0]] if heard else [],
        }

    def _values(self, choice: Choice) -> list[Value]:
        """The declared values, the study's own among them."""
        values = list(choice.values)
        if choice.key == "left_out":
            return [*values, *self.agencies.values()]
        own = self.own[choice.key]
        return values if own in values else sorted([*values, own], key=float)

    def _lacks(self, measure: str, choice: Choice) -> Mapping[Value, str]:
        """Why each value that cannot be used, or would repeat another's answer, is left out."""
        if choice.key == "period":
            return {name: why for name in choice.values if (why := self._period_lacks(str(name)))}
        if choice.key in self.recount.lacks:
            lacks: dict[Value, str] = {}
            if choice.key == "definition" and measure == "share":
                lacks = {value: "it tells no medium harm" for value in choice.values if value != "risk_level"}
            lacks.update(self.recount.lacks[choice.key].items())
            return lacks
        own = self.own[choice.key]
        if choice.key == "coder" and "sure" not in self.partners:
            return {"sure": "no coded sentence needs a review"}
        if choice.key == "case_months" and not any(voice.stock for voice in self.partners["all"]):
            return dict.fromkeys([v for v in self._values(choice) if v != own], "no partner tells of a caseload")
        if choice.key == "margin" and measure == "count" and not self._closed:
            return dict.fromkeys([v for v in self._values(choice) if v != own], "the partners' upper end is open")
        return {}

    def _period_lacks(self, name: str) -> str:
        months, whole = self.periods[name], self.periods["whole"]
        if name == "whole":
            return ""
        if name == "common" and not any(map(_is_day, self.dates)):
            return "no interview has a date"
        if len(months) == len(whole):
            return "it is the whole period"
        held = len(self.recount.on_record.intersection(months))
        return f"{held} of its months are on record, too few to compare" if held <= TOO_FEW_MONTHS else ""

    @cached_property
    def _closed(self) -> bool:
        """Whether the partners' figure has an upper end, so that the two sides can agree."""
        return has_upper_end(self._cell(self.own), self.study)

    def _cell(self, setting: Setting) -> Cell:
        """The whole study under a setting. Only what changes a cell tells cells apart."""
        counted = tuple(setting[name] for name in ("definition", "unit", "period", "non_recent"))
        if counted not in self._records:
            definition, unit, period, non_recent = map(str, counted)
            months = self.periods[period]
            span = self.recount.span(months)
            row = self.recount.count(definition=definition, unit=unit, months=months, non_recent=non_recent)
            row |= {"slice": "all", "from": span.start.isoformat(), "to": span.end.isoformat()}
            self._records[counted] = Records(pd.DataFrame([row]))
        key = (*counted, setting["coder"], setting["left_out"])
        if key not in self._cells:
            voices = self.partners[str(setting["coder"])]
            if setting["left_out"]:
                voices = [voice for voice in voices if self.agencies[voice.agency] != setting["left_out"]]
            self._cells[key] = next(cells(voices, self._records[counted], self.study))
        return self._cells[key]

    def _found(self, measure: str, setting: Setting) -> dict[str, Any]:
        cell = self._cell(setting)
        held = {name: setting[name] for name in ("margin", "case_months") if name in setting}
        study = replace(self.study, compare=replace(self.study.compare, **held))  # type: ignore[arg-type]
        if measure == "count":
            found = _count(cell, self._given(cell, setting, study), study)
        else:
            found = _share(cell, str(setting["weights"]), study)
        rounded = {name: round(value, 6) if isinstance(value, float) else value for name, value in found.items()}
        return {"from": cell.start, "to": cell.end, **rounded}

    def _given(self, cell: Cell, setting: Setting, study: Study) -> list[AgencyFigure]:
        """The agencies' figures. Of the records nothing but the months that they cover tells them apart."""
        key = (setting["coder"], setting["left_out"], cell.covered, cell.months, study.compare.case_months)
        if key not in self._figures:
            self._figures[key] = cell_figures(cell, study, covered=cell.covered)
        return self._figures[key]


def _settings(about: Sequence[Choice], usable: Mapping[str, list[Value]], own: Setting) -> Iterator[Setting]:
    """Every combination of the crossed choices, then the others one at a time; not the study's own."""
    crossed = [one.key for one in about if one.crossed]
    for combination in product(*(usable[key] for key in crossed)):
        setting = {**own, **dict(zip(crossed, combination, strict=True))}
        if setting != own:
            yield setting
    for one in about:
        if not one.crossed:
            yield from ({**own, one.key: value} for value in usable[one.key] if value != own[one.key])


def _count(cell: Cell, figures: Sequence[AgencyFigure], study: Study) -> dict[str, Any]:
    """The finding of `count`, with the figures that it rests on."""
    shown = cell.shown
    total = combined(cell, figures, study)
    if shown is None or total is None:
        return {"note": LEFT_OUT + "no partner gives a number of high-harm cases"}
    partners, closed, margin = central(figures, total), has_upper_end(cell, study), study.compare.margin
    low, high = sampling_limits(shown.central, expansion=shown.expansion)
    finding, robust = (INDETERMINATE, "") if cell.failure else settled(total, shown, margin, closed)
    return {
        "partners": partners,
        "partners_low": total.low,
        "partners_high": total.high,
        "records": shown.central,
        "records_low": shown.high_min,
        "records_high": shown.high_max,
        "ratio": _part(partners, shown.central),
        "ratio_low": total.low / high,
        "ratio_high": _part(total.high, low),
        "finding": finding,
        "robust": robust,
        "note": cell.failure,
    }


def _share(cell: Cell, weights: str, study: Study) -> dict[str, Any]:
    """The finding of `share`, with what partners say weighed by mention, by interview or by agency."""
    both = sides(cell)
    if both is None:
        return {"note": f"{LEFT_OUT}fewer than {FEWEST_INTERVIEWS} interviews, or no record, of high or medium harm"}
    if weights != "mention":
        both = replace(both, partners=_alike(cell.voices, weights))
    if both.partners.clusters < FEWEST_INTERVIEWS:
        return {"note": f"{LEFT_OUT}fewer than {FEWEST_INTERVIEWS} agencies tell of high or medium harm"}
    margin = study.compare.margin
    finding = INDETERMINATE if cell.failure else both.judge(both.records, margin)
    (low, high), (ratio_low, ratio_high) = both.partners.guarded_limits(), both.ratio(both.records)
    return {
        "partners": both.partners.share,
        "partners_low": low,
        "partners_high": high,
        "records": both.records.share,
        "records_low": both.lowest.share,
        "records_high": both.highest.share,
        "ratio": _part(both.partners.share, both.records.share),
        "ratio_low": ratio_low,
        "ratio_high": ratio_high,
        "finding": finding,
        "robust": "" if finding == INDETERMINATE else "yes" if stands(both, finding, margin) else "no",
        "note": cell.failure,
    }


def _alike(voices: Sequence[Voice], weights: str) -> ClusterRatio:
    """The mean of the shares of interviews, or of agencies, one as heavy as another."""
    heard: dict[str, tuple[int, int]] = {}
    for voice in voices:
        key = voice.agency if weights == "agency" else voice.interview
        high, both = heard.get(key, (0, 0))
        heard[key] = high + voice.high, both + voice.high + voice.medium
    shares = [high / both for high, both in heard.values() if both]
    return cluster_ratio(shares, [1] * len(shares))


def _part(number: float, whole: float) -> float | None:
    """The ratio; open where the whole is nothing, None where both are."""
    return number / whole if whole else float("inf") if number else None


def _partners(voices: Sequence[Voice]) -> list[Voice]:
    """Those who do not own the records; the owners are kept apart whatever is chosen."""
    return [voice for voice in voices if not voice.owner]


def _names(perceived: pd.DataFrame, voices: Sequence[Voice]) -> dict[str, str]:
    """The partners' agencies, each by its key, as first written."""
    written = [row["agency"] or row["agency_type"] or row["interview_id"] for row in rows_of(perceived.astype("str"))]
    names: dict[str, str] = {}
    for voice, name in zip(voices, written, strict=True):
        if not voice.owner:
            names.setdefault(voice.agency, str(name))
    return names


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
