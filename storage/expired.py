"""Rows and files that are kept no longer. What the rows of an agency are stamped with is its own clock for sessions and
codes, and the real one for what came, was sent and was stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, Connection, Table, delete, exists, or_, select
from sqlalchemy.sql import ColumnElement

from storage.tables import (
    agency,
    emblem,
    evidence,
    guess,
    inbox,
    invite,
    link,
    media,
    outbox,
    person,
    session,
    stored_file,
)

AT_ONCE: Final = 500
"""Rows dropped in one transaction."""


@dataclass(frozen=True, slots=True)
class What:
    """Rows of one table under a condition."""

    table: Table
    key: Column[Any]
    condition: ColumnElement[bool]


def clock_shifts(connection: Connection) -> list[int]:
    """By how many seconds the clocks of agencies are moved."""
    return list(connection.scalars(select(agency.c.clock_shift).distinct()))


def by_agency_clock(before: datetime, codes_before: datetime, shift: int) -> dict[str, What]:
    """What agencies whose clock is moved by so much keep no longer."""
    agencies = select(agency.c.id).where(agency.c.clock_shift == shift)
    people = select(person.c.id).where(person.c.agency_id.in_(agencies))
    return {
        "session": What(session, session.c.id, (session.c.updated_at < before) & session.c.person_id.in_(people)),
        "invite": What(invite, invite.c.id, (invite.c.expires_at < codes_before) & invite.c.agency_id.in_(agencies)),
    }


def by_real_clock(before: datetime, codes_before: datetime) -> dict[str, What]:
    """What nobody keeps any longer. A medium that is evidence of something, or the emblem, is part of the record."""
    evident = or_(exists().where(evidence.c.media_id == media.c.id), exists().where(emblem.c.media_id == media.c.id))
    return {
        "inbox": What(inbox, inbox.c.id, (inbox.c.stored_at < before) & (inbox.c.state != "open")),
        "outbox": What(outbox, outbox.c.id, (outbox.c.created_at < before) & outbox.c.state.in_(("sent", "parked"))),
        "media": What(media, media.c.id, (media.c.created_at < before) & (media.c.state != "pending") & ~evident),
        "link": What(link, link.c.key, link.c.expires_at < codes_before),
        "guess": What(guess, guess.c.address, guess.c.since < codes_before),
    }


def found(connection: Connection, what: What) -> Sequence[Any]:
    """The keys of some of them; looked for where readers look, so that writers do not wait."""
    return connection.scalars(select(what.key).where(what.condition).limit(AT_ONCE)).all()


def drop(connection: Connection, what: What, keys: Sequence[Any]) -> int:
    """Drop those of these that are still so."""
    return connection.execute(delete(what.table).where(what.key.in_(keys), what.condition)).rowcount


def named(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Which of these files a row names: documents, photos and files that are ready, originals still to be looked at."""
    wanted = media.c.source["key"].as_string()
    return {
        *connection.scalars(select(stored_file.c.key).where(stored_file.c.key.in_(keys))),
        *connection.scalars(select(media.c.key).where(media.c.key.in_(keys))),
        *connection.scalars(select(wanted).where(media.c.state == "pending", wanted.in_(keys))),
    }
