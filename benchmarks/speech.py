"""Text to measure speed on: speech of the invented interviews and exchanges, in an order drawn at random.

Each sentence gets one more word, drawn from all words, so that no two are alike and nothing is gained by remembering a
sentence. It reads like running speech and says nothing.
"""

from __future__ import annotations

import itertools
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from analyser.codebook import lexicon, load_codebook
from analyser.coding.cues import WEAK
from analyser.coding.pipeline import load_pipeline
from analyser.interviews import Interview, Turn, find_files, read_interviews, split_sentences
from analyser.study import load_study

CORPORA = Path(__file__).resolve().parent.parent / "corpora"
SEED = 1804
PARAGRAPH = (3, 9)  # sentences
_ALIKE = 40  # at most so many ways of writing one phrasing are drawn from


@cache
def sentences() -> tuple[str, ...]:
    """Every sentence of a partner in the example studies and in the exchanges that rules may be written from."""
    found: list[str] = []
    for folder in sorted(path for path in (CORPORA / "studies").iterdir() if path.is_dir()):
        settings = load_study(folder).interviews
        if settings is None or not settings.files:
            continue
        files = find_files(folder, settings.files)
        for interview in read_interviews(files, interviewer=settings.interviewer, metadata=settings.metadata):
            for turn in interview.turns:
                if turn.role == "partner":
                    speech = interview.speech(turn)
                    found += [" ".join(speech[start:end].split()) for start, end in split_sentences(speech)]
    for line in (CORPORA / "exchanges" / "development.jsonl").read_text(encoding="utf-8").splitlines():
        found += [answer["text"] for answer in json.loads(line)["answer"]]
    return tuple(found)


def speech(words: int, seed: int = SEED) -> str:
    """Running speech of a number of words; the same seed gives the same text.

    >>> len(speech(50).split())
    50
    """
    draw = random.Random(seed)  # noqa: S311 (nothing secret is drawn)
    known = sorted({word for sentence in sentences() for word in re.findall(r"[a-z]{3,}", sentence)})
    paragraphs: list[str] = []
    left = words
    while left > 0:
        paragraph: list[str] = []
        for sentence in draw.choices(sentences(), k=draw.randint(*PARAGRAPH)):
            parts = sentence.split()
            parts.insert(draw.randrange(len(parts)), draw.choice(known))
            paragraph += parts[:left]
            left -= len(parts[:left])
        paragraphs.append(" ".join(paragraph))
    return "\n".join(paragraph for paragraph in paragraphs if paragraph)


def as_interview(text: str, name: str) -> Interview:
    """The text as what one partner says in one turn: no part of it is spared from coding."""
    return Interview(name, Path(f"{name}.txt"), text, (Turn(1, "Partner", "partner", 0, len(text)),))


def plain_phrases(number: int, seed: int = SEED) -> list[str]:
    """Plain phrases for tools that know no cues with classes and gaps.

    The wordings in which our indicators are found most often in these sentences, so that the tools find about as many
    targets as we do; where they are too few, phrasings of the codebook, each written out in one way.
    """
    nlp = load_pipeline()
    wordings = Counter(
        " ".join(span.text.lower().split()) for doc in nlp.pipe(sentences()) for span in doc.spans["indicators"]
    )
    chosen = dict.fromkeys(wording for wording, _ in wordings.most_common(number))
    draw = random.Random(seed)  # noqa: S311 (nothing secret is drawn)
    classes = lexicon("stems").get("classes", {})
    for indicator in load_codebook().indicators:
        for phrase in indicator.phrases:
            ways = list(itertools.islice(_ways(str(phrase).removeprefix(WEAK).split(), classes, draw), _ALIKE))
            if ways and len(chosen) < number:
                chosen[draw.choice(ways)] = None
    return list(chosen)


def _ways(parts: Sequence[str], classes: dict[str, Sequence[str]], draw: random.Random) -> Iterator[str]:
    """Ways of writing a phrasing of `stem_phrases` without gaps, in an order drawn at random."""
    choices: list[list[str]] = []
    for part in parts:
        if set(part) == {"."}:
            continue
        words: list[str] = []
        for word in part.removesuffix("?").split("|"):
            word = word.lstrip("=")
            words += [str(it) for it in classes.get(word[1:], ())] if word.startswith("@") else [word]
        words = [word.replace("+", " ").replace("_", " ") for word in words] + ([""] if part.endswith("?") else [])
        draw.shuffle(words)
        choices.append(words)
    for way in itertools.product(*choices):
        if text := " ".join(" ".join(way).split()):
            yield text
