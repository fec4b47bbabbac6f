"""Words made alike, so that one cue finds all its forms: endings taken off, fillers dropped, fixed pairs joined.

spaCy's blank English has no lemmatizer. What cues need is less: that "moved", "moving" and "moves" are one. The rules
are the inflectional steps of the Porter stemmer; exceptions are data (`lexicons/stems.yaml`).

Porter, M. F. (1980). An algorithm for suffix stripping. Program 14 (3), 130-137.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from analyser.codebook.lexicon import FOLDER, exact_keys, lexicon
from analyser.codebook.spellings import spellings
from analyser.errors import InputError

_VOWEL = re.compile(r"[aeiouy]")
_SHORT = re.compile(r"^[^aeiou]*[aeiouy][^aeiouwxy]$")  # consonants, one vowel, one consonant: the "e" is heard
_SECTIONS = {"irregular", "protected", "fillers", "filler_phrases", "merge", "classes", "dropped", "endings"}
_ENDINGS = {"plural", "past", "verbal", "stays_double", "made_single", "silent"}


@dataclass(frozen=True)
class Endings:
    """Regular endings; of `plural` and `past` the first that fits gives way: ending, letters of the word at least, what
    comes instead.
    """

    plural: tuple[tuple[str, int, str], ...]
    past: tuple[tuple[str, int, str], ...]
    verbal: tuple[str, ...]
    stays_double: frozenset[str]
    made_single: str
    silent: str


@dataclass(frozen=True)
class StemRules:
    """The word lexicon, ready to use: form → stem, first form → joined phrases, stem → classes."""

    piece: re.Pattern[str]  # a word within a token
    dropped: frozenset[str]  # pieces that are no words
    endings: Endings
    irregular: dict[str, str]
    fillers: frozenset[str]
    joined: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    classes: dict[str, tuple[str, ...]]
    special: frozenset[str]  # fillers, and forms with which a joined phrase begins


@dataclass(frozen=True)
class Words:
    """The words of one text in lower case; `tokens[i]`, `last[i]` are the first and last spaCy token of word i."""

    forms: list[str]
    tokens: list[int]
    last: list[int]


@cache
def stem_rules() -> StemRules:
    """The checked word lexicon.

    Raises:
        InputError: a key is unknown or missing.
    """
    data = lexicon("stems")
    path, written = FOLDER / "stems.yaml", data.get("endings") or {}
    if problems := exact_keys(data, _SECTIONS, path) + exact_keys(written, _ENDINGS, path, "endings"):
        raise InputError(problems)
    endings = Endings(
        plural=_replacements(written["plural"]),
        past=_replacements(written["past"]),
        verbal=tuple(written["verbal"]),
        stays_double=frozenset(written["stays_double"]),
        made_single=written["made_single"],
        silent=written["silent"],
    )
    irregular = {form: stem for stem, forms in data["irregular"].items() for form in (stem, *forms)}
    irregular |= {word: word for word in data["protected"]}
    phrases = [(phrase.split(), "") for phrase in data["filler_phrases"]]
    phrases += [(phrase.split(), word) for word, written in data["merge"].items() for phrase in written]
    joined: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for forms, word in sorted(phrases, key=lambda item: -len(item[0])):
        joined.setdefault(forms[0], []).append((tuple(forms), word))
    classes: dict[str, list[str]] = {}
    for name, members in data["classes"].items():
        for member in members:
            classes.setdefault(_stem(member, irregular, endings), []).append(f"@{name}")
    return StemRules(
        re.compile(rf"{re.escape(spellings().negative)}|'[a-z]+|[^\W\d_]+|\d+(?:\.\d+)?"),
        frozenset(data["dropped"]),
        endings,
        irregular,
        frozenset(data["fillers"]),
        {first: tuple(found) for first, found in joined.items()},
        {word: tuple(names) for word, names in classes.items()},
        frozenset(data["fillers"]) | frozenset(joined),
    )


@lru_cache(maxsize=1 << 16)
def stem(form: str) -> str:
    """The normal form of a lower-case word.

    >>> [stem(form) for form in ("moved", "moving", "controlled", "parties", "children", "held", "cars", "caring")]
    ['move', 'move', 'control', 'party', 'child', 'hold', 'car', 'care']
    """
    rules = stem_rules()
    return _stem(form, rules.irregular, rules.endings)


@lru_cache(maxsize=1 << 16)
def class_names(word: str) -> tuple[str, ...]:
    """The word classes of a stem, as `@name`; digits are `@number`."""
    found = stem_rules().classes.get(word, ())
    return (*found, "@number") if word[:1].isdigit() else found


def words_of(tokens: Iterable[str]) -> Words:
    """The words of a text that is cut into tokens, without punctuation and fillers; fixed pairs are joined."""
    rules = stem_rules()
    forms: list[str] = []
    places: list[int] = []
    for place, token in enumerate(tokens):
        for form in _pieces(token):
            forms.append(form)
            places.append(place)
    if rules.special.isdisjoint(forms):
        return Words(forms, places, places)
    return _joined(forms, places, rules)


def words_of_text(text: str) -> Words:
    """The words of a plain text; the token indices count its space-separated parts."""
    return words_of(text.split())


@lru_cache(maxsize=1 << 16)
def _pieces(token: str) -> tuple[str, ...]:
    rules = stem_rules()
    return tuple(form for form in rules.piece.findall(token.lower().replace("’", "'")) if form not in rules.dropped)


def _joined(forms: list[str], places: list[int], rules: StemRules) -> Words:
    """Joins fixed pairs and drops fillers; linear, since a joined phrase has four words at most."""
    found = Words([], [], [])
    special, behind = rules.special, 0
    for i, form in enumerate(forms):
        if i < behind:
            continue
        length, word = 1, form
        if form in special:
            word = "" if form in rules.fillers else form
            for phrase, joined in rules.joined.get(form, ()):
                if tuple(forms[i : i + len(phrase)]) == phrase:
                    length, word = len(phrase), joined
                    break
        behind = i + length
        if word:
            found.forms.append(word)
            found.tokens.append(places[i])
            found.last.append(places[behind - 1])
    return found


def _replacements(endings: Mapping[str, str]) -> tuple[tuple[str, int, str], ...]:
    """The endings as written, where a dot before one stands for a letter that must be there."""
    return tuple((written.lstrip("."), len(written), instead) for written, instead in endings.items())


def _stem(form: str, irregular: dict[str, str], endings: Endings) -> str:
    return irregular.get(form) or (form if len(form) <= 3 or not form.isalpha() else _regular(form, endings))


def _regular(form: str, endings: Endings) -> str:
    word = _replaced(_replaced(form, endings.plural), endings.past)
    for ending in endings.verbal:
        base = word.removesuffix(ending)
        if base != word and len(base) > 1 and _VOWEL.search(base):
            return _repaired(base, endings)
    return _without_e(word, endings)


def _replaced(word: str, endings: Iterable[tuple[str, int, str]]) -> str:
    for ending, least, instead in endings:
        if word.endswith(ending) and len(word) >= least:
            return word.removesuffix(ending) + instead
    return word


def _repaired(base: str, endings: Endings) -> str:
    """The base of "-ed" and "-ing": a doubled consonant made single, a dropped "e" put back where it is heard."""
    if base[-1] == base[-2] and base[-1] not in endings.stays_double:
        return base[:-1]
    if base.endswith(endings.made_single) and len(_VOWEL.findall(base)) > 1:
        return base[:-1]
    return base + endings.silent if _SHORT.match(base) else _without_e(base, endings)


def _without_e(word: str, endings: Endings) -> str:
    """Drops a last "e" that the other forms lack: "coerce" as "coerc", but "care" stays apart from "car"."""
    base = word.removesuffix(endings.silent)
    return base if base != word and len(word) > 4 and not _SHORT.match(base) else word
