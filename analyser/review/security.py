"""Who may use the page: the one who can read a private file, from this machine, from the page's own forms.

The way in is a file of mode 0600 in a private folder. It holds a token of 256 bits and posts it to the server, which
gives a cookie for it; the token is then spent and the file holds another, so that the page can be opened again.
A token never stands in an address, on the command line or in a log.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

ENTER = "/enter"
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
IDLE = 30 * 60.0  # seconds without a request after which the way in is needed again
OPENS = "document.forms[0].submit()"  # all that the file's script does

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",  # `no-referrer` would make browsers send "Origin: null" with the page's own forms
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


@dataclass
class Session:
    """One browser that was let in; what it has chosen to look at stays here and not in addresses."""

    form_token: str
    seen: float
    chosen: dict[str, Any] = field(default_factory=dict)


class Door:
    """Tokens and sessions of one run. `port` is the server's; `clock` gives seconds."""

    def __init__(self, port: int, *, idle: float = IDLE, clock: Callable[[], float] = time.monotonic) -> None:
        self.port, self.idle, self._clock = port, idle, clock
        self.hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
        self.cookie = f"review-{port}"  # a browser sends cookies to every port of a host
        self._token = secrets.token_bytes(32)
        self._sessions: dict[str, Session] = {}
        self._folder: Path | None = None

    def __enter__(self) -> Door:
        self._folder = Path(tempfile.mkdtemp(prefix="review-"))  # mode 0700
        self._write()
        return self

    def __exit__(self, *_: object) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    @property
    def file(self) -> Path:
        """The page that lets its reader in; mode 0600."""
        if self._folder is None:
            raise RuntimeError("the door is not open")
        return self._folder / "open-review.html"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def enter(self, token: str) -> str | None:
        """The cookie for a token, which is spent with it; None for any other."""
        if not hmac.compare_digest(token.encode(), self._token.hex().encode()):
            return None
        self._token = secrets.token_bytes(32)
        self._write()
        cookie = secrets.token_urlsafe(32)
        self._sessions[_digest(cookie)] = Session(secrets.token_urlsafe(32), self._clock())
        return cookie

    def session(self, cookie: str) -> Session | None:
        """The session of a cookie, unless it was idle for too long; being asked for keeps it."""
        key, now = _digest(cookie), self._clock()
        session = self._sessions.get(key)
        if session is None:
            return None
        if now - session.seen > self.idle:
            del self._sessions[key]
            return None
        session.seen = now
        return session

    def leave(self, cookie: str) -> None:
        self._sessions.pop(_digest(cookie), None)

    def refuses(self, method: str, path: str, headers: Mapping[str, str]) -> str:
        """Why a request is refused before anything else is looked at; empty where it is not.

        The file that lets in stands at no address, so its one request may come from anywhere: it brings the token.
        """
        if headers.get("Host", "") not in self.hosts:
            return "the address is not this server's"
        if path == ENTER and method == "POST":
            return ""
        site, origin = headers.get("Sec-Fetch-Site", ""), headers.get("Origin", "")
        if site not in ("", "same-origin", "none"):
            return "the request comes from another page"
        if origin and origin not in {f"http://{host}" for host in self.hosts}:
            return "the request comes from another page"
        if method in WRITES and not origin and site != "same-origin":
            return "the request does not say where it comes from"
        return ""

    def _write(self) -> None:
        if self._folder is None:
            return
        text = (
            _templates()
            .get_template("open.html.j2")
            .render(
                action=f"{self.address}{ENTER}", token=self._token.hex(), script=OPENS, digest=_script_digest(OPENS)
            )
        )
        temporary = self.file.with_suffix(".new")
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        temporary.replace(self.file)


def same_token(given: str, session: Session) -> bool:
    """Whether a form carries its session's token."""
    return hmac.compare_digest(given.encode(), session.form_token.encode())


def _digest(cookie: str) -> str:
    """Sessions are looked up by this, so that the time it takes tells nothing of a cookie."""
    return hashlib.sha256(cookie.encode()).hexdigest()


def _script_digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _templates() -> Environment:
    return Environment(loader=PackageLoader("analyser.review"), autoescape=True, undefined=StrictUndefined)
