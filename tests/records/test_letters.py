"""What is told of a column from its bytes holds for each of its texts."""

from __future__ import annotations

import string

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyser.records import numbered
from analyser.records.letters import folded_words, holding, made_of, may_begin
from analyser.records.numbered import id_numbers

TEXTS = st.lists(st.text(st.sampled_from("aAbBzZ09@[`{/'é \0"), max_size=20), max_size=30)
WORDS = ["total", "n", "end", "confidential", "ab"]


def cut(texts: list[str], kind: pa.DataType) -> pa.Array:
    """The texts as part of a longer array, as the batches of a file are."""
    return pa.array(["before", *texts, "behind"], kind).slice(1, len(texts))


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
@given(texts=TEXTS)
def test_letters_of_each_text(kind, texts):
    cells = cut(texts, kind)
    assert holding(cells, "aZ0").tolist() == [any(letter in "aZ0" for letter in text) for text in texts]
    assert made_of(cells, "aAbB/").tolist() == [all(letter in "aAbB/" for letter in text) for text in texts]


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(string.printable, max_size=8)).map(str.swapcase)))
def test_no_text_that_begins_with_a_word_is_missed(texts):
    found = may_begin(cut(texts, pa.large_string()), WORDS)
    assert all(may for may, text in zip(found, texts, strict=True) if text.lower().startswith(tuple(WORDS)))


@given(st.lists(st.tuples(*[st.text(st.sampled_from("aAbBzZ09@[`{é\0"), max_size=9)] * 2), max_size=40))
def test_numbers_are_the_same_where_ids_are_the_same_but_for_case(rows):
    first, second = (pd.Series([row[place] for row in rows], dtype="str") for place in (0, 1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numbered, "_MANY", 0)
        for ids in ([first], [second], [first, second]):
            keys = list(zip(*(one.str.casefold() for one in ids), strict=True))
            numbers = id_numbers(*ids)
            assert len(set(zip(keys, numbers, strict=True))) == len(set(keys)) == len(set(numbers))
            assert all(0 <= number < len(keys) for number in numbers)


def test_long_and_other_letters_are_left_to_the_ordinary_way():
    assert folded_words(pa.array(["x" * 65])) is None
    assert folded_words(pa.array(["é"])) is None
