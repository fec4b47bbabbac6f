"""Sentences with a target are read from the forms in which others publish them, and nothing is dropped unsaid."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.targets import Case, read_conll, read_file, read_tab

SAMPLE = Path(__file__).parents[2] / "benchmarks" / "samples" / "negex_form.tsv"
# chapter, sentence, token, word, lemma, tag, parse, then *** or cue, scope, event of each negation
CONLL = """
mill\t0\t0\tShe\tshe\tPRP\t*\t_\tShe\t_
mill\t0\t1\tnever\tnever\tRB\t*\tnever\t_\t_
mill\t0\t2\tspoke\tspeak\tVBD\t*\t_\tspoke\tspoke
mill\t0\t3\t,\t,\t,\t*\t_\t_\t_
mill\t0\t4\tunhappy\tunhappy\tJJ\t*\tun\thappy\thappy

mill\t1\t0\tThe\tthe\tDT\t*\t***
mill\t1\t1\tdoor\tdoor\tNN\t*\t***
mill\t1\t2\topened\topen\tVBD\t*\t***
mill\t1\t3\t.\t.\t.\t*\t***
"""


def _target(case: Case) -> str:
    return case.text[case.start : case.end]


def test_the_sample_is_read_whole() -> None:
    table = read_file(SAMPLE)
    assert len(table.cases) == 12
    assert sum(case.positive for case in table.cases) == 5
    assert [_target(case) for case in table.cases[2:4]] == ["fever", "pleural effusion"]
    assert table.cases[5].temporality == "historical"


def test_a_concept_that_is_not_in_its_sentence_is_kept_and_told() -> None:
    table = read_file(SAMPLE)
    assert [case.place for case in table.cases if not case.has_target] == ["line 13"]
    assert any("1 rows whose concept is not in the sentence" in note for note in table.notes)


def test_another_value_is_not_negated_and_told() -> None:
    table = read_tab("1\tclot\tA clot cannot be excluded.\tPossible", "form")
    assert [case.positive for case in table.cases] == [False]
    assert table.notes == ("counted as not negated: Possible (1)",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_encoding_is_read(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "kit.txt"
    path.write_bytes("1\tnaïve cells\t\"No  'naïve cells' seen.\"\tNegated\r\n".encode(encoding))
    (case,) = read_file(path).cases
    assert (case.text, _target(case), case.positive) == ("No 'naïve cells' seen.", "naïve cells", True)


def test_a_whole_word_goes_before_a_part_of_one() -> None:
    (case,) = read_tab("1\tash\tThe rash is no ash.\tNegated", "form").cases
    assert case.start == 15


def test_headers_tell_the_columns() -> None:
    table = read_tab("Sentence\tNegation\tConcept\nNo cough.\tNegated\tcough\n\nfew\tcolumns\n", "form")
    assert [_target(case) for case in table.cases] == ["cough"]
    assert table.notes == ("not read, too few columns: lines 4",)


def test_conll_targets_are_the_words_of_content_that_are_no_cue() -> None:
    cases = read_conll(CONLL, "mill").cases
    assert [(_target(case), case.positive) for case in cases] == [
        ("spoke", True),
        ("unhappy", True),
        ("door", False),
        ("opened", False),
    ]
    assert cases[0].text == "She never spoke, unhappy"
    assert cases[-1].place == "mill sentence 1 token 2"


def test_the_form_of_a_file_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "scope.txt"
    path.write_text(CONLL, encoding="utf-8")
    assert len(read_file(path).cases) == 4
