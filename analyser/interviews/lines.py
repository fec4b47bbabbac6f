"""The grammar of a speaker's label: what one line may offer as a label, in every usual shape."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from analyser.interviews.cues import NAME_WORD, TIME, cues

_PART = rf"{NAME_WORD},?"
_NAME = rf"(?P<name>{_PART}(?:[ \u00a0\u202f]{_PART}){{0,6}})"
_ROLE = r"(?:[ \u00a0]{0,3}[(\[](?P<role>[^()\[\]\n:]{1,80})[)\]])?"
_BOLD = r"(?P<bold>\*{1,3}|_{1,3})?"
_UNBOLD = r"(?:\*{1,3}|_{1,3})?"
_UNSEEN = r"\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"  # marks of direction and the like
_BLANK = rf"[ \u00a0\u202f\t{_UNSEEN}]{{0,20}}"
# What may stand before a label: a heading's, quotation's or list's mark, a picture, the number of the turn.
_LEAD = re.compile(
    rf"{_BLANK}(?:#{{1,6}} |>{{1,3}}[ ]?|[-*•] |[^\w\s\x00-\x7f“”‘’«»„…–—£€¿¡{_UNSEEN}]{{1,3}}[ ]{{0,2}})?"
    rf"(?:(?:\(\d{{1,4}}\)|\[\d{{1,4}}\]|\d{{1,4}}[.)])[ \u00a0\t]{{1,8}}|\d{{1,4}}\t[ \t]{{0,8}})?{_BLANK}"
)
_LATER_TIME = rf"{_BLANK}[-–—|,]?{_BLANK}(?<!\d){TIME.replace('clock', 'later')}"

# In the order in which they are tried; words in capitals stand for what the lexicon lists.
_STYLES = {
    "colon": rf"{_BOLD}{_NAME}{_ROLE}(?:{_LATER_TIME})?{_UNBOLD}{_BLANK}:(?!\d){_UNBOLD}"
    rf"(?=\s|$|[\"“‘'(\[*_A-Z{_UNSEEN}])",
    "timed": rf"{_BOLD}{_NAME}{_ROLE}(?<!\w\w[.,!?]){_UNBOLD}{_LATER_TIME}{_UNBOLD}(?=\s|$)",
    "glued": rf"{_BOLD}{_NAME}{_ROLE}{_UNBOLD}:(?=[a-z0-9])",
    "dot": rf"{_BOLD}(?P<name>[A-Z]{{1,3}}\d{{0,2}}|STOPPED)\.{_UNBOLD}(?=\s|$)",
    "tab": rf"{_BOLD}{_NAME}{_ROLE}{_UNBOLD}[ ]{{0,3}}\t(?=\s{{0,20}}\S)",
    "bracket": rf"{_BOLD}[\[<{{](?P<name>{_PART}(?:[ ]{_PART}){{0,4}})[\]>}}]{_UNBOLD}(?=\s|$)",
    "bold": rf"(?P<bold>\*{{2,3}}|__){_NAME}{_ROLE}[.]?(?:\*{{2,3}}|__)(?=\s|$)",
    "dash": rf"{_BOLD}{_NAME}{_ROLE}{_UNBOLD}(?:[ ]{{1,3}}[-–—]{{1,2}}|[–—])(?=\s)",
    "sign": rf"{_BOLD}{_NAME}{_ROLE}{_UNBOLD}{_BLANK}[;|](?=\s)",
    "number": r"(?P<name>LETTER\d{1,3})(?=[ \t\u00a0]{1,8}\S)",
    "gap": rf"{_BOLD}{_NAME}{_ROLE}(?<![.,!?]){_UNBOLD}[ ]{{2,20}}(?=\S)",
    "alone": rf"{_BOLD}{_NAME}{_ROLE}{_UNBOLD}{_BLANK}$",
}
_BEHIND = re.compile(rf"{_BLANK}{TIME}(?=\s|$)")
_LONGEST = 220  # characters of a line that are looked at


@dataclass(frozen=True)
class Candidate:
    """What may be a label: `start` to `end` in the text, with what it says."""

    start: int
    end: int
    name: str
    role_note: str
    time: str
    style: str
    bold: bool
    behind: str  # the first character of what follows
    asked: bool = False  # what stands before it ends with a question mark
    beneath: str = ""  # the key of the label that is all of the line before it


@dataclass(frozen=True)
class _Patterns:
    dated: re.Pattern[str]
    first_time: re.Pattern[str]
    styles: dict[str, re.Pattern[str]]


@cache
def _patterns() -> _Patterns:
    known = cues()
    halves = known.any_of["day_halves"]
    letters = "".join(sorted(known.hearing)).upper()
    return _Patterns(
        dated=re.compile(
            rf"\[?\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{1,4}},?[ ]{{1,2}}{TIME}(?:[ \u202f]?(?:{halves}))?\]?{_BLANK}"
            rf"(?:[-–—]{_BLANK})?",
            re.IGNORECASE,
        ),
        first_time=re.compile(rf"{_UNBOLD}{TIME}{_UNBOLD}{_BLANK}(?:[-–—|]{_BLANK})?(?!\w{{0,2}}(?:{halves})\b)"),
        styles={
            style: re.compile(pattern.replace("STOPPED", known.any_of["stopped"]).replace("LETTER", f"[{letters}]"))
            for style, pattern in _STYLES.items()
        },
    )


def candidate(line: str, offset: int, *, heading: bool = False) -> Candidate | None:
    """What a line offers as a label; `offset` is where it begins in the text.

    >>> found = candidate("[00:01:02] **MS PATEL (social worker):** We have six.", 0)
    >>> found.name, found.role_note, found.time, found.style, found.behind
    ('MS PATEL', 'social worker', '00:01:02', 'colon', 'W')
    """
    head = line[:_LONGEST]
    lead = _LEAD.match(head)
    at = lead.end() if lead else 0
    patterns = _patterns()
    first = patterns.dated.match(head, at) or patterns.first_time.match(head, at)
    time = first.group("clock") if first else ""
    at = first.end() if first else at
    for style, pattern in patterns.styles.items():
        match = pattern.match(head, at)
        if match is None or (style in ("alone",) and len(line) > _LONGEST):
            continue
        groups = match.groupdict()
        behind = _BEHIND.match(head, match.end())
        end = behind.end() if behind else match.end()
        time = time or groups.get("later") or (behind.group("clock") if behind else "")
        if time and style in ("alone", "tab", "dash"):
            style = "timed"
        rest = line[end:].lstrip(" \t\u00a0*_")[:1]
        return Candidate(
            start=offset,
            end=offset + end,
            name=_written(groups["name"]),
            role_note=groups.get("role") or "",
            time=time,
            style=style,
            bold=bool(groups.get("bold")) or style == "bold" or heading,
            behind=rest,
        )
    return None


def _written(name: str) -> str:
    """The name with single spaces, without a stop at its end but for that of initials."""
    plain = " ".join(name.strip(" ,").split())
    return plain if "." in plain[:-1] else plain.rstrip(".")
