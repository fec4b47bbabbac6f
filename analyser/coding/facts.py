"""What one sentence says by itself, before its context is weighed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Span

from analyser.codebook.codebook import Codebook, Indicator
from analyser.coding.assertion import Assertion, assertion_at, sentence_assertion
from analyser.coding.claims import AWAY, Claim, read_claim
from analyser.coding.cues import WEAK
from analyser.coding.pipeline import sentence_words, spans_in
from analyser.coding.quantity import Quantity, quantities
from analyser.coding.quantity_asked import asked_for
from analyser.study import Period

RANK = {"high": 3, "medium": 2, "low": 1, "unspecified": 0, "none": -1}
OPENING = 5  # tokens in which a bare answer begins
LEAST_RESTATED = 3  # a smaller number is too common to tell which cases are meant
BARE_SHARE = 8  # a bare answer has at most so many words for each word of the answering cue


@dataclass(frozen=True)
class Sign:
    """An indicator in a sentence and what the speaker says of it."""

    indicator: Indicator
    span: Span
    assertion: Assertion
    weak: bool = False  # it says nothing alone


@dataclass(frozen=True)
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
        """Number phrases that count cases, also by the question that they answer."""
        found = [quantity for quantity in quantities(self.sent) if quantity.counted == "cases"]
        if found and asked_for(self.question) not in ("cases", "total"):
            found = [quantity for quantity in found if not quantity.elliptical]
        return tuple(found)

    def has(self, *labels: str) -> bool:
        """Whether any of these talk cues is there."""
        return not self.labels.isdisjoint(labels)

    @property
    def speaks_of_children(self) -> bool:
        return self.has("children", "cases", "cse")

    def answer(self) -> str:
        """How a bare answer begins: "answer_yes", "answer_no", "answer_maybe" or empty."""
        opening = self.sent.start + OPENING
        spans = [span for span in spans_in(self.sent, "talk") if span.label_.startswith("answer_")]
        spans = [span for span in spans if span.start < opening and len(span) * BARE_SHARE >= self.words]
        if any(span.label_ == "answer_maybe" for span in spans):
            return "answer_maybe"
        first = min(spans, key=lambda span: (span.start, -span.end, span.label_), default=None)
        return str(first.label_) if first is not None else ""


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
    by_id = {indicator.id: indicator for indicator in codebook.indicators}
    talk = frozenset(span.label_ for span in spans_in(sent, "talk"))
    signs = tuple(
        Sign(
            by_id[span.label_.removesuffix(WEAK)],
            span,
            assertion_at(sent.doc, span.start_char, span.end_char, period=period, question=question),
            span.label_.endswith(WEAK),
        )
        for span in spans_in(sent, "indicators")
    )
    said = claim if claim is not None else read_claim(sent, focus=AWAY)
    return Facts(
        sent=sent,
        text=text,
        signs=signs,
        labels=talk,
        claim=said.value,
        claim_cue=said.cue,
        bare_claim=said.bare,
        about_data=said.named or bool(said.value),
        trend=_first_label(spans_in(sent, "trends")),
        types=tuple(
            code.code for code in codebook.types if any(span.label_ == code.code for span in spans_in(sent, "types"))
        ),
        period=period,
        question=question,
    )


def restated_level(facts: Facts, numbers: Mapping[float, str]) -> str:
    """The level of cases that were counted before, where "those nine" says their number again; `numbers` has it."""
    if not facts.has("restated"):
        return ""
    again = [(span.start_char, span.end_char) for span in spans_in(facts.sent, "talk") if span.label_ == "restated"]
    said = [
        count.low
        for count in facts.counts
        if count.low >= LEAST_RESTATED and any(start < count.end and count.start < end for start, end in again)
    ]
    return next((numbers[number] for number in said if number in numbers), "")


def _first_label(spans: list[Span]) -> str:
    longest = max(spans, key=lambda span: (len(span), -span.start), default=None)
    return str(longest.label_) if longest is not None else ""
