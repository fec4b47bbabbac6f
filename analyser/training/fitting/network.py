"""The network: a small sentence encoder, the lines' meanings in their order, and a head for each axis."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from analyser.model.axes import AXES, TYPES

CODES = sum(map(len, AXES.values())) + len(TYPES)
WIDTH, HEADS, INNER, LAYERS = 384, 12, 1536, 6
VOCABULARY, POSITIONS = 30522, 512
MEANT, BETWEEN, HIDDEN = 2 * WIDTH, 128, 256  # of a line: its meaning, what the lines around add, all together


class Layer(nn.Module):
    """A layer of BERT: attention, then two dense layers, each with what goes past it added and normed."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.attended, self.attended_norm = nn.Linear(WIDTH, WIDTH), nn.LayerNorm(WIDTH, eps=1e-12)
        self.inner, self.outer = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, states: Tensor, mask: Tensor | None, kept: Sequence[Tensor | int] = (1, 1)) -> Tensor:
        batch, length, _ = states.shape

        def split(given: Tensor) -> Tensor:
            return given.view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        query, key, value = split(self.query(states)), split(self.key(states)), split(self.value(states))
        found = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        attended = self.attended(found.transpose(1, 2).reshape(batch, length, WIDTH))
        states = self.attended_norm(states + attended * kept[0])
        return self.norm(states + self.outer(functional.gelu(self.inner(states))) * kept[1])


class Encoder(nn.Module):
    """MiniLM with six layers (Wang et al. 2020), as in all-MiniLM-L6-v2."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.places = nn.Embedding(VOCABULARY, WIDTH), nn.Embedding(POSITIONS, WIDTH)
        self.kinds, self.norm = nn.Embedding(2, WIDTH), nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, pieces: Tensor, asks: Tensor, mask: Tensor | None = None, kept: Tensor | None = None) -> Tensor:
        """States (B, L, WIDTH) of pieces (B, L); `mask` (B, 1, 1, L) is true where there is a piece; `kept` is
        `kept_states` of the network."""
        places = torch.arange(pieces.shape[1])
        states = self.norm(self.words(pieces) + self.places(places) + self.kinds(asks))
        for number, layer in enumerate(self.layers):
            states = layer(states, mask, (1, 1) if kept is None else kept[2 * number : 2 * number + 2])
        return states


class Network(nn.Module):
    """All axes at once. A line is what its pieces mean, weighed by how much each tells, with its end; a layer reads
    the lines in their order, both ways; what the rules see in each stands beside it."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.tells = nn.Linear(WIDTH, 1)
        self.order = nn.GRU(MEANT, BETWEEN, batch_first=True, bidirectional=True)
        self.joined = nn.Linear(MEANT + 2 * BETWEEN + features, HIDDEN)
        self.codes = nn.Linear(HIDDEN, CODES)
        self.number = nn.Sequential(nn.Linear(WIDTH + HIDDEN, 64), nn.GELU(), nn.Linear(64, 1))

    def forward(self, given: dict[str, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """Logits of codes (B, S, CODES) and of numbers (C,), and the weights of pieces (B, L).

        `given`: `pieces`, `asks` (B, L); `lines` (B, S, 2) spans; `features` (B, S, F); `numbers` (C, 2) spans with
        `owners` (C, 2) of batch and line; for a batch of several `mask` (B, L) and `counts` (B,) of lines; for
        dropout, which numbers go on and how much larger, `kept_states` (2 * LAYERS, B, L, WIDTH), `kept_meant` (B, S,
        MEANT) and `kept_hidden` (B, S, HIDDEN).
        """
        mask = given.get("mask")
        masked = None if mask is None else mask[:, None, None, :]
        states = self.encoder(given["pieces"], given["asks"], masked, given.get("kept_states"))
        place = torch.arange(states.shape[1])
        start, end = given["lines"][..., :1], given["lines"][..., 1:]
        within = (place >= start) & (place < end)
        tells = self.tells(states).squeeze(-1)
        weights = torch.softmax(tells[:, None, :].masked_fill(~within, -1e4), -1) * within
        ends = (end - 1).clamp(min=0).expand(-1, -1, WIDTH)
        meant = torch.cat([weights @ states, states.gather(1, ends)], -1) * given.get("kept_meant", 1)
        ordered = self._ordered(meant, given.get("counts"))
        hidden = functional.gelu(self.joined(torch.cat([meant, ordered, given["features"]], -1)))
        codes = self.codes(hidden * given.get("kept_hidden", 1))
        owners, spans = given["owners"], given["numbers"]
        inside = ((place >= spans[:, :1]) & (place < spans[:, 1:])).to(states.dtype)
        said = inside / inside.sum(-1, keepdim=True).clamp(min=1)
        counted = (said[:, None, :] @ states[owners[:, 0]]).squeeze(1)
        numbers = self.number(torch.cat([counted, hidden[owners[:, 0], owners[:, 1]]], -1)).squeeze(-1)
        return codes, numbers, weights.sum(1)

    def _ordered(self, meant: Tensor, counts: Tensor | None) -> Tensor:
        if counts is None:
            return self.order(meant)[0]
        packed = nn.utils.rnn.pack_padded_sequence(meant, counts, batch_first=True, enforce_sorted=False)
        found = nn.utils.rnn.pad_packed_sequence(self.order(packed)[0], batch_first=True, total_length=meant.shape[1])
        return found[0]


def load_encoder(network: Network, path: Path) -> None:
    """Puts the weights of all-MiniLM-L6-v2 (`model.safetensors`) into the network's encoder."""
    given = load_file(path)
    names: dict[str, str] = {
        "words": "embeddings.word_embeddings",
        "places": "embeddings.position_embeddings",
        "kinds": "embeddings.token_type_embeddings",
        "norm": "embeddings.LayerNorm",
    }
    inside = {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "attended": "attention.output.dense",
        "attended_norm": "attention.output.LayerNorm",
        "inner": "intermediate.dense",
        "outer": "output.dense",
        "norm": "output.LayerNorm",
    }
    for number in range(LAYERS):
        names |= {f"layers.{number}.{ours}": f"encoder.layer.{number}.{theirs}" for ours, theirs in inside.items()}
    state: dict[str, Any] = {
        f"{ours}.{part}": given[f"{theirs}.{part}"]
        for ours, theirs in names.items()
        for part in ("weight", "bias")
        if f"{theirs}.{part}" in given
    }
    network.encoder.load_state_dict(state)
