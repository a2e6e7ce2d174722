"""A server for `bench.web` in a process of its own: `python -m bench.served telegram|line|bare URL FOLDER`; prints its port.

`telegram` and `line` are the product's webhooks, which store and commit before they answer; the turns that would follow are left out, so
that only the answer is measured. `bare` is the least that could be called the same: a Starlette app with one raw insert.
"""

import asyncio
import json
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import psycopg
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot import lineapi
from bot.bootstrap import build
from bot.botapi import TOKEN
from bot.logs import log_to_stderr
from bot.run import run_loop
from bot.settings import Settings
from storage.database import Threads

NOWHERE: Final = "http://127.0.0.1:9"


def telegram(url: str, folder: Path) -> Starlette:
    """The product's webhook without what follows it."""
    settings = Settings(data_dir=folder, database_url=url, telegram_bot_token=TOKEN, telegram_api=NOWHERE)
    product = build(settings)
    assert product.telegram
    product.service.wake_lane = lambda lane: None  # type: ignore[method-assign]
    return Starlette(routes=[product.telegram.route()])


def line(url: str, folder: Path) -> Starlette:
    """The same for LINE."""
    account = {"line_channel_secret": lineapi.SECRET, "line_channel_access_token": lineapi.TOKEN}
    product = build(Settings(data_dir=folder, database_url=url, telegram_bot_token="", line_api=NOWHERE, **account))
    assert product.line
    product.service.wake_lane = lambda lane: None  # type: ignore[method-assign]
    return Starlette(routes=product.line.routes())


def bare(url: str, folder: Path) -> Starlette:
    """One raw insert, committed, in a thread."""
    insert: Callable[[str, str], None]
    if url.startswith("sqlite"):
        lite = sqlite3.connect(folder / "bare.db", check_same_thread=False)
        lite.execute("PRAGMA journal_mode=WAL")
        lite.execute("PRAGMA synchronous=FULL")
        lite.execute("CREATE TABLE raw (key TEXT PRIMARY KEY, body TEXT NOT NULL)")
        threads = Threads(1, "bare")

        def insert(key: str, body: str) -> None:
            lite.execute("INSERT INTO raw VALUES (?, ?) ON CONFLICT DO NOTHING", (key, body))
            lite.commit()
    else:
        post = psycopg.connect(url.replace("+psycopg", ""))
        post.execute("CREATE TABLE IF NOT EXISTS raw (key TEXT PRIMARY KEY, body TEXT NOT NULL)")
        post.commit()
        threads = Threads(1, "bare")

        def insert(key: str, body: str) -> None:
            post.execute("INSERT INTO raw VALUES (%s, %s) ON CONFLICT DO NOTHING", (key, body))
            post.commit()

    async def take(request: Request) -> Response:
        body = await request.body()
        update: dict[str, Any] = json.loads(body)
        key = update["update_id"] if "update_id" in update else update["events"][0]["webhookEventId"]
        await threads.run(lambda: insert(str(key), body.decode()))
        return Response()

    return Starlette(routes=[Route("/{path:path}", take, methods=["POST"])])


async def serve(app: Starlette) -> None:
    """Serve as `sujarit web` does."""
    config = uvicorn.Config(app, "127.0.0.1", 0, access_log=False, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    sys.stdout.write(f"{server.servers[0].sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await serving


if __name__ == "__main__":
    log_to_stderr("error")
    _, what, url, folder = sys.argv
    run_loop(serve({"telegram": telegram, "line": line, "bare": bare}[what](url, Path(folder))))
