"""The product on a temporary database, on SQLite or on PostgreSQL."""

import os
import shutil
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import postgres
import pytest
from combinations import DATABASES, examples, twins
from hypothesis import settings
from postgres import Server
from world import NOW, World

from bot import sample
from storage.database import Database
from storage.migrate import migrate

# A test fails for what is wrong, not for a busy machine.
settings.register_profile("ours", deadline=None, max_examples=examples(100))
settings.load_profile("ours")


@pytest.fixture(scope="session", autouse=True)
def _logs_of_a_process() -> Iterator[None]:
    """A command sets up logging for the process it has to itself, which here it has not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.logs.log_to_stderr", lambda level="": None)
        yield


@pytest.fixture(scope="session", autouse=True)
def _certificates_are_read_once() -> Iterator[None]:
    """Not for each of hundreds of products: what they reach is on this machine, without TLS."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ssl.create_default_context", cache(ssl.create_default_context))
        yield


@pytest.fixture(scope="session")
def postgres_server(testrun_uid: str) -> Iterator[Server]:
    """The PostgreSQL of this test run."""
    with postgres.running(testrun_uid) as server:
        yield server


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file without any agency, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "sujarit.db"
    with closing(Database(f"sqlite:///{path}")) as database:
        migrate(database)
    return path


@pytest.fixture(scope="session")
def fresh_sqlite(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> Path:
    """A migrated database file with the sample agency, to be copied."""
    path = Path(shutil.copy(empty_sqlite, tmp_path_factory.mktemp("fresh")))
    with closing(Database(f"sqlite:///{path}")) as database:
        database.write_now(sample.ensure, NOW)
    return path


@pytest.fixture(scope="session")
def empty_postgres(postgres_server: Server) -> Iterator[str]:
    """A template that is migrated and has no agency."""
    name = postgres_server.database()
    with closing(Database(postgres_server.of(name))) as database:
        migrate(database)
    yield name
    postgres_server.drop(name)


@pytest.fixture(scope="session")
def fresh_postgres(postgres_server: Server, empty_postgres: str) -> Iterator[str]:
    """A template with the sample agency."""
    name = postgres_server.database(empty_postgres)
    with closing(Database(postgres_server.of(name))) as database:
        database.write_now(sample.ensure, NOW)
    yield name
    postgres_server.drop(name)


def pytest_xdist_auto_num_workers() -> int:
    """One more than cores: now and then a test waits for a disk, a socket or another process."""
    return 1 + (os.cpu_count() or 1)


@pytest.hookimpl(trylast=True)  # after -k and -m
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what runs on the other database; it is counted as deselected."""
    if left_out := twins(items):
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(params=DATABASES)
def database_kind(request: pytest.FixtureRequest) -> str:
    """One of both, by turns, or both: `combinations.twins`."""
    return str(request.param)


@pytest.fixture
def database_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of one's own with the sample agency."""
    if database_kind == "sqlite":
        shutil.copy(request.getfixturevalue("fresh_sqlite"), tmp_path / "sujarit.db")
        yield f"sqlite:///{tmp_path / 'sujarit.db'}"
        return
    server: Server = request.getfixturevalue("postgres_server")
    name = server.database(request.getfixturevalue("fresh_postgres"))
    yield server.of(name)
    server.drop(name)


@pytest.fixture
def empty_database_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of one's own without any agency."""
    if database_kind == "sqlite":
        shutil.copy(request.getfixturevalue("empty_sqlite"), tmp_path / "sujarit.db")
        yield f"sqlite:///{tmp_path / 'sujarit.db'}"
        return
    server: Server = request.getfixturevalue("postgres_server")
    name = server.database(request.getfixturevalue("empty_postgres"))
    yield server.of(name)
    server.drop(name)


@pytest.fixture
def bare_database_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of one's own without any table."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'sujarit.db'}"
        return
    server: Server = request.getfixturevalue("postgres_server")
    name = server.database()
    yield server.of(name)
    server.drop(name)


@pytest.fixture
async def world(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """A product of one's own."""
    made = World(tmp_path, database_url)
    yield made
    await made.close()
