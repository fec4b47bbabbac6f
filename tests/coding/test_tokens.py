"""The remembered tokens are spaCy's."""

from __future__ import annotations

import spacy
from hypothesis import given
from hypothesis import strategies as st

from analyser.coding.tokens import RememberingTokenizer

PLAIN = spacy.blank("en").tokenizer
TOKENIZER = RememberingTokenizer(spacy.blank("en").tokenizer, PLAIN.vocab)
BLANKS = st.sampled_from([" ", " ", " ", "  ", "\n", " \n\n", "\t", "\u00a0", "\u2009 "])
WORDS = [
    "we",
    "don't",
    "haven’t",
    "(9.30am",
    "e.g.",
    "“no”,",
    "high-harm",
    "£5k",
    "C++",
    "…",
    "–",
    "?!",
    "a.m.)",
]
PIECES = st.sampled_from(WORDS) | st.text("abzABZ019.,'’-–!?…\"“”£%&/", min_size=1, max_size=6)


@given(st.lists(PIECES | BLANKS, max_size=12))
def test_the_tokens_and_blanks_are_those_of_spacy(parts: list[str]) -> None:
    text = "".join(parts)
    expected = [token.text_with_ws for token in PLAIN(text)]
    for _ in range(2):  # as met first, and as remembered
        doc = TOKENIZER(text)
        assert [token.text_with_ws for token in doc] == expected == doc.user_data["tokens"]
    assert doc.text == text
