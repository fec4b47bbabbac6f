"""Why a passage is coded as it is: each decision with the words that gave it and how far these reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analyser.coding.assertion import Assertion
from analyser.coding.coder import Coder, coded_sentences
from analyser.coding.decisions import Decision
from analyser.coding.heard import Heard
from analyser.coding.pipeline import cues_in
from analyser.coding.quantity import Quantity, quantities
from analyser.interviews.model import Interview, Turn


@dataclass(frozen=True)
class Explained:
    """One decision about one sentence: what was decided, the cue that gave it ("" for none), its scope, and why."""

    sentence: int
    text: str
    axis: str
    code: str
    cue: str
    scope: str
    reason: str


def explain(speech: str, coder: Coder, *, question: str = "") -> list[Explained]:
    """Every decision about what a partner says, in the order of the sentences.

    `question` is what the interviewer asked before. Axes: `harm_level` with the codes of the whole sentence, then
    `indicator`, `assertion`, `quantity`, `cse_type`, `data_claim` and `trend`, a line for each cue that was found, also
    for those that decided nothing.

    >>> from analyser.coding import load_coder
    >>> lines = explain("We haven't had a single high-harm case this year.", load_coder())
    >>> [(line.axis, line.code) for line in lines]
    [('harm_level', 'high negated'), ('indicator', 'band_high'), ('assertion', 'negated'), ('quantity', 'count 0 flow')]
    """
    interview = _interview(speech, question)
    return [
        line
        for number, (heard, decision) in enumerate(coded_sentences(interview, coder), start=1)
        for line in _lines(number, heard, decision)
    ]


def explained_lines(found: Sequence[Explained]) -> Iterator[str]:
    """The decisions as lines to read, a sentence and then what was decided of it."""
    for place, line in enumerate(found):
        if place == 0 or line.sentence != found[place - 1].sentence:
            yield f"{line.sentence}. {' '.join(line.text.split())}"
        parts = (f"'{line.cue}'" if line.cue else "", f"over '{line.scope}'" if line.scope else "", line.reason)
        yield f"   {line.axis:<10}  {line.code:<22}  {'; '.join(part for part in parts if part)}".rstrip()


def _interview(speech: str, question: str) -> Interview:
    text = f"{question}\n{speech}" if question else speech
    start = len(text) - len(speech)
    turns = [Turn(1, "", "interviewer", 0, len(question))] if question else []
    turns.append(Turn(len(turns) + 1, "", "partner", start, len(text)))
    return Interview("explained", Path(), text, tuple(turns))


def _lines(number: int, heard: Heard, decision: Decision) -> Iterator[Explained]:
    facts = heard.facts
    said = facts.text
    code = decision.level if decision.level == "none" else f"{decision.level} {decision.assertion}"
    yield Explained(number, said, "harm_level", code, "", "", decision.reason)
    for sign in facts.signs:
        cue = " ".join(sign.span.text.split())
        why = f"{sign.indicator.name}: {sign.indicator.level}" + (", with another sign only" if sign.weak else "")
        yield Explained(number, said, "indicator", sign.indicator.id, cue, "", why)
        yield _asserted(number, said, sign.assertion, f"of '{cue}'")
    if decision.level != "none" and not facts.signs:
        yield _asserted(number, said, facts.assertion, "of the sentence")
    for quantity in quantities(facts.sent):
        yield Explained(number, said, "quantity", _number(quantity), quantity.text, "", f"counts {quantity.counted}")
    doc = facts.sent.doc
    for axis, group in (("cse_type", "types"), ("trend", "trends")):
        for cue_found in cues_in(facts.sent, group):
            cue = " ".join(doc[cue_found.start : cue_found.end].text.split())
            yield Explained(number, said, axis, cue_found.label, cue, "", "")
    if facts.claim:
        yield Explained(number, said, "data_claim", facts.claim, facts.claim_cue, "", "")


def _asserted(number: int, said: str, found: Assertion, of: str) -> Explained:
    why = of if found.scope else f"{of}: {found.reason}"  # a reason with a scope says the cue and the scope again
    return Explained(number, said, "assertion", found.value, found.cue, found.scope, why)


def _number(quantity: Quantity) -> str:
    low, high = (f"{end:g}" for end in (quantity.low, quantity.high))
    ends = low if low == high else f"{low} to {high}"
    rate = f" a {quantity.rate_per}" if quantity.rate_per else ""
    return f"{quantity.kind} {ends}{rate} {quantity.basis}" + (" denied" if quantity.denied else "")
