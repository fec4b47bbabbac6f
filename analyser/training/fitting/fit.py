"""Fits the network to coded interviews, all axes at once (needs the extra `train`)."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from analyser.model.axes import AXES, TYPES
from analyser.model.lines import START, Heard, hear
from analyser.training.examples import UNCODED, Example, Target
from analyser.training.fitting.checkpoint import Checkpoint, Progress, mark_of
from analyser.training.fitting.network import HIDDEN, LAYERS, MEANT, WIDTH, Network, load_encoder
from analyser.training.settings import Settings

# How much each axis counts in the loss, which is summed over the sentences and parted by their number.
WEIGHTS = {
    "harm_level": 1.0,
    "assertion": 0.6,
    "data_claim": 0.6,
    "trend": 0.3,
    "quantity_kind": 0.5,
    "quantity_basis": 0.2,
    "rate_per": 0.2,
}
TYPES_WEIGHT, NUMBERS_WEIGHT = 0.6, 0.4
MASK = 103  # the encoder's [MASK]


@dataclass(frozen=True)
class _Window:
    heard: Sequence[Heard]
    targets: dict[int, Target]  # by place in the window


def fit(
    learnt: Sequence[Example],
    encoder: Path,
    tokenizer: Tokenizer,
    settings: Settings,
    tell: Callable[[int, float], None] | None = None,
    keep: Path | None = None,
) -> Network:
    """A network fitted to examples; `tell` hears the number of each epoch and its mean loss.

    After each epoch the fit is kept in the file `keep`, and goes on from one that is of the same examples and settings.

    Raises:
        OSError: the encoder's weights cannot be read.
    """
    torch.manual_seed(settings.seed)
    chance = random.Random(settings.seed)  # noqa: S311
    masks = torch.Generator().manual_seed(settings.seed)
    width = max(len(line.features) for example in learnt for line in example.lines)
    network = Network(width)
    load_encoder(network, encoder)
    network.encoder.words.weight.requires_grad_(False)  # too few texts to move the meaning of single pieces
    learning = [weight for weight in network.parameters() if weight.requires_grad]
    heard = [hear(example.lines, tokenizer) for example in learnt]
    workers = ThreadPoolExecutor(settings.threads, initializer=torch.set_num_threads, initargs=(1,))
    checkpoint = Checkpoint(keep, mark_of(learnt, settings)) if keep else None
    progress = checkpoint.found() if checkpoint else Progress()
    optimizer = _optimizer(network, settings)
    if checkpoint and progress.epochs:
        checkpoint.restore(network, optimizer, chance, masks)
    places = [(epochs, epoch) for epochs in settings.rounds for epoch in range(epochs)]
    for number, (epochs, epoch) in list(enumerate(places, start=1))[progress.epochs :]:
        batches = _batches(learnt, heard, settings, chance)
        if epoch == 0:
            optimizer = _optimizer(network, settings)
            progress.steps, progress.total = 0, len(batches) * epochs
        losses = 0.0
        for windows in batches:
            share = _share(progress, settings)
            for group in optimizer.param_groups:
                group["lr"] = group["base"] * share
            parts = [windows[place :: settings.threads] for place in range(min(settings.threads, len(windows)))]
            tensors = [_tensors(part, width, settings, chance, masks) for part in parts]
            sentences = sum(wanted.sentences for _, wanted in tensors)
            losses += _set_gradients(workers, network, learning, tensors, sentences)
            torch.nn.utils.clip_grad_norm_(learning, 1.0)
            optimizer.step()
            progress.steps += 1
        progress.epochs = number
        if checkpoint:
            checkpoint.keep(progress, network, optimizer, chance, masks)
        if tell:
            tell(number, losses / len(batches))
    workers.shutdown()
    return network


def _optimizer(network: Network, settings: Settings) -> torch.optim.Optimizer:
    return torch.optim.AdamW(_rates(network, settings), betas=(0.9, 0.98), fused=True)


def _share(progress: Progress, settings: Settings) -> float:
    """The part of the rates at a step: it rises over the first steps of a round, then falls to nothing."""
    rising = progress.steps / (settings.warm * progress.total)
    falling = max(progress.total - progress.steps, 0) / ((1 - settings.warm) * progress.total)
    return min(rising, falling, 1.0)


def _set_gradients(
    workers: ThreadPoolExecutor,
    network: Network,
    learning: Sequence[Tensor],
    tensors: Sequence[tuple[dict[str, Tensor], _Wanted]],
    sentences: int,
) -> float:
    """Sets the gradients of a batch and returns its loss. Each part of it has a thread of its own, which is faster than
    threads within each operation, and the sum does not hang on which is done first."""

    def gradients(part: tuple[dict[str, Tensor], _Wanted]) -> tuple[float, Sequence[Tensor | None]]:
        given, wanted = part
        loss = _loss(network(given), wanted) / sentences
        return loss.item(), torch.autograd.grad(loss, learning, allow_unused=True)

    found = list(workers.map(gradients, tensors))
    for weight, *parts in zip(learning, *(part for _, part in found), strict=True):
        told = [part for part in parts if part is not None]
        weight.grad = sum(told[1:], start=told[0]) if told else None
    return sum(loss for loss, _ in found)


def _rates(network: Network, settings: Settings) -> list[dict[str, object]]:
    groups = []
    for name, weight in network.named_parameters():
        if not weight.requires_grad:
            continue
        rate = settings.head_rate
        if name.startswith("encoder."):
            depth = int(name.split(".")[2]) + 1 if name.startswith("encoder.layers.") else 0
            rate = settings.rate * settings.decay ** (len(network.encoder.layers) - depth)
        groups.append({"params": [weight], "lr": rate, "base": rate, "weight_decay": 0.01 if weight.ndim > 1 else 0.0})
    return groups


def _batches(
    learnt: Sequence[Example], heard: Sequence[Sequence[Heard]], settings: Settings, chance: random.Random
) -> list[list[_Window]]:
    """The examples in windows that are cut anew in every epoch, windows of like length together."""
    windows = [
        window
        for example, lines in zip(learnt, heard, strict=True)
        for window in _cut(example, lines, settings, chance)
    ]
    chance.shuffle(windows)
    found = []
    block = settings.batch * 24
    for start in range(0, len(windows), block):
        part = sorted(windows[start : start + block], key=lambda one: sum(len(line.pieces) for line in one.heard))
        found += [part[place : place + settings.batch] for place in range(0, len(part), settings.batch)]
    chance.shuffle(found)
    return found


def _cut(example: Example, lines: Sequence[Heard], settings: Settings, chance: random.Random) -> Iterator[_Window]:
    lengths = [len(line.pieces) for line in lines]
    done, size = 0, settings.size
    if sum(lengths) >= size:
        size = chance.randint(size // 3, size)  # the first window of an interview ends anywhere
    while done < len(lines):
        first, last, room = done, done, 1
        while first > 0 and room + lengths[first - 1] <= settings.before:
            first -= 1
            room += lengths[first]
        while last < len(lines) and (last == done or room + lengths[last] <= size):
            room += lengths[last]
            last += 1
        targets = {place - first: target for place, target in example.targets.items() if done <= place < last}
        if targets:
            yield _Window(lines[first:last], targets)
        done, size = last, settings.size


@dataclass(frozen=True)
class _Wanted:
    codes: dict[str, Tensor]
    types: Tensor
    numbers: Tensor
    sentences: int


def _tensors(
    windows: Sequence[_Window], width: int, settings: Settings, chance: random.Random, masks: torch.Generator
) -> tuple[dict[str, Tensor], _Wanted]:
    longest = 1 + max(sum(len(line.pieces) for line in window.heard) for window in windows)
    most = max(len(window.heard) for window in windows)
    shape = len(windows), most
    given = {
        "pieces": torch.zeros(len(windows), longest, dtype=torch.long),
        "asks": torch.zeros(len(windows), longest, dtype=torch.long),
        "mask": torch.zeros(len(windows), longest, dtype=torch.bool),
        "lines": torch.zeros(*shape, 2, dtype=torch.long),
        "features": torch.zeros(*shape, width),
        "counts": torch.tensor([len(window.heard) for window in windows]),
    }
    codes = {axis: torch.full(shape, UNCODED) for axis in AXES}
    types = torch.full((*shape, len(TYPES)), float(UNCODED))
    owners: list[tuple[int, int]] = []
    spans: list[tuple[int, int]] = []
    numbers: list[int] = []
    for row, window in enumerate(windows):
        pieces, asks = [START], [0]
        for place, line in enumerate(window.heard):
            start = len(pieces)
            pieces += _hidden(line, settings.hide, chance)
            asks += [int(line.asks)] * len(line.pieces)
            given["lines"][row, place] = torch.tensor([start, len(pieces)])
            if line.features and chance.random() >= settings.drop_features:
                given["features"][row, place] = torch.tensor(line.features)
            target = window.targets.get(place)
            if target is None:
                continue
            for axis, code in target.codes.items():
                codes[axis][row, place] = code
            if target.types:
                types[row, place] = torch.tensor(target.types, dtype=torch.float)
            if target.numbers:
                owners += [(row, place)] * len(target.numbers)
                spans += [(start + first, start + last) for first, last in line.numbers]
                numbers += target.numbers
        given["pieces"][row, : len(pieces)] = torch.tensor(pieces)
        given["asks"][row, : len(asks)] = torch.tensor(asks)
        given["mask"][row, : len(pieces)] = True
    given["owners"] = torch.tensor(owners, dtype=torch.long).reshape(-1, 2)
    given["numbers"] = torch.tensor(spans, dtype=torch.long).reshape(-1, 2)
    sizes = {
        "kept_states": (2 * LAYERS, len(windows), longest, WIDTH),
        "kept_meant": (*shape, MEANT),
        "kept_hidden": (*shape, HIDDEN),
    }
    for name, size in sizes.items():
        given[name] = (torch.rand(size, generator=masks) >= settings.drop).float() / (1 - settings.drop)
    sentences = sum(len(window.targets) for window in windows)
    return given, _Wanted(codes, types, torch.tensor(numbers, dtype=torch.float), sentences)


def _hidden(line: Heard, share: float, chance: random.Random) -> list[int]:
    """The line's pieces, some of them hidden, so that the network reads the others too."""
    counted = {place for first, last in line.numbers for place in range(first, last)}
    last = len(line.pieces) - 1
    return [
        MASK if 0 < place < last and place not in counted and chance.random() < share else piece
        for place, piece in enumerate(line.pieces)
    ]


def _loss(said: tuple[Tensor, Tensor, Tensor], wanted: _Wanted) -> Tensor:
    codes, numbers, _ = said
    total = codes.new_zeros(())
    first = 0
    for axis, names in AXES.items():
        given = codes[..., first : first + len(names)].flatten(0, 1)
        first += len(names)
        found = functional.cross_entropy(given, wanted.codes[axis].flatten(), ignore_index=UNCODED, reduction="sum")
        total = total + WEIGHTS[axis] * found
    told = wanted.types >= 0
    found = functional.binary_cross_entropy_with_logits(codes[..., first:][told], wanted.types[told], reduction="sum")
    total = total + TYPES_WEIGHT * found
    if len(numbers):
        total = total + NUMBERS_WEIGHT * functional.binary_cross_entropy_with_logits(
            numbers, wanted.numbers, reduction="sum"
        )
    return total
