"""The words of a finding, and what is told beside each."""

from __future__ import annotations

from collections.abc import Callable

PARTNERS_HIGHER = "partners_higher"
RECORDS_HIGHER = "records_higher"
AGREE = "agree"
RECORDS_SILENT = "records_silent"
PARTNERS_SILENT = "partners_silent"
INDETERMINATE = "indeterminate"

HIGHER = (PARTNERS_HIGHER, RECORDS_HIGHER)
MISMATCH = (*HIGHER, RECORDS_SILENT, PARTNERS_SILENT)


def tipping(holds: Callable[[float], bool], central: float) -> float | None:
    """The share of the missing at which a finding goes, nearest to the `central` one; None where none makes it go.

    `holds` tells whether the finding stands when that share of the missing is high; it changes once on either side.

    >>> tipping(lambda share: share < 0.25, 0.1)
    0.25
    >>> tipping(lambda share: True, 0.1) is None
    True
    """
    if not holds(central):
        return None
    found = []
    for end in (1.0, 0.0):
        if holds(end):
            continue
        inside, outside = central, end
        for _ in range(50):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if holds(middle) else (inside, middle)
        found.append(round(outside, 6))
    return min(found, key=lambda share: abs(share - central), default=None)


def fit_of(finding: str, partners: float | None, records: float | None, margin: float) -> str:
    """How the two sides fit, in the words of the triangulation protocol (Farmer et al. 2006, Qual Health Res 16:377).

    >>> fit_of("partners_higher", 9, 2, 1.5), fit_of("indeterminate", 9, 2, 1.5), fit_of("indeterminate", 2, 2, 1.5)
    ('dissonance', 'partial', '')
    """
    if finding == AGREE:
        return "agreement"
    if finding in HIGHER:
        return "dissonance"
    if finding in (RECORDS_SILENT, PARTNERS_SILENT):
        return "silence"
    if partners is None or records is None:
        return ""
    return "partial" if max(partners, records) > margin * min(partners, records) else ""


def number(value: float) -> str:
    """A number as a note prints it.

    >>> number(12.0), number(2.345), number(0.04567)
    ('12', '2.3', '0.046')
    """
    if abs(value - round(value)) < 1e-9:
        return str(round(value))
    return f"{value:.1f}" if abs(value) >= 1 else f"{value:.2g}"


def several(count: int, one: str, more: str = "") -> str:
    """
    >>> several(1, "agency", "agencies"), several(3, "speaker")
    ('1 agency', '3 speakers')
    """
    return f"{count} {one if count == 1 else more or one + 's'}"
