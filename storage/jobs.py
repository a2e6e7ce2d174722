"""Durable jobs, on DBOS: what was asked for in a transaction is done once it is committed, whatever crashes meanwhile.

A job is a name and plain data. Its handler can be run again from its beginning, so that it looks at the rows first and
settles them last. A library sits behind these few functions: its tables lie in the database of the business rows (SQLite:
in the same file; PostgreSQL: in the schema `dbos`), its threads are its own.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import structlog
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text

from storage import executors
from storage.database import Database, lend_unixepoch, postgresql

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
KEPT: Final = timedelta(days=8)
"""How long a finished job is remembered, and its key with it."""
AGAIN: Final = 10.0
"""Seconds until a launch that failed is tried again."""
STOP_WITHIN: Final = 6.0
"""Seconds that the jobs under way have to end; what has not is done by the next process."""


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


def last_tick(connection: Connection) -> datetime | None:
    """When the last minute's tick was done."""
    table = "workflow_status" if connection.dialect.name == "sqlite" else f"{SCHEMA}.workflow_status"
    ms = connection.scalar(text(f"SELECT max(completed_at) FROM {table} WHERE schedule_name = 'tick'"))
    return datetime.fromtimestamp(ms / 1000, UTC) if ms else None


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

    def __init__(self, database: Database, handlers: Mapping[str, Handler]) -> None:
        self.database, self.handlers = database, handlers
        self._engine: Engine | None = None
        self._name: executors.Name | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._under_way: set[Future[None]] = set()
        self._beginning: asyncio.Task[None] | None = None
        self._reaper: asyncio.Task[None] | None = None
        self._ending = asyncio.Event()

    @property
    def name(self) -> str:
        """What this process is called among those that do jobs; empty before it does."""
        return self._name.name if self._name else ""

    def begin(self) -> None:
        """Launch beside everything else: who comes first need not wait for it."""
        self._beginning = asyncio.create_task(self._begin())

    async def _begin(self) -> None:
        while not self._ending.is_set():
            try:
                await self.launch()
                return
            except Exception as error:
                log.error("jobs not launched", error=type(error).__name__, again_in=AGAIN)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), AGAIN)

    async def launch(self) -> None:
        """Take up what a killed process left, and begin to take jobs."""
        self._loop = asyncio.get_running_loop()
        await asyncio.to_thread(self._launch)
        self._reaper = asyncio.create_task(self._reap_on())

    async def stop(self) -> None:
        """Let the jobs under way end and take no more. What does not end in time is done again by another process."""
        self._ending.set()
        if self._beginning is not None:
            await self._beginning
        if self._engine is None:
            return
        if self._reaper is not None:
            self._reaper.cancel()
        under_way = [asyncio.wrap_future(work) for work in tuple(self._under_way)]
        await asyncio.wait([asyncio.gather(*under_way, return_exceptions=True)], timeout=STOP_WITHIN)
        for work in tuple(self._under_way):
            work.cancel()
        await asyncio.to_thread(self._stop)

    def _launch(self) -> None:
        from dbos import DBOS

        self._engine = _engine(self.database)
        try:
            self._name = executors.take_free(self._engine)
            _quiet()
            tick = self._declare(self._name.name)
            DBOS.launch()
            DBOS.register_queue(QUEUE, worker_concurrency=SLOTS, polling_interval_sec=POLL, on_conflict="always_update")
            if "tick" in self.handlers:
                DBOS.apply_schedules([{"schedule_name": "tick", "workflow_fn": tick, "schedule": MINUTE}])
        except BaseException:
            self._stop()
            raise

    def _declare(self, executor: str) -> Callable[[Any, Any], None]:
        """Tell the library what there is to run, and as whom; the workflow of the tick."""
        from dbos import DBOS

        @DBOS.workflow(name="run_job")
        def run_job(name: str, payload: dict[str, Any]) -> None:
            self._run(name, payload)

        @DBOS.workflow(name="tick")
        def tick(_scheduled: Any, _context: Any) -> None:
            self._run("tick", {})

        DBOS(
            config={
                "name": APPLICATION,
                "system_database_engine": self._engine,
                "dbos_system_schema": SCHEMA,
                "serializer": _json(),
                "executor_id": executor,
                "application_version": VERSION,
                "use_listen_notify": False,
                "log_level": "WARNING",
            }
        )
        return tick

    def _stop(self) -> None:
        from dbos import DBOS

        DBOS.destroy(destroy_registry=True)
        if self._name is not None:
            self._name.free()
        if self._engine is not None:
            self._engine.dispose()
        self._name = self._engine = None

    def _run(self, name: str, payload: dict[str, Any]) -> None:
        """Have the handler do it on the loop of the process, and wait for it in a thread of the library."""
        assert self._loop is not None
        if self._ending.is_set():
            raise Left
        work = asyncio.run_coroutine_threadsafe(_do(self.handlers[name], payload), self._loop)
        self._under_way.add(work)
        try:
            work.result()
        except CancelledError:
            raise Left from None
        except Exception as error:
            # What the error says may be what a person wrote; the library would keep it.
            log.error("job failed", job=name, error=type(error).__name__)
            raise Failed(type(error).__name__) from None
        finally:
            self._under_way.discard(work)

    # --- the dead --------------------------------------------------------------------------------------------------------
    async def _reap_on(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self.reap)
            except Exception as error:
                log.error("reaping failed", error=type(error).__name__)
            await asyncio.sleep(REAP_EVERY)

    def reap(self) -> None:
        """Hand on the jobs that processes had begun which are gone."""
        assert self._engine is not None and self._name is not None
        if not self._name.held():
            self._name.free()
            self._name = executors.take(self._engine, self._name.name) or self._name
            log.warning("name was lost", executor=self._name.name, held=self._name.held())
        client = _client(self._engine)
        begun = client.list_workflows(status="PENDING", load_input=False, load_output=False)
        for executor in {job.executor_id or "" for job in begun} - {self._name.name}:
            if (dead := executors.take(self._engine, executor)) is None:
                continue
            try:
                left = client.list_workflows(
                    status="PENDING", executor_id=executor, load_input=False, load_output=False
                )
                log.warning("jobs of a process that is gone are handed on", executor=executor, jobs=len(left))
                client.resume_workflows([job.workflow_id for job in left], queue_name=QUEUE)
            finally:
                dead.free()

    # --- the finished ----------------------------------------------------------------------------------------------------
    async def forget(self, now: datetime) -> int:
        """Forget the jobs that were finished long ago; how many they were."""
        return await asyncio.to_thread(self._forget, (now - KEPT).isoformat())

    def _forget(self, before: str) -> int:
        assert self._engine is not None
        client, forgotten = _client(self._engine), 0
        while old := client.list_workflows(completed_before=before, limit=500, load_input=False, load_output=False):
            client.delete_workflows([job.workflow_id for job in old])
            forgotten += len(old)
        return forgotten


class Failed(Exception):  # noqa: N818 - told to the library, which keeps it
    """A job raised; named by what it raised."""


class Left(BaseException):
    """The process ends before the job: it stays begun, for another process."""


async def _do(handler: Handler, payload: dict[str, Any]) -> None:
    await handler(payload)


def _engine(database: Database) -> Engine:
    """Connections for the library alone. On SQLite it begins its transactions itself."""
    url = database.writer.url
    if not database.sqlite:
        return postgresql(url, 2 * SLOTS)
    engine = create_engine(
        url, connect_args={"timeout": 30, "isolation_level": "IMMEDIATE", "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def settings(connection: Any, _record: Any) -> None:
        # What the library notes may be noted again after a power cut; what asked for a job was written with FULL.
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        lend_unixepoch(connection)

    return engine
