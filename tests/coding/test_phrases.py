"""The phrases found in one pass are those that a slow and plain reading of each phrase finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from analyser.coding.cue_phrases import DIGITS, GAP, GAP_WORDS, MARKS, Choice, Phrasebook, parse
from analyser.coding.cue_words import Word, split_words
from analyser.coding.stem_phrases import StemPhrases
from analyser.coding.stems import Words, class_names, stem, words_of_text

# --- phrases of the words as they are said ----------------------------------------------------------------------------

SAID = ["we", "no", "not", "seen", "any", "cases", "12", "-", ",", "..", "#"]
WRITTEN = st.sampled_from(["we", "no", "not", "seen", "any", "cases", GAP, DIGITS, "12", "{see}"])
MACROS = {"see": ["seen", "not (any|)"]}


@st.composite
def written_phrases(draw: st.DrawFn) -> str:
    """A phrase of the lexicons' syntax that has one word at least."""
    parts = [draw(WRITTEN) for _ in range(draw(st.integers(1, 4)))]
    if draw(st.booleans()):
        options = ["" if draw(st.booleans()) else draw(WRITTEN), f"{draw(WRITTEN)} {draw(WRITTEN)}", draw(WRITTEN)]
        parts.insert(draw(st.integers(0, len(parts))), f"({'|'.join(options)})")
    return " ".join(parts)


def ends(phrase: tuple[str | Choice, ...], words: Sequence[Word], place: int) -> Iterator[int]:
    """Where a phrase that begins at a word may end."""
    if not phrase:
        yield place
        return
    head, rest = phrase[0], phrase[1:]
    if isinstance(head, Choice):
        for option in head.options:
            yield from ends(option + rest, words, place)
    elif head == GAP:
        for leapt in range(GAP_WORDS + 1):
            if place + leapt <= len(words) and not any(w.text in MARKS for w in words[place : place + leapt]):
                yield from ends(rest, words, place + leapt)
    elif place < len(words):
        text = words[place].text
        if text[0].isdigit() if head == DIGITS else text == head:
            yield from ends(rest, words, place + 1)


def longest(phrases: Mapping[str, Sequence[str]], words: Sequence[Word], start: int) -> tuple[int, str] | None:
    """The end and name of the longest phrase at a word, the first of those of one length."""
    found: tuple[int, str] | None = None
    for name, written in phrases.items():
        for pattern in written:
            end = max(ends(parse(pattern, MACROS), words, start), default=start)
            if end > (found[0] if found else start):
                found = end, name
    return found


@given(
    st.dictionaries(st.sampled_from("abc"), st.lists(written_phrases(), min_size=1, max_size=4), min_size=1),
    st.lists(st.sampled_from(SAID), max_size=14),
)
def test_a_phrasebook_finds_what_reading_each_phrase_finds(phrases: dict[str, list[str]], said: list[str]) -> None:
    book = Phrasebook(phrases, macros=MACROS)
    words = split_words(" ".join(said))
    slow = [longest(phrases, words, place) for place in range(len(words) + 1)]
    fast = [book.longest(words, place) for place in range(len(words) + 1)]
    assert [match and (match.end, match.payload) for match in fast] == slow
    assert all(book.opens(word.text) for word, match in zip(words, slow, strict=False) if match)
    place, expected = 0, []
    while place < len(words):
        if match := slow[place]:
            expected.append((place, *match))
        place = match[0] if match else place + 1
    assert [(match.start, match.end, match.payload) for match in book.find(words)] == expected


# --- cues of words in any form ----------------------------------------------------------------------------------------

SPOKEN = ["moved", "moves", "held", "holding", "girl", "girls", "the", "hotels", "14", "young", "people", "in"]
PLAIN = st.sampled_from(
    ["move", "held", "=held", "girl", "@child", "the", "hotel", "young+people", "in|moves", "@number"]
)


@st.composite
def cues(draw: st.DrawFn) -> str:
    """A cue that begins and ends with a word."""
    between = draw(st.lists(st.one_of(PLAIN, PLAIN.map("{}?".format), st.sampled_from(["..", "..."])), max_size=3))
    return " ".join([draw(PLAIN), *between, draw(PLAIN)])


def cue_ends(elements: Sequence[str], words: Words, place: int) -> Iterator[int]:
    if not elements:
        yield place
        return
    head, rest = elements[0], elements[1:]
    if head in ("..", "..."):
        for leapt in range(3 if head == ".." else 6):
            if place + leapt <= len(words.forms):
                yield from cue_ends(rest, words, place + leapt)
        return
    if head.endswith("?"):
        yield from cue_ends(rest, words, place)
    for choice in head.removesuffix("?").split("|"):
        asked = (
            [choice] if choice[0] in "=@" else [stem(form) for form in words_of_text(choice.replace("+", " ")).forms]
        )
        forms = words.forms[place : place + len(asked)]
        if len(forms) == len(asked) and all(map(answers, forms, asked)):
            yield from cue_ends(rest, words, place + len(asked))


def answers(form: str, key: str) -> bool:
    return key in (stem(form), f"={form}", *class_names(stem(form)))


@given(
    st.dictionaries(st.sampled_from("abc"), st.lists(cues(), min_size=1, max_size=4), min_size=1),
    st.lists(st.sampled_from(SPOKEN), max_size=14),
    st.integers(0, 4),
)
def test_cues_are_found_as_by_reading_each_cue(labelled: dict[str, list[str]], said: list[str], start: int) -> None:
    words = words_of_text(" ".join(said))
    expected = set()
    for label, written in labelled.items():
        for place in range(start, len(words.forms)):
            found = [end for cue in written for end in cue_ends(cue.split(), words, place) if end > place]
            expected |= {(label, place, max(found))} if found else set()
    fast = StemPhrases(labelled).find(words, start)
    assert set(fast) == expected
    assert len(fast) == len(expected)
    assert [place for _, place, _ in fast] == sorted(place for _, place, _ in fast)
