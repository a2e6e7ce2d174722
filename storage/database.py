"""The databases: how to open them, and the unit of work.

SQLite: a write engine of one thread and one connection (BEGIN IMMEDIATE, WAL, FULL: an answered officer's answer
survives a power loss) and a read engine for screens and downloads (deferred, query_only). PostgreSQL: one pool for both,
with a connection for each thread; reads are REPEATABLE READ, so that a document shows one moment.

A unit of work may be run again from its beginning (a conflict, a connection lost before the commit): it keeps nothing
outside the transaction.
"""

import asyncio
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from json import JSONEncoder
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, Concatenate, Final, ParamSpec, TypeAlias, TypeVar

from sqlalchemy import URL, ColumnElement, Connection, Engine, Row, create_engine, event, make_url, or_, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import QueuePool

P = ParamSpec("P")
T = TypeVar("T")

Record: TypeAlias = Row[*tuple[Any, ...]]
"""A row of any columns."""

_JSON: Final = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Thai stays Thai: half the bytes."""

BUSY_MS: Final = 5_000
"""How long to wait for another process that writes; then a platform is better told to come again."""
WRITERS: Final = 6
READERS: Final = 2
"""Threads, and so at most connections, of one process on PostgreSQL."""
TRIES: Final = 5
"""How often a unit of work is begun before its conflict counts as its failure."""


class Unavailable(Exception):  # noqa: N818 - a state of the machine, not a fault of the work
    """The database cannot be worked with now: stopped, full, or held by another. The work is not done, and can be asked for
    again later."""


class Database:
    """One database, opened. `write` and `read` run a unit of work in a thread of their own, inside a transaction."""

    def __init__(self, url: str) -> None:
        parsed = make_url(re.sub("^postgres://", "postgresql://", url))
        self.sqlite = parsed.get_backend_name() == "sqlite"
        if self.sqlite:
            if parsed.database:
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            self.writer = _sqlite(url, "BEGIN IMMEDIATE", size=1)
            self.reader = _sqlite(url, "BEGIN DEFERRED", size=4, query_only=True)
        else:
            self.writer = postgresql(parsed, WRITERS + READERS)
            self.reader = self.writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._one_writes = Lock()
        self._kept: Connection | None = None
        self._write_threads = Threads(1 if self.sqlite else WRITERS, "write")
        self._read_threads = Threads(4 if self.sqlite else READERS, "read")

    async def write(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work(connection, ...)` in one transaction; it commits when it returns and rolls back when it raises."""
        return await self._write_threads.run(lambda: self.write_now(work, *args, **kwargs))

    async def read(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work(connection, ...)` on a snapshot; it cannot change anything."""
        return await self._read_threads.run(lambda: self.read_now(work, *args, **kwargs))

    async def off_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run something that takes milliseconds of CPU (rendering) beside the event loop."""
        return await self._read_threads.run(lambda: work(*args, **kwargs))

    def write_now(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`write` in the calling thread (command line, tests)."""
        for tries in range(1, TRIES + 1):
            committing = False
            try:
                with self._writing() as connection:
                    done = work(connection, *args, **kwargs)
                    committing = True
                return done
            except Exception as error:
                fault = _fault(error)
                if fault is None:
                    raise
                # An answer to COMMIT that was lost may be either; everything else is undone for sure.
                lost = fault.connection_invalidated and not committing
                if tries < TRIES and (lost or _conflict(fault)):
                    continue
                if _unavailable(fault):
                    raise Unavailable(type(fault.orig).__name__) from error
                raise
        raise AssertionError("unreachable")

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction; on SQLite over the one connection that writes, which is kept."""
        if not self.sqlite:
            with self.writer.begin() as connection:
                yield connection
            return
        with self._one_writes:
            if self._kept is None:
                self._kept = self.writer.connect()
            with self._kept.begin():
                yield self._kept

    @contextmanager
    def tables_made_anew(self) -> Iterator[None]:
        """SQLite alters a table by making it anew, which references to its rows would forbid: here they are not enforced,
        so whoever writes has to look at them in the end. PostgreSQL needs none of this."""
        if self.sqlite:
            self.write_now(lambda connection: None)
        kept = self._kept.connection.driver_connection if self._kept is not None else None
        if kept is not None:
            kept.execute("PRAGMA foreign_keys=OFF")
        try:
            yield
        finally:
            if kept is not None:
                kept.execute("PRAGMA foreign_keys=ON")

    def read_now(self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`read` in the calling thread."""
        for tries in range(1, TRIES + 1):
            try:
                with self.reader.connect() as connection:
                    return work(connection, *args, **kwargs)
            except DBAPIError as error:
                if error.connection_invalidated and tries < TRIES:
                    continue
                if _unavailable(error):
                    raise Unavailable(type(error.orig).__name__) from error
                raise
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Wait for the work under way and close every connection."""
        self._write_threads.close()
        self._read_threads.close()
        if self._kept is not None:
            self._kept.close()
        self.writer.dispose()
        self.reader.dispose()


class Threads:
    """Threads that do work for an event loop. Half the cost of ThreadPoolExecutor's way there and back, which a turn
    goes three times."""

    def __init__(self, count: int, name: str) -> None:
        self._queue: SimpleQueue[Any] = SimpleQueue()
        self._threads = [Thread(target=self._serve, name=f"{name}-{n}", daemon=True) for n in range(count)]
        for thread in self._threads:
            thread.start()

    async def run(self, work: Callable[[], T]) -> T:
        """Have it done."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._queue.put((work, loop, future))
        return await future

    def _serve(self) -> None:
        while (job := self._queue.get()) is not None:
            work, loop, future = job
            try:
                done = future.set_result, work()
            except BaseException as error:
                done = future.set_exception, error
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(_settle, future, *done)
            del job, work, future, done  # an idle thread keeps nothing alive

    def close(self) -> None:
        """Wait for what was asked, then end."""
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()


def _settle(future: "asyncio.Future[Any]", set_to: Callable[[Any], None], value: Any) -> None:
    if not future.cancelled():
        set_to(value)


def _sqlite(url: str, begin: str, *, size: int, query_only: bool = False) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        json_serializer=_JSON,
        pool_reset_on_return=None if size == 1 else "rollback",
        connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000},
    )

    @event.listens_for(engine, "connect")
    def settings(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        # A short log is written over and over in place: a turn costs 4 % less than with SQLite's 1,000 pages.
        pragmas = ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_MS}", "foreign_keys=ON")
        for pragma in (*pragmas, "wal_autocheckpoint=250"):
            cursor.execute(f"PRAGMA {pragma}")
        if query_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()
        lend_unixepoch(connection)

    def do_begin(connection: Any) -> None:
        connection.execute(begin)

    engine.dialect.do_begin = do_begin  # type: ignore[assignment, method-assign]  # an event listener would slow every statement
    return engine


def lend_unixepoch(connection: sqlite3.Connection) -> None:
    """The library of the jobs wants milliseconds of SQLite, which an older SQLite cannot tell."""
    if sqlite3.sqlite_version_info < (3, 42):
        connection.create_function("unixepoch", -1, lambda *_: time.time())


def postgresql(url: URL, size: int) -> Engine:
    """An engine whose connections notice a server that is gone, and whose server notices a process that is."""
    wanted = {
        "connect_timeout": 5,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
        "options": "-c idle_in_transaction_session_timeout=30s -c lock_timeout=10s",
    }
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=size,
        max_overflow=0,
        json_serializer=_JSON,
        connect_args={name: value for name, value in wanted.items() if name not in url.query},
    )


_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


def one_at_a_time(connection: Connection, name: str) -> None:
    """Wait until nobody else works under this name, and keep others from it until the end of the transaction. SQLite has
    one writer anyway."""
    if connection.dialect.name != "sqlite":
        connection.execute(_LOCK, {"name": name})


FARTHEST: Final = timedelta(minutes=15)
"""Nothing is put off longer than this; so a time further ahead was written before the clock was set back, and is over."""


def over(column: ColumnElement[Any], now: Any, farthest: Any) -> ColumnElement[bool]:
    """Whether a time until which something was put off is over; a clock that is set back makes nothing wait for it."""
    return or_(column <= now, column > farthest)


def _fault(error: BaseException | None) -> DBAPIError | None:
    """What the database said, whatever it was wrapped in."""
    while error is not None and not isinstance(error, DBAPIError):
        error = error.__cause__ or error.__context__
    return error


def _conflict(fault: DBAPIError) -> bool:
    """Two worked on the same rows at once (serialization failure, deadlock, unique conflict): running it again finds what
    the other did."""
    return getattr(fault.orig, "sqlstate", None) in ("40001", "40P01", "23505")


_SQLITE_LATER: Final = (
    *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY),
    *(sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN),
)
_POSTGRESQL_LATER: Final = re.compile("08|53|57|58|55P03")
"""Connection, resources (a full disk), shutdown, input and output; a lock that was waited for too long."""


def _unavailable(fault: DBAPIError) -> bool:
    """Whether the database, not the work, is to blame."""
    if fault.connection_invalidated:
        return True
    if (code := getattr(fault.orig, "sqlite_errorcode", None)) is not None:
        return code & 0xFF in _SQLITE_LATER
    state = getattr(fault.orig, "sqlstate", None)
    return isinstance(fault, OperationalError) and (state is None or _POSTGRESQL_LATER.match(state) is not None)


@contextmanager
def rolled_back(connection: Connection) -> Iterator[None]:
    """A part of a transaction that is undone alone when it raises."""
    with connection.begin_nested():
        yield
