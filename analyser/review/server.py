"""The review page's server: Flask behind waitress, on this machine alone."""

from __future__ import annotations

import signal
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from waitress.server import create_server

from analyser.errors import InputError, Problem
from analyser.review.desk import Desk
from analyser.review.log import NAME, open_log
from analyser.review.passages import passages_of
from analyser.review.queues import first_queue, prepare
from analyser.review.routes import add_routes
from analyser.review.security import IDLE, Door
from analyser.stages import Progress, code_study
from analyser.study import Study

HOST = "127.0.0.1"
LARGEST = 256 * 1024  # bytes of a form
THREADS = 4
Tell = Callable[[str], None]


def make_app(desk: Desk, door: Door, title: str) -> Flask:
    """The pages of one desk, behind a door."""
    app = Flask("analyser.review", static_folder="static", static_url_path="/static", template_folder="templates")
    app.config.update(MAX_CONTENT_LENGTH=LARGEST, TRAP_HTTP_EXCEPTIONS=False, PROPAGATE_EXCEPTIONS=False)
    # Flask escapes by the ending of a template's name: here all of them are escaped, for they show what was said.
    app.jinja_options = {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.logger.disabled = True  # its lines would tell addresses and, with an exception, words of an interview
    add_routes(app, desk, door, title)
    # The first page is to be as quick as the next ones.
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    prepare(desk)
    first_queue(desk)
    return app


@dataclass(frozen=True)
class Running:
    """A server that answers: where, and the file that lets its reader in."""

    address: str
    door: Door
    stop: Callable[[], None]
    wait: Callable[[float | None], None]


@contextmanager
def running(desk: Desk, title: str, *, port: int = 0, idle: float = IDLE) -> Iterator[Running]:
    """Serves a desk in threads until the block ends; port 0 takes a free one.

    Raises:
        InputError: the port is taken.
    """
    app: list[Any] = []  # the application needs the door, the door the port, and the port the server

    def application(environ: dict[str, Any], start: Any) -> Any:
        return app[0](environ, start)

    try:
        server = create_server(application, host=HOST, port=port, threads=THREADS, ident=None)
    except OSError as error:
        remedy = "give another with --port, or none and a free one is taken"
        raise InputError(Problem(f"port {port} cannot be used ({error.strerror})", remedy=remedy)) from None
    with Door(int(getattr(server, "effective_port", port)), idle=idle) as door:
        app.append(make_app(desk, door, title))
        thread = threading.Thread(target=server.run, name="review", daemon=True)
        thread.start()
        try:
            yield Running(door.address, door, server.close, thread.join)
        finally:
            server.close()
            thread.join(5)


def serve(
    study: Study,
    *,
    analyst: str = "",
    coder: str = "model",
    blind: bool = True,
    port: int = 0,
    browser: bool = True,
    idle_minutes: float = IDLE / 60,
    skip_unreadable: bool = False,
    progress: Progress | None = None,
    tell: Tell | None = None,
) -> None:
    """Codes a study's interviews, opens its log and serves the review until it is interrupted.

    `analyst` is the name that decisions go under, the login name where it is empty. With `blind` the machine's and
    others' codes of a passage are hidden until the analyst has given their own. `tell` gets the lines for the terminal.

    Raises:
        InputError: the study has no interviews that can be read, its log cannot be opened, or the port is taken.
    """
    say = tell or (lambda words: print(words, file=sys.stderr, flush=True))  # noqa: T201
    coded = code_study(study, coder=coder, skip_unreadable=skip_unreadable, progress=progress)
    with open_log(Path(study.folder) / NAME) as log:
        log.lay_down(passages_of(coded.excerpts), coded.coder)
        desk = Desk(log, log.passages(), coded.interviews, analyst or _login(), blind=blind)
        with running(desk, study.title, port=port, idle=idle_minutes * 60) as page:
            say(f"The review is at {page.address}, for {desk.analyst}. It opens with this file, which is yours alone:")
            say(f"  {page.door.file}")
            say("End it with Ctrl-C; what was decided is saved.")
            if browser:
                webbrowser.open(page.door.file.as_uri())
            try:
                signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the private file goes with it
                while True:
                    page.wait(3600)
            except KeyboardInterrupt:
                say(f"Ended after decision {desk.last_number}. Decisions are in {log.path}")


def _login() -> str:
    try:
        return getuser()
    except (KeyError, OSError):
        return "analyst"
