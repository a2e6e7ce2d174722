"""Fetching updates: our own loop over getUpdates into the store, for a machine without a public address.

Telegram forgets an update when a later one is asked for; it is asked for only after the commit that stored this one, so a
crash anywhere loses none.
"""

from datetime import timedelta
from typing import Final

from telegram.error import TimedOut

from bot.clock import Clock
from bot.handlers.telegram import ALLOWED
from bot.telegram.account import NAME, Account
from bot.telegram.intake import Intake
from bot.telegram.trouble import Trouble
from storage import accounts
from storage.database import Database

LONG: Final = 30
"""Seconds Telegram holds a request while nothing comes."""
IDLE: Final = timedelta(days=6)
"""After a week without updates Telegram numbers them anew: before that we stop asking by number."""


class Polling:
    """Fetches until it is cancelled."""

    def __init__(self, account: Account, database: Database, clock: Clock, intake: Intake, long: int = LONG) -> None:
        self.account, self.database, self.clock, self.intake = account, database, clock, intake
        self.long = long
        self._begun = False

    async def run(self) -> None:
        """Fetch on and on, whatever is in the way."""
        trouble = Trouble()
        while True:
            try:
                if not self._begun:
                    await self._begin()
                await self.once()
            except TimedOut:
                continue
            except Exception as fault:
                await trouble.met(fault)
            else:
                trouble.over()

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
        await self.account.introduce("polling")
        self._begun = True
