"""Follows an interview to tell where the recorded data are what is talked of, and reads the claims made of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span

from analyser.coding.claims import (
    AWAY,
    HIGH,
    LINGERING,
    NOTHING,
    ON_DATA,
    OPPOSITE,
    Claim,
    names,
    read_answer,
    read_claim,
)
from analyser.coding.pipeline import cues_in, sentence_words, sentences_of, text_of
from analyser.coding.talk_words import talk_words

ASKED = 3  # sentences of the interviewer that an answer answers
PROMPT = 16  # words: up to this length a turn that opens nothing else lets the talk go on
LINGER = 2  # sentences of a speaker in which the data are still what is talked of
ANSWER = 12  # words of a bare answer


@dataclass
class DataTalk:
    """The talk so far: whether the interviewer has it on the data, and what a "yes" would claim."""

    on_data: bool = False
    asked: Claim = NOTHING
    unanswered: bool = False
    lingers: int = 0
    speaker: str = ""

    def ask(self, doc: Doc) -> Claim:
        """Takes in a turn of the interviewer; gives what a plain "yes" would claim."""
        found = sentences_of(doc, ASKED)
        sentences = [sent for _, _, sent in found]
        claims = [read_claim(sent, focus=ON_DATA, asked=True) for sent in sentences]
        self.unanswered, self.lingers, self.speaker, self.asked = True, 0, "", NOTHING
        if not sentences:
            return self.asked
        self.on_data = self._stays_on_data(sentences, claims)
        last = text_of(doc)[found[-1][0] : found[-1][1]].lower()
        value = next((claim for claim in reversed(claims) if claim.value not in ("", HIGH)), NOTHING)
        if self.on_data and value.value and not talk_words().open.match(last):
            self.asked = replace(value, value=OPPOSITE[value.value]) if talk_words().inverted.match(last) else value
        return self.asked

    def _stays_on_data(self, sentences: list[Span], claims: list[Claim]) -> bool:
        if any(names(sent, "wish") for sent in sentences):
            return False
        if any(
            claim.named or (claim.value and names(sent, "topic") and not names(sent, "your_data"))
            for sent, claim in zip(sentences, claims, strict=True)
        ):
            return True
        if not self.on_data:
            return False
        if any(names(sent, "part") for sent in sentences) or any(claim.value for claim in claims):
            return True
        if any(cues_in(sent, "types") or names(sent, "leaves", "reporting") for sent in sentences):
            return False
        return sum(map(_length, sentences)) <= PROMPT

    def hear(self, sent: Span, speaker: str) -> Claim:
        """The claim of a partner's sentence."""
        if speaker != self.speaker:
            self.lingers, self.speaker = 0, speaker
        claim = read_claim(sent, focus=ON_DATA if self.on_data else LINGERING if self.lingers else AWAY)
        if not claim.value and self.unanswered and self.asked.value and _length(sent) <= ANSWER:
            answer = read_answer(sent)
            no = self.asked.value if self.asked.turned else OPPOSITE[self.asked.value]
            if value := {"yes": self.asked.value, "no": no}.get(answer, ""):
                claim = Claim(value, named=True, bare=True)
        self.lingers = LINGER if claim.named else max(0, self.lingers - 1)
        if _length(sent) > 1 or claim.value:
            self.unanswered = False
        return claim


def _length(sent: Span) -> int:
    _, start, end = sentence_words(sent)
    return end - start
