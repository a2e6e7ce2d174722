"""What the running product costs: `python -m bench.process`.

The real `sujarit run` on a fresh data folder, as a browser uses it: first answer after the start of the process, memory
after that answer, and with everything on: a document made, Telegram fetched from, jobs taken, a day of reminders planned. And
what an officer has to do: the interactions of a quarter's result, played.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Queue
from threading import Thread
from time import perf_counter, sleep
from typing import Any, Final

import httpx
import psutil

from bench.table import Row, show
from bot.botapi import TOKEN, BotApi
from bot.logs import log_to_stderr
from bot.play import play_file

MAX_FIRST_ANSWER: Final = 2.0
MAX_MIB: Final = 150
MAX_MIB_ALL: Final = 170
MAX_INTERACTIONS: Final = 7
STORY: Final = Path(__file__).parents[1] / "tests" / "stories" / "record_result.yaml"


def run() -> list[Row]:
    """Start the product, talk with it, stop it; then play the story."""
    rows: list[Row] = []
    for telegram in (False, True):
        with tempfile.TemporaryDirectory() as folder, _bot_api() as api:
            rows += _product(folder, {"TELEGRAM_BOT_TOKEN": TOKEN, "SUJARIT_TELEGRAM_API": api} if telegram else {})
    log_to_stderr("error")
    played = asyncio.run(play_file(STORY))
    return [*rows, Row("interactions of a quarter's result", max(played.by_step), "", MAX_INTERACTIONS)]


def _product(folder: str, more: dict[str, str]) -> list[Row]:
    environment = os.environ | {"SUJARIT_DATA_DIR": folder, "SUJARIT_LOCAL_PORT": "0", "DATABASE_URL": ""}
    start = perf_counter()
    product = subprocess.Popen(
        [str(Path(sys.executable).with_name("sujarit")), "run"],
        env=environment | more,
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
    )
    try:
        return _talk(product, start, everything=bool(more))
    finally:
        product.terminate()
        product.wait(20)


@contextmanager
def _bot_api() -> Iterator[str]:
    """The address of a Bot API server in a thread."""
    ready: Queue[str] = Queue()
    loop = asyncio.new_event_loop()
    over = asyncio.Event()

    async def serve() -> None:
        async with BotApi() as api:
            ready.put(api.url)
            await over.wait()

    thread = Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    yield ready.get()
    loop.call_soon_threadsafe(over.set)
    thread.join()


def _talk(product: "subprocess.Popen[str]", start: float, *, everything: bool) -> list[Row]:
    assert product.stdout is not None
    line = next(line for line in product.stdout if "http://" in line)
    address = re.search(r"(http://\S+?)/\?key=(\S+)", line)
    assert address is not None
    base, key = address.groups()
    process = psutil.Process(product.pid)
    with httpx.Client(base_url=base, headers={"Origin": base}, follow_redirects=True, timeout=20) as browser:
        browser.get("/", params={"key": key}).raise_for_status()
        people = browser.get("/chat/state").json()["people"]
        owner = next(person["id"] for person in people if "ผู้ดูแลแผน" in person["role"])
        with browser.stream("GET", "/chat/events", params={"person": owner}) as stream:
            said = _said(stream)
            next(said)
            browser.post("/chat/send", json={"person": owner, "id": f"{1:026d}", "text": "เมนู"}).raise_for_status()
            _until(said, "card")
            first = perf_counter() - start
            idle = process.memory_info().rss / 2**20
            tap = {"person": owner, "id": f"{2:026d}", "token": "o.ask_report", "label": "ขอรายงาน"}
            browser.post("/chat/send", json=tap).raise_for_status()
            number = 2
            while (asked := _until(said, "choices", "file"))["kind"] != "file":
                number += 1
                tap |= {"id": f"{number:026d}", "token": asked["buttons"][0]["token"]}
                browser.post("/chat/send", json=tap).raise_for_status()
            after = process.memory_info().rss / 2**20
            if everything:
                day = {"now": f"{datetime.now(UTC) + timedelta(days=40):%Y-%m-%d}T10:00"}
                browser.post("/chat/clock", json=day).raise_for_status()
                sleep(5)
                return [
                    Row("resident memory with everything on", process.memory_info().rss / 2**20, "MiB", MAX_MIB_ALL)
                ]
    return [
        Row("sujarit run: first answer after start", first, "s", MAX_FIRST_ANSWER),
        Row("resident memory after the first answer", idle, "MiB", MAX_MIB),
        Row("resident memory after a document", after, "MiB", MAX_MIB),
    ]


def _said(stream: httpx.Response) -> Iterator[Any]:
    """The data of the server's events as they come."""
    for line in stream.iter_lines():
        if line.startswith("data:"):
            yield json.loads(line.removeprefix("data:"))


def _until(said: Iterator[Any], *kinds: str) -> dict[str, Any]:
    """The bot's next message of one of these kinds."""
    found: dict[str, Any] = next(e["body"] for e in said if not e["mine"] and e["body"]["kind"] in kinds)
    return found


if __name__ == "__main__":
    sys.exit(show(run()))
