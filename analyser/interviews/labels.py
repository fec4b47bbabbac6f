"""Which candidates of a document are its speakers' labels: judged over the whole document, never on one line alone.

A label is a known word ("Interviewer", "P2") or recurs, stands at the beginning of a line and looks like a name. A
word before a colon in the middle of somebody's speech ("Safeguarding: we ...") does not recur as a label does.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from analyser.interviews.cues import cues, label_key
from analyser.interviews.header import is_value
from analyser.interviews.inner import inner_labels
from analyser.interviews.lines import Candidate, candidate
from analyser.interviews.silence import is_note
from analyser.interviews.source import Label, Span

_STRONG = {"colon", "timed", "bold", "bracket", "tab", "sign"}
_LOWER_WORD = re.compile(r"(?<![^\W_])[a-z]{2,}(?![^\W_])")


def find_labels(
    text: str,
    *,
    headings: Collection[Span] = (),
    known: Iterable[str] = (),
    skip: int = 0,
    gutter: Mapping[int, int] | None = None,
) -> list[Label]:
    """The speakers' labels of a transcript, in order.

    Args:
        headings: lines that the format marks as headings; one may be a label.
        known: names that are labels for certain (from the study or the metadata).
        skip: where the front matter ends.
        gutter: for lines that begin with a line number, where it ends.
    """
    offered = _candidates(text, {start for start, _ in headings}, skip, gutter or {})
    groups: dict[str, list[Candidate]] = defaultdict(list)
    glued = [found for found in offered if found.style == "glued"]  # "P1:they" is believed where "P1: They" is
    offered = [found for found in offered if found.style != "glued"]
    for found in offered:
        groups[label_key(found.name)].append(found)
    given = {label_key(name) for name in known}
    chosen = {key for key, group in groups.items() if _is_known(key, group, groups, given)}
    for _ in range(2):  # a faint mark is believed beside a label that has it too
        document = _document(offered, chosen, text)
        chosen |= {key for key, group in groups.items() if key not in chosen and _recurs(key, group, document)}
    chosen -= _titles(text, groups, chosen, given)
    chosen |= _single(groups, chosen, document.lower)
    if not chosen:
        chosen = _short_document(text, groups, skip)
    styles = _styles(groups, chosen)
    labels = [
        Label(found.start, found.end, found.name, found.role_note, found.time)
        for found in [*offered, *glued]
        if label_key(found.name) in chosen and found.style in {*styles[label_key(found.name)], "glued"}
    ]
    return sorted([*labels, *inner_labels(text, chosen | given, labels, skip)], key=lambda label: label.start)


def _candidates(text: str, headings: set[int], skip: int, gutter: Mapping[int, int]) -> list[Candidate]:
    offered: list[Candidate] = []
    offset = 0
    asked = False
    beneath = ""
    pending = False  # a label on its own line, whose speech begins on a later line
    for line in text.split("\n"):
        if line.strip():
            if pending and offered[-1].behind == "":
                offered[-1] = replace(offered[-1], behind=line.lstrip()[:1])
            begin = gutter.get(offset, offset)
            found = candidate(line[begin - offset :], begin, heading=offset in headings) if offset >= skip else None
            if found is not None and found.style == "bracket" and is_note(found.name):  # [laughs]
                found = None
            if found is not None:
                offered.append(replace(found, asked=asked, beneath=beneath))
            pending = found is not None and not found.behind
            beneath = label_key(found.name) if found is not None and pending else ""
            asked = line.rstrip(" \t*_\"'”’)]").endswith("?")
        offset += len(line) + 1
    return offered


def _is_known(key: str, group: Sequence[Candidate], groups: dict[str, list[Candidate]], given: set[str]) -> bool:
    """Named by the study, or by a word of the lexicon in a shape that leaves no doubt."""
    if key in given:
        return True
    role = cues().role(key)
    if not role:
        return False
    letters = len(key.split()[0]) == 1
    styles = {found.style for found in group}
    if letters and key.isalpha():
        partners = {other for other in groups if len(other) == 1 and other != key and cues().role(other)}
        if styles <= {"dot"}:  # "A. the first, B. the second" is a list
            return not cues().sets["asking_letters"].isdisjoint(groups)
        return bool(styles - {"alone", "dash", "dot"}) and (len(group) > 1 or bool(partners))
    if styles <= {"number", "dot"} and key[1:].isdigit():  # "Q1 How many? A1 Six"; a road may be called A1
        return {other[0] for other in groups if other[1:].isdigit()} >= cues().hearing
    if styles <= {"alone", "dash", "bracket", "gap"}:
        return len(group) > 1 or any(
            other != key and cues().role(other) and styles & {found.style for found in groups[other]}
            for other in groups
        )
    if key in cues().sets["never"]:
        return len(group) > 2
    return True


@dataclass(frozen=True)
class _Document:
    """What is known of all candidates together, when each label is judged."""

    chosen: frozenset[str]  # certain already
    alike: Mapping[str, set[str]]  # the keys of each style
    taking_over: frozenset[str]
    lower: frozenset[str]  # words that also stand in small letters
    small: int  # candidates behind which a small letter comes
    count: int


def _document(offered: Sequence[Candidate], chosen: set[str], text: str) -> _Document:
    alike: dict[str, set[str]] = defaultdict(set)
    for found in offered:
        alike[found.style].add(label_key(found.name))
    small = sum(found.behind.islower() for found in offered)
    lower = frozenset(_LOWER_WORD.findall(text))
    return _Document(frozenset(chosen), alike, _taking_over(offered, chosen), lower, small, len(offered))


def _recurs(key: str, group: Sequence[Candidate], document: _Document) -> bool:
    """A name that comes again and again where turns begin."""
    if len(group) < 2 or not _is_namelike(key, group[0].name) or _is_mid_speech(group, document):
        return False
    strong = [found for found in group if found.style in _STRONG]
    if not strong:
        beneath = sum(
            found.beneath in document.chosen for found in group
        )  # a line of what another label's speaker says
        if len(document.alike[group[0].style]) < 2 or beneath * 2 > len(group):
            return False
        if group[0].style == "gap" and set(key.split()) <= document.lower:  # "well   we ..."
            return False
        beside = not document.alike[group[0].style].isdisjoint(document.chosen)
        return len(group) > 2 or key in document.taking_over or (beside and group[0].style in ("gap", "dash"))
    if len(strong) < 2:
        return False
    if all(word in document.lower or not word.isalpha() for word in key.split()):  # also an ordinary word here
        agency = _without_number(key) in cues().sets["agencies"]
        return agency or key in document.taking_over or (len(strong) > 2 and not document.chosen)
    return True


def _is_mid_speech(group: Sequence[Candidate], document: _Document) -> bool:
    """Whether small letters follow, as in the middle of speech, in a document where turns begin with capitals."""
    if group[0].name.isupper():
        return False
    small = sum(found.behind.islower() for found in group)
    return small * 2 > len(group) and (document.small - small) * 2 <= document.count - len(group)


def _without_number(key: str) -> str:
    return key.rstrip(" 0123456789")


def _taking_over(offered: Sequence[Candidate], chosen: set[str]) -> frozenset[str]:
    """The keys that follow a question or an interviewer at least once, as a speaker does and a topic does not."""
    taking = set()
    previous = ""
    for found in offered:
        key = label_key(found.name)
        if found.asked or cues().role(previous) == "interviewer":
            taking.add(key)
        if key in chosen:
            previous = key
    return frozenset(taking)


def _titles(text: str, groups: dict[str, list[Candidate]], chosen: set[str], given: set[str]) -> set[str]:
    """Chosen keys of lines above the talk that only look like a label: they come once, before whoever recurs, and
    what stands behind them is no sentence ("Reviewer: Kim Lee").
    """
    first = min((groups[key][0].start for key in chosen if len(groups[key]) > 1), default=0)
    return {
        key
        for key in chosen - given
        if len(groups[key]) == 1
        and groups[key][0].start < first
        and groups[key][0].style in ("colon", "dash", "tab")
        and is_value(text[groups[key][0].end :].split("\n", 1)[0])
    }


def _single(groups: dict[str, list[Candidate]], chosen: set[str], lower: frozenset[str]) -> set[str]:
    """Names that come once, in the shape of the others, and could be nothing but a person.

    Beside Q. and A. of a hearing whoever else speaks has a name in capitals; beside speakers with first name and
    surname whoever has these, too.
    """
    hearing = cues().hearing <= chosen
    full = [key for key in chosen if _is_full_name(groups[key][0].name, lower)]
    many_full = bool(full) and len(full) * 2 >= len(chosen)
    shapes = Counter((found.style, found.bold) for key in chosen for found in groups[key])
    first_words = {key.split()[0] for key in chosen if len(key.split()[0]) > 2 and not cues().role(key)}
    timed = any(found.time for key in chosen for found in groups[key])
    talk = min((found.start for key in chosen for found in groups[key]), default=0)
    shouting = any(group[0].name.isupper() and not cues().role(key) for key, group in groups.items() if key in chosen)
    single = set()
    for key, group in groups.items():
        first = group[0]
        called = hearing and first.style == "colon" and first.name.isupper() and len(first.name.split()) > 1
        if (
            key in chosen
            or ((first.style, first.bold) not in shapes and not called)
            or first.style not in _STRONG
            or first.behind.islower()
        ):
            continue
        person = _is_person(first, first_words, timed, above=first.start < talk and not shouting)
        introduced = first.start > talk and (
            (many_full and _is_full_name(first.name, lower))
            or (bool(first.role_note) and first.name[0].isupper() and label_key(first.name) not in lower)
        )
        if _is_namelike(key, first.name) and (called or person or introduced):
            single.add(key)
    return single


def _is_full_name(name: str, lower: frozenset[str]) -> bool:
    """First name and surname: words with capitals that nowhere in the document are ordinary words."""
    words = name.split()
    return 1 < len(words) <= 4 and all(word[0].isupper() and word.casefold() not in lower for word in words)


def _is_person(found: Candidate, first_words: set[str], timed_labels: bool, *, above: bool) -> bool:
    """Whether a name that comes once is a person's; `above` the talk, capitals are a heading's."""
    words = found.name.split()
    agency = found.asked and _without_number(label_key(found.name)) in cues().sets["agencies"]
    shorter = label_key(words[0]) in first_words and found.name[0].isupper()
    titled = label_key(words[0]) in cues().sets["titles"] and len(words) > 1
    timed = bool(found.time) and timed_labels
    shouted = found.name.isupper() and len(words) > 1 and not above
    return agency or shorter or titled or timed or shouted or (bool(found.role_note) and found.asked)


def _short_document(text: str, groups: dict[str, list[Candidate]], skip: int) -> set[str]:
    """Where nothing recurs because there is so little: every paragraph begins with a name."""
    paragraphs = [part for part in text[skip:].split("\n") if part.strip()]
    named = {
        key: group for key, group in groups.items()
        if _is_namelike(key, group[0].name) and group[0].style in _STRONG and not group[0].behind.islower()
    }  # fmt: skip
    count = sum(map(len, named.values()))
    return set(named) if len(named) > 1 and count * 5 >= len(paragraphs) * 4 else set()


def _is_namelike(key: str, name: str) -> bool:
    """Short, begins with a capital or is all small like a role ("social worker"), without words of a sentence."""
    words = key.split()
    if not words or key in cues().sets["never"] or len(words) > 6 or len(name) > 60:
        return False
    if len(words) > 1 and any(word in cues().sets["never_within"] for word in words):
        return False
    return key not in cues().sets["never_within"] and not name[0].isdigit()


def _styles(groups: dict[str, list[Candidate]], chosen: set[str]) -> dict[str, set[str]]:
    """The shapes in which each label is believed: its strong ones, a weak one only where it has no other."""
    styles = {}
    for key in chosen:
        counts = Counter(found.style for found in groups[key])
        strong = {style for style in counts if style in _STRONG or style == "dot"}
        styles[key] = strong or set(counts)
        if "dot" in strong and cues().sets["asking_letters"].isdisjoint(groups) and len(strong) > 1:
            styles[key] = strong - {"dot"}
    return styles
