"""What the tables of a run must say of each cell, in other words than the comparison's and without it."""

from __future__ import annotations

import csv
import json
import math
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from recompute_methods import INF, Limits, garwood, logit_t, mover_difference, mover_ratio, nearest, wilson, z
from scipy.optimize import brentq

Row = dict[str, Any]
Ends = tuple[float, float, float, float]  # low, high, and how low and how high they may be by chance


def highest(found: list[Ends]) -> Ends:
    low, high, below, above = (max(column) for column in zip(*found, strict=True))
    return low, high, below, above


def summed(found: list[Ends]) -> Ends:
    """Distances of independent figures add up by squares."""
    low, high = sum(one[0] for one in found), sum(one[1] for one in found)
    if high == INF:
        return low, INF, low - math.hypot(*(one[0] - one[2] for one in found)), INF
    return (
        low,
        high,
        *(low - math.hypot(*(a - c for a, _, c, _ in found)), high + math.hypot(*(d - b for _, b, _, d in found))),
    )


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text: Any) -> float | None:
    return None if text in ("", None) else float(text)


def whole(row: Row, name: str) -> int:
    return int(row.get(name) or 0)


class Study:
    """A run's tables and the settings that the comparison goes by."""

    def __init__(self, folder: Path, out: Path) -> None:
        settings = tomllib.loads((folder / "study.toml").read_text(encoding="utf-8"))
        compare = settings.get("compare", {})
        self.margin = compare.get("margin", 1.5)
        self.case_months = compare.get("case_months", 12)
        self.everyone = settings["interviews"].get("coverage") == "all"
        period = settings["study"]["period"]
        first, last = period["from"], period["to"]
        self.months = (last.year - first.year) * 12 + last.month - first.month + 1
        self.areas = {name.casefold() for name in settings["study"].get("areas", [])}
        self.voices = read(out / "perceived.csv")
        self.counts = {(row["slice"], row["value"]): row for row in read(out / "record_counts.csv")}
        self.explanations = read(out / "explanations.csv")
        self.found = read(out / "discrepancies.csv")

    def cell(self, slice_: str, value: str) -> list[Row]:
        """The speakers of a cell, with what they say of it."""
        partners = [row for row in self.voices if row["owner"] != "yes"]
        if slice_ == "area":
            partners = [row for row in partners if row["area"].casefold() == value.casefold()]
        if slice_ == "agency_type":
            partners = [row for row in self.voices if row["agency_type"] == value]
        if slice_ == "cse_type":
            partners = [
                {name: row[name] for name in ("interview_id", "speaker", "agency", "agency_type", "area", "owner")}
                | json.loads(row["types"])[value]
                for row in partners
                if row["types"] and value in json.loads(row["types"])
            ]
        return partners

    def records(self, slice_: str, value: str) -> Row:
        return self.counts[("all", "") if slice_ == "agency_type" else (slice_, value)]

    def expected(self, slice_: str, value: str) -> dict[str, Row]:
        voices = self.cell(slice_, value)
        shared = {
            "partners_n": len({(row["interview_id"], row["speaker"]) for row in voices}),
            "agencies_n": len(by_agency(voices)),
        }
        rows = {
            "count": self.count(slice_, value, voices),
            "share": self.share(slice_, value, voices),
            "presence": self.presence(slice_, value, voices),
            "stated": self.stated(voices),
        }
        return {measure: shared | row for measure, row in rows.items()}

    # What the records show

    def central(self, slice_: str, value: str) -> float:
        """The missing are like the known: of the cell, and of those that may belong to it."""
        own = like_known(self.records(slice_, value))
        outside = self.counts.get((slice_, "(missing)"))
        if slice_ not in ("area", "cse_type") or outside is None:
            return own
        known = like_known(self.counts["all", ""]) - like_known(outside)
        return own + like_known(outside) * own / known if known > 0 else own

    def covered(self, slice_: str, value: str) -> float:
        return float(min(self.months, whole(self.records(slice_, value), "months_covered")))

    def fails(self, slice_: str, value: str) -> bool:
        """The check of the period or of the area: three months or fewer, or no row at all of the area."""
        whole_period = whole(self.counts["all", ""], "months_covered")
        return whole_period <= 3 or (slice_ == "area" and self.covered(slice_, value) == 0)

    # The measures

    def figure(self, row: Row, months: float) -> Ends | None:
        """A speaker's number of cases in the months that both sides cover: both ends, and what chance makes of them."""
        parts = []
        turned = months / self.case_months  # Little's law
        for kind, least, most in (("stock", turned, turned), ("flow", months / self.months, 1.0)):
            low, high = number(row.get(f"{kind}_low")), number(row.get(f"{kind}_high"))
            if low is None and high is None:
                continue
            low, high = low or 0.0, INF if high is None else high
            if kind == "stock":  # a count of one moment
                below, above = garwood(low)[0], garwood(high)[1] if high < INF else INF
            else:
                below, above = low, high
            parts.append((low * least, high * most, below * least, above * most))  # all of a flow may lie in the months
        return highest(parts) if parts else None

    def agency(self, rows: list[Row], months: float) -> Ends | None:
        """Colleagues share the caseload of an area; those of the whole hold at least the areas' sum."""
        by_area: dict[str, list[Ends]] = defaultdict(list)
        for row in rows:
            figure = self.figure(row, months)
            if figure:
                by_area[row["area"].casefold()].append(figure)
        if not by_area:
            return None
        held = {area: highest(found) for area, found in by_area.items()}
        anywhere = held.pop("", None)
        return highest([one for one in (anywhere, summed(list(held.values())) if held else None) if one])

    def count(self, slice_: str, value: str, voices: list[Row]) -> Row:
        counts, months = self.records(slice_, value), self.covered(slice_, value)
        least, most = whole(counts, "high_min"), whole(counts, "high_max")
        central = self.central(slice_, value)
        row: Row = {"records": central, "records_low": least, "records_high": most, "finding": "indeterminate"}
        figures = [figure for rows in by_agency(voices) if (figure := self.agency(rows, months))]
        if not figures:
            return row
        closed = self.everyone and not self.may_hold_more(slice_, value, voices)
        told = sum(
            whole(one, "mentions_high")
            for rows in by_agency(voices)
            if not numbered(rows)
            for one in rows
            if affirms([one])
        )
        low, _, low_limit, _ = highest(figures)
        _, high, _, high_limit = summed(figures)
        high, high_limit = (high + told, high_limit + told) if closed else (INF, INF)
        middle = self.middle(figures, low, high)
        known_high, known = whole(counts, "high"), whole(counts, "cases") - whole(counts, "risk_missing")
        each = max(1.0, central / known_high) if known_high else whole(counts, "cases") / known if known else 1.0

        def recorded(at: float, each: float, level: float) -> Limits:
            lower, upper = garwood(at / each, level)
            return lower * each, upper * each

        def finding(at: float, each: float = 1.0, level: float = 0.95, of: Ends | None = None) -> str:
            least, greatest, least_limit, greatest_limit = of or (low, high, low_limit, high_limit)
            limits = recorded(at, each, level)
            if mover_difference(least, (least_limit, least), at, limits)[0] > 0:
                return "partners_higher"
            if greatest == INF or (not closed and of is None):
                return "indeterminate"
            if mover_difference(greatest, (greatest, greatest_limit), at, limits)[1] < 0:
                return "records_higher"
            near = limits[0] > 0 and least / limits[1] >= 1 / self.margin and greatest / limits[0] <= self.margin
            return "agree" if near else "indeterminate"

        limits = recorded(central, each, 0.95)
        row |= {
            "partners": middle, "partners_low": low, "partners_high": high, "difference": middle - central,
            "ratio": middle / central if central else INF,
            "ratio_low": low / limits[1],
            "ratio_high": high / limits[0] if limits[0] else INF,
        }  # fmt: skip
        if not self.fails(slice_, value):
            row["finding"] = finding(central, each)
        row["fit"] = self.fit(row)
        if row["finding"] == "indeterminate":
            return row
        row["support"] = sum(finding(central, each, of=one) == row["finding"] for one in figures)
        level = 0.95 if row["finding"] == "agree" else 0.99
        worst = [finding(at, level=level) == row["finding"] for at in (least, most)]
        row["robust"] = "yes" if all(worst) else "no"
        if most > least:
            row["tipping_point"] = nearest(
                lambda share: finding(least + share * (most - least)) == row["finding"],
                (central - least) / (most - least),
            )
        causes = {
            one["cause"]: float(one["cases"])
            for one in self.explanations
            if (one["slice"], one["value"]) == (slice_, value)
        }
        if causes:
            row["unexplained"] = causes.pop("unexplained")
            causes.pop("window")
            row["explained"] = sum(causes.values())
        return row

    def may_hold_more(self, slice_: str, value: str, voices: list[Row]) -> bool:
        """Whether cases of the cell may be among those of other agencies, wider areas or untold types."""
        partners = [row for row in self.voices if row["owner"] != "yes"]
        if slice_ == "area":
            cells = {value.casefold() for one, value in self.counts if one == "area"}
            wide = [row for row in partners if row["area"].casefold() not in cells]
            return any(affirms([row]) or numbered([row]) for row in wide)
        if slice_ == "cse_type":
            counted = {rows[0]["agency"] for rows in by_agency(voices) if numbered(rows)}
            return any(untyped(row) for row in partners if row["agency"] not in counted)
        return slice_ == "agency_type"

    def middle(self, figures: list[Ends], low: float, high: float) -> float:
        if high < INF:
            return (low + high) / 2
        return max((a, (a + b) / 2 if b < INF else a) for a, b, *_ in figures)[1]  # of the largest agency

    def fit(self, row: Row) -> str:
        if row["finding"] == "indeterminate":
            a, b = row.get("partners"), row.get("records")
            if a is None or b is None or a == b:
                return ""
            return "partial" if max(a, b) > self.margin * min(a, b) else ""
        return {"agree": "agreement"}.get(row["finding"], "silence" if "silent" in row["finding"] else "dissonance")

    def share(self, slice_: str, value: str, voices: list[Row]) -> Row:
        counts = self.records(slice_, value)
        if counts["medium"] == "":
            return {"finding": "indeterminate"}
        outside = self.counts.get((slice_, "(missing)")) if value != "(missing)" else None
        high, medium, missing = (whole(counts, name) for name in ("high", "medium", "risk_missing"))
        most = whole(counts, "high_max")
        others = sum(whole(outside, name) for name in ("medium", "risk_missing")) if outside else 0
        row: Row = {"finding": "indeterminate"}
        if high + medium:
            row["records"] = high / (high + medium)
        if high + medium + missing:
            row["records_low"] = high / (high + medium + missing + others)
            row["records_high"] = most / (most + medium)
        by_interview: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for one in voices:
            by_interview[one["interview_id"]][0] += whole(one, "mentions_high")
            by_interview[one["interview_id"]][1] += whole(one, "mentions_high") + whole(one, "mentions_medium")
        pairs = [(float(y), float(n)) for y, n in by_interview.values() if n]
        if not pairs:
            return row
        share = sum(y for y, _ in pairs) / sum(n for _, n in pairs)
        limits = logit_t(pairs, 0.95)
        row |= {"partners": share, "partners_low": limits[0], "partners_high": limits[1]}
        row["fit"] = self.fit(row)
        if len(pairs) < 5 or "records" not in row:
            return row
        n = high + medium

        def finding(at: float, size: float, level: float = 0.95) -> str:
            spoken, recorded = logit_t(pairs, level), wilson(at, size, z(level))
            low, up = mover_difference(share, spoken, at, recorded)
            if low > 0:
                return "partners_higher"
            if up < 0:
                return "records_higher"
            ratio = mover_ratio(share, spoken, at, recorded)
            return "agree" if 1 / self.margin <= ratio[0] and ratio[1] <= self.margin else "indeterminate"

        recorded = wilson(row["records"], n, z(0.95))
        ratio = mover_ratio(share, limits, row["records"], recorded)
        row |= {"difference": share - row["records"], "ratio": share / row["records"] if row["records"] else INF}
        row |= {"ratio_low": ratio[0], "ratio_high": ratio[1]}
        if self.fails(slice_, value):
            row["fit"] = self.fit(row)
            return row
        row["p_value"] = self.p_value(pairs, share, row["records"], n)
        row["finding"] = finding(row["records"], n)
        row["later"] = lambda one: self.share_robust(one, finding, counts, others, slice_, by_agency(voices))
        return row

    def p_value(self, pairs: list[tuple[float, float]], share: float, at: float, n: float) -> float:
        """The level at which the interval of the difference just touches 0."""

        def edge(level: float) -> float:
            low, up = mover_difference(share, logit_t(pairs, level), at, wilson(at, n, z(level)))
            return low if share >= at else -up

        if share == at:
            return 1.0
        if edge(1 - 1e-9) > 0:
            return 0.0
        return 1 - brentq(edge, 1e-9, 1 - 1e-9, xtol=1e-12)

    def share_robust(
        self, row: Row, finding: Callable[..., str], counts: Row, others: int, slice_: str, agencies: list[list[Row]]
    ) -> None:
        """After the q-values: what survives of a finding, and how many agencies give it."""
        if slice_ != "all" and row["finding"] != "agree" and row["q_value"] > 0.05:
            row["finding"] = "indeterminate"
        row["fit"] = self.fit(row)
        if row["finding"] == "indeterminate":
            return
        high, medium, missing = (whole(counts, name) for name in ("high", "medium", "risk_missing"))
        most = whole(counts, "high_max")
        worst = [
            finding(row["records_low"], high + medium + missing + others, 0.99),
            finding(row["records_high"], most + medium, 0.99),
        ]
        row["robust"] = "yes" if all(one == row["finding"] for one in worst) else "no"
        low = (high, high + medium + missing + others)
        up = (most, most + medium)

        def holds(part: float) -> bool:
            hits, size = (a + part * (b - a) for a, b in zip(low, up, strict=True))
            return bool(finding(hits / size, size) == row["finding"])

        row["tipping_point"] = nearest(holds, row["records"])
        row["support"] = sum(self.alone(rows, row["records"], high + medium) == row["finding"] for rows in agencies)

    def alone(self, rows: list[Row], recorded: float, n: float) -> str:
        """One agency's own share against the limits of the records; it has none of its own."""
        high, medium = (sum(whole(row, f"mentions_{level}") for row in rows) for level in ("high", "medium"))
        if not high + medium:
            return ""
        own, limits = high / (high + medium), wilson(recorded, n, z(0.95))
        if own > limits[1]:
            return "partners_higher"
        if own < limits[0]:
            return "records_higher"
        return "agree" if max(own, recorded) <= self.margin * min(own, recorded) else ""

    def presence(self, slice_: str, value: str, voices: list[Row]) -> Row:
        counts = self.records(slice_, value)
        least, most = whole(counts, "high_min"), whole(counts, "high_max")
        row: Row = {"finding": "indeterminate", "records": self.central(slice_, value)}
        row |= {"records_low": least, "records_high": most}
        affirming = [rows for rows in by_agency(voices) if affirms(rows)]
        row["partners"] = len(affirming) if voices else None
        excerpts = [one for row_ in voices for one in (row_.get("high_excerpts") or "").split(";") if one]
        reviewed = any(whole(one, "reviewed_high") for one in voices)
        spoken, asked = bool(affirming), [rows for rows in by_agency(voices) if any(whole(o, "asked") for o in rows)]
        denying = [rows for rows in by_agency(voices) if any(whole(one, "denied") for one in rows)]
        told_of = any(whole(one, "other_high") for one in voices)
        if self.fails(slice_, value):
            return row
        if spoken and most == 0 and (len(set(excerpts)) >= 2 or reviewed):
            row |= {"finding": "records_silent", "support": len(affirming)}
        elif spoken and least > 0:
            row |= {"finding": "agree", "robust": "yes", "support": len(affirming)}
        elif least > 0 and asked and all(silent(one) for one in voices):
            row |= {"finding": "partners_silent", "support": len(asked)}
        elif most == 0 and not spoken and (denying or (asked and not told_of)):
            row |= {"finding": "agree", "robust": "yes", "support": len(denying or asked)}
        elif least > 0 and denying and not spoken and self.everyone and not self.may_hold_more(slice_, value, voices):
            row |= {"finding": "records_higher", "robust": "yes", "support": len(denying)}
        row["fit"] = self.fit({"finding": row["finding"]})
        return row

    def stated(self, voices: list[Row]) -> Row:
        net = [votes(rows) for rows in by_agency(voices)]
        tally = {side: net.count(side) for side in ("under", "over", "matches")}
        row: Row = {"finding": "indeterminate"}
        for side, finding in (("under", "partners_higher"), ("over", "records_higher"), ("matches", "agree")):
            if tally[side] >= 2 and tally[side] > 2 * (sum(tally.values()) - tally[side]):
                row |= {"finding": finding, "support": tally[side]}
                row["fit"] = self.fit(row)
        if any(tally.values()):
            row["partners"] = max(tally.values())
        return row


def affirms(rows: list[Row]) -> bool:
    return any(whole(row, "mentions_high") or row.get("high_excerpts") for row in rows)


def numbered(rows: list[Row]) -> bool:
    return any(number(row.get(name)) is not None for row in rows for name in ("stock_low", "flow_low"))


def untyped(row: Row) -> bool:
    types = json.loads(row["types"] or "{}").values()
    typed = {one for said in types for one in said.get("high_excerpts", "").split(";")}
    return any(one not in typed for one in row["high_excerpts"].split(";") if one)


def votes(rows: list[Row]) -> str:
    """An agency's net claim."""
    tally = {
        side: sum(whole(row, name) for row in rows)
        for side, name in (("under", "under_recorded"), ("over", "over_recorded"), ("matches", "matches"))
    }
    best = max(tally, key=lambda side: tally[side])
    return best if tally[best] and list(tally.values()).count(tally[best]) == 1 else ""


def silent(row: Row) -> bool:
    return not (affirms([row]) or numbered([row]) or whole(row, "denied") or whole(row, "other_high"))


def like_known(row: Row) -> float:
    """High harm when the missing are high as often as the known."""
    high, missing, known = (
        whole(row, "high"),
        whole(row, "risk_missing"),
        whole(row, "cases") - whole(row, "risk_missing"),
    )
    return high + missing * (high / known if known else 0.5)


def by_agency(rows: Iterable[Row]) -> list[list[Row]]:
    """The rows of each agency; without a name it goes by its type, without that by the interview."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[(row["agency"] or row["agency_type"] or row["interview_id"]).casefold()].append(row)
    return list(found.values())
