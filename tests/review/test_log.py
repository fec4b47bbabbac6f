"""The log of decisions: nothing acknowledged is lost, nothing written is changed, undo outlasts a restart."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyser.errors import InputError
from analyser.review.log import NAME, Conflict, Entry, Log, digest, open_log
from analyser.review.passages import passages_of
from analyser.review.standing import done_and_undone
from analyser.schemas import CODED_EXCERPTS
from analyser.tables import table

HIGH = {"harm_level": "high", "assertion": "affirmed"}
MEDIUM = {"harm_level": "medium", "assertion": "affirmed"}

# Appends for ever; says each event's number, analyst and passage only when the log has acknowledged it.
WRITER = """
import sys
from pathlib import Path
from analyser.review.log import open_log
analyst = sys.argv[2]
with open_log(Path(sys.argv[1])) as log:
    print("ready", flush=True)
    for n in range(1_000_000):
        codes = {"harm_level": "high", "assertion": "affirmed"}
        event = log.append(analyst, "change", f"talk:{n}-{n + 1}", "0" * 16, codes, expected=0)
        sys.stdout.write(f"{event.number} {analyst} {event.passage}\\n")
        sys.stdout.flush()
"""


def judge(log: Log, analyst: str, passage: str, codes: dict[str, str] = HIGH, **more: int) -> int:
    return log.append(analyst, "change", passage, "0" * 16, codes, **more).number


@pytest.mark.parametrize("seconds", [0.05, 0.3])
def test_killed_while_two_write_every_acknowledged_decision_is_there_in_order(tmp_path: Path, seconds: float) -> None:
    path = tmp_path / NAME
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name], stdout=subprocess.PIPE, text=True)
        for name in ("Ann", "Ben")
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    time.sleep(seconds)
    said: list[tuple[int, str, str]] = []
    for writer in writers:
        writer.send_signal(signal.SIGKILL)
        writer.wait(60)
        assert writer.stdout is not None
        out = writer.stdout.read()
        # What was cut off in the middle of a line was not heard by anybody.
        lines = [line.split(" ") for line in out[: out.rfind("\n") + 1].splitlines()]
        said += [(int(number), analyst, passage) for number, analyst, passage in lines]
    assert said
    with open_log(path) as log:
        written = [(event.number, event.analyst, event.passage) for event in log.events()]
        assert set(said) <= set(written)
        assert [number for number, _, _ in written] == list(range(1, len(written) + 1))
        for name in ("Ann", "Ben"):
            own = [passage for _, analyst, passage in written if analyst == name]
            assert own == [f"talk:{n}-{n + 1}" for n in range(len(own))]
            assert len(own) - sum(analyst == name for _, analyst, _ in said) in (0, 1)
        assert judge(log, "Ann", "talk:0-9") == len(written) + 1  # and it goes on


def test_two_analysts_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / NAME

    def work(name: str) -> list[int]:
        with open_log(path) as log:
            return [judge(log, name, f"talk:{n}-{n + 1}", expected=0) for n in range(40)]

    with ThreadPoolExecutor(4) as threads:
        numbers = [number for found in threads.map(work, ["Ann", "Ben", "Cyd", "Dee"]) for number in found]
    assert sorted(numbers) == list(range(1, 161))
    with open_log(path) as log:
        assert {(event.number, event.kind) for event in log.events()} == {(number, "change") for number in numbers}


def test_threads_share_an_open_log(tmp_path: Path) -> None:
    with open_log(tmp_path / NAME) as log, ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: judge(log, "Ann", f"talk:{n}-{n + 1}"), range(40)))
        assert len(log.events()) == 40


@pytest.mark.parametrize(
    "command",
    [
        "UPDATE events SET analyst = 'Eve'",
        "DELETE FROM events",
        "REPLACE INTO events SELECT number, time, 'Eve', kind, passage, text_hash, codes, detail FROM events",
        "INSERT OR REPLACE INTO passages SELECT number, passage, 'Eve', row FROM passages",
        "UPDATE passages SET row = '{}'",
        "DELETE FROM passages",
        "DELETE FROM runs",
    ],
)
def test_what_is_written_can_be_neither_changed_nor_taken_out(tmp_path: Path, command: str) -> None:
    with open_log(tmp_path / NAME) as log:
        judge(log, "Ann", "talk:0-5")
        log.lay_down(passages_of(excerpts()), "model:a@1")
        before = digest(log.events())
        other = sqlite3.connect(tmp_path / NAME)  # any program, which knows nothing of the log
        with pytest.raises(sqlite3.IntegrityError, match="what is written"):
            other.execute(command)
        other.close()
        assert digest(log.events()) == before


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    with open_log(tmp_path / NAME) as log:
        judge(log, "Ann", "talk:0-5")
        files = sorted(tmp_path.iterdir())
        assert {path.name for path in files} >= {NAME, NAME + "-wal"}
        assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_a_second_window_does_not_write_over_what_it_has_not_seen(tmp_path: Path) -> None:
    with open_log(tmp_path / NAME) as log:
        first = judge(log, "Ann", "talk:0-5", expected=0)
        with pytest.raises(Conflict):
            judge(log, "Ann", "talk:0-5", MEDIUM, expected=0)
        judge(log, "Ben", "talk:0-5", MEDIUM, expected=0)  # another analyst's decision is their own
        judge(log, "Ann", "talk:0-5", MEDIUM, expected=first)
        log.append("Ann", "undo")
        judge(log, "Ann", "talk:0-5", expected=first)  # what was taken back stands no more
        assert [event.kind for event in log.events()].count("change") == 4


def test_undo_and_redo_go_over_interviews_and_a_restart(tmp_path: Path) -> None:
    path = tmp_path / NAME
    with open_log(path) as log:
        first, second = judge(log, "Ann", "one:0-5"), judge(log, "Ann", "two:7-9")
        judge(log, "Ben", "two:7-9")
    with open_log(path) as log:
        undone = [log.append("Ann", "undo") for _ in range(2)]
        assert [(event.detail["of"], event.passage) for event in undone] == [(second, "two:7-9"), (first, "one:0-5")]
        with pytest.raises(Conflict, match="nothing to undo"):
            log.append("Ann", "undo")
    with open_log(path) as log:
        assert log.append("Ann", "redo").detail["of"] == first
        judge(log, "Ann", "three:1-2")
        with pytest.raises(Conflict, match="nothing to redo"):
            log.append("Ann", "redo")


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(["accept", "undo", "undo", "redo"]), st.sampled_from("xyz")), max_size=14))
def test_undo_and_redo_take_the_event_that_a_stack_would(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str]]
) -> None:
    done: list[tuple[int, str]] = []
    undone: list[tuple[int, str]] = []
    with open_log(tmp_path_factory.mktemp("log") / NAME) as log:
        for kind, passage in steps:
            stack = {"undo": done, "redo": undone}.get(kind)
            if stack is None:
                seen = max((number for number, one in done if one == passage), default=0)
                done.append((log.append("Ann", kind, passage, expected=seen).number, passage))
                undone.clear()
            elif stack:
                event = log.append("Ann", kind)
                (undone if stack is done else done).append(stack.pop())
                assert (event.detail["of"], event.passage) == (done if kind == "redo" else undone)[-1]
            else:
                with pytest.raises(Conflict):
                    log.append("Ann", kind)
        steps_told = [(event.number, event.kind) for event in log.events()]
    assert done_and_undone(steps_told) == ([number for number, _ in done], [number for number, _ in undone])


def test_several_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    with open_log(tmp_path / NAME) as log:
        judge(log, "Ann", "talk:0-5")
        entries = [Entry("Ann", "defer", "talk:6-9"), Entry("Ann", "change", "talk:0-5", codes=MEDIUM, expected=0)]
        with pytest.raises(Conflict):
            log.append_all(entries)
        assert len(log.events()) == 1


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (Entry("", "accept", "talk:0-5"), "analyst's name"),
        (Entry("Ann+Ben", "accept", "talk:0-5"), "analyst's name"),
        (Entry("Ann", "approve", "talk:0-5"), "no kind of decision"),
        (Entry("Ann", "accept"), "none is named"),
        (Entry("Ann", "change", "talk:0-5"), "harm_level is empty"),
        (Entry("Ann", "change", "talk:0-5", codes={"harm_level": "grave"}), "which is no code"),
        (Entry("Ann", "change", "talk:0-5", codes={"harm_level": "high"}), "assertion is empty"),
        (Entry("Ann", "change", "talk:0-5", codes={**HIGH, "quantity_kind": "count"}), "two ends"),
    ],
)
def test_what_cannot_be_a_decision_is_refused_with_a_reason(tmp_path: Path, entry: Entry, told: str) -> None:
    with open_log(tmp_path / NAME) as log:
        with pytest.raises(InputError, match=told):
            log.append_all([entry])
        assert log.events() == []


def test_something_else_is_not_taken_for_a_log(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("not a database, but long enough to be read as the head of one" * 20)
    other = sqlite3.connect(tmp_path / "other")
    other.execute("CREATE TABLE mine (x)")
    other.close()
    for name in ("text", "other", "missing/review.sqlite"):
        with pytest.raises(InputError, match=name):
            open_log(tmp_path / name)


def excerpts(**codes: object) -> object:
    row = {"excerpt_id": "a:0001", "interview_id": "a", "start": 3, "end": 9, "text": "Six, =1", "coder": "model:a@1"}
    return table([{**row, **HIGH, "quantity_low": 6, "quantity_high": float("inf"), **codes}], CODED_EXCERPTS)


def test_the_machines_codes_are_kept_run_by_run(tmp_path: Path) -> None:
    with open_log(tmp_path / NAME) as log:
        assert log.passages().empty
        first, later = passages_of(excerpts()), passages_of(excerpts(harm_level="medium", coder="model:b@2"))
        for frame, coder in ((first, "model:a@1"), (first, "model:a@1"), (later, "model:b@2")):
            log.lay_down(frame, coder)
            assert log.passages().equals(frame)
        log.lay_down(first, "model:a@1")
        assert log.passages().equals(first)
        rows = sqlite3.connect(tmp_path / NAME).execute("SELECT passage, coder, row FROM passages").fetchall()
    assert [row[:2] for row in rows] == [("a:3-9", "model:a@1"), ("a:3-9", "model:b@2")]
    assert not any("Six" in row[2] for row in rows)  # the words stay in the interviews
