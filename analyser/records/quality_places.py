"""Whether the records' area is where the child lives or where the offence was, and how often the two differ."""

from __future__ import annotations

from typing import Any

from analyser.records.cases import Cases
from analyser.records.lists import column_names
from analyser.records.quality_rules import Row, judged, not_checked
from analyser.records.quality_view import column_of
from analyser.records.recognise import has_word
from analyser.records.scope import area_keys
from analyser.records.table import RecordTable


def place_checks(table: RecordTable, cases: Cases) -> list[Row]:
    """The check `home_elsewhere`: cases recorded in another area than the child's home, of those that tell both."""
    if not {"home_area", "area"}.isdisjoint(table.absent):
        return [not_checked("home_elsewhere")]
    told = cases.frame[cases.frame["is_cse"] & ~cases.frame["surplus"]]
    home = area_keys(column_of(table, told, "home_area")).to_numpy(dtype=object)
    area = told["area_key"].to_numpy(dtype=object)
    both = (home != "") & (area != "")
    n, rows = int((home[both] != area[both]).sum()), int(both.sum())
    share = n / rows if rows else 0.0
    found = [sheet.columns["area"] for sheet in table.recognised.sheets if "area" in sheet.columns]
    headers = list(dict.fromkeys(" + ".join(parts) for parts in found))
    kinds = {_kind(header) for header in headers}
    words: dict[str, Any] = {
        "n": n,
        "rows": rows,
        "share": share,
        "headers": [f"“{header}”" for header in headers],
        "kind": _WHICH[kinds.pop() if len(kinds) == 1 else ""],
    }
    return [judged("home_elsewhere", share, **words)]


_WHICH = {
    "offence": "the place of the offence",
    "home": "the child's home",
    "": "not told by its header to be the place of the offence or the child's home",
}


def _kind(header: str) -> str:
    """What the header says of the area; "" where it says neither or both."""
    said = [kind for kind, words in column_names()["area_kinds"].items() if has_word(header, words)]
    return said[0] if len(said) == 1 else ""
