"""Labels in the middle of a line, where a whole exchange stands in one paragraph."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence

from analyser.interviews.cues import NAME_WORD, TIME, cues, label_key
from analyser.interviews.source import Label

# After the end of a sentence or of a note ("... many? Partner (police): Six."), or where a line begins.
_INNER = re.compile(
    rf"(?:^[ \t]{{0,20}}|(?<=[.?!…\])”\"–—-])[ \u00a0]{{1,4}})\*{{0,2}}"
    rf"(?P<name>{NAME_WORD}(?:[ \u00a0]{NAME_WORD}){{0,3}}?)"
    r"(?:[ ]?[(\[](?P<role>[^()\[\]\n:]{1,60})[)\]])?\*{0,2}[ ]?:\*{0,2}(?=[ \u00a0])",
    re.MULTILINE,
)
_STAMP = re.compile(rf"\s*{TIME}$")
_RECURS = 2


def inner_labels(text: str, known: Collection[str], labels: Sequence[Label], skip: int) -> list[Label]:
    """The labels that stand in the middle of a line.

    Believed are the document's own labels (`known` keys), a label of the opposite role beside one of these, and names
    that recur and come behind a question.
    """
    found, beginning = [], set()
    for match in _INNER.finditer(text, skip):
        if not _is_inside(match.start("name"), labels):
            label = Label(match.start("name"), match.end(), match.group("name"), match.group("role") or "")
            found.append(label)
            if match.start() == 0 or text[match.start() - 1] == "\n":
                beginning.add(label)
    if len(beginning) == len(found):
        return []
    used = {_key(label) for label in labels}
    believed = set(known) | used
    believed |= _opposite(used, found)
    believed |= _recurring(text, found, beginning, used)
    inner = [label for label in found if _key(label) in believed]
    return inner if labels or len(set(map(_key, inner))) > 1 else []


def _opposite(used: Collection[str], found: Sequence[Label]) -> set[str]:
    """Role words within lines, where the labels at the beginning of lines lack one of the two roles."""
    roles = {key: cues().role(key) for key in (*used, *map(_key, found))}
    if not {"interviewer", "partner"} <= set(roles.values()):
        return set()
    lacking = {"interviewer", "partner"} - {roles[key] for key in used}
    return {key for key, role in roles.items() if role in lacking and len(key) > 1 and not _is_never(key)}


def _is_inside(at: int, labels: Sequence[Label]) -> bool:
    before = bisect_right(labels, at, key=lambda label: label.start) - 1
    return before >= 0 and at < labels[before].end


def _key(label: Label) -> str:
    return label_key(label.name)


def _recurring(text: str, found: Sequence[Label], beginning: Collection[Label], used: Collection[str]) -> set[str]:
    """Names that recur and come behind a question; in a text that is nearly all one line also who asks these."""
    counts = Counter(map(_key, found))
    behind = (label for label in found if label not in beginning and _is_asked(text, label.start))
    asked = set(map(_key, behind))
    names = {key for key, count in counts.items() if count >= _RECURS and not _is_never(key)}
    begun = set(map(_key, beginning))
    if len(found) - len(beginning) >= sum(bool(line.strip()) for line in text.split("\n")):  # turns begin within lines
        return names if names & asked and len(names | set(used)) > 1 else set()
    return names & asked & begun if used else set()


def _is_asked(text: str, at: int) -> bool:
    before = text[max(0, at - 40) : at].rstrip(" \u00a0*")
    return _STAMP.sub("", before).endswith("?")


def _is_never(key: str) -> bool:
    return key in cues().sets["never"] or not cues().sets["never_within"].isdisjoint(key.split())
