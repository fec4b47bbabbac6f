"""What a fit that was stopped goes on from: a file that is written after each epoch.

The fit then ends as it would have without the stop, to the bit: weights, the optimizer's state and both sources of
chance are as they were.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from analyser.training.examples import Example
from analyser.training.settings import Settings


@dataclass
class Progress:
    """How far a fit has come: epochs that are done, and of the present round the steps done and in all."""

    epochs: int = 0
    steps: int = 0
    total: int = 0


@dataclass(frozen=True)
class Checkpoint:
    """A file, and the mark of what is fitted, so that nothing goes on from another corpus or other settings."""

    path: Path
    mark: str

    def keep(
        self,
        progress: Progress,
        network: nn.Module,
        optimizer: torch.optim.Optimizer,
        chance: random.Random,
        masks: torch.Generator,
    ) -> None:
        """Writes the file under another name and renames it."""
        tensors = {f"network.{name}": value for name, value in network.state_dict().items()}
        tensors |= {
            f"optimizer.{place}.{name}": value
            for place, state in optimizer.state_dict()["state"].items()
            for name, value in state.items()
        }
        tensors["masks"] = masks.get_state()
        told = {"mark": self.mark, "progress": json.dumps(asdict(progress)), "chance": json.dumps(chance.getstate())}
        new = self.path.with_name(f"{self.path.name}.new")
        save_file({name: value.contiguous() for name, value in tensors.items()}, new, told)
        new.replace(self.path)

    def found(self) -> Progress:
        """How far the kept fit came; nowhere where none is kept, or one of something else."""
        if not self.path.is_file():
            return Progress()
        with safe_open(self.path, framework="pt") as kept:
            told = kept.metadata()
        return Progress(**json.loads(told["progress"])) if told["mark"] == self.mark else Progress()

    def restore(
        self, network: nn.Module, optimizer: torch.optim.Optimizer, chance: random.Random, masks: torch.Generator
    ) -> None:
        """Sets all as it was kept."""
        with safe_open(self.path, framework="pt") as kept:
            told = kept.metadata()
            tensors = {name: kept.get_tensor(name) for name in kept.keys()}  # noqa: SIM118 - it is no mapping
        network.load_state_dict(_under("network.", tensors))
        states: dict[int, dict[str, Tensor]] = {}
        for name, value in _under("optimizer.", tensors).items():
            place, _, field = name.partition(".")
            states.setdefault(int(place), {})[field] = value
        optimizer.load_state_dict({**optimizer.state_dict(), "state": states})
        version, numbers, spare = json.loads(told["chance"])
        chance.setstate((version, tuple(numbers), spare))
        masks.set_state(tensors["masks"])


def mark_of(learnt: Sequence[Example], settings: Settings) -> str:
    """A hash of all that a fit hangs on: the lines with their codes, and the settings."""
    digest = hashlib.sha256(repr(settings).encode())
    for example in learnt:
        digest.update(repr((example.lines, sorted(example.targets.items()))).encode())
    return digest.hexdigest()


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
