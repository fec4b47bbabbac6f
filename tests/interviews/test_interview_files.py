"""Files, encodings and the metadata: what is wrong is said for every file and row at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from transcripts import Read, document, paragraph, run

from analyser.errors import InputError
from analyser.interviews import find_files, read_interviews, read_interviews_report

TALK = "Interviewer: How many – in all?\r\nPartner 1: It’s six.\r\nPartner 2: Café Noir has two.\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(read: Read, encoding: str) -> None:
    interview = read(TALK.encode(encoding))
    assert interview.text == TALK.replace("\r\n", "\n")
    assert bool(interview.warnings) == (encoding == "cp1252")


def test_every_unreadable_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(TALK)
    (tmp_path / "empty.txt").write_text(" \n")
    (tmp_path / "broken.docx").write_bytes(b"PK nothing")
    (tmp_path / "sound.mp3").write_bytes(b"\0\1")
    (tmp_path / "asked.txt").write_text("Interviewer: Hello?\nInterviewer 2: Anyone?\n")
    files = find_files(tmp_path, ["*"])
    with pytest.raises(InputError) as caught:
        read_interviews(files)
    named = {problem.file.name for problem in caught.value.problems if problem.file}
    assert named == {"empty.txt", "broken.docx", "sound.mp3", "asked.txt"}
    assert ".docx" in str(next(problem for problem in caught.value.problems if "mp3" in str(problem)))
    report = read_interviews_report(files, skip_unreadable=True)
    assert [interview.interview_id for interview in report.interviews] == ["good"]
    assert len(report.unreadable) == 4


def test_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file matches"):
        find_files(tmp_path, ["*.txt"])
    with pytest.raises(InputError, match="no such file"):
        find_files(tmp_path, ["a.txt", "*"])
    (tmp_path / "~$lock.docx").write_text("x")
    (tmp_path / "talk [1].txt").write_text(TALK)
    assert [path.name for path in find_files(tmp_path, ["*", "talk [1].txt"])] == ["talk [1].txt"]


def test_one_stem_in_two_places(tmp_path: Path) -> None:
    for name in ["north/Évelyne 1.txt", "south/Évelyne 1.txt", "south/b.txt", "south/b.md", "c.txt"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TALK, encoding="utf-8")
    interviews = read_interviews(find_files(tmp_path, ["**/*"]))
    assert {interview.interview_id for interview in interviews} == {
        "north-Évelyne 1", "south-Évelyne 1", "b-txt", "b-md", "c"
    }  # fmt: skip
    assert [bool(interview.warnings) for interview in interviews if interview.interview_id == "c"] == [False]
    assert all(interview.warnings for interview in interviews if interview.interview_id != "c")


def _study(tmp_path: Path, rows: str, encoding: str = "utf-8") -> tuple[list[Path], Path]:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(TALK, encoding="utf-8")
    metadata = tmp_path / "interviews.csv"
    metadata.write_bytes(rows.encode(encoding))
    return find_files(tmp_path, ["*.txt", "interviews.csv"]), metadata


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_metadata_tells_who_is_who(tmp_path: Path, encoding: str) -> None:
    rows = "File;Interview_ID;Speaker;Agency;Agency Type;Area;Date\n"
    rows += "ONE.TXT;;partner 1;Police – north;police;Harbour;3/4/2019\none;;PARTNER 2;Trust;health;;4 May 2019\n"
    rows += "two;Second;;Council;local_authority;Northgate;2019-06-30\n"
    files, metadata = _study(tmp_path, rows, encoding)
    one, two = read_interviews(files, metadata=metadata)
    assert [(person.speaker, person.agency_type, person.date) for person in one.people] == [
        ("Partner 1", "police", "2019-04-03"),
        ("Partner 2", "health", "2019-05-04"),
    ]
    assert one.person("Partner 1").agency == "Police – north"
    assert two.interview_id == "Second"
    assert {person.area for person in two.people} == {"Northgate"}


def test_every_wrong_row_is_named(tmp_path: Path) -> None:
    rows = "file,speaker,date,agency\nthree,,,\none,,31/02/2019,\ntwo,Partner 1,,a\ntwo,PARTNER 1,,b\n,,,x\n"
    files, metadata = _study(tmp_path, rows)
    with pytest.raises(InputError) as caught:
        read_interviews(files, metadata=metadata)
    assert [problem.place for problem in caught.value.problems] == ["row 2", "row 3", "row 5", "row 6"]


def test_an_unknown_speaker_is_told_the_labels(tmp_path: Path) -> None:
    files, metadata = _study(tmp_path, "file,speaker\none,Partner 9\n")
    with pytest.raises(InputError, match=r"row 2.*Partner 9.*the labels are Partner 1, Partner 2"):
        read_interviews(files, metadata=metadata)


def test_a_misspelt_column_is_an_error_and_a_further_one_is_not(tmp_path: Path) -> None:
    files, metadata = _study(tmp_path, "file,agency,remarks\none,Trust,x\ntwo,Trust,\n")
    assert read_interviews(files, metadata=metadata)[0].people[0].agency == "Trust"
    files, metadata = _study(tmp_path, "file,agncy\none,Trust\n")
    with pytest.raises(InputError, match="agncy"):
        read_interviews(files, metadata=metadata)


def test_a_file_without_a_row_is_said(tmp_path: Path) -> None:
    files, metadata = _study(tmp_path, "file,agency\none,Trust\n")
    one, two = read_interviews(files, metadata=metadata)
    assert one.warnings == ()
    assert "metadata" in two.warnings[0]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    lines=st.lists(
        st.tuples(
            st.sampled_from(["Interviewer: ", "Partner: ", "Ana ", "", "[00:01:02] ", "**Ana:** ", "A. ", "# "]),
            st.text(alphabet=st.sampled_from("ab C.?[]()<>{}*_#:|\t–\r\n1é\u2028"), max_size=30),
        ),
        max_size=12,
    ),
    suffix=st.sampled_from([".txt", ".md", ".docx"]),
)
def test_turns_lie_in_order_and_speech_keeps_its_length(read: Read, lines: list[tuple[str, str]], suffix: str) -> None:
    text = "Interviewer: So?\nPartner: Six.\n" + "\n".join(map("".join, lines))
    content: str | bytes = text
    if suffix == ".docx":
        content = document("".join(paragraph(run(line)) for line in text.split("\n")))
    interview = read(content, f"talk{suffix}")
    assert "\r" not in interview.text
    end = 0
    for number, turn in enumerate(interview.turns, start=1):
        speech = interview.speech(turn)
        assert turn.number == number
        assert end <= turn.start < turn.end
        assert len(speech) == turn.end - turn.start
        assert speech.strip()
        assert all(b in (a, " ") for a, b in zip(interview.text[turn.start : turn.end], speech, strict=True))
        end = turn.end
    assert interview.silent == tuple(sorted(interview.silent))


def test_wrong_rows_unknown_speakers_and_unreadable_files_are_told_in_one_run(tmp_path: Path) -> None:
    rows = "file,speaker,date,agency\nthree,,,\none,Partner 9,31/02/2019,\ntwo,Partner 1,,a\ntwo,Partner 1,,b\n"
    files, metadata = _study(tmp_path, rows)
    (tmp_path / "blank.txt").write_text(" \n\u200b\ufeff\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_interviews([*files, tmp_path / "blank.txt"], metadata=metadata)
    places = [problem.place for problem in caught.value.problems]
    assert places == ["", "row 2", "row 3", "row 3", "row 5"]
    assert {problem.file for problem in caught.value.problems} == {tmp_path / "blank.txt", metadata}


def test_a_name_without_its_accents_is_the_same_speaker(read: Read, tmp_path: Path) -> None:
    (tmp_path / "interviews.csv").write_text("file,speaker,agency\ntalk,Sian,Trust\n", encoding="utf-8")
    interview = read("Int: So?\nSiân: Six.\nInt: And?\nSian: Two.", metadata=tmp_path / "interviews.csv")
    assert [(person.speaker, person.agency) for person in interview.people] == [("Siân", "Trust")]
