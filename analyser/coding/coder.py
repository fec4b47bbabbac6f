"""Codes interviews: every partner sentence gets its codes, in order."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

import pandas as pd
from spacy.language import Language
from spacy.tokens import Doc

from analyser.codebook import Codebook, load_codebook
from analyser.coding.claims import settle_claims
from analyser.coding.cues import Cues, load_cues
from analyser.coding.data_talk import DataTalk
from analyser.coding.decisions import Context, Decision, decide
from analyser.coding.facts import Facts, facts_of, restated_level
from analyser.coding.heard import Heard
from analyser.coding.hearing import spoken
from analyser.coding.pipeline import SPANS, load_pipeline, sentences_of, text_of
from analyser.coding.pool import PAYS, PAYS_READ, in_processes, jobs_for
from analyser.coding.quantity import Quantity
from analyser.coding.quantity_again import said_again
from analyser.coding.questions import on_data, read_question
from analyser.coding.stories import Told, find_stories
from analyser.coding.threads import Question, Story, Thread, after_question, after_sentence, passed
from analyser.coding.weighed import weigh
from analyser.interviews.model import Interview, Person
from analyser.model import TrainedModel, load_model
from analyser.model.trained import DEFAULT
from analyser.schemas import CODED_EXCERPTS
from analyser.study import Period
from analyser.tables import table

Progress = Callable[[str], None]
RULES, MODEL = "rules", "model"
REMEMBERED = 50  # numbers that a later one may say again
ANSWER = 2  # sentences of a turn that still answer the question


@dataclass(frozen=True)
class Coder:
    """The rules, ready to code: the pipeline, the cues, the codebook and the period that the study asks about."""

    kind: str
    nlp: Language
    codebook: Codebook
    cues: Cues
    period: Period | None = None
    model: TrainedModel | None = None  # weighs what the rules find; None where the rules decide

    @property
    def name(self) -> str:
        """As it stands in the column `coder`."""
        if self.model is not None:
            return f"model:{self.model.name}@{self.model.version}"
        return f"model:{self.kind}@{self.codebook.version}"


def load_coder(kind: str = RULES, *, period: Period | None = None) -> Coder:
    """The coder of a kind: `rules`, `model` (the trained coder that ships) or the folder of a trained model.

    The pipeline behind it is built once in a process.

    Raises:
        InputError: there is no such coder, or a lexicon or a file of the model cannot be used.
    """
    codebook = load_codebook()
    model = None if kind == RULES else load_model(DEFAULT if kind == MODEL else kind)
    return Coder(kind, load_pipeline(), codebook, load_cues(codebook), period, model)


def code_interviews(
    interviews: Sequence[Interview], coder: Coder, *, progress: Progress | None = None, jobs: int = 1
) -> pd.DataFrame:
    """Codes every partner sentence of the interviews, in so many processes (0: as many as pay).

    Returns a frame of `schemas.CODED_EXCERPTS`, a row per sentence, sorted by interview and start. `excerpt_id` numbers
    the partner's sentences of an interview, so that the same text gives the same ids.
    """
    ordered = sorted(interviews, key=lambda interview: interview.interview_id)
    lengths = [len(interview.text) for interview in ordered]
    code = partial(_rows, kind=coder.kind, period=coder.period)
    jobs = min(jobs or jobs_for(lengths, PAYS if coder.model is None else PAYS_READ), len(ordered))
    rows: list[dict[str, Any]] = []
    for interview, found in zip(
        ordered, in_processes(code, ordered, lengths, jobs) if jobs > 1 else map(code, ordered), strict=True
    ):
        if progress:
            progress(interview.interview_id)
        rows += found
    return table(rows, CODED_EXCERPTS)


def keep_coded(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that say something: a harm level other than none, or a claim about the data."""
    kept = frame[(frame["harm_level"] != "none") | (frame["data_claim"] != "")]
    return kept.reset_index(drop=True)


def _rows(interview: Interview, *, kind: str, period: Period | None) -> list[dict[str, Any]]:
    """An interview's rows. The coder is given by what `load_coder` needs: another process builds its own."""
    with _uncollected():
        return _rows_by(interview, load_coder(kind, period=period))


def _rows_by(interview: Interview, coder: Coder) -> list[dict[str, Any]]:
    coded = coded_sentences(interview, coder)
    width = max(4, len(str(len(coded))))
    person = cache(interview.person)
    return [
        _row(
            interview,
            person(sentence.turn.speaker),
            sentence,
            decision,
            coder,
            f"{interview.interview_id}:{number:0{width}d}",
        )
        for number, (sentence, decision) in enumerate(coded, start=1)
    ]


@contextmanager
def _uncollected() -> Iterator[None]:
    """No collection of garbage: what is made of an interview lives until it is coded, and would be walked in vain."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def coded_sentences(interview: Interview, coder: Coder) -> list[tuple[Heard, Decision]]:
    """The partner's sentences in order, each with what it says and what was decided of it."""
    sentences = list(_sentences(interview, coder))
    decisions = list(_settled(sentences, list(_decisions(sentences))))
    coded = list(zip(sentences, decisions, strict=True))
    if coder.model is None:
        return coded
    weighed = weigh(interview, spoken(coded), coder.model)
    return list(zip(sentences, weighed, strict=True))


def _sentences(interview: Interview, coder: Coder) -> Iterator[Heard]:
    """The partner's sentences in order, each with its cues and the question before it."""
    question, speaker, place, opens, talk = Question(), None, 0, False, DataTalk()
    turns = [turn for turn in interview.turns if turn.role in ("partner", "interviewer")]
    speeches = ((interview.speech(turn), turn) for turn in turns)
    for doc, turn in coder.nlp.pipe(speeches, as_tuples=True, disable=[SPANS]):
        if turn.role == "interviewer":
            claim = talk.ask(doc)
            asked = read_question(doc, coder.codebook, bool(claim.value))
            question, opens, speaker = on_data(asked, question), True, None
            continue
        if turn.speaker != speaker:
            place, speaker = 0, turn.speaker
        for start, end, facts in _turn_facts(doc, coder, question, place, talk, turn.speaker):
            yield Heard(turn, turn.start + start, turn.start + end, facts, question, place < ANSWER, opens)
            opens = False
            place += 1 if facts.labels or facts.signs or facts.claim or facts.counts else 0


def _turn_facts(
    doc: Doc, coder: Coder, question: Question, place: int, talk: DataTalk, speaker: str
) -> Iterator[tuple[int, int, Facts]]:
    text = text_of(doc)
    for start, end, sent in sentences_of(doc):
        asked = question.text if place < ANSWER else ""
        facts = facts_of(
            sent,
            text[start:end],
            coder.codebook,
            period=coder.period,
            question=asked,
            claim=talk.hear(sent, speaker),
        )
        place += 1
        yield start, end, facts


def _decisions(sentences: Sequence[Heard]) -> Iterator[Decision]:
    told = [Told(sentence.turn.speaker, sentence.facts, sentence.opens, sentence.question) for sentence in sentences]
    asked: Thread | None = None
    last: Thread | None = None  # of any speaker, for a question that points back to it
    threads: dict[str, Thread | None] = {}
    numbers: dict[float, str] = {}
    stories: dict[int, str] = {}
    said: dict[tuple[str, str], deque[Quantity]] = {}
    for sentence, story in zip(sentences, find_stories(told), strict=True):
        speaker, facts = sentence.turn.speaker, sentence.facts
        if sentence.opens and not sentence.question.neutral:
            asked, threads = after_question(sentence.question, last, numbers), {}
        elif speaker not in threads and threads:
            asked = passed(asked)  # somebody else has answered first
        thread = threads.get(speaker, asked)
        if story is not None and story.level == "unspecified":
            level = thread.level if thread is not None else story.level
            story = Story(story.number, stories.setdefault(story.number, level))
        context = Context(sentence.question, sentence.first, thread, story, restated_level(facts, numbers))
        decision = decide(facts, context)
        if decision.quantity is not None:
            earlier = said.setdefault((speaker, decision.level), deque(maxlen=REMEMBERED))
            quantity = said_again(decision.quantity, earlier)
            decision = replace(decision, quantity=quantity)
            earlier += [quantity] if quantity is not None else []
        threads[speaker] = after_sentence(thread, decision.level, decision.types, decision.assertion)
        last = threads[speaker] or last
        if decision.level != "none" and decision.quantity is not None:
            numbers[decision.quantity.low] = decision.level
        yield decision


def _settled(sentences: Sequence[Heard], decisions: Sequence[Decision]) -> Iterator[Decision]:
    """The decisions with claims whose direction hangs on what the speaker says elsewhere."""
    said = [(sentence.turn.speaker, decision.claim) for sentence, decision in zip(sentences, decisions, strict=True)]
    for decision, claim in zip(decisions, settle_claims(said), strict=True):
        if claim != decision.claim:
            why = f"{decision.reason}; by the speaker's other claims → {claim or 'no claim'}"
            decision = replace(decision, claim=claim, reason=why)
        yield decision


def _row(
    interview: Interview, person: Person, sentence: Heard, decision: Decision, coder: Coder, excerpt_id: str
) -> dict[str, Any]:
    coded = decision.level != "none"
    confidence, review = decision.confidence, decision.doubtful
    if confidence is None:
        confidence = coder.codebook.confidence(decision.evidence)
        review = review or confidence < coder.codebook.review_below
    quantity = decision.quantity if coded else None
    row: dict[str, Any] = {
        "excerpt_id": excerpt_id,
        "interview_id": interview.interview_id,
        "agency": person.agency,
        "agency_type": person.agency_type,
        "area": person.area,
        "date": person.date,
        "speaker": sentence.turn.speaker,
        "start": sentence.start,
        "end": sentence.end,
        "locator": interview.locator(sentence.start),
        "text": interview.text[sentence.start : sentence.end],
        "harm_level": decision.level,
        "assertion": decision.assertion if coded else "",
        "cse_type": ";".join(decision.types) if coded else "",
        "data_claim": decision.claim,
        "trend": decision.trend if coded else "",
        "indicators": ";".join(decision.indicators),
        "confidence": confidence,
        "needs_review": "yes" if review and (coded or decision.claim) else "no",
        "coder": coder.name,
        "reason": decision.reason,
        "turn": sentence.turn.number,
        "case_ref": decision.case_ref,
    }
    if quantity is not None:
        row |= {
            "quantity_kind": quantity.kind,
            "quantity_low": abs(quantity.low),  # an open bound is `inf` on either side
            "quantity_high": quantity.high,
            "rate_per": quantity.rate_per,
            "quantity_basis": quantity.basis,
            "approximate": "yes" if quantity.approximate else "",
        }
    return row
