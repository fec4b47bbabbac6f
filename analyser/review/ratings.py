"""Who coded which passage how: the ratings that agreement is measured of, a row a passage and coder.

Columns: `passage`, `text_hash`, `interview_id`, `coder`, `kind` (one of `KINDS`), `seen` (`yes` where an analyst had
other codes of the passage in view) and the ten codes (`codes.CODES`). An analyst's rating is what they first coded and
let stand: what they changed once they had seen other codes, and what was adjudicated, is review and no longer a coding
of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pandas as pd

from analyser.coding import read_codes
from analyser.review.codes import NUMBERS, in_order
from analyser.review.log import Event
from analyser.review.passages import hash_of, keys_of, place_of
from analyser.review.standing import done_and_undone
from analyser.schemas import CODES
from analyser.tables import cell

KINDS = ("analyst", "model", "table")
COLUMNS = ("passage", "text_hash", "interview_id", "coder", "kind", "seen", *CODES)
CODED = ("accept", "change", "add", "join", "split")
GIVEN = "codes given"  # passages whose codes come from a table and not from a model
Codes = tuple[str, ...]
Rating = tuple[str, ...]


def analysts_ratings(events: Sequence[Event], passages: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """The analysts' ratings out of the log's events, and how many decisions were left out, by reason.

    `passages` (`passages.PASSAGES`) hold the codes that an event without codes of its own has accepted.
    """
    machine: dict[tuple[str, str], Codes] = {}
    steps: dict[str, list[Event]] = {}
    for event in events:
        steps.setdefault(event.analyst, []).append(event)
        if not (event.codes or machine):
            keys = zip(passages["passage"].tolist(), passages["text_hash"].tolist(), strict=True)
            machine = dict(zip(keys, codes_in_order(passages), strict=True))
    rows: list[Rating] = []
    left_out: Counter[str] = Counter()
    for analyst, own in steps.items():
        stands = set(done_and_undone((event.number, event.kind) for event in own)[0])
        rated: set[tuple[str, str]] = set()
        for event in own:
            unit = (event.passage, event.text_hash)
            if event.number not in stands or event.kind not in CODED:
                continue
            if unit in rated:
                left_out["changed after the first coding"] += 1
                continue
            rated.add(unit)
            codes = tuple(event.codes[name] for name in CODES) if event.codes else machine.get(unit)
            if event.kind == "split":
                left_out["split into parts"] += 1
            elif codes is None:
                left_out["accepted codes of a text that has changed"] += 1
            else:
                # The page says whether other codes were covered; a sheet always shows the machine's.
                seen = event.detail.get("blind") is False or bool(event.detail.get("sheet"))
                rows.append(_rating(*unit, f"analyst:{analyst}", "analyst", codes, seen=seen))
    return _frame(rows), dict(left_out)


def machine_ratings(passages: pd.DataFrame) -> pd.DataFrame:
    """The codes that were laid down for review: those of a model by its name, others as `GIVEN`."""
    columns = [passages[name].tolist() for name in ("passage", "text_hash", "coder")]
    rows = []
    for passage, text_hash, coder, codes in zip(*columns, codes_in_order(passages), strict=True):
        by, kind = (coder, "model") if coder.startswith("model:") else (GIVEN, "table")
        rows.append(_rating(passage, text_hash, by, kind, codes))
    return _frame(rows)


def table_ratings(path: Path, passages: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """The codes of a table with the columns of `coded_excerpts.csv`, and how many of its rows were left out, by reason.

    A row is of a passage where interview, start, end and text are the same; a table without texts goes by the place.

    Raises:
        InputError: as `read_codes`.
    """
    excerpts = read_codes(path)
    known = dict(zip(passages["passage"].tolist(), passages["text_hash"].tolist(), strict=True))
    rows: dict[str, Rating] = {}
    left_out: Counter[str] = Counter()
    for passage, text, codes in zip(
        keys_of(excerpts), excerpts["text"].tolist(), codes_in_order(excerpts), strict=True
    ):
        text_hash = hash_of(text) if text else known.get(passage, "")
        if passage not in known:
            left_out[f"of {path.name}: no passage at its place"] += 1
        elif text_hash != known[passage]:
            left_out[f"of {path.name}: another text at its place"] += 1
        elif passage in rows:
            left_out[f"of {path.name}: a passage for the second time"] += 1
        else:
            rows[passage] = _rating(passage, text_hash, f"file:{path.name}", "table", codes)
    return _frame(list(rows.values())), dict(left_out)


def _rating(passage: str, text_hash: str, coder: str, kind: str, codes: Codes, *, seen: bool = False) -> Rating:
    try:
        interview = place_of(passage)[0]
    except ValueError:  # of a table without offsets
        interview = passage
    return (passage, text_hash, interview, coder, kind, "yes" if seen else "no", *codes)


def codes_in_order(frame: pd.DataFrame) -> list[Codes]:
    """The ten codes of each row as text, put in order."""
    columns = [frame[name].tolist() for name in CODES]
    texts = [
        [_number(value) for value in column] if name in NUMBERS else column
        for name, column in zip(CODES, columns, strict=True)
    ]
    return [_ordered(row) for row in zip(*texts, strict=True)]


def _number(value: float) -> str:
    return cell(value, "number")


@lru_cache(maxsize=4096)
def _ordered(codes: Codes) -> Codes:
    return tuple(in_order(dict(zip(CODES, codes, strict=True))).values())


def _frame(rows: Sequence[Rating]) -> pd.DataFrame:
    columns = zip(*rows, strict=True) if rows else [()] * len(COLUMNS)
    return pd.DataFrame({name: list(column) for name, column in zip(COLUMNS, columns, strict=True)}, dtype="str")
