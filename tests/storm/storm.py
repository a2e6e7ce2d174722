"""A storm: many people at once, every update delivered one to three times, buttons tapped again under new ids, processes killed
with -9 at random points, and at the end everything delivered once more. Nothing may be lost, nothing done twice.

    python tests/storm/storm.py --sessions 1000 --kills 50 --database postgresql

On SQLite one process fetches by polling and is started again; on PostgreSQL two web processes take Telegram's webhook and two
workers sweep behind them. People write on a Bot API server of this machine; what is compared in the end is the database.
"""

import asyncio
import contextlib
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from copy import deepcopy
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import httpx
import uvicorn
from PIL import Image
from process import DAY
from sqlalchemy import Connection, func, select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot import sample
from bot.botapi import TOKEN, BotApi, Shown
from storage import bindings, tables
from storage.database import Database
from storage.migrate import migrate

HERE: Final = Path(__file__).parent
OFFICERS: Final = 20
"""People of an agency, each with an item of the plan."""
AT_ONCE: Final = 12
"""People who write at the same time."""
CHAT: Final = 5_000_000_000
PATIENCE: Final = 180.0
"""Seconds after which a person who got no answer says so: something is lost."""
MESSAGES: Final = ("sendmessage", "senddocument", "sendphoto")


@dataclass(slots=True)
class Officer:
    """Somebody of the storm, and the item whose quarter is to be recorded."""

    person: int
    item: int
    agency: int
    asks: bool
    """Whether the report is asked for in the end."""

    @property
    def chat(self) -> int:
        return CHAT + self.person


@dataclass(slots=True)
class Told:
    """What came of it."""

    sessions: int = 0
    updates: int = 0
    deliveries: int = 0
    kills: int = 0
    repeated: int = 0
    """Messages more than outbox rows."""
    seconds: float = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        said = (
            f"{self.sessions} sessions, {self.updates} updates delivered {self.deliveries} times, {self.kills} kills: "
            f"{len(self.wrong)} wrong, {self.repeated} messages sent twice, {self.seconds:.0f} s"
        )
        return "\n".join((said, *(f"  {line}" for line in self.wrong)))


# --- the people ---------------------------------------------------------------------------------------------------------
def populate(database: Database, sessions: int) -> list[Officer]:
    """Agencies with twenty officers, each with an item of its own that has a budget."""
    migrate(database)
    found: list[Officer] = []
    while len(found) < sessions:
        count = min(OFFICERS, sessions - len(found))
        agency = database.write_now(sample.load, agency_data(len(found), count), DAY)
        rows = database.read_now(_items, agency)
        found += [Officer(person, item, agency, n == 0) for n, (person, item) in enumerate(rows)]
    for officer in found:
        database.write_now(bindings.bind, officer.person, "telegram", str(officer.chat))
    return found


def _items(connection: Connection, agency: int) -> list[Any]:
    item = tables.plan_item.c
    return list(connection.execute(select(item.officer_id, item.id).where(item.agency_id == agency).order_by(item.id)))


def agency_data(number: int, officers: int) -> dict[str, Any]:
    """A real agency of the storm."""
    data = deepcopy(sample._data())
    item = next(row for row in data["plan"]["items"] if row["kind"] == "project")
    item |= {"quarters": [1, 4], "years": [{"year": 0, "amount": 25000}], "owner": "clerk_office"}
    data["agency"] |= {"name": f"เทศบาลตำบลพายุ{number}", "sample": False}
    data["people"] = [row for row in data["people"] if row["role"] != "officer"] + [
        {"key": f"o{n}", "name": f"เจ้าหน้าที่ {n}", "position": "เจ้าหน้าที่", "role": "officer", "division": "clerk_office"}
        for n in range(officers)
    ]
    data["plan"]["items"] = [{**item, "title": f"โครงการที่ {n}", "officer": f"o{n}"} for n in range(officers)]
    return data


class Lost(Exception):  # noqa: N818
    """Somebody waited in vain."""


class Phone:
    """An officer at the phone, who taps and types and waits for what comes."""

    def __init__(self, storm: "Storm", officer: Officer) -> None:
        self.storm, self.officer, self.chat = storm, officer, officer.chat
        self.chance = random.Random(officer.person)

    async def record(self) -> None:
        """Record the quarter, with a photo, step by step; some ask for the report."""
        item = self.officer.item
        await self.tap(f"o.record_result.{item}.2570-1", until="=in_progress")
        rev = await self.tap("=in_progress")
        rev = await self.say(f"จัดอบรมรุ่นที่ {item}", rev)
        rev = await self.say("12,000", rev)
        picture = BytesIO()
        Image.new("RGB", (32, 24), (item % 256, item // 256 % 256, 0)).save(picture, "JPEG")
        await self.storm.api.send(self.chat, picture.getvalue())
        await self.until(lambda: self.storm.ready(self.officer))
        await self.tap("save", until="finished")
        if self.officer.asks:
            await self.storm.api.tap(self.chat, "o.ask_report.measure_report.2570-r6")
            await self.until(lambda: any(m.kind == "document" for m in self.storm.api.shown(self.chat)))

    async def tap(self, act: str, until: str = "") -> int:
        """Tap a button by its data or the act at its end, perhaps twice; the number of the question that came."""
        data, before = act, self.rev()
        if not act.startswith("o."):
            await self.until(lambda: self.token(act) is not None)
            data = self.token(act) or ""
        for _ in range(self.chance.choice((1, 1, 2, 3))):
            await self.storm.api.tap(self.chat, data)
        if until == "finished":
            await self.until(lambda: self.storm.recorded(self.officer))
        elif until:
            await self.until(lambda: self.token(until) is not None)
        else:
            await self.until(lambda: self.rev() > before)
        return self.rev()

    async def say(self, text: str, rev: int) -> int:
        """Type an answer and wait for the next question."""
        await self.storm.api.say(self.chat, text)
        await self.until(lambda: self.rev() > rev)
        return self.rev()

    def token(self, act: str) -> str | None:
        """The newest button that does this."""
        found = [b["callback_data"] for m in self.theirs() for b in m.buttons if b["callback_data"].endswith(f".{act}")]
        return found[-1] if found else None

    def rev(self) -> int:
        """The newest question's number."""
        tokens = (b["callback_data"].split(".") for m in self.theirs() for b in m.buttons)
        return max((int(token[2]) for token in tokens if token[0] == "1"), default=-1)

    def theirs(self) -> list[Shown]:
        return [m for m in self.storm.api.shown(self.chat) if not m.mine]

    async def until(self, done: Any) -> None:
        """Wait for it."""
        end = time.monotonic() + PATIENCE
        while True:
            there = done()
            if await there if asyncio.iscoroutine(there) else there:
                return
            if time.monotonic() > end:
                shown = [
                    (m.mine, m.text[:60], [b["callback_data"] for b in m.buttons][:3])
                    for m in self.storm.api.shown(self.chat)
                ]
                raise Lost(f"officer {self.officer.person} waits in vain; last: {shown[-3:]}")
            await asyncio.sleep(0.05)


# --- the weather --------------------------------------------------------------------------------------------------------
class Storm:
    """The processes, the people, and what goes wrong."""

    def __init__(self, folder: Path, url: str, sessions: int, kills: int, seed: int = 1) -> None:
        self.folder, self.url, self.kills = folder, url, kills
        self.chance = random.Random(seed)
        self.database = Database(url)
        self.roles = ["run"] if self.database.sqlite else ["web", "web", "worker", "worker"]
        self.processes: list[asyncio.subprocess.Process | None] = [None] * len(self.roles)
        self.ports: list[int] = [0] * len(self.roles)
        self.officers = populate(self.database, sessions)
        self.told = Told(sessions)
        self.updates: list[dict[str, Any]] = []
        self.api = BotApi(second=0.02)
        self.calm = False
        self._ready: set[int] = set()
        self._recorded: set[int] = set()

    async def blow(self) -> Told:
        """All of it."""
        start = time.monotonic()
        os.environ["STORM_BEGAN"] = str(time.time())
        async with self.api, self._front() as front:
            self._deliver_often()
            self.front = front
            for place in range(len(self.roles)):
                await self._start(place)
            watching = asyncio.create_task(self._watch())
            killing = asyncio.create_task(self._kill())
            await self._people()
            while not killing.done():
                await self._everything_again()
            await killing
            self.calm = True
            await self._restart_all()
            await self._settle()
            before = self._counts()
            await self._everything_again()
            await self._settle()
            self._compare(before)
            watching.cancel()
            for process in self.processes:
                if process is not None:
                    process.terminate()
            await asyncio.gather(*(process.wait() for process in self.processes if process is not None))
        self.told.seconds = time.monotonic() - start
        self.database.close()
        return self.told

    async def _people(self) -> None:
        free = asyncio.Semaphore(min(AT_ONCE, 1 + len(self.officers) // 3))

        async def one(officer: Officer) -> None:
            async with free:
                try:
                    await Phone(self, officer).record()
                except Lost as lost:
                    self.told.wrong.append(str(lost))

        await asyncio.gather(*(one(officer) for officer in self.officers))

    # --- processes --------------------------------------------------------------------------------------------------
    async def _start(self, place: int) -> None:
        pause = "0" if self.calm else "0.004"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SUJARIT_")}
        environment = kept | {
            "SUJARIT_DATA_DIR": str(self.folder),
            "DATABASE_URL": self.url,
            "SUJARIT_LOCAL_CHAT": "off",
            "SUJARIT_LOG_LEVEL": "warning",
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "SUJARIT_TELEGRAM_API": self.api.url,
            "SUJARIT_TELEGRAM_PER_SECOND": "0",
            "STORM_PAUSE": pause,
            "PORT": "0",
            "PYTHONPATH": f"{HERE}:{HERE.parents[1]}",
        }
        if self.roles[place] == "web":
            environment["SUJARIT_PUBLIC_URL"] = self.front
        log = (self.folder / f"{self.roles[place]}{place}.log").open("ab")
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(HERE / "process.py"), self.roles[place]),
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
        log.close()
        self.processes[place] = process
        assert process.stdout
        if self.roles[place] == "web":
            while line := (await process.stdout.readline()).decode():
                if "port" in line:
                    self.ports[place] = int("".join(filter(str.isdigit, line)))
                    break
        self._keep(asyncio.create_task(self._drain(process)))

    async def _drain(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout
        while await process.stdout.readline():
            pass

    def _keep(self, task: "asyncio.Task[Any]") -> None:
        self._tasks = [*getattr(self, "_tasks", []), task]

    async def _kill(self) -> None:
        """Kill one at random, and start it again."""
        while self.told.kills < self.kills:
            await asyncio.sleep(self.chance.uniform(0.1, 0.8) + 0.3 * (len(self.roles) == 1))
            place = self.chance.randrange(len(self.roles))
            process = self.processes[place]
            if process is None:
                continue
            self.ports[place] = 0
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGKILL)
            await process.wait()
            self.told.kills += 1
            await self._start(place)

    async def _restart_all(self) -> None:
        """The rest without pauses, so that it ends soon."""
        for place, process in enumerate(self.processes):
            if process is not None:
                self.ports[place] = 0
                process.terminate()
                await process.wait()
                if process.returncode:
                    self.told.wrong.append(f"{self.roles[place]} ended with {process.returncode} when asked to stop")
            await self._start(place)

    # --- deliveries ---------------------------------------------------------------------------------------------------
    def _deliver_often(self) -> None:
        """Each update comes one to three times."""
        put = self.api.put

        async def often(update: dict[str, Any], queue: tuple[str, int] = ("message", 0)) -> None:
            self.updates.append(update)
            self.told.updates += 1
            for _ in range(self.chance.randint(1, 3)):
                self.told.deliveries += 1
                await put(update, queue)

        self._put = put
        self.api.put = often  # type: ignore[method-assign]

    @contextlib.asynccontextmanager
    async def _front(self) -> AsyncIterator[str]:
        """What stands before the web processes: it hands each request to one that lives."""

        async def hand_on(request: Request) -> Response:
            body = await request.body()
            ports = [port for port in self.ports if port]
            if not ports:
                return Response(status_code=502)
            path = f"http://127.0.0.1:{self.chance.choice(ports)}{request.url.path}"
            headers = {k: v for k, v in request.headers.items() if k.startswith(("x-", "content-type"))}
            try:
                answer = await client.post(path, content=body, headers=headers)
            except httpx.HTTPError:
                return Response(status_code=502)
            return Response(status_code=answer.status_code)

        app = Starlette(routes=[Route("/{path:path}", hand_on, methods=["POST"])])
        server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", 0, log_config=None, lifespan="off"))
        server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign]
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        server.should_exit = True
        await serving

    async def _everything_again(self) -> None:
        """Every update once more, as a platform does that lost our answers."""
        for update in self.updates:
            await self._put(update, ("again", self.chance.randrange(20)))
            self.told.deliveries += 1
            if self.told.deliveries % 100 == 0:
                await asyncio.sleep(0)
        await asyncio.wait_for(self.api.settled(), PATIENCE + len(self.updates) / 5)

    # --- what is in the database -----------------------------------------------------------------------------------------
    async def _watch(self) -> None:
        """Look again and again whose photo is ready and whose result is recorded."""
        t = tables
        while True:
            self._ready = set(
                await self.database.read(_column, select(t.media.c.person_id).where(t.media.c.state == "ready"))
            )
            self._recorded = set(await self.database.read(_column, select(t.quarter_result.c.item_id)))
            await asyncio.sleep(0.1)

    def ready(self, officer: Officer) -> bool:
        return officer.person in self._ready

    def recorded(self, officer: Officer) -> bool:
        return officer.item in self._recorded

    async def _settle(self) -> None:
        """Wait until nothing is open."""
        t = tables
        end = time.monotonic() + PATIENCE
        while True:
            left = {}
            for table, states in (
                (t.inbox, ["open"]),
                (t.outbox, ["new", "sending", "retry"]),
                (t.document_request, ["new"]),
                (t.media, ["pending"]),
            ):
                count = select(func.count()).select_from(table).where(table.c.state.in_(states))
                left[table.name] = (await self.database.read(_column, count))[0]
            if not any(left.values()):
                return
            if time.monotonic() > end:
                self.told.wrong.append(f"never done: {left}")
                return
            await asyncio.sleep(0.1)

    def _counts(self) -> dict[str, Any]:
        """How many rows of each kind there are, and what the results are."""
        t = tables
        names = ("inbox", "outbox", "media", "session", "quarter_result", "evidence", "report", "stored_file", "audit")
        counts: dict[str, Any] = {}
        for name in names:
            counts[name] = self._all(select(func.count()).select_from(t.metadata.tables[name]))[0][0]
        r = t.quarter_result
        counts["results"] = sorted(self._all(select(r.c.item_id, r.c.version, r.c.done, r.c.disbursed)))
        return counts

    def _compare(self, before: dict[str, Any]) -> None:
        """What must be true in the end."""
        t, wrong = tables, self.told.wrong
        after = self._counts()
        wrong += [f"{name} changed when all was delivered again" for name in before if before[name] != after[name]]
        expected = sorted((o.item, 1, f"จัดอบรมรุ่นที่ {o.item}", 12000) for o in self.officers)
        if after["results"] != expected:
            odd = set(after["results"]) ^ set(expected)
            wrong.append(f"results differ from what was answered: {sorted(odd)[:4]}")
        if after["inbox"] != self.told.updates:
            wrong.append(f"{after['inbox']} updates stored of {self.told.updates}")
        for table, state in ((t.inbox, "done"), (t.outbox, "sent"), (t.media, "ready"), (t.document_request, "done")):
            states = Counter(row[0] for row in self._all(select(table.c.state)))
            if set(states) - {state}:
                wrong.append(f"{table.name}: {dict(states)}")
        if after["evidence"] != len(self.officers):
            wrong.append(f"{after['evidence']} photos kept of {len(self.officers)}")
        agencies = {o.agency for o in self.officers if o.asks}
        versions = Counter(row[0] for row in self._all(select(t.report.c.agency_id)))
        if versions != Counter(agencies):
            wrong.append(f"document versions: {dict(versions)}")
        recorded = self._all(select(t.audit.c.subject_id).where(t.audit.c.act.like("%:result:%")))
        if len(recorded) != len(self.officers):
            wrong.append(f"{len(recorded)} results noted in the audit of {len(self.officers)}")
        answered = {row[0] for row in self._all(select(t.outbox.c.inbox_id).distinct())}
        silent = [row[0] for row in self._all(select(t.inbox.c.id)) if row[0] not in answered]
        if silent:
            wrong.append(f"{len(silent)} updates got no answer")
        sent = sum(name in MESSAGES for name, _ in self.api.calls) + self._edits()
        self.told.repeated = sent - after["outbox"]
        if self.told.repeated > self.told.kills:
            wrong.append(f"{self.told.repeated} messages sent twice in {self.told.kills} kills")

    def _edits(self) -> int:
        return sum(name == "editmessagetext" for name, _ in self.api.calls)

    def _all(self, query: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.database.read_now(lambda c: c.execute(query).all())]


def _column(connection: Any, query: Any) -> list[Any]:
    return list(connection.scalars(query))


def main() -> int:
    """The long form, by hand."""
    import argparse
    import tempfile

    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--sessions", type=int, default=1000)
    ask.add_argument("--kills", type=int, default=50)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    chosen = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o755)
        with contextlib.ExitStack() as stack:
            url = f"sqlite:///{place / 'sujarit.db'}"
            if chosen.database == "postgresql":
                sys.path.insert(0, str(HERE.parent))
                import postgres

                server = stack.enter_context(postgres.running(f"storm{os.getpid()}"))
                url = server.of(server.database())
            told = asyncio.run(Storm(place, url, chosen.sessions, chosen.kills, chosen.seed).blow())
    sys.stdout.write(f"{told}\n")
    return 1 if told.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
