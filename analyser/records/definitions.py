"""High harm by each definition that the extract allows, side by side."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyser.errors import InputError
from analyser.records.cases import Cases, NarrativeCoder, narrative_codes
from analyser.records.counts import count_cases
from analyser.records.cse_rules import cse_rules
from analyser.records.high_harm import LEVELS, levels
from analyser.records.quality_view import column_of
from analyser.records.table import RecordTable
from analyser.study import HIGH_HARM_RULES, Study


@dataclass(frozen=True)
class Definition:
    """One rule of high harm: the row `all` of the counts under it, or what it lacks here.

    `counts` is a table of `schemas.RECORD_COUNTS` with one row, None where the rule cannot be used; then `note` says
    why, else what the rule was made of. `level`: the place in `high_harm.LEVELS` of the level of each row of
    `Cases.frame` that is a case's and no surplus.
    """

    rule: str
    counts: pd.DataFrame | None
    note: str = ""
    level: npt.NDArray[np.int8] | None = field(default=None, compare=False, repr=False)


def definitions(
    table: RecordTable, cases: Cases, study: Study, *, narrative_coder: NarrativeCoder | None = None
) -> list[Definition]:
    """The same cases graded by every rule, in the order of `HIGH_HARM_RULES`. Cases stay cases: only levels change."""
    counted = cases.frame["is_cse"] & ~cases.frame["surplus"]
    told = cases.frame.loc[counted, ["order", "risk_level_code", "offence_code"]].reset_index(drop=True)
    rows = told.assign(narrative=column_of(table, told, "narrative"))
    harm = None
    if narrative_coder is not None and "narrative" not in table.absent:
        harm = narrative_codes(rows["narrative"], narrative_coder)["harm_level"]
    found = []
    for rule in HIGH_HARM_RULES:
        try:
            graded = levels(rows, _with_rule(study, rule), table.absent, harm)
        except InputError as error:
            lacks = [problem.what.removeprefix(f"rule = {rule!r} ") for problem in error.problems]
            found.append(Definition(rule, None, "; ".join(lacks)))
            continue
        # What a surplus row tells is told by the row that holds for it, so that it need not be graded.
        level = pd.Series("other", index=cases.frame.index, dtype=object)
        level[counted] = graded.to_numpy()
        under = replace(cases, frame=cases.frame.assign(level=level), rule=rule)
        counts, note = count_cases(under, _with_rule(study, rule)), _made_of(rule, found, study)
        places = pd.Categorical(graded, categories=list(LEVELS)).codes
        found.append(Definition(rule, counts, note, np.asarray(places, dtype=np.int8)))
    return found


def _with_rule(study: Study, rule: str) -> Study:
    """The study under another rule, with no cell but `all`."""
    assert study.records is not None  # noqa: S101 - a study without records has no cases
    records = replace(study.records, high_harm=replace(study.records.high_harm, rule=rule))
    return replace(study, records=records, compare=replace(study.compare, slices=()))


def _made_of(rule: str, others: list[Definition], study: Study) -> str:
    assert study.records is not None  # noqa: S101
    if rule == "any":
        return f"made of {', '.join(one.rule for one in others if one.counts is not None)}"
    if rule == "offence_code":
        own = study.records.high_harm.offence_codes
        return f"codes {', '.join(own or cse_rules().high_harm_codes)}" + ("" if own else " (the study names none)")
    if rule == "harm_index":
        return f"a weight of {study.records.high_harm.harm_index_threshold:g} or more"
    return ""
