"""Telegram's webhook: secret, store, 200. Nothing is asked of anybody before the answer."""

import hmac
import json
from typing import Final
from urllib.parse import urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram.error import TelegramError

from bot.handlers.telegram import ALLOWED
from bot.settings import Settings
from bot.telegram.account import Account
from bot.telegram.intake import Intake
from bot.telegram.trouble import Trouble

log = structlog.get_logger()

HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
PORTS: Final = (443, 80, 88, 8443)
AGAIN: Final = {"Retry-After": "5"}
"""Seconds after which Telegram brings it again; until then it keeps it."""


def route(account: Account, intake: Intake) -> Route:
    """`POST /telegram/<bot id>`."""

    async def take(request: Request) -> Response:
        shown = request.headers.get(HEADER, "")
        if not hmac.compare_digest(shown.encode(), account.secret.encode()):
            log.warning("telegram: a webhook without the secret")
            return Response(status_code=403)
        try:
            update = json.loads(await request.body())
            int(update["update_id"])
        except (ValueError, TypeError, KeyError):
            return Response(status_code=400)
        try:
            await intake.take([update])
        except Exception as fault:  # above all a database that cannot be worked with
            log.error("telegram: not stored", error=type(fault).__name__)
            return Response(status_code=503, headers=AGAIN)
        return Response()

    return Route(path(account), take, methods=["POST"])


async def put(account: Account, public_url: str) -> None:
    """Have Telegram bring updates to this address; tried until it is so."""
    if not public_url:
        log.warning("telegram: SUJARIT_PUBLIC_URL is not set, so Telegram is not told where to bring messages")
        return
    trouble = Trouble()
    while True:
        try:
            await account.bot.set_webhook(
                public_url.rstrip("/") + path(account), secret_token=account.secret, allowed_updates=ALLOWED
            )
            await account.introduce("webhook")
        except TelegramError as fault:
            await trouble.met(fault)
        else:
            trouble.over()
            return


def unreachable(settings: Settings) -> str:
    """Why Telegram would bring nothing to our address, or nothing; a Bot API server of one's own goes to any port."""
    parts = urlsplit(settings.public_url)
    own = settings.telegram_api != Settings.model_fields["telegram_api"].default
    if own or parts.scheme != "https" or (parts.port or 443) in PORTS:
        return ""
    return f"Telegram comes to the ports 443, 80, 88 and 8443 alone: put one of them into SUJARIT_PUBLIC_URL, not {parts.port}."


def path(account: Account) -> str:
    """Where this bot's updates come."""
    return f"/telegram/{account.id}"
