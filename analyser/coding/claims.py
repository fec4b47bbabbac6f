"""What a sentence says of the recorded data.

A claim needs the data and a predicate. The data are named in the sentence, or are what is talked of: the question is
about them, or the sentence before is. The predicate says that they fall short, exaggerate, are right or are not filled
in; a negation turns it. A speaker who declines to judge, supposes, or tells what others say claims nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Span

from analyser.coding.pipeline import cues_in, said_words, sentence_text, sentence_words, token_texts
from analyser.coding.quantity_lexicon import quantity_lexicon
from analyser.coding.quantity_numbers import read_number
from analyser.coding.talk_words import talk_words

UNDER, OVER, MATCHES, INCOMPLETE = "under_recorded", "over_recorded", "matches", "incomplete"
# Claims whose direction the speaker's other claims give (`settle_claims`).
DIFFERS, HIGH, NOT_UNDER, NOT_OVER = "differs", "high", "not_under", "not_over"
OPPOSITE = {
    UNDER: NOT_UNDER,
    OVER: NOT_OVER,
    MATCHES: DIFFERS,
    DIFFERS: MATCHES,
    INCOMPLETE: "",
    HIGH: "",
    NOT_UNDER: UNDER,
    NOT_OVER: OVER,
}
# Whether the data are talked of: not at all; the sentence before named them; the interviewer has the talk on them.
AWAY, LINGERING, ON_DATA = 0, 1, 2
REACH = 8  # words of one clause over which a negation reaches
SUBJECT_REACH = 3  # words between a subject and a weak predicate
TAG = 3  # words of a clause that only seeks assent
BARE = 3  # words: a sentence this short needs no subject where the data are talked of
# Kinds of cues that claim something else than their name: as they stand, and turned. None of them is about what the
# speaker does: "we'd put her at a medium".
DEEDS = {"low_grade": (UNDER, NOT_UNDER), "captured": ("", UNDER), "complete": ("", INCOMPLETE)}
YEARS = range(1900, 2100)
OWN_REACH = 2  # words between the speaker and what the speaker does
_STRENGTH = {"weak": 0, "said": 1, "sure": 2}
_BREAKS = frozenset(mark + blank for mark in ",;:–—-.!?" for blank in ("", " "))  # tokens, with or without one


@dataclass(frozen=True)
class Claim:
    """What a sentence says of the data, and the words that say it."""

    value: str = ""
    cue: str = ""
    named: bool = False  # the sentence names the data
    turned: bool = False  # a negation turned it
    bare: bool = False  # a bare answer claims what the question says


@dataclass(frozen=True)
class _Found:
    value: str
    start: int
    end: int
    rank: tuple[int, ...]
    turned: bool = False


NOTHING = Claim()


class _Sentence:
    """A sentence's cues by label, in words, and its clauses."""

    def __init__(self, sent: Span) -> None:
        self.sent = sent
        self.words, self.start, self.end = sentence_words(sent)
        self.cues: dict[str, list[tuple[int, int]]] = {}
        for cue in cues_in(sent, "claims"):
            first = bisect_left(self.words.tokens, cue.start)
            last = bisect_left(self.words.tokens, cue.end)
            self.cues.setdefault(cue.label, []).append((first, max(last, first + 1)))

    def __len__(self) -> int:
        return self.end - self.start

    @cached_property
    def asks(self) -> bool:
        """Whether it is a question, and not one that only seeks assent."""
        text = " ".join(sentence_text(self.sent).split())
        return text.rstrip("\"'”’ )").endswith("?") and not talk_words().tag.search(text)

    @cached_property
    def clauses(self) -> list[int]:
        """The clause of each word, counted on."""
        texts, joints, clause, found = token_texts(self.sent.doc), talk_words().joints, 0, []
        before = self.sent.start
        for i in range(self.start, self.end):
            at = self.words.tokens[i]
            if self.words.forms[i] in joints or not _BREAKS.isdisjoint(texts[before:at]):
                clause += 1
            found.append(clause)
            before = at + 1
        return found

    def clause(self, word: int) -> int:
        return self.clauses[word - self.start]

    def lies_in(self, start: int, end: int) -> bool:
        return not talk_words().inside.isdisjoint(self.words.forms[start:end])

    def is_tag(self, start: int) -> bool:
        """Whether a short clause after another only seeks assent: "isn't there"."""
        clause = self.clause(start)
        return clause > 0 and self.clauses.count(clause) <= TAG and self.clauses.index(clause) == start - self.start

    def is_clause(self, start: int, end: int) -> bool:
        """Whether these words are a clause by themselves."""
        clause = self.clause(start)
        return len(set(self.clauses)) > 1 and self.clauses.count(clause) == end - start == self.clauses[
            start - self.start : end - self.start
        ].count(clause)

    def has(self, *labels: str) -> bool:
        return any(label in self.cues for label in labels)

    def before(self, labels: Iterable[str], start: int, end: int, reach: int = REACH) -> bool:
        """Whether one of these cues ends shortly before a place, in the same clause."""
        return any(
            first < start and last <= end and start - last <= reach and self.clause(first) == self.clause(start)
            for label in labels
            for first, last in self.cues.get(label, ())
        )

    def overlaps(self, labels: Iterable[str], start: int, end: int) -> bool:
        return any(first < end and start < last for label in labels for first, last in self.cues.get(label, ()))

    def negations(self, start: int, end: int) -> int:
        """How many negations reach the words from `start`: those before `end` in its clause that deny something."""
        spared = {i for first, last in self.cues.get("no_negation", ()) for i in range(first, last)}
        return sum(
            first not in spared
            and first < end
            and start - last <= REACH
            and self.clause(first) == self.clause(start)
            and not self._opens(first, start)
            for first, last in self.cues.get("negation", ())
        )

    def _opens(self, first: int, start: int) -> bool:
        """A "no" that opens the sentence answers and negates nothing, unless it stands before a noun: "no claim"."""
        return first == self.start and self.words.forms[first] in talk_words().denies and start - first > 1

    def taken_back(self, start: int) -> bool:
        """Whether the speaker declines to judge, supposes, tells what others say, or means elsewhere or long ago."""
        if self.has("reporting") or any(first <= start for first, _ in self.cues.get("elsewhere", ())):
            return True
        return any(
            first <= start and talk_words().turns.isdisjoint(self.words.forms[first:start])
            for label in ("unsure", "supposed", "told")
            for first, _ in self.cues.get(label, ())
        )

    def text(self, start: int, end: int) -> str:
        texts = token_texts(self.sent.doc)[self.words.tokens[start] : self.words.last[end - 1] + 1]
        return "".join(texts).rstrip(" ")


def read_claim(sent: Span, *, focus: int, asked: bool = False) -> Claim:
    """The claim of a sentence; `asked`: the interviewer says it.

    The value is a code of the codebook or one that `settle_claims` settles.
    """
    data = ("data",) if asked else ("data", "your_data")
    labels = {cue.label for cue in cues_in(sent, "claims")}
    named = not labels.isdisjoint(data) or any(label.endswith(" sure") for label in labels)
    if not (labels and (focus or named)):
        return NOTHING
    found = _Sentence(sent)
    claims = [
        *_predicates(found, focus, data),
        *_lacks(found, focus, data),
        *_presence(found, focus, data, asked),
        *_contrast(found, focus, data),
    ]
    if not asked:
        claims = [claim for claim in claims if not found.taken_back(claim.start)]
        if found.asks:
            claims = [claim for claim in claims if found.words.forms[claim.start].startswith(talk_words().gap_asked)]
    best = max(claims, key=lambda claim: claim.rank, default=None)
    if best is None:
        return Claim(named=named)
    return Claim(best.value, found.text(best.start, best.end), named, best.turned)


def _predicates(found: _Sentence, focus: int, data: tuple[str, ...]) -> Iterable[_Found]:
    for label, places in found.cues.items():
        value, _, strength = label.partition(" ")
        if not strength:
            continue
        for start, end in places:
            if not (strength == "sure" or _has_subject(found, start, end, focus, data, strength, value)):
                continue
            turned = found.negations(start, start) % 2 == 1
            if value in DEEDS and found.before(("own",), start, end, OWN_REACH + turned):
                continue
            said = DEEDS[value][turned] if value in DEEDS else OPPOSITE[value] if turned else value
            if said:
                rank = (_STRENGTH[strength], int(value not in (HIGH, INCOMPLETE)), end - start, -start)
                yield _Found(said, start, end, rank, turned)


def _has_subject(
    found: _Sentence, start: int, end: int, focus: int, data: tuple[str, ...], strength: str, value: str
) -> bool:
    """Whether a predicate is said of the data.

    They are named, or pointed at where they are talked of. A weak one needs them shortly before it, or stands alone.
    """
    pointed = (*data, "part", "pronoun", "attribute") if focus else data
    if strength == "weak":
        if focus == ON_DATA and len(found) <= BARE and value != MATCHES:
            return True
        return found.before(pointed, start, end, SUBJECT_REACH)
    return focus == ON_DATA or found.has(*data) or (focus == LINGERING and found.before(pointed, start, end))


def _lacks(found: _Sentence, focus: int, data: tuple[str, ...]) -> Iterable[_Found]:
    """Something to be filled in that is not: the data are incomplete."""
    if focus == ON_DATA or found.has(*data):
        for start, end in found.cues.get("attribute", ()):
            for first, last in found.cues.get("lack", ()):
                if found.clause(first) == found.clause(start) and abs(first - start) <= SUBJECT_REACH + 1:
                    yield _Found(INCOMPLETE, min(start, first), max(end, last), (1, 1, 3, -start))


def _presence(found: _Sentence, focus: int, data: tuple[str, ...], asked: bool) -> Iterable[_Found]:
    """Cases that are in the data, or not: "none of mine are on it"."""
    for start, end in found.cues.get("place", ()):
        if not (focus == ON_DATA or found.overlaps(data, start, end)):
            continue
        if found.is_tag(start):
            continue
        negations = found.negations(start, end)
        if negations % 2:
            yield _Found(UNDER, start, end, (1, 1, 3, -start))
        elif not negations and (found.lies_in(start, end) if asked else found.before(("mine",), start, end)):
            yield _Found(MATCHES, start, end, (1, 1, 3, -start))


def _contrast(found: _Sentence, focus: int, data: tuple[str, ...]) -> Iterable[_Found]:
    """The records' number beside the speaker's own: "the system has two and I'm working with seven"."""
    if not (found.has("my_side") and found.has("their_side") and (focus or found.has(*data))):
        return
    sides = sorted((first, label) for label in ("my_side", "their_side") for first, _ in found.cues[label])
    first_number: dict[str, float] = {}
    last = found.start
    for number, at in _numbers(found):
        side = next((label for first, label in reversed(sides) if first < at), "")
        if side and side not in first_number:
            first_number[side] = number
            last = at
    if len(first_number) == 2 and first_number["my_side"] != first_number["their_side"]:
        said = UNDER if first_number["their_side"] < first_number["my_side"] else OVER
        yield _Found(said, min(first for first, _ in sides), last + 1, (2, 1, 0, 0))


def _numbers(found: _Sentence) -> Iterable[tuple[float, int]]:
    """The numbers of a sentence and the word where each begins."""
    words = said_words(found.sent)
    places = [found.sent.doc[i].idx for i in found.words.tokens[found.start : found.end]]
    i = 0
    while i < len(words):
        number = read_number(words, i, quantity_lexicon())
        if number is None:
            i += 1
            continue
        if not (number.share or number.value in YEARS):
            yield number.value, found.start + max(0, bisect_left(places, words[i].start + 1) - 1)
        i = number.end


def names(sent: Span, *labels: str) -> bool:
    """Whether a sentence has one of these cues: the data by a part of them, a topic, something else."""
    return any(cue.label in labels for cue in cues_in(sent, "claims"))


def read_answer(sent: Span) -> str:
    """How a bare answer begins: "yes", "no" or empty."""
    found = _Sentence(sent)
    if found.has("unsure", "abstains"):
        return ""
    for label, answer in (("denial", "no"), ("affirmation", "yes")):
        for first, last in found.cues.get(label, ()):
            left = len(found) - (last - first)
            opens = first == found.start and left <= (BARE + 1 if last - first == 1 else 1)
            if opens or found.is_clause(first, last):
                return answer
    return ""


def settle_claims(claims: Sequence[tuple[str, str]]) -> list[str]:
    """The codes of an interview's claims, given as speaker and value in order.

    A claim that says only that the data are wrong takes the way that the speaker's other claims go: too little, unless
    most of them say too much. "Graded high" is a claim where they say too much. To deny that the data show too little
    is to say that they are right, unless the speaker says elsewhere that they show too much; and the other way round.
    """
    counts: Counter[tuple[str, str]] = Counter(claims)
    said = {speaker: {code: counts[speaker, code] for code in (UNDER, OVER, MATCHES)} for speaker, _ in claims}
    return [_settled(value, said[speaker]) for speaker, value in claims]


def _settled(value: str, said: Mapping[str, int]) -> str:
    over = said[OVER] > max(said[UNDER], said[MATCHES])
    if value == DIFFERS:
        return OVER if said[OVER] > said[UNDER] else UNDER
    if value == HIGH:
        return OVER if over else ""
    if value == NOT_UNDER:
        return OVER if over else MATCHES
    if value == NOT_OVER:
        return UNDER if said[UNDER] > max(said[OVER], said[MATCHES]) else MATCHES
    return value
