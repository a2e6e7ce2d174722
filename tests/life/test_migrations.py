"""The schema that migrations make is the schema of `storage.tables`."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from storage import tables
from storage.database import Database
from storage.migrate import migrate, pending


def test_a_fresh_database_gets_every_table_and_twice_is_once(bare_database_url, database_kind):
    database = Database(bare_database_url)
    assert pending(database)
    migrate(database)
    migrate(database)
    assert not pending(database)
    with database.reader.connect() as connection:
        assert not {*tables.metadata.tables, "alembic_version"} - set(inspect(connection).get_table_names())
        # The tables of the jobs lie in the same file, and are the library's own affair.
        ours = {"include_name": lambda name, kind, _: kind != "table" or name in tables.metadata.tables}
        assert compare_metadata(MigrationContext.configure(connection, opts=ours), tables.metadata) == []
        partial = {
            index["name"]
            for name in tables.metadata.tables
            for index in inspect(connection).get_indexes(name)
            if index.get("dialect_options", {}).get(f"{database_kind}_where") is not None
        }
    declared = {
        index.name
        for table in tables.metadata.sorted_tables
        for index in table.indexes
        if index.dialect_options[database_kind]["where"] is not None
    }
    assert partial == declared
    database.close()
