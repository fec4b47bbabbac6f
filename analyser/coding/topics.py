"""What an interviewer asked, so that a partner's silence can be read."""

from __future__ import annotations

from collections.abc import Sequence

from analyser.coding.coder import Coder, load_coder
from analyser.coding.pool import in_processes, jobs_for
from analyser.coding.questions import topics_of
from analyser.interviews.model import Interview


def asked_topics(interview: Interview, coder: Coder) -> frozenset[str]:
    """What the interviewer's questions raise: "high", "numbers", "data" and the forms of exploitation."""
    turns = [turn for turn in interview.turns if turn.role == "interviewer"]
    found: set[str] = set()
    for doc in coder.nlp.pipe(interview.speech(turn) for turn in turns):
        found |= topics_of(doc, coder.codebook)
    return frozenset(found)


def topics_by_interview(interviews: Sequence[Interview], coder: Coder, *, jobs: int = 1) -> dict[str, frozenset[str]]:
    """What is asked in each interview, by its id, in so many processes (0: as many as pay)."""
    lengths = [
        sum(turn.end - turn.start for turn in interview.turns if turn.role == "interviewer") for interview in interviews
    ]
    jobs = min(jobs or jobs_for(lengths), len(interviews))
    topics = (
        in_processes(_asked, interviews, lengths, jobs)
        if jobs > 1
        else (asked_topics(one, coder) for one in interviews)
    )
    return {interview.interview_id: found for interview, found in zip(interviews, topics, strict=True)}


def _asked(interview: Interview) -> frozenset[str]:
    """An interview's topics, in another process; topics are the rules' alone, so its coder needs no model."""
    return asked_topics(interview, load_coder())
