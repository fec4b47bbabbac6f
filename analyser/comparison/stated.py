"""The measure `stated`: what partners say of the records themselves, one vote for each agency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from analyser.comparison.cells import Cell
from analyser.comparison.findings import AGREE, INDETERMINATE, PARTNERS_HIGHER, RECORDS_HIGHER, several
from analyser.comparison.voices import VOTES, Voice, agencies, by_agency

FEWEST_VOTES = 2
_SAYS = {"under_recorded": PARTNERS_HIGHER, "over_recorded": RECORDS_HIGHER, "matches": AGREE}
_WORDS = {
    "under_recorded": "the records show too little",
    "over_recorded": "the records show too much",
    "matches": "the records match",
}


def measure(cell: Cell) -> dict[str, Any]:
    """The row's finding and note; `partners` is the number of votes for what most agencies say.

    An agency votes for what most of its claims say; one without a lead has no vote, nor do blank or wrong fields.
    """
    votes = {agency: leading for agency, own in by_agency(cell.voices).items() if (leading := vote(own))}
    tally = Counter(votes.values())
    finding, leading = INDETERMINATE, max(VOTES, key=lambda kind: tally[kind])
    if tally[leading] >= FEWEST_VOTES and tally[leading] > 2 * (len(votes) - tally[leading]):
        finding = _SAYS[leading]
    said = [f"{several(tally[kind], 'agency says', 'agencies say')} {_WORDS[kind]}" for kind in VOTES if tally[kind]]
    undecided = [name for name in agencies([v for v in cell.voices if any(v.claims.values())]) if name not in votes]
    if undecided:
        said.append(f"{several(len(undecided), 'agency is', 'agencies are')} undecided")
    row: dict[str, Any] = {
        "finding": finding,
        "note": [", ".join(said) or "no agency makes a claim on the records"],
        "excerpts": [one for voice in cell.voices if any(voice.claims.values()) for one in voice.claim_ids],
    }
    if votes:
        row["partners"] = tally[leading]
    if finding != INDETERMINATE:
        row["support"] = tally[leading]
    return row


def vote(voices: Sequence[Voice]) -> str:
    """What most claims of one agency's voices say; "" without a lead."""
    claims: Counter[str] = Counter()
    for voice in voices:
        claims.update(voice.claims)
    (first, most), (_, next_most), *_ = claims.most_common()
    return first if most > next_most else ""
