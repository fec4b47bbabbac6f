"""Studies drawn from a known truth: what speakers say and what the records show, many studies at a time.

A study is one area of a batch, so that one pair of tables holds them all. Both tables are the comparison's two doors,
`perceived` and `record_counts`; `sentences` and `record_rows` give the same studies as coded sentences and as records.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analyser.comparison.spoken_numbers import Range, widened
from analyser.schemas import PERCEIVED, RECORD_COUNTS
from analyser.tables import table

YEAR = ("2018-04-01", "2019-03-31")
MENTIONS = 8

Row = dict[str, Any]
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Shares:
    """Interviews with mentions, and records with levels.

    `partners`, `recorded`: the true shares of high among high and medium. `correlation`: of the mentions of one
    interview (beta-binomial). `missing`: the part of records without a level; `odds`: the odds of having none among the
    high against those among the medium (1: at random; inf: only the high lack it). `uneven`: interviews of 1 to some 30
    mentions in place of eight each.
    """

    interviews: int = 12
    partners: float = 0.25
    recorded: float = 0.25
    correlation: float = 0.1
    records: int = 300
    missing: float = 0.1
    odds: float = 1.0
    uneven: bool = False


@dataclass(frozen=True)
class Caseloads:
    """Cases that begin by chance, are recorded by chance, and are held by agencies as long as they last.

    `cases` begin in the twelve months of the period, `completeness` of them are recorded, each agency `sees` its part
    of all and is asked in three interviews between the months `asked` after the period's begin. A case lasts `months`,
    each the same or (`varied`) by chance. `spoken`: a caseload (stock), cases of the period (flow) or so many a month
    (rate); `approximate`: "about", to the next five from twenty on. `missing`: as in `Shares`, at random.
    """

    cases: int = 200
    completeness: float = 1.0
    sees: tuple[float, ...] = (1.0, 0.5, 0.3, 0.2)
    months: float = 12.0
    varied: bool = False
    spoken: str = "stock"
    approximate: bool = False
    asked: tuple[float, float] = (9.0, 18.0)
    missing: float = 0.1


World = Shares | Caseloads
ASKED_OF_EACH = 3
OF_HIGH_HARM = 0.5  # of the recorded cases, in a study of caseloads


@dataclass(frozen=True)
class Batch:
    """Studies as both tables hold them, each an area, and all of them as `all`."""

    perceived: pd.DataFrame
    counts: pd.DataFrame

    def part(self, studies: range) -> Batch:
        """Some of the studies."""
        names = {name(study) for study in studies}
        counts = self.counts[self.counts["value"].isin(names) | (self.counts["slice"] == "all")]
        return Batch(self.perceived[self.perceived["area"].isin(names)], counts)


def draw(world: World, studies: int, chance: np.random.Generator, *, first: int = 0) -> Batch:
    """So many studies of a world, numbered from `first`; the same generator gives the same."""
    voices, high, medium, high_gone, medium_gone = (
        _shares(world, studies, chance) if isinstance(world, Shares) else _caseloads(world, studies, chance)
    )
    rows = [
        _counted("area", name(study + first), *(int(part[study]) for part in (high, medium, high_gone, medium_gone)))
        for study in range(studies)
    ]
    whole = _counted("all", "", *(int(part.sum()) for part in (high, medium, high_gone, medium_gone)))
    return Batch(table(voices, PERCEIVED), table([whole, *rows], RECORD_COUNTS))


def name(study: int) -> str:
    return f"Study {study:05d}"


def _shares(world: Shares, studies: int, chance: np.random.Generator) -> tuple[list[Row], Array, Array, Array, Array]:
    shape = (studies, world.interviews)
    said = 1 + chance.negative_binomial(1.2, 1.2 / 8.2, shape) if world.uneven else np.full(shape, MENTIONS)
    if world.correlation:
        strength = 1 / world.correlation - 1
        share = chance.beta(world.partners * strength, (1 - world.partners) * strength, shape)
    else:
        share = np.full(shape, world.partners)
    spoken = chance.binomial(said, share)
    voices = [
        _voice(study, one, mentions_high=spoken[study, one], mentions_medium=said[study, one] - spoken[study, one])
        for study in range(studies)
        for one in range(world.interviews)
    ]
    high = chance.binomial(world.records, world.recorded, studies)
    return voices, *_without_level(high, world.records - high, world.missing, world.odds, world.recorded, chance)


def _caseloads(
    world: Caseloads, studies: int, chance: np.random.Generator
) -> tuple[list[Row], Array, Array, Array, Array]:
    voices, high = [], np.zeros(studies, dtype=int)
    first, last = -10 * world.months, 30.0
    for study in range(studies):
        begins = chance.uniform(first, last, chance.poisson(world.cases / 12 * (last - first)))
        lasts = chance.exponential(world.months, len(begins)) if world.varied else world.months
        within = (begins >= 0) & (begins < 12)
        high[study] = int((within & (chance.random(len(begins)) < world.completeness)).sum())
        for agency, part in enumerate(world.sees):
            own = chance.random(len(begins)) < part
            for one in range(ASKED_OF_EACH):
                day = chance.uniform(*world.asked)
                held = own & (begins <= day) & (begins + lasts > day)
                number = int(held.sum() if world.spoken == "stock" else (own & within).sum())
                speaker = agency * ASKED_OF_EACH + one
                voices.append(_voice(study, speaker, agency=f"Agency {agency}", **_said(world, number)))
    medium = chance.binomial(high, (1 - OF_HIGH_HARM) / OF_HIGH_HARM)
    return voices, *_without_level(high, medium, world.missing, 1.0, OF_HIGH_HARM, chance)


def _said(world: Caseloads, number: int) -> Row:
    """What the table of speakers holds of a number that is told in the world's way."""
    kind, low = as_spoken(world, number)
    span = Range(low, low)
    if world.approximate:
        span = widened(span)
    scale = {"rate by month": 12, "rate by quarter": 4}.get(kind, 1)
    basis = "stock" if kind == "stock" else "flow"
    return {f"{basis}_low": span.low * scale, f"{basis}_high": span.high * scale}


def as_spoken(world: Caseloads, number: int) -> tuple[str, int]:
    """The number as it is said: rounded where approximate, by the month or quarter where a rate."""
    if world.spoken == "rate":
        for kind, share in (("rate by month", 12), ("rate by quarter", 4)):
            if round(number / share):
                return kind, round(number / share)
    if world.approximate and number >= 20:
        number = 5 * round(number / 5)
    return ("stock" if world.spoken == "stock" else "flow"), number


def _without_level(
    high: Array, medium: Array, missing: float, odds: float, share: float, chance: np.random.Generator
) -> tuple[Array, Array, Array, Array]:
    of_high, of_medium = _chances(missing, odds, share)
    high_gone, medium_gone = chance.binomial(high, of_high), chance.binomial(medium, of_medium)
    return high - high_gone, medium - medium_gone, high_gone, medium_gone


def _chances(missing: float, odds: float, share: float) -> tuple[float, float]:
    """How often a level is missing among the high and the medium, so that `missing` of all lack it."""
    if missing == 0 or odds == 1:
        return missing, missing
    if np.isinf(odds):
        return min(1.0, missing / share), max(0.0, (missing - share) / (1 - share))
    low, up = 0.0, 1.0
    for _ in range(60):
        of_medium = (low + up) / 2
        of_high = odds * of_medium / (1 - of_medium + odds * of_medium)
        low, up = (low, of_medium) if share * of_high + (1 - share) * of_medium > missing else (of_medium, up)
    return of_high, of_medium


def _voice(study: int, speaker: int, *, agency: str = "", **fields: Any) -> Row:
    return {
        "interview_id": f"{study:05d}-{speaker:02d}",
        "speaker": "Partner",
        "agency": agency or f"Agency {speaker}",
        "agency_type": "voluntary sector",
        "area": name(study),
        "owner": "no",
        "asked": 1,
        **fields,
    }


def _counted(slice_: str, value: str, high: int, medium: int, high_gone: int, medium_gone: int) -> Row:
    known, gone = high + medium, high_gone + medium_gone
    return {
        "slice": slice_, "value": value, "from": YEAR[0], "to": YEAR[1], "unit": "child", "records": known + gone,
        "duplicates": 0, "cases": known + gone, "high": high, "medium": medium, "low": 0, "risk_missing": gone,
        "high_min": high, "high_max": high + gone, "share_known": high / known if known else None, "unflagged": 0,
        "misflagged": 0, "months_covered": 12,
    }  # fmt: skip


def sentences(batch: Batch, world: World) -> Iterator[Row]:
    """The coded sentences that the speakers' table comes from."""
    for row in batch.perceived.to_dict("records"):
        who = {key: row[key] for key in ("interview_id", "speaker", "agency", "agency_type", "area")}
        shared = who | {"assertion": "affirmed", "coder": "analyst:invented"}
        levels = ["high"] * int(row["mentions_high"] or 0) if isinstance(world, Shares) else []
        levels += ["medium"] * int(row["mentions_medium"] or 0) if isinstance(world, Shares) else []
        yield from (shared | {"harm_level": level, "turn": turn} for turn, level in enumerate(levels))
        if isinstance(world, Caseloads):
            basis = "stock" if world.spoken == "stock" else "flow"
            number = (row[f"{basis}_low"] + row[f"{basis}_high"]) / 2
            told = {"quantity_kind": "count", "quantity_basis": basis, "quantity_low": number, "quantity_high": number}
            yield shared | {"harm_level": "high", "turn": 0} | told


def record_rows(batch: Batch) -> Iterator[Row]:
    """The records that the counts come from, a child each."""
    for row in batch.counts[batch.counts["slice"] == "area"].to_dict("records"):
        levels = ["High"] * row["high"] + ["Medium"] * row["medium"] + [""] * row["risk_missing"]
        for number, level in enumerate(levels):
            month = (3 + number % 12) % 12 + 1
            yield {
                "record_id": f"{row['value']}-{number}",
                "victim_id": f"{row['value']}-{number}",
                "recorded_date": f"{2018 if month > 3 else 2019}-{month:02d}-15",
                "area": row["value"],
                "cse_flag": "Y",
                "risk_level": level,
            }
