"""The words of numbers as values, read once from `codebook/lexicons/numbers.yaml` and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from analyser.codebook.lexicon import FOLDER, exact_keys, lexicon
from analyser.coding.cue_phrases import Phrasebook
from analyser.errors import InputError, Problem

_MARKS = ("-", "–", "/")


@dataclass(frozen=True)
class NumberWords:
    """Number words as values, and the small words that hold a number together."""

    small: Mapping[str, float]
    tens: Mapping[str, float]
    scales: Mapping[str, float]  # every word for a power of ten
    spoken_scales: frozenset[str]  # those that begin a number without "a" before them
    centuries: Mapping[str, float]
    multiples: Mapping[str, float]
    suffixes: Mapping[str, float]  # as written behind digits; 0: a unit, which is no part of a number
    money: frozenset[str]
    money_million: str
    ordinals: Mapping[str, float]
    scale_ordinals: Mapping[str, float]
    ordinal_ends: frozenset[str]
    plural_ordinals: Mapping[str, float]  # "fifths"; the singular forms are `ordinals` and `scale_ordinals`
    plural_scale_ordinals: Mapping[str, float]
    from_end: Phrasebook[float]
    from_here: Phrasebook[float]
    parts: Mapping[str, float]
    plural_parts: Mapping[str, float]
    half: str
    signs: Mapping[str, float]
    articles: frozenset[str]
    link: str  # "two hundred and two"
    of: str
    point: frozenset[str]
    point_digits: Mapping[str, float]
    negative: frozenset[str]
    over: Phrasebook[str]  # over: of any two numbers; out of: of a part and a whole
    share: Phrasebook[str]  # over, and the phrases that only make a ratio where no bound is read
    one: str
    pointing: frozenset[str]  # "this one" is no number
    percent: Phrasebook[str]
    bounds_before: Phrasebook[str]  # more, at_least, less, at_most, equal
    bounds_after: Phrasebook[str]
    or_equal: Phrasebook[str]
    never_before_bound: frozenset[str]  # "=>" is no sign
    than: str
    span_start: Phrasebook[str]
    span_link: Phrasebook[str]  # link, or "and", which only goes with a word before the first number
    joins: Phrasebook[str]  # close, loose
    units: Mapping[str, float]  # seconds
    whole_units: Phrasebook[str]
    vague_times: Phrasebook[float]  # "a couple of" hours
    and_a_half: Phrasebook[float]
    below_hundred: frozenset[str]
    after_article: frozenset[str]  # what goes on with "a": "a hundred", "a third"
    goes_on: frozenset[str]  # what may make more of a whole number that stands before it
    ends: frozenset[str]  # every word that can end a whole number
    openers: frozenset[str]  # every word that can begin a number, or be it


@cache
def number_words() -> NumberWords:
    """The lexicon `numbers.yaml`.

    Raises:
        InputError: a key is unknown or missing, or a value is no number.
    """
    data = lexicon("numbers")
    path = FOLDER / "numbers.yaml"
    known = {field.name for field in fields(NumberWords)}
    known -= {
        "spoken_scales",
        "plural_ordinals",
        "plural_scale_ordinals",
        "link",
        "ends",
        "openers",
        "below_hundred",
        "after_article",
        "goes_on",
    }
    known -= {"bounds_before", "bounds_after", "span_start", "span_link"}
    known |= {"short_scales", "plural", "and", "macros", "bounds", "spans"}
    if problems := exact_keys(data, known, path):
        raise InputError(problems)
    try:
        return _built(data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(Problem(f"an entry cannot be read: {error}", path)) from None


def _built(data: dict[str, Any]) -> NumberWords:
    def values(name: str) -> dict[str, float]:
        return {str(word): float(value) for word, value in data[name].items()}

    def words(name: str) -> frozenset[str]:
        return frozenset(map(str, data[name]))

    def placed(name: str) -> Phrasebook[float]:
        phrases: dict[float, list[str]] = {}
        for phrase, value in data[name].items():
            phrases.setdefault(float(value), []).append(phrase)
        return Phrasebook(phrases)

    def book(phrases: Mapping[str, list[str]]) -> Phrasebook[str]:
        return Phrasebook(phrases, macros=data["macros"])

    small, tens, scales, multiples = values("small"), values("tens"), values("scales"), values("multiples")
    parts, signs, plural = values("parts"), values("signs"), str(data["plural"])
    ordinals, scale_ordinals = values("ordinals"), values("scale_ordinals")
    articles, negative, point = words("articles"), words("negative"), words("point")
    all_scales, plural_parts = {**scales, **values("short_scales")}, values("plural_parts")
    plural_ordinals = {word + plural: value for word, value in ordinals.items()}
    plural_scale_ordinals = {word + plural: value for word, value in scale_ordinals.items()}
    places = {*ordinals, *scale_ordinals, *plural_ordinals, *plural_scale_ordinals, *parts, *plural_parts}
    return NumberWords(
        small=small,
        tens=tens,
        scales=all_scales,
        spoken_scales=frozenset(scales),
        centuries=values("centuries"),
        multiples=multiples,
        suffixes=values("suffixes"),
        money=words("money"),
        money_million=str(data["money_million"]),
        ordinals=ordinals,
        scale_ordinals=scale_ordinals,
        ordinal_ends=words("ordinal_ends"),
        plural_ordinals=plural_ordinals,
        plural_scale_ordinals=plural_scale_ordinals,
        from_end=placed("from_end"),
        from_here=placed("from_here"),
        parts=parts,
        plural_parts=plural_parts,
        half=str(data["half"]),
        signs=signs,
        articles=articles,
        link=str(data["and"]),
        of=str(data["of"]),
        point=point,
        point_digits={word: value for word, value in small.items() if value < 10} | values("point_digits"),
        negative=negative,
        over=book(data["over"]),
        share=book({**data["over"], "part": [*data["over"]["part"], *data["share"]["part"]]}),
        one=str(data["one"]),
        pointing=words("pointing"),
        percent=book({"percent": data["percent"]}),
        bounds_before=book({name: sides["before"] for name, sides in data["bounds"].items()}),
        bounds_after=book({name: sides["after"] for name, sides in data["bounds"].items()}),
        or_equal=book({"equal": data["or_equal"]}),
        never_before_bound=words("never_before_bound"),
        than=str(data["than"]),
        span_start=book({"before": data["spans"]["before"]}),
        span_link=book({name: data["spans"][name] for name in ("link", "and")}),
        joins=book(data["joins"]),
        units={word: float(unit["seconds"]) for unit in data["units"] for word in unit["words"]},
        whole_units=book({"whole": data["whole_units"]}),
        vague_times=placed("vague_times"),
        and_a_half=Phrasebook({0.5: [data["and_a_half"]]}),
        below_hundred=frozenset({*small, *tens}),
        after_article=frozenset({*all_scales, *multiples, *places, *tens, *small, "-"}),
        goes_on=frozenset(
            {*all_scales, *multiples, *places, *signs, *small, *tens, *articles, *_MARKS, str(data["and"])}
        ),
        ends=frozenset({*small, *tens, *all_scales, *multiples}),
        openers=frozenset({*small, *tens, *scales, *multiples, *parts, *signs, *articles, *negative, *point}),
    )
