"""What the words right beside a number make of it: an age, a year, a time of day, a score, someone else's figure."""

from __future__ import annotations

from collections.abc import Sequence

from analyser.coding.cue_phrases import MARKS
from analyser.coding.cue_words import Word
from analyser.coding.quantity_lexicon import QuantityLexicon
from analyser.coding.quantity_numbers import read_number
from analyser.coding.quantity_phrases import Phrase

_CASES, _AGE = "cases", "other:age"
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_YOUNGEST, _ADULT, _OLDEST = 9, 19, 99
_LAST_HOUR = 12
_BEFORE_REACH = 10  # words of the longest phrase before a number
_SEGMENT = 14  # words back to the child that an age is set beside


def counted_by_place(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> str:
    """ "other:<what>", "cases" where a phrase makes it a number of children, or "" where the place tells nothing.

    >>> from analyser.coding.cue_words import split_words
    >>> from analyser.coding.quantity_lexicon import quantity_lexicon
    >>> from analyser.coding.quantity_phrases import read_phrase
    >>> for text, place in (("she's fifteen", 2), ("a girl, fifteen, Fen Road", 3), ("at ten past five", 1)):
    ...     words = split_words(text)
    ...     counted_by_place(words, read_phrase(words, place, quantity_lexicon()), quantity_lexicon())
    'other:age'
    'other:age'
    'other:clock'
    """
    start, end = phrase.head_start, phrase.head_end
    if phrase.changing:
        return ""
    if _is_year(words, phrase, lexicon):
        return "other:year"
    if _is_date(words, start, end, lexicon):
        return "other:date"
    if _is_hour(words, phrase, lexicon):
        return "other:clock"
    if phrase.plain and _text(words, end) in lexicon.joins and (listed := _listed(words, end + 1, lexicon)):
        return listed
    if _is_apposed_age(words, phrase, lexicon) or _is_age_of_subject(words, phrase, lexicon):
        return _AGE
    return _by_words_behind(words, phrase, lexicon) or _by_words_before(words, phrase, lexicon)


def _by_words_behind(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> str:
    found = lexicon.after.longest(words, phrase.head_end)
    if found is None or phrase.kind != "count":
        return ""
    if found.payload == "clock":
        return "other:clock" if phrase.high <= _LAST_HOUR else ""
    if found.payload == "was_age":
        said = _text(words, phrase.start - 1) in lexicon.being
        return _AGE if said and phrase.plain and _YOUNGEST <= phrase.low <= _ADULT else ""
    return f"other:{found.payload}"


def _by_words_before(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> str:
    start = phrase.head_start
    for place in range(max(0, start - _BEFORE_REACH), start):
        found = lexicon.before.longest(words, place)
        if found is None or found.end not in (start, phrase.start):
            continue
        if found.payload == "cases":
            return _CASES if _noun_at(words, phrase.head_end, lexicon) in ("", _CASES) else ""
        if not _holds(found.payload, words, phrase, lexicon):
            continue
        names = {"age_group": "age", "age_range": "age", "single": "score"}
        return f"other:{names.get(found.payload, found.payload)}"
    return ""


def _holds(kind: str, words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> bool:
    """Can the number be of that kind?"""
    if kind == "age":
        return _is_age(words, phrase, lexicon)
    if kind == "age_group":
        said = phrase.plain or (
            phrase.low < phrase.high and lexicon.range_start.longest(words, phrase.head_start) is not None
        )
        return _YOUNGEST <= phrase.low <= phrase.high <= _ADULT and said and _is_bare(words, phrase, lexicon)
    if kind == "age_range":
        return _YOUNGEST <= phrase.high <= _OLDEST and _is_bare(words, phrase, lexicon)
    if kind == "clock":
        return phrase.plain and phrase.high <= _LAST_HOUR and _is_bare(words, phrase, lexicon)
    if kind == "single":
        return phrase.plain and phrase.kind == "count" and _is_bare(words, phrase, lexicon)
    return True


def _is_year(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> bool:
    """2016 · two thousand and sixteen · twenty sixteen · nineteen ninety-six."""
    start, end = phrase.head_start, phrase.head_end
    if phrase.kind != "count" or _noun_at(words, end, lexicon):
        return False
    if _FIRST_YEAR <= phrase.low <= phrase.high < _LAST_YEAR and phrase.low % 1 == 0:
        return phrase.low % 100 != 0 or words[start].text.isdigit()
    behind = end + (_text(words, end) == "-")
    centuries = lexicon.numbers.centuries
    following = read_number(words, behind, lexicon) if _text(words, start) in centuries and end == start + 1 else None
    if following and 10 <= following.value < 100 and not _noun_at(words, following.end, lexicon):
        return True
    before = start - 1 - (_text(words, start - 1) == "-")
    return _text(words, before) in centuries and 10 <= phrase.low < 100


def _is_date(words: Sequence[Word], start: int, end: int, lexicon: QuantityLexicon) -> bool:
    after = _text(words, end)
    if words[start].text.isdigit() and after in lexicon.numbers.ordinal_ends and words[end].start == words[end - 1].end:
        return True
    if after in lexicon.months:
        return True
    return (
        _text(words, start - 1) in lexicon.months
        and after not in lexicon.relatives
        and not _noun_at(words, end, lexicon)
    )


def _is_hour(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> bool:
    """ "Ten to seven", "twenty to ten", "ten past five": neither number counts anything."""
    if words[phrase.head_start].text.startswith("0") and len(words[phrase.head_start].text) == len("0800"):
        return True
    if not phrase.plain or phrase.high % 1:
        return False
    if _text(words, phrase.head_end) in lexicon.clock_links:
        behind = read_number(words, phrase.head_end + 1, lexicon)
        alone = not behind and _is_end(_text(words, phrase.head_end + 1)) and phrase.start > 0
        return phrase.high < 60 and (alone or (behind is not None and behind.value <= _LAST_HOUR))
    if _text(words, phrase.start - 1) not in lexicon.clock_links or phrase.high > _LAST_HOUR:
        return False
    minutes = read_number(words, phrase.start - 2, lexicon) if phrase.start > 1 else None
    from_it = phrase.start > 2 and lexicon.range_start.longest(words, phrase.start - 3) is not None
    return minutes is not None and minutes.end == phrase.start - 1 and not from_it


def _listed(words: Sequence[Word], place: int, lexicon: QuantityLexicon) -> str:
    """What a number counts that shares its noun with the next one ("fourteen and fifteen year olds")."""
    number = read_number(words, place, lexicon)
    noun = _noun_at(words, number.end, lexicon) if number else ""
    return noun if noun in (_AGE, "other:time") else ""


def _is_apposed_age(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> bool:
    """An age beside a child: "two sisters, fourteen and sixteen, …", "a girl who comes on the bus, fifteen, …"."""
    after = _text(words, phrase.end)
    if phrase.kind != "count" or phrase.rate or _text(words, phrase.start - 1) != ",":
        return False
    if not _YOUNGEST <= phrase.low <= phrase.high <= _OLDEST:
        return False
    if not (_is_end(after) or after in lexicon.joins):
        return False
    if phrase.high < _ADULT and _noun_at(words, phrase.start - 2, lexicon) == _CASES:
        return True
    low = max(0, phrase.start - _SEGMENT)
    segment = [word.text for word in words[low : phrase.start - 1]]
    opening = max((place for place, text in enumerate(segment) if text in MARKS), default=-1) + 1
    places = range(low + opening, phrase.start - 1)
    return any(lexicon.one_person.longest(words, place) for place in places)


def _is_age_of_subject(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> bool:
    """ "The man buying them drink is about thirty"."""
    if phrase.kind != "count" or phrase.rate or not _YOUNGEST <= phrase.low <= phrase.high <= _OLDEST:
        return False
    if _text(words, phrase.start - 1) not in lexicon.being or not _is_bare(words, phrase, lexicon):
        return False
    low = max(0, phrase.start - _SEGMENT)
    opening = max(
        (place for place in range(low, phrase.start) if _is_clause_end(words, place, lexicon)), default=low - 1
    )
    return lexicon.one_adult.longest(words, opening + 1) is not None


def _is_clause_end(words: Sequence[Word], place: int, lexicon: QuantityLexicon) -> bool:
    return words[place].text in MARKS or words[place].text in lexicon.clause_ends


def _is_age(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> bool:
    """ "She's fifteen" is an age; "she's one of six" is none."""
    if phrase.high > _OLDEST or phrase.rate or phrase.kind != "count":
        return False
    after = _text(words, phrase.head_end)
    return after not in lexicon.part_links and _noun_at(words, phrase.head_end, lexicon) != _CASES


def _is_bare(words: Sequence[Word], phrase: Phrase, lexicon: QuantityLexicon) -> bool:
    """Does the number stand without a noun?"""
    after = _text(words, phrase.end)
    return _is_end(after) or (after in lexicon.stops and after != lexicon.numbers.of) or after in lexicon.joins


def _is_end(text: str) -> bool:
    return not text or text in MARKS


def _text(words: Sequence[Word], place: int) -> str:
    return words[place].text if 0 <= place < len(words) else ""


def _noun_at(words: Sequence[Word], place: int, lexicon: QuantityLexicon) -> str:
    found = lexicon.nouns.longest(words, max(0, place)) if place < len(words) else None
    return found.payload if found else ""
