"""What every kind of document comes to before it is made: its data, what is odd in them, and which pictures it wants."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import EllipsisType
from typing import Any, Final

from bot.documents.kinds import KINDS
from bot.documents.parts import AnnexPhoto, Emblem, Issue
from bot.documents.pictures import Pictures
from bot.domain.agency import Act, Agency
from bot.domain.plan_document import Signatory
from bot.domain.report import About, ReportKind
from bot.messages import Button

UNMADE: Final = Issue(prepared_on=date(2000, 1, 1))
"""Stands in the data until it is known which version this is."""
_SIGNED: Final = frozenset({"mayor", "clerk", "writer", "head", "reporter", "approver"})
_OF_SIGNERS: Final = frozenset({ReportKind.ORDER, ReportKind.ANNOUNCEMENT, ReportKind.MEMO})
"""Kinds that are about who signs; of others that is settled by who decides."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of the annex, without its bytes."""

    caption: str
    key: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd in a document, and the buttons to mend it or to keep it."""

    code: str
    sentence: str
    buttons: tuple[Button, ...]
    act: Act = Act.RECORD_RESULT
    division_id: int | EllipsisType | None = ...
    """The right it takes to mend it, and whose division it belongs to."""
    kept: bool = False
    """Left as it is on purpose by who wrote it: nothing to be mended, but who approves is to see it."""


Fill = Callable[[Issue, Mapping[str, bytes], Signatory | None], Any]


@dataclass(frozen=True, slots=True)
class Material:
    """A document but for its version and its pictures."""

    kind: ReportKind
    about: About
    agency: Agency
    fingerprint: str
    """SHA-256 of what it shows."""
    signers: str
    """SHA-256 of the names under which it is signed."""
    keys: tuple[str, ...]
    """Of the pictures, in the store."""
    fill: Fill
    """The document of a version, with its pictures by key; signed by who approved it, when that is known."""
    findings: Callable[[date], list[Finding]]
    span: tuple[date, date]
    """The days it is about."""
    named: str = ""
    summary: tuple[str, ...] = ()
    """In a line or two, for who decides about it."""

    def odd(self, today: date) -> list[Finding]:
        """What should be looked at."""
        return [finding for finding in self.findings(today) if not finding.kept]

    def kept(self, today: date) -> tuple[str, ...]:
        """What was odd and left so on purpose."""
        return tuple(finding.sentence for finding in self.findings(today) if finding.kept)


def of_document(
    kind: ReportKind,
    about: About,
    agency: Agency,
    document: Any,
    findings: Callable[[date], list[Finding]],
    span: tuple[date, date],
    *,
    named: str = "",
    summary: tuple[str, ...] = (),
    photos: tuple[tuple[int | None, Photo], ...] = (),
    emblem: Photo | None = None,
) -> Material:
    """The material of a document that was gathered whole. `photos` name the item each belongs to, where the kind asks."""

    document = replace(document, issue=UNMADE)

    def fill(issue: Issue, files: Mapping[str, bytes], approver: Signatory | None) -> Any:
        values: dict[str, Any] = {"issue": replace(issue, approver=approver)}
        if photos:
            made = [(item, AnnexPhoto(p.caption, files[p.key], p.width, p.height)) for item, p in photos]
            values["photos"] = tuple(photo if item is None else (item, photo) for item, photo in made)
        if emblem:
            values["emblem"] = Emblem(files[emblem.key], emblem.width, emblem.height)
        if approver and hasattr(document, "approver"):
            values["approver"] = approver
        return replace(document, **values)

    fields = KINDS[kind].fields(document, Pictures())  # what a kind does not show does not count
    shown = {name: value for name, value in fields.items() if name not in _SIGNED}
    signed = {name: value for name, value in fields.items() if name in _SIGNED}
    wanted = (*(photo for _, photo in photos), *((emblem,) if emblem else ()))
    return Material(
        kind=kind,
        about=about,
        agency=agency,
        fingerprint=digest(
            [{**shown, **(signed if kind in _OF_SIGNERS else {})}, [(p.caption, p.key) for p in wanted]]
        ),
        signers=digest(signed),
        keys=tuple(photo.key for photo in wanted),
        fill=fill,
        findings=findings,
        span=span,
        named=named,
        summary=summary,
    )


def digest(shown: Any) -> str:
    """SHA-256 of plain data."""
    return hashlib.sha256(json.dumps(shown, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()
