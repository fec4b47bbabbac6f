"""medspaCy ConText with the rules that it ships, in the pipeline that `medspacy.load()` gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version

import medspacy
from medspacy.ner import TargetRule

Verdict = dict[str, bool]


def about() -> str:
    return f"medspacy {version('medspacy')}, spaCy {version('spacy')}"


def judge(variant: str) -> Callable[[str, int, int], Verdict]:
    """What ConText says of the characters of a sentence, which is taken as one sentence."""
    nlp = medspacy.load(medspacy_enable={"medspacy_tokenizer", "medspacy_context"})
    context = nlp.get_pipe("medspacy_context")

    def verdict(text: str, start: int, end: int) -> Verdict:
        doc = nlp.make_doc(text)
        for token in doc:
            token.is_sent_start = token.i == 0
        doc.ents = [doc.char_span(start, end, label="TARGET", alignment_mode="expand")]
        found = context(doc).ents[0]._
        return {
            "negated": bool(found.is_negated),
            "historical": bool(found.is_historical),
            "hypothetical": bool(found.is_hypothetical),
        }

    return verdict


def pipeline(variant: str, phrases: Sequence[str]) -> Callable[[str], int]:
    """Sentences (PyRuSH), target phrases (TargetMatcher) and ConText; returns how many targets were found."""
    nlp = medspacy.load()
    nlp.max_length = 50_000_000
    nlp.get_pipe("medspacy_target_matcher").add([TargetRule(phrase, "TARGET") for phrase in phrases])
    return lambda text: len(nlp(text).ents)
