"""The server, killed at any moment while two browsers send decisions, keeps every decision that it acknowledged."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

from small_study import TRANSCRIPT, write_study

from analyser.review.log import NAME, Event, open_log

ROOT = Path(__file__).parent.parent.parent
KILLS, SEED = 2, 7
LEVELS = ("high", "medium", "low", "none")
STARTS = 60.0  # seconds that a start may take


class Server:
    """The real process, in a group of its own; `port` and the file that lets in are read from what it tells."""

    def __init__(self, study: Path) -> None:
        words = [sys.executable, str(ROOT / "cli.py"), "review", "page", str(study)]
        words += ["--coder", "rules", "--analyst", "Ada", "--no-browser"]
        place = {**os.environ, "TMPDIR": str(study.parent)}  # what a killed server leaves goes with the test
        self.process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True, env=place)
        told, until = "", time.monotonic() + STARTS
        assert self.process.stderr is not None
        while "End it with" not in told and time.monotonic() < until:
            line = self.process.stderr.readline()
            assert line, told
            told += line
        port, file = re.search(r"127\.0\.0\.1:(\d+)", told), re.search(r"^\s+(/.+\.html)$", told, re.MULTILINE)
        assert port is not None, told
        assert file is not None, told
        self.port, self.file = int(port[1]), Path(file[1])

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)
        assert self.process.stderr is not None
        self.process.stderr.close()


class Client:
    """A browser that was let in. It keeps what it sent, and what of it was acknowledged, in order."""

    def __init__(self, server: Server, name: str) -> None:
        self.port, self.name = server.port, name
        self.sent: list[str] = []
        self.acknowledged: dict[str, tuple[float, float]] = {}  # when it was sent and when acknowledged
        token = re.search(r'value="([0-9a-f]+)"', server.file.read_text(encoding="utf-8"))
        assert token is not None
        self.cookie, self.form_token = "", ""
        status, cookie, _ = self.request("POST", "/enter", token=token[1])
        assert status == 200
        self.cookie = cookie.split(";")[0]
        found = re.search(r'name="form_token" value="([^"]+)"', self.request("GET", "/")[2])
        assert found is not None
        self.form_token = found[1]

    def request(self, method: str, path: str, **form: str) -> tuple[int, str, str]:
        """Status, cookie and text; a lost connection raises."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Cookie": self.cookie, "Origin": f"http://127.0.0.1:{self.port}"}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        try:
            connection.request(method, path, urlencode(form), headers)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Set-Cookie", ""), answer.read().decode()
        finally:
            connection.close()

    def work(self, passages: range, chance: random.Random) -> None:
        """Judges one passage after the other, each with a comment of its own, until the server is gone."""
        while True:
            number = chance.choice(passages)
            comment = f"{self.name} {len(self.sent)}"
            self.sent.append(comment)
            level = chance.choice(LEVELS)
            form = {"harm_level": level, "assertion": "affirmed", "comment": comment, "form_token": self.form_token}
            sent = time.monotonic()
            try:
                status, _, _ = self.request("POST", f"/passage/{number}", **form)
            except (OSError, HTTPException):
                return
            assert status == 303
            self.acknowledged[comment] = sent, time.monotonic()


def written(study: Path) -> list[Event]:
    with open_log(study / NAME) as log:
        return log.events()


def check_order(found: list[str], acknowledged: dict[str, tuple[float, float]]) -> None:
    """No decision stands before one that was acknowledged before it was sent."""
    latest = 0.0
    for comment in found:
        if comment in acknowledged:
            sent, heard = acknowledged[comment]
            assert heard >= latest
            latest = max(latest, sent)


def test_a_killed_server_keeps_every_acknowledged_decision_in_order(tmp_path: Path) -> None:
    more = " ".join(f"We met number {number} of them at the hotel." for number in range(20))
    study = write_study(tmp_path / "study", transcript=f"{TRANSCRIPT}\nInterviewer: And?\n\nPartner: {more}\n")
    chance, before = random.Random(SEED), 0  # noqa: S311
    for run in range(KILLS):
        server = Server(study)
        try:
            clients = [Client(server, f"{run} {name}") for name in ("one", "two")]
            assert len(written(study)) == before
            ways = [
                threading.Thread(target=client.work, args=(range(first, 22, 2), random.Random(first)))  # noqa: S311
                for first, client in enumerate(clients, start=1)
            ]
            for way in ways:
                way.start()
            time.sleep(chance.uniform(0.2, 1.0))
        finally:
            server.kill()
        for way in ways:
            way.join(15)
            assert not way.is_alive()
        events = written(study)
        assert [event.number for event in events] == list(range(1, len(events) + 1))
        found = [event.detail["comment"] for event in events[before:]]
        for client in clients:
            own = [comment for comment in found if comment.startswith(client.name)]
            assert client.acknowledged
            # One more may be there: written, and killed before the answer was out.
            assert own in (list(client.acknowledged), client.sent)
        check_order(found, clients[0].acknowledged | clients[1].acknowledged)
        before = len(events)
    server = Server(study)
    try:
        client, last = Client(server, "after"), written(study)[-1]
        assert "Your last decision is saved" in client.request("GET", "/")[2]
        shown = [client.request("GET", f"/passage/{number}")[2] for number in range(1, 22)]
        assert any(last.detail["comment"] in one for one in shown)
        form = {"harm_level": "none", "comment": "after", "form_token": client.form_token}
        assert client.request("POST", "/passage/1", **form)[0] == 303
    finally:
        server.kill()
    assert [event.detail["comment"] for event in written(study)][before:] == ["after"]
