"""What every command does alike: tell errors, warnings, progress and a summary."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from analyser.errors import InputError, innermost


@contextmanager
def errors_told() -> Iterator[None]:
    """Turns what a user can mend into lines on standard error and exit code 1."""
    try:
        yield
        progress_done()
    except InputError as error:
        progress_done()
        for problem in error.problems:
            click.echo(f"error: {problem}", err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"error: {error.filename or ''}: {error.strerror or error}", err=True)
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        click.echo("stopped; nothing half-written is left", err=True)
        sys.exit(1)
    except Exception as error:
        if os.environ.get("ANALYSER_DEBUG"):
            raise
        # Only the place: an exception's own text may quote a transcript.
        place = innermost(error)
        click.echo(
            f"error: the program failed ({type(error).__name__} at {place}); "
            "this is a fault of the program: please report that line (ANALYSER_DEBUG=1 shows more)",
            err=True,
        )
        sys.exit(1)


def as_study(sources: tuple[Path, ...]) -> Any:
    """The study that the words name, or None when they name transcript files."""
    from analyser.study import EXAMPLE, load_study

    first = sources[0]
    if len(sources) == 1 and (first.is_dir() or first.suffix == ".toml" or str(first).startswith(EXAMPLE)):
        return load_study(first)
    return None


def progress() -> Callable[[str], None] | None:
    """A line on the terminal that names what is being worked on; nothing in a pipe."""
    if not sys.stderr.isatty():
        return None

    def tell(name: str) -> None:
        click.echo(f"\r\x1b[K{name[:70]}", nl=False, err=True)

    return tell


def progress_done() -> None:
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", nl=False, err=True)


def tell_warnings(warnings: Iterable[str]) -> None:
    progress_done()
    for warning in dict.fromkeys(warnings):
        click.echo(f"warning: {warning}", err=True)


def show(summary: Any, as_json: bool, lines: Iterable[str], *, quiet: bool = False) -> None:
    """The summary as JSON on standard output, or as lines to read; nothing where the table itself went there."""
    if as_json:
        click.echo(json.dumps(summary, ensure_ascii=False, indent=2, sort_keys=False), err=quiet)
        return
    for line in lines:
        click.echo(line)
