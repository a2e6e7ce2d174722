"""The processes: `sujarit run` (all in one, with the local chat), `sujarit web` and `sujarit worker`.

Each stops on SIGTERM and Ctrl-C by ending what is under way; what had not begun lies in the database for the next one.
"""

import asyncio
import fcntl
import os
import signal
import socket
from collections.abc import Coroutine
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click
import structlog
import uvicorn
from starlette.types import ASGIApp

from bot import sample
from bot.bootstrap import Product, build, local_key, log_to_stderr
from bot.handlers.health import health_app
from bot.handlers.local import local_app
from bot.settings import Settings
from storage import mail, people
from storage.database import Database
from storage.migrate import migrate, pending

log = structlog.get_logger()


def run_loop(main: Coroutine[Any, Any, None]) -> None:
    """Run to the end on uvloop where the platform has it."""
    try:
        import uvloop
    except ImportError:
        asyncio.run(main)
    else:
        uvloop.run(main)


async def run_embedded(settings: Settings) -> None:
    """Everything in one process until stopped; the first run makes the sample agency."""
    stop = _stop_asked()
    log_to_stderr(settings.log_level)
    _alone(settings.data_dir)
    product = build(settings)
    migrate(product.database)
    product.database.write_now(sample.ensure, product.clock.now())
    if product.database.sqlite:
        product.database.write_now(mail.take_back)
    try:
        await product.service.start()
        if _local_chat_wanted(settings, product):
            await _serve_local_chat(settings, product, stop)
        else:
            click.echo("The local chat is off: a real agency exists (SUJARIT_LOCAL_CHAT=on turns it on).")
            await stop.wait()
    finally:
        await product.service.stop()
        product.database.close()


def _alone(data_dir: Path) -> None:
    """Refuse a second copy on the same data folder; the lock ends with the process, however that ends."""
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = os.open(data_dir / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise click.ClickException(f"Another copy already runs on the data folder {data_dir}; stop it first.") from None


async def run_web(settings: Settings) -> None:
    """The process that platforms talk to, on all interfaces."""
    stop = _stop_asked()
    log_to_stderr(settings.log_level)
    try:
        listener = _listen("0.0.0.0", settings.port)
    except OSError:
        raise click.ClickException(f"Port {settings.port} is taken; name another in PORT.") from None
    database = Database(settings.url)
    try:
        click.echo(f"Sujarit's web process listens on port {listener.getsockname()[1]}.")
        await _serve(health_app(lambda: _what_is_wrong(database)), listener, stop)
    finally:
        database.close()


async def run_worker(settings: Settings) -> None:
    """Turns, documents, photos and sending for whatever lies open in the database; no door of its own."""
    stop = _stop_asked()
    log_to_stderr(settings.log_level)
    product = build(settings)
    try:
        if wrong := await _what_is_wrong(product.database):
            raise click.ClickException(wrong)
        await product.service.start()
        click.echo("Sujarit's worker is at work.")
        await stop.wait()
    finally:
        await product.service.stop()
        product.database.close()


async def _what_is_wrong(database: Database) -> str:
    """Why the database cannot be worked with, or nothing."""
    try:
        lacking = await database.off_thread(pending, database)
    except Exception as error:
        log.error("database unreachable", error=type(error).__name__)
        return "The database cannot be reached."
    return "The database lacks migrations: run `sujarit migrate`." if lacking else ""


def _stop_asked() -> asyncio.Event:
    """Set by SIGTERM and Ctrl-C."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def _local_chat_wanted(settings: Settings, product: Product) -> bool:
    if settings.local_chat != "auto":
        return settings.local_chat == "on"
    return product.database.read_now(people.count_real) == 0


async def _serve_local_chat(settings: Settings, product: Product, stop: asyncio.Event) -> None:
    try:
        listener = _listen("127.0.0.1", settings.local_port)
    except OSError:
        listener = _listen("127.0.0.1", 0)
        click.echo(f"Port {settings.local_port} is taken; another one is used.")
    port = listener.getsockname()[1]
    key = local_key(settings.data_dir)
    app = local_app(product.local, key=key, port=port)
    click.echo(f"\nSujarit is ready. Open this address in a browser:\n\n    http://127.0.0.1:{port}/?key={key}\n")
    await _serve(app, listener, stop, before_stop=app.state.end_streams)


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers: they would end the process before our work has ended."""

    def capture_signals(self) -> Any:
        return nullcontext()


async def _serve(app: ASGIApp, listener: socket.socket, stop: asyncio.Event, before_stop: Any = lambda: None) -> None:
    """Serve until asked to stop, then let the requests under way end."""
    config = uvicorn.Config(app, access_log=False, log_level="warning", lifespan="off", timeout_graceful_shutdown=10)
    server = _Server(config)

    async def stop_when_asked() -> None:
        await stop.wait()
        before_stop()
        server.should_exit = True

    stopping = asyncio.create_task(stop_when_asked())
    try:
        await server.serve(sockets=[listener])
    finally:
        stopping.cancel()


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one."""
    listener = socket.socket()
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    listener.listen(128)
    return listener
