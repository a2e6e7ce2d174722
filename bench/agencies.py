"""A thousand agencies in one database, each with a year's rows."""

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select, text

from bot import sample
from storage import tables
from storage.database import Database

AGENCIES: Final = 1000
STEP: Final = 1_000_000
"""How far apart the ids of two copied agencies lie."""

TODAY: Final = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ANSWER: Final = "จัดอบรมพนักงานเรื่องประมวลจริยธรรมหนึ่งรุ่น มีผู้เข้าร่วมสี่สิบคน"


def fill(database: Database) -> None:
    """A thousand agencies: the sample agency with a year's rows, copied; ids are moved by STEP for each copy."""
    database.write_now(sample.ensure, TODAY)
    database.write_now(_a_year)
    database.write_now(_copies)


def _a_year(connection: Connection) -> None:
    """Four hundred messages in and out, sixty sessions, and results of the last years for every item."""
    t = tables
    people = list(connection.scalars(select(t.person.c.id)))
    items = list(connection.scalars(select(t.plan_item.c.id)))
    agency = connection.scalar(select(t.agency.c.id))
    said = {"kind": "text", "text": ANSWER, "buttons": [{"label": "ย้อนกลับ", "token": "1.abcdefgh.4.back"}] * 3}
    old = [(n, people[n % len(people)], TODAY - timedelta(hours=n)) for n in range(400)]
    connection.execute(
        t.inbox.insert(),
        [
            {"channel": "local", "key": f"old{n}", "address": str(p), "person_id": p, "lane": f"p:{p}", "at": at}
            | {"raw": {"kind": "text", "id": str(n), "text": ANSWER}, "stored_at": at, "state": "done"}
            for n, p, at in old
        ],
    )
    connection.execute(
        t.outbox.insert(),
        [
            {"key": f"old{n}", "channel": "local", "address": str(p), "person_id": p, "message": said}
            | {"state": "sent", "tries": 1, "created_at": at, "sent_at": at}
            for n, p, at in old
        ],
    )
    connection.execute(
        t.session.insert(),
        [
            {"id": f"old{n}", "person_id": p, "dialog": "record_result", "args": ["1", "2570-1"], "rev": 5}
            | {"status": "done", "state": {"answers": {"done": {"v": ANSWER}}}, "updated_at": at}
            for n, p, at in old[:60]
        ],
    )
    connection.execute(
        t.quarter_result.insert(),
        [
            {"agency_id": agency, "item_id": item, "fiscal_year": year, "quarter": q, "state": "done"}
            | {"done": ANSWER, "recorded_at": TODAY}
            for item in items
            for year in (2567, 2568, 2569)
            for q in (1, 2, 3, 4)
        ],
    )


def _copies(connection: Connection) -> None:
    """Every row of every table, once for each further agency."""
    for table in tables.metadata.sorted_tables:
        chosen = []
        for column in table.c:
            shifted = column.foreign_keys or (column.primary_key and column.type.python_type is int)
            if column.name == "fiscal_year":
                shifted = False
            if shifted or column.name in ("subject_id", "inbox_id"):
                chosen.append(f"{column.name} + n.n * {STEP}")
            elif column.unique or column.name == "key" or (column.primary_key and table.name == "session"):
                chosen.append(f"{column.name} || '-' || n.n")
            elif column.name == "address":
                chosen.append(f"CAST(CAST({column.name} AS INTEGER) + n.n * {STEP} AS TEXT)")
            elif column.name == "lane":
                chosen.append(f"'p:' || (person_id + n.n * {STEP})")
            else:
                chosen.append(column.name)
        names = ", ".join(column.name for column in table.c)
        connection.execute(
            text(
                f"WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {AGENCIES - 1}) "
                f"INSERT INTO {table.name} ({names}) SELECT {', '.join(chosen)} FROM {table.name}, n"
            )
        )
