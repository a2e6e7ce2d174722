"""ภาคผนวก ประวัติการดำเนินการ: who did what, when and through which channel, the oldest first."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bot.documents.compiled import template
from bot.documents.parts import marks, place
from bot.documents.text import clean
from bot.domain.agency import Agency
from bot.thai import document_digits, thai_date_long

_NAME: Final = 50
"""Characters of a title in a file's name."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was done, in words."""

    when: str
    who: str
    channel: str
    what: str


@dataclass(frozen=True, kw_only=True)
class HistoryAnnex:
    """What happened to one thing."""

    agency: Agency
    title: str
    lines: tuple[Line, ...]
    prepared_on: date


def render(document: HistoryAnnex) -> bytes:
    """The finished .docx; the same data give the same bytes."""
    return template("history", document.agency.digits).render(fields(document))


def fields(document: HistoryAnnex) -> dict[str, Any]:
    """The fields of the template, as docs/documents.md lists them."""
    own = document.agency
    return {
        "agency": own.name,
        "place": place(own.district, own.province),
        "title": document.title,
        "lines": list(document.lines),
        "prepared_on": thai_date_long(document.prepared_on, own.digits),
        **marks(draft=False, version=0, sample=own.sample),
    }


def file_name(document: HistoryAnnex) -> str:
    """The name of the file, of letters every system keeps."""
    title = "".join(letter for letter in clean(document.title) if letter not in '\\/:*?"<>|\n\t')[:_NAME].strip(". ")
    known = [*(["ตัวอย่าง"] if document.agency.sample else []), "ประวัติ", title]
    return document_digits("_".join(known), document.agency.digits).replace(" ", "-") + ".docx"
