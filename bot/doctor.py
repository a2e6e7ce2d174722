"""`sujarit doctor`: what this machine, its settings, the database and the platforms are like; a line a check, and what to do.

It changes nothing. A check that raises is wrong itself, and the next one goes on.
"""

import asyncio
import fcntl
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from sqlalchemy import Connection, func, select, text

from bot.letters import drawn
from bot.office import lacking
from bot.settings import Settings, unknown
from storage import jobs, standing
from storage.database import Database
from storage.migrate import pending

State = Literal["ok", "note", "WRONG"]

MIN_PYTHON: Final = (3, 11)
MIN_FREE: Final = 500 * 1024**2
"""Bytes: photos of a busy week, and room for the log of the database."""
OLDEST: Final = {"sqlite": (3, 35), "postgresql": (13,)}
"""Databases whose SQL is ours."""
CLOCK_APART: Final = timedelta(seconds=5)
WAITS_LONG: Final = timedelta(minutes=5)
TICK_LATE: Final = timedelta(minutes=3)
RECENT: Final = timedelta(hours=1)
ANSWER_WITHIN: Final = 10.0
PATIENCE: Final = "5"
"""Seconds for a server to answer."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line."""

    what: str
    state: State
    said: str
    todo: str = ""

    def __str__(self) -> str:
        todo = f" → {self.todo}" if self.todo else ""
        return f"{self.state:5}  {self.what:12} {self.said}{todo}"


def examine(settings: Settings) -> Iterator[Check]:
    """Every check, in an order in which the first wrong one explains those after it."""
    yield from _try("Python", _python)
    yield from _try("settings", _settings)
    yield from _try("data folder", lambda: _data_dir(settings.data_dir))
    os.environ.setdefault("PGCONNECT_TIMEOUT", PATIENCE)
    sqlite_file = settings.data_dir / "sujarit.db"
    if not settings.database_url and not sqlite_file.exists():
        said = f"{sqlite_file} is not made yet"
        yield Check("database", "note", said, "`sujarit run` makes it; before `web` and `worker` run `sujarit migrate`")
    else:
        database = Database(settings.url)
        try:
            yield from _try("database", lambda: _database(database))
            yield from _try("clock", lambda: _clock(database))
            yield from _try("messages", lambda: _messages(database))
            yield from _try("jobs", lambda: _jobs(database))
            yield from _try("agencies", lambda: _agencies(database, settings))
        finally:
            database.close()
    yield from _try("run", lambda: _running(settings.data_dir))
    if settings.telegram_bot_token:
        yield from _try("Telegram", lambda: asyncio.run(_telegram(settings)))
    else:
        yield Check("Telegram", "ok", "off: no TELEGRAM_BOT_TOKEN")
    if settings.line_channel_secret and settings.line_channel_access_token:
        yield from _try("LINE", lambda: asyncio.run(_line(settings)))
    else:
        one = settings.line_channel_secret or settings.line_channel_access_token
        said = (
            "off: LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN are needed both"
            if one
            else "off: no LINE_CHANNEL_SECRET"
        )
        yield Check("LINE", "note" if one else "ok", said, "see docs/line.md" if one else "")
    yield from _try("pictures", _pictures)
    yield from _try("optional", _optional)


def _try(what: str, check: Callable[[], Iterable[Check]]) -> Iterator[Check]:
    try:
        yield from check()
    except Exception as error:  # also what nobody thought of is a finding
        words = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        yield Check(what, "WRONG", f"{type(error).__name__}: {words}"[:160])


def _python() -> Iterator[Check]:
    said = f"{sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    if sys.version_info < MIN_PYTHON:
        yield Check("Python", "WRONG", said, "install Python 3.11 or newer, then `make clean run`")
    else:
        yield Check("Python", "ok", said)


def _settings() -> Iterator[Check]:
    for name, meant in unknown().items():
        todo = f"is {meant} meant?" if meant else "`sujarit settings` lists them"
        yield Check("settings", "WRONG", f"no setting is called {name}", todo)
    told = sum(name in os.environ for name in Settings.listed())
    file = Path(".env")
    yield Check("settings", "ok", f"{told} in the environment" + (", more in .env" if file.exists() else ""))
    if file.exists() and _open_to_others(file):
        yield Check("settings", "WRONG", "others on this machine can read .env, which holds tokens", "chmod 600 .env")


def _open_to_others(path: Path) -> bool:
    """Whether other users of the machine get at it."""
    return bool(path.stat().st_mode & 0o077)


def _data_dir(folder: Path) -> Iterator[Check]:
    there = folder
    while not there.exists():
        there = there.parent
    todo = f"give this user the right to write to {there}, or name another folder in SUJARIT_DATA_DIR"
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        yield Check("data folder", "WRONG", f"{folder.absolute()} cannot be written: {error.strerror}", todo)
        return
    free = shutil.disk_usage(there).free
    said = f"{folder.absolute()}, {free / 1024**3:.1f} GB free"
    if free < MIN_FREE:
        yield Check("data folder", "WRONG", said, "make room: without it nothing can be stored")
    elif there == folder and _open_to_others(folder):
        yield Check("data folder", "note", f"{said}; others on this machine can look into it", f"chmod -R go= {folder}")
    else:
        yield Check("data folder", "ok", said)


def _database(database: Database) -> Iterator[Check]:
    what = database.reader.dialect.name
    with database.reader.connect() as connection:
        parts = connection.dialect.server_version_info or ()
        version = ".".join(map(str, parts))
        mode = connection.execute(text("PRAGMA journal_mode")).scalar() if database.sqlite else ""
    said = f"{what} {version}" + (f", journal {mode}" if mode else "")
    if parts < OLDEST[what]:
        oldest = ".".join(map(str, OLDEST[what]))
        yield Check(
            "database", "WRONG", f"{said}, older than {oldest}", "bring a newer one (of SQLite: with a newer Python)"
        )
    elif pending(database):
        yield Check("database", "WRONG", f"{said}, lacks migrations", "run `sujarit migrate`")
    elif mode not in ("", "wal"):
        yield Check("database", "WRONG", said, "SQLite cannot keep its log here: use a local disk, no network share")
    else:
        yield Check("database", "ok", f"{said}, newest schema")


def _clock(database: Database) -> Iterator[Check]:
    before = datetime.now(UTC)
    theirs = database.read_now(_database_time)
    now = datetime.now(UTC)
    apart = max(theirs - now, before - theirs, timedelta())
    newest = database.read_now(standing.newest)
    said = f"{now:%Y-%m-%d %H:%M:%S} UTC"
    if apart > CLOCK_APART:
        yield Check(
            "clock", "WRONG", f"{said}, {apart.total_seconds():.0f} s from the database's", "synchronise both (NTP)"
        )
    elif newest is not None and newest > now + CLOCK_APART:
        yield Check(
            "clock", "WRONG", f"{said}, before the newest message", "the clock was set back: synchronise it (NTP)"
        )
    else:
        yield Check("clock", "ok", said)


def _database_time(connection: Connection) -> datetime:
    at: datetime = connection.execute(select(func.current_timestamp())).scalar_one()
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _messages(database: Database) -> Iterator[Check]:
    waiting = database.read_now(standing.waiting)
    ages = waiting.ages(datetime.now(UTC))
    for name, kind in (("turn", "message without its turn"), ("send", "message not sent")):
        if not ages[name]:
            yield Check("messages", "ok", f"no {kind}")
        elif ages[name] > WAITS_LONG.total_seconds():
            todo = "is a worker running (`sujarit run` or `sujarit worker`)? Its log says what it meets"
            yield Check("messages", "WRONG", f"the oldest {kind} waits {_span(ages[name])}", todo)
        else:
            yield Check("messages", "ok", f"the oldest {kind} waits {_span(ages[name])}")
    if waiting.parked:
        todo = "their plan owners find them in the menu; the log's `turn failed` lines say why"
        yield Check("messages", "note", f"{waiting.parked} were given up", todo)


def _jobs(database: Database) -> Iterator[Check]:
    last = database.read_now(jobs.last_tick)
    ago = (datetime.now(UTC) - last) if last else None
    if ago is None:
        yield Check("jobs", "note", "none was done yet", "`sujarit run` and `sujarit worker` do them")
    elif ago > TICK_LATE:
        todo = "start `sujarit run` or `sujarit worker`: until then nobody is reminded and nothing expires"
        real, _ = database.read_now(standing.agencies)
        yield Check(
            "jobs", "WRONG" if real else "note", f"the last minute's tick was {_span(ago.total_seconds())} ago", todo
        )
    else:
        yield Check("jobs", "ok", f"the last tick was {_span(ago.total_seconds())} ago")


def _agencies(database: Database, settings: Settings) -> Iterator[Check]:
    real, samples = database.read_now(standing.agencies)
    yield Check("agencies", "ok", f"{real} real, {samples} for trying out")
    why = "a real agency exists" if real else "there is no real agency yet"
    if settings.local_chat != "auto":
        why = f"SUJARIT_LOCAL_CHAT={settings.local_chat}"
    on = settings.local_chat_wanted(real)
    yield Check("local chat", "ok", f"{'on' if on else 'off'} in `sujarit run`: {why}")


def _running(folder: Path) -> Iterator[Check]:
    lock = folder / "run.lock"
    if not lock.exists():
        yield Check("run", "ok", "no `sujarit run` was started on this folder")
        return
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield Check("run", "ok", "`sujarit run` is at work on this folder")
        else:
            yield Check("run", "ok", "no `sujarit run` is at work on this folder")


async def _telegram(settings: Settings) -> list[Check]:
    from telegram.error import TelegramError

    from bot.telegram.account import Account
    from bot.telegram.webhook import path, unreachable

    account = Account(settings.telegram_bot_token.strip(), settings.telegram_api)
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            me = await account.bot.get_me()
            webhook = await account.bot.get_webhook_info()
    except (TelegramError, TimeoutError) as error:
        if type(error).__name__ == "InvalidToken":
            return [
                Check("Telegram", "WRONG", "the token is refused", "copy it anew from BotFather (docs/telegram.md)")
            ]
        todo = f"is there a network, and a way to {settings.telegram_api}?"
        return [Check("Telegram", "WRONG", f"not reached ({type(error).__name__})", todo)]
    finally:
        await account.close()
    checks = [Check("Telegram", "ok", f"@{me.username}")]
    wanted = settings.public_url.rstrip("/") + path(account) if settings.public_url else ""
    pending = f"{webhook.pending_update_count} messages wait there"
    if webhook.url == wanted:
        said = f"webhook {wanted}, {pending}" if wanted else f"no webhook (`sujarit run` fetches), {pending}"
        checks.append(Check("Telegram", "ok", said))
    elif not wanted:
        todo = "`sujarit run` takes it away; for `sujarit web` set SUJARIT_PUBLIC_URL"
        checks.append(Check("Telegram", "note", f"a webhook is set: {webhook.url}, {pending}", todo))
    else:
        todo = unreachable(settings) or "start `sujarit web`: it tells Telegram the address"
        checks.append(Check("Telegram", "WRONG", f"the webhook is {webhook.url or 'not set'}, not {wanted}", todo))
    if webhook.last_error_date and datetime.now(UTC) - webhook.last_error_date < RECENT:
        said = f"its last try to bring messages failed: {webhook.last_error_message}"
        checks.append(Check("Telegram", "WRONG", said, "see docs/telegram.md"))
    return checks


async def _line(settings: Settings) -> list[Check]:
    from linebot.v3.messaging import ApiException

    from bot.line.account import UNKNOWN, Account
    from bot.line.examined import examined

    account = Account(
        settings.line_channel_secret.strip(), settings.line_channel_access_token.strip(), settings.line_api
    )
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            found = await examined(account, settings.public_url)
    except ApiException as fault:
        if fault.status == 401:
            todo = "copy LINE_CHANNEL_ACCESS_TOKEN anew from LINE's console (docs/line.md)"
            return [Check("LINE", "WRONG", "the token is refused", todo)]
        return [Check("LINE", "WRONG", f"LINE answered {fault.status}", "try again; if it stays, see docs/line.md")]
    except UNKNOWN as fault:
        return [
            Check("LINE", "WRONG", f"not reached ({type(fault).__name__})", "is there a network, and a way to LINE?")
        ]
    finally:
        await account.close()
    return [Check("LINE", *line) for line in found]


def _pictures() -> Iterator[Check]:
    """Rich menus and QR codes of invitations are drawn here."""
    from bot.pictures import NoShaping, font

    try:
        family, weight = font("Bold", 40).getname()
    except NoShaping as lacking:
        yield Check(
            "pictures", "WRONG", str(lacking), "without it LINE's menus and QR codes of invitations are not drawn"
        )
    else:
        yield Check("pictures", "ok", f"Thai is shaped (raqm), letters are {family} {weight}")


def _optional() -> Iterator[Check]:
    """Nothing that runs needs them: officers open the documents on machines of their own."""
    if without := lacking():
        todo = (
            "on Debian: apt install libreoffice-writer-nogui poppler-utils; without them no pages are shown in the chat"
        )
        yield Check("pages", "note", f"not there: {', '.join(without)}", todo)
    else:
        yield Check("pages", "ok", "LibreOffice and poppler show documents as pages in the chat")
        if not drawn():
            todo = "on Debian: apt install fonts-tlwg-laksaman-ttf; without it lines are half as wide again as in Word"
            yield Check("pages", "note", "no letters of TH Sarabun's width", todo)
    if shutil.which("chromium") is None:
        yield Check("optional", "note", "not there: chromium", "only tests of looks are skipped without")
    else:
        yield Check("optional", "ok", "Chromium is there for the tests")


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"
