"""How words are written and what is meant: contractions and slips of typing (`lexicons/spellings.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from analyser.codebook.lexicon import FOLDER, exact_keys, lexicon
from analyser.errors import InputError, Problem

_KEYS = {"spellings", "negative", "clitics"}


@dataclass(frozen=True)
class Spellings:
    """Spellings and what they mean, and the endings that regular contractions have."""

    meant: Mapping[str, tuple[str, ...]]
    negative: str  # the ending of a contracted negative; `meant` has its word
    clitics: frozenset[str]  # contracted words, with their apostrophe


@cache
def spellings() -> Spellings:
    """The checked lexicon.

    >>> spellings().meant[spellings().negative]
    ('not',)

    Raises:
        InputError: a key is unknown or missing, or what stands there is no text.
    """
    data = lexicon("spellings")
    path = FOLDER / "spellings.yaml"
    problems = exact_keys(data, _KEYS, path)
    if problems:
        raise InputError(problems)
    meant, negative, clitics = data["spellings"], data["negative"], data["clitics"]
    written = [*(word for pair in meant.items() for word in pair), negative, *clitics]
    problems += [
        Problem(f"{word!r} is no text", path, remedy="quote it") for word in written if not isinstance(word, str)
    ]
    if negative not in meant:
        problems.append(Problem(f"spellings does not say what {negative!r} means", path))
    if problems:
        raise InputError(problems)
    return Spellings({word: tuple(read.split()) for word, read in meant.items()}, negative, frozenset(clitics))
