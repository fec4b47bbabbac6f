"""From rows to cases: the rows in scope, which of them are child sexual exploitation, how serious, and whose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from analyser.errors import InputError, Problem
from analyser.records.cse_rules import cse_rules
from analyser.records.high_harm import levels
from analyser.records.linkage import Linkage, link_children
from analyser.records.names import area_key
from analyser.records.offences import code_states
from analyser.records.scope import (
    MISSING,
    area_keys,
    area_names,
    holding_rows,
    out_of_scope,
    period_of,
    same_areas,
)
from analyser.records.table import RecordTable
from analyser.study import Period, Study


class NarrativeCode(Protocol):
    """What a coder makes of a record's free text."""

    @property
    def is_cse(self) -> bool: ...
    @property
    def harm_level(self) -> str: ...
    @property
    def indicators(self) -> Sequence[str]: ...


NarrativeCoder = Callable[[Sequence[str]], Sequence[NarrativeCode]]


@dataclass(frozen=True)
class Cases:
    """The rows in scope and what each is.

    `frame`, a row per row in scope, in file order; a surplus row tells what the row that holds for it tells:

    | column                              | what it holds                                                              |
    |-------------------------------------|----------------------------------------------------------------------------|
    | `file sheet row order`              | where the row stands, for following a number back                          |
    | `record_id victim_id`               | as in the table                                                            |
    | `case`                              | `int64`: the child (unit `record`: the record), the same across files      |
    | `area area_key`                     | the area's name, `(missing)` where blank, and what it is matched by        |
    | `month`                             | of the recorded date, `2018-04`                                            |
    | `flagged is_cse`                    | `bool`: the flag is set; the row is a case's                               |
    | `unflagged misflagged`              | `bool`: a case that the flag misses; a case whose text takes it back       |
    | `surplus`                           | `bool`: another row holds for this record and victim                       |
    | `level`                             | one of `high_harm.LEVELS`                                                  |
    | `types`                             | `;`-joined types of a record, else of its child's other records, else ""   |
    | `*_code record_class offence_code`  | as in the table                                                            |

    `excluded`: the table's excluded rows and those out of scope, by reason. `definition`: what makes a row a case,
    `flag`, `offence_code`, `narrative` or `offence_code or narrative`. `months`: those of the period in which the
    extract has any row; `last_day`: that of the last of them. `areas_seen`: the keys of the areas for which it has one,
    whenever. `linkage`: how children were joined beyond their ids, where the study asks for it.
    """

    frame: pd.DataFrame
    excluded: pd.DataFrame
    period: Period
    unit: str
    rule: str
    definition: str
    months: tuple[str, ...]
    last_day: str
    areas_seen: frozenset[str]
    warnings: tuple[str, ...]
    linkage: Linkage | None = None


def find_cases(table: RecordTable, study: Study, *, narrative_coder: NarrativeCoder | None = None) -> Cases:
    """The rows of `table` that are in the study's scope, and which of them are cases.

    `narrative_coder` codes the records' free texts: each distinct one once, and none where it would change nothing.

    Raises:
        InputError: no row is in scope; the study names an area twice; nothing tells which rows are cases; the
            high-harm rule lacks what it needs; children are to be linked and Splink is missing, or the columns
            cannot tell persons apart.
    """
    if study.records is None:
        raise InputError(Problem("there is no [records]", study.folder / "study.toml", remedy="say where they lie"))
    if table.frame.empty:
        raise InputError(Problem("no row is left to count", remedy="see the reasons why rows were excluded"))
    if twice := same_areas(study.areas):
        what = f"an area stands there twice: {'; '.join(' and '.join(map(repr, spellings)) for spellings in twice)}"
        raise InputError(Problem(what, study.folder / "study.toml", "[study] areas", "keep one spelling of each"))
    definition = _definition(table, study, narrative_coder=narrative_coder is not None)
    everything = table.frame.assign(area_key=area_keys(table.frame["area"])).reset_index(drop=True)
    holding = holding_rows(everything)
    period = period_of(everything, study)
    held = everything.iloc[holding].reset_index(drop=True)  # what a surplus row tells counts no more
    reason = out_of_scope(held, period, study)
    inside = (reason == "").to_numpy()
    if not inside.any():
        raise _nothing_in_scope(everything, reason, study)

    rows = held[inside].reset_index(drop=True)
    surplus = (holding != np.arange(len(everything)))[inside]
    narratives = _narratives(_worth_coding(rows, definition, study.records.high_harm.rule), narrative_coder)
    frame = _classified(rows, narratives, has_flag=definition == "flag")
    for name in ("file", "sheet", "row", "order"):
        frame[name] = everything[name].to_numpy()[inside]
    frame["surplus"] = surplus
    frame["case"] = _case_numbers(rows, holding[inside], study.records.unit)
    linkage = link_children(table, holding[inside], study)
    if linkage is not None:
        frame["case"] = linkage.case
    frame["area"] = rows["area_key"].map(area_names(rows[~surplus], study.areas))
    frame["level"] = levels(rows, study, table.absent, narratives["harm_level"] if narrative_coder else None)
    frame["types"] = _types(frame)
    days = everything["recorded_date"]
    days = days[days.between(period.start.isoformat(), period.end.isoformat())]
    return Cases(
        frame=frame,
        excluded=pd.concat([table.excluded, _excluded(everything, reason, ~inside)], ignore_index=True),
        period=period,
        unit=study.records.unit,
        rule=study.records.high_harm.rule,
        definition=definition,
        months=tuple(sorted(days.str.slice(0, 7).unique())),
        last_day=days.max() if len(days) else period.end.isoformat(),
        areas_seen=frozenset(everything["area_key"].unique()) - {""},
        warnings=(
            *_warnings(frame, rows, period, study, definition),
            *_unseen_areas(everything, study),
            *(linkage.warnings if linkage else ()),
        ),
        linkage=linkage,
    )


def _nothing_in_scope(everything: pd.DataFrame, reason: pd.Series, study: Study) -> InputError:
    told = "; ".join(f"{name}: {rows}" for name, rows in reason.value_counts().items())
    remedy = f"check the period and the areas; {_found(everything)}"
    return InputError(Problem(f"no row is in scope ({told})", study.folder / "study.toml", remedy=remedy))


def _found(everything: pd.DataFrame, most: int = 10) -> str:
    """What a person needs to see that a period or an area is written otherwise in the study."""
    areas = sorted(everything.loc[everything["area_key"] != "", "area"].unique())
    days = everything["recorded_date"]
    named = ", ".join(areas[:most]) + (f" and {len(areas) - most} more" if len(areas) > most else "")
    return f"the records are from {days.min()} to {days.max()}" + (f" and of {named}" if areas else "")


def _excluded(everything: pd.DataFrame, reason: pd.Series, outside: np.ndarray) -> pd.DataFrame:
    return everything.loc[outside, ["file", "sheet", "row"]].assign(reason=reason.to_numpy()[outside])


def _worth_coding(rows: pd.DataFrame, definition: str, rule: str) -> pd.Series:
    """The free texts, blank where a code would change nothing, so that an extract of flagged rows costs no time."""
    texts = rows["narrative"]
    if definition != "flag" or rule in ("narrative", "any"):
        return texts
    return texts.where(rows["cse_flag_code"].ne("yes") | cse_rules().criminal_alone(texts), "")


def _narratives(texts: pd.Series, coder: NarrativeCoder | None) -> pd.DataFrame:
    """`is_cse` and `harm_level` of each text; nothing is told of a blank or criminal one, or without a coder."""
    distinct = [text for text in texts.unique() if text] if coder else []
    codes = coder(distinct) if coder and distinct else []
    coded = [
        (text, code)
        for text, code in zip(distinct, codes, strict=True)
        if not cse_rules().criminal_signs_alone(text, code.indicators)
    ]
    is_cse = {text: bool(code.is_cse) for text, code in coded}
    harm = {text: code.harm_level for text, code in coded}
    told = texts.astype(object)
    return pd.DataFrame(
        {"is_cse": [is_cse.get(text, False) for text in told], "harm_level": [harm.get(text, "") for text in told]}
    )


def _classified(rows: pd.DataFrame, narratives: pd.DataFrame, *, has_flag: bool) -> pd.DataFrame:
    """Which rows are cases, and which the flag misses or its own text takes back."""
    rules = cse_rules()
    by_code = code_states(rows["offence_code"].unique(), rules.exploitation_codes)
    by_offence = rows["offence_code"].map(by_code).eq(True)
    by_narrative = narratives["is_cse"].astype(bool)
    takes_back = rows["record_status_code"].eq("reclassified")
    for name in ("narrative", "cse_flag", "cse_type"):
        takes_back |= rules.denied(rows[name]) | (rules.criminal_alone(rows[name]) & ~by_narrative)
    flagged = rows["cse_flag_code"].eq("yes") & has_flag
    otherwise = by_offence | by_narrative
    frame = pd.DataFrame(
        {
            "record_id": rows["record_id"],
            "victim_id": rows["victim_id"],
            "area_key": rows["area_key"],
            "month": rows["recorded_date"].str.slice(0, 7),
            "flagged": flagged,
            "is_cse": flagged if has_flag else otherwise,
            "unflagged": otherwise & ~flagged & ~takes_back & has_flag,
        }
    )
    frame["misflagged"] = frame["is_cse"] & takes_back
    for name in ("risk_level_code", "cse_type_code", "vulnerabilities_code", "record_class_code", "offence_code"):
        frame[name] = rows[name]
    return frame


def _definition(table: RecordTable, study: Study, *, narrative_coder: bool) -> str:
    """By what rows are cases: the flag where there is one."""
    if "cse_flag" not in table.absent:
        return "flag"
    ways = [name for name in ("offence_code", "narrative") if name not in table.absent]
    if not narrative_coder and "narrative" in ways:
        ways.remove("narrative")
    if not ways:
        raise InputError(
            Problem(
                "nothing tells which rows are child sexual exploitation: there is no flag and no offence code",
                study.folder / "study.toml",
                "[records.columns]",
                'name the flag, cse_flag = "…", or the offence code, offence_code = "…"',
            )
        )
    return " or ".join(ways)


def _case_numbers(rows: pd.DataFrame, holding: np.ndarray, unit: str) -> np.ndarray:
    """The same number for the same child (or record); a blank id makes one of its own, with its surplus rows."""
    names = rows["victim_id" if unit == "child" else "record_id"].str.casefold().to_numpy(dtype=object)
    blank = names == ""
    names[blank] = holding[blank]  # a whole number is equal to no id
    return pd.factorize(names)[0].astype("int64")


def _types(frame: pd.DataFrame) -> pd.Series:
    """The types of each row: its own, else those of the child's other case rows, else ""."""
    code = frame["cse_type_code"].astype(object)
    own = code.where(~code.isin(["", "blank", "not_known"]), "")
    of_cases = frame["is_cse"] & own.ne("")
    lacking = frame["is_cse"] & own.eq("") & frame["case"].isin(frame.loc[of_cases, "case"])
    if not lacking.any():
        return own
    of_child: dict[int, set[str]] = {}
    told = of_cases & frame["case"].isin(frame.loc[lacking, "case"])
    for case, types in zip(frame.loc[told, "case"], own[told], strict=True):
        of_child.setdefault(case, set()).update(types.split(";"))
    union = {case: ";".join(sorted(types)) for case, types in of_child.items()}
    return own.where(~lacking, frame["case"].map(union))


def _unseen_areas(everything: pd.DataFrame, study: Study) -> tuple[str, ...]:
    seen = set(everything["area_key"])
    unseen = [area for area in study.areas if area_key(area) not in seen]
    return (f"no row is of {', '.join(unseen)}; {_found(everything)}",) if unseen else ()


def _warnings(
    frame: pd.DataFrame, rows: pd.DataFrame, period: Period, study: Study, definition: str
) -> tuple[str, ...]:
    """What a person should know of how the cases were found."""
    cases = frame["is_cse"]
    unit = study.records.unit if study.records else "child"
    name = "victim_id" if unit == "child" else "record_id"
    unnamed = int((cases & ~frame["surplus"] & rows[name].eq("")).sum())
    no_area = int((cases & frame["area_key"].eq("")).sum())
    unread = int((cases & frame["risk_level_code"].eq("unrecognised")).sum())
    months = f"{period.start} to {period.end}, the months from the first to the last record"
    told = {
        f"no period is set; it is taken as {months}": study.period is None,
        f"there is no flag column; the rows are cases by {definition}": definition != "flag",
        "no row in scope is a case": not cases.any(),
        f"rows without {name}: {unnamed}; each counts as a {unit} of its own": unnamed,
        f"rows of cases without area: {no_area}; they count in all and under {MISSING}": no_area,
        f"rows of cases with a risk level that is not recognised: {unread}; they count as missing": unread,
    }
    return tuple(text for text, applies in told.items() if applies)
