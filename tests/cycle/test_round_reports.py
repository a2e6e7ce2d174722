"""Reports that are made by themselves: when, once, for whom, and what is told of them."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from cycle.test_reminders import bangkok, clock
from life.test_statements import asked
from sqlalchemy import insert, select, update

from bot import papers, sample
from bot.cycle import round_reports
from bot.domain.due_days import DueDays
from bot.domain.fiscal import Round
from bot.domain.report import ReportKind
from bot.domain.round_reports import next_end, to_make
from bot.messages import Card, File
from storage import reports, tables
from storage.database import Database

MADE, REPORT = tables.round_report, tables.report
USUAL = DueDays()


@pytest.mark.parametrize(
    ("today", "end"),
    [
        (date(2026, 10, 1), date(2027, 3, 31)),
        (date(2027, 3, 31), date(2027, 3, 31)),
        (date(2027, 4, 1), date(2027, 9, 30)),
    ],
)
def test_rounds_end_in_march_and_september(today, end):
    assert next_end(today) == end


@pytest.mark.parametrize(
    ("since", "today", "round_"),
    [
        (date(2027, 3, 31), date(2027, 3, 30), None),
        (date(2027, 3, 31), date(2027, 3, 31), Round(2570, 6)),
        (date(2027, 3, 31), date(2027, 4, 30), Round(2570, 6)),  # after a downtime, while they are awaited
        (date(2027, 3, 31), date(2027, 5, 3), None),
        (date(2027, 3, 31), date(2027, 10, 2), Round(2570, 12)),  # of two that were missed the newer
        (date(2027, 4, 1), date(2027, 4, 2), None),
    ],
)
def test_what_ended_lately_is_made(since, today, round_):
    assert to_make(since, today, USUAL) == round_


def made(world) -> list[tuple[str, int, str, str]]:
    return [(row.kind, row.round, row.result, row.why) for row in world.rows(select(MADE).order_by(MADE.c.id))]


def handed_over(world, who: str = "plan_owner") -> list[Card]:
    """The cards of reports that came by themselves."""
    return [
        message
        for message in world.said(world.people()[who])
        if isinstance(message, Card) and any("ระบบจัดทำร่าง" in line for line in message.lines)
    ]


async def test_on_the_last_day_the_reports_of_the_round_come_with_what_is_missing(world):
    await clock(world, "2027-03-30T23:00")
    assert made(world) == []
    await clock(world, "2027-03-31T00:05")
    assert made(world) == [("follow_up", 6, "", ""), ("measure_report", 6, "", "")]
    assert handed_over(world) == []  # offices are closed
    assert {(row.kind, row.version, row.state) for row in world.rows(select(REPORT))} == {
        ("follow_up", 1, "draft"),
        ("measure_report", 1, "draft"),
    }
    await clock(world, "2027-03-31T08:30")
    plan, _ = handed_over(world)
    assert (plan.title, plan.state) == ("รายงานติดตามผลตามแผน รอบ 6 เดือน ปีงบประมาณ 2570", "ร่าง")
    assert plan.lines[1].startswith("ยังขาดผล 12 รายการ รอบนี้เหลือ 12 วัน")
    assert plan.lines[2].startswith("• ไตรมาส 1: ") and plan.lines[-1] == "และอีก 7 รายการ"
    (report,) = world.rows(select(REPORT).where(REPORT.c.kind == "follow_up"))
    assert [button.token for button in plan.buttons] == [
        "o.ready.2570-r6.follow_up",
        f"a.{report.id}.1.submit",
        f"o.report.{report.id}",
        "o.menu",
    ]
    owner = world.people()["plan_owner"]
    files = [message for message in world.said(owner) if isinstance(message, File)]
    assert [file.file for file in files] == [row.draft_file for row in world.rows(select(REPORT).order_by(REPORT.c.id))]
    lacks, *_ = await world.tap(owner, plan.buttons[0].token)
    assert lacks.title == f"สิ่งที่ขาด {plan.title}"
    assert [row[2] for row in made(world)] == ["sent", "sent"]
    assert not handed_over(world, "officer") and not handed_over(world, "clerk")
    await clock(world, "2027-03-31T08:31")
    await clock(world, "2027-04-01T09:00")
    assert len(handed_over(world)) == 2


async def test_the_history_says_that_nobody_asked_for_it(world):
    owner = world.people()["plan_owner"]
    await clock(world, "2027-03-31T09:00")
    (report,) = world.rows(select(REPORT).where(REPORT.c.kind == "follow_up"))
    world.do(
        insert(tables.round_note).values(agency_id=1, fiscal_year=2570, round=6, problems=["ปัญหา"], suggestions=[])
    )
    world.clock.at += timedelta(minutes=1)
    await world.tap(owner, "o.ask_report.follow_up.2570-r6")
    history, *_ = await world.tap(owner, f"o.history.report.{report.id}")
    newer, first = history.lines
    assert first.endswith("ระบบ: จัดทำ ฉบับที่ 1") and "นางรอบคอบ" in newer
    acts = world.rows(select(tables.audit).where(tables.audit.c.act == "system:report:asked"))
    assert [(row.person_id, row.details["round"]) for row in acts] == [(None, "2570-r6")] * 2


async def test_one_tap_submits_what_came(world):
    await clock(world, "2027-03-31T09:00")
    owner = world.people()["plan_owner"]
    (submit,) = (b for b in handed_over(world)[0].buttons if b.token.endswith(".submit"))
    await world.tap(owner, submit.token)
    (report,) = world.rows(select(REPORT).where(REPORT.c.kind == "follow_up"))
    assert report.state == "submitted"


async def test_of_a_day_off_it_is_made_on_the_day_and_told_on_the_next_working_day(world):
    world.database.write_now(sample.reset, 1, bangkok("2028-11-20T09:00"))
    await clock(world, "2029-03-31T09:00")  # a Saturday
    assert [row.round for row in world.rows(select(MADE))] == [6, 6]
    assert handed_over(world) == []
    await clock(world, "2029-04-02T08:30")
    assert len(handed_over(world)) == 2
    assert {row.created_at.astimezone(bangkok("2029-01-01").tzinfo).date() for row in world.rows(select(REPORT))} == {
        date(2029, 3, 31)
    }


async def test_after_a_downtime_it_is_made_once_and_a_clock_set_back_makes_nothing_twice(world):
    await clock(world, "2027-04-20T09:00")
    assert len(handed_over(world)) == 2
    await clock(world, "2027-03-31T09:00")
    world.do(update(tables.agency).values(reports_on=date(2027, 3, 31)))  # as with a sample whose clock was set back
    await clock(world, "2027-03-31T10:00")
    await clock(world, "2027-04-20T10:00")
    assert len(handed_over(world)) == len(made(world)) == 2


async def test_after_the_report_is_out_nothing_is_made(world):
    await clock(world, "2027-05-03T09:00")
    assert made(world) == []
    assert world.one(select(tables.agency.c.reports_on)) == date(2027, 9, 30)


async def test_what_was_made_of_the_same_data_is_not_made_again_and_what_is_decided_is_not_told(world):
    owner = world.people()["plan_owner"]
    world.clock.at = bangkok("2027-03-30T15:00")
    await world.tap(owner, "o.ask_report.follow_up.2570-r6")
    await world.tap(owner, "submit")
    await clock(world, "2027-03-31T09:00")
    assert [row.version for row in world.rows(select(REPORT).where(REPORT.c.kind == "follow_up"))] == [1]
    assert made(world) == [("follow_up", 6, "skipped", "decided"), ("measure_report", 6, "sent", "")]


async def test_who_does_not_want_it_gets_nothing_until_it_is_wanted_again(world):
    owner = world.people()["plan_owner"]
    said = (await world.tap(owner, "o.make_reports.off"))[0]
    assert said.title == "จะไม่จัดทำร่างรายงานให้เอง"
    await clock(world, "2027-03-31T09:00")
    assert made(world) == []
    said = (await world.tap(owner, "o.make_reports.on"))[0]
    assert said.lines == ("ครั้งถัดไป 31 มีนาคม 2570 ส่งให้ผู้ดูแลแผนในเวลาราชการ",)
    await clock(world, "2027-03-31T09:01")
    assert len(handed_over(world)) == 2


async def test_what_there_is_nothing_to_report_of_is_not_made(world):
    world.do(update(tables.measure).values(rounds=[12]))
    await clock(world, "2027-03-31T09:00")
    assert [row[0] for row in made(world)] == ["follow_up"]
    world.do(update(tables.plan_item).values(status="draft"))
    await clock(world, "2027-09-30T09:00")
    assert [row[:2] for row in made(world)[1:]] == [("measure_report", 12)]


async def test_nobody_to_hand_it_over_to(world):
    owner = world.people()["plan_owner"]
    world.do(update(tables.binding).where(tables.binding.c.person_id == owner).values(reachable=False))
    await clock(world, "2027-03-31T09:00")
    assert {row[2:] for row in made(world)} == {("skipped", "unreachable")}
    world.do(update(tables.person).where(tables.person.c.id == owner).values(active=False))
    await clock(world, "2027-09-30T09:00")
    assert len(made(world)) == 2


async def test_a_report_that_cannot_be_made_says_so_and_can_be_asked_for(world, monkeypatch):
    monkeypatch.setattr(papers, "RETRY_AFTER", ())
    monkeypatch.setattr(papers, "gathered", lambda *args: 1 / 0)
    await clock(world, "2027-03-31T09:00")
    said = [message.text for message in world.said(world.people()["plan_owner"]) if message.kind == "text"]
    assert any(text.startswith("รายงานติดตามผลตามแผน รอบ 6 เดือน ปีงบประมาณ 2570: ") for text in said)


async def test_moving_the_sample_s_clock_shows_it_at_once(world):
    await world.local.move_clock(bangkok("2027-03-31T09:00"))
    await world.service.settled()
    assert len(handed_over(world)) == 2
    (row,) = world.rows(select(MADE).where(MADE.c.kind == ReportKind.FOLLOW_UP))
    assert row.told_at == world.clock.at


async def test_a_country_is_made_in_steps_and_as_many_statements(world, monkeypatch):
    (agency,) = world.rows(select(tables.agency))
    world.do(
        insert(tables.agency).values(
            [{**agency._mapping, "id": n, "name": f"เทศบาลตำบลที่ {n}", "sample": False} for n in range(100, 180)]
        )
    )
    now, counts = bangkok("2027-03-31T09:00"), []
    for _ in range(2):
        with asked(world) as statements:
            world.database.write_now(round_reports.make, now)
        counts.append(len(statements))
    assert world.one(select(tables.agency.c.reports_on).where(tables.agency.c.id == 179)) == date(2027, 9, 30)
    assert counts[1] <= counts[0] < 20


async def test_two_processes_make_and_tell_each_once(world):
    both, now = Barrier(2), bangkok("2027-03-31T09:00")

    def tick(step) -> None:
        database = Database(world.database.writer.url.render_as_string(hide_password=False))
        both.wait()
        while database.write_now(step, now):
            pass
        database.close()

    for step in (round_reports.make, round_reports.tell):
        threads = [Thread(target=tick, args=(step,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        while row := world.database.write_now(reports.claim_request, now, now + timedelta(minutes=1)):
            await world.product.papers.make(row)
    assert [row[:3] for row in made(world)] == [("follow_up", 6, "sent"), ("measure_report", 6, "sent")]
    assert len(handed_over(world)) == 2
