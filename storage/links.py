"""Links to files, for channels on which files cannot be sent: one person, one file, for a while."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, exists, insert, select, update

from storage import chats
from storage.tables import audit, binding, link, person

LIVES: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that may be handed out."""

    key: str
    """Where its bytes lie."""
    name: str
    mime: str


def is_picture(file: str) -> bool:
    """Photos are named by "m" and their number."""
    return file.startswith("m") and file[1:].isdigit()


def made_for(
    connection: Connection, person_id: int, wanted: Sequence[tuple[int, str]], now: datetime
) -> Mapping[str, str]:
    """Keys of links to files (message and file), by file; made once for a message."""
    keys = {}
    agency_id = connection.scalar(select(person.c.agency_id).where(person.c.id == person_id))
    for outbox_id, file in wanted:
        there = (link.c.outbox_id == outbox_id, link.c.file == file, link.c.expires_at > now + LIVES / 2)
        key = connection.scalar(select(link.c.key).where(*there))
        if key is None:
            key = secrets.token_urlsafe(16)
            about = {"agency_id": agency_id, "person_id": person_id, "outbox_id": outbox_id, "file": file}
            connection.execute(insert(link).values(key=key, expires_at=now + LIVES, **about))
        keys[file] = key
    return keys


def opened(connection: Connection, channel: str, key: str, holder: str, now: datetime, *, read: bool) -> Opened | str:
    """What a link leads to, or the code of the Problem with it. `holder` digests what a browser was given: the first one that
    comes has the link from then on; nobody holds pictures, which the platform fetches itself. To have `read` a file is kept in
    the audit."""
    row = connection.execute(
        select(link, person.c.role, person.c.active)
        .join(person, person.c.id == link.c.person_id)
        .where(link.c.key == key, link.c.agency_id == person.c.agency_id)
    ).first()
    if row is None or bool(holder) == is_picture(row.file):
        return "link_wrong"
    talks = exists().where(binding.c.person_id == row.person_id, binding.c.channel == channel)
    if not row.active or not connection.scalar(select(talks)):
        return "link_revoked"
    if now >= row.expires_at:
        return "link_expired"
    if holder and not row.holder:
        mine = update(link).where(link.c.key == key, link.c.holder == "").values(holder=holder)
        if connection.execute(mine).rowcount == 0:
            return "link_elsewhere"
    elif holder != row.holder:
        return "link_elsewhere"
    if (found := chats.file_of(connection, row.outbox_id, row.file, now)) is None:
        return "link_no_file"
    if read:
        about = {"agency_id": row.agency_id, "person_id": row.person_id, "channel": channel, "at": now}
        about["act"] = f"{row.role}:file:opened"
        connection.execute(insert(audit).values(details={"file": row.file}, **about))
    return Opened(*found)
