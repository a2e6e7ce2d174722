"""Wires everything once from the settings."""

import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.apart import Apart
from bot.clock import Clock, SystemClock
from bot.domain import workdays
from bot.drawn import DrawnFiles
from bot.errands import Errands
from bot.files import Files
from bot.handlers import local
from bot.localchat import LocalChannel, LocalChat
from bot.media import MediaWork
from bot.metrics import counted
from bot.office import Office
from bot.pace import Pace
from bot.papers import Papers
from bot.retention import Retention
from bot.send import Channel, Sender
from bot.service import Service
from bot.settings import Settings, declared_days
from bot.turn import Parse
from bot.verifying import VerifyPage
from storage.database import Database
from storage.jobs import Handler, Jobs

if TYPE_CHECKING:
    from bot.line import Line
    from bot.telegram import Telegram


@dataclass(frozen=True, slots=True)
class Product:
    """The wired parts that an entry point needs."""

    database: Database
    files: Files
    clock: Clock
    service: Service
    papers: Papers
    local: LocalChat
    telegram: "Telegram | None"
    line: "Line | None"
    verify: VerifyPage
    jobs: Jobs
    """Taken only by a process that begins them; everybody enqueues."""


def build(settings: Settings, clock: Clock | None = None) -> Product:
    """Wire the product; nothing runs yet."""
    clock = clock or SystemClock()
    workdays.declare(declared_days(settings.holidays))
    database = Database(settings.url)
    files = DrawnFiles(settings.data_dir / "files")
    channel = LocalChannel()
    channels: dict[str, Channel] = {channel.name: channel}
    parse: dict[str, Parse] = {channel.name: local.parse}
    telegram, line = _telegram(settings, database, files, clock), _line(settings, database, files, clock)
    platforms: list[Telegram | Line] = [platform for platform in (telegram, line) if platform is not None]
    for platform in platforms:
        channels[platform.name], parse[platform.name] = platform.channel, platform.parse
    me = f"{socket.gethostname()}-{os.getpid()}"
    paces = {}
    if telegram is not None and settings.telegram_per_second:
        account = telegram.account.id
        paces[telegram.name] = Pace(database, clock, telegram.name, account, settings.telegram_per_second)
    sender = Sender(database, channels, clock, me, paces)
    apart = Apart()
    papers = Papers(database, files, clock, apart, settings.public_url)
    media = MediaWork(database, files, clock, {platform.name: platform.fetch for platform in platforms})
    office = Office(settings.data_dir / "office", wanted=settings.pages == "auto")
    errands = Errands(database, files, clock, apart, office)
    service = Service(database, clock, parse, sender, papers, media, errands)
    for platform in platforms:
        platform.serve(service)
    local_chat = LocalChat(service, database, files, channel, clock)
    handlers: dict[str, Handler] = {
        "tick": service.tick,
        "paper": service.paper,
        "media": service.medium,
        "errand": service.errand,
    }
    jobs = Jobs(database, handlers)
    handlers["retention"] = Retention(database, files, clock, jobs).run
    handlers.update({name: counted(name, job) for name, job in handlers.items()})
    return Product(
        database, files, clock, service, papers, local_chat, telegram, line, VerifyPage(database, clock), jobs
    )


def _telegram(settings: Settings, database: Database, files: Files, clock: Clock) -> "Telegram | None":
    """Telegram where a token is set; only there is its library loaded (15 MiB, a third of a second)."""
    if not (token := settings.telegram_bot_token.strip()):
        return None
    from bot.telegram import Telegram

    return Telegram(token, settings.telegram_api, database, files, clock)


def _line(settings: Settings, database: Database, files: Files, clock: Clock) -> "Line | None":
    """LINE where its secret and token are set; only there is its library loaded (a second)."""
    secret, token = settings.line_channel_secret.strip(), settings.line_channel_access_token.strip()
    if not (secret and token):
        return None
    from bot.line import Line

    return Line(secret, token, settings.line_api, settings.public_url, database, files, clock)


def local_key(data_dir: Path) -> str:
    """The key of the local chat's address, kept so that an open page survives a restart."""
    path = data_dir / "local.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(24))
    return path.read_text().strip()
