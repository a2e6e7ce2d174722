"""A process that is killed in the middle of a job leaves it to another one; what the job does is done once."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from postgres import Server
from sqlalchemy import make_url

from storage import executors, jobs
from storage.database import Database, postgresql

pytestmark = pytest.mark.both_databases

TOP = Path(__file__).parents[2]
Start = Callable[[], "Worker"]


class Worker:
    """A process that does jobs, and what it says."""

    def __init__(self, url: str, log: Path) -> None:
        words = [sys.executable, str(Path(__file__).with_name("worker.py")), url, str(log)]
        self.process = subprocess.Popen(
            words, cwd=TOP, env={"PYTHONPATH": str(TOP), "PATH": ""}, stdout=subprocess.PIPE, text=True
        )
        self.name = self.says("ready")

    def says(self, word: str) -> str:
        """Read on until it says this; what it says about it."""
        assert self.process.stdout
        for line in self.process.stdout:
            if line.split()[0] == word:
                return line.split()[1] if " " in line else ""
        raise AssertionError(f"ended before it said {word}")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout
        self.process.stdout.close()


@pytest.fixture
def start(database_url: str, tmp_path: Path) -> Iterator[Start]:
    """Starts workers, and ends them."""
    started: list[Worker] = []

    def begin() -> Worker:
        started.append(Worker(database_url, tmp_path / "log"))
        return started[-1]

    yield begin
    for worker in started:
        worker.kill()


def ask(url: str, stop: str) -> None:
    """Ask for the job whose first round stops there."""
    with closing(Database(url)) as database:
        database.write_now(jobs.enqueue, "work", "the job", {"stop": stop})


@pytest.mark.parametrize("stop", ["before", "after"])
def test_a_job_whose_process_is_killed_is_done_by_another_one_and_once(
    start: Start, database_url: str, database_kind: str, tmp_path: Path, stop: str
) -> None:
    first = start()
    ask(database_url, stop)
    first.says("waiting" if stop == "after" else "begun")
    second = start() if database_kind == "postgresql" else None  # it is there when the first dies
    assert second is None or second.name != first.name
    first.kill()
    second = second or start()
    assert second.says("done") == str(second.process.pid)
    said = (tmp_path / "log").read_text().splitlines()
    assert said.count("effect") == 1
    assert sum(line.startswith("begun") for line in said) == 2


def test_a_name_belongs_to_one_living_process(start: Start, database_url: str, database_kind: str) -> None:
    with closing(Database(database_url)) as database:
        engine = postgresql(database.writer.url, 2) if database_kind == "postgresql" else database.writer
        worker = start()
        assert executors.take(engine, worker.name) is None
        worker.kill()
        name = None
        while name is None:  # the server notices the death of a process after a moment
            name = executors.take(engine, worker.name)
        assert executors.take(engine, worker.name) is None
        name.free()
        engine.dispose()


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_after_the_database_was_away_jobs_go_on_under_the_same_name(
    start: Start, database_url: str, postgres_server: Server
) -> None:
    worker, name = start(), make_url(database_url).database
    assert name
    postgres_server.stop(name)
    time.sleep(1)
    postgres_server.go_on(name)
    ask(database_url, "never")
    assert worker.says("done") == str(worker.process.pid)
    with closing(Database(database_url)) as database:
        while (free := executors.take(database.writer, worker.name)) is not None:  # until it has taken it again
            free.free()
            time.sleep(0.1)
