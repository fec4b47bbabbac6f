"""Which value is which: risk bands, flags, types and the like as they are written → the codes of the contract."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np
import pandas as pd

from analyser.errors import InputError, Problem
from analyser.records.compact import spread
from analyser.records.lists import column_names, words
from analyser.records.names import value_key
from analyser.records.recognise import has_word
from analyser.records.table import CODES, COLUMNS, CSE_TYPES

UNRECOGNISED = "unrecognised"
BLANK = "blank"
_ITEMS, _MARKERS = r"\s*[;|\n,+&]\s*", r"[;|\n,/+&]"  # what parts the items of a list, words aside
_MISSING_CODE = {"cse_flag": BLANK, "record_class": BLANK, "record_status": BLANK}
_MOST_LISTED = 500  # values of one column; the others are told together


@dataclass(frozen=True)
class Context:
    """What a column as a whole says of its single values."""

    column: str
    mapped: Mapping[str, str]  # value key → code, from study.toml
    digits: Mapping[str, str]  # risk: what a bare number stands for
    scores: bool = False  # risk: numbers are SERAF scores
    markers: bool = False  # flag: a list of markers, among which CSE may stand or not


def recognise_values(
    column: str, cells: pd.Series, header: str, mapped: Mapping[str, Sequence[str]]
) -> tuple[pd.Series, pd.DataFrame]:
    """The code of each cell, and a row for each value: `column value code rows share`."""
    codes, unique = pd.factorize(cells)
    texts = [str(value) for value in unique]
    counts = np.bincount(codes, minlength=len(texts))
    keys = [value_key(text) for text in texts]
    context = _context(column, keys, texts, header, mapped)
    recognise = _RECOGNISERS[column]
    by_key: dict[str, str] = {}
    for key, text in zip(keys, texts, strict=True):
        if key not in by_key:
            by_key[key] = _code(key, text, context, recognise)
    found = [by_key[key] for key in keys]
    return spread(found, codes, cells), _listed(column, texts, keys, found, counts.tolist(), len(cells))


def missing_kind(text: str) -> str:
    """What a cell of any column says of itself: "blank", "not_known", "not_assessed", or "" for a value.

    >>> missing_kind(" "), missing_kind("N/K"), missing_kind("Awaiting assessment"), missing_kind("White British")
    ('blank', 'not_known', 'not_assessed', '')
    """
    key = value_key(text)
    return _missing().get(key, "") if key else BLANK


def mapping_problems(values: Mapping[str, Mapping[str, Sequence[str]]]) -> list[Problem]:
    """What is wrong with `[records.values.…]` of a study: unknown columns, unknown codes, one value for two codes."""
    problems = []
    for column, by_code in values.items():
        place = f"[records.values.{column}]"
        if column not in CODES and (column not in COLUMNS or set(by_code) - {"missing"}):
            remedy = f"columns with codes are {', '.join(CODES)}; others only take missing"
            problems.append(Problem("its values have no codes", place=place, remedy=remedy))
            continue
        known = {*CODES.get(column, ()), "missing"}
        seen: dict[str, str] = {}
        for code, texts in by_code.items():
            if code not in known:
                problems.append(
                    Problem(f"unknown code {code!r}", place=place, remedy=f"known are {', '.join(sorted(known))}")
                )
            for text in texts:
                if seen.setdefault(value_key(text), code) != code:
                    problems.append(Problem(f"{text!r} stands for {seen[value_key(text)]} and {code}", place=place))
    return problems


def check_mapping(values: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
    """Raises `InputError` with everything that `mapping_problems` finds."""
    if problems := mapping_problems(values):
        raise InputError(problems)


def _code(key: str, text: str, context: Context, recognise: Callable[[str, str, Context], str]) -> str:
    column = context.column
    if key in context.mapped:
        return context.mapped[key]
    if not key:
        return BLANK
    if column == "risk_level" and context.scores and (band := _band(key)):
        return band
    if column == "risk_level" and key in context.digits:
        return context.digits[key]
    if code := _usual(column).get(key):
        return code
    if kind := _missing().get(key):
        if column in _MISSING_CODE:
            return BLANK
        return kind if kind in CODES[column] else "not_known"
    return recognise(key, text, context)


def _context(
    column: str, keys: Sequence[str], texts: Sequence[str], header: str, mapped: Mapping[str, Sequence[str]]
) -> Context:
    missing = _MISSING_CODE.get(column, "not_known")
    given = {
        value_key(text): (missing if code == "missing" else code) for code, values in mapped.items() for text in values
    }
    if column == "risk_level":
        scores = has_word(header, column_names()["scores"])
        return Context(column, given, {} if scores else _digits(keys), scores=scores)
    if column == "cse_flag":
        parting = _parting(_MARKERS)
        lists = has_word(header, column_names()["lists"]) or any(
            len(items := parting.split(text)) > 1 and any(_flag_item(value_key(item)) == "yes" for item in items)
            for text in texts
        )
        return Context(column, given, {}, markers=lists)
    return Context(column, given, {})


@cache
def _parting(marks: str) -> re.Pattern[str]:
    joins = "|".join(map(re.escape, words("lists")["joins"]))
    return re.compile(rf"{marks}|\s+(?:{joins})\s+", re.I)


# --- risk ---------------------------------------------------------------------------------------------------------


def _digits(keys: Sequence[str]) -> dict[str, str]:
    """Bare numbers of a risk column: by the words that stand beside them elsewhere in it, else as three levels.

    Any other number means another scale, of which nothing is known: then none of them is taken for a level.
    """
    usual = _usual("risk_level")
    beside: dict[str, set[str]] = {}
    for key in keys:
        codes, digits, rest = _risk_words(key)
        if len(codes) == 1 and len(digits) == 1 and not rest:
            beside.setdefault(next(iter(digits)), set()).update(codes)
    if beside and all(len(codes) == 1 for codes in beside.values()):
        known = {digit: next(iter(codes)) for digit, codes in beside.items()}
        levels = {code: digit for digit, code in known.items()}
        # "1 - High" turns the whole scale round, also for a bare 3 that never stands beside its word.
        if any(usual.get(digit, code) != code for digit, code in known.items()):
            return {digit: known.get(digit, UNRECOGNISED) for digit in {*known, "1", "2", "3"}}
        if len(levels) == len(known):
            return known
    bare = {key for key in keys if key.isdigit() and usual.get(key) != "not_known"}
    return dict.fromkeys(bare, UNRECOGNISED) if bare - {"1", "2", "3"} else {}


def _risk_words(key: str) -> tuple[set[str], set[str], bool]:
    """The codes that words say, the numbers, and whether anything else stands there."""
    lists = words("risk_level")
    by_word = {word: code for code, names in lists["words"].items() for word in names}
    fillers = set(lists["fillers"])
    codes: set[str] = set()
    digits: set[str] = set()
    rest = False
    for token in key.split():
        if token.isdigit():
            digits.add(token)
        elif token in by_word:
            codes.add(by_word[token])
        elif token not in fillers:
            rest = True
    return codes, digits, rest


def _risk(key: str, text: str, context: Context) -> str:
    if has_word(text, column_names()["scores"]) and (band := _band(key)):
        return band
    codes, digits, rest = _risk_words(key)
    if not rest and not codes:
        codes = {context.digits.get(digit) or _usual("risk_level").get(digit, UNRECOGNISED) for digit in digits}
    return codes.pop() if len(codes) == 1 and not rest else UNRECOGNISED


def _band(key: str) -> str:
    """The band of a SERAF score, or of the two ends of a range that lies in one band."""
    ends = words("risk_level")["scores"]
    numbers = [int(token) for token in re.findall(r"\d+", key)]
    others = {token for token in key.split() if not token.isdigit()} - set(words("risk_level")["fillers"])
    if not numbers or others.difference(words("risk_level")["score_words"]):
        return ""
    bands = {next((code for code, end in ends.items() if number <= end), "") for number in numbers}
    if bands & {""} or any(number >= ends["high"] for number in numbers):
        return ""
    return bands.pop() if len(bands) == 1 else ""


# --- flag ---------------------------------------------------------------------------------------------------------


def _flag(key: str, text: str, context: Context) -> str:
    if (whole := _flag_item(key)) and not context.markers:
        return whole
    usual = _usual("cse_flag")
    items = [value_key(item) for item in _parting(_MARKERS).split(text) if value_key(item)]
    found = {code for item in items if (code := _flag_item(item))}
    if found == {"yes"} and any(usual.get(item) == "no" for item in items) and not context.markers:
        return "no"
    if len(found) == 1:
        return found.pop()
    if found:
        return UNRECOGNISED
    if context.markers:
        return "no"
    lists = words("cse_flag")
    if not any(phrase in key for phrase in lists["doubt"]):
        leads = {code for code, names in lists["leads"].items() for name in names if key.startswith(f"{name} ")}
        if len(leads) == 1:
            return str(leads.pop())
    stated = {usual.get(token, UNRECOGNISED) for token in key.split()}
    return stated.pop() if len(stated) == 1 else UNRECOGNISED


def _flag_item(key: str) -> str:
    """What one marker says of CSE: "yes", "no", `UNRECOGNISED` where in doubt, "" where it says nothing of it."""
    lists = words("cse_flag")
    padded = f" {key} "
    name = next((name for name in _cse_names() if f" {name} " in padded), "")
    if not name:
        return ""
    if any(f" {phrase} " in padded for phrase in lists["doubt"]):
        return UNRECOGNISED
    if any(f" {phrase} " in padded for phrase in lists["double"]):
        return "yes"
    before, _, after = padded.partition(f" {name} ")
    ends = after.split()
    near = before.split()[-3:]
    if set(near) & set(lists["near_no"]) or any(f" {phrase} " in padded for phrase in lists["after_no_phrases"]):
        return "no"
    return "no" if set(ends[:4]) & set(lists["after_no"]) or set(ends[:3]) & set(lists["right_after_no"]) else "yes"


@cache
def _cse_names() -> tuple[str, ...]:
    return tuple(sorted((value_key(name) for name in words("cse_flag")["cse"]), key=len, reverse=True))


# --- types, vulnerabilities, class, status -------------------------------------------------------------------------


def _types(key: str, text: str, context: Context) -> str:
    usual, missing = _usual("cse_type"), _missing()
    fillers = set(words("cse_type")["fillers"])
    known: set[str] = set()
    own: list[str] = []
    for item in _type_items(text, {*context.mapped, *usual, *missing}):
        code = context.mapped.get(item) or usual.get(item)
        codes = {code} if code else _type_phrases(item)
        known |= codes - {"not_known"}
        if not codes and item not in missing and set(item.split()) - fillers:
            own.append(item)
    if not known:
        known = _type_phrases(key)
        own = [] if known else [key]
    return ";".join([*(code for code in CSE_TYPES if code in known), *dict.fromkeys(own)])


def _type_items(text: str, known: set[str]) -> list[str]:
    """The single types of a list; a stroke parts them too, but not in "N/K"."""
    items = []
    for item in _parting(_ITEMS).split(text):
        parts = [item] if value_key(item) in known else item.split("/")
        items += [key for part in parts if (key := value_key(part))]
    return items


def _type_phrases(key: str) -> set[str]:
    lists = words("cse_type")
    negators = set(lists["negators"])
    padded = f" {key} "
    found = set()
    for code, phrases in lists["phrases"].items():
        for phrase in map(value_key, phrases):
            before, hit, _ = padded.partition(f" {phrase} ")
            if hit and not negators & set(before.split()[-2:]):
                found.add(code)
    return found


def _vulnerabilities(key: str, text: str, context: Context) -> str:
    return "known"


def _by_phrases(column: str, key: str, text: str, context: Context) -> str:
    padded = f" {key} "
    for code, phrases in words(column)["phrases"].items():
        if any(f" {value_key(phrase)} " in padded for phrase in phrases):
            return str(code)
    return UNRECOGNISED


_RECOGNISERS: dict[str, Callable[[str, str, Context], str]] = {
    "risk_level": _risk,
    "cse_flag": _flag,
    "cse_type": _types,
    "vulnerabilities": _vulnerabilities,
    "record_class": partial(_by_phrases, "record_class"),
    "record_status": partial(_by_phrases, "record_status"),
}


# --- lists --------------------------------------------------------------------------------------------------------


@cache
def _usual(column: str) -> dict[str, str]:
    return {value_key(text): code for code, texts in words(column)["codes"].items() for text in texts}


@cache
def _missing() -> dict[str, str]:
    return {value_key(text): kind for kind, texts in words("missing").items() for text in texts}


def _listed(
    column: str, texts: Sequence[str], keys: Sequence[str], codes: Sequence[str], counts: Sequence[int], total: int
) -> pd.DataFrame:
    """One row per value, most frequent first; spellings that match alike are one."""
    alike: dict[tuple[str, str], tuple[str, int]] = {}
    for n, text, key, code in sorted(zip(counts, texts, keys, codes, strict=True), key=_most_first):
        value, before = alike.get((code, key), (text, 0))
        alike[code, key] = value, before + n
    merged = [(n, value, code) for (code, _), (value, n) in alike.items()]
    merged.sort(key=_most_first)
    rows = pd.DataFrame(merged, columns=["rows", "value", "code"])
    if len(rows) > _MOST_LISTED:
        rest = (
            rows.iloc[_MOST_LISTED:].groupby("code", as_index=False).agg(value=("value", "size"), rows=("rows", "sum"))
        )
        rest["value"] = rest["value"].map(lambda n: f"({n} other values)")
        rows = pd.concat([rows.iloc[:_MOST_LISTED], rest], ignore_index=True)
    rows.insert(0, "column", column)
    rows["share"] = rows["rows"] / max(1, total)
    return rows[["column", "value", "code", "rows", "share"]]


def _most_first(row: Any) -> tuple[int, str]:
    """Orders rows that begin with a number of rows and a value."""
    return -row[0], row[1]
