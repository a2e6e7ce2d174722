"""Expected, done and on time; who may ask for what is missing, and how often."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from cycle.test_locks import order
from PIL import Image
from sqlalchemy import insert, select, update

from bot.dialogs.cycle_outcomes import nudged
from bot.domain import commands as c
from bot.domain.completeness import By, Nudge, NudgeAll
from bot.domain.fiscal import Quarter, Round, bangkok_day
from bot.domain.plan import State
from bot.domain.report import ReportKind
from bot.facts.cycle import board
from bot.facts.scope import Scope
from bot.messages import Picture
from bot.problems import Problem
from storage import people, tables
from storage.completeness import of_agencies
from storage.drawn import file_of

Q1, R6 = Quarter(2570, 1), Round(2570, 6)
IN_TIME, LATE = datetime(2027, 1, 15, 16, 59, tzinfo=UTC), datetime(2027, 1, 15, 17, tzinfo=UTC)
"""The last minute of 15 January in Bangkok, and the first of the 16th."""


def seen(world, who: str = "plan_owner"):
    """The first quarter's board as somebody may see it."""

    def load(connection):
        scope = Scope(connection, people.acting(connection, world.people()[who]), world.clock.now())
        return board(scope, 2570).of(Q1).seen_by(scope.person)

    return world.database.read_now(load)


async def test_on_time_is_the_first_recording_and_mending_makes_nothing_late(world):
    items = [e.duty.id for e in seen(world).entries if isinstance(e.duty.period, Quarter)]
    for item, at in zip(items[:2], (IN_TIME, LATE), strict=True):
        order(world, "plan_owner", c.RecordResult(item, Q1, None, State.DONE, done="x"), at)
    order(
        world,
        "plan_owner",
        c.RecordResult(items[0], Q1, 1, State.DONE, done="y", because="แก้คำผิด"),
        LATE + timedelta(days=9),
    )
    total = seen(world).total
    assert (total.done, total.on_time) == (2, 1)
    assert total.missing == total.expected - 2


async def test_the_year_counts_only_quarters_that_have_begun(world):
    def year(connection):
        scope = Scope(connection, people.acting(connection, world.people()["plan_owner"]), IN_TIME)
        return board(scope, 2570)

    whole = world.database.read_now(year)
    groups = whole.begun(bangkok_day(IN_TIME)).by(By.QUARTER)
    assert [group.key for group in groups] == ["2570-1", "2570-2"]
    assert [len(whole.of(Quarter.parse(g.key)).entries) for g in groups] == [g.expected for g in groups]


async def test_a_report_is_ready_when_all_quarters_of_its_round_are_recorded_and_names_who_is_to_supply_the_rest(world):
    january, april = date(2027, 1, 12), date(2027, 4, 5)

    def ready(today):
        def load(connection):
            scope = Scope(connection, people.acting(connection, world.people()["plan_owner"]), IN_TIME)
            return {each.kind: each for each in board(scope, 2570).readiness(R6, today)}

        return world.database.read_now(load)

    plan = ready(january)[ReportKind.FOLLOW_UP]
    assert {duty.period for duty in plan.missing} == {Q1, Quarter(2570, 2)} and not plan.later
    december = ready(date(2026, 12, 1))
    assert december[ReportKind.FOLLOW_UP].later == len(plan.missing) / 2  # a quarter of it is still to come
    assert (december[ReportKind.MEASURE_REPORT].missing, december[ReportKind.MEASURE_REPORT].later) == ((), 4)
    for duty in plan.missing:
        order(world, "plan_owner", c.RecordResult(duty.id, duty.period, None, State.DONE, done="x"), IN_TIME)
    after = ready(april)
    assert after[ReportKind.FOLLOW_UP].missing == ()
    assert {duty.period for duty in after[ReportKind.MEASURE_REPORT].missing} == {R6}
    owner = world.people()["plan_owner"]
    world.clock.at = datetime(2027, 4, 5, 3, tzinfo=UTC)
    card, *_ = await world.tap(owner, "o.ready.2570-r6")
    assert "รายงานติดตามผลตามแผน รอบ 6 เดือน ปีงบประมาณ 2570: ครบแล้ว" in card.lines
    world.clock.at = IN_TIME - timedelta(days=30)
    card, *_ = await world.tap(owner, "o.ready.2570-r6")
    assert any(line.endswith(": ครบถึงวันนี้ ยังไม่ถึงกำหนดอีก 4 อย่าง") for line in card.lines)
    world.clock.at = datetime(2027, 4, 5, 3, tzinfo=UTC)
    world.do(insert(tables.ita_item).values(agency_id=1, fiscal_year=2570, six_month="O23"))
    card, *_ = await world.tap(owner, "o.ready.2570-r6")
    assert "พร้อมสำหรับ ITA ข้อ O23 รายงานติดตามผลตามแผน รอบ 6 เดือน ปีงบประมาณ 2570" in card.lines
    refused, *_ = await world.tap(world.people()["officer"], "o.ready.2570-r6")
    assert "ผู้ดูแลแผน" in refused.text  # who sees only a part of it is not told that it is ready


async def test_what_is_closed_is_not_asked_for(world):
    with pytest.raises(Problem, match="period_locked"):
        order(world, "plan_owner", Nudge("item", 1, Q1), datetime(2027, 11, 3, 2, tzinfo=UTC))


@pytest.mark.parametrize("by", By)
async def test_the_board_is_a_picture_as_wide_as_a_phone_shows_well(world, by):
    items = [e.duty.id for e in seen(world).entries if isinstance(e.duty.period, Quarter)]
    order(world, "plan_owner", c.RecordResult(items[0], Q1, None, State.DONE, done="x"), IN_TIME)
    messages = await world.tap(world.people()["plan_owner"], f"o.board.2570-1.{by}")
    (drawing,) = (message for message in messages if isinstance(message, Picture))
    key, _, mime = world.database.read_now(file_of, 1, drawing.file, world.clock.now())
    drawn = Image.open(BytesIO(await world.product.files.get(key)))
    assert (drawn.width, mime) == (1080, "image/png") and drawn.height > 500


async def test_the_picture_shows_no_more_than_its_owner_may_see(world):
    drawing, *_ = await world.tap(world.people()["finance_officer"], "o.board.2570-1.division")
    key, *_ = world.database.read_now(file_of, 1, drawing.file, world.clock.now())
    assert "กองคลัง" in key and "สำนักปลัด" not in key
    for odd in ("board-2570-9-division-all-1", "board-2570-1-nothing-all-1", "board-2570-1-division-x-1"):
        assert world.database.read_now(file_of, 1, odd, world.clock.now()) is None


async def test_each_way_counts_the_same_and_leads_to_what_is_missing(world):
    shown = seen(world)
    for by in (By.DIVISION, By.DIMENSION):
        groups = shown.by(by)
        assert sum(group.expected for group in groups) == shown.total.expected
        assert [len(shown.missing(by, group.key)) for group in groups] == [group.missing for group in groups]
    assert all(shown.missing(By.PERSON, group.key) for group in shown.by(By.PERSON))


async def test_an_officer_sees_the_own_division_and_the_clerk_all(world):
    division = world.one(select(tables.person.c.division_id).where(tables.person.c.id == world.people()["officer"]))
    assert {entry.duty.division_id for entry in seen(world, "officer").entries} == {division}
    assert len(seen(world, "clerk").entries) == len(seen(world).entries)


async def test_drafts_and_what_is_deleted_are_not_expected(world):
    before = seen(world).total.expected
    world.do(update(tables.plan_item).where(tables.plan_item.c.id == 1).values(status="draft"))
    world.do(update(tables.plan_item).where(tables.plan_item.c.id == 2).values(deleted_at=world.clock.at))
    assert seen(world).total.expected == before - 2


async def test_one_is_asked_for_once_a_day_by_the_agency_s_day(world):
    order(world, "plan_owner", Nudge("item", 1, Q1), IN_TIME)
    with pytest.raises(Problem, match="nudged_today"):
        order(world, "clerk", Nudge("item", 1, Q1), IN_TIME)
    order(world, "clerk", Nudge("item", 1, Q1), LATE)
    acts = world.rows(select(tables.audit.c.act, tables.audit.c.details).where(tables.audit.c.act.like("%item:nudged")))
    assert [row.act for row in acts] == ["plan_owner:item:nudged", "clerk:item:nudged"]
    assert all(row.details["period"] == "2570-1" and row.details["told"] for row in acts)


async def test_all_of_a_group_are_asked_for_by_one_tap_with_one_message_a_person(world):
    who = world.people()
    world.clock.at = IN_TIME
    before = {key: len(world.said(person)) for key, person in who.items()}
    card, *_ = await world.tap(who["clerk"], "o.missing.2570-1.dimension.1")
    (button,) = (button for button in card.buttons if button.token == "o.nudge_all.2570-1.dimension.1")
    said, *_ = await world.tap(who["clerk"], button.token)
    assert said.title == "เตือนแล้ว" and button.label == f"เตือนทุกคน {said.lines[0]}"
    (news,) = world.said(who["officer"])[before["officer"] :]
    assert news.title == f"ขอให้บันทึกผล {said.lines[0]}" and news.lines[0].startswith("ครบกำหนดวันนี้")
    assert news.buttons[0].token.startswith("o.record_result.") and len(news.lines) == 2 + int(said.lines[0].split()[0])
    (again, *_) = await world.tap(who["plan_owner"], button.token)
    assert again.text == Problem("nothing_to_nudge").sentence  # all of it was asked for today


async def test_what_nobody_can_be_asked_for_is_left_out_and_said(world):
    order(world, "plan_owner", Nudge("item", 1, Q1), IN_TIME)
    entries = [e for e in seen(world).entries if isinstance(e.duty.period, Quarter)]
    both = NudgeAll(tuple(Nudge("item", entry.duty.id, Q1) for entry in entries[:2]))
    event = order(world, "clerk", both, IN_TIME)
    assert event.left_out == 1 and [len(due) for _, due in event.people] == [1]
    (said,), _ = nudged(event)
    assert said.lines[-1].startswith("อีก 1 รายการไม่ได้เตือน")
    with pytest.raises(Problem, match="nudged_today"):
        order(world, "clerk", both, IN_TIME)


@pytest.mark.parametrize("nudge", [Nudge("item", 999, Q1), Nudge("item", 1, Quarter(2540, 1))])
async def test_what_is_not_missing_is_not_asked_for(world, nudge):
    with pytest.raises(Problem, match="nothing_to_nudge"):
        order(world, "plan_owner", nudge, IN_TIME)


async def test_nobody_is_asked_who_cannot_be_reached(world):
    world.do(update(tables.binding).values(reachable=False))
    with pytest.raises(Problem, match="nudge_nobody"):
        order(world, "plan_owner", Nudge("item", 1, Q1), IN_TIME)


async def test_all_agencies_are_counted_as_each_counts_itself_and_samples_by_nobody(world):
    world.do(update(tables.agency).values(sample=False, due_days="3.owner.01-08"))
    items = [e.duty.id for e in seen(world).entries if isinstance(e.duty.period, Quarter)]
    for item, at in zip(items[:2], (IN_TIME - timedelta(days=8), IN_TIME), strict=True):
        order(world, "plan_owner", c.RecordResult(item, Q1, None, State.DONE, done="x"), at)
    (found,) = world.database.read_now(of_agencies, Q1)
    total = seen(world).total
    assert (found.expected, found.done, found.on_time) == (total.expected, total.done, total.on_time)
    assert (found.done, found.on_time) == (2, 1)
    world.do(update(tables.agency).values(sample=True))
    assert world.database.read_now(of_agencies, Q1) == []


async def test_what_begins_later_is_expected_later_here_and_in_the_count_of_all(world):
    before = seen(world).total.expected
    later = {"first_day": date(2027, 4, 1), "last_day": date(2027, 6, 30)}
    world.do(update(tables.plan_item).where(tables.plan_item.c.id == 1).values(later))
    world.do(update(tables.agency).values(sample=False))
    (found,) = world.database.read_now(of_agencies, Q1)
    assert seen(world).total.expected == found.expected == before - 1
    order(world, "plan_owner", c.RecordResult(1, Q1, None, State.DONE, done="x"), IN_TIME)
    (found,) = world.database.read_now(of_agencies, Q1)
    assert seen(world).total.expected == found.expected == before
