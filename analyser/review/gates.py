"""What stands before every page: who is let in, what is refused, and the headers that keep a page to itself."""

from __future__ import annotations

import sys
from typing import Any

from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException

from analyser.errors import innermost
from analyser.review.security import ENTER, HEADERS, WRITES, Door, same_token

OPEN_PAGES = frozenset({"/pause"})  # show nothing of a study and need no session
AWAY = ("You are not let in, or were away for too long.", "Open the file that the terminal names again.")


def add_guards(app: Flask, door: Door) -> None:
    @app.before_request
    def guard() -> Any:
        if reason := door.refuses(request.method, request.path, dict(request.headers)):
            return plain("Refused", [reason[0].upper() + reason[1:] + "."], 403)
        if request.path.startswith("/static/") or request.path in OPEN_PAGES or request.path == ENTER:
            return None
        session = door.session(request.cookies.get(door.cookie, ""))
        if session is None:
            lost = ("What you sent last was not saved.",) if request.method in WRITES else ()
            return plain("Not open", [*AWAY, *lost], 401)
        if request.method in WRITES and not same_token(request.form.get("form_token", ""), session):
            return plain("Refused", ["The form is not one of this review's."], 403)
        g.session = session
        return None

    @app.after_request
    def headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        response.headers.pop("Server", None)
        return response

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Any:
        if isinstance(error, HTTPException):
            return plain(f"Error {error.code}", [error.name + "."], error.code or 500)
        # The kind of error and the place alone: its words may be those of an interview.
        print(f"error: {type(error).__name__} at {innermost(error)}", file=sys.stderr, flush=True)  # noqa: T201
        return plain("The page failed", ["What was saved before stands.", "The terminal names the place."], 500)


def add_ways_in(app: Flask, door: Door) -> None:
    @app.post(ENTER)
    def enter() -> Any:
        cookie = door.enter(request.form.get("token", ""))
        if cookie is None:
            return plain("Not open", ["This file has opened the review already, or is of another run.", AWAY[1]], 403)
        # A page and no redirect: a browser would follow that without the cookie, since it came from a file.
        response = plain("Opening the review", [], 200, goes_on="/")
        response.set_cookie(door.cookie, cookie, httponly=True, samesite="Strict", path="/")
        return response

    @app.get("/pause")
    def pause() -> Any:
        return plain(
            "Paused",
            [
                "Nothing of the interviews is shown. What you decided is saved.",
                "This material can weigh on those who read it. Take the time you need.",
                "Talk to somebody where it helps.",
            ],
            200,
            back="/next",
        )

    @app.post("/leave")
    def leave() -> Any:
        door.leave(request.cookies.get(door.cookie, ""))
        response = plain(
            "You have left the review",
            ["What you decided is saved.", "Close this window, and end the program with Ctrl-C in its terminal."],
            200,
        )
        response.delete_cookie(door.cookie, path="/")
        return response


def plain(title: str, words: list[str], status: int, *, goes_on: str = "", back: str = "") -> Response:
    """A page that shows nothing of a study."""
    text = render_template("plain.html.j2", title=title, told=words, goes_on=goes_on, back=back)
    return Response(text, status, mimetype="text/html")
