"""Stored once, in order, whole or not at all, retried, then parked: design section 2, points 1 to 3."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.messages import Card, Text
from bot.problems import Problem
from storage import mail, plan
from storage.tables import audit, inbox, outbox, quarter_result, session

pytestmark = pytest.mark.both_databases


class Wakes:
    """The waits of a service, taken note of instead of waited for."""

    def __init__(self, world, monkeypatch: pytest.MonkeyPatch) -> None:
        self.world, self.asked = world, []
        monkeypatch.setattr(world.service, "_wake_later", lambda seconds, wake: self.asked.append((seconds, wake)))

    async def pass_by(self) -> float:
        """Let the last wait pass; how long it was."""
        seconds, wake = self.asked.pop()
        self.world.clock.at += timedelta(seconds=seconds)
        wake()
        await self.world.service.settled()
        return seconds


@pytest.fixture
def wakes(world, monkeypatch: pytest.MonkeyPatch) -> Wakes:
    return Wakes(world, monkeypatch)


def broken(monkeypatch: pytest.MonkeyPatch, when: Callable[[], bool] = lambda: True) -> None:
    """The last step of a turn raises: everything else of it was done already."""
    real = mail.done

    def fail(*args: Any) -> None:
        if when():
            raise ZeroDivisionError("secret words of an officer")
        real(*args)

    monkeypatch.setattr(mail, "done", fail)


def states(world, person: int) -> list[str]:
    t = inbox
    return [r.state for r in world.rows(select(t.c.state).where(t.c.address == str(person)).order_by(t.c.id))]


async def to_the_text(world, person: int) -> None:
    """An officer stands before the question what was done."""
    await world.tap(person, "o.record_result.1.2570-1")
    await world.tap(person, "=in_progress")


async def to_the_review(world, person: int) -> None:
    await world.tap(person, "o.record_result.1.2570-1")
    await world.tap(person, "=not_started")


async def test_a_redelivered_update_is_stored_once(world):
    officer = world.people()["officer"]
    first = await world.say(officer, "เมนู", key="same")
    assert [type(m) for m in first] == [Card, Text]  # menu, privacy notice
    assert await world.say(officer, "เมนู", key="same") == []
    twice = [world.incoming(officer, {"kind": "text", "text": "เมนู"}, "together") for _ in range(2)]
    assert len(await world.service.accept(twice)) == 1
    many = await asyncio.gather(
        *(world.service.accept([world.incoming(officer, {"kind": "text", "text": "เมนู"}, "at once")]) for _ in range(8))
    )
    await world.service.settled()
    assert sum(len(stored) for stored in many) == 1
    assert states(world, officer) == ["done"] * 3
    assert len(world.said(officer)) == 4


async def test_one_persons_events_are_answered_in_the_order_stored(world):
    officer, owner = world.people()["officer"], world.people()["plan_owner"]
    await to_the_text(world, officer)
    events = [world.incoming(officer, {"kind": "text", "text": "จัดอบรมหนึ่งรุ่น"})]
    events += [world.incoming(owner, {"kind": "text", "text": "เมนู"})]
    events += [world.incoming(officer, {"kind": "text", "text": text}) for text in ("25000", "เมนู")]
    await world.service.accept(events)
    await world.service.settled()
    answers = world.one(select(session.c.state).where(session.c.person_id == officer))["answers"]
    assert answers["done"]["v"] == "จัดอบรมหนึ่งรุ่น"
    assert answers["disbursed"]["v"] == "25000"
    heard = world.rows(select(outbox.c.inbox_id).where(outbox.c.address == str(officer)).order_by(outbox.c.id))
    assert [row.inbox_id for row in heard] == sorted(row.inbox_id for row in heard)
    assert len(world.said(owner)) == 2


async def test_a_turn_that_raises_leaves_nothing_and_is_tried_again_after_0_1_and_4_seconds(world, wakes, monkeypatch):
    officer, owner = world.people()["officer"], world.people()["plan_owner"]
    await to_the_review(world, officer)
    before = world.rows(select(session)), world.rows(select(outbox)), world.rows(select(audit))
    broken(monkeypatch, lambda: failing)
    failing = True
    said = await world.tap(officer, "save")
    assert said == []
    assert (world.rows(select(session)), world.rows(select(outbox)), world.rows(select(audit))) == before
    assert world.rows(select(quarter_result)) == []
    row = world.rows(select(inbox).where(inbox.c.state == "open"))[0]
    assert (row.tries, row.error, row.dialog) == (2, "ZeroDivisionError", "record_result")

    assert await world.say(officer, "เมนู") == []  # the officer's later message waits
    failing = False
    assert len(await world.say(owner, "เมนู")) == 2  # another person's does not
    failing = True

    wakes.asked = wakes.asked[:1]
    assert await wakes.pass_by() == 1
    assert await wakes.pass_by() == 4
    assert states(world, officer) == ["done", "done", "parked", "open"]
    assert world.said(officer)[-1].text == Problem("parked").sentence
    failing = False
    await wakes.pass_by()
    assert states(world, officer) == ["done", "done", "parked", "done"]
    assert world.said(officer)[-1].title == "เมนู"
    assert world.one(select(func.count()).select_from(quarter_result)) == 0


async def test_a_turn_that_fails_once_is_done_at_once(world, monkeypatch):
    officer = world.people()["officer"]
    await to_the_review(world, officer)
    failures = iter([True])
    broken(monkeypatch, lambda: next(failures, False))
    said = await world.tap(officer, "save")
    assert said[0].title == "บันทึกผลแล้ว"
    assert world.one(select(func.count()).select_from(quarter_result)) == 1


async def park(world, wakes, monkeypatch, person: int, raw: dict[str, Any]) -> int:
    """A message of this person fails until it is parked; its id."""
    with monkeypatch.context() as patch:
        broken(patch)
        await world.send(person, raw)
        while wakes.asked:
            await wakes.pass_by()
    found = world.one(select(func.max(inbox.c.id)).where(inbox.c.state == "parked"))
    assert found is not None
    return found


async def test_the_plan_owner_sees_who_when_and_where_but_not_the_text_and_can_retry(world, wakes, monkeypatch):
    officer, owner = world.people()["officer"], world.people()["plan_owner"]
    await to_the_text(world, officer)
    row_id = await park(world, wakes, monkeypatch, officer, {"kind": "text", "text": "ความลับของเจ้าหน้าที่"})
    card = next(said for said in await world.tap(owner, "o.parked") if isinstance(said, Card))
    assert "บันทึกผลรายไตรมาส" in card.lines[0]
    assert "20 พ.ย. 69 09:00 น." in card.lines[0]
    assert "ความลับ" not in str(card)
    (refused,) = await world.tap(officer, f"o.retry_parked.{row_id}")
    assert refused.text == Problem("no_right", who="ผู้ดูแลแผน").sentence
    said = await world.tap(owner, f"o.retry_parked.{row_id}")
    assert isinstance(said[0], Card | Text)
    assert world.one(select(session.c.state).where(session.c.person_id == officer))["answers"]["done"]["v"]
    again = await world.tap(owner, f"o.retry_parked.{row_id}")
    assert again[0].text == Problem("already_gone").sentence


async def test_a_retried_text_is_never_applied_to_another_question(world, wakes, monkeypatch):
    officer, owner = world.people()["officer"], world.people()["plan_owner"]
    await to_the_text(world, officer)
    row_id = await park(world, wakes, monkeypatch, officer, {"kind": "text", "text": "ข้อความที่ติดค้าง"})
    world.clock.at += timedelta(seconds=5)
    await world.say(officer, "จัดอบรมหนึ่งรุ่น")  # goes on: the next question is about money
    world.clock.at += timedelta(minutes=5)
    await world.tap(owner, f"o.retry_parked.{row_id}")
    answers = world.one(select(session.c.state).where(session.c.person_id == officer))["answers"]
    assert answers["done"]["v"] == "จัดอบรมหนึ่งรุ่น"
    assert "disbursed" not in answers
    assert "ข้อความที่ติดค้าง" in str(world.said(officer)[-1])  # offered, not lost


async def test_a_retried_text_is_not_applied_to_another_dialog_that_was_resumed_since(world, wakes, monkeypatch):
    officer, owner = world.people()["officer"], world.people()["plan_owner"]
    await world.tap(officer, "o.add_measure")
    first = world.rows(select(session))[0]
    world.clock.at += timedelta(minutes=1)
    await to_the_text(world, officer)
    world.clock.at += timedelta(minutes=1)
    row_id = await park(world, wakes, monkeypatch, officer, {"kind": "text", "text": "ข้อความที่ติดค้าง"})
    world.clock.at += timedelta(minutes=1)
    await world.tap(officer, f"r.{first.id}")
    world.clock.at += timedelta(minutes=1)
    before = world.one(select(session.c.state).where(session.c.id == first.id)).get("answers")
    await world.tap(owner, f"o.retry_parked.{row_id}")
    after = world.one(select(session.c.state).where(session.c.id == first.id)).get("answers")
    assert after == before


async def test_a_rule_that_says_no_undoes_the_command_and_keeps_every_answer(world, monkeypatch):
    officer = world.people()["officer"]
    await to_the_review(world, officer)
    before = world.rows(select(session.c.id, session.c.rev, session.c.status, session.c.state))
    audits = len(world.rows(select(audit)))
    real = plan.save_result

    def refused(*args: Any, **kwargs: Any) -> Any:
        real(*args, **kwargs)
        raise Problem("changed_meanwhile")

    with monkeypatch.context() as patch:
        patch.setattr(plan, "save_result", refused)
        said = await world.tap(officer, "save")
    assert Problem("changed_meanwhile").sentence in str(said)
    assert said[-1].question == "review"
    assert world.rows(select(quarter_result)) == []
    assert len(world.rows(select(audit))) == audits
    assert world.rows(select(session.c.id, session.c.rev, session.c.status, session.c.state)) == before
    assert (await world.tap(officer, "save"))[0].title == "บันทึกผลแล้ว"


async def test_who_is_not_known_is_told_how_to_join(world):
    assert await world.say(424242, "สวัสดี") == [Text(Problem("not_joined").sentence)]
    assert states(world, 424242) == ["done"]


async def test_text_that_no_database_takes_is_cleaned_at_the_edge(world):
    officer = world.people()["officer"]
    await to_the_text(world, officer)
    await world.say(officer, "จัด\x00อบรม\ud800 หนึ่ง\udfffรุ่น")
    raw = world.rows(select(inbox.c.raw).order_by(inbox.c.id.desc()))[0].raw
    assert raw["text"] == "จัดอบรม หนึ่งรุ่น"
    assert states(world, officer) == ["done"] * 3
