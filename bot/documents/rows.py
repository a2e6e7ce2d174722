"""Rows that are kept whole must fit on a page: LibreOffice, and so the PDF, cuts off what does not."""

import re
from typing import Final

_WHOLE: Final = "<w:cantSplit/>"
_WIDTH: Final = re.compile(r'<w:tcW w:w="(\d+)"')
_TEXT: Final = re.compile(r"<w:t(?: [^>]*)?>([^<]*)")
_LETTER_PT: Final = 5
"""How wide a letter in a table is on average, also those that stand above and below others."""
_BESIDE_PT: Final = 20
"""The margins of a cell, and what a list is indented."""
_MOST_LINES: Final = 18
"""For which there is room under a header of three rows on a page that lies on its side."""
_FEW: Final = 400
"""Characters of a cell with its tags, which are half of them, that are not too many lines for any column of ours."""


def breakable(xml: str) -> str:
    """A row that may be taller than a page is no longer kept whole; all others are."""
    if _WHOLE not in xml or not any(map(_tall, xml.split("</w:tc>"))):
        return xml
    *rows, rest = xml.split("</w:tr>")
    return "</w:tr>".join((*map(_row, rows), rest))


def _row(row: str) -> str:
    return row.replace(_WHOLE, "") if any(map(_tall, row.split("</w:tc>"))) else row


def _tall(before: str) -> bool:
    """Whether the cell that ends here may have more lines than there is room for: at most, for not all lines are full."""
    if len(before) <= _FEW:
        return False
    cell = before[before.rfind("<w:tc>") :]
    if (width := _WIDTH.search(cell)) is None:
        return False
    room = max(int(width[1]) / 20 - _BESIDE_PT, _LETTER_PT)
    begun = cell.count("</w:p>") + cell.count("<w:br/>")
    return begun + len("".join(_TEXT.findall(cell))) * _LETTER_PT / room > _MOST_LINES
