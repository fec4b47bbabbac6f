"""The encoder: windows of lines through the network, by onnxruntime, on one core."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from analyser.model.lines import START, Heard
from analyser.model.windows import Window, windows

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Scores:
    """What the network says of one line: a logit a code (`axes.AXES` in order, then `axes.TYPES`), a logit for each
    number that it is the one to code, and a weight for each piece: how much of the line's meaning was taken there."""

    codes: Floats
    numbers: Floats
    weights: Floats


def open_session(path: Path) -> ort.InferenceSession:
    """The network, ready to run. One thread: several interviews are read side by side by processes."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def read_lines(lines: Sequence[Heard], session: ort.InferenceSession, width: int) -> list[Scores]:
    """The scores of every line, an interviewer's among them, in order; `width` features has a partner's line."""
    found: dict[int, Scores] = {}
    for window in windows([len(line.pieces) for line in lines]):
        found |= _read_window(lines, window, session, width)
    return [found[place] for place in range(len(lines))]


def _read_window(
    lines: Sequence[Heard], window: Window, session: ort.InferenceSession, width: int
) -> Iterator[tuple[int, Scores]]:
    heard = lines[window.first : window.last]
    given = network_input(heard, width)
    codes, numbers, weights = session.run(["codes", "counted", "weights"], given)
    taken = 0
    for place, line in enumerate(heard, start=window.first):
        count = len(line.numbers)
        if window.start <= place < window.end:
            start, end = given["lines"][place - window.first]
            scores = Scores(codes[place - window.first], numbers[taken : taken + count], weights[start:end])
            yield place, scores
        taken += count


def network_input(heard: Sequence[Heard], width: int) -> dict[str, Any]:
    """The network's input for one window: `pieces` and `asks` (L), `lines` (S, 2) spans of pieces, `features`
    (S, width), `numbers` (C, 2) spans of pieces and `owners` (C), the line of each. An interviewer's line has no
    features, and there may be no other in the window."""
    pieces, asks, spans, numbers, owners = [START], [0], [], [], []
    features = np.zeros((len(heard), width), np.float32)
    for place, line in enumerate(heard):
        start = len(pieces)
        pieces += line.pieces
        asks += [int(line.asks)] * len(line.pieces)
        spans.append((start, len(pieces)))
        numbers += [(start + first, start + last) for first, last in line.numbers]
        owners += [place] * len(line.numbers)
        if line.features:
            features[place] = line.features
    return {
        "pieces": np.array(pieces, np.int64),
        "asks": np.array(asks, np.int64),
        "lines": np.array(spans, np.int64),
        "features": features,
        "numbers": np.array(numbers, np.int64).reshape(-1, 2),
        "owners": np.array(owners, np.int64),
    }
