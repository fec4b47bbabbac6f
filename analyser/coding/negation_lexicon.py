"""The lexicon of clauses and of what negates in them, read once and checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from analyser.codebook.lexicon import FOLDER, exact_keys, lexicon
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
_OPENING = ("hard", "coordinators", "pronouns", "complementizers", "subordinators")
_TURNING = (
    *_OPENING, "dashes", "doubtful", "that", "relatives", "openers", "speech", "subjects", "determiners", "free",
)  # fmt: skip
_ENDINGS = {"past", "third", "gerund", "adverb"}
_KNOWN = 50_000  # words whose forms are remembered
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
    gerunds: tuple[str, ...]
    turning: frozenset[str]  # words and marks at which a clause may begin or end
    behind_verbs: frozenset[str]  # what stands behind a verb and hardly behind a noun
    opens_clause: frozenset[str]  # marks and words before which a clause ends
    known: dict[str, str] = field(default_factory=dict, compare=False)  # forms of the words met so far

    def forms(self, text: str) -> str:
        """The form that a word has by itself: "auxiliary", "base", "regular" ...; "" for no verb's."""
        form = self.known.get(text)
        if form is None:
            if len(self.known) > _KNOWN:
                self.known.clear()
            form = self.known[text] = self._form(text)
        return form

    def _form(self, text: str) -> str:
        classes = self.classes
        if text in classes["clitics"]:
            return "clitic"
        if text in classes["auxiliaries"]:
            return "auxiliary"
        if not text[0].isalpha():
            return ""
        if text in self.irregular_past:
            return "irregular"
        if self.is_past(text):
            return "past" if text in classes["past"] else "regular"
        if text in self.bases:
            return "base"
        if text in self.participles:
            return "participle"
        if self.is_third(text):
            return "third"
        return "gerund" if text.endswith(self.gerunds) and text not in classes["not_gerund"] else ""

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
    problems = exact_keys(data, _TOP, path)
    problems += exact_keys(data.get("endings", {}), _ENDINGS, path, "endings")
    problems += exact_keys(data.get("negation", {}), _NEGATION, path, "negation")
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
            gerunds=tuple(data["endings"]["gerund"]),
            turning=frozenset(word for name in _TURNING for word in data[name])
            | {data["comma"]}
            | {phrase.split()[0] for phrase in data["asides"]}
            | {word for phrase in data["subordinator_phrases"] for word in _first_words(phrase)},
            behind_verbs=frozenset(word for name in ("that", "objects", "pronouns") for word in data[name]),
            opens_clause=frozenset(word for name in _OPENING for word in data[name]) | {data["comma"]},
        )
    except (ValueError, KeyError) as error:
        raise InputError(Problem(f"a phrase cannot be read: {error}", path)) from None


def _first_words(phrase: str) -> list[str]:
    """The words that a phrase may begin with: its first, or the alternatives in its first bracket."""
    if phrase.startswith("("):
        return [option.split()[0] for option in phrase[1 : phrase.index(")")].split("|") if option]
    return phrase.split()[:1]
