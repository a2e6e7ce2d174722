"""What taking a webhook costs: `python -m bench.web`.

Telegram's update and LINE's event come in over HTTP, are checked, stored and committed, and then answered: CPU of the process and the time
of the answer at a hundred requests a second, beside a bare Starlette app with one raw insert into the same kind of database.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any, Final

import psutil
from sqlalchemy import select

from bench import postgres
from bench.table import Row, show
from bot import lineapi, sample
from bot.botapi import TOKEN
from bot.clock import SystemClock
from bot.telegram.account import Account
from storage import bindings, tables
from storage.database import Database
from storage.migrate import migrate

RATE: Final = 100
SECONDS: Final = 6
ROUNDS: Final = 2
CHAT: Final = 5_000_000_001
USER: Final = "U" + "5" * 32
SECRET: Final = Account(TOKEN, "http://127.0.0.1:9").secret
MAX_RATIO: Final = 2.5
MAX_P99: Final = 15.0


def run() -> list[Row]:
    """Both databases."""
    rows = []
    with tempfile.TemporaryDirectory() as folder, postgres.server() as server:
        for kind, url in (("SQLite", f"sqlite:///{folder}/sujarit.db"), ("PostgreSQL", server)):
            prepare(url)
            for channel in ("Telegram", "LINE"):
                rows += measure(f"{kind}, {channel}", channel.casefold(), url, Path(folder) / channel)
    return rows


def prepare(url: str) -> None:
    """A person of the sample agency has a chat on both."""
    database = Database(url)
    migrate(database)
    database.write_now(sample.ensure, SystemClock().now())
    person = database.read_now(lambda c: c.scalar(select(tables.person.c.id).limit(1)))
    database.write_now(bindings.bind, person, "telegram", str(CHAT))
    database.write_now(bindings.bind, person, "line", USER)
    database.close()


def measure(kind: str, channel: str, url: str, folder: Path) -> list[Row]:
    """Both servers in turn, the same load."""
    cpu: dict[str, list[float]] = {"ours": [], "bare": []}
    times: list[float] = []
    number = 0
    with served(channel, url, folder) as mine, served("bare", url, folder) as theirs:
        for port, _ in (mine, theirs):
            asyncio.run(load(channel, port, 1, (number := number + 10_000)))
        for _ in range(ROUNDS):
            for name, (port, process) in (("ours", mine), ("bare", theirs)):
                before = process.cpu_times()
                found = asyncio.run(load(channel, port, SECONDS, (number := number + 10_000)))
                after = process.cpu_times()
                cpu[name].append((sum(after[:2]) - sum(before[:2])) * 1e6 / len(found))
                times += found if name == "ours" else []
    ours, bare = min(cpu["ours"]), min(cpu["bare"])
    return [
        Row(f"{kind}: webhook taken, CPU", ours, "us"),
        Row(f"{kind}: bare Starlette and one insert, CPU", bare, "us"),
        Row(f"{kind}: webhook / bare", ours / bare, "ratio", MAX_RATIO),
        Row(f"{kind}: answer at {RATE}/s, median", median(times), "ms"),
        Row(f"{kind}: answer at {RATE}/s, 99th of 100", quantiles(times, n=100)[98], "ms", MAX_P99),
    ]


@contextmanager
def served(what: str, url: str, folder: Path) -> Iterator[tuple[int, psutil.Process]]:
    """One of the servers: its port and process."""
    place = folder / what
    place.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.served", what, url, str(place)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    try:
        yield int(process.stdout.readline()), psutil.Process(process.pid)
    finally:
        process.kill()
        process.communicate()


async def load(channel: str, port: int, seconds: float, first: int) -> list[float]:
    """Requests at an even rate over connections that stay open; milliseconds of each answer."""
    request = telegram_request if channel == "telegram" else line_request
    free: asyncio.LifoQueue[Any] = asyncio.LifoQueue()
    for _ in range(8):
        free.put_nowait(await asyncio.open_connection("127.0.0.1", port))
    times: list[float] = []

    async def one(number: int) -> None:
        path, secret, body = request(number)
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        start = perf_counter()
        reader, writer = connection = await free.get()
        writer.write(f"{head}{secret}\r\n\r\n".encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(x.split(b":")[1]) for x in answer.split(b"\r\n") if x.lower().startswith(b"content-length")), 0
        )
        await reader.readexactly(length)
        times.append((perf_counter() - start) * 1000)
        free.put_nowait(connection)
        if not answer.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(answer.split(b"\r\n")[0].decode())

    began = perf_counter()
    running = []
    for number in range(int(seconds * RATE)):
        await asyncio.sleep(max(0.0, began + number / RATE - perf_counter()))
        running.append(asyncio.create_task(one(first + number)))
    await asyncio.gather(*running)
    while not free.empty():
        free.get_nowait()[1].close()
    return times


def update(number: int) -> dict[str, Any]:
    """A text message as Telegram sends it."""
    who = {"id": CHAT, "is_bot": False, "first_name": "สมใจ", "language_code": "th"}
    text = "จัดอบรมคุณธรรมจริยธรรมแก่บุคลากร จำนวน 50 คน ณ ห้องประชุม"
    message = {
        "message_id": number,
        "from": who,
        "chat": {"id": CHAT, "type": "private"},
        "date": 1795000000,
        "text": text,
    }
    return {"update_id": number, "message": message}


def telegram_request(number: int) -> tuple[str, str, bytes]:
    """Path, the header that shows whose it is, and body."""
    path = f"/telegram/{TOKEN.partition(':')[0]}"
    return path, f"X-Telegram-Bot-Api-Secret-Token: {SECRET}", json.dumps(update(number)).encode()


def line_request(number: int) -> tuple[str, str, bytes]:
    """The same for LINE: one event, signed."""
    text = update(number)["message"]["text"]
    event = {
        "type": "message",
        "message": {"type": "text", "id": str(number), "quoteToken": "q" * 40, "text": text},
        "webhookEventId": f"{number:026d}",
        "deliveryContext": {"isRedelivery": False},
        "timestamp": 1_795_000_000_000,
        "source": {"type": "user", "userId": USER},
        "replyToken": f"{number:032x}",
        "mode": "active",
    }
    body = json.dumps({"destination": lineapi.BOT, "events": [event]}).encode()
    signature = base64.b64encode(hmac.new(lineapi.SECRET.encode(), body, hashlib.sha256).digest()).decode()
    return "/line/webhook", f"X-Line-Signature: {signature}", body


if __name__ == "__main__":
    sys.exit(show(run()))
