"""A look into a document with python-docx, and the product's own check of its structure (docs/documents.md)."""

from io import BytesIO
from zipfile import ZipFile

from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml.ns import qn
from docx.table import Table

from bot.documents.structure import faults

__all__ = ["cells", "faults", "opened", "part", "words"]


def opened(data: bytes) -> DocumentObject:
    return Document(BytesIO(data))


def part(data: bytes, name: str) -> bytes:
    with ZipFile(BytesIO(data)) as package:
        assert package.testzip() is None
        return package.read(name)


def cells(table: Table) -> list[list[str]]:
    """The text of every cell, row by row, as python-docx reads it."""
    return [[cell.text for cell in row.cells] for row in table.rows]


def words(data: bytes) -> str:
    """All text of the document's body, a paragraph a line."""
    body = opened(data).element.body
    return "\n".join("".join(node.text or "" for node in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))
