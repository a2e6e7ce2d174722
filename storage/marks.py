"""Items that are to be mended because a report was sent back, until they are, or the report is submitted again."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, func, insert, select, update

from bot.domain.duty import Duty
from bot.domain.fiscal import Quarter, Round
from bot.domain.marks import Mark
from bot.domain.report import Report, ReportKind
from storage import plan as plans
from storage import reports
from storage.tables import item_year, mark, measure, plan_item, quarter_result, report


def candidates(connection: Connection, agency_id: int, found: Report) -> list[Duty]:
    """What a report shows item by item, each with the period whose result is mended: the last that was recorded, else the
    last of the round."""
    round_ = found.round
    assert round_ is not None  # the kinds that can be marked have one
    if found.kind is ReportKind.MEASURE_REPORT:
        rows = connection.execute(
            select(measure.c.id, measure.c.name, measure.c.division_id, measure.c.rounds)
            .where(
                measure.c.agency_id == agency_id,
                measure.c.fiscal_year == round_.fiscal_year,
                measure.c.status == "active",
                measure.c.deleted_at.is_(None),
            )
            .order_by(measure.c.seq, measure.c.id)
        )
        return [Duty(agency_id, round_, r.id, r.name, r.division_id) for r in rows if round_.months in r.rounds]
    last = (
        select(func.max(quarter_result.c.quarter))
        .where(
            quarter_result.c.agency_id == agency_id,
            quarter_result.c.item_id == plan_item.c.id,
            quarter_result.c.fiscal_year == round_.fiscal_year,
            quarter_result.c.quarter <= round_.months // 3,
            quarter_result.c.deleted_at.is_(None),
        )
        .scalar_subquery()
    )
    own = plans.plan_of(connection, agency_id, round_.fiscal_year)
    if own is None:
        return []
    rows = connection.execute(
        select(
            plan_item.c.id, plan_item.c.title, plan_item.c.division_id, plan_item.c.officer_id, last.label("quarter")
        )
        .join(item_year, and_(item_year.c.item_id == plan_item.c.id, item_year.c.fiscal_year == round_.fiscal_year))
        .where(
            plan_item.c.agency_id == agency_id,
            plan_item.c.plan_id == own.id,
            plan_item.c.status == "active",
            plan_item.c.deleted_at.is_(None),
            item_year.c.active,
        )
        .order_by(plan_item.c.mission, plan_item.c.seq, plan_item.c.id)
    )
    return [
        Duty(
            agency_id,
            Quarter(round_.fiscal_year, r.quarter or round_.months // 3),
            r.id,
            r.title,
            r.division_id,
            r.officer_id,
        )
        for r in rows
    ]


def code(duty: Duty) -> str:
    """A candidate in answers and commands."""
    return f"{_what(duty)}_{duty.id}"


def _what(duty: Duty) -> str:
    return "item" if isinstance(duty.period, Quarter) else "measure"


def add(
    connection: Connection, report_id: int, person_id: int, duties: Collection[Duty], reason: str, at: datetime
) -> None:
    """Name items of a report that was sent back."""
    rows = [
        {
            "agency_id": duty.agency_id,
            "report_id": report_id,
            "what": _what(duty),
            "subject_id": duty.id,
            "period": duty.period.code,
            "reason": reason,
            "person_id": person_id,
            "at": at,
        }
        for duty in duties
    ]
    if rows:
        connection.execute(insert(mark), rows)


def waiting(connection: Connection, agency_id: int) -> list[Mark]:
    """What is still to be mended, the oldest first; of what is gone from the plan nothing."""
    m = mark.c
    item = and_(m.what == "item", plan_item.c.id == m.subject_id, plan_item.c.deleted_at.is_(None))
    of_year = and_(m.what == "measure", measure.c.id == m.subject_id, measure.c.deleted_at.is_(None))
    rows = connection.execute(
        select(
            mark,
            func.coalesce(plan_item.c.title, measure.c.name).label("title"),
            func.coalesce(plan_item.c.division_id, measure.c.division_id).label("division_id"),
            plan_item.c.officer_id,
        )
        .select_from(mark.outerjoin(plan_item, item).outerjoin(measure, of_year))
        .where(m.agency_id == agency_id, m.done_at.is_(None))
        .order_by(m.id)
    )
    return [
        Mark(
            Duty(
                agency_id,
                Quarter.parse(row.period) if row.what == "item" else Round.parse(row.period),
                row.subject_id,
                row.title,
                row.division_id,
                row.officer_id,
            ),
            row.reason,
            row.report_id,
            row.person_id,
        )
        for row in rows
        if row.title is not None
    ]


def mended(connection: Connection, agency_id: int, what: str, subject_id: int, at: datetime) -> Sequence[int]:
    """An item was recorded anew; the reports of which it was the last one to be mended."""
    mine = (mark.c.agency_id == agency_id, mark.c.what == what, mark.c.subject_id == subject_id)
    done = update(mark).where(*mine, mark.c.done_at.is_(None)).values(done_at=at).returning(mark.c.report_id)
    touched = set(connection.scalars(done))
    if not touched:
        return ()
    left = select(mark.c.report_id).where(mark.c.report_id.in_(touched), mark.c.done_at.is_(None))
    return sorted(touched - set(connection.scalars(left)))


def forget(connection: Connection, agency_id: int, found: Report, at: datetime) -> None:
    """The document was submitted again, or sending it back was undone: nothing of it is asked for any more."""
    versions = select(report.c.id).where(
        report.c.agency_id == agency_id,
        report.c.kind == found.kind,
        *(report.c[name] == value for name, value in reports.place(found.about).items()),
    )
    connection.execute(
        update(mark)
        .where(mark.c.agency_id == agency_id, mark.c.report_id.in_(versions), mark.c.done_at.is_(None))
        .values(done_at=at)
    )
