"""Writing rows that somebody else may have changed meanwhile: each carries a version, which every change raises.

Commands of an agency run one at a time, so that what is looked at here stays so until it is written.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Insert, Update, delete, func, insert, select, update

from bot.problems import Problem


def put(connection: Connection, table: Any, which: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Insert a row, or write over the one there is, whatever its version."""
    raised = {"version": table.c.version + 1} if "version" in table.c else {}
    here = [table.c[name] == value for name, value in which.items()]
    if not connection.execute(update(table).where(*here).values(**values, **raised)).rowcount:
        connection.execute(insert(table).values(**which, **values))


def drop(connection: Connection, table: Any, which: Mapping[str, Any]) -> None:
    """Let there be no such row."""
    connection.execute(delete(table).where(*(table.c[name] == value for name, value in which.items())))


def put_over(
    connection: Connection, table: Any, which: Mapping[str, Any], values: Mapping[str, Any], version: int | None
) -> int:
    """Insert a row, or write over the version it was made from (0 or None: there was none); its key.

    Raises Problem("changed_meanwhile") when somebody else changed it since. What was deleted does not count.
    """
    here = [table.c[name] == value for name, value in which.items()]
    if "deleted_at" in table.c:
        here.append(table.c.deleted_at.is_(None))
    if (connection.scalar(select(table.c.version).where(*here)) or 0) != (version or 0):
        raise Problem("changed_meanwhile")
    statement: Insert | Update = insert(table).values(**which, **values, version=1)
    if version:
        first = {"first_at": func.coalesce(table.c.first_at, table.c.recorded_at)} if "first_at" in table.c else {}
        statement = update(table).where(*here).values(**values, **first, version=version + 1)
    key: int = connection.execute(statement.returning(*table.primary_key.columns)).scalar_one()
    return key


def change(
    connection: Connection, table: Any, agency_id: int, row_id: int, values: Mapping[str, Any], version: int | None
) -> None:
    """Write over this version of a row. Raises Problem("changed_meanwhile")."""
    changed = connection.execute(
        update(table)
        .where(
            table.c.id == row_id,
            table.c.agency_id == agency_id,
            table.c.version == version,
            table.c.deleted_at.is_(None),
        )
        .values(**values, version=table.c.version + 1)
    )
    if not changed.rowcount:
        raise Problem("changed_meanwhile")
