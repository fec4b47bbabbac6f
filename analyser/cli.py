"""The command line: a command parses its words, calls one stage, and prints. spaCy and pandas load inside a command."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from analyser import __version__
from analyser.console import as_study, errors_told, progress, progress_done, show, tell_warnings
from analyser.review_commands import review

STUDY = click.Path(path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)

force_option = click.option("--force", is_flag=True, help="Overwrite what an earlier run wrote.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
coder_option = click.option(
    "--coder",
    default="model",
    show_default=True,
    metavar="model|rules|FOLDER",
    help="Which coder reads: the trained one, the rules alone, or a model of your own.",
)
skip_option = click.option("--skip-unreadable", is_flag=True, help="Go on without interviews that cannot be read.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="analyser")
def main() -> None:
    """Finds where what partner agencies say about child sexual exploitation and what records show come apart.

    Everything stays on this machine. A study is a folder with transcripts, an extract of records and a study.toml.

    \b
    Example:
      analyser new profile --interviews transcripts/ --records extract.csv
      analyser compare profile --out results
    """


@main.command()
@click.argument("folder", type=FOLDER)
@click.option("--interviews", "-i", multiple=True, help="A folder, file or pattern of transcripts.")
@click.option("--records", "-r", multiple=True, help="A folder, file or pattern of records.")
@click.option("--title", default="", help="What the profile is called.")
@force_option
def new(folder: Path, interviews: tuple[str, ...], records: tuple[str, ...], title: str, force: bool) -> None:
    """Start a study: write FOLDER/study.toml with what was recognised. Copies nothing.

    \b
    Example:
      analyser new profile --interviews transcripts/ --records extract.csv
    """
    from analyser.new import new_study

    with errors_told():
        path, notes = new_study(folder, interviews, records, title=title, force=force, progress=progress())
        tell_warnings(notes)
        click.echo(f"Wrote {path}. Look at its comments, then: analyser compare {folder} --out results", err=True)


@main.command()
@click.argument("study", type=STUDY)
@json_option
@skip_option
def check(study: Path, as_json: bool, skip_unreadable: bool) -> None:
    """Read everything and report what is wrong or doubtful. Changes nothing.

    \b
    Example:
      analyser check profile
    """
    from analyser.stages import check_study
    from analyser.study import load_study

    with errors_told():
        report = check_study(load_study(study), skip_unreadable=skip_unreadable, progress=progress())
        show(report.summary(), as_json, report.lines())


@main.command()
@click.argument("sources", nargs=-1, required=True, type=STUDY, metavar="STUDY | FILES...")
@click.option(
    "--out", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path), help="coded_excerpts.csv; - prints."
)
@click.option("--texts", type=FOLDER, help="Also write the texts as read into this folder.")
@click.option("--all", "everything", is_flag=True, help="Also the partner sentences without a code.")
@click.option("--interviewer", multiple=True, metavar="LABEL", help="A label of the interviewer; may be repeated.")
@coder_option
@skip_option
@force_option
@json_option
def code(
    sources: tuple[Path, ...],
    out: Path | None,
    texts: Path | None,
    everything: bool,
    interviewer: tuple[str, ...],
    coder: str,
    skip_unreadable: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Code the interviews of a study, or plain transcript files, sentence by sentence.

    \b
    Example:
      analyser code profile --out coded_excerpts.csv
      analyser code transcripts/*.docx --interviewer "Dr Hale" --out coded_excerpts.csv
    """
    from analyser.reporting.outputs import Output, write_codes
    from analyser.stages import code_files, code_study

    with errors_told():
        study = as_study(sources)
        output = Output.file(out, force=force, study=study, sources=sources)
        options: dict[str, Any] = {"coder": coder, "skip_unreadable": skip_unreadable, "progress": progress()}
        if study is not None:
            coded = code_study(study, interviewer=interviewer, **options)
        else:
            coded = code_files(sources, interviewer=interviewer, **options)
        tell_warnings(coded.warnings)
        summary = write_codes(coded, output, texts=texts, everything=everything)
        show(summary, as_json, [], quiet=output.standard)


@main.command()
@click.argument("words", metavar="TEXT")
@click.option("--question", default="", help="What the interviewer asked before.")
@click.option("--study", type=STUDY, help="The study whose period tells what is historical.")
@coder_option
@json_option
def explain(words: str, question: str, study: Path | None, coder: str, as_json: bool) -> None:
    """Show why a passage is coded as it is: each code with its cue and the cue's scope; `-` reads standard input.

    \b
    Example:
      analyser explain "We haven't had a single category three this year."
      analyser explain --question "How many at that level?" "Two, if I'm honest."
    """
    from dataclasses import asdict

    from analyser.coding import explain as explain_speech
    from analyser.coding import explained_lines, load_coder
    from analyser.study import load_study

    with errors_told():
        period = load_study(study).period if study is not None else None
        speech = sys.stdin.read() if words == "-" else words
        found = explain_speech(speech, load_coder(coder, period=period), question=question)
        show([asdict(line) for line in found], as_json, explained_lines(found))


@main.command()
@click.argument("study", type=STUDY)
@click.option(
    "--out", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path), help="record_counts.csv; - prints."
)
@force_option
@json_option
def count(study: Path, out: Path | None, force: bool, as_json: bool) -> None:
    """Count the cases in the records, with bounds for what is missing, and check the data's quality.

    \b
    Example:
      analyser count profile --out record_counts.csv
    """
    from analyser.reporting.outputs import BESIDE_COUNTS, Output, write_counts
    from analyser.stages import count_study
    from analyser.study import load_study

    with errors_told():
        loaded = load_study(study)
        output = Output.file(out, force=force, also=BESIDE_COUNTS, study=loaded)
        counted = count_study(loaded, progress=progress())
        tell_warnings(counted.warnings)
        summary = write_counts(counted, output)
        show(summary, as_json, [], quiet=output.standard)


@main.command()
@click.argument("study", type=STUDY)
@click.option("--out", type=FOLDER, required=True, help="The folder for the tables and the report.")
@coder_option
@click.option(
    "--ignore-review",
    is_flag=True,
    help="Take the machine's codes, not the analysts' decisions.",
)
@skip_option
@click.option("--exit-code", is_flag=True, help="End with 3 when a row `all` has a mismatch.")
@force_option
@json_option
def compare(
    study: Path,
    out: Path,
    coder: str,
    ignore_review: bool,
    skip_unreadable: bool,
    exit_code: bool,
    force: bool,
    as_json: bool,
) -> None:
    """The whole run: code the interviews, count the records, compare, and write tables and report.

    \b
    Example:
      analyser compare profile --out results
    """
    from analyser.reporting.outputs import Output, write_comparison
    from analyser.review.applying import read_review, review_warnings
    from analyser.stages import compare_study
    from analyser.study import load_study

    with errors_told():
        loaded = load_study(study)
        output = Output.folder(out, loaded, force=force)
        run = compare_study(
            loaded,
            coder=coder,
            review=None if ignore_review else read_review(loaded),
            ignore_review=ignore_review,
            skip_unreadable=skip_unreadable,
            progress=progress(),
        )
        tell_warnings((*run.coded.warnings, *run.counted.warnings, *review_warnings(run.review)))
        summary, lines = write_comparison(run, output)
        show(summary, as_json, lines)
        if exit_code and summary["mismatch"]:
            sys.exit(3)


@main.command()
@click.argument("study", type=STUDY)
@click.option("--with", "other", type=FILE, help="A second table of codes, with the columns of coded_excerpts.csv.")
@click.option("--out", type=FILE, help="Also write the figures there, and disagreements.csv beside.")
@force_option
@json_option
def agree(study: Path, other: Path | None, out: Path | None, force: bool, as_json: bool) -> None:
    """Show how far the analysts agree with each other and with the coder, and where they do not.

    For each axis and code: percent, kappa, weighted kappa, alpha and AC1, with intervals over interviews.

    \b
    Example:
      analyser agree profile --out agreement.csv
      analyser agree profile --with second-reader.csv
    """
    from analyser.reporting.outputs import Output
    from analyser.review.agreement_report import (
        BESIDE,
        agree_study,
        agreement_lines,
        agreement_summary,
        write_agreement,
    )
    from analyser.study import load_study

    with errors_told():
        loaded = load_study(study)
        sources = () if other is None else (other,)
        if out is not None:
            Output.file(out, force=force, also=(BESIDE,), study=loaded, sources=sources)
        found = agree_study(loaded, other, progress=progress())
        progress_done()
        if out is not None:
            write_agreement(found, out)
        show(agreement_summary(found) if as_json else None, as_json, agreement_lines(found))


main.add_command(review)


@main.command()
@click.argument("corpus", type=STUDY, required=False)
@click.option("--from", "review", type=STUDY, metavar="STUDY", help="A study whose reviewed sentences are added.")
@click.option("--out", type=FOLDER, required=True, help="The folder of the new model; its name is the model's.")
@click.option("--base", default="partner", show_default=True, help="The model whose network is kept.")
@click.option("--fit", is_flag=True, help="Fit a new network: hours, and the extra `train`. Stopped, call it again.")
@click.option("--encoder", type=FOLDER, help="The folder of all-MiniLM-L6-v2, where its package is not installed.")
@json_option
def train(
    corpus: Path | None, review: Path | None, out: Path, base: str, fit: bool, encoder: Path | None, as_json: bool
) -> None:
    """Train a coder on coded interviews: a corpus folder, or a study with transcripts and a coded table.

    Without --fit it keeps the network that ships and weighs it by your interviews, in about a minute. With --from it
    also learns from what analysts have settled in a study's review, which is enough alone where there is much of it.

    \b
    Example:
      analyser train coded-study --out models/ours
      analyser train corpora --from profile --out models/ours
      analyser compare other-study --coder models/ours --out results
    """
    from analyser.review.applying import review_warnings
    from analyser.training.train import run

    with errors_told():
        made = run(corpus, out, review=review, base=base, fit=fit, encoder=encoder, tell=progress())
        progress_done()
        tell_warnings(review_warnings(made.get("reviewed", {})))
        weighed = made["weighed_by"]
        reviewed = f", {made['reviewed']['sentences']} reviewed ones in it" if "reviewed" in made else ""
        told = f"{out}: a model weighed by {weighed['sentences']} sentences{reviewed}; try it with --coder {out}"
        show({key: value for key, value in made.items() if key != "marks"}, as_json, [told])


@main.command()
@click.argument("corpus", type=STUDY)
@click.option("--model", default="partner", show_default=True, help="A model that ships, or the folder of one.")
@click.option("--split", default="", help="Only this split of the corpus: train, development or test.")
@click.option("--author", multiple=True, help="Only this author; may be repeated.")
@click.option("--refit", is_flag=True, help="Judge each interview by weights fitted without it; slower.")
@click.option("--out", type=FOLDER, help="The folder for the page, the sentences and the pictures.")
@click.option("--card", is_flag=True, help="Write the model's card anew, with these scores.")
@force_option
@json_option
def evaluate(
    corpus: Path,
    model: str,
    split: str,
    author: tuple[str, ...],
    refit: bool,
    out: Path | None,
    card: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Measure a trained coder on interviews that were coded by hand.

    With --refit, which suits interviews of your own, it also says whether coding more of them would help.

    \b
    Example:
      analyser evaluate corpora --split test --out evaluation
      analyser evaluate my-corpus --refit
    """
    from analyser.training.evaluation import run

    with errors_told():
        summary, lines = run(
            corpus, model, split=split, authors=author, refit=refit, out=out, card=card, force=force, tell=progress()
        )
        progress_done()
        show(summary, as_json, lines)


@main.command()
@click.option("--check", "file", type=FILE, help="Check a codebook of one's own instead.")
@json_option
def codebook(file: Path | None, as_json: bool) -> None:
    """Print the codebook, or check one.

    \b
    Example:
      analyser codebook
      analyser codebook --check my-codebook.yaml
    """
    from dataclasses import asdict

    from analyser.codebook import codebook_text, load_codebook

    with errors_told():
        book = load_codebook(file)
        show(asdict(book), as_json, [f"{file} is a valid codebook." if file else codebook_text(book)])


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that completes commands and options in your shell.

    \b
    Example:
      analyser completion bash >> ~/.bashrc
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is not None:
        click.echo(kind(main, {}, "analyser", "_ANALYSER_COMPLETE").source())
