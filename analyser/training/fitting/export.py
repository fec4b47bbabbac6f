"""The fitted network as ONNX with 8-bit weights, which runs without PyTorch (needs the extra `train`)."""

from __future__ import annotations

import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from analyser.training.fitting.network import Network

_LENGTHS = {
    "pieces": {0: "L"},
    "asks": {0: "L"},
    "lines": {0: "S"},
    "features": {0: "S"},
    "numbers": {0: "C"},
    "owners": {0: "C"},
    "codes": {0: "S"},
    "counted": {0: "C"},
    "weights": {0: "L"},
}
OPSET = 17


class _OneWindow(nn.Module):
    """The network for a single window, with plain tensors in and out."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, pieces: Tensor, asks: Tensor, lines: Tensor, features: Tensor, numbers: Tensor, owners: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        given = {"pieces": pieces[None], "asks": asks[None], "lines": lines[None], "features": features[None]}
        given |= {"numbers": numbers, "owners": torch.stack([torch.zeros_like(owners), owners], -1)}
        codes, counted, weights = self.network(given)
        return codes[0], counted, weights[0]


def export(network: Network, path: Path, features: int) -> None:
    """Writes the network with weights of eight bits (of seven in use, so that no sum overflows on any processor)."""
    network.eval()
    given = (
        torch.tensor([101, 2, 2000, 2001, 102, 1, 2002, 102]),
        torch.tensor([0, 0, 0, 0, 0, 1, 1, 1]),
        torch.tensor([[1, 5], [5, 8]]),
        torch.zeros(2, features),
        torch.tensor([[2, 3], [3, 4]]),
        torch.tensor([0, 0]),
    )
    names = ["pieces", "asks", "lines", "features", "numbers", "owners"]
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            _OneWindow(network).eval(),
            given,
            str(plain),
            dynamo=False,
            input_names=names,
            output_names=["codes", "counted", "weights"],
            dynamic_axes=_LENGTHS,
            opset_version=OPSET,
        )
        quantize_dynamic(plain, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
