"""The spaCy pipeline: sentences, stems and the cues in them. No model, no download, built once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from analyser.codebook import load_codebook
from analyser.coding.cues import Cues, load_cues
from analyser.coding.stem_phrases import Found, StemPhrases
from analyser.coding.stems import Words, words_of
from analyser.interviews.sentences import split_sentences

SERAF_SIGNIFICANT, SERAF_MODERATE = 16, 11


@cache
def load_pipeline() -> Language:
    """Blank English with the coder's components. Assertion and quantity are functions over its documents."""
    nlp = spacy.blank("en")
    nlp.max_length = 50_000_000  # nothing here needs memory beyond the text
    for name in ("cse_sentences", "cse_words", "cse_indicators", "cse_claims", "cse_trends", "cse_types", "cse_talk"):
        nlp.add_pipe(name)
    return nlp


def sentence_words(sent: Span) -> tuple[Words, int, int]:
    """The words of the document and the range of them that is the sentence."""
    words: Words = sent.doc.user_data["words"]
    return words, bisect_left(words.tokens, sent.start), bisect_left(words.tokens, sent.end)


def spans_in(sent: Span, group: str) -> list[Span]:
    """The cue spans of a group within one sentence; each sentence is asked once for each group."""
    by_sentence = sent.doc.user_data.get(f"by_sentence {group}")
    if by_sentence is None:
        by_sentence = {}
        for span in sent.doc.spans.get(group, ()):
            by_sentence.setdefault(span.sent.start, []).append(span)
        sent.doc.user_data[f"by_sentence {group}"] = by_sentence
    found: list[Span] = by_sentence.get(sent.start, [])
    return found


@Language.component("cse_sentences")
def find_sentences(doc: Doc) -> Doc:
    """Sentence starts as `split_sentences` sees them; `doc.user_data["sentences"]` holds the trimmed offsets."""
    sentences = split_sentences(doc.text)
    places = [token.idx for token in doc]
    spans = [
        (start, end, max(0, bisect_right(places, start) - 1), bisect_left(places, end)) for start, end in sentences
    ]
    doc.user_data["sentences"] = spans
    starts = {first for _, _, first, _ in spans} | {0}
    for token in doc:
        token.is_sent_start = token.i in starts
    return doc


def sentences_of(doc: Doc) -> list[tuple[int, int, Span]]:
    """Start and end offset of each sentence, trimmed, and the span of its tokens."""
    return [(start, end, doc[first:last]) for start, end, first, last in doc.user_data["sentences"]]


@Language.component("cse_words")
def find_words(doc: Doc) -> Doc:
    """Stems without punctuation and fillers, kept in `doc.user_data["words"]`."""
    doc.user_data["words"] = words_of(doc)
    return doc


@Language.component("cse_indicators")
def find_indicators(doc: Doc) -> Doc:
    """`doc.spans["indicators"]`, labelled with indicator ids; words that name a process, not a case, are left out."""
    cues = _cues()
    hidden = _covered(doc, cues.talk, "pseudo_band")
    spans = _spans(doc, cues.indicators, hidden)
    spans += [
        Span(doc, span.start, span.end, label=_seraf_band(span, cues))
        for span in _spans(doc, cues.talk, set(), only="seraf_score")
    ]
    doc.spans["indicators"] = _longest(spans)
    return doc


@Language.component("cse_claims")
def find_claims(doc: Doc) -> Doc:
    """`doc.spans["claims"]`: claim cues, and the data that they may be about."""
    doc.spans["claims"] = _spans(doc, _cues().claims, set())
    return doc


@Language.component("cse_trends")
def find_trends(doc: Doc) -> Doc:
    """`doc.spans["trends"]`."""
    doc.spans["trends"] = _spans(doc, _cues().trends, set())
    return doc


@Language.component("cse_types")
def find_types(doc: Doc) -> Doc:
    """`doc.spans["types"]`."""
    cues = _cues()
    doc.spans["types"] = _spans(doc, cues.types, _covered(doc, cues.talk, "pseudo_band"))
    return doc


@Language.component("cse_talk")
def find_talk(doc: Doc) -> Doc:
    """`doc.spans["talk"]`: what a sentence is about and how it hangs on what was said before."""
    cues = _cues()
    hidden = _covered(doc, cues.talk, "not_children")
    people = {"children", "cases", "cse", "exploitation", "intro", "anaphor"}
    spans = _spans(doc, cues.talk, set())
    doc.spans["talk"] = [
        span for span in spans if span.label_ not in people or not (hidden & set(range(span.start, span.end)))
    ]
    return doc


@cache
def _cues() -> Cues:
    return load_cues_of_project()


def load_cues_of_project() -> Cues:
    """The cues of the project's own codebook."""
    return load_cues(load_codebook())


def _found(doc: Doc, phrases: StemPhrases) -> list[Found]:
    """Cues sentence by sentence, so that none crosses from one into the next."""
    words: Words = doc.user_data["words"]
    found: list[Found] = []
    for sent in doc.sents:
        _, start, end = sentence_words(sent)
        found += phrases.find(words, start, end)
    return found


def _spans(doc: Doc, phrases: StemPhrases, hidden: set[int], only: str = "") -> list[Span]:
    words: Words = doc.user_data["words"]
    key = f"found {id(phrases)}"
    if key not in doc.user_data:
        doc.user_data[key] = _found(doc, phrases)
    spans = []
    for found in doc.user_data[key]:
        if only and found.label != only:
            continue
        start, end = words.tokens[found.start], words.last[found.end - 1] + 1
        if not hidden or not hidden.issuperset(words.tokens[found.start : found.end]):
            spans.append(Span(doc, start, end, label=found.label))
    return spans


def _covered(doc: Doc, phrases: StemPhrases, label: str) -> set[int]:
    return {i for span in _spans(doc, phrases, set(), only=label) for i in range(span.start, span.end)}


def _longest(spans: list[Span]) -> list[Span]:
    """Of one indicator's overlapping spans the longest."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.label, span.start, -span.end)):
        if kept and kept[-1].label == span.label and span.start < kept[-1].end:
            if len(span) > len(kept[-1]):
                kept[-1] = span
            continue
        kept.append(span)
    return sorted(kept, key=lambda span: (span.start, span.end))


def _seraf_band(span: Span, cues: Cues) -> str:
    """The band of the score in a span: 16 and over significant, 11 to 15 moderate."""
    score = 0.0
    for token in span:
        for part in token.text.lower().replace("-", " ").split():
            if part.replace(".", "", 1).isdigit():
                score = float(part)
            elif part in cues.numbers:
                score += cues.numbers[part]
    return "seraf_high" if score >= SERAF_SIGNIFICANT else "seraf_medium" if score >= SERAF_MODERATE else "seraf_low"
