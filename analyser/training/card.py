"""The card of a trained coder: what it is, what it was made of, how well it codes, and where not to trust it.

Its questions are those of Mitchell et al. (2019), Model Cards for Model Reporting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from analyser.model.axes import LEVELS
from analyser.training.corpus import SPLITS, Item
from analyser.training.evaluation import Evaluation
from analyser.training.told import codes_table, confusion_table, coverage_table, figure_table, markdown_table

PURPOSE = """\
It reads the partner's sentences in interviews about child sexual exploitation and says of each the harm level, the
assertion, a quantity, the type, a claim on the recorded data and a trend, by the project's coding manual. It is made to
find passages for an analyst who reads them and decides. It is not made to assess a child, a family or a worker, to
decide on a case, or to count cases by itself."""

LIMITS = """\
- All that it learnt from and was measured on is invented speech, written for this purpose in the professional register.
  How it does on real transcripts is not known: code some of your own and run `analyser evaluate` on them.
- It knows British English of partner agencies, as in 2019. Other countries' terms, other languages and children's own
  speech are strange to it.
- The probabilities and the sets of levels hold for sentences like those it was weighed by. On other speech a set that
  is said to hold the right level nine times in ten may hold it less often.
- The intervals show how the scores vary from interview to interview by the same authors. With few authors, another
  one's way of speaking can lie outside them.
- The level of a sentence often hangs on the story around it. A sentence out of its interview is coded worse.
- A hand code is one reader's judgement. Where readers differ, no coder can agree with both."""

RETRAIN = """\
On interviews of your own, coded in the same form (`corpora/DATASHEET.md`), without PyTorch and in minutes:

    analyser evaluate my-corpus --model {name} --refit     # is it better with weights of your own, and would more help?
    analyser train my-corpus --base {name} --out my-model

From the beginning, with the extra `train` installed, in about three hours on two cores:

    analyser train corpora --fit --out my-model

Then measure it on interviews that it has not seen: `analyser evaluate corpora --split test --model my-model`."""

HEADLINES = ("harm_level_kappa", "harm_level_macro_f1", "high_affirmed_f1", "data_claim_any_f1", "quantity_exact_f1")


def model_card(
    evaluation: Evaluation,
    manifest: Mapping[str, Any],
    corpus: str,
    *,
    readers: Mapping[str, str] | None = None,
    measured_on: str = "the split `test`, by authors of whom the model read nothing",
    picture: str = "calibration.png",
    retrain: str = RETRAIN,
) -> str:
    """The card as Markdown.

    `manifest` is the model's `model.json`; `corpus` the figures of the corpus as Markdown (`corpus_figures`); `readers`
    gives sections on how well second readers agree with the hand codes, by heading.
    """
    name = str(manifest["name"])
    whole = f"{evaluation.sentences:,} sentences of {evaluation.interviews:,} interviews and exchanges"
    best = {key: evaluation.figures[key] for key in HEADLINES if key in evaluation.figures}
    rest = {key: figure for key, figure in evaluation.figures.items() if key not in best}
    parts = [
        f"# The trained coder `{name}`, version {manifest['version']}",
        PURPOSE,
        "## How it was made",
        _made(manifest),
        "## Data",
        corpus.strip(),
        "## How well it codes",
        f"Measured on {measured_on}: {whole}. The intervals are percentiles over interviews drawn anew, whole.",
        figure_table(best),
        "Everything else that was measured:",
        figure_table(rest),
        "### Code by code",
        codes_table(evaluation.codes),
        "### Harm level, coded and said",
        confusion_table(evaluation.confusion),
        "## How far its probabilities can be trusted",
        f"![Stated probability and share right]({picture})",
        "Each sentence comes with the set of levels that it may have. How often the coded level is among them:",
        coverage_table(evaluation.coverage),
    ]
    for heading, text in (readers or {}).items():
        parts += [f"## {heading}", text.strip()]
    parts += ["## Limits", LIMITS, "## How to make it again", retrain.format(name=name), "## Files", _files(manifest)]
    return "\n\n".join(parts) + "\n"


def corpus_figures(items: Sequence[Item]) -> str:
    """By split how many interviews, exchanges, authors and sentences there are, and how many of each level."""
    rows = []
    for split in (*SPLITS, "all"):
        own = [item for item in items if split in ("all", item.split)]
        kinds = Counter(item.kind for item in own)
        levels = Counter(sentence.codes["harm_level"] for item in own for sentence in item.sentences)
        counts = [len({item.author for item in own}), kinds["interview"], kinds["exchange"], levels.total()]
        rows.append([split, *(f"{count:,}" for count in [*counts, *(levels[level] for level in LEVELS)])])
    return markdown_table(["split", "authors", "interviews", "exchanges", "sentences", *LEVELS], rows)


def _made(manifest: Mapping[str, Any]) -> str:
    """What the manifest tells of the making; marks and files apart."""
    rows = [
        [key.replace("_", " "), _words(value)]
        for key, value in manifest.items()
        if key not in ("name", "version", "files", "marks")
    ]
    marks = manifest.get("marks", ())
    rows.append(["marks of the rules that it sees", str(len(marks))])
    return markdown_table(["", ""], rows)


def _words(value: Any) -> str:
    """A value of the manifest on one line.

    >>> _words({"authors": ["alder", "fern"], "sentences": 12})
    'authors alder fern; sentences 12'
    """
    if isinstance(value, Mapping):
        return "; ".join(f"{str(key).replace('_', ' ')} {_words(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return " ".join(_words(one) for one in value)
    return str(value)


def _files(manifest: Mapping[str, Any]) -> str:
    rows = [[f"`{file}`", f"`{sha256}`"] for file, sha256 in manifest.get("files", {}).items()]
    return markdown_table(["file", "SHA-256"], rows)
