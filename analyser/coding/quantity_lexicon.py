"""The lexicon of number words and of what numbers count, read once and checked."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from analyser.codebook.lexicon import FOLDER, check_keys, lexicon
from analyser.coding.cue_phrases import Phrasebook
from analyser.coding.quantity_words import NumberWords, number_words
from analyser.errors import InputError, Problem

_KEYS = {
    "macros", "vague", "zero", "shares", "particles", "suffering", "kin", "changes", "afresh", "either", "one_adult", "subjects", "clause_ends", "every", "relatives", "determiners", "listed", "doing", "verb_endings", "hedges",
    "at_least", "at_most", "approximate", "exact", "range", "of_total", "rates", "times", "time_words", "cases",
    "other", "stops", "within", "before", "idioms", "flow", "stock", "pronoun_holders", "joins", "light_before_denied",
    "undenied", "months", "speakers", "child_pronouns", "decade", "definite",
    "partitives", "every_of", "after", "cases_after", "not_passed_on", "frames", "totals", "asked_totals", "asked_many",
    "denied_before", "denied_after", "pronouns", "plurals", "asked_of_records", "one_person",
    "being", "own", "you", "asked_own", "then", "asked_ages",
}  # fmt: skip


@dataclass(frozen=True)
class Rate:
    """A unit of time: the coded unit, and how many coded units' worth one of these is."""

    per: str
    times: float


@dataclass(frozen=True)
class QuantityLexicon:
    """Number words as values, everything else as phrasebooks."""

    numbers: NumberWords
    fixed: Phrasebook[tuple[str, float, float]]  # kind, low, high of a vague word, a zero word or a share
    before_number: Phrasebook[str]  # at_least, at_most, approximate, exact
    after_number: Phrasebook[str]
    range_start: Phrasebook[str]
    range_link: Phrasebook[str]  # link, comma, correction
    of_total: Phrasebook[str]
    rates: Phrasebook[Rate]
    times: dict[str, float]
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
    holders: frozenset[str]
    joins: frozenset[str]
    speakers: frozenset[str]
    child_pronouns: frozenset[str]
    light: frozenset[str]
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
    particles: frozenset[str]  # "took on one"
    doing: Phrasebook[str]
    verb_endings: tuple[str, ...]
    hedges: Phrasebook[str]


@cache
def quantity_lexicon() -> QuantityLexicon:
    """The lexicon `quantity.yaml`.

    Raises:
        InputError: a key is unknown or missing, or a phrase cannot be read.
    """
    data = lexicon("quantity")
    path = FOLDER / "quantity.yaml"
    problems = check_keys(data, _KEYS, path, "")
    problems += [Problem("a part is missing", path, key) for key in sorted(_KEYS - data.keys())]
    if problems:
        raise InputError(problems)
    try:
        return _built(data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(Problem(f"an entry cannot be read: {error}", path)) from None


def _built(data: dict[str, Any]) -> QuantityLexicon:
    macros = data["macros"]

    def book(phrases: Mapping[Any, Iterable[str]]) -> Phrasebook[Any]:
        return Phrasebook(phrases, macros=macros)

    fixed: dict[tuple[str, float, float], list[str]] = {("zero", 0.0, 0.0): list(data["zero"])}
    for kind, name in (("count", "vague"), ("share", "shares")):
        for entry in data[name]:
            high = math.inf if entry["high"] == "" else float(entry["high"])
            fixed.setdefault((kind, float(entry["low"]), high), []).extend(entry["phrases"])
    rates: dict[Rate, list[str]] = {}
    for entry in data["rates"]:
        rates.setdefault(Rate(entry["per"], float(entry["times"])), []).extend(entry["phrases"])
    bounds = ("at_least", "at_most", "approximate")
    ranges = data["range"]
    return QuantityLexicon(
        numbers=number_words(),
        fixed=book(fixed),
        before_number=book({name: data[name]["before"] for name in (*bounds, "exact")}),
        after_number=book({**{name: data[name]["after"] for name in bounds}, "decade": data["decade"]}),
        range_start=book({"before": ranges["before"]}),
        range_link=book({name: ranges[name] for name in ("correction", "link", "and", "comma")}),
        of_total=book({"of": data["of_total"]}),
        rates=book(rates),
        times=data["times"],
        time_words=frozenset(data["time_words"]),
        nouns=book({"cases": data["cases"], **{f"other:{name}": words for name, words in data["other"].items()}}),
        stops=frozenset(data["stops"]),
        within=frozenset(data["within"]),
        pronouns=frozenset(data["pronouns"]),
        plurals=frozenset(data["plurals"]),
        before=book(data["before"]),
        after=book(data["after"]),
        cases_after=book({"cases": data["cases_after"]}),
        not_passed_on=frozenset(f"other:{name}" for name in data["not_passed_on"]),
        frames=frozenset(data["frames"]),
        definite=frozenset(data["definite"]),
        partitives=frozenset(data["partitives"]),
        every_of=book({"every": data["every_of"]}),
        totals=book({"total": data["totals"]}),
        asked_totals=book({"total": data["asked_totals"]}),
        asked_many=book({"many": data["asked_many"]}),
        own=frozenset(data["own"]),
        then=book({"then": data["then"]}),
        you=frozenset(data["you"]),
        asked_own=book({"own": data["asked_own"]}),
        asked_ages=book({"age": data["asked_ages"]}),
        asked_of_records=book({"records": data["asked_of_records"]}),
        one_person=book({"person": data["one_person"]}),
        being=frozenset(data["being"]),
        denied_before=book({"denied": data["denied_before"]}),
        denied_after=book({"denied": data["denied_after"]}),
        idioms=book({"idiom": data["idioms"]}),
        basis=book({(name, kind): data[name][kind] for name in ("flow", "stock") for kind in ("time", "verbs")}),
        speakers=frozenset(data["speakers"]),
        child_pronouns=frozenset(data["child_pronouns"]),
        listed=frozenset(f"other:{name}" for name in data["listed"]),
        determiners=frozenset(data["determiners"]),
        relatives=frozenset(data["relatives"]),
        every=frozenset(data["every"]),
        clause_ends=frozenset(data["clause_ends"]),
        subjects=frozenset(data["subjects"]),
        one_adult=book({"adult": data["one_adult"]}),
        either=data["either"],
        afresh=book({"afresh": data["afresh"]}),
        changes=frozenset(data["changes"]),
        kin=frozenset(f"other:{name}" for name in data["kin"]),
        suffering=book({"suffering": data["suffering"]}),
        particles=frozenset(data["particles"]),
        doing=book({"doing": data["doing"]}),
        verb_endings=tuple(data["verb_endings"]),
        hedges=book({"hedge": data["hedges"]}),
        joins=frozenset(data["joins"]),
        holders=frozenset(data["pronoun_holders"]),
        light=frozenset(data["light_before_denied"]),
        undenied=frozenset(data["undenied"]),
        months=frozenset(data["months"]),
    )
