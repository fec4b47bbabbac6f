"""Which reader reads which file: a suffix and its reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from analyser.interviews.docx import read_docx
from analyser.interviews.plain import read_markdown, read_text
from analyser.interviews.source import Source, Unreadable
from analyser.interviews.vtt import read_vtt

READERS: dict[str, Callable[[bytes], Source]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".docx": read_docx,
    ".vtt": read_vtt,
}
_MOST_BYTES = 100_000_000


def read_source(path: Path) -> Source:
    """A file as its format's reader gives it.

    Raises:
        Unreadable: no reader for the suffix, an empty or damaged file, or one that cannot be opened.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise Unreadable(
            f"no reader for {path.suffix or 'a name without suffix'}", f"the formats read are {', '.join(READERS)}"
        )
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise Unreadable("it is larger than 100 MB", "divide it")
        data = path.read_bytes()
    except FileNotFoundError:
        raise Unreadable("there is no such file", "check the name") from None
    except OSError as error:
        raise Unreadable(f"it cannot be opened ({error.strerror})") from None
    source = reader(data)
    if not any(character.isalnum() for character in source.text):
        raise Unreadable("it is empty", "leave it out or give the transcript")
    return source
