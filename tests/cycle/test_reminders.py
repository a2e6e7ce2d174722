"""Reminders from the tick to the outbox: who gets what, once, and what the rows say."""

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from life.plans import a_thousand_agencies, whole_tables
from life.test_statements import asked
from sqlalchemy import insert, select, update

from bot import sample
from bot.cycle import reminders
from bot.cycle.reminders import remind
from bot.domain.fiscal import BANGKOK, bangkok_day
from storage import bindings, tables
from storage.database import Database
from storage.reminders import to_fire

REMINDER, RESULT = tables.reminder, tables.quarter_result
TITLE = "โครงการส่งเสริมการปฏิบัติงานตามประมวลจริยธรรม"


def bangkok(at: str) -> datetime:
    return datetime.fromisoformat(at).replace(tzinfo=BANGKOK)


async def clock(world, at: str) -> None:
    """The time comes, and with it the tick."""
    world.clock.at = bangkok(at)
    world.service.wake_reminders()
    await world.service.settled()


def rows(world, **where) -> list[tuple[str, str, str, str]]:
    """Rule, period, result and why of the reminders, in order."""
    query = select(REMINDER).filter_by(**where).order_by(REMINDER.c.id)
    return [(row.rule, row.period, row.result, row.why) for row in world.rows(query)]


def record(world, item_id: int, quarter: int = 1) -> None:
    values = {"agency_id": 1, "item_id": item_id, "fiscal_year": 2570, "quarter": quarter, "state": "done"}
    world.do(insert(RESULT).values(**values, recorded_at=world.clock.at))


def duties(world, person: int) -> list[int]:
    """Ids of the items that are this person's duty by name."""
    return [row.id for row in world.rows(select(tables.plan_item).where(tables.plan_item.c.officer_id == person))]


# --- one digest ---------------------------------------------------------------------------------------------------------
async def test_one_digest_names_what_is_missing_and_the_days_left(world):
    officer = world.people()["officer"]
    await clock(world, "2027-01-12T09:00")
    (card,) = world.said(officer)
    assert (card.title, card.state) == ("เตือนบันทึกผล ไตรมาส 1 และรอบ 3 เดือน", "ตัวอย่าง")
    assert card.lines[:2] == ("เหลือ 3 วัน (ถึง 15 มกราคม 2570)", f"• ไตรมาส 1: {TITLE}")
    assert card.lines[-1] == "• รอบ 3 เดือน: มาตรการป้องกันการรับสินบน"
    assert [(b.label, b.token, b.style) for b in card.buttons] == [
        ("บันทึก โครงการส่งเสริมการปฏิบัติงานตามประมวลจร…", f"o.record_result.{duties(world, officer)[0]}.2570-1", "primary"),
        ("สิ่งที่ต้องทำ", "o.todo", ""),
        ("เตือนพรุ่งนี้", "o.put_off.1", ""),
        ("เตือนอีก 3 วัน", "o.put_off.3", ""),
    ]
    assert rows(world, person_id=officer) == [("-3", "2570-1", "sent", ""), ("-3", "2570-r3", "sent", "")]
    await clock(world, "2027-01-12T09:01")
    assert len(world.said(officer)) == 1


async def test_what_is_late_of_several_periods_is_listed_with_commas(world):
    await clock(world, "2027-04-16T09:00")
    cards = world.said(world.people()["officer"])
    assert any(card.title == "เตือนบันทึกผล ไตรมาส 1, รอบ 3 เดือน, ไตรมาส 2, รอบ 6 เดือน" for card in cards)


async def test_the_button_opens_what_is_due_first(world):
    officer = world.people()["officer"]
    await world.say(officer, "เมนู")
    await clock(world, "2027-01-12T09:00")
    said = await world.tap(officer, world.said(officer)[-1].buttons[0].token)
    assert said[-1].question == "state"


async def test_the_days_are_counted_when_it_goes_out(world):
    await clock(world, "2027-01-14T00:05")
    await clock(world, "2027-01-15T08:30")  # nothing ran in between
    assert world.said(world.people()["officer"])[-1].lines[0] == "ครบกำหนดวันนี้ (15 มกราคม 2570)"
    await clock(world, "2027-01-18T09:00")
    assert world.said(world.people()["officer"])[-1].lines[0] == "เลยกำหนด 3 วัน (ครบกำหนด 15 มกราคม 2570)"


async def test_what_is_due_first_stands_first(world):
    await clock(world, "2027-04-12T08:30")  # -1 was a Sunday, in the holidays before Songkran
    card = world.said(world.people()["officer"])[-1]
    assert card.lines[0] == "เลยกำหนด 87 วัน (ครบกำหนด 15 มกราคม 2570)"
    assert "ครบกำหนดวันนี้ (12 เมษายน 2570)" in card.lines
    assert card.buttons[0].token.endswith(".2570-1")


async def test_a_long_list_is_counted(world):
    officer = world.people()["officer"]
    (item,) = world.rows(select(tables.plan_item).where(tables.plan_item.c.title == TITLE))
    for n in range(9):
        world.do(insert(tables.plan_item).values({**item._mapping, "id": 500 + n, "title": f"โครงการที่ {n}"}))
        world.do(insert(tables.item_year).values(item_id=500 + n, fiscal_year=2570, active=True, amount=0))
    await clock(world, "2027-01-12T09:00")
    assert len(world.said(officer)[0].lines) == 12
    assert world.said(officer)[0].lines[-1] == "และอีก 3 รายการ"


# --- whose --------------------------------------------------------------------------------------------------------------
async def test_who_has_nothing_missing_hears_nothing(world):
    who = world.people()
    await clock(world, "2027-01-12T09:00")
    assert {key for key, person in who.items() if world.said(person)} == {"officer", "finance_officer", "plan_owner"}


async def test_done_meanwhile_skips_and_what_is_left_is_named(world):
    officer = world.people()["officer"]
    await clock(world, "2027-01-12T00:05")
    for item in duties(world, officer):
        record(world, item)
    await clock(world, "2027-01-12T08:30")
    (card,) = world.said(officer)
    assert card.title == "เตือนบันทึกผล รอบ 3 เดือน"
    assert card.lines == ("เหลือ 3 วัน (ถึง 15 มกราคม 2570)", "• มาตรการป้องกันการรับสินบน")
    assert card.buttons[0].token.startswith("o.record_measure.")
    assert rows(world, person_id=officer) == [
        ("-3", "2570-1", "skipped", "nothing_missing"),
        ("-3", "2570-r3", "sent", ""),
    ]


async def test_drafts_and_years_without_activity_are_nobody_s_duty(world):
    world.do(update(tables.plan_item).values(status="draft"))
    world.do(update(tables.measure).values(status="draft"))
    await clock(world, "2027-01-12T09:00")
    assert rows(world) == []
    world.do(update(tables.plan_item).values(status="active"))
    world.do(update(tables.item_year).values(active=False))
    await clock(world, "2027-01-14T09:00")
    assert rows(world) == []


async def test_who_left_or_cannot_be_reached_is_skipped_with_the_reason(world):
    who = world.people()
    await clock(world, "2027-01-12T00:05")
    world.do(update(tables.person).where(tables.person.c.id == who["officer"]).values(active=False))
    world.do(update(tables.binding).where(tables.binding.c.person_id == who["finance_officer"]).values(reachable=False))
    await clock(world, "2027-01-12T08:30")
    assert world.said(who["officer"]) == world.said(who["finance_officer"]) == []
    assert {row[2:] for row in rows(world, person_id=who["officer"])} == {("skipped", "left")}
    assert {row[2:] for row in rows(world, person_id=who["finance_officer"])} == {("skipped", "unreachable")}
    await clock(world, "2027-01-14T09:00")
    assert TITLE in "".join(world.said(who["plan_owner"])[-1].lines)  # nobody else is in that division


async def test_a_digest_goes_where_the_person_was_seen_last(world):
    officer = world.people()["officer"]
    seen = world.clock.at + timedelta(days=1)
    world.database.write_now(bindings.bind, officer, "local", "elsewhere")
    world.do(update(tables.binding).where(tables.binding.c.address == "elsewhere").values(seen_at=seen))
    await clock(world, "2027-01-12T09:00")
    assert len(world.said("elsewhere")) == 1 and not world.said(officer)


async def test_agencies_hear_only_of_their_own(world):
    other = {**sample._data(), "people": [{**row, "name": f"{row['name']} สอง"} for row in sample._data()["people"]]}
    other["agency"] = {**other["agency"], "name": "เทศบาลตำบลน้ำใจงาม", "sample": False}
    second = world.database.write_now(sample.load, other, world.clock.at)
    world.do(
        update(tables.plan_item)
        .where(tables.plan_item.c.agency_id == second)
        .values(title="โครงการของสอง", officer_id=world.people()["officer"])
    )
    await clock(world, "2027-01-12T09:00")
    for person in world.rows(select(tables.person)):
        for card in world.said(person.id):
            assert ("โครงการของสอง" in "".join(card.lines)) is (person.agency_id == second)
            assert card.state == ("" if person.agency_id == second else "ตัวอย่าง")


# --- when ---------------------------------------------------------------------------------------------------------------
async def test_it_waits_for_working_hours_and_working_days(world):
    officer = world.people()["officer"]
    for at in ("2027-01-01T09:00", "2027-01-03T09:00", "2027-01-04T08:29"):
        await clock(world, at)
        assert world.said(officer) == []
    await clock(world, "2027-01-04T08:30")
    assert len(world.said(officer)) == 1
    await clock(world, "2027-01-08T16:31")
    assert len(world.said(officer)) == 1
    await clock(world, "2027-01-10T12:00")  # a Sunday
    await clock(world, "2027-01-11T08:30")
    assert len(world.said(officer)) == 2


async def test_after_a_downtime_one_digest_of_the_newest_rule(world):
    officer = world.people()["officer"]
    await clock(world, "2027-01-04T00:05")  # planned; then the machine stands still for ten days
    await clock(world, "2027-01-14T09:00")
    assert len(world.said(officer)) == 1
    assert world.said(officer)[0].lines[0] == "เหลือ 1 วัน (ถึง 15 มกราคม 2570)"
    assert rows(world, person_id=officer, period="2570-1") == [
        ("-14", "2570-1", "skipped", "newer_rule"),
        ("-1", "2570-1", "sent", ""),
    ]


async def test_a_clock_set_back_reminds_of_nothing_twice(world):
    officer = world.people()["officer"]
    await clock(world, "2027-01-12T09:00")
    await clock(world, "2027-01-04T09:00")
    await clock(world, "2027-01-12T09:00")
    assert len(world.said(officer)) == 1


async def test_planned_once_and_over_is_not_told_a_year_later(world):
    officer = world.people()["officer"]
    await clock(world, "2027-01-12T00:05")
    world.do(update(tables.agency).values(remind_on=bangkok_day(bangkok("2028-01-01T00:00"))))
    await clock(world, "2027-11-22T09:00")
    assert world.said(officer) == []
    assert {row[2:] for row in rows(world, person_id=officer)} == {("skipped", "year_over")}


async def test_a_fresh_agency_is_not_told_of_what_was_before_it(world):
    world.clock.at = bangkok("2027-02-10T10:00")
    world.database.write_now(sample.reset, 1, world.clock.at)
    await clock(world, "2027-02-10T10:01")
    assert rows(world) == []


# --- the sample's own clock -------------------------------------------------------------------------------------------------
async def test_moving_the_sample_s_clock_shows_it_at_once(world):
    officer = world.people()["officer"]
    await world.local.move_clock(bangkok("2027-01-12T09:00"))
    await world.service.settled()
    (card,) = world.said(officer)
    assert card.lines[0] == "เหลือ 3 วัน (ถึง 15 มกราคม 2570)"
    (message,) = world.rows(select(tables.outbox).where(tables.outbox.c.address == str(officer)))
    assert message.created_at == world.clock.at  # it is sent now, whatever the sample's clock says


@pytest.mark.parametrize("microsecond", [0, 400_000, 600_000])
async def test_set_to_the_opening_of_offices_they_are_open(world, microsecond):
    world.clock.at = world.clock.at.replace(microsecond=microsecond)
    await world.local.move_clock(bangkok("2027-01-12T08:30"))
    await world.service.settled()
    assert len(world.said(world.people()["officer"])) == 1
    assert (await world.local.agency())["now"].startswith("2027-01-12T08:30")


async def test_moving_it_back_meets_the_days_again_but_what_was_told_is_told(world):
    officer = world.people()["officer"]
    for at, told in (
        ("2027-01-14T09:00", 1),
        ("2027-01-05T09:00", 1),
        ("2027-01-08T09:00", 2),
        ("2027-01-14T09:00", 2),
    ):
        await world.local.move_clock(bangkok(at))
        await world.service.settled()
        assert len(world.said(officer)) == told, at
    await world.local.move_clock(None)
    await world.service.settled()
    await clock(world, "2027-01-18T09:00")
    assert len(world.said(officer)) == 3


async def test_a_moved_clock_moves_no_other_agency(world):
    data = {**sample._data(), "people": [{**row, "name": f"{row['name']} สอง"} for row in sample._data()["people"]]}
    second = world.database.write_now(sample.load, data, world.clock.at)
    await world.local.move_clock(bangkok("2027-01-12T09:00"))
    await world.service.settled()
    assert rows(world) and not rows(world, agency_id=second)


@pytest.mark.parametrize("at", ["2250-01-15T09:00", "2300-01-15T09:00", "1900-01-15T09:00"])
async def test_a_sample_moved_out_of_all_calendars_keeps_nobody_else_from_reminders(world, at):
    data = {**sample._data(), "people": [{**row, "name": f"{row['name']} สอง"} for row in sample._data()["people"]]}
    second = world.database.write_now(sample.load, data, world.clock.at)
    await world.local.move_clock(bangkok(at))
    await clock(world, "2027-01-12T09:00")
    assert rows(world, agency_id=second)


# --- at scale -------------------------------------------------------------------------------------------------------------
def many(world, count: int, first: int = 100) -> None:
    """More agencies, each with an officer who has one item to record."""
    (item,) = world.rows(select(tables.plan_item).where(tables.plan_item.c.id == 1))
    (agency,) = world.rows(select(tables.agency).where(tables.agency.c.id == 1))
    ids = range(first, first + count)

    def fill(connection) -> None:
        connection.execute(
            insert(tables.agency),
            [{**agency._mapping, "id": n, "name": f"เทศบาลตำบลที่ {n}", "sample": False} for n in ids],
        )
        person = {"division_id": None, "position": "", "role": "plan_owner", "active": True}
        connection.execute(insert(tables.person), [{**person, "id": n, "agency_id": n, "name": f"{n}"} for n in ids])
        binding = {"channel": "local", "reachable": True}
        connection.execute(insert(tables.binding), [{**binding, "person_id": n, "address": f"{n}"} for n in ids])
        values = {**item._mapping, "division_id": None, "officer_id": None}
        connection.execute(insert(tables.plan_item), [{**values, "id": n, "agency_id": n} for n in ids])
        year = {"fiscal_year": 2570, "active": True, "amount": 0}
        connection.execute(insert(tables.item_year), [{**year, "item_id": n} for n in ids])

    world.database.write_now(fill)


async def test_a_tick_with_nothing_due_asks_five_questions_of_indexes(world):
    many(world, 50)
    await clock(world, "2027-01-12T09:00")
    if not world.database.sqlite:
        world.database.write_now(a_thousand_agencies)
    with asked(world) as statements:
        await clock(world, "2027-01-12T09:01")
    assert len(statements) == 5  # two of them about reports that are made by themselves
    for statement, parameters in statements:
        assert world.database.read_now(whole_tables, statement, parameters) == [], statement


async def test_what_is_due_is_found_by_its_time_not_through_all_agencies(world):
    many(world, 50)
    await clock(world, "2027-01-12T09:00")
    if not world.database.sqlite:
        world.database.write_now(a_thousand_agencies)
    with asked(world) as statements:
        world.database.read_now(to_fire, bangkok("2027-01-12T09:01"), 100)
    ((statement, parameters),) = statements
    plan = world.database.read_now(
        lambda c: str(
            c.exec_driver_sql(f"EXPLAIN {'QUERY PLAN ' if world.database.sqlite else ''}{statement}", parameters).all()
        )
    )
    assert "ix_reminder_due" in plan, plan


async def test_a_morning_goes_in_batches_and_nobody_is_left_out(world, monkeypatch):
    monkeypatch.setattr(reminders, "PLANNED_AT_ONCE", 40)
    monkeypatch.setattr(reminders, "FIRED_AT_ONCE", 30)
    many(world, 100)
    now, steps = bangkok("2027-01-12T09:00"), 0
    while world.database.write_now(remind, now):
        steps += 1
    assert steps > 3
    assert [len(world.said(n)) for n in range(100, 200)] == [1] * 100
    assert {row[2] for row in rows(world)} == {"sent"}


async def test_as_many_statements_for_many_as_for_few(world):
    counts = []
    for day, count in (("2027-01-12T09:00", 1), ("2027-01-14T09:00", 50)):
        many(world, count, len(counts) * 100 + 100)
        with asked(world) as statements:
            world.database.write_now(remind, bangkok(day))
        counts.append(len(statements))
        world.do(update(tables.outbox).values(state="sent"))
    assert counts[0] == counts[1] < 25
    for statement, parameters in statements if world.database.sqlite else ():
        assert world.database.read_now(whole_tables, statement, parameters) == [], statement


async def test_two_processes_never_fire_a_row_twice(world):
    many(world, 100)
    both, now = Barrier(2), bangkok("2027-01-12T09:00")

    def tick() -> None:
        database = Database(world.database.writer.url.render_as_string(hide_password=False))
        both.wait()
        while database.write_now(remind, now):
            pass
        database.close()

    threads = [Thread(target=tick) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(world.said(n)) for n in range(100, 200)] == [1] * 100


async def test_a_step_that_fails_leaves_nothing_and_the_next_does_it_all(world, monkeypatch):
    officer = world.people()["officer"]
    put = reminders.mail.put

    def broken(*args) -> None:
        put(*args)
        raise OSError("disk full")

    monkeypatch.setattr(reminders.mail, "put", broken)
    await clock(world, "2027-01-12T09:00")
    assert world.said(officer) == [] and rows(world) == []
    monkeypatch.undo()
    await clock(world, "2027-01-12T09:01")
    assert len(world.said(officer)) == 1
