"""Where people can be reached: the chats they are bound to, each on its channel."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, or_, select, update

from bot.domain.agency import Role
from storage.tables import binding, outbox, person


def address_of(connection: Connection, person_id: int) -> tuple[str, str] | None:
    """Channel and address where the person was seen last and can be reached."""
    row = connection.execute(
        select(binding.c.channel, binding.c.address)
        .where(binding.c.person_id == person_id, binding.c.reachable)
        .order_by(binding.c.seen_at.desc().nulls_last(), binding.c.id)
        .limit(1)
    ).first()
    return (row.channel, row.address) if row else None


def bound(connection: Connection, channel: str, address: str) -> int | None:
    """The person bound to that address."""
    return connection.scalar(
        select(binding.c.person_id).where(binding.c.channel == channel, binding.c.address == address)
    )


def everybody_on(connection: Connection, channel: str) -> list[tuple[str, Role]]:
    """Address and role of everybody who has joined on a channel."""
    rows = connection.execute(
        select(binding.c.address, person.c.role)
        .join(person, person.c.id == binding.c.person_id)
        .where(binding.c.channel == channel)
        .order_by(binding.c.id)
    )
    return [(row.address, Role(row.role)) for row in rows]


def bind(connection: Connection, person_id: int, channel: str, address: str, seen_at: datetime | None = None) -> None:
    """Let a person talk on a channel."""
    values = {"person_id": person_id, "channel": channel, "address": address, "reachable": True, "seen_at": seen_at}
    connection.execute(insert(binding).values(values))


def unbind(connection: Connection, person_id: int, channel: str = "", address: str = "") -> tuple[tuple[str, str], ...]:
    """Let a person no longer talk: in that chat, or in none at all. What still waited to be said there goes by another chat of
    the person, or is not said. Gives the chats that could be reached."""
    where = [binding.c.person_id == person_id]
    if channel:
        where += [binding.c.channel == channel, binding.c.address == address]
    gone = delete(binding).where(*where).returning(binding.c.channel, binding.c.address, binding.c.reachable)
    chats = connection.execute(gone).all()
    to = address_of(connection, person_id)
    then = {"channel": to[0], "address": to[1], "state": "new"} if to else {"state": "parked", "error": "left"}
    for chat in chats:
        here = (outbox.c.channel == chat.channel, outbox.c.address == chat.address, outbox.c.person_id == person_id)
        connection.execute(update(outbox).where(*here, outbox.c.state.in_(("new", "retry"))).values(**then))
    return tuple((chat.channel, chat.address) for chat in chats if chat.reachable)


def unreachable(connection: Connection, channel: str, address: str, at: datetime | None = None) -> None:
    """The platform says that nobody can be reached there (any more), or could not at that time."""
    here = [binding.c.channel == channel, binding.c.address == address]
    if at is not None:
        here.append(or_(binding.c.seen_at.is_(None), binding.c.seen_at <= at))
    connection.execute(update(binding).where(*here).values(reachable=False))


def seen(connection: Connection, channel: str, address: str, at: datetime) -> None:
    """Somebody wrote from there: notes to this person go there, and can."""
    connection.execute(
        update(binding)
        .where(binding.c.channel == channel, binding.c.address == address)
        .values(reachable=True, seen_at=at)
    )
