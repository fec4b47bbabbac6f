"""Word transcripts are read as a reader of the document sees them."""

from __future__ import annotations

import io
import zipfile

import pytest
from transcripts import BREAK, Read, document, paragraph, run, said, table

from analyser.interviews.docx import read_docx
from analyser.interviews.source import Unreadable


def test_final_view() -> None:
    body = paragraph(
        "We have ",
        f"<w:del>{run('two').replace('w:t', 'w:delText')}</w:del>",
        f"<w:ins>{run('six')}</w:ins>",
        f"<w:moveFrom>{run(' gone')}</w:moveFrom>",
        f"<w:moveTo>{run(' now')}</w:moveTo>",
        run(" secret", "<w:vanish/>"),
        run(" shown", '<w:vanish w:val="0"/>'),
        "<w:r><w:footnoteReference/></w:r>",
        f"<w:sdt><w:sdtPr/><w:sdtContent>{run(', thank you.')}</w:sdtContent></w:sdt>",
    )
    assert read_docx(document(body)).text == "We have six now shown, thank you.\n"


def test_text_hidden_by_a_style_is_left_out() -> None:
    styles = '<w:style w:styleId="Note"><w:name w:val="note"/><w:rPr><w:vanish/></w:rPr></w:style>'
    styles += '<w:style w:styleId="Own"><w:name w:val="own"/><w:basedOn w:val="Note"/></w:style>'
    body = paragraph("Seen") + paragraph("Unseen", properties='<w:pStyle w:val="Own"/>')
    body += paragraph(run("also unseen", '<w:rStyle w:val="Note"/>'), "Also seen")
    assert read_docx(document(body, styles)).text == "Seen\nAlso seen\n"


def test_a_deleted_paragraph_mark_joins_paragraphs() -> None:
    body = paragraph("We have ", properties="<w:rPr><w:del/></w:rPr>") + paragraph("six.")
    assert read_docx(document(body)).text == "We have six.\n"


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('Boxed')}</w:txbxContent>"
    choice = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
    fallback = f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
    body = paragraph("Before", f"<w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r>")
    assert read_docx(document(body)).text == "Before\nBoxed\n"


def test_teams_export_in_one_paragraph(read: Read) -> None:
    body = paragraph("Kim Lee", run("   0:03"), BREAK, "How many do you see?")
    body += paragraph("Ana Diaz", run("   0:09"), BREAK, "About six.", BREAK, "Maybe seven.")
    body += paragraph("Kim Lee", run("   1:02:10"), BREAK, "And in the data?") + paragraph(
        "Ana Diaz   1:02:15", BREAK, "Two."
    )
    interview = read(document(body), "teams.docx")
    assert said(interview) == [
        ("interviewer", "Kim Lee", "How many do you see?"),
        ("partner", "Ana Diaz", "About six. Maybe seven."),
        ("interviewer", "Kim Lee", "And in the data?"),
        ("partner", "Ana Diaz", "Two."),
    ]
    assert interview.locator(interview.turns[3].start) == "1:02:15"


@pytest.mark.parametrize("head", [True, False])
def test_table_of_speakers(read: Read, head: bool) -> None:
    rows = [("Time", "Speaker", "Speech")] if head else []
    rows += [
        ("00:01", "INT", "How many do you see?"),
        ("00:05", "P1", "Six."),
        ("00:09", "", "Or seven, it changes from week to week."),
        ("00:12", "INT", "And you?"),
        ("00:15", "P2", "None at that level, not this year."),
    ]
    interview = read(document(paragraph("Interview 3") + table(*rows)), "grid.docx")
    assert said(interview) == [
        ("interviewer", "INT", "How many do you see?"),
        ("partner", "P1", "Six. Or seven, it changes from week to week."),
        ("interviewer", "INT", "And you?"),
        ("partner", "P2", "None at that level, not this year."),
    ]
    assert interview.locator(interview.turns[1].start) == "00:05"


def test_questions_and_answers_side_by_side(read: Read) -> None:
    rows = [("Question", "Answer"), ("How many?", "Six."), ("Is the profile right?", "It has two.")]
    assert said(read(document(table(*rows)), "sheet.docx"))[1:3] == [
        ("partner", "Answer", "Six."),
        ("interviewer", "Question", "Is the profile right?"),
    ]


def test_headings_are_not_speech(read: Read) -> None:
    body = paragraph("Interviewer: How many?") + paragraph("Partner: Six.")
    body += paragraph("Part two", properties='<w:pStyle w:val="Heading1"/>') + paragraph("And two more.")
    assert said(read(document(body), "a.docx"))[1] == ("partner", "Partner", "Six. And two more.")


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * 30_000_000)
    return out.getvalue()


def _entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"not a zip",
        b"",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 encrypted",
        document(paragraph("x"))[:-30],
        document("<w:sdt>" * 2000 + "</w:sdt>" * 2000),
        _bomb(),
        _entities(),
    ],
)
def test_what_is_no_word_document_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_docx(data)
