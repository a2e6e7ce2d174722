"""Durable jobs: asked for in a transaction, done once it is committed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from storage import jobs
from storage.database import Database
from storage.jobs import Jobs
from storage.migrate import migrate


class Worker:
    """A database and the part of a process that does jobs; what was done is kept by its key."""

    def __init__(self, database: Database) -> None:
        self.database, self.done = database, []
        self.jobs = Jobs(database, {"note": self.note})

    async def note(self, payload: dict[str, Any]) -> None:
        self.done.append(payload["text"])

    async def until(self, text: str) -> None:
        """Wait until this was done."""
        async with asyncio.timeout(15):
            while text not in self.done:
                await asyncio.sleep(0.02)


@pytest.fixture(scope="module")
async def worker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Worker]:
    path: Path = tmp_path_factory.mktemp("jobs") / "sujarit.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    made = Worker(database)
    await made.jobs.launch()
    yield made
    await made.jobs.stop()
    database.close()


async def test_a_job_of_a_committed_transaction_is_done_and_one_of_an_undone_transaction_is_not(worker):
    def undone(connection):
        jobs.enqueue(connection, "note", "a", {"text": "never"})
        raise LookupError

    with pytest.raises(LookupError):
        await worker.database.write(undone)
    await worker.database.write(jobs.enqueue, "note", "b", {"text": "ทำแล้ว"})
    await worker.until("ทำแล้ว")
    assert worker.done == ["ทำแล้ว"]


async def test_the_same_key_is_the_same_job(worker):
    for _ in range(3):
        await worker.database.write(jobs.enqueue, "note", "c", {"text": "once"})
    await worker.until("once")
    await worker.database.write(jobs.enqueue, "note", "c", {"text": "once"})
    await worker.database.write(jobs.enqueue, "note", "d", {"text": "after"})
    await worker.until("after")
    assert worker.done.count("once") == 1
