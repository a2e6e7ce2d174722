"""After a crash the rows are the truth: whatever lies open is taken up, and nothing else is touched."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from bot.messages import File
from storage import evidence, mail, reports
from storage.tables import document_request, inbox, media, outbox

pytestmark = pytest.mark.both_databases


async def test_a_start_takes_up_whatever_a_crash_left(world, monkeypatch):
    officer, owner = world.people()["officer"], world.people()["plan_owner"]
    buffer = BytesIO()
    Image.new("RGB", (64, 48)).save(buffer, "PNG")
    for name in ("wake_lane", "wake_chats", "wake_papers", "wake_media"):
        monkeypatch.setattr(world.service, name, lambda *args: None)
    await world.say(officer, "เมนู")
    await world.local.store_media(officer, world.key(), "", "a.png", "image/png", buffer.getvalue(), "")
    event = world.incoming(owner, {"kind": "tap", "token": "o.ask_report.measure_report.2570-r6", "label": ""})
    await world.service.accept([event])
    monkeypatch.undo()
    assert {row.state for row in world.rows(select(inbox))} == {"open"}

    await world.service.start()
    await world.service.settled()
    assert {row.state for row in world.rows(select(inbox))} == {"done"}
    assert {row.state for row in world.rows(select(outbox))} == {"sent"}
    assert [row.state for row in world.rows(select(media))] == ["ready"]
    assert [row.state for row in world.rows(select(document_request))] == ["done"]
    assert any(isinstance(message, File) for message in world.said(owner))


async def test_a_sweep_takes_what_was_claimed_by_a_process_that_died(world, monkeypatch):
    officer = world.people()["officer"]
    monkeypatch.setattr(world.service, "wake_chats", lambda chats: None)
    await world.say(officer, "เมนู")
    world.service._claimed.clear()  # the process that claimed the first answer is gone
    monkeypatch.undo()
    await world.service.sweep()
    await world.service.settled()
    assert {row.state for row in world.rows(select(outbox))} == {"sending", "new"}
    world.clock.at += mail.CLAIM + timedelta(seconds=1)
    await world.service.sweep()
    await world.service.settled()
    assert {row.state for row in world.rows(select(outbox))} == {"sent"}


async def test_the_only_process_frees_at_its_start_what_a_killed_one_had_claimed(world, monkeypatch):
    officer, owner = world.people()["officer"], world.people()["plan_owner"]
    buffer = BytesIO()
    Image.new("RGB", (64, 48)).save(buffer, "PNG")
    with monkeypatch.context() as patch:
        for name in ("wake_chats", "wake_papers", "wake_media"):
            patch.setattr(world.service, name, lambda *args: None)
        await world.tap(owner, "o.ask_report.measure_report.2570-r6")
        await world.local.store_media(officer, world.key(), "", "a.png", "image/png", buffer.getvalue(), "")
        await world.service.settled()
    world.service._claimed.clear()
    now = world.clock.now()
    for claim in (reports.claim_request, evidence.claim_pending):
        assert world.database.write_now(claim, now, now + mail.CLAIM)
        assert world.database.write_now(claim, now, now + mail.CLAIM) is None
    world.database.write_now(mail.take_back)
    await world.service.sweep()
    await world.service.settled()
    assert {row.state for row in world.rows(select(outbox))} == {"sent"}
    assert [row.state for row in world.rows(select(media))] == ["ready"]
    assert [row.state for row in world.rows(select(document_request))] == ["done"]


async def test_a_message_that_waits_for_its_next_try_is_not_tried_by_every_sweep(world, monkeypatch):
    officer = world.people()["officer"]

    def fail(*args: object) -> None:
        raise ValueError

    monkeypatch.setattr(world.service, "_wake_later", lambda *args: None)
    monkeypatch.setattr(mail, "done", fail)
    await world.say(officer, "เมนู")
    for _ in range(3):
        await world.service.sweep()
        await world.service.settled()
    assert world.rows(select(inbox))[0].tries == 2


async def test_nothing_begins_after_a_stop(world):
    officer = world.people()["officer"]
    await world.service.stop()
    await world.say(officer, "เมนู")
    await world.service.sweep()
    assert world.said(officer) == []
    assert [row.state for row in world.rows(select(inbox))] == ["open"]
