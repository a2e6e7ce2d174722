"""The text of a finished document with the place it stands in: what the checks of a document read."""

import re
from io import BytesIO
from typing import Final
from zipfile import ZipFile

from lxml import etree

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARGINS: Final = "หัวและท้ายกระดาษ"
NAMES: Final = 6
"""Letters from which on words say what a row is about; a number or a unit does not."""
SHOWN: Final = 40
"""Letters shown of what a row is about, and of what stands above a cell."""
_LETTER: Final = re.compile("[ก-ฮA-Za-z]")
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
                _table(block, f"ตารางที่ {tables}", found)
            elif block.tag == f"{_W}p":
                paragraphs += 1
                _paragraphs(block, f"ย่อหน้าที่ {paragraphs}", found)
    return found


def _table(table: etree._Element, place: str, found: list[tuple[str, str]]) -> None:
    """Cells are found by what their row is about and what stands above them; in a table without heads by counting."""
    heads: dict[int, str] = {}
    for number, row in enumerate(table.iter(f"{_W}tr"), 1):
        head = row.find(f"{_W}trPr/{_W}tblHeader") is not None
        cells = [(cell, _words(cell)) for cell in row.iter(f"{_W}tc")]
        about = next((words for _, words in cells if len(_LETTER.findall(words)) >= NAMES), "")
        line = f"แถว “{_short(about)}”" if about and heads and not head else f"แถวที่ {number}"
        start = 0
        for column, (cell, words) in enumerate(cells, 1):
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            end = start + int(span.get(f"{_W}val", "1") if span is not None else 1)
            if head and words:
                heads |= dict.fromkeys(range(start, end), _short(words))
            above = "" if head else heads.get(start, "")
            _paragraphs(cell, f"{place} {line} {f'ช่อง “{above}”' if above else f'ช่องที่ {column}'}", found)
            start = end


def _words(cell: etree._Element) -> str:
    return " ".join(" ".join(map(_text, cell.iter(f"{_W}p"))).split())


def _short(words: str) -> str:
    return words if len(words) <= SHOWN else f"{words[:SHOWN].rstrip()}…"


def _root(package: ZipFile, part: str) -> etree._Element:
    return etree.fromstring(package.read(part), etree.XMLParser(resolve_entities=False, no_network=True))


def _paragraphs(element: etree._Element, place: str, found: list[tuple[str, str]]) -> None:
    found += [(place, text) for text in map(_text, element.iter(f"{_W}p")) if text.strip()]


def _text(paragraph: etree._Element) -> str:
    return "".join(
        (node.text or "") if node.tag == f"{_W}t" else _LETTERS.get(node.tag, "") if node.tag != f"{_W}tabs" else ""
        for run in paragraph.iter(f"{_W}r")
        for node in run
    )
