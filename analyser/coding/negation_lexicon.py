"""The lexicon of clauses and of what negates in them, read once and checked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from analyser.codebook.lexicon import FOLDER, check_keys, lexicon
from analyser.coding.cue_phrases import Phrasebook
from analyser.errors import InputError, Problem

_LISTS = (
    "auxiliaries", "modals", "copulas", "after_have", "after_be", "past", "not_past", "bases", "nouns", "subjects",
    "pronouns", "determiners", "objects", "prepositions", "adverbs", "coordinators", "contrast", "negative",
    "subordinators", "doubtful", "relatives", "complementizers", "result", "degree", "that", "takes_clause", "speech",
    "openers", "hard", "titles", "infinitive", "agent", "clitics", "compared", "comparing", "nominative", "set_off",
    "dashes", "free", "sure", "things", "genitive", "not_gerund", "alternative", "supports", "unfinished",
)  # fmt: skip
_TOP = {*_LISTS, "irregular", "subordinator_phrases", "asides", "comma", "endings", "negation"}
_ENDINGS = {"past", "third", "gerund", "adverb"}
_NEGATION = {"none", "clause", "phrase", "behind", "affixes", "endings", "not_affixal", "pairs"}


@dataclass(frozen=True)
class ClauseLexicon:
    """Word classes by the names they have in the YAML, the forms of verbs, and the phrases that negate."""

    classes: dict[str, frozenset[str]]
    irregular_past: frozenset[str]
    participles: frozenset[str]
    bases: frozenset[str]
    endings: dict[str, Any]
    comma: str
    subordinators: Phrasebook[str]
    asides: Phrasebook[str]
    negations: Phrasebook[str]  # "none", "clause", "phrase" or "behind"
    affixal: frozenset[str]
    affix_endings: tuple[str, ...]
    not_affixal: frozenset[str]

    def has(self, name: str, word: str) -> bool:
        """Is a word of a class?"""
        return word in self.classes[name]

    def is_third(self, word: str) -> bool:
        """Could a word be a verb's third person ("walks")?"""
        return any(
            word.endswith(ending) and word[: -len(ending)] + instead in self.bases
            for ending, instead in self.endings["third"]
        )

    def is_past(self, word: str) -> bool:
        """Could a word be a verb's past or its participle ("walked", "kept")?"""
        if word in self.classes["past"]:
            return True
        return word not in self.classes["not_past"] and any(
            len(word) > len(ending) + 1 and word.endswith(ending) for ending, _ in self.endings["past"]
        )


@cache
def clause_lexicon() -> ClauseLexicon:
    """The lexicon `clauses.yaml`.

    Raises:
        InputError: a part is missing or not known, or a phrase cannot be read.
    """
    path = FOLDER / "clauses.yaml"
    data = lexicon("clauses")
    problems = check_keys(data, _TOP, path, "")
    problems += [Problem("a part is missing", path, name) for name in sorted(_TOP - data.keys())]
    problems += check_keys(data.get("endings", {}), _ENDINGS, path, "endings")
    problems += check_keys(data.get("negation", {}), _NEGATION, path, "negation")
    for name in _LISTS:
        problems += [
            Problem(f"{word!r} is no text", path, name, "put quotes round yes, no, on and off")
            for word in data.get(name, ())
            if not isinstance(word, str)
        ]
    if problems:
        raise InputError(problems)
    verbs = [entry.split() for entry in data["irregular"]]
    negation = data["negation"]
    try:
        return ClauseLexicon(
            classes={name: frozenset(data[name]) for name in _LISTS}
            | {"past": frozenset(data["past"]) | {past for _, past, participle in verbs if past == participle}},
            irregular_past=frozenset(past for _, past, participle in verbs if past != participle),
            participles=frozenset(participle for _, _, participle in verbs),
            bases=frozenset(data["bases"]) | {base for base, _, _ in verbs},
            endings=data["endings"],
            comma=data["comma"],
            subordinators=Phrasebook({"subordinator": data["subordinator_phrases"]}),
            asides=Phrasebook({"aside": data["asides"]}),
            negations=Phrasebook({kind: negation[kind] for kind in ("none", "clause", "phrase", "behind", "pairs")}),
            affixal=frozenset(negation["affixes"]) - frozenset(negation["not_affixal"]),
            affix_endings=tuple(negation["endings"]),
            not_affixal=frozenset(negation["not_affixal"]),
        )
    except (ValueError, KeyError) as error:
        raise InputError(Problem(f"a phrase cannot be read: {error}", path)) from None
