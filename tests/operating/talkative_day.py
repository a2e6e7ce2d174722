"""A story in a process of its own that logs everything, with faults whose words must not reach the log; leaves what
lies in the database as JSON beside it. Run by `test_logs.py`: `talkative_day.py STORY FOLDER`."""

import asyncio
import gc
import json
import logging
import sys
import threading
import warnings
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from bot import papers, turn
from bot.localchat import LocalChannel
from bot.logs import log_to_stderr, log_what_ends_us
from bot.papers import Papers
from bot.play import Stage
from bot.send import OurFault
from storage import tables

SECRET = "ความลับของนายสมชาย 123456789:AAbbccddeeffgghhiijjkkllmmnnooppqqr"


def once(owner: Any, name: str, error: Exception) -> None:
    """Let something raise the first time."""
    real = getattr(owner, name)

    def raising(*args: Any, **kwargs: Any) -> Any:
        setattr(owner, name, real)
        raise error

    setattr(owner, name, raising)


async def main(story: Path, folder: Path) -> None:
    log_to_stderr("debug")
    log_what_ends_us()
    told = yaml.safe_load(story.read_text("utf-8"))
    async with Stage.of(told, folder, story.parent) as stage:
        once(turn.commands, "run", ValueError(SECRET))
        papers.RETRY_AFTER = (timedelta(0),) * 3
        once(Papers, "_render", RuntimeError(SECRET))
        send, refused = LocalChannel.send, []

        async def refusing(channel: LocalChannel, message: Any) -> str:
            if not refused and message.message["kind"] == "text":
                refused.append(message.id)
                raise OurFault from ValueError(SECRET)
            return await send(channel, message)

        LocalChannel.send = refusing  # type: ignore[method-assign]
        for step in told["steps"]:
            await stage.step(step)
        lose_a_task()
        gc.collect()
        await asyncio.sleep(0)
        found = {
            table.name: [
                dict(row._mapping)
                for row in stage.product.database.read_now(lambda c, t=table: c.execute(select(t)).all())
            ]  # type: ignore[misc]
            for table in (tables.inbox, tables.outbox, tables.person, tables.agency)
        }
    libraries()
    (folder / "found.json").write_text(json.dumps(found, default=str), "utf-8")


def lose_a_task() -> None:
    """A task whose error nobody looks at."""

    async def fails() -> None:
        raise ValueError(SECRET)

    asyncio.get_running_loop().create_task(fails())


def libraries() -> None:
    """What libraries say: addresses with tokens, statements with parameters, traces with words."""
    logging.getLogger("httpx").warning("POST https://api.telegram.org/bot%s/sendMessage", SECRET)
    logging.getLogger("httpx").info("POST https://api.telegram.org/bot%s/sendMessage", SECRET)
    logging.getLogger("dbos").error(f"Exception in {SECRET}\n[parameters: {SECRET}]")
    logging.getLogger("sqlalchemy.pool").warning("postgresql://sujarit:%s@db/sujarit", "hiddenword")
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    warnings.warn(SECRET, stacklevel=1)
    thread = threading.Thread(target=lambda: (_ for _ in ()).throw(ValueError(SECRET)).__next__())
    thread.start()
    thread.join()


asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
raise ValueError(SECRET)
