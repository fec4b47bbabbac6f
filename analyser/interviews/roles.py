"""Who interviews: by the label's words, by what the study or the metadata say, else by who asks."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from analyser.interviews.cues import cues, label_key

_QUESTION = re.compile(r"\?")
HOW_TO_SET = 'set interviewer = ["…"] in [interviews] of study.toml'


@dataclass(frozen=True)
class Voice:
    """What one speaker says in the whole interview."""

    name: str
    notes: frozenset[str]  # what stood in brackets after the name
    speeches: tuple[str, ...]
    opens: bool


def assign_roles(
    voices: Sequence[Voice], *, interviewer: Collection[str] = (), partners: Collection[str] = ()
) -> tuple[dict[str, str], list[str]]:
    """The role of each speaker, and warnings where it was guessed.

    Args:
        interviewer: labels that the study names as interviewers.
        partners: speakers that the metadata names; they are no interviewers.
    """
    named = {label_key(name) for name in interviewer}
    sure = {label_key(name) for name in partners}
    roles = {voice.name: _by_words(voice, named, sure) for voice in voices}
    warnings = []
    if "interviewer" not in roles.values():
        asking = _who_asks([voice for voice in voices if roles[voice.name] in ("", "neutral")])
        if asking:
            roles.update(dict.fromkeys(asking, "interviewer"))
            warnings.append(f"{_listed(asking)} taken to be the interviewer, who asks; if not so, {HOW_TO_SET}")
        elif any(voices) and not (len(voices) == 1 and voices[0].name == ""):
            warnings.append(
                f"no interviewer recognised among {_listed([voice.name for voice in voices])}: all is taken to be the "
                f"partners'; if not so, {HOW_TO_SET}"
            )
    if {"q", "a"} <= set(map(label_key, roles)):  # a hearing: the witness answers, the others are counsel and panel
        roles.update({name: "other" for name, role in roles.items() if not role})
    others = [name for name, role in roles.items() if role == "other"]
    if others:
        warnings.append(f"{_listed(others)} taken to be neither partner nor interviewer")
    return {name: role if role in ("interviewer", "other") else "partner" for name, role in roles.items()}, warnings


def _by_words(voice: Voice, interviewers: set[str], partners: set[str]) -> str:
    key = label_key(voice.name)
    if key in interviewers:
        return "interviewer"
    if key in partners:
        return "partner"
    told = [cues().role(label_key(note)) for note in sorted(voice.notes)]
    if "interviewer" in told:
        return "interviewer"
    return cues().role(key)


def _who_asks(voices: Sequence[Voice]) -> list[str]:
    """The speakers whose turns are mostly questions and shorter than the others'; none where nobody stands out."""
    if len(voices) < 2:
        return []
    asked = {voice.name: _share_asking(voice) for voice in voices}
    length = {voice.name: sum(map(len, voice.speeches)) / max(1, len(voice.speeches)) for voice in voices}
    first = max(voices, key=lambda voice: (asked[voice.name] + 0.15 * voice.opens, -length[voice.name]))
    rest = [voice.name for voice in voices if voice.name != first.name]
    least = 0.25 if first.opens else 0.4
    if asked[first.name] < least or asked[first.name] < 1.5 * min(asked[name] for name in rest):
        return []
    found = [first.name]
    for name in rest:
        if asked[name] >= 0.6 and asked[name] >= 0.75 * asked[first.name] and length[name] < max(length.values()) / 2:
            found.append(name)
    return found if len(found) < len(voices) else found[:1]


def _share_asking(voice: Voice) -> float:
    asking = sum(bool(_QUESTION.search(speech) or cues().asking.match(speech)) for speech in voice.speeches)
    return asking / max(1, len(voice.speeches))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"{name!r}" for name in names)


def roles_of(roles: Mapping[str, str], role: str) -> list[str]:
    """The speakers of one role, in order."""
    return [name for name, held in roles.items() if held == role]
