"""Sentences of transcribed speech: stops where there are any, lines and turns of speech where there are none.

Written for transcripts and not for prose: capitals may be missing, thoughts trail off, captions have no punctuation.
Every step looks a bounded way around it, so that the time grows with the length of the text alone.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from analyser.codebook.lexicon import FOLDER, check_keys, lexicon
from analyser.errors import InputError

Span = tuple[int, int]

_STOP = re.compile(r"[.!?…]++[\"'”’»)\]*_]*+")
_BREAK = re.compile(r"\n\s*")
_VISIBLE = re.compile(r"\S")
_WORD = re.compile(r"[^\W_][\w'’\-]*")
_CLOSERS = "\"'”’»)]*_ \t"
_OPENERS = "\"'“‘«([*_–—- \t"
_QUOTES = {'"': '"', "“": "”", "«": "»"}
_LAST_TOKEN = re.compile(r"[^\s(\[\"'“‘/–—]{1,20}$")
_LAST_WORD = re.compile(r"([A-Za-z]{1,20})[^A-Za-z]{1,3}$")
_FINAL_WORD = re.compile(r"(?<![^\W_])[^\W_]+$")
_GLUED = re.compile(r"[a-z]{2}([.!?])[A-Z](?=[a-z'’ ])")
_WINDOW = 200  # how far a quotation is followed


@dataclass(frozen=True)
class _Cues:
    abbreviations: frozenset[str]
    before_numbers: frozenset[str]
    before_capitals_end: frozenset[str]
    no_initials: frozenset[str]
    lettered: frozenset[str]
    tag: re.Pattern[str]
    strong: frozenset[str]
    weak: frozenset[str]
    no_opening_after: frozenset[str]
    never_last: frozenset[str]
    most_words: int
    least_words: int


@cache
def _cues() -> _Cues:
    data: dict[str, Any] = lexicon("sentences")
    known = {
        "abbreviations", "before_numbers", "before_capitals_end", "no_initials", "lettered", "tags",
        "strong_markers", "weak_markers", "no_opening_after", "never_last", "most_words", "least_words",
    }  # fmt: skip
    problems = check_keys(data, known, FOLDER / "sentences.yaml", "top level")
    if problems:
        raise InputError(problems)
    sets = {key: frozenset(map(_plain, value)) for key, value in data.items() if isinstance(value, list)}
    return _Cues(
        abbreviations=sets["abbreviations"],
        before_numbers=sets["before_numbers"],
        before_capitals_end=sets["before_capitals_end"],
        no_initials=frozenset(map(str, data["no_initials"])),
        lettered=sets["lettered"],
        tag=re.compile(r"(?:,|–|—|-)\s*(?:" + "|".join(map(re.escape, sorted(sets["tags"]))) + r")\?+$", re.IGNORECASE),
        strong=sets["strong_markers"],
        weak=sets["weak_markers"],
        no_opening_after=sets["no_opening_after"],
        never_last=sets["never_last"],
        most_words=int(data["most_words"]),
        least_words=int(data["least_words"]),
    )


def split_sentences(speech: str) -> list[Span]:
    """Offsets of the sentences of one turn, in order, without blanks at their ends.

    They never overlap, and every character that is no blank lies in one. A sentence goes on over the line end of a
    wrapped text, not over a paragraph that ends a thought. Without punctuation, units of at most about forty words
    are made at pauses (line ends) and at words that open a new thought.

    >>> text = "We've got about 3.5 a month, e.g. last week... maybe four. none of them, i.e. no boys. Right? Yeah"
    >>> [text[start:end] for start, end in split_sentences(text)]  # doctest: +NORMALIZE_WHITESPACE
    ["We've got about 3.5 a month, e.g. last week... maybe four.", 'none of them, i.e. no boys.',
     'Right?', 'Yeah']
    """
    pieces = _trimmed(speech, _boundaries(speech))
    return [part for piece in _with_words(speech, pieces) for part in _shortened(speech, piece)]


def _boundaries(text: str) -> list[int]:
    """Where a sentence ends: after a stop that ends one, and at line ends that end a thought."""
    ends = {match.end() for match in _STOP.finditer(text) if _ends_sentence(text, match)}
    ends.update(
        match.start() + match.group().rfind(match.group(1)) + len(match.group(1)) for match in _GLUED.finditer(text)
    )
    ends.update(match.start() for match in _BREAK.finditer(text) if _ends_thought(text, match))
    return sorted(ends)


def _ends_sentence(text: str, stop: re.Match[str]) -> bool:
    """Whether a run of stops ends a sentence, judged by what stands before and behind it."""
    mark = stop.group()
    following = _VISIBLE.search(text, stop.end())
    if following is None:
        return True
    if following.start() == stop.end():  # no blank behind it: a decimal, a time, a web address, "e.g."
        return False
    behind = _opening(text, following.start())
    bare = mark.rstrip(_CLOSERS)
    if _in_quotation(text, stop):
        return False
    if bare.endswith(("?", "!")):
        if not behind.islower():
            return True
        quoted = len(mark) > len(bare)
        return not quoted and not _cues().tag.search(text, max(0, stop.start() - 40), stop.start() + len(bare))
    if len(bare) > 1 or bare == "…":
        return not behind.islower()
    return not _is_abbreviation(text, stop, behind)


def _opening(text: str, at: int) -> str:
    """The first character of what follows, past quotation marks and dashes."""
    while at < len(text) and text[at] in _OPENERS:
        at += 1
    return text[at : at + 1]


def _in_quotation(text: str, stop: re.Match[str]) -> bool:
    """Inside a short quotation behind which the sentence goes on: she said "are you safe? will you come?" and left."""
    start = max(0, stop.start() - _WINDOW)
    before, after = text[start : stop.start()], text[stop.end() : stop.end() + _WINDOW]
    for opener, closer in _QUOTES.items():
        if closer in stop.group():
            return False
        is_open = before.count(opener) % 2 if opener == closer else before.rfind(opener) > before.rfind(closer)
        if is_open and closer in after:
            return _opening(after, after.index(closer) + 1).islower() and "\n\n" not in after[: after.index(closer)]
    return False


def _is_abbreviation(text: str, stop: re.Match[str], behind: str) -> bool:
    token = _LAST_TOKEN.search(text, max(0, stop.start() - 21), stop.start())
    if token is None:
        return False
    word, cues = token.group(), _cues()
    plain = _plain(word)
    if plain in cues.abbreviations or (plain in cues.before_numbers and behind.isdigit()):
        return True
    if plain in cues.before_capitals_end:
        return not behind.isupper()
    if len(word) == 1 and word.isupper() and word not in cues.no_initials and behind.isupper():
        previous = _LAST_WORD.search(text, max(0, token.start() - 24), token.start())
        return previous is not None and previous.group(1).lower() not in cues.lettered
    return False


def _plain(word: str) -> str:
    return str(word).casefold().strip(".")


def _ends_thought(text: str, gap: re.Match[str]) -> bool:
    """Whether a line end also ends the sentence; a stop before it has been dealt with."""
    before = text[max(0, gap.start() - 20) : gap.start()].rstrip()[-1:]
    behind = _opening(text, gap.end())
    if (before and before in ",;-–—") or behind.islower():
        return False
    if gap.group().count("\n") > 1:
        return True
    last = _FINAL_WORD.search(text, max(0, gap.start() - 20), gap.start())
    if last is not None and last.group().casefold() in _cues().never_last:
        return False
    return not _is_wrapped(text, gap)


def _is_wrapped(text: str, gap: re.Match[str]) -> bool:
    """Whether the line is broken only because the next word had no room: the line is long, and so is the next."""
    start = text.rfind("\n", max(0, gap.start() - _WINDOW), gap.start()) + 1
    start = max(start, gap.start() - _WINDOW)
    width = gap.start() - start
    return _NARROWEST <= width < _WIDEST


_NARROWEST, _WIDEST = 50, 130  # the columns at which typed text is wrapped


def _trimmed(text: str, ends: list[int]) -> Iterator[Span]:
    """The pieces between the ends, without blanks around them; empty ones fall out."""
    start = 0
    for end in [*ends, len(text)]:
        first = _VISIBLE.search(text, start, end)
        if first is not None:
            last = end
            while text[last - 1].isspace():
                last -= 1
            yield first.start(), last
        start = max(start, end)


def _with_words(text: str, pieces: Iterator[Span]) -> Iterator[Span]:
    """Pieces of nothing but marks go to the piece before them, at the very beginning to the one behind."""
    held: Span | None = None
    wordless = True
    for start, end in pieces:
        has_words = _WORD.search(text, start, end) is not None
        if held is None or (has_words and not wordless):
            if held is not None:
                yield held
            held, wordless = (start, end), not has_words
        else:
            held, wordless = (held[0], end), wordless and not has_words
    if held is not None:
        yield held


def _shortened(text: str, piece: Span) -> list[Span]:
    """A piece that is too long for want of punctuation, divided at lines, else at words that open a thought."""
    most = _cues().most_words
    if piece[1] - piece[0] < 2 * most:  # a word and a blank have two characters
        return [piece]
    words = [match.span() for match in _WORD.finditer(text, *piece)]
    commas = sum(text.count(mark, *piece) for mark in ",;:–—")
    if len(words) <= most or (commas * 20 >= len(words) and len(words) <= 2 * most):
        return [piece]
    starts = [piece[0], *(words[index][0] for index in _openings(text, words)[1:])]
    return list(_trimmed_between(text, [*starts, piece[1]]))


def _trimmed_between(text: str, bounds: list[int]) -> Iterator[Span]:
    for start, end in itertools.pairwise(bounds):
        while text[end - 1].isspace():
            end -= 1
        yield start, end


def _openings(text: str, words: list[Span]) -> list[int]:
    """The index of the word that each unit begins with."""
    cues = _cues()
    openings = [0]
    weak = 0  # the last word since the opening that could begin a unit if need be
    for index in range(1, len(words)):
        length = index - openings[-1]
        word = text[slice(*words[index])].casefold()
        if length >= cues.least_words and index + 2 < len(words) and _opens(text, words, index, word, cues):
            openings.append(index)
            weak = 0
        elif length >= cues.most_words:
            openings.append(weak or index)
            weak = 0
        elif length >= cues.least_words and word in cues.weak:
            weak = index
    return openings


def _opens(text: str, words: list[Span], index: int, word: str, cues: _Cues) -> bool:
    """A line end before the word, or a word or pair of words that opens a new thought."""
    if "\n" in text[words[index - 1][1] : words[index][0]]:
        return True
    if index + 1 < len(words):
        pair = f"{word} {text[slice(*words[index + 1])].casefold()}"
        if pair in cues.strong:
            return True
    # "and so" was taken at "and": its second word opens nothing.
    return word in cues.strong and text[slice(*words[index - 1])].casefold() not in cues.no_opening_after
