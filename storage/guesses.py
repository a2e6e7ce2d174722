"""Codes tried in vain, so that nobody can go on trying."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, case, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import guess

PAUSE: Final = timedelta(minutes=15)
"""How long wrong codes count, and how long the refusal lasts after the last one."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many wrong codes may come from somewhere; then it is refused for a while, even with a right one."""

    channel: str
    address: str
    most: int


def refused(connection: Connection, limits: Sequence[Limit], now: datetime) -> datetime | None:
    """Until when no code is taken, after too many wrong ones."""
    for limit in limits:
        since: datetime | None = connection.scalar(
            select(guess.c.since).where(
                guess.c.channel == limit.channel,
                guess.c.address == limit.address,
                guess.c.since > now - PAUSE,
                guess.c.count >= limit.most,
            )
        )
        if since is not None:
            return since + PAUSE
    return None


def guessed(connection: Connection, limits: Sequence[Limit], now: datetime) -> None:
    """Count a wrong code. Once too many were tried, the pause runs from the last one."""
    maker: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    for limit in limits:
        stale = guess.c.since <= now - PAUSE
        connection.execute(
            maker(guess)
            .values(channel=limit.channel, address=limit.address, count=1, since=now)
            .on_conflict_do_update(
                index_elements=["channel", "address"],
                set_={
                    "count": case((stale, 1), else_=guess.c.count + 1),
                    "since": case((stale | (guess.c.count + 1 >= limit.most), now), else_=guess.c.since),
                },
            )
        )


def forgive(connection: Connection, channel: str, address: str) -> None:
    """A right code came from there: its wrong ones are forgotten."""
    connection.execute(guess.delete().where(guess.c.channel == channel, guess.c.address == address))
