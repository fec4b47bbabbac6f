"""The triangulation matrix: the four measures of each cell side by side, and what they say together."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from analyser.comparison.answers import answers
from analyser.comparison.both_sides import BothSides
from analyser.comparison.cells import CALENDAR, Cell
from analyser.comparison.findings import AGREE, INDETERMINATE, PARTNERS_SILENT, number, several
from analyser.comparison.matrix_rules import (
    MEASURES,
    MIXED,
    ON_BOTH,
    Evidence,
    Judgement,
    agreement,
    confidence,
    judge,
    likelihood,
    rests_on,
    said,
    weaknesses,
)
from analyser.comparison.matrix_words import counted, matrix_words, named, told
from analyser.comparison.share import FEWEST_INTERVIEWS
from analyser.comparison.voices import Voice, agencies
from analyser.schemas import DATA_QUALITY, DEFINITIONS, DISCREPANCIES, PERCEIVED, TRIANGULATION
from analyser.study import Study
from analyser.tables import rows_of, table


def triangulate(
    discrepancies: pd.DataFrame,
    both: BothSides,
    quality: pd.DataFrame,
    *,
    definitions: pd.DataFrame | None = None,
    coder_depends: Collection[tuple[str, str, str]] = (),
) -> pd.DataFrame:
    """A row (`schemas.TRIANGULATION`) for each cell that partners' statements can be split by.

    Findings and fit of the four measures, how the measures agree (Farmer et al. 2006, Qual Health Res 16:377; O'Cathain
    et al. 2010, BMJ 341:c4587), and one plain sentence that all of them bear. Likelihood is a word of the PHIA
    probability yardstick, confidence high, moderate or low; both by the conventions of `matrix_rules` and its words.

    Args:
        definitions: findings under other definitions of high harm (`schemas.DEFINITIONS`), which weigh on `all`.
        coder_depends: slice, value and measure of each finding that depends on the coder's errors.
    """
    found: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
    for row in rows_of(table(discrepancies, DISCREPANCIES)):
        found.setdefault((row["slice"], row["value"]), {})[row["measure"]] = row
    checks = rows_of(table(quality, DATA_QUALITY))
    rules = _rules(definitions)
    study, names = both.study, _names(both.perceived)
    rows = []
    for cell in both.cells:
        if cell.slice in CALENDAR:
            continue
        evidence = Evidence(
            cell=cell,
            rows=found[cell.slice, cell.value],
            answers=answers(cell.voices),
            checks=_failed(cell, checks),
            reviewed=sum(voice.reviewed for voice in cell.voices),
            sentences=len({one for voice in cell.voices for one in voice.high_ids}),
            given=bool(study.interviews and study.interviews.coded),
            coder_error=frozenset(m for m in MEASURES if (cell.slice, cell.value, m) in coder_depends),
            rules=rules if cell.slice == "all" else (),
        )
        rows.append(_row(evidence, both.voices, names, study))
    return table(rows, TRIANGULATION)


def _row(evidence: Evidence, voices: Sequence[Voice], names: Mapping[str, str], study: Study) -> dict[str, Any]:
    judgement = judge(evidence)
    likely = likelihood(evidence, judgement)
    heard = evidence.answers
    concluded = judgement.concludes or judgement.overall == MIXED
    return {
        "slice": evidence.cell.slice,
        "value": evidence.cell.value,
        **{measure: evidence.finding(measure) for measure in MEASURES},
        **{f"fit_{measure}": str(evidence.rows[measure]["fit"]) for measure in MEASURES},
        "agreement": agreement(evidence),
        "overall": judgement.overall,
        "statement": statement(evidence, judgement, likely),
        "confidence": confidence(weaknesses(evidence, judgement)) if concluded else "",
        "rests_on": "; ".join(rests_on(evidence, judgement)) if concluded else "",
        "would_change": "; ".join(would_change(evidence, judgement, voices, names, study)),
        "likelihood": likely,
        "agencies_affirm": len(heard.affirm),
        "agencies_deny": len(heard.deny),
        "agencies_elsewhere": len(heard.elsewhere),
        "agencies_silent": len(heard.silent),
        "agencies_not_asked": len(heard.not_asked),
    }


def statement(evidence: Evidence, judgement: Judgement, likely: str) -> str:
    """The one sentence on a cell."""
    words, cell = matrix_words(), evidence.cell
    owner = bool(cell.voices) and all(voice.owner for voice in cell.voices)
    kind = "owner" if owner else "agency_type" if cell.slice == "agency_type" else "partners"
    stated = evidence.rows["stated"]
    values = {
        "lead": words["yardstick"][likely]["lead"] if likely else "",
        "who": told("who", kind, value=cell.value),
        "where": told("where", cell.slice, value=cell.value.replace("_", " ")),
        "figures": _figures(evidence.rows["count"]) if "count" in judgement.by else "",
        "affirm": counted("affirm", len(evidence.answers.affirm)),
        "votes": counted("votes", 0 if pd.isna(stated["partners"]) else int(stated["partners"])),
        "says": ", ".join(
            f"{told('measures', measure)}: {told('findings', evidence.finding(measure))}"
            for measure in MEASURES
            if evidence.side(measure)
        ),
        "why": _why(evidence),
    }
    name = f"stated_{judgement.overall}" if judgement.indirect else judgement.overall
    sentence = told("statements", name, **values)
    return sentence[0].upper() + sentence[1:]


def would_change(
    evidence: Evidence, judgement: Judgement, voices: Sequence[Voice], names: Mapping[str, str], study: Study
) -> list[str]:
    """What would change the statement, or let one be made: each a thing to find out or do."""
    return [
        told("would_change", name, **values) for name, values in _changes(evidence, judgement, voices, names, study)
    ]


def _changes(
    evidence: Evidence, judgement: Judgement, voices: Sequence[Voice], names: Mapping[str, str], study: Study
) -> Iterator[tuple[str, dict[str, object]]]:
    cell, heard, weak = evidence.cell, evidence.answers, weaknesses(evidence, judgement)
    count = evidence.rows["count"]
    if "count" in judgement.by and not math.isnan(count["tipping_point"]) and cell.shown:
        yield _tipping(count)
    if cell.failure:
        yield "failure", {"why": _failure(cell)}
    if evidence.checks:
        yield "checks", {"checks": said(evidence.checks)}
    numbered = set(agencies([voice for voice in cell.voices if voice.stock or voice.flow]))
    without = [name for name in heard.affirm if name not in numbered]
    if without:
        yield "no_number", {"agencies": named([names.get(one, one) for one in without])}
    if heard.not_asked:
        yield "not_asked", {"agencies": named([names.get(one, one) for one in heard.not_asked])}
    kinds = _unheard(cell, voices)
    if kinds:
        yield "kinds", {"kinds": named(kinds)}
    open_end = math.isinf(count["partners_high"]) and cell.slice != "agency_type"
    if open_end and judgement.overall in (INDETERMINATE, ON_BOTH, PARTNERS_SILENT):
        yield "coverage", {}
    if "one_agency" in weak:
        yield "second_agency", {}
    speaking = len({voice.interview for voice in cell.voices if voice.high + voice.medium})
    if 0 < speaking < FEWEST_INTERVIEWS and cell.slice in ("all", "area"):
        yield "interviews", {"interviews": several(FEWEST_INTERVIEWS - speaking, "more interview")}
    setting = {one for voice in cell.voices for one in voice.number_ids}
    if setting and "not_reviewed" in weak:
        yield "review", {"sentences": several(len(setting), "sentence")}
    if "other_definition" in weak:
        yield "definition", {}


def _tipping(count: Mapping[str, Any]) -> tuple[str, dict[str, object]]:
    """How many of the blank values it takes for the count's finding to go."""
    missing = count["records_high"] - count["records_low"]
    central = (count["records"] - count["records_low"]) / missing if missing else 0.0
    part, up = count["tipping_point"], count["tipping_point"] >= central
    needed = math.ceil(round(part * missing, 6)) if up else math.floor(round(part * missing, 6))
    values = {"number": needed, "missing": number(missing), "part": f"{part:.0%}".replace("%", " %")}
    return ("tipping_up" if up else "tipping_down"), values


def _unheard(cell: Cell, voices: Sequence[Voice]) -> list[str]:
    """In an area: the types of agency that were heard of other areas and not of this one."""
    if cell.slice != "area":
        return []
    here = {voice.agency_type.casefold() for voice in cell.voices}
    elsewhere = {
        voice.agency_type.casefold(): voice.agency_type for voice in voices if not voice.owner and voice.agency_type
    }
    return sorted(name for key, name in elsewhere.items() if key not in here)


def _why(evidence: Evidence) -> str:
    """Why nothing is concluded on how much there is."""
    cell, count = evidence.cell, evidence.rows["count"]
    if cell.failure:
        why = _failure(cell)
    elif not cell.voices or not any(voice.tells for voice in cell.voices):
        why = told("why", "no_voices")
    elif cell.shown is None:
        why = told("why", "no_records")
    elif math.isnan(count["partners"]):
        why = told("why", "no_number" if evidence.answers.affirm else "not_told")
    else:
        why = told("why", "within")
    alone = evidence.side("share") not in ("", AGREE)
    return why + (matrix_words()["share_alone"] if alone else "")


def _failure(cell: Cell) -> str:
    """What stands in the way, without the name of the check."""
    return cell.failure.partition(": ")[2] or cell.failure


def _figures(count: Mapping[str, Any]) -> str:
    """Both counts, with the records' bounds where they are apart."""
    words = matrix_words()
    low, high = (count[f"partners_{end}"] for end in ("low", "high"))
    partners = f"at least {_whole(low)}" if math.isinf(high) else _span(low, high)
    bounds = ""
    if count["records_low"] < count["records_high"]:
        ends = {end: _whole(count[f"records_{end}"]) for end in ("low", "high")}
        bounds = str(words["bounds"]).format(**ends)
    return str(words["figures"]).format(partners=partners, records=_whole(count["records"]), bounds=bounds)


def _span(low: float, high: float) -> str:
    return _whole(low) if _whole(low) == _whole(high) else f"{_whole(low)} to {_whole(high)}"


def _whole(value: float) -> str:
    """
    >>> _whole(72.13), _whole(1240.0), _whole(0.4)
    ('72', '1,240', '0.4')
    """
    return number(value) if 0 < value < 1 else f"{value:,.0f}"


def _failed(cell: Cell, checks: Sequence[Mapping[Any, Any]]) -> tuple[str, ...]:
    """The failed checks that weigh on the cell: its own, and those of the whole study that bear on its slice."""
    words = matrix_words()["checks"]
    nowhere = {*words["bounded"], *words["elsewhere"]}
    others = {check for slice_ in ("area", "cse_type") if slice_ != cell.slice for check in words[slice_]}
    found = [
        str(row["check"])
        for row in checks
        if row["status"] == "fail"
        and row["check"] not in nowhere
        and (row["check"] not in others if row["slice"] == "all" else _is_of(row, cell))
    ]
    return tuple(dict.fromkeys(found))


def _is_of(row: Mapping[Any, Any], cell: Cell) -> bool:
    return bool((row["slice"], row["value"]) == (cell.slice, cell.value))


def _rules(definitions: pd.DataFrame | None) -> tuple[str, ...]:
    """The definitions of high harm under which the count would find something else."""
    if definitions is None:
        return ()
    rows = table(definitions, DEFINITIONS).to_dict("records")
    return tuple(
        row["rule"].replace("_", " ") for row in rows if row["measure"] == "count" and row["changes_answer"] == "yes"
    )


def _names(perceived: pd.DataFrame) -> dict[str, str]:
    """How each agency is spelled, by the key that its speakers share."""
    rows = rows_of(table(perceived, PERCEIVED))
    spelled = Counter(
        name for row in rows if (name := str(row["agency"] or row["agency_type"] or row["interview_id"]).strip())
    )
    return {" ".join(name.casefold().split()): name for name, _ in reversed(spelled.most_common())}
