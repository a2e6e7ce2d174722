"""What keeps us from Telegram: told in one line when it begins and when it is over, with longer and longer pauses between."""

import asyncio
from typing import Final

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.telegram.account import seconds

log = structlog.get_logger()

PAUSES: Final = (1, 2, 5, 15, 30)
"""Seconds between tries."""
OTHER_COPY: Final = "telegram: another copy is running with this token, or `sujarit web`; stop one of them"
REFUSED: Final = "telegram: the token is refused; see TELEGRAM_BOT_TOKEN"
UNREACHED: Final = "telegram: not reached, trying on"
NOT_STORED: Final = "telegram: messages cannot be stored and wait at Telegram, trying on"
OVER: Final = "telegram: reached again"


class Trouble:
    """Of one thing that is tried on and on."""

    def __init__(self) -> None:
        self._told = ""
        self._tries = 0

    async def met(self, fault: Exception) -> None:
        """Say it if it is new, and wait before the next try."""
        if (line := _line(fault)) != self._told:
            self._told = line
            log.warning(line, error=type(fault).__name__)
        pause = seconds(fault) if isinstance(fault, RetryAfter) else PAUSES[min(self._tries, len(PAUSES) - 1)]
        self._tries += 1
        await asyncio.sleep(pause)

    def over(self) -> None:
        """It went well."""
        if self._told:
            log.info(OVER)
        self._told, self._tries = "", 0


def _line(fault: Exception) -> str:
    match fault:
        case Conflict():
            return OTHER_COPY
        case InvalidToken():
            return REFUSED
        case TelegramError():
            return UNREACHED
    return NOT_STORED
