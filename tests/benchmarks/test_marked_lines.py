"""Marked sentences are read as they are meant, and those of held-out authors stay unseen."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from benchmarks.marked_lines import (
    Amount,
    read_asserted,
    read_counted,
    read_indicated,
    read_marked,
    read_scoped,
)

COMMANDS = Path(__file__).parents[2] / "benchmarks"


def test_a_target_keeps_its_place_without_its_brackets() -> None:
    line = read_asserted(7, "We've had no [networks] here. | negated | Do you see any?")
    assert line.text[line.start : line.end] == "networks"
    assert (line.number, line.value, line.before) == (7, "negated", "Do you see any?")


@pytest.mark.parametrize(
    "line", ["We've had [none]. | perhaps", "[One] and [two]. | negated", "No [bracket | negated", "No value"]
)
def test_a_doubtful_line_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"column|target|bracket|values"):
        read_asserted(1, line)


def test_quantities_are_read_in_order() -> None:
    (first, second) = read_counted(1, "Two, then five a week. | count 2 2 stock; rate 5 inf week flow").amounts
    assert first == Amount("count", 2, 2, "", "stock")
    assert (second.per, second.high) == ("week", float("inf"))
    assert read_counted(1, "None of that. | -").amounts == ()


def test_an_open_basis_is_any_basis() -> None:
    assert Amount("count", 2, 2, "", "any").is_same(Amount("count", 2, 2, "", "flow"))
    assert not Amount("count", 2, 2, "", "stock").is_same(Amount("count", 2, 2, "", "flow"))


def test_marks_of_indicators_keep_their_places() -> None:
    line = read_indicated(1, "He's [moved](moved) and [owes money](debt).", frozenset({"moved", "debt"}))
    assert [(line.text[start:end], name) for start, end, name in line.marks] == [
        ("moved", "moved"),
        ("owes money", "debt"),
    ]
    with pytest.raises(ValueError, match="no indicator"):
        read_indicated(1, "He's [moved](other).", frozenset({"moved"}))


def test_targets_of_scope_are_in_or_out() -> None:
    line = read_scoped(1, "[He] did not [speak], and {she left}.")
    assert [(line.text[start:end], inside) for start, end, inside in line.targets] == [
        ("He", True),
        ("speak", True),
        ("she left", False),
    ]


def test_lines_that_cannot_be_read_are_kept_by_number(tmp_path: Path) -> None:
    (tmp_path / "indicators").mkdir()
    text = "# a remark\nWe [moved](moved) on.\n\nWe [moved](elsewhere) on.\n"
    (tmp_path / "indicators" / "elm.txt").write_text(text, encoding="utf-8")
    (elm,) = read_marked("indicators", partial(read_indicated, known=frozenset({"moved"})), tmp_path)
    assert [line.number for line in elm.lines] == [2]
    assert [number for number, _ in elm.unread] == [4]


def test_the_errors_of_held_out_authors_are_not_listed() -> None:
    done = subprocess.run(
        [sys.executable, str(COMMANDS / "marked.py"), "--errors", "held_one"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "held out" in done.stderr
