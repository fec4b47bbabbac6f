"""The specification curve as the report shows it: in how many combinations a finding stays, and what it hangs on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from analyser.comparison.choices import choices
from analyser.comparison.findings import several
from analyser.comparison.sensitivity import Part, Sensitivity, sensitivities
from analyser.comparison.specifications import LEFT_OUT
from analyser.reporting import words
from analyser.reporting.specifications_plot import SAID, curve_data, draw_curve


def specification_section(specifications: pd.DataFrame) -> list[dict[str, Any]]:
    """What the template shows of each measure that has combinations; nothing where there is none."""
    measures = map(str, specifications["measure"].unique()) if len(specifications) else ()
    return [_measure(specifications[specifications["measure"] == measure], measure) for measure in measures]


def _measure(rows: pd.DataFrame, measure: str) -> dict[str, Any]:
    found = sensitivities(rows, measure)
    curve = curve_data(rows, measure, found)
    title = f"{words.MEASURES[measure]}: the finding under other choices"
    return {
        "measure": words.MEASURES[measure],
        "sentences": told(rows, found),
        "plot": draw_curve(curve, title=title) if curve else "",
        "left_out": list(_left_out(rows)),
    }


def told(rows: pd.DataFrame, found: Sequence[Sensitivity]) -> list[str]:
    """In how many combinations the study's finding stays, which choice changes it most, and whether one agency does."""
    used = rows[rows["finding"] != ""]
    if used.empty:
        return [f"There is nothing to compare: {rows['note'].iloc[0].removeprefix(LEFT_OUT)}."]
    own, failure = used["finding"].iloc[0], used["note"].iloc[0]
    if failure:
        return [f"Whatever is chosen, it cannot be told: {failure}."]
    others = used.loc[used["finding"] != own, "finding"].value_counts(sort=False)
    said = [f"{SAID[name]} in {number}" for name, number in sorted(others.items())]
    stays = len(used) - int(others.sum())
    first = f"This study finds: {SAID[own]}. That stays in {stays} of {len(used)} combinations of reasonable choices"
    sentences = [f"{first}; otherwise: {', '.join(said)}." if said else f"{first}."]
    crossed = [one for one in found if one.choice.crossed and one.pairs]
    if crossed and crossed[0].changed:
        sentences.append(_most(crossed[0]))
    elif crossed:
        sentences.append("None of the choices changes it.")
    sentences += [_agencies(one) for one in found if one.choice.key == "left_out" and one.pairs]
    return sentences


def _most(one: Sensitivity) -> str:
    """Where it stays in the largest and in the smallest part of the combinations."""
    ranked = sorted(one.parts, key=lambda part: -part.same / part.of)
    most, least = (f"{_times(part)} {_named(one, part)}" for part in (ranked[0], ranked[-1]))
    return f"It hangs most on the {one.choice.name.lower()}: it stays in {most}, and in {least}."


def _agencies(one: Sensitivity) -> str:
    carried = [part for part in one.parts if not part.own and part.same < part.of]
    if not carried:
        return "No single agency carries it: it stays whichever is left out."
    return f"It goes {' and '.join(_named(one, part) for part in carried)}."


def _times(part: Part) -> str:
    """
    >>> _times(Part("child", 3, 3, True)), _times(Part("child", 0, 3, True)), _times(Part("child", 2, 3, True))
    ('all 3', 'none of 3', '2 of 3')
    """
    return f"all {part.of}" if part.same == part.of else f"{part.same or 'none'} of {part.of}"


def _named(one: Sensitivity, part: Part) -> str:
    """A value as it stands in a sentence: of another choice than how to define, in quotation marks."""
    label = one.choice.label(part.value)
    return label if one.choice.key in ("definition", "left_out") else f"with “{label}”"


def _left_out(rows: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """The values that could not be chosen, and how many combinations leave nothing to compare, each with the reason."""
    combinations: Counter[str] = Counter()
    for row in rows[(rows["finding"] == "") & (rows["own"] == "no")].to_dict("records"):
        why = row["note"].removeprefix(LEFT_OUT)
        chosen = [one for one in choices().by_key.values() if row[one.key] != "" and not pd.isna(row[one.key])]
        if len(chosen) == 1:
            yield f"{chosen[0].name}: {chosen[0].label(row[chosen[0].key])}", why
        else:
            combinations[why] += 1
    yield from ((several(number, "combination"), why) for why, number in combinations.items())
