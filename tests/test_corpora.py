"""The coded corpus: sound offsets, codes that keep to the manual, no repeated phrases, nobody and nowhere real.

A failing check names files and lines of codes, never a sentence: the test split is not to be read.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from math import isinf
from pathlib import Path

import pytest

from analyser.codebook import load_codebook
from analyser.interviews import read_interviews
from benchmarks.coder import align, main
from corpora.agreement import read_twice, report
from corpora.coded import CODES, HERE, SPLITS, CodedSentence, Item, figures, read_items

PLACES = Path(__file__).parent / "data" / "uk_places.txt"
ITEMS = read_items()
LEVELS = {"high", "medium", "low", "unspecified"}
ASSERTIONS = {"affirmed", "negated", "hypothetical", "historical", "reported"}
CLAIMS = {"under_recorded", "over_recorded", "matches", "incomplete"}
TRENDS = {"rising", "falling", "stable"}
AGENCY_TYPES = set(
    """children_social_care voluntary_sector youth_justice health education residential_care police housing licensing
    early_help probation refugee_service disability_service parents_group panel""".split()  # noqa: SIM905
)
FORMATS = {"transcript", "captions", "notes", "focus group"}
QUANTITY = {"quantity_kind", "quantity_low", "quantity_high", "quantity_basis"}
ZERO = re.compile(r"(?i)\b(no|none|nil|zero|nought)\b|(\bnot|\bnever|n['’]t)\b.*\b(one|single)\b")


def name_of(item: Item) -> str:
    return item.interview.interview_id


def sentences() -> Iterator[tuple[str, Item, CodedSentence]]:
    """Where each sentence stands, its item, and the sentence."""
    for item in ITEMS:
        for number, sentence in enumerate(item.sentences, start=1):
            yield f"{name_of(item)}, sentence {number}", item, sentence


def test_index_lists_every_file_and_every_exchange() -> None:
    texts = {
        str(path.relative_to(HERE)) for folder in ("interviews", "exchanges") for path in HERE.glob(f"{folder}/*.txt")
    }
    assert {item.file for item in ITEMS} == texts
    assert all((HERE / text).with_suffix(".jsonl").is_file() for text in texts)
    for file in texts:
        numbers = [item.number for item in ITEMS if item.file == file]
        assert numbers == list(range(1, len(numbers) + 1)), file
        headings = re.findall(r"^Exchange \d+$", (HERE / file).read_text(encoding="utf-8"), re.MULTILINE)
        assert len(headings) == (len(numbers) if file.startswith("exchanges") else 0), file


def test_index_says_who_speaks() -> None:
    for item in ITEMS:
        assert item.kind == ("interview" if item.file.startswith("interviews") else "exchange"), name_of(item)
        assert item.agency_type in AGENCY_TYPES, name_of(item)
        assert item.format in FORMATS, name_of(item)
        assert item.split in SPLITS, name_of(item)
        assert item.voice, name_of(item)
        assert Path(item.file).stem.split("-")[0] == item.author, name_of(item)


def test_no_author_is_in_two_splits() -> None:
    splits = defaultdict(set)
    for item in ITEMS:
        splits[item.author].add(item.split)
    assert all(len(found) == 1 for found in splits.values()), splits
    assert {split for found in splits.values() for split in found} == set(SPLITS)


def test_sentences_are_the_speech_of_the_partners() -> None:
    """In order, without overlap, each inside a turn of its speaker, and nothing that a partner says is left out."""
    faults = []
    for item in ITEMS:
        left = list(item.sentences)
        for turn in item.interview.turns:
            at = turn.start
            while turn.role == "partner" and left and left[0].start < turn.end:
                sentence = left.pop(0)
                sound = at <= sentence.start < sentence.end <= turn.end and sentence.speaker == turn.speaker
                words, between = item.text(sentence), item.interview.text[at : sentence.start]
                if not sound or words != words.strip() or between.strip():
                    faults.append((name_of(item), sentence.start))
                at = sentence.end
            if turn.role == "partner" and at != turn.end:
                faults.append((name_of(item), turn.start))
        faults += [(name_of(item), sentence.start) for sentence in left]
    assert not faults


def test_transcripts_are_read_as_they_are_meant() -> None:
    """The program finds the same speech of the same speakers in an interview's file as the corpus does."""
    interviews = [item for item in ITEMS if item.kind == "interview"]
    read = read_interviews([HERE / item.file for item in interviews])
    for item, interview in zip(interviews, read, strict=True):
        ours = [(turn.speaker, turn.role, turn.start, turn.end) for turn in item.interview.turns]
        assert [(turn.speaker, turn.role, turn.start, turn.end) for turn in interview.turns] == ours, name_of(item)


def test_codes_are_those_of_the_manual() -> None:
    types = {code.code for code in load_codebook().types}
    for where, _, sentence in sentences():
        codes = sentence.codes
        assert set(codes) <= set(CODES), where
        assert all(codes.values()), where
        assert codes["harm_level"] in LEVELS | {"none"}, where
        assert codes.get("data_claim", "matches") in CLAIMS, where
        assert codes.get("trend", "stable") in TRENDS, where
        assert set(filter(None, codes.get("cse_type", "").split(";"))) <= types, where


def test_codes_of_a_sentence_agree_with_each_other() -> None:
    for where, _, sentence in sentences():
        codes = sentence.codes
        if codes["harm_level"] == "none":
            assert set(codes) <= {"harm_level", "data_claim"}, where
            continue
        assert codes["assertion"] in ASSERTIONS, where
        if QUANTITY & set(codes):
            assert set(codes) >= QUANTITY, where
            check_quantity(where, codes)
        else:
            assert "rate_per" not in codes, where


def check_quantity(where: str, codes: Mapping[str, str]) -> None:
    kind = codes["quantity_kind"]
    assert kind in {"count", "share", "rate"}, where
    assert codes["quantity_basis"] in {"stock", "flow"}, where
    assert codes["assertion"] not in {"reported", "hypothetical"}, where
    assert ("rate_per" in codes) == (kind == "rate"), where
    if kind == "rate":
        assert codes["rate_per"] in {"week", "month", "quarter", "year"}, where
        assert codes["quantity_basis"] == "flow", where
    low, high = float(codes["quantity_low"]), float(codes["quantity_high"])
    assert low >= 0 <= high, where
    assert isinf(low) or low <= high, where
    assert not (isinf(low) and isinf(high)), where
    if kind == "share":
        assert all(isinf(bound) or bound <= 1 for bound in (low, high)), where
    if codes["assertion"] == "negated":
        assert low == high == 0, where
    if high == 0:
        assert codes["assertion"] == "negated", where


def test_a_zero_stands_only_where_a_zero_word_does() -> None:
    lacking = [
        where
        for where, item, sentence in sentences()
        if sentence.codes.get("quantity_high") == "0" and not ZERO.search(item.text(sentence))
    ]
    assert not lacking


def test_phrases_are_not_repeated_between_items() -> None:
    """Word 6-grams that stand in two items or more: below 1 %."""
    seen = defaultdict(set)
    for item in ITEMS:
        for turn in item.interview.turns:
            words = re.findall(r"[a-z0-9']+", item.interview.text[turn.start : turn.end].lower().replace("’", "'"))
            for at in range(len(words) - 5):
                seen[tuple(words[at : at + 6])].add(name_of(item))
    repeated = sum(len(found) > 1 for found in seen.values())
    assert repeated < 0.01 * len(seen), f"{repeated} of {len(seen)}"


def test_about_half_of_what_is_said_in_interviews_is_about_no_case() -> None:
    levels = Counter(
        sentence.codes["harm_level"] for item in ITEMS if item.kind == "interview" for sentence in item.sentences
    )
    assert 0.45 <= levels["none"] / levels.total() <= 0.55


def test_interviews_are_of_a_length_as_in_life() -> None:
    words = {
        name_of(item): sum(len(item.text(sentence).split()) for sentence in item.sentences)
        for item in ITEMS
        if item.kind == "interview"
    }
    assert {name: count for name, count in words.items() if not 500 <= count <= 2500} == {}
    assert sum(count >= 1000 for count in words.values()) >= 60


@pytest.mark.parametrize(
    "pattern",
    [
        r"\S@\S",
        r"https?:|www\.|\.(com|org|net|uk)\b",
        r"\b0\d{3,4}[ -]?\d{3}[ -]?\d{3,4}\b|\+\d{2}",  # telephone
        r"\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b",  # postcode
        r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b",  # number plate
        r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b",  # National Insurance number
        r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b|\d{6,}",  # NHS number, references
        r"\b\d{1,2}[/.]\d{1,2}[/.](19|20)\d\d\b",  # a date of birth
        r"\b[Oo]peration [A-Z]\w+",
    ],
)
def test_nothing_looks_like_an_identifier(pattern: str) -> None:
    found = {
        file for file in {item.file for item in ITEMS} if re.search(pattern, (HERE / file).read_text(encoding="utf-8"))
    }
    assert not found


def test_no_place_is_real() -> None:
    anywhere, capital = (part.splitlines()[1:] for part in PLACES.read_text(encoding="utf-8").split("\n[")[1:])
    pattern = re.compile(
        rf"(?i:\b(?:{'|'.join(filter(None, anywhere))})\b)|(?<=[a-z,;] )(?:{'|'.join(filter(None, capital))})\b"
    )
    found = [
        name_of(item)
        for item in ITEMS
        for turn in item.interview.turns
        if pattern.search(item.interview.text[turn.start : turn.end])
    ]
    assert not found


def test_a_second_reading_stands_at_a_sentence_of_the_corpus() -> None:
    places = Counter((row.file, row.item, row.start, row.end) for row in read_twice())
    found = {(item.file, item.number, sentence.start, sentence.end) for item in ITEMS for sentence in item.sentences}
    assert max(places.values()) == 1
    assert set(places) <= found


def test_a_second_reading_keeps_to_the_codes() -> None:
    types = {code.code for code in load_codebook().types}
    for row in read_twice():
        for codes in (row.first, row.second):
            assert set(codes) <= set(CODES), row.file
            assert all(codes.values()), row.file
            assert ("assertion" in codes) == (codes["harm_level"] != "none"), row.file
            assert codes["harm_level"] in LEVELS | {"none"}, row.file
            assert set(filter(None, codes.get("cse_type", "").split(";"))) <= types, row.file


def test_enough_was_read_twice_and_the_test_split_in_full() -> None:
    twice = Counter((row.file, row.item) for row in read_twice())
    assert twice.total() >= 0.15 * sum(len(item.sentences) for item in ITEMS)
    assert all(twice[item.file, item.number] == len(item.sentences) for item in ITEMS if item.split == "test")


def test_where_both_readers_agreed_their_codes_stand() -> None:
    codes = {(item.file, item.number, sentence.start): sentence.codes for item in ITEMS for sentence in item.sentences}
    for row in read_twice():
        if row.first == row.second:
            stands = codes[row.file, row.item, row.start]
            assert set(stands) == set(row.first), (row.file, row.item)
            assert stands["harm_level"] == row.first["harm_level"], (row.file, row.item)
            assert stands.get("assertion") == row.first.get("assertion"), (row.file, row.item)


def test_a_coded_sentence_takes_the_row_that_overlaps_it_most() -> None:
    codes = [
        {"interview_id": "a", "start": start, "end": end} for start, end in [(0, 10), (11, 20), (21, 30), (31, 40)]
    ]
    rows = [
        {"interview_id": "a", "start": start, "end": end, "reason": reason}
        for start, end, reason in [
            (0, 10, "same"),
            (11, 30, "two in one"),
            (31, 34, "beginning"),
            (34, 40, "most of it"),
        ]
    ]
    found, uneven = align(codes, rows)
    assert [row["reason"] for row in found] == ["same", "two in one", "two in one", "most of it"]
    assert uneven == 3


@pytest.mark.parametrize(
    "arguments", [["--corpus", "test"], ["--corpus", "dogrose"], [str(HERE / "exchanges" / "test.jsonl")]]
)
def test_errors_on_test_data_are_not_shown(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([*arguments, "--errors"])
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "totals" in shown.err


def test_datasheet_gives_the_figures_of_the_corpus() -> None:
    sheet = (HERE / "DATASHEET.md").read_text(encoding="utf-8")
    assert figures(ITEMS) in sheet, "copy in what `python corpora/coded.py` prints"


def test_datasheet_gives_the_agreement_of_the_readers() -> None:
    sheet = (HERE / "DATASHEET.md").read_text(encoding="utf-8")
    assert report(read_twice()) in sheet, "copy in what `python corpora/agreement.py` prints"
