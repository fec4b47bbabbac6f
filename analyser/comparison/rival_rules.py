"""What a study's own tables say of each rival explanation: a status and the evidence in sentences."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from analyser.comparison.count import declares_all
from analyser.comparison.findings import number
from analyser.comparison.gaps import Gap
from analyser.comparison.stated import vote
from analyser.comparison.voices import agencies, by_agency
from analyser.records.quality_lists import quality_lists
from analyser.records.scope import AFTER_PERIOD, BEFORE_PERIOD

SUPPORTED, OPEN, NOT_CHECKED, WEAKENED = "supported", "open", "not_checked", "weakened"

Finds = Mapping[str, str]
_DOUBTFUL = ("warn", "fail")


@dataclass(frozen=True)
class Said:
    """What the study's data say of one rival."""

    status: str
    evidence: tuple[str, ...]


def by_checks(gap: Gap, names: Sequence[str]) -> Said:
    """By the checks of the data alone: doubtful ones speak for a rival; where the first is in order, it is weakened."""
    rows = [row for name in names for row in gap.checks(name) if _concerns(gap, row["value"], row["slice"])]
    doubtful = [row for row in rows if row["status"] in _DOUBTFUL]
    told = [row for row in rows if row["status"] != NOT_CHECKED]
    if doubtful:
        return Said(SUPPORTED, _meanings(gap, doubtful))
    if any(row["check"] == names[0] for row in told):
        return Said(WEAKENED, _meanings(gap, told))
    return Said(OPEN if told else NOT_CHECKED, _meanings(gap, [*rows[:1], *told]))


def _concerns(gap: Gap, value: str, slice_: str) -> bool:
    """A source's own share is for the whole, and for agencies of its kind."""
    if slice_ != "source" or gap.cell.slice != "agency_type":
        return True
    return value == quality_lists().source(gap.cell.value)


def _meanings(gap: Gap, rows: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    own = (gap.cell.slice, gap.cell.value)
    return tuple(
        row["meaning"] if gap.whole or (row["slice"], row["value"]) == own else f"Whole study: {row['meaning']}"
        for row in rows
    )


def _not_reported(gap: Gap, checks: Sequence[str], finds: Finds) -> Said:
    return Said(NOT_CHECKED, (finds["unknown"],))


def _intelligence(gap: Gap, checks: Sequence[str], finds: Finds) -> Said:
    """Cases that are known by intelligence alone are counted where the extract has them."""
    said = by_checks(gap, checks)
    if said.status == NOT_CHECKED:
        return said
    if any(row["observed"] > 0 for name in checks for row in gap.checks(name)):
        return Said(WEAKENED, (finds["held"], *said.evidence))
    return Said(OPEN, (finds["none"],))


def _unflagged(gap: Gap, checks: Sequence[str], finds: Finds) -> Said:
    """Whether the cases that the flag misses would end the finding, graded like the others or all high."""
    shown = gap.shown
    if any(row["status"] == NOT_CHECKED for row in gap.checks("unflagged")):
        return Said(WEAKENED, (finds["no_flag"],))
    sampled = by_checks(gap, checks)
    estimate = sampled.evidence if sampled.status in (SUPPORTED, WEAKENED) else ()
    if not shown.unflagged:
        if sampled.status == SUPPORTED:
            return Said(OPEN, (finds["none"], *estimate))
        blind = all(
            row["status"] == NOT_CHECKED for name in ("abuse_boundary", "titles_alone") for row in gap.checks(name)
        )
        return Said(NOT_CHECKED, (finds["unknown"],)) if blind else Said(WEAKENED, (finds["none"], *estimate))
    status, sentence = _weight(gap, shown.unflagged * shown.high_of_known, shown.unflagged)
    if status == WEAKENED and sampled.status == SUPPORTED:
        status = OPEN  # the sample says that there are more
    fewest = gap.fewest(shown.unflagged, 1) if sentence == "may_close" else 0
    return Said(status, (_filled(gap, finds[sentence], shown.unflagged, fewest), *estimate))


def _weight(gap: Gap, likely: float, most: float) -> tuple[str, str]:
    """What so many high-harm cases more on record, likely and at most, would do to the finding or the gap."""
    central = gap.shown.central
    if gap.stays(central + likely) is not None:
        if not gap.stays(central + likely):
            return SUPPORTED, "closes"
        return (WEAKENED, "too_few") if gap.stays(central + most) else (OPEN, "may_close")
    if gap.missing is None:
        return OPEN, "some"
    return (OPEN, "may_fill") if most >= gap.missing else (WEAKENED, "some")


def _filled(gap: Gap, sentence: str, cases: float, fewest: int = 0) -> str:
    return sentence.format(cases=number(cases), needed=number(math.ceil(gap.missing or 0.0)), fewest=fewest)


def _risk_blank(gap: Gap, checks: Sequence[str], finds: Finds) -> Said:
    """What the missing values would have to be for the finding to go."""
    shown, row = gap.shown, gap.row
    doubt = shown.missing
    if not doubt:
        return Said(WEAKENED, (finds["none"],))
    if row["robust"] == "yes":
        return Said(WEAKENED, (finds["robust"],))
    if row["robust"] == "no":
        tipping = row["tipping_point"]
        if tipping is None:
            return Said(OPEN, (_filled(gap, finds["not_robust"], doubt),))
        central = shown.central_share if row["measure"] == "count" else row["records"]
        shares = {"share": f"{tipping:.0%}".replace("%", " %"), "central": f"{central:.0%}".replace("%", " %")}
        told = [finds["tipping"].format(cases=number(doubt), **shares)]
        if 0 < central < 1 and 0 < tipping < 1:
            odds = tipping / (1 - tipping) / (central / (1 - central))
            told.append(finds["odds"].format(odds=number(odds)))
        return Said(OPEN, tuple(told))
    if gap.missing is None:
        return Said(OPEN, (_filled(gap, finds["some"], doubt),))
    fills = abs(row["records_high"] - row["records"]) >= gap.missing
    return Said(OPEN if fills else WEAKENED, (_filled(gap, finds["may_fill" if fills else "too_few"], doubt),))


def _window(gap: Gap, checks: Sequence[str], finds: Finds) -> Said:
    said = by_checks(gap, checks)
    more = []
    if abs(gap.window) > 0.05:
        more.append(finds["cut"].format(cases=number(gap.window)))
    if excluded := gap.rows_excluded((BEFORE_PERIOD, AFTER_PERIOD)):
        more.append(finds["excluded"].format(rows=f"{excluded:,}"))
    status = OPEN if more and said.status in (WEAKENED, NOT_CHECKED) else said.status
    # What is in order would hide what is not.
    return Said(status, (*more, *(said.evidence if status != OPEN or not more else ())))


def _definition(gap: Gap, checks: Sequence[str], finds: Finds) -> Said:
    """Whether another definition of high harm changes the whole study's finding, and whether grading is doubtful."""
    said = by_checks(gap, checks)
    doubtful = said.evidence if said.status == SUPPORTED else ()
    rules = {
        answer: [row["rule"].replace("_", " ") for row in gap.definitions if row["changes_answer"] == answer]
        for answer in ("yes", "no")
    }
    whole = "" if gap.whole else "Whole study: "
    if rules["yes"]:
        return Said(SUPPORTED, (whole + finds["changes"].format(rules=", ".join(rules["yes"])), *doubtful))
    told = (whole + finds["stays"].format(rules=", ".join(rules["no"])),) if rules["no"] else ()
    if doubtful:
        return Said(OPEN, (*told, *doubtful))
    return Said(WEAKENED, told) if told else Said(NOT_CHECKED if said.status == NOT_CHECKED else OPEN, said.evidence)


def _who_was_asked(gap: Gap, checks: Sequence[str], finds: Finds) -> Said:
    support = gap.row["support"]
    told = []
    if support is not None:
        agencies_n = number(float(gap.row["agencies_n"]))
        told.append(finds["support"].format(support=number(float(support)), agencies=agencies_n))
    if declares_all(gap.study):
        return Said(WEAKENED, (*told, finds["all_asked"]))
    enough = gap.records_short and support is not None and support >= 2
    return Said(WEAKENED if enough else OPEN, tuple(told))


def _truly_absent(gap: Gap, checks: Sequence[str], finds: Finds) -> Said:
    """Who affirms and who denies, and what partners say of the records. Testimony weakens; it proves nothing."""
    voices = gap.cell.voices
    everyone = agencies(voices)
    affirm = set(agencies([one for one in voices if one.affirms]))
    deny = set(agencies([one for one in voices if one.denied])) - affirm
    votes = [vote(own) for own in by_agency(voices).values()]
    short = votes.count("under_recorded")
    others = sum(one not in ("", "under_recorded") for one in votes)
    words = {"agencies": len(everyone), "affirm": len(affirm), "deny": len(deny), "short": short, "others": others}
    told = tuple(finds[name].format(**words) for name in ("spoken", "claims"))
    if others > short or len(deny) > len(affirm):
        return Said(SUPPORTED, told)
    return Said(WEAKENED if short >= 2 and short > 2 * others and len(affirm) >= 2 else OPEN, told)


def _flagged_in_error(gap: Gap, checks: Sequence[str], finds: Finds) -> Said:
    said, shown = by_checks(gap, checks), gap.shown
    too_many = min(shown.misflagged, shown.central)
    likely = too_many * shown.high_of_known
    stays, worst = gap.stays(shown.central - likely), gap.stays(shown.central - too_many)
    if not too_many or stays is None:
        return said
    name = "closes" if not stays else "too_few" if worst else "may_close"
    status = {"closes": SUPPORTED, "may_close": OPEN, "too_few": WEAKENED}[name]
    rest = said.evidence if said.status == SUPPORTED else ()
    fewest = gap.fewest(too_many, -1) if name == "may_close" else 0
    return Said(status, (_filled(gap, finds[name], shown.misflagged, fewest), *rest))


def _counted_twice(gap: Gap, checks: Sequence[str], finds: Finds) -> Said:
    said = by_checks(gap, checks)
    if gap.study.records is None or gap.study.records.unit == "child":
        return said
    return Said(SUPPORTED, (finds["records"], *said.evidence))


def _not_seen(gap: Gap, checks: Sequence[str], finds: Finds) -> Said:
    everyone = by_agency(gap.cell.voices)
    silent = sum(not any(one.asked or one.tells for one in own) for own in everyone.values())
    told = finds["silent"].format(silent=silent, agencies=len(everyone))
    return Said(OPEN if silent else WEAKENED, (told,))


RULES: Mapping[str, Callable[[Gap, Sequence[str], Finds], Said]] = {
    "not_reported": _not_reported,
    "intelligence_only": _intelligence,
    "unflagged": _unflagged,
    "risk_blank": _risk_blank,
    "outside_window": _window,
    "definition": _definition,
    "who_was_asked": _who_was_asked,
    "truly_absent": _truly_absent,
    "flagged_in_error": _flagged_in_error,
    "counted_twice": _counted_twice,
    "not_seen": _not_seen,
}
"""The rivals that are weighed by more than their checks."""
