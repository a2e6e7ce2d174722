"""Who is asked for a word about which document, and what becomes of it when somebody goes."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from bot import commands
from bot.domain import commands as c
from bot.domain import decisions as d
from bot.domain.agency import Role
from bot.domain.approval import Post
from bot.domain.plan_document import Order
from bot.domain.report import About, ReportKind
from bot.facts.scope import Scope
from bot.messages import Card, File
from bot.problems import Problem
from storage import approvals, bindings, people, plan_parts, reports
from storage import tables as t

HEADS = "division_head-clerk-mayor"


@pytest.fixture
def staffed(world):
    """The sample agency with three levels, and a head in each of its divisions but the last."""

    def fill(connection):
        people.change_agency(connection, 1, {"chain": HEADS})
        world.heads = {}
        for number, name in people.divisions(connection, 1)[:-1]:
            values = {"name": f"หัวหน้า{name}", "position": f"ผู้อำนวยการ{name}", "role": "division_head"}
            world.heads[name] = people.add(connection, 1, {**values, "division_id": number, "active": True})
            bindings.bind(connection, world.heads[name], "local", str(world.heads[name]))

    world.database.write_now(fill)
    return world


def run(world, who: int, *ordered):
    """Order something behind the chat's back; the last event. What others are told is in `world.notes`."""
    world.notes = []

    def work(connection):
        scope = Scope(connection, people.acting(connection, who), world.clock.now())
        return [commands.run(command, commands.From(scope, "local", str(who), world.notes)) for command in ordered][-1]

    return world.database.write_now(work)


async def submitted(world, kind: ReportKind, about: About) -> int:
    """A document that its plan owner has submitted."""
    owner = world.people()["plan_owner"]
    await world.tap(owner, f"o.ask_report.{kind}.{about.code}")
    number = world.one(select(t.report.c.id).order_by(t.report.c.id.desc()))
    await world.tap(owner, f"a.{number}.1.submit")
    return number


def course(world, number: int):
    return world.database.read_now(reports.one, 1, number).course


YEAR = About(2570)


@pytest.mark.parametrize(
    ("kind", "about", "heads", "without"),
    [
        (ReportKind.PROJECT_SHEET, About(2566, subject="1"), ["สำนักปลัด"], ()),
        (ReportKind.SINGLE_MEASURE_REPORT, About(2570, 6, "discretion"), ["กองช่าง"], ()),
        (ReportKind.PLAN_FLAT, YEAR, ["สำนักปลัด", "กองคลัง"], ("กองการศึกษา",)),
        (ReportKind.COUNT_SUMMARY, About(2566), ["สำนักปลัด", "กองคลัง"], ("กองการศึกษา",)),
    ],
)
async def test_the_heads_of_whose_items_are_in_it_are_asked(staffed, kind, about, heads, without):
    step = course(staffed, await submitted(staffed, kind, about)).steps[0]
    assert [name for _, name in step.divisions] == heads
    assert step.without == without
    for name, head in staffed.heads.items():
        assert bool(staffed.said(head)) == (name in heads)
    told = str(staffed.said(staffed.people()["plan_owner"]))
    assert all(f"จึงข้าม: {name}" in told for name in without) and ("จึงข้าม" in told) == bool(without)


async def test_a_memo_is_of_the_divisions_of_what_it_submits_and_what_is_of_none_skips_the_heads(staffed):
    owner = staffed.people()["plan_owner"]
    await staffed.tap(owner, f"o.ask_report.plan_flat.{YEAR.code}")
    memo = await submitted(staffed, ReportKind.MEMO, About(2570, subject="plan_flat"))
    assert [name for _, name in course(staffed, memo).steps[0].divisions] == ["สำนักปลัด", "กองคลัง"]
    plan_id = staffed.one(select(t.plan.c.id))
    staffed.database.write_now(plan_parts.save_order, 1, plan_id, Order("x", (), ("x",)))
    order = await submitted(staffed, ReportKind.ORDER, About(2566))
    assert course(staffed, order).steps[0].skipped
    assert "ข้ามขั้นหัวหน้ากอง เพราะไม่มีกองเจ้าของเรื่อง" in str(staffed.said(owner)[-1])


async def test_a_head_who_goes_is_passed_over_by_the_plan_owner(staffed):
    number = await submitted(staffed, ReportKind.PROJECT_SHEET, About(2566, subject="1"))
    owner, clerk, head = staffed.people()["plan_owner"], staffed.people()["clerk"], staffed.heads["สำนักปลัด"]
    with pytest.raises(Problem, match="not_skipped"):
        run(staffed, owner, d.Decide(number, 1, "skip"))
    assert not staffed.said(clerk)
    assert run(staffed, owner, c.EndDuty(head)).missing is None
    (told,) = staffed.notes
    assert told.person_id == owner and told.message.buttons[0].token == f"a.{number}.1.skip"
    (card,) = await staffed.tap(owner, "o.todo")
    assert any(line.startswith("ไม่มีผู้พิจารณา") for line in card.lines)
    (card,) = await staffed.tap(owner, f"o.report.{number}")
    assert "ยังไม่มีหัวหน้าสำนักปลัดที่เข้าใช้งาน กรุณาเชิญ หรือตั้งผู้รักษาราชการแทน" in card.lines
    await staffed.tap(owner, next(button.token for button in card.buttons if button.label.startswith("ข้าม")))
    assert isinstance(staffed.said(clerk)[0], File)
    assert course(staffed, number).awaited == "ปลัด"


async def test_a_head_who_was_heard_and_goes_is_still_heard(staffed):
    number = await submitted(staffed, ReportKind.PLAN_FLAT, YEAR)
    owner, (first, second, _) = staffed.people()["plan_owner"], staffed.heads.values()
    run(staffed, first, d.Decide(number, 1, "approve"))
    run(staffed, owner, c.EndDuty(first), c.EndDuty(second))
    assert course(staffed, number).awaited == "หัวหน้ากองคลัง"
    run(staffed, owner, d.Decide(number, 1, "skip"))
    found = course(staffed, number)
    assert [name for _, name in found.steps[0].divisions] == ["สำนักปลัด"]
    assert found.awaited == "ปลัด"


async def test_who_holds_two_posts_of_a_level_taps_once(staffed):
    number = await submitted(staffed, ReportKind.PLAN_FLAT, YEAR)
    first, second, _ = staffed.heads.values()
    (post,) = (post for post in course(staffed, number).open if post.division_id == _division(staffed, second))
    day = date(2026, 11, 20)
    run(staffed, second, d.NameActing(post, first, day, day))
    run(staffed, staffed.people()["clerk"], d.NameActing(Post(Role.CLERK), first, day, day))
    event = run(staffed, first, d.Decide(number, 1, "approve"))
    assert [word.acting_for for word in event.report.course.approvals] == ["", "หัวหน้ากองคลัง"]
    with pytest.raises(Problem, match="passed_on"):  # the same button again, which names the level
        run(staffed, first, d.Decide(number, 1, "approve"))
    run(staffed, first, d.Decide(number, 1, "undo"))
    assert course(staffed, number).level == 1 and not course(staffed, number).approvals


def _division(world, person: int) -> int:
    return world.one(select(t.person.c.division_id).where(t.person.c.id == person))


async def test_a_new_head_is_given_what_waits(staffed):
    await submitted(staffed, ReportKind.PROJECT_SHEET, About(2566, subject="1"))
    owner, works = staffed.people()["plan_owner"], staffed.heads["กองช่าง"]
    division = staffed.one(select(t.person.c.division_id).where(t.person.c.id == staffed.heads["สำนักปลัด"]))
    await staffed.tap(owner, f"o.invite.{works}")
    event = run(staffed, owner, c.SavePerson(works, "หัวหน้าใหม่", "ผู้อำนวยการ", Role.DIVISION_HEAD, division))
    assert event.new_duty
    card = (await staffed.tap(works, "o.todo"))[0]
    assert any(line.startswith("รออนุมัติ") for line in card.lines)


async def test_an_acting_officer_decides_on_these_days_only(staffed):
    staffed.do(update(t.agency).values(chain="clerk"))
    owner, officer, clerk = (staffed.people()[key] for key in ("plan_owner", "officer", "clerk"))
    number = await submitted(staffed, ReportKind.PLAN_FLAT, YEAR)
    today = date(2026, 11, 20)
    with pytest.raises(Problem, match="acting_over"):
        run(staffed, clerk, d.NameActing(Post(Role.CLERK), officer, today - timedelta(3), today - timedelta(1)))
    with pytest.raises(Problem, match="acting_for_oneself"):
        run(staffed, owner, d.NameActing(Post(Role.CLERK), clerk, today, today))
    with pytest.raises(Problem, match="acting_no_level"):
        run(staffed, owner, d.NameActing(Post(Role.MAYOR), officer, today, today))
    named = run(staffed, clerk, d.NameActing(Post(Role.CLERK), officer, today, today + timedelta(1)))
    staffed.clock.at += timedelta(days=2)
    with pytest.raises(Problem, match="no_right"):
        run(staffed, officer, d.Decide(number, 1, "approve"))
    staffed.clock.at -= timedelta(days=1)
    run(staffed, clerk, d.EndActing(named.acting.id))
    with pytest.raises(Problem, match="no_right"):
        run(staffed, officer, d.Decide(number, 1, "approve"))
    run(staffed, clerk, d.EndActing(named.acting.id, back=True))
    run(staffed, officer, d.Decide(number, 1, "approve", sure=True))
    (word,) = course(staffed, number).approvals
    assert (word.person_id, word.acting_for) == (officer, "ปลัดเทศบาลตำบลสุจริตธรรม (ตัวอย่าง)")
    with pytest.raises(Problem, match="already_decided"):
        run(staffed, clerk, d.Decide(number, 1, "approve"))


async def test_of_two_who_tap_at_once_the_second_hears_that_it_is_decided(staffed):
    staffed.do(update(t.agency).values(chain="clerk"))
    clerk, head = staffed.people()["clerk"], staffed.heads["กองช่าง"]
    staffed.do(update(t.person).where(t.person.c.id == head).values(role="clerk"))
    number = await submitted(staffed, ReportKind.PLAN_FLAT, YEAR)
    tap = {"kind": "tap", "token": f"a.{number}.1.approve-sure", "label": "อนุมัติ"}
    await staffed.service.accept([staffed.incoming(who, tap) for who in (clerk, head)])
    await staffed.service.settled()
    assert len(course(staffed, number).decisions) == 1
    said = [" ".join(map(str, staffed.said(who))) for who in (clerk, head)]
    assert sum("อยู่ในสถานะ “อนุมัติแล้ว” แล้ว" in each for each in said) == 1


async def test_who_must_decide_since_when(staffed):
    number = await submitted(staffed, ReportKind.PROJECT_SHEET, About(2566, subject="1"))
    owner, clerk, head = staffed.people()["plan_owner"], staffed.people()["clerk"], staffed.heads["สำนักปลัด"]
    day = date(2026, 11, 20)

    def waiting():
        return [(w.report.id, w.people, w.since) for w in staffed.database.read_now(approvals.waiting, [1], day)]

    first = staffed.clock.now()
    assert waiting() == [(number, (head,), first)]
    staffed.clock.at += timedelta(hours=2)
    run(staffed, head, d.Decide(number, 1, "approve"))
    run(staffed, owner, d.NameActing(Post(Role.CLERK), owner, day, day))
    assert waiting() == [(number, (clerk,), first + timedelta(hours=2))]  # who submitted is not asked
    staffed.do(update(t.agency).values(approve_own=True))
    assert waiting()[0][1] == (clerk, owner)


async def test_another_chain_is_for_what_is_submitted_from_then_on(staffed):
    number = await submitted(staffed, ReportKind.PROJECT_SHEET, About(2566, subject="1"))
    owner = staffed.people()["plan_owner"]
    await staffed.tap(owner, "o.chain")
    said = await staffed.say(owner, "ปลัด")
    assert isinstance(said[0], Card) and "ลำดับการอนุมัติ: ปลัด" in said[0].lines
    assert [step.role for step in course(staffed, number).steps] == [Role.DIVISION_HEAD, Role.CLERK, Role.MAYOR]
    again = await submitted(staffed, ReportKind.PLAN_FLAT, YEAR)
    assert [step.role for step in course(staffed, again).steps] == [Role.CLERK]
