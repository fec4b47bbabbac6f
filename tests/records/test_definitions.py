"""High harm by every definition side by side: the same cases, other levels, and why a rule cannot be used."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from record_tables import records, study

from analyser.coding import NarrativeReader, narratives
from analyser.comparison import both_sides, compare_definitions
from analyser.records import count_cases, definitions, find_cases
from analyser.schemas import PERCEIVED
from analyser.study import HIGH_HARM_RULES, HighHarm
from analyser.tables import table as as_table


@dataclass(frozen=True)
class Code:
    is_cse: bool
    harm_level: str
    indicators: tuple[str, ...] = ()


class Reader:
    """Codes a text by a word of it, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts):
        self.asked += texts
        return [Code("cse" in text, "high" if "moved" in text else "low") for text in texts]


def graded(rows, *, absent=(), coder=None, **chosen):
    table, settled = records(rows, absent=absent), study(**chosen)
    cases = find_cases(table, settled, narrative_coder=coder)
    found = definitions(table, cases, settled, narrative_coder=coder)
    return {one.rule: one for one in found}, count_cases(cases, settled)


def numbers(one):
    return one.counts[["cases", "high", "high_min", "high_max"]].iloc[0].tolist()


ROWS = [
    {"risk_level": "high", "offence_code": "88A", "narrative": "a lift"},
    {"risk_level": "", "offence_code": "19D", "narrative": ""},
    {"risk_level": "low", "offence_code": "88A", "narrative": "moved about"},
    {"risk_level": "low", "offence_code": "", "narrative": "a lift"},
]


def test_each_definition_counts_the_same_cases_by_its_own_rule(tmp_path: Path):
    weights = tmp_path / "weights.csv"
    weights.write_text("offence_code,weight\n19D,1825\n88A,20\n")
    found, _ = graded(ROWS, coder=Reader(), high_harm=HighHarm(harm_index=weights))
    assert list(found) == list(HIGH_HARM_RULES)
    assert numbers(found["risk_level"]) == [4, 1, 1, 2]
    assert numbers(found["offence_code"]) == [4, 1, 1, 2]
    assert numbers(found["harm_index"]) == [4, 1, 1, 2]
    assert numbers(found["narrative"]) == [4, 1, 1, 2]
    assert numbers(found["any"]) == [4, 3, 3, 4]
    assert found["any"].note == "made of risk_level, offence_code, harm_index, narrative"


def test_a_rule_that_cannot_be_used_says_what_it_lacks():
    found, _ = graded(ROWS, absent=["offence_code", "narrative"], coder=Reader())
    assert found["risk_level"].counts is not None
    for rule, lacks in [("offence_code", "column offence_code"), ("narrative", "column narrative")]:
        assert found[rule].counts is None
        assert lacks in found[rule].note
    without_coder, _ = graded(ROWS)
    assert "needs a coder" in without_coder["narrative"].note
    assert "needs a list of weights" in without_coder["harm_index"].note


ROW = st.fixed_dictionaries(
    {
        "record_id": st.sampled_from(["R1", "R2", "R3"]),
        "victim_id": st.sampled_from(["V1", "V2", ""]),
        "updated_date": st.sampled_from(["2018-06-01", "2018-07-01"]),
        "risk_level": st.sampled_from(["high", "medium", "low", ""]),
        "offence_code": st.sampled_from(["71", "19D", "88E", ""]),
        "narrative": st.sampled_from(["moved about", "a lift", "cse moved", ""]),
        "cse_flag": st.sampled_from(["yes", "no"]),
    }
)


@settings(max_examples=30, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=10), st.sampled_from(["risk_level", "offence_code", "narrative", "any"]))
def test_the_studys_own_rule_gives_the_studys_own_counts(rows, rule):
    found, counts = graded(rows, coder=Reader(), rule=rule, slices=())
    pd.testing.assert_frame_equal(found[rule].counts, counts)


def test_findings_stand_beside_each_other_and_what_changes_is_told():
    rows = [{"risk_level": "low", "offence_code": "19D", "recorded_date": f"2018-{m:02d}-09"} for m in range(4, 13)]
    found, counts = graded(rows, absent=["narrative"])
    speaker = {
        "interview_id": "i1", "speaker": "A", "agency": "Project", "agency_type": "health", "owner": "no",
        "stock_low": 0, "stock_high": 0, "mentions_high": 0, "mentions_medium": 4, "mentions_low": 0, "denied": 0,
        "asked": 1, "under_recorded": 0, "over_recorded": 0, "matches": 0, "incomplete": 0, "reviewed_high": 0,
        "other_high": 0,
    }  # fmt: skip
    told = compare_definitions(found.values(), both_sides(as_table([speaker], PERCEIVED), counts, study()))
    presence = told[told["measure"] == "presence"].set_index("rule")
    own, other = presence.loc[["risk_level"]], presence.loc[["offence_code"]]
    assert own["changes_answer"].item() == ""
    assert (own["chosen"].item(), other["chosen"].item()) == ("yes", "no")
    assert other["changes_answer"].item() == ("no" if own["finding"].item() == other["finding"].item() else "yes")
    assert own["finding"].item() != other["finding"].item()
    unused = told[told["rule"] == "narrative"]
    assert len(unused) == 1
    assert unused["measure"].item() == unused["changes_answer"].item() == ""
    assert pd.isna(unused["cases"].item())


def test_the_reader_of_narratives_reads_each_text_once(monkeypatch):
    read: list[str] = []
    monkeypatch.setattr(narratives, "load_coder", lambda kind, period: None)
    monkeypatch.setattr(narratives, "code_narratives", lambda texts, coder: [read.append(one) or one for one in texts])
    reader = NarrativeReader(None)
    assert reader(["a", "b", "a"]) == ["a", "b", "a"]
    assert reader(["b", "c"]) == ["b", "c"]
    assert read == ["a", "b", "c"]
