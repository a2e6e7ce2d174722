"""What is asked of LINE now and then: which account this is, where events are brought, how many pushes of the month are left;
and what happens when none are."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import structlog
from linebot.v3.messaging import ApiException, SetWebhookEndpointRequest
from sqlalchemy import Connection

from bot.clock import Clock
from bot.domain.agency import Role
from bot.domain.fiscal import BANGKOK
from bot.line.account import NAME, TIMEOUT, UNKNOWN, Account
from bot.line.webhook import PATH
from bot.messages import Text, dump
from bot.problems import Problem
from storage import accounts, bindings, mail, people, together
from storage.database import Database
from storage.mail import Outgoing

log = structlog.get_logger()

EVERY: Final = 600.0
AGAIN: Final = 30.0
"""Seconds between looks, and until the next one when LINE was not reached."""


class Upkeep:
    """Keeps in the database what LINE says about the account."""

    def __init__(self, account: Account, database: Database, clock: Clock, public_url: str) -> None:
        self.account, self.database, self.clock = account, database, clock
        self.endpoint = public_url.rstrip("/") + PATH if public_url else ""
        self._told = ""

    async def run(self) -> None:
        """Look at once, then again and again."""
        if not self.endpoint:
            log.warning("line: SUJARIT_PUBLIC_URL is not set, so LINE cannot bring messages nor people open files")
        while True:
            await asyncio.sleep(EVERY if await self.look() else AGAIN)

    async def look(self) -> bool:
        """Ask once; whether LINE answered."""
        line, about = "line: not reached, trying on", {}
        try:
            name = await self._introduced()
            await self._counted()
            line, about = "line: ready", {"account": name, "webhook": self.endpoint}
        except ApiException as fault:
            about = {"status": fault.status}
            if fault.status == 401:
                line = "line: the token is refused; see LINE_CHANNEL_ACCESS_TOKEN"
        except UNKNOWN as fault:
            about = {"error": type(fault).__name__}
        if line != self._told:
            self._told = line
            (log.info if line == "line: ready" else log.warning)(line, **about)
        return line == "line: ready"

    async def _introduced(self) -> str:
        me = await self.account.messaging.get_bot_info(_request_timeout=TIMEOUT)
        await self.database.write(accounts.introduce, NAME, me.user_id, me.basic_id, self.clock.now())
        if self.endpoint and await self._endpoint() != self.endpoint:
            wanted = SetWebhookEndpointRequest.from_dict({"endpoint": self.endpoint})
            await self.account.messaging.set_webhook_endpoint(wanted, _request_timeout=TIMEOUT)
        name: str = me.basic_id
        return name

    async def _endpoint(self) -> str:
        """Where LINE brings events now; none is set in a new channel."""
        try:
            found = await self.account.messaging.get_webhook_endpoint(_request_timeout=TIMEOUT)
        except ApiException as fault:
            if fault.status != 404:
                raise
            return ""
        return str(found.endpoint)

    async def _counted(self) -> None:
        quota = await self.account.messaging.get_message_quota(_request_timeout=TIMEOUT)
        used = await self.account.messaging.get_message_quota_consumption(_request_timeout=TIMEOUT)
        limit = quota.value if quota.type == "limited" else None
        await self.database.write(accounts.counted, NAME, limit, used.total_usage, self.clock.now())


def spent(connection: Connection, rows: Sequence[Outgoing], now: datetime) -> None:
    """No push is left this month: messages go by their person's other channel, or wait; the plan owners are told once."""
    moved = together.elsewhere(connection, rows)
    log.warning("line: the month's messages are used up", elsewhere=moved, waiting=len(rows) - moved)
    month = now.astimezone(BANGKOK).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    concerned = {row.person_id for row in rows if row.person_id is not None}
    said = dump(Text(Problem("quota_spent").sentence))
    for agency_id in together.first_this_month(connection, NAME, concerned, month, now):
        for owner in people.with_roles(connection, agency_id, [Role.PLAN_OWNER]):
            if (address := bindings.address_of(connection, owner)) is not None:
                mail.put(connection, [(*address, owner, said)], None, now)
