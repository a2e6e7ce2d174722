"""What results are expected in a quarter and which are there; who was asked for one today. Through the agency, in as many
statements whatever the rows."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, select

from bot.domain.agency import Person, Role
from bot.domain.completeness import MEASURES, Entry
from bot.domain.duty import Duty
from bot.domain.fiscal import Quarter, Round
from storage import people
from storage.people import Acting
from storage.tables import agency, audit, item_year, measure, measure_result, person, plan_item
from storage.tables import quarter_result as result


def entries(connection: Connection, agency_id: int, quarter: Quarter) -> tuple[Entry, ...]:
    """The active items of a quarter, and the measures of the round that ends with it."""
    return (*_items(connection, agency_id, quarter), *_measures(connection, agency_id, quarter))


def _items(connection: Connection, agency_id: int, quarter: Quarter) -> Iterator[Entry]:
    recorded = and_(
        result.c.item_id == plan_item.c.id,
        result.c.fiscal_year == quarter.fiscal_year,
        result.c.quarter == quarter.number,
        result.c.deleted_at.is_(None),
    )
    i = plan_item.c
    rows: Any = connection.execute(
        select(i.id, i.title, i.division_id, i.officer_id, i.mission, _first(result).label("done_at"))
        .join(item_year, item_year.c.item_id == i.id)
        .outerjoin(result, recorded)
        .where(
            i.agency_id == agency_id,
            i.status == "active",
            i.deleted_at.is_(None),
            item_year.c.fiscal_year == quarter.fiscal_year,
            item_year.c.active,
        )
        .order_by(i.mission, i.seq, i.id)
    )
    for row in rows:
        duty = Duty(agency_id, quarter, row.id, row.title, row.division_id, row.officer_id)
        yield Entry(duty, row.mission.partition(".")[0], row.done_at)


def _measures(connection: Connection, agency_id: int, quarter: Quarter) -> Iterator[Entry]:
    round_ = Round(quarter.fiscal_year, 3 * quarter.number)
    recorded = and_(
        measure_result.c.measure_id == measure.c.id,
        measure_result.c.round == round_.months,
        measure_result.c.deleted_at.is_(None),
    )
    m = measure.c
    rows: Any = connection.execute(
        select(m.id, m.name, m.division_id, m.rounds, _first(measure_result).label("done_at"))
        .outerjoin(measure_result, recorded)
        .where(
            m.agency_id == agency_id,
            m.fiscal_year == round_.fiscal_year,
            m.status == "active",
            m.deleted_at.is_(None),
        )
        .order_by(m.seq, m.id)
    )
    for row in rows:
        if round_.months in row.rounds:
            yield Entry(Duty(agency_id, round_, row.id, row.name, row.division_id), MEASURES, row.done_at)


def _first(table: Any) -> Any:
    """When a result was recorded first; none where there is no result."""
    return func.coalesce(table.c.first_at, table.c.recorded_at, type_=table.c.recorded_at.type)


def staff(connection: Connection, agency_id: int) -> tuple[Person, ...]:
    """The active people of an agency."""
    rows = connection.execute(
        select(*people.ACTING)
        .join(agency, agency.c.id == person.c.agency_id)
        .where(person.c.agency_id == agency_id, person.c.active)
        .order_by(person.c.id)
    )
    return tuple(Acting(row).person for row in rows)


def nudged_since(connection: Connection, agency_id: int, since: datetime) -> Collection[tuple[str, int, str]]:
    """For what (item or measure, its number, the period) somebody was asked since then."""
    acts = [f"{role}:{what}:nudged" for role in Role for what in ("item", "measure")]
    rows = connection.execute(
        select(audit.c.act, audit.c.subject_id, audit.c.details).where(
            audit.c.agency_id == agency_id, audit.c.act.in_(acts), audit.c.at >= since
        )
    )
    return {(row.act.split(":")[1], row.subject_id, row.details["period"]) for row in rows}
