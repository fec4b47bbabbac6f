"""The lexicon of number words and of what numbers count, read once and checked."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from typing import Any

from analyser.codebook.lexicon import FOLDER, exact_keys, lexicon
from analyser.coding.cue_phrases import Choice, Phrasebook, parse
from analyser.coding.quantity_words import NumberWords, number_words
from analyser.errors import InputError, Problem

# What a field of the lexicon is put together from, where it is not a part of the same name.
_JOINED = {
    "numbers": (), "triggers": (), "fixed": ("vague", "zero", "shares"), "nouns": ("cases", "other"),
    "before_number": ("at_least", "at_most", "approximate", "exact"), "after_number": ("decade",),
    "range_start": ("range",), "range_link": (), "basis": ("flow", "stock"), "rates": ("rates",),
    "before": ("before",), "after": ("after",), "times": ("times",),
}  # fmt: skip
_NAMED = ("not_passed_on", "listed", "kin")  # of what is counted: "age" stands for "other:age"
_BOUNDS = ("at_least", "at_most", "approximate")
_WITHOUT = {"more": "at_least", "less": "at_most"}  # the manual's bounds take the number in


@dataclass(frozen=True)
class Rate:
    """A unit of time: the coded unit, and how many coded units' worth one of these is."""

    per: str
    times: float


@dataclass(frozen=True)
class QuantityLexicon:
    """Number words as values, everything else as phrasebooks."""

    numbers: NumberWords
    triggers: frozenset[str]  # every number phrase has one of these words, or digits
    fixed: Phrasebook[tuple[str, float, float]]  # kind, low, high of a vague word, a zero word or a share
    before_number: Phrasebook[str]  # at_least, at_most, approximate, exact
    after_number: Phrasebook[str]
    range_start: Phrasebook[str]
    range_link: Phrasebook[str]  # link, comma, correction
    of_total: Phrasebook[str]
    rates: Phrasebook[Rate]
    times: dict[str, float]
    no_word: str
    time_words: frozenset[str]
    nouns: Phrasebook[str]
    stops: frozenset[str]
    within: frozenset[str]
    pronouns: frozenset[str]  # words that name cases only by pointing at them: "them", "ones"
    plurals: frozenset[str]  # plurals without an s
    before: Phrasebook[str]
    after: Phrasebook[str]
    cases_after: Phrasebook[str]
    not_passed_on: frozenset[str]
    frames: frozenset[str]
    definite: frozenset[str]
    partitives: frozenset[str]
    every_of: Phrasebook[str]
    totals: Phrasebook[str]
    asked_totals: Phrasebook[str]
    asked_many: Phrasebook[str]
    asked_of_records: Phrasebook[str]
    asked_ages: Phrasebook[str]
    you: frozenset[str]
    asked_own: Phrasebook[str]
    own: frozenset[str]
    then: Phrasebook[str]
    one_person: Phrasebook[str]
    being: frozenset[str]
    denied_before: Phrasebook[str]
    denied_after: Phrasebook[str]
    idioms: Phrasebook[str]
    basis: Phrasebook[tuple[str, str]]  # "flow" or "stock", and whether a time or a verb says so
    pronoun_holders: frozenset[str]
    joins: frozenset[str]
    speakers: frozenset[str]
    child_pronouns: frozenset[str]
    light_before_denied: frozenset[str]
    undenied: frozenset[str]
    months: frozenset[str]
    listed: frozenset[str]
    determiners: frozenset[str]
    relatives: frozenset[str]
    every: frozenset[str]
    clause_ends: frozenset[str]
    subjects: frozenset[str]
    one_adult: Phrasebook[str]
    either: str
    afresh: Phrasebook[str]
    changes: frozenset[str]
    kin: frozenset[str]
    suffering: Phrasebook[str]
    out: frozenset[str]
    negations: frozenset[str]
    ones: frozenset[str]
    clock_links: frozenset[str]
    part_links: frozenset[str]
    plural_endings: tuple[str, ...]
    singular_endings: tuple[str, ...]
    particles: frozenset[str]  # "took on one"
    doing: Phrasebook[str]
    verb_endings: tuple[str, ...]
    hedges: Phrasebook[str]

    def opens(self, text: str) -> bool:
        """May a number phrase, an idiom or a rate begin with this word?"""
        return _opens(text)


@cache
def quantity_lexicon() -> QuantityLexicon:
    """The lexicon `quantity.yaml`.

    Raises:
        InputError: a key is unknown or missing, or a phrase cannot be read.
    """
    data = lexicon("quantity")
    path = FOLDER / "quantity.yaml"
    alike = {field.name for field in fields(QuantityLexicon)} - _JOINED.keys()
    known = {"macros", *alike, *(part for parts in _JOINED.values() for part in parts)}
    if problems := exact_keys(data, known, path):
        raise InputError(problems)
    try:
        return _built(data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(Problem(f"an entry cannot be read: {error}", path)) from None


@lru_cache(maxsize=16384)
def _opens(text: str) -> bool:
    """See `QuantityLexicon.opens`; asked once for each word of a language."""
    lexicon = quantity_lexicon()
    if text[0].isdigit() or text in lexicon.numbers.openers or text in lexicon.times or text == lexicon.no_word:
        return True
    books = (lexicon.fixed, lexicon.before_number, lexicon.range_start, lexicon.idioms, lexicon.rates)
    return any(book.opens(text) for book in books)


def _triggers(numbers: NumberWords, data: dict[str, Any], macros: Mapping[str, Any]) -> frozenset[str]:
    """The words of which every number phrase has one: number words, and the longest word of every other phrase."""
    parts = {*numbers.ordinals, *numbers.scale_ordinals, *numbers.plural_ordinals, *numbers.plural_scale_ordinals}
    found = {*numbers.openers, *numbers.multiples, *parts, *data["times"], str(data["no_word"])} - numbers.articles
    patterns = [pattern for name in ("vague", "shares") for entry in data[name] for pattern in entry["phrases"]]
    for pattern in (*patterns, *data["zero"]):
        for words in _said(parse(pattern, macros)):
            if found.isdisjoint(words):
                found.add(max(words, key=len))
    return frozenset(found)


def _said(phrase: Sequence[str | Choice]) -> list[tuple[str, ...]]:
    """Every way of saying a phrase."""
    ways: list[tuple[str, ...]] = [()]
    for element in phrase:
        options = (
            [way for option in element.options for way in _said(option)]
            if isinstance(element, Choice)
            else [(element,)]
        )
        ways = [(*way, *option) for way in ways for option in options]
    return ways


def _built(data: dict[str, Any]) -> QuantityLexicon:
    written = lexicon("numbers")
    macros = {**written["macros"], **data["macros"]}

    def book(phrases: Mapping[Any, Iterable[str]]) -> Phrasebook[Any]:
        return Phrasebook(phrases, macros=macros)

    def alike(name: str, kind: str) -> Any:
        value = data[name]
        if kind.startswith("Phrasebook"):
            return book({name: value})
        if not isinstance(value, str if kind == "str" else list):
            raise TypeError(f"{name} is no {'word' if kind == 'str' else 'list'}")
        if name in _NAMED:
            return frozenset(f"other:{word}" for word in value)
        return value if kind == "str" else tuple(value) if kind.startswith("tuple") else frozenset(value)

    before = {name: list(data[name]["before"]) for name in _BOUNDS}
    for name, sides in written["bounds"].items():
        if (within := _WITHOUT.get(name, name)) in before:
            before[within] += sides["before"]
    fixed: dict[tuple[str, float, float], list[str]] = {("zero", 0.0, 0.0): list(data["zero"])}
    for kind, name in (("count", "vague"), ("share", "shares")):
        for entry in data[name]:
            high = math.inf if entry["high"] == "" else float(entry["high"])
            fixed.setdefault((kind, float(entry["low"]), high), []).extend(entry["phrases"])
    rates: dict[Rate, list[str]] = {}
    for entry in data["rates"]:
        rates.setdefault(Rate(entry["per"], float(entry["times"])), []).extend(entry["phrases"])
    ranges, numbers = data["range"], number_words()
    joined: dict[str, Any] = {
        "numbers": numbers,
        "triggers": _triggers(numbers, data, macros),
        "fixed": book(fixed),
        "before_number": book({**before, "exact": data["exact"]["before"]}),
        "after_number": book({**{name: data[name]["after"] for name in _BOUNDS}, "decade": data["decade"]}),
        "range_start": book({"before": ranges["before"]}),
        "range_link": book({name: ranges[name] for name in ("correction", "link", "and", "comma")}),
        "nouns": book({"cases": data["cases"], **{f"other:{name}": words for name, words in data["other"].items()}}),
        "basis": book({(name, kind): data[name][kind] for name in ("flow", "stock") for kind in ("time", "verbs")}),
        "rates": book(rates),
        "before": book(data["before"]),
        "after": book(data["after"]),
        "times": {word: float(value) for word, value in data["times"].items()},
    }
    rest = {
        field.name: alike(field.name, str(field.type)) for field in fields(QuantityLexicon) if field.name not in joined
    }
    return QuantityLexicon(**joined, **rest)
