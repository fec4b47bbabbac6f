"""A trained model in its folder: read, checked, and ready to judge an interview's lines."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from tokenizers import Tokenizer

from analyser.bundled import bundled
from analyser.errors import InputError, Problem
from analyser.model.axes import LEVELS
from analyser.model.encoder import Scores, open_session, read_lines
from analyser.model.lines import Heard, Line, hear, open_tokenizer
from analyser.model.weights import Floats, Weights, read_weights

DEFAULT = "partner"
MANIFEST, NETWORK, TOKENIZER, WEIGHTS = "model.json", "network.onnx", "tokenizer.json", "weights.npz"
WORDS = 3  # that are told to have weighed most


@dataclass(frozen=True, eq=False)
class Reading:
    """What the model makes of one partner's sentence.

    `probabilities` by axis in the order of `axes.AXES`, and `cse_type` a probability a form; `levels` is the set that
    holds the right level nine times in ten, `settled` says that no analyst need look; `numbers` a logit for each number
    given, that it is the one to code; `words` the places of the pieces that weighed most, as spans of characters, in
    order.
    """

    probabilities: Mapping[str, Floats]
    levels: tuple[str, ...]
    settled: bool
    numbers: Floats
    words: tuple[tuple[int, int], ...]

    @property
    def level(self) -> str:
        """The likeliest level."""
        return LEVELS[int(self.probabilities["harm_level"].argmax())]


@dataclass(frozen=True, eq=False)
class TrainedModel:
    """A model ready to run. `marks` are the names of the features of a line, in their order."""

    name: str
    version: str
    folder: Path
    marks: tuple[str, ...]
    tokenizer: Tokenizer
    weights: Weights
    sha256: str

    def scores(self, lines: Sequence[Line]) -> tuple[list[Heard], list[Scores]]:
        """The lines as pieces and the network's scores of each."""
        heard = hear(lines, self.tokenizer)
        return heard, read_lines(heard, _session(self.folder / NETWORK, self.sha256, os.getpid()), len(self.marks))

    def seen(self, line: Line) -> frozenset[str]:
        """The marks of a line that the model knows."""
        return frozenset(mark for mark, there in zip(self.marks, line.features, strict=True) if there)

    def read(self, lines: Sequence[Line], places: Sequence[int]) -> list[Reading]:
        """The readings of the lines at these places; all lines of an interview are heard together."""
        if not places:
            return []
        heard, scores = self.scores(lines)
        marks = [self.seen(lines[place]) for place in places]
        logits = np.array([scores[place].codes for place in places])
        numbers = [scores[place].numbers for place in places]
        words = [_weighty(heard[place], scores[place], lines[place].text) for place in places]
        return read_by(self.weights, logits, marks, numbers, words)


def read_by(
    weights: Weights,
    logits: NDArray[np.floating],
    marks: Sequence[frozenset[str]],
    numbers: Sequence[NDArray[np.floating]],
    words: Sequence[tuple[tuple[int, int], ...]] | None = None,
) -> list[Reading]:
    """The readings of n sentences by these weights, from the network's logits (n, CODES) and those of their numbers."""
    found = weights.probabilities(logits, marks)
    readings = []
    for row, own in enumerate(numbers):
        mine = {axis: given[row] for axis, given in found.items()}
        level_set, settled = weights.level_set(mine["harm_level"]), weights.settled(mine["harm_level"])
        readings.append(Reading(mine, level_set, settled, own.astype(np.float64), words[row] if words else ()))
    return readings


def load_model(name: str = DEFAULT) -> TrainedModel:
    """The model that ships under a name, or that in a folder. Its files are checked against their SHA-256.

    Raises:
        InputError: there is no such model, a file of it is missing or another than it was, or it is of another form.
    """
    folder = Path(name).absolute() if (Path(name) / MANIFEST).is_file() else bundled("models", name)
    try:
        written = (folder / MANIFEST).read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise _no_model(folder) from None
    return _loaded(folder, written)


@cache
def _loaded(folder: Path, written: str) -> TrainedModel:
    """The model of a folder with this manifest; one that is trained anew has another."""
    manifest = _manifest(folder, written)
    problems = []
    for file, sha256 in manifest["files"].items():
        path = folder / file
        if not path.is_file():
            problems.append(Problem("the file of the model is missing", path, remedy="install the program anew"))
        elif sha256_of(path) != sha256:
            remedy = "install the program anew, or train the model anew"
            problems.append(Problem("the file is not the one that the model was made with", path, remedy=remedy))
    if problems:
        raise InputError(problems)
    try:
        weights = read_weights(folder / WEIGHTS)
    except (KeyError, ValueError, EOFError, BadZipFile):
        remedy = "train the model anew"
        raise InputError(Problem("these are no weights of this program", folder / WEIGHTS, remedy=remedy)) from None
    return TrainedModel(
        manifest["name"],
        manifest["version"],
        folder,
        tuple(manifest["marks"]),
        open_tokenizer(folder / TOKENIZER),
        weights,
        manifest["files"][NETWORK],
    )


def _no_model(folder: Path) -> InputError:
    return InputError(Problem("there is no model here", folder, remedy="name a folder that `train` has written"))


def _manifest(folder: Path, written: str) -> dict[str, Any]:
    try:
        manifest = json.loads(written)
    except ValueError:
        raise _no_model(folder) from None
    manifest = manifest if isinstance(manifest, dict) else {}
    files = manifest.get("files")
    lacks = sorted({"name", "version", "marks", "files"} - manifest.keys())
    lacks += sorted({NETWORK, TOKENIZER, WEIGHTS} - (files.keys() if isinstance(files, dict) else set()))
    if lacks:
        remedy = "train the model anew"
        raise InputError(Problem(f"it does not say {', '.join(lacks)}", folder / MANIFEST, remedy=remedy))
    return manifest


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def _session(path: Path, sha256: str, process: int) -> ort.InferenceSession:
    """The network for one process: what a process was forked with does not run in it."""
    return open_session(path)


def _weighty(heard: Heard, scores: Scores, text: str) -> tuple[tuple[int, int], ...]:
    """The words whose pieces weighed most, as spans of characters in order."""
    words: dict[tuple[int, int], float] = {}
    for (start, end), weight in zip(heard.places, scores.weights, strict=True):
        if end > start and any(map(str.isalnum, text[start:end])):
            while start > 0 and text[start - 1].isalnum():
                start -= 1
            while end < len(text) and text[end].isalnum():
                end += 1
            words[start, end] = words.get((start, end), 0.0) + float(weight)
    most = sorted(words, key=lambda place: (-words[place], place))[:WORDS]
    return tuple(sorted(most))
