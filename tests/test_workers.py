"""Two `sujarit worker` on one PostgreSQL: nothing is handled twice, a person's order is kept, each message is sent once; and
when one is killed the other takes over."""

import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, update
from test_processes import started, stopped

from bot.domain.fiscal import bangkok_day, fiscal_year_of
from storage import mail
from storage.database import Database, one_at_a_time
from storage.mail import Incoming
from storage.tables import document_request, inbox, outbox, person, report, stored_file

pytestmark = pytest.mark.parametrize("database_kind", ["postgresql"])
MENUS = 25


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with closing(Database(database_url)) as opened:
        yield opened


def rows(database: Database, query: Any) -> list[Any]:
    return database.read_now(lambda c: list(c.execute(query)))


def count(database: Database, table: Any, *states: str) -> int:
    query = select(func.count()).select_from(table).where(table.c.state.in_(states))
    return database.read_now(lambda c: c.scalar(query)) or 0


def ask(database: Database) -> list[int]:
    """Everyone asks for the menu many times, then for the same report; who they are."""
    now = datetime.now(UTC)
    everyone = [row.id for row in rows(database, select(person.c.id))]
    report_of = f"o.ask_report.measure_report.{fiscal_year_of(bangkok_day(now))}-r6"
    raws = [{"kind": "text", "text": "เมนู"}] * MENUS + [{"kind": "tap", "token": report_of, "label": ""}]
    events = [
        Incoming("local", f"{number}.{who}", str(who), {**raw, "id": f"{number}.{who}"}, now)
        for number, raw in enumerate(raws)
        for who in everyone
    ]
    assert len(database.write_now(mail.store, events, now)) == len(events)
    return everyone


def all_is_done_once(database: Database, everyone: list[int]) -> None:
    assert {row.state for row in rows(database, select(inbox.c.state))} == {"done"}
    said = rows(database, select(outbox).order_by(outbox.c.id))
    assert {row.state for row in said} == {"sent"}
    answers = Counter(row.inbox_id for row in said if row.message["kind"] == "card" and row.message["title"] == "เมนู")
    menus = rows(database, select(inbox.c.id).where(inbox.c.key.not_like(f"{MENUS}.%")))
    assert answers == {row.id: 1 for row in menus}
    for who in everyone:
        heard = [row.inbox_id for row in said if row.address == str(who) and row.inbox_id]
        assert heard == sorted(heard)
    asked = rows(database, select(document_request))
    assert {row.state for row in asked} == {"done"}
    files = [row for row in said if row.message["kind"] == "file"]
    assert sorted(row.person_id for row in files) == sorted(row.person_id for row in asked)
    assert [row.version for row in rows(database, select(report))] == [1]
    assert len(rows(database, select(stored_file))) == 1


def left(database: Database) -> int:
    unsent = count(database, outbox, "new", "sending", "retry")
    return count(database, inbox, "open") + unsent + count(database, document_request, "new")


@contextmanager
def two_workers(database: Database, url: str, folder: Path) -> Iterator[list[subprocess.Popen[str]]]:
    """Two that begin at the same moment: each waits for the same people's turns until both are at work."""
    with ExitStack() as stack, database.writer.connect() as held:
        for lane in database.read_now(mail.open_lanes):
            one_at_a_time(held, lane)
        more = {"DATABASE_URL": url, "SUJARIT_LOG_LEVEL": "error"}
        workers = [stack.enter_context(started(folder, "worker", "at work", **more))[0] for _ in range(2)]
        held.rollback()
        yield workers


def test_two_workers_do_everything_once_and_in_order(database: Database, database_url: str, tmp_path: Path) -> None:
    everyone = ask(database)
    with two_workers(database, database_url, tmp_path) as workers:
        while left(database):
            assert all(worker.poll() is None for worker in workers)
        for worker in workers:
            assert stopped(worker) == ""
    all_is_done_once(database, everyone)
    assert {row.tries for row in rows(database, select(outbox.c.tries))} == {1}
    assert len({row.sender for row in rows(database, select(outbox.c.sender))}) == 2


def test_one_takes_over_when_the_other_is_killed(database: Database, database_url: str, tmp_path: Path) -> None:
    everyone = ask(database)
    with two_workers(database, database_url, tmp_path) as (one, other):
        while count(database, inbox, "done") < len(everyone) * 3:
            assert one.poll() is None
        one.kill()
        one.wait()
        while left(database):
            assert other.poll() is None
            database.write_now(a_minute_passes)
        assert stopped(other) == ""
    all_is_done_once(database, everyone)
    assert {row.tries for row in rows(database, select(outbox.c.tries))} <= {1, 2}


def a_minute_passes(connection: Connection) -> None:
    """For what was claimed some seconds ago, so by the one that was killed."""
    now = datetime.now(UTC)
    for table, column, state in ((outbox, "until", "sending"), (document_request, "retry_at", "new")):
        old = table.c[column] < now + mail.CLAIM - timedelta(seconds=3)
        connection.execute(update(table).where(table.c.state == state, old).values({column: now}))
