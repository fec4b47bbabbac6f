"""The header block in front of a transcript: where it ends, and whom it names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyser.interviews.cues import cues, label_key, parting
from analyser.interviews.lines import candidate
from analyser.interviews.names import bare_name

_LONGEST = 60  # lines that are looked at
_EXPLAINED = re.compile(
    r"[ \t*_]*(?P<short>[A-Z][\w.]{0,5}|[A-Z]\w+(?: \w+)?)[ \t*_]*(?P<sign>=|:|[-–—])[ \t*_]*(?P<long>\S.{0,90})"
)
_ITEM = re.compile(r"[;|]")
_NAMES, _NAMES_WITH_ROLES, _ROLES = "[,;/&]", "[,;/&()]", r"[,;/&()\[\]]|\s[-–—]\s"  # what parts them
_LISTED = re.compile(r"[^,;()]+(?:\([^()]*\))?")


def front_matter(text: str) -> int:
    """Where the header block ends that stands before the first turn; 0 without one.

    A header is YAML between rules, or lines "Date: ...", "Interviewer: KL", "KL = Kim Lee, interviewer" of which at
    least one has a key that no speaker has or explains a label. A label's line counts as header only in one block with
    such a line.
    """
    if text.startswith("---\n"):
        end = text.find("\n---", 4)
        if 0 < end < 5000:
            return text.find("\n", end + 1) + 1 or len(text)
    end = offset = 0
    block_has_key = False
    for number, line in enumerate(text.split("\n")):
        after = offset + len(line) + 1
        if number > _LONGEST:
            break
        found = candidate(line, offset) if line.strip() else None
        if not line.strip():
            block_has_key = False
        elif any(True for _ in _explained(line)) or (
            found
            and label_key(found.name) in cues().sets["header_keys"]
            and found.style in ("colon", "tab", "dash", "bold")
        ):
            block_has_key, end = True, after
        elif found and (
            (block_has_key and found.style in ("colon", "tab") and is_value(text[found.end : after]))
            or (found.style == "colon" and _names_role_once(text, found.name, line[found.end - offset :]))
        ):
            end = after
        elif found and found.style == "colon" and not is_value(text[found.end : after]):
            break
        offset = after
    return min(end, len(text))


def header_names(header: str) -> dict[str, list[str]]:
    """Whom the header block names as interviewer, as partner and otherwise: names as they stand, first names, initials.

    >>> header_names("Date: 3 May 2019\\nInterviewer: Kim Lee (KXL)\\n")["interviewer"]
    ['Kim Lee', 'KL', 'Kim', 'KXL']
    >>> header_names("AD = Ana Diaz, respondent; KL = Kim Lee, interviewer")
    {'interviewer': ['KL', 'Kim Lee'], 'partner': ['AD', 'Ana Diaz'], 'other': []}
    """
    named: dict[str, list[str]] = {"interviewer": [], "partner": [], "other": []}
    for line in header.split("\n"):
        explained = list(_explained(line))
        for role, names in explained:
            named[role or "partner"] += names if role else []
        found = None if explained else candidate(line, 0)
        if found is None:
            continue
        key = label_key(found.name)
        if key in cues().sets["attending"]:
            for role, name in _listed(line[found.end :]):
                named[role] += _forms(name)
            continue
        role = cues().role(key) or cues().role(key.removesuffix(cues().plural))
        if role not in named:
            continue
        for part in parting(_NAMES_WITH_ROLES).split(line[found.end :]):
            words = part.split()
            if words and part.strip()[0].isalnum():
                named[role].append(" ".join(words))
                if role == "interviewer":
                    named[role] += _forms(" ".join(words))[1:]
    return named


def _forms(name: str) -> list[str]:
    """A name, its initials and its first word."""
    words = name.split()
    return [name, "".join(word[0] for word in words), words[0]] if len(words) > 1 else [name]


def is_value(value: str) -> bool:
    """Whether what stands behind a colon is a header's value: a few words, no sentence."""
    words = value.split()
    return 0 < len(words) <= 8 and not value.rstrip().endswith((".", "?", "!", "…"))


def _explained(line: str) -> Iterator[tuple[str, list[str]]]:
    """Role and names of each label that a line explains ("KL = Kim Lee, interviewer"); the role empty where none is."""
    for item in _ITEM.split(line):
        match = _EXPLAINED.fullmatch(item.strip().rstrip("."))
        if match is None or item.rstrip().endswith("?"):
            continue
        parts = [part.strip() for part in parting(_ROLES).split(match.group("long")) if part.strip()]
        role = next(filter(None, (_role(part) for part in parts)), "")
        if match.group("sign") != "=":
            key = label_key(match.group("short"))
            other = cues().role(key) or key in cues().sets["header_keys"] | cues().sets["attending"]
            if not role or other or len(match.group("long").split()) > 9 or (len(parts) == 1 and len(key) > 3):
                continue
        names = [match.group("short"), *(part for part in parts[:1] if not _role(part) and part[0].isupper())]
        yield role, names


def _listed(value: str) -> Iterator[tuple[str, str]]:
    """Role and name of who is listed with a role in brackets: "Ana (manager), Kim (interviewer)"."""
    for match in _LISTED.finditer(value):
        name, note = bare_name(match.group().strip(" .*_"))
        roles = list(filter(None, (_role(part) for part in parting(_ROLES).split(note))))
        if roles and name:
            yield roles[0], name


def _role(words: str) -> str:
    """The role that a word or two tell."""
    key = label_key(words)
    role = cues().role(key) if len(key) > 1 else ""
    return role if role in ("interviewer", "partner", "other") else ""


def _names_role_once(text: str, name: str, value: str) -> bool:
    """Whether the line only says who has a role: "Researcher: Kim Lee", a label that never comes again."""
    if cues().role(label_key(name)) not in ("interviewer", "partner") or not is_value(value):
        return False
    parts = [part.split() for part in parting(_NAMES).split(value)]
    words = parts[0] if len(parts) > 1 and len(parts[0]) > 1 else [word for part in parts for word in part]
    again = re.findall(rf"^[ \t*_]*{re.escape(name)}\b", text, re.MULTILINE | re.IGNORECASE)
    return len(again) == 1 and all(word.strip("()*_")[:1].isupper() for word in words)
