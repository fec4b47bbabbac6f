"""What an analyst can do on the page, by its forms alone: no script is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desks import desk_of
from werkzeug.test import TestResponse

from analyser.review.applying import reviewed
from analyser.review.desk import Desk
from analyser.review.security import Door
from analyser.review.server import make_app
from analyser.review.standing import standing

BASE = "http://127.0.0.1:5000"
LOW = {"harm_level": "low", "assertion": "affirmed"}


class Browser:
    """A client that was let in and sends forms as the page would."""

    def __init__(self, desk: Desk, door: Door) -> None:
        self.client = make_app(desk, door, "Small").test_client()
        token = re.search(r'value="([0-9a-f]+)"', door.file.read_text(encoding="utf-8"))
        assert token is not None
        self.client.post("/enter", data={"token": token[1]}, base_url=BASE)
        self.form_token = self.field("/", "form_token")

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, base_url=BASE)

    def field(self, path: str, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.get(path).text)
        assert found is not None
        return found[1]

    def post(self, path: str, **data: Any) -> TestResponse:
        data["form_token"] = self.form_token
        return self.client.post(path, data=data, base_url=BASE, headers={"Origin": BASE})


@pytest.fixture
def ada(tmp_path: Path) -> Iterator[tuple[Browser, Desk]]:
    with desk_of(tmp_path) as desk, Door(5000) as door:
        yield Browser(desk, door), desk


def test_one_press_judges_and_goes_on(ada: tuple[Browser, Desk]) -> None:
    browser, desk = ada
    assert browser.get("/next").headers["Location"] == "/passage/1"
    answer = browser.post("/passage/1", expected="0", **LOW)
    assert answer.headers["Location"] == "/passage/2"
    (event,) = desk.log.events()
    assert (event.kind, event.codes["harm_level"], event.detail["blind"]) == ("change", "low", True)
    assert "Saved: decision 1" in browser.get("/passage/2").text


def test_what_the_coder_says_is_hidden_until_one_has_judged(ada: tuple[Browser, Desk]) -> None:
    browser, desk = ada
    hidden = browser.get("/passage/1").text
    assert "serious end&#39; →" not in hidden
    assert "model:test" not in hidden
    assert browser.post("/passage/1", act="accept", expected="0").status_code == 403
    assert desk.last_number == 0
    browser.post("/passage/1", expected="0", **LOW)
    assert "serious end&#39; → high" in browser.get("/passage/1").text
    browser.post("/undo")
    browser.post("/passage/1", expected="0", **LOW)
    assert [event.detail.get("blind") for event in desk.log.events()] == [True, None, False]


def test_without_blind_the_codes_are_there_at_once(tmp_path: Path) -> None:
    with desk_of(tmp_path, blind=False) as desk, Door(5000) as door:
        browser = Browser(desk, door)
        assert "serious end&#39; → high" in browser.get("/passage/1").text
        browser.post("/passage/1", act="accept", expected="0")
        assert [(one.kind, one.codes["harm_level"]) for one in desk.log.events()] == [("accept", "high")]


def test_a_queue_that_tells_the_level_does_not_count_as_blind(ada: tuple[Browser, Desk]) -> None:
    browser, desk = ada
    assert browser.post("/queue", kind="high").headers["Location"] == "/next"
    browser.post("/passage/1", expected="0", **LOW)
    (event,) = desk.log.events()
    assert event.detail == {"blind": False, "queue": "high"}


def test_all_axes_can_be_given(ada: tuple[Browser, Desk]) -> None:
    browser, desk = ada
    number = {"quantity_kind": "count", "quantity_low": "10", "quantity_high": "", "quantity_basis": "stock"}
    rest = {"cse_type": ["trafficking", "online"], "data_claim": "under_recorded", "trend": "rising", "comment": "Why."}
    browser.post("/passage/2", expected="0", harm_level="high", assertion="negated", **number, **rest)
    (event,) = desk.log.events()
    assert event.codes == {
        "harm_level": "high", "assertion": "negated", "quantity_kind": "count", "quantity_low": "10",
        "quantity_high": "inf", "rate_per": "", "quantity_basis": "stock", "cse_type": "online;trafficking",
        "data_claim": "under_recorded", "trend": "rising",
    }  # fmt: skip
    assert event.detail["comment"] == "Why."
    assert 'value="10"' in browser.get("/passage/2").text


def test_codes_that_cannot_stand_are_told_and_what_was_filled_in_stays(ada: tuple[Browser, Desk]) -> None:
    browser, desk = ada
    answer = browser.post("/passage/2", expected="0", quantity_kind="count", quantity_low="ten", comment="Mine", **LOW)
    assert answer.status_code == 422
    assert "not a number" in answer.text
    assert "Mine" in answer.text
    assert 'value="ten"' in answer.text
    assert desk.last_number == 0


def test_another_window_does_not_overwrite(ada: tuple[Browser, Desk]) -> None:
    browser, desk = ada
    browser.post("/passage/1", expected="0", **LOW)
    assert browser.post("/passage/1", expected="0", harm_level="none").status_code == 409
    assert desk.last_number == 1
    browser.post("/passage/1", expected=browser.field("/passage/1", "expected"), harm_level="none")
    assert desk.last_number == 2


def test_undo_and_redo_go_over_a_restart(tmp_path: Path) -> None:
    with desk_of(tmp_path) as desk, Door(5000) as door:
        browser = Browser(desk, door)
        for number in (1, 2, 3):
            browser.post(f"/passage/{number}", expected="0", **LOW)
        browser.post("/undo")
    with desk_of(tmp_path) as desk, Door(5000) as door:
        browser = Browser(desk, door)
        assert browser.post("/undo").headers["Location"] == "/passage/2"
        assert [desk.judged(one.key) for one in desk.passages[:3]] == [True, False, False]
        for _ in range(3):
            browser.post("/redo")
        assert [desk.judged(one.key) for one in desk.passages[:3]] == [True, True, True]
        assert "nothing to redo" in browser.get("/decisions").text


def test_what_is_put_off_comes_again_at_the_end(ada: tuple[Browser, Desk]) -> None:
    browser, desk = ada
    order = [int(browser.get("/next").headers["Location"].rpartition("/")[2])]
    browser.post(f"/passage/{order[0]}", act="defer", expected="0")
    for _ in desk.passages[1:]:
        order.append(int(browser.get("/next").headers["Location"].rpartition("/")[2]))
        browser.post(f"/passage/{order[-1]}", expected="0", **LOW)
    assert len(set(order)) == len(desk.passages)
    assert browser.get("/next").headers["Location"] == f"/passage/{order[0]}"


def test_analysts_code_apart_and_a_third_adjudicates_without_names(tmp_path: Path) -> None:
    with desk_of(tmp_path, "Ada") as desk, Door(5000) as door:
        Browser(desk, door).post("/passage/1", expected="0", **LOW)
    with desk_of(tmp_path, "Ben") as desk, Door(5000) as door:
        browser = Browser(desk, door)
        assert "Another analyst" not in browser.get("/passage/1").text
        browser.post("/passage/1", expected="0", harm_level="medium", assertion="affirmed")
        assert "Another analyst" in browser.get("/passage/1").text
        assert "Ada" not in browser.get("/passage/1").text
    with desk_of(tmp_path, "Cy") as desk, Door(5000) as door:
        browser = Browser(desk, door)
        assert "Passage 1" in browser.get("/differences").text
        assert "Low harm</dd>" not in browser.get("/adjudicate/1").text
        assert browser.post("/adjudicate/1", harm_level="low", assertion="affirmed", reason="x").status_code == 403
        browser.post("/adjudicate/1/open")
        page = browser.get("/adjudicate/1").text
        assert "Low harm</dd>" in page
        assert "Ada" not in page
        assert "Ben" not in page
        expected = browser.field("/adjudicate/1", "expected")
        assert browser.post("/adjudicate/1", **LOW, reason="", expected=expected).status_code == 422
        browser.post("/adjudicate/1", **LOW, reason="Signs only.", expected=expected)
        last = desk.log.events()[-1]
        assert (last.kind, last.codes["harm_level"], last.detail["reason"]) == ("adjudicate", "low", "Signs only.")
        assert "0 to adjudicate, 1 adjudicated" in browser.get("/differences").text
        # Who has seen the codes of others no longer codes blind, also after an undo.
        browser.post("/undo")
        browser.post("/undo")
        browser.post("/passage/1", expected="0", **LOW)
        assert desk.log.events()[-1].detail["blind"] is False


def test_differences_are_those_that_nobody_settled_since(tmp_path: Path) -> None:
    with desk_of(tmp_path) as desk:
        log, keys = desk.log, [(one.key, one.text_hash) for one in desk.passages]
        high, low = {**LOW, "harm_level": "high"}, LOW
        decisions: list[tuple[int, str, str, dict[str, str]]] = [
            (0, "ana", "change", high),
            (0, "ben", "change", low),
            (1, "ana", "change", low),
            (1, "ben", "change", low),
            (2, "ana", "change", high),
            (2, "ben", "change", low),
            (2, "cy", "adjudicate", low),
            (3, "ana", "change", low),
            (3, "cy", "adjudicate", low),
            (3, "ben", "change", high),
            (4, "ana", "accept", low),
            (4, "ben", "change", high),
        ]
        for place, analyst, kind, codes in decisions:
            log.append(analyst, kind, *keys[place], codes, {"reason": "Read again."} if kind == "adjudicate" else {})
        desk.refresh()
        found = {one.number: settled for one, settled in desk.disagreements()}
    assert found == {1: False, 3: True, 4: False, 5: False}


@pytest.mark.parametrize("edit", ["split", "join"])
def test_what_one_divides_and_another_codes_is_a_difference(tmp_path: Path, edit: str) -> None:
    """As `compare` has it: there too such a passage waits for an adjudicator."""
    with desk_of(tmp_path, "Ada") as desk, Door(5000) as door:
        browser = Browser(desk, door)
        browser.post("/passage/1", expected="0", **LOW)
        browser.post(f"/passage/1/{edit}", words="girls at", expected="1")
        assert desk.log.events()[-1].kind == edit
    with desk_of(tmp_path, "Ben") as desk, Door(5000) as door:
        Browser(desk, door).post("/passage/1", expected="0", **LOW)
        texts = {name: one.text for name, one in desk.interviews.items()}
        _, summary = reviewed(
            desk.frame.assign(text=[desk.text(one) for one in desk.passages]), standing(desk.log.events()), texts
        )
        assert summary["undecided"] >= 1  # a join is one more, beside the passages it was made of
    with desk_of(tmp_path, "Cy") as desk, Door(5000) as door:
        browser = Browser(desk, door)
        assert "1 to adjudicate" in browser.get("/differences").text
        browser.post("/adjudicate/1/open")
        assert "How it is divided" in browser.get("/adjudicate/1").text
        expected = browser.field("/adjudicate/1", "expected")
        browser.post("/adjudicate/1", **LOW, reason="One passage.", expected=expected)
        assert "0 to adjudicate" in browser.get("/differences").text


def test_passages_are_split_joined_and_added(ada: tuple[Browser, Desk]) -> None:
    browser, desk = ada
    assert "Judge the passage first" in browser.post("/passage/1/split", words="girls", expected="0").text
    browser.post("/passage/1", expected="0", **LOW)
    browser.post("/passage/1/split", words="girls at", expected="1")
    parts = desk.log.events()[-1].detail["parts"]
    text = desk.interviews["talk"].text
    assert [text[part["start"] : part["end"]] for part in parts] == ["We have six", "girls at the serious end."]
    browser.post("/passage/2", expected="0", **LOW)
    browser.post("/passage/2/join", expected="3")
    joined = desk.log.events()[-1]
    assert joined.detail["passages"] == [desk.passages[1].key, desk.passages[2].key]
    assert desk.judged(desk.passages[2].key)
    browser.post("/passage/4/add", words="given lifts", **LOW)
    assert desk.log.events()[-1].kind == "add"
    assert "times" in browser.post("/passage/4/add", words="not said", **LOW).text
    assert "partner" in browser.post("/passage/4/add", words="And the rest?", **LOW).text


def test_a_passage_whose_text_has_changed_is_told(tmp_path: Path) -> None:
    with desk_of(tmp_path) as desk, Door(5000) as door:
        frame = desk.frame.assign(text_hash=["0" * 16, *desk.frame["text_hash"][1:]])
        changed = Desk(desk.log, frame, list(desk.interviews.values()), "Ada")
        browser = Browser(changed, door)
        assert "has changed since" in browser.get("/passage/1").text
        assert "has changed since" not in browser.get("/passage/2").text


def test_the_whole_interview_is_a_press_away(ada: tuple[Browser, Desk]) -> None:
    browser, _ = ada
    assert "And the rest?" not in browser.get("/passage/1?around=wide").text.partition("In its interview")[0]
    whole = browser.get("/passage/1?around=all").text
    assert "Our meeting is on Tuesdays." in whole
    assert whole.count("<mark") == 1
