"""Bringing a database to the newest schema; safe to run from several processes at once."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage import jobs
from storage.database import Database


def migrate(database: Database) -> None:
    """Run the migrations that are missing, in one transaction; then make the tables of the jobs."""

    def upgrade(connection: Connection) -> None:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    database.write_now(upgrade)
    jobs.migrate(database)


def pending(database: Database) -> bool:
    """Whether the database lacks a migration."""
    with database.reader.connect() as connection:
        heads = tuple(ScriptDirectory.from_config(_config()).get_heads())
        return MigrationContext.configure(connection).get_current_heads() != heads or not jobs.migrated(connection)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
