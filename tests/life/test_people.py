"""Inviting, joining by a code, several channels, leaving: through the real turn."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from bot import commands
from bot.domain import codes
from bot.domain import commands as c
from bot.facts.scope import Scope
from bot.problems import Problem
from storage import accounts, guesses, invites, mail, people
from storage import tables as t

CODE = re.compile(r"[A-Z2-9]{5}-[A-Z2-9]{5}")
NAME = "นายมาใหม่ ตั้งใจจริง"


def code_in(messages) -> str:
    """The code shown in what was said."""
    found = set(CODE.findall(str(messages)))
    assert len(found) == 1
    return found.pop()


async def invite(world, *, name: str = NAME, role: str = "officer", division: str = "1") -> tuple[int, str]:
    """The plan owner invites somebody: the person, and the code."""
    owner = world.people()["plan_owner"]
    await world.tap(owner, "n.invite")
    await world.say(owner, name)
    await world.say(owner, "นักวิชาการ")
    await world.tap(owner, f"={role}")
    if role in {"plan_owner", "clerk"}:
        await world.tap(owner, "yes")  # what this role may do was said
    if role in {"officer", "division_head"}:
        await world.tap(owner, f"={division}")
    said = await world.tap(owner, "save")
    return world.one(select(t.person.c.id).where(t.person.c.name == name)), code_in(said)


def bindings(world, person: int) -> list[tuple[str, str]]:
    rows = world.rows(select(t.binding).where(t.binding.c.person_id == person).order_by(t.binding.c.id))
    return [(row.channel, row.address) for row in rows]


STRANGE = 9001
"""A chat that nobody has joined from."""


async def test_somebody_invited_joins_by_the_code_and_is_greeted(world):
    person, code = await invite(world)
    said = await world.say(STRANGE, f"/start {code.replace('-', '').lower()}")
    text = str(said)
    assert NAME in text
    assert "เจ้าหน้าที่" in text
    assert "จัดทำแผนและรายงานตามหน้าที่" in said[1].text  # the privacy notice
    assert said[2].title == "เมนู"
    assert bindings(world, person) == [("local", str(STRANGE))]
    assert NAME in str(world.said(world.people()["plan_owner"])[-1])  # who invited is told
    assert "เมนู" in str(await world.say(STRANGE, "เมนู"))
    assert world.one(select(t.inbox.c.lane).order_by(t.inbox.c.id.desc())) == f"p:{person}"


async def test_nobody_becomes_approver_or_plan_owner_in_silence(world):
    p = world.people()
    for role, name in (("clerk", "นายคนใหม่ อนุมัติแทน"), ("plan_owner", "นางคนใหม่ ดูแลแทน")):
        before = len(world.said(p["clerk"]))
        await invite(world, name=name, role=role)
        told = world.said(p["clerk"])[before:]
        assert [message.title for message in told] == ["มีผู้ได้รับหน้าที่สำคัญ"]
        assert name in told[0].lines[0]
    before = len(world.said(p["clerk"]))
    await invite(world)
    assert world.said(p["clerk"])[before:] == []


async def test_who_is_made_an_approver_is_not_told_of_it_twice(world):
    p = world.people()
    member = world.rows(select(t.person).where(t.person.c.id == p["officer"]))[0]
    before = {who: len(world.said(p[who])) for who in ("officer", "clerk")}
    await world.tap(p["plan_owner"], f"o.invite.{member.id}")
    await world.tap(p["plan_owner"], "edit-role")
    asked = await world.tap(p["plan_owner"], "=clerk")
    assert "อนุมัติและส่งกลับรายงานทุกฉบับ" in asked[0].text
    review = await world.tap(p["plan_owner"], "yes")
    assert any("อนุมัติและส่งกลับรายงานทุกฉบับ" in line for line in review[0].lines)
    await world.tap(p["plan_owner"], "save")
    titles = {who: [message.title for message in world.said(p[who])[before[who] :]] for who in before}
    assert titles == {"officer": ["ท่านได้รับหน้าที่ในระบบใหม่"], "clerk": ["มีผู้ได้รับหน้าที่สำคัญ"]}


def said(code: str, **details: Any) -> str:
    return Problem(code, **details).sentence


def text_of(messages) -> str:
    """The one message, as words."""
    assert len(messages) == 1, messages
    return messages[0].text


async def test_the_invitation_carries_a_link_once_the_bots_name_is_known(world):
    for name in ("sujarit_old_bot", "sujarit_bot"):
        world.database.write_now(accounts.introduce, "telegram", "7", name, world.clock.now())
    await invite(world)
    text = world.said(world.people()["plan_owner"])[-2].text
    code = codes.find(CODE.findall(text)[0])
    assert f"https://t.me/sujarit_bot?start={code}" in text
    assert codes.find(text) == code  # the whole message can be passed on and pasted


# --- how a code may be typed ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    [
        "ABCDE-FGH23",
        "abcde fgh23",
        " abc de-fgh ๒๓ ",
        "/start ABCDEFGH23",
        "/start abcde-fgh23",
        "ABCDE–FGH23",
        "รหัสของผมคือ abcde-fgh23 ครับ",
        "รหัสสำหรับ นายก\nABCDE-FGH23\nใช้ได้ครั้งเดียว ถึง 27 พ.ย. 69",
        "https://t.me/sujarit_bot?start=ABCDEFGH23",
    ],
)
def test_a_code_is_found_however_it_is_typed(typed):
    assert codes.find(typed) == "ABCDEFGH23"


@pytest.mark.parametrize("typed", ["", "/start", "สวัสดีครับ", "เมนู", "hello", "25,000 บาท", "15 พ.ย. 2569", "๑๒๓", "😀"])
def test_other_words_are_no_code(typed):
    assert codes.find(typed) == ""


def test_what_is_kept_of_a_code_does_not_tell_it(world):
    database = world.database
    code = database.write_now(invites.issue, 1, 1, None, world.clock.now())
    assert codes.exact(code)
    kept = str(world.rows(select(t.invite)))
    assert code not in kept
    assert codes.digest(code) in kept


# --- codes that do not work -----------------------------------------------------------------------------------------------
async def test_a_stranger_is_told_how_to_come_in_and_nothing_else(world):
    for words in ("สวัสดี", "เมนู", "คนในหน่วยงาน", "/start"):
        assert text_of(await world.say(STRANGE, words)) == said("not_joined")
    assert text_of(await world.tap(STRANGE, "o.people")) == said("not_joined")
    assert world.rows(select(t.guess)) == []


async def test_a_code_works_once(world):
    _, code = await invite(world)
    await world.say(STRANGE, code)
    assert text_of(await world.say(STRANGE + 1, code)) == said("code_used")
    assert bindings(world, world.one(select(t.invite.c.person_id))) == [("local", str(STRANGE))]


async def test_of_chats_that_use_a_code_at_the_same_moment_one_joins(world):
    person, code = await invite(world)
    chats = range(STRANGE, STRANGE + 6)
    await world.service.accept([world.incoming(chat, {"kind": "text", "text": code}) for chat in chats])
    await world.service.settled()
    assert len(bindings(world, person)) == 1
    assert sorted(len(world.said(chat)) for chat in chats) == [1] * 5 + [3]
    assert {text_of(world.said(chat)) for chat in chats if len(world.said(chat)) == 1} == {said("code_used")}


async def test_a_code_ends_after_its_days(world):
    _, code = await invite(world)
    world.clock.at += codes.VALID
    assert text_of(await world.say(STRANGE, code)) == said("code_expired")


async def test_a_code_runs_by_the_clock_of_its_agency(world):
    world.do(update(t.agency).values(clock_shift=-90 * 86400))
    person, code = await invite(world)
    await world.say(STRANGE, code)
    assert bindings(world, person)


async def test_a_revoked_code_and_the_code_before_a_new_one_do_not_work(world):
    owner = world.people()["plan_owner"]
    person, first = await invite(world)
    assert said("code_just_given") in str(await world.tap(owner, f"o.give_code.{person}"))  # a second tap
    world.clock.at += timedelta(minutes=1)
    second = code_in(await world.tap(owner, f"o.give_code.{person}"))
    assert text_of(await world.say(STRANGE, first)) == said("code_revoked")
    await world.tap(owner, f"o.revoke_code.{person}")
    assert text_of(await world.say(STRANGE, second)) == said("code_revoked")
    assert bindings(world, person) == []


async def test_a_right_code_is_refused_too_after_many_wrong_ones_and_taken_again_later(world):
    person, code = await invite(world)
    for n in range(invites.TRIES - 1):
        assert text_of(await world.say(STRANGE, f"ABCDEFGHJ{n + 2}")) == said("code_wrong")
    locked = said("code_guessed", until="09.16")
    assert text_of(await world.say(STRANGE, "ABCDEFGHJ9")) == locked  # the last one says so at once
    assert text_of(await world.say(STRANGE, code)) == locked
    assert text_of(await world.say(STRANGE, "สวัสดี")) == said("not_joined")
    world.clock.at += guesses.PAUSE - timedelta(seconds=1)
    assert text_of(await world.say(STRANGE, code)) == locked
    assert bindings(world, person) == []
    world.clock.at += timedelta(seconds=1)
    await world.say(STRANGE, code)
    assert bindings(world, person) == [("local", str(STRANGE))]
    assert str(STRANGE) not in [row.address for row in world.rows(select(t.guess))]


async def test_who_comes_back_to_the_chat_is_told_where_it_stood(world):
    officer = world.people()["officer"]
    await world.tap(officer, "o.add_item")
    (asked,) = await world.say(officer, "/start")
    assert asked.text.startswith("ยินดีต้อนรับกลับ") and asked.question == "dimension"
    await world.say(officer, "เมนู")
    assert (await world.say(officer, "/start"))[-1].title == "เมนู"


async def test_wrong_codes_of_long_ago_do_not_count(world):
    for n in range(2 * (invites.TRIES - 1)):
        assert text_of(await world.say(STRANGE, f"ABCDEFGH2{n % 8 + 2}")) == said("code_wrong")
        world.clock.at += guesses.PAUSE / (invites.TRIES - 1)


async def test_guessing_from_many_chats_is_braked_for_all(world):
    _, code = await invite(world)
    now = world.clock.now()
    world.do(insert(t.guess).values(channel="*", address="*", count=invites.TRIES_OF_ALL - 1, since=now))
    locked = said("code_guessed", until="09.16")
    assert text_of(await world.say(STRANGE, "ABCDEFGH23")) == locked
    assert text_of(await world.say(STRANGE + 1, code)) == locked
    assert "เมนู" in str(await world.say(world.people()["officer"], "เมนู"))  # who has joined works on
    world.clock.at += guesses.PAUSE
    assert NAME in str(await world.say(STRANGE + 1, code))


async def test_a_code_typed_by_somebody_who_has_joined_is_refused_and_stays_good(world):
    officer = world.people()["officer"]
    person, code = await invite(world)
    await world.say(officer, "เมนู")
    assert text_of(await world.say(officer, code)) == said("joined_already", name="นางสาวตั้งใจ งานเรียบร้อย")
    await world.say(STRANGE, code)
    assert bindings(world, person)
    again = await world.say(STRANGE, code)  # a link tapped twice mends nothing and harms nothing
    assert again[0].text == said("code_yours")
    assert again[1].title == "เมนู"


async def test_a_text_like_a_code_is_an_answer_where_one_is_asked(world):
    officer = world.people()["officer"]
    await world.tap(officer, "o.record_result.1.2570-1")
    await world.tap(officer, "=in_progress")
    await world.say(officer, "ABCDE-FGH23")
    state = world.one(select(t.session.c.state).where(t.session.c.person_id == officer))
    assert state["answers"]["done"]["v"] == "ABCDE-FGH23"


# --- one person on several channels, and what was sent before joining ---------------------------------------------------
async def test_one_person_on_two_chats_is_told_where_they_wrote_last(world):
    officer, owner = world.people()["officer"], world.people()["plan_owner"]
    code = code_in(await world.say(officer, "เพิ่มช่องทางของฉัน"))
    world.clock.at += timedelta(minutes=5)
    await world.say(STRANGE, code)
    assert bindings(world, officer) == [("local", str(officer)), ("local", str(STRANGE))]

    async def told() -> str:
        """Where a note to the officer goes now."""
        before = world.one(select(func.max(t.outbox.c.id)))
        await world.tap(owner, f"n.invite.{officer}")
        await world.tap(owner, "edit-position")
        await world.say(owner, "นักจัดการ")
        await world.tap(owner, "edit-role")
        role = (
            "division_head"
            if world.one(select(t.person.c.role).where(t.person.c.id == officer)) == "officer"
            else "officer"
        )
        await world.tap(owner, f"={role}")
        await world.tap(owner, "save")
        query = select(t.outbox.c.address).where(t.outbox.c.person_id == officer, t.outbox.c.id > before)
        return world.one(query)

    assert await told() == str(STRANGE)
    world.clock.at += timedelta(minutes=5)
    await world.say(officer, "เมนู")
    assert await told() == str(officer)


async def test_what_a_chat_sent_before_it_joined_runs_in_the_persons_lane(world):
    person, code = await invite(world)
    rows = [world.incoming(STRANGE, {"kind": "text", "text": words}) for words in (code, "เมนู", "ช่วยเหลือ")]
    world.database.write_now(mail.store, rows, world.clock.now())  # all before the first turn
    world.service.wake_lane(f"local:{STRANGE}")
    await world.service.settled()
    lanes = world.rows(select(t.inbox.c.lane, t.inbox.c.state).where(t.inbox.c.address == str(STRANGE)))
    assert [tuple(row) for row in lanes] == [(f"p:{person}", "done")] * 3
    assert [getattr(m, "title", "") for m in world.said(STRANGE)[2:]] == ["เมนู", "เมนู", "วิธีใช้", "เมนู"]


async def test_a_message_stored_beside_the_joining_is_moved_not_refused(world):
    """Another process stored it before it could see that the chat had joined."""
    officer = world.people()["officer"]
    await world.say(STRANGE, code_in(await world.say(officer, "เพิ่มช่องทางของฉัน")))
    row = world.incoming(STRANGE, {"kind": "text", "text": "เมนู"})
    world.database.write_now(mail.store, [row], world.clock.now())
    world.do(update(t.inbox).where(t.inbox.c.state == "open").values(lane=f"local:{STRANGE}", person_id=None))
    world.service.wake_lane(f"local:{STRANGE}")
    await world.service.settled()
    assert world.said(STRANGE)[-1].title == "เมนู"
    assert world.one(select(t.inbox.c.lane).where(t.inbox.c.key == row.key)) == f"p:{officer}"


# --- leaving --------------------------------------------------------------------------------------------------------------
async def test_who_leaves_a_chat_stays_joined_in_the_other(world):
    officer = world.people()["officer"]
    await world.say(STRANGE, code_in(await world.say(officer, "เพิ่มช่องทางของฉัน")))
    await world.tap(STRANGE, "o.record_result.1.2570-1")
    await world.tap(STRANGE, "=in_progress")
    await world.say(STRANGE, "ออกจากระบบ")  # heard although a text is asked for
    await world.tap(STRANGE, "o.leave_channel.yes")
    assert text_of(await world.say(STRANGE, "เมนู")) == said("not_joined")
    assert bindings(world, officer) == [("local", str(officer))]
    assert "ทำต่อ" in str(await world.say(officer, "เมนู"))  # what was begun is not lost


async def test_messages_behind_a_farewell_reach_nobodys_data(world):
    """Sent right after leaving, stored before it was done: they are a stranger's."""
    officer = world.people()["officer"]
    rows = [
        world.incoming(officer, {"kind": "tap", "token": token, "label": ""})
        for token in ("o.leave_channel.yes", "o.todo")
    ]
    await world.service.accept(rows)
    await world.service.settled()
    assert text_of(world.said(officer)[-1:]) == said("not_joined")


async def leave(world, person: int, heir: int | None) -> None:
    owner = world.people()["plan_owner"]
    await world.tap(owner, f"n.end_duty.{person}")
    if heir:
        await world.tap(owner, f"={heir}")
    await world.tap(owner, "=yes")


async def test_leaving_hands_over_and_closes_every_door_and_one_tap_undoes_it(world):
    officer, owner = world.people()["officer"], world.people()["plan_owner"]
    code = code_in(await world.say(officer, "เพิ่มช่องทางของฉัน"))
    await world.tap(officer, "o.record_result.1.2570-1")
    items = select(t.plan_item.c.id).where(t.plan_item.c.officer_id == officer)
    had = [row.id for row in world.rows(items)]
    now = world.clock.now()
    reminder = {"agency_id": 1, "rule": "-7", "period": "2570-1", "due_on": now.date(), "plan_at": now}
    for who, period in ((officer, "2570-1"), (owner, "2570-1"), (officer, "2570-2")):
        world.do(insert(t.reminder).values(**{**reminder, "person_id": who, "period": period}))

    await leave(world, officer, owner)
    assert world.rows(items) == []
    gone = world.rows(select(t.person).where(t.person.c.id == officer))[0]
    assert (gone.active, gone.left_at) == (False, now)
    assert bindings(world, officer) == []
    assert "พ้นจากหน้าที่" in str(world.said(officer)[-1])
    assert text_of(await world.say(officer, "เมนู")) == said("not_joined")
    assert text_of(await world.say(STRANGE, code)) == said("code_revoked")
    states = {row.status for row in world.rows(select(t.session).where(t.session.c.person_id == officer))}
    assert states == {"dropped"}
    reminders = {(r.person_id, r.period): r.result for r in world.rows(select(t.reminder))}
    assert reminders == {(owner, "2570-1"): "", (owner, "2570-2"): "", (officer, "2570-1"): "skipped"}

    code = code_in(await world.tap(owner, f"o.resume_duty.{officer}"))
    assert [row.id for row in world.rows(items)] == had
    assert "นางสาวตั้งใจ" in str(await world.say(officer, code))
    assert said("person_back") in str(await world.tap(owner, f"o.resume_duty.{officer}"))


async def test_items_go_only_to_somebody_who_may_record_them(world):
    p = world.people()

    def order(connection, heir: int | None) -> None:
        scope = Scope(connection, people.acting(connection, p["plan_owner"]), world.clock.now())
        commands.run(c.EndDuty(p["officer"], heir), commands.From(scope, "local", "x", []))

    for heir, code in (
        (None, "heir_wanted"),
        (p["officer"], "heir_wanted"),
        (p["finance_officer"], "heir_cannot"),
        (p["clerk"], "heir_cannot"),
        (999, "person_gone"),
    ):
        with pytest.raises(Problem) as refused:
            world.database.write_now(order, heir)
        assert refused.value.code == code


async def test_another_division_lets_go_of_the_items_of_the_old_one(world):
    p = world.people()
    held = select(func.count()).select_from(t.plan_item).where(t.plan_item.c.officer_id == p["officer"])
    had = world.one(held)

    def order(connection, division: int) -> Any:
        scope = Scope(connection, people.acting(connection, p["plan_owner"]), world.clock.now())
        command = c.SavePerson(p["officer"], "x", "x", c.Role.OFFICER, division)
        return commands.run(command, commands.From(scope, "local", "x", []))

    assert world.database.write_now(order, 1).released == 0
    assert world.database.write_now(order, 2).released == had > 0
    assert world.one(held) == 0


async def test_the_last_plan_owner_stays_and_one_who_has_not_joined_does_not_count(world):
    owner = world.people()["plan_owner"]
    other, code = await invite(world, role="plan_owner")

    def demote(connection) -> None:
        scope = Scope(connection, people.acting(connection, owner), world.clock.now())
        commands.run(c.SavePerson(owner, "x", "x", c.Role.CLERK, None), commands.From(scope, "local", "x", []))

    assert said("last_plan_owner") in str(await world.tap(owner, f"o.end_duty.{owner}"))
    assert said("last_plan_owner") in str(await world.tap(owner, "o.leave_channel.yes"))
    with pytest.raises(Problem, match="last_plan_owner"):
        world.database.write_now(demote)
    assert bindings(world, owner)
    await world.say(STRANGE, code)
    await world.tap(owner, f"o.end_duty.{owner}")
    await world.tap(owner, f"={other}")
    assert "พ้นจากหน้าที่" in str(await world.tap(owner, "=yes"))
    assert bindings(world, owner) == []


async def test_of_two_plan_owners_who_leave_at_the_same_moment_one_stays(world):
    owner = world.people()["plan_owner"]
    other, code = await invite(world, role="plan_owner")
    await world.say(STRANGE, code)
    rows = [
        world.incoming(chat, {"kind": "tap", "token": "o.leave_channel.yes", "label": ""}) for chat in (owner, STRANGE)
    ]
    await world.service.accept(rows)
    await world.service.settled()
    assert len(bindings(world, owner) + bindings(world, other)) == 1
