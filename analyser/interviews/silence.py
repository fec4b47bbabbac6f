"""What is not speech in a transcript: notes in brackets, timestamps, headings, page furniture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from analyser.interviews.cues import CLOCK, TIME, cues, label_key
from analyser.interviews.source import Source, Span

_SQUARE = re.compile(r"\\?\[[^\[\]\n]{0,300}\]")
_OTHER = re.compile(r"\(\([^()\n]{1,200}\)\)|<[^<>\n]{1,80}>|\{[^{}\n]{1,200}\}|<!--.{0,2000}?-->", re.DOTALL)
_ROUND = re.compile(r"\(([^()\n]{1,120})\)")
_STARRED = re.compile(r"(?<!\*)\*([^*\n]{1,60})\*(?!\*)")
_STAMP = re.compile(
    rf"#{CLOCK}(?:-\d{{1,3}})?#|\(\s?{CLOCK}\s?\)|(?<![\d:.])\d{{1,2}}:\d{{2}}:\d{{2}}(?:[.,]\d{{1,3}})?(?![\d:])"
)
_LONE_STAMP = re.compile(
    rf"^[ \t]*{TIME}(?:[ \t]*(?:-->|[-–—])[ \t]*{TIME.replace('clock', 'later')})?[ \t]*$", re.MULTILINE
)
_MARKDOWN = re.compile(
    r"\*{1,3}|(?<!\w)_{1,3}(?=\w)|(?<=[\w.,!?])_{1,3}(?!\w)|^[ \t]*(?:>[ ]?|#{1,6} |[-*+] )", re.MULTILINE
)
_BARE_NUMBER = re.compile(r"[ \t]*[0-9]{1,4}[ \t]*")
_NUMBERED_LINE = re.compile(r"[ \t]{0,8}([0-9]{1,4})(?:[ \t]{1,8}|$)")
_WORD = re.compile(r"[^\W\d_]+")
_CLOCK = re.compile(CLOCK)
_CAPITALS = re.compile(r"[A-Z][A-Z0-9 ,&/'’:()–-]{5,80}")


def silent_spans(source: Source, *, markdown: bool = False) -> list[Span]:
    """Every span of the text that is no speech, wherever it stands; sorted, without overlaps."""
    text = source.text
    spans = [*gutter(text), *source.headings, *_notes(text), *_lines(text)]
    spans += [match.span() for pattern in (_STAMP, _LONE_STAMP) for match in pattern.finditer(text)]
    if markdown:
        spans += [match.span() for match in _MARKDOWN.finditer(text)]
    return merged(spans)


def gutter(text: str) -> list[Span]:
    """The line numbers at the margin of a printed transcript: nearly every line has one, and they rise by one."""
    offset = lines = rising = last = 0
    found: list[Span] = []
    for line in text.split("\n"):
        if line.strip():
            lines += 1
            match = _NUMBERED_LINE.match(line)
            if match:
                number = int(match.group(1))
                rising += number in (last + 1, 1)
                last = number
                found.append((offset, offset + match.end()))
        offset += len(line) + 1
    return found if rising > 4 and rising * 10 >= lines * 7 else []


def timestamps(text: str) -> list[tuple[int, str]]:
    """The timestamps that stand alone or in brackets, by offset."""
    found = [(match.start(), match.group("clock")) for match in _LONE_STAMP.finditer(text)]
    for pattern in (_STAMP, re.compile(rf"\[\s?{CLOCK}[^\]\n]{{0,12}}\]")):
        found += [(match.start(), _CLOCK.search(match.group()).group()) for match in pattern.finditer(text)]  # type: ignore[union-attr]
    return sorted(set(found))


def merged(spans: list[Span]) -> list[Span]:
    """Sorted spans, those that touch made one."""
    result: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if result and start <= result[-1][1]:
            result[-1] = result[-1][0], max(end, result[-1][1])
        else:
            result.append((start, end))
    return result


def _notes(text: str) -> Iterator[Span]:
    for pattern in (_SQUARE, _OTHER):
        yield from (match.span() for match in pattern.finditer(text))
    for pattern in (_ROUND, _STARRED):
        yield from (match.span() for match in pattern.finditer(text) if is_note(match.group(1)))


def is_note(inside: str) -> bool:
    """Whether what stands in round brackets is the transcriber's and not the speaker's.

    >>> is_note("long pause"), is_note("laughs"), is_note("inaudible 00:12"), is_note("well, two of them")
    (True, True, True, False)
    """
    words = [word.casefold() for word in _WORD.findall(inside)]
    if not words:
        return _CLOCK.search(inside) is not None or not any(character.isdigit() for character in inside)
    sets = cues().sets
    if ":" in inside and cues().role(label_key(inside.split(":")[0])) in ("interviewer", "partner"):
        return True  # (Interviewer: mm-hm)
    return any(word in sets["note_words"] for word in words) and all(
        word in sets["note_words"] or word in sets["note_company"] for word in words
    )


def _lines(text: str) -> Iterator[Span]:
    """Page numbers, running heads, marks of the recording's end, headings in capitals."""
    lines = text.split("\n")
    repeated = Counter(line.strip() for line in lines)
    numbers = [int(line) for line in lines if _BARE_NUMBER.fullmatch(line)]
    paged = len(numbers) > (1 if gutter(text) else 2) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    heads = {line for line, count in repeated.items() if count > 1 and _is_running_head(line)}
    offset = 0
    for number, line in enumerate(lines):
        bare = line.strip(" \t*_#>[]()")
        if line.strip() and (
            cues().furniture.fullmatch(bare or line.strip())
            or _is_heading(line.strip())
            or line.strip() in heads
            or (_BARE_NUMBER.fullmatch(line) and (paged or _next_line(lines, number) in heads))
        ):
            yield offset, offset + len(line)
        offset += len(line) + 1


def _next_line(lines: list[str], number: int) -> str:
    """The next line with words, without the blanks around it, as far as a page's end reaches."""
    return next(filter(None, (line.strip() for line in lines[number + 1 : number + 8])), "")


def _is_heading(line: str) -> bool:
    return _CAPITALS.fullmatch(line) is not None and len(line.split()) > 1


def _is_running_head(line: str) -> bool:
    """A line that recurs word for word, of the kind that heads pages; "Yeah, that's right" recurs too."""
    words = {word.casefold() for word in _WORD.findall(line)}
    return (
        len(line.split()) > 1
        and not line.endswith((".", "?", "!", "…", ","))
        and bool(words & cues().sets["running_heads"])
    )
