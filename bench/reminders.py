"""What a morning of reminders costs: `python -m bench.reminders [agencies that send [messages a second [a country's]]]`.

Agencies with five officers and 25 items each, nothing recorded, a week before the day it is due. First a country's: the
rows are planned and written to the outbox in one process, for the CPU it takes. Then those of 1,000 agencies by workers, of
which one is killed with -9 while it plans and another while it writes; and the next rule's by workers that send as well
(which one a minute tick would choose does not matter), to a channel that takes its time and so many messages a second over
all workers; one is killed while it fires and sends. On PostgreSQL the other one goes on, on SQLite the one is started again.
In the end the tables and the channel's own log are compared.

The channel's limit is raised here, so that the bench ends; at Telegram's 30 a second, 5,000 take 167 s whatever the machine.
"""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, func, insert, select

from bench import postgres
from bench.table import Row, show
from bot.apart import Apart
from bot.clock import SystemClock
from bot.cycle.calendar import working_time
from bot.cycle.reminders import remind
from bot.domain.fiscal import BANGKOK
from bot.errands import Errands
from bot.logs import log_to_stderr
from bot.media import MediaWork
from bot.office import Office
from bot.pace import Pace
from bot.papers import Papers
from bot.run import run_loop
from bot.send import Sender
from bot.service import Service
from storage import mail, tables
from storage.database import Database
from storage.files import LocalFiles
from storage.mail import Outgoing
from storage.migrate import migrate

COUNTRY: Final = 7_850
AGENCIES: Final = 1_000
OFFICERS: Final = 5
ITEMS: Final = 25
PER_SECOND: Final = 300
"""Ten times Telegram's limit."""
LATENCY: Final = 0.03
"""Seconds until the channel answers."""
CHANNEL: Final = "simulated"
YEAR: Final = date(2026, 10, 1), date(2027, 9, 30)
NIGHT: Final = datetime(2027, 1, 8, 0, 1, tzinfo=BANGKOK)
MORNING: Final = datetime(2027, 1, 8, 8, 30, tzinfo=BANGKOK)
NEXT_MORNING: Final = datetime(2027, 1, 12, 8, 30, tzinfo=BANGKOK)
PATIENCE: Final = 120.0
"""Seconds more than the limit needs, after which what has not come is lost; a killed sender's claims alone take 60."""


def run(agencies: int = AGENCIES, per_second: int = PER_SECOND, country: int = COUNTRY) -> Iterator[Row]:
    """Both databases."""
    for kind in ("SQLite", "PostgreSQL"):
        with filled(kind, country) as (database, _, _):
            yield from planned(kind, database)
        with filled(kind, agencies) as (database, url, folder):
            yield from raced(kind, database, url)
            yield from sent(kind, database, url, folder, per_second)


@contextmanager
def filled(kind: str, agencies: int) -> Iterator[tuple[Database, str, Path]]:
    """A database with so many agencies, its address, and a folder beside it."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        sqlite = f"sqlite:///{folder}/sujarit.db"
        url = sqlite if kind == "SQLite" else stack.enter_context(postgres.server())
        database = Database(url)
        migrate(database)
        database.write_now(fill, agencies)
        yield database, url, Path(folder)
        database.close()


def fill(connection: Connection, agencies: int) -> None:
    """Agencies with officers who can be reached, and items that are theirs."""
    ids = range(1, agencies + 1)
    agency = {"kind": "sao", "digits": "thai", "sample": False, "chain": "clerk", "clock_shift": 0}
    agency["remind_on"] = NIGHT.date()
    connection.execute(insert(tables.agency), [{**agency, "id": n, "name": f"อบต.ที่ {n}"} for n in ids])
    connection.execute(insert(tables.division), [{"id": n, "agency_id": n, "seq": 1, "name": "สำนักปลัด"} for n in ids])
    plan = {"framework": "2566-2570", "first_year": 2566, "last_year": 2570}
    connection.execute(insert(tables.plan), [{**plan, "id": n, "agency_id": n} for n in ids])
    officers = [(n * OFFICERS + k, n) for n in ids for k in range(OFFICERS)]
    person = {"role": "officer", "active": True, "position": "นักจัดการงานทั่วไป"}
    connection.execute(
        insert(tables.person),
        [{**person, "id": p, "agency_id": n, "division_id": n, "name": f"เจ้าหน้าที่ {p}"} for p, n in officers],
    )
    binding = {"channel": CHANNEL, "reachable": True}
    connection.execute(insert(tables.binding), [{**binding, "person_id": p, "address": str(p)} for p, _ in officers])
    item = {"status": "active", "mission": "1.1", "kind": "project", "version": 1, "outputs": [], "outcomes": []}
    item |= {"first_day": YEAR[0], "last_day": YEAR[1], "title": "โครงการส่งเสริมการปฏิบัติงานตามประมวลจริยธรรม"}
    items = [
        {**item, "id": n * ITEMS + k, "agency_id": n, "plan_id": n, "seq": k + 1, "division_id": n}
        | {"officer_id": n * OFFICERS + k % OFFICERS}
        for n in ids
        for k in range(ITEMS)
    ]
    connection.execute(insert(tables.plan_item), items)
    year = {"fiscal_year": 2570, "active": True, "amount": 0}
    connection.execute(insert(tables.item_year), [{**year, "item_id": row["id"]} for row in items])
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ANALYZE")


# --- planned and written, in one process -------------------------------------------------------------------------------------
def planned(kind: str, database: Database) -> list[Row]:
    """The CPU of a night's planning and of a morning's firing; what was to be sent is taken away again."""
    working_time(MORNING)  # the holidays' library is loaded once a process
    count = database.read_now(counted, tables.person)
    longest = 0.0
    rows = []
    for what, at in (("planned", NIGHT), ("written to the outbox", MORNING)):
        start = time.process_time()
        left = 1
        while left:
            step = time.perf_counter()
            told = database.write_now(remind, at)
            longest = max(longest, time.perf_counter() - step)
            left = (
                len(told)
                if at == MORNING
                else database.read_now(counted, tables.agency, tables.agency.c.remind_on <= at.date())
            )
        limit = 60.0 if at == NIGHT else None
        rows.append(Row(f"{kind}: {count} reminders {what}", time.process_time() - start, "s CPU", limit))
    fired = database.read_now(counted, tables.reminder, tables.reminder.c.result == "sent")
    database.write_now(lambda c: c.execute(tables.outbox.delete()))
    return [*rows, Row(f"{kind}: not fired", count - fired, "", 0), Row(f"{kind}: longest step", longest * 1000, "ms")]


def counted(connection: Connection, table: Table, *where: Any) -> int:
    """Rows of a table."""
    return connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one()


# --- planned and written by workers, one after the other killed ------------------------------------------------------------------
def raced(kind: str, database: Database, url: str) -> list[Row]:
    """Kill one worker while rows are planned and one while they are fired; the last one goes on. Who is left out or told twice."""
    count = database.read_now(counted, tables.person)
    mine, fired = tables.reminder.c.rule == "-7", tables.reminder.c.fired_at.is_not(None)
    start = time.perf_counter()
    workers = [racer(url) for _ in range(1 if database.sqlite else 2)]
    for part in ((mine,), (mine, fired)):
        while database.read_now(counted, tables.reminder, *part) < count // 4:
            time.sleep(0.002)
        done = database.read_now(counted, tables.reminder, *part)
        assert done < count, "nothing was under way any more"
        workers[0].send_signal(signal.SIGKILL)
        workers.pop(0).wait()
        workers.append(racer(url))
    assert [worker.wait() for worker in workers] == [0] * len(workers)
    seconds = time.perf_counter() - start
    rows = database.read_now(
        lambda c: c.execute(select(tables.reminder.c.person_id).where(mine, fired)).scalars().all()
    )
    told = database.read_now(lambda c: c.execute(select(tables.outbox.c.person_id)).scalars().all())
    database.write_now(lambda c: c.execute(tables.outbox.delete()))
    return [
        Row(f"{kind}: left out, two workers killed", 2 * count - len(set(rows)) - len(set(told)), "", 0),
        Row(f"{kind}: planned or written twice", len(rows) + len(told) - len(set(rows)) - len(set(told)), "", 0),
        Row(f"{kind}: {count} planned and written so", seconds, "s"),
    ]


def racer(url: str) -> "subprocess.Popen[bytes]":
    """A process that plans a night and fires the morning."""
    return subprocess.Popen([sys.executable, "-m", "bench.reminders", "race", url])


def race(url: str, night: datetime = NIGHT, morning: datetime = MORNING) -> None:
    """Plan a night and fire its morning, however many do the same, until nothing is left of it."""
    database = Database(url)
    while database.read_now(counted, tables.agency, tables.agency.c.remind_on <= night.date()):
        database.write_now(remind, night)
    while database.read_now(counted, tables.reminder, tables.reminder.c.fired_at.is_(None)):
        database.write_now(remind, morning)
    database.close()


# --- sent by workers, one of them killed ---------------------------------------------------------------------------------------
def sent(kind: str, database: Database, url: str, folder: Path, per_second: int) -> list[Row]:
    """Start the workers, kill one in the middle, wait until all is sent, and count."""
    count = database.read_now(counted, tables.person)
    start = time.perf_counter()
    workers = [worker(url, folder, per_second) for _ in range(1 if database.sqlite else 2)]
    try:
        while not 0 < database.read_now(counted, tables.outbox) < count:
            time.sleep(0.002)
        written = database.read_now(counted, tables.outbox)
        workers[0].send_signal(signal.SIGKILL)
        workers[0].wait()
        if database.sqlite:
            workers.append(worker(url, folder, per_second))
        until = time.perf_counter() + count / per_second + PATIENCE
        while (
            database.read_now(counted, tables.outbox, tables.outbox.c.state == "sent") < count
            and time.perf_counter() < until
        ):
            time.sleep(0.05)
        seconds = time.perf_counter() - start
    finally:
        for each in workers[1:]:
            each.terminate()
            each.wait()
    got = Counter((folder / "sent.log").read_text().split())
    each_person = Counter(database.read_now(lambda c: c.scalars(select(tables.outbox.c.address)).all()))
    rows = database.read_now(
        lambda c: c.execute(select(tables.reminder.c.person_id).where(tables.reminder.c.rule == "-3")).all()
    )
    return [
        Row(f"{kind}: written when one worker was killed", written, ""),
        Row(f"{kind}: lost", count - len(got), "", 0),
        Row(f"{kind}: planned or written twice", len(rows) + each_person.total() - 2 * len(each_person), "", 0),
        Row(f"{kind}: sent again, between sending and marking", got.total() - len(got), ""),
        Row(f"{kind}: {count} sent at {per_second}/s, from the start", seconds, "s"),
    ]


def worker(url: str, folder: Path, per_second: int) -> "subprocess.Popen[bytes]":
    """A process that does what a worker does of it."""
    return subprocess.Popen([sys.executable, "-m", "bench.reminders", "worker", url, str(folder), str(per_second)])


class Simulated:
    """A channel that notes what it was given before it answers."""

    name = CHANNEL

    def __init__(self, folder: Path) -> None:
        self.log = os.open(folder / "sent.log", os.O_CREAT | os.O_APPEND | os.O_WRONLY)

    async def send(self, message: Outgoing) -> str:
        """Take one message."""
        os.write(self.log, f"{message.address}\n".encode())
        await asyncio.sleep(LATENCY)
        return ""


class Shifted:
    """A clock that began at a morning."""

    def __init__(self, at: datetime) -> None:
        self.shift = at - datetime.now(UTC)

    def now(self) -> datetime:
        """That morning, and on."""
        return datetime.now(UTC) + self.shift


async def work(url: str, folder: Path, per_second: int) -> None:
    """Plan, fire and send until the end comes from outside."""
    log_to_stderr("error")
    database, files = Database(url), LocalFiles(folder)
    clock = Shifted(NEXT_MORNING)
    pace = Pace(database, SystemClock(), CHANNEL, "account", per_second)
    sender = Sender(database, {CHANNEL: Simulated(folder)}, clock, f"worker-{os.getpid()}", {CHANNEL: pace})
    apart = Apart()
    papers, media = Papers(database, files, clock, apart), MediaWork(database, files, clock, {})
    errands = Errands(database, files, clock, apart, Office(folder, wanted=False))
    service = Service(database, clock, {}, sender, papers, media, errands)
    if database.sqlite:
        await database.write(mail.take_back)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await service.start()
    while not stop.is_set():
        service.wake_reminders()
        try:
            await asyncio.wait_for(stop.wait(), 1)
        except TimeoutError:
            continue
    await service.stop()
    database.close()


def main(given: list[Any]) -> int:
    """The bench, or one of its workers."""
    if given[:1] == ["worker"]:
        run_loop(work(given[1], Path(given[2]), int(given[3])))
        return 0
    if given[:1] == ["race"]:
        race(given[1])
        return 0
    return show(run(*map(int, given)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
