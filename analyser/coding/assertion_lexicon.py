"""The cue lexicon of assertion, read once and checked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analyser.codebook.lexicon import FOLDER, check_keys, exact_keys, lexicon
from analyser.coding.cue_phrases import Phrasebook
from analyser.coding.quantity_words import number_words
from analyser.errors import InputError, Problem

CATEGORIES = (
    "negated", "hypothetical", "reported", "historical", "none", "wraps", "denial", "pronoun", "own", "holds",
    "reverses",
)  # fmt: skip
DIRECTIONS = ("forward", "backward", "both", "sentence", "generic", "verbal", "noun")
_TOP = {
    "macros", "boundaries", "verbs", "light", "sight", "speakers", "onward", "pronouns", "singular", "months",
    "conditions", "groups", "answers", "fillers", "passing", "predicates", "any", "question_marks", "until_now",
    "positive", "alternatives", "records", "own", "sayings", "tells", "ranges", "looks_back", "quotes", "year_joins",
    "spanning", "undated",
}  # fmt: skip
_GROUP = {
    "id",
    "category",
    "direction",
    "until",
    "limit",
    "fronted",
    "after",
    "asks",
    "unless",
    "only",
    "anew",
    "yields",
    "opens",
    "phrases",
}
_LIMIT = 30


@dataclass(frozen=True)
class CueGroup:
    """Cues that work alike: what they say, which way, and what ends their scope."""

    id: str
    category: str
    direction: str
    until: frozenset[str]
    limit: int
    fronted: str  # "", "any" or "speaker"
    after: str  # "YYYY-MM": holds only for a study period that begins after that month
    asks: bool
    unless: tuple[str, ...]
    only: tuple[str, ...]
    yields: frozenset[str]  # categories that take its place where one of them governs the same word
    opens: bool  # only where a sentence or a part of one begins
    anew: bool  # undoes a negation around it ("not without")


@dataclass(frozen=True)
class AssertionLexicon:
    """Phrasebooks of the cues, of what bounds their scope and of elliptical answers; small word lists beside them."""

    cues: Phrasebook[CueGroup]
    openings: Phrasebook[CueGroup]  # cues that hold only at the head of a question
    passing: Phrasebook[str]
    boundaries: Phrasebook[str]
    answers: Phrasebook[str]
    fillers: Phrasebook[str]
    conditions: Phrasebook[str]
    predicates: Phrasebook[str]  # what a negated verb says: "passes", "exists", "opaque" or "affirms"
    any: Phrasebook[str]
    question_marks: frozenset[str]
    until_now: frozenset[str]
    positive: frozenset[str]
    alternatives: frozenset[str]
    records: frozenset[str]
    verbs: frozenset[str]
    light: frozenset[str]
    sight: frozenset[str]
    speakers: frozenset[str]
    onward: frozenset[str]  # words before a year that begins a time which goes on
    pronouns: frozenset[str]
    singular: frozenset[str]  # pronouns of one child
    ranges: frozenset[str]
    spanning: frozenset[str]  # boundaries that do not end what a year is about
    undated: Phrasebook[str]  # phrases in which a year does not tell when
    looks_back: frozenset[str]
    quotes: frozenset[str]
    centuries: dict[str, int]
    century_words: frozenset[str]  # their first words
    year_numbers: dict[str, int]
    year_joins: frozenset[str]
    months: dict[str, int]
    source: CueGroup  # what `sayings` and `tells` make: reported
    sayings: Phrasebook[str]  # "agency" or "person": whose word is someone else's
    tells: Phrasebook[str]  # "tell" or "know": how they say it, or that they know of cases
    own: Phrasebook[str]  # who is of the speaker's own work
    agencies: Phrasebook[str]  # "agency" or "child": whom a pronoun may stand for


@cache
def assertion_lexicon() -> AssertionLexicon:
    """The lexicon `assertion.yaml`.

    Raises:
        InputError: a key, category, direction or boundary that is not known, or a phrase that cannot be read.
    """
    data = lexicon("assertion")
    problems = _problems(data)
    if problems:
        raise InputError(problems)
    macros, numbers = data["macros"], number_words()
    try:
        groups = {_group(entry): entry["phrases"] for entry in data["groups"]}
        return AssertionLexicon(
            cues=Phrasebook({group: words for group, words in groups.items() if not group.asks}, macros=macros),
            openings=Phrasebook({group: words for group, words in groups.items() if group.asks}, macros=macros),
            passing=Phrasebook({"passing": data["passing"]}, macros=macros),
            boundaries=Phrasebook(data["boundaries"], macros=macros),
            answers=Phrasebook(data["answers"], macros=macros),
            fillers=Phrasebook({"filler": data["fillers"]}, macros=macros),
            conditions=Phrasebook(data["conditions"], macros=macros),
            predicates=Phrasebook(data["predicates"], macros=macros),
            any=Phrasebook({"any": data["any"]}),
            question_marks=frozenset(data["question_marks"]),
            until_now=frozenset(data["until_now"]),
            positive=frozenset(data["positive"]),
            alternatives=frozenset(data["alternatives"]),
            records=frozenset(data["records"]),
            verbs=frozenset(data["verbs"]),
            light=frozenset(data["light"]),
            sight=frozenset(data["sight"]),
            speakers=frozenset(data["speakers"]),
            onward=frozenset(data["onward"]),
            pronouns=frozenset(data["pronouns"]),
            singular=frozenset(data["singular"]),
            ranges=frozenset(data["ranges"]),
            spanning=frozenset(data["spanning"]),
            undated=Phrasebook({"undated": data["undated"]}),
            looks_back=frozenset(data["looks_back"]),
            quotes=frozenset(data["quotes"]),
            centuries={name: int(year) for name, year in numbers.centuries.items()},
            century_words=frozenset(name.split()[0] for name in numbers.centuries),
            year_numbers={word: int(value) for word, value in {**numbers.small, **numbers.tens}.items() if value},
            year_joins=frozenset(data["year_joins"]),
            months=data["months"],
            source=_group({"id": "source", "category": "reported", "until": ["contrast"]}),
            sayings=Phrasebook({"agency": macros["agency"], "person": data["sayings"]}, macros=macros),
            tells=Phrasebook(data["tells"], macros=macros),
            own=Phrasebook({"own": data["own"]}, macros=macros),
            agencies=Phrasebook({"agency": macros["agency"], "child": macros["child_noun"]}, macros=macros),
        )
    except (ValueError, KeyError) as error:
        raise InputError(Problem(f"a phrase cannot be read: {error}", FOLDER / "assertion.yaml")) from None


def _group(entry: dict[str, Any]) -> CueGroup:
    return CueGroup(
        id=entry["id"],
        category=entry["category"],
        direction=entry.get("direction", "forward"),
        until=frozenset(entry.get("until", ())),
        limit=entry.get("limit", _LIMIT),
        fronted=entry.get("fronted", ""),
        after=str(entry.get("after", "")),
        asks=entry.get("asks", False),
        unless=tuple(entry.get("unless", ())),
        only=tuple(entry.get("only", ())),
        yields=frozenset(entry.get("yields", ())),
        anew=entry.get("anew", False),
        opens=entry.get("opens", False),
    )


def _problems(data: dict[str, Any]) -> list[Problem]:
    path = FOLDER / "assertion.yaml"
    problems = exact_keys(data, _TOP, path)
    for part in ("macros", "boundaries", "conditions", "answers", "predicates", "tells"):
        for name, phrases in data.get(part, {}).items():
            problems += _not_words(phrases, path, f"{part} {name}")
    for entry in data.get("groups", ()):
        place = f"group {entry.get('id', '?')}"
        problems += check_keys(entry, _GROUP, path, place)
        for key, known in (("category", CATEGORIES), ("direction", DIRECTIONS)):
            if entry.get(key, DIRECTIONS[0] if key == "direction" else None) not in known:
                problems.append(Problem(f"{key} {entry.get(key)!r}", path, place, f"known are {', '.join(known)}"))
        for key, part in (("until", "boundaries"), ("unless", "conditions"), ("only", "conditions")):
            unknown = [name for name in entry.get(key, ()) if name not in data.get(part, {})]
            problems += [Problem(f"{key}: {name!r} is not among the {part}", path, place) for name in unknown]
        problems += _not_words(entry.get("phrases", [None]), path, place)
    return problems


def _not_words(phrases: list[Any], path: Path, place: str) -> list[Problem]:
    return [
        Problem(f"the phrase {phrase!r} is no text", path, place, "put quotes round yes, no, on, off and numbers")
        for phrase in phrases
        if not isinstance(phrase, str)
    ]
