"""What a hosting platform and a monitoring system ask a process: is it up, can it work, and how does it do."""

from collections.abc import Awaitable, Callable

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route


def health_routes(ready: Callable[[], Awaitable[str]], metrics: Callable[[], Awaitable[bytes]]) -> list[Route]:
    """`/healthz` answers while the event loop does, `/readyz` only when `ready` finds nothing wrong (an empty string),
    `/metrics` in Prometheus's format."""

    async def healthz(request: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(request: Request) -> Response:
        wrong = await ready()
        headers = {"Retry-After": "5"} if wrong else None
        return PlainTextResponse(wrong or "ok", status_code=503 if wrong else 200, headers=headers)

    async def scrape(request: Request) -> Response:
        return Response(await metrics(), media_type=CONTENT_TYPE_LATEST)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", scrape)]
