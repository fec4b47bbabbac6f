"""pynegex: the NegEx of Chapman and others in Python, with its own 271 English triggers, read once."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from pynegex.model import negex

Verdict = dict[str, bool]


def about() -> str:
    return f"pynegex {version('pynegex')}"


def judge(variant: str) -> Callable[[str, int, int], Verdict]:
    """Whether a phrase of a sentence is negated; it takes the phrase's first place in the sentence."""
    triggers = Path(negex.__file__).parent / "triggersets" / "chapman-en.txt"
    with triggers.open(encoding="utf-8") as lines:
        rules = negex.sortRules(lines.readlines())

    def verdict(text: str, start: int, end: int) -> Verdict:
        tagged = negex.negTagger(sentence=text, phrases=[text[start:end]], rules=rules, negP=True)
        return {"negated": tagged.getNegationFlag() == "negated"}

    return verdict
