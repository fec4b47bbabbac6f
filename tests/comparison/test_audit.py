"""Small studies whose right answer follows from the rules alone, each made by hand and run from its files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from audit_studies import MONTHS, Rows, Study, cases, cell, held, mentions, rate, says, seen, votes

ALL = {"coverage": "all"}
INF = float("inf")
TWO_YEARS = ("2018-04-01", "2020-03-31")
TWO_YEARS_MONTHS = [*MONTHS, *(f"{int(month[:4]) + 1}{month[4:]}" for month in MONTHS)]

# What partners say, against 100 recorded high-harm children (Garwood 81.4 to 121.6) in twelve months unless said.
COUNTS: dict[str, tuple[Study, dict[str, Any]]] = {
    "above the records' upper limit": (
        Study([seen(130)], cases(100)),
        {"partners": 130, "partners_low": 130, "partners_high": INF, "records": 100, "difference": 30, "ratio": 1.3,
         "ratio_low": pytest.approx(130 / 121.6272, rel=1e-4), "ratio_high": INF, "finding": "partners_higher",
         "robust": "yes", "fit": "dissonance", "support": 1, "partners_n": 1, "agencies_n": 1},
    ),
    "within the records' limits": (Study([held(110)], cases(100)), {"finding": "indeterminate", "fit": ""}),
    "low, and others were not asked": (
        Study([held(5)], cases(100)), {"partners_low": 5, "partners_high": INF, "finding": "indeterminate"},
    ),
    "low, and everyone was asked": (
        Study([held(5)], cases(100), interviews=ALL),
        {"partners": 5, "partners_low": 5, "partners_high": 5, "finding": "records_higher", "robust": "yes",
         "fit": "dissonance"},
    ),
    "equal, and everyone was asked": (
        Study([held(100)], cases(100), interviews=ALL), {"finding": "agree", "robust": "yes", "fit": "agreement"},
    ),
    "equal, but others were not asked": (Study([held(100)], cases(100)), {"finding": "indeterminate"}),
    "equal, but few": (Study([held(10)], cases(10), interviews=ALL), {"finding": "indeterminate", "fit": ""}),
    "equal enough within a wider margin": (
        Study([held(20)], cases(20), interviews=ALL, compare="margin = 2"), {"finding": "agree"},
    ),
    "not one": (
        Study([seen(0, assertion="negated")], cases(100), interviews=ALL),
        {"partners_low": 0, "partners_high": 0, "finding": "records_higher"},
    ),
    "not one, and five elsewhere": (
        Study([seen(0, assertion="negated"), held(5)], cases(100), interviews=ALL), {"partners_low": 5},
    ),
    "a plain denial is no 0": (
        Study([says(assertion="negated")], cases(100), interviews=ALL), {"partners": None, "finding": "indeterminate"},
    ),
    "no numbers at all": (Study([says()], cases(100)), {"partners": None, "finding": "indeterminate", "fit": ""}),
    "at least": (
        Study([held(5, INF)], cases(100), interviews=ALL),
        {"partners_low": 5, "partners_high": INF, "finding": "indeterminate"},
    ),
    "up to": (
        Study([held(-INF, 5)], cases(100), interviews=ALL),
        {"partners_low": 0, "partners_high": 5, "finding": "records_higher"},
    ),
    "a rate": (Study([rate(2, "month")], cases(100), interviews=ALL), {"partners_low": 24, "partners_high": 24}),
    "a rate by the quarter": (Study([rate(2, "quarter")], cases(100), interviews=ALL), {"partners_low": 8}),
    "a rate by the week": (
        Study([rate(2, "week")], cases(100), interviews=ALL), {"partners_low": pytest.approx(104.36, rel=0.005)},
    ),
    "a caseload that turns over twice a year": (
        Study([held(6)], cases(100), interviews=ALL, compare="case_months = 6"), {"partners_low": 12},
    ),
    "a caseload over two years": (
        Study([held(50)], cases(100, months=TWO_YEARS_MONTHS), period=TWO_YEARS, interviews=ALL),
        {"partners_low": 100, "partners_high": 100, "finding": "agree"},
    ),
    "largest low and largest high, taken apart": (
        Study([seen(9, 10), seen(5, 14)], cases(100), interviews=ALL), {"partners_low": 9, "partners_high": 14},
    ),
    "colleagues share a caseload": (
        Study([held(10), held(12, interview="i2")], cases(100), interviews=ALL),
        {"partners_low": 12, "partners_high": 12, "partners_n": 2, "agencies_n": 1},
    ),
    "one agency in two areas": (
        Study([held(10), held(12, interview="i2", area="Harbour")], cases(100), interviews=ALL),
        {"partners_low": 22, "partners_high": 22, "agencies_n": 1},
    ),
    "two agencies that may share cases": (
        Study([held(10), held(12, interview="i2", agency="Nurses")], cases(100), interviews=ALL),
        {"partners_low": 12, "partners_high": 22, "agencies_n": 2},
    ),
    "the owner of the records": (
        Study([held(5), held(500, interview="i2", agency="Police", agency_type="police")], cases(100), interviews=ALL),
        {"partners_low": 5, "partners_high": 5, "agencies_n": 1, "finding": "records_higher"},
    ),
    "only in imagination, the past or others' work": (
        Study(
            [held(500, assertion=one) for one in ("hypothetical", "historical", "reported")] + [held(5)],
            cases(100), interviews=ALL,
        ),
        {"partners_low": 5, "partners_high": 5, "finding": "records_higher"},
    ),
    "medium harm": (Study([held(500, harm_level="medium"), held(5)], cases(100)), {"partners_low": 5}),
    "a share of a caseload is no number": (
        Study([held(0.5, quantity_kind="share"), held(5)], cases(100)), {"partners_low": 5},
    ),
    "missing risk: the missing are like the known": (
        Study([seen(40)], cases(10, 0, 90, 100)),
        {"records": 20, "records_low": 10, "records_high": 110, "finding": "partners_higher", "robust": "no"},
    ),
    "records of half the period": (
        Study([held(40)], cases(100, months=MONTHS[6:]), interviews=ALL),
        {"partners_low": 20, "finding": "records_higher"},
    ),
    "records of three months": (
        Study([held(400)], cases(10, months=MONTHS[9:])), {"finding": "indeterminate"},
    ),
    "records counted": (
        Study(
            [held(130)], [row | {"victim_id": "one"} for row in cases(100)], settings='unit = "record"'
        ),
        {"records": 100},
    ),
    "by the offence": (
        Study(
            [seen(130)],
            cases(0, 0, 0, 100, offence_code="072/00") + cases(0, 0, 0, 50, offence_code="066/91"),
            settings='high_harm = { rule = "offence_code", offence_codes = ["72"] }',
        ),
        {"records": 100, "finding": "partners_higher"},
    ),
    "a gap that is not proven": (
        Study([held(17)], cases(10, 0, 50)), {"partners": 17, "finding": "indeterminate", "fit": "partial"},
    ),
    "columns that are not there": (
        Study([{"interview_id": "i1", "harm_level": "high", "assertion": "affirmed"}], cases(100)),
        {"partners": None, "partners_n": 1, "agencies_n": 1},
    ),
    "agencies without a name": (
        Study(
            [held(5, agency="", agency_type=""), held(6, interview="i2", agency="", agency_type="")],
            cases(100), interviews=ALL,
        ),
        {"partners_low": 6, "partners_high": 11, "agencies_n": 2},
    ),
    "an agency that gives areas and a whole": (
        Study(
            [held(10), held(12, interview="i2", area="Harbour"), held(30, interview="i3", area="")],
            cases(100), interviews=ALL,
        ),
        {"partners_low": 30, "partners_high": 30, "agencies_n": 1},
    ),
    "an agency that affirms cases and gives no number": (
        Study([held(5), says("i2", "Nurses")], cases(100), interviews=ALL),
        {"partners_low": 5, "partners_high": 6, "finding": "records_higher"},
    ),
    "an approximate number": (Study([held(30, approximate="yes")], cases(100), interviews=ALL), {"partners_low": 25}),
}  # fmt: skip


@pytest.mark.parametrize("name", COUNTS)
def test_numbers_of_cases(name: str, tmp_path: Path) -> None:
    study, expected = COUNTS[name]
    found = cell(study.run(tmp_path), "count")
    assert {key: found[key] for key in expected} == expected


def talk(*pairs: tuple[int, int], **codes: Any) -> Rows:
    """Mentions of high and medium harm, an interview and agency for each pair."""
    return [
        row
        for number, (high, medium) in enumerate(pairs)
        for row in mentions(high, medium, **({"interview": f"i{number}", "agency": f"A{number}"} | codes))
    ]


OFTEN = [(8, 2), (7, 3), (9, 1), (8, 2), (6, 4), (9, 1)]  # 47 of 60
SHARES: dict[str, tuple[Study, dict[str, Any]]] = {
    "higher": (
        Study(talk(*OFTEN), cases(20, 180, 400)),
        {"partners": pytest.approx(47 / 60), "records": pytest.approx(0.1), "partners_n": 6,
         "finding": "partners_higher", "robust": "yes", "p_value": pytest.approx(0, abs=0.005)},
    ),
    "lower": (
        Study(talk((1, 9), (2, 8), (1, 9), (0, 10), (1, 9)), cases(90, 30)), {"finding": "records_higher"},
    ),
    "the same": (Study(talk(*OFTEN * 3), cases(470, 130)), {"finding": "agree", "fit": "agreement"}),
    "four interviews": (Study(talk(*OFTEN[:4]), cases(20, 180)), {"finding": "indeterminate"}),
    "one interview": (
        Study(talk((8, 2)), cases(20, 180)), {"partners": pytest.approx(0.8), "finding": "indeterminate"},
    ),
    "missing risk": (
        Study(talk(*OFTEN), cases(20, 180, 0, 300)),
        {"records": pytest.approx(0.1), "records_low": pytest.approx(20 / 500),
         "records_high": pytest.approx(320 / 500)},
    ),
    "the owner's sentences": (
        Study(talk(*OFTEN) + talk((0, 50), interview="p", agency="Police", agency_type="police"), cases(20, 180)),
        {"partners": pytest.approx(47 / 60), "partners_n": 6},
    ),
    "low harm": (Study(talk(*OFTEN) + mentions(0, 9, harm_level="low"), cases(20, 180)),
                 {"partners": pytest.approx(47 / 60)}),
    "sentences about one case": (
        Study([row | {"case_ref": f"c{number % 2}"} for number, row in enumerate(mentions(6, 0))]
              + mentions(0, 2, interview="i2"), cases(20, 180)),
        {"partners": pytest.approx(0.5)},
    ),
    "a run of sentences of one turn": (
        Study([row | {"turn": 7} for row in mentions(6, 0)] + mentions(0, 3, interview="i2"), cases(20, 180)),
        {"partners": pytest.approx(0.25)},
    ),
    "offences tell no medium": (
        Study(talk(*OFTEN), cases(0, 0, 0, 100, offence_code="072/00"),
              settings='high_harm = { rule = "offence_code", offence_codes = ["72"] }'),
        {"records": None, "finding": "indeterminate"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SHARES)
def test_shares_of_mentions(name: str, tmp_path: Path) -> None:
    study, expected = SHARES[name]
    found = cell(study.run(tmp_path), "share")
    assert {key: found[key] for key in expected} == expected


PRESENCE: dict[str, tuple[Study, str]] = {
    "spoken of, not recorded": (Study(mentions(2, 0), cases(0, 5, 5)), "records_silent"),
    "spoken of once": (Study(mentions(1, 0), cases(0, 5, 5)), "indeterminate"),
    "spoken of once, as an analyst reviewed": (
        Study(mentions(1, 0, coder="analyst:ab"), cases(0, 5, 5)), "records_silent",
    ),
    "spoken of, and the missing may be it": (Study(mentions(2, 0), cases(0, 5, 5, 1)), "indeterminate"),
    "both": (Study(mentions(2, 0), cases(3, 5)), "agree"),
    "imagined, past or others'": (
        Study([says(assertion=one, turn=n) for n, one in enumerate(("hypothetical", "historical", "reported"))],
              cases(0, 5)), "indeterminate",
    ),
    "denied, but recorded": (Study([says(assertion="negated")], cases(3, 5)), "indeterminate"),
    "spoken of with less harm only": (Study(mentions(0, 3), cases(3, 5)), "partners_silent"),
    "only the records are spoken of": (Study(votes(a=["matches"]), cases(3, 5)), "indeterminate"),
    "denied, and everyone was asked": (
        Study([says(assertion="negated")], cases(3, 5), interviews=ALL), "records_higher",
    ),
    "neither": (Study([says(assertion="negated")], cases(0, 5)), "agree"),
}  # fmt: skip


@pytest.mark.parametrize("name", PRESENCE)
def test_presence(name: str, tmp_path: Path) -> None:
    study, finding = PRESENCE[name]
    assert cell(study.run(tmp_path), "presence")["finding"] == finding


UNDER, OVER, MATCHES = ["under_recorded"], ["over_recorded"], ["matches"]
STATED: dict[str, tuple[Rows, str]] = {
    "two under": (votes(a=UNDER, b=UNDER), "partners_higher"),
    "one under, twice": (votes(a=UNDER * 2), "indeterminate"),
    "two under, one matches": (votes(a=UNDER, b=UNDER, c=MATCHES), "indeterminate"),
    "three under, one over": (votes(a=UNDER, b=UNDER, c=UNDER, d=OVER), "partners_higher"),
    "two over": (votes(a=OVER, b=OVER), "records_higher"),
    "two match": (votes(a=MATCHES, b=MATCHES), "agree"),
    "by net claims": (votes(a=UNDER * 2 + OVER, b=UNDER), "partners_higher"),
    "incomplete does not vote": (votes(a=UNDER, b=UNDER, c=["incomplete"]), "partners_higher"),
    "nor does the owner": (
        votes(a=UNDER, b=UNDER) + [row | {"agency_type": "police"} for row in votes(c=OVER, d=OVER)], "partners_higher",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STATED)
def test_stated(name: str, tmp_path: Path) -> None:
    claims, finding = STATED[name]
    assert cell(Study(claims, cases(10, 10)).run(tmp_path), "stated")["finding"] == finding


def test_a_small_agency_never_finds_the_records_higher(tmp_path: Path) -> None:
    """Other agencies hold other cases, whatever the coverage."""
    excerpts = [held(5), held(200, interview="i2", agency="Nurses", agency_type="health")]
    result = Study(excerpts, cases(100), interviews=ALL, slices=["agency_type"]).run(tmp_path)
    small = cell(result, "count", "agency_type", "voluntary sector")
    assert (small["partners_low"], small["partners_high"], small["finding"]) == (5, INF, "indeterminate")
    assert "other agencies" in small["note"]
    assert cell(result, "count", "agency_type", "health")["finding"] == "partners_higher"


@pytest.mark.parametrize("elsewhere", ["", "Everywhere"])
def test_partners_of_the_whole_leave_an_area_open(elsewhere: str, tmp_path: Path) -> None:
    records = cases(100) + cases(5, area="Harbour")
    here = [held(5), held(5, interview="i2", area="Harbour")]
    closed = Study(here, records, interviews=ALL, slices=["area"])
    (tmp_path / "closed").mkdir()
    (tmp_path / "open").mkdir()
    assert cell(closed.run(tmp_path / "closed"), "count", "area", "Northgate")["finding"] == "records_higher"
    wide = [*here, held(90, interview="i3", agency="Nurses", area=elsewhere)]
    result = Study(wide, records, interviews=ALL, slices=["area"]).run(tmp_path / "open")
    found = cell(result, "count", "area", "Northgate")
    assert (found["partners_low"], found["partners_high"], found["finding"]) == (5, INF, "indeterminate")
    assert "beyond single areas" in found["note"]


def test_partners_of_the_whole_without_such_cases_leave_an_area_closed(tmp_path: Path) -> None:
    excerpts = [held(5), says("i2", "Nurses", area="", assertion="negated")]
    result = Study(excerpts, cases(100), interviews=ALL, slices=["area"]).run(tmp_path)
    assert cell(result, "count", "area", "Northgate")["finding"] == "records_higher"


def test_cases_without_a_type_leave_a_type_open(tmp_path: Path) -> None:
    typed = held(5, cse_type="online")
    other = held(90, interview="i2", agency="Nurses")
    expected = {"closed": ([typed], 5, "records_higher"), "open": ([typed, other], INF, "indeterminate")}
    for name, (excerpts, high, finding) in expected.items():
        (tmp_path / name).mkdir()
        result = Study(excerpts, cases(100), interviews=ALL, slices=["cse_type"]).run(tmp_path / name)
        found = cell(result, "count", "cse_type", "online")
        assert (found["partners_low"], found["partners_high"], found["finding"]) == (5, high, finding)


def test_a_denial_of_one_agency_type_is_none_of_all(tmp_path: Path) -> None:
    excerpts = [says(assertion="negated"), *mentions(2, 0, interview="i2", agency="Nurses", agency_type="health")]
    result = Study(excerpts, cases(10), interviews=ALL, slices=["agency_type"]).run(tmp_path)
    assert cell(result, "presence", "agency_type", "voluntary sector")["finding"] == "indeterminate"


def test_the_owner_has_a_line_of_its_own(tmp_path: Path) -> None:
    police = held(500, interview="i2", agency="Police", agency_type="police", area="Harbour")
    result = Study([held(130), police], cases(100), slices=["agency_type", "area"]).run(tmp_path)
    found = cell(result, "count", "agency_type", "police")
    assert (found["partners"], found["records"], found["finding"]) == (500, 100, "partners_higher")
    assert "own" in found["note"]
    areas = result.discrepancies[result.discrepancies["slice"] == "area"]
    assert list(areas["value"].unique()) == ["Northgate"]


def test_silence_of_single_cells(tmp_path: Path) -> None:
    """A type or area that partners affirm twice and no record may be of; one with a blank field may be."""
    excerpts = mentions(2, 0, cse_type="gang", area="Harbour")
    for blank, finding in (("online", "records_silent"), ("", "indeterminate")):
        folder = tmp_path / f"x{blank}"
        folder.mkdir()
        records = cases(5) + cases(0, 3, area="Harbour") + cases(1, cse_type=blank)
        result = Study(excerpts, records, slices=["cse_type", "area"]).run(folder)
        assert cell(result, "presence", "cse_type", "gang")["finding"] == finding
        assert cell(result, "presence", "area", "Harbour")["finding"] == "records_silent"


def test_bounds_of_a_type_add_records_without_a_type(tmp_path: Path) -> None:
    """The two-field bound of 30 hits, 19 high without a type, 90 of the type without a risk, 121 without both."""
    records = (
        cases(30, 0, 300, 90)
        + cases(19, 0, 0, 121, cse_type="")
        + cases(40, 0, 100, cse_type="gang")
    )  # fmt: skip
    result = Study([held(500, cse_type="online")], records, slices=["cse_type"]).run(tmp_path)
    found = cell(result, "count", "cse_type", "online")
    assert (found["records_low"], found["records_high"]) == (30, 260)
    assert (found["finding"], found["robust"]) == ("partners_higher", "yes")
    assert "type" in found["note"]


def test_bounds_of_an_area_add_records_without_an_area(tmp_path: Path) -> None:
    records = cases(10, 0, 10) + cases(4, 0, 4, 2, area="") + cases(10, 0, 10, area="Harbour")
    result = Study([held(30)], records, slices=["area"]).run(tmp_path)
    found = cell(result, "count", "area", "Northgate")
    assert (found["records_low"], found["records_high"]) == (10, 16)


def test_shares_of_cells_need_a_q_value(tmp_path: Path) -> None:
    talked = talk(*OFTEN) + [
        row | {"area": "Harbour", "interview_id": f"h{row['interview_id']}"} for row in talk(*OFTEN)
    ]
    records = cases(20, 180) + cases(150, 50, area="Harbour")
    result = Study(talked, records, slices=["area"]).run(tmp_path)
    north, harbour = (cell(result, "share", "area", area) for area in ("Northgate", "Harbour"))
    assert north["finding"] == "partners_higher"
    assert harbour["finding"] in ("agree", "indeterminate")
    smaller, larger = sorted([north["p_value"], harbour["p_value"]])
    assert north["q_value"] == pytest.approx(min(2 * smaller, larger), abs=2e-6)
    assert harbour["q_value"] == pytest.approx(larger, abs=2e-6)
