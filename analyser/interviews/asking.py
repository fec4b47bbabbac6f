"""Who asks and who answers, as a score from what each speaker says; its weights and phrases stand in `asking.yaml`."""

from __future__ import annotations

import re
import statistics
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from analyser.codebook.lexicon import FOLDER, exact_keys, lexicon
from analyser.codebook.spellings import spellings
from analyser.errors import InputError

_FEATURES = {"asks", "gives_way", "conducts", "opens", "answers", "own_work", "agency"}
_THRESHOLDS = {"sure", "doubtful", "beside_partners", "apart", "long_answers"}
_LISTS = {
    "leads", "question_words", "question_company", "auxiliaries", "subjects", "prompts", "addressed", "tags",
    "conducting", "own_work",
}  # fmt: skip
_SENTENCE = re.compile(r"[^.?!…]+[.?!…]*")
_AFTERTHOUGHT = 15  # words that may follow a question in the same turn
_TAIL = 30  # words at the end of a turn without punctuation in which it is looked for a question
_SHORT = 25  # words of a turn in which even "…, is it?" asks
_LONGER = 2  # how many times as long a turn is to which one gives way


@dataclass(frozen=True)
class Said:
    """One turn: who, and the words without notes and timestamps."""

    name: str
    speech: str


@dataclass(frozen=True)
class Asking:
    """The patterns and numbers of `asking.yaml`."""

    weights: dict[str, float]
    thresholds: dict[str, float]
    begins: re.Pattern[str]
    addressed: re.Pattern[str]
    tag: re.Pattern[str]
    conducting: re.Pattern[str]
    own_work: re.Pattern[str]


@cache
def asking() -> Asking:
    """The checked lexicon.

    Raises:
        InputError: unknown or missing keys in `asking.yaml`.
    """
    data: dict[str, Any] = lexicon("asking")
    path = FOLDER / "asking.yaml"
    tables = (
        (data, {"weights", "thresholds", *_LISTS}, ""),
        (data.get("weights", {}), _FEATURES, "weights"),
        (data.get("thresholds", {}), _THRESHOLDS, "thresholds"),
    )
    if problems := [problem for table, keys, place in tables for problem in exact_keys(table, keys, path, place)]:
        raise InputError(problems)
    question = (
        rf"{_any(data['question_words'])}\W+{_any(data['question_company'])}"
        rf"|{_any(data['auxiliaries'])}\W+{_any(data['subjects'])}|{_any(data['prompts'])}"
    )
    return Asking(
        weights={name: float(weight) for name, weight in data["weights"].items()},
        thresholds={name: float(value) for name, value in data["thresholds"].items()},
        begins=_compiled(rf"\W*(?:{_any(data['leads'])}\W+){{0,4}}(?:{question})\b"),
        addressed=_compiled(rf"(?<![\w’'])(?:{_any(data['addressed'])})\b"),
        tag=_compiled(rf"(?:^|.*[,–—-]\s*|.*\s(?=\S*{spellings().negative} )){_any(data['tags'])}\W*$"),
        conducting=_compiled(rf"\b(?:{'|'.join(data['conducting'])})"),
        own_work=_compiled(rf"\b(?:{'|'.join(data['own_work'])})"),
    )


def hands_over(speech: str) -> bool:
    """Whether a turn ends with a question or a prompt, with punctuation or without.

    A question that its own speaker goes on to answer hands nothing over, nor does a tag that seeks assent.

    >>> hands_over("Thanks. So how many? At the severe end."), hands_over("so how many are you seeing")
    (True, True)
    >>> hands_over("What do we do? We ring, and then we ring again, and after that we write it all down for the panel.")
    False
    """
    speech = speech.replace("’", "'")
    sentences = [sentence.strip() for sentence in _SENTENCE.findall(speech) if sentence.strip(" \n\t.?!…-–—\"'")]
    after = 0
    for number, sentence in enumerate(reversed(sentences)):
        words = len(sentence.split())
        if "?" in sentence[-3:] and not (len(speech.split()) > _SHORT and asking().tag.match(sentence)):
            return True
        if "?" not in sentence and number < 2 and after <= _AFTERTHOUGHT and asking().begins.match(sentence):
            return True
        after += words
        if after > _AFTERTHOUGHT:
            break
    if len(sentences) == 1 and not speech.rstrip().endswith((".", "!", "…")):
        tail = " ".join(speech.split()[-_TAIL:])
        return asking().addressed.search(tail) is not None
    return False


def features(said: Sequence[Said], agencies: Collection[str]) -> dict[str, dict[str, float]]:
    """For each speaker its features, each from 0 to 1 (`asking.yaml` says what they mean).

    Args:
        agencies: the speakers whose label is a role or an agency.
    """
    lengths = [len(turn.speech.split()) for turn in said]
    asks = [hands_over(turn.speech) for turn in said]
    counts: dict[str, dict[str, list[float]]] = {}
    for index, turn in enumerate(said):
        plain = turn.speech.replace("’", "'")
        held = counts.setdefault(turn.name, {name: [] for name in _FEATURES})
        held["asks"].append(asks[index])
        if index + 1 < len(said):
            held["gives_way"].append(lengths[index + 1] >= _LONGER * lengths[index])
        held["conducts"].append(asking().conducting.search(plain) is not None)
        held["own_work"].append(asking().own_work.search(plain) is not None)
        held["answers"].append(index > 0 and asks[index - 1] and not asks[index])
    return {
        name: {
            "asks": _mean(held["asks"]),
            "gives_way": _mean(held["gives_way"]),
            "conducts": min(1.0, sum(held["conducts"]) / 2),
            "opens": float(said[0].name == name),
            "answers": _mean(held["answers"]),
            "own_work": _mean(held["own_work"]),
            "agency": float(name in agencies),
        }
        for name, held in counts.items()
    }


def score(found: dict[str, float]) -> float:
    """How much a speaker with these features interviews."""
    return sum(weight * found[name] for name, weight in asking().weights.items())


def mean_length(said: Sequence[Said], names: Collection[str]) -> float:
    """Words in a turn of these speakers, on average."""
    return _mean([float(len(turn.speech.split())) for turn in said if turn.name in names])


def _mean(values: Sequence[float]) -> float:
    return statistics.fmean(values) if values else 0.0


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + r")(?!\w)"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)
