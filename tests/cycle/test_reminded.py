"""What people are reminded of besides their own results, when they want it, and what the plan owner knows beforehand."""

from datetime import date, timedelta

import pytest
from cycle.test_reminders import REMINDER, TITLE, bangkok, clock, record, rows
from sqlalchemy import insert, select, update

from bot.cycle.planning import Settled
from bot.domain import workdays
from bot.domain.reminding import NEVER, Digest
from bot.messages import Text, dump
from storage import bindings, tables

R6 = {"agency_id": 1, "kind": "measure_report", "fiscal_year": 2570, "round": 6, "version": 1}


def last(world, who: str) -> str:
    """The words of the last message to somebody."""
    card = world.said(world.people()[who])[-1]
    return "\n".join((card.title, *card.lines))


def told(world) -> set[str]:
    """Who has been told anything."""
    return {key for key, person in world.people().items() if world.said(person)}


# --- what others owe for too long -----------------------------------------------------------------------------------------
async def test_who_looks_after_the_plan_hears_what_is_overdue_and_whose_it_is(world):
    who = world.people()
    await clock(world, "2027-01-14T09:00")
    assert f"• ไตรมาส 1: {TITLE}" not in last(world, "plan_owner")  # not overdue yet
    await clock(world, "2027-01-18T09:00")
    said = last(world, "plan_owner")
    assert "ของผู้อื่นที่เลยกำหนดแล้ว 6 รายการ" in said
    (line,) = (line for line in said.split("\n") if TITLE in line)
    name = world.one(select(tables.person.c.name).where(tables.person.c.id == who["officer"]))
    assert line == f"• ไตรมาส 1: {TITLE} ({name})"
    assert {row[0] for row in rows(world, person_id=who["plan_owner"], result="sent")} >= {"+1", "late+1"}
    assert "clerk" not in told(world)


async def test_what_is_recorded_before_the_message_goes_out_is_not_told_of(world):
    await clock(world, "2027-01-18T00:05")
    for item in world.rows(select(tables.plan_item.c.id)):
        record(world, item.id)
    world.do(update(tables.measure).values(status="draft"))
    await clock(world, "2027-01-18T09:00")
    assert told(world) == set()
    assert {row[2:] for row in rows(world)} == {("skipped", "nothing_missing")}


async def test_the_clerk_hears_a_week_later_once_and_then_once_a_week_of_everything(world):
    clerk = world.people()["clerk"]
    for day, count in (
        ("01-18", 0),
        ("01-25", 1),
        ("01-26", 1),
        ("02-01", 2),
        ("02-02", 2),
        ("04-20", 3),
        ("04-26", 4),
    ):
        await clock(world, f"2027-{day}T09:00")
        assert len(world.said(clerk)) == count, day
    card = world.said(clerk)[-1]
    assert card.title.startswith("เลยกำหนดแล้วยังไม่บันทึกผล")
    assert "เลยกำหนด 101 วัน (ครบกำหนด 15 มกราคม 2570)" in card.lines
    assert [button.token for button in card.buttons] == ["o.board.2570-1", "o.put_off.1", "o.put_off.3"]
    said = await world.tap(clerk, card.buttons[0].token)
    assert "ความครบถ้วน" in str(said)


# --- a report that waits ------------------------------------------------------------------------------------------------------
def submitted(world, at: str, *roles: str) -> int:
    """A report that waits since then for these roles, one after the other."""
    values = {"state": "submitted", "fingerprint": "", "requested_by": 1, "created_at": bangkok(at)}
    values["steps"] = [{"role": role} for role in roles]
    world.do(insert(tables.report).values(**R6, **values))
    decided(world, "submit", "plan_owner", at)
    return world.one(select(tables.report.c.id))


def decided(world, act: str, who: str, at: str) -> None:
    person = {"agency_id": 1, "person_id": world.people()[who], "channel": "local"}
    report = world.one(select(tables.report.c.id))
    values = {**person, "report_id": report, "level": 1, "decision": act, "at": bangkok(at)}
    world.do(insert(tables.decision).values(values))


async def test_who_lets_a_report_wait_is_asked_after_two_working_days_and_every_three(world):
    clerk = world.people()["clerk"]
    world.do(update(tables.plan_item).values(status="draft"))
    world.do(update(tables.measure).values(status="draft"))
    report = submitted(world, "2027-04-21T15:00", "clerk", "mayor")  # a Wednesday
    for day, count in (("22", 0), ("23", 1), ("26", 1), ("27", 1), ("28", 2)):
        await clock(world, f"2027-04-{day}T09:00")
        assert len(world.said(clerk)) == count, day
    card = world.said(clerk)[-1]
    assert (card.title, card.lines) == (
        "รายงานรอพิจารณา 1 ฉบับ",
        ("• รายงานผลตามมาตรการ รอบ 6 เดือน ปีงบประมาณ 2570 (รอมาแล้ว 7 วัน)",),
    )
    assert card.buttons[0].token == f"o.report.{report}"
    decided(world, "approve", "clerk", "2027-04-28T10:00")
    assert told(world) == {"clerk"}
    await clock(world, "2027-04-30T09:00")
    assert told(world) == {"clerk", "mayor"}
    assert "(รอมาแล้ว 2 วัน)" in last(world, "mayor")
    await clock(world, "2027-05-07T00:05")  # the 3rd and 4th are holidays
    world.do(update(tables.report).values(state="approved"))
    await clock(world, "2027-05-07T09:00")
    assert [row[0] for row in rows(world, person_id=clerk)] == ["decide+2", "decide+5"]
    assert rows(world, person_id=world.people()["mayor"]) == [
        ("decide+2", f"#{report}", "sent", ""),
        ("decide+5", f"#{report}", "skipped", "decided"),
    ]


# --- when, and whether at all -----------------------------------------------------------------------------------------------
async def test_put_off_it_comes_again_on_that_day_with_what_is_still_missing(world):
    officer = world.people()["officer"]
    await clock(world, "2027-01-08T09:00")  # a Friday
    said = await world.tap(officer, world.button(officer, "เตือนพรุ่งนี้").token)
    assert said[0].title == "เลื่อนการเตือนแล้ว" and "11 มกราคม 2570" in said[0].lines[0]
    before = len(world.said(officer))
    await clock(world, "2027-01-09T09:00")
    assert len(world.said(officer)) == before
    await clock(world, "2027-01-11T09:00")
    assert world.said(officer)[-1].lines[0] == "เหลือ 4 วัน (ถึง 15 มกราคม 2570)"
    assert len(world.said(officer)) == before + 1
    assert rows(world, person_id=officer, period="2570-1") == [("-7", "2570-1", "sent", "")] * 2


async def test_put_off_twice_counts_from_the_second_tap_and_skips_what_is_in_between(world):
    officer = world.people()["officer"]
    await clock(world, "2027-01-11T09:00")
    await clock(world, "2027-01-12T09:00")
    await world.tap(officer, "o.put_off.1")
    await world.tap(officer, "o.put_off.3")
    before = len(world.said(officer))
    await clock(world, "2027-01-13T09:00")
    await clock(world, "2027-01-14T09:00")  # -1
    assert len(world.said(officer)) == before
    await clock(world, "2027-01-15T09:00")
    assert world.said(officer)[-1].lines[0] == "ครบกำหนดวันนี้ (15 มกราคม 2570)"
    assert [row for row in rows(world, person_id=officer, period="2570-1") if row[0] != "-7"] == [
        ("-3", "2570-1", "sent", ""),
        ("-3", "2570-1", "sent", ""),
        ("-1", "2570-1", "skipped", "quiet"),
    ]


async def test_who_wants_no_reminders_gets_none_until_they_are_wanted_and_the_plan_owner_sees_it(world):
    officer, owner = world.people()["officer"], world.people()["plan_owner"]
    said = await world.say(officer, "ไม่ต้องเตือนฉัน")
    assert said[0].title == "ปิดการเตือนแล้ว"
    before = len(world.said(officer))
    await clock(world, "2027-01-18T09:00")
    assert len(world.said(officer)) == before
    assert {row[2:] for row in rows(world, person_id=officer)} == {("skipped", "muted")}
    assert "ปิดการเตือนไว้)" in last(world, "plan_owner")
    assert any("ปิดการเตือนไว้" in line for line in (await world.tap(owner, f"o.person.{officer}"))[0].lines)
    await world.tap(officer, world.button(officer, "เปิดเตือน").token)
    await clock(world, "2027-01-25T09:00")
    assert world.said(officer)[-1].lines[0] == "เลยกำหนด 10 วัน (ครบกำหนด 15 มกราคม 2570)"


async def test_who_wants_quiet_is_skipped_until_the_day_and_the_others_are_not(world):
    who = world.people()
    world.clock.at = bangkok("2027-01-11T10:00")
    await world.tap(who["officer"], "o.quiet.3")
    before = len(world.said(who["officer"]))
    await clock(world, "2027-01-12T09:00")
    assert len(world.said(who["officer"])) == before and world.said(who["finance_officer"])
    assert {row[2:] for row in rows(world, person_id=who["officer"], rule="-3")} == {("skipped", "quiet")}
    await clock(world, "2027-01-14T09:00")
    assert world.said(who["officer"])[-1].lines[0] == "เหลือ 1 วัน (ถึง 15 มกราคม 2570)"


async def test_a_clock_set_back_leaves_nobody_in_peace_for_years(world):
    officer = world.people()["officer"]
    world.do(update(tables.person).where(tables.person.c.id == officer).values(quiet_until=date(2029, 1, 1)))
    await clock(world, "2027-01-12T09:00")
    assert len(world.said(officer)) == 1


# --- days that change after all is planned ------------------------------------------------------------------------------------
@pytest.fixture
def holiday():
    yield lambda *days: workdays.declare(dict.fromkeys(days, False))
    workdays.declare({})


async def test_a_holiday_declared_in_the_morning_puts_it_off_to_the_next_working_day(world, holiday):
    officer = world.people()["officer"]
    await clock(world, "2027-01-12T00:05")
    holiday(date(2027, 1, 12))
    await clock(world, "2027-01-12T09:00")
    assert world.said(officer) == []
    await clock(world, "2027-01-13T09:00")
    assert [card.lines[0] for card in world.said(officer)] == ["เหลือ 2 วัน (ถึง 15 มกราคม 2570)"]
    assert rows(world, person_id=officer, period="2570-1") == [("-3", "2570-1", "sent", "")]


async def test_a_due_day_moved_after_it_was_told_is_told_anew(world):
    officer = world.people()["officer"]
    await clock(world, "2027-01-12T09:00")
    world.do(update(tables.agency).values(due_days="3.owner.01-20"))
    await clock(world, "2027-01-18T09:00")  # three days before the 20th was a Sunday
    assert [card.lines[0] for card in world.said(officer)] == [
        "เหลือ 3 วัน (ถึง 15 มกราคม 2570)",
        "เหลือ 2 วัน (ถึง 20 มกราคม 2570)",
    ]


async def test_a_reminder_that_could_not_be_said_is_overtaken_by_the_next(world):
    officer = world.people()["officer"]
    await clock(world, "2027-01-08T09:00")
    world.do(update(tables.outbox).values(state="retry", retry_at=world.clock.at + timedelta(days=9), error="held"))
    world.do(insert(tables.outbox).values(_other_news(world, officer)))
    await clock(world, "2027-01-12T09:00")
    states = [(row.state, row.error) for row in world.rows(_outbox(officer))]
    assert states == [("parked", "overtaken"), ("sent", ""), ("sent", "")]
    assert rows(world, person_id=officer, period="2570-1") == [
        ("-7", "2570-1", "skipped", "overtaken"),
        ("-3", "2570-1", "sent", ""),
    ]


def _outbox(officer: int):
    return select(tables.outbox).filter_by(address=str(officer)).order_by(tables.outbox.c.id)


def _other_news(world, officer: int) -> dict:
    values = {
        "key": "news",
        "channel": "local",
        "address": str(officer),
        "person_id": officer,
        "created_at": world.clock.at,
    }
    return {**values, "message": dump(Text("ข่าวอื่น")), "state": "new"}


# --- who gets what tomorrow ---------------------------------------------------------------------------------------------------
async def outlook(world) -> list[str]:
    said = await world.say(world.people()["plan_owner"], "พรุ่งนี้ใครจะได้รับการเตือน")
    return list(said[0].lines)


async def test_the_plan_owner_knows_who_is_going_to_be_reminded_and_who_not(world):
    who = world.people()
    names = {row.id: row.name for row in world.rows(select(tables.person))}
    world.do(update(tables.person).where(tables.person.c.id == who["finance_officer"]).values(quiet_until=NEVER))
    await clock(world, "2027-01-11T09:00")
    before = rows(world)
    lines = await outlook(world)
    assert rows(world) == before  # it only looks
    assert lines[0] == "12 มกราคม 2570 เวลา 08:30 น."
    by_name = {name: line for name in names.values() for line in lines if line.startswith(f"• {name} (")}
    assert set(by_name) == {names[who[key]] for key in ("officer", "finance_officer", "plan_owner")}
    assert "(ทาง แชตในเบราว์เซอร์) โครงการ" in by_name[names[who["officer"]]]
    assert "(ไม่เตือน: ปิดการเตือนไว้)" in by_name[names[who["finance_officer"]]]
    await clock(world, "2027-01-12T09:00")
    sent = {row.person_id for row in world.rows(select(REMINDER).filter_by(result="sent", rule="-3"))}
    assert sent == {who["officer"], who["plan_owner"]}


def test_who_wants_no_reminders_is_not_told_for_that_reason_whatever_else_is_done():
    rows = ((None, "muted"), (None, "nothing_missing"))
    assert Settled(None, rows, Digest(), ()).why_not == "muted"
    assert Settled(None, rows[1:], Digest(), ()).why_not == "nothing_missing"
    assert Settled(None, (*rows, (None, "")), Digest(), ()).why_not == ""


async def test_before_a_holiday_it_tells_of_the_next_working_day(world):
    await clock(world, "2027-01-15T17:00")  # a Friday
    lines = await outlook(world)
    assert lines[:2] == ["พรุ่งนี้เป็นวันหยุด ไม่มีการเตือน", "18 มกราคม 2570 เวลา 08:30 น."]
    assert any("โครงการ" in line for line in lines)


async def test_with_no_line_messages_left_it_goes_by_another_channel_or_waits(world):
    who = world.people()
    seen = world.clock.at + timedelta(hours=1)
    account = {"channel": "line", "account": "x", "name": "x", "at": seen, "month_limit": 300, "month_used": 300}
    world.do(insert(tables.account).values(account))
    for key in ("officer", "finance_officer"):
        world.database.write_now(bindings.bind, who[key], "line", f"U{who[key]}", seen)
    world.database.write_now(bindings.unbind, who["finance_officer"], "local", str(who["finance_officer"]))
    await clock(world, "2027-01-11T09:00")
    lines = await outlook(world)
    assert any("(ทาง แชตในเบราว์เซอร์) โครงการ" in line for line in lines)
    assert any("(ข้อความ LINE เดือนนี้ครบแล้ว จะได้รับเมื่อเข้าแชต)" in line for line in lines)
    assert lines[-1] == "เดือนนี้ส่งแจ้งเตือนทาง LINE แล้ว 300 จาก 300 ข้อความ"


async def test_only_the_plan_owner_looks_ahead(world):
    said = await world.tap(world.people()["officer"], "o.outlook")
    assert "ผู้ดูแลแผน" in said[0].text
