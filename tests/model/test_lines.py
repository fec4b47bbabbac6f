"""Lines as pieces of words: where each piece stands, who speaks, and where the numbers are."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyser.model import Line, load_model
from analyser.model.encoder import network_input
from analyser.model.lines import ASKS, END, LONGEST, PARTNERS, START, Heard, hear

ALPHABET = st.characters(codec="utf-8") | st.sampled_from("🙂👩🏽‍🎓é́ß中ﬁ½’–\u00ad\u200b")
TEXTS = st.text(ALPHABET, max_size=80) | st.text("aé 🙂9-", max_size=400)
TALKS = st.lists(st.tuples(st.sampled_from("IAB"), TEXTS), max_size=8)


def heard(*lines: Line) -> list[Heard]:
    return hear(lines, load_model().tokenizer)


def one(text: str, *numbers: tuple[int, int]) -> Heard:
    return heard(Line(text, "A", numbers=numbers))[0]


def covered(line: Heard, text: str, number: int = 0) -> str:
    """The words of a number's pieces."""
    places = line.places[slice(*line.numbers[number])]
    return text[places[0][0] : places[-1][1]]


@settings(max_examples=150, deadline=None)
@given(TALKS)
def test_pieces_stand_in_the_text_in_order(talk: list[tuple[str, str]]) -> None:
    lines = [Line(text, speaker, asks=speaker == "I") for speaker, text in talk]
    for line, found in zip(lines, heard(*lines), strict=True):
        assert len(found.pieces) == len(found.places) <= LONGEST + 2
        assert found.pieces[-1] == END
        assert all(0 <= start <= end <= len(line.text) for start, end in found.places)
        inner = [start for start, end in found.places if end > start]
        assert inner == sorted(inner)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.data())
def test_every_number_has_pieces(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    (found,) = heard(Line(text, "A", numbers=((start, end),)))
    first, last = found.numbers[0]
    assert 0 <= first < last <= len(found.pieces) - 1


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("We see six girls.", "six"),
        ("Twenty-five, I'd say.", "Twenty-five"),
        ("🙂🙂 Two or three a month – at the café.", "Two or three a month"),
        ("Déjà vu: 1,250 récits", "1,250"),
        ("62% of them", "62%"),
        ("👩🏽‍🎓 both 👩🏽‍🎓", "both"),
    ],
)
def test_the_pieces_of_a_number_cover_it(text: str, number: str) -> None:
    start = text.index(number)
    assert covered(one(text, (start, start + len(number))), text) == number


def test_each_turn_begins_with_who_speaks() -> None:
    talk = [("Ann", False), ("Dr Hale", True), ("Ann", False), ("Ann", False), ("Ben", False), ("Ann", False)]
    found = heard(*(Line("Yes.", name, asks) for name, asks in talk))
    first, second = PARTNERS[:2]
    word = found[3].pieces[0]
    assert [line.pieces[0] for line in found] == [first, ASKS, first, word, second, first]
    assert [line.asks for line in found] == [asks for _, asks in talk]


def test_many_speakers_share_the_marks_there_are() -> None:
    found = heard(*(Line("Yes.", f"Partner {number}") for number in range(9)))
    assert {line.pieces[0] for line in found} == set(PARTNERS)


def test_a_long_line_is_cut_and_its_last_number_keeps_a_place() -> None:
    text = "We talk on. " * 100 + "Six girls."
    found = one(text, (0, 2), (text.index("Six"), text.index("Six") + 3))
    assert len(found.pieces) == LONGEST + 2
    assert covered(found, text) == "We"
    assert found.numbers[1] == (LONGEST, LONGEST + 1)


def test_no_words_at_all() -> None:
    assert heard() == []
    assert one("").pieces == (PARTNERS[0], END)
    assert one("\n \t").pieces == (PARTNERS[0], END)


def test_the_marks_are_pieces_that_no_text_has() -> None:
    tokenizer = load_model().tokenizer
    kept = json.loads(tokenizer.to_str())["model"]["vocab"]
    names = {place: piece for piece, place in kept.items()}
    assert names[START] == "[CLS]"
    assert names[END] == "[SEP]"
    assert all(names[mark].startswith("[unused") for mark in (ASKS, *PARTNERS))


@settings(max_examples=60, deadline=None)
@given(TALKS, st.integers(0, 5))
def test_the_network_gets_every_piece_and_number_in_its_place(talk: list[tuple[str, str]], width: int) -> None:
    lines = [
        Line(text, speaker, speaker == "I", () if speaker == "I" else (1.0,) * width, ((0, len(text)),))
        for speaker, text in talk
    ]
    found = heard(*lines)
    sent = network_input(found, width)
    assert sent["pieces"].tolist() == [START, *(piece for line in found for piece in line.pieces)]
    assert len(sent["asks"]) == len(sent["pieces"])
    assert sent["features"].shape == (len(lines), width)
    assert sent["owners"].tolist() == list(range(len(lines)))
    for line, (start, end), (first, last) in zip(found, sent["lines"], sent["numbers"], strict=True):
        assert tuple(sent["pieces"][start:end]) == line.pieces
        assert (first - start, last - start) == line.numbers[0]
