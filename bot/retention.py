"""What is not kept: the words people wrote to the bot are dropped 90 days after the round they belong to is closed, codes and
guesses soon after they are over. Plans, results, reports, decisions, documents and the audit are kept."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import Connection

from bot.clock import Clock
from bot.domain.fiscal import BANGKOK, REPORTING_TAIL, Quarter
from bot.files import Files
from storage import expired, jobs
from storage.database import Database
from storage.jobs import Jobs

log = structlog.get_logger()

KEPT: Final = timedelta(days=90)
"""After a round is closed."""
CODES_KEPT: Final = timedelta(days=30)
"""After a code has expired: its person may ask what became of it."""
ORPHANED: Final = timedelta(days=1)
"""After that no process is about to name a file that nothing names yet."""
FROM: Final = time(3)
"""In the night of Bangkok, when nobody waits."""
PREFIXES: Final = ("incoming/", "media/", "documents/")


def kept_since(today: date) -> date:
    """The first day of the half-year whose texts are still kept; its round was closed less than 90 days ago, or is open."""
    quarter = Quarter.of(today - KEPT - REPORTING_TAIL)
    return (quarter if quarter.number in (1, 3) else quarter.previous).first_day


def ask(connection: Connection, now: datetime) -> None:
    """Ask for today's round of dropping, from three in the morning on; asked for again, it is the same one."""
    local = now.astimezone(BANGKOK)
    if local.time() >= FROM:
        jobs.enqueue(connection, "retention", f"retention:{local.date()}", {})


class Retention:
    """Drops what is not kept."""

    def __init__(self, database: Database, files: Files, clock: Clock, done: Jobs) -> None:
        self.database, self.files, self.clock, self.done = database, files, clock, done

    async def run(self, _payload: Mapping[str, Any]) -> None:
        """One round of it. Little by little, so that nobody who writes meanwhile waits."""
        now = self.clock.now()
        dropped = await self.rows(now)
        dropped["file"] = await self.orphans(now - ORPHANED)
        dropped["job"] = await self.done.forget(now)
        log.info("retention", **dropped)

    async def rows(self, now: datetime) -> dict[str, int]:
        """Drop the rows that are not kept; how many of each table."""
        dropped: dict[str, int] = {}
        for shift in await self.database.read(expired.clock_shifts):
            local = now + timedelta(seconds=shift)
            before = _begin(kept_since(local.astimezone(BANGKOK).date()))
            for name, statement in expired.by_agency_clock(before, local - CODES_KEPT, shift).items():
                dropped[name] = dropped.get(name, 0) + await self._drop(statement)
        before = _begin(kept_since(now.astimezone(BANGKOK).date()))
        for name, statement in expired.by_real_clock(before, now - CODES_KEPT).items():
            dropped[name] = await self._drop(statement)
        return dropped

    async def _drop(self, what: expired.What) -> int:
        dropped = 0
        while ids := await self.database.read(expired.found, what):
            dropped += await self.database.write(expired.drop, what, ids)
        return dropped

    async def orphans(self, before: datetime) -> int:
        """Drop the files that no row names: originals of photos, what a crash left, what its row's end left behind."""
        dropped = 0
        for prefix in PREFIXES:
            async for keys in self.files.older(prefix, before):
                named = await self.database.read(expired.named, keys)
                for key in set(keys) - named:
                    await self.files.drop(key)
                    dropped += 1
        return dropped


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), BANGKOK)
