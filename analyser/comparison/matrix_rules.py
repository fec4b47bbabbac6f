"""What the four measures of a cell come to together: the overall finding, its likelihood, and the confidence in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analyser.comparison.answers import Answers
from analyser.comparison.cells import Cell
from analyser.comparison.findings import (
    AGREE,
    INDETERMINATE,
    PARTNERS_HIGHER,
    PARTNERS_SILENT,
    RECORDS_HIGHER,
    RECORDS_SILENT,
)
from analyser.comparison.matrix_words import matrix_words, told

MIXED, ON_BOTH, ON_NEITHER = "mixed", "on_both_sides", "on_neither_side"
MEASURES = ("count", "share", "presence", "stated")
_DIRECT = ("count", "presence")  # they hold cases against cases; the others tell of a part, or what is said
_SIDE = {
    PARTNERS_HIGHER: PARTNERS_HIGHER,
    RECORDS_SILENT: PARTNERS_HIGHER,
    RECORDS_HIGHER: RECORDS_HIGHER,
    PARTNERS_SILENT: RECORDS_HIGHER,
    AGREE: AGREE,
}
FEWEST_SPEAKERS = 5
_WELL_REVIEWED = 0.5


@dataclass(frozen=True)
class Evidence:
    """What stands behind the statement on one cell.

    `rows`: the discrepancies by measure. `checks`: the failed checks of the data that weigh on it. `reviewed` of
    `sentences` of high harm were coded by an analyst; `given`: the codes came with the study. `coder_error`: the
    measures whose finding depends on the coder's errors. `rules`: definitions by which the count would find another.
    """

    cell: Cell
    rows: Mapping[str, Mapping[str, Any]]
    answers: Answers
    checks: tuple[str, ...]
    reviewed: int
    sentences: int
    given: bool
    coder_error: frozenset[str]
    rules: tuple[str, ...]

    def finding(self, measure: str) -> str:
        return str(self.rows[measure]["finding"])

    def side(self, measure: str) -> str:
        """Which side the measure says has more, or that they agree; "" where it says neither.

        High harm on both sides is no agreement on how much there is.
        """
        return "" if measure == "presence" and self.finding(measure) == AGREE else _SIDE.get(self.finding(measure), "")


@dataclass(frozen=True)
class Judgement:
    """`overall`: a finding, or what the measures leave instead. `by`: the measures that give it. `indirect`: no measure
    that holds cases against cases is among them."""

    overall: str
    by: tuple[str, ...] = ()
    indirect: bool = False

    @property
    def concludes(self) -> bool:
        return bool(self.by)


def judge(evidence: Evidence) -> Judgement:
    """The overall finding. It never rests on `share` alone, and contradicting measures leave none.

    A count or a silence decides unless what is stated contradicts it; without either what most agencies state does, as
    an indirect finding that `share` may join.
    """
    sides = {measure: side for measure in MEASURES if (side := evidence.side(measure))}
    deciding = {measure: side for measure, side in sides.items() if measure != "share"}
    if len(set(deciding.values())) > 1:
        return Judgement(MIXED)
    if not deciding:
        return Judgement(_without_side(evidence))
    (side,) = set(deciding.values())
    by = tuple(measure for measure, own in sides.items() if own == side)
    if not any(measure in _DIRECT for measure in by):
        return Judgement(side, by, indirect=True)
    presence = evidence.finding("presence")
    silent = presence in (RECORDS_SILENT, PARTNERS_SILENT)
    return Judgement(presence if silent else side, by)


def agreement(evidence: Evidence) -> str:
    """How the measures fit each other, in the words of the triangulation protocol.

    `agreement` where two or more say the same and none another thing, `partial` where one alone says something,
    `dissonance` where they differ, `silence` where none says anything.
    """
    sides = [side for measure in MEASURES if (side := evidence.side(measure))]
    if len(set(sides)) > 1:
        return "dissonance"
    return {0: "silence", 1: "partial"}.get(len(sides), "agreement")


def likelihood(evidence: Evidence, judgement: Judgement) -> str:
    """The word of the yardstick, by convention; "" where nothing is concluded.

    `highly_likely`: cases against cases, whatever the missing values are, by two agencies or more, borne out by another
    measure, with no failed check and no measure against it. `likely`: cases against cases, and one of: it survives the
    missing values, two agencies give it, another measure does. `realistic_possibility`: what is left.
    """
    if not judgement.concludes:
        return ""
    weak = weaknesses(evidence, judgement)
    if judgement.indirect or {"against_share", "coder_error"} & weak:
        return "realistic_possibility"
    if not {"missing_values", "one_agency", "one_measure", "failed_checks", "other_definition"} & weak:
        return "highly_likely"
    return "realistic_possibility" if {"missing_values", "one_agency", "one_measure"} <= weak else "likely"


def weaknesses(evidence: Evidence, judgement: Judgement) -> set[str]:
    """What takes from the confidence, by its name in the words' file."""
    first = deciding(evidence, judgement)
    share = evidence.side("share")
    found = {
        "contradictory": judgement.overall == MIXED,
        "indirect": judgement.indirect,
        "against_share": judgement.concludes and bool(share) and share != evidence.side(judgement.by[0]),
        "coder_error": bool(evidence.coder_error & set(judgement.by)),
        "missing_values": first is not None and first["robust"] == "no",
        "one_agency": _support(first, judgement) == 1,
        "one_measure": len(judgement.by) == 1,
        "few_speakers": bool(evidence.rows["count"]["partners_n"] < FEWEST_SPEAKERS),
        "failed_checks": bool(evidence.checks),
        "not_reviewed": bool(evidence.sentences) and not evidence.given and not _well_reviewed(evidence),
        "other_definition": judgement.concludes and "count" in judgement.by and bool(evidence.rules),
    }
    return {name for name, applies in found.items() if applies}


def deciding(evidence: Evidence, judgement: Judgement) -> Mapping[str, Any] | None:
    """The discrepancy that the judgement rests on first: a silence, else the count, else what is stated."""
    if not judgement.concludes:
        return None
    if judgement.overall in (RECORDS_SILENT, PARTNERS_SILENT):
        return evidence.rows["presence"]
    return evidence.rows[next(measure for measure in ("count", "presence", "stated") if measure in judgement.by)]


def confidence(weak: Collection[str]) -> str:
    """High, moderate or low, by the weight of the weaknesses."""
    words = matrix_words()
    weight = sum(words["weaknesses"][name]["weight"] for name in weak)
    return next((level for level, most in words["confidence"].items() if weight <= most), "low")


def rests_on(evidence: Evidence, judgement: Judgement) -> list[str]:
    """What bears the statement and what weakens it, in words."""
    first = deciding(evidence, judgement)
    values = {"reviewed": evidence.reviewed, "sentences": evidence.sentences}
    bears: list[str] = []
    if len(judgement.by) > 1:
        names = ", ".join(told("measures", measure) for measure in judgement.by)
        bears.append(told("strengths", "measures", number=len(judgement.by), measures=names))
    if first is not None and first["robust"] == "yes":
        bears.append(told("strengths", "robust"))
    support = _support(first, judgement)
    if support is not None and support > 1:
        bears.append(told("strengths", "support", number=support))
    if evidence.given:
        bears.append(told("strengths", "given"))
    elif evidence.sentences and _well_reviewed(evidence):
        bears.append(told("strengths", "reviewed", **values))
    weak = weaknesses(evidence, judgement)
    words = matrix_words()["weaknesses"]
    values |= {"checks": said(evidence.checks), "rules": ", ".join(evidence.rules)}  # type: ignore[dict-item]
    return bears + [str(words[name]["words"]).format(**values) for name in words if name in weak]


def said(checks: Sequence[str]) -> str:
    """The names of checks as a sentence has them."""
    return ", ".join(check.replace("_", " ") for check in checks)


def _support(first: Mapping[str, Any] | None, judgement: Judgement) -> int | None:
    """How many agencies give the finding, each by itself; no single one can show that all together hold no more."""
    summed = "count" in judgement.by and judgement.overall in (AGREE, RECORDS_HIGHER)
    return None if first is None or summed or pd.isna(first["support"]) else int(first["support"])


def _without_side(evidence: Evidence) -> str:
    if evidence.finding("presence") != AGREE:
        return INDETERMINATE
    return ON_BOTH if evidence.answers.affirm else ON_NEITHER


def _well_reviewed(evidence: Evidence) -> bool:
    return evidence.reviewed >= _WELL_REVIEWED * evidence.sentences
