"""The words of the triangulation matrix, from `triangulation.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from analyser.codebook.lexicon import exact_keys, read_yaml
from analyser.errors import InputError

_FILE = Path(__file__).parent / "triangulation.yaml"
_KEYS = frozenset(
    {
        "yardstick", "confidence", "weaknesses", "strengths", "checks", "measures", "findings", "statements", "where",
        "who", "figures", "bounds", "affirm", "votes", "why", "share_alone", "would_change", "more", "and",
    }
)  # fmt: skip
NAMED = 3  # agencies that a sentence names; the others are counted


@cache
def matrix_words() -> Mapping[str, Any]:
    """The content of the file.

    Raises:
        InputError: a section is missing or not known.
    """
    content = read_yaml(_FILE)
    if problems := exact_keys(content, _KEYS, _FILE):
        raise InputError(problems)
    return content


def told(section: str, name: str, **values: object) -> str:
    """A sentence or part of one, with its values filled in."""
    return str(matrix_words()[section][name]).format(**values)


def counted(section: str, number: int) -> str:
    """A number with its noun and verb, in the singular or the plural."""
    one, more = matrix_words()[section]
    return str(one if number == 1 else more).format(number=number)


def named(names: Sequence[str]) -> str:
    """A few names as a sentence has them, the rest counted.

    >>> named(["A"]), named(["A", "B"]), named(["A", "B", "C", "D", "E"])
    ('A', 'A and B', 'A, B, C and 2 more')
    """
    words = matrix_words()
    listed = list(names[:NAMED])
    if len(names) > NAMED:
        listed.append(str(words["more"]).format(number=len(names) - NAMED))
    return str(words["and"]).join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)
