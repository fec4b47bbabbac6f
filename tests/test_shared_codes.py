"""Lists that two parts of the house hold, since neither may know the other, and that must agree."""

from __future__ import annotations

from analyser.codebook import load_codebook
from analyser.coding.talk_words import talk_words
from analyser.records.table import CODES, CSE_TYPES


def test_records_and_codebook_name_the_same_types() -> None:
    assert set(CSE_TYPES) == {one.code for one in load_codebook().types}


def test_records_and_codebook_name_the_same_levels_of_harm() -> None:
    levels = {one.code for one in load_codebook().levels}
    assert {"high", "medium", "low"} <= levels & set(CODES["risk_level"])


def test_words_that_yaml_would_take_for_yes_or_no_are_words() -> None:
    assert "on" in talk_words().inside
