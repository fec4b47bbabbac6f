"""Measures a trained coder on coded interviews, and tells it as Markdown, JSON, a table of sentences and pictures."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analyser.errors import InputError, Problem
from analyser.reporting.outputs import Output
from analyser.tables import Kind, Schema, table, write_bytes, write_csv, write_text
from analyser.training.corpus import Item
from analyser.training.left_out import Curve, by_left_out_interviews, learning_curve, own_weights
from analyser.training.scores import (
    COLUMNS,
    PROBABILITIES,
    RESAMPLES,
    Figure,
    calibration,
    code_scores,
    confusion,
    coverage,
    draw,
    estimate,
    level_measures,
    other_measures,
    trust_measures,
)
from analyser.training.sources import read_coded
from analyser.training.told import (
    codes_table,
    confusion_table,
    coverage_table,
    curve_table,
    figure_table,
    markdown_table,
)

__all__ = [
    "Curve",
    "Evaluation",
    "as_dict",
    "by_left_out_interviews",
    "evaluate_frame",
    "learning_curve",
    "markdown",
    "run",
]

HELD_OUT = "test"  # of this split no sentence is shown
WORST = 20
TEXT_FILES = ("evaluation.md", "evaluation.json", "sentences.csv")
CALIBRATION, CONFUSION, CURVE = "calibration.png", "confusion.png", "learning_curve.png"
_KINDS: dict[str, Kind] = {"start": "integer", "end": "integer", **dict.fromkeys(PROBABILITIES, "number")}
SENTENCES = Schema("sentences", {name: _KINDS.get(name, "text") for name in COLUMNS})
Tell = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Evaluation:
    """All that was measured on a frame of judged sentences; the frames are those of `scores`."""

    sentences: int
    interviews: int
    authors: tuple[str, ...]
    figures: Mapping[str, Figure]
    codes: pd.DataFrame
    confusion: pd.DataFrame
    calibration: pd.DataFrame
    coverage: pd.DataFrame


def evaluate_frame(frame: pd.DataFrame, *, resamples: int = RESAMPLES, seed: int = 0) -> Evaluation:
    """Every score of the frame, with intervals over interviews.

    Raises:
        InputError: no sentence is there, or columns are missing.
    """
    missing = [name for name in COLUMNS if name not in frame]
    if missing:
        raise InputError(Problem(f"the judged sentences lack the columns {', '.join(missing)}"))
    if frame.empty:
        raise InputError(Problem("no coded sentence is there to measure by", remedy="code some sentences by hand"))
    frame = frame.reset_index(drop=True)
    draws = draw(frame["interview"], resamples=resamples, seed=seed)
    measures = [*level_measures(frame), *other_measures(frame), *trust_measures(frame)]
    return Evaluation(
        len(frame),
        frame["interview"].nunique(),
        tuple(sorted(set(frame["author"]))),
        {measure.name: estimate(measure, draws) for measure in measures},
        code_scores(frame, draws),
        confusion(frame),
        calibration(frame),
        coverage(frame),
    )


def worst(frame: pd.DataFrame, n: int = WORST) -> pd.DataFrame:
    """The sentences whose coded level was given the least probability, that first, as `p_coded`."""
    given = frame[list(PROBABILITIES)].to_numpy()
    levels = pd.Index(name.removeprefix("p_") for name in PROBABILITIES)
    place = levels.get_indexer(pd.Index(frame["gold_harm_level"]))
    shown = ["interview", "start", "text", "gold_harm_level", "said_harm_level", "gold_assertion", "said_assertion"]
    found = frame[[*shown, "reason"]].assign(p_coded=given[range(len(frame)), place])
    return found.sort_values("p_coded", kind="stable", ignore_index=True).head(n)


def as_dict(evaluation: Evaluation, curve: Curve | None = None) -> dict[str, Any]:
    """The evaluation as plain values for JSON."""
    found: dict[str, Any] = {
        "sentences": evaluation.sentences,
        "interviews": evaluation.interviews,
        "authors": list(evaluation.authors),
        "figures": {name: asdict(figure) for name, figure in evaluation.figures.items()},
        "codes": _records(evaluation.codes),
        "confusion": {str(row.pop("coded")): row for row in _records(evaluation.confusion.reset_index())},
        "calibration": _records(evaluation.calibration),
        "coverage": _records(evaluation.coverage),
    }
    if curve is not None:
        found["learning_curve"] = {"points": _records(curve.points), "gain": asdict(curve.gain), "advice": curve.advice}
    return found


def markdown(
    evaluation: Evaluation,
    *,
    title: str = "Evaluation",
    notes: Sequence[str] = (),
    curve: Curve | None = None,
    wrong: pd.DataFrame | None = None,
    pictures: bool = False,
) -> str:
    """The evaluation as a page of Markdown; `wrong` are the sentences of `worst`."""
    parts = [f"# {title}", *notes, _measured_on(evaluation), figure_table(evaluation.figures)]
    parts += ["## Code by code", codes_table(evaluation.codes)]
    parts += ["## Harm level: coded and said", *_picture(CONFUSION, "Coded and said levels", pictures)]
    parts += [confusion_table(evaluation.confusion)]
    parts += ["## Probabilities", *_picture(CALIBRATION, "Stated probability and share right", pictures)]
    parts += [
        "The levels that a sentence may have, and how often the coded one is among them (Wilson's interval for as many "
        "sentences as would tell as much if each stood alone):",
        coverage_table(evaluation.coverage),
    ]
    if curve is not None:
        parts += ["## Would more coding help?", curve.advice]
        parts += [*_picture(CURVE, "Agreement by the number of interviews", pictures), curve_table(curve.points)]
    if wrong is not None:
        parts += [
            "## Most wrong",
            "The sentences whose coded level was given the least probability.",
            _wrong_table(wrong),
        ]
    return "\n\n".join(parts) + "\n"


def run(
    corpus: Path,
    model: str,
    *,
    split: str = "",
    authors: Sequence[str] = (),
    refit: bool = False,
    out: Path | None = None,
    card: bool = False,
    force: bool = False,
    tell: Tell | None = None,
) -> tuple[dict[str, Any], list[str]]:
    """Measures a model on a coded corpus; `out` gets the page, the values, the sentences and the pictures.

    With `card` the model's own folder gets a card that tells the scores, and `errors.json`, by which a comparison
    tells what the coder's errors may do to a finding, anew each time.

    With `refit` each interview is judged by weights that were fitted without it, beside the model as it is, and the
    learning curve is measured.
    Returns the summary and lines that tell it; no sentence is in either.

    Raises:
        InputError: the corpus or the model cannot be used, or `out` holds an evaluation already and `force` is not set.
    """
    from analyser.coding import load_coder
    from analyser.model import load_model
    from analyser.training.weighing import fit_weights, judged, scored_items

    if out is not None:
        names = [*TEXT_FILES, CALIBRATION, CONFUSION, CURVE]
        Output.file(out / names[0], also=names[1:], force=force, sources=[corpus / "index.csv"])
    items = chosen_items(corpus, split=split, authors=authors)
    trained = load_model(model)
    scored = scored_items(items, trained, load_coder())
    curve = None
    as_it_is = judged(scored, trained.weights)
    if refit:
        frame = by_left_out_interviews(scored, fit_weights, judged, tell=tell)
        curve = learning_curve(scored, fit_weights, judged, tell=tell)
        own = [own_weights(as_it_is, frame)[1]]
    else:
        frame, own = as_it_is, []
    evaluation = evaluate_frame(frame)
    notes = [*_notes(items, f"{trained.name}@{trained.version}", trained.folder, refit=refit), *own]
    if out is not None:
        shown = all(item.split != HELD_OUT for item in items)
        _write(out, evaluation, frame, curve, notes, shown=shown)
    if card:
        _write_card(trained.folder, evaluation, corpus, items, notes)
        _write_errors(trained.folder, scored, frame, evaluation)
    summary = {
        "model": f"{trained.name}@{trained.version}",
        "refit": refit,
        "notes": notes,
        **as_dict(evaluation, curve),
    }
    lines = [*notes, _measured_on(evaluation), figure_table(evaluation.figures), *([curve.advice] if curve else [])]
    return summary, lines


def _write_card(
    folder: Path, evaluation: Evaluation, corpus: Path, items: Sequence[Item], notes: Sequence[str]
) -> None:
    """The card and its picture, beside the model."""
    from analyser.training.card import corpus_figures, model_card
    from analyser.training.pictures import calibration_picture

    manifest = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    authors = ", ".join(sorted({item.author for item in items}))
    about = " ".join(notes[1:]) or "The model has read nothing by them."
    measured_on = f"interviews by {authors} ({about.rstrip('.')})"
    write_text(
        folder / "card.md",
        model_card(evaluation, manifest, corpus_figures(read_coded(corpus)), measured_on=measured_on),
    )
    write_bytes(folder / CALIBRATION, calibration_picture(evaluation.calibration))


def _write_errors(folder: Path, scored: Sequence[Any], frame: pd.DataFrame, evaluation: Evaluation) -> None:
    """The errors of the model and of the rules alone on the same sentences, beside the model."""
    from analyser.coding.coder import MODEL, RULES
    from analyser.coding.error_rates import FILE, write_error_rates
    from analyser.training.coder_errors import count_errors, rules_frame

    whose = f" by {', '.join(evaluation.authors)}" if any(evaluation.authors) else ""
    told = f"{evaluation.sentences:,} sentences of {evaluation.interviews:,} interviews and exchanges{whose}"
    rates = {MODEL: count_errors(frame, told), RULES: count_errors(rules_frame(scored), told)}
    write_error_rates(folder, rates, folder / FILE)


def chosen_items(corpus: Path, *, split: str = "", authors: Sequence[str] = ()) -> list[Item]:
    """The items of a corpus, or of a study with hand codes, of the split and by one of the authors; without names all.

    Raises:
        InputError: nothing is coded there, it cannot be read, or nothing is left.
    """
    try:
        items = read_coded(corpus)
    except FileNotFoundError as error:
        raise InputError(Problem("the index names a file that is not there", Path(error.filename))) from None
    except (KeyError, ValueError) as error:
        remedy = "corpora/DATASHEET.md describes the form of the files"
        raise InputError(Problem(f"the corpus cannot be read ({error})", corpus, remedy=remedy)) from None
    problems = [
        Problem(f"no interview is of the {kind} {name!r}", corpus, remedy=f"there are {', '.join(sorted(known))}")
        for kind, names, known in (
            ("split", [split] if split else [], {item.split or "no splits" for item in items}),
            ("author", authors, {item.author for item in items}),
        )
        for name in names
        if name not in known
    ]
    if problems:
        raise InputError(problems)
    found = [item for item in items if split in ("", item.split) and (not authors or item.author in authors)]
    if not found:
        raise InputError(Problem(f"no interview of the split {split!r} is by {', '.join(authors)}", corpus))
    return found


def _notes(items: Sequence[Item], model: str, folder: Path, *, refit: bool) -> list[str]:
    """What was judged how, and whose interviews the model was made of, as its manifest tells."""
    manifest = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    authors = {item.author for item in items}
    learnt, weighed = (
        authors & set((manifest.get(part) or {}).get("authors", ())) for part in ("learnt", "weighed_by")
    )
    if not refit:
        seen = ", ".join(sorted(learnt | weighed))
        flatters = f"It was made of interviews by {seen}: what is measured on them flatters it."
        return [f"The model {model} as it is.", *([flatters] if seen else [])]
    notes = [f"The network of {model}; each interview was judged by weights fitted without it."]
    if learnt:
        seen = ", ".join(sorted(learnt))
        notes.append(f"Its network learnt from interviews by {seen}: what is measured on them flatters it.")
    if weighed:
        seen = ", ".join(sorted(weighed))
        notes.append(f"Its weights were fitted to interviews by {seen}, which flatters the model as it is.")
    return notes


def _write(
    out: Path, evaluation: Evaluation, frame: pd.DataFrame, curve: Curve | None, notes: Sequence[str], *, shown: bool
) -> None:
    from analyser.training.pictures import calibration_picture, confusion_picture, curve_picture

    if not shown:
        notes = [*notes, f"Sentences of the split {HELD_OUT!r} are not shown: what is read is no longer held out."]
        frame = frame.assign(text="", reason="")
    page = markdown(evaluation, notes=notes, curve=curve, wrong=worst(frame) if shown else None, pictures=True)
    write_text(out / "evaluation.md", page)
    values = {"notes": list(notes), **as_dict(evaluation, curve)}
    write_text(out / "evaluation.json", json.dumps(values, ensure_ascii=False, indent=2) + "\n")
    write_csv(table(frame, SENTENCES), out / "sentences.csv", SENTENCES)
    write_bytes(out / CALIBRATION, calibration_picture(evaluation.calibration))
    write_bytes(out / CONFUSION, confusion_picture(evaluation.confusion))
    if curve is not None:
        write_bytes(out / CURVE, curve_picture(curve.points))
    else:
        (out / CURVE).unlink(missing_ok=True)  # of an evaluation that is replaced


def _measured_on(evaluation: Evaluation) -> str:
    by = f" by {', '.join(evaluation.authors)}" if any(evaluation.authors) else ""
    whole = f"{evaluation.sentences:,} sentences of {evaluation.interviews:,} interviews and exchanges{by}."
    return f"{whole} Intervals: 95 %, interviews drawn anew {RESAMPLES:,} times."


def _picture(file: str, says: str, wanted: bool) -> list[str]:
    return [f"![{says}]({file})"] if wanted else []


def _wrong_table(wrong: pd.DataFrame) -> str:
    head = ["interview", "at", "sentence", "coded", "said", "probability of the coded level", "reason"]
    rows = [
        [
            row["interview"],
            str(row["start"]),
            row["text"],
            " ".join(filter(None, (row["gold_harm_level"], row["gold_assertion"]))),
            " ".join(filter(None, (row["said_harm_level"], row["said_assertion"]))),
            f"{row['p_coded']:.3f}",
            row["reason"],
        ]
        for row in wrong.to_dict("records")
    ]
    return markdown_table(head, rows)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as plain values, what is not defined as None."""
    rows = json.loads(frame.to_json(orient="records", double_precision=10))
    return [{str(key): value for key, value in row.items()} for row in rows]
