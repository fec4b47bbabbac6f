"""Which header and which value is taken for what, and what is left to the analyst."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analyser.errors import InputError
from analyser.records.names import area_key
from analyser.records.read import read_records
from analyser.records.recognise import assign, column_of, nearest
from analyser.records.recognise_values import check_mapping, missing_kind, recognise_values
from analyser.study import RecordSettings


def code(column: str, value: str, header: str = "", *, beside: tuple[str, ...] = (), **mapped: list[str]) -> str:
    """The code of one value in a column that also holds the values `beside`."""
    codes, _ = recognise_values(column, pd.Series([value, *beside], dtype="str"), header, mapped)
    return str(codes[0])


@pytest.mark.parametrize(
    ("headers", "column"),
    [
        (
            [
                "Crime Ref",
                "Crime No.",
                "CRIME_NUMBER",
                "Occurrence Number",
                "OccurrenceNo",
                "Crime Ref No",
                "record_id",
                "URN",
                "Investigation ID",
                "Niche Occurrence Number",
                "CRIS No",
                "Crime Reference Number",
                "Case ID",
                "CrimeRefNo",
            ],
            "record_id",
        ),
        (
            [
                "Victim URN",
                "Victim ID",
                "VictimID",
                "Vic Unique Ref",
                "Person URN",
                "Nominal",
                "Victim Nominal Ref",
                "Child ID",
                "Client ID",
                "YP ID",
                "Victim Person URN",
                "IVP Nominal ID",
                "victim_id",
                "Mosaic ID",
                "Service User ID",
            ],
            "victim_id",
        ),
        (
            [
                "Date Recorded",
                "Recorded On",
                "recordedDate",
                "Recorded Date/Time",
                "Created Date",
                "Reported date",
                "Date Reported",
                "Crime Recorded Date",
                "RECORDED_DT",
                "Date of referral",
                "Recorded Date (dd/mm/yyyy)",
                "Date",
            ],
            "recorded_date",
        ),
        (["Last Updated", "Date Modified", "Updated On", "Last Amended Date", "updated_date"], "updated_date"),
        (
            ["Committed From", "Offence Date", "Date of Offence", "Committed Date From", "Earliest Committed Date"],
            "committed_date",
        ),
        (
            ["Ward", "Beat", "LPA", "BCU", "Borough", "Locality", "Ward Name", "Neighbourhood", "Local Policing Area"],
            "area",
        ),
        (
            ["HO Code", "HO class", "Home Office Code", "Offence", "Offence Type", "HOCode", "Crime Classification"],
            "offence_code",
        ),
        (
            ["CSE Flag", "CSE marker", "Local Qualifier", "Qualifiers", "Keywords", "CSE", "CSE Flag (Y/N)", "CSE_IND"],
            "cse_flag",
        ),
        (["CSE Type", "Type of CSE", "Model", "Exploitation type", "CSE Model", "Type of Exploitation"], "cse_type"),
        (
            [
                "Risk Level",
                "Risk Grading",
                "CSE Risk",
                "Risk",
                "Category",
                "Level of Risk",
                "SERAF score",
                "CSE Risk Level",
            ],
            "risk_level",
        ),
        (["Vulnerabilities", "Vulnerability Factors", "Risk Factors", "Vulnerability"], "vulnerabilities"),
        (["MO", "Summary", "Notes", "Narrative", "MO Text", "Modus Operandi", "Case Notes", "Free text"], "narrative"),
        (["Record Class", "Crime/Incident", "Record Type"], "record_class"),
        (["Status", "Crime Status", "Record Status"], "record_status"),
        (["Suspect ID", "Suspect Nominal", "Offender URN"], "suspect_id"),
        (["Victim Age", "Age", "Age at offence"], "victim_age"),
        (["Ethnicity", "Victim Ethnicity", "Self-defined ethnicity"], "ethnicity"),
        (["Suspect Ethnicity", "Offender ethnicity"], "suspect_ethnicity"),
        (["CSE Flag Date", "Date flag added"], "flag_date"),
        (["Home Ward", "Victim Home Ward"], "home_area"),
        (["Source", "Referral Source", "Referring Agency"], "source"),
        (["Hair colour", "Officer in case", "Height", "Date closed", "", "Suspect DOB", "Victim Gender"], ""),
    ],
)
def test_headers_of_the_usual_systems(headers: list[str], column: str) -> None:
    assert {header: column_of(header)[0] for header in headers} == dict.fromkeys(headers, column)


def test_the_plain_name_goes_before_a_weaker_one_and_the_study_before_both() -> None:
    headers = ["Offence", "HO Code", "Reported Date", "Date Recorded"]
    columns = assign(headers, {})
    assert columns.found == {"offence_code": (1,), "recorded_date": (3,)}
    assert columns.weaker == {"offence_code": (0,), "recorded_date": (2,)}
    assert assign(headers, {"recorded_date": "reported date"}).found["recorded_date"] == (2,)


def test_numbered_columns_are_one() -> None:
    columns = assign(["Qualifier 1", "Qualifier 2", "Ward"], {})
    assert columns.found["cse_flag"] == (0, 1)
    assert columns.joined == {"cse_flag"}


def test_the_nearest_headers_are_found() -> None:
    assert nearest("victim_id", ["Hair", "Victm Unq Rf", "Ward"])[0] == "Victm Unq Rf"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *[
            (v, "high")
            for v in (
                "High",
                "H",
                "3",
                "Cat 3",
                "Category 3",
                "CATEGORY THREE",
                "Significant",
                "Red",
                "High Risk",
                "3 - High",
                "High (cat 3)",
                "Risk: High",
                "Very High",
                "Level 3",
                "3.0",
                "HIGH ",
            )
        ],
        *[(v, "medium") for v in ("Medium", "M", "2", "Moderate", "Amber", "Cat. 2", "Medium risk")],
        *[(v, "low") for v in ("Low", "L", "1", "Standard", "Mild", "Green", "Category 1", "Low Risk", "No risk")],
        *[
            (v, "not_known")
            for v in ("Not known", "N/K", "NK", "U", "Unknown", "TBC", "99", "?", "-", "n/a", "NA", "Not stated")
        ],
        *[(v, "not_assessed") for v in ("Not assessed", "Awaiting assessment", "Not recorded", "Pending")],
        *[(v, "blank") for v in ("",)],
        *[(v, "unrecognised") for v in ("Medium/High", "not high", "Cat 1/2", "Enhanced", "was high", "7B", "-3")],
    ],
)
def test_risk_bands(value: str, expected: str) -> None:
    assert code("risk_level", value) == expected


def test_numbers_of_another_scale_are_no_levels() -> None:
    assert code("risk_level", "3", beside=("1", "2", "99")) == "high"
    assert code("risk_level", "3", beside=("1", "5", "99")) == "unrecognised"
    assert code("risk_level", "99", beside=("1", "5")) == "not_known"


def test_words_beside_numbers_say_what_the_numbers_mean() -> None:
    assert code("risk_level", "1", beside=("1 - High", "2 - Medium", "3 - Low")) == "high"
    assert code("risk_level", "1 - High", beside=("3 - Low",)) == "high"


def test_scores_are_bands_only_where_they_say_so() -> None:
    bands = {
        score: code("risk_level", score, "SERAF score")
        for score in ("0", "5", "6", "10", "11", "15", "16", "40", "16+")
    }
    assert bands == {
        "0": "low",
        "5": "low",
        "6": "low",
        "10": "low",
        "11": "medium",
        "15": "medium",
        "16": "high",
        "40": "high",
        "16+": "high",
    }
    assert code("risk_level", "6-10", "SERAF") == "low"
    assert code("risk_level", "18", "Risk Level") == "unrecognised"
    assert code("risk_level", "SERAF 18", "Risk Level") == "high"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *[
            (v, "yes")
            for v in (
                "Y",
                "Yes",
                "1",
                "True",
                "CSE",
                "CSE confirmed",
                "Child Sexual Exploitation",
                "DV; CSE; YP",
                "X",
                "Yes - CSE",
                "CSE/CCE",
                "CSE - suspected",
                "DV, CSE",
                "CSE not ruled out",
                "Yes (historic)",
                "CSE flag",
            )
        ],
        *[
            (v, "no")
            for v in (
                "N",
                "No",
                "0",
                "NOT CSE",
                "Non-CSE",
                "no CSE",
                "removed",
                "CSE removed",
                "CSE - N",
                "No longer CSE",
                "CSE ruled out",
                "CCE",
                "Criminal exploitation",
                "not flagged",
                "False",
                "CSE: no",
                "isn't CSE",
                "No - CCE only",
                "Flag removed 01/02/2019",
                "No evidence of CSE",
            )
        ],
        *[(v, "blank") for v in ("", "Not known", "TBC")],
        *[(v, "unrecognised") for v in ("DV", "maybe", "2", "CSE not confirmed")],
    ],
)
def test_flags_in_free_text(value: str, expected: str) -> None:
    assert code("cse_flag", value) == expected


def test_a_list_of_markers_without_cse_is_no_flag() -> None:
    assert code("cse_flag", "DV; YP", "Local Qualifier") == "no"
    assert code("cse_flag", "DV; YP", "CSE Flag", beside=("DV; CSE",)) == "no"
    assert code("cse_flag", "", "Local Qualifier") == "blank"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Online", "online"),
        ("Boyfriend model", "older_partner"),
        ("Peer-on-peer", "peer"),
        ("Gangs and groups", "gang;organised_network"),
        ("Organised/networked", "organised_network"),
        ("Online; Peer", "online;peer"),
        ("Peer, online grooming", "online;peer"),
        ("Party/hotel model", "party"),
        ("Intra-familial", "familial"),
        ("Position of trust", "position_of_trust"),
        ("County Lines", "county_lines"),
        ("Trafficking within UK", "trafficking"),
        ("CSE - online exploitation", "online"),
        ("", "blank"),
        ("Not known", "not_known"),
        ("TBC", "not_known"),
        ("99", "not_known"),
        ("Other", "other"),
        ("Type  X", "type x"),
        ("Extra-familial", "extra familial"),
        ("Online; Type X", "online;type x"),
        ("online;ONLINE", "online"),
        ("online & N/K", "online"),
    ],
)
def test_types(value: str, expected: str) -> None:
    assert code("cse_type", value) == expected


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("vulnerabilities", "Looked after; missing", "known"),
        ("vulnerabilities", "None known", "none"),
        ("vulnerabilities", "N/K", "not_known"),
        ("vulnerabilities", "Not assessed", "not_assessed"),
        ("vulnerabilities", "", "blank"),
        ("vulnerabilities", "Y", "known"),
        ("record_class", "Crime", "crime"),
        ("record_class", "Non-crime incident", "incident"),
        ("record_class", "Intel Report", "intelligence"),
        ("record_class", "Recorded Crime - Notifiable", "crime"),
        ("record_class", "thing", "unrecognised"),
        ("record_status", "Open", "active"),
        ("record_status", "Cancelled - no crime", "cancelled"),
        ("record_status", "Re-classified", "reclassified"),
        ("record_status", "Duplicate of 123", "duplicate"),
        ("record_status", "Filed - undetected", "active"),
    ],
)
def test_vulnerabilities_class_and_status(column: str, value: str, expected: str) -> None:
    assert code(column, value) == expected


def test_the_studys_values_add_to_the_usual_ones_and_go_before_them() -> None:
    assert code("risk_level", "GOLD", high=["gold"]) == "high"
    assert code("risk_level", "cat. 3", medium=["Cat 3"]) == "medium"
    assert code("risk_level", "High", medium=["Cat 3"]) == "high"
    assert code("risk_level", "Panel", missing=["Panel"]) == "not_known"
    assert code("cse_flag", "", no=[""]) == "no"
    assert code("cse_type", "Online; Type X", party=["type x"]) == "online;party"


def test_unknown_codes_and_columns_of_a_mapping_are_told_at_once() -> None:
    with pytest.raises(InputError) as raised:
        check_mapping(
            {"risk_level": {"hgih": ["a"]}, "narrative": {"high": ["b"]}, "cse_flag": {"yes": ["a"], "no": ["A"]}}
        )
    assert len(raised.value.problems) == 3
    check_mapping({"ethnicity": {"missing": ["Not stated"]}, "risk_level": {"high": ["x"], "missing": ["y"]}})


def test_values_are_listed_with_code_rows_and_share() -> None:
    cells = pd.Series(["High", "HIGH", "High", "odd", ""], dtype="str")
    _, values = recognise_values("risk_level", cells, "Risk", {})
    assert values.to_dict("records") == [
        {"column": "risk_level", "value": "High", "code": "high", "rows": 3, "share": 0.6},
        {"column": "risk_level", "value": "", "code": "blank", "rows": 1, "share": 0.2},
        {"column": "risk_level", "value": "odd", "code": "unrecognised", "rows": 1, "share": 0.2},
    ]


def test_areas_match_whatever_their_spelling() -> None:
    same = ["St. Mary's Ward", "ST MARYS", "Saint Mary’s", "St Mary's (Ward)", "  st.  mary's  ward ", "Ward: St Marys"]
    assert len({area_key(name) for name in same}) == 1
    assert area_key("North Gate") == area_key("northgate") == area_key("NORTH-GATE ward")
    assert area_key("High St") != area_key("High Saint")
    assert area_key("Ward End") != area_key("End")
    assert area_key("Ward") not in ("", area_key("End"))


def test_missing_kinds() -> None:
    assert [missing_kind(text) for text in ("", "N/K", "awaiting assessment", "White British")] == [
        "blank",
        "not_known",
        "not_assessed",
        "",
    ]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Golden Nominal ID", "victim_id"),
        ("Local Qualifiers", "cse_flag"),
        ("Occurrence Type", "offence_code"),
        ("Investigation Type", "record_class"),
        ("Home Office Classification", "offence_code"),
        ("Crime Ward Name", "area"),
        ("Beat Code", "area"),
        ("Victim VIW Ref", "victim_id"),
        ("VIW Self-Def Ethnicity", "ethnicity"),
        ("LCS ID", "victim_id"),
        ("Contact Source", "source"),
        ("CSE Concern Identified", "cse_flag"),
        ("Exploitation Risk Level", "risk_level"),
        ("Factors Identified at Assessment", "vulnerabilities"),
        ("Workflow Step ID", "record_id"),
        ("Step Start Date", "recorded_date"),
        ("Is the young person experiencing CSE?", "cse_flag"),
        ("Level of Risk at Start", "risk_level"),
        ("Referral Received", "recorded_date"),
        ("Presenting Needs", "vulnerabilities"),
        ("Allocated Team", ""),
        ("Project Worker", ""),
        ("Date Assessment Authorised", ""),
        ("Alert Removed By", ""),
    ],
)
def test_headers_of_other_systems(header: str, column: str) -> None:
    assert column_of(header)[0] == column


@pytest.mark.parametrize(
    ("values", "column"),
    [
        (["Category 1", "Cat 3", ""], "risk_level"),
        (["Category 1", "Online", ""], "cse_type"),
        (["", "N/K"], "cse_type"),
        (["Model A", "Model B"], "cse_type"),
    ],
)
def test_a_category_is_a_type_unless_all_its_values_are_levels(tmp_path: Path, values: list[str], column: str) -> None:
    rows = [f"{n},V{n},0{n + 1}/05/2018,{value}" for n, value in enumerate(values)]
    lines = ["Crime Ref,Victim URN,Date Recorded,CSE Category", *rows]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    table = read_records(RecordSettings(files=("a.csv",)), tmp_path)
    assert dict(table.recognised.sheets[0].columns)[column] == ("CSE Category",)
