"""What a study file may say, and what it answers when it says something else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analyser.errors import InputError
from analyser.study import CompareSettings, Period, load_study

SMALL = """
[study]
title = "Small"
[interviews]
files = "interviews/*"
[records]
files = ["records/*.csv"]
"""


def write(folder: Path, text: str) -> Path:
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return folder


def problems(folder: Path, text: str) -> str:
    with pytest.raises(InputError) as caught:
        load_study(write(folder, text))
    return str(caught.value)


def test_a_title_and_two_files_are_enough(tmp_path: Path) -> None:
    study = load_study(write(tmp_path, SMALL))
    assert study.title == "Small"
    assert study.period is None
    assert study.interviews is not None
    assert study.records is not None
    assert (study.interviews.coverage, study.records.unit, study.records.owner) == ("some", "child", ("police",))
    assert study.compare == CompareSettings()


def test_the_file_itself_may_be_named_and_begin_with_a_mark(tmp_path: Path) -> None:
    write(tmp_path, "\ufeff" + SMALL)
    assert load_study(tmp_path / "study.toml").folder == tmp_path.resolve()


def test_every_section_of_the_contract(tmp_path: Path) -> None:
    study = load_study(
        write(
            tmp_path,
            """
            [study]
            title = "CSE problem profile"
            period = { from = 2018-04-01, to = 2019-03-31 }
            areas = ["Northgate", "Harbour"]
            profile_date = 2019-06-30
            update_due = 2020-06-30
            as_of = 2020-12-31
            [interviews]
            files = "interviews/*"
            metadata = "interviews.csv"
            coverage = "all"
            interviewer = ["Interviewer", "INT"]
            coded = "coded_excerpts.csv"
            [records]
            files = "records/*"
            unit = "record"
            owner = ["police"]
            non_recent = "exclude"
            [records.columns]
            record_id = "Crime Ref"
            [records.values.risk_level]
            high = ["High", "Cat 3"]
            missing = ["Not known", "TBC"]
            [records.high_harm]
            rule = "offence_code"
            offence_codes = ["19D", "72"]
            [compare]
            slices = ["area", "month"]
            margin = 2
            case_months = 9
            seed = 7
            """,
        )
    )
    assert study.period == Period(date(2018, 4, 1), date(2019, 3, 31))
    assert study.records is not None
    assert study.records.values["risk_level"]["missing"] == ("Not known", "TBC")
    assert study.records.high_harm.offence_codes == ("19D", "72")
    assert study.compare == CompareSettings(("area", "month"), 2.0, 9.0, 7)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SMALL.replace("title", "titel"), "did you mean 'title'?"),
        (SMALL + '[compare]\nslice = ["area"]', "unknown key 'slice'; did you mean 'slices'?"),
        (SMALL + "[compares]", "unknown key 'compares'; did you mean 'compare'?"),
        (SMALL + '[compare]\nmargin = "wide"', "[compare] margin"),
        (SMALL + "[compare]\nmargin = 1", "it is not above 1"),
        (SMALL + "[compare]\nseed = true", "[compare] seed"),
        (SMALL + '[compare]\nslices = ["areas"]', "did you mean 'area'?"),
        (SMALL.replace('title = "Small"', 'title = "S"\nperiod = 2018'), "{ from = 2018-04-01, to = 2019-03-31 }"),
        (
            SMALL.replace('title = "Small"', 'title = "S"\nperiod = {from=2019-01-01, to=2018-01-01}'),
            "it ends before it begins",
        ),
        (SMALL.replace('files = "interviews/*"', ""), "[interviews] files: it is missing"),
        (SMALL.replace('files = ["records/*.csv"]', "files = 3"), "[records] files"),
        (SMALL + 'unit = "crime"', '"child" or "record"'),
        (SMALL + '[records.columns]\nrisk = "Risk"', "did you mean 'risk_level'?"),
        (
            SMALL + '[records.high_harm]\nrule = "harm_index"',
            "[records.high_harm] harm_index: the rule needs it",
        ),
        ("[study", "cannot be read as TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_place_and_remedy(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in problems(tmp_path, text)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    text = problems(tmp_path, SMALL.replace("title", "name") + 'unit = "x"\n[compare]\nmargin = 0')
    assert len(text.splitlines()) == 4


def test_a_missing_study_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="analyser new"):
        load_study(tmp_path / "nowhere")
