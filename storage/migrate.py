"""Bringing a database to the newest schema; safe to run from several processes at once."""

from functools import cache
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage import jobs
from storage.database import Database

LACKS_MIGRATIONS: Final = "The database lacks migrations: run `sujarit migrate`."


def migrate(database: Database) -> None:
    """Run the migrations that are missing, in one transaction; then make the tables of the jobs. Raises Newer."""
    pending(database)

    def upgrade(connection: Connection) -> None:
        command.upgrade(configured(connection), "head")
        if database.sqlite and connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
            raise RuntimeError("a migration left references to rows that are gone")

    with database.tables_made_anew():
        database.write_now(upgrade)
    jobs.migrate(database)


class Newer(Exception):  # noqa: N818 - what was found
    """The database knows migrations that this version does not."""

    def __init__(self) -> None:
        super().__init__("The database was made by a newer version of Sujarit: start that one, or restore the backup.")


def pending(database: Database) -> bool:
    """Whether the database lacks a migration; raises Newer when we lack one."""
    return database.read_now(_pending)


def _pending(connection: Connection) -> bool:
    scripts = _scripts()
    current = MigrationContext.configure(connection).get_current_heads()
    if not set(current) <= {script.revision for script in scripts.walk_revisions()}:
        raise Newer
    return current != tuple(scripts.get_heads()) or not jobs.migrated(connection)


@cache
def _scripts() -> ScriptDirectory:
    """Our migrations, read once: whether the database has them all is asked again and again."""
    return ScriptDirectory.from_config(_config())


def configured(connection: Connection) -> Config:
    """What Alembic's commands want to work over this connection."""
    config = _config()
    config.attributes["connection"] = connection
    return config


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
