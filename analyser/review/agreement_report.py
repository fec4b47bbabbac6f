"""`agree`: the agreement of a study's coders, as lines to read, as JSON and as two tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analyser.errors import InputError, Problem
from analyser.review.agree import ALL, OF_THE_ORDER, Agreement, agreement_of
from analyser.review.log import NAME, open_log
from analyser.review.passages import passages_of
from analyser.review.ratings import analysts_ratings, machine_ratings, table_ratings
from analyser.schemas import AGREEMENT, DISAGREEMENTS
from analyser.stages import code_study
from analyser.study import Study
from analyser.tables import write_csv

BESIDE = "disagreements.csv"  # written beside the figures
SHORT = {
    "kappa": "κ",
    "kappa_linear": "κ linear",
    "kappa_quadratic": "κ quadratic",
    "alpha": "α",
    "alpha_ordinal": "α ordinal",
    "ac1": "AC1",
    "agreement": "agree",
    "prevalence": "of all codes",
    "positive_agreement": "positive agreement",
}
PERCENT = ("agreement", "prevalence")


def agree_study(study: Study, other: Path | None = None, *, progress: Callable[[str], None] | None = None) -> Agreement:
    """The agreement of the study's analysts, of each with the codes that were laid down for review, and of all with a
    second table. Where nothing was laid down yet, the study is coded as `compare` would.

    Raises:
        InputError: nobody has reviewed and no table is given; the table cannot be read; no passage was coded twice.
    """
    path = study.folder / NAME
    if other is None and not path.exists():
        remedy = f"code passages with `analyser review {study.folder.name}`, or give a second table by --with"
        raise InputError(Problem("nobody has reviewed this study yet", path, remedy=remedy))
    events, passages = [], pd.DataFrame()
    if path.exists():
        with open_log(path) as log:
            events, passages = log.events(), log.passages()
    if passages.empty:
        passages = passages_of(code_study(study, progress=progress).excerpts)
    analysts, left_out = analysts_ratings(events, passages)
    ratings = [analysts, machine_ratings(passages)]
    if other is not None:
        given, more = table_ratings(other, passages)
        ratings.append(given)
        left_out |= more
    found = agreement_of(pd.concat(ratings, ignore_index=True), left_out=left_out, seed=study.compare.seed)
    if found.figures.empty:
        told = "; ".join(f"{count} left out: {reason}" for reason, count in left_out.items())
        remedy = "code some of the same passages" + (f" ({told})" if told else "")
        raise InputError(Problem("no passage was coded by two", other or path, remedy=remedy))
    return found


def write_agreement(found: Agreement, path: Path) -> None:
    """Writes the figures to `path` and the disagreements behind them beside it."""
    write_csv(found.figures, path, AGREEMENT)
    write_csv(found.disagreements, path.parent / BESIDE, DISAGREEMENTS)


def agreement_summary(found: Agreement) -> dict[str, Any]:
    """What `--json` prints: each figure with the keys of its passages in disagreement; undefined is null."""
    figures = []
    behind: dict[tuple[Any, ...], list[str]] = {}
    for figure in found.figures.to_dict("records"):
        key = (*(figure[name] for name in ("first", "second", "axis", "code")), figure["measure"] in OF_THE_ORDER)
        if key not in behind:
            behind[key] = list(dict.fromkeys(found.behind(figure)["passage"].tolist()))
        numbers = {name: None if pd.isna(figure[name]) else round(figure[name], 6) for name in ("value", "low", "high")}
        counts = {name: int(figure[name]) for name in ("passages", "interviews")}
        told = {str(name): value for name, value in figure.items()}
        figures.append({**told, **numbers, **counts, "disagreements": behind[key]})
    return {
        "coded": dict(found.coded),
        "left_out": dict(found.left_out),
        "seen": dict(found.seen),
        "figures": figures,
    }


def agreement_lines(found: Agreement) -> Iterator[str]:
    """The figures for a person: a block for each pair of coders, a line an axis, and one for each code in use."""
    yield "passages coded: " + ", ".join(f"{coder} {count}" for coder, count in found.coded.items())
    for reason, count in found.left_out.items():
        yield f"left out: {count} {reason}"
    for coder, count in found.seen.items():
        yield f"{coder} coded {count} with other codes in view: they flatter the agreement"
    notes = set()
    for (first, second), figures in found.figures.groupby(["first", "second"], sort=False):
        yield ""
        yield f"{first}, each pair" if first == ALL else f"{first} and {second}"
        for (axis, code), rows in figures.groupby(["axis", "code"], sort=False):
            used = rows[rows["value"].notna()]
            if code and (used.empty or not float(rows.loc[rows["measure"] == "prevalence", "value"].iloc[0]) > 0):
                continue
            one = rows.iloc[0]
            counted = f"{one['passages']} passages, {one['disagreements']} in disagreement"
            shown = [_figure(row) for row in rows.to_dict("records")]
            name = f"    {code}" if code else f"  {axis}"
            yield f"{name}: {counted}; {', '.join(shown)}"
            notes |= {note for note in rows["note"] if note.startswith("interval by")}
    if notes:
        yield ""
        yield "Fewer than 15 interviews: intervals are wide on purpose, by t instead of percentiles."


def _figure(row: Mapping[Any, Any]) -> str:
    name = SHORT[row["measure"]]
    if pd.isna(row["value"]):
        return f"{name} not defined"
    percent = row["measure"] in PERCENT
    value, low, high = (f"{row[part]:.0%}" if percent else f"{row[part]:.2f}" for part in ("value", "low", "high"))
    return f"{name} {value}" + ("" if pd.isna(row["low"]) else f" ({low} to {high})")
