"""How names and values that are written in several ways are held against each other."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from analyser.records.lists import words

_PUNCTUATION = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\s*(-?\d+)(?:\.0+)?\s*")
_APOSTROPHES = re.compile(r"(?<=\w)['’ʼ`](?=\w)")


def value_key(text: str) -> str:
    """The value without case and punctuation; one that is nothing but punctuation or a number stays as it is.

    >>> value_key(" Cat.  3 / HIGH "), value_key("N/K"), value_key("?"), value_key("3.0"), value_key("-1")
    ('cat 3 high', 'n k', '?', '3', '-1')
    """
    if number := _NUMBER.fullmatch(text):
        return number[1]
    plain = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return _PUNCTUATION.sub(" ", plain).strip() or text.strip()


@lru_cache(maxsize=10_000)
def area_key(name: str) -> str:
    """The area's name without case, accents, punctuation, spaces and a "Ward" beside it.

    >>> area_key("St. Mary's Ward") == area_key("SAINT MARYS") == area_key("Ward: St Mary’s")
    True
    >>> area_key("Ward End") == area_key("End"), area_key("North Gate & Quay") == area_key("Northgate and Quay")
    (False, True)
    """
    lists = words("areas")
    text = unicodedata.normalize("NFKD", name.replace("&", f" {lists['joins'][0]} ")).casefold()
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    kinds, of = ("|".join(map(re.escape, lists[key])) for key in ("kinds", "of"))
    text = re.sub(rf"^\s*(?:{kinds})(?:\s*[:\-–—/]|\s+(?:{of})\b)\s*(?=\w)", "", text)
    text = re.sub(rf"(?<=[\w).])[\s,\-–—/(]+(?:{kinds})\s*\)?\s*$", "", text)
    tokens = _PUNCTUATION.sub(" ", _APOSTROPHES.sub("", text)).split()
    for long, shorts in lists["spellings"].items():
        # The last word is another one: "St Mary" is a saint, "High St" a street.
        tokens = [long if token in shorts and place < len(tokens) - 1 else token for place, token in enumerate(tokens)]
    return "".join(tokens) or name.strip()
