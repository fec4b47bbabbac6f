"""Who interviews: by the label's words, by what the study or the metadata say, else by who asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from analyser.interviews.asking import Said, asking, features, mean_length, score
from analyser.interviews.cues import cues, label_key, parting
from analyser.interviews.names import bare_name, matching

HOW_TO_SET = 'set interviewer = ["…"] in [interviews] of study.toml'
_MARKS = "[,;/&()]"  # part roles that stand together
_TELLING = 7  # letters from which a role's word tells the role within a longer label ("Researcher Kim")


def assign_roles(
    said: Sequence[Said],
    *,
    notes: Mapping[str, Collection[str]] | None = None,
    interviewer: Collection[str] = (),
    partners: Collection[str] = (),
    others: Collection[str] = (),
    complete: bool = True,
) -> tuple[dict[str, str], list[str]]:
    """The role of each speaker, and warnings where it was guessed.

    What tells the role goes first: the study, the metadata, the label's words. Who is left is weighed by `score`:
    beside partners that are known, whoever does not answer at length interviews; else the one that stands out.

    Args:
        said: the turns in order.
        notes: what stood in brackets after each speaker's name.
        interviewer: labels that the study or the transcript's header names as interviewers.
        partners: speakers that the metadata or the header names; they are no interviewers.
        others: who the header says took no part.
        complete: whether the partners named are all the partners there are.
    """
    names = list(dict.fromkeys(turn.name for turn in said))
    told = {name for wanted in interviewer for name in matching(wanted, names)}
    named = {name for wanted in partners for name in matching(wanted, names)} - told
    roles = {name: _by_words(name, (notes or {}).get(name, ())) for name in names}
    roles |= {name: "other" for wanted in others for name in matching(wanted, names)}
    roles |= dict.fromkeys(named, "partner") | dict.fromkeys(told, "interviewer")
    roles = {name: "" if role == "neutral" else role for name, role in roles.items()}
    hearing = cues().hearing <= set(map(label_key, names))  # the witness answers, the others are counsel and panel
    if hearing:
        roles = {name: role or "other" for name, role in roles.items()}
    warnings: list[str] = []
    if not (hearing or (told and not named)):
        guessed, warnings = _guessed(said, roles, notes or {}, named=bool(named) and complete)
        roles |= guessed
    roles = {name: {"presiding": "other", "": "partner"}.get(role, role) for name, role in roles.items()}
    if "interviewer" not in roles.values() and names not in ([], [""]):
        warnings.append(
            f"no interviewer recognised among {_listed(names)}: all is taken to be the partners'; "
            f"if not so, {HOW_TO_SET}"
        )
    others = [name for name, role in roles.items() if role == "other"]
    if others:
        warnings.append(f"{_listed(others)} taken to be neither partner nor interviewer")
    return roles, warnings


def _by_words(name: str, notes: Iterable[str]) -> str:
    """The role that the words of a label tell, empty when none."""
    bare, note = bare_name(name)
    role = cues().role(label_key(bare))
    if role in ("interviewer", "other"):
        return role
    told = [cues().role(label_key(part)) for whole in (note, *sorted(notes)) for part in parting(_MARKS).split(whole)]
    words = label_key(bare).split()
    if len(words) > 1:
        told += [cues().role(word) for word in (words[0], words[-1]) if len(word) >= _TELLING]
    return next((found for found in ("interviewer", "other") if found in told), role)


def _guessed(
    said: Sequence[Said], roles: Mapping[str, str], notes: Mapping[str, Collection[str]], *, named: bool
) -> tuple[dict[str, str], list[str]]:
    """The roles of the speakers whose label tells none, as far as what they say does, with the reasons.

    Args:
        named: whether all partners are known by name; else there may be more of them.
    """
    asked_already = "interviewer" in roles.values()
    open_to = [name for name, role in roles.items() if not role or (role == "presiding" and not asked_already)]
    if not open_to or len(roles) < 2:
        return {}, []
    agencies = {name for name in roles if _is_agency(name, notes.get(name, ()))}
    found = features(said, agencies)
    scores = {name: score(found[name]) for name in found}
    limits = asking().thresholds
    partners = [name for name, role in roles.items() if role == "partner"]
    if not partners:
        least = min(open_to, key=lambda name: (scores[name], -mean_length(said, {name})))
        open_to.remove(least)
        partners = [least]
    elif named or not asked_already:
        return _beside_partners(said, open_to, partners, scores, found, named=named)
    floor = min(scores[name] for name in partners)
    sure = [
        name for name in open_to if scores[name] >= limits["sure"] and scores[name] - floor >= limits["apart"]
    ]  # fmt: skip
    if sure:
        return _interviewing(sure, "who asks")
    if asked_already or not open_to:
        return {}, []
    best = max(open_to, key=lambda name: scores[name])
    if scores[best] < limits["doubtful"] or scores[best] - floor < limits["apart"]:
        return {}, []
    return _interviewing([best], "in doubt, because it asks more than the others: check this one")


def _beside_partners(
    said: Sequence[Said],
    open_to: Sequence[str],
    partners: Sequence[str],
    scores: Mapping[str, float],
    found: Mapping[str, Mapping[str, float]],
    *,
    named: bool,
) -> tuple[dict[str, str], list[str]]:
    """Who is left where partners are known: interviewers, but for those who clearly answer at length."""
    limits = asking().thresholds
    usual = mean_length(said, partners)
    asks_least = min(found[name]["asks"] for name in partners)
    asking_too: list[str] = []
    answering: list[str] = []
    for name in open_to:
        at_length = mean_length(said, {name}) >= limits["long_answers"] * usual and found[name]["asks"] <= max(
            asks_least, 0.25
        )
        enough = scores[name] >= limits["beside_partners"] and not at_length
        (asking_too if enough or scores[name] >= limits["sure"] else answering).append(name)
    known = "named in the metadata" if named else "known as partners"
    roles, warnings = _interviewing(asking_too, f"who asks those {known}") if asking_too else ({}, [])
    if answering and named:
        warnings.append(
            f"{_listed(answering)} not named in the metadata and taken to be a partner, who answers; if not so, "
            f"{HOW_TO_SET}; if so, give it a row"
        )
    return roles, warnings


def _interviewing(names: Sequence[str], why: str) -> tuple[dict[str, str], list[str]]:
    warning = f"{_listed(names)} taken to be the interviewer, {why}; if not so, {HOW_TO_SET}"
    return dict.fromkeys(names, "interviewer"), [warning]


def _is_agency(name: str, notes: Iterable[str]) -> bool:
    parts = [name, *bare_name(name), *notes]
    return any(label_key(part).rstrip(" 0123456789") in cues().sets["agencies"] for part in parts)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"{name!r}" for name in names)
