"""Documents and photos whose process crashed are made by the job that was asked for with them, or by the minute's tick."""

from datetime import timedelta
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image
from sqlalchemy import insert, select, text, update

from bot.media import RETRY_AFTER
from bot.messages import File
from bot.problems import Problem
from storage import mail
from storage.tables import agency, document_request, media, outbox

pytestmark = pytest.mark.both_databases


@pytest.fixture
def crashing(world, monkeypatch):
    """Nothing begins at once: it is as if the process had died after the commit."""
    for name in ("wake_papers", "wake_media"):
        monkeypatch.setattr(world.service, name, lambda: None)
    return monkeypatch


async def ask(world) -> None:
    await world.tap(world.people()["plan_owner"], "o.ask_report.measure_report.2570-r6")


async def upload(world) -> None:
    buffer = BytesIO()
    Image.new("RGB", (64, 48), "red").save(buffer, "PNG")
    await world.local.store_media(
        world.people()["officer"], world.key(), "", "a.png", "image/png", buffer.getvalue(), ""
    )
    await world.service.settled()


def enqueued(world) -> list[str]:
    """Kinds of the jobs that were asked for."""
    table = "workflow_status" if world.database.sqlite else "dbos.workflow_status"
    keys = world.rows(text(f"SELECT workflow_uuid FROM {table} WHERE queue_name = 'jobs'"))
    return sorted(key.split(":")[0] for (key,) in keys)


def documents(world) -> int:
    return sum(isinstance(message, File) for message in world.said(world.people()["plan_owner"]))


async def test_each_document_and_photo_comes_with_a_job_which_does_what_was_left(world, crashing):
    await ask(world)
    await upload(world)
    assert enqueued(world) == ["media", "paper"]
    assert documents(world) == 0
    await world.service.paper({})
    await world.service.medium({})
    await world.service.settled()
    assert documents(world) == 1
    assert [row.state for row in world.rows(select(media))] == ["ready"]


async def test_a_job_after_the_work_was_done_at_once_does_nothing(world):
    await ask(world)
    await upload(world)
    before = world.rows(select(outbox))
    await world.service.paper({})
    await world.service.medium({})
    await world.service.settled()
    assert world.rows(select(outbox)) == before


async def test_the_tick_does_what_a_killed_process_had_claimed_once_its_claim_is_over(world, crashing):
    await ask(world)
    await upload(world)
    world.do(update(document_request).values(retry_at=world.clock.at + mail.CLAIM))
    world.do(update(media).values(retry_at=world.clock.at + mail.CLAIM))
    crashing.undo()
    for wait, done in ((timedelta(0), 0), (mail.CLAIM + timedelta(seconds=1), 1)):
        world.clock.at += wait
        await world.service.tick({})
        await world.service.settled()
        assert documents(world) == done
        assert [row.state for row in world.rows(select(media))] == [("pending", "ready")[done]]


async def test_a_photo_that_a_channel_does_not_give_is_tried_later_and_later_and_then_its_sender_is_told(world):
    officer, tried = world.people()["officer"], []

    async def away(source: object) -> bytes:
        tried.append(world.clock.at)
        raise OSError("no answer")

    world.service.media.fetch = {"telegram": away}
    row = {"agency_id": 1, "person_id": officer, "state": "pending", "source": {"telegram": "x"}, "key": ""}
    world.do(insert(media).values(**row, name="a.jpg", mime="image/jpeg", created_at=world.clock.at))
    for _ in range(80):
        world.service.wake_media()
        await world.service.settled()
        world.clock.at += timedelta(minutes=5)
    assert len(tried) == len(RETRY_AFTER)
    assert all(later - sooner >= after for (sooner, later), after in zip(pairwise(tried), RETRY_AFTER, strict=False))
    assert [(m.state, m.problem) for m in world.rows(select(media))] == [("failed", "file_lost")]
    assert world.said(officer)[-1].text == Problem("file_lost").about("a.jpg")


async def test_the_tick_reminds_an_agency_whose_clock_was_moved(world):
    officer = world.people()["officer"]
    await world.service.tick({})
    await world.service.settled()
    assert world.said(officer) == []
    world.do(update(agency).values(clock_shift=round(timedelta(days=53).total_seconds())))  # 12 January, 09:00
    await world.service.tick({})
    await world.service.settled()
    assert len(world.said(officer)) == 1
