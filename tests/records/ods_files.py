"""OpenDocument spreadsheets for tests, written as LibreOffice writes them, byte for byte the same each time."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_URNS = {name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text", "manifest")}
_URNS |= {
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_SPACES = " ".join(f"xmlns:{name}={quoteattr(urn)}" for name, urn in _URNS.items())


def cell(value: object, *, times: int = 1, comment: str = "", shown: str = "") -> str:
    """One cell; `shown` is what the program displays in place of the value, `comment` a note at the cell."""
    start = f'<table:table-cell table:number-columns-repeated="{times}"' if times > 1 else "<table:table-cell"
    aside = f"<office:annotation><text:p>{escape(comment)}</text:p></office:annotation>" if comment else ""
    if value is None:
        return f"{start}>{aside}</table:table-cell>"
    if isinstance(value, bool):
        kind, attribute = "boolean", f'office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, int | float):
        kind, attribute = "float", f'office:value="{value}"'
    elif isinstance(value, date):
        kind, attribute = "date", f'office:date-value="{value.isoformat()}"'
        value = f"{value:%d/%m/%y}" if not isinstance(value, datetime) else f"{value:%d/%m/%y %H:%M}"
    else:
        kind, attribute = "string", ""
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(shown or value).split("\n"))
    return f'{start} office:value-type="{kind}" {attribute}>{aside}{lines}</table:table-cell>'


def row(*cells: object, times: int = 1) -> str:
    """A row of values, or of cells that `cell` wrote."""
    written = "".join(
        one if isinstance(one, str) and one.startswith("<table:") else cell(one)
        for one in cells
    )  # fmt: skip
    repeated = f' table:number-rows-repeated="{times}"' if times > 1 else ""
    return f"<table:table-row{repeated}>{written}</table:table-row>"


def sheet(name: str, *rows: str | Sequence[object], attributes: str = "") -> str:
    written = "".join(one if isinstance(one, str) else row(*one) for one in rows)
    return f"<table:table table:name={quoteattr(name)} {attributes}>{written}</table:table>"


def write_ods(path: Path, *sheets: str, encrypted: bool = False, before: str = "") -> Path:
    """Writes the spreadsheet; `before` stands before the root element."""
    entry = '<manifest:encryption-data manifest:checksum=""/>' if encrypted else ""
    parts = {
        "mimetype": MEDIA_TYPE,
        "META-INF/manifest.xml": f"<manifest:manifest {_SPACES}><manifest:file-entry "
        f'manifest:full-path="content.xml">{entry}</manifest:file-entry></manifest:manifest>',
        "content.xml": f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {_SPACES}>'
        f"<office:body><office:spreadsheet>{''.join(sheets)}</office:spreadsheet></office:body>"
        "</office:document-content>",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, (2019, 4, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
    return path
