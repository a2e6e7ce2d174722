"""Outbox rows are claimed once, sent in the order of their chat, and kept until they are: design section 2, point 4."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.messages import Text, dump
from bot.send import BACKOFF, Later, OurFault, Sender, Unreachable
from storage import mail
from storage.bindings import address_of
from storage.tables import binding, outbox

pytestmark = pytest.mark.both_databases


class Wire:
    """A channel that notes what it was given, or raises what it was told to."""

    name = "local"

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.raises: list[Exception] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def send(self, message: mail.Outgoing) -> str:
        await self.gate.wait()
        if self.raises:
            raise self.raises.pop(0)
        self.sent.append(message.message["text"])
        return f"w{len(self.sent)}"


@pytest.fixture
def wire() -> Wire:
    return Wire()


def sender(world, wire: Wire, me: str = "one") -> Sender:
    return Sender(world.database, {"local": wire}, world.clock, me)


def put(world, *texts: str, chat: str = "1") -> None:
    rows = [("local", chat, None, dump(Text(text))) for text in texts]
    world.database.write_now(mail.put, rows, None, world.clock.now())


def row(world, text: str):
    found = world.rows(select(outbox).order_by(outbox.c.id))
    return next(r for r in found if r.message["text"] == text)


async def test_two_senders_send_each_message_once_and_in_order(world, wire):
    put(world, "ก", "ข", "ค")
    put(world, "ง", chat="2")
    both = sender(world, wire), sender(world, wire, "two")
    await asyncio.gather(*(s.empty("local", chat) for chat in ("1", "2") for s in both))
    assert sorted(wire.sent) == ["ก", "ข", "ค", "ง"]
    assert [text for text in wire.sent if text != "ง"] == ["ก", "ข", "ค"]
    assert row(world, "ก").sender in ("one", "two")


async def test_a_platform_that_asks_to_wait_is_waited_for_and_later_messages_wait_too(world, wire):
    put(world, "ก", "ข")
    wire.raises = [Later(7)]
    assert await sender(world, wire).empty("local", "1") == 7
    assert (row(world, "ก").state, row(world, "ข").state) == ("retry", "new")
    assert await sender(world, wire).empty("local", "1") is None
    assert wire.sent == []
    world.clock.at += timedelta(seconds=7)
    await sender(world, wire).empty("local", "1")
    assert wire.sent == ["ก", "ข"]


@pytest.mark.parametrize("fault", [Later(), ConnectionError("secret"), ZeroDivisionError()])
async def test_without_a_wish_the_waits_grow(world, wire, fault):
    put(world, "ก")
    waits = []
    for _ in range(len(BACKOFF) + 1):
        wire.raises = [fault]
        waits.append(await sender(world, wire).empty("local", "1"))
        world.clock.at += timedelta(seconds=waits[-1])
    assert waits == [*BACKOFF, BACKOFF[-1]]
    assert "secret" not in row(world, "ก").error


async def test_a_person_who_is_gone_is_not_written_to_until_seen_again(world, wire):
    officer = world.people()["officer"]
    put(world, "ก", "ข", chat=str(officer))
    wire.raises = [Unreachable()]
    await sender(world, wire).empty("local", str(officer))
    assert row(world, "ก").state == "parked"
    assert wire.sent == ["ข"]
    assert world.database.read_now(address_of, officer) is None
    await world.say(officer, "เมนู")
    assert world.database.read_now(address_of, officer) == ("local", str(officer))
    seen = world.one(select(binding.c.seen_at).where(binding.c.person_id == officer))
    assert seen == world.clock.now()


async def test_what_a_platform_refuses_is_parked_and_the_next_goes_on(world, wire):
    put(world, "ก", "ข")
    wire.raises = [OurFault("ข้อความส่วนตัว")]
    assert await sender(world, wire).empty("local", "1") is None
    assert (row(world, "ก").state, row(world, "ก").error) == ("parked", "our fault: OurFault")
    assert wire.sent == ["ข"]


async def test_a_claim_that_nobody_marked_is_taken_over_when_its_time_is_up(world, wire):
    put(world, "ก", "ข")
    lost = world.database.write_now(mail.claim, "local", "1", "dead", world.clock.now())
    assert lost is not None
    assert await sender(world, wire).empty("local", "1") is None
    assert wire.sent == []
    world.clock.at += mail.CLAIM + timedelta(seconds=1)
    await sender(world, wire).empty("local", "1")
    assert wire.sent == ["ก", "ข"]
    world.database.write_now(mail.unsent, lost, world.clock.now(), "late")  # the dead one speaks up
    assert row(world, "ก").state == "sent"


async def test_what_is_written_while_the_chat_is_busy_is_sent_after_it(world, wire):
    world.service.sender.channels["local"] = wire
    put(world, "ก")
    wire.gate.clear()
    world.service.wake_chats([("local", "1")])
    while row(world, "ก").state != "sending":
        await asyncio.sleep(0)
    put(world, "ข")
    world.service.wake_chats([("local", "1")])
    wire.gate.set()
    await world.service.settled()
    assert wire.sent == ["ก", "ข"]


async def test_a_stop_gives_back_what_was_claimed_but_not_sent(world, monkeypatch):
    officer = world.people()["officer"]
    monkeypatch.setattr(world.service, "wake_chats", lambda chats: None)
    await world.say(officer, "เมนู")
    states = [r.state for r in world.rows(select(outbox).order_by(outbox.c.id))]
    assert states == ["sending", "new"]
    await world.service.stop()
    assert world.rows(select(outbox).order_by(outbox.c.id))[0].state == "retry"
