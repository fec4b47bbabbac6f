"""The whole way: coded sentences of several agencies to what is said of the records."""

from __future__ import annotations

from comparison_studies import cell, counts, heard, person, rows_of, sentence, study

from analyser.comparison import both_sides, compare, explain, extremes


def test_caseloads_rates_denials_and_claims_come_to_findings_that_can_be_followed_back() -> None:
    of = study(areas=["Northgate", "Harbour"], case_months=12)
    who = [
        person("nurse", "Hospital", "health", "Northgate"),
        person("doctor", "Hospital", "health", "northgate"),
        person("teacher", "School", "education", "Harbour"),
        person("officer", "Force", "Police", "Harbour"),
    ]
    sentences = [
        sentence("nurse", count=9, quantity_basis="stock", approximate="yes", cse_type="gang"),
        sentence("nurse", harm_level="none", assertion="", data_claim="under_recorded"),
        sentence(
            "doctor", quantity_kind="rate", quantity_low=1, quantity_high=2, rate_per="month", quantity_basis="flow"
        ),
        sentence("teacher", assertion="negated"),
        sentence("teacher", harm_level="none", assertion="", data_claim="under_recorded"),
        sentence("officer", count=40),
    ]
    asked = {one["interview_id"]: frozenset({"high"}) for one in who}
    perceived = heard(sentences, who, asked=asked, of=of)
    recorded = counts(
        cell(high=2, medium=18, unflagged=5),
        cell("area", "Northgate", high=0, medium=9),
        cell("area", "Harbour", high=2, medium=9),
        cell("cse_type", "gang", medium=4),
    )
    rows = rows_of(perceived, recorded, of)

    whole = rows["all", "", "count"]
    # The doctor's one to two a month are 12 to 24 over the year, above the nurse's caseload of about nine (7 to 11).
    assert (whole["partners_low"], whole["partners"], whole["finding"]) == (12, 18, "partners_higher")
    assert (whole["agencies_n"], whole["partners_n"], whole["support"]) == (1 + 1, 3, 1)
    assert set(whole["excerpts"].split(";")) == {"e1", "e3"} <= extremes(perceived)
    assert whole["explained"] + whole["unexplained"] == whole["difference"] == 16

    assert rows["area", "Northgate", "presence"]["finding"] == "records_silent"
    assert rows["area", "Harbour", "presence"]["finding"] == "indeterminate"
    assert "1 agency denies it" in rows["area", "Harbour", "presence"]["note"]
    assert rows["area", "Harbour", "count"]["partners_n"] == 1
    assert rows["cse_type", "gang", "count"]["partners_low"] == 7
    assert rows["all", "", "stated"]["finding"] == "partners_higher"
    assert rows["agency_type", "Police", "count"]["partners_low"] == 40

    both = both_sides(perceived, recorded, of)
    found = compare(both)
    causes = explain(found, both)
    assert set(causes.loc[causes["slice"] == "all", "cause"]) >= {"window", "unflagged", "unexplained"}
