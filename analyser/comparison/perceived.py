"""What each speaker says (`perceived.csv`): the only thing of the interviews that the comparison uses."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pandas as pd

from analyser.comparison.combined_numbers import Combined, combined_numbers
from analyser.comparison.sentences import CLAIMS, LEVELS, Sentence, count_mentions, read_sentences
from analyser.comparison.spoken_numbers import Figures, figures, months_of
from analyser.records.names import area_key
from analyser.schemas import PERCEIVED
from analyser.study import Study
from analyser.tables import rows_of, table

# Topics of an interviewer's question that ask after cases of high harm.
ASKING = frozenset({"high", "numbers"})

# The one other topic that is no type of exploitation.
_NO_TYPES = frozenset({"data"})

_PERSON = ("interview_id", "speaker", "agency", "agency_type", "area", "date")


@dataclass(frozen=True)
class _Person:
    """A speaker in one area: a row of the table."""

    interview_id: str
    speaker: str
    agency: str
    agency_type: str
    area: str
    date: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.interview_id, self.speaker, _plain(self.agency), _area(self.area)


def perceive(
    excerpts: pd.DataFrame, people: pd.DataFrame, asked: Mapping[str, frozenset[str]] | None, study: Study
) -> pd.DataFrame:
    """A row (`schemas.PERCEIVED`) per interview, speaker and area, also for people without a coded sentence.

    Numbers are those of high-harm cases that the speaker affirms, caseloads (`stock_*`) apart from cases over the
    study's period (`flow_*`, where rates are put on its months, 12 without a period). Where a speaker gives none, but
    a caseload of all cases and the share of it that is high, their product stands, and `combined` names both
    sentences. `types` holds the same fields
    by type of exploitation, as JSON. Ids stand with those first that set the figures.

    Args:
        excerpts: coded sentences (`schemas.CODED_EXCERPTS`); missing columns count as empty.
        people: a row per partner speaker: interview_id, speaker, agency, agency_type, area, date.
        asked: the topics that each interview's questions raise; None where no interview was read: then a speaker
            who tells of any case counts as asked. A type that was asked after and not spoken of stands in `types` with
            `asked` alone.
        study: its period and the agency types that own the records.
    """
    known = _known(people)
    sentences = _placed(read_sentences(excerpts), known)
    owners = {_plain(kind) for kind in study.records.owner} if study.records else {"police"}
    people_rows = _people(sentences, known)
    # The owner's retelling of a case takes no mention from a partner, nor the other way round.
    credited: list[tuple[Sentence, ...]] = [
        tuple(one for one in sentences if (_plain(one.agency_type) in owners) == own) for own in (False, True)
    ]
    own: dict[tuple[str, ...], list[Sentence]] = {}
    for one in sentences:
        own.setdefault(_person(one).key, []).append(one)
    counter = _MentionCounter(credited)
    rows = [
        _row(person, own.get(person.key, []), counter, _plain(person.agency_type) in owners, asked, months_of(study))
        for person in people_rows
    ]
    return table(rows, PERCEIVED)


def placed_sentences(excerpts: pd.DataFrame, people: pd.DataFrame) -> list[Sentence]:
    """The sentences of a coded table, with what it leaves blank filled in from the people and their other sentences."""
    return _placed(read_sentences(excerpts), _known(people))


def extremes(perceived: pd.DataFrame) -> frozenset[str]:
    """The ids of every sentence that sets an end of a figure, of all cases or of one type: each needs a review."""
    found: set[str] = set()
    for row in rows_of(table(perceived, PERCEIVED)):
        found.update(ids(row["number_excerpts"]))
        for entry in types_of(row["types"]).values():
            found.update(ids(entry.get("number_excerpts", "")))
    return frozenset(found)


def ids(text: str) -> tuple[str, ...]:
    """The ids of a `;`-joined list."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


def types_of(text: str) -> dict[str, dict[str, Any]]:
    """The `types` of a row: type → the row's fields for it; open ends as numbers."""
    if not text.strip():
        return {}
    return {
        kind: {name: math.inf if value == "inf" else value for name, value in entry.items()}
        for kind, entry in json.loads(text).items()
    }


class _MentionCounter:
    """Counts mentions per row, once for all sentences and once for each type."""

    def __init__(self, sides: Sequence[Sequence[Sentence]]) -> None:
        self._sides = sides
        self._known: dict[str, dict[int, Counter[str]]] = {}

    def __call__(self, sentences: Iterable[Sentence], kind: str = "") -> Counter[str]:
        if kind not in self._known:
            self._known[kind] = {
                place: levels
                for side in self._sides
                for place, levels in count_mentions([one for one in side if not kind or kind in one.types]).items()
            }
        total: Counter[str] = Counter()
        for one in sentences:
            total.update(self._known[kind].get(one.place, {}))
        return total


def _row(
    person: _Person,
    sentences: Sequence[Sentence],
    mentions: _MentionCounter,
    owner: bool,
    asked: Mapping[str, frozenset[str]] | None,
    months: float,
) -> dict[str, Any]:
    topics = None if asked is None else asked.get(person.interview_id)
    tells = any(one.tells_of_a_case for one in sentences)
    combined = combined_numbers(sentences)
    fields = _said(sentences, mentions(sentences), months, combined)
    fields["asked"] = int(tells if topics is None else bool(topics & ASKING))
    types: dict[str, dict[str, Any]] = {kind: {"asked": 1} for kind in (topics or frozenset()) - ASKING - _NO_TYPES}
    for kind in sorted({kind for one in sentences for kind in one.types}):
        own = [one for one in sentences if kind in one.types]
        types[kind] = _said(own, mentions(own, kind), months, [one for one in combined if kind in one.types])
        types[kind]["asked"] = int(topics is None or kind in topics)
    return {
        **{name: getattr(person, name) for name in _PERSON},
        "owner": "yes" if owner else "no",
        **fields,
        "types": json.dumps(_plain_json(types), sort_keys=True, separators=(",", ":")) if types else "",
    }


def _said(
    sentences: Sequence[Sentence], mentions: Counter[str], months: float, combined: Sequence[Combined]
) -> dict[str, Any]:
    numbers = figures(sentences, months, [(one.ids, *one.cases(months)) for one in combined])
    high = _first([one.id for one in sentences if one.affirms_high], numbers.set_by)
    denials = _first([one.id for one in sentences if one.denies_high], numbers.set_by)
    claims = [one.id for one in sentences if one.claim]
    told = [one.id for one in sentences if one.tells_of_a_case]
    trend = _trend(sentences)
    return {
        **_ends(numbers),
        **{f"mentions_{level}": mentions[level] for level in LEVELS},
        "denied": len(denials),
        **{claim: sum(one.claim == claim for one in sentences) for claim in CLAIMS},
        "trend": trend,
        "excerpts": _joined([*numbers.set_by, *high, *denials, *claims, *told]),
        "number_excerpts": _joined(numbers.set_by),
        "high_excerpts": _joined(high),
        "reviewed_high": sum(one.affirms_high and one.reviewed for one in sentences),
        "denial_excerpts": _joined(denials),
        "claim_excerpts": _joined(claims),
        "other_high": sum(one.is_high and not one.affirms_high and not one.denies_high for one in sentences),
        "trend_excerpts": _joined(_first([one.id for one in sentences if trend and one.trend == trend], high)),
        "combined": _joined(one for both in combined if set(both.ids) <= set(numbers.set_by) for one in both.ids),
    }


def _ends(numbers: Figures) -> dict[str, float | None]:
    stock, flow = numbers.stock, numbers.flow
    return {
        "stock_low": stock.low if stock else None,
        "stock_high": stock.high if stock else None,
        "flow_low": flow.low if flow else None,
        "flow_high": flow.high if flow else None,
    }


def _trend(sentences: Sequence[Sentence]) -> str:
    """The trend that most sentences on high harm give, else most of any; "" where none leads."""
    tests: tuple[Callable[[Sentence], bool], ...] = (lambda one: one.affirms_high, lambda one: True)
    for test in tests:
        ranked = Counter(one.trend for one in sentences if one.trend and test(one)).most_common(2)
        if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
            return ranked[0][0]
    return ""


def _known(people: pd.DataFrame) -> list[_Person]:
    return [_Person(*(str(row.get(name, "") or "").strip() for name in _PERSON)) for row in _rows(people)]


def _placed(sentences: Sequence[Sentence], known: Sequence[_Person]) -> list[Sentence]:
    """Fills in from what is known of the people, and of the speaker's other sentences, what a sentence leaves blank."""
    by_interview: dict[str, list[_Person]] = {}
    for person in known:
        by_interview.setdefault(person.interview_id, []).append(person)
    named = []
    for one in sentences:
        speakers = {person.speaker for person in by_interview.get(one.interview, [])}
        # Without a speaker's name it can be nobody but the only one there is.
        alone = not one.speaker and len(speakers) == 1
        named.append(replace(one, speaker=speakers.pop()) if alone else one)
    told: dict[tuple[str, str], list[_Person]] = {}
    for person in dict.fromkeys((*known, *map(_person, named))):
        told.setdefault((person.interview_id, person.speaker), []).append(person)
    only = {
        speaker: {name: _only(people, name) for name in ("agency", "agency_type", "area", "date")}
        for speaker, people in told.items()
    }
    filled = []
    for one in named:
        others = only[one.interview, one.speaker]
        blank: dict[str, Any] = {name: value for name, value in others.items() if value and not getattr(one, name)}
        filled.append(replace(one, **blank) if blank else one)
    return filled


def _only(people: Iterable[_Person], name: str) -> str:
    """The one value that they all give, blanks aside; "" where they differ."""
    values = {_plain(value): value for person in people if (value := getattr(person, name))}
    return next(iter(values.values())) if len(values) == 1 else ""


def _people(sentences: Sequence[Sentence], known: Sequence[_Person]) -> list[_Person]:
    """A person for each row: who speaks of which area, and who was interviewed on an area and said nothing of it."""
    found: dict[tuple[str, ...], _Person] = {}
    for one in sentences:
        found.setdefault(_person(one).key, _person(one))
    spoken = {(interview, speaker) for interview, speaker, *_ in found}
    areas = {(interview, speaker, area) for interview, speaker, _, area in found}
    for person in known:
        there = (person.interview_id, person.speaker)
        if (not person.area and there in spoken) or (*there, _area(person.area)) in areas:
            continue
        found.setdefault(person.key, person)
    return sorted(found.values(), key=lambda one: (one.interview_id, one.speaker, one.area, one.agency))


def _person(sentence: Sentence) -> _Person:
    return _Person(
        sentence.interview, sentence.speaker, sentence.agency, sentence.agency_type, sentence.area, sentence.date
    )


def _first(found: Sequence[str], telling: Sequence[str]) -> list[str]:
    """The ids with the telling ones first."""
    return [one for one in telling if one in found] + [one for one in found if one not in telling]


def _joined(found: Iterable[str]) -> str:
    return ";".join(dict.fromkeys(found))


def _plain_json(value: Any) -> Any:
    """Open ends as words, which JSON has no number for; what is empty is left out."""
    if isinstance(value, dict):
        return {name: _plain_json(entry) for name, entry in value.items() if entry is not None and entry != ""}
    return "inf" if isinstance(value, float) and math.isinf(value) else value


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


@cache
def _area(text: str) -> str:
    return area_key(text) if text else ""


def _rows(people: pd.DataFrame) -> list[dict[str, Any]]:
    return rows_of(people.fillna(""))
