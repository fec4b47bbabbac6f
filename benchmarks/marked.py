"""Scores of the rules on the project's own marked sentences, author by author.

    python benchmarks/marked.py [--axis assertion|negation|quantity|indicators|scope] [--errors AUTHOR]

The sentences stand in tests/coding/data (the form: `marked_lines`). Authors `held_*` are held out: the rules are
written without their sentences, so that their scores tell how the rules do on speech that their writers have not seen;
`--errors` does not list them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import spacy
from spacy.tokens import Doc

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analyser.codebook import load_codebook
from analyser.coding.assertion import assertion_at, sentence_assertion
from analyser.coding.cues import WEAK
from analyser.coding.negation_scope import in_negation_scope
from analyser.coding.pipeline import load_pipeline
from analyser.coding.quantity import quantities
from analyser.coding.quantity_asked import asked_for
from analyser.coding.quantity_counted import CASES
from analyser.study import Period
from benchmarks.marked_lines import (
    VALUES,
    Amount,
    Asserted,
    Counted,
    Indicated,
    Line,
    Marked,
    Scoped,
    is_held,
    read_asserted,
    read_counted,
    read_indicated,
    read_marked,
    read_negated,
    read_scoped,
)
from benchmarks.scores import f1_of, macro_f1, precision_recall_f1

PERIOD = Period(date(2018, 4, 1), date(2019, 3, 31))  # the study period of the marked sentences
AXES = ("assertion", "negation", "quantity", "indicators", "scope")
RANKS = ("none", "unspecified", "low", "medium", "high")
BLANK = spacy.blank("en")
Row = dict[str, float]


@dataclass(frozen=True)
class Judged:
    """A marked line beside what the rules say: `truth` and `guess` for reading, and what the scores are made of."""

    number: int
    text: str
    truth: str
    guess: str
    right: bool
    marks: int = 0
    marks_found: int = 0
    found: int = 0
    found_marked: int = 0


def sentences(*texts: str) -> Doc:
    """A document of these sentences, each beginning where it was told to."""
    starts = {sum(len(text) + 1 for text in texts[:place]) for place in range(len(texts))}
    doc = BLANK(" ".join(texts))
    for token in doc:
        token.is_sent_start = token.idx in starts or token.i == 0
    return doc


def judge_assertion(line: Asserted) -> Judged:
    """The value at the target; without a target the value of the answer to the question."""
    if line.end:
        doc = sentences(*([line.before] if line.before else []), line.text)
        shift = len(line.before) + 1 if line.before else 0
        found = assertion_at(doc, line.start + shift, line.end + shift, period=PERIOD, question=line.before)
    else:
        found = sentence_assertion(sentences(line.text)[:], period=PERIOD, question=line.before)
    return Judged(line.number, line.text, line.value, found.value, line.value == found.value)


def judge_negation(line: Asserted) -> Judged:
    """The same, where every value that is not negated counts as affirmed."""
    judged = judge_assertion(line)
    guess = judged.guess if judged.guess == "negated" else "affirmed"
    return replace(judged, guess=guess, right=guess == line.value)


def judge_quantity(line: Counted) -> Judged:
    """Right when all quantities that count cases are read as marked, in order, and none more."""
    found = [quantity for quantity in quantities(sentences(line.text)[:]) if quantity.counted == CASES]
    if line.question and asked_for(line.question) not in ("cases", "total"):
        found = [quantity for quantity in found if not quantity.elliptical]
    amounts = [Amount(q.kind, q.low, q.high, q.rate_per, q.basis) for q in found]
    same = len(amounts) == len(line.amounts)
    right = same and all(ours.is_same(theirs) for ours, theirs in zip(amounts, line.amounts, strict=True))
    return Judged(line.number, line.text, _amounts(line.amounts), _amounts(amounts), right)


def _amounts(amounts: Sequence[Amount]) -> str:
    parts = [" ".join(f"{it.kind} {it.low:g} {it.high:g} {it.per} {it.basis}".split()) for it in amounts]
    return "; ".join(parts) or "-"


def judge_indicators(line: Indicated) -> Judged:
    """The gravest level of the sentence, and which marks are overlapped by an indicator of their level.

    A weak sign counts as it does in the coder: beside another, or where a child or a case is spoken of.
    """
    levels = {indicator.id: indicator.level for indicator in load_codebook().indicators}
    doc = load_pipeline()(line.text)
    talk = {span.label_ for span in doc.spans["talk"]}
    labels = {span.label_.removesuffix(WEAK) for span in doc.spans["indicators"]}
    sure = any(not span.label_.endswith(WEAK) for span in doc.spans["indicators"])
    count_weak = sure or len(labels) > 1 or not talk.isdisjoint({"children", "cases", "cse"})
    found = [
        (span.start_char, span.end_char, levels[span.label_.removesuffix(WEAK)])
        for span in doc.spans["indicators"]
        if count_weak or not span.label_.endswith(WEAK)
    ]
    marks = [(start, end, levels[indicator]) for start, end, indicator in line.marks]
    truth, guess = (_gravest([level for _, _, level in spans]) for spans in (marks, found))
    return Judged(
        line.number,
        line.text,
        truth,
        guess,
        truth == guess,
        len(marks),
        sum(any(_overlap(mark, span) for span in found) for mark in marks),
        len(found),
        sum(any(_overlap(mark, span) for mark in marks) for span in found),
    )


def judge_scope(line: Scoped) -> Judged:
    """Right when every target is taken as it is marked: in the scope of a negation or out of it."""
    doc = sentences(line.text)
    pairs = [(inside, in_negation_scope(doc, start, end)) for start, end, inside in line.targets]
    wrong = [
        line.text[start:end]
        for (start, end, _), (ours, theirs) in zip(line.targets, pairs, strict=True)
        if ours != theirs
    ]
    marks, found = (sum(inside) for inside in zip(*pairs, strict=True))
    hits = sum(ours and theirs for ours, theirs in pairs)
    guess = f"wrong: {'; '.join(wrong)}" if wrong else "as marked"
    return Judged(line.number, line.text, "as marked", guess, not wrong, marks, hits, found, hits)


def _gravest(levels: Sequence[str]) -> str:
    return max(levels, key=RANKS.index, default="none")


def _overlap(mark: tuple[int, int, str], span: tuple[int, int, str]) -> bool:
    return mark[0] < span[1] and span[0] < mark[1] and mark[2] == span[2]


def assertion_scores(judged: Sequence[Judged]) -> Row:
    """Accuracy, and the mean F1 of the values that occur, marked or found."""
    return {"accuracy": _share(judged), "macro-F1": macro_f1(*_codings(judged))}


def negation_scores(judged: Sequence[Judged]) -> Row:
    marked, found = (sum(getattr(it, side) == "negated" for it in judged) for side in ("truth", "guess"))
    hits = sum(it.truth == it.guess == "negated" for it in judged)
    precision, recall, f1 = precision_recall_f1(hits, marked, found)
    return {"accuracy": _share(judged), "recall": recall, "precision": precision, "F1 of negated": f1}


def _codings(judged: Sequence[Judged]) -> tuple[list[str], list[str]]:
    """What is marked, and what is found."""
    return [it.truth for it in judged], [it.guess for it in judged]


def quantity_scores(judged: Sequence[Judged]) -> Row:
    return {"exact": _share(judged)}


def indicator_scores(judged: Sequence[Judged]) -> Row:
    marks, found = sum(it.marks for it in judged), sum(it.found for it in judged)
    return {
        "level exact": _share(judged),
        "recall of marks": sum(it.marks_found for it in judged) / marks if marks else float("nan"),
        "precision of marks": sum(it.found_marked for it in judged) / found if found else float("nan"),
    }


def scope_scores(judged: Sequence[Judged]) -> Row:
    hits, marks, found = (sum(getattr(it, name) for it in judged) for name in ("marks_found", "marks", "found"))
    precision, recall, f1 = precision_recall_f1(hits, marks, found)
    return {"lines right": _share(judged), "recall": recall, "precision": precision, "F1": f1}


def _share(judged: Sequence[Judged]) -> float:
    return sum(it.right for it in judged) / len(judged) if judged else float("nan")


def _axis(axis: str) -> tuple[list[Marked[Judged]], Callable[[Sequence[Judged]], Row]]:
    """Every author's lines, judged, and how they are scored."""
    if axis == "assertion":
        return [_judged(marked, judge_assertion) for marked in read_marked(axis, read_asserted)], assertion_scores
    if axis == "negation":
        return [_judged(marked, judge_negation) for marked in read_marked(axis, read_negated)], negation_scores
    if axis == "quantity":
        return [_judged(marked, judge_quantity) for marked in read_marked(axis, read_counted)], quantity_scores
    if axis == "scope":
        return [_judged(marked, judge_scope) for marked in read_marked(axis, read_scoped)], scope_scores
    known = frozenset(indicator.id for indicator in load_codebook().indicators)
    lines = read_marked(axis, partial(read_indicated, known=known))
    return [_judged(marked, judge_indicators) for marked in lines], indicator_scores


def _judged(marked: Marked[Line], judge: Callable[[Line], Judged]) -> Marked[Judged]:
    return Marked(marked.author, marked.path, tuple(judge(line) for line in marked.lines), marked.unread)


def print_axis(axis: str) -> None:
    """A table of the authors, those whose sentences may be read together, and those held out together."""
    authors, scores = _axis(axis)
    rows = [(marked.author, is_held(marked.author), marked.lines) for marked in authors]
    for name, held in (("all that may be read", False), ("all held out", True)):
        together = tuple(line for marked in authors if is_held(marked.author) == held for line in marked.lines)
        rows += [(name, held, together)] if together else []
    print(f"\n{axis:24}{'lines':>7}" + "".join(f"{name:>20}" for name in scores(())))
    for name, held, judged in rows:
        print(f"{name:24}{len(judged):7}" + "".join(f"{score:20.3f}" for score in scores(judged).values()))
        if axis == "assertion" and not held:
            print(f"{'':24}  F1 of " + ", ".join(f"{value} {f1_of(value, *_codings(judged)):.3f}" for value in VALUES))
    for marked in authors:
        for number, reason in marked.unread:
            print(f"  not read: {marked.path.name}, line {number}" + ("" if is_held(marked.author) else f": {reason}"))
    if not authors:
        print("  nobody has marked sentences yet")


def print_errors(axis: str, author: str) -> None:
    """The author's wrong lines."""
    for marked in _axis(axis)[0]:
        for line in marked.lines if marked.author == author else ():
            if not line.right or line.marks_found < line.marks or line.found_marked < line.found:
                print(f"{marked.path.name}:{line.number}: {line.text}\n    marked {line.truth}, found {line.guess}")
            if axis == "indicators" and (line.marks_found < line.marks or line.found_marked < line.found):
                beside = line.found - line.found_marked
                print(f"    {line.marks_found} of {line.marks} marks found, {beside} found beside them")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--axis", choices=AXES)
    parser.add_argument("--errors", metavar="AUTHOR", help="list this author's wrong lines")
    options = parser.parse_args()
    if options.errors and is_held(options.errors):
        parser.error(f"the sentences of {options.errors} are held out: only their scores are shown")
    for axis in (options.axis,) if options.axis else AXES:
        print_errors(axis, options.errors) if options.errors else print_axis(axis)


if __name__ == "__main__":
    main()
