"""The specification curve: each combination is what the comparison itself says of a study that makes those choices."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from comparison_studies import study, voice, voices

from analyser.comparison import both_sides, compare, specify
from analyser.comparison.choices import choices
from analyser.comparison.sensitivity import sensitivities
from analyser.errors import InputError
from analyser.records import Recount
from analyser.records.recount import UNITS, _Unit
from analyser.schemas import RECORD_COUNTS
from analyser.study import Period, Study
from analyser.tables import table

FIGURES = ["partners", "partners_low", "partners_high", "records", "records_low", "records_high", "ratio", "ratio_low",
    "ratio_high", "finding", "robust"]  # fmt: skip


def recount(*, months: int = 12, rows: int = 300, seed: int = 0) -> Recount:
    draw = np.random.default_rng(seed)
    end = date(2018 + (3 + months) // 12, (3 + months) % 12 + 1, 1)
    period = Period(date(2018, 4, 1), date.fromordinal(end.toordinal() - 1))
    return Recount(
        period=period,
        on_record=frozenset(period.month_names()),
        month=draw.integers(0, months, rows).astype(np.int16),
        long_past=draw.random(rows) < 0.2,
        # Another definition knows more of the high ones, and no medium.
        ranks={
            "risk_level": draw.choice(np.array([1, 2, 3, 4], dtype=np.int8), rows, p=[0.3, 0.4, 0.2, 0.1]),
            "offence_code": draw.choice(np.array([0, 4], dtype=np.int8), rows),
        },
        units={unit: _Unit.of(draw.integers(0, rows // 2, rows)) for unit in UNITS},
        lacks={
            "definition": {"harm_index": "a list", "narrative": "a column", "any": "both"},
            "unit": {},
            "non_recent": {},
        },
    )


def partners(**first: Any) -> pd.DataFrame:
    rows = [voice(f"i{n}", mentions_high=4 + n % 3, mentions_medium=2 + n, stock_low=9 * n, stock_high=11 * n,
            agency=f"Agency {n % 6}", area="Harbour", date=f"2019-0{1 + n % 3}-11") for n in range(8)]  # fmt: skip
    rows.append(voice("own", owner="yes", agency="Police", mentions_high=50, flow_low=900, flow_high=900))
    return voices({**rows[0], **first}, *rows[1:])


NO_AREAS = table([], RECORD_COUNTS)


def whole(perceived: pd.DataFrame, counts: pd.DataFrame, of: Study) -> dict[str, dict[str, Any]]:
    return {row["measure"]: row for row in compare(both_sides(perceived, counts, of)).to_dict("records")}


@pytest.mark.parametrize("coverage", ["some", "all"])
def test_each_combination_is_what_the_comparison_says_of_it(coverage: str) -> None:
    of, again, heard = study(slices=(), coverage=coverage), recount(), partners()
    sure = partners(mentions_high=1, stock_low=1, stock_high=1)
    found = specify(again, both_sides(heard, NO_AREAS, of), sure)
    half = len(again.months) // 2
    months = {
        "whole": again.months, "first_half": again.months[:half], "second_half": again.months[half:],
        "without_lag": again.months[:-3], "common": again.months[:9],
    }  # fmt: skip
    used = found[(found["finding"] != "") & ~found["weights"].isin(["interview", "agency"])]
    for row in used[::13].to_dict("records"):
        row_of_counts = again.count(
            definition=row["definition"], unit=row["unit"], months=months[row["period"]], non_recent=row["non_recent"]
        )
        counts = table([{"slice": "all", **row_of_counts}], RECORD_COUNTS)
        chosen = {name: row[name] for name in ("margin", "case_months") if not pd.isna(row[name])}
        said = heard if row["coder"] == "all" else sure
        said = said[(said["agency"] != row["left_out"]) | (row["left_out"] == "")]
        expected = whole(said, counts, replace(of, compare=replace(of.compare, **chosen)))[row["measure"]]
        pd.testing.assert_series_equal(pd.Series(row)[FIGURES], pd.Series(expected)[FIGURES])


def test_every_reasonable_combination_is_there_once() -> None:
    found = specify(recount(), both_sides(partners(), NO_AREAS, study(slices=())), partners(mentions_high=1))
    used = found[found["finding"] != ""]
    columns = [one.key for one in choices().by_key.values()]
    assert not used.duplicated(["measure", *columns]).any()
    sizes = used["measure"].value_counts().to_dict()
    crossed = {"count": 2 * 2 * 5 * 2 * 2 * 3, "share": 1 * 2 * 5 * 2 * 2 * 3}
    assert sizes == {"count": crossed["count"] + 6, "share": crossed["share"] + 6 + 2}
    own = used[used["own"] == "yes"]
    assert own["measure"].tolist() == ["count", "share"]
    for row in own.to_dict("records"):
        same = used[(used["measure"] == row["measure"]) & (used["same"] == "yes")]
        assert set(same["finding"]) == {row["finding"]}


def test_weights_make_each_interview_or_each_agency_alike() -> None:
    heard = voices(*(voice(f"i{n}", mentions_high=high, mentions_medium=medium, agency=f"a{n // 2}")
                     for n, (high, medium) in enumerate([(8, 0), (0, 2), (1, 1), (1, 3), (2, 2)] * 2)))  # fmt: skip
    found = specify(recount(), both_sides(heard, NO_AREAS, study(slices=())), None)
    same = found[(found["definition"] == "risk_level") & (found["unit"] == "child") & (found["period"] == "whole")]
    same = same[(same["non_recent"] == "include") & (same["left_out"] == "") & (same["margin"] == 1.5)]
    share = same.set_index("weights")["partners"].to_dict()
    assert share["mention"] == pytest.approx(24 / 40)
    assert share["interview"] == pytest.approx((1 + 0 + 1 / 2 + 1 / 4 + 1 / 2) * 2 / 10)
    by_agency = [8 / 10, 2 / 6, 10 / 12, 1 / 4, 3 / 8]
    assert share["agency"] == pytest.approx(sum(by_agency) / 5)


def test_what_cannot_be_chosen_stands_there_with_the_reason() -> None:
    short = Period(date(2018, 4, 1), date(2018, 9, 30))
    heard = partners().assign(date="")
    found = specify(recount(months=6), both_sides(heard, NO_AREAS, study(slices=(), period=short)), None)
    why = {(row["measure"], row["period"] or row["coder"] or row["definition"]): row["note"]
           for row in found[found["finding"] == ""].to_dict("records")}  # fmt: skip
    assert "3 of its months" in why["count", "first_half"]
    assert "no interview has a date" in why["count", "common"]
    assert "needs a review" in why["count", "sure"]
    assert "a list" in why["count", "harm_index"]
    assert "no medium" in why["share", "offence_code"]
    assert not found[(found["finding"] != "") & (found["period"] != "whole")].shape[0]


def test_without_a_number_there_is_nothing_to_compare() -> None:
    found = specify(recount(), both_sides(voices(voice("one", mentions_high=2)), NO_AREAS, study(slices=())), None)
    assert found["measure"].tolist() == ["count", "share"]
    assert found["note"].str.startswith("left out: ").all()


def test_the_choice_that_the_finding_hangs_on_comes_first() -> None:
    low = partners().assign(stock_low=40.0, stock_high=44.0)
    found = specify(recount(), both_sides(low, NO_AREAS, study(slices=())), None)
    count = found[(found["measure"] == "count") & (found["finding"] != "")]
    ranked = sensitivities(found, "count")
    assert [one.share for one in ranked] == sorted((one.share for one in ranked), reverse=True)
    by_key = {one.choice.key: one for one in ranked}
    one = by_key["unit"]
    assert sum(part.of for part in one.parts) == len(count[count["left_out"] == ""])
    changed = 0
    others = ["definition", "period", "non_recent", "case_months"]
    for _, pair in count[count["left_out"] == ""].groupby(others):
        changed += pair["finding"].nunique() - 1
    assert (one.pairs, one.changed) == (len(count[count["left_out"] == ""]) // 2, changed)
    assert by_key["left_out"].pairs == 6


def test_the_study_s_own_number_is_among_the_choices() -> None:
    found = specify(recount(), both_sides(partners(), NO_AREAS, study(slices=(), case_months=9)), None)
    assert sorted(found["case_months"].dropna().unique()) == [6, 9, 12, 18]


def test_choices_are_checked_when_they_are_read(tmp_path: Any) -> None:
    path = tmp_path / "choices.yaml"
    path.write_text("lag_months: 0\nchoices: {unit: {name: Unit, colour: red}}\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        choices(path)
    told = str(error.value)
    assert "lag_months" in told
    assert "'colour'" in told
    assert "'period'" in told
