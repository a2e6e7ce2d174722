"""Telegram in the processes as they are started."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import sample
from bot.botapi import TOKEN, BotApi
from bot.telegram import webhook
from bot.telegram.account import Account
from storage.database import Database
from storage.migrate import migrate

CHAT = 5_000_000_001
UNKNOWN = "ยังไม่รู้จักท่านในระบบ"


@asynccontextmanager
async def running(folder: Path, api: BotApi, command: str, **more: str) -> AsyncIterator[list[str]]:
    """A process of ours on this server, until it is asked to stop; the lines it prints."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SUJARIT_", "DATABASE_URL"))}
    ours = {"SUJARIT_DATA_DIR": str(folder / "var"), "SUJARIT_LOCAL_PORT": "0", "SUJARIT_LOG_LEVEL": "debug"}
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).parent / "sujarit"),
        command,
        cwd=folder,
        env={**kept, **ours, "TELEGRAM_BOT_TOKEN": TOKEN, "SUJARIT_TELEGRAM_API": api.url, **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    lines: list[str] = []

    async def read() -> None:
        assert process.stdout
        async for line in process.stdout:
            lines.append(line.decode())

    reading = asyncio.create_task(read())
    try:
        while not any("telegram: ready" in line for line in lines):
            assert not reading.done(), lines
            await asyncio.sleep(0.02)
        yield lines
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0, lines
    finally:
        if process.returncode is None:
            process.kill()
        await reading


async def answered(api: BotApi, text: str) -> str:
    """What the bot says to words of a stranger."""
    sent = await api.say(CHAT, text)
    while not (said := [shown for shown in api.shown(CHAT) if shown.id > sent]):
        await asyncio.sleep(0.02)
    return said[0].text


async def test_run_fetches_and_answers_and_its_log_holds_no_token_and_no_words(tmp_path: Path) -> None:
    async with BotApi() as api, running(tmp_path, api, "run") as lines:
        assert (await answered(api, "คำลับของฉัน")).startswith(UNKNOWN)
    log = "".join(lines)
    assert TOKEN not in log
    assert TOKEN.partition(":")[2] not in log
    assert "คำลับของฉัน" not in log


async def test_web_tells_telegram_its_address_and_answers_what_is_brought(tmp_path: Path) -> None:
    with closing(Database(f"sqlite:///{tmp_path / 'var' / 'sujarit.db'}")) as database:
        migrate(database)
        database.write_now(sample.make, datetime.now(UTC))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    async with (
        BotApi(second=0.05) as api,
        running(tmp_path, api, "web", PORT=str(port), SUJARIT_PUBLIC_URL=f"{address}/") as lines,
    ):
        account = Account(TOKEN, api.url)
        assert api.webhook == address + webhook.path(account)
        await account.close()
        assert (await answered(api, "สวัสดี")).startswith(UNKNOWN)
    ready = next(json.loads(line) for line in lines if "telegram: ready" in line)
    assert (ready["bot"], ready["by"]) == ("@sujarit_bot", "webhook")


@pytest.mark.parametrize("module", ["bot.run", "bot.cli"])
def test_telegrams_library_is_loaded_only_with_a_token(module: str) -> None:
    loaded = f"import {module}, sys; sys.exit('telegram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0
