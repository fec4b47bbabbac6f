"""What one sentence says by itself, before its context is weighed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from spacy.tokens import Span

from analyser.codebook.codebook import Codebook, Indicator
from analyser.coding.assertion import Assertion, assertion_at, sentence_assertion
from analyser.coding.claims import AWAY, Claim, read_claim
from analyser.coding.cues import WEAK
from analyser.coding.pipeline import Cue, cues_in, sentence_words
from analyser.coding.quantity import Quantity, numbers_of, quantities
from analyser.coding.quantity_asked import asked_for
from analyser.study import Period

RANK = {"high": 3, "medium": 2, "low": 1, "unspecified": 0, "none": -1}
OPENING = 5  # tokens in which a bare answer begins
LEAST_RESTATED = 3  # a smaller number is too common to tell which cases are meant
ANSWERS = ("answer_yes", "answer_no", "answer_maybe")
BARE_SHARE = 8  # a bare answer has at most so many words for each word of the answering cue


@dataclass  # not frozen, which takes thrice the time to make
class Sign:
    """An indicator in a sentence and what the speaker says of it, which is found out where it matters."""

    indicator: Indicator
    span: Span
    weak: bool  # it says nothing alone
    period: Period | None
    question: str

    @cached_property
    def assertion(self) -> Assertion:
        """What the speaker asserts of it."""
        start, end = self.span.start_char, self.span.end_char
        return assertion_at(self.span.doc, start, end, period=self.period, question=self.question)


@dataclass  # not frozen, which takes thrice the time to make
class Facts:
    """One sentence's cues. `labels` are the talk cues that it has; `question` is the text that it answers, or empty."""

    sent: Span
    text: str
    signs: tuple[Sign, ...]
    labels: frozenset[str]
    claim: str
    claim_cue: str
    bare_claim: bool  # a bare answer claims what its question says
    about_data: bool
    trend: str
    types: tuple[str, ...]
    period: Period | None
    question: str

    @property
    def words(self) -> int:
        """How many words the sentence has, fillers apart."""
        _, start, end = sentence_words(self.sent)
        return end - start

    @cached_property
    def assertion(self) -> Assertion:
        """What the sentence as a whole asserts."""
        return sentence_assertion(self.sent, period=self.period, question=self.question)

    @cached_property
    def counts(self) -> tuple[Quantity, ...]:
        """Number phrases of cases, also by the question that they answer, whatever the speaker says of them."""
        return self._of_cases(numbers_of(self.sent))

    @property
    def asserted_counts(self) -> tuple[Quantity, ...]:
        """The same with the bounds that they have by what the speaker says of them."""
        return self._of_cases(quantities(self.sent)) if self.counts else ()

    def _of_cases(self, found: Sequence[Quantity]) -> tuple[Quantity, ...]:
        counts = tuple([quantity for quantity in found if quantity.of_cases])
        if counts and asked_for(self.question) not in ("cases", "total"):
            return tuple([quantity for quantity in counts if not quantity.elliptical])
        return counts

    def has(self, *labels: str) -> bool:
        """Whether any of these talk cues is there."""
        return not self.labels.isdisjoint(labels)

    @property
    def speaks_of_children(self) -> bool:
        return self.has("children", "cases", "cse")

    def answer(self) -> str:
        """How a bare answer begins: "answer_yes", "answer_no", "answer_maybe" or empty."""
        if not self.has(*ANSWERS):
            return ""
        opening, words = self.sent.start + OPENING, self.words
        cues = [
            cue
            for cue in cues_in(self.sent, "talk")
            if cue.label in ANSWERS and cue.start < opening and (cue.end - cue.start) * BARE_SHARE >= words
        ]
        if any(cue.label == "answer_maybe" for cue in cues):
            return "answer_maybe"
        first = min(cues, key=lambda cue: (cue.start, -cue.end, cue.label), default=None)
        return first.label if first is not None else ""


def facts_of(
    sent: Span,
    text: str,
    codebook: Codebook,
    *,
    period: Period | None,
    question: str = "",
    claim: Claim | None = None,
) -> Facts:
    """Gathers a sentence's cues. `claim`: what it says of the recorded data, where the talk before it is known."""
    talk = cues_in(sent, "talk")
    indicators = cues_in(sent, "indicators")
    types = cues_in(sent, "types")
    said = claim if claim is not None else read_claim(sent, focus=AWAY)
    return Facts(
        sent=sent,
        text=text,
        signs=tuple(_sign(sent, cue, codebook, period, question) for cue in indicators),
        labels=frozenset([cue.label for cue in talk]),
        claim=said.value,
        claim_cue=said.cue,
        bare_claim=said.bare,
        about_data=said.named or bool(said.value),
        trend=_first_label(cues_in(sent, "trends")),
        types=_in_order([cue.label for cue in types], codebook) if types else (),
        period=period,
        question=question,
    )


def restated_level(facts: Facts, numbers: Mapping[float, str]) -> str:
    """The level of cases that were counted before, where "those nine" says their number again; `numbers` has it."""
    if not (numbers and facts.has("restated")):
        return ""
    doc = facts.sent.doc
    spans = [doc[cue.start : cue.end] for cue in cues_in(facts.sent, "talk") if cue.label == "restated"]
    again = [(span.start_char, span.end_char) for span in spans]

    def level(counts: Sequence[Quantity]) -> str:
        known = (count for count in counts if count.low >= LEAST_RESTATED and count.low in numbers)
        said = (one for one in known if any(start < one.end and one.start < end for start, end in again))
        return next((numbers[one.low] for one in said), "")

    return level(facts.asserted_counts) if level(facts.counts) else ""


def _first_label(cues: Sequence[Cue]) -> str:
    longest = max(cues, key=lambda cue: (cue.end - cue.start, -cue.start), default=None)
    return longest.label if longest is not None else ""


def _sign(sent: Span, cue: Cue, codebook: Codebook, period: Period | None, question: str) -> Sign:
    span = sent.doc[cue.start : cue.end]
    return Sign(_by_id(codebook)[cue.label.removesuffix(WEAK)], span, cue.label.endswith(WEAK), period, question)


@cache
def _by_id(codebook: Codebook) -> Mapping[str, Indicator]:
    return {indicator.id: indicator for indicator in codebook.indicators}


def _in_order(types: Sequence[str], codebook: Codebook) -> tuple[str, ...]:
    """The forms of exploitation in the order of the codebook."""
    return tuple(code.code for code in codebook.types if code.code in types)
