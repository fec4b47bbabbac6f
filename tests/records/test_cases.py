"""Which rows are in scope, which are cases, and which row holds."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from record_tables import records, study

from analyser.errors import InputError
from analyser.records import count_cases, find_cases
from analyser.study import HighHarm, Period


def cases_of(rows, *, absent=(), coder=None, **settings):
    return find_cases(records(rows, absent=absent), study(**settings), narrative_coder=coder)


def everything(cases, column="cases"):
    return int(count_cases(cases, study(slices=())).iloc[0][column])


def test_scope_goes_by_whole_days_of_the_recorded_date():
    days = ["2018-03-31", "2018-04-01", "2019-03-31", "2019-04-01"]
    cases = cases_of([{"recorded_date": day} for day in days])
    assert list(cases.frame["record_id"]) == ["R1", "R2"]
    assert list(cases.excluded["reason"]) == ["recorded before the period", "recorded after the period"]
    assert list(cases.excluded["row"]) == [2, 5]


def test_without_a_period_the_months_from_first_to_last_record_are_it():
    cases = cases_of([{"recorded_date": "2018-12-30"}, {"recorded_date": "2019-02-03"}], period=None)
    assert cases.period == Period(date(2018, 12, 1), date(2019, 2, 28))
    assert any("2018-12-01 to 2019-02-28" in warning for warning in cases.warnings)


def test_areas_restrict_everything_but_keep_rows_without_an_area():
    cases = cases_of(
        [{"area": area} for area in ("NORTH-GATE Ward", "Quay", "", "Not known")], areas=("North Gate", "Harbour")
    )
    assert list(cases.frame["area"]) == ["North Gate", "(missing)", "(missing)"]
    assert list(cases.excluded["reason"]) == ["in an area outside the study"]


def test_an_area_goes_by_its_most_frequent_spelling():
    cases = cases_of([{"area": area} for area in ("ST MARYS", "St Mary's", "St Mary's Ward", "St Mary's")])
    assert set(cases.frame["area"]) == {"St Mary's"}


@pytest.mark.parametrize(("committed", "kept"), [("2017-05-01", True), ("2017-04-30", False), ("", True)])
def test_non_recent_is_more_than_twelve_months_before_recorded(committed, kept):
    rows = [{"committed_date": committed, "recorded_date": "2018-05-01"}, {}]
    assert everything(cases_of(rows, non_recent="exclude")) == 1 + kept
    assert everything(cases_of(rows)) == 2


def test_an_area_that_the_study_names_twice_is_an_error():
    with pytest.raises(InputError, match="'Quay Side' and 'QUAYSIDE WARD'"):
        cases_of([{}], areas=("Quay Side", "Northgate", "QUAYSIDE WARD"))


def test_cancelled_records_are_left_out_by_reason():
    cases = cases_of([{"record_status": "cancelled"}, {}])
    assert everything(cases) == 1
    assert list(cases.excluded["reason"]) == ["cancelled record"]


def test_nothing_in_scope_is_an_error_that_tells_why():
    with pytest.raises(
        InputError, match=r"recorded before the period: 2.*from 2015-01-01 to 2015-01-01 and of Northgate"
    ):
        cases_of([{"recorded_date": "2015-01-01"}] * 2)


def test_an_area_of_the_study_without_any_row_is_told_with_those_there_are():
    cases = cases_of([{"area": "North Gate"}], areas=("Northgate", "Harbor"))
    assert [w for w in cases.warnings if "no row is of Harbor; " in w and "of North Gate" in w]


class TestDuplicates:
    def test_the_latest_issue_holds_whatever_the_file_order(self):
        issues = [
            {"record_id": "R", "victim_id": "V", "risk_level": "high", "updated_date": "2018-09-01"},
            {"record_id": "R", "victim_id": "V", "risk_level": "low", "updated_date": "2018-06-01"},
        ]
        for rows in (issues, issues[::-1]):
            cases = cases_of(rows)
            assert (everything(cases, "high"), everything(cases, "low"), everything(cases, "duplicates")) == (1, 0, 1)

    def test_without_dates_the_last_in_file_order_holds(self):
        cases = cases_of([{"record_id": "R", "victim_id": "V", "risk_level": level} for level in ("high", "low")])
        assert (everything(cases, "low"), everything(cases, "high"), everything(cases, "records")) == (1, 0, 2)

    def test_further_crimes_and_second_children_are_none(self):
        pairs = [("R1", "V1"), ("R2", "V1"), ("R1", "V2")]
        cases = cases_of([{"record_id": record, "victim_id": victim} for record, victim in pairs])
        assert (everything(cases, "duplicates"), everything(cases)) == (0, 2)

    def test_a_record_that_was_cancelled_later_is_no_case(self):
        issue = {"record_id": "R", "victim_id": "V"}
        cases = cases_of(
            [
                {**issue, "updated_date": "2018-06-01"},
                {**issue, "updated_date": "2018-07-01", "record_status": "cancelled"},
                {},
            ]
        )
        assert everything(cases, "records") == 1
        assert list(cases.excluded["reason"]) == ["cancelled record"] * 2

    def test_a_row_marked_as_duplicate_never_holds_beside_another(self):
        rows = [
            {"record_id": "R", "victim_id": "V", "risk_level": "high"},
            {"record_id": "R", "victim_id": "V", "record_status": "duplicate"},
        ]
        cases = cases_of(rows)
        assert (everything(cases, "high"), everything(cases, "duplicates")) == (1, 1)

    def test_without_victim_only_identical_rows_and_older_issues_are_surplus(self):
        unnamed = {"record_id": "R", "victim_id": ""}
        two_children = [{**unnamed, "risk_level": "high"}, {**unnamed, "risk_level": "low"}]
        assert everything(cases_of(two_children)) == 2
        assert everything(cases_of(two_children + two_children[:1])) == 2
        reissued = [{**row, "updated_date": "2018-06-01"} for row in two_children]
        reissued += [{**unnamed, "risk_level": "medium", "updated_date": "2018-07-01"}]
        cases = cases_of(reissued)
        assert (everything(cases), everything(cases, "medium"), everything(cases, "duplicates")) == (1, 1, 2)


class TestUnits:
    def test_a_child_is_one_case_across_its_records(self):
        rows = [{"victim_id": "V1"}, {"victim_id": "v1"}, {"victim_id": "V2"}]
        assert everything(cases_of(rows)) == 2
        assert everything(cases_of(rows, unit="record")) == 3

    def test_a_blank_id_makes_a_case_of_its_own_and_is_told(self):
        cases = cases_of([{"victim_id": ""}, {"victim_id": ""}, {"victim_id": "V"}])
        assert everything(cases) == 3
        assert any(warning.startswith("rows without victim_id: 2;") for warning in cases.warnings)
        assert everything(cases_of([{"record_id": ""}, {"record_id": ""}], unit="record")) == 2

    def test_unit_record_counts_a_crime_with_two_children_once(self):
        rows = [{"record_id": "R", "victim_id": victim} for victim in "AB"]
        assert everything(cases_of(rows, unit="record")) == 1


class TestDefinition:
    def test_with_a_flag_only_flagged_rows_count(self):
        rows = [{"cse_flag": flag, "offence_code": "19C"} for flag in ("yes", "no", "", "perhaps")]
        cases = cases_of(rows)
        assert (cases.definition, everything(cases), everything(cases, "unflagged")) == ("flag", 1, 0)

    def test_without_a_flag_exploitation_offences_count(self):
        codes = ["071/02", "72", "88a", "19C", "", "88C", "Theft"]
        cases = cases_of([{"offence_code": code} for code in codes], absent=["cse_flag"])
        assert (cases.definition, everything(cases)) == ("offence_code", 3)
        assert any("no flag column" in warning for warning in cases.warnings)

    def test_nothing_to_tell_cases_by_is_an_error_with_its_remedy(self):
        with pytest.raises(InputError, match=r"name the flag, cse_flag"):
            cases_of([{}], absent=["cse_flag", "offence_code", "narrative"])

    def test_unflagged_are_exploitation_offences_without_the_flag(self):
        cases = cases_of([{"cse_flag": "no", "offence_code": "072/01"}, {"cse_flag": "", "offence_code": "71"}, {}])
        assert (everything(cases), everything(cases, "unflagged")) == (1, 2)

    def test_a_child_that_is_a_case_anyway_is_not_unflagged(self):
        rows = [{"victim_id": "V"}, {"victim_id": "V", "cse_flag": "no", "offence_code": "71"}]
        assert everything(cases_of(rows), "unflagged") == 0

    @pytest.mark.parametrize(
        ("narrative", "misflagged"),
        [
            ("Reviewed by the team: NOT CSE", 1),
            ("Flag set in error, to be removed", 1),
            ("Child criminal exploitation, used to carry packages", 1),
            ("Criminal exploitation with signs of sexual exploitation", 0),
            ("There was no CSE flag on the first report", 0),
            ("Not just CSE, also missing from home", 0),
            ("", 0),
        ],
    )
    def test_misflagged_cases_stay_cases(self, narrative, misflagged):
        cases = cases_of([{"narrative": narrative}])
        assert (everything(cases), everything(cases, "misflagged")) == (1, misflagged)

    def test_a_reclassified_record_is_misflagged(self):
        assert everything(cases_of([{"record_status": "reclassified"}]), "misflagged") == 1

    def test_a_child_with_another_record_is_not_misflagged(self):
        rows = [{"victim_id": "V", "narrative": "not CSE"}, {"victim_id": "V"}]
        assert everything(cases_of(rows), "misflagged") == 0


@dataclass(frozen=True)
class Code:
    is_cse: bool
    harm_level: str
    indicators: tuple[str, ...] = ()


def coder(texts):
    assert len(set(texts)) == len(texts)
    assert "" not in texts
    return [Code("exploited" in text, "high" if "entrenched" in text else "") for text in texts]


def test_narratives_tell_cases_that_the_flag_misses():
    rows = [{"cse_flag": "no", "narrative": text} for text in ("being exploited", "being exploited", "a theft", "")]
    assert everything(cases_of(rows, coder=coder), "unflagged") == 2
    without_flag = cases_of(rows, coder=coder, absent=["cse_flag", "offence_code"])
    assert (without_flag.definition, everything(without_flag)) == ("narrative", 2)


def test_a_narrative_of_criminal_exploitation_alone_takes_the_flag_back():
    def by_drugs(texts):
        return [Code(True, "high", ("county_lines_harm",)) for _ in texts]

    alone = {"narrative": "Criminal exploitation only: carrying packages"}
    both = {"narrative": "Criminal exploitation, and raped by the group"}
    cases = cases_of([alone, both], coder=by_drugs, rule="narrative")
    assert (everything(cases), everything(cases, "misflagged")) == (2, 1)
    assert list(cases.frame["level"]) == ["other", "high"]
    unflagged = [{"cse_flag": "no", "narrative": text} for text in ("Moving drugs on the train", both["narrative"])]
    assert everything(cases_of(unflagged, coder=by_drugs), "unflagged") == 1


def test_flagged_rows_are_coded_only_where_a_code_decides():
    asked = []

    def listening(texts):
        asked.extend(texts)
        return coder(texts)

    rows = [{"narrative": "being exploited"}, {"narrative": "CCE"}, {"cse_flag": "no", "narrative": "a theft"}]
    cases_of(rows, coder=listening)
    assert sorted(asked) == ["CCE", "a theft"]


class TestHighHarm:
    def test_by_offence_code_whatever_its_writing(self):
        codes = ["19d", "019D", "19 D", "072/01", "19C", "", "Rape"]
        cases = cases_of(
            [{"offence_code": code} for code in codes], high_harm=HighHarm("offence_code", offence_codes=("19D", "72"))
        )
        counts = count_cases(cases, study(rule="offence_code", slices=())).iloc[0]
        assert (counts["high"], counts["risk_missing"], counts["high_max"]) == (4, 2, 6)
        assert counts[["medium", "low"]].isna().all()

    def test_without_codes_of_the_study_those_of_the_rules_are_high(self):
        cases = cases_of([{"offence_code": code} for code in ("19D", "071/01", "88A")], rule="offence_code")
        assert list(cases.frame["level"]) == ["high", "high", "other"]

    def test_by_subclass(self):
        rule = HighHarm("offence_code", offence_codes=("19/3",))
        assert (
            everything(
                cases_of([{"offence_code": code} for code in ("019/03", "01903", "19/4")], high_harm=rule), "high"
            )
            == 2
        )

    def test_by_harm_index(self, tmp_path):
        index = tmp_path / "weights.csv"
        index.write_text("offence_code,weight\n19D,2000\n72,365\n88,30\n")
        rule = HighHarm("harm_index", harm_index=index, harm_index_threshold=365)
        codes = ["19D", "072/01", "88A", "23", ""]
        cases = cases_of([{"offence_code": code} for code in codes], high_harm=rule)
        assert (everything(cases, "high"), everything(cases, "risk_missing")) == (2, 2)

    def test_every_bad_weight_is_told_by_its_row(self, tmp_path):
        index = tmp_path / "weights.csv"
        index.write_text("offence_code,weight\n19D,\n72,365\n072,30\n")
        with pytest.raises(InputError, match=r"row 2.*\n.*row 4") as error:
            cases_of([{"offence_code": "72"}], high_harm=HighHarm("harm_index", harm_index=index))
        assert len(error.value.problems) == 2

    def test_by_narrative(self):
        rows = [{"narrative": text} for text in ("entrenched", "a talk at school", "")]
        cases = cases_of(rows, coder=coder, rule="narrative")
        assert (everything(cases, "high"), everything(cases, "risk_missing")) == (1, 1)

    def test_any_is_high_by_one_rule_and_missing_when_one_lacks(self):
        rows = [
            {"risk_level": "low", "offence_code": "72"},
            {"risk_level": "", "offence_code": "23"},
            {"risk_level": "low", "offence_code": "23"},
            {"risk_level": "high", "offence_code": ""},
        ]
        cases = cases_of(rows, rule="any")
        assert (everything(cases, "high"), everything(cases, "risk_missing"), everything(cases)) == (2, 1, 4)

    @pytest.mark.parametrize(
        ("rule", "absent"),
        [("offence_code", ["offence_code"]), ("narrative", []), ("harm_index", []), ("risk_level", ["risk_level"])],
    )
    def test_a_rule_that_lacks_its_input_is_an_error(self, rule, absent):
        with pytest.raises(InputError, match=rule):
            cases_of([{}], absent=absent, rule=rule)


def test_rows_can_be_followed_back():
    cases = cases_of([{"recorded_date": "2010-01-01"}, {}])
    assert cases.frame[["file", "row", "record_id"]].to_dict("records") == [
        {"file": "extract.csv", "row": 3, "record_id": "R1"}
    ]
    assert Path(cases.excluded["file"].iloc[0]).name == "extract.csv"
