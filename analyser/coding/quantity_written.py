"""The words of a text with its numbers in digits as one word each: "1,200", "40 000", "-1.1^+23", "1e5", "1.5k"."""

from __future__ import annotations

import math
import re

from analyser.coding.cue_words import Word, split_words
from analyser.coding.quantity_words import NumberWords, number_words

_SPACE = "[ \u00a0\u2009\u202f]"
_DIGITS = (
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)"  # 1,200.5
    rf"|(?P<spaced>\d{{1,3}}(?:{_SPACE}\d{{3}})+(?:\.\d+|,\d{{1,2}}(?![\d,]))?)(?!\d)"  # 40 000,5
    r"|(?<![\d,.])(?P<dotted>\d{1,3}(?:(?:\.\d{3}){2,}(?:,\d+)?|\.\d{3},\d\d?))(?![.,]?\d)"  # 1.234.567,5
    r"|(?<![\d,.])(?P<comma>\d+,(?!\d{3}(?!\d))\d+)(?!,?\d)"  # 1,3 alone, but no list: 22,24,26
    r"|\d+(?:\.\d+)?|(?<!\w)\.\d+"
)
_TOKEN = re.compile(
    r"(?P<link>https?://\S+|www\.\S+)"
    rf"|(?P<sign>-\s*)?(?P<digits>{_DIGITS})"
    r"(?:\^(?P<power>[-+]*\d+(?:\.\d+)?)|(?:e|\s*[x×*]\s*10\^)(?P<ten>[-+]?\d+)(?![^\W_]))?"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]|_",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\S\n]{0,3}[^\W\d_]+")
_BLANK = re.compile(r"\s")
_GLUED = re.compile(r"\w*")
_MILLION = 1e6
_MINUS = "\u2212"


def written_words(text: str) -> list[Word]:
    """The words and marks of a text in lower case; a number in digits is its value, signs and powers taken in.

    A number grown together with other letters ("180ml", "A4", "3rd") is a word of its own that is no number.

    >>> [word.text for word in written_words("-1.5k of 40 000, 2^3 or 25ml")]
    ['-1500.0', 'of', '40000.0', ',', '8.0', 'or', '25ml']
    """
    lexicon = number_words()
    text = text.replace(_MINUS, "-")
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
        word = _numeral(text, match, found[-1].text if found else "", lexicon)
        if match["sign"] and word.start > match.start():
            found.append(Word("-", match.start(), match.start() + 1))
        found.append(word)
        place = word.end
    return found


def _numeral(text: str, match: re.Match[str], previous: str, lexicon: NumberWords) -> Word:
    """The number in digits, or the word that it is grown together with; `previous`: the word before it."""
    start, end = match.start(), match.end()
    behind_number = previous[-1:].isdigit() or previous == "%" or previous in lexicon.ends
    signed = match["sign"] is not None and not behind_number and not text[max(0, start - 1) : start].isalpha()
    if not signed:
        start = match.start("digits")
    before = text[max(0, start - 1) : start]
    digits = _plain_digits(match)
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


def _plain_digits(match: re.Match[str]) -> str:
    """The digits with nothing but a point before the decimals."""
    if match["dotted"]:
        return match["dotted"].replace(".", "").replace(",", ".")
    if match["spaced"] or match["comma"]:
        return _BLANK.sub("", match["digits"]).replace(",", ".")
    return match["digits"].replace(",", "")


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
    word = letters.lower()
    whole_word = None if spaced else lexicon.scales.get(word) or lexicon.multiples.get(word)  # "5million"
    return lexicon.suffixes.get(letters, whole_word) or None
