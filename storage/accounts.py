"""An account at a platform (a bot): its name, how far its updates were fetched, and when it may send next."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Record
from storage.tables import account, cursor, pace


def cursor_of(connection: Connection, channel: str, account: str) -> Record | None:
    """Where fetching stands: `value` and `at`, when it got there."""
    return connection.execute(
        select(cursor.c.value, cursor.c.at).where(cursor.c.channel == channel, cursor.c.account == account)
    ).first()


def move_cursor(connection: Connection, channel: str, account: str, value: int, at: datetime) -> None:
    """Fetching stands there now; kept in the commit that stores what was fetched."""
    maker: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    new = maker(cursor).values(channel=channel, account=account, value=value, at=at)
    there = {"value": value, "at": at}
    connection.execute(new.on_conflict_do_update(index_elements=["channel", "account"], set_=there))


def introduce(connection: Connection, channel: str, account_id: str, name: str, at: datetime) -> None:
    """What the platform calls the account now."""
    maker: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    new = maker(account).values(channel=channel, account=account_id, name=name, at=at)
    there = {"name": name, "at": at}
    connection.execute(new.on_conflict_do_update(index_elements=["channel", "account"], set_=there))


def names(connection: Connection) -> dict[str, str]:
    """What platforms call our accounts, for links that lead to them: by channel, of each the one introduced last."""
    return {row.channel: row.name for row in connection.execute(select(account).order_by(account.c.at))}


def counted(connection: Connection, channel: str, limit: int | None, used: int, at: datetime) -> None:
    """How many messages the account has used of the month's (no limit: None)."""
    values = {"month_limit": limit, "month_used": used, "counted_at": at}
    connection.execute(update(account).where(account.c.channel == channel).values(**values))


def counts(connection: Connection, channel: str) -> tuple[int, int] | None:
    """Used, and the limit; None where there is none or it is not known."""
    row = connection.execute(
        select(account.c.month_used, account.c.month_limit)
        .where(account.c.channel == channel, account.c.month_limit.is_not(None))
        .order_by(account.c.at.desc())
        .limit(1)
    ).first()
    return (row.month_used, row.month_limit) if row else None


def reserve(
    connection: Connection, channel: str, account: str, count: int, each: timedelta, now: datetime
) -> timedelta:
    """Take `count` places in the account's queue of sendings, `each` apart over all processes: how long to wait for the
    first."""
    maker: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    here = {"of_channel": channel, "of_account": account}
    if (free_at := connection.scalar(_FREE_AT, here)) is None:
        new = maker(pace).values(channel=channel, account=account, free_at=now)
        connection.execute(new.on_conflict_do_nothing())
        free_at = connection.execute(_FREE_AT, here).scalar_one()
    start = max(free_at, now) if free_at <= now + AHEAD else now
    connection.execute(
        update(pace).where(pace.c.channel == channel, pace.c.account == account).values(free_at=start + count * each)
    )
    return start - now


AHEAD: Final = timedelta(minutes=5)
"""No queue of ours is longer; a time further ahead was left by a clock that was wrong."""
_FREE_AT: Final = (
    select(pace.c.free_at)
    .where(pace.c.channel == bindparam("of_channel"), pace.c.account == bindparam("of_account"))
    .with_for_update()
)
