"""A transcript written to a file and read back."""

from __future__ import annotations

from pathlib import Path

import pytest
from transcripts import Read

from analyser.interviews import Interview, read_interviews


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reader(content: str | bytes, name: str = "talk.txt", **options: object) -> Interview:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_interviews([path], **options)[0]  # type: ignore[arg-type]

    return reader
