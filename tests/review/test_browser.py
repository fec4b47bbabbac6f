"""The review in a real browser: by keyboard alone, over a restart, by two analysts, and with nothing that leaves."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from desks import desk_of

from analyser.review.desk import Desk
from analyser.review.server import running

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (the extra `test`)")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed (apt-get install chromium)")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        # A browser that root starts has no sandbox; the pages are this program's own.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = started.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@contextmanager
def opened(chromium: Any, folder: Path, analyst: str = "Ada", **options: Any) -> Iterator[tuple[Any, Desk, list[str]]]:
    """The review of a study as its analyst's browser shows it, and what went wrong or elsewhere."""
    with desk_of(folder, analyst) as desk, running(desk, "Small") as server:
        context = chromium.new_context(viewport={"width": 1280, "height": 800}, **options)
        page, wrong = context.new_page(), []
        page.set_default_timeout(60_000)
        own = (server.address + "/", server.door.file.as_uri())
        page.on("request", lambda one: None if one.url.startswith(own) else wrong.append(f"request: {one.url}"))
        page.on("console", lambda one: wrong.append(f"console: {one.text}") if one.type == "error" else None)
        page.on("pageerror", lambda one: wrong.append(f"script: {one}"))
        page.goto(server.door.file.as_uri())
        page.wait_for_url(server.address + "/")
        page.base = server.address
        yield page, desk, wrong
        context.close()


def press(page: Any, key: str) -> None:
    """Presses a key that leads to another page, and waits for it."""
    with page.expect_navigation():
        page.keyboard.press(key)


def judge(page: Any, level: str) -> None:
    """Shows the passage and judges it, by keys."""
    page.keyboard.press("v")
    assert page.locator("mark").is_visible()
    press(page, level)


def test_ten_passages_by_keyboard_alone(chromium: Any, tmp_path: Path) -> None:
    with opened(chromium, tmp_path) as (page, desk, wrong):
        press(page, "n")
        seen = set()
        for level in "1234512345":
            assert not page.locator("mark").is_visible()  # covered until it is asked for
            page.keyboard.press(level)
            assert "covered" in page.inner_text("#status")
            seen.add(page.url)
            judge(page, level)
            assert "Saved: decision" in page.inner_text("#status")
            assert page.evaluate("document.activeElement.tagName") == "H1"
        events = desk.log.events()
        order = ["high", "medium", "low", "unspecified", "none"]
        assert [event.codes["harm_level"] for event in events] == order * 2
        assert len(seen) == len({event.passage for event in events}) == 10
        # A code is changed, with Tab and arrows where a key leads to.
        press(page, "l")
        page.keyboard.press("v")
        page.keyboard.press("e")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Escape")
        press(page, "2")
        assert desk.log.events()[-1].codes["assertion"] == "negated"
        assert desk.log.events()[-1].codes["harm_level"] == "medium"
        # Letters that are written are no keys.
        page.keyboard.press("c")
        page.keyboard.type("125 undo")
        assert page.input_value("textarea[name=comment]") == "125 undo"
        assert len(desk.log.events()) == 11
        assert wrong == []
    with opened(chromium, tmp_path) as (page, desk, wrong):
        for _ in range(3):
            press(page, "u")
        assert len(desk.own.standing) == 8
        press(page, "r")
        assert len(desk.own.standing) == 9
        assert wrong == []


def test_tab_shows_the_passage_and_the_pause_hides_all(chromium: Any, tmp_path: Path) -> None:
    with opened(chromium, tmp_path) as (page, _, wrong):
        press(page, "n")
        page.keyboard.press("Tab")
        assert page.locator("mark").is_visible()
        page.keyboard.press("p")
        assert page.locator("#pause").is_visible()
        page.keyboard.press("1")  # no key works behind the pause
        assert page.locator("#pause").is_visible()
        page.keyboard.press("Enter")
        assert not page.locator("#pause").is_visible()
        assert wrong == []


def test_two_analysts_code_blind_and_differ_until_it_is_adjudicated(chromium: Any, tmp_path: Path) -> None:
    for analyst, levels in (("Ada", "123"), ("Ben", "133")):
        with opened(chromium, tmp_path, analyst) as (page, _, wrong):
            press(page, "n")
            for level in levels:
                assert "Another analyst" not in page.content()
                assert "The coder's" not in page.inner_text("main").replace("the coder's", "")
                judge(page, level)
            assert wrong == []
    with opened(chromium, tmp_path, "Ada") as (page, desk, wrong):
        press(page, "f")
        assert "1 to adjudicate" in page.inner_text("main")
        press(page, "n")
        assert re.search("Ben|Ada", page.inner_text("main")) is None
        page.keyboard.press("v")
        page.keyboard.press("c")
        page.keyboard.type("No contact is told.")
        page.keyboard.press("Escape")
        press(page, "2")
        event = desk.log.events()[-1]
        assert (event.kind, event.detail["reason"]) == ("adjudicate", "No contact is told.")
        press(page, "g")
        table = page.inner_text("main")
        assert "Analyst Ada and analyst Ben" in table
        assert "67%" in table
        with page.expect_navigation():
            page.locator("table a").first.click()
        assert "1 disagreement" in page.inner_text("main")
        assert wrong == []


def test_a_script_in_a_transcript_stays_words(chromium: Any, tmp_path: Path) -> None:
    with opened(chromium, tmp_path) as (page, _, wrong):
        for path in ("/passage/5", "/passage/5?around=all"):
            page.goto(page.base + path)
            if not page.locator("mark").is_visible():
                page.keyboard.press("v")
            assert "<script>" in page.inner_text("mark")
            assert page.title() == "Passage 5 – Review"
        assert wrong == []


def test_without_script_everything_but_the_keys_works(chromium: Any, tmp_path: Path) -> None:
    with desk_of(tmp_path) as desk, running(desk, "Small") as server:
        page = chromium.new_context(java_script_enabled=False).new_page()
        page.goto(server.door.file.as_uri())
        page.click("text=Open the review >> nth=-1")
        page.wait_for_url(server.address + "/")
        page.click("text=Begin with")
        page.click("summary >> nth=0")
        assert page.locator("mark").is_visible()
        page.click("button:has-text('High harm')")
        assert "Saved: decision 1" in page.inner_text("#status")
        page.click("button:has-text('Undo')")
        assert "Taken back" in page.inner_text("#status")
        page.context.close()
        assert [one.kind for one in desk.log.events()] == ["accept", "undo"]


def test_another_site_gets_nothing(chromium: Any, tmp_path: Path) -> None:
    with opened(chromium, tmp_path) as (page, desk, _):
        foreign = page.context.request
        assert foreign.get(page.base + "/", headers={"Host": "evil.example"}).status == 403
        data = {"harm_level": "low", "assertion": "affirmed"}
        answer = foreign.post(page.base + "/passage/1", form=data, headers={"Origin": "http://evil.example"})
        assert answer.status == 403
        assert desk.last_number == 0


def test_it_fits_at_twice_the_size(chromium: Any, tmp_path: Path) -> None:
    with opened(chromium, tmp_path) as (page, _, wrong):
        page.set_viewport_size({"width": 640, "height": 400})  # 1280 × 800 at 200 %
        for path in ("/", "/passage/1", "/passage/1?around=all", "/agreement", "/decisions", "/differences"):
            page.goto(page.base + path)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            unnamed = page.evaluate(
                "[...document.querySelectorAll('input:not([type=hidden]), select, textarea')]"
                ".filter(one => !one.labels.length).length"
            )
            assert unnamed == 0, path
        assert wrong == []
