"""What a calibration found, as tables in Markdown: one for each group of conditions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

Result = tuple[str, str, dict[str, Any], dict[str, float]]  # group, condition, its settings, counts


def markdown(results: Sequence[Result]) -> str:
    """A table for each group, its conditions in their order, with the rounds of one condition added up."""
    groups: dict[str, dict[str, tuple[dict[str, Any], Counter[str]]]] = {}
    for group, world, settings, found in results:
        of_group = groups.setdefault(group, {})
        of_group.setdefault(world, (settings, Counter()))[1].update(found)
    return "\n\n".join(_table(group, list(conditions.values())) for group, conditions in groups.items())


def _table(group: str, conditions: list[tuple[dict[str, Any], Counter[str]]]) -> str:
    first = conditions[0][0]
    columns = _TEN if "equal" in first else _CASELOADS if "cases" in first else _SHARES
    head = [*columns[0], "studies", *columns[1]]
    lines = [f"**{group.capitalize()}**", "", f"| {' | '.join(head)} |", "|" + "---:|" * len(head)]
    for settings, found in conditions:
        cells = [str(read(settings)) for read in columns[0].values()]
        shown = [f"{100 * found[key] / found['studies']:.1f}" for key in columns[1].values()]
        lines.append(f"| {' | '.join([*cells, str(int(found['studies'])), *shown])} |")
    return "\n".join(lines)


def _odds(settings: dict[str, Any]) -> str:
    part, odds = f"{100 * settings['missing']:.0f} %", settings["odds"]
    if odds == 1 or not settings["missing"]:
        return part
    return f"{part}, " + ("all of them high if so many are" if odds == float("inf") else f"odds if high × {odds:.2g}")


_SHARES = (
    {
        "interviews": lambda one: one["interviews"],
        "partners": lambda one: one["partners"],
        "records": lambda one: one["recorded"],
        "correlation": lambda one: one["correlation"],
        "number of records": lambda one: one["records"],
        "missing": _odds,
    },
    {
        "partners covered %": "covered",
        "ratio covered %": "ratio_covered",
        "false higher %": "false",
        "robust and false %": "robust_false",
        "found %": "found",
        "found, robust %": "robust_found",
    },
)
_CASELOADS = (
    {
        "cases a year": lambda one: one["cases"],
        "on record": lambda one: f"{100 * one['completeness']:.0f} %",
        "agencies see": lambda one: ", ".join(f"{part:g}" for part in one["sees"]),
        "a case lasts": lambda one: f"{one['months']:g} months{', by chance' if one['varied'] else ''}",
        "told as": lambda one: f"{'about, ' if one['approximate'] else ''}{one['spoken']}",
        "asked in month": lambda one: f"{one['asked'][0]:g}–{one['asked'][1]:g}",
        "missing": lambda one: f"{100 * one['missing']:.0f} %",
    },
    {"false higher %": "false", "robust and false %": "robust_false", "found %": "found"},
)
_TEN = (
    {
        "interviews": lambda one: one["equal"]["interviews"],
        "equal share": lambda one: one["equal"]["partners"],
        "areas that differ": lambda one: f"{one['unequal']} of 10, by .4",
        "correlation": lambda one: one["equal"]["correlation"],
    },
    {"false among discoveries %": "false_share"},
)
