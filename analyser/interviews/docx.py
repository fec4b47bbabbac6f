"""Word documents in their final view: insertions in, deletions out; no comments, footnotes or hidden text.

Reads WordprocessingML (ECMA-376 part 1, chapter 17) itself, because the words that are read must be those that a
reader of the document sees.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from analyser.interviews.decode import unify_lines
from analyser.interviews.docx_styles import Styles, is_on, read_styles
from analyser.interviews.source import Source, Span, Unreadable

_MOST_PARTS = 20_000
_MOST_BYTES = 200_000_000
_MOST_RATIO = 500
_DEEPEST = 400
_SMALL = 1_000_000  # parts below this size may be packed as densely as they like
SAVE_AGAIN = "open it in Word and save it again as .docx without a password"

# What the final view leaves out, and what is no text of the body.
_LEFT_OUT = {
    "del", "moveFrom", "delText", "instrText", "delInstrText", "footnoteReference", "endnoteReference", "annotationRef",
    "commentReference", "rPr", "pPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr",
    "rt", "Fallback",
    "footnoteRef", "endnoteRef", "fldData", "smartTagPr", "customXmlPr", "rubyPr",
}  # fmt: skip
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_docx(data: bytes) -> Source:
    """A .docx transcript: one line for each paragraph and line break, cells of a table's row with tabs between.

    Raises:
        Unreadable: no Word document, encrypted, damaged, or packed so densely that it may be a trap.
    """
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unreadable("it is protected by a password or an old .doc file", SAVE_AGAIN)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_size(archive)
            body = _part(archive, _main_part(archive))
            styles = (
                read_styles(_part(archive, "word/styles.xml")) if "word/styles.xml" in archive.namelist() else Styles()
            )
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        KeyError,
    ) as error:
        raise Unreadable("it is no Word document, or it is damaged", SAVE_AGAIN) from error
    except (ParseError, DefusedXmlException) as error:
        raise Unreadable("its text cannot be read (bad XML)", SAVE_AGAIN) from error
    writer = _Writer(styles)
    for child in body:
        if _name(child) == "body":
            writer.blocks(child, 0)
    return writer.source()


def _check_size(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > _MOST_PARTS or any(
        member.file_size > _SMALL and member.file_size > _MOST_RATIO * max(1, member.compress_size)
        for member in members
    ):
        raise Unreadable("it is packed in a way that no Word document is", SAVE_AGAIN)


def _main_part(archive: zipfile.ZipFile) -> str:
    """The document's main part, by the package's relations; `word/document.xml` nearly always."""
    names = set(archive.namelist())
    if "_rels/.rels" in names:
        for relation in _part(archive, "_rels/.rels"):
            target = relation.get("Target", "").lstrip("/")
            if relation.get("Type", "").endswith("/officeDocument") and target in names:
                return target
    if "word/document.xml" not in names:
        raise Unreadable("it is no Word document", SAVE_AGAIN)
    return "word/document.xml"


def _part(archive: zipfile.ZipFile, name: str) -> Element:
    with archive.open(name) as part:
        content = part.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise Unreadable("it is too large", "divide it")
    return fromstring(content)


def _name(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


@dataclass
class _Writer:
    """Collects the text and what is known of its paragraphs while the document is walked."""

    styles: Styles
    parts: list[str] = field(default_factory=list)
    length: int = 0
    headings: list[Span] = field(default_factory=list)
    emphasised: list[Span] = field(default_factory=list)
    listed: list[Span] = field(default_factory=list)
    tables: list[tuple[tuple[Span, ...], ...]] = field(default_factory=list)

    def source(self) -> Source:
        text = "".join(self.parts)
        return Source(
            text.rstrip("\n") + "\n" if text.strip() else "",
            headings=tuple(self.headings),
            tables=tuple(self.tables),
            emphasised=tuple(self.emphasised),
            listed=tuple(self.listed),
        )

    def write(self, text: str) -> None:
        if text:
            self.parts.append(text)
            self.length += len(text)

    def blocks(self, parent: Element, depth: int) -> None:
        """Paragraphs and tables, also within content controls and tracked blocks."""
        _guard(depth)
        for child in parent:
            name = _name(child)
            if name == "p":
                self.paragraph(child, depth + 1)
            elif name == "tbl":
                self.table(child, depth + 1)
            elif name == "AlternateContent":
                self.blocks(_choice(child), depth + 1)
            elif name not in _LEFT_OUT:
                self.blocks(child, depth + 1)

    def paragraph(self, paragraph: Element, depth: int) -> None:
        properties = _child(paragraph, "pPr")
        style = self.styles.paragraph(_value(_child(properties, "pStyle")))
        mark = _child(properties, "rPr")
        start = self.length
        boxes: list[Element] = []
        visible = _Look()
        self.inline(paragraph, depth, style.hidden, style.bold, boxes, visible)
        end = self.length
        outline = _value(_child(properties, "outlineLvl"))
        if end > start and (style.heading or (outline.isdigit() and int(outline) < 9)):
            self.headings.append((start, end))
        elif end > start and visible.emphasised and not visible.plain:
            self.emphasised.append((start, end))
        if end > start and _value(_child(_child(properties, "numPr"), "numId")) not in ("", "0"):
            self.listed.append((start, end))
        removed = mark is not None and (_child(mark, "del") is not None or _child(mark, "moveFrom") is not None)
        if not removed and not (style.hidden and end == start):
            self.write("\n")
        for box in boxes:
            self.blocks(box, depth + 1)

    def inline(self, parent: Element, depth: int, hidden: bool, bold: bool, boxes: list[Element], look: _Look) -> None:
        """Runs and what holds them; text boxes are kept for after the paragraph."""
        _guard(depth)
        for child in parent:
            name = _name(child)
            if name == "r":
                properties = _child(child, "rPr")
                style = self.styles.character(_value(_child(properties, "rStyle")))
                unseen = is_on(properties, "vanish", style.hidden if style.hidden is not None else hidden)
                strong = is_on(properties, "b", style.bold if style.bold is not None else bold) or is_on(
                    properties, "i", False
                )
                if not unseen:
                    self.run(child, depth + 1, strong, boxes, look)
            elif name == "AlternateContent":
                self.inline(_choice(child), depth + 1, hidden, bold, boxes, look)
            elif name == "txbxContent":
                boxes.append(child)
            elif name not in _LEFT_OUT:
                self.inline(child, depth + 1, hidden, bold, boxes, look)

    def run(self, run: Element, depth: int, strong: bool, boxes: list[Element], look: _Look) -> None:
        _guard(depth)
        for child in run:
            name = _name(child)
            if name == "t":
                text = unify_lines(child.text or "").replace("\t", " ").replace("\n", " ")
                self.write(text)
                if text.strip():
                    look.emphasised |= strong
                    look.plain |= not strong
            elif name in _CHARACTERS:
                self.write(_CHARACTERS[name])
            elif name == "AlternateContent":
                self.run(_choice(child), depth + 1, strong, boxes, look)
            elif name == "txbxContent":
                boxes.append(child)
            elif name not in _LEFT_OUT:
                self.run(child, depth + 1, strong, boxes, look)

    def table(self, table: Element, depth: int) -> None:
        _guard(depth)
        rows = []
        for row in _rows(table, depth):
            cells: list[Span] = []
            for cell in _cells(row, depth):
                if cells:
                    self.write("\t")
                start = self.length
                self.blocks(cell, depth + 1)
                self._without_last_line_end(start)
                cells.append((start, self.length))
            if cells:
                self.write("\n")
                rows.append(tuple(cells))
        if rows:
            self.tables.append(tuple(rows))

    def _without_last_line_end(self, start: int) -> None:
        while self.length > start and self.parts and self.parts[-1] == "\n":
            self.parts.pop()
            self.length -= 1


@dataclass
class _Look:
    """Whether a paragraph has emphasised and plain words."""

    emphasised: bool = False
    plain: bool = False


def _rows(parent: Element, depth: int) -> Iterator[Element]:
    """Rows of a table, without those whose deletion is tracked."""
    _guard(depth)
    for child in parent:
        name = _name(child)
        if name == "tr":
            if _child(_child(child, "trPr"), "del") is None:
                yield child
        elif name not in _LEFT_OUT:
            yield from _rows(child, depth + 1)


def _cells(parent: Element, depth: int) -> Iterator[Element]:
    _guard(depth)
    for child in parent:
        name = _name(child)
        if name == "tc":
            if _child(_child(child, "tcPr"), "cellDel") is None:
                yield child
        elif name not in _LEFT_OUT:
            yield from _cells(child, depth + 1)


def _choice(alternatives: Element) -> Any:
    """One of the ways in which the same content is given twice."""
    choices = [child for child in alternatives if _name(child) == "Choice"]
    fallback = [child for child in alternatives if _name(child) == "Fallback"]
    return next(iter(choices + fallback), alternatives)


def _child(element: Element | None, name: str) -> Element | None:
    return None if element is None else next((child for child in element if _name(child) == name), None)


def _value(element: Element | None) -> str:
    if element is None:
        return ""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == "val"), "")


def _guard(depth: int) -> None:
    if depth > _DEEPEST:
        raise Unreadable("it is nested deeper than any Word document", SAVE_AGAIN)
