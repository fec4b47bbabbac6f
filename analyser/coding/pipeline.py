"""The spaCy pipeline: sentences, words and the cues in them. No model, no download, built once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate, pairwise
from typing import Any, NamedTuple, cast

import numpy as np
import spacy
from spacy.language import Language
from spacy.strings import get_string_id
from spacy.tokens import Doc, Span

from analyser.codebook import load_codebook
from analyser.coding.cue_words import Word, split_words
from analyser.coding.cues import GROUPS, Cues, load_cues
from analyser.coding.quantity_cardinals import read_cardinal
from analyser.coding.quantity_words import number_words
from analyser.coding.stems import Words, words_of
from analyser.coding.tokens import RememberingTokenizer
from analyser.interviews.sentences import split_sentences

SERAF_SIGNIFICANT, SERAF_MODERATE = 16, 11
SPANS = "cse_spans"  # the component that the coder itself does without
_STARTS, _GOES_ON = 1, 2**64 - 1  # spaCy's marks of a token that begins a sentence, or does not
_PEOPLE = frozenset({"children", "cases", "cse", "exploitation", "intro", "anaphor"})


class Cue(NamedTuple):
    """A cue found: its label and its tokens `start` to `end` (exclusive)."""

    label: str
    start: int
    end: int


@cache
def load_pipeline() -> Language:
    """Blank English with the coder's components. Assertion and quantity are functions over its documents."""
    nlp = spacy.blank("en")
    nlp.tokenizer = RememberingTokenizer(nlp.tokenizer, nlp.vocab)
    nlp.max_length = 50_000_000  # nothing here needs memory beyond the text
    for name in ("cse_sentences", "cse_cues", SPANS):
        nlp.add_pipe(name)
    return nlp


def sentence_words(sent: Span) -> tuple[Words, int, int]:
    """The words of the document and the range of them that is the sentence."""
    words: Words = sent.doc.user_data["words"]
    return words, bisect_left(words.tokens, sent.start), bisect_left(words.tokens, sent.end)


def cues_in(sent: Span, group: str) -> Sequence[Cue]:
    """The cues of a group ("indicators", "claims", "trends", "types", "talk") within one sentence."""
    found: Sequence[Cue] = sent.doc.user_data["cues"][group].get(sent.start, ())
    return found


def token_texts(doc: Doc) -> list[str]:
    """The document's tokens as text, with the blank behind them."""
    texts: list[str] = doc.user_data["tokens"]
    return texts


@Language.component("cse_sentences")
def find_sentences(doc: Doc) -> Doc:
    """Sentence starts as `split_sentences` sees them, and where each begins and ends without blanks."""
    tokens: list[str] = doc.user_data.get("tokens") or [token.text_with_ws for token in doc]
    text = "".join(tokens)
    places = list(accumulate(map(len, tokens[:-1]), initial=0)) if tokens else []
    spans = [
        (start, end, max(0, bisect_right(places, start) - 1), bisect_left(places, end))
        for start, end in split_sentences(text)
    ]
    starts = sorted({0} | {first for _, _, first, _ in spans}) if places else []
    doc.user_data |= {"text": text, "tokens": tokens, "sentences": spans, "starts": starts}  # spaCy makes them anew
    marks = np.full(len(places), _GOES_ON, dtype=np.uint64)
    marks[starts] = _STARTS
    return doc.from_array(["SENT_START"], cast("Any", marks)) if places else doc


def sentences_of(doc: Doc, last: int = 0) -> list[tuple[int, int, Span]]:
    """Start and end offset of each sentence, trimmed, and the span of its tokens; all, or so many at the end."""
    return [(start, end, doc[first:behind]) for start, end, first, behind in doc.user_data["sentences"][-last:]]


def text_of(doc: Doc) -> str:
    """The document's text, which spaCy would put together anew each time."""
    text: str | None = doc.user_data.get("text")
    return doc.text if text is None else text


def sentence_text(sent: Span) -> str:
    """The sentence's text, as `sent.text` but without asking each token."""
    return text_of(sent.doc)[sent.start_char : sent.end_char]


def said_words(sent: Span) -> Sequence[Word]:
    """The sentence's words as the cue lexicons see them, with their places in the document; split once."""
    kept: dict[tuple[int, int], Sequence[Word]] = sent.doc.user_data.setdefault("said", {})
    key = sent.start, sent.end
    if key not in kept:
        kept[key] = split_words(sentence_text(sent), sent.start_char)
    return kept[key]


def sentence_starts(doc: Doc) -> list[int]:
    """The first token of each sentence."""
    starts: list[int] | None = doc.user_data.get("starts")
    if starts is None:  # a document that another pipeline made
        doc.user_data["starts"] = starts = [token.i for token in doc if token.is_sent_start or token.i == 0]
    return starts


def sentence_before(sent: Span) -> Span | None:
    """The sentence before, up to this one."""
    starts = sentence_starts(sent.doc)
    place = bisect_left(starts, sent.start)
    return sent.doc[starts[place - 1] : sent.start] if place else None


@Language.component("cse_cues")
def find_cues(doc: Doc) -> Doc:
    """All cues sentence by sentence, so that none crosses from one into the next.

    They are kept in `doc.user_data["cues"]` by group and first token of the sentence: indicators and forms of
    exploitation, but for words that name a process and not a case; what is said of the data; trends; and the talk, what
    a sentence is about and how it hangs on what was said before.
    """
    cues = _cues()
    tokens = token_texts(doc)
    words = words_of(tokens)
    groups: dict[str, dict[int, list[Cue]]] = {group: {} for group in GROUPS}
    doc.user_data |= {"words": words, "cues": groups}
    starts = doc.user_data["starts"]
    bounds = [bisect_left(words.tokens, start) for start in starts] + [len(words.tokens)]
    for start, (first, last) in zip(starts, pairwise(bounds), strict=True):
        said: dict[str, list[Cue]] = {}
        for (group, label), begin, end in cues.phrases.find(words, first, last):
            said.setdefault(group, []).append(Cue(label, words.tokens[begin], words.last[end - 1] + 1))
        if "talk" in said:
            _weigh(said, words, tokens)
        for group, found in said.items():
            groups[group][start] = _longest(found) if group == "indicators" else found
    return doc


@Language.component(SPANS)
def show_spans(doc: Doc) -> Doc:
    """The cues as spaCy's `doc.spans`, by group."""
    for group, by_sentence in doc.user_data["cues"].items():
        doc.spans[group] = [
            Span(doc, cue.start, cue.end, label=cue.label) for found in by_sentence.values() for cue in found
        ]
    return doc


@cache
def _cues() -> Cues:
    return load_cues_of_project()


def load_cues_of_project() -> Cues:
    """The cues of the project's own codebook."""
    return load_cues(load_codebook())


def _weigh(said: dict[str, list[Cue]], words: Words, tokens: Sequence[str]) -> None:
    """What the talk makes of other cues: a process is no case, "child protection" no child, a score a band."""
    talk = said["talk"]
    process = _covered(talk, "pseudo_band")
    if process:
        for group in ("indicators", "types"):
            said[group] = [cue for cue in said.get(group, ()) if not process.issuperset(_word_tokens(cue, words))]
    if scores := [cue for cue in talk if cue.label == "seraf_score"]:
        bands = [Cue(_seraf_band(tokens[cue.start : cue.end]), cue.start, cue.end) for cue in scores]
        said["indicators"] = [*said.get("indicators", ()), *bands]
    if no_child := _covered(talk, "not_children"):
        said["talk"] = [
            cue for cue in talk if cue.label not in _PEOPLE or no_child.isdisjoint(range(cue.start, cue.end))
        ]


def _covered(cues: Iterable[Cue], label: str) -> set[int]:
    return {place for cue in cues if cue.label == label for place in range(cue.start, cue.end)}


def _word_tokens(cue: Cue, words: Words) -> list[int]:
    return words.tokens[bisect_left(words.tokens, cue.start) : bisect_left(words.tokens, cue.end)]


def _longest(cues: list[Cue]) -> list[Cue]:
    """Of one indicator's overlapping cues the longest; those at one place in the order of spaCy's labels."""
    if len(cues) == 1:
        return cues
    kept: list[Cue] = []
    for cue in sorted(cues, key=lambda cue: (_order(cue.label), cue.start, -cue.end)):
        if kept and kept[-1].label == cue.label and cue.start < kept[-1].end:
            if cue.end - cue.start > kept[-1].end - kept[-1].start:
                kept[-1] = cue
            continue
        kept.append(cue)
    return sorted(kept, key=lambda cue: (cue.start, cue.end))


@cache
def _order(label: str) -> int:
    """The place of a label in spaCy's order."""
    return int(get_string_id(label))


def _seraf_band(texts: Sequence[str]) -> str:
    """The band of the score with which some tokens end or begin: 16 and over significant, 11 to 15 moderate."""
    words = split_words("".join(texts))
    found = [number for place in range(len(words)) if (number := read_cardinal(words, place, number_words()))]
    ending = [number.value for number in found if number.end == len(words)]
    score = ending[0] if ending else found[0].value if found else 0
    return "seraf_high" if score >= SERAF_SIGNIFICANT else "seraf_medium" if score >= SERAF_MODERATE else "seraf_low"
