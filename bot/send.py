"""Sending: outbox rows are the only way anything is said, in the order written, one chat at a time.

A row is claimed, handed to its channel and marked. What a channel reports is a closed list; a crash between sending and
marking may repeat one message, never an effect.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

import structlog

from bot.clock import Clock
from storage import mail
from storage.database import Database
from storage.mail import Outgoing

log = structlog.get_logger()

BACKOFF: Final = (1, 5, 30, 120, 600)
"""Seconds until the next try of a message that could not be sent now."""


class Later(Exception):  # noqa: N818 - answers of a platform, not faults of ours
    """The platform asks to try again after so many seconds, or did not answer."""

    def __init__(self, seconds: float | None = None) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Unreachable(Exception):  # noqa: N818
    """The person blocked the bot or is gone."""


class OurFault(Exception):  # noqa: N818
    """The platform refuses the message as it is: parked for us to look at."""


class Channel(Protocol):
    """One way to reach people."""

    name: str

    async def send(self, message: Outgoing) -> None:
        """Deliver one message; raises Later, Unreachable or OurFault."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Empties chats, each in order."""

    database: Database
    channels: dict[str, Channel]
    clock: Clock
    me: str
    """Names this process on the rows it claims."""

    async def empty(self, channel: str, address: str) -> float | None:
        """Send what waits for a chat; the seconds after which to look again, or None when nothing waits."""
        while (row := await self.database.write(mail.claim, channel, address, self.me, self.clock.now())) is not None:
            if (wait := await self.send(row)) is not None:
                return wait
        return None

    async def send(self, row: Outgoing) -> float | None:
        """Send one claimed message and mark it."""
        error, wait = "", None
        try:
            await self.channels[row.channel].send(row)
        except Later as later:
            wait = later.seconds or BACKOFF[min(row.tries, len(BACKOFF)) - 1]
            error = "later"
        except Unreachable:
            error = "unreachable"
        except OurFault as fault:
            error = f"our fault: {fault.__cause__ or fault}"
        except Exception as fault:
            wait = BACKOFF[min(row.tries, len(BACKOFF)) - 1]
            error = type(fault).__name__
        if not error:
            await self.database.write(mail.sent, row.id, self.clock.now())
            return None
        log.warning("not sent", outbox=row.id, channel=row.channel, error=error, tries=row.tries)
        retry_at = self.clock.now() + timedelta(seconds=wait) if wait is not None else None
        await self.database.write(mail.unsent, row.id, retry_at, error)
        return wait
