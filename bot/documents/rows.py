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
    if _WHOLE not in xml or not _tall(xml):
        return xml
    *rows, rest = xml.split("</w:tr>")
    return "</w:tr>".join((*(row.replace(_WHOLE, "") if _tall(row) else row for row in rows), rest))


def _tall(rows: str) -> bool:
    """Whether any cell may have more lines than there is room for."""
    ends = [before for before in rows.split("</w:tc>") if len(before) > _FEW]
    return any(_lines(before[before.rfind("<w:tc>") :]) > _MOST_LINES for before in ends)


def _lines(cell: str) -> float:
    """At most, for paragraphs are not always full."""
    if (width := _WIDTH.search(cell)) is None:
        return 0
    room = max(int(width[1]) / 20 - _BESIDE_PT, _LETTER_PT)
    begun = cell.count("</w:p>") + cell.count("<w:br/>")
    return begun + len("".join(_TEXT.findall(cell))) * _LETTER_PT / room
