"""What the flag catches that it should not, what it leaves out, and when it was set."""

from dataclasses import dataclass

import pytest
from quality_rows import checked, row, told

CCE = "Child criminal exploitation, carrying for others."


@dataclass(frozen=True)
class Code:
    is_cse: bool = False
    harm_level: str = ""
    indicators: tuple[str, ...] = ()


def reader(texts):
    """Gifts are heard, and denied ones are not."""
    return [Code(indicators=("gifts",) if "gift" in text and "no gift" not in text else ()) for text in texts]


def by_month(counts, **row_):
    days = [f"{2018 + (m + 3) // 12}-{(m + 3) % 12 + 1:02d}-15" for m in range(len(counts))]
    return [{"recorded_date": day, **row_} for day, n in zip(days, counts, strict=True) for _ in range(n)]


class TestCriminalExploitation:
    @pytest.mark.parametrize(
        "text", [CCE, "CCE matter, no sexual element. Flag applied in error.", "Criminal exploitation only, not CSE."]
    )
    def test_under_the_flag_it_is_told(self, text):
        quality = checked([{"narrative": text}, {"narrative": "CSE and CCE concerns."}, {}, {}, {}])
        assert told(quality, "criminal_flagged") == (0.2, "warn")

    def test_where_it_leaves_the_flag_the_month_is_told(self):
        before = by_month([6, 6, 6, 6], narrative=CCE)
        quality = checked(by_month([9] * 12) + before)
        found = row(quality, "criminal_step")
        assert (found["observed"], found["status"]) == (0.4, "warn")
        assert "From 2018-08 on 0 %" in found["meaning"]
        assert "before it 40 %" in found["meaning"]

    def test_an_even_share_is_no_step(self):
        quality = checked(by_month([9] * 12) + by_month([2, 3, 1, 2, 2, 3, 2, 1, 3, 2, 2, 2], narrative=CCE))
        assert told(quality, "criminal_step") == (0, "ok")


class TestStep:
    def test_a_step_in_flagging_is_told_with_its_month(self):
        found = row(checked(by_month([20, 22, 19, 21, 20, 18, 6, 5, 7, 6, 5, 6])), "flagged_step")
        assert found["status"] == "warn"
        assert "From 2018-10 on about 6 records a month were flagged, before it about 20" in found["meaning"]

    @pytest.mark.parametrize(
        "counts", [[9, 11, 10, 8, 12, 10, 9, 11, 10, 10, 9, 11], [1, 0, 2, 0, 1, 0, 1, 1, 0, 2, 1, 0], [5]]
    )
    def test_what_chance_makes_is_no_step(self, counts):
        assert told(checked(by_month(counts)), "flagged_step") == (0, "ok")

    def test_without_a_flag_no_step_is_looked_for(self):
        quality = checked([{"offence_code": "71"}], absent=["cse_flag"])
        for check in ("criminal_flagged", "criminal_step", "flagged_step"):
            assert row(quality, check)["status"] == "not_checked"


class TestBoundary:
    rows = (
        {"cse_flag": "no", "offence_code": "22B", "narrative": "Phone and gifts from an adult."},
        {"cse_flag": "no", "offence_code": "22B", "narrative": "There were no gifts."},
        {"cse_flag": "no", "offence_code": "22B", "narrative": ""},
        {"cse_flag": "no", "offence_code": "22B", "narrative": "Gifts given.", "victim_age": "34"},
        {"cse_flag": "no", "offence_code": "49", "narrative": "Gifts were stolen."},
        {"cse_flag": "yes", "offence_code": "22B", "narrative": "Gifts given."},
    )

    def test_exchange_in_unflagged_offences_is_told_by_the_coder(self):
        assert told(checked(self.rows, coder=reader), "abuse_boundary") == (0.5, "fail")

    def test_without_a_coder_by_words(self):
        assert told(checked(self.rows), "abuse_boundary") == (1, "fail")

    def test_offences_without_exchange_are_fine(self):
        assert told(checked([self.rows[1]], coder=reader), "abuse_boundary") == (0, "ok")

    @pytest.mark.parametrize("column", ["narrative", "offence_code", "cse_flag"])
    def test_it_needs_flag_offence_and_text(self, column):
        rows = [{"offence_code": "71", "narrative": "CSE"}]
        assert row(checked(rows, absent=[column]), "abuse_boundary")["status"] == "not_checked"


class TestTitles:
    def test_a_definition_by_code_leaves_rape_out(self):
        rows = [{"offence_code": code} for code in ("71", "19D", "19E", "20A", "49", "")]
        found = row(checked(rows, absent=["cse_flag"]), "titles_alone")
        assert (found["observed"], found["status"]) == (0.75, "fail")
        assert "(3, 2 of them rape)" in found["meaning"]

    def test_a_flag_that_reaches_further_than_titles_is_fine(self):
        quality = checked([{"offence_code": code} for code in ("71", "19D", "20A", "49")])
        assert told(quality, "titles_alone") == (pytest.approx(2 / 3), "ok")
        groups = {
            name: told(quality, "offence_group", "offence", name)[0] for name in ("exploitation", "rape", "other")
        }
        assert groups == {"exploitation": 0.25, "rape": 0.25, "other": 0.25}

    def test_a_flag_that_follows_the_title_is_doubtful(self):
        assert told(checked([{"offence_code": "72"}] * 20), "titles_alone") == (0, "fail")
        assert told(checked([{"offence_code": "72"}] * 3), "titles_alone") == (0, "ok")

    def test_it_needs_offences(self):
        assert row(checked([{}], absent=["offence_code"]), "titles_alone")["status"] == "not_checked"


class TestDates:
    def test_undated_late_and_stale_flags_are_told(self):
        days = ["", "2018-05-02", "2018-12-01", "2017-01-01", "2018-04-20"]
        quality = checked([{"flag_date": day} for day in days])
        assert told(quality, "flag_undated") == (0.2, "warn")
        assert told(quality, "flag_late") == (0.25, "warn")
        assert told(quality, "flag_stale") == (0.25, "warn")
        assert "half of those more than 214 days" in row(quality, "flag_late")["meaning"]

    def test_flags_set_with_the_record_are_fine(self):
        quality = checked([{"flag_date": "2018-05-03"}] * 4)
        assert [told(quality, check) for check in ("flag_undated", "flag_late", "flag_stale")] == [(0, "ok")] * 3

    def test_without_the_column_it_is_not_checked(self):
        quality = checked([{}], absent=["flag_date"])
        assert {row(quality, f"flag_{name}")["status"] for name in ("undated", "late", "stale")} == {"not_checked"}
