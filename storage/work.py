"""Rows that stand for work: photos to be looked at, documents to be made, errands. One process claims a row for a while, and
whoever settles it first says what became of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, String, literal_column, select, update

from storage.database import FARTHEST, Record, over

NEW: Final = literal_column("'new'", String)
PENDING: Final = literal_column("'pending'", String)
"""States of what is not done yet: in the text of the statements, so that the partial indexes serve them."""


def claim(
    connection: Connection,
    table: Any,
    waits: ColumnElement[str],
    now: datetime,
    until: datetime,
    *also: ColumnElement[bool],
    **values: Any,
) -> Record | None:
    """Take the oldest row that is to be done now, so that no other process does before `until`."""
    due = table.c.retry_at.is_(None) | over(table.c.retry_at, now, now + FARTHEST)
    first = select(table.c.id).where(table.c.state == waits, due, *also).order_by(table.c.id).limit(1)
    return connection.execute(
        update(table)
        .where(table.c.id == first.with_for_update(skip_locked=True).scalar_subquery())
        .values(retry_at=until, **values)
        .returning(table)
    ).first()


def settle(
    connection: Connection, table: Any, waits: ColumnElement[str], row_id: int, values: Mapping[str, Any]
) -> bool:
    """Change a row that is still to be done; False when somebody else did it."""
    changed = connection.execute(update(table).where(table.c.id == row_id, table.c.state == waits).values(**values))
    return bool(changed.rowcount)
