"""Slow work that somebody waits for, done by a worker: it is noted here, claimed, and settled once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from storage import jobs, work
from storage.database import Record
from storage.tables import errand, media
from storage.work import NEW


def ask(connection: Connection, values: Mapping[str, Any]) -> int:
    """Note what is wanted; a job does it."""
    errand_id: int = connection.execute(insert(errand).values(**values).returning(errand.c.id)).scalar_one()
    jobs.enqueue(connection, "errand", f"errand:{errand_id}:{values['created_at'].isoformat()}", {})
    return errand_id


def claim(connection: Connection, now: datetime, until: datetime) -> Record | None:
    """Take the oldest that is to be done now, so that no other process does before `until`."""
    return work.claim(connection, errand, NEW, now, until)


def settle(connection: Connection, errand_id: int, values: Mapping[str, Any]) -> bool:
    """Change one that is still new; False when somebody else did it."""
    return work.settle(connection, errand, NEW, errand_id, values)


def under_way(connection: Connection, person_id: int, what: str, about: Mapping[str, Any]) -> int | None:
    """The same thing asked for by the same person and not done yet: a second tap asks for nothing."""
    rows = connection.execute(
        select(errand.c.id, errand.c.about).where(
            errand.c.state == NEW, errand.c.person_id == person_id, errand.c.what == what
        )
    )
    return next((row.id for row in rows if row.about == about), None)


def keep_picture(connection: Connection, values: Mapping[str, Any]) -> int:
    """Note a picture of ours that is stored: shown like a photo, and kept no longer than one that is evidence of nothing."""
    made = {**values, "state": "ready", "mime": "image/jpeg"}
    media_id: int = connection.execute(insert(media).values(**made).returning(media.c.id)).scalar_one()
    return media_id
