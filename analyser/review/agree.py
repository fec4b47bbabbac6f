"""How far those who coded the same passages agree: for each pair of coders, axis and code, and what lies behind it.

Analysts are held against each other and against the model, and all of them against a second table where one is given.
A passage that one coder takes for a case and another does not counts under `harm_level` alone: what is said of a case
(assertion, number, type, trend) is compared where both see one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyser.review.codes import choices
from analyser.review.passages import place_of
from analyser.schemas import AGREEMENT, DISAGREEMENTS
from analyser.statistics.agreement import FEW, cluster_limits
from analyser.statistics.rating_pairs import (
    Floats,
    Pairs,
    ac1s,
    agreements,
    alphas,
    count_pairs,
    fleiss_kappas,
    kappas,
    positive_agreements,
    prevalences,
)
from analyser.tables import table

ORDERED = ("none", "low", "medium", "high")  # unspecified stands apart from the order
ALL = "all analysts"
RESAMPLES = 1000
Measure = Callable[[Pairs], Floats]
Places = NDArray[np.intp]
Flags = NDArray[np.bool_]

OF_AN_AXIS: Mapping[str, Measure] = {"agreement": agreements, "kappa": kappas, "alpha": alphas, "ac1": ac1s}
OF_THE_ORDER: Mapping[str, Measure] = {
    "kappa_linear": partial(kappas, weights="linear"),
    "kappa_quadratic": partial(kappas, weights="quadratic"),
    "alpha_ordinal": partial(alphas, scale="ordinal"),
}
OF_A_CODE: Mapping[str, Measure] = {
    "prevalence": partial(prevalences, category=1),
    "positive_agreement": partial(positive_agreements, category=1),
    **OF_AN_AXIS,
}
SHARES = ("agreement", "prevalence", "positive_agreement")


@dataclass(frozen=True)
class Axis:
    """One thing that is coded: `columns` together are its value; `among`: the passages on which it is compared."""

    name: str
    columns: tuple[str, ...]
    among: str  # a key of AMONG

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that are looked at one by one; none for numbers."""
        return choices().get(self.name, ())


AMONG = {
    "coded": "no passage that both coded",
    "case": "no passage in which both see a case",
    "number": "no passage in which both give a number",
}
AXES = (
    Axis("harm_level", ("harm_level",), "coded"),
    Axis("assertion", ("assertion",), "case"),
    Axis("quantity_kind", ("quantity_kind",), "case"),
    Axis("quantity", ("quantity_kind", "quantity_low", "quantity_high", "rate_per"), "case"),
    Axis("quantity_basis", ("quantity_basis",), "number"),
    Axis("cse_type", ("cse_type",), "case"),
    Axis("data_claim", ("data_claim",), "coded"),
    Axis("trend", ("trend",), "case"),
)


@dataclass(frozen=True, eq=False)
class Agreement:
    """`figures` (`schemas.AGREEMENT`), the `disagreements` behind them (`schemas.DISAGREEMENTS`), how many passages
    each coder coded, how many decisions were left out, by reason, and how many passages each analyst coded with other
    codes in view (`seen`), which makes agreement look better than it is.

    A row of `figures` is of two coders, or of all analysts (`first` is `ALL`, `second` empty); an empty `code` means
    the whole axis. What is not defined is NaN, and `note` says why.
    """

    figures: pd.DataFrame
    disagreements: pd.DataFrame
    coded: Mapping[str, int]
    left_out: Mapping[str, int] = field(default_factory=dict)
    seen: Mapping[str, int] = field(default_factory=dict)

    def behind(self, figure: Mapping[Any, Any]) -> pd.DataFrame:
        """The disagreements that a row of `figures` counts, in the order of the interviews."""
        first, second = figure["first"], figure["second"]
        found: pd.DataFrame = self.disagreements
        pairs = found["second"].str.startswith("analyst:") if first == ALL else found["second"] == second
        if first != ALL:
            pairs &= found["first"] == first
        found = found[pairs & (found["axis"] == figure["axis"])]
        if figure["measure"] in OF_THE_ORDER:
            found = found[found["first_code"].isin(ORDERED) & found["second_code"].isin(ORDERED)]
        if figure["code"]:
            sides = (found["first_code"], found["second_code"])
            first_has, second_has = ([figure["code"] in codes.split(";") for codes in side] for side in sides)
            found = found[np.not_equal(first_has, second_has)]
        return found


def agreement_of(
    ratings: pd.DataFrame, *, left_out: Mapping[str, int] | None = None, resamples: int = RESAMPLES, seed: int = 0
) -> Agreement:
    """The agreement of all pairs of coders with a passage in common, and of the analysts together if there are more.

    `ratings` have the columns of `ratings.COLUMNS`, one row a passage and coder. Intervals come of drawing whole
    interviews again (`statistics.cluster_limits`).
    """
    coded = _Coded.of(ratings)
    analysts = sorted(one for one in coded.rows if one.startswith("analyst:"))
    others = [one for one in coded.rows if one not in analysts]
    groups = [
        _Group.of(coded, pair, [pair], resamples, seed)
        for pair in combinations([*analysts, *others], 2)
        if coded.together(*pair).any()
    ]
    figures = [figure for group in groups for figure in group.figures()]
    disagreements = [group.disagreements() for group in groups]
    among = [group.names for group in groups if group.names[1] in analysts]
    if len(analysts) > 2 and among:
        figures += _Group.of(coded, (ALL, ""), among, resamples, seed).figures()
    return Agreement(
        table(figures, AGREEMENT),
        table(pd.concat(disagreements) if disagreements else [], DISAGREEMENTS),
        {one: int((coded.rows[one] >= 0).sum()) for one in [*analysts, *others]},
        dict(left_out or {}),
        {str(one): int(count) for one, count in ratings.loc[ratings["seen"] == "yes", "coder"].value_counts().items()},
    )


@dataclass(frozen=True, eq=False)
class _Coded:
    """The ratings as numbers. A unit is a passage with its text; units stand by interview and place.

    `rows`: by coder, each unit's row in the ratings or −1; `clusters`: each unit's interview; `values`: by axis, each
    row's value as a place in `categories`; `kept`: by what an axis is compared among, the rows that can be.
    """

    passages: Sequence[str]
    interviews: Sequence[str]
    clusters: Places
    rows: Mapping[str, Places]
    values: Mapping[str, Places]
    categories: Mapping[str, Sequence[str]]
    kept: Mapping[str, Flags]

    @classmethod
    def of(cls, ratings: pd.DataFrame) -> _Coded:
        keys = list(zip(*(ratings[name].tolist() for name in ("interview_id", "passage", "text_hash")), strict=True))
        units = sorted(set(keys), key=lambda key: (key[0], _start(key[1]), key))
        number = {key: n for n, key in enumerate(units)}
        unit_of_row = np.array([number[key] for key in keys], dtype=np.intp)
        rows = {}
        for coder, own in ratings.reset_index(drop=True).groupby("coder", sort=False).groups.items():
            rows[str(coder)] = np.full(len(units), -1)
            rows[str(coder)][unit_of_row[own]] = own
        values, categories = {}, {}
        for axis in AXES:
            text = ratings[axis.columns[0]].str.cat(ratings[list(axis.columns[1:])], sep=" ").str.strip()
            values[axis.name], found = pd.factorize(text, sort=True)
            categories[axis.name] = [str(one) for one in found]
        level, kind = (ratings[name].to_numpy(dtype=object) for name in ("harm_level", "quantity_kind"))
        case = (level != "") & (level != "none")
        kept = {"coded": level != "", "case": case, "number": case & (kind != "")}
        interviews = [key[0] for key in units]
        return cls(
            [key[1] for key in units],
            interviews,
            pd.factorize(np.array(interviews, dtype=object))[0],
            rows,
            values,
            categories,
            kept,
        )

    def together(self, first: str, second: str) -> Flags:
        """The units that two coders both coded."""
        return (self.rows[first] >= 0) & (self.rows[second] >= 0)


@dataclass(frozen=True, eq=False)
class _Group:
    """Coders who coded the same units: a pair of rows of the ratings for each two who coded a unit."""

    names: tuple[str, str]
    coded: _Coded
    units: Places  # each pair's unit
    first: Places  # its rows
    second: Places
    clusters: Places  # its interview, among those of the group
    times: Floats  # how often each resample draws each interview

    @classmethod
    def of(
        cls, coded: _Coded, names: tuple[str, str], pairs: Sequence[tuple[str, str]], resamples: int, seed: int
    ) -> _Group:
        found = [np.flatnonzero(coded.together(*pair)) for pair in pairs]
        units = np.concatenate(found)
        first, second = (
            np.concatenate([coded.rows[pair[side]][own] for pair, own in zip(pairs, found, strict=True)])
            for side in (0, 1)
        )
        interviews, clusters = np.unique(coded.clusters[units], return_inverse=True)
        even = np.full(len(interviews), 1 / len(interviews))
        times = np.random.default_rng(seed).multinomial(len(interviews), even, size=resamples)
        return cls(names, coded, units, first, second, clusters, times.astype(float))

    def figures(self) -> Iterator[dict[str, Any]]:
        several = self.names[0] == ALL
        whole = {**OF_AN_AXIS, "kappa": fleiss_kappas} if several else OF_AN_AXIS
        ordinal = {"alpha_ordinal": OF_THE_ORDER["alpha_ordinal"]} if several else OF_THE_ORDER
        for axis in AXES:
            compared = self._on(axis)
            yield from compared.figures(whole)
            if axis.name == "harm_level":
                yield from self._on(axis, ORDERED).figures(ordinal)
            for code in axis.codes:
                yield from compared.figures({**OF_A_CODE, "kappa": whole["kappa"]}, code)

    def disagreements(self) -> pd.DataFrame:
        """Those on all axes, of a group of two coders."""
        found = [self._on(axis).disagreements() for axis in AXES]
        return pd.concat(found, ignore_index=True).assign(first=self.names[0], second=self.names[1])

    def _on(self, axis: Axis, order: Sequence[str] = ()) -> _Compared:
        """The pairs on an axis, with the values that occur or, in their order, those of `order` alone."""
        values, categories = self.coded.values[axis.name], self.coded.categories[axis.name]
        fits = self.coded.kept[axis.among]
        if order:
            ranks = np.array([order.index(one) if one in order else -1 for one in categories], dtype=np.intp)
            values = ranks[values]
            fits = fits & (values >= 0)
        kept = fits[self.first] & fits[self.second]
        first, second = values[self.first[kept]], values[self.second[kept]]
        if not order:
            used = np.unique(np.concatenate([first, second]))
            order = [categories[place] for place in used]
            first, second = np.searchsorted(used, first), np.searchsorted(used, second)
        return _Compared(self, axis, order, self.units[kept], first, second, self.clusters[kept])


@dataclass(frozen=True, eq=False)
class _Compared:
    """The pairs of a group that are compared on an axis: unit, interview, and both values as places in `categories`."""

    group: _Group
    axis: Axis
    categories: Sequence[str]
    units: Places
    first: Places
    second: Places
    clusters: Places

    @cached_property
    def counted(self) -> tuple[Pairs, Pairs]:
        """The pairs, those of one unit counting 1 together; and α's coincidences, those of m coders counting m / 2."""
        _, place, pairs_of_unit = np.unique(self.units, return_inverse=True, return_counts=True)
        paired = pairs_of_unit[place].astype(float)
        raters = (1 + np.sqrt(1 + 8 * paired)) / 2
        count = partial(
            count_pairs, self.first, self.second, len(self.categories), clusters=self.clusters, times=self.group.times
        )
        pairs = count(weights=1 / paired)
        return pairs, (pairs if np.all(paired == 1) else count(weights=raters / 2 / paired))

    @cached_property
    def sizes(self) -> tuple[int, int]:
        """How many passages and interviews are compared."""
        return len(np.unique(self.units)), len(np.unique(self.clusters))

    def figures(self, measures: Mapping[str, Measure], code: str = "") -> Iterator[dict[str, Any]]:
        """A row for each measure, of the whole axis or of one code."""
        pairs, coincidences = self.counted
        apart = self.first != self.second
        if code:
            has = np.array([code in value.split(";") for value in self.categories], dtype=np.intp)
            apart = has[self.first] != has[self.second]
            pairs, coincidences = pairs.has(has), coincidences.has(has)
        passages, interviews = self.sizes
        about = {
            **dict(zip(("first", "second"), self.group.names, strict=True)),
            "axis": self.axis.name,
            "code": code,
            "passages": passages,
            "interviews": interviews,
            "disagreements": len(np.unique(self.units[apart])),
        }
        for name, measure in measures.items():
            found = measure(coincidences if name.startswith("alpha") else pairs)
            value, lowest = float(found[0]), 0.0 if name in SHARES else -1.0
            limits = None if np.isnan(value) else cluster_limits(value, found[1:], interviews, lowest=lowest)
            low, high = limits or (np.nan, np.nan)
            note = _note(self.axis, value, limits is not None, passages, interviews)
            yield {**about, "measure": name, "value": value, "low": low, "high": high, "note": note}

    def disagreements(self) -> pd.DataFrame:
        """A row for each unit with two values."""
        apart, coded = self.first != self.second, self.group.coded
        units = self.units[apart]
        return pd.DataFrame(
            {
                "axis": self.axis.name,
                "interview_id": [coded.interviews[unit] for unit in units],
                "passage": [coded.passages[unit] for unit in units],
                "first_code": [self.categories[place] for place in self.first[apart]],
                "second_code": [self.categories[place] for place in self.second[apart]],
            }
        )


def _note(axis: Axis, value: float, limits: bool, passages: int, interviews: int) -> str:
    if not passages:
        return f"not defined: {AMONG[axis.among]}"
    if np.isnan(value):
        return "not defined: the codes do not vary"
    if not limits:
        return "no interval: one interview" if interviews < 2 else "no interval: the resamples do not tell"
    return f"interval by t({interviews - 1}): few interviews" if interviews < FEW else ""


def _start(passage: str) -> int:
    try:
        return place_of(passage)[1]
    except ValueError:
        return 0
