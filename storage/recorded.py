"""What was recorded last: results of items and of measures together."""

from collections.abc import Sequence

from sqlalchemy import Connection, literal, select, union_all

from bot.domain.report import Report, ReportKind
from storage import measures
from storage.database import Record
from storage.tables import measure, measure_result, person, plan_item, quarter_result

MOST = 40
"""Older ones are found under their item or measure."""


def latest(connection: Connection, agency_id: int, division_id: int | None = None) -> Sequence[Record]:
    """Subject (item or measure) with its id and name, fiscal year, quarter or months; the newest first. One statement."""
    of_items = (
        select(
            literal("item").label("what"),
            plan_item.c.id,
            plan_item.c.title.label("name"),
            quarter_result.c.fiscal_year,
            quarter_result.c.quarter.label("part"),
            quarter_result.c.recorded_at,
        )
        .join(plan_item, plan_item.c.id == quarter_result.c.item_id)
        .where(
            quarter_result.c.agency_id == agency_id,
            quarter_result.c.deleted_at.is_(None),
            plan_item.c.deleted_at.is_(None),
            *([plan_item.c.division_id == division_id] if division_id is not None else []),
        )
    )
    of_measures = (
        select(
            literal("measure"),
            measure.c.id,
            measure.c.name,
            measure.c.fiscal_year,
            measure_result.c.round,
            measure_result.c.recorded_at,
        )
        .join(measure, measure.c.id == measure_result.c.measure_id)
        .where(
            measure_result.c.agency_id == agency_id,
            measure_result.c.deleted_at.is_(None),
            measure.c.deleted_at.is_(None),
            *([measure.c.division_id == division_id] if division_id is not None else []),
        )
    )
    both = union_all(of_items, of_measures).subquery()
    return connection.execute(select(both).order_by(both.c.recorded_at.desc(), both.c.id).limit(MOST)).all()


def reporters(connection: Connection, agency_id: int, report: Report) -> list[int]:
    """Who recorded what a report tells; nobody for a document that tells of no round."""
    if report.round is None:
        return []
    if report.kind in {ReportKind.MEASURE_REPORT, ReportKind.SINGLE_MEASURE_REPORT}:
        return measures.reporters(connection, agency_id, report.round)
    found = select(person.c.id).where(
        person.c.agency_id == agency_id,
        person.c.active,
        person.c.id.in_(
            select(quarter_result.c.reporter_id).where(
                quarter_result.c.agency_id == agency_id,
                quarter_result.c.fiscal_year == report.round.fiscal_year,
                quarter_result.c.quarter <= report.round.months // 3,
                quarter_result.c.deleted_at.is_(None),
            )
        ),
    )
    return list(connection.scalars(found.order_by(person.c.id)))
