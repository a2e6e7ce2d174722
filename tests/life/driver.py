"""The product as a process for `test_kill.py`: stores events through the local chat and says so.

An event is `{"person": 1, "id": "...", "text": ...}` or has a `token`; at the id `settle` it waits until nothing is left to
do. Where it is killed is up to the test; a `pause` makes the steps of a turn slow, so that a kill meets them.
"""

import asyncio
import random
import time
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy import func, select

from bot.bootstrap import build
from bot.localchat import LocalChannel
from bot.logs import log_to_stderr
from bot.settings import Settings
from storage import evidence, mail, sessions, tables


def slow(module: Any, name: str, pause: float) -> None:
    """Let a step take a moment before and after, so that a kill meets it."""
    step = getattr(module, name)

    def slowed(*args: Any, **kwargs: Any) -> Any:
        time.sleep(random.random() * pause)
        result = step(*args, **kwargs)
        time.sleep(random.random() * pause)
        return result

    setattr(module, name, slowed)


def run(folder: Path, url: str, pipe: Connection, pause: float) -> None:
    """Serve the events of the pipe; each is acknowledged by its id once it is stored."""
    mail.CLAIM = mail.CLAIM / 300  # what a killed process had claimed is free after 0.2 seconds
    asyncio.run(serve(folder, url, pipe, pause))


async def serve(folder: Path, url: str, pipe: Connection, pause: float) -> None:
    log_to_stderr("critical")
    product = build(Settings(data_dir=folder, database_url=url))
    send = LocalChannel.send

    async def noted(channel: LocalChannel, message: mail.Outgoing) -> str:
        sent_as = await send(channel, message)
        with (folder / "sent.log").open("a") as sent:
            sent.write(f"{message.id}\n")
        await asyncio.sleep(random.random() * pause)
        return sent_as

    LocalChannel.send = noted  # type: ignore[method-assign]
    for name in ("store", "put", "done", "sent"):
        slow(mail, name, pause)
    slow(sessions, "write", pause)
    for name in ("add_media", "settle"):
        slow(evidence, name, pause)
    await product.service.start()
    loop = asyncio.get_running_loop()
    while True:
        event = await loop.run_in_executor(None, pipe.recv)
        if event["id"] == "settle":
            await settle(product)
        elif "photo" in event:
            await product.local.store_media(
                event["person"], event["id"], "", "a.png", "image/png", photo(event["id"]), ""
            )
        elif "text" in event:
            await product.local.store_text(event["person"], event["id"], event["text"])
        else:
            await product.local.store_tap(event["person"], event["id"], event["token"], "")
        pipe.send(event["id"])


def photo(name: str) -> bytes:
    """A small picture, another one for each event."""
    buffer = BytesIO()
    Image.new("RGB", (32, 24), (int(name) % 256, 0, 0)).save(buffer, "PNG")
    return buffer.getvalue()


async def settle(product: Any) -> None:
    """Nothing under way, nothing open, nothing unsent."""
    while True:
        await product.service.sweep()
        await product.service.settled()
        left = await product.database.read(
            lambda c: sum(
                c.scalar(select(func.count()).select_from(t).where(t.c.state.in_(states)))
                for t, states in (
                    (tables.inbox, ["open"]),
                    (tables.outbox, ["new", "sending", "retry"]),
                    (tables.document_request, ["new"]),
                    (tables.media, ["pending"]),
                )
            )
        )
        if not left:
            return
        await asyncio.sleep(0.05)
