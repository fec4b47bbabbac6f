"""The cue lexicons of the coder, checked and ready to look up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from analyser.codebook.codebook import Codebook
from analyser.codebook.lexicon import FOLDER, check_keys, lexicon
from analyser.coding.stem_phrases import StemPhrases
from analyser.errors import InputError, Problem

GROUPS = ("indicators", "talk", "claims", "trends", "types")
_TALK = {
    *(
        "cse",
        "exploitation",
        "children",
        "cases",
        "not_children",
        "mention",
        "anaphor",
        "they",
        "restated",
        "intro",
        "she",
        "several",
    ),
    *("own", "contrast", "denial", "asks_anew", "asks_on", "whole_scale", "unsure"),
    *("process", "pseudo_band", "definition", "mapping", "outside", "not_cse", "paperwork", "absence", "now"),
    *("answer_yes", "answer_no", "answer_maybe", "ask_numbers", "ask_data", "ask_cases", "ask_reflect"),
    *("seraf_score", "reported_frame", "ask_trend", "opinion"),
}
_CLAIM_WORDS = (
    *("data", "your_data", "topic", "part", "attribute", "lack", "place", "pronoun"),
    *("own", "mine", "my_side", "their_side"),
    *("negation", "no_negation", "unsure", "supposed", "told", "elsewhere", "reporting"),
    *("abstains", "denial", "affirmation", "wish", "leaves"),
)
_CLAIM_KINDS = (
    *("under_recorded", "low_grade", "over_recorded", "matches", "differs", "high"),
    *("captured", "complete", "incomplete"),
)
_STRENGTHS = {"sure", "said", "weak"}
WEAK = "~"  # before a phrasing that says nothing alone: another must stand beside it, or a child whose case it is


@dataclass(frozen=True)
class Cues:
    """Every cue that the pipeline looks up."""

    phrases: StemPhrases[tuple[str, str]]  # labels: the group, and what a cue of it stands for


@cache
def load_cues(codebook: Codebook) -> Cues:
    """The cues of a codebook.

    Raises:
        InputError: a lexicon has an unknown key, or one that should be a list of cues is none.
    """
    talk, claims, trends, types = (lexicon(name) for name in ("talk", "claims", "trends", "types"))
    problems = _list_problems("talk", talk, _TALK)
    problems += _list_problems("claims", claims, {*_CLAIM_WORDS, *_CLAIM_KINDS}, without=_CLAIM_KINDS)
    for kind in _CLAIM_KINDS:
        problems += _list_problems("claims", claims.get(kind, {}), _STRENGTHS)
    problems += _list_problems("trends", trends, {code.code for code in codebook.trends})
    problems += _list_problems("types", types, {code.code for code in codebook.types})
    if problems:
        raise InputError(problems)
    claim_cues = {name: claims[name] for name in _CLAIM_WORDS} | {
        f"{kind} {strength}": cues for kind in _CLAIM_KINDS for strength, cues in claims[kind].items()
    }
    groups = (
        _indicator_cues(codebook),
        talk,
        claim_cues,
        trends,
        types,
    )
    return Cues(
        phrases=StemPhrases(
            {
                (group, label): phrases
                for group, cues in zip(GROUPS, groups, strict=True)
                for label, phrases in cues.items()
            }
        ),
    )


def _indicator_cues(codebook: Codebook) -> dict[str, list[str]]:
    """The phrasings by indicator; the weak ones, marked by "~", under the indicator's id with that mark."""
    cues: dict[str, list[str]] = {}
    for indicator in codebook.indicators:
        for phrase in indicator.phrases:
            weak = phrase.startswith(WEAK)
            cues.setdefault(indicator.id + WEAK if weak else indicator.id, []).append(phrase.removeprefix(WEAK).strip())
    return cues


def _list_problems(
    name: str, entries: Mapping[str, Any], known: set[str], without: Iterable[str] = ()
) -> list[Problem]:
    path = FOLDER / f"{name}.yaml"
    problems = check_keys(dict(entries), known, path, "top level")
    for key, phrases in entries.items():
        if key in without:
            continue
        if not isinstance(phrases, list) or not all(isinstance(phrase, str) for phrase in phrases):
            problems.append(
                Problem("it is no list of cues", path, str(key), "quote cues that YAML reads as other things")
            )
    return problems
