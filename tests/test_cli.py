"""The commands as a person types them: what they write, what they refuse, and how they end."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_study import HEADER, ROWS, STUDY, TRANSCRIPT, write_rows, write_study

from analyser.cli import main

FILES = [
    "coded_excerpts.csv",
    "coder_error.csv",
    "data_quality.csv",
    "definitions.csv",
    "discrepancies.csv",
    "explanations.csv",
    "perceived.csv",
    "record_counts.csv",
    "report.html",
    "run.json",
    "unflagged_sample.csv",
]


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def failed(result: Result, *expected: str) -> None:
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    assert "fault of the program" not in result.output
    for words in expected:
        assert words in result.stderr


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_explains_itself_with_an_example(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert f"analyser {name}" in result.output.split("Example:")[1]


def test_every_command_is_in_the_readme() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    for name in main.commands:
        assert f"analyser {name}" in readme


def test_wrong_usage_ends_with_2(tmp_path: Path) -> None:
    assert run("compare", tmp_path).exit_code == 2
    assert run("comparee").exit_code == 2


def test_a_run_writes_every_file_and_says_what_it_found(tmp_path: Path) -> None:
    write_study(tmp_path)
    result = run("compare", tmp_path, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted([*FILES, "interviews"])
    assert "count" in result.stdout
    assert (tmp_path / "out" / "interviews" / "beacon.txt").read_text(encoding="utf-8") == TRANSCRIPT


def test_excerpts_are_the_source_at_their_offsets(tmp_path: Path) -> None:
    write_study(tmp_path)
    run("compare", tmp_path, "--out", tmp_path / "out")
    rows = read(tmp_path / "out" / "coded_excerpts.csv")
    assert rows
    for row in rows:
        source = (tmp_path / "out" / "interviews" / f"{row['interview_id']}.txt").read_bytes().decode()
        assert row["text"] == source[int(row["start"]) : int(row["end"])]


def test_the_numbers_reach_the_discrepancies(tmp_path: Path) -> None:
    write_study(tmp_path)
    run("compare", tmp_path, "--out", tmp_path / "out")
    (counts,) = [row for row in read(tmp_path / "out" / "record_counts.csv") if row["slice"] == "all"]
    assert (counts["cases"], counts["high"], counts["risk_missing"], counts["high_max"]) == ("24", "4", "8", "12")
    (said,) = read(tmp_path / "out" / "perceived.csv")
    assert (said["stock_low"], said["stock_high"]) == ("6", "6")
    assert said["under_recorded"] == "1"
    (row,) = [
        row
        for row in read(tmp_path / "out" / "discrepancies.csv")
        if row["slice"] == "all" and row["measure"] == "count"
    ]
    assert (row["partners_low"], row["partners_high"], row["records_low"], row["records_high"]) == (
        "6",
        "inf",
        "4",
        "12",
    )


def test_running_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    write_study(tmp_path)
    for out in ("one", "two"):
        run("compare", tmp_path, "--out", tmp_path / out)
    for name in FILES:
        if name != "run.json":
            assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_nothing_is_overwritten_without_force(tmp_path: Path) -> None:
    write_study(tmp_path)
    out = tmp_path / "out"
    out.mkdir()
    (out / "report.html").write_text("mine", encoding="utf-8")
    failed(run("compare", tmp_path, "--out", out), "report.html", "--force")
    assert (out / "report.html").read_text(encoding="utf-8") == "mine"
    assert run("compare", tmp_path, "--out", out, "--force").exit_code == 0
    assert (out / "report.html").read_text(encoding="utf-8") != "mine"


def test_the_study_itself_is_never_written_over(tmp_path: Path) -> None:
    write_study(tmp_path)
    failed(run("compare", tmp_path, "--out", tmp_path, "--force"), "choose another folder")
    assert (tmp_path / "interviews" / "beacon.txt").read_text(encoding="utf-8") == TRANSCRIPT


@pytest.mark.parametrize(
    "name", ["records/extract.csv", "records/counts.csv", "weights.csv", "study.toml", "interviews.csv"]
)
def test_no_input_is_written_over_and_no_output_is_put_among_them(tmp_path: Path, name: str) -> None:
    write_study(tmp_path, study=STUDY + '[records.high_harm]\nharm_index = "weights.csv"\n')
    (tmp_path / "weights.csv").write_text("offence_code,weight\n72,900\n", encoding="utf-8")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    failed(run("count", tmp_path, "--out", tmp_path / name, "--force"), name, "choose another --out")
    failed(run("code", tmp_path, "--out", tmp_path / name, "--force"), name, "choose another --out")
    failed(run("compare", tmp_path, "--out", tmp_path / "records", "--force"), "choose another --out")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_transcript_is_never_written_over_by_its_codes_or_text(tmp_path: Path) -> None:
    transcript = write_study(tmp_path) / "interviews" / "beacon.txt"
    failed(run("code", transcript, "--out", transcript, "--force"), "choose another --out")
    texts = ("--texts", transcript.parent)
    failed(run("code", transcript, "--out", tmp_path / "c.csv", *texts, "--force"), "choose another --out")
    assert not (tmp_path / "c.csv").exists()
    assert transcript.read_text(encoding="utf-8") == TRANSCRIPT


def test_every_row_that_was_read_is_accounted_for(tmp_path: Path) -> None:
    write_study(tmp_path)
    days_and_flags = [("01/05/2018", "N"), ("01/05/2015", "Y"), ("soon", "Y")]
    others = [[f"X{n}", f"X{n}", day, "Harbour", flag, "", ""] for n, (day, flag) in enumerate(days_and_flags)]
    write_rows(tmp_path, [HEADER, *ROWS, *others])
    assert run("compare", tmp_path, "--out", tmp_path / "out").exit_code == 0
    told = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["records"]
    assert (told["rows_read"], told["rows_used"], told["rows_no_case"]) == (len(ROWS) + 3, len(ROWS), 1)
    assert told["rows_read"] == told["rows_used"] + told["rows_no_case"] + sum(told["excluded"].values())


def test_the_weights_of_a_harm_index_are_among_the_inputs_of_a_run(tmp_path: Path) -> None:
    write_study(tmp_path, study=STUDY + '[records.high_harm]\nharm_index = "weights.csv"\n')
    (tmp_path / "weights.csv").write_text("offence_code,weight\n72,900\n", encoding="utf-8")
    assert run("compare", tmp_path, "--out", tmp_path / "out").exit_code == 0
    inputs = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["inputs"]
    assert "weights.csv" in {one["file"] for one in inputs}


def test_json_is_json_and_warnings_stay_out_of_it(tmp_path: Path) -> None:
    write_study(tmp_path)
    result = run("compare", tmp_path, "--out", tmp_path / "out", "--json")
    summary = json.loads(result.stdout)
    assert {one["measure"] for one in summary["findings"]} == {"count", "share", "presence", "stated"}
    assert json.loads(run("check", tmp_path, "--json").stdout)["cases"] == 24
    assert json.loads(run("count", tmp_path, "--out", tmp_path / "c.csv", "--json").stdout)["high_max"] == 12


def test_exit_code_3_only_when_asked_for(tmp_path: Path) -> None:
    study = write_study(tmp_path, transcript=TRANSCRIPT.replace("six girls", "sixty girls"))
    assert run("compare", study, "--out", tmp_path / "one").exit_code == 0
    assert run("compare", study, "--out", tmp_path / "two", "--exit-code").exit_code == 3


def test_codes_of_plain_files_and_of_a_study_agree(tmp_path: Path) -> None:
    write_study(tmp_path)
    run("code", tmp_path, "--out", tmp_path / "study.csv")
    run("code", tmp_path / "interviews" / "beacon.txt", "--out", tmp_path / "file.csv", "--texts", tmp_path / "texts")
    told = ("text", "start", "end", "harm_level", "assertion", "quantity_low", "data_claim")
    ours, theirs = read(tmp_path / "study.csv"), read(tmp_path / "file.csv")
    assert [[row[name] for name in told] for row in ours] == [[row[name] for name in told] for row in theirs]
    assert (tmp_path / "texts" / "beacon.txt").read_text(encoding="utf-8") == TRANSCRIPT


def test_all_writes_the_sentences_without_a_code_too(tmp_path: Path) -> None:
    write_study(tmp_path)
    coded, everything = run("code", tmp_path), run("code", tmp_path, "--all")
    assert "Our meeting is on Tuesdays." in everything.stdout
    assert "Our meeting is on Tuesdays." not in coded.stdout
    assert "How many young people" not in everything.stdout


def test_given_codes_take_the_place_of_the_files(tmp_path: Path) -> None:
    study = STUDY.replace('files = "interviews/*"\nmetadata = "interviews.csv"', 'coded = "codes.csv"')
    write_study(tmp_path, study=study)
    (tmp_path / "codes.csv").write_text(
        "interview_id,agency,harm_level,assertion,quantity_kind,quantity_low,quantity_high,quantity_basis\n"
        "a,Beacon,high,affirmed,count,40,44,stock\n",
        encoding="utf-8",
    )
    assert run("compare", tmp_path, "--out", tmp_path / "out").exit_code == 0
    (said,) = read(tmp_path / "out" / "perceived.csv")
    assert (said["stock_low"], said["stock_high"]) == ("40", "44")


def test_count_needs_no_interviews_and_code_no_records(tmp_path: Path) -> None:
    write_study(tmp_path)
    both = (tmp_path / "study.toml").read_text(encoding="utf-8")
    (tmp_path / "study.toml").write_text(re.sub(r"(?s)\[interviews\].*?(?=\[records\])", "", both), encoding="utf-8")
    assert run("count", tmp_path, "--out", tmp_path / "counts.csv").exit_code == 0
    assert (tmp_path / "data_quality.csv").exists()
    failed(run("compare", tmp_path, "--out", tmp_path / "out"), "[interviews]")
    (tmp_path / "study.toml").write_text(both.split("[records]")[0], encoding="utf-8")
    assert run("code", tmp_path, "--out", tmp_path / "codes.csv").exit_code == 0


def test_new_starts_a_study_that_runs(tmp_path: Path) -> None:
    write_study(tmp_path / "data")
    result = run(
        "new", tmp_path / "mine", "--interviews", tmp_path / "data/interviews", "--records", tmp_path / "data/records"
    )
    assert result.exit_code == 0, result.output
    text = (tmp_path / "mine" / "study.toml").read_text(encoding="utf-8")
    assert 'risk_level = "Risk Level"' in text
    assert sorted(path.name for path in (tmp_path / "mine").iterdir()) == ["study.toml"]
    assert run("compare", tmp_path / "mine", "--out", tmp_path / "out").exit_code == 0
    failed(run("new", tmp_path / "mine", "--records", tmp_path / "data/records"), "--force")


def test_new_names_each_area_once_and_none_for_not_known(tmp_path: Path) -> None:
    wards = ["Quay Side", "QUAYSIDE WARD", "Not known", "NA", "", "Harbour"]
    (tmp_path / "data" / "records").mkdir(parents=True)
    rows = [[*row[:3], ward, *row[4:]] for row, ward in zip(ROWS, wards, strict=False)]
    write_rows(tmp_path / "data", [HEADER, *rows])
    assert run("new", tmp_path / "mine", "--records", tmp_path / "data" / "records").exit_code == 0
    assert '# areas = ["Harbour", "Quay Side"]' in (tmp_path / "mine" / "study.toml").read_text(encoding="utf-8")


def test_check_and_new_show_each_value_with_its_share_and_what_was_not_recognised(tmp_path: Path) -> None:
    write_study(tmp_path)
    rows = [[*row, "x"] for row in ROWS]
    rows[0][6], rows[1][6] = "Purple", "Purple"
    write_rows(tmp_path, [[*HEADER, "Shoe Size"], *rows])
    told = run("check", tmp_path).stdout.splitlines()
    assert "columns not used in records/extract.csv: 'Shoe Size'" in told
    assert "risk_level = medium: 29.2 % of the rows ('Medium' 29.2 %)" in told
    assert "risk_level NOT RECOGNISED: 8.3 % of the rows ('Purple' 8.3 %)" in told
    facts = json.loads(run("check", tmp_path, "--json").stdout)
    assert facts["unused_columns"] == {"records/extract.csv": ["Shoe Size"]}
    shown = facts["recognised_values"]["risk_level"]
    assert {"value": "Purple", "code": "unrecognised", "rows": 2, "share": 0.083333} in shown
    assert sum(one["rows"] for one in shown) == len(rows)
    assert run("new", tmp_path / "mine", "--records", tmp_path / "records").exit_code == 0
    text = (tmp_path / "mine" / "study.toml").read_text(encoding="utf-8")
    assert '#   NOT RECOGNISED = ["Purple"]   # 8.3 % of the rows' in text
    assert "#   not used: Shoe Size" in text


def test_new_starts_a_study_also_where_a_column_has_to_be_named_first(tmp_path: Path) -> None:
    (tmp_path / "data" / "records").mkdir(parents=True)
    write_rows(tmp_path / "data", [["Crime Ref", "Key of Child", *HEADER[2:]], *ROWS])
    result = run("new", tmp_path / "mine", "--records", tmp_path / "data" / "records")
    assert result.exit_code == 0, result.output
    assert "no column for victim_id" in result.stderr
    study = tmp_path / "mine" / "study.toml"
    text = study.read_text(encoding="utf-8")
    assert "# - " in text
    text = text.replace("# [records.columns]", "[records.columns]")
    text = text.replace('# victim_id = "its header"', 'victim_id = "Key of Child"')
    study.write_text(text, encoding="utf-8")
    assert run("count", tmp_path / "mine", "--out", tmp_path / "counts.csv").exit_code == 0
    failed(run("new", tmp_path / "other", "--records", tmp_path / "nothing*.csv"), "no file matches")


def test_an_example_study_goes_by_its_name(tmp_path: Path) -> None:
    assert run("count", "example:county", "--out", tmp_path / "counts.csv").exit_code == 0


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_for_each_shell(shell: str) -> None:
    assert "_ANALYSER_COMPLETE" in run("completion", shell).output


def test_the_codebook_is_printed_and_checked(tmp_path: Path) -> None:
    assert "under_recorded" in run("codebook").stdout
    assert json.loads(run("codebook", "--json").stdout)["version"]
    wrong = tmp_path / "mine.yaml"
    wrong.write_text("levelz: []\n", encoding="utf-8")
    failed(run("codebook", "--check", wrong), "levelz", "mine.yaml")


class TestBadInput:
    """One clear message and exit 1; never a traceback, and nothing written."""

    @pytest.fixture
    def study(self, tmp_path: Path) -> Path:
        return write_study(tmp_path)

    def refuse(self, study: Path, *expected: str) -> None:
        out = study / "out"
        failed(run("compare", study, "--out", out), *expected)
        assert not out.exists() or not list(out.iterdir())
        failed(run("check", study), *expected)

    def test_no_study(self, tmp_path: Path) -> None:
        failed(run("compare", tmp_path / "none", "--out", tmp_path / "out"), "no such study")

    def test_unknown_key(self, study: Path) -> None:
        (study / "study.toml").write_text(STUDY.replace("period", "peroid"), encoding="utf-8")
        self.refuse(study, "'peroid'", "did you mean 'period'?")

    def test_wrong_type(self, study: Path) -> None:
        (study / "study.toml").write_text(STUDY + "unit = 3\n", encoding="utf-8")
        self.refuse(study, "[records] unit")

    def test_no_interview_at_all(self, study: Path) -> None:
        (study / "interviews" / "beacon.txt").unlink()
        (study / "interviews.csv").unlink()
        (study / "study.toml").write_text(STUDY.replace('metadata = "interviews.csv"\n', ""), encoding="utf-8")
        self.refuse(study, "interviews/*")

    def test_an_empty_interview(self, study: Path) -> None:
        (study / "interviews" / "beacon.txt").write_text(" \n", encoding="utf-8")
        self.refuse(study, "beacon.txt")

    def test_no_partner_speech(self, study: Path) -> None:
        (study / "interviews" / "beacon.txt").write_text(
            "Interviewer: Hello?\n\nInterviewer: Anyone?\n", encoding="utf-8"
        )
        self.refuse(study, "beacon.txt")

    def test_every_unreadable_file_is_named(self, study: Path) -> None:
        for name in ("one.docx", "two.docx"):
            (study / "interviews" / name).write_bytes(b"PK\x03\x04 not a Word file")
        self.refuse(study, "one.docx", "two.docx")
        result = run("compare", study, "--out", study / "out", "--skip-unreadable")
        assert result.exit_code == 0, result.output
        assert "one.docx" in result.stderr

    def test_a_missing_metadata_file(self, study: Path) -> None:
        (study / "interviews.csv").unlink()
        self.refuse(study, "interviews.csv")

    def test_metadata_that_names_no_file(self, study: Path) -> None:
        with (study / "interviews.csv").open("a", encoding="utf-8") as file:
            file.write("nobody.txt,,,A,b,,\nbeacon.txt,,Nobody,A,b,,\n")
        self.refuse(study, "nobody.txt")

    def test_a_mapped_column_that_is_not_there(self, study: Path) -> None:
        (study / "study.toml").write_text(STUDY + '[records.columns]\nrisk_level = "Harm"\n', encoding="utf-8")
        self.refuse(study, "Harm", "extract.csv")

    def test_a_needed_column_missing(self, study: Path) -> None:
        write_rows(study, [[cell for n, cell in enumerate(row) if n != 2] for row in [HEADER, *ROWS]])
        self.refuse(study, "recorded_date", "[records.columns]")

    def test_no_date_that_can_be_read(self, study: Path) -> None:
        write_rows(study, [HEADER, *([*row[:2], "soon", *row[3:]] for row in ROWS)])
        self.refuse(study, "extract.csv")

    def test_no_record_in_the_period(self, study: Path) -> None:
        (study / "study.toml").write_text(STUDY.replace("2018", "2012"), encoding="utf-8")
        self.refuse(study, "period")

    def test_no_record_file(self, study: Path) -> None:
        (study / "records" / "extract.csv").unlink()
        self.refuse(study, "records/*")

    def test_both_sides_are_told_at_once(self, study: Path) -> None:
        (study / "interviews" / "beacon.txt").write_text("", encoding="utf-8")
        (study / "records" / "extract.csv").unlink()
        failed(run("check", study), "beacon.txt", "records/*")

    def test_a_missing_file_of_code(self, tmp_path: Path) -> None:
        failed(run("code", tmp_path / "none.txt", "--out", tmp_path / "o.csv"), "none.txt")

    @pytest.mark.parametrize("coder", ["nobody", "records", "study.toml"])
    def test_a_coder_that_is_no_model(self, study: Path, coder: str) -> None:
        folder = study / coder
        for command in ("compare", "code"):
            result = run(command, study, "--out", study / "out", "--coder", folder)
            failed(result, f"{folder}: there is no model here", "train")
            assert result.stderr.count("error:") == 1
            assert not (study / "out").exists()
        failed(run("explain", "We have six.", "--coder", folder), f"{folder}: there is no model here")


def test_rows_that_do_not_fit_are_left_out_counted_and_named(tmp_path: Path) -> None:
    write_study(tmp_path)
    bad = [["R90", "V90", "31/02/2018", "Harbour", "Y", "", "High"], ["R91", "V91", "", "Harbour", "Y", "", "High"]]
    write_rows(tmp_path, [["Extract 2018"], [], HEADER, *ROWS, *bad, ["Total", "26"], ["Source: invented"]])
    result = run("compare", tmp_path, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    facts = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["records"]
    assert facts["rows_read"] == facts["rows_used"] + sum(facts["excluded"].values())
    assert sum(facts["excluded"].values()) == 4


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_transcripts_and_extracts_of_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    write_study(tmp_path)
    text = TRANSCRIPT.replace("six girls", "six girls – “café girls” –")
    (tmp_path / "interviews" / "beacon.txt").write_bytes(text.encode(encoding))
    extract = tmp_path / "records" / "extract.csv"
    extract.write_bytes(extract.read_text(encoding="utf-8").replace("Harbour", "Härbour").encode(encoding))
    result = run("compare", tmp_path, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "interviews" / "beacon.txt").read_text(encoding="utf-8") == text


def test_formulas_and_markup_are_harmless(tmp_path: Path) -> None:
    script = "<script>alert(1)</script>"
    transcript = TRANSCRIPT.replace("At the moment we've", f'=HYPERLINK("http://x.example") {script} we\'ve')
    write_study(tmp_path, transcript=transcript)
    write_rows(tmp_path, [HEADER, *([*row[:3], script, "Y", "=1+1", row[6]] for row in ROWS)])
    result = run("compare", tmp_path, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "<script" not in report
    for name in FILES:
        if name.endswith(".csv"):
            for row in read(tmp_path / "out" / name):
                for column, cell in row.items():
                    assert not re.match(r"[=+@\t\r]", cell or ""), (name, column)


def test_the_report_is_one_file_without_script_or_address(tmp_path: Path) -> None:
    write_study(tmp_path)
    run("compare", tmp_path, "--out", tmp_path / "out")
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"<script|javascript:|\son\w+=|<iframe|<object|<link|@import", report)
    assert not re.search(r"https?://|//www|url\((?!#)", report)


def test_a_fault_of_the_program_quotes_no_transcript(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_: object, **__: object) -> None:
        raise RuntimeError("At the moment we've got six girls")

    monkeypatch.delenv("ANALYSER_DEBUG", raising=False)
    monkeypatch.setattr("analyser.stages.compare_study", fault)
    result = run("compare", write_study(tmp_path), "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "six girls" not in result.output
    assert "RuntimeError" in result.stderr
