"""Reports that are made by themselves: whose are due, that each is made once, and what its plan owners are still to be told."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, insert, or_, select, update

from bot.domain.agency import Role
from bot.domain.fiscal import Round
from bot.domain.history import SYSTEM
from bot.domain.report import About, ReportKind
from storage import reports
from storage.database import Record
from storage.tables import UNTOLD, agency, audit, document_request, item_year, measure, person, plan_item, round_report


# --- making -----------------------------------------------------------------------------------------------------------------
def due(connection: Connection, today: date, limit: int) -> Sequence[Record]:
    """Agencies whose reports are due by this day, and those whose clock was moved, which know their day best. Who works on
    them holds their rows."""
    a = agency.c
    now = and_(a.clock_shift == 0, a.reports_on <= today)
    moved = and_(or_(a.clock_shift < 0, a.clock_shift > 0), a.reports_on.is_not(None))
    return connection.execute(
        select(a.id, a.clock_shift, a.reports_on, a.due_days)
        .where(or_(now, moved))
        .order_by(a.reports_on, a.id)
        .limit(limit)
        .with_for_update(key_share=True, skip_locked=True)
    ).all()


def made_up_to(connection: Connection, agency_ids: Iterable[int], day: date | None) -> None:
    """The reports of these agencies are made next on this day; None: never."""
    connection.execute(update(agency).where(agency.c.id.in_(agency_ids)).values(reports_on=day))


def made_next(connection: Connection, agency_id: int) -> date | None:
    """The day on which an agency's reports are made next; None: never."""
    day: date | None = connection.scalar(select(agency.c.reports_on).where(agency.c.id == agency_id))
    return day


def to_report(connection: Connection, agency_ids: Collection[int], round_: Round) -> set[tuple[int, ReportKind]]:
    """Which of these agencies have what to report on a round, without the reports that were made by themselves before."""
    year = round_.fiscal_year
    planned = (
        select(plan_item.c.agency_id)
        .join(item_year, item_year.c.item_id == plan_item.c.id)
        .where(plan_item.c.agency_id.in_(agency_ids), plan_item.c.status == "active", plan_item.c.deleted_at.is_(None))
        .where(item_year.c.fiscal_year == year, item_year.c.active)
        .distinct()
    )
    own = measure.c.agency_id.in_(agency_ids), measure.c.fiscal_year == year
    measured = select(measure.c.agency_id, measure.c.rounds).where(
        *own, measure.c.status == "active", measure.c.deleted_at.is_(None)
    )
    of_plan = ReportKind.FOLLOW_UP if round_.months == 6 else ReportKind.YEARLY_REPORT
    found = {(number, of_plan) for number in connection.scalars(planned)}
    found |= {
        (row.agency_id, ReportKind.MEASURE_REPORT)
        for row in connection.execute(measured)
        if round_.months in row.rounds
    }
    r = round_report.c
    known = select(r.agency_id, r.kind).where(
        r.agency_id.in_(agency_ids), r.fiscal_year == year, r.round == round_.months
    )
    return found - {(row.agency_id, ReportKind(row.kind)) for row in connection.execute(known)}


def owners(connection: Connection, agency_ids: Collection[int]) -> Mapping[int, list[int]]:
    """The plan owners of these agencies."""
    rows = connection.execute(
        select(person.c.agency_id, person.c.id)
        .where(person.c.agency_id.in_(agency_ids), person.c.active, person.c.role == Role.PLAN_OWNER.value)
        .order_by(person.c.id)
    )
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(row.agency_id, []).append(row.id)
    return found


def make(connection: Connection, agency_id: int, kind: ReportKind, round_: Round, owner_id: int, at: datetime) -> None:
    """Want a report for a plan owner, as a draft of which nobody is told when it is made."""
    values = {"agency_id": agency_id, "person_id": owner_id, "kind": kind, **reports.place(About.of(round_))}
    values |= {"channel": "", "address": "", "state": "new", "tries": 0, "created_at": at}
    request_id = reports.request(connection, values)
    connection.execute(
        insert(round_report).values(
            agency_id=agency_id, kind=kind, fiscal_year=round_.fiscal_year, round=round_.months, request_id=request_id
        )
    )
    asked = {"act": f"{SYSTEM}:report:asked", "subject_id": request_id, "channel": "", "at": at}
    details = {"kind": kind, "round": About.of(round_).code}
    connection.execute(insert(audit).values(agency_id=agency_id, **asked, details=details))


# --- telling ----------------------------------------------------------------------------------------------------------------
def untold(connection: Connection, limit: int) -> Sequence[Record]:
    """Reports that are made, or could not be, and of which nobody was told yet."""
    return connection.execute(
        select(round_report, agency.c.clock_shift, agency.c.due_days, document_request.c.state)
        .join(agency, agency.c.id == round_report.c.agency_id)
        .join(document_request, document_request.c.id == round_report.c.request_id)
        .where(UNTOLD, document_request.c.state != "new")
        .order_by(round_report.c.id)
        .limit(limit)
    ).all()


def claim(connection: Connection, ids: Collection[int], at: datetime) -> set[int]:
    """Take these to be told of; who takes one tells of it, nobody else."""
    r: Any = round_report.c
    taken = update(round_report).where(r.id.in_(ids), r.told_at.is_(None)).values(told_at=at).returning(r.id)
    return set(connection.scalars(taken))


def became(connection: Connection, row_id: int, outcome: str, why: str = "") -> None:
    """What became of one: told, or skipped and why."""
    connection.execute(update(round_report).where(round_report.c.id == row_id).values(result=outcome, why=why))
