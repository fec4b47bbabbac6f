"""Makes the invented crime records of the example studies, with the dirt that real extracts carry.

    python corpora/studies/make_records.py            # writes every study's records/ anew

Seeded: the same program gives the same tables. No real person, place, reference or text stands in them; the only
fixed facts are the totals that each study's datasheet states, and they are set here, not found by the analyser.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook

HERE = Path(__file__).parent

TYPES = {
    "online": ["Online", "On-line", "Online grooming"],
    "peer": ["Peer on peer", "Peer"],
    "older_partner": ["Older boyfriend", "Boyfriend model", "Inappropriate relationship"],
    "gang": ["Gang", "Gang related"],
    "organised_network": ["Organised/networked", "Organised network"],
    "trafficking": ["Trafficking", "Moved for exploitation"],
    "county_lines": ["County lines"],
    "party": ["Party/hotel", "Party model"],
    "familial": ["Familial", "Family"],
    "position_of_trust": ["Position of trust"],
}
TYPE_WEIGHTS = [34, 17, 22, 5, 4, 4, 6, 5, 2, 1]
RISK = {
    "high": ["High", "HIGH", "High ", "Cat 3"],
    "medium": ["Medium", "MEDIUM", "M", "Cat 2"],
    "low": ["Low", "Standard", "LOW", "Cat 1"],
    "": ["", "", "Not known", "N/K", "TBC", "Not assessed", "U", "99"],
}
NO_TYPE = ["", "", "", "Not known", "N/K"]
VULNERABILITIES = ["Missing episodes", "Looked after", "Missing; alcohol", "School exclusion", "Learning difficulty"]
CODES = ["88A", "88A", "22B", "22B", "20A", "19D", "71", "72", "17A", "19C", "88E", "86"]
UNFLAGGED_CODES = ["71", "72", "88A"]
OTHER_CODES = ["20A", "17A", "22B", "19D", "23", "21"]
NARRATIVES = [
    "Referral from school after pupil seen in vehicle with unknown adult male. Strategy discussion held.",
    "IP reported contact from unknown account offering credit and gifts. Device not yet examined.",
    "Mother reports IP returns late with new items she cannot account for. Safeguarding visit completed.",
    "Third party report. IP seen at an address of concern with older males. IP did not wish to engage.",
    "IP missing overnight, returned by taxi. Declined to say where. Debrief by return-home interviewer.",
    "Information passed by youth worker. Enquiries with licensed premises. No account from IP.",
    "IP states the male is her partner. Age difference noted. Abduction warning notice considered.",
    "Anonymous call about young people visiting a flat. Two attended, no offences disclosed.",
    "Carer found messages arranging to meet. Phone seized. IP supported by CSE team.",
    "IP collected from school by adult not known to family. Number plate passed to intelligence.",
]
MISFLAGGED = [
    "Criminal exploitation only - IP carrying for others. Not CSE. Flag to be removed.",
    "CCE matter, no sexual element. Flag applied in error.",
]
OTHER_NARRATIVES = [
    "Offence between pupils at school, both known to each other. Dealt with by local team.",
    "Report of incident on public transport by unknown male. CCTV requested.",
    "Non-recent report against a relative, IP now adult. Specialist team allocated.",
    "Allegation by former pupil. File to reviewing lawyer.",
]


@dataclass(frozen=True)
class Row:
    """One row of an extract before it is dressed in a file's own columns and spellings."""

    record_id: str
    victim_id: str
    recorded: date
    committed: date | None
    updated: date
    area: str
    code: str
    flag: str
    kind: str
    risk: str
    vulnerabilities: str
    narrative: str
    extra: dict[str, str] = field(default_factory=dict)


def spell(random: random.Random, area: str) -> str:
    """A ward's name as three different people type it."""
    parted = {"Northgate": "North Gate", "Kingsmead": "Kings Mead"}.get(area, area.title())
    return random.choices([area, area.upper(), f"{area} Ward", parted, f" {area}"], [70, 12, 8, 6, 4])[0]


def exact(random: random.Random, counts: dict[str, int]) -> list[str]:
    """A shuffled list that holds each key exactly as often as its count says."""
    values = [key for key, count in counts.items() for _ in range(count)]
    random.shuffle(values)
    return values


def cases(
    random: random.Random,
    *,
    prefix: str,
    risks: dict[str, int],
    untyped: int,
    areas: dict[str, int],
    first: date,
    last: date,
    children: int,
    described: float,
) -> list[Row]:
    """Flagged rows, one a record: risks, blank types and areas to the given totals, over `children` children."""
    total = sum(risks.values())
    risk = exact(random, risks)
    typed = exact(random, {"": untyped, "typed": total - untyped})
    area = exact(random, areas)
    child = list(range(children)) + [random.randrange(children) for _ in range(total - children)]
    random.shuffle(child)
    days = (last - first).days
    rows = []
    for number in range(total):
        recorded = first + timedelta(days=random.randint(0, days))
        kind = random.choices(list(TYPES), TYPE_WEIGHTS)[0] if typed[number] else ""
        lag = random.choices([random.randint(0, 20), random.randint(21, 300), random.randint(400, 3000)], [75, 19, 6])[
            0
        ]
        rows.append(
            Row(
                record_id=f"{prefix}/{number + 10001}/{recorded:%y}",
                victim_id=f"{prefix}V{child[number] + 4001:06d}",
                recorded=recorded,
                committed=None if random.random() < 0.08 else recorded - timedelta(days=lag),
                updated=recorded + timedelta(days=random.randint(0, 40)),
                area=area[number],
                code=random.choice(CODES),
                flag="Y",
                kind=random.choice(TYPES[kind]) if kind else random.choice(NO_TYPE),
                risk=random.choice(RISK[risk[number]]),
                vulnerabilities=random.choice(VULNERABILITIES)
                if random.random() < described
                else random.choices(["", "Not known", "Not assessed"], [80, 12, 8])[0],
                narrative=random.choice(NARRATIVES),
            )
        )
    return rows


def others(random: random.Random, model: Sequence[Row], *, prefix: str, count: int, unflagged: int) -> list[Row]:
    """Rows that carry no flag: child sexual offences of other kinds, the first `unflagged` by code exploitation."""
    rows = []
    for number in range(count):
        like = random.choice(model)
        missed = number < unflagged
        rows.append(
            replace(
                like,
                record_id=f"{prefix}/{number + 60001}/{like.recorded:%y}",
                victim_id=f"{prefix}V{number + 800001}",
                code=random.choice(UNFLAGGED_CODES if missed else OTHER_CODES),
                flag=random.choice(["N", "N", "", "NOT CSE"]) if not missed else random.choice(["N", ""]),
                kind="",
                risk=random.choice(RISK["medium"] + RISK["low"] + RISK[""]),
                narrative=random.choice(NARRATIVES if missed else OTHER_NARRATIVES),
            )
        )
    return rows


def reissued(random: random.Random, rows: Sequence[Row], count: int) -> list[Row]:
    """Surplus rows: an exact copy, or an earlier state of the same record (older update, risk still to come)."""
    surplus = []
    for row in random.sample(list(rows), count):
        if random.random() < 0.5:
            surplus.append(row)
        else:
            surplus.append(replace(row, updated=row.updated - timedelta(days=random.randint(1, 30)), risk="TBC"))
    return surplus


def misflag(random: random.Random, rows: list[Row], count: int) -> None:
    """Rewrites the narrative of `count` flagged rows that are not high: the flag was wrong."""
    wrong = random.sample([n for n, row in enumerate(rows) if row.risk.strip().lower() not in ("high", "cat 3")], count)
    for number in wrong:
        rows[number] = replace(rows[number], narrative=random.choice(MISFLAGGED))


def uk(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def iso(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def dress(rows: Sequence[Row], columns: dict[str, Callable[[Row], Any]]) -> list[list[Any]]:
    """The rows under a file's own headers."""
    return [list(columns), *([value(row) for value in columns.values()] for row in rows)]


def as_csv(lines: Sequence[Sequence[Any]], *, separator: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(lines)
    return out.getvalue()


def save_sheet(path: Path, sheets: dict[str, list[list[Any]]], merge: str = "") -> None:
    book = Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
        if merge and sheet.title == next(iter(sheets)):
            sheet.merge_cells(merge)
    book.properties.creator = "invented"
    book.properties.created = book.properties.modified = datetime(2019, 5, 1)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def metropolitan() -> None:
    """1,200 flagged records after duplicates: 372 (31 %) without type, 468 (39 %) without risk, 44 high."""
    rng = random.Random(2019)
    first, last = date(2018, 4, 1), date(2019, 3, 31)
    areas = {"Northgate": 331, "Harbour": 348, "Tannery Row": 226, "Kingsmead": 269, "": 26}
    rows = cases(
        rng, prefix="VC", risks={"high": 44, "medium": 205, "low": 483, "": 468}, untyped=372, areas=areas,
        first=first, last=last, children=968, described=0.14,
    )  # fmt: skip
    misflag(rng, rows, 21)
    unflagged = others(rng, rows, prefix="VC", count=430, unflagged=38)
    outside = [
        replace(row, record_id=f"VC/{90001 + n}/18", recorded=day, updated=day, committed=day)
        for n, row in enumerate(rng.sample(rows, 24))
        for day in [date(2018, 3, 28) if n % 2 else date(2019, 4, 9)]
    ]
    everything = rows + unflagged + outside + reissued(rng, rows, 57)
    rng.shuffle(everything)
    early = [row for row in everything if row.recorded < date(2018, 10, 1)]
    late = [row for row in everything if row.recorded >= date(2018, 10, 1)]
    lines = dress(
        early,
        {
            "Crime Ref": lambda row: row.record_id,
            "Victim URN": lambda row: row.victim_id,
            "Date Recorded": lambda row: uk(row.recorded),
            "Committed From": lambda row: uk(row.committed) or "01/01/1900",
            "Last Updated": lambda row: uk(row.updated),
            "Ward": lambda row: spell(rng, row.area) if row.area else "",
            "HO Code": lambda row: row.code,
            "CSE Flag": lambda row: rng.choice(["Y", "Y", "Yes"]) if row.flag == "Y" else row.flag,
            "CSE Type": lambda row: row.kind,
            "Risk Level": lambda row: row.risk,
            "Vulnerabilities": lambda row: row.vulnerabilities,
            "MO": lambda row: row.narrative,
        },
    )
    bad = [list(line) for line in rng.sample(lines[1:], 3)]
    for line, day in zip(bad, ["not entered", "31/02/2018", ""], strict=True):
        line[0], line[2] = line[0].replace("VC/", "VC/9"), day
    block = [["Vellmoor Constabulary – CSE extract, first half"], ["Run by Performance & Insight; invented data"], []]
    footer = [[], ["Total", len(early)], ["Source: crime system. Figures may change."]]
    folder = HERE / "metropolitan" / "records"
    folder.mkdir(parents=True, exist_ok=True)
    text = as_csv([*block, *lines, *bad, *footer])
    (folder / "VC CSE extract Apr-Sep 2018.csv").write_bytes(text.encode("cp1252"))
    lines = dress(
        late,
        {
            "Crime No": lambda row: row.record_id,
            "Vic URN": lambda row: row.victim_id,
            "Recorded Date": lambda row: (
                datetime.combine(row.recorded, datetime.min.time())
                if rng.random() < 0.9
                else (row.recorded - date(1899, 12, 30)).days
            ),
            "Offence Start": lambda row: uk(row.committed),
            "Updated": lambda row: datetime.combine(row.updated, datetime.min.time()),
            "Ward Name": lambda row: spell(rng, row.area) if row.area else "",
            "Home Office Code": lambda row: row.code,
            "CSE": lambda row: rng.choice(["Y", "CSE", "Yes"]) if row.flag == "Y" else row.flag,
            "Exploitation Type": lambda row: row.kind,
            "CSE Risk": lambda row: row.risk,
            "Vulnerability": lambda row: row.vulnerabilities,
            "Summary": lambda row: row.narrative,
        },
    )
    title = [["CSE extract October 2018 to March 2019 (invented)"], []]
    save_sheet(
        folder / "VC CSE extract Oct-Mar.xlsx",
        {"Extract": title + lines, "Guidance": [["Risk is entered by the officer in the case."], ["99 = not known"]]},
        merge="A1:F1",
    )


def county() -> None:
    """Three months, October to December 2018, of a year's period: 164 children's cases of 187 records."""
    rng = random.Random(2018)
    rows = cases(
        rng, prefix="EL", risks={"high": 16, "medium": 61, "low": 73, "": 37}, untyped=44,
        areas={"Stourfield": 81, "Elm Market": 58, "High Weald": 45, "": 3},
        first=date(2018, 10, 1), last=date(2018, 12, 31), children=164, described=0.3,
    )  # fmt: skip
    rows += [replace(row, victim_id=f"ELV9{n:05d}") for n, row in enumerate(rng.sample(rows, 6))]
    rows += others(rng, rows, prefix="EL", count=90, unflagged=11) + reissued(rng, rows, 9)
    rng.shuffle(rows)
    lines = dress(
        rows,
        {
            "Occurrence Number": lambda row: row.record_id,
            "Nominal": lambda row: row.victim_id,
            "Created Date": lambda row: datetime.combine(row.recorded, datetime.min.time()),
            "Last Modified": lambda row: iso(row.updated),
            "LPA": lambda row: spell(rng, row.area) if row.area else "",
            "HO Class": lambda row: row.code,
            "Qualifiers": lambda row: "CSE; YP" if row.flag == "Y" else rng.choice(["", "YP", "DV; YP"]),
            "Model": lambda row: row.kind,
            "Risk Grading": lambda row: row.risk,
            "Vulnerabilities": lambda row: row.vulnerabilities,
            "OEL": lambda row: row.narrative,
        },
    )
    title = [["Elmshire Police: occurrences with CSE qualifier, sample quarter (invented)"], []]
    notes = [["Read me"], ["Quarter taken as representative by the author of the request."]]
    save_sheet(HERE / "county" / "records" / "elmshire_q3.xlsx", {"Q3": title + lines, "Read me": notes})


def coastal() -> None:
    """The calendar year 2018 by tab-separated text in UTF-16."""
    rng = random.Random(1218)
    rows = cases(
        rng, prefix="SM", risks={"high": 31, "medium": 74, "low": 88, "": 52}, untyped=40,
        areas={"Sandmere": 131, "Port Ansel": 77, "Gull Point": 37},
        first=date(2018, 1, 1), last=date(2018, 12, 9), children=219, described=0.35,
    )  # fmt: skip
    rows += others(rng, rows, prefix="SM", count=120, unflagged=14) + reissued(rng, rows, 11)
    rng.shuffle(rows)
    lines = dress(
        rows,
        {
            "CrimeNumber": lambda row: row.record_id,
            "VictimID": lambda row: row.victim_id,
            "DateRecorded": lambda row: f"{row.recorded:%d-%b-%y}",
            "DateUpdated": lambda row: f"{row.updated:%d-%b-%y}",
            "DateFrom": lambda row: f"{row.committed:%d-%b-%y}" if row.committed else "",
            "Locality": lambda row: spell(rng, row.area),
            "OffenceCode": lambda row: row.code,
            "CSEMarker": lambda row: "TRUE" if row.flag == "Y" else "FALSE",
            "CSEModel": lambda row: row.kind,
            "RiskLevel": lambda row: row.risk,
            "Vulnerabilities": lambda row: row.vulnerabilities,
            "Notes": lambda row: row.narrative,
        },
    )
    folder = HERE / "coastal" / "records"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sandmere_2018.tsv").write_bytes(as_csv(lines, separator="\t").encode("utf-16"))


def concordant() -> None:
    """High 121 of 247 children with a risk; four without. Partners count a hundred and twelve at that level."""
    rng = random.Random(7)
    rows = cases(
        rng, prefix="AL", risks={"high": 121, "medium": 104, "low": 22, "": 4}, untyped=9,
        areas={"Alder Bridge": 96, "Millbrook": 88, "Sallow End": 67},
        first=date(2018, 4, 1), last=date(2019, 3, 31), children=251, described=0.8,
    )  # fmt: skip
    rows += others(rng, rows, prefix="AL", count=60, unflagged=1) + reissued(rng, rows, 8)
    rng.shuffle(rows)
    lines = dress(
        rows,
        {
            "record_id": lambda row: row.record_id,
            "victim_id": lambda row: row.victim_id,
            "recorded_date": lambda row: iso(row.recorded),
            "updated_date": lambda row: iso(row.updated),
            "area": lambda row: spell(rng, row.area),
            "offence_code": lambda row: row.code,
            "cse_flag": lambda row: row.flag,
            "cse_type": lambda row: row.kind,
            "risk_level": lambda row: row.risk,
            "vulnerabilities": lambda row: row.vulnerabilities,
        },
    )
    folder = HERE / "concordant" / "records"
    folder.mkdir(parents=True, exist_ok=True)
    pd.DataFrame(lines[1:], columns=lines[0]).to_parquet(folder / "aldermoor.parquet", index=False)


def overgraded() -> None:
    """High 148 of 301 children with a risk, fourteen without: a tool that grades nearly every missing child high."""
    rng = random.Random(11)
    rows = cases(
        rng, prefix="FH", risks={"high": 148, "medium": 96, "low": 57, "": 14}, untyped=30,
        areas={"Fen Hollow": 170, "Dunmarsh": 145},
        first=date(2018, 4, 1), last=date(2019, 3, 31), children=315, described=0.6,
    )  # fmt: skip
    rows += others(rng, rows, prefix="FH", count=70, unflagged=2) + reissued(rng, rows, 6)
    rng.shuffle(rows)
    lines = dress(
        rows,
        {
            "Crime Reference": lambda row: row.record_id,
            "Person URN": lambda row: row.victim_id,
            "Recorded On": lambda row: uk(row.recorded),
            "Modified On": lambda row: uk(row.updated),
            "Beat": lambda row: spell(rng, row.area),
            "Offence Code": lambda row: row.code,
            "CSE Marker": lambda row: {"Y": "CSE confirmed", "": "", "N": "No", "NOT CSE": "NOT CSE"}[row.flag],
            "Type of CSE": lambda row: row.kind,
            "Risk": lambda row: row.risk,
            "Vulnerabilities": lambda row: row.vulnerabilities,
            "MO": lambda row: row.narrative,
        },
    )
    folder = HERE / "overgraded" / "records"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "fen_hollow.csv").write_bytes(as_csv(lines, separator=";").encode("utf-8-sig"))


if __name__ == "__main__":
    for make in (metropolitan, county, coastal, concordant, overgraded):
        make()
