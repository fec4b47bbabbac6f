"""A small invented study on disk, for tests of the whole run."""

from __future__ import annotations

import csv
from pathlib import Path

TRANSCRIPT = """Interviewer: How many young people do you see at the serious end?

Partner: At the moment we've got six girls who are being exploited by a group of men and moved between addresses. \
[phone rings] One of them was missing for nine days.

Interviewer: Do the police data show that?

Partner: No, the profile doesn't reflect what we see at all. Our meeting is on Tuesdays.
"""

HEADER = ["Crime Ref", "Victim URN", "Date Recorded", "Ward", "CSE Flag", "CSE Type", "Risk Level"]
ROWS = [
    [f"R{n}", f"V{n}", f"{n % 27 + 1:02d}/{n % 12 + 1:02d}/2018", "Harbour", "Y", "Online", risk]
    for n, risk in enumerate(["High", "Medium", "Low", "", "Not known", "Medium"] * 4)
]

STUDY = """[study]
title = "Small"
period = { from = 2018-01-01, to = 2018-12-31 }
[interviews]
files = "interviews/*"
metadata = "interviews.csv"
[records]
files = "records/*"
"""


def write_study(folder: Path, *, study: str = STUDY, transcript: str = TRANSCRIPT) -> Path:
    """Writes the study into `folder` and returns it; change or remove files afterwards as the test needs."""
    for part in ("interviews", "records"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / "study.toml").write_text(study, encoding="utf-8")
    (folder / "interviews" / "beacon.txt").write_text(transcript, encoding="utf-8")
    (folder / "interviews.csv").write_text(
        "file,interview_id,speaker,agency,agency_type,area,date\n"
        "beacon.txt,,,Beacon,voluntary sector,Harbour,2019-01-09\n",
        encoding="utf-8",
    )
    write_rows(folder, [HEADER, *ROWS])
    return folder


def write_rows(folder: Path, rows: list[list[str]]) -> None:
    with (folder / "records" / "extract.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
