"""The processes: `sujarit run` (all in one, with the local chat), `sujarit web` and `sujarit worker`.

Each stops on SIGTERM and Ctrl-C by ending what is under way; what had not begun lies in the database for the next one.
"""

import asyncio
import errno
import fcntl
import os
import signal
import socket
import threading
from collections.abc import Coroutine
from contextlib import nullcontext
from math import nan
from pathlib import Path
from typing import Any, Final

import click
import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp

from bot import sample
from bot.bootstrap import Product, build, local_key
from bot.handlers.health import health_routes
from bot.handlers.local import local_app
from bot.logs import log_to_stderr, log_what_ends_us
from bot.metrics import exposition
from bot.settings import Settings
from storage import mail, people, standing
from storage.database import Database
from storage.migrate import LACKS_MIGRATIONS, Newer, migrate, pending

log = structlog.get_logger()

STOP_WITHIN: Final = 14.0
"""Seconds after which a process that was asked to stop ends by force; platforms kill after 15 to 30."""
ANSWER_WITHIN: Final = 5.0
"""Seconds that the database may take to answer a question about health."""


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
    _begin_log(settings)
    _alone(settings.data_dir)
    product = build(settings)
    try:
        if pending(product.database):
            migrate(product.database)
        if product.database.sqlite:
            product.database.write_now(mail.take_back)
        listener = _listen_to_all(settings.port, "PORT") if product.line or settings.public_url else None
        await product.service.start()
        product.jobs.begin()
        doors = _health_door(settings, product, stop)
        if settings.local_chat_wanted(product.database.read_now(people.count_real)):
            product.database.write_now(sample.ensure, product.clock.now())
            doors.append(_serve_local_chat(settings, product, stop))
        else:
            why = "a real agency exists" if settings.local_chat == "auto" else "SUJARIT_LOCAL_CHAT=off"
            click.echo(f"The local chat is off: {why} (SUJARIT_LOCAL_CHAT=on turns it on).")
            if not (product.telegram or product.line):
                click.echo("Nobody can reach Sujarit yet: set up Telegram or LINE (docs/telegram.md, docs/line.md).")
        if product.telegram:
            doors.append(product.telegram.poll(stop))
        if listener:
            what = "LINE is answered and documents are verified" if product.line else "Documents are verified"
            click.echo(f"{what} on port {listener.getsockname()[1]}.")
            routes = product.verify.routes()
            if product.line:
                routes += product.line.routes()
                doors.append(product.line.keep(stop))
            doors.append(_serve(Starlette(routes=routes), listener, stop))
        await asyncio.gather(stop.wait(), *doors)
    finally:
        await _end(product)


def _alone(data_dir: Path) -> None:
    """Refuse a second copy on the same data folder; the lock ends with the process, however that ends."""
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = os.open(data_dir / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise click.ClickException(f"Another copy already runs on the data folder {data_dir}; stop it first.") from None


async def run_web(settings: Settings) -> None:
    """The process that platforms talk to, on all interfaces: what comes is stored, answered and sent at once; what was
    left open waits for a worker."""
    stop = _stop_asked()
    _begin_log(settings)
    product = build(settings)
    try:
        product.service.slow_work = False
        if product.telegram and (wrong := product.telegram.unreachable(settings)):
            raise click.ClickException(wrong)
        listener = _listen_to_all(settings.port, "PORT")
        click.echo(f"Sujarit's web process listens on port {listener.getsockname()[1]}.")
        routes = [*_health(product), *product.verify.routes()]
        doors = [_tell_what_is_wrong(product.database)]
        if product.telegram:
            routes.append(product.telegram.route())
            doors.append(product.telegram.bring_to(settings.public_url, stop))
        if product.line:
            routes += product.line.routes()
            doors.append(product.line.keep(stop))
        await asyncio.gather(_serve(Starlette(routes=routes), listener, stop), *doors)
    finally:
        await _end(product)


async def run_worker(settings: Settings) -> None:
    """Turns, documents, photos and sending for whatever lies open in the database; a door only for health and metrics."""
    stop = _stop_asked()
    _begin_log(settings)
    product = build(settings)
    try:
        if await product.database.off_thread(pending, product.database):
            raise click.ClickException(LACKS_MIGRATIONS)
        doors = _health_door(settings, product, stop)
        await product.service.start()
        product.jobs.begin()
        click.echo("Sujarit's worker is at work.")
        await asyncio.gather(stop.wait(), *doors)
    finally:
        await _end(product)


# --- beginning and end -----------------------------------------------------------------------------------------------
def _begin_log(settings: Settings) -> None:
    log_to_stderr(settings.log_level if "log_level" in settings.model_fields_set else "")
    log_what_ends_us()


def _stop_asked() -> asyncio.Event:
    """Set by SIGTERM and Ctrl-C. What does not end in time is left as by a crash, which loses nothing either."""
    stop = asyncio.Event()

    def asked() -> None:
        stop.set()
        limit = threading.Timer(STOP_WITHIN, _end_now)
        limit.daemon = True
        limit.start()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked)
    return stop


def _end_now() -> None:
    log.error("not stopped in time", seconds=STOP_WITHIN)
    os._exit(1)


async def _end(product: Product) -> None:
    """Let what is under way end, and close the database."""
    await product.jobs.stop()
    await product.service.stop()
    for platform in (product.telegram, product.line):
        if platform:
            await platform.close()
    product.database.close()


# --- health and metrics ------------------------------------------------------------------------------------------------
def _health(product: Product) -> list[Route]:
    return health_routes(lambda: _what_is_wrong(product.database), lambda: _metrics(product))


def _health_door(settings: Settings, product: Product, stop: asyncio.Event) -> list[Coroutine[Any, Any, None]]:
    """The port for health and metrics of a process that has none, when one is wanted."""
    if settings.health_port is None:
        return []
    listener = _listen_to_all(settings.health_port, "SUJARIT_HEALTH_PORT")
    click.echo(f"Health and metrics are on port {listener.getsockname()[1]}.")
    return [_serve(Starlette(routes=_health(product)), listener, stop)]


async def _what_is_wrong(database: Database) -> str:
    """Why the database cannot be worked with, or nothing."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            lacking = await database.off_thread(pending, database)
    except Newer as newer:
        return str(newer)
    except Exception as error:
        log.error("database unreachable", error=type(error).__name__)
        return "The database cannot be reached."
    return LACKS_MIGRATIONS if lacking else ""


async def _tell_what_is_wrong(database: Database) -> None:
    """One line at the start, for whoever does not ask."""
    if wrong := await _what_is_wrong(database):
        log.error("not ready", why=wrong)


async def _metrics(product: Product) -> bytes:
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            waiting = await product.database.read(standing.waiting)
    except Exception as error:
        log.error("database unreachable", error=type(error).__name__)
        return exposition({"turn": nan, "send": nan}, nan)
    return exposition(waiting.ages(product.clock.now()), waiting.parked)


# --- the doors -----------------------------------------------------------------------------------------------------------
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
    config = uvicorn.Config(app, access_log=False, log_config=None, lifespan="off", timeout_graceful_shutdown=4)
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


def _listen_to_all(port: int, setting: str) -> socket.socket:
    try:
        return _listen("0.0.0.0", port)
    except OSError as error:
        why = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be had ({error.strerror})"
        raise click.ClickException(f"Port {port} {why}; name another in {setting}.") from None


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one."""
    listener = socket.socket(proto=socket.IPPROTO_TCP)  # else asyncio lets an answer's end wait 40 ms (Nagle)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    listener.listen(128)
    return listener
