"""Fetching updates: our own loop over getUpdates into the store, for a machine without a public address.

Telegram forgets an update when a later one is asked for; it is asked for only after the commit that stored this one, so a
crash anywhere loses none.
"""

import asyncio
from datetime import timedelta
from typing import Final

import structlog
from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.error import Conflict, InvalidToken, RetryAfter, TimedOut

from bot.clock import Clock
from bot.handlers.telegram import ALLOWED, COMMANDS
from bot.telegram.account import NAME, Account, seconds
from bot.telegram.intake import Intake
from storage import accounts
from storage.database import Database

log = structlog.get_logger()

LONG: Final = 30
"""Seconds Telegram holds a request while nothing comes."""
IDLE: Final = timedelta(days=6)
"""After a week without updates Telegram numbers them anew: before that we stop asking by number."""
BACKOFF: Final = (1, 2, 5, 15, 30)
"""Seconds between tries while Telegram, or our database, cannot be reached."""
OTHER_COPY: Final = "telegram: another copy is running with this bot's token; only one of them gets a message"
REFUSED: Final = "telegram: the token is refused; see TELEGRAM_BOT_TOKEN"
UNREACHED: Final = "telegram: not reached, trying on"


async def set_commands(account: Account) -> None:
    """What Telegram offers when a slash is typed, in Thai, and the way out of groups."""
    offered = [BotCommand(name, words) for name, words in COMMANDS.items()]
    await account.bot.set_my_commands(offered, scope=BotCommandScopeAllPrivateChats())
    alone = [BotCommand("start", "คุยกับสุจริตแบบตัวต่อตัว")]
    await account.bot.set_my_commands(alone, scope=BotCommandScopeAllGroupChats())


class Polling:
    """Fetches until it is cancelled."""

    def __init__(self, account: Account, database: Database, clock: Clock, intake: Intake, long: int = LONG) -> None:
        self.account, self.database, self.clock, self.intake = account, database, clock, intake
        self.long = long
        self._begun = False
        self._told = ""

    async def run(self) -> None:
        """Fetch on and on; what is in the way is told once, and again when it changes."""
        tries = 0
        while True:
            try:
                if not self._begun:
                    await self._begin()
                await self.once()
            except TimedOut:
                continue
            except RetryAfter as fault:
                await asyncio.sleep(seconds(fault))
            except Exception as fault:
                self._tell(
                    OTHER_COPY
                    if isinstance(fault, Conflict)
                    else REFUSED
                    if isinstance(fault, InvalidToken)
                    else UNREACHED,
                    error=type(fault).__name__,
                )
                await asyncio.sleep(BACKOFF[min(tries, len(BACKOFF) - 1)])
                tries += 1
            else:
                tries = 0
                if self._told:
                    self._told = ""
                    log.info("telegram: messages come in again")

    async def once(self) -> None:
        """One request, and what it brought is stored."""
        known = await self.database.read(accounts.cursor_of, NAME, self.account.id)
        asked = {"timeout": self.long, "allowed_updates": list(ALLOWED)}
        if known is not None and self.clock.now() - known.at < IDLE:
            asked["offset"] = known.value + 1
        # The name in small letters is the same method, taken by the library as it comes: raw, so that one update that its
        # version cannot read does not keep back the others.
        updates = await self.account.bot.do_api_request("getupdates", asked, read_timeout=self.long + 10)
        if updates:
            await self.intake.take(updates, fetched=True)

    async def _begin(self) -> None:
        """Polling and a webhook exclude each other."""
        await self.account.bot.delete_webhook()
        await set_commands(self.account)
        me = await self.account.bot.get_me()
        self._begun = True
        log.info("telegram: ready", bot=f"@{me.username}", by="polling")

    def _tell(self, line: str, error: str) -> None:
        if line != self._told:
            self._told = line
            log.warning(line, error=error)
