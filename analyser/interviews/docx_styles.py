"""What a Word document's styles say of a paragraph or run: heading, hidden, bold."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

_OFF = {"0", "false", "off", "none"}


@dataclass(frozen=True)
class ParagraphStyle:
    heading: bool = False
    hidden: bool = False
    bold: bool = False


@dataclass(frozen=True)
class CharacterStyle:
    """None: the style says nothing, the paragraph's style decides."""

    hidden: bool | None = None
    bold: bool | None = None


@dataclass(frozen=True)
class Styles:
    """The styles of a document by their ids."""

    raw: dict[str, tuple[str, str, Element | None]] = field(default_factory=dict)  # id → name, basedOn, element

    def paragraph(self, style_id: str) -> ParagraphStyle:
        heading = False
        hidden: bool | None = None
        bold: bool | None = None
        for name, element in self._chain(style_id):
            heading = heading or name.startswith(("heading", "title", "subtitle", "toc")) or _outlined(element)
            hidden, bold = _first(hidden, element, "vanish"), _first(bold, element, "b")
        if not self.raw:
            heading = style_id.lower().startswith(("heading", "title", "subtitle"))
        return ParagraphStyle(heading, bool(hidden), bool(bold))

    def character(self, style_id: str) -> CharacterStyle:
        hidden: bool | None = None
        bold: bool | None = None
        for _, element in self._chain(style_id):
            hidden, bold = _first(hidden, element, "vanish"), _first(bold, element, "b")
        return CharacterStyle(hidden, bold)

    def _chain(self, style_id: str) -> list[tuple[str, Element | None]]:
        """The style and those that it is based on; a circle ends it."""
        chain: list[tuple[str, Element | None]] = []
        seen: set[str] = set()
        while style_id in self.raw and style_id not in seen:
            seen.add(style_id)
            name, based_on, element = self.raw[style_id]
            chain.append((name, element))
            style_id = based_on
        return chain


def read_styles(root: Element) -> Styles:
    """The styles part of a document."""
    raw: dict[str, tuple[str, str, Element | None]] = {}
    for style in root:
        if _local(style.tag) == "style":
            name, based_on = _text(style, "name").lower(), _text(style, "basedOn")
            raw[_attribute(style, "styleId")] = (name, based_on, style)
    return Styles(raw)


def is_on(properties: Element | None, name: str, default: bool) -> bool:
    """A toggle such as `<w:vanish/>` or `<w:b w:val="0"/>`; the default where it is not there."""
    if properties is None:
        return default
    for child in properties:
        if _local(child.tag) == name:
            return _attribute(child, "val").lower() not in _OFF
    return default


def _first(known: bool | None, style: Element | None, name: str) -> bool | None:
    if known is not None or style is None:
        return known
    for child in style:
        if _local(child.tag) == "rPr" and any(_local(one.tag) == name for one in child):
            return is_on(child, name, False)
    return None


def _outlined(style: Element | None) -> bool:
    if style is None:
        return False
    levels = [
        _attribute(one, "val")
        for child in style
        if _local(child.tag) == "pPr"
        for one in child
        if _local(one.tag) == "outlineLvl"
    ]
    return any(level.isdigit() and int(level) < 9 for level in levels)


def _text(style: Element, name: str) -> str:
    return next((_attribute(child, "val") for child in style if _local(child.tag) == name), "")


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
