"""A process that does jobs, for `test_kill.py`: `worker.py URL LOG`. The first to begin a job stops in the middle of it and
waits to be killed; who does it again goes through. What is done is a row; how often it was written stands in the log."""

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from bot.logs import log_to_stderr
from storage import jobs
from storage.database import Database
from storage.jobs import Jobs
from storage.tables import cursor

jobs.POLL = 0.1  # type: ignore[misc]
jobs.REAP_EVERY = 0.3  # type: ignore[misc]


def effect(connection: Connection, name: str) -> bool:
    """Write the row, if it is not there."""
    known = connection.scalar(select(cursor.c.value).where(cursor.c.account == name))
    if known is None:
        now = datetime.now(UTC)
        connection.execute(insert(cursor).values(channel="job", account=name, value=os.getpid(), at=now))
    return known is None


async def main(url: str, log: Path) -> None:
    database = Database(url)

    def say(*words: object) -> None:
        with log.open("a") as file:
            file.write(" ".join(map(str, words)) + "\n")
        print(*words, flush=True)  # noqa: T201 - whoever hears it may kill us at once

    async def work(payload: dict[str, Any]) -> None:
        first = "begun" not in (log.read_text() if log.exists() else "")
        say("begun", os.getpid())
        if first and payload["stop"] == "before":
            await asyncio.sleep(3600)
        if await database.write(effect, "job"):
            say("effect")
        if first and payload["stop"] == "after":
            say("waiting", os.getpid())
            await asyncio.sleep(3600)
        say("done", os.getpid())

    log_to_stderr("critical")
    doing = Jobs(database, {"work": work})
    await doing.launch()
    say("ready", doing.name)
    await asyncio.sleep(3600)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
