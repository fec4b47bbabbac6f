"""The words of a text with its numbers in digits as one word each: "1,200", "40 000", "-1.1^+23", "1e5", "1.5k"."""

from __future__ import annotations

import math
import re

from analyser.coding.cue_words import Word, split_words
from analyser.coding.quantity_words import NumberWords, number_words

_SPACE = "[ \u00a0\u2009\u202f]"
_DIGITS = (
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)"  # 1,200.5
    rf"|\d{{1,3}}(?:{_SPACE}\d{{3}})+(?:\.\d+)?(?!\d)"  # 40 000
    r"|(?<![\d,.])(?P<comma>\d+,(?!\d{3}(?!\d))\d+)(?!,?\d)"  # 1,3 alone, but no list: 22,24,26
    r"|\d+(?:\.\d+)?|(?<!\d)\.\d+"
)
_TOKEN = re.compile(
    r"(?P<link>https?://\S+|www\.\S+)"
    rf"|(?P<sign>-\s*)?(?P<digits>{_DIGITS})"
    r"(?:\^(?P<power>[-+]*\d+(?:\.\d+)?)|(?:e|\s*[x×*]\s*10\^)(?P<ten>[-+]?\d+)(?![^\W_]))?"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]|_",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"\s?[^\W\d_]+")
_BETWEEN_GROUPS = re.compile(r"[\s,]")
_GLUED = re.compile(r"\w*")
_MILLION = 1e6


def written_words(text: str) -> list[Word]:
    """The words and marks of a text in lower case; a number in digits is its value, signs and powers taken in.

    A number grown together with other letters ("180ml", "A4", "3rd") is a word of its own that is no number.

    >>> [word.text for word in written_words("-1.5k of 40 000, 2^3 or 25ml")]
    ['-1500.0', 'of', '40000.0', ',', '8.0', 'or', '25ml']
    """
    lexicon = number_words()
    found: list[Word] = []
    place = 0
    while match := _TOKEN.search(text, place):
        place = match.end()
        if match["link"]:  # an address of the web holds no numbers
            found.append(Word(match.group(), match.start(), match.end()))
            continue
        if match["digits"] is None:
            found += split_words(match.group(), match.start())
            continue
        word = _numeral(text, match, lexicon)
        if match["sign"] and word.start > match.start():
            found.append(Word("-", match.start(), match.start() + 1))
        found.append(word)
        place = word.end
    return found


def _numeral(text: str, match: re.Match[str], lexicon: NumberWords) -> Word:
    """The number in digits, or the word that it is grown together with."""
    before = text[: match.start()].rstrip()[-1:] if match["sign"] else text[match.start() - 1 : match.start()]
    start, end = match.start(), match.end()
    signed = (
        match["sign"] is not None
        and not before.isdigit()
        and before != "%"
        and (start == 0 or not text[start - 1].isalpha())
    )
    if match["sign"] and not signed:
        start = match.start("digits")
        before = text[start - 1 : start]
    digits = match["comma"].replace(",", ".") if match["comma"] else _BETWEEN_GROUPS.sub("", match["digits"])
    value = float(f"{digits}e{match['ten']}") if match["ten"] else float(digits)
    value = -value if signed else value
    if match["power"]:
        value = _power(value, match["power"])
    letters = _LETTERS.match(text, end)
    size = _size(text, start, letters.group(), lexicon) if letters else None
    if size and letters:
        value, end = value * size, letters.end()
    behind = text[end : end + 1]
    grown = before.isalpha() and not signed  # "A4"
    if grown or behind == "_" or (behind.isalnum() and behind not in lexicon.signs) or not math.isfinite(value):
        rest = _GLUED.match(text, end)
        end = rest.end() if rest else end
        return Word(f"{before if grown else ''}{text[start:end]}".lower(), start, end)
    return Word(repr(value), start, end)


def _power(value: float, power: str) -> float:
    sign = -1.0 if power.count("-") % 2 else 1.0
    try:
        raised = value ** (sign * float(power.strip("+-")))
    except (OverflowError, ZeroDivisionError):
        return math.inf
    return math.inf if isinstance(raised, complex) else raised


def _size(text: str, start: int, letters: str, lexicon: NumberWords) -> float | None:
    """What letters behind digits multiply by: "10k", "1.5 M", "£2m"; None where they are a word or a unit."""
    spaced = letters[0].isspace()
    letters = letters.strip()
    if letters == lexicon.money_million and text[start - 1 : start] in lexicon.money:
        return _MILLION
    if spaced and len(letters) == 1 and letters.islower():
        return None
    return lexicon.suffixes.get(letters) or None
