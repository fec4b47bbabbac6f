"""What the coder's errors may do to a finding: by a random sample of the review, by measured errors, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from comparison_studies import cell, coded, counts, people, person, sentence, study

from analyser.coding import CLASSES, NUMBERS, ErrorRates, error_rates
from analyser.comparison import Coding, both_sides, coder_error, compare, perceive
from analyser.review.sample import drawn_sample

MACHINE, ANN = {"coder": "model:test@1"}, {"coder": "analyst:Ann"}
NONE = {"harm_level": "none", "assertion": ""}
RECORDS = counts(cell(high=20, medium=180))


def rates(right: float = 1.0, *, numbers: tuple[int, ...] = (20, 0, 0, 0, 0, 0)) -> ErrorRates:
    """Twenty interviews, each the same: so many of a hundred sentences of each class are right."""
    table = np.full((3, 3), (1 - right) * 50)
    np.fill_diagonal(table, right * 100)
    assert (len(CLASSES), len(NUMBERS)) == (3, 6)
    return ErrorRates(np.array([table] * 20), np.array([numbers] * 20, float), "invented interviews")


def talk(interviews: int = 8, high: int = 6, medium: int = 4, none: int = 10) -> list[dict[str, Any]]:
    """Each interview the same: so many sentences of each class, every one a turn of its own."""
    rows = []
    for number in range(interviews):
        levels = ["high"] * high + ["medium"] * medium + ["none"] * none
        for place, level in enumerate(levels):
            codes = NONE if level == "none" else {"harm_level": level}
            rows.append(sentence(f"i{number}", **codes, **MACHINE, start=place * 100, end=place * 100 + 50))
    return rows


def told(
    machine: list[dict[str, Any]],
    reviewed: list[dict[str, Any]] | None = None,
    *,
    sample: bool = False,
    rates: ErrorRates | None = None,
    given: bool = False,
    records: pd.DataFrame = RECORDS,
    **of: Any,
) -> dict[str, dict[str, Any]]:
    """The rows of the whole by measure."""
    by, ours = coded(*machine), coded(*(reviewed or machine))
    who = people(*(person(one) for one in dict.fromkeys(row["interview_id"] for row in machine)))
    own = study(slices=(), **of)
    heard = perceive(ours, who, None, own)
    keys = [f"{row.interview_id}:{row.start}-{row.end}" for row in ours.itertuples() if row.coder.startswith("analyst")]
    coding = Coding(by, rates, drawn_sample(by, keys) if sample else None, given)
    both = both_sides(heard, records, own)
    found = coder_error(coding, ours, who, compare(both), both)
    return {str(row["measure"]): row for row in found.to_dict("records")}


def test_codes_by_hand_have_no_band() -> None:
    rows = told([{**row, **ANN} for row in talk()], given=True)
    assert {(row["method"], row["depends"]) for row in rows.values() if row["finding"]} == {("hand_coded", "no")}
    assert all(pd.isna(row["low"]) for row in rows.values())


@pytest.mark.parametrize(("given", "says"), [(True, "taken from a table"), (False, "not measured")])
def test_errors_that_nobody_has_measured_are_not_guessed(given: bool, says: str) -> None:
    row = told(talk(), given=given)["share"]
    assert (row["method"], row["depends"]) == ("", "")
    assert says in row["note"]


def test_a_coder_that_never_erred_leaves_the_figures_as_they_are() -> None:
    rows = told([*talk(), sentence("i0", count=9, **MACHINE, start=9000)], rates=rates())
    share = rows["share"]
    assert (share["low"], share["high"]) == (pytest.approx(share["partners"]), pytest.approx(share["partners"]))
    assert {row["depends"] for row in rows.values() if row["finding"]} == {"no"}


def test_the_band_of_a_share_by_hand() -> None:
    """Of 48 high and 32 medium and 80 others a coder right in .8 has .8·48 + .1·32 + .1·80 = 49.6 high and 38.4 medium
    by what it says, and by what it hears 48 = .8 h + .1 (160 − h): h = 45.714, m = 22.857."""
    row = told(talk(), rates=rates(0.8))["share"]
    both = 49.6 / (49.6 + 38.4), 45.714286 / (45.714286 + 22.857143)
    assert (row["low"], row["high"]) == (pytest.approx(min(both)), pytest.approx(max(both)))
    assert row["method"] == "error_band"


def test_a_poor_coder_makes_a_finding_depend_on_it() -> None:
    records = counts(cell(high=100, medium=100))
    assert told(talk(high=8, medium=2), rates=rates(0.99), records=records)["share"]["depends"] == "no"
    low = told(talk(high=8, medium=2), rates=rates(0.55), records=records)["share"]
    assert (low["finding"], low["depends"]) == ("partners_higher", "yes")


def test_one_number_hangs_on_the_coder_until_it_is_reviewed() -> None:
    erring = rates(numbers=(10, 0, 0, 2, 8, 0))
    number = sentence("i0", count=90, start=9000, end=9050)
    row = told([*talk(), number | MACHINE], rates=erring)["count"]
    assert (row["low"], row["finding"], row["finding_at_low"], row["depends"]) == (
        0, "partners_higher", "indeterminate", "yes",
    )  # fmt: skip
    row = told([*talk(), number | MACHINE], [*talk(), number | ANN], rates=erring)["count"]
    assert (row["low"], row["finding_at_low"], row["depends"]) == (90, "partners_higher", "no")


def test_many_agencies_with_a_number_do_not_all_err() -> None:
    numbers = [sentence(f"i{n}", count=90 + n, start=9000, **MACHINE) for n in range(8)]
    row = told([*talk(), *numbers], rates=rates(numbers=(12, 0, 0, 2, 6, 0)))["count"]
    assert 90 <= row["low"] < 97  # .4 of the numbers are too large: four of them in one of forty cases
    assert row["depends"] == "no"


def test_numbers_that_may_be_missed_raise_a_closed_end() -> None:
    number = sentence("i0", count=9, start=9000, **MACHINE)
    every = {"coverage": "all", "records": counts(cell(high=40, medium=180))}
    heard = told([number, *talk(1, 0)], rates=rates(), **every)["count"]
    assert (heard["high"], heard["finding"], heard["depends"]) == (9, "records_higher", "no")
    deaf = told([number, *talk(1, 0)], rates=rates(numbers=(20, 0, 0, 0, 0, 30)), **every)["count"]
    assert deaf["high"] > 9
    assert (deaf["finding_at_high"], deaf["depends"]) == ("indeterminate", "yes")


def test_a_random_sample_puts_a_share_right() -> None:
    """Every other high sentence is medium in truth; the sample is half of all sentences."""
    machine = talk(12)
    truth = [{**row, **ANN} for row in machine]
    for row in truth:
        if row["harm_level"] == "high" and row["start"] % 200 == 0:
            row["harm_level"] = "medium"
    lots = drawn_sample(coded(*machine), [f"i{n}:{p * 100}-{p * 100 + 50}" for n in range(12) for p in range(20)])
    assert lots["of"] == 0  # all were looked at
    order = everyone(machine)[: len(machine) // 2]
    half = [new if f"e{n}" in order else old for n, (old, new) in enumerate(zip(machine, truth, strict=True), start=1)]
    row = told(machine, half, sample=True, rates=rates(0.9))["share"]
    assert row["method"] == "prediction_powered"
    assert row["low"] < 0.3 < row["high"]
    assert row["corrected"] == pytest.approx(0.3, abs=0.06)
    full = told(machine, truth, sample=True)["share"]
    assert (full["corrected"], full["partners"]) == (pytest.approx(0.3), pytest.approx(0.3))


def test_what_analysts_chose_to_read_puts_nothing_right_beyond_itself() -> None:
    """All that the coder reads as high was reviewed, and nothing of the rest was drawn: the band stays, narrower."""
    machine = talk(12)
    ours = [row | ANN if row["harm_level"] == "high" else row for row in machine]
    row = told(machine, ours, sample=True, rates=rates(0.8))["share"]
    plain = told(machine, rates=rates(0.8))["share"]
    assert row["method"] == plain["method"] == "error_band"
    assert row["low"] >= plain["low"]


def everyone(machine: list[dict[str, Any]]) -> list[str]:
    """All excerpts in the order of their lots: what is settled but for the last one drawn, and that one."""
    from analyser.review.passages import passages_of
    from analyser.review.queue import random_sample

    frame = passages_of(coded(*machine))
    return list(random_sample(frame, len(frame))["excerpt_id"])


def test_what_was_reviewed_for_another_reason_is_no_sample() -> None:
    """Only what is unbroken from the first lot on was drawn; and a group reviewed whole was certain."""
    frame = coded(*talk(2))
    keys = {f"e{n}": f"{row.interview_id}:{row.start}-{row.end}" for n, row in enumerate(frame.itertuples(), start=1)}
    order = everyone(talk(2))
    assert drawn_sample(frame, [keys[one] for one in order[1:20]])["ids"] == []
    assert drawn_sample(frame, [keys[one] for one in order[:7]])["ids"] == order[:7]
    high = frame.loc[frame["harm_level"] == "high", "excerpt_id"].tolist()
    found = drawn_sample(frame, [keys[one] for one in high])
    assert (found["certain"], found["of"]) == (high, len(frame) - len(high))


@pytest.mark.parametrize("kind", ["rules", "model"])
def test_the_coders_that_ship_have_measured_errors(kind: str) -> None:
    found = error_rates(kind)
    assert found is not None
    assert found.levels.shape[1:] == (3, 3)
    assert found.levels.sum() > 1000
    assert (np.diagonal(found.levels.sum(axis=0))[[0, 2]] > found.levels.sum(axis=0)[[2, 0], [0, 2]]).any()
