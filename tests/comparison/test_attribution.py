"""The attribution of a gap: it adds up, gives an absent cause nothing, and its ranges hold whatever the truth is."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from comparison_studies import cell, counts, study, voice, voices
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analyser.comparison import both_sides
from analyser.comparison.cells import Cell
from analyser.comparison.corrections import CAUSES, Corrected
from analyser.comparison.count import cell_figures, central, combined
from analyser.comparison.explain import Account, account
from analyser.comparison.shown import Records

small = st.integers(0, 30)


@st.composite
def recorded(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Counts of the whole, an area and a type, and of those without area or type; bounds as wide as they may be."""

    def row(slice_: str, value: str, blank: dict[str, Any] | None) -> dict[str, Any]:
        levels = {name: draw(small) for name in ("high", "medium", "low", "risk_missing")}
        cases = sum(levels.values())
        misflagged = draw(st.integers(0, cases))
        own = cell(slice_, value, **levels, unflagged=draw(small), misflagged=misflagged, months_covered=draw(months))
        if blank and value != "(missing)":
            own["high_max"] += blank["high"] + blank["risk_missing"]
        if slice_ == "cse_type":
            own["high_min"] = draw(st.integers(0, own["high"]))
        return own

    months = st.sampled_from([5, 9, 12])
    rows = [row("all", "", None)]
    for slice_, value in (("area", "Harbour"), ("cse_type", "gang")):
        blank = row(slice_, "(missing)", None)
        rows += [row(slice_, value, blank), blank]
    return rows


@st.composite
def partners(draw: st.DrawFn) -> list[dict[str, Any]]:
    numbers = {"stock_low": draw(small), "flow_low": draw(small)}
    numbers |= {name.replace("low", "high"): value for name, value in numbers.items()}
    types = '{"gang":{"asked":1,"mentions_high":1,"flow_low":9,"flow_high":12,"high_excerpts":"e1"}}'
    return [voice("i1", area="Harbour", mentions_high=1, high_excerpts="e1", types=types, **numbers)]


def accounts(said: list[dict[str, Any]], rows: list[dict[str, Any]]) -> list[tuple[Cell, dict[str, Account]]]:
    of = study()
    every = both_sides(voices(*said), counts(*rows), of).cells
    found = [(one, {part.cause: part for part in account(one, of)}) for one in every]
    return [(one, parts) for one, parts in found if parts]


@settings(max_examples=40, deadline=None)
@given(partners(), recorded())
def test_the_rows_add_up_to_the_gap(said: list[dict[str, Any]], rows: list[dict[str, Any]]) -> None:
    for one, parts in accounts(said, rows):
        assert one.shown is not None
        figures = cell_figures(one, study(), covered=one.months)
        total = combined(one, figures, study())
        assert total is not None
        gap = central(figures, total) - one.shown.central
        assert abs(sum(part.cases for part in parts.values()) - gap) < 1e-9
        assert all(part.low - 1e-9 <= part.cases <= part.high + 1e-9 for part in parts.values())


@settings(max_examples=40, deadline=None)
@given(partners(), recorded(), st.sampled_from(["unflagged", "misflagged", "risk_missing"]))
def test_an_absent_cause_gets_nothing(said: list[dict[str, Any]], rows: list[dict[str, Any]], absent: str) -> None:
    for row in rows:
        if absent == "risk_missing":
            row["high_max"] -= row["risk_missing"]
            row["cases"] -= row["risk_missing"]
            row["unflagged"] = 0  # cases that the flag misses may lack their level too
        row[absent] = 0
    for one, parts in accounts(said, rows):
        if absent == "risk_missing" and one.slice != "all":
            continue  # the blank rows of the slice may lack it
        assert (parts[absent].cases, parts[absent].low, parts[absent].high) == pytest.approx((0, 0, 0), abs=1e-9)
        assert (parts["duplicates"].low, parts["duplicates"].high) == (0, 0)
        if one.slice != "cse_type":
            assert (parts["type_missing"].low, parts["type_missing"].high) == pytest.approx((0, 0), abs=1e-9)


# A case as it truly is: whether it is flagged, rightly so, has its level, and is high.
case = st.tuples(st.sampled_from(["flagged", "misflagged", "unflagged"]), st.booleans(), st.booleans())


@settings(max_examples=40, deadline=None)
@given(st.lists(case, min_size=1, max_size=14))
def test_whatever_each_case_truly_is_lies_within_the_ranges(everything: list[tuple[str, bool, bool]]) -> None:
    flagged = [one for one in everything if one[0] != "unflagged"]
    assume(any(known for _, known, _ in flagged))
    high = sum(known and is_high for _, known, is_high in flagged)
    missing = sum(not known for _, known, _ in flagged)
    levels = {"high": high, "medium": len(flagged) - high - missing, "risk_missing": missing}
    told = {name: sum(kind == name for kind, *_ in everything) for name in ("unflagged", "misflagged")}
    share = high / (len(flagged) - missing)

    def truly(corrected: frozenset[str]) -> float:
        """Case by case: those that stand after the corrections, high, or likely so while their level is missing."""
        total = 0.0
        for kind, known, is_high in everything:
            stands = kind == "flagged" or (kind == "unflagged") == ("unflagged" in corrected)
            if kind == "misflagged":
                stands = "misflagged" not in corrected
            if stands:
                total += is_high if known or "risk_missing" in corrected else share
        return total

    ((_, parts),) = accounts([voice("i1", flow_low=40, flow_high=40)], [cell(**levels, **told)])
    effects: dict[str, list[float]] = {cause: [] for cause in CAUSES}
    for order in permutations(CAUSES):
        for place, cause in enumerate(order):
            effects[cause].append(truly(frozenset(order[: place + 1])) - truly(frozenset(order[:place])))
    for cause, steps in effects.items():
        assert parts[cause].low - 1e-9 <= min(steps)
        assert max(steps) <= parts[cause].high + 1e-9
    left = 40 - truly(frozenset(CAUSES))
    assert parts["unexplained"].low - 1e-9 <= left <= parts["unexplained"].high + 1e-9


def test_order_matters_where_the_missing_are_unlike_the_known() -> None:
    """Ten cases that the flag misses, all without a level and in truth all high, where a tenth of the known are."""
    shown = Records(counts(cell(high=1, medium=9, unflagged=10))).all
    assert shown is not None
    after = Corrected(shown)
    none, flags, levels, both = (
        after(frozenset(chosen)) for chosen in ([], ["unflagged"], ["risk_missing"], ["unflagged", "risk_missing"])
    )
    truth = both.argmax()
    assert (none[truth], both[truth]) == (1, 11)
    assert {float(levels[at] - none[at]) for at in range(len(none))} == {0.0}
    assert max(both - flags) == pytest.approx(9)


def test_children_without_a_type_may_all_be_of_it_or_none() -> None:
    said = [voice("i1", types='{"gang":{"asked":1,"flow_low":20,"flow_high":20,"high_excerpts":"a"}}', flow_low=20)]
    rows = [
        cell(high=6, medium=6, risk_missing=4),
        cell("cse_type", "gang", high=4, medium=2, high_max=4 + 2 + 4),
        cell("cse_type", "(missing)", high=2, medium=4, risk_missing=4),
    ]
    (_, whole), (of_type, parts) = [one for one in accounts(said, rows) if one[0].slice in ("all", "cse_type")]
    assert (whole["type_missing"].low, whole["type_missing"].high) == (0, 0)
    assert of_type.shown is not None
    rest = of_type.shown.central - 4
    assert rest > 0
    assert parts["type_missing"].cases == pytest.approx(0)
    assert parts["type_missing"].low == pytest.approx(-(rest + 4 * of_type.shown.blank_part * (1 - 1 / 3)))
    assert parts["type_missing"].high == pytest.approx(6 - 6 * of_type.shown.blank_part)
    assert parts["unexplained"].low == pytest.approx(20 - 10)
