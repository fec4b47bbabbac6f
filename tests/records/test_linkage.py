"""Children of several lists without a shared id are joined by what the lists tell of them, and the error is stated."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from invented_persons import FORENAMES, LINKED, SURNAMES, invented_rows, precision_and_recall, write_lists

from analyser.errors import InputError
from analyser.records import check_quality, count_cases, find_cases, read_records
from analyser.records.link_pairs import Pairs
from analyser.records.linkage import _comparable, _Groups
from analyser.study import LinkSettings, RecordSettings, Study, load_study

CHILDREN = 250
HEADER = "Crime Ref,Person Ref,Date Recorded,Ward,CSE Flag,Risk Level,Forename,Surname,Date of Birth,Sex\n"


def study_of(folder: Path, link: LinkSettings | None = None, files: str = "*.csv") -> Study:
    columns = {"victim_id": "Person Ref"}
    return Study(folder, "Test", records=RecordSettings(files=(files,), link=link, columns=columns))


def cases_of(study):
    return find_cases(read_records(study.records, study.folder), study)


@pytest.fixture(scope="module")
def lists(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lists")
    rows = invented_rows(CHILDREN, seed=4)
    write_lists(rows, folder)
    return folder, {row.cells["Crime Ref"]: row.truth for row in rows}


@pytest.fixture(scope="module")
def splink():
    return pytest.importorskip("splink", reason="Splink is not installed (the extra `link`)")


@pytest.fixture(scope="module")
def linked(lists, splink):
    study = study_of(lists[0], LinkSettings(LINKED))
    table = read_records(study.records, study.folder)
    return study, table, find_cases(table, study)


def test_most_children_are_found_again_and_hardly_any_two_are_taken_for_one(lists, linked):
    frame = linked[2].frame
    precision, recall = precision_and_recall(list(frame["case"]), [lists[1][name] for name in frame["record_id"]])
    by_ids = cases_of(study_of(lists[0])).frame
    _, before = precision_and_recall(list(by_ids["case"]), [lists[1][name] for name in by_ids["record_id"]])
    assert precision >= 0.97
    assert recall >= 0.80
    assert before < 0.5


def test_the_error_that_is_stated_is_of_the_size_of_the_true_one(lists, linked):
    linkage = linked[2].linkage
    frame = linked[2].frame.assign(truth=lambda rows: rows["record_id"].map(lists[1]))
    missing = frame.groupby("truth")["case"].nunique().sum() - frame["truth"].nunique()
    false = frame.groupby("case")["truth"].nunique().sum() - frame["case"].nunique()
    assert linkage.missed_links == pytest.approx(missing, abs=10 + 0.6 * missing)
    assert linkage.false_links == pytest.approx(false, abs=5)
    assert linkage.links == linkage.persons - frame["case"].nunique()
    assert linkage.learnt


def test_rows_of_one_file_with_different_ids_stay_apart_and_with_the_same_id_together(linked):
    frame = linked[2].frame[linked[2].frame["victim_id"] != ""]
    assert frame.groupby(["file", "case"])["victim_id"].nunique().max() == 1
    assert frame.groupby(["file", "victim_id"])["case"].nunique().max() == 1


@pytest.mark.usefixtures("splink")
def test_the_result_is_the_same_again_and_no_text_of_the_columns_is_said(lists, caplog, capfd):
    study = study_of(lists[0], LinkSettings(LINKED, 0.7))
    with caplog.at_level(logging.DEBUG):
        table = read_records(study.records, study.folder)
        cases = find_cases(table, study)
        quality = check_quality(table, cases, count_cases(cases, study), study)
    again = find_cases(table, study)
    pd.testing.assert_frame_equal(again.frame, cases.frame)
    assert again.linkage.missed_links == cases.linkage.missed_links
    out = capfd.readouterr()
    said = "".join([caplog.text, out.out, out.err, *cases.warnings, quality.to_csv(), cases.frame.to_csv()]).casefold()
    names = {str(name).casefold() for name in table.link["Surname"] if len(str(name)) > 6} - {"not known"}
    assert not [name for name in names if name in said]


def test_data_quality_states_the_error_and_what_hangs_on_the_threshold(linked):
    study, table, cases = linked
    quality = check_quality(table, cases, count_cases(cases, study), study)
    row = quality[quality["check"] == "linkage"].iloc[0]
    assert f"{cases.linkage.missed_links:.1f} true ones to be lacking" in row["meaning"]
    counts = quality[quality["check"] == "linkage_threshold"].set_index("value")["observed"]
    assert list(counts.index) == ["0.5", "0.9", "0.99"]
    assert counts["0.5"] <= counts["0.9"] <= counts["0.99"]
    assert counts["0.9"] == count_cases(cases, study).iloc[0]["high"]


def test_without_the_key_nothing_is_linked_or_said_of_it(lists):
    study = study_of(lists[0])
    table = read_records(study.records, study.folder)
    cases = find_cases(table, study)
    assert table.link is None
    assert cases.linkage is None
    assert "linkage" not in set(check_quality(table, cases, count_cases(cases, study), study)["check"])


@pytest.mark.usefixtures("splink")
def test_few_children_are_linked_by_conventions(tmp_path):
    """A swapped day and month and another spelling are one child; a namesake of another age is not."""
    people = ["Freya,Richardson,04/07/2004,Female", "Owen,Akhtar,23/01/2003,Male", "Isla,Marsh,30/12/2005,Female"]
    others = ["Freya,Richardsen,07/04/2004,Female", "OWEN,AKHTAR,23/01/2003,N/K", "Isla,Marsh,11/03/2001,Female"]
    for place, (name, rows) in enumerate((("police", people), ("care", others))):
        more = [f"{FORENAMES[n + place]},{SURNAMES[n + place]},{n + 1:02d}/0{n % 9 + 1}/200{n % 9},Male"
                for n in range(0, 24, 2)]  # fmt: skip
        text = "".join(f"{name}{n},{name}{n},13/05/2018,Quay,Y,High,{row}\n" for n, row in enumerate(rows + more))
        (tmp_path / f"{name}.csv").write_text(HEADER + text, encoding="utf-8")
    cases = cases_of(study_of(tmp_path, LinkSettings(LINKED, 0.5)))
    case = cases.frame.set_index("record_id")["case"]
    assert not cases.linkage.learnt
    assert case["police0"] == case["care0"]
    assert case["police1"] == case["care1"]
    assert case["police2"] != case["care2"]


def pairs_of(*told: tuple[int, int, float]) -> Pairs:
    left, right, probability = (np.array(part) for part in zip(*told, strict=True))
    return Pairs(left, right, probability / (1 - probability), probability, learnt=True)


def persons_of(*told: tuple[str, str]) -> pd.DataFrame:
    sources, numbers = zip(*told, strict=True)
    return pd.DataFrame({"ident": range(len(told)), "source": sources, "number": numbers})


def test_a_third_list_does_not_join_two_ids_of_one_list():
    persons = persons_of(("a", "1"), ("a", "2"), ("b", "9"))
    groups = _Groups(persons, pairs_of((0, 2, 0.95), (1, 2, 0.99)), 0.9)
    assert list(groups.of_person) == [0, 1, 1]
    assert groups.false_links == pytest.approx(0.01)
    assert groups.missed(pairs_of((0, 2, 0.95), (1, 2, 0.99))) == 0  # it is known to be another child


def test_of_two_groups_the_likeliest_pair_counts_as_missed_once():
    persons = persons_of(("a", "1"), ("b", "7"), ("c", "3"))
    pairs = pairs_of((0, 1, 0.95), (0, 2, 0.4), (1, 2, 0.3))
    assert _Groups(persons, pairs, 0.9).missed(pairs) == pytest.approx(0.4)


@pytest.mark.parametrize(("probability", "together"), [(0.8, True), (0.2, False)])
def test_an_id_of_two_lists_is_one_child_unless_the_columns_speak_against_it(probability, together):
    persons = persons_of(("a", "1"), ("b", "1"))
    groups = _Groups(persons, pairs_of((0, 1, probability)), 0.9)
    assert (groups.of_person[0] == groups.of_person[1]) is np.bool_(together)
    assert groups.clashes == (not together)


def test_what_is_not_known_is_no_agreement():
    rows = pd.DataFrame({"file": ["a"] * 3, "sheet": [""] * 3})
    told = pd.DataFrame({"Surname": ["N/K", "O'Néill", "ONEILL"], "DOB": ["", "03/04/2005", "13/04/2005"]}, dtype="str")
    values, kinds, _ = _comparable(told, rows)
    assert kinds == ["name", "date"]
    assert list(values["Surname"]) == [None, "oneill", "oneill"]
    assert list(values["DOB"]) == [None, "2005-04-03", "2005-04-13"]


def test_a_linked_column_that_no_file_has_names_the_headers(lists):
    with pytest.raises(InputError, match=r"no column 'NHS Number'.*headers are Crime Ref.*Surname"):
        cases_of(study_of(lists[0], LinkSettings(("Surname", "NHS Number"))))


def test_a_linked_header_that_stands_there_twice_is_an_error(tmp_path):
    text = "Crime Ref,Person Ref,Date Recorded,CSE Flag,Surname,Surname,Sex\nR1,V1,13/05/2018,Y,Reid,Shah,Male\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="2 columns are called 'Surname'"):
        cases_of(study_of(tmp_path, LinkSettings(("Surname", "Sex"))))


def test_a_column_may_be_linked_by_and_counted_by(tmp_path):
    (tmp_path / "a.csv").write_text(HEADER + "R1,V1,13/05/2018,Quay,Y,High,Isla,Reid,01/02/2004,F\n", encoding="utf-8")
    study = study_of(tmp_path, LinkSettings(("Ward", "Surname")))
    table = read_records(study.records, study.folder)
    assert list(table.frame["area"]) == ["Quay"]
    assert table.link.to_dict("records") == [{"Ward": "Quay", "Surname": "Reid"}]
    assert "Surname" not in table.recognised.sheets[0].unrecognised


def test_without_splink_the_error_says_what_to_install(lists, monkeypatch):
    monkeypatch.setitem(sys.modules, "splink", None)
    with pytest.raises(InputError, match=r"extra `link`.*pip install"):
        cases_of(study_of(lists[0], LinkSettings(LINKED)))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('colums = ["A", "B"]', "did you mean 'columns'"),
        ("threshold = 0.9", "columns: it is missing"),
        ('columns = ["A"]', "one column alone"),
        ('columns = ["A", "a "]', "stands there twice"),
        ('columns = ["A", "B"]\nthreshold = 1', "not below 1"),
        ('columns = ["A", "B"]\nthreshold = "high"', "write a probability"),
    ],
)
def test_what_a_study_may_say_of_linkage(tmp_path, text, told):
    path = tmp_path / "study.toml"
    path.write_text(f'[study]\ntitle = "T"\n[records]\nfiles = "*.csv"\n[records.link]\n{text}\n', encoding="utf-8")
    with pytest.raises(InputError, match=told):
        load_study(path)


def test_records_are_not_linked_where_the_unit_is_the_record(tmp_path):
    path = tmp_path / "study.toml"
    head = '[study]\ntitle = "T"\n[records]\nfiles = "*.csv"\nunit = "record"\n'
    path.write_text(f'{head}[records.link]\ncolumns = ["A", "B"]\n', encoding="utf-8")
    with pytest.raises(InputError, match="joins children"):
        load_study(path)
