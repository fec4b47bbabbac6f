"""Codes the free text of police records: terse, in the third person, often in capitals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from analyser.coding.coder import Coder, load_coder
from analyser.coding.facts import RANK, Facts, Sign, facts_of
from analyser.coding.pipeline import SPANS, sentences_of, text_of
from analyser.study import Period


@dataclass(frozen=True)
class NarrativeCode:
    """What a narrative shows: whether it tells of sexual exploitation, how grave, and by which indicators."""

    is_cse: bool = False
    harm_level: str = ""
    indicators: tuple[str, ...] = ()


def code_narratives(texts: Sequence[str], coder: Coder) -> list[NarrativeCode]:
    """Codes each text; equal texts are read once. An empty text is no case.

    A text is exploitation where it says so and does not deny it, or where it shows an indicator that tells of an
    exploiter by itself; an offence, an unknown male or vulnerability alone is not enough.
    """
    different = list(dict.fromkeys(texts))
    codes = dict(
        zip(different, map(_code, coder.nlp.pipe(different, disable=[SPANS]), [coder] * len(different)), strict=True)
    )
    return [codes[text] for text in texts]


class NarrativeReader:
    """Codes narratives by the rules as often as it is asked, each distinct one once.

    The rules are loaded when the first text comes, so that records without narratives wait for nothing.
    """

    def __init__(self, period: Period | None) -> None:
        self._period = period
        self._coder: Coder | None = None
        self._codes: dict[str, NarrativeCode] = {}

    def __call__(self, texts: Sequence[str]) -> list[NarrativeCode]:
        new = [text for text in dict.fromkeys(texts) if text not in self._codes]
        if new:
            self._coder = self._coder or load_coder("rules", period=self._period)
            self._codes.update(zip(new, code_narratives(new, self._coder), strict=True))
        return [self._codes[text] for text in texts]


def _code(doc: Doc, coder: Coder) -> NarrativeCode:
    text = text_of(doc)
    facts = [facts_of(sent, text[start:end], coder.codebook, period=None) for start, end, sent in sentences_of(doc)]
    signs = [
        sign for one in facts for sign in one.signs if sign.assertion.value in ("affirmed", "reported", "historical")
    ]
    named = any(_names(one) for one in facts)
    denied = any(one.has("not_cse") or (one.has("exploitation") and one.assertion.value == "negated") for one in facts)
    if denied or not (named or _tells(signs)):
        return NarrativeCode(False, "", tuple(dict.fromkeys(sign.indicator.id for sign in signs)))
    bands = [sign for sign in signs if sign.indicator.kind == "band"]
    level = max((sign.indicator.level for sign in bands or signs), key=RANK.__getitem__, default="unspecified")
    return NarrativeCode(True, level, tuple(dict.fromkeys(sign.indicator.id for sign in signs)))


def _names(facts: Facts) -> bool:
    return facts.has("exploitation") and facts.assertion.value in ("affirmed", "reported", "historical")


def _tells(signs: Sequence[Sign]) -> bool:
    """Whether signs show an exploiter: a telling one, or its weak phrasing beside another above vulnerability."""
    if any(sign.indicator.telling and not sign.weak for sign in signs):
        return True
    above = {sign.indicator.id for sign in signs if sign.indicator.level != "low"}
    return len(above) > 1 and any(sign.indicator.telling for sign in signs)
