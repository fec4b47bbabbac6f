"""A network fitted to a few exchanges: it becomes a model that runs without PyTorch and says the same."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_corpus import write_corpus

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
pytest.importorskip("safetensors")

from safetensors.torch import save_file  # noqa: E402
from tokenizers import Tokenizer  # noqa: E402

from analyser.coding import code_interviews, load_coder  # noqa: E402
from analyser.model import Line, load_model  # noqa: E402
from analyser.model.encoder import network_input, open_session, read_lines  # noqa: E402
from analyser.model.lines import Heard, hear  # noqa: E402
from analyser.training import train  # noqa: E402
from analyser.training.fitting import fit as fitting  # noqa: E402
from analyser.training.fitting import network as shape  # noqa: E402
from analyser.training.fitting.export import export  # noqa: E402
from analyser.training.fitting.network import CODES, Network, load_encoder  # noqa: E402
from analyser.training.settings import Settings  # noqa: E402
from tests.coding.talk import interview  # noqa: E402

LAYERS = 2  # of the real encoder's six: the form is the same, and it is fitted three times as fast
OWN = {
    "attention.self.query": (shape.WIDTH, shape.WIDTH),
    "attention.self.key": (shape.WIDTH, shape.WIDTH),
    "attention.self.value": (shape.WIDTH, shape.WIDTH),
    "attention.output.dense": (shape.WIDTH, shape.WIDTH),
    "intermediate.dense": (shape.INNER, shape.WIDTH),
    "output.dense": (shape.WIDTH, shape.INNER),
}
NORMS = ("attention.output.LayerNorm", "output.LayerNorm")


def encoder_weights() -> dict[str, Any]:
    """Weights by chance under the names of all-MiniLM-L6-v2."""
    chance = torch.Generator().manual_seed(7)

    def some(*size: int) -> Any:
        return torch.randn(*size, generator=chance) * 0.05

    found = {
        "embeddings.word_embeddings.weight": some(shape.VOCABULARY, shape.WIDTH),
        "embeddings.position_embeddings.weight": some(shape.POSITIONS, shape.WIDTH),
        "embeddings.token_type_embeddings.weight": some(2, shape.WIDTH),
        "pooler.dense.weight": some(shape.WIDTH, shape.WIDTH),  # which the network leaves out
    }
    norms = ["embeddings.LayerNorm"]
    for number in range(LAYERS):
        for name, size in OWN.items():
            found[f"encoder.layer.{number}.{name}.weight"] = some(*size)
            found[f"encoder.layer.{number}.{name}.bias"] = some(size[0])
        norms += [f"encoder.layer.{number}.{name}" for name in NORMS]
    for name in norms:
        found |= {f"{name}.weight": 1 + some(shape.WIDTH), f"{name}.bias": some(shape.WIDTH)}
    return found


@pytest.fixture(scope="module", autouse=True)
def small() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shape, "LAYERS", LAYERS)
        yield patch


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory, small: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("encoder")
    save_file(encoder_weights(), folder / train.ENCODER)
    (folder / train.TOKENIZER).write_text(load_model().tokenizer.to_str(), encoding="utf-8")
    small.setattr(train, "ENCODER_SHA256", hashlib.sha256((folder / train.ENCODER).read_bytes()).hexdigest())
    return folder


@pytest.fixture(scope="module")
def made(encoder: Path, tmp_path_factory: pytest.TempPathFactory, small: pytest.MonkeyPatch) -> Path:
    """A model fitted for an epoch, with every mark that a sentence has."""
    small.setattr(train, "known_marks", lambda items: sorted({m for item in items for one in item for m in one.marks}))
    return fitted(encoder, tmp_path_factory.mktemp("models") / "small")


def fitted(encoder: Path, out: Path, seed: int = 1, rounds: tuple[int, ...] = (1,)) -> Path:
    corpus = out.parent / f"corpus-{out.name}"
    items = train.read_coded(corpus if corpus.exists() else write_corpus(corpus))
    settings = {"rounds": rounds, "batch": 2, "seed": seed}
    train.fine_tuned(items[:2], items[2:], encoder, out, settings=settings)
    return out


def talk(width: int) -> list[Line]:
    features = tuple(float(place % 3 == 0) for place in range(width))
    return [
        Line("How many do you see, and where?", "Interviewer", True),
        Line("Six girls, and two of them at the café – 🙂.", "Partner", False, features, ((0, 3), (15, 18))),
        Line("None.", "Partner", False, (0.0,) * width, ((0, 4),)),
        Line("", "Partner 2", False, (0.0,) * width),
    ]


def by_torch(network: Network, heard: list[Heard], width: int) -> tuple[Any, Any, Any]:
    given = {name: torch.from_numpy(value) for name, value in network_input(heard, width).items()}
    owners = given.pop("owners")
    batch = {name: value[None] for name, value in given.items() if name != "numbers"}
    batch |= {"numbers": given["numbers"], "owners": torch.stack([torch.zeros_like(owners), owners], -1)}
    with torch.no_grad():
        codes, counted, weights = network.eval()(batch)
    return codes[0].numpy(), counted.numpy(), weights[0].numpy()


def test_a_fitted_model_codes_interviews(made: Path) -> None:
    model = load_model(str(made))
    assert model.marks == tuple(sorted(model.marks))
    assert "decided=high" in model.marks
    talk = interview("Q: How many?\nA: We have six girls. Both are known.\nB: None.")
    frame = code_interviews([talk], load_coder(str(made)))
    assert frame["text"].tolist() == ["We have six girls.", "Both are known.", "None."]
    assert frame["confidence"].between(0, 1).all()
    assert set(frame["coder"]) == {"model:small@1"}


def test_the_manifest_says_what_it_was_made_from(made: Path) -> None:
    manifest = json.loads((made / train.MANIFEST).read_text(encoding="utf-8"))
    assert manifest["encoder"]["sha256"] == train.ENCODER_SHA256
    assert manifest["settings"]["rounds"] == [1]
    assert (manifest["learnt"]["exchanges"], manifest["weighed_by"]["exchanges"]) == (2, 1)
    assert [path.name for path in made.parent.iterdir() if path.name.startswith(".")] == []


def test_the_same_seed_gives_the_same_network_and_another_seed_another(made: Path, encoder: Path) -> None:
    again = fitted(encoder, made.parent / "again")
    other = fitted(encoder, made.parent / "other", seed=2)
    first, second, third = ((folder / train.NETWORK).read_bytes() for folder in (made, again, other))
    assert first == second
    assert first != third


def test_a_fit_that_was_stopped_ends_as_if_it_had_not_been(
    made: Path, encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped within the second epoch of the first round, then in the second round."""
    whole = fitted(encoder, made.parent / "whole", rounds=(2, 1))
    batches, calls = fitting._batches, []

    def stopped(*given: Any) -> Any:
        calls.append(given)
        if len(calls) in (2, 4):
            raise KeyboardInterrupt
        return batches(*given)

    monkeypatch.setattr(fitting, "_batches", stopped)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            fitted(encoder, made.parent / "halted", rounds=(2, 1))
        assert (made.parent / ".halted.fit").is_file()
    halted = fitted(encoder, made.parent / "halted", rounds=(2, 1))
    assert len(calls) == 5
    assert (halted / train.NETWORK).read_bytes() == (whole / train.NETWORK).read_bytes()
    assert not (made.parent / ".halted.fit").exists()


def test_a_fit_of_something_else_is_not_gone_on_with(
    made: Path, encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches, calls = fitting._batches, []

    def stopped(*given: Any) -> Any:
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return batches(*given)

    monkeypatch.setattr(fitting, "_batches", stopped)
    with pytest.raises(KeyboardInterrupt):
        fitted(encoder, made.parent / "third", rounds=(2,))
    again = fitted(encoder, made.parent / "third", rounds=(1,))
    assert (again / train.NETWORK).read_bytes() == (made / train.NETWORK).read_bytes()


@pytest.mark.parametrize("width", [0, 5])
def test_the_exported_network_says_what_pytorch_does(encoder: Path, tmp_path: Path, width: int) -> None:
    torch.manual_seed(3)
    network = Network(width)
    load_encoder(network, encoder / train.ENCODER)
    export(network, tmp_path / "network.onnx", width)
    session = open_session(tmp_path / "network.onnx")
    tokenizer = Tokenizer.from_file(str(encoder / train.TOKENIZER))
    heard = hear(talk(width), tokenizer)
    codes, counted, weights = by_torch(network, heard, width)
    assert codes.shape == (4, CODES)
    scores = read_lines(heard, session, width)
    close(np.array([one.codes for one in scores]), codes)
    close(np.concatenate([one.numbers for one in scores]), counted)
    close(np.concatenate([one.weights for one in scores]), weights[1:])
    for one in scores:
        assert one.weights.sum() == pytest.approx(1, abs=1e-3)


def close(ours: Any, theirs: Any) -> None:
    """Within what eight bits cost: a small part of how far the values lie apart."""
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() < 0.1 * max(float(np.ptp(theirs)), 1e-3)
    assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > 0.99


def test_lines_of_a_batch_do_not_hear_one_another(encoder: Path) -> None:
    """A window alone and beside a longer one, filled up with nothing, gets the same scores."""
    torch.manual_seed(3)
    network = Network(2).eval()
    load_encoder(network, encoder / train.ENCODER)
    heard = hear(talk(2), Tokenizer.from_file(str(encoder / train.TOKENIZER)))
    codes, counted, _ = by_torch(network, heard[:2], 2)
    windows = [fitting._Window(heard[:2], {}), fitting._Window(heard, {})]
    given, _ = fitting._tensors(windows, 2, Settings(), Never(), torch.Generator())
    start = int(given["lines"][0, 1, 0])
    spans = [(start + first, start + last) for first, last in heard[1].numbers]
    given |= {"numbers": torch.tensor(spans), "owners": torch.tensor([(0, 1)] * len(spans))}
    for kept in ("kept_states", "kept_meant", "kept_hidden"):
        del given[kept]
    with torch.no_grad():
        together, numbers, _ = network(given)
    np.testing.assert_allclose(together[0, :2].numpy(), codes, atol=1e-4)
    np.testing.assert_allclose(numbers.numpy(), counted, atol=1e-4)


class Never(random.Random):
    """Drops no features."""

    def random(self) -> float:
        return 1.0
