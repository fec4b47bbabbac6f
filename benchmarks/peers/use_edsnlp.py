"""edsnlp, `eds.negation`. Its own cues are French: it is given the English cues of negspacy, as its options allow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

import edsnlp
import edsnlp.pipes as eds
from negspacy.termsets import termset

Verdict = dict[str, bool]


def about() -> str:
    return f"edsnlp {version('edsnlp')}, spaCy {version('spacy')}, cues of negspacy {version('negspacy')}"


def _negation(variant: str) -> Any:
    cues = termset(variant).get_patterns()
    return eds.negation(
        pseudo=cues["pseudo_negations"],
        preceding=cues["preceding_negations"],
        following=cues["following_negations"],
        termination=cues["termination"],
        verbs=[],
        preceding_regex=[],
        attr="LOWER",
    )


def judge(variant: str) -> Callable[[str, int, int], Verdict]:
    """Whether the characters of a sentence are negated; `variant` is the name of the termset."""
    nlp = edsnlp.blank("eds")
    nlp.add_pipe(_negation(variant), name="negation")
    negation = nlp.get_pipe("negation")

    def verdict(text: str, start: int, end: int) -> Verdict:
        doc = nlp.make_doc(text)
        for token in doc:
            token.is_sent_start = token.i == 0
        doc.ents = [doc.char_span(start, end, label="TARGET", alignment_mode="expand")]
        return {"negated": bool(negation(doc).ents[0]._.negation)}

    return verdict


def pipeline(variant: str, phrases: Sequence[str]) -> Callable[[str], int]:
    """Sentences, target phrases and negation over a text; returns how many targets were found."""
    nlp = edsnlp.blank("eds")
    nlp.add_pipe(eds.sentences())
    nlp.add_pipe(eds.matcher(terms={"TARGET": list(phrases)}, attr="LOWER"))
    nlp.add_pipe(_negation(variant))
    return lambda text: len(nlp(text).ents)
