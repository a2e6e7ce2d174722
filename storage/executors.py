"""Names of the processes that do jobs. A name belongs to one living process and is free the moment that process is gone,
however it went: the lock is the system's own (SQLite: of a file beside the database) or the database's (PostgreSQL: of a
session), so that nothing has to beat and nothing has to time out."""

import fcntl
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Final

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

TRY: Final = text("SELECT pg_try_advisory_lock(hashtextextended('executor:' || :name, 0))")
FREE: Final = text("SELECT pg_advisory_unlock(hashtextextended('executor:' || :name, 0))")


class Name:
    """A name that this process holds."""

    def __init__(self, name: str, free: Callable[[], None], session: Connection | None = None) -> None:
        self.name, self.free, self._session = name, free, session

    def held(self) -> bool:
        """Whether it is still ours: a session of PostgreSQL can be lost, and the lock with it."""
        if self._session is None:
            return True
        try:
            self._session.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return False
        return True


def take(engine: Engine, name: str) -> Name | None:
    """Hold a name; None when a living process has it."""
    if engine.dialect.name == "sqlite":
        handle = os.open(f"{engine.url.database}.jobs-{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
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
        with suppress(SQLAlchemyError):  # a session that is gone took its lock along
            session.execute(FREE, {"name": name})
        session.close()

    return Name(name, free, session)


def take_free(engine: Engine) -> Name:
    """Hold the first name that is free: after a restart the same one as before. A file of SQLite is on one machine."""
    host = "" if engine.dialect.name == "sqlite" else f"{socket.gethostname()}-"
    return next(name for slot in count(1) if (name := take(engine, f"{host}{slot}")))
