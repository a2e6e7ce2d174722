"""What completeness costs: `python -m bench.cycle [agencies]`.

One agency's board of 38 items, from the first query to the message, in CPU, and drawn; and `sujarit board` over a country's agencies of
26 items, a third of them recorded, on SQLite and on PostgreSQL.
"""

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, insert, select

from bench import postgres
from bench.table import Row, show
from bot import drawn, sample
from bot.dialogs.completeness import board
from bot.domain.fiscal import Quarter
from bot.facts import given
from bot.facts.scope import Scope
from storage import people, tables
from storage.completeness import of_agencies
from storage.database import Database
from storage.drawn import file_of
from storage.migrate import migrate

AGENCIES: Final = 7_850
ITEMS: Final = 26
BOARD_ITEMS: Final = 38
TIMES: Final = 200
PICTURES: Final = 20
NOW: Final = datetime(2027, 1, 12, 3, tzinfo=UTC)
Q1: Final = Quarter(2570, 1)


def run(agencies: int = AGENCIES) -> list[Row]:
    """Both, on both databases."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="sujarit-bench-") as folder:
        rows += measured("SQLite", f"sqlite:///{Path(folder) / 'bench.db'}", agencies)
        with postgres.server() as url:
            rows += measured("PostgreSQL", url, agencies)
    return rows


def measured(kind: str, url: str, agencies: int) -> list[Row]:
    """The lines of one database."""
    database = Database(url)
    migrate(database)
    database.write_now(sample.make, NOW)
    database.write_now(fill, agencies)
    owner = database.read_now(
        lambda c: c.scalar(select(tables.person.c.id).where(tables.person.c.role == "plan_owner"))
    )

    def one(connection: Connection) -> None:
        acting = people.acting(connection, owner)
        assert acting is not None
        board(given(Scope(connection, acting, NOW), None), Q1.code)

    database.read_now(one)
    start = time.process_time()
    for _ in range(TIMES):
        database.read_now(one)
    each = (time.process_time() - start) / TIMES
    key, *_ = database.read_now(file_of, 1, f"board-{Q1.code}-division-all-1", NOW) or ("",)
    start = time.process_time()
    for _ in range(PICTURES):
        drawn.board(key.removeprefix(drawn.BOARD))
    picture = (time.process_time() - start) / PICTURES
    start = time.perf_counter()
    found = database.read_now(of_agencies, Q1)
    seconds = time.perf_counter() - start
    database.close()
    assert len(found) == agencies
    limit = 1.0 if kind == "PostgreSQL" else None
    return [
        Row(f"{kind}: board of {BOARD_ITEMS} items", each * 1000, "ms CPU", 5),
        Row(f"{kind}: … drawn", picture * 1000, "ms CPU"),
        Row(f"{kind}: board of {agencies} agencies", seconds, "s", limit),
    ]


def fill(connection: Connection, agencies: int) -> None:
    """The sample with 38 items, and a country of agencies."""
    (one,) = connection.execute(select(tables.agency))
    item = dict(connection.execute(select(tables.plan_item).limit(1)).one()._mapping)
    own = connection.scalars(select(tables.plan_item.c.id)).all()
    many = [{**item, "id": 1_000 + n, "seq": 1_000 + n} for n in range(BOARD_ITEMS - len(own))]
    base = dict(one._mapping)
    ids = range(1_000, 1_000 + agencies)
    connection.execute(
        insert(tables.agency), [{**base, "id": n, "name": f"เทศบาลตำบลที่ {n}", "sample": False} for n in ids]
    )
    bare = {**item, "division_id": None, "officer_id": None}
    many += [{**bare, "id": n * 100 + k, "agency_id": n, "seq": k} for n in ids for k in range(ITEMS)]
    connection.execute(insert(tables.plan_item), many)
    year = {"fiscal_year": 2570, "active": True, "amount": 0}
    connection.execute(insert(tables.item_year), [{**year, "item_id": row["id"]} for row in many])
    result = {"fiscal_year": 2570, "quarter": 1, "state": "done", "recorded_at": NOW}
    done = [{**result, "agency_id": row["agency_id"], "item_id": row["id"]} for row in many[::3]]
    connection.execute(insert(tables.quarter_result), done)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ANALYZE")


def main(given_: list[str]) -> int:
    """The bench."""
    return show(run(*map(int, given_)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
