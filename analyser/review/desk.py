"""What one analyst has before them: the passages, what was decided of them, and what they may see of it.

The log is read once and then followed: a judgement writes one event and costs no more with ten thousand passages
than with ten. Other analysts' events, written by other processes, are read before every answer.
"""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analyser.interviews import Interview
from analyser.review.codes import codes_of
from analyser.review.log import Event, Log
from analyser.review.passages import hash_of

CODING = frozenset({"accept", "change", "add", "join", "split"})  # a decision that commits the analyst to codes
OPENED = "opened"  # in the detail of an event that puts a passage off in order to adjudicate it


@dataclass(frozen=True)
class Passage:
    """One passage of an interview with the machine's row; `number` stands in addresses, for its key may name people."""

    number: int
    key: str
    text_hash: str
    row: Mapping[str, Any]
    codes: Mapping[str, str]  # the machine's
    whole: bool  # the interview's text at this place is still the one that was coded

    @property
    def interview_id(self) -> str:
        return str(self.row["interview_id"])


@dataclass
class Decisions:
    """What one analyst has decided: the events that stand, in order, and those taken back, last first to come again."""

    standing: list[Event] = field(default_factory=list)
    undone: list[Event] = field(default_factory=list)
    by_passage: dict[str, list[Event]] = field(default_factory=dict)
    joins: list[Event] = field(default_factory=list)
    settled: Counter[str] = field(default_factory=Counter)  # by passage: what stands and leaves nothing to do
    committed: set[str] = field(default_factory=set)  # passages coded at any time, also where it was taken back

    def take(self, event: Event) -> None:
        """Adds an event as the log has written it."""
        if event.kind == "undo":
            if self.standing:
                taken = self.standing.pop()
                self.by_passage[taken.passage].remove(taken)
                self.settled[taken.passage] -= _settles(taken)
                if taken.kind == "join":
                    self.joins.remove(taken)
                self.undone.append(taken)
            return
        if event.kind == "redo":
            if self.undone:
                self._stand(self.undone.pop())
            return
        self.undone.clear()
        self._stand(event)
        if event.kind in CODING or OPENED in event.detail:
            self.committed.add(event.passage)

    def last(self, key: str) -> int:
        """The number of the last standing event on a passage; 0 where there is none."""
        return max((event.number for event in self.by_passage.get(key, ())), default=0)

    def coding(self, key: str) -> Event | None:
        """The standing event with this analyst's codes of a passage."""
        return next((one for one in reversed(self.by_passage.get(key, ())) if one.kind in CODING), None)

    def of(self, key: str, kind: str) -> Event | None:
        """The last standing event of a kind on a passage."""
        return next((one for one in reversed(self.by_passage.get(key, ())) if one.kind == kind), None)

    def comment(self, key: str) -> str:
        found = (one.detail.get("comment") for one in reversed(self.by_passage.get(key, ())))
        return str(next((one for one in found if one is not None), ""))

    def joined(self, key: str) -> str:
        """The passage that it was joined into with others, none of which was judged anew since; "" for none."""
        found = (
            one.passage
            for one in self.joins
            if key in (parts := one.detail.get("passages", ())) and all(self.last(part) < one.number for part in parts)
        )
        return next(found, "")

    def _stand(self, event: Event) -> None:
        self.standing.append(event)
        self.by_passage.setdefault(event.passage, []).append(event)
        self.settled[event.passage] += _settles(event)
        if event.kind == "join":
            self.joins.append(event)


class Desk:
    """The review as one analyst may see it. Threads may share it: one at a time works on it."""

    def __init__(
        self, log: Log, passages: pd.DataFrame, interviews: Sequence[Interview], analyst: str, *, blind: bool = True
    ) -> None:
        self.log, self.analyst, self.blind = log, analyst, blind
        self.frame = passages
        self.interviews = {one.interview_id: one for one in interviews}
        self.passages = [self._passage(n, row) for n, row in enumerate(passages.to_dict("records"), start=1)]
        self.by_key = {one.key: one for one in self.passages}
        self.lock = threading.RLock()
        self._people: dict[str, Decisions] = {analyst: Decisions()}
        self._coders: dict[str, set[str]] = {}  # by passage: who coded it
        self._last = 0
        self.kept: dict[str, Any] = {}  # what a page made of the log, with the number of its last event
        self.refresh()

    def refresh(self) -> None:
        """Reads what was written since, by this process or another."""
        with self.lock:
            for event in self.log.events(self._last):
                decisions = self._people.setdefault(event.analyst, Decisions())
                decisions.take(event)
                self._last = event.number
                if event.kind in CODING:
                    for key in (event.passage, *event.detail.get("passages", ())):
                        self._coders.setdefault(key, set()).add(event.analyst)

    @property
    def own(self) -> Decisions:
        return self._people[self.analyst]

    @property
    def last_number(self) -> int:
        return self._last

    def passage(self, number: int) -> Passage | None:
        return self.passages[number - 1] if 1 <= number <= len(self.passages) else None

    def text(self, passage: Passage) -> str:
        """The passage's words, from the interview; empty where there is no interview to read them from."""
        interview = self.interviews.get(passage.interview_id)
        start, end = passage.row["start"], passage.row["end"]
        return "" if interview is None or pd.isna(start) else interview.text[int(start) : int(end)]

    def may_see(self, key: str) -> bool:
        """Whether the machine's and others' codes may be shown: not before this analyst has given their own."""
        return not self.blind or key in self.own.committed

    def judged(self, key: str) -> bool:
        """Whether this analyst has coded or adjudicated it, or has opened it for that."""
        return self.own.settled[key] > 0 or bool(self.own.joined(key))

    def judged_keys(self) -> set[str]:
        """All that `judged` holds of."""
        found = {key for key, count in self.own.settled.items() if count > 0}
        return found | {key for one in self.own.joins for key in one.detail.get("passages", ()) if self.own.joined(key)}

    def put_off(self, key: str) -> bool:
        """Whether this analyst has left it for later."""
        return not self.judged(key) and self.own.of(key, "defer") is not None

    def codings(self, key: str) -> list[Event]:
        """The standing codes of a passage by all analysts, in an order that tells nothing of who they are."""
        names = self._coders.get(key, set())
        found = [one for name in names if (one := self._people[name].coding(key)) is not None]
        return sorted(found, key=lambda one: hashlib.sha256(f"{key}\0{one.analyst}".encode()).digest())

    def adjudication(self, key: str) -> Event | None:
        """The last standing adjudication of a passage, by whomever."""
        found = [one for who in self._people.values() if (one := who.of(key, "adjudicate")) is not None]
        return max(found, key=lambda one: one.number, default=None)

    def disagreements(self) -> Iterator[tuple[Passage, bool]]:
        """Passages that analysts code differently, and whether that was adjudicated since."""
        for key, names in self._coders.items():
            passage = self.by_key.get(key)
            if len(names) < 2 or passage is None:
                continue
            if self.differs(key):
                settled = self.adjudication(key)
                yield passage, settled is not None and settled.number > max(one.number for one in self.codings(key))

    def differs(self, key: str) -> bool:
        """Whether what two analysts made of a passage differs: their codes, or that one divided or joined it."""
        coders = (self._people[name] for name in self._coders.get(key, ()))
        return len({made for who in coders if (made := _made(who, key))}) > 1

    def doubly_coded(self) -> int:
        """How many passages have the codes of two analysts or more."""
        return sum(len(names) > 1 and len(self.codings(key)) > 1 for key, names in self._coders.items())

    def counted(self) -> dict[str, int]:
        """How many of the passages this analyst has judged, and how many of the others are put off."""
        judged = self.judged_keys() & self.by_key.keys()
        deferred = {one.passage for one in self.own.standing if one.kind == "defer"} & self.by_key.keys()
        return {"judged": len(judged), "deferred": len(deferred - judged)}

    def write(
        self,
        kind: str,
        passage: Passage | None = None,
        codes: Mapping[str, str] | None = None,
        detail: Mapping[str, Any] | None = None,
        *,
        expected: int | None = None,
    ) -> Event:
        """Writes one decision of this analyst; raises what `Log.append` raises."""
        key, text_hash = (passage.key, passage.text_hash) if passage is not None else ("", "")
        with self.lock:
            event = self.log.append(self.analyst, kind, key, text_hash, codes, detail, expected=expected)
            self.refresh()
        return event

    def _passage(self, number: int, row: Mapping[Any, Any]) -> Passage:
        named = {str(name): value for name, value in row.items()}
        passage = Passage(number, named["passage"], named["text_hash"], named, codes_of(named), True)
        interview = self.interviews.get(passage.interview_id)
        if interview is None or hash_of(self.text(passage)) == passage.text_hash:
            return passage
        return Passage(number, passage.key, passage.text_hash, named, passage.codes, False)


def _made(who: Decisions, key: str) -> tuple[object, ...]:
    """What an analyst made of a passage: its codes, the places that it was split into, or what it was joined into."""
    if into := who.joined(key):
        return ("joined", into)
    if (coding := who.coding(key)) is None:
        return ()
    parts = ((part["start"], part["end"]) for part in coding.detail.get("parts", ()))
    return (coding.kind == "split", *sorted(coding.codes.items()), *parts)


def _settles(event: Event) -> bool:
    return event.kind not in ("comment", "defer") or OPENED in event.detail
