"""The machine fails, not the message: the database away, the disk full, the clock set back. Nothing is lost, nothing is blamed
on what was written, and all goes on by itself; a message that really cannot be handled is parked, and others go on."""

from datetime import timedelta
from io import BytesIO

import pytest
import structlog
from PIL import Image
from sqlalchemy import insert, make_url, select, update

from bot import send, turn
from bot.handlers.local import StoreUnavailable
from bot.localchat import LocalChannel
from bot.messages import File
from bot.problems import Problem
from storage import mail, sessions
from storage.database import TRIES, Unavailable
from storage.tables import binding, document_request, inbox, media, outbox

pytestmark = pytest.mark.both_databases

POSTGRES = pytest.mark.parametrize("database_kind", ["postgresql"])


@pytest.fixture
def plug(world, postgres_server):
    """Takes the database away from this world, and gives it back."""
    name = make_url(world.url).database

    class Plug:
        def pull(self) -> None:
            postgres_server.stop(name)

        def put_back(self) -> None:
            postgres_server.go_on(name)

    return Plug()


def picture() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (64, 48), "green").save(buffer, "PNG")
    return buffer.getvalue()


async def go_on(world) -> None:
    """What the next sweep does."""
    await world.service.sweep()
    await world.service.settled()


def states(world) -> tuple[set[str], set[str]]:
    return {row.state for row in world.rows(select(inbox))}, {row.state for row in world.rows(select(outbox))}


# --- the database away -------------------------------------------------------------------------------------------------
@POSTGRES
async def test_while_the_database_is_away_nothing_is_taken_in_and_then_all_goes_on(world, plug):
    officer = world.people()["officer"]
    await world.say(officer, "เมนู")
    before = len(world.rows(select(inbox)))
    plug.pull()
    with structlog.testing.capture_logs() as lines:
        for _ in range(3):
            with pytest.raises(StoreUnavailable):
                await world.local.store_text(officer, "x" * 26, "เมนู")
            with pytest.raises(Unavailable):
                await world.service.sweep()
        world.service.wake_papers()
        await world.service.settled()
    assert [line["error"] for line in lines] == ["Unavailable"]
    plug.put_back()
    await world.local.store_text(officer, "x" * 26, "เมนู")
    await go_on(world)
    assert len(world.rows(select(inbox))) == before + 1
    assert world.said(officer)[-1].title == "เมนู"
    assert states(world) == ({"done"}, {"sent"})


@POSTGRES
async def test_a_turn_that_loses_the_database_is_not_the_messages_fault(world, plug, monkeypatch):
    officer = world.people()["officer"]
    await world.tap(officer, "o.record_result.1.2570-1")
    write = sessions.write

    def pulled(*args, **kwargs) -> None:
        write(*args, **kwargs)
        plug.pull()

    with monkeypatch.context() as patch, structlog.testing.capture_logs() as lines:
        patch.setattr(sessions, "write", pulled)
        assert len(await world.service.accept([world.incoming(officer, {"kind": "text", "text": "1"})])) == 1
        await world.service.settled()
    assert [(line["event"], line["error"]) for line in lines] == [("work failed", "Unavailable")]
    plug.put_back()
    row = world.rows(select(inbox).order_by(inbox.c.id.desc()))[0]
    assert (row.state, row.tries, row.error) == ("open", 0, "")
    await go_on(world)
    assert states(world) == ({"done"}, {"sent"})
    assert world.said(officer)[-1].question != "state"


@POSTGRES
async def test_what_was_sent_while_the_database_was_away_is_not_sent_again(world, plug, monkeypatch):
    officer = world.people()["officer"]
    await world.say(officer, "เมนู")
    told: list[int] = []
    real_send, real_sleep = LocalChannel.send, send.asyncio.sleep

    async def then_pulled(channel: LocalChannel, message: mail.Outgoing) -> str:
        told.append(message.id)
        plug.pull()
        return await real_send(channel, message)

    async def meanwhile_back(seconds: float) -> None:
        plug.put_back()
        await real_sleep(0)

    with monkeypatch.context() as patch:
        patch.setattr(LocalChannel, "send", then_pulled)
        patch.setattr(send.asyncio, "sleep", meanwhile_back)
        await world.say(officer, "เมนู")
    await go_on(world)
    assert len(told) == 1
    assert states(world) == ({"done"}, {"sent"})
    assert {row.tries for row in world.rows(select(outbox))} == {1}


# --- the disk full -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_a_turn_without_room_on_the_disk_waits_for_it(world, monkeypatch):
    officer = world.people()["officer"]
    monkeypatch.setattr(send, "NOTE_AGAIN", ())
    with monkeypatch.context() as patch:
        patch.setattr(world.service, "wake_lane", lambda lane: None)
        await world.service.accept([world.incoming(officer, {"kind": "text", "text": "เมนู"}) for _ in range(30)])

    def pragma(words: str) -> int:
        return world.database.write_now(lambda c: c.exec_driver_sql(f"PRAGMA {words}").scalar())

    pragma(f"max_page_count = {pragma('page_count')}")
    with structlog.testing.capture_logs() as lines:
        for _ in range(5):
            await go_on(world)
        with pytest.raises(StoreUnavailable):
            await world.local.store_text(officer, "x" * 26, "ก" * 9000)
    assert {line["error"] for line in lines if line["log_level"] == "error"} == {"Unavailable"}
    assert {row.tries for row in world.rows(select(inbox))} == {0}
    done = [row.id for row in world.rows(select(inbox).where(inbox.c.state == "done"))]
    assert len(done) < 30
    assert {row.inbox_id for row in world.rows(select(outbox))} == set(done)
    pragma("max_page_count = 1073741823")
    world.clock.at += mail.CLAIM
    await go_on(world)
    assert states(world) == ({"done"}, {"sent"})
    assert len(world.said(officer)) == 31


# --- the clock set back ----------------------------------------------------------------------------------------------------
async def test_nothing_waits_for_a_clock_that_was_set_back(world, monkeypatch):
    officer, owner = world.people()["officer"], world.people()["plan_owner"]
    monkeypatch.setattr(world.service, "_wake_later", lambda *args: None)
    with monkeypatch.context() as patch:
        for name in ("wake_chats", "wake_papers", "wake_media"):
            patch.setattr(world.service, name, lambda *args: None)
        await world.local.store_media(officer, world.key(), "", "a.png", "image/png", picture(), "")
        await world.tap(owner, "o.ask_report.measure_report.2570-r6")
        patch.setattr(world.service, "wake_lane", lambda lane: None)
        await world.service.accept([world.incoming(officer, {"kind": "text", "text": "เมนู"})])
    now = world.clock.now()
    world.do(update(inbox).where(inbox.c.state == "open").values(retry_at=now + timedelta(seconds=4), tries=3))
    world.do(update(outbox).where(outbox.c.address == str(officer)).values(state="sending", until=now + mail.CLAIM))
    later = {"state": "retry", "retry_at": now + timedelta(minutes=10)}
    world.do(update(outbox).where(outbox.c.address == str(owner)).values(later))
    for table in (media, document_request):
        world.do(update(table).values(retry_at=now + timedelta(minutes=5)))
    await go_on(world)
    assert "done" not in {row.state for row in world.rows(select(document_request))}

    world.clock.at -= timedelta(hours=5)
    for _ in range(3):
        await go_on(world)
    assert states(world) == ({"done"}, {"sent"})
    assert [row.state for row in world.rows(select(media))] == ["ready"]
    assert [row.state for row in world.rows(select(document_request))] == ["done"]
    assert any(isinstance(message, File) for message in world.said(owner))


# --- a message that cannot be handled ----------------------------------------------------------------------------------------
async def test_a_conflict_that_never_ends_is_parked_and_others_go_on(world, monkeypatch):
    officer, owner = world.people()["officer"], world.people()["plan_owner"]
    monkeypatch.setattr(world.service, "_wake_later", lambda *args: None)
    begun: list[int] = []
    done = mail.done

    def poisoned(connection, row_id: int, dialog: str) -> None:
        if row_id == 1:
            begun.append(row_id)
            known = connection.execute(select(binding).limit(1)).one()._mapping
            connection.execute(insert(binding).values(dict(known)))
        done(connection, row_id, dialog)

    monkeypatch.setattr(turn.mail, "done", poisoned)
    await world.service.accept([world.incoming(officer, {"kind": "text", "text": "เมนู"})])
    for _ in range(len(mail.RETRIES) + 1):
        world.clock.at += timedelta(seconds=5)
        await go_on(world)
    row = world.rows(select(inbox))[0]
    assert (row.state, row.error) == ("parked", "IntegrityError")
    assert len(begun) == (len(mail.RETRIES) + 1) * (1 if world.database.sqlite else TRIES)
    assert [message.text for message in world.said(officer)] == [Problem("parked").sentence]
    assert "เมนู" in str(await world.say(owner, "เมนู"))
    assert "เมนู" in str(await world.say(officer, "เมนู"))
