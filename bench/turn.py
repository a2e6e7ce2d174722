"""What a turn costs: `python -m bench.turn`.

One durable turn is a text answer in the middle of บันทึกผลรายไตรมาส through the real Service, Database and threads, on a
SQLite file with synchronous FULL: raw row stored and committed, turn and commit, outbox claimed and marked. The channel
does nothing. Measured in turns in one process, as CPU of the whole process with its threads:

* against a bare Core script: the Core constructs of one real turn, recorded by SQLAlchemy's `before_execute` and executed
  again with fresh keys and ids, in as many transactions, through the same threads;
* against python-telegram-bot: `Update.de_json` and `process_update` of a three-step ConversationHandler in memory, whose
  network answers at once;
* against itself with 1,000 agencies: the agency of the bench, with a year's rows, copied 999 times.
"""

import gc
import sys
import tempfile
import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time_ns, time_ns
from typing import Any, Final

from sqlalchemy import Connection, event, select

from bench.agencies import AGENCIES, ANSWER, TODAY, fill
from bench.table import Row
from bot import sample
from bot.bootstrap import build
from bot.clock import SetClock
from bot.logs import log_to_stderr
from bot.send import Sender
from bot.service import Service
from bot.settings import Settings
from storage import tables
from storage.database import Database
from storage.mail import Incoming, Outgoing
from storage.migrate import migrate

MAX_BARE: Final = 1.5
MAX_PTB: Final = 8
MAX_MANY: Final = 1.3


class Nowhere:
    """A channel that does nothing."""

    name = "local"

    async def send(self, message: Outgoing) -> str:
        """It is gone."""
        return ""


class Bench:
    """The real product without a browser, an officer in the middle of a dialog, and the turn to repeat."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.clock = SetClock(TODAY)
        product = build(Settings(data_dir=folder, database_url=url), self.clock)
        self.database: Database = product.database
        sender = Sender(self.database, {"local": Nowhere()}, self.clock, "bench")
        old = product.service
        self.service = Service(self.database, self.clock, old.parse, sender, old.papers, old.media, old.errands)
        migrate(self.database)
        self.number = time_ns()  # no other bench of this database has it

    async def prepare(self, person: int = 0) -> None:
        """An officer stands before the question what was done: the first one there is, unless another is named."""
        self.database.write_now(sample.ensure, TODAY)
        self.person = person or self.database.read_now(officers)[0]
        await self.say({"kind": "text", "text": "เมนู"})
        await self.say({"kind": "tap", "token": self.first_button("o.record_result."), "label": ""})
        await self.say({"kind": "tap", "token": self.first_button("1.", "=in_progress"), "label": ""})
        self.before = self.session()

    def session(self) -> dict[str, Any]:
        """The officer's session as stored."""
        t = tables.session
        query = select(t).where(t.c.person_id == self.person, t.c.status == "active")
        return dict(self.database.read_now(lambda c: c.execute(query).one())._mapping)

    def first_button(self, start: str, end: str = "") -> str:
        """The first button of the newest message that has one which begins and ends so."""
        t = tables.outbox
        query = select(t.c.message).where(t.c.person_id == self.person).order_by(t.c.id.desc()).limit(4)
        messages = self.database.read_now(lambda c: list(c.scalars(query)))
        tokens = [button["token"] for message in messages for button in message.get("buttons", ())]
        found: str = next(token for token in tokens if token.startswith(start) and token.endswith(end))
        return found

    async def say(self, raw: dict[str, Any]) -> None:
        """One durable turn."""
        self.number += 1
        key = f"{self.number:026d}"
        await self.service.accept([Incoming("local", key, str(self.person), {**raw, "id": key}, self.clock.now())])
        await self.service.settled()

    async def turn(self) -> None:
        """The turn that is measured."""
        await self.say({"kind": "text", "text": f"{ANSWER} ครั้งที่ {self.number % 1000}"})

    def rewind(self) -> None:
        """Put the officer back before the question; not measured."""
        t = tables.session
        values = {name: self.before[name] for name in ("rev", "state", "asked_at", "expires_at", "updated_at")}
        self.database.write_now(lambda c: c.execute(t.update().where(t.c.id == self.before["id"]).values(**values)))
        self.clock.at += timedelta(seconds=1)


def officers(connection: Connection) -> list[int]:
    """Ids of all officers."""
    person = tables.person.c
    return list(connection.scalars(select(person.id).where(person.role == "officer").order_by(person.id)))


class Bare:
    """The statements of one real turn, executed again by nothing but Core."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.works: list[list[tuple[Any, Any]]] = []
        self.inbox_id = self.outbox_id = 0

    def record(self) -> Callable[[], None]:
        """Listen from now on; the function given back ends it."""
        writer = self.database.writer

        def begin(connection: Connection) -> None:
            self.works.append([])

        def executed(connection: Connection, statement: Any, many: Any, params: Any, options: Any) -> None:
            if not isinstance(statement, str):
                self.works[-1].append((statement, many or params or {}))

        event.listen(writer, "begin", begin)
        event.listen(writer, "before_execute", executed)

        def stop() -> None:
            event.remove(writer, "begin", begin)
            event.remove(writer, "before_execute", executed)
            self.works = [work for work in self.works if work]
            last = {name: max(self.database.read_now(_ids, name)) for name in ("inbox", "outbox")}
            self.inbox_id, self.outbox_id = last["inbox"], last["outbox"]

        return stop

    @property
    def statements(self) -> int:
        return sum(len(work) for work in self.works)

    async def turn(self) -> None:
        """The same work once more, as new rows."""
        ids = {"inbox": self.inbox_id, "outbox": self.outbox_id}
        swap: dict[Any, int] = {}
        for work in self.works:
            await self.database.write(self._again, work, ids, swap)

    def _again(self, connection: Connection, work: list[tuple[Any, Any]], ids: dict[str, int], swap: Any) -> None:
        for statement, params in work:
            fresh = [_fresh(p, swap) for p in params] if isinstance(params, list) else _fresh(params, swap)
            result = connection.execute(statement, fresh)
            if result.returns_rows:
                rows = result.all()
                row = rows[0] if rows else None
                table = getattr(getattr(statement, "table", None), "name", "")
                if row is not None and table in ids and (statement.is_insert or statement.is_update):
                    swap[table, ids[table]] = row[0]


def _ids(connection: Connection, name: str) -> list[int]:
    return list(connection.scalars(select(tables.metadata.tables[name].c.id)))


def _fresh(params: Any, swap: dict[Any, int]) -> dict[str, Any]:
    """The parameters with a key of their own, and with the ids of the rows made this time."""
    new = dict(params)
    if "key" in new:
        new["key"] = str(uuid.uuid4())
    for name in ("row_id", "inbox_id"):
        if name in new:
            table = "inbox" if ("inbox", new[name]) in swap else "outbox"
            new[name] = swap.get((table, new[name]), new[name])
    return new


async def cpu_ms(work: Callable[[], Awaitable[None]]) -> float:
    """CPU of the whole process, in milliseconds."""
    start = process_time_ns()
    await work()
    return (process_time_ns() - start) / 1e6


async def measure(rounds: int = 300) -> list[Row]:
    """All lines, interleaved."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as small, tempfile.TemporaryDirectory() as large:
        one, many = Bench(Path(small)), Bench(Path(large))
        await one.prepare()
        fill(many.database)
        await many.prepare()
        bare = Bare(one.database)
        for _ in range(20):
            for bench in (one, many):
                bench.rewind()
                await bench.turn()
        counts = []
        for bench in (one, many):
            bench.rewind()
            recorded = bare if bench is one else Bare(many.database)
            stop = recorded.record()
            await bench.turn()
            stop()
            counts.append(recorded.statements)
        library = Library()
        await library.start()
        ours, script, theirs, filled, wall = [], [], [], [], []
        gc.collect()
        gc.freeze()
        for _ in range(rounds):
            one.rewind()
            start = perf_counter()
            ours.append(await cpu_ms(one.turn))
            wall.append((perf_counter() - start) * 1000)
            one.rewind()
            script.append(await cpu_ms(bare.turn))
            theirs.append(await cpu_ms(library.cycle) / library.steps)
            many.rewind()
            filled.append(await cpu_ms(many.turn))
        gc.unfreeze()
        await library.stop()
        for bench in (one, many):
            bench.database.close()
        rows += [
            Row("a durable turn, CPU (median)", median(ours), "ms"),
            Row("a durable turn, elapsed (median)", median(wall), "ms"),
            Row("statements of a turn", counts[0], ""),
            Row("transactions of a turn", len(bare.works), ""),
            Row("bare Core script, CPU (median)", median(script), "ms"),
            Row("turn / bare Core script", median(ours) / median(script), "ratio", MAX_BARE),
            Row("python-telegram-bot, CPU (median)", median(theirs), "ms"),
            Row("turn / python-telegram-bot (aim 6)", median(ours) / median(theirs), "ratio", MAX_PTB),
            Row(f"statements more with {AGENCIES} agencies", abs(counts[1] - counts[0]), "", 0),
            Row(f"turn with {AGENCIES} agencies / with one", median(filled) / median(ours), "ratio", MAX_MANY),
        ]
    return rows


# --- python-telegram-bot --------------------------------------------------------------------------------------------------
class Library:
    """A conversation of three steps in python-telegram-bot, in memory, its network answering at once."""

    steps = 3

    def __init__(self) -> None:
        from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
        from telegram.ext import ApplicationBuilder, ConversationHandler, MessageHandler, filters
        from telegram.request import BaseRequest

        answer = (
            b'{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":7,"type":"private"},"text":"ok",'
            b'"id":7,"is_bot":true,"first_name":"b","username":"b"}}'
        )

        class AtOnce(BaseRequest):
            @property
            def read_timeout(self) -> float:
                return 1.0

            async def initialize(self) -> None:
                """Nothing to open."""

            async def shutdown(self) -> None:
                """Nothing to close."""

            async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
                return 200, answer

        keyboard = InlineKeyboardMarkup(
            [[InlineKeyboardButton("ย้อนกลับ", callback_data="back"), InlineKeyboardButton("ข้าม", callback_data="skip")]]
        )

        def asks(following: int) -> Any:
            async def handler(update: Any, context: Any) -> int:
                context.user_data["answer"] = update.message.text
                await update.message.reply_text("ใช้งบประมาณไปแล้วกี่บาท", reply_markup=keyboard)
                return following

            return MessageHandler(filters.TEXT, handler)

        conversation = ConversationHandler(
            [asks(1)], {1: [asks(2)], 2: [asks(ConversationHandler.END)]}, fallbacks=[asks(1)]
        )
        self.application = ApplicationBuilder().token("7:x").request(AtOnce()).get_updates_request(AtOnce()).build()
        self.application.add_handler(conversation)
        self.update, self.number = Update, 0

    async def start(self) -> None:
        """Ready for updates."""
        await self.application.initialize()

    async def stop(self) -> None:
        """No more updates."""
        await self.application.shutdown()

    async def cycle(self) -> None:
        """The three steps."""
        for _ in range(self.steps):
            self.number += 1
            person = {"id": 7, "is_bot": False, "first_name": "สมหญิง"}
            message = {"message_id": self.number, "date": 1, "chat": {"id": 7, "type": "private"}}
            raw = {"update_id": self.number, "message": {**message, "from": person, "text": ANSWER}}
            await self.application.process_update(self.update.de_json(raw, self.application.bot))


def run(rounds: int = 300) -> list[Row]:
    """Measure on the event loop the product runs on."""
    from uvloop import run as run_loop

    log_to_stderr("info")
    return run_loop(measure(rounds))


if __name__ == "__main__":
    from bench.table import show

    sys.exit(show(run()))
