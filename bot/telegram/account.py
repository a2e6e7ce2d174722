"""The bot's account at Telegram: the library's client, and what its answers mean to us."""

import hashlib
import hmac
import logging
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Final

import structlog
import telegram
from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.handlers.telegram import COMMANDS
from bot.send import Later, OurFault, Unreachable

log = structlog.get_logger()

NAME: Final = "telegram"
GONE: Final = ("chat not found", "user not found", "peer_id_invalid")
REFUSED: Final = 600.0
"""Seconds until a message is tried again after Telegram did not accept our token."""

os.environ.setdefault("PTB_TIMEDELTA", "1")
"""The library gives spans of time as such; otherwise it warns of the old way."""
logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log addresses, and the token is part of them


class Account:
    """A bot's token, its client and the secret that Telegram shows us with each webhook."""

    def __init__(self, token: str, api: str, named: Callable[[str], Awaitable[None]] | None = None) -> None:
        """`named` is told what Telegram calls the bot."""
        self.named = named
        self.id = token.partition(":")[0]
        self.secret = hmac.new(token.encode(), b"webhook", hashlib.sha256).hexdigest()
        """Known to every process that has the token, and to Telegram."""
        self._request = HTTPXRequest(
            connection_pool_size=64,
            read_timeout=15,
            write_timeout=15,
            connect_timeout=10,
            pool_timeout=30,
            media_write_timeout=60,
        )
        address = api.rstrip("/")
        self.bot = telegram.Bot(
            token,
            base_url=f"{address}/bot",
            base_file_url=f"{address}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )

    async def introduce(self, by: str) -> None:
        """Tell Telegram what it offers when a slash is typed: in one-to-one chats all commands, in groups the way out. The
        same again changes nothing."""
        offered = [BotCommand(name, words) for name, words in COMMANDS.items()]
        await self.bot.set_my_commands(offered, scope=BotCommandScopeAllPrivateChats())
        alone = [BotCommand("start", "คุยกับสุจริตแบบตัวต่อตัว")]
        await self.bot.set_my_commands(alone, scope=BotCommandScopeAllGroupChats())
        me = await self.bot.get_me()
        if self.named and me.username:
            await self.named(me.username)
        log.info("telegram: ready", bot=f"@{me.username}", by=by)

    async def close(self) -> None:
        """Close the connections."""
        await self._request.shutdown()


def said(fault: TelegramError) -> str:
    """Telegram's words, for comparing."""
    return fault.message.casefold()


@contextmanager
def answers() -> Iterator[None]:
    """What Telegram answers to a message, in the terms of the sender."""
    try:
        yield
    except RetryAfter as fault:
        raise Later(seconds(fault)) from fault
    except Forbidden as fault:
        raise Unreachable from fault
    except BadRequest as fault:
        raise (Unreachable if any(words in said(fault) for words in GONE) else OurFault) from fault
    except InvalidToken as fault:
        raise Later(REFUSED) from fault
    except TelegramError as fault:  # no answer, 5xx, a proxy's page
        raise Later from fault


def seconds(fault: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = fault.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()
