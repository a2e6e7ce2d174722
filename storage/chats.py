"""Chats as the platform shows them: what stands last in one, what a message answers, and where a chat has gone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select, update

from storage import drawn, evidence, reports
from storage.tables import UNSENT, binding, inbox, outbox, person

HEARD: Final = 20
"""How many of a chat's newest updates are looked at; what is older stands above anyway."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a message that is to be sent meets in its chat."""

    last_id: str
    """The platform's id of the newest message of ours, empty when there is none."""
    last: Mapping[str, Any]
    """That message."""
    answered: bool
    """Whether it answered something said in this chat: else it is news."""
    same_cause: bool
    """Whether it was said because of the same event as the one to be sent."""
    cause: Mapping[str, Any]
    """The raw update that the message to be sent answers, if it answers one."""
    heard: Sequence[Mapping[str, Any]]
    """The newest raw updates of the chat."""


_SAID = (
    select(outbox.c.sent_as, outbox.c.message, outbox.c.inbox_id, inbox.c.address)
    .outerjoin(inbox, inbox.c.id == outbox.c.inbox_id)
    .where(
        outbox.c.channel == bindparam("of_channel"),
        outbox.c.address == bindparam("of_address"),
        outbox.c.state == "sent",
        outbox.c.sent_as != "",
    )
    .order_by(outbox.c.id.desc())
    .limit(1)
)
_CAUSE = (
    select(inbox.c.id, inbox.c.raw)
    .join(outbox, outbox.c.inbox_id == inbox.c.id)
    .where(
        outbox.c.id == bindparam("outbox_id"),
        inbox.c.channel == bindparam("of_channel"),
        inbox.c.address == bindparam("of_address"),
    )
)
_HEARD = (
    select(inbox.c.raw)
    .where(inbox.c.channel == bindparam("of_channel"), inbox.c.address == bindparam("of_address"))
    .order_by(inbox.c.id.desc())
    .limit(HEARD)
)


def around(connection: Connection, outbox_id: int, channel: str, address: str) -> Around:
    """What stands around a message that is to be sent."""
    chat = {"of_channel": channel, "of_address": address}
    said = connection.execute(_SAID, chat).first()
    cause = connection.execute(_CAUSE, {**chat, "outbox_id": outbox_id}).first()
    return Around(
        said.sent_as if said else "",
        said.message if said else {},
        said is not None and said.address == address,
        said is not None and cause is not None and said.inbox_id == cause.id,
        cause.raw if cause else {},
        connection.scalars(_HEARD, chat).all(),
    )


def moved(connection: Connection, channel: str, old: str, new: str) -> None:
    """A chat has another id from now on: people and waiting messages go there."""
    taken = connection.scalar(select(func.count()).where(binding.c.channel == channel, binding.c.address == new))
    if not taken:
        here = update(binding).where(binding.c.channel == channel, binding.c.address == old)
        connection.execute(here.values(address=new))
    waiting = update(outbox).where(outbox.c.channel == channel, outbox.c.address == old, UNSENT)
    connection.execute(waiting.values(address=new))


def file_of(connection: Connection, outbox_id: int, file_id: str, now: datetime) -> tuple[str, str, str] | None:
    """Where a file that a message names lies (a document by its id, a photo as m and its number), its name and MIME; only
    within the agency of the person it is said to."""
    agency_id = connection.scalar(
        select(person.c.agency_id).join(outbox, outbox.c.person_id == person.c.id).where(outbox.c.id == outbox_id)
    )
    if agency_id is None:
        return None
    if file_id.startswith("m") and file_id[1:].isdigit():
        found = evidence.states(connection, agency_id, [int(file_id[1:])])
        return (found[0].key, found[0].name or "photo.jpg", found[0].mime) if found and found[0].key else None
    if file_id.startswith(drawn.KINDS):
        return drawn.file_of(connection, agency_id, file_id, now)
    file = reports.file(connection, file_id)
    return (file.key, file.name, file.mime) if file is not None and file.agency_id == agency_id else None


def person_of(connection: Connection, inbox_id: int) -> tuple[int, int] | None:
    """Person and agency of a stored update, if its sender is known."""
    row = connection.execute(
        select(person.c.id, person.c.agency_id)
        .join(inbox, inbox.c.person_id == person.c.id)
        .where(inbox.c.id == inbox_id, person.c.active)
    ).first()
    return (row.id, row.agency_id) if row else None
