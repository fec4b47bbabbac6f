"""The words of the language are data: no code compares a text with an English word, an ending or a contraction."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from spacy.lang.en.stop_words import STOP_WORDS

from analyser.codebook.lexicon import read_yaml

ROOT = Path(__file__).parent.parent / "analyser"
READERS = ("coding", "interviews", "codebook", "records")  # the packages that read what users wrote

NUMBERS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million half
    third quarter dozen couple first second once twice"""
CALENDAR = """january february march april may june july august september october november december jan feb mar apr jun
    jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri
    sat sun day week month year today yesterday ago"""
SPOKEN = """yeah yep yes nope okay ok um er think know known unknown said say says told heard if because but not never
    nobody nothing maybe possibly probably would could should might cannot"""
FIELD = """girl girls boy boys child children kid kids lad lads young person people case cases victim victims police
    officer school teacher social worker council cse exploitation gang drugs groom grooming abuse risk harm"""
COMMON = {word for words in (NUMBERS, CALENDAR, SPOKEN, FIELD) for word in words.split()} | STOP_WORDS
ENDINGS = "s es ies ied ed ing ly er est ss us is sses shes ches xes zes st nd rd th"

# What searches a text, and what takes an ending off.
SEARCHES = """startswith endswith removeprefix removesuffix find rfind index count replace split rsplit partition
    rpartition compile match fullmatch search sub findall finditer escape isdisjoint"""
CUTS = {"startswith", "endswith", "removeprefix", "removesuffix"}
TELLS = {
    "InputError",
    "Problem",
    "Unreadable",
    "check_keys",
    "exact_keys",
    "cast",
}  # their words are for the user or the type checker
MESSAGE = 3  # words from which a string that is held against nothing is a message

# What a text's words are called in code: held against them, a string is a word and no label.
TEXT = re.compile(r"\b(words?|forms?|tokens?|texts?|speech|written|sentence|lower|key|cell|line)\b")

# The names of codes, groups of cues and columns are keys of the lexicons; the keys within these sections are words.
WORDS_AS_KEYS = """spellings irregular merge months same_words macros numbers small tens scales multiples ordinals
    scale_ordinals parts from_end times centuries plural"""

# Words that are labels without being keys of a lexicon, or are said to the user.
ALLOWED = {
    "coding/assertion_lexicon.py": {"both", "person"},  # a direction, a macro
    "coding/assertion_scope.py": {"both"},
    "coding/decisions.py": {"nothing"},  # a kind of evidence
    "coding/given.py": {"week", "quarter", "year"},  # codes of rates
    "coding/negation_verbs.py": {"third"},  # a form of a verb
    "coding/quantity_words.py": {"whole"},  # a group of phrases
    "coding/rule_features.py": {"first"},  # a mark
    "interviews/docx_styles.py": {"off"},  # values of the file format
    "interviews/labels.py": {"alone"},  # a shape of labels
    "interviews/lines.py": {"alone"},
    "interviews/roles.py": {"who"},  # said to the user
    "codebook/codebook.py": {"harm"},  # a heading
    "records/cases.py": {"case"},  # columns of a frame
    "records/clean.py": {"no", "other", "same", "the"},  # reasons of exclusion
    "records/counts.py": {"all", "quarter"},  # slices and columns of the output
    "records/dates.py": {"day", "month", "first"},  # the order of a column, a kind of date
    "records/monthly.py": {"all", "case", "to"},  # slices and columns of the output
    "records/quality_ages.py": {"case"},  # a column of a frame
    "records/quality_fields.py": {"all", "risk"},
    "records/quality_rows.py": {"all"},
    "records/quality_rules.py": {"all", "ok", "case", "month"},  # statuses; nouns of the output put in the singular
    "records/read.py": {"its"},  # said to the user
    "records/read_text.py": {"sep"},  # "sep=;", a line that spreadsheets write
    "records/recognise_values.py": {"known"},  # a code of the output
    "records/table.py": {"known"},
}

_NO_WORDS = re.compile(r"\(\?P[<=]\w+[>)]|\\[a-zA-Z]|\[(?:\\.|[^\]])*\]|\{[^{}]*\}")
_WORD = re.compile(r"(?<![\w@_-])[a-z]*['’]?[a-z]+(?![\w_-])", re.IGNORECASE)
_LABEL = re.compile(r"\w+:\w*")  # "other:age"


def words_in_code(source: str, labels: frozenset[str] = frozenset()) -> list[tuple[int, str]]:
    """Line and word of each common English word, contraction or ending that the code names; `labels` are none."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        around = list(_around(node, parents))
        if _is_no_data(node, around) or _is_message(node, around, source):
            continue
        if _LABEL.fullmatch(node.value) or (node.value in labels and not _meets_text(around)):
            continue
        words = [word.lower().replace("’", "'") for word in _WORD.findall(_NO_WORDS.sub(" ", node.value))]
        found += [
            (node.lineno, word)
            for word in words
            if (word in COMMON and len(word) > 1)
            or "'" in word
            or (word in ENDINGS.split() and _method(around) in CUTS)
        ]
    return sorted(found)


def _around(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> Iterator[ast.AST]:
    while node in parents:
        node = parents[node]
        yield node


def _is_no_data(node: ast.Constant, around: list[ast.AST]) -> bool:
    """A docstring, the key of a look-up, a name that is exported, or what joins the words of a message."""
    outer = around[0]
    exported = any(isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == "__all__" for one in around)
    joining = isinstance(outer, ast.Attribute) and outer.attr == "join"
    return isinstance(outer, ast.Expr | ast.Subscript) or exported or joining


def _is_message(node: ast.Constant, around: list[ast.AST], source: str) -> bool:
    """Said to the user: in an error, in an f-string that is no pattern, or several words held against nothing."""
    if any(isinstance(outer, ast.Raise) or _called(outer) in TELLS for outer in around):
        return True
    if _is_held(around):
        return False
    strings = [outer for outer in around if isinstance(outer, ast.JoinedStr)]
    if strings:
        return not any(
            re.search("\\b(?:[rR][fF]|[fF][rR])[\"']", ast.get_source_segment(source, one) or "") for one in strings
        )
    return len(str(node.value).split()) >= MESSAGE


def _is_held(around: list[ast.AST]) -> bool:
    """Compared with something, one of a set, or given to a method or function that searches text."""
    for outer in around:
        if isinstance(outer, ast.Compare | ast.Set) or _called(outer) in {"set", "frozenset"}:
            return True
        if isinstance(outer, ast.Call):
            return _method([outer]) in SEARCHES.split()
        if isinstance(outer, ast.stmt | ast.FormattedValue):
            return False
    return False


def _meets_text(around: list[ast.AST]) -> bool:
    """Held against what is called a word or a text."""
    compared = next((ast.unparse(outer) for outer in around if isinstance(outer, ast.Compare)), "")
    call = next((outer for outer in around if isinstance(outer, ast.Call)), None)
    searched = ast.unparse(call.func) if call is not None and _method([call]) in SEARCHES.split() else ""
    strings = r"'[^']*'|\"[^\"]*\""
    return TEXT.search(re.sub(strings, "", compared)) is not None or TEXT.search(searched) is not None


def _method(around: list[ast.AST]) -> str:
    call = next((outer for outer in around if isinstance(outer, ast.Call)), None)
    return call.func.attr if call is not None and isinstance(call.func, ast.Attribute) else ""


def _called(node: ast.AST) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def _keys(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield str(key)
            if key not in WORDS_AS_KEYS.split():
                yield from _keys(value)
    elif isinstance(data, list):
        for value in data:
            yield from _keys(value)


@pytest.fixture(scope="module")
def labels() -> frozenset[str]:
    paths = [*ROOT.glob("codebook/**/*.yaml"), *ROOT.glob("records/*.yaml")]
    return frozenset(key for path in paths for key in _keys(read_yaml(path)))


FILES = [path.relative_to(ROOT).as_posix() for package in READERS for path in sorted((ROOT / package).glob("*.py"))]


@pytest.mark.parametrize("path", FILES)
def test_code_names_no_word_of_the_language(path: str, labels: frozenset[str]) -> None:
    found = words_in_code((ROOT / path).read_text(encoding="utf-8"), labels)
    named = [f"{path}:{line} {word!r}" for line, word in found if word not in ALLOWED.get(path, ())]
    assert not named, "move these words to a lexicon (YAML)"


def test_what_is_allowed_is_still_there(labels: frozenset[str]) -> None:
    stale = {
        path: words - {word for _, word in words_in_code((ROOT / path).read_text(encoding="utf-8"), labels)}
        for path, words in ALLOWED.items()
    }
    assert not {path: words for path, words in stale.items() if words}


@pytest.mark.parametrize(
    "code",
    [
        'if word == "because": pass',
        'if words[i].text in ("so", "though"): pass',
        'if word.text == "no": pass',  # although "no" is a code as well
        'if text.startswith("never"): pass',
        'found = re.compile(r"\\b(?:girl|boy)s?\\b")',
        'found = re.compile(rf"{number}\\s+(?:of|from)\\s+{number}")',
        'found = re.search("(.+)n\'t$", word)',
        'if word.endswith("ing"): pass',
        'NUMBERS = {"eleven": 11, "twelve": 12}',
        'STOPS = frozenset({"as well as", "not one of them"})',
        'MONTHS = ["january", "february"]',
        'plain = text.replace("&", " and ")',
    ],
)
def test_a_word_in_code_is_found(code: str, labels: frozenset[str]) -> None:
    assert words_in_code(code, labels)


@pytest.mark.parametrize(
    "code",
    [
        'raise InputError(Problem("no interviewer was found", path, remedy="name one because it is needed"))',
        'reason = f"because {word} negates"',
        'reason = "the speaker says so"',
        '"""Because a docstring may say anything."""',
        'if label == "no": pass',
        'limit = data["because"]',
        'found = re.compile(r"(?P<first>[a-z]+)\\s*-\\s*(?P<last>\\d+)")',
        'listed = ", and ".join(names)',
    ],
)
def test_a_message_or_a_label_is_no_word_in_code(code: str, labels: frozenset[str]) -> None:
    assert not words_in_code(code, labels)
