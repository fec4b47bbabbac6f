"""When two forms of a name are one speaker: in the labels of a transcript, and between these and what a study names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from analyser.interviews.cues import cues, label_key
from analyser.interviews.source import Label

_BRACKETED = re.compile(r"(?P<bare>[^()\[\]]*[^()\[\]\s])\s*[(\[](?P<note>[^()\[\]]+)[)\]]\s*")


def bare_name(name: str) -> tuple[str, str]:
    """A name and what stands in brackets behind it.

    >>> bare_name("Ms Hale (researcher)"), bare_name("Ana")
    (('Ms Hale', 'researcher'), ('Ana', ''))
    """
    match = _BRACKETED.fullmatch(name)
    return (match.group("bare"), match.group("note").strip()) if match else (name, "")


def bare_label(label: Label) -> Label:
    """The label with the brackets of its name apart."""
    name, note = bare_name(label.name)
    return replace(label, name=name, role_note=note) if note and not label.role_note else label


def matching(wanted: str, speakers: Collection[str]) -> list[str]:
    """The speakers that a name in a study or its metadata means: the same name, else the same but for brackets, else a
    longer or shorter form of it.

    >>> matching("Ana (Hearth House)", ["Ana", "Kim"]), matching("Kim", ["Kim Lee", "Ana"])
    (['Ana'], ['Kim Lee'])
    >>> matching("Partner 2", ["Partner", "Partner 1"])
    []
    """
    key = label_key(wanted)
    same = [name for name in speakers if label_key(name) == key]
    if same or not key:
        return same
    bare, note = bare_name(wanted)
    but_brackets = [
        name
        for name in speakers
        if label_key(bare_name(name)[0]) == label_key(bare)
        and (not note or not bare_name(name)[1] or label_key(bare_name(name)[1]) == label_key(note))
    ]
    return but_brackets or [
        name
        for name in speakers
        if _is_longer(label_key(bare_name(name)[0]), label_key(bare))
        or _is_longer(label_key(bare), label_key(bare_name(name)[0]))
    ]


def speaker_names(labels: Sequence[Label]) -> dict[Label, str]:
    """One name for each speaker: the first form of the labels that are the same but for case, marks and surname.

    What stands in brackets belongs to the name only where it is all that tells two speakers apart.
    """
    notes: dict[str, set[str]] = defaultdict(set)
    for label in labels:
        if label.role_note and not _is_manner(label.role_note):
            notes[label_key(label.name)].add(label_key(label.role_note))
    longer = _longer_names({label_key(label.name) for label in labels})
    numbered = _numbered_questions(labels)
    first: dict[tuple[str, str], str] = {}
    names = {}
    for label in labels:
        key = longer[label_key(label.name)]
        key = key.split()[0].rstrip("0123456789") if key in numbered else key
        told = label.role_note and not _is_manner(label.role_note)
        note = label_key(label.role_note) if told and len(notes[label_key(label.name)]) > 1 else ""
        shown = f"{label.name} ({label.role_note})" if note else label.name
        names[label] = first.setdefault((key, note), shown)
    return names


def _is_manner(note: str) -> bool:
    """Whether brackets behind a name say how it was spoken, not who spoke: "laughing", "on the phone"."""
    words = label_key(note).split()
    spoken = cues().sets["note_words"] | cues().sets["note_company"]
    return all(word in spoken and not cues().role(word) for word in words)


def _is_longer(key: str, head: str) -> bool:
    """Whether a key begins with another one that is a name of its own, not a role, a title or a name to be numbered."""
    if not key.startswith(head + " ") or len(head) < 3 or key[-1].isdigit():
        return False
    return not cues().role(head) and head not in cues().sets["titles"] and head not in cues().sets["agencies"]


def _longer_names(keys: set[str]) -> dict[str, str]:
    """For each key the one longer key that begins with it ("jane": "jane smith"), else itself."""
    begun: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        head, _, tail = key.partition(" ")
        if tail and not tail[-1].isdigit() and len(head) > 2:
            begun[head].append(key)
    return {key: begun[key][0] if len(begun[key]) == 1 else key for key in keys}


def _numbered_questions(labels: Sequence[Label]) -> set[str]:
    """Labels such as Q1, A1, Q2, A2, whose numbers count the questions and not the speakers."""
    counts = Counter(label_key(label.name) for label in labels)
    pattern = re.compile(rf"({'|'.join(cues().hearing)})\s?\d{{1,3}}")
    numbered = {key: match.group(1) for key in counts if (match := pattern.fullmatch(key))}
    questions = [key for key, letter in numbered.items() if letter == cues().question]
    if len(questions) < 2 or any(counts[key] > 1 for key in questions):
        return set()
    return {key for key in numbered if counts[key] == 1}
