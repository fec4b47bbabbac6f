"""From rows to cases: the rows in scope, which of them are child sexual exploitation, how serious, and whose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from analyser.errors import InputError, Problem
from analyser.records.compact import blanked, by_value, looked_up, observed, plain, replaced, spread, stacked
from analyser.records.cse_rules import cse_rules
from analyser.records.high_harm import LEVELS, levels
from analyser.records.linkage import Linkage, link_children
from analyser.records.names import area_key
from analyser.records.numbered import id_numbers
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
from analyser.records.side_by_side import together
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


NO_TYPE = ("", "blank", "not_known")
"""What `cse_type_code` holds where a row gives no type."""

_SCOPE = ("recorded_date", "committed_date", "area_key", "record_status_code")
_READ = (
    "record_id", "victim_id", "recorded_date", "area", "area_key", "offence_code", "cse_flag", "cse_flag_code",
    "cse_type", "cse_type_code", "risk_level_code", "vulnerabilities_code", "record_class_code", "record_status_code",
    "narrative",
)  # fmt: skip

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
    held = everything[[*_SCOPE]].iloc[holding].reset_index(drop=True)  # what a surplus row tells counts no more
    reason = out_of_scope(held, period, study)
    inside = (reason == "").to_numpy()
    if not inside.any():
        raise _nothing_in_scope(everything, reason, study)

    rows = everything[[*_READ]].iloc[holding[inside]].reset_index(drop=True)
    surplus = (holding != np.arange(len(everything)))[inside]
    narratives = narrative_codes(_worth_coding(rows, definition, study.records.high_harm.rule), narrative_coder)
    ids = rows["victim_id" if study.records.unit == "child" else "record_id"]
    frame, numbers = together(
        lambda: _classified(rows, narratives, has_flag=definition == "flag"),
        lambda: _case_numbers(ids, holding[inside]),
    )
    frame = frame.assign(**everything.loc[inside, ["file", "sheet", "row", "order"]].reset_index(drop=True))
    frame["surplus"] = surplus
    frame["case"] = numbers
    linkage = link_children(table, holding[inside], study)
    if linkage is not None:
        frame["case"] = linkage.case
    names = area_names(rows[~surplus], study.areas)
    frame["area"] = replaced(rows["area_key"], lambda key: names.get(key, ""))
    level = levels(rows, study, table.absent, narratives["harm_level"] if narrative_coder else None)
    frame["level"] = spread(LEVELS, pd.Categorical(level, categories=LEVELS).codes, rows["area_key"])
    frame["types"] = _types(frame)
    start, end = period.start.isoformat(), period.end.isoformat()
    days = [day for day in everything["recorded_date"].unique() if start <= day <= end]
    return Cases(
        frame=frame,
        excluded=stacked([table.excluded, _excluded(everything, reason, ~inside)]),
        period=period,
        unit=study.records.unit,
        rule=study.records.high_harm.rule,
        definition=definition,
        months=tuple(sorted({day[:7] for day in days})),
        last_day=max(days, default=end),
        areas_seen=frozenset(everything["area_key"].unique()) - {""},
        warnings=(
            *_warnings(frame, rows, period, study, definition),
            *_unseen_areas(everything, study),
            *(linkage.warnings if linkage else ()),
        ),
        linkage=linkage,
    )


def _nothing_in_scope(everything: pd.DataFrame, reason: pd.Series, study: Study) -> InputError:
    told = "; ".join(f"{name}: {rows}" for name, rows in plain(reason).value_counts().items())
    remedy = f"check the period and the areas; {_found(everything)}"
    return InputError(Problem(f"no row is in scope ({told})", study.folder / "study.toml", remedy=remedy))


def _found(everything: pd.DataFrame, most: int = 10) -> str:
    """What a person needs to see that a period or an area is written otherwise in the study."""
    areas = sorted(everything.loc[everything["area_key"] != "", "area"].unique())
    days = list(everything["recorded_date"].unique())
    named = ", ".join(areas[:most]) + (f" and {len(areas) - most} more" if len(areas) > most else "")
    return f"the records are from {min(days)} to {max(days)}" + (f" and of {named}" if areas else "")


def _excluded(everything: pd.DataFrame, reason: pd.Series, outside: np.ndarray) -> pd.DataFrame:
    return everything.loc[outside, ["file", "sheet", "row"]].assign(reason=observed(reason[outside]))


def _worth_coding(rows: pd.DataFrame, definition: str, rule: str) -> pd.Series:
    """The free texts, blank where a code would change nothing, so that an extract of flagged rows costs no time."""
    texts = rows["narrative"]
    if definition != "flag" or rule in ("narrative", "any"):
        return texts
    return blanked(texts, rows["cse_flag_code"].eq("yes") & ~cse_rules().criminal_alone(texts))


def narrative_codes(texts: pd.Series, coder: NarrativeCoder | None) -> pd.DataFrame:
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
    return pd.DataFrame(
        {
            "is_cse": looked_up(texts, lambda text: is_cse.get(text, False), "bool"),
            "harm_level": replaced(texts, lambda text: harm.get(text, "")),
        }
    )


def _classified(rows: pd.DataFrame, narratives: pd.DataFrame, *, has_flag: bool) -> pd.DataFrame:
    """Which rows are cases, and which the flag misses or its own text takes back."""
    rules = cse_rules()
    by_code = code_states(rows["offence_code"].unique(), rules.exploitation_codes)
    by_offence = pd.Series(looked_up(rows["offence_code"], lambda text: by_code.get(text) is True, "bool"))
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
            "month": by_value(rows["recorded_date"], lambda days: days.str.slice(0, 7)),
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


def _case_numbers(ids: pd.Series, holding: np.ndarray) -> np.ndarray:
    """The same number for the same child (or record); a blank id makes one of its own, with its surplus rows."""
    numbers = id_numbers(ids)
    blank = (ids == "").to_numpy(dtype=bool)
    numbers[blank] = numbers.max(initial=0) + 1 + pd.factorize(holding[blank])[0]
    return numbers


def _types(frame: pd.DataFrame) -> pd.Series:
    """The types of each row: its own, else those of the child's other case rows, else ""."""
    own = blanked(frame["cse_type_code"], frame["cse_type_code"].isin(NO_TYPE))
    of_cases = frame["is_cse"] & own.ne("")
    lacking = frame["is_cse"] & own.eq("") & frame["case"].isin(frame.loc[of_cases, "case"])
    if not lacking.any():
        return own
    of_child: dict[int, set[str]] = {}
    told = of_cases & frame["case"].isin(frame.loc[lacking, "case"])
    types = pd.DataFrame({"case": frame.loc[told, "case"], "types": own[told]}).drop_duplicates()
    for case, some in zip(types["case"], types["types"], strict=True):
        of_child.setdefault(case, set()).update(some.split(";"))
    union = {case: ";".join(sorted(types)) for case, types in of_child.items()}
    codes, values = pd.factorize(own)
    of_others, others = pd.factorize(frame.loc[lacking, "case"].map(union))
    codes[lacking.to_numpy()] = len(values) + of_others
    return spread([*map(str, values), *others], codes, own)


def _unseen_areas(everything: pd.DataFrame, study: Study) -> tuple[str, ...]:
    seen = set(everything["area_key"].unique())
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
