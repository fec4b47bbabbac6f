"""The one family of errors that a user can cause and mend: what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with the input.

    `place` is what a person looks for in the file: "row 12", "line 3", "[records] unit"; empty for the whole file.

    >>> str(Problem("no date that can be read", file=Path("extract.csv"), place="row 12", remedy="write 31/01/2019"))
    'extract.csv, row 12: no date that can be read; write 31/01/2019'
    """

    what: str
    file: Path | None = None
    place: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        where = ", ".join(part for part in (str(self.file) if self.file else "", self.place) if part)
        text = f"{where}: {self.what}" if where else self.what
        return f"{text}; {self.remedy}" if self.remedy else text


class InputError(Exception):
    """The input cannot be used. Carries every problem found, not only the first; the program ends with exit code 1."""

    def __init__(self, problems: Problem | Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def innermost(error: BaseException) -> str:
    """`file:line` of the last frame inside this package."""
    place, trace = "?", error.__traceback__
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if "analyser" in file.parts:
            place = f"{file.name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
