"""The sample of unflagged records: drawn at random, answered by an analyst, and the estimate that the answers give."""

import dataclasses
from pathlib import Path

import pandas as pd
import pytest
from quality_rows import checked, row
from record_tables import records, study

from analyser.errors import InputError
from analyser.records import draw_sample, find_cases
from analyser.records.unflagged import SIZE
from analyser.schemas import UNFLAGGED_SAMPLE
from analyser.study import CompareSettings
from analyser.tables import write_csv

OFFENCE = {"cse_flag": "no", "offence_code": "20A", "narrative": "A text that no sample may show."}
TITLED = {"cse_flag": "no", "offence_code": "71"}


def drawn(rows, *, absent=(), seed=0, **settings) -> pd.DataFrame:
    table, chosen = records(rows, absent=absent), study(**settings)
    chosen = dataclasses.replace(chosen, compare=CompareSettings(seed=seed))
    return draw_sample(table, find_cases(table, chosen), chosen)


def answered(path: Path, rows, answers) -> Path:
    sample = drawn(rows)
    sample["confirmed"] = [*answers, *[""] * (len(sample) - len(answers))]
    write_csv(sample, path, UNFLAGGED_SAMPLE)
    return path


def test_only_unflagged_children_who_may_be_cases_are_drawn():
    rows = [
        OFFENCE,
        TITLED,
        {"cse_flag": "yes", "offence_code": "20A"},
        {"cse_flag": "no", "offence_code": "49"},
        {**OFFENCE, "victim_age": "31"},
        {**OFFENCE, "record_id": "R0", "victim_id": "V0"},
    ]
    sample = drawn(rows).sort_values("row")
    assert sample["row"].tolist() == [3, 7]
    assert sample["reason"].tolist()[0] == "offence code or narrative tells of exploitation"
    assert set(sample["confirmed"]) == {""}


def test_the_sample_shows_no_narrative_and_hangs_on_records_and_seed_alone():
    rows = [{**OFFENCE, "record_id": f"Q{n}"} for n in range(300)]
    first, again, other = drawn(rows), drawn(rows), drawn(rows, seed=1)
    assert len(first) == SIZE
    pd.testing.assert_frame_equal(first, again)
    assert set(first["row"]) != set(other["row"])
    assert not first.map(lambda value: OFFENCE["narrative"] in str(value)).any(axis=None)
    assert not first["row"].is_monotonic_increasing


def test_without_a_flag_nothing_is_drawn_or_estimated():
    assert drawn([{"offence_code": "71"}], absent=["cse_flag"]).empty
    assert row(checked([{"offence_code": "71"}], absent=["cse_flag"]), "unflagged_estimate")["status"] == "not_checked"


def test_answers_give_an_estimate_with_limits(tmp_path: Path):
    rows = [{}, *[OFFENCE] * 400]
    path = answered(tmp_path / "answers.csv", rows, ["yes"] * 10 + ["no"] * 30 + [" Yes "] * 10)
    found = row(checked(rows, unflagged_sample=path), "unflagged_estimate")
    assert (found["observed"], found["unit"], found["status"]) == (160, "records", "warn")
    assert 20 <= found["low"] < 120 < 160 < 200 < found["high"] <= 370
    assert "Of 50 unflagged records that were looked at 20 are cases" in found["meaning"]
    kept = drawn(rows, unflagged_sample=path)
    assert (kept["confirmed"] == "yes").sum() == 20
    assert len(kept) == SIZE


def test_where_all_are_looked_at_the_number_is_known(tmp_path: Path):
    rows = [{}, OFFENCE, TITLED, OFFENCE]
    path = answered(tmp_path / "answers.csv", rows, ["yes", "no", "no"])
    found = row(checked(rows, unflagged_sample=path), "unflagged_estimate")
    assert (found["observed"], found["low"], found["high"]) == (1, 1, 1)


def test_that_none_is_confirmed_still_leaves_some_possible(tmp_path: Path):
    rows = [{}, *[OFFENCE] * 60]
    path = answered(tmp_path / "answers.csv", rows, ["no"] * 20)
    found = row(checked(rows, unflagged_sample=path), "unflagged_estimate")
    assert (found["observed"], found["status"], found["low"]) == (0, "ok", 0)
    assert found["high"] > 0


def test_without_answers_it_is_not_checked(tmp_path: Path):
    rows = [{}, OFFENCE]
    path = answered(tmp_path / "answers.csv", rows, [])
    for quality in (checked(rows), checked(rows, unflagged_sample=path), checked([{}], unflagged_sample=path)):
        assert row(quality, "unflagged_estimate")["status"] == "not_checked"


def test_every_wrong_answer_is_told_by_its_row(tmp_path: Path):
    path = tmp_path / "answers.csv"
    path.write_text(
        "record_id,file,sheet,row,reason,confirmed\n"
        "R1,extract.csv,,3,,perhaps\n"
        "R1,extract.csv,,3,,yes\n"
        "R7,extract.csv,,4,,no\n"
        "R9,other.csv,,9,,no\n"
    )
    with pytest.raises(InputError) as error:
        checked([{}, OFFENCE, OFFENCE], unflagged_sample=path)
    told = [str(problem).removeprefix(f"{path}, ") for problem in error.value.problems]
    assert [problem.partition(";")[0] for problem in told] == [
        "row 2: confirmed is 'perhaps'",
        "row 3: the same record stands there twice",
        "row 4: no such unflagged record: extract.csv, row 4",
        "row 5: no such unflagged record: other.csv, row 9",
    ]


def test_a_sample_without_its_columns_is_refused(tmp_path: Path):
    path = tmp_path / "answers.csv"
    path.write_text("record_id,row\nR1,3\n")
    with pytest.raises(InputError, match="confirmed"):
        checked([{}, OFFENCE], unflagged_sample=path)
