"""Dialogs under way: what was answered so far. On the hot path, so the statements are built once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.database import Record
from storage.tables import session

COLUMNS = (
    session.c.id.label("session_id"),
    session.c.dialog,
    session.c.args,
    session.c.rev,
    session.c.status,
    session.c.state,
    session.c.asked_at,
    session.c.expires_at,
)
_BY_ID = select(*COLUMNS).where(session.c.id == bindparam("session_id"), session.c.person_id == bindparam("person_id"))
_UPDATE = (
    update(session)
    .where(session.c.id == bindparam("session_id"), session.c.person_id == bindparam("owner_id"))
    .values(
        rev=bindparam("rev"),
        status=bindparam("status"),
        state=bindparam("state"),
        asked_at=bindparam("asked_at"),
        expires_at=bindparam("expires_at"),
        updated_at=bindparam("updated_at"),
    )
)


def by_id(connection: Connection, person_id: int, session_id: str) -> Record | None:
    """A session of this person."""
    return connection.execute(_BY_ID, {"session_id": session_id, "person_id": person_id}).first()


def active(connection: Connection, person_id: int) -> Record | None:
    """The session under way."""
    mine = select(*COLUMNS).where(session.c.person_id == person_id, session.c.status == "active")
    return connection.execute(mine).first()


def draft(connection: Connection, person_id: int, dialog: str, args: Sequence[str]) -> Record | None:
    """The newest paused session of this dialog and args."""
    rows = connection.execute(
        select(*COLUMNS)
        .where(session.c.person_id == person_id, session.c.dialog == dialog, session.c.status == "paused")
        .order_by(session.c.updated_at.desc())
        .limit(20)
    )
    return next((row for row in rows if row.args == list(args)), None)


def drafts(connection: Connection, person_id: int, limit: int = 5) -> Sequence[Record]:
    """Sessions with something answered that can be gone on with: the one under way first, then the newest."""
    return connection.execute(
        select(*COLUMNS)
        .where(
            session.c.person_id == person_id,
            session.c.status.in_(("active", "paused")),
            session.c.state["last"].as_string() != "",
        )
        .order_by(session.c.status, session.c.updated_at.desc())
        .limit(limit)
    ).all()


def write(connection: Connection, person_id: int, values: Mapping[str, Any], new: bool) -> None:
    """Insert or update one session."""
    if new:
        connection.execute(insert(session).values(person_id=person_id, **values))
        return
    changed = dict(values)
    for name in ("dialog", "args"):
        changed.pop(name)
    connection.execute(_UPDATE, {**changed, "session_id": changed.pop("id"), "owner_id": person_id})
