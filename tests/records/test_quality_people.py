"""Who is seen in the records: repeat victims, intelligence, suspects and places, sources, ethnicity and disability."""

import pytest
from quality_rows import checked, row, told


class TestRepeatVictims:
    def test_children_with_several_records_are_told_and_duplicates_are_none(self):
        rows = [
            {"victim_id": "V"},
            {"victim_id": "V"},
            {"victim_id": "W", "record_id": "R"},
            {"victim_id": "W", "record_id": "R"},
        ]
        assert told(checked(rows), "repeat_victims") == (0.5, "ok")
        assert told(checked([{"victim_id": "V"}] * 2), "repeat_victims") == (1, "warn")

    def test_that_no_child_comes_twice_is_doubtful_in_many_records(self):
        found = row(checked([{}] * 100), "repeat_victims")
        assert (found["observed"], found["status"]) == (0, "warn")
        assert "a number of its own" in found["meaning"]
        assert told(checked([{}] * 99), "repeat_victims") == (0, "ok")

    def test_without_victims_it_is_not_checked(self):
        assert row(checked([{}], absent=["victim_id"]), "repeat_victims")["status"] == "not_checked"


class TestIntelligence:
    rows = (
        {"victim_id": "A", "record_class": "intelligence"},
        {"victim_id": "A", "record_class": "crime"},
        {"victim_id": "B", "record_class": "intelligence"},
        {"victim_id": "B", "record_class": "intelligence"},
        {"victim_id": "C", "record_class": "incident"},
        {"victim_id": "D", "record_class": "intelligence", "cse_flag": "no"},
    )

    def test_children_known_by_intelligence_alone_are_counted_and_told(self):
        found = row(checked(self.rows), "intelligence_only")
        assert (found["observed"], found["status"]) == (pytest.approx(1 / 3), "warn")
        assert found["meaning"].startswith("1 of 3 cases")

    def test_a_child_with_a_crime_is_not_among_them(self):
        assert told(checked(self.rows[:2]), "intelligence_only") == (0, "ok")

    def test_without_classes_it_is_not_checked(self):
        assert row(checked([{}], absent=["record_class"]), "intelligence_only")["status"] == "not_checked"


class TestCompleteness:
    def test_blank_and_unknown_are_told_apart(self):
        rows = [
            {"ethnicity": "Not stated", "disability": "", "suspect_id": "S", "suspect_ethnicity": "Unknown"},
            {"ethnicity": "", "disability": "None", "suspect_id": "S", "suspect_ethnicity": "IC1"},
            {"ethnicity": "White British", "disability": "N/K", "suspect_id": "", "suspect_ethnicity": ""},
            {"ethnicity": "Asian", "disability": "Yes", "suspect_id": "", "suspect_ethnicity": ""},
        ]
        quality = checked(rows)
        assert told(quality, "ethnicity_not_known") == (0.25, "warn")
        assert told(quality, "disability_not_told") == (0.5, "warn")
        assert told(quality, "suspect_ethnicity_not_told") == (0.5, "warn")

    def test_a_full_column_is_fine(self):
        rows = [{"ethnicity": "A", "disability": "No", "suspect_id": "S", "suspect_ethnicity": "B"}]
        quality = checked(rows)
        for check in ("ethnicity_not_known", "disability_not_told", "suspect_ethnicity_not_told"):
            assert told(quality, check) == (0, "ok")

    def test_absent_columns_are_not_checked(self):
        quality = checked([{}], absent=["ethnicity", "disability", "suspect_ethnicity"])
        for check in ("ethnicity_not_known", "disability_not_told", "suspect_ethnicity_not_told"):
            assert row(quality, check)["status"] == "not_checked"


class TestNetworks:
    def test_several_suspects_and_shared_ones_are_seen(self):
        rows = [
            {"victim_id": "A", "suspect_id": "S1; S2", "place": "3 Mill Lane"},
            {"victim_id": "B", "suspect_id": "s2", "place": "3 MILL LANE"},
            {"victim_id": "C", "suspect_id": "S3", "place": "9 Weir St"},
        ]
        quality = checked(rows)
        assert told(quality, "several_suspects") == (1, "ok")
        assert told(quality, "shared_suspects") == (2, "ok")
        assert told(quality, "shared_places") == (2, "ok")

    def test_a_second_suspect_in_a_row_of_the_same_record_is_seen(self):
        rows = [{"record_id": "R", "victim_id": "A", "suspect_id": name} for name in ("S1", "S2")]
        quality = checked(rows)
        assert told(quality, "several_suspects") == (1, "ok")
        assert told(quality, "duplicates")[0] == 0.5

    def test_where_no_two_share_anything_absence_is_no_evidence(self):
        quality = checked([{"suspect_id": f"S{n}", "place": f"{n} Weir St"} for n in range(4)])
        for check in ("several_suspects", "shared_suspects", "shared_places"):
            assert told(quality, check) == (0, "warn")
            assert "no evidence that there are none" in row(quality, check)["meaning"]

    def test_a_kind_of_place_is_no_place(self):
        rows = [{"place": "Dwelling"}] * 30 + [{"place": f"{n} Weir St"} for n in range(20)]
        assert told(checked(rows), "shared_places") == (0, "warn")

    def test_networks_without_a_suspect_are_told(self):
        rows = [{"cse_type": "organised_network", "suspect_id": name} for name in ("S1", "", "")]
        assert told(checked([*rows, {"cse_type": "online"}]), "network_suspects") == (pytest.approx(2 / 3), "fail")
        assert told(checked([rows[0], {"cse_type": "online"}]), "network_suspects") == (0, "ok")

    def test_without_suspects_and_places_it_is_not_checked(self):
        quality = checked([{}], absent=["suspect_id", "place"])
        for check in ("several_suspects", "shared_suspects", "shared_places", "network_suspects"):
            assert row(quality, check)["status"] == "not_checked"


class TestSources:
    def test_agencies_that_gave_nothing_are_named(self):
        sources = ["School nurse", "NHS", "Social worker", *["Officer"] * 17]
        quality = checked([{"source": source} for source in sources])
        found = row(quality, "sources_silent")
        assert (found["observed"], found["status"]) == (2, "warn")
        assert "from education and voluntary sector" in found["meaning"]
        assert told(quality, "source_share", "source", "health") == (0.1, "ok")
        assert told(quality, "source_share", "source", "education") == (0, "warn")

    def test_where_all_gave_it_is_fine(self):
        quality = checked([{"source": source} for source in ("Hospital", "College", "MASH", "Charity")])
        assert told(quality, "sources_silent") == (0, "ok")

    def test_without_sources_it_is_not_checked(self):
        assert row(checked([{}], absent=["source"]), "sources_silent")["status"] == "not_checked"
