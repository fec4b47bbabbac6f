"""negspacy as its README shows it: component `negex`, on a blank English pipeline, with one of its English termsets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version

import spacy
from negspacy.negation import Negex  # noqa: F401 (registers the component)
from negspacy.termsets import termset

Verdict = dict[str, bool]


def about() -> str:
    return f"negspacy {version('negspacy')}, spaCy {version('spacy')}"


def judge(variant: str) -> Callable[[str, int, int], Verdict]:
    """Whether the characters of a sentence are negated; `variant` is the name of the termset."""
    nlp = spacy.blank("en")
    negex = nlp.add_pipe("negex", config={"neg_termset": termset(variant).get_patterns()})

    def verdict(text: str, start: int, end: int) -> Verdict:
        doc = nlp.make_doc(text)
        for token in doc:
            token.is_sent_start = token.i == 0
        doc.ents = [doc.char_span(start, end, label="TARGET", alignment_mode="expand")]
        return {"negated": bool(negex(doc).ents[0]._.negex)}

    return verdict


def pipeline(variant: str, phrases: Sequence[str]) -> Callable[[str], int]:
    """Sentences, target phrases and negation over a text; returns how many targets were found."""
    nlp = spacy.blank("en")
    nlp.max_length = 50_000_000
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns([{"label": "TARGET", "pattern": phrase} for phrase in phrases])
    nlp.add_pipe("negex", config={"neg_termset": termset(variant).get_patterns()})
    return lambda text: len(nlp(text).ents)
