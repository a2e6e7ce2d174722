"""The schema that migrations make is the schema of `storage.tables`."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, inspect, select, update

from storage import tables
from storage.database import Database
from storage.migrate import configured, migrate, pending

pytestmark = pytest.mark.both_databases


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


async def test_a_database_in_use_is_brought_up_with_every_row(world):
    """Every migration since the first stored reports, over a report that was asked for, submitted and approved."""
    owner, clerk = world.people()["plan_owner"], world.people()["clerk"]
    await world.tap(owner, "o.ask_report.measure_report.2570-r6")
    await world.tap(owner, "a.1.1.submit")
    await world.tap(clerk, "a.1.1.approve-sure")
    await world.service.settled()

    def rows(connection):
        held = ("report", "document_request", "stored_file", "person", "measure", "audit", "inbox", "outbox")
        return {
            name: connection.scalar(select(func.count()).select_from(tables.metadata.tables[name])) for name in held
        }

    before = world.database.read_now(rows)
    assert before["report"] == 1
    with world.database.tables_made_anew():
        world.database.write_now(lambda connection: command.downgrade(configured(connection), "0005"))
    assert pending(world.database)
    migrate(world.database)
    assert not pending(world.database)
    assert world.database.read_now(rows) == before
    (card,) = await world.tap(owner, "o.report.1")
    assert card.title


def test_a_reference_to_a_row_that_is_gone_is_refused_after_migrating_as_before(database_url):
    database = Database(database_url)
    with database.tables_made_anew():
        pass
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        database.write_now(lambda connection: connection.execute(update(tables.person).values(agency_id=987654)))
    database.close()
