"""Durable jobs: asked for in a transaction, done once it is committed."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from storage import jobs
from storage.database import Database
from storage.jobs import Jobs


class Worker:
    """A database and the part of a process that does jobs; what was done is kept by its key."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.done: list[str] = []
        self.ticks = 0
        self.open = asyncio.Event()
        self.jobs = self.another()

    def another(self) -> Jobs:
        return Jobs(self.database, {"note": self.note, "wait": self.wait, "fail": self.fail, "tick": self.tick})

    async def note(self, payload: dict[str, Any]) -> None:
        self.done.append(payload["text"])

    async def wait(self, payload: dict[str, Any]) -> None:
        self.done.append("waits")
        await self.open.wait()
        self.done.append(payload["text"])

    async def fail(self, payload: dict[str, Any]) -> None:
        raise ValueError(payload["text"])

    async def tick(self, payload: dict[str, Any]) -> None:
        self.ticks += 1

    async def enqueue(self, name: str, key: str, **payload: Any) -> None:
        await self.database.write(jobs.enqueue, name, key, payload)

    async def until(self, done: str) -> None:
        """Wait until this was done."""
        async with asyncio.timeout(30):
            while done not in self.done:
                await asyncio.sleep(0.02)

    def states(self) -> dict[str, str]:
        """Where each job stands."""
        table = "workflow_status" if self.database.sqlite else "dbos.workflow_status"
        query = text(f"SELECT workflow_uuid, status FROM {table} WHERE name = 'run_job'")
        return self.database.read_now(lambda c: {row[0]: row[1] for row in c.execute(query)})


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
async def worker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Worker]:
    if request.param == "sqlite":
        path: Path = tmp_path_factory.mktemp("jobs") / "sujarit.db"
        shutil.copy(request.getfixturevalue("empty_sqlite"), path)
        url, name = f"sqlite:///{path}", ""
    else:
        server = request.getfixturevalue("postgres_server")
        name = server.database(request.getfixturevalue("empty_postgres"))
        url = server.of(name)
    made = Worker(url)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "POLL", 0.1)
        patch.setattr(jobs, "STOP_WITHIN", 0.2)
        patch.setattr(jobs, "MINUTE", "* * * * * *")  # with seconds: every second
        await made.jobs.launch()
        yield made
        await made.jobs.stop()
    made.database.close()
    if name:
        server.drop(name)


async def test_a_job_of_a_committed_transaction_is_done_and_one_of_an_undone_transaction_is_not(worker):
    def undone(connection):
        jobs.enqueue(connection, "note", "a", {"text": "never"})
        raise LookupError

    with pytest.raises(LookupError):
        await worker.database.write(undone)
    await worker.enqueue("note", "b", text="ทำแล้ว")
    await worker.until("ทำแล้ว")
    assert worker.done == ["ทำแล้ว"]
    assert "a" not in worker.states()


async def test_the_same_key_is_the_same_job(worker):
    for _ in range(3):
        await worker.enqueue("note", "c", text="once")
    await worker.until("once")
    await worker.enqueue("note", "c", text="once")
    await worker.enqueue("note", "d", text="after")
    await worker.until("after")
    assert worker.done.count("once") == 1


async def test_asking_for_a_job_leaves_the_connection_as_it_was(worker):
    def options(connection):
        before = dict(connection.get_execution_options())
        jobs.enqueue(connection, "note", "e", {"text": "e"})
        after = connection.get_execution_options()
        return before.get("schema_translate_map"), after.get("schema_translate_map")

    assert await worker.database.write(options) == (None, None)


async def test_of_a_job_that_raises_nothing_is_kept_but_the_name_of_its_fault(worker):
    await worker.enqueue("fail", "f", text="ข้อความของเจ้าหน้าที่")
    while worker.states()["f"] not in ("ERROR", "SUCCESS"):
        await asyncio.sleep(0.02)
    table = "workflow_output" if worker.database.sqlite else "dbos.workflow_output"
    query = text(f"SELECT error FROM {table} WHERE workflow_uuid = 'f'")
    assert worker.database.read_now(lambda c: c.scalar(query)) == '"ValueError"'


async def test_the_tick_comes_by_itself(worker):
    before = worker.ticks
    async with asyncio.timeout(30):
        while worker.ticks == before:
            await asyncio.sleep(0.05)


async def test_a_job_that_does_not_end_before_a_stop_is_done_by_the_next_process(worker):
    await worker.enqueue("wait", "g", text="in the end")
    await worker.until("waits")
    await worker.jobs.stop()
    assert worker.states()["g"] == "PENDING"
    assert "in the end" not in worker.done
    worker.open.set()
    worker.jobs = worker.another()
    await worker.jobs.launch()
    await worker.until("in the end")


async def test_finished_jobs_are_forgotten_after_a_while_and_no_earlier(worker):
    await worker.enqueue("note", "h", text="h")
    await worker.until("h")
    while worker.states()["h"] != "SUCCESS":
        await asyncio.sleep(0.02)
    now = datetime.now(UTC)
    assert await worker.jobs.forget(now + timedelta(days=7)) == 0
    assert "h" in worker.states()
    assert await worker.jobs.forget(now + timedelta(days=9)) > 0
    assert "h" not in worker.states()
