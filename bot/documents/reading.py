"""The text of a finished document with the place it stands in: what the checks of a document read."""

import re
from io import BytesIO
from typing import Final
from zipfile import ZipFile

from lxml import etree

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARGINS: Final = "หัวและท้ายกระดาษ"
_LETTERS: Final = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n"}


def text_of(document: bytes) -> list[tuple[str, str]]:
    """Every paragraph that holds text, in reading order, with its place in words a person can find it by.

    For documents of our own making: an uploaded file is checked for size before it comes near a parser.
    """
    found: list[tuple[str, str]] = []
    with ZipFile(BytesIO(document)) as package:
        for part in sorted(package.namelist()):
            if part.startswith(("word/header", "word/footer")):
                _paragraphs(_root(package, part), MARGINS, found)
        tables = paragraphs = 0
        main = next(part for part in package.namelist() if re.fullmatch(r"word/document\d*\.xml", part))
        body = _root(package, main).find(f"{_W}body")
        for block in () if body is None else body:
            if block.tag == f"{_W}tbl":
                tables += 1
                for row, cells in enumerate(block.iter(f"{_W}tr"), 1):
                    for column, cell in enumerate(cells.iter(f"{_W}tc"), 1):
                        _paragraphs(cell, f"ตารางที่ {tables} แถวที่ {row} ช่องที่ {column}", found)
            elif block.tag == f"{_W}p":
                paragraphs += 1
                _paragraphs(block, f"ย่อหน้าที่ {paragraphs}", found)
    return found


def _root(package: ZipFile, part: str) -> etree._Element:
    return etree.fromstring(package.read(part), etree.XMLParser(resolve_entities=False, no_network=True))


def _paragraphs(element: etree._Element, place: str, found: list[tuple[str, str]]) -> None:
    for paragraph in element.iter(f"{_W}p"):
        text = "".join(
            (node.text or "") if node.tag == f"{_W}t" else _LETTERS.get(node.tag, "") if node.tag != f"{_W}tabs" else ""
            for run in paragraph.iter(f"{_W}r")
            for node in run
        )
        if text.strip():
            found.append((place, text))
