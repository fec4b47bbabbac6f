"""An invented study of given codes: five agencies, one of which trusts the records, and blank levels."""

from __future__ import annotations

import csv
from pathlib import Path

from small_study import HEADER, write_rows

STUDY = """[study]
title = "Told"
period = { from = 2018-01-01, to = 2018-12-31 }
profile_date = 2019-02-01
update_due = 2020-01-31
as_of = 2020-07-31
[interviews]
coded = "coded.csv"
[records]
files = "records/*"
"""
AGENCIES = {
    "Beacon": ("voluntary sector", "Harbour", 30, "under_recorded"),
    "Lantern": ("voluntary sector", "Northgate", 9, "under_recorded"),
    "Clinic": ("health", "Harbour", 12, "under_recorded"),
    "Schools": ("education", "Northgate", 4, "matches"),
    "Homes": ("residential care", "Harbour", 7, "under_recorded"),
    "Force": ("police", "", 3, "matches"),
}


def write_told_study(folder: Path, *, months: int = 12, blank: int = 10) -> Path:
    """Writes the study: 60 children recorded over the first `months` months, `blank` of them without a level."""
    (folder / "records").mkdir(parents=True)
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    levels = ["High", "Medium", "Low", "Medium", "Low"]
    rows = []
    for n in range(60):
        day, area = f"{n % 27 + 1:02d}/{n % months + 1:02d}/2018", ("Harbour", "Northgate")[n % 2]
        rows.append([f"R{n}", f"V{n}", day, area, "Y", "Online", "" if n < blank else levels[n % 5]])
    write_rows(folder, [HEADER, *rows])
    names = "excerpt_id interview_id agency agency_type area date speaker text harm_level assertion quantity_kind"
    names += " quantity_low quantity_high quantity_basis data_claim turn"
    with (folder / "coded.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names.split())
        writer.writeheader()
        for place, (agency, (kind, area, cases, claim)) in enumerate(AGENCIES.items()):
            who = {"interview_id": f"i{place}", "agency": agency, "agency_type": kind, "area": area, "speaker": "P"}
            who["date"] = "" if agency == "Homes" else f"2019-01-{place + 10}"
            told = f"{agency} has {cases} children whom several men exploit and move about between addresses"
            number = {"quantity_kind": "count", "quantity_low": cases, "quantity_high": cases, "quantity_basis": "flow"}
            high, medium = ({"harm_level": level, "assertion": "affirmed"} for level in ("high", "medium"))
            said = (
                "They lack most." if claim != "matches" else "The records are not wrong about this, for all I can see."
            )
            for turn, codes in enumerate(
                (
                    {"text": told} | high | number,
                    {"text": "One went missing for nine days and came back hurt."} | high,
                    {"text": "Another meets him at weekends, we think."} | medium,
                    {"text": said, "data_claim": claim, "harm_level": "none"},
                )
            ):
                writer.writerow({**who, **codes, "excerpt_id": f"{agency}:{turn}", "turn": turn})
    return folder
