"""The running product: wakes turns, senders, document makers and media work, and sweeps up what a crash left.

Work begins at once in the process that stored it; waking is only a hint, the rows are the truth. Messages that lie open are
swept up every few seconds and at start; documents and photos by the durable job that was enqueued with each, and by the
minute tick.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from time import perf_counter
from typing import Any, Final

import structlog

from bot import metrics, retention, turn
from bot.clock import Clock
from bot.cycle import round_reports
from bot.cycle.reminders import remind
from bot.errands import CLAIM, Errands
from bot.logs import where
from bot.media import MediaWork
from bot.papers import Papers
from bot.send import Sender
from bot.turn import Parse, Taken, TurnFailed
from storage import errands, evidence, mail, reports
from storage.database import Database
from storage.mail import Incoming, Outgoing

log = structlog.get_logger()

SWEEP_EVERY: Final = 5.0
AGAIN_SOON: Final = 3.0
"""Seconds after which a document that could not be made is looked at again, since somebody waits for it."""


class Service:
    """Ties the parts together on one event loop."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        parse: dict[str, Parse],
        sender: Sender,
        papers: Papers,
        media: MediaWork,
        errands: Errands,
    ) -> None:
        self.database, self.clock, self.parse = database, clock, parse
        self.sender, self.papers, self.media, self.errands = sender, papers, media, errands
        self.slow_work = True
        """Whether this process does it; one that answers platforms leaves it to a worker's job."""
        self._running: dict[Any, asyncio.Task[None]] = {}
        self._again: set[Any] = set()
        self._claimed: dict[tuple[str, str], Outgoing] = {}
        self._sweeper: asyncio.Task[None] | None = None
        self._closing = False

    # --- life ------------------------------------------------------------------------------------------------------
    async def start(self) -> None:
        """Take up what lies open, and go on sweeping."""
        await self.sweep()
        self._sweeper = asyncio.create_task(self._sweep_on())

    async def stop(self) -> None:
        """Let the steps under way end, begin no new ones."""
        self._closing = True
        if self._sweeper:
            self._sweeper.cancel()
        tasks = [task for task in self._running.values() if not task.done()]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=8)
            for task in late:
                task.cancel()
        for row in self._claimed.values():
            await self.database.write(mail.unsent, row, self.clock.now(), "stopped")

    async def settled(self) -> None:
        """Wait until nothing is under way (stories, tests)."""
        while self._running:
            await next(iter(self._running.values()))

    # --- intake ----------------------------------------------------------------------------------------------------
    async def accept(self, updates: Sequence[Incoming]) -> list[int]:
        """Store raw updates, then wake their turns; the ids of those that were new."""
        stored = await self.database.write(mail.store, updates, self.clock.now())
        for lane in dict.fromkeys(lane for _, lane in stored):
            self.wake_lane(lane)
        if stored:
            metrics.STORED.labels(updates[0].channel).inc(len(stored))
        return [row_id for row_id, _ in stored]

    # --- waking ----------------------------------------------------------------------------------------------------
    def wake_lane(self, lane: str) -> None:
        """A person's message waits for its turn."""
        self._wake(("lane", lane), lambda: self._take_turns(lane))

    def wake_chats(self, chats: Iterable[tuple[str, str]]) -> None:
        """Messages wait to be sent."""
        for channel, address in chats:
            self._wake(("chat", channel, address), lambda c=channel, a=address: self._send(c, a))  # type: ignore[misc]

    def wake_papers(self) -> None:
        """A document is wanted."""
        self._wake("papers", self._make_papers)

    def wake_media(self) -> None:
        """A photo or file arrived."""
        self._wake("media", self._prepare_media)

    def wake_errands(self) -> None:
        """Slow work is wanted."""
        if self.slow_work:
            self._wake("errands", self._do_errands)

    def wake_reminders(self) -> None:
        """Somebody may be due to be reminded, or a report to be made: a minute has passed, or a clock was moved."""
        self._wake("reminders", self._remind)

    def _wake(self, key: Any, work: Callable[[], Awaitable[None]]) -> None:
        """Run the work once after now, never twice at the same time."""
        if self._closing:
            return
        if key in self._running:
            self._again.add(key)
            return

        async def loop() -> None:
            while True:
                self._again.discard(key)
                try:
                    await work()
                except Exception as error:
                    log.error("work failed", work=key if isinstance(key, str) else key[0], error=type(error).__name__)
                if key not in self._again or self._closing:
                    break
            del self._running[key]

        self._running[key] = asyncio.create_task(loop())

    def _wake_later(self, seconds: float, wake: Callable[[], None]) -> None:
        asyncio.get_running_loop().call_later(seconds, wake)

    # --- work ------------------------------------------------------------------------------------------------------
    async def _take_turns(self, lane: str) -> None:
        while not self._closing:
            start = perf_counter()
            try:
                taken = await self.database.write(turn.take, lane, self.parse, self.clock, self.sender.me)
            except TurnFailed as failure:
                metrics.FAILED.inc()
                log.error(
                    "turn failed",
                    inbox=failure.row.id,
                    dialog=failure.dialog,
                    error=type(failure.__cause__).__name__,
                    where=where(failure.__cause__),
                )
                self.wake_chats(await self.database.write(turn.note_failure, failure, self.clock))
                continue
            if taken is None:
                return
            if isinstance(taken, datetime):
                wait = max(0.0, (taken - self.clock.now()).total_seconds())
                if wait > 0:
                    self._wake_later(wait, lambda: self.wake_lane(lane))
                    return
                continue
            self._after(taken, perf_counter() - start)
            if not taken.more:
                return

    def _after(self, taken: Taken, seconds: float) -> None:
        metrics.TURNS.observe(seconds)
        log.info(
            "turn",
            inbox=taken.inbox_id,
            agency=taken.agency,
            dialog=taken.dialog,
            problem=taken.problem,
            ms=round(seconds * 1000, 1),
        )
        if taken.claimed:
            self._claimed[taken.claimed.channel, taken.claimed.address] = taken.claimed
        self.wake_chats(taken.chats)
        for lane in taken.lanes:
            self.wake_lane(lane)
        if taken.papers:
            self.wake_papers()
        if taken.errands:
            self.wake_errands()

    async def _send(self, channel: str, address: str) -> None:
        wait = await self.sender.empty(channel, address, self._claimed.pop((channel, address), None))
        if wait is not None:
            self._wake_later(wait, lambda: self.wake_chats([(channel, address)]))

    async def _make_papers(self) -> None:
        while not self._closing:
            now = self.clock.now()
            row = await self.database.write(reports.claim_request, now, now + mail.CLAIM)
            if row is None:
                return
            start = perf_counter()
            try:
                chats = await self.papers.make(row)
                seconds = perf_counter() - start
                metrics.DOCUMENTS.observe(seconds)
                log.info(
                    "document", request=row.id, inbox=row.inbox_id, agency=row.agency_id, ms=round(seconds * 1000, 1)
                )
            except Exception as error:
                metrics.WORK_FAILED.labels("document").inc()
                log.error(
                    "document failed",
                    request=row.id,
                    inbox=row.inbox_id,
                    error=type(error).__name__,
                    where=where(error),
                )
                chats = await self.papers.failed(row, type(error).__name__)
                self._wake_later(AGAIN_SOON, self.wake_papers)
            self.wake_chats(chats)
            if not row.address:  # nobody has asked, so its plan owners are still to be told
                self.wake_reminders()

    async def _prepare_media(self) -> None:
        while not self._closing:
            now = self.clock.now()
            row = await self.database.write(evidence.claim_pending, now, now + mail.CLAIM)
            if row is None:
                return
            try:
                self.wake_chats(await self.media.prepare(row))
            except Exception as error:  # files, database or channel out of reach
                metrics.WORK_FAILED.labels("photo").inc()
                log.error("photo failed", media=row.id, error=type(error).__name__, where=where(error))
                await self.media.failed(row)

    async def _do_errands(self) -> None:
        while not self._closing:
            now = self.clock.now()
            row = await self.database.write(errands.claim, now, now + CLAIM)
            if row is None:
                return
            start = perf_counter()
            try:
                chats = await self.errands.do(row)
                ms = round((perf_counter() - start) * 1000, 1)
                log.info("errand", what=row.what, errand=row.id, inbox=row.inbox_id, agency=row.agency_id, ms=ms)
            except Exception as error:
                metrics.WORK_FAILED.labels("errand").inc()
                log.error("errand failed", what=row.what, errand=row.id, error=type(error).__name__, where=where(error))
                chats = await self.errands.failed(row)
            if not chats:
                self._wake_later(AGAIN_SOON, self.wake_errands)
            self.wake_chats(chats)

    async def _remind(self) -> None:
        for step in (remind, round_reports.tell):
            while not self._closing and (chats := await self.database.write(step, self.clock.now())):
                log.info("reminded", chats=len(chats))
                self.wake_chats(chats)
        if await self.database.write(round_reports.make, self.clock.now()):
            self.wake_papers()

    # --- jobs ------------------------------------------------------------------------------------------------------
    async def tick(self, _payload: Mapping[str, Any]) -> None:
        """Every minute, in one process of all: who is to be reminded, what is to be tried again, what is to be dropped."""
        self.wake_reminders()
        self.wake_papers()
        self.wake_media()
        self.wake_errands()
        await self.database.write(retention.ask, self.clock.now())

    async def paper(self, _payload: Mapping[str, Any]) -> None:
        """Documents are wanted that the process which was asked may not have made."""
        await self._make_papers()

    async def errand(self, _payload: Mapping[str, Any]) -> None:
        """Slow work is wanted that the process which was asked has left or not done."""
        await self._do_errands()

    async def medium(self, _payload: Mapping[str, Any]) -> None:
        """Photos or files came that the process which stored them may not have prepared."""
        await self._prepare_media()

    # --- sweep -----------------------------------------------------------------------------------------------------
    async def sweep(self) -> None:
        """Wake everything that lies open in the database."""
        await self.sweep_messages()
        self.wake_papers()
        self.wake_media()
        self.wake_errands()

    async def sweep_messages(self) -> None:
        """Wake the messages that lie open, those that came and those to be sent."""
        for lane in await self.database.read(mail.open_lanes):
            self.wake_lane(lane)
        self.wake_chats(await self.database.read(mail.chats_waiting, self.clock.now()))

    async def _sweep_on(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            try:
                await self.sweep_messages()
            except Exception as error:
                metrics.WORK_FAILED.labels("sweep").inc()
                log.error("sweep failed", error=type(error).__name__, where=where(error))
