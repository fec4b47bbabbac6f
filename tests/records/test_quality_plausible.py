"""Whether levels of risk, differences between areas and dates are plausible."""

from dataclasses import dataclass

import pytest
from quality_rows import checked, row, told
from record_tables import records

from analyser.statistics import funnel_limits


@dataclass(frozen=True)
class Code:
    is_cse: bool = True
    harm_level: str = ""
    indicators: tuple[str, ...] = ()


def reader(texts):
    return [Code(harm_level="high" if "moved" in text else "medium") for text in texts]


class TestRiskAgainstNarrative:
    rows = (
        {"risk_level": "low", "narrative": "moved between towns"},
        {"risk_level": "low", "narrative": "a lift"},
        {"risk_level": "low", "narrative": ""},
        {"risk_level": "high", "narrative": "moved"},
    )

    def test_low_risk_over_a_grave_narrative_is_told(self):
        assert told(checked(self.rows, coder=reader), "risk_understated") == (0.5, "fail")

    def test_low_risk_over_a_mild_one_is_fine(self):
        assert told(checked(self.rows[1:], coder=reader), "risk_understated") == (0, "ok")

    def test_it_needs_a_coder_a_risk_and_a_narrative(self):
        assert row(checked(self.rows), "risk_understated")["status"] == "not_checked"
        for column in ("risk_level", "narrative"):
            quality = checked(self.rows, absent=[column], coder=reader, rule="offence_code")
            assert row(quality, "risk_understated")["status"] == "not_checked"


class TestScales:
    def table(self, values):
        table = records([{"risk_level": "low"}] * len(values))
        table.frame["risk_level"] = values
        return table

    def test_two_vocabularies_in_one_column_are_told(self):
        found = row(checked([], table=self.table(["High", "low", "Medium risk", "Cat 3", "2"])), "risk_scales")
        assert (found["observed"], found["status"]) == (0.4, "warn")
        assert "risk bands (3), categories (1) and numbers (1)" in found["meaning"]

    @pytest.mark.parametrize(
        "values", [["High", "LOW", "Med"], ["Cat 1", "Category 3"], ["SERAF 12", "SERAF - mild"], ["3", "2"]]
    )
    def test_one_scale_however_written_is_fine(self, values):
        assert told(checked([], table=self.table(values)), "risk_scales") == (0, "ok")

    def test_without_risk_it_is_not_checked(self):
        assert row(checked([{}], absent=["risk_level"], rule="offence_code"), "risk_scales")["status"] == "not_checked"


def graded(area, high, low, blank=0):
    levels = ["high"] * high + ["low"] * low + [""] * blank
    return [{"area": area, "risk_level": level} for level in levels]


class TestAreas:
    def test_an_area_outside_the_funnel_is_told_with_its_limits(self):
        quality = checked(graded("Quay", 10, 190) + graded("Harbour", 10, 190) + graded("Northgate", 40, 60))
        assert told(quality, "areas_apart_high") == (2 + 1, "warn")
        found = row(quality, "areas_apart_high", "area", "Northgate")
        assert (found["low"], found["high"]) == pytest.approx(funnel_limits(60 / 500, 100, level=0.998))
        assert "In Northgate 40 % of the graded cases" in found["meaning"]

    def test_what_chance_makes_is_fine(self):
        quality = checked(graded("Quay", 10, 90) + graded("Harbour", 14, 86))
        assert told(quality, "areas_apart_high") == (0, "ok")
        assert told(quality, "areas_apart_ungraded") == (0, "ok")

    def test_areas_that_leave_risk_blank_by_other_habits_are_told(self):
        quality = checked(graded("Quay", 5, 95) + graded("Harbour", 5, 35, blank=60))
        assert told(quality, "areas_apart_ungraded", "area", "Harbour") == (1, "warn")

    def test_one_area_has_nothing_to_be_apart_from(self):
        for rows, absent in ((graded("Quay", 1, 1), []), ([{}], ["area"])):
            assert row(checked(rows, absent=absent), "areas_apart_high")["status"] == "not_checked"


class TestLag:
    def test_long_and_negative_lags_are_told(self):
        days = ["2018-04-30", "2018-01-01", "2012-06-01", "2018-05-09", ""]
        quality = checked([{"committed_date": day} for day in days])
        assert told(quality, "recording_lag") == (120, "warn")
        assert told(quality, "recorded_late") == (0.25, "warn")
        assert told(quality, "committed_later") == (0.25, "fail")

    def test_records_made_at_once_are_fine(self):
        quality = checked([{"committed_date": "2018-04-29"}] * 3)
        assert told(quality, "recording_lag") == (2, "ok")
        assert told(quality, "recorded_late") == told(quality, "committed_later") == (0, "ok")

    def test_without_committed_dates_it_is_not_checked(self):
        for quality in (checked([{}], absent=["committed_date"]), checked([{}])):
            for check in ("recording_lag", "recorded_late", "committed_later"):
                assert row(quality, check)["status"] == "not_checked"
