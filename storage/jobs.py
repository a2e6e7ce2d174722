"""Durable jobs, on DBOS: what was asked for in a transaction is done once it is committed, whatever crashes meanwhile.

A job is a name and plain data. Its handler can be run again from its beginning, so that it looks at the rows first and
settles them last. A library sits behind these few functions: its tables lie in the database of the business rows (SQLite:
in the same file; PostgreSQL: in the schema `dbos`), its threads are its own.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import structlog
from sqlalchemy import Connection, Engine, create_engine, event, inspect

from storage.database import Database

if TYPE_CHECKING:
    from dbos import DBOSClient

log = structlog.get_logger()

Handler = Callable[[dict[str, Any]], Awaitable[None]]
"""Does a job; runs on the event loop of the process."""

APPLICATION: Final = "sujarit"
QUEUE: Final = "jobs"
SLOTS: Final = 5
"""Jobs at once in one process: few, so that chats do not wait for them."""
POLL: Final = 1.0
VERSION: Final = "1"
"""Raised when jobs that lie stored can no longer be done by the newer code; the library would take a hash of the source,
and leave behind what a deploy interrupts."""
MINUTE: Final = "* * * * *"
REAP_EVERY: Final = 12.0
"""Seconds between two looks for processes that died."""
ATTEMPTS: Final = 5
"""A job whose process died so often is given up: it may be the reason."""
KEPT: Final = timedelta(days=8)
"""How long a finished job is remembered, and its key with it."""
STOP_WITHIN: Final = 6.0
"""Seconds that the jobs under way have to end; what has not is done by the next process."""


class InUse(Exception):  # noqa: N818 - a state of the machine
    """Another process that lives already works under this name."""


# --- its tables --------------------------------------------------------------------------------------------------------------
SCHEMA: Final = "dbos"


def migrate(database: Database) -> None:
    """Make or bring up to date the tables of the library."""
    from dbos import DBOS

    _quiet()
    DBOS.migrate(database.writer.url.render_as_string(hide_password=False), schema=SCHEMA)


def migrated(connection: Connection) -> bool:
    """Whether its tables were made; a newer library brings them up to date when it is launched."""
    schema = None if connection.dialect.name == "sqlite" else SCHEMA
    return inspect(connection).has_table("dbos_migrations", schema)


def _quiet() -> None:
    """Its warnings go where ours go, and nothing else is said."""
    log = logging.getLogger("dbos")
    log.setLevel(logging.WARNING)
    if not log.handlers:
        log.addHandler(logging.NullHandler())  # with one there it adds none of its own


# --- asking for a job ------------------------------------------------------------------------------------------------------
def enqueue(connection: Connection, name: str, key: str, payload: Mapping[str, Any]) -> None:
    """Have a job done once this transaction is committed. The same key again is the same job, for a week at least."""
    options: Any = {"queue_name": QUEUE, "workflow_name": "run_job", "workflow_id": key, "app_version": VERSION}
    try:
        _asking(connection.dialect.name).enqueue_in_transaction(connection, options, name, dict(payload))
    finally:
        connection.execution_options(schema_translate_map=None)  # it was set for good, and slows every statement


@cache
def _asking(dialect: str) -> "DBOSClient":
    """Writes into the transactions of others; never opens a connection of its own."""
    return _client(create_engine("sqlite://" if dialect == "sqlite" else "postgresql+psycopg://"))


def _client(engine: Engine) -> "DBOSClient":
    from dbos import DBOSClient

    return DBOSClient(system_database_engine=engine, serializer=_json(), application_name=APPLICATION, lazy=True)


@cache
def _json() -> Any:
    """Plain data as JSON; the library would pickle."""
    from dbos import Serializer

    class Json(Serializer):
        def serialize(self, data: Any) -> str:
            return json.dumps(data, ensure_ascii=False, default=str)

        def deserialize(self, serialized_data: str) -> Any:
            return json.loads(serialized_data)

        def name(self) -> str:
            return "json"

    return Json()


# --- doing them ------------------------------------------------------------------------------------------------------------
class Jobs:
    """The part of a process that does jobs; at most one a process, as the library has it."""

    def __init__(self, database: Database, handlers: Mapping[str, Handler], executor: str = "") -> None:
        self.database, self.handlers = database, handlers
        self.executor = executor
        """Names this process among those that do jobs; empty takes the first free name of this machine."""
        self._engine: Engine | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._under_way: set[Future[None]] = set()
        self._stopping = False

    async def launch(self) -> None:
        """Take up what a killed process left under this name, and begin to take jobs; InUse when the name is taken."""
        self._loop = asyncio.get_running_loop()
        await asyncio.to_thread(self._launch)

    async def stop(self) -> None:
        """Let the jobs under way end and take no more."""
        if self._engine is None:
            return
        self._stopping = True
        await asyncio.to_thread(self._stop)

    def _launch(self) -> None:
        from dbos import DBOS

        self._engine = _engine(self.database)
        _quiet()

        @DBOS.workflow(name="run_job", max_recovery_attempts=ATTEMPTS)
        def run_job(name: str, payload: dict[str, Any]) -> None:
            self._run(name, payload)

        DBOS(
            config={
                "name": APPLICATION,
                "system_database_engine": self._engine,
                "serializer": _json(),
                "executor_id": self.executor,
                "application_version": VERSION,
                "use_listen_notify": False,
                "log_level": "WARNING",
            }
        )
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=SLOTS, polling_interval_sec=POLL, on_conflict="always_update")

    def _run(self, name: str, payload: dict[str, Any]) -> None:
        """Have the handler do it on the loop of the process, and wait for it in a thread of the library."""
        assert self._loop is not None
        work = asyncio.run_coroutine_threadsafe(_call(self.handlers[name], payload), self._loop)
        self._under_way.add(work)
        try:
            work.result()
        finally:
            self._under_way.discard(work)

    def _stop(self) -> None:
        from dbos import DBOS

        DBOS.destroy(destroy_registry=True)
        assert self._engine is not None
        self._engine.dispose()


async def _call(handler: Handler, payload: dict[str, Any]) -> None:
    await handler(payload)


def _engine(database: Database) -> Engine:
    """Connections for the library alone. On SQLite it begins its transactions itself."""
    url = database.writer.url
    if not database.sqlite:
        return create_engine(url, pool_size=SLOTS, max_overflow=SLOTS)
    engine = create_engine(
        url, connect_args={"timeout": 30, "isolation_level": "IMMEDIATE", "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def settings(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine
