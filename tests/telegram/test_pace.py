"""An account's messages are spread over all processes, a chat's over time."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from bot import pace
from bot.clock import SystemClock
from bot.messages import Text, dump
from bot.pace import Pace
from bot.send import Sender
from storage import accounts, mail
from storage.tables import outbox
from storage.tables import pace as paces

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
EACH = timedelta(seconds=1 / 30)


def reserve(world, count: int = 1, after: float = 0.0) -> float:
    wait = world.database.write_now(accounts.reserve, "telegram", "1", count, EACH, NOW + timedelta(seconds=after))
    return round(wait / EACH, 1)


def test_places_are_handed_out_one_after_the_other(world):
    assert [reserve(world), reserve(world), reserve(world, 10), reserve(world)] == [0, 1, 2, 12]
    assert reserve(world, after=1) == 0


def test_a_clock_that_ran_ahead_holds_nobody_up(world):
    world.do(insert(paces).values(channel="telegram", account="1", free_at=NOW + timedelta(days=1)))
    assert reserve(world) == 0


@pytest.fixture
def waited(monkeypatch) -> list[float]:
    """How long it was waited, by nobody in truth."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(pace.asyncio, "sleep", sleep)
    return waits


async def test_two_processes_together_keep_the_pace(world, waited):
    """Each of a hundred messages of two processes has a place of its own."""
    both = [Pace(world.database, world.clock, "telegram", "1", 25) for _ in range(2)]
    await asyncio.gather(*(both[n % 2].turn() for n in range(100)))
    assert sorted(round(wait, 3) for wait in waited) == [n / 25 for n in range(1, 100)]


async def test_a_chat_gets_a_short_burst_and_then_one_at_a_time(world, waited):
    chats = Pace(world.database, world.clock, "telegram", "1", 30)
    for _ in range(8):
        await chats.chat("5")
    await chats.chat("6")
    assert [round(wait, 1) for wait in waited] == [1.0, 2.0, 3.0]
    for _ in range(3):
        await chats.chat("-7")
    assert [round(wait, 1) for wait in waited[3:]] == [2.0]


async def test_many_chats_wait_without_being_claimed(world):
    """What waits for its place is not in anybody's hands: no claim grows old, whatever stands in the queue."""
    most = []

    class Slow:
        name = "telegram"

        async def send(self, message: mail.Outgoing) -> str:
            sending = await world.database.read(
                lambda c: len(c.execute(select(outbox.c.id).where(outbox.c.state == "sending")).all())
            )
            most.append(sending)
            return "1"

    rows = [("telegram", str(n), None, dump(Text("ก"))) for n in range(120)]
    world.database.write_now(mail.put, rows, None, world.clock.now())
    paced = {"telegram": Pace(world.database, SystemClock(), "telegram", "1", 1000)}
    sender = Sender(world.database, {"telegram": Slow()}, world.clock, "one", paced)
    await asyncio.gather(*(sender.empty("telegram", str(n)) for n in range(120)))
    assert max(most) <= 30
    assert world.rows(select(outbox.c.state).distinct()) == [("sent",)]


@pytest.mark.parametrize("per_second", [0, 30])
def test_no_limit_is_kept_where_none_is_set(per_second, tmp_path):
    from bot.bootstrap import build
    from bot.settings import Settings

    settings = Settings(data_dir=tmp_path, database_url="", telegram_bot_token="1:x", telegram_per_second=per_second)
    product = build(settings)
    assert bool(product.service.sender.paces) is bool(per_second)
    product.database.close()
