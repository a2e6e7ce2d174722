"""Names of the processes that do jobs. A name belongs to one living process and is free the moment that process is gone,
however it went: the lock is the system's own (SQLite: of a file beside the database) or the database's (PostgreSQL: of a
session), so that nothing has to beat and nothing has to time out."""

import fcntl
import os
import socket
import time
from collections.abc import Callable
from itertools import count
from typing import Final

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

TRY: Final = text("SELECT pg_try_advisory_lock(hashtextextended('executor:' || :name, 0))")
FREE: Final = text("SELECT pg_advisory_unlock(hashtextextended('executor:' || :name, 0))")
PATIENCE: Final = 2.0
"""Seconds to wait for a name: whoever looks after the dead holds it for a moment."""


class InUse(Exception):  # noqa: N818 - a state of the machine
    """Another process that lives has this name."""


class Name:
    """A name that this process holds."""

    def __init__(self, name: str, free: Callable[[], None], session: Connection | None = None) -> None:
        self.name, self.free, self.session = name, free, session

    def held(self) -> bool:
        """Whether it is still ours: a session of PostgreSQL can be lost, and the lock with it."""
        if self.session is None:
            return True
        try:
            self.session.execute(text("SELECT 1"))
        except DBAPIError:
            return False
        return True


def take(engine: Engine, name: str) -> Name | None:
    """Hold a name; None when a living process has it."""
    if engine.dialect.name == "sqlite":
        handle = os.open(f"{engine.url.database}.{name.replace(os.sep, '-')}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return None
        return Name(name, lambda: os.close(handle))
    session = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    if not session.scalar(TRY, {"name": name}):
        session.close()
        return None

    def free() -> None:
        try:
            session.execute(FREE, {"name": name})
            session.close()
        except DBAPIError:
            session.invalidate()  # the session is gone, and the lock with it

    return Name(name, free, session)


def take_mine(engine: Engine, wanted: str) -> Name:
    """Hold the wanted name, or InUse; without a wish, the first free one of this machine."""
    if not wanted:
        return next(name for slot in count(1) if (name := take(engine, f"{socket.gethostname()}-{slot}")))
    until = time.monotonic() + PATIENCE
    while (name := take(engine, wanted)) is None:
        if time.monotonic() > until:
            raise InUse(wanted)
        time.sleep(0.1)
    return name
