"""Which words of a sentence are verbs, and which of them are finite: told from their forms and from the word before."""

from __future__ import annotations

from collections.abc import Sequence

from analyser.coding.negation_lexicon import ClauseLexicon

FINITE, PLAIN, NO_VERB = "finite", "plain", ""


def find_verbs(texts: Sequence[str], lexicon: ClauseLexicon) -> list[str]:
    """For each word "finite", "plain" (participle, infinitive, gerund) or "".

    >>> from analyser.coding.negation_lexicon import clause_lexicon
    >>> find_verbs("she had not locked the broken door".split(), clause_lexicon())
    ['', 'finite', '', 'plain', '', '', '']
    """
    kinds: list[str] = []
    for place, text in enumerate(texts):
        kinds.append(_kind(place, text, texts, kinds, lexicon) if text[0].isalpha() or text[0] == "'" else NO_VERB)
    return kinds


def _kind(place: int, text: str, texts: Sequence[str], kinds: Sequence[str], lexicon: ClauseLexicon) -> str:
    classes = lexicon.classes
    before = place - 1
    while before >= 0 and texts[before] in classes["adverbs"]:
        before -= 1
    previous = texts[before] if before >= 0 else ""
    following = texts[place + 1] if place + 1 < len(texts) else ""
    after_subject = previous in classes["pronouns"] or previous in classes["relatives"]
    if text in classes["clitics"]:
        return _clitic(after_subject or previous in classes["subjects"], following, lexicon)
    if text in classes["auxiliaries"]:
        if previous in classes["determiners"] and previous not in classes["subjects"]:
            return NO_VERB
        if text in classes["after_have"] and previous in classes["after_have"] and kinds[before]:
            return PLAIN
        helped = previous in classes["modals"] and (kinds[before] or previous in classes["infinitive"])
        return PLAIN if helped and text not in classes["modals"] else FINITE
    object_follows = following in classes["that"] or following in classes["objects"] or following in classes["pronouns"]
    if text in classes["nouns"] and not object_follows and not after_subject and previous not in classes["modals"]:
        if previous in classes["after_have"] or (previous in classes["after_be"] and lexicon.is_past(text)):
            return PLAIN
        return NO_VERB
    if text in lexicon.irregular_past:
        return NO_VERB if previous in classes["determiners"] and previous not in classes["subjects"] else FINITE
    if lexicon.is_past(text):
        return _past(text not in classes["past"], previous, following, before, texts, kinds, lexicon)
    if text in lexicon.bases:
        return _base(previous, before, texts, kinds, lexicon)
    if text in lexicon.participles:
        return NO_VERB if previous in classes["determiners"] and previous not in classes["subjects"] else PLAIN
    if lexicon.is_third(text):
        if not previous:  # "Denies fever"
            return NO_VERB if following in classes["prepositions"] or following in classes["auxiliaries"] else FINITE
        blocked = previous in classes["determiners"] and previous not in classes["subjects"]
        return NO_VERB if blocked or previous in classes["prepositions"] else FINITE
    gerund = text.endswith(tuple(lexicon.endings["gerund"])) and text not in classes["not_gerund"]
    return PLAIN if gerund and previous not in classes["determiners"] else NO_VERB


def _clitic(after_subject: bool, following: str, lexicon: ClauseLexicon) -> str:
    """ "'s": a verb after a pronoun or before what only a verb stands before, else a possessive."""
    classes = lexicon.classes
    verbal = following in classes["determiners"] or following in classes["adverbs"] or following in lexicon.participles
    return FINITE if after_subject or verbal else NO_VERB


def _past(
    regular: bool,
    previous: str,
    following: str,
    before: int,
    texts: Sequence[str],
    kinds: Sequence[str],
    lexicon: ClauseLexicon,
) -> str:
    """ "-ed" and its like: a participle after an auxiliary, an adjective after an article, else a past."""
    classes = lexicon.classes
    if previous in classes["after_have"] or previous in classes["copulas"] or previous in classes["modals"]:
        return PLAIN
    if previous in classes["determiners"] and previous not in classes["subjects"]:
        return NO_VERB
    if (
        previous in classes["prepositions"]
        or previous in classes["objects"]
        or (following in classes["agent"] and regular)
    ):
        return PLAIN
    if previous in classes["coordinators"]:
        last = next((at for at in range(before, -1, -1) if kinds[at]), -1)
        alike = last >= 0 and (lexicon.is_past(texts[last]) or texts[last] in lexicon.participles)
        return kinds[last] if alike else FINITE
    if not previous or previous == lexicon.comma:
        return FINITE if FINITE in kinds[: max(before, 0)] else PLAIN
    return PLAIN if regular and _has_verb(before, texts, kinds, lexicon) else FINITE


def _has_verb(place: int, texts: Sequence[str], kinds: Sequence[str], lexicon: ClauseLexicon) -> bool:
    """Has the clause its finite verb already, so that another past describes a noun ("a box filled with")?"""
    classes = lexicon.classes
    for at in range(place, -1, -1):
        if kinds[at] == FINITE:
            return texts[at] not in classes["takes_clause"]
        text = texts[at]
        if text == lexicon.comma or text in classes["hard"] or text in classes["coordinators"]:
            return False
        if text in classes["pronouns"] or text in classes["complementizers"] or text in classes["subordinators"]:
            return False
    return False


def _base(previous: str, before: int, texts: Sequence[str], kinds: Sequence[str], lexicon: ClauseLexicon) -> str:
    """A plain form: finite after a subject in the plural, an infinitive after "to" or a modal."""
    classes = lexicon.classes
    if previous in classes["modals"] or previous in classes["objects"]:
        return PLAIN
    if previous in classes["pronouns"] or previous in classes["relatives"] or not previous:
        return FINITE
    if previous in classes["coordinators"]:
        return next((kind for kind in reversed(kinds) if kind), NO_VERB)
    determined = previous in classes["determiners"] and previous not in classes["subjects"]
    if determined or previous in classes["prepositions"]:
        return NO_VERB
    noun = previous == lexicon.comma or (previous.isalpha() and not kinds[before])
    if noun and texts[len(kinds)] in classes["sure"]:  # hardly ever a noun itself ("probation hold")
        return FINITE
    plural = lexicon.endings["third"][-1][0]
    return FINITE if previous.endswith(plural) and not kinds[before] else NO_VERB
