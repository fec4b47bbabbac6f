"""Coded interviews as the network learns them: lines as it hears them, and what each is coded as."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isclose

from analyser.coding.coder import Coder, coded_sentences
from analyser.coding.decisions import Decision
from analyser.coding.hearing import Spoken, lines_of, spoken
from analyser.coding.quantity_sentence import Quantity
from analyser.model.axes import AXES, TYPES
from analyser.model.lines import Line
from analyser.training.corpus import CodedSentence, Item
from analyser.training.scores import SAME_SHARE

UNCODED = -100  # the axis has no code in this sentence
RARE = 40  # a mark that fewer sentences have is not learnt


@dataclass(frozen=True)
class Target:
    """A sentence's codes as places in `AXES`; `types` as 0 and 1, empty where no case is spoken of; for each number
    whether it is the one coded, empty where that cannot be told."""

    codes: Mapping[str, int]
    types: tuple[int, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Example:
    """An interview or exchange: its lines, and by the place of each line that is a sentence its target, if it is
    coded, its codes and what the rules see in it (of several sentences that they make of it, the first decides)."""

    item: Item
    lines: tuple[Line, ...]
    targets: Mapping[int, Target]
    sentences: Mapping[int, CodedSentence]
    spoken: Mapping[int, Spoken]


def known_marks(items: Iterable[Sequence[Spoken]]) -> list[str]:
    """The marks that enough sentences have to be learnt, in order."""
    counts = Counter(mark for sentences in items for one in sentences for mark in one.marks)
    return sorted(mark for mark, count in counts.items() if count >= RARE)


def heard_items(items: Sequence[Item], coder: Coder) -> list[list[Spoken]]:
    """For each item its coded sentences, with what the rules see in them."""
    return [_as_coded(item, spoken(coded_sentences(item.interview, coder))) for item in items]


def _as_coded(item: Item, sentences: Sequence[Spoken]) -> list[Spoken]:
    """The sentences as they were coded: the rules may have parted the speech otherwise."""
    found = []
    for coded in sorted(item.sentences, key=lambda one: one.start):
        parts = [one for one in sentences if one.start < coded.end and one.end > coded.start]
        numbers = [
            (number, (one.start + start - coded.start, one.start + end - coded.start))
            for one in parts
            for number, (start, end) in zip(one.numbers, one.places, strict=True)
            if coded.start <= one.start + start and one.start + end <= coded.end
        ]
        marks = frozenset(mark for one in parts for mark in one.marks)
        found.append(
            Spoken(
                coded.start,
                coded.end,
                coded.speaker,
                parts[0].ruled if parts else Decision(),
                marks,
                tuple(number for number, _ in numbers),
                tuple(place for _, place in numbers),
            )
        )
    return found


def examples(items: Sequence[Item], heard: Sequence[Sequence[Spoken]], marks: Sequence[str]) -> list[Example]:
    """The items as the network learns them."""
    found = []
    for item, sentences in zip(items, heard, strict=True):
        lines, places = lines_of(item.interview, sentences, marks)
        coded = sorted(item.sentences, key=lambda one: one.start)
        targets = {
            place: target_of(one, said.numbers)
            for place, one, said in zip(places, coded, sentences, strict=True)
            if one.codes
        }
        by_place = dict(zip(places, coded, strict=True)), dict(zip(places, sentences, strict=True))
        found.append(Example(item, tuple(lines), targets, *by_place))
    return found


def target_of(sentence: CodedSentence, numbers: Sequence[Quantity]) -> Target:
    """What the network shall say of a sentence."""
    codes = sentence.codes
    coded = codes["harm_level"] != "none"
    target = dict.fromkeys(AXES, UNCODED)
    target["harm_level"] = AXES["harm_level"].index(codes["harm_level"])
    for axis in ("data_claim", "trend", "quantity_kind"):
        target[axis] = AXES[axis].index(codes.get(axis, ""))
    for axis in ("assertion", "quantity_basis", "rate_per"):
        if axis in codes:
            target[axis] = AXES[axis].index(codes[axis])
    types = tuple(int(name in codes.get("cse_type", "").split(";")) for name in TYPES) if coded else ()
    return Target(target, types, _numbers(codes, numbers))


def _numbers(codes: Mapping[str, str], numbers: Sequence[Quantity]) -> tuple[int, ...]:
    if "quantity_kind" not in codes:
        return (0,) * len(numbers)
    right = tuple(int(same_bounds(one, codes["quantity_low"], codes["quantity_high"])) for one in numbers)
    return right if any(right) else ()


def same_bounds(quantity: Quantity, low: str, high: str) -> bool:
    """Has the number these bounds, open ends `inf`?"""
    pairs = ((abs(quantity.low), float(low)), (abs(quantity.high), float(high)))
    return all(one == other or isclose(one, other, abs_tol=SAME_SHARE) for one, other in pairs)
