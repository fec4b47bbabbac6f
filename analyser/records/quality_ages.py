"""How old the children of the cases were, and whether an offence code and the victim's age contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from analyser.codebook.lexicon import check_keys, read_yaml
from analyser.errors import InputError, Problem
from analyser.records.cases import Cases
from analyser.records.quality_rules import Row, judged, not_checked
from analyser.records.quality_view import column_of, has_code
from analyser.records.scope import MISSING
from analyser.records.table import RecordTable

PATH = Path(__file__).parent / "code_ages.yaml"

_BANDS = {"0-12": (0, 13), "13-15": (13, 16), "16-17": (16, 18), "18+": (18, 150)}
"""As the codes of sexual offences divide them."""
_DAYS_OF_YEAR = 365.25


def age_checks(table: RecordTable, cases: Cases) -> list[Row]:
    """The checks `victim_ages` and `age_against_code`."""
    if "victim_age" in table.absent:
        return [not_checked("victim_ages"), not_checked("age_against_code")]
    told = cases.frame[cases.frame["is_cse"] & ~cases.frame["surplus"]].reset_index(drop=True)
    told = told.assign(age=pd.to_numeric(column_of(table, told, "victim_age"), errors="coerce"))
    told = told.assign(**{name: column_of(table, told, name) for name in ("recorded_date", "committed_date")})
    coded = "offence_code" not in table.absent
    return [*_ages(told), _contradicting(told) if coded else not_checked("age_against_code")]


def _ages(told: pd.DataFrame) -> Iterator[Row]:
    """Children by their age at their first record that gives one."""
    known = told[told["age"].notna()].sort_values(["recorded_date", "order"], kind="stable")
    ages = known.drop_duplicates("case")["age"]
    whole = int(told["case"].nunique())
    counts = {name: int(((ages >= low) & (ages < high)).sum()) for name, (low, high) in _BANDS.items()}
    counts[MISSING] = whole - sum(counts.values())
    for name, n in counts.items():
        missing = name == MISSING
        share = n / whole if whole else 0.0
        words: dict[str, Any] = {"n": n, "rows": whole, "share": share, "name": name}
        sentence = "" if missing else "named"
        yield judged("victim_ages", n, slice_="victim_age", value=name, by=share * missing, sentence=sentence, **words)


def _contradicting(told: pd.DataFrame) -> Row:
    """Records whose code is for another age than the victim's, of those that tell both.

    Age is that at the recorded date. Who is too old then may not have been when it was committed, so that the years
    between are taken off, and one more, since ages are whole years.
    """
    days = pd.to_datetime(told["recorded_date"]) - pd.to_datetime(told["committed_date"].replace("", None))
    years = days.dt.days.clip(lower=0).fillna(0) / _DAYS_OF_YEAR
    youngest = told["age"] - years - (years > 0)
    wrong = pd.Series(False, index=told.index)
    tells = wrong.copy()
    for code, (least, below) in code_ages().items():
        fits = has_code(told["offence_code"], (code,))
        tells |= fits
        wrong |= fits & ((told["age"] < least) | (youngest >= below))
    both = tells & told["age"].notna()
    n, rows = int((wrong & both).sum()), int(both.sum())
    share = n / rows if rows else 0.0
    return judged("age_against_code", share, n=n, rows=rows, share=share)


@cache
def code_ages(path: Path = PATH) -> dict[str, tuple[float, float]]:
    """For each offence code the ages that it is for: from the first on and below the second.

    Raises:
        InputError: keys that are unknown, ages that are no numbers.
    """
    ages, problems = {}, []
    for code, entry in read_yaml(path).items():
        problems += check_keys(entry, {"from", "below"}, path, code)
        limits = entry.get("from", 0), entry.get("below", 150)
        if not all(isinstance(limit, int) for limit in limits):
            problems.append(Problem(f"{limits} are no ages", path, code, "write whole numbers"))
        ages[str(code)] = (float(limits[0]), float(limits[1]))
    if problems:
        raise InputError(problems)
    return ages
