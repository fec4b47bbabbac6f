"""Who is let in to the review's page, and what every answer carries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desks import HOSTILE, desk_of
from flask.testing import FlaskClient

from analyser.review.security import Door
from analyser.review.server import make_app

BASE = "http://127.0.0.1:5000"
FROM = {"Origin": BASE}


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with desk_of(tmp_path) as desk, Door(5000) as one:
        one.app = make_app(desk, one, "Small")  # type: ignore[attr-defined]
        one.desk = desk  # type: ignore[attr-defined]
        yield one


def token_of(door: Door) -> str:
    found = re.search(r'value="([0-9a-f]+)"', door.file.read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def client_of(door: Door, *, enter: bool = True) -> FlaskClient:
    client: FlaskClient = door.app.test_client()  # type: ignore[attr-defined]
    if enter:
        assert client.post("/enter", data={"token": token_of(door)}, base_url=BASE).status_code == 200
    return client


def form_token(client: FlaskClient) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', client.get("/", base_url=BASE).text)
    assert found is not None
    return found[1]


def test_the_way_in_is_a_private_file_and_its_token_is_spent(door: Door) -> None:
    assert door.file.stat().st_mode & 0o777 == 0o600
    assert door.file.parent.stat().st_mode & 0o777 == 0o700
    first = token_of(door)
    assert len(bytes.fromhex(first)) == 32
    client = client_of(door, enter=False)
    answer = client.post("/enter", data={"token": first}, base_url=BASE, headers={"Origin": "null"})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert first not in cookie
    assert client.get("/", base_url=BASE).status_code == 200
    assert client_of(door, enter=False).post("/enter", data={"token": first}, base_url=BASE).status_code == 403
    assert token_of(door) != first
    client_of(door)  # the file opens it again


def test_the_file_goes_with_the_server(tmp_path: Path) -> None:
    with Door(1) as door:
        folder = door.file.parent
    assert not folder.exists()


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:5000", "127.0.0.1:5001", "127.0.0.1", "127.0.0.1.nip.io:5000"]
)
def test_a_foreign_host_is_refused_everywhere(door: Door, host: str) -> None:
    client = client_of(door)
    for path in ("/", "/passage/1", "/static/review.js", "/pause"):
        assert client.get(path, base_url=BASE, headers={"Host": host}).status_code == 403
    assert (
        client.post("/enter", data={"token": token_of(door)}, base_url=BASE, headers={"Host": host}).status_code == 403
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:5001"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": BASE, "Sec-Fetch-Site": "cross-site"},
        {},
    ],
)
def test_a_write_from_elsewhere_is_refused(door: Door, headers: dict[str, str]) -> None:
    client = client_of(door)
    data = {"form_token": form_token(client), "harm_level": "low", "assertion": "affirmed"}
    assert client.post("/passage/1", data=data, base_url=BASE, headers=headers).status_code == 403
    assert door.desk.last_number == 0  # type: ignore[attr-defined]
    assert client.post("/passage/1", data=data, base_url=BASE, headers=FROM).status_code == 303


def test_a_write_needs_the_session_and_its_form_token(door: Door) -> None:
    client = client_of(door)
    data = {"harm_level": "low", "assertion": "affirmed"}
    for given in ("", "x" * 43):
        answer = client.post("/passage/1", data=data | {"form_token": given}, base_url=BASE, headers=FROM)
        assert answer.status_code == 403
    other = client_of(door, enter=False)
    data["form_token"] = form_token(client)
    assert other.post("/passage/1", data=data, base_url=BASE, headers=FROM).status_code == 401
    assert door.desk.last_number == 0  # type: ignore[attr-defined]


def test_nothing_is_shown_without_the_cookie(door: Door) -> None:
    client = client_of(door, enter=False)
    for path in ("/", "/passage/1", "/agreement", "/decisions", "/differences", "/next"):
        answer = client.get(path, base_url=BASE)
        assert answer.status_code == 401
        assert "girls" not in answer.text


def test_a_session_ends_when_nobody_is_there(tmp_path: Path) -> None:
    now = [0.0]
    with desk_of(tmp_path) as desk, Door(5000, idle=60, clock=lambda: now[0]) as door:
        door.app = make_app(desk, door, "Small")  # type: ignore[attr-defined]
        client = client_of(door)
        for now[0] in (50.0, 100.0, 150.0):
            assert client.get("/", base_url=BASE).status_code == 200
        now[0] = 211.0
        assert client.get("/", base_url=BASE).status_code == 401
        now[0] = 212.0
        assert client.get("/", base_url=BASE).status_code == 401


def test_every_answer_keeps_to_itself(door: Door) -> None:
    client = client_of(door)
    for path in ("/", "/passage/5", "/static/review.js", "/nowhere", "/pause"):
        headers = client.get(path, base_url=BASE).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_what_was_said_is_text_wherever_it_is_shown(door: Door) -> None:
    client = client_of(door)
    for path in ("/passage/5", "/passage/5?around=all"):
        page = client.get(path, base_url=BASE).text
        assert HOSTILE not in page
        assert "&lt;script&gt;" in page


def test_addresses_titles_and_refusals_hold_no_words_of_an_interview(door: Door) -> None:
    client = client_of(door)
    data = {"form_token": form_token(client), "kind": "search", "value": "girls serious"}
    answer = client.post("/queue", data=data, base_url=BASE, headers=FROM)
    assert answer.headers["Location"] == "/next"
    assert client.get("/next", base_url=BASE).headers["Location"] == "/passage/1"
    title = re.search(r"<title>(.*?)</title>", client.get("/passage/1", base_url=BASE).text)
    assert title is not None
    assert title[1] == "Passage 1 – Review"


def test_a_failure_names_the_place_and_quotes_nothing(
    door: Door, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("six girls")

    client = client_of(door)
    monkeypatch.setattr("analyser.review.page.passage_page", fail)
    answer = client.get("/passage/1", base_url=BASE)
    told = capsys.readouterr()
    assert answer.status_code == 500
    assert "six girls" not in answer.text + told.out + told.err
    assert "RuntimeError" in told.err


@pytest.mark.parametrize("back", ["//evil.example", "http://evil.example/", "\\\\evil.example", "/\\evil.example"])
def test_settings_lead_back_to_the_review_alone(door: Door, back: str) -> None:
    client = client_of(door)
    data = {"form_token": form_token(client), "mask": "off", "back": back}
    assert client.post("/settings", data=data, base_url=BASE, headers=FROM).headers["Location"] == "/"


def test_a_form_that_is_too_large_is_refused(door: Door) -> None:
    client = client_of(door)
    data = {"form_token": form_token(client), "comment": "x" * 300_000, "act": "comment"}
    assert client.post("/passage/1", data=data, base_url=BASE, headers=FROM).status_code == 413
