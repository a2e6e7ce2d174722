"""Slow work that somebody waits for, done by a worker: it is noted here, claimed, and settled once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, String, insert, literal_column, select, update

from storage import jobs
from storage.database import FARTHEST, Record, over
from storage.tables import errand, media

_NEW: Final = literal_column("'new'", String)
"""In the text of the statements, so that the partial index serves them."""


def ask(connection: Connection, values: Mapping[str, Any]) -> int:
    """Note what is wanted; a job does it."""
    errand_id: int = connection.execute(insert(errand).values(**values).returning(errand.c.id)).scalar_one()
    jobs.enqueue(connection, "errand", f"errand:{errand_id}:{values['created_at'].isoformat()}", {})
    return errand_id


def claim(connection: Connection, now: datetime, until: datetime) -> Record | None:
    """Take the oldest that is to be done now, so that no other process does before `until`."""
    due = errand.c.retry_at.is_(None) | over(errand.c.retry_at, now, now + FARTHEST)
    first = select(errand.c.id).where(errand.c.state == _NEW, due).order_by(errand.c.id).limit(1)
    return connection.execute(
        update(errand)
        .where(errand.c.id == first.with_for_update(skip_locked=True).scalar_subquery())
        .values(retry_at=until)
        .returning(errand)
    ).first()


def settle(connection: Connection, errand_id: int, values: Mapping[str, Any]) -> bool:
    """Change one that is still new; False when somebody else did it."""
    changed = connection.execute(
        update(errand).where(errand.c.id == errand_id, errand.c.state == "new").values(**values)
    )
    return bool(changed.rowcount)


def under_way(connection: Connection, person_id: int, what: str, about: Mapping[str, Any]) -> int | None:
    """The same thing asked for by the same person and not done yet: a second tap asks for nothing."""
    rows = connection.execute(
        select(errand.c.id, errand.c.about).where(
            errand.c.state == _NEW, errand.c.person_id == person_id, errand.c.what == what
        )
    )
    return next((row.id for row in rows if row.about == about), None)


def keep_picture(connection: Connection, values: Mapping[str, Any]) -> int:
    """Note a picture of ours that is stored: shown like a photo, and kept no longer than one that is evidence of nothing."""
    made = {**values, "state": "ready", "mime": "image/jpeg"}
    media_id: int = connection.execute(insert(media).values(**made).returning(media.c.id)).scalar_one()
    return media_id
