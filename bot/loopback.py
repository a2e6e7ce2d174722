"""A small HTTP server on this machine, for the simulators of platforms and the product they call."""

import asyncio
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from functools import cache

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route


@cache
def certificates() -> ssl.SSLContext:
    """For the clients of a simulator: reading the certificates takes longer than a call, so it is done once."""
    return httpx.create_ssl_context()


class Loopback:
    """Its address is known when it is made (port 0 takes a free one); it answers between `open` and `close`."""

    def __init__(self, port: int = 0) -> None:
        self._socket = socket.socket(proto=socket.IPPROTO_TCP)  # else asyncio lets an answer's end wait 40 ms (Nagle)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._serving: asyncio.Task[None] | None = None

    async def open(self, routes: Sequence[Route]) -> None:
        """Serve these routes."""
        config = uvicorn.Config(Starlette(routes=list(routes)), log_config=None, access_log=False, lifespan="off")
        config.timeout_graceful_shutdown = 1
        config.timeout_keep_alive = 75  # longer than any client keeps one: else a call now and then meets the closing
        self._server = uvicorn.Server(config)
        self._server.capture_signals = suppress  # type: ignore[assignment, method-assign]  # the program's own stay
        self._socket.listen(128)
        self._serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        while not self._server.started:
            await asyncio.sleep(0.005)

    async def close(self) -> None:
        """Answer no more."""
        if self._serving is not None:
            self._server.should_exit = True
            await self._serving
        self._socket.close()
