"""Sending: outbox rows are the only way anything is said, in the order written, one chat at a time.

A row is claimed, handed to its channel and marked. What a channel reports is a closed list; a crash between sending and
marking may repeat one message, never an effect.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Protocol, TypeVar

import structlog

from bot import metrics
from bot.clock import Clock
from bot.pace import Pace
from storage import bindings, mail, together
from storage.database import FARTHEST, Database, Unavailable
from storage.mail import Outgoing
from storage.together import HELD

log = structlog.get_logger()

T = TypeVar("T")
Way = Callable[[Sequence[Outgoing]], Awaitable[Sequence[str]]]
"""How messages of one chat are handed over."""

AT_ONCE: Final = 30
"""Messages under way at a time on a channel that has a limit."""
BACKOFF: Final = (1, 5, 30, 120, 600)
"""Seconds until the next try of a message that could not be sent now."""
NOTE_AGAIN: Final = (0.5, 1, 2, 4, 8, 16)
"""Seconds between the tries to write down that a message was sent: less than its claim lasts."""

RESULTS: Final = {"": "sent", "later": "later", "unreachable": "unreachable", "our fault": "our_fault", HELD: "held"}
"""What is counted; what a channel does not report itself is an error of its code."""


class Later(Exception):  # noqa: N818 - answers of a platform, not faults of ours
    """The platform asks to try again after so many seconds, or did not answer."""

    def __init__(self, seconds: float | None = None) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Busy(Exception):  # noqa: N818
    """The platform takes nothing from the account for so many seconds: messages to everybody wait."""

    def __init__(self, seconds: float | None = None) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Unreachable(Exception):  # noqa: N818
    """The person blocked the bot or is gone."""


class OurFault(Exception):  # noqa: N818
    """The platform refuses the message as it is: parked for us to look at."""


class Held(Exception):  # noqa: N818
    """It is better said later: after so many seconds, or before with whatever else is said to the chat."""

    def __init__(self, seconds: float | None = None) -> None:
        super().__init__(seconds)
        self.seconds = FARTHEST.total_seconds() if seconds is None else seconds


class Channel(Protocol):
    """One way to reach people."""

    name: str

    async def send(self, message: Outgoing) -> str:
        """Deliver one message and give the platform's id of it, if it has one; raises Later, Busy, Unreachable or
        OurFault."""


class Together(Channel, Protocol):
    """A way on which several messages of a chat go in one call."""

    async def send_together(self, messages: Sequence[Outgoing]) -> Sequence[str]:
        """Deliver the first of these messages, as many as go together; the platform's ids of those. What `send` raises, or
        Held, concerns all of them."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Empties chats, each in order."""

    database: Database
    channels: dict[str, Channel]
    clock: Clock
    me: str
    """Names this process on the rows it claims."""
    paces: Mapping[str, Pace] = field(default_factory=dict)
    """How fast channels may send that have a limit."""
    _closed: dict[str, datetime] = field(default_factory=dict)
    """Channels whose platform asked this process to wait, and until when."""
    _gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    """Few messages are claimed at a time where they have to wait for their place, so that no claim grows old."""

    async def empty(self, channel: str, address: str, row: Outgoing | None = None) -> float | None:
        """Send what waits for a chat, beginning with what was claimed already; the seconds after which to look again,
        or None when nothing waits."""
        if (way := getattr(self.channels.get(channel), "send_together", None)) is not None:
            return await self._empty_together(way, channel, address, row)
        if row is not None or channel not in self.paces:
            return await self._empty(channel, address, row)
        async with self._gate:
            return await self._empty(channel, address, None)

    async def _empty(self, channel: str, address: str, row: Outgoing | None) -> float | None:
        row = row or await self.database.write(mail.claim, channel, address, self.me, self.clock.now())
        while row is not None:
            ids, error, wait = await self._deliver((row,), self._one)
            now = self.clock.now()
            metrics.SENDS.labels(channel, RESULTS.get(error.partition(":")[0], "error")).inc()
            if not error:
                log.debug("sent", outbox=row.id, inbox=row.inbox_id, channel=channel, tries=row.tries)
                row = await self._note(mail.sent, row, self.me, now, ids[0])
                continue
            log.warning("not sent", outbox=row.id, inbox=row.inbox_id, channel=channel, error=error, tries=row.tries)
            if wait is not None:
                wait = min(wait, FARTHEST.total_seconds())
                await self._note(mail.unsent, row, now + timedelta(seconds=wait), error)
                return wait
            if error == "unreachable":
                await self._note(bindings.unreachable, channel, address)
            await self._note(mail.unsent, row, None, error)
            row = await self.database.write(mail.claim, channel, address, self.me, self.clock.now())
        return None

    async def _one(self, rows: Sequence[Outgoing]) -> tuple[str]:
        return (await self.channels[rows[0].channel].send(rows[0]),)

    async def _empty_together(self, way: Way, channel: str, address: str, row: Outgoing | None) -> float | None:
        """The same where several go in one call. When the platform refuses that, each is tried alone: one of them is at fault."""
        rows = await self.database.write(together.claim, channel, address, self.me, self.clock.now(), row)
        most = len(rows)
        while rows:
            tried = rows[:most]
            ids, error, wait = await self._deliver(tried, way)
            now, said = self.clock.now(), tried[: len(ids)] if not error else tried
            if error.startswith("our fault") and len(tried) > 1:
                most = 1
                continue
            for each in said:
                metrics.SENDS.labels(channel, RESULTS.get(error.partition(":")[0], "error")).inc()
                about = {"outbox": each.id, "inbox": each.inbox_id, "channel": channel, "tries": each.tries}
                if error in ("", HELD):
                    log.debug("held" if error else "sent", **about)
                else:
                    log.warning("not sent", error=error, **about)
            if not error:
                await self._note(together.sent, said, ids, now)
            elif wait is not None:
                wait = min(wait, FARTHEST.total_seconds())
                await self._note(together.unsent, rows, now + timedelta(seconds=wait), error)
                return wait
            else:
                if error == "unreachable":
                    await self._note(bindings.unreachable, channel, address)
                await self._note(together.unsent, said, None, error)
            rows = rows[len(said) :]
            if not rows:
                rows = await self.database.write(together.claim, channel, address, self.me, self.clock.now())
                most = len(rows)
        return None

    async def _note(self, work: Callable[..., T], *args: Any) -> T:
        """Write down what became of a message; also when the database is away meanwhile, else it would be sent again."""
        for seconds in NOTE_AGAIN:
            try:
                return await self.database.write(work, *args)
            except Unavailable:
                await asyncio.sleep(seconds)
        return await self.database.write(work, *args)

    async def _deliver(self, rows: Sequence[Outgoing], way: Way) -> tuple[Sequence[str], str, float | None]:
        """Hand messages to their channel: the ids there, else what went wrong and the seconds until the next try (None:
        never)."""
        row, now = rows[0], self.clock.now()
        backoff = BACKOFF[min(row.tries, len(BACKOFF)) - 1]
        if (closed := self._closed.get(row.channel, now) - now) > timedelta():
            return (), HELD, closed.total_seconds()
        try:
            if (pace := self.paces.get(row.channel)) is not None:
                await pace.chat(row.address)
                await pace.turn()
            return await way(rows), "", None
        except Held as held:
            return (), HELD, held.seconds
        except Busy as busy:
            wait = backoff if busy.seconds is None else busy.seconds
            self._closed[row.channel] = now + timedelta(seconds=wait)
            log.warning("told to wait", channel=row.channel, seconds=wait)
            return (), HELD, wait
        except Later as later:
            return (), "later", backoff if later.seconds is None else later.seconds
        except Unreachable:
            return (), "unreachable", None
        except OurFault as fault:
            return (), f"our fault: {type(fault.__cause__ or fault).__name__}", None
        except Exception as fault:
            return (), type(fault).__name__, backoff
