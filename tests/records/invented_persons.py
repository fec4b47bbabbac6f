"""Invented children in the lists of several agencies, with the slips of such lists; the truth is known."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from pathlib import Path

FORENAMES = """Aaliyah Abigail Adam Aisha Alexander Alice Amelia Amina Amy Anna Archie Ava Ben Bethany Callum Charlotte
    Chloe Connor Daniel Daisy Dylan Elena Ella Ellie Emily Erin Ethan Eva Evie Fatima Finley Freya George Grace Hamza
    Hannah Harriet Harry Holly Ibrahim Imogen Isaac Isla Jack Jade James Jasmine Jayden Jessica Joshua Kayleigh Keira
    Kieran Lauren Layla Leah Leo Lewis Lily Logan Lucy Luke Maisie Maryam Matilda Max Megan Mia Millie Mohammed Molly
    Nadia Nathan Niamh Noah Oliver Olivia Oscar Owen Paige Phoebe Poppy Rebecca Rhys Rosie Ruby Ryan Samira Samuel
    Scarlett Shannon Sienna Sofia Sophie Summer Tegan Thomas Tyler William Yasmin Zainab Zara Zoe""".split()  # noqa: SIM905
SURNAMES = """Adams Ahmed Akhtar Ali Allen Bailey Baker Barnes Begum Bell Bennett Brooks Brown Butler Campbell Carter
    Chapman Clarke Collins Cooper Cox Davies Davis Dixon Edwards Ellis Evans Fisher Foster Fox Gibson Gill Graham Grant
    Gray Green Griffiths Hall Harris Harrison Harvey Hill Holmes Howard Hughes Hunt Hussain Jackson James Jenkins
    Johnson Jones Kaur Kelly Khan King Knight Lee Lewis Lloyd Marshall Martin Mason Matthews Miah Miller Mills Mitchell
    Moore Morgan Morris Murphy Murray Owen Palmer Parker Patel Phillips Powell Price Reid Reynolds Richards Richardson
    Roberts Robinson Rogers Rose Russell Scott Shah Shaw Simpson Singh Smith Stevens Stewart Taylor Thomas Thompson
    Turner Walker Walsh Ward Watson Webb White Wilkinson Williams Wilson Wood Wright Young""".split()  # noqa: SIM905
HEADERS = ["Crime Ref", "Person Ref", "Date Recorded", "Ward", "CSE Flag", "Risk Level", "Forename", "Surname",
           "Date of Birth", "Sex"]  # fmt: skip
LINKED = ("Forename", "Surname", "Date of Birth", "Sex")


@dataclass(frozen=True)
class Row:
    """A row of a list and the child that it is of."""

    list: str
    cells: dict[str, str]
    truth: int


def invented_rows(children: int, *, seed: int, lists: tuple[str, ...] = ("police", "care", "charity")) -> list[Row]:
    """Rows of invented children: some in several lists, some with siblings, some without an id, many with slips."""
    draw = random.Random(seed)  # noqa: S311
    rows: list[Row] = []
    surname = ""
    for truth in range(children):
        if not surname or draw.random() > 0.05:  # the others are siblings
            surname = draw.choice(SURNAMES)
        born = (draw.randint(2001, 2008), draw.randint(1, 12), draw.randint(1, 28))
        person = {
            "Forename": draw.choice(FORENAMES), "Surname": surname, "Sex": draw.choice(["Female", "Female", "Male"]),
            "Date of Birth": f"{born[2]:02d}/{born[1]:02d}/{born[0]}",
        }  # fmt: skip
        held = [name for name in lists if draw.random() < 0.5] or [draw.choice(lists)]
        for name in held:
            for _ in range(1 + (draw.random() < 0.2)):
                cells = {
                    **{header: _slip(header, person[header], draw) for header in LINKED},
                    "Crime Ref": f"{name}-{len(rows)}",
                    "Person Ref": "" if draw.random() < 0.1 else f"{name[0].upper()}{truth * 7 % 10_007}",
                    "Date Recorded": f"{draw.randint(1, 28):02d}/{draw.randint(1, 12):02d}/2018",
                    "Ward": draw.choice(["Northgate", "Harbour"]),
                    "CSE Flag": "Yes",
                    "Risk Level": draw.choice(["High", "Medium", "Low"]),
                }
                rows.append(Row(name, cells, truth))
    draw.shuffle(rows)
    return rows


def _slip(header: str, text: str, draw: random.Random) -> str:
    """The cell as a hurried person writes it."""
    chance = draw.random()
    if chance < 0.04:
        return draw.choice(["", "Not known"])
    if header == "Sex":
        return text if chance < 0.98 else "Not known"
    if chance < 0.88:
        return text.upper() if draw.random() < 0.2 else text
    if header == "Date of Birth":
        day, month, year = text.split("/")
        if chance < 0.92 and int(day) <= 12:
            return f"{month}/{day}/{year}"
        return f"{draw.randint(1, 28):02d}/{month}/{year}"
    place = draw.randrange(1, len(text) - 1)
    kinds = (
        text[:place] + text[place + 1 :],
        text[:place] + draw.choice("aeiourstn") + text[place:],
        text[:place] + text[place + 1] + text[place] + text[place + 2 :],
    )
    return draw.choice(kinds)


def write_lists(rows: list[Row], folder: Path) -> None:
    """A file for each list."""
    for name in sorted({row.list for row in rows}):
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, HEADERS)
            writer.writeheader()
            writer.writerows(row.cells for row in rows if row.list == name)


def precision_and_recall(found: list[int], truth: list[int]) -> tuple[float, float]:
    """Of the pairs of rows that were made one child, the share that is; of those that are, the share that was made."""

    def pairs(groups: list[object]) -> int:
        sizes: dict[object, int] = {}
        for group in groups:
            sizes[group] = sizes.get(group, 0) + 1
        return sum(size * (size - 1) // 2 for size in sizes.values())

    right = pairs(list(zip(found, truth, strict=True)))
    return right / max(1, pairs(list(found))), right / max(1, pairs(list(truth)))
