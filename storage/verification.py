"""Finding an approved document by its code or its bytes. Whoever holds one may ask, of whatever agency; nothing is listed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from bot.domain.approval import standing
from bot.domain.report import About, ReportKind, ReportState, title
from bot.domain.verification import Approval, Standing, Verified
from storage import reports
from storage.tables import agency, report, stored_file

PDF = "p"
"""Begins the id of the PDF made of a final file, whose id follows."""


def code_of(connection: Connection, agency_id: int, report_id: int) -> str:
    """The code of a version; empty until its final document is made."""
    mine = (report.c.id == report_id, report.c.agency_id == agency_id)
    return connection.scalar(select(report.c.code).where(*mine)) or ""


def approvals(connection: Connection, agency_id: int, report_id: int) -> tuple[Approval, ...]:
    """The words that hold, level by level: what was undone is none."""
    given = [one for one in standing(reports.decisions(connection, agency_id, report_id)) if one.act == "approve"]
    return tuple(
        Approval(one.name, one.position, one.at, one.acting_for, last=one.level == given[-1].level) for one in given
    )


def by_code(connection: Connection, code: str) -> Verified | None:
    """The document of a code."""
    return _one(connection, report.c.code == code) if code else None


def by_file(connection: Connection, sha256: str) -> Verified | None:
    """The document that has these bytes, as Word file or PDF."""
    rows = connection.execute(
        select(stored_file.c.id, stored_file.c.agency_id).where(stored_file.c.sha256 == sha256)
    ).all()
    for row in rows:
        known = (row.id, row.id.removeprefix(PDF))
        if found := _one(connection, report.c.agency_id == row.agency_id, report.c.final_file.in_(known)):
            return found
    return None


def _one(connection: Connection, *where: ColumnElement[bool]) -> Verified | None:
    row = connection.execute(
        select(report, agency.c.name.label("agency_name"), agency.c.sample)
        .join(agency, agency.c.id == report.c.agency_id)
        .where(*where)
    ).first()
    if row is None:
        return None
    about = About(row.fiscal_year, row.round, row.subject)
    files = _digests(connection, row.final_file)
    return Verified(
        title=title(ReportKind(row.kind), about, row.named),
        agency=row.agency_name,
        sample=row.sample,
        version=row.version,
        approvals=approvals(connection, row.agency_id, row.id),
        standing=_standing(row),
        code=row.code or "",
        sha256=frozenset(files.values()),
        word_sha256=files.get(row.final_file, ""),
    )


def _standing(row: Any) -> Standing:
    if row.final_file is None:
        return Standing.WITHDRAWN
    return Standing.CURRENT if row.state == ReportState.APPROVED else Standing.SUPERSEDED


def _digests(connection: Connection, file_id: str | None) -> dict[str, str]:
    if file_id is None:
        return {}
    ids: Sequence[str] = (file_id, PDF + file_id)
    rows = connection.execute(select(stored_file.c.id, stored_file.c.sha256).where(stored_file.c.id.in_(ids)))
    return {row.id: row.sha256 for row in rows}
