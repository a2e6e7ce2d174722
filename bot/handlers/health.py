"""What a hosting platform asks a web process: is it up, and can it work."""

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route


def health_app(ready: Callable[[], Awaitable[str]]) -> Starlette:
    """`/healthz` answers while the process lives; `/readyz` only when `ready` finds nothing wrong (an empty string)."""

    async def healthz(request: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(request: Request) -> Response:
        wrong = await ready()
        headers = {"Retry-After": "5"} if wrong else None
        return PlainTextResponse(wrong or "ok", status_code=503 if wrong else 200, headers=headers)

    return Starlette(routes=[Route("/healthz", healthz), Route("/readyz", readyz)])
