"""The last lines of an approved document: whose word it has, and how anybody can verify it.

They are words, never a picture of a signature, and go into whatever template the document was made with.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from itertools import takewhile
from typing import Final
from zipfile import ZIP_STORED, ZipFile

from lxml import etree

from bot.documents.archive import archive, deflated, stored
from bot.documents.text import clean
from bot.domain.agency import Agency
from bot.domain.verification import Approval, spell
from bot.thai import document_digits

_MAIN: Final = re.compile(r"word/document\d*\.xml")
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HALF_POINTS: Final = "24"
_ALONG: Final = 3
"""Paragraphs that come along."""
_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True)


@dataclass(frozen=True, slots=True)
class Endorsement:
    """What is known of an approved version that its template need not print."""

    agency: Agency
    version: int
    approvals: tuple[Approval, ...]
    code: str
    address: str = ""
    """Where the code is asked for in the web; without it, in the chat."""

    @property
    def lines(self) -> tuple[str, ...]:
        """One paragraph each."""
        digits = self.agency.digits
        sample = " (ตัวอย่าง)" if self.agency.sample else ""
        given = [f"{each.name} {each.office} {each.day(digits)}" for each in self.approvals]
        where = f"ที่ {self.address}" if self.address else "ในแชตสุจริต พิมพ์ ตรวจสอบเอกสาร"
        return (
            document_digits(f"บันทึกการอนุมัติในระบบสุจริต{sample} ฉบับที่ {self.version} (ไม่ใช่ลายมือชื่อ)", digits),
            *given,
            f"รหัสตรวจสอบ {spell(self.code)} ตรวจสอบได้{where}",
        )


def endorsed(document: bytes, endorsement: Endorsement) -> bytes:
    """The document with these lines at its end."""
    with ZipFile(BytesIO(document)) as package:
        entries = []
        for info in package.infolist():
            data = package.read(info)
            if _MAIN.fullmatch(info.filename):
                data = _with_lines(data, endorsement.lines)
            keep = stored if info.compress_type == ZIP_STORED else deflated
            entries.append(keep(info.filename, data))
    return archive(entries)


def _with_lines(xml: bytes, lines: tuple[str, ...]) -> bytes:
    """The lines never stand alone on a page: where the last one is full, the end of the document comes along to the next."""
    root = etree.fromstring(xml, _PARSER)
    body = root.find(f"{_W}body")
    assert body is not None  # a document without one is none
    last = len(lines) - 1
    said = [_paragraph(clean(line), first=place == 0, last=place == last) for place, line in enumerate(lines)]
    blocks = [block for block in body if block.tag == f"{_W}tbl" or (block.tag == f"{_W}p" and _says_something(block))]
    table = blocks[-1] if blocks and blocks[-1].tag == f"{_W}tbl" else None
    rows = [] if table is None else table.findall(f"{_W}tr")
    for block in rows[-1:] or list(takewhile(lambda block: block.tag == f"{_W}p", reversed(blocks)))[:_ALONG]:
        _keep_with_next(block)
    if table is not None and table.find(f".//{_W}tblHeader") is None:
        _add_row(table, said)
    else:
        section = body.find(f"{_W}sectPr")
        at = len(body) if section is None else body.index(section)
        body[at:at] = said
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def _says_something(paragraph: etree._Element) -> bool:
    return bool("".join(paragraph.itertext()).strip()) or paragraph.find(f".//{_W}drawing") is not None


def _add_row(table: etree._Element, said: list[etree._Element]) -> None:
    """After signatures or photos: LibreOffice keeps a row with the next one, but not with a paragraph after its table. A table
    that has a head is one of data, and its total stays its last row."""
    row = etree.SubElement(table, f"{_W}tr")
    etree.SubElement(etree.SubElement(row, f"{_W}trPr"), f"{_W}cantSplit")
    cell = etree.SubElement(row, f"{_W}tc")
    about = etree.SubElement(cell, f"{_W}tcPr")
    widths = [int(column.get(f"{_W}w", "0")) for column in table.iterfind(f"{_W}tblGrid/{_W}gridCol")]
    etree.SubElement(about, f"{_W}tcW", {f"{_W}w": str(sum(widths)), f"{_W}type": "dxa"})
    etree.SubElement(about, f"{_W}gridSpan", {f"{_W}val": str(len(widths))})
    borders = etree.SubElement(about, f"{_W}tcBorders")
    for side in ("left", "bottom", "right"):
        etree.SubElement(borders, f"{_W}{side}", {f"{_W}val": "nil"})
    cell.extend(said)


def _keep_with_next(block: etree._Element) -> None:
    for paragraph in block.iter(f"{_W}p"):
        about = paragraph.find(f"{_W}pPr")
        if about is None:
            about = etree.Element(f"{_W}pPr")
            paragraph.insert(0, about)
        for set_already in about.findall(f"{_W}keepNext"):  # it may say that it is not kept
            about.remove(set_already)
        about.insert(int(about.find(f"{_W}pStyle") is not None), etree.Element(f"{_W}keepNext"))


def _paragraph(text: str, *, first: bool, last: bool) -> etree._Element:
    """Small, and kept together on one page; a rule stands above the first."""
    paragraph = etree.Element(f"{_W}p")
    about = etree.SubElement(paragraph, f"{_W}pPr")
    if not last:
        etree.SubElement(about, f"{_W}keepNext")
    etree.SubElement(about, f"{_W}keepLines")
    if first:
        rule = {"val": "single", "sz": "4", "space": "4", "color": "auto"}
        borders = etree.SubElement(about, f"{_W}pBdr")
        etree.SubElement(borders, f"{_W}top", {f"{_W}{name}": value for name, value in rule.items()})
        etree.SubElement(about, f"{_W}spacing", {f"{_W}before": "240"})
    run = etree.SubElement(paragraph, f"{_W}r")
    look = etree.SubElement(run, f"{_W}rPr")
    for name in ("sz", "szCs"):
        etree.SubElement(look, f"{_W}{name}", {f"{_W}val": _HALF_POINTS})
    words = etree.SubElement(run, f"{_W}t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
    words.text = text
    return paragraph
