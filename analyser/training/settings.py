"""How a network is fitted, as data: what a model's manifest tells of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """How the network is fitted. In each round rates rise over the first part of the steps and fall to nothing, and the
    next begins where it ended (Loshchilov and Hutter 2017); the rate of a layer of the encoder is `decay` times that of
    the one above (Howard and Ruder 2018).
    These are the ones that the model that ships was fitted with, but for its third round (docs/accuracy.md)."""

    rounds: tuple[int, ...] = (4, 5, 4)  # the epochs of each
    batch: int = 8
    size: int = 208  # pieces of a window
    before: int = 64  # heard and not judged
    rate: float = 2e-4
    head_rate: float = 1e-3
    decay: float = 0.85
    warm: float = 0.06
    drop: float = 0.1  # of the numbers that make up a piece's and a line's meaning
    hide: float = 0.06  # of the pieces, but those of numbers
    drop_features: float = 0.15  # of the lines that lose what the rules see, lest the network lean on it
    seed: int = 1
    threads: int = 2
