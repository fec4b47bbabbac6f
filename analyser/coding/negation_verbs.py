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
    before = -1  # the last word that is no adverb
    forms, adverbs = lexicon.forms, lexicon.classes["adverbs"]
    for place, text in enumerate(texts):
        form = forms(text)
        kinds.append(_kind(form, place, before, texts, kinds, lexicon) if form else NO_VERB)
        if text not in adverbs:
            before = place
    return kinds


def _kind(
    form: str, place: int, before: int, texts: Sequence[str], kinds: Sequence[str], lexicon: ClauseLexicon
) -> str:
    """The kind of a word that has the form of a verb, by the word before it and the one behind."""
    classes = lexicon.classes
    text = texts[place]
    previous = texts[before] if before >= 0 else ""
    following = texts[place + 1] if place + 1 < len(texts) else ""
    after_subject = previous in classes["pronouns"] or previous in classes["relatives"]
    determined = previous in classes["determiners"] and previous not in classes["subjects"]
    previous_helps = previous in classes["modals"]
    if form == "clitic":  # "'s": a verb after a pronoun or before what only a verb stands before, else a possessive
        verbal = following in classes["determiners"] or following in classes["adverbs"]
        subject = after_subject or previous in classes["subjects"]
        return FINITE if subject or verbal or following in lexicon.participles else NO_VERB
    if form == "auxiliary":
        return NO_VERB if determined else _auxiliary(text, previous, before, kinds, lexicon)
    if text in classes["nouns"] and not after_subject and not previous_helps and following not in lexicon.behind_verbs:
        helped = previous in classes["after_have"] or (previous in classes["after_be"] and lexicon.is_past(text))
        return PLAIN if helped else NO_VERB
    if determined:
        return NO_VERB
    if form == "irregular":
        return FINITE
    if form in ("past", "regular"):
        return _past(form == "regular", previous, following, before, texts, kinds, lexicon)
    if form == "base":
        return _base(text, previous, before, kinds, lexicon)
    if form == "third":
        if not previous:  # "Denies fever"
            return NO_VERB if following in classes["prepositions"] or following in classes["auxiliaries"] else FINITE
        return NO_VERB if previous in classes["prepositions"] else FINITE
    return NO_VERB if form == "gerund" and previous in classes["determiners"] else PLAIN


def _auxiliary(text: str, previous: str, before: int, kinds: Sequence[str], lexicon: ClauseLexicon) -> str:
    classes = lexicon.classes
    helped = previous in classes["modals"] and (kinds[before] or previous in classes["infinitive"])
    had = text in classes["after_have"] and previous in classes["after_have"] and kinds[before]
    return PLAIN if had or (helped and text not in classes["modals"]) else FINITE


def _past(
    regular: bool,
    previous: str,
    following: str,
    before: int,
    texts: Sequence[str],
    kinds: Sequence[str],
    lexicon: ClauseLexicon,
) -> str:
    """ "-ed" and its like: a participle after an auxiliary or where the clause has its verb, else a past."""
    classes = lexicon.classes
    if previous in classes["after_have"] or previous in classes["copulas"] or previous in classes["modals"]:
        return PLAIN
    if previous in classes["prepositions"] or previous in classes["objects"]:
        return PLAIN
    if regular and following in classes["agent"]:
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
    for at in range(place, -1, -1):
        if kinds[at] == FINITE:
            return texts[at] not in lexicon.classes["takes_clause"]
        if texts[at] in lexicon.opens_clause:
            return False
    return False


def _base(text: str, previous: str, before: int, kinds: Sequence[str], lexicon: ClauseLexicon) -> str:
    """A plain form: finite after a subject in the plural, an infinitive after "to" or a modal."""
    classes = lexicon.classes
    if previous in classes["modals"] or previous in classes["objects"]:
        return PLAIN
    if previous in classes["pronouns"] or previous in classes["relatives"] or not previous:
        return FINITE
    if previous in classes["coordinators"]:
        return next((kind for kind in reversed(kinds) if kind), NO_VERB)
    if previous in classes["prepositions"]:
        return NO_VERB
    noun = previous == lexicon.comma or (previous.isalpha() and not kinds[before])
    if noun and text in classes["sure"]:  # hardly ever a noun itself ("probation hold")
        return FINITE
    plural = lexicon.endings["third"][-1][0]
    return FINITE if previous.endswith(plural) and not kinds[before] else NO_VERB
