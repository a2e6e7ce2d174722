"""Five faults no validator finds (docs/documents.md), and a look into a document with python-docx."""

import re
from io import BytesIO
from zipfile import ZipFile

from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml.ns import qn
from docx.table import Table
from lxml import etree


def opened(data: bytes) -> DocumentObject:
    return Document(BytesIO(data))


def part(data: bytes, name: str) -> bytes:
    with ZipFile(BytesIO(data)) as package:
        assert package.testzip() is None
        return package.read(name)


def faults(data: bytes, *, typed: tuple[str, ...] = ()) -> list[str]:
    """What is wrong with the structure; `typed` are texts of people, in which anything may stand."""
    body = opened(data).element.body
    found = []
    for number, table in enumerate(body.iter(qn("w:tbl")), 1):
        found += [f"table {number}: {fault}" for fault in _table_faults(table)]
    for paragraph in body.iter(qn("w:p")):
        text = "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
        for given in typed:
            text = text.replace(given, "")
        found += [f"left over: {text!r}"] * bool(re.search(r"\{\{|\{%|\{#|\bNone\b|\bnan\b|Undefined", text))
    return found


def _table_faults(table: etree._Element) -> list[str]:
    columns = len(table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}"))
    merged_above: set[int] = set()
    found = []
    for number, row in enumerate(table.findall(qn("w:tr")), 1):
        cells = row.findall(qn("w:tc"))
        place, merged = 0, set()
        for cell in cells:
            if not len(cell) or cell[-1].tag != qn("w:p"):
                found.append(f"row {number}: a cell does not end with a paragraph")
            span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            if merge is not None:
                merged.add(place)
                if merge.get(qn("w:val")) != "restart" and place not in merged_above:
                    found.append(f"row {number}: a merged cell has no cell above to merge with")
            place += 1 if span is None else int(span.get(qn("w:val")))
        if not cells:
            found.append(f"row {number}: no cells")
        elif place != columns:
            found.append(f"row {number}: {place} cells for {columns} columns")
        merged_above = merged
    return found


def cells(table: Table) -> list[list[str]]:
    """The text of every cell, row by row, as python-docx reads it."""
    return [[cell.text for cell in row.cells] for row in table.rows]


def words(data: bytes) -> str:
    """All text of the document's body, a paragraph a line."""
    body = opened(data).element.body
    return "\n".join("".join(node.text or "" for node in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))
