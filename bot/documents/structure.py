"""Faults of a finished document that no validator finds: Word repairs them silently or shows a table that has slipped.

For documents of our own making (`bot.documents.uploaded` looks at files of others before they come near a parser).
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Final
from zipfile import ZipFile

from lxml import etree

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEFT: Final = re.compile(r"\{\{|\{%|\{#|\bNone\b|\bnan\b|Undefined")


def faults(document: bytes, *, typed: tuple[str, ...] = ()) -> list[str]:
    """What is wrong with the structure of the body; `typed` are texts of people, in which anything may stand."""
    with ZipFile(BytesIO(document)) as package:
        main = next(part for part in package.namelist() if re.fullmatch(r"word/document\d*\.xml", part))
        body = etree.fromstring(package.read(main), etree.XMLParser(resolve_entities=False, no_network=True))
    found = []
    for number, table in enumerate(body.iter(f"{_W}tbl"), 1):
        found += [f"table {number}: {fault}" for fault in _of_table(table)]
    for paragraph in body.iter(f"{_W}p"):
        text = "".join(node.text or "" for node in paragraph.iter(f"{_W}t"))
        for given in typed:
            text = text.replace(given, "")
        if _LEFT.search(text):
            found.append(f"left over: {text!r}")
    return found


def _of_table(table: etree._Element) -> Iterator[str]:
    columns = len(table.findall(f"{_W}tblGrid/{_W}gridCol"))
    merged_above: set[int] = set()
    for number, row in enumerate(table.findall(f"{_W}tr"), 1):
        cells = row.findall(f"{_W}tc")
        place, merged = 0, set()
        for cell in cells:
            if not len(cell) or cell[-1].tag != f"{_W}p":
                yield f"row {number}: a cell does not end with a paragraph"
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merge is not None:
                merged.add(place)
                if merge.get(f"{_W}val") != "restart" and place not in merged_above:
                    yield f"row {number}: a merged cell has no cell above to merge with"
            place += 1 if span is None else int(span.get(f"{_W}val"))
        if not cells:
            yield f"row {number}: no cells"
        elif place != columns:
            yield f"row {number}: {place} cells for {columns} columns"
        merged_above = merged
