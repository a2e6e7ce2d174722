"""Wires everything once from the settings."""

import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

from bot.clock import Clock, SystemClock
from bot.files import Files
from bot.handlers import local
from bot.localchat import LocalChannel, LocalChat
from bot.media import MediaWork
from bot.papers import Papers
from bot.send import Sender
from bot.service import Service
from bot.settings import Settings
from storage.database import Database
from storage.files import LocalFiles


@dataclass(frozen=True, slots=True)
class Product:
    """The wired parts that an entry point needs."""

    database: Database
    files: Files
    clock: Clock
    service: Service
    papers: Papers
    local: LocalChat


def build(settings: Settings, clock: Clock | None = None) -> Product:
    """Wire the product; nothing runs yet."""
    clock = clock or SystemClock()
    database = Database(settings.url)
    files = LocalFiles(settings.data_dir / "files")
    channel = LocalChannel()
    me = f"{socket.gethostname()}-{os.getpid()}"
    sender = Sender(database, {channel.name: channel}, clock, me)
    papers = Papers(database, files, clock)
    service = Service(database, clock, {"local": local.parse}, sender, papers, MediaWork(database, files, clock))
    return Product(database, files, clock, service, papers, LocalChat(service, database, files, channel, clock))


def local_key(data_dir: Path) -> str:
    """The key of the local chat's address, kept so that an open page survives a restart."""
    path = data_dir / "local.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(24))
    return path.read_text().strip()
