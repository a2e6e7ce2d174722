"""Divisions of an agency. Every query goes through the agency."""

from typing import Any, Final

from sqlalchemy import Column, Connection, delete, exists, func, insert, or_, select, update

from bot.domain.divisions import Division
from storage.tables import division, measure, metadata, person, plan_item

NAMING: Final[tuple[Column[Any], ...]] = tuple(
    column
    for table in metadata.sorted_tables
    for column in table.c
    if any(key.column is division.c.id for key in column.foreign_keys)
)
"""Every column that names a division."""


def of_agency(connection: Connection, agency_id: int) -> list[Division]:
    """The divisions in their order, with what each holds."""

    def count(table: Any, *conditions: Any) -> Any:
        mine = (table.c.division_id == division.c.id, table.c.agency_id == agency_id, *conditions)
        return select(func.count()).select_from(table).where(*mine).correlate(division).scalar_subquery()

    used = or_(*(exists().where(column == division.c.id, column.table.c.agency_id == agency_id) for column in NAMING))
    rows = connection.execute(
        select(
            division.c.id,
            division.c.name,
            division.c.telephone,
            count(person, person.c.active).label("people"),
            count(plan_item, plan_item.c.deleted_at.is_(None)).label("items"),
            count(measure, measure.c.deleted_at.is_(None)).label("measures"),
            used.label("used"),
        )
        .where(division.c.agency_id == agency_id)
        .order_by(division.c.seq, division.c.id)
    )
    return [Division(**row._mapping) for row in rows]


def add(connection: Connection, agency_id: int, name: str, telephone: str) -> int:
    """A new division, behind the others."""
    last = select(func.coalesce(func.max(division.c.seq), 0)).where(division.c.agency_id == agency_id)
    values = {"agency_id": agency_id, "seq": last.scalar_subquery() + 1, "name": name, "telephone": telephone}
    row_id: int = connection.execute(insert(division).values(**values).returning(division.c.id)).scalar_one()
    return row_id


def change(connection: Connection, agency_id: int, before: Division, name: str, telephone: str) -> None:
    """Give a division another name or telephone; measures that print its name follow."""
    mine = (division.c.id == before.id, division.c.agency_id == agency_id)
    connection.execute(update(division).where(*mine).values(name=name, telephone=telephone))
    _print_as(connection, agency_id, before.name, name)


def drop(connection: Connection, agency_id: int, gone: Division, into: Division | None) -> None:
    """Delete a division; whatever names it names the other one from now on."""
    if into is not None:
        for column in NAMING:
            naming = (column == gone.id, column.table.c.agency_id == agency_id)
            connection.execute(update(column.table).where(*naming).values({column.name: into.id}))
        _print_as(connection, agency_id, gone.name, into.name)
    connection.execute(delete(division).where(division.c.id == gone.id, division.c.agency_id == agency_id))


def _print_as(connection: Connection, agency_id: int, before: str, after: str) -> None:
    """What a measure prints under ผู้รับผิดชอบ is its own words; where these are a division's name, it is that division."""
    if before != after:
        printed = (measure.c.agency_id == agency_id, measure.c.owner == before)
        connection.execute(update(measure).where(*printed).values(owner=after))
