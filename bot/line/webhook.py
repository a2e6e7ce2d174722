"""LINE's webhook: signature, store, 200. Nothing is asked of anybody before the answer."""

import json
from collections.abc import Mapping
from typing import Any, Final

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.intake import Intake
from bot.line.account import Account

log = structlog.get_logger()

PATH: Final = "/line/webhook"
HEADER: Final = "x-line-signature"
MAX_BODY: Final = 1 << 20
"""Bytes; LINE's own calls are a few thousand."""
AGAIN: Final = {"Retry-After": "5"}


def route(account: Account, intake: Intake) -> Route:
    """`POST /line/webhook`."""

    async def take(request: Request) -> Response:
        if (body := await _body(request)) is None:
            log.warning("line: a webhook that is too large")
            return Response(status_code=413)
        if not account.signed(body, request.headers.get(HEADER, "")):
            log.warning("line: a webhook without a right signature")
            return Response(status_code=403)
        try:
            call = json.loads(body)
            destination = str(call["destination"])
            events = sorted(({**event, "destination": destination} for event in call["events"]), key=_when)
        except (ValueError, TypeError, KeyError, AttributeError):
            return Response(status_code=400)
        try:
            if events:
                await intake.take(events)
        except Exception as fault:  # above all a database that cannot be worked with
            log.error("line: not stored", error=type(fault).__name__)
            return Response(status_code=503, headers=AGAIN)
        return Response()

    return Route(PATH, take, methods=["POST"])


async def _body(request: Request) -> bytes | None:
    """What was sent, unless it is too much."""
    parts, size = [], 0
    try:
        async for part in request.stream():
            if (size := size + len(part)) > MAX_BODY:
                return None
            parts.append(part)
    except ClientDisconnect:
        pass  # half a body has no right signature
    return b"".join(parts)


def _when(event: Mapping[str, Any]) -> int:
    """LINE does not promise an order."""
    return int(event.get("timestamp") or 0)
