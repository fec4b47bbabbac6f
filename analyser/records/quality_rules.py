"""The limits and sentences of `quality_rules.yaml`, and the row of `data_quality.csv` that they make of a number."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analyser.codebook.lexicon import check_keys, read_yaml
from analyser.errors import InputError, Problem

PATH = Path(__file__).parent / "quality_rules.yaml"

_NEEDED = {"unit", "warn", "fail", "meaning"}
_SENTENCES = ("meaning", "fine", "enough", "named", "aside", "absent", "unknown")
_ONE = re.compile(r"(?<![\d,.])1 ((?:calendar )?(?:record|case|row|month|area))s\b")

Row = dict[str, Any]


@dataclass(frozen=True)
class Rule:
    """One check: its limits and what it says."""

    check: str
    unit: str
    warn: float
    fail: float
    below: bool
    sentences: dict[str, str]

    def status(self, number: float) -> str:
        """`ok`, `warn` or `fail`."""
        sign = -1 if self.below else 1
        if sign * number > sign * self.fail:
            return "fail"
        return "warn" if sign * number > sign * self.warn else "ok"

    def _sentence(self, observed: float, status: str) -> str:
        if observed == 0 and "fine" in self.sentences:
            return self.sentences["fine"]
        return self.sentences["enough"] if status == "ok" and "enough" in self.sentences else self.sentences["meaning"]


def judged(
    check: str, observed: float, *, slice_: str = "all", value: str = "", by: float | None = None,
    sentence: str = "", interval: tuple[float, float] | None = None, **words: object,
) -> Row:  # fmt: skip
    """The row of a check.

    `by`: the number that the limits are held against, where it is not `observed`. `sentence`: which of the rule's
    sentences to say, where the numbers do not decide. `interval`: the limits around an estimate, or those that chance
    sets. `words` fill its places; a float is said as a share, an integer
    with thousands apart, a sequence of names as a list.
    """
    rule = quality_rules()[check]
    status = rule.status(observed if by is None else by)
    text = rule.sentences[sentence] if sentence else rule._sentence(observed, status)
    meaning = text.format(**{name: _said(word) for name, word in words.items()})
    low, high = interval or (None, None)
    row = _row(rule, slice_, value, observed, status, _ONE.sub(r"1 \1", meaning))
    return row | {"low": low, "high": high}


def not_checked(check: str, *, why: str = "") -> Row:
    """The row of a check that the input does not allow."""
    rule = quality_rules()[check]
    return _row(rule, "all", "", None, "not_checked", rule.sentences["unknown"].format(why=why))


def in_order(rows: Sequence[Row]) -> list[Row]:
    """The rows in the order of the rules; within a check as given."""
    place = {check: number for number, check in enumerate(quality_rules())}
    return sorted(rows, key=lambda row: place[row["check"]])


@cache
def quality_rules(path: Path = PATH) -> dict[str, Rule]:
    """Loads and checks the rules.

    Raises:
        InputError: keys that are unknown or missing, limits that are no numbers, sentences with unmatched braces.
    """
    rules, problems = {}, []
    for check, entry in read_yaml(path).items():
        if not isinstance(entry, dict):
            problems.append(Problem("it is no mapping", path, check))
            continue
        wrong = check_keys(entry, {*_NEEDED, *_SENTENCES, "below"}, path, check)
        wrong += [Problem(f"{name} is missing", path, check) for name in sorted(_NEEDED - entry.keys())]
        wrong += [
            Problem(f"{name} is {entry[name]!r}, not a number", path, check)
            for name in ("warn", "fail")
            if name in entry and not isinstance(entry[name], int | float)
        ]
        sentences = {name: entry[name] for name in _SENTENCES if name in entry}
        unfit = [name for name, sentence in sentences.items() if not _fits(sentence)]
        wrong += [Problem(f"{name} cannot be filled in", path, check) for name in unfit]
        if not wrong:
            limits = float(entry["warn"]), float(entry["fail"])
            rules[check] = Rule(check, entry["unit"], *limits, bool(entry.get("below", False)), sentences)
        problems += wrong
    if problems:
        raise InputError(problems)
    return rules


def _fits(sentence: object) -> bool:
    try:
        return isinstance(sentence, str) and bool(list(string.Formatter().parse(sentence)))
    except ValueError:
        return False


def _row(rule: Rule, slice_: str, value: str, observed: float | None, status: str, meaning: str) -> Row:
    return {
        "check": rule.check,
        "slice": slice_,
        "value": value,
        "observed": observed,
        "expected": rule.warn,
        "unit": rule.unit,
        "status": status,
        "meaning": meaning[:1].upper() + meaning[1:],
    }


def _said(word: object) -> str:
    """
    >>> _said(0.394), _said(1234), _said(["Harbour", "Quay"]), _said(0.004)
    ('39 %', '1,234', 'Harbour and Quay', 'less than 1 %')
    """
    if isinstance(word, float):
        return "less than 1 %" if 0 < word < 0.01 else f"{word:.0%}".replace("%", " %")
    if isinstance(word, int):
        return f"{word:,}"
    return listed(word) if isinstance(word, list | tuple) else str(word)


def listed(names: Sequence[object]) -> str:
    """
    >>> listed(["Harbour"]), listed(["Harbour", "Northgate", "Quay"])
    ('Harbour', 'Harbour, Northgate and Quay')
    """
    *most, last = map(str, names) if names else ("",)
    return f"{', '.join(most)} and {last}" if most else last
