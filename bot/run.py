"""`sujarit run`: web, worker and local chat in one process."""

import asyncio
import socket

import click
import structlog
import uvicorn

from bot import sample
from bot.bootstrap import Product, build, local_key, log_to_stderr
from bot.handlers.local import local_app
from bot.settings import Settings
from storage import people
from storage.migrate import migrate

log = structlog.get_logger()


async def run_embedded(settings: Settings) -> None:
    """Run until stopped; the first run makes the sample agency."""
    log_to_stderr(settings.log_level)
    product = build(settings)
    migrate(product.database)
    product.database.write_now(sample.ensure, product.clock.now())
    try:
        await product.service.start()
        if _local_chat_wanted(settings, product):
            await _serve_local_chat(settings, product)
        else:
            click.echo("The local chat is off: a real agency exists (SUJARIT_LOCAL_CHAT=on turns it on).")
            await asyncio.Event().wait()
    finally:
        await product.service.stop()
        product.database.close()


def _local_chat_wanted(settings: Settings, product: Product) -> bool:
    if settings.local_chat != "auto":
        return settings.local_chat == "on"
    return product.database.read_now(people.count_real) == 0


async def _serve_local_chat(settings: Settings, product: Product) -> None:
    listener = _listen(settings.local_port)
    port = listener.getsockname()[1]
    key = local_key(settings.data_dir)
    app = local_app(product.local, key=key, port=port)
    config = uvicorn.Config(app, access_log=False, log_level="warning", lifespan="off", timeout_graceful_shutdown=10)
    click.echo(f"\nSujarit is ready. Open this address in a browser:\n\n    http://127.0.0.1:{port}/?key={key}\n")
    await uvicorn.Server(config).serve(sockets=[listener])


def _listen(port: int) -> socket.socket:
    """Bind to the loopback address only; a free port when the wanted one is taken."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError:
        listener.bind(("127.0.0.1", 0))
        click.echo(f"Port {port} is taken; another one is used.")
    listener.listen(128)
    return listener
