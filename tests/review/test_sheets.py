"""The review by spreadsheet: what goes out comes back, nothing else does, and all of it or none."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from reviewed_talk import HASHES, KEYS, LOW, excerpts
from small_study import STUDY, write_study

from analyser.cli import main
from analyser.errors import InputError
from analyser.review.log import NAME, Event, open_log
from analyser.review.passages import passages_of
from analyser.review.sheets import SheetDecisions, apply_sheet, read_sheet, write_sheet

Cells = list[dict[str, str]]
ENDINGS = [".csv", ".xlsx"]


def read(path: Path) -> Cells:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    rows = openpyxl.load_workbook(path)["passages"].iter_rows(values_only=True)
    header = [str(name) for name in next(rows)]
    return [{name: "" if cell is None else str(cell) for name, cell in zip(header, row, strict=True)} for row in rows]


def write(path: Path, rows: Cells) -> None:
    """As a spreadsheet saves it: the cells typed anew, in their order."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
            writer.writeheader()
            writer.writerows(rows)
        return
    book = openpyxl.load_workbook(path)
    sheet = book["passages"]
    sheet.delete_rows(2, sheet.max_row)
    for number, row in enumerate(rows, start=2):
        for place, text in enumerate(row.values(), start=1):
            sheet.cell(number, place).value = float(text) if text.isdecimal() else text or None
    book.save(path)


@pytest.fixture(params=ENDINGS)
def sheet(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A sheet that was exported, beside the log of its passages."""
    with open_log(tmp_path / NAME) as log:
        log.lay_down(passages_of(excerpts()), "model:test@1")
    path = tmp_path / f"sheet{request.param}"
    assert write_sheet(excerpts(), path) == 3
    return path


def edit(path: Path, *changes: tuple[int, dict[str, str]]) -> None:
    rows = read(path)
    for place, cells in changes:
        rows[place] |= cells
    write(path, rows)


def take(path: Path, analyst: str = "Ann") -> tuple[SheetDecisions, list[Event]]:
    with open_log(path.parent / NAME) as log:
        found = read_sheet(path, log, analyst)
        apply_sheet(found, log)
        return found, log.events()


def test_a_sheet_that_nobody_touched_decides_nothing(sheet: Path) -> None:
    assert take(sheet) == (SheetDecisions((), (), 3), [])
    write(sheet, read(sheet))
    assert take(sheet) == (SheetDecisions((), (), 3), [])


def test_changed_codes_decisions_and_comments_come_in_as_events(sheet: Path) -> None:
    edit(
        sheet,
        (0, {"harm_level": "Medium", "quantity_high": "8", "comment": "about eight"}),
        (1, {"decision": "accept"}),
        (2, {"decision": "defer"}),
    )
    found, events = take(sheet)
    assert [(event.kind, event.passage, event.text_hash, event.analyst) for event in events] == [
        ("change", KEYS[0], HASHES[0], "Ann"),
        ("accept", KEYS[1], HASHES[1], "Ann"),
        ("defer", KEYS[2], HASHES[2], "Ann"),
    ]
    assert (events[0].codes["harm_level"], events[0].codes["quantity_low"], events[0].codes["quantity_high"]) == (
        "medium", "6", "8",
    )  # fmt: skip
    assert events[0].detail["comment"] == "about eight"
    assert found.lines[0] == (f"row 2, {KEYS[0]}: harm_level high → medium, quantity_high 6 → 8, comment 'about eight'")
    assert not any("girls" in line for line in found.lines)
    assert take(sheet)[0].entries == ()  # what is decided so already is no difference


def test_another_analysts_sheet_is_their_own(sheet: Path) -> None:
    edit(sheet, (1, {"decision": "accept"}))
    take(sheet, "Ann")
    found, events = take(sheet, "Ben")
    assert len(found.entries) == 1
    assert [event.analyst for event in events] == ["Ann", "Ben"]


REFUSED: list[tuple[dict[str, str], str]] = [
    ({"text": "Two were at the start of it."}, "its text was changed"),
    ({"text_hash": "h0000000000000000"}, "words have changed since"),
    ({"codes_hash": "h0000000000000000"}, "machine's codes have changed"),
    ({"passage": "talk:1-5"}, "'talk:1-5' is unknown"),
    ({"passage": ""}, "passage is empty"),
    ({"passage": KEYS[0]}, "stands in row 2 too"),
    ({"harm_level": "grave"}, "'grave', which is no code"),
    ({"quantity_kind": "count", "quantity_low": "five"}, "'five', not a number"),
    ({"harm_level": "medium", "decision": "accept"}, "the codes are not the machine's"),
    ({"decision": "change"}, "the codes are the machine's"),
    ({"decision": "perhaps"}, "decision is 'perhaps'"),
]


@pytest.mark.parametrize(("cells", "told"), REFUSED, ids=[told for _, told in REFUSED])
def test_a_row_that_cannot_be_taken_is_refused_by_its_number_and_nothing_comes_in(
    sheet: Path, cells: dict[str, str], told: str
) -> None:
    edit(sheet, (0, {"decision": "accept"}), (1, cells))
    with pytest.raises(InputError) as refused:
        take(sheet)
    (problem,) = refused.value.problems
    assert problem.place == "row 3"
    assert told in str(problem)
    assert "start of it" not in str(problem)
    with open_log(sheet.parent / NAME) as log:
        assert log.events() == []


def test_every_refused_row_is_named_at_once_blank_rows_counted(sheet: Path) -> None:
    rows = read(sheet)
    blank = dict.fromkeys(rows[0], "")
    write(sheet, [rows[0] | {"trend": "up"}, blank, rows[1] | {"passage": "talk:1-2"}, rows[2]])
    with pytest.raises(InputError) as refused:
        take(sheet)
    assert [problem.place for problem in refused.value.problems] == ["row 2", "row 4"]


def test_codes_of_a_later_run_refuse_the_older_sheet(sheet: Path) -> None:
    later = excerpts()
    later.loc[1, "harm_level"] = "medium"
    with open_log(sheet.parent / NAME) as log:
        log.lay_down(passages_of(later), "model:test@1")
    edit(sheet, (0, {"decision": "accept"}))
    with pytest.raises(InputError, match="row 3: the machine's codes have changed since the export"):
        take(sheet)


def test_what_is_decided_between_the_difference_and_the_write_stops_all_of_it(sheet: Path) -> None:
    edit(sheet, (0, {"decision": "accept"}), (1, {"decision": "accept"}))
    with open_log(sheet.parent / NAME) as log:
        found = read_sheet(sheet, log, "Ann")
        log.append("Ann", "change", KEYS[1], HASHES[1], LOW)
        with pytest.raises(InputError, match="meanwhile"):
            apply_sheet(found, log)
        assert len(log.events()) == 1


def test_no_cell_is_run_as_a_formula_and_odd_characters_come_back(tmp_path: Path) -> None:
    said = excerpts()
    said["text"] = ['=HYPERLINK("x")', "+44 \x0b is \x00 theirs\nand ours", "'=1 – “quoted”; \U0001f600"]
    for ending in ENDINGS:
        path = tmp_path / f"sheet{ending}"
        with open_log(tmp_path / NAME) as log:
            log.lay_down(passages_of(said), "model:test@1")
            write_sheet(said, path)
            assert all(row["text"].startswith("'") for row in read(path))
            assert read_sheet(path, log, "Ann").rows == 3


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1).filter(lambda text: text.isprintable() and text.strip()))
def test_any_text_goes_out_and_comes_back(tmp_path_factory: pytest.TempPathFactory, words: str) -> None:
    folder = tmp_path_factory.mktemp("sheets")
    said = excerpts().assign(text=words)
    with open_log(folder / NAME) as log:
        log.lay_down(passages_of(said), "model:test@1")
        for ending in ENDINGS:
            write_sheet(said, folder / f"sheet{ending}")
            assert read_sheet(folder / f"sheet{ending}", log, "Ann").entries == ()


def test_the_workbook_locks_the_source_and_offers_the_codebook(tmp_path: Path) -> None:
    write_sheet(excerpts(), tmp_path / "sheet.xlsx")
    book = openpyxl.load_workbook(tmp_path / "sheet.xlsx")
    sheet = book["passages"]
    header = {str(cell.value): cell.column_letter for cell in sheet[1]}
    assert sheet.protection.sheet
    assert book["codebook"].protection.sheet
    locked = {name: sheet[f"{letter}2"].protection.locked for name, letter in header.items()}
    assert {name for name, is_locked in locked.items() if is_locked} >= {"text", "passage", "text_hash", "speaker"}
    assert not any(locked[name] for name in ("harm_level", "quantity_low", "cse_type", "decision", "comment"))
    lists = {str(rule.sqref)[0:1]: rule for rule in sheet.data_validations.dataValidation}
    rule = lists[header["harm_level"]]
    cells = book["codebook"][rule.formula1.partition("!")[2].replace("$", "")]
    assert [cell[0].value for cell in cells] == ["high", "medium", "low", "unspecified", "none"]
    assert (tmp_path / "sheet.xlsx").stat().st_mode & 0o777 == 0o600


# --- the commands


def run(*words: object, answer: str = "") -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], input=answer)


def failed(result: Result, told: str) -> None:
    assert result.exit_code == 1, result.output
    assert told in result.stderr
    assert "fault of the program" not in result.stderr


@pytest.fixture
def exported(tmp_path: Path) -> Callable[[str], Path]:
    write_study(tmp_path / "study")

    def export(name: str) -> Path:
        out = tmp_path / name
        result = run("review", "export", tmp_path / "study", "--out", out, "--coder", "rules")
        assert result.exit_code == 0, result.output
        return out

    return export


def test_a_review_goes_through_a_spreadsheet_and_asks_before_it_writes(exported: Any, tmp_path: Path) -> None:
    study, sheet = tmp_path / "study", exported("passages.xlsx")
    place = next(n for n, row in enumerate(read(sheet)) if "six girls" in row["text"])
    edit(sheet, (place, {"quantity_low": "2", "quantity_high": "2"}))
    declined = run("review", "import", study, sheet, "--analyst", "Ann", answer="n\n")
    assert "quantity_low 6 → 2" in declined.stdout
    assert declined.exit_code == 1
    with open_log(study / NAME) as log:
        assert log.events() == []
    done = run("review", "import", study, sheet, "--analyst", "Ann", answer="y\n")
    assert done.exit_code == 0, done.output
    assert "1 decisions written" in done.stdout
    assert run("compare", study, "--out", tmp_path / "out", "--coder", "rules").exit_code == 0
    (said,) = read(tmp_path / "out" / "perceived.csv")
    assert said["stock_low"] == "2"


def test_what_cannot_be_exported_or_imported_is_said(exported: Any, tmp_path: Path) -> None:
    study = tmp_path / "study"
    nothing = ("--analyst", "Ann")
    (tmp_path / "old.csv").write_text("passage\nx\n")
    failed(run("review", "import", study, tmp_path / "old.csv", *nothing), "has not exactly one column text_hash")
    sheet = exported("passages.csv")
    failed(run("review", "export", study, "--out", sheet, "--coder", "rules"), "--force")
    failed(run("review", "export", study, "--out", study / NAME, "--force"), "choose another --out")
    failed(run("review", "export", study, "--out", tmp_path / "a.ods", "--coder", "rules"), "name it *.xlsx or *.csv")
    failed(run("review", "import", study, tmp_path / "none.csv", *nothing), "no such file")
    edit(sheet, (0, {"comment": "read"}))
    failed(run("review", "import", study, sheet, "--analyst", "Ann+Ben", "--yes"), "cannot be an analyst's name")
    assert run("review", "import", study, sheet).exit_code == 2


def test_a_plain_call_is_the_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    called: list[tuple[str, str]] = []
    monkeypatch.setattr(
        "analyser.review.server.serve", lambda study, **more: called.append((study.title, more["analyst"]))
    )
    (tmp_path / "export.toml").write_text(STUDY, encoding="utf-8")
    result = run("review", tmp_path / "export.toml", "--analyst", "Ann")
    assert result.exit_code == 0, result.output
    assert run("review", "--analyst", "Ben", tmp_path / "export.toml").exit_code == 0
    assert called == [("Small", "Ann"), ("Small", "Ben")]


@pytest.mark.parametrize(
    "words",
    [("page",), ("export", "--out", "sheet.csv"), ("import", "sheet.csv", "--analyst", "Ada")],
    ids=lambda one: one[0],
)
def test_an_example_that_ships_holds_no_review(words: tuple[str, ...]) -> None:
    command, *rest = words
    result = run("review", command, "example:county", *rest)
    assert result.exit_code == 1
    assert "copy the example's folder" in result.output
