"""Results of quarters that a division head has approved, each as it was then."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, exists, func, insert, select, update

from bot.domain.fiscal import Quarter
from storage.database import Record
from storage.tables import plan_item, quarter_result, result_check


def seals(connection: Connection, agency_id: int, results: Collection[int]) -> Mapping[int, str]:
    """What was approved last of each of these."""
    rows = connection.execute(
        select(result_check.c.result_id, result_check.c.seal)
        .where(
            result_check.c.agency_id == agency_id,
            result_check.c.result_id.in_(results),
            result_check.c.undone_at.is_(None),
        )
        .order_by(result_check.c.id)
    )
    return {row.result_id: row.seal for row in rows}


def waiting(
    connection: Connection, agency_id: int, divisions: Collection[int], years: Collection[int]
) -> list[tuple[Quarter, int]]:
    """How many results of these divisions wait, by quarter: those that nobody approved since they were recorded."""
    done = exists().where(
        result_check.c.result_id == quarter_result.c.id,
        result_check.c.undone_at.is_(None),
        result_check.c.at >= quarter_result.c.recorded_at,
    )
    r = quarter_result.c
    rows = connection.execute(
        select(r.fiscal_year, r.quarter, func.count().label("waiting"))
        .join(plan_item, plan_item.c.id == r.item_id)
        .where(
            r.agency_id == agency_id,
            r.deleted_at.is_(None),
            r.fiscal_year.in_(years),
            plan_item.c.division_id.in_(divisions),
            plan_item.c.status == "active",
            plan_item.c.deleted_at.is_(None),
            ~done.correlate(quarter_result),
        )
        .group_by(r.fiscal_year, r.quarter)
        .order_by(r.fiscal_year, r.quarter)
    )
    return [(Quarter(row.fiscal_year, row.quarter), row.waiting) for row in rows]


def add(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Write down who approved what."""
    connection.execute(insert(result_check), rows)


def of_batch(connection: Connection, agency_id: int, person_id: int, batch: int) -> Sequence[Record]:
    """What one tap of a person approved, with what it was called, as far as it was not taken back."""
    return connection.execute(
        select(result_check, plan_item.c.title, quarter_result.c.fiscal_year, quarter_result.c.quarter)
        .join(quarter_result, quarter_result.c.id == result_check.c.result_id)
        .join(plan_item, plan_item.c.id == quarter_result.c.item_id)
        .where(
            result_check.c.agency_id == agency_id,
            result_check.c.person_id == person_id,
            result_check.c.batch == batch,
            result_check.c.undone_at.is_(None),
        )
        .order_by(result_check.c.id)
    ).all()


def undo(connection: Connection, agency_id: int, person_id: int, batch: int, at: datetime) -> None:
    """Take back what one tap approved."""
    connection.execute(
        update(result_check)
        .where(
            result_check.c.agency_id == agency_id,
            result_check.c.person_id == person_id,
            result_check.c.batch == batch,
        )
        .values(undone_at=at)
    )
