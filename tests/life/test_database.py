"""A unit of work: run again after a conflict or a lost connection, told apart from a database that is away."""

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.database import TRIES, Database, Unavailable
from storage.tables import binding

pytestmark = pytest.mark.both_databases

POSTGRES = pytest.mark.parametrize("database_kind", ["postgresql"])


def raises(code: str):
    """A unit of work that counts how often it is begun; until the last time PostgreSQL refuses it with this code."""

    def work(connection, times: list[int], until: int) -> int:
        times.append(len(times))
        connection.execute(text("UPDATE agency SET name = name || 'x'"))
        if len(times) < until:
            connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}'; END $$"))
        return len(times)

    return work


@POSTGRES
@pytest.mark.parametrize("code", ["40001", "40P01", "23505"])
async def test_a_unit_of_work_that_met_another_is_run_again_whole(world, code):
    name = world.one(text("SELECT name FROM agency"))
    assert await world.database.write(raises(code), [], 3) == 3
    assert world.one(text("SELECT name FROM agency")) == name + "x"
    times: list[int] = []
    with pytest.raises(DBAPIError):
        await world.database.write(raises(code), times, 99)
    assert len(times) == TRIES
    assert world.one(text("SELECT name FROM agency")) == name + "x"


@POSTGRES
@pytest.mark.parametrize("code", ["53100", "57P03", "58030", "55P03"])
async def test_a_database_that_cannot_work_now_is_said_to_be_away(world, code):
    times: list[int] = []
    with pytest.raises(Unavailable):
        await world.database.write(raises(code), times, 99)
    assert len(times) == 1


@POSTGRES
async def test_what_is_wrong_with_the_work_is_not_run_again(world):
    times: list[int] = []
    with pytest.raises(DBAPIError):
        await world.database.write(raises("22003"), times, 99)
    assert len(times) == 1


@POSTGRES
async def test_a_connection_lost_before_the_commit_is_made_anew(world):
    def work(connection, times: list[int]) -> int:
        times.append(1)
        if len(times) == 1:
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return len(times)

    assert await world.database.write(work, []) == 2
    assert await world.database.read(work, []) == 2


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_sqlite_has_one_writer_so_that_a_conflict_is_a_fault(world):
    def work(connection, times: list[int]) -> None:
        times.append(1)
        connection.execute(insert(binding), [{"person_id": 1, "channel": "x", "address": "y", "reachable": True}] * 2)

    times: list[int] = []
    with pytest.raises(IntegrityError):
        await world.database.write(work, times)
    assert len(times) == 1


@POSTGRES
async def test_reading_shows_one_moment_and_changes_nothing(world):
    def twice(connection) -> tuple[str, str]:
        first = connection.scalar(text("SELECT name FROM agency"))
        world.do(text("UPDATE agency SET name = name || 'x'"))
        return first, connection.scalar(text("SELECT name FROM agency"))

    first, second = world.database.read_now(twice)
    assert first == second
    with pytest.raises(DBAPIError, match="read-only"):
        world.database.read_now(lambda c: c.execute(text("UPDATE agency SET name = ''")))


@POSTGRES
def test_the_short_scheme_is_understood(database_url):
    database = Database(database_url.replace("postgresql://", "postgres://"))
    assert database.read_now(lambda c: c.scalar(text("SELECT 1"))) == 1
    database.close()


def test_nobody_is_let_in_on_a_server_that_is_not_there(tmp_path):
    database = Database(f"postgresql://nobody@/nothing?host={tmp_path}")
    with pytest.raises(Unavailable):
        database.read_now(lambda c: c.scalar(text("SELECT 1")))
    database.close()
