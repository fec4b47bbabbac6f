"""Bytes to text: the encoding by byte order mark, then strict UTF-8, then the likeliest older one, and said so."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from analyser.interviews.source import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
_SAMPLE = 100_000
_OLDER = ["cp1252", "mac_roman"]
SAVE_AS_UTF8 = "save it as UTF-8 text"


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text with LF line ends and without byte order mark, and warnings where the encoding was guessed.

    >>> decode(b"\\xef\\xbb\\xbfQ: Caf\\xc3\\xa9\\r\\nA: Yes")
    ('Q: Café\\nA: Yes', ())
    >>> decode("It’s six".encode("cp1252"))[0]
    'It’s six'

    Raises:
        Unreadable: the bytes are no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return unify_lines(data[len(mark) :].decode(encoding)), ()
            except UnicodeDecodeError:
                raise Unreadable(f"its first bytes say {encoding}, but it is not", SAVE_AS_UTF8) from None
    if b"\0" in data:
        return _without_mark(data)
    try:
        return unify_lines(data.decode("utf-8")), ()
    except UnicodeDecodeError:
        pass
    text, encoding = _older(data)
    if (
        sum(character < " " and character not in "\t\n\r\v\f" for character in text[:_SAMPLE])
        > len(text[:_SAMPLE]) // 50
    ):
        raise Unreadable("it is no text", "give the transcript as .txt, .md, .docx or .vtt")
    return unify_lines(text), (
        f"the encoding is not UTF-8 and was taken to be {encoding}; check accents and quotation marks",
    )


def unify_lines(text: str) -> str:
    """Every kind of line end as LF."""
    return _LINE_ENDS.sub("\n", text.removeprefix("\ufeff"))


def _without_mark(data: bytes) -> tuple[str, tuple[str, ...]]:
    """UTF-16 without its mark shows by zeros in every other byte; other zeros mean that it is no text."""
    sample = data[:_SAMPLE]
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if max(odd, even) * 4 > len(sample) and min(odd, even) * 20 < max(odd, even) and len(data) % 2 == 0:
        try:
            return unify_lines(data.decode(encoding)), (f"the encoding was taken to be {encoding}",)
        except UnicodeDecodeError:
            pass
    raise Unreadable("it is no text", "give the transcript as .txt, .md, .docx or .vtt")


def _older(data: bytes) -> tuple[str, str]:
    """UTF-8 with single stray bytes, else Windows-1252 or Mac Roman, whichever reads better."""
    stray = data.decode("utf-8", errors="replace").count("\ufffd")
    if len(_MULTIBYTE.findall(data)) > 2 * stray:
        return _mixed(data), "UTF-8 with single bytes of Windows-1252"
    best = from_bytes(data[:_SAMPLE], cp_isolation=_OLDER).best()
    encoding = best.encoding if best is not None and best.encoding in _OLDER else "cp1252"
    try:
        return data.decode(encoding), encoding.replace("cp1252", "Windows-1252").replace("mac_roman", "Mac Roman")
    except UnicodeDecodeError:
        return data.decode("latin-1"), "Latin-1"


def _mixed(data: bytes) -> str:
    pieces = []
    while data:
        try:
            pieces.append(data.decode("utf-8"))
            break
        except UnicodeDecodeError as error:
            pieces.append(data[: error.start].decode("utf-8"))
            pieces.append(data[error.start : error.end].decode("cp1252", errors="replace"))
            data = data[error.end :]
    return "".join(pieces)
