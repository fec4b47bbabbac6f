"""The commands of the review: the page, and the round trip by spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from analyser.console import errors_told, progress, progress_done, show, tell_warnings

STUDY = click.Path(path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
PAGE = "page"

coder_option = click.option(
    "--coder",
    default="model",
    show_default=True,
    metavar="model|rules|FOLDER",
    help="Which coder's codes are reviewed.",
)


class PlainCall(click.Group):
    """A group whose first word may be a study instead of a command: then it is the page's."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = next((word for word in args if not word.startswith("-")), "")
        helps = any(word in ctx.help_option_names for word in args) and not first
        if args and first not in self.commands and not helps:
            args = [PAGE, *args]
        return super().parse_args(ctx, args)


def own_study(study: Path) -> Any:
    """The study, whose folder will hold the review's log.

    Raises:
        InputError: it is an example that ships with the program.
    """
    from analyser.errors import InputError, Problem
    from analyser.study import EXAMPLE, load_study

    if str(study).startswith(EXAMPLE):
        what = f"{study} ships with the program, and a review is kept in the study's folder"
        raise InputError(Problem(what, remedy="copy the example's folder and review the copy"))
    return load_study(study)


@click.group(cls=PlainCall, subcommand_metavar="STUDY | export | import", no_args_is_help=True)
def review() -> None:
    """Check the codes: opens the review page of a study in the browser, on this machine alone.

    Decisions go into review.sqlite in the study's folder, and `compare` uses them. `review page --help` tells the
    page's options; `review export` and `review import` take the review through a spreadsheet.

    \b
    Example:
      analyser review profile
      analyser review export profile --out passages.xlsx
      analyser review import profile passages.xlsx --analyst "A. Reader"
    """


@review.command(PAGE)
@click.argument("study", type=STUDY)
@click.option("--analyst", default="", help="The name that decisions go under; without it your login name.")
@coder_option
@click.option(
    "--blind/--no-blind",
    default=True,
    help="Whether the machine's and others' codes are hidden until you have given yours.",
)
@click.option("--port", default=0, help="A fixed port; without it a free one.")
@click.option("--browser/--no-browser", default=True, help="Whether to open the browser.")
@click.option("--skip-unreadable", is_flag=True, help="Go on without interviews that cannot be read.")
def page(study: Path, analyst: str, coder: str, blind: bool, port: int, browser: bool, skip_unreadable: bool) -> None:
    """Open the review page; the same as `analyser review STUDY`.

    \b
    Example:
      analyser review profile --analyst "A. Reader"
    """
    from analyser.review.server import serve

    with errors_told():
        serve(
            own_study(study),
            analyst=analyst,
            coder=coder,
            blind=blind,
            port=port,
            browser=browser,
            skip_unreadable=skip_unreadable,
            progress=progress(),
        )


@review.command("export")
@click.argument("study", type=STUDY)
@click.option("--out", type=FILE, required=True, help="A workbook (.xlsx) or a table (.csv).")
@coder_option
@click.option("--skip-unreadable", is_flag=True, help="Go on without interviews that cannot be read.")
@click.option("--force", is_flag=True, help="Overwrite what is there.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def export_sheet(study: Path, out: Path, coder: str, skip_unreadable: bool, force: bool, as_json: bool) -> None:
    """Write every partner sentence with the machine's codes, to be reviewed in a spreadsheet.

    Change codes where they are wrong, and write `accept` under `decision` where you have read and agree.

    \b
    Example:
      analyser review export profile --out passages.xlsx
    """
    from analyser.reporting.outputs import Output
    from analyser.review.log import open_log
    from analyser.review.passages import passages_of
    from analyser.review.sheets import write_sheet
    from analyser.stages import code_study
    from analyser.study import REVIEW

    with errors_told():
        loaded = own_study(study)
        Output.file(out, force=force, study=loaded)
        coded = code_study(loaded, coder=coder, skip_unreadable=skip_unreadable, progress=progress())
        tell_warnings(coded.warnings)
        with open_log(loaded.folder / REVIEW) as log:
            log.lay_down(passages_of(coded.excerpts), coded.coder)
        summary: dict[str, Any] = {"passages": write_sheet(coded.excerpts, out), "coder": coded.coder, "out": str(out)}
        show(summary, as_json, [f"{out}: {summary['passages']} passages; bring it back with `analyser review import`"])


@review.command("import")
@click.argument("study", type=STUDY)
@click.argument("file", type=FILE)
@click.option("--analyst", required=True, help="The name that the decisions go under.")
@click.option("--yes", is_flag=True, help="Write the decisions without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def import_sheet(study: Path, file: Path, analyst: str, yes: bool, as_json: bool) -> None:
    """Take decisions over from a sheet: show what differs, ask, and write all of them or none.

    \b
    Example:
      analyser review import profile passages.xlsx --analyst "A. Reader"
    """
    from analyser.review.log import open_log
    from analyser.review.sheets import apply_sheet, read_sheet
    from analyser.study import REVIEW

    with errors_told(), open_log(own_study(study).folder / REVIEW) as log:
        found = read_sheet(file, log, analyst)
        progress_done()
        for line in found.lines:
            click.echo(line, err=as_json)
        if found.entries and not yes:
            click.confirm(f"Write {len(found.entries)} decisions by {analyst}?", abort=True, err=True)
        written = apply_sheet(found, log)
        summary = {**found.summary(), "written": written, "analyst": analyst}
        show(summary, as_json, [f"{written} decisions written, of {found.rows} rows"])
